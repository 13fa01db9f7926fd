"""``indu schema``: the JSON Schema of a dossier, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from indu.cli.options import CHEMIN, dire, option_arguments, option_templates, ouvrir


@click.command()
@click.option("-o", "--sortie", type=CHEMIN, metavar="FICHIER", help="Écrit le schéma dans ce fichier.")
@option_arguments
@option_templates
def schema(sortie: Path | None, arguments: Path | None, templates: Path | None) -> None:
    """Donne le schéma JSON d’un dossier, pour la complétion et la vérification dans un éditeur."""
    from indu.dossier.schema import schema_dossier

    bibliotheque, _ = ouvrir(arguments, templates)
    texte = json.dumps(schema_dossier(bibliotheque.catalogue), ensure_ascii=False, indent=1) + "\n"
    if sortie is None:
        click.echo(texte, nl=False)
        return
    from indu.courrier.ecriture import ecrire_tout

    (chemin,) = ecrire_tout(sortie.parent, {sortie.name: texte.encode()})
    dire(f"Schéma écrit : {chemin}")
