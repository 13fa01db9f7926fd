"""``indu lettre``: from a dossier to the letters and their reviewer's pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
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
    option_reglages,
    option_templates,
    ouvrir,
    ouvrir_reglages,
)
from indu.commun.erreurs import EntreeInvalide
from indu.commun.ressources import Ressources
from indu.commun.texte import typographier
from indu.courrier.formats import Format

if TYPE_CHECKING:
    from indu.courrier.fabrique import Etude
    from indu.courrier.identite import Identite
    from indu.dossier.modele import Dossier
    from indu.moyens.bibliotheque import Bibliotheque

FORMATS: Sequence[Format] = get_args(Format)


@click.command()
@argument_dossier
@click.option("-o", "--sortie", type=CHEMIN, metavar="DOSSIER", help="Où écrire (par défaut : à côté du dossier).")
@click.option(
    "--type",
    "types",
    multiple=True,
    metavar="TYPE",
    help="Le type de lettre (répétable) ; sans lui, celui qui convient.",
)
@click.option("--toutes", is_flag=True, help="Écrit aussi les lettres à envoyer en même temps.")
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
@option_reglages
def lettre(
    dossier: Path,
    sortie: Path | None,
    types: tuple[str, ...],
    toutes: bool,
    formats: tuple[Format, ...],
    final: bool,
    avec_pieces: bool,
    en_json: bool,
    le: str | None,
    arguments: Path | None,
    templates: Path | None,
    reglages: Path | None,
) -> None:
    """Écrit la lettre (DOCX et PDF) et la fiche de relecture."""
    bibliotheque, modeles = ouvrir(arguments, templates, reglages)
    lu, jour = lire(dossier, bibliotheque, le)
    choisis = tuple(dict.fromkeys(formats)) or FORMATS
    ecrire_lettres(
        lu,
        jour,
        bibliotheque,
        modeles,
        dossier,
        sortie or dossier.parent,
        identite=ouvrir_reglages(reglages).identite(),
        types=tuple(dict.fromkeys(types)),
        toutes=toutes,
        formats=choisis,
        final=final,
        en_json=en_json,
        racine=dossier.parent if avec_pieces else None,
    )


def ecrire_lettres(
    dossier: Dossier,
    jour: date,
    bibliotheque: Bibliotheque,
    modeles: Ressources,
    source: Path,
    sortie: Path,
    *,
    identite: Identite,
    types: Sequence[str] = (),
    toutes: bool = False,
    formats: Sequence[Format] = FORMATS,
    final: bool = False,
    en_json: bool = False,
    racine: Path | None = None,
) -> None:
    """Write the files and print the summary; the whole job of ``lettre`` and ``demo``.

    ``source`` is the dossier, ``racine`` the folder of the exhibits' files, when they are to be put behind the letter.
    """
    from indu.cli.pieces import joindre_pieces
    from indu.courrier.composition import composer
    from indu.courrier.ecriture import ecrire_tout
    from indu.courrier.fabrique import fichiers
    from indu.courrier.origine import chemin_relatif
    from indu.courrier.rapport import rapport_json, resume

    composition = composer(
        dossier, bibliotheque, modeles, jour, types=types, toutes=toutes, final=final, identite=identite
    )
    premiere, etudes, ouverts = composition.premiere, composition.etudes, composition.ouverts
    a_ecrire = composition.documents(chemin_relatif(source, sortie))
    if not a_ecrire:
        for ligne in resume(premiere):
            click.echo(typographier(ligne), err=True)
        raise EntreeInvalide.simple(premiere.refus)
    contenus = fichiers(a_ecrire, modeles, formats)
    jointes = joindre_pieces(composition.ouvrages, a_ecrire, contenus, modeles, racine)
    ecrits = ecrire_tout(sortie, {**contenus, **jointes.fichiers})
    if en_json:
        ecrites = [etude.lettre.type for etude in etudes if etude.lettre is not None]
        suite = {
            "lettres_ecrites": ecrites,
            "fichiers": [str(ecrit.chemin) for ecrit in ecrits],
            "points_ouverts": list(ouverts),
            **jointes.json,
        }
        click.echo(json.dumps(rapport_json(premiere) | suite, ensure_ascii=False, indent=2))
        return
    for ligne in (*_annonces(etudes), *resume(premiere), *_conseils(premiere, ecrites=etudes)):
        dire(ligne)
    if ouverts:
        dire(f"\nIl reste à régler avant l’envoi ({len(ouverts)}) :")
        for point in ouverts:
            dire(f"  • {point}")
    if premiere.selection.questions and composition.ouvrages:
        dire("\nQuestions qui changeraient la lettre (détail : indu analyser) :")
        for question in premiere.selection.questions[:5]:
            dire(f"  • {question.question}")
    for remarque in jointes.remarques:
        dire(remarque)
    dire("\nFichiers écrits :")
    for ecrit in ecrits:
        click.echo(f"  {ecrit.chemin}")
    for ecrit in ecrits:
        if ecrit.evite is not None:
            dire_evite(ecrit.evite, ecrit.chemin)


def dire_evite(edite: Path, nouveau: Path) -> None:
    """Say that a file was left as its author made it, and, of a Word file, what the new one has that differs."""
    from indu.relecture.differences import differences

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


def _annonces(etudes: Sequence[Etude]) -> Iterator[str]:
    for etude in etudes:
        if etude.lettre is None:
            yield f"Pas de lettre : {etude.refus}."
        else:
            yield f"{etude.lettre.entete.titre} : {etude.lettre.entete.raison}."
            if etude.remplacee is not None:
                yield (
                    f"Elle remplace, pour l’instant, la lettre argumentée ({etude.remplacee.type}) : aucun moyen ne "
                    "tient encore sur les faits connus. Répondez aux questions ci-dessous, puis relancez."
                )


def _conseils(etude: Etude, *, ecrites: Sequence[Etude]) -> Iterator[str]:
    """The letters that would go with this one and are not written."""
    deja = {autre.lettre.type for autre in ecrites if autre.lettre is not None}
    for joint in etude.jointes:
        if joint.type not in deja:
            yield f"À envoyer aussi : {joint.entete.titre} ; {joint.entete.raison} (--type {joint.type}, ou --toutes)"
