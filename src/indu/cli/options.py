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
    from indu.courrier.reglages import Reglages
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
option_reglages = click.option(
    "--reglages",
    type=CHEMIN,
    metavar="FICHIER",
    help="Vos réglages : papier à lettres, signature, dossiers (par défaut : votre reglages.yaml personnel).",
)
option_date = click.option(
    "--date",
    "le",
    metavar="JJ/MM/AAAA",
    help="Date de la lettre (par défaut : celle du dossier, sinon aujourd’hui).",
)
option_json = click.option("--json", "en_json", is_flag=True, help="Répond en JSON, pour un autre programme.")
argument_dossier = click.argument("dossier", type=CHEMIN, metavar="DOSSIER.yaml")


def ouvrir(arguments: Path | None, templates: Path | None, reglages: Path | None) -> tuple[Bibliotheque, Ressources]:
    """The library and the templates, with the user's folders over ours; an option wins over the settings."""
    from indu.moyens.bibliotheque import charger_bibliotheque

    lus = ouvrir_reglages(reglages)
    modeles = Ressources.ouvrir("templates", dossier_personnel("templates"), templates or lus.templates)
    if lus.base_docx is not None:
        modeles = modeles.poser("theme/base.docx", lus.base_docx)
    return charger_bibliotheque(ouvrir_arguments(arguments, reglages)), modeles


def ouvrir_arguments(arguments: Path | None, reglages: Path | None) -> Ressources:
    """The data of the library alone, with the user's folders over ours."""
    ajout = arguments or ouvrir_reglages(reglages).arguments
    return Ressources.ouvrir("arguments", dossier_personnel("arguments"), ajout)


def dossier_a_ecrire(arguments: Path | None, reglages: Path | None) -> Path:
    """Where what the user adds to the library is written: the folder that wins when it is read."""
    return arguments or ouvrir_reglages(reglages).arguments or dossier_personnel("arguments")


def ouvrir_reglages(reglages: Path | None) -> Reglages:
    """The settings of that file, or the user's own ones; none if there is no such file.

    Raises:
        EntreeInvalide: the file is wrong; or it was asked for, and is not there.
    """
    from indu.courrier.reglages import NOM, Reglages, lire_reglages

    personnels = dossier_personnel(NOM)
    if reglages is None and not personnels.is_file():
        return Reglages()
    return lire_reglages(reglages or personnels)


def dossier_personnel(genre: str) -> Path:
    """The user's own folder of that kind, laid over ours when it exists."""
    return Path(click.get_app_dir("indu")) / genre


def lire_jour(texte: str | None, option: str) -> date:
    """The day given to an option, or today.

    Raises:
        EntreeInvalide: it is not a date.
    """
    if texte is None:
        return date.today()
    try:
        return lire_date(texte)
    except ValueError as erreur:
        raise EntreeInvalide.simple(f"{option} : {erreur}, lu « {texte} »", attendu=FORMES_ACCEPTEES) from None


def lire(chemin: Path, bibliotheque: Bibliotheque, le: str | None) -> tuple[Dossier, date]:
    """The dossier, and the day of the letter."""
    from indu.dossier.lecture import lire_dossier

    dossier = lire_dossier(chemin, bibliotheque.catalogue)
    return dossier, (dossier.lettre.date if le is None else None) or lire_jour(le, "--date")


def dire(texte: str) -> None:
    """Print one line, typeset."""
    click.echo(typographier(texte))
