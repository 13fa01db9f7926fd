"""``indu lettre``: from a dossier to the letter and its reviewer's page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from indu.cli.options import (
    CHEMIN,
    argument_dossier,
    dire,
    lire,
    option_arguments,
    option_date,
    option_json,
    option_templates,
    ouvrir,
)
from indu.commun.ressources import Ressources
from indu.commun.texte import typographier
from indu.courrier.formats import Format

if TYPE_CHECKING:
    from indu.dossier.modele import Dossier
    from indu.moyens.bibliotheque import Bibliotheque

FORMATS: Sequence[Format] = get_args(Format)


@click.command()
@argument_dossier
@click.option("-o", "--sortie", type=CHEMIN, metavar="DOSSIER", help="Où écrire (par défaut : à côté du dossier).")
@click.option("--type", "type_lettre", metavar="TYPE", help="Le type de lettre ; sans lui, celui qui convient.")
@click.option("--format", "formats", multiple=True, type=click.Choice(FORMATS), help="Répétable ; les deux par défaut.")
@click.option("--final", is_flag=True, help="Lettre définitive ; refusée tant qu’un point reste ouvert.")
@option_json
@option_date
@option_arguments
@option_templates
def lettre(
    dossier: Path,
    sortie: Path | None,
    type_lettre: str | None,
    formats: tuple[Format, ...],
    final: bool,
    en_json: bool,
    le: str | None,
    arguments: Path | None,
    templates: Path | None,
) -> None:
    """Écrit la lettre (DOCX et PDF) et la fiche de relecture."""
    bibliotheque, modeles = ouvrir(arguments, templates)
    lu, jour = lire(dossier, bibliotheque, le)
    choisis = tuple(dict.fromkeys(formats)) or FORMATS
    ou = sortie or dossier.parent
    ecrire_lettre(lu, jour, bibliotheque, modeles, dossier, ou, type_lettre, choisis, final, en_json)


def ecrire_lettre(
    dossier: Dossier,
    jour: date,
    bibliotheque: Bibliotheque,
    modeles: Ressources,
    source: Path,
    sortie: Path,
    type_lettre: str | None,
    formats: Sequence[Format],
    final: bool,
    en_json: bool,
) -> None:
    """Write the files and print the summary; the whole job of ``lettre`` and ``demo``. ``source`` is the dossier."""
    from indu.courrier.ecriture import ecrire_tout
    from indu.courrier.fabrique import documents, etudier, fichiers, points_ouverts, rediger, synthese
    from indu.courrier.origine import chemin_relatif
    from indu.courrier.rapport import rapport_json, resume

    etude = etudier(dossier, bibliotheque, modeles, jour, type_lettre)
    pour_avocat = synthese(etude, bibliotheque, modeles)
    if etude.lettre is None and pour_avocat is None:
        for ligne in resume(etude):
            click.echo(typographier(ligne), err=True)
    ouvrage = None if etude.lettre is None and pour_avocat else rediger(etude, bibliotheque, modeles, final=final)
    a_ecrire = documents(etude, ouvrage, pour_avocat, chemin_relatif(source, sortie))
    ecrits = ecrire_tout(sortie, fichiers(a_ecrire, modeles, formats))
    ouverts = points_ouverts(etude, ouvrage.lettre) if ouvrage is not None else ()
    if en_json:
        suite = {"fichiers": [str(ecrit.chemin) for ecrit in ecrits], "points_ouverts": list(ouverts)}
        click.echo(json.dumps(rapport_json(etude) | suite, ensure_ascii=False, indent=2))
        return
    choix = etude.lettre
    dire(f"{choix.modele.entete.titre} : {choix.raison}." if choix is not None else f"Pas de lettre : {etude.refus}.")
    for ligne in resume(etude):
        dire(ligne)
    if ouverts:
        dire(f"\nIl reste à régler avant l’envoi ({len(ouverts)}) :")
        for point in ouverts:
            dire(f"  • {point}")
    if etude.selection.questions and ouvrage is not None:
        dire("\nQuestions qui changeraient la lettre (détail : indu analyser) :")
        for question in etude.selection.questions[:5]:
            dire(f"  • {question.question}")
    dire("\nFichiers écrits :")
    for ecrit in ecrits:
        click.echo(f"  {ecrit.chemin}")
    for ecrit in ecrits:
        if ecrit.evite is not None:
            dire_evite(ecrit.evite, ecrit.chemin)


def dire_evite(edite: Path, nouveau: Path) -> None:
    """Say that a file was left as its author made it, and, of a Word file, what the new one has that differs."""
    from indu.courrier.differences import differences

    dire(f"\n« {edite.name} » n’est plus tel que ce programme l’a écrit : il reste comme il est.")
    if edite.suffix != ".docx":
        return
    ecarts = differences(edite.read_bytes(), nouveau.read_bytes())
    if ecarts is None:
        dire("Il ne se lit pas comme un document Word : rien ne peut être comparé.")
    elif not ecarts.lignes:
        dire(f"Le texte de « {nouveau.name} » est le même.")
    else:
        dire(f"Ce qui diffère (− le vôtre, + {nouveau.name}) :")
        for ligne in str(ecarts).splitlines():
            click.echo(f"  {ligne}")
