"""``indu schema``: the JSON Schema of a dossier, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from indu.cli.options import CHEMIN, dire, option_arguments, option_reglages, option_templates, ouvrir


@click.command()
@click.option("--moyen", "de_moyen", is_flag=True, help="Le schéma d’un moyen, pour qui en écrit.")
@click.option("-o", "--sortie", type=CHEMIN, metavar="FICHIER", help="Écrit le schéma dans ce fichier.")
@option_arguments
@option_templates
@option_reglages
def schema(
    de_moyen: bool, sortie: Path | None, arguments: Path | None, templates: Path | None, reglages: Path | None
) -> None:
    """Donne le schéma JSON d’un dossier ou d’un moyen.

    Pour la complétion et la vérification dans un éditeur.
    """
    from indu.dossier.schema import schema_dossier
    from indu.moyens.schema import schema_moyen

    bibliotheque, _ = ouvrir(arguments, templates, reglages)
    objet = schema_moyen(bibliotheque) if de_moyen else schema_dossier(bibliotheque.catalogue)
    texte = json.dumps(objet, ensure_ascii=False, indent=1) + "\n"
    if sortie is None:
        click.echo(texte, nl=False)
        return
    from indu.courrier.ecriture import ecrire_fichier

    ecrire_fichier(sortie, texte.encode(), "-o")
    dire(f"Schéma écrit : {sortie}")
