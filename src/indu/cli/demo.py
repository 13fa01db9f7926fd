"""``indu demo``: the main job on an example, nothing to prepare."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from indu.cli.lettre import FormatSortie, ecrire_lettre
from indu.cli.options import OptionArguments, OptionTemplates, dire, lire, ouvrir
from indu.commun.ressources import dossier_fourni

EXEMPLE = "a-quarante-deux-lignes/dossier.yaml"


def demo(
    sortie: Annotated[Path, typer.Option("-o", "--sortie", metavar="DOSSIER", help="Où écrire.")] = Path("indu-demo"),
    arguments: OptionArguments = None,
    templates: OptionTemplates = None,
) -> None:
    """Écrit une vraie lettre à partir d’un dossier d’exemple, inventé."""
    from indu.courrier.ecriture import ecrire_tout

    bibliotheque, modeles = ouvrir(arguments, templates)
    copie = sortie / "dossier.yaml"
    if not copie.exists():  # a person may have changed the example: it is theirs
        ecrire_tout(sortie, {copie.name: (dossier_fourni("examples") / EXEMPLE).read_bytes()})
    dire(f"Dossier d’exemple (personnes et numéros inventés) : {copie}\n")
    dossier, jour = lire(copie, bibliotheque, None)
    ecrire_lettre(dossier, jour, bibliotheque, modeles, sortie, None, list(FormatSortie), False, False)
