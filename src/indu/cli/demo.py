"""``indu demo``: the main job on an example, nothing to prepare."""

from __future__ import annotations

from pathlib import Path

import click

from indu.cli.lettre import ecrire_lettres
from indu.cli.options import (
    CHEMIN,
    dire,
    lire,
    option_arguments,
    option_reglages,
    option_templates,
    ouvrir,
    ouvrir_reglages,
)
from indu.commun.ressources import dossier_fourni

EXEMPLE = "a-quarante-deux-lignes/dossier.yaml"


@click.command()
@click.option(
    "-o", "--sortie", type=CHEMIN, metavar="DOSSIER", default="indu-demo", show_default=True, help="Où écrire."
)
@option_arguments
@option_templates
@option_reglages
def demo(sortie: Path, arguments: Path | None, templates: Path | None, reglages: Path | None) -> None:
    """Écrit une vraie lettre sur un dossier inventé."""
    from indu.courrier.ecriture import ecrire_tout

    bibliotheque, modeles = ouvrir(arguments, templates, reglages)
    copie = sortie / "dossier.yaml"
    if not copie.exists():  # a person may have changed the example: it is theirs
        ecrire_tout(sortie, {copie.name: (dossier_fourni("examples") / EXEMPLE).read_bytes()})
    dire(f"Dossier d’exemple (personnes et numéros inventés) : {copie}\n")
    dossier, jour = lire(copie, bibliotheque, None)
    identite = ouvrir_reglages(reglages).identite()
    ecrire_lettres(dossier, jour, bibliotheque, modeles, copie, sortie, identite=identite)
