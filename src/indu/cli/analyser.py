"""``indu analyser``: what the program understood, what holds, what does not, and why."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from indu.cli.options import (
    ArgumentDossier,
    OptionArguments,
    OptionDate,
    OptionJson,
    OptionTemplates,
    dire,
    lire,
    ouvrir,
)


def analyser(
    dossier: ArgumentDossier,
    en_json: OptionJson = False,
    type_lettre: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="Analyse pour ce type de lettre.")
    ] = None,
    le: OptionDate = None,
    arguments: OptionArguments = None,
    templates: OptionTemplates = None,
) -> None:
    """Explique : montants, contrôles, délais, moyens retenus, à compléter, écartés, questions."""
    from indu.courrier.fabrique import etudier
    from indu.courrier.rapport import explication, rapport_json

    bibliotheque, modeles = ouvrir(arguments, templates)
    lu, jour = lire(dossier, bibliotheque, le)
    etude = etudier(lu, bibliotheque, modeles, jour, type_lettre)
    if en_json:
        typer.echo(json.dumps(rapport_json(etude), ensure_ascii=False, indent=2))
        return
    for ligne in explication(etude, bibliotheque.catalogue):
        dire(ligne)
