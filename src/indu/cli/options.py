"""Options that commands share, and the loading that goes with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indu.commun.dates import FORMES_ACCEPTEES, lire_date
from indu.commun.erreurs import EntreeInvalide
from indu.commun.ressources import Ressources
from indu.commun.texte import typographier

if TYPE_CHECKING:  # heavy: imported by the commands that need them, so that --help stays light
    from indu.dossier.modele import Dossier
    from indu.moyens.bibliotheque import Bibliotheque

CHEMIN = click.Path(path_type=Path)

option_arguments = click.option(
    "--arguments",
    type=CHEMIN,
    metavar="DOSSIER",
    help="Vos moyens et sources, posés sur les nôtres fichier par fichier.",
)
option_templates = click.option(
    "--templates",
    type=CHEMIN,
    metavar="DOSSIER",
    help="Vos modèles de lettres, posés sur les nôtres fichier par fichier.",
)
option_date = click.option(
    "--date",
    "le",
    metavar="JJ/MM/AAAA",
    help="Date de la lettre (par défaut : celle du dossier, sinon aujourd’hui).",
)
option_json = click.option("--json", "en_json", is_flag=True, help="Répond en JSON, pour un autre programme.")
argument_dossier = click.argument("dossier", type=CHEMIN, metavar="DOSSIER.yaml")


def ouvrir(arguments: Path | None, templates: Path | None) -> tuple[Bibliotheque, Ressources]:
    """The library and the templates, with the user's folders over ours."""
    from indu.moyens.bibliotheque import charger_bibliotheque

    return charger_bibliotheque(Ressources.ouvrir("arguments", arguments)), Ressources.ouvrir("templates", templates)


def lire(chemin: Path, bibliotheque: Bibliotheque, le: str | None) -> tuple[Dossier, date]:
    """The dossier, and the day of the letter."""
    from indu.dossier.lecture import lire_dossier

    dossier = lire_dossier(chemin, bibliotheque.catalogue)
    if le is None:
        return dossier, dossier.lettre.date or date.today()
    try:
        return dossier, lire_date(le)
    except ValueError as erreur:
        raise EntreeInvalide.simple(f"--date : {erreur}, lu « {le} »", attendu=FORMES_ACCEPTEES) from None


def dire(texte: str) -> None:
    """Print one line, typeset."""
    click.echo(typographier(texte))
