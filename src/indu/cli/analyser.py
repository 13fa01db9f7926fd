"""``indu analyser``: what the program understood, what holds, what does not, and why."""

from __future__ import annotations

import json
from pathlib import Path

import click

from indu.cli.options import (
    argument_dossier,
    dire,
    lire,
    option_arguments,
    option_date,
    option_json,
    option_reglages,
    option_templates,
    ouvrir,
)


@click.command()
@argument_dossier
@option_json
@click.option("--type", "type_lettre", metavar="TYPE", help="Analyse pour ce type de lettre.")
@option_date
@option_arguments
@option_templates
@option_reglages
def analyser(
    dossier: Path,
    en_json: bool,
    type_lettre: str | None,
    le: str | None,
    arguments: Path | None,
    templates: Path | None,
    reglages: Path | None,
) -> None:
    """Explique un dossier, moyen par moyen.

    Montants, contrôles, délais, lettres possibles, moyens retenus, à compléter, écartés, questions.
    """
    from indu.courrier.fabrique import etudier
    from indu.courrier.rapport import explication, rapport_json

    bibliotheque, modeles = ouvrir(arguments, templates, reglages)
    lu, jour = lire(dossier, bibliotheque, le)
    etude = etudier(lu, bibliotheque, modeles, jour, type_lettre)
    if en_json:
        click.echo(json.dumps(rapport_json(etude), ensure_ascii=False, indent=2))
        return
    for ligne in explication(etude, bibliotheque.catalogue):
        dire(ligne)
