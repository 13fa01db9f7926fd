"""``indu verifier``: is this edited letter ready to be sent? With ``--final``, its final Word file and PDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indu.cli.options import (
    CHEMIN,
    dire,
    lire,
    lire_jour,
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
from indu.commun.texte import accorder, typographier

if TYPE_CHECKING:
    from indu.courrier.fabrique import Ouvrage
    from indu.courrier.identite import Identite
    from indu.moyens.bibliotheque import Bibliotheque
    from indu.relecture.lecture import LettreLue
    from indu.relecture.points import Admis, Point, Relecture

SANS_DOSSIER = "donnez le dossier avec --dossier DOSSIER.yaml"


@click.command()
@click.argument("lettre", type=CHEMIN, metavar="LETTRE.docx")
@click.option("--dossier", type=CHEMIN, metavar="DOSSIER.yaml", help="Son dossier (par défaut : celui qu’elle nomme).")
@click.option(
    "--final", is_flag=True, help="Écrit le Word et le PDF définitifs ; refusé tant qu’un point reste ouvert."
)
@click.option("-o", "--sortie", type=CHEMIN, metavar="DOSSIER", help="Où les écrire (par défaut : à côté).")
@click.option("--citation", "citations", multiple=True, metavar="TEXTE", help="Une citation que vous avez vérifiée.")
@click.option("--montant", "montants", multiple=True, metavar="TEXTE", help="Un montant que vous avez vérifié.")
@option_json
@option_date
@option_arguments
@option_templates
@option_reglages
def verifier(
    lettre: Path,
    dossier: Path | None,
    final: bool,
    sortie: Path | None,
    citations: tuple[str, ...],
    montants: tuple[str, ...],
    en_json: bool,
    le: str | None,
    arguments: Path | None,
    templates: Path | None,
    reglages: Path | None,
) -> None:
    """Relit la lettre que vous avez reprise dans Word.

    Dit ce qui reste avant de l’envoyer ; avec --final, écrit le Word et le PDF définitifs.
    """
    from indu.courrier.origine import dossier_designe
    from indu.relecture.lecture import lire_lettre, sans_theme
    from indu.relecture.relire import relire

    admis = _admis(citations, montants)
    octets = _octets(lettre)
    bibliotheque, modeles = ouvrir(arguments, templates, reglages)
    lue = sans_theme(lire_lettre(octets, str(lettre)), modeles.lire("theme/base.docx"))
    trouve = dossier or dossier_designe(lettre, lue.origine.get("dossier", ""))
    refaite, raison = None, SANS_DOSSIER
    if trouve is not None:
        refaite, raison = _refaire(trouve, lue, bibliotheque, modeles, ouvrir_reglages(reglages).identite(), le)
    relecture = relire(lue, refaite, admis, raison)
    ecrits: list[Path] = []
    if final:
        relecture, ecrits = _rendre_definitive(octets, lettre, sortie or lettre.parent, refaite, relecture, modeles)
    if en_json:
        _dire_json(lettre, trouve, lue, relecture, ecrits)
    else:
        _dire(lettre, trouve, relecture, ecrits, final=final)
    if relecture.points:
        raise click.exceptions.Exit(1)


def _octets(lettre: Path) -> bytes:
    from indu.relecture.ouverture import TAILLE_MAXIMALE

    try:
        with lettre.open("rb") as fichier:
            return fichier.read(TAILLE_MAXIMALE + 1)
    except IsADirectoryError:
        raise EntreeInvalide.simple("c’est un dossier, pas un fichier Word", fichier=str(lettre)) from None
    except OSError as erreur:
        raison = "fichier introuvable" if isinstance(erreur, FileNotFoundError) else "fichier illisible"
        raise EntreeInvalide.simple(raison, fichier=str(lettre)) from None


def _admis(textes_citations: tuple[str, ...], textes_montants: tuple[str, ...]) -> Admis:
    """What the person admits; each option must say something that the checks can recognise."""
    from indu.commun.montants import lire_montant
    from indu.courrier.citations import citations
    from indu.relecture.points import Admis

    cles: dict[str, str] = {}
    for texte in textes_citations:
        trouvees = {cle: texte for cle, _ in (*citations(texte), *citations(f"article {texte}"))}
        if not trouvees:
            attendu = "par exemple « R. 142-10 », « 22-11.613 » ou « RG 22/13740 »"
            raise EntreeInvalide.simple(f"--citation : pas une citation, lu « {texte} »", attendu=attendu)
        cles |= trouvees
    centimes: dict[int, str] = {}
    for texte in textes_montants:
        try:
            centimes[lire_montant(texte)] = texte
        except ValueError as erreur:
            raise EntreeInvalide.simple(
                f"--montant : {erreur}, lu « {texte} »", attendu="par exemple 1 234,56"
            ) from None
    return Admis(cles, centimes)


def _refaire(
    chemin: Path, lue: LettreLue, bibliotheque: Bibliotheque, modeles: Ressources, identite: Identite, le: str | None
) -> tuple[Ouvrage | None, str]:
    """The letter that the dossier gives now, on the letter's own day; or why it gives none."""
    from indu.courrier.fabrique import etudier, rediger
    from indu.relecture.lecture import JOUR_INCONNU
    from indu.relecture.relire import PAS_DES_LETTRES

    dossier, jour = lire(chemin, bibliotheque, le)
    if lue.origine and lue.document.date != JOUR_INCONNU:
        jour = lue.document.date if le is None else lire_jour(le, "--date")
    voulu = lue.origine.get("type")
    try:
        etude = etudier(dossier, bibliotheque, modeles, jour, None if voulu in PAS_DES_LETTRES else voulu)
        return rediger(etude, bibliotheque, modeles, identite=identite), ""
    except EntreeInvalide as erreur:
        return None, f"le dossier ne donne pas cette lettre ({erreur.problemes[0]})"


