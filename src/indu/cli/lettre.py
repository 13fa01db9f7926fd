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
@click.option(
    "--pieces",
    "avec_pieces",
    is_flag=True,
    help="Ajoute un PDF de la lettre suivie de ses pièces, et un pour le pli « secret médical ».",
)
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
    avec_pieces: bool,
    en_json: bool,
    le: str | None,
    arguments: Path | None,
    templates: Path | None,
) -> None:
    """Écrit la lettre (DOCX et PDF) et la fiche de relecture."""
    bibliotheque, modeles = ouvrir(arguments, templates)
    lu, jour = lire(dossier, bibliotheque, le)
    choisis = tuple(dict.fromkeys(formats)) or FORMATS
    racine = dossier.parent if avec_pieces else None
    ecrire_lettre(
        lu, jour, bibliotheque, modeles, sortie or dossier.parent, type_lettre, choisis, final, en_json, racine
    )


def ecrire_lettre(
    dossier: Dossier,
    jour: date,
    bibliotheque: Bibliotheque,
    modeles: Ressources,
    sortie: Path,
    type_lettre: str | None,
    formats: Sequence[Format],
    final: bool,
    en_json: bool,
    racine: Path | None = None,
) -> None:
    """Write the files and print the summary; the whole job of ``lettre`` and ``demo``.

    ``racine`` is the folder of the exhibits' files, when the exhibits are to be put behind the letter.
    """
    from indu.cli.pieces import joindre_pieces
    from indu.courrier.ecriture import ecrire_tout
    from indu.courrier.fabrique import documents, etudier, fichiers, points_ouverts, rediger, synthese
    from indu.courrier.rapport import rapport_json, resume

    etude = etudier(dossier, bibliotheque, modeles, jour, type_lettre)
    pour_avocat = synthese(etude, bibliotheque, modeles)
    if etude.lettre is None and pour_avocat is None:
        for ligne in resume(etude):
            click.echo(typographier(ligne), err=True)
    ouvrage = None if etude.lettre is None and pour_avocat else rediger(etude, bibliotheque, modeles, final=final)
    ecrits = documents(etude, ouvrage, pour_avocat)
    contenus = fichiers(ecrits, modeles, formats)
    jointes = joindre_pieces([ouvrage] if ouvrage is not None else [], ecrits, contenus, modeles, racine)
    chemins = ecrire_tout(sortie, {**contenus, **jointes.fichiers})
    ouverts = points_ouverts(etude, ouvrage.lettre) if ouvrage is not None else ()
    if en_json:
        suite = {"fichiers": [str(chemin) for chemin in chemins], "points_ouverts": list(ouverts), **jointes.json}
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
    for remarque in jointes.remarques:
        dire(remarque)
    dire("\nFichiers écrits :")
    for chemin in chemins:
        click.echo(f"  {chemin}")
