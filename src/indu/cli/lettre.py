"""``indu lettre``: from a dossier to the letter and its reviewer's page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
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
from indu.commun.ressources import Ressources
from indu.dossier.modele import Dossier
from indu.moyens.bibliotheque import Bibliotheque


class FormatSortie(StrEnum):
    """The formats a letter is written in."""

    DOCX = "docx"
    PDF = "pdf"


def lettre(
    dossier: ArgumentDossier,
    sortie: Annotated[
        Path | None,
        typer.Option("-o", "--sortie", metavar="DOSSIER", help="Où écrire (par défaut : à côté du dossier)."),
    ] = None,
    type_lettre: Annotated[
        str | None,
        typer.Option("--type", metavar="TYPE", help="Le type de lettre ; sans lui, celui qui convient."),
    ] = None,
    formats: Annotated[
        list[FormatSortie] | None, typer.Option("--format", help="docx, pdf ; les deux par défaut.")
    ] = None,
    final: Annotated[
        bool, typer.Option("--final", help="Lettre définitive ; refusée tant qu’un point reste ouvert.")
    ] = False,
    en_json: OptionJson = False,
    le: OptionDate = None,
    arguments: OptionArguments = None,
    templates: OptionTemplates = None,
) -> None:
    """Écrit la lettre (DOCX et PDF) et la fiche de relecture."""
    bibliotheque, modeles = ouvrir(arguments, templates)
    lu, jour = lire(dossier, bibliotheque, le)
    choisis = list(dict.fromkeys(formats)) if formats else list(FormatSortie)
    ecrire_lettre(lu, jour, bibliotheque, modeles, sortie or dossier.parent, type_lettre, choisis, final, en_json)


def ecrire_lettre(
    dossier: Dossier,
    jour: date,
    bibliotheque: Bibliotheque,
    modeles: Ressources,
    sortie: Path,
    type_lettre: str | None,
    formats: Sequence[FormatSortie],
    final: bool,
    en_json: bool,
) -> None:
    """Write the files and print the summary; the whole job of ``lettre`` and ``demo``."""
    from indu.courrier.ecriture import ecrire_tout
    from indu.courrier.fabrique import etudier, fichiers, points_ouverts, rediger
    from indu.courrier.rapport import rapport_json, resume

    etude = etudier(dossier, bibliotheque, modeles, jour, type_lettre)
    ouvrage = rediger(etude, bibliotheque, modeles, final=final)
    chemins = ecrire_tout(sortie, fichiers(ouvrage, modeles, [format_.value for format_ in formats]))
    ouverts = points_ouverts(etude, ouvrage.lettre)
    if en_json:
        suite = {"fichiers": [str(chemin) for chemin in chemins], "points_ouverts": list(ouverts)}
        typer.echo(json.dumps(rapport_json(etude) | suite, ensure_ascii=False, indent=2))
        return
    if etude.lettre is not None:
        dire(f"{etude.lettre.modele.entete.titre} : {etude.lettre.raison}.")
    for ligne in resume(etude):
        dire(ligne)
    if ouverts:
        dire(f"\nIl reste à régler avant l’envoi ({len(ouverts)}) :")
        for point in ouverts:
            dire(f"  • {point}")
    if etude.selection.questions:
        dire("\nQuestions qui changeraient la lettre (détail : indu analyser) :")
        for question in etude.selection.questions[:5]:
            dire(f"  • {question.question}")
    dire("\nFichiers écrits :")
    for chemin in chemins:
        typer.echo(f"  {chemin}")