def _rendre_definitive(
    octets: bytes, lettre: Path, sortie: Path, refaite: Ouvrage | None, relecture: Relecture, modeles: Ressources
) -> tuple[Relecture, list[Path]]:
    """Write the final files if nothing is open; the PDF alone may be refused."""
    from indu.courrier.ecriture import ecrire_tout
    from indu.relecture.definitif import definitifs

    if relecture.bloquants or refaite is None:
        return relecture, []
    auteur = refaite.lettre.document.auteur
    relecture, fichiers = definitifs(octets, lettre.stem, auteur, relecture, modeles, str(lettre))
    return relecture, [ecrit.chemin for ecrit in ecrire_tout(sortie, fichiers)]


def _dire(lettre: Path, dossier: Path | None, relecture: Relecture, ecrits: list[Path], *, final: bool) -> None:
    """The points by kind, what is good to know, and what to do next."""
    click.echo(typographier(f"Lettre relue : {lettre}" + (f" (dossier : {dossier})" if dossier is not None else "")))
    if relecture.points:
        dire(f"\nIl reste à régler ({accorder(len(relecture.points), 'point')}) :")
        for point in relecture.points:
            dire(f"  • {_phrase(point)}")
    if relecture.avertissements:
        dire("\nÀ savoir :")
        for avertissement in relecture.avertissements:
            dire(f"  – {avertissement}")
    if final and relecture.bloquants:
        dire("\nRien n’est écrit : la lettre ne peut pas être rendue définitive tant qu’un point reste ouvert.")
    elif ecrits:
        dire("\nFichiers définitifs :")
        for chemin in ecrits:
            click.echo(f"  {chemin}")
        if relecture.points:
            dire("Le PDF n’est pas écrit : il lui manquerait ce que disent les points ci-dessus.")
        else:
            dire("Le Word garde votre mise en forme ; le PDF a celle d’indu. Relisez-les une dernière fois.")
    elif not relecture.points:
        dire("\nRien ne reste ouvert : « indu verifier … --final » en écrit le Word et le PDF définitifs.")


def _phrase(point: Point) -> str:
    return f"[{point.genre}] « {point.ou} » : {point.message}" if point.ou else f"[{point.genre}] {point.message}"


def _dire_json(lettre: Path, dossier: Path | None, lue: LettreLue, relecture: Relecture, ecrits: list[Path]) -> None:
    objet = {
        "fichier": str(lettre),
        "dossier": None if dossier is None else str(dossier),
        "type": lue.origine.get("type"),
        "points": [
            {"genre": point.genre, "ou": point.ou, "message": typographier(point.message)} for point in relecture.points
        ],
        "avertissements": [typographier(avertissement) for avertissement in relecture.avertissements],
        "definitifs": [str(chemin) for chemin in ecrits],
    }
    click.echo(json.dumps(objet, ensure_ascii=False, indent=2))
