"""``indu schema``: the JSON Schema of a dossier, for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from indu.cli.options import OptionArguments, OptionTemplates, dire, ouvrir


def schema(
    sortie: Annotated[
        Path | None,
        typer.Option("-o", "--sortie", metavar="FICHIER", help="Écrit le schéma dans ce fichier."),
    ] = None,
    arguments: OptionArguments = None,
    templates: OptionTemplates = None,
) -> None:
    """Donne le schéma JSON d’un dossier, pour la complétion et la vérification dans un éditeur."""
    from indu.dossier.schema import schema_dossier

    bibliotheque, _ = ouvrir(arguments, templates)
    texte = json.dumps(schema_dossier(bibliotheque.catalogue), ensure_ascii=False, indent=1) + "\n"
    if sortie is None:
        typer.echo(texte, nl=False)
        return
    from indu.courrier.ecriture import ecrire_tout

    (chemin,) = ecrire_tout(sortie.parent, {sortie.name: texte.encode()})
    dire(f"Schéma écrit : {chemin}")
