"""Is this edited letter ready to be sent? What remains, point by point, from the letter read back and its dossier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indu.commun.erreurs import extrait
from indu.commun.texte import enumerer, espaces_simples, masquer_identifiants
from indu.courrier.document import (
    MARQUE_PROJET,
    Coordonnees,
    Paragraphe,
    Signature,
    Tableau,
    parcourir,
    suites_inlines,
    texte_document,
    texte_inlines,
)
from indu.courrier.fabrique import Ouvrage
from indu.relecture.lecture import LettreLue
from indu.relecture.marges import sans_marque
from indu.relecture.points import IMPRIMER, Admis, Point, Relecture
from indu.relecture.selon_dossier import Textes, avertissements_du_dossier, points_du_dossier
from indu.relecture.selon_texte import date_une_lettre, porte_un_nir, porte_une_date, restes

PAS_DES_LETTRES: Mapping[str, str] = {
    "fiche": "c’est la fiche de relecture, pas la lettre",
    "synthese": "c’est la synthèse pour l’avocat, pas la lettre",
}


def relire(lue: LettreLue, refaite: Ouvrage | None, admis: Admis, sans_dossier: str = "") -> Relecture:
    """Every point, in the order of what a reviewer settles first.

    ``refaite`` is the letter that the dossier gives now; without it, ``sans_dossier`` says why there is none, and the
    checks that do not need it are made all the same.
    """
    genre = lue.origine.get("type", "")
    if genre in PAS_DES_LETTRES:
        return Relecture((Point("fichier", "", PAS_DES_LETTRES[genre]),), ())
    textes = tuple(_textes(lue))
    points = [*_marques_de_revue(lue), *_restes(textes, refaite), *_forme(lue, refaite)]
    avertissements = list(_a_savoir(lue))
    if refaite is None:
        message = f"citations, montants et textes à relire ne sont pas contrôlés : {sans_dossier}"
        points.append(Point("dossier", "", message))
    else:
        points += points_du_dossier(lue, textes, refaite, admis)
        avertissements += avertissements_du_dossier(lue, refaite)
    points += (Point("contenu", ou, f"{quoi} ; {IMPRIMER}", pdf_seul=True) for ou, quoi in lue.contenus)
    admises = list(dict.fromkeys((*admis.citations.values(), *admis.montants.values())))
    if admises:
        avertissements.append(f"admis par vous, sans contrôle : {enumerer(admises)}")
    return Relecture(tuple(points), tuple(avertissements))


def _textes(lue: LettreLue) -> Iterator[tuple[str, str]]:
    """Every text of the letter, with the words that say where it is."""
    for bloc in parcourir(lue.document.blocs):
        lieu = f"tableau « {bloc.legende} »" if isinstance(bloc, Tableau) else ""
        for suite in suites_inlines(bloc):
            if texte := _sans_tirets_speciaux(texte_inlines(suite)):
                yield extrait(lieu or texte), texte
    for texte in map(_sans_tirets_speciaux, (*lue.autres_textes, lue.document.pied)):
        yield extrait(texte), texte


def _sans_tirets_speciaux(texte: str) -> str:
    """The text with plain hyphens: Word has two of its own, which would hide « L. 133-4 »."""
    return texte.replace("\u2011", "-").replace("\u00ad", "")


def _marques_de_revue(lue: LettreLue) -> Iterator[Point]:
    for commentaire in lue.commentaires:
        if not commentaire.resolu:
            auteur = f"commentaire de {commentaire.auteur}" if commentaire.auteur else "commentaire"
            texte = masquer_identifiants(commentaire.texte)
            yield Point("commentaire", extrait(commentaire.passage), f"{auteur} : {texte}")
    for modification in lue.modifications:
        texte = f" : « {extrait(modification.texte)} »" if modification.texte.strip() else ""
        message = f"modification suivie, ni acceptée ni refusée : {modification.genre}{texte}"
        yield Point("modification", extrait(modification.passage), message)


def _restes(textes: Textes, refaite: Ouvrage | None) -> Iterator[Point]:
    """Holes and leftovers; an ellipsis in a paragraph that the dossier gives as it stands is no leftover."""
    lignes = "" if refaite is None else texte_document(refaite.lettre.document)
    donnees = {espaces_simples(ligne) for ligne in lignes.splitlines()}
    for ou, texte in textes:
        for reste in restes(texte):
            if "compl" in reste.lower() or espaces_simples(texte) not in donnees:
                yield Point("trou", ou, f"reste à écrire : {extrait(reste)}")
        if sans_marque(texte)[1]:
            yield Point("marque", ou, f"la marque « {MARQUE_PROJET} » est dans le texte de la lettre")
        if porte_un_nir(texte):
            yield Point("identifiant", ou, "un numéro de sécurité sociale : une lettre n’en porte pas")


def _forme(lue: LettreLue, refaite: Ouvrage | None) -> Iterator[Point]:
    """The parts without which a letter is not one."""
    blocs = tuple(parcourir(lue.document.blocs))
    if not any(isinstance(bloc, Coordonnees) and bloc.destinataire for bloc in blocs):
        yield Point("destinataire", "", "le destinataire manque (style « Destinataire »)")
    tetes = [(bloc.style, texte_inlines(bloc.contenu)) for bloc in blocs if isinstance(bloc, Paragraphe)][:8]
    if not any(porte_une_date(texte) if style == "lieu_date" else date_une_lettre(texte) for style, texte in tetes):
        yield Point("date", "", "la date de la lettre manque (une ligne « Lieu, le 3 mars 2026 »)")
    auteurs = {espaces_simples(nom).lower() for nom in (lue.document.auteur, _praticien(refaite)) if nom}
    noms = (texte_inlines(bloc.contenu) for bloc in blocs if isinstance(bloc, Paragraphe))
    retapee = any(espaces_simples(nom).lower() in auteurs for nom in noms)
    if not retapee and not any(isinstance(bloc, Signature) for bloc in blocs):
        yield Point("signature", "", "la signature manque (style « Signature », ou votre nom seul sur sa ligne)")


def _praticien(refaite: Ouvrage | None) -> str:
    return "" if refaite is None else refaite.lettre.document.auteur


def _a_savoir(lue: LettreLue) -> Iterator[str]:
    if not lue.origine:
        yield "ce fichier ne dit pas venir d’indu : il est relu comme une lettre quelconque"
    if lue.document.projet:
        yield f"la marque « {MARQUE_PROJET} » est en en-tête, comme sur tout brouillon ; --final l’ôte"
    resolus = sum(commentaire.resolu for commentaire in lue.commentaires)
    if resolus:
        yield f"commentaires résolus, que --final ôte : {resolus}"
    yield from (f"mise en forme que le PDF n’aura pas : {apparence}" for apparence in lue.apparences)
    if lue.images:
        yield "un logo ou une signature en image que le PDF ne peut pas reprendre : enregistrez-les en PNG ou en JPEG"
