"""Options that commands share, and the loading that goes with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from indu.commun.dates import FORMES_ACCEPTEES, lire_date
from indu.commun.erreurs import EntreeInvalide
from indu.commun.ressources import Ressources
from indu.commun.texte import typographier
from indu.dossier.lecture import lire_dossier
from indu.dossier.modele import Dossier
from indu.moyens.bibliotheque import Bibliotheque, charger_bibliotheque

OptionArguments: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--arguments",
        metavar="DOSSIER",
        help="Vos moyens et sources, posés sur les nôtres fichier par fichier.",
    ),
]
OptionTemplates: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--templates",
        metavar="DOSSIER",
        help="Vos modèles de lettres, posés sur les nôtres fichier par fichier.",
    ),
]
OptionDate: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--date",
        metavar="JJ/MM/AAAA",
        help="Date de la lettre (par défaut : celle du dossier, sinon aujourd’hui).",
    ),
]
ArgumentDossier: TypeAlias = Annotated[
    Path, typer.Argument(metavar="DOSSIER.yaml", help="Le dossier, en YAML ou en JSON.", show_default=False)
]
OptionJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Répond en JSON, pour un autre programme.")]


def ouvrir(arguments: Path | None, templates: Path | None) -> tuple[Bibliotheque, Ressources]:
    """The library and the templates, with the user's folders over ours."""
    return charger_bibliotheque(Ressources.ouvrir("arguments", arguments)), Ressources.ouvrir("templates", templates)


def lire(chemin: Path, bibliotheque: Bibliotheque, le: str | None) -> tuple[Dossier, date]:
    """The dossier, and the day of the letter."""
    dossier = lire_dossier(chemin, bibliotheque.catalogue)
    if le is None:
        return dossier, dossier.lettre.date or date.today()
    try:
        return dossier, lire_date(le)
    except ValueError as erreur:
        raise EntreeInvalide.simple(f"--date : {erreur}, lu « {le} »", attendu=FORMES_ACCEPTEES) from None


def dire(texte: str) -> None:
    """Print one line, typeset."""
    typer.echo(typographier(texte))
