"""What a review leaves in a Word file: comments, resolved or not, and tracked changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indu.relecture.ouverture import W14, W15, Element, Paquet, W
from indu.relecture.releve import texte_brut

_AJOUTS = {f"{W}ins": "ajout", f"{W}moveTo": "texte déplacé ici"}
_RETRAITS = {f"{W}del": "suppression", f"{W}moveFrom": "texte déplacé d’ici"}
_TABLES = {f"{W}cellIns": "cellule ajoutée", f"{W}cellDel": "cellule supprimée", f"{W}cellMerge": "cellules fusionnées"}
_ANCRES = (f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference")
_MORCEAUX_MAXIMAUX = 200
"""The start of a passage is enough to find it."""
_FORMES = frozenset(
    f"{W}{nom}Change" for nom in ("rPr", "pPr", "tblPr", "tblPrEx", "trPr", "tcPr", "tblGrid", "sectPr", "numbering")
)


@dataclass(frozen=True, slots=True)
class Commentaire:
    """A comment: who, on which passage, its words (with the answers it got), and whether it is resolved."""

    auteur: str
    passage: str
    texte: str
    resolu: bool


@dataclass(frozen=True, slots=True)
class Modification:
    """A tracked change that nobody has accepted or refused yet, and the passage where it is."""

    genre: str
    auteur: str
    texte: str
    passage: str


def lire_commentaires(paquet: Paquet) -> tuple[Commentaire, ...]:
    """The comments anchored in the text, in its order; an answer goes with what it answers."""
    passages = _passages(paquet)
    parties = paquet.liees(paquet.principal, "comments")
    elements = {e.get(f"{W}id", ""): e for nom in parties for e in paquet.arbre(nom).iter(f"{W}comment")}
    par_paragraphe = {fin: numero for numero, e in elements.items() if (fin := _dernier_paragraphe(e))}
    parents, resolus = _etats(paquet)
    reponses: dict[str, list[str]] = {}
    racines: list[str] = []
    for numero in (*passages, *(autre for autre in elements if autre not in passages)):
        if numero not in elements:
            continue
        racine = par_paragraphe.get(parents.get(_dernier_paragraphe(elements[numero]), ""), "")
        if racine:
            reponses.setdefault(racine, []).append(_mots(elements[numero]))
        elif numero in passages:
            racines.append(numero)
    return tuple(
        Commentaire(
            auteur=elements[numero].get(f"{W}author", ""),
            passage=passages[numero],
            texte=" / ".join([_mots(elements[numero]), *reponses.get(numero, ())]),
            resolu=_dernier_paragraphe(elements[numero]) in resolus,
        )
        for numero in racines
    )


def lire_modifications(paquet: Paquet) -> tuple[Modification, ...]:
    """The tracked changes of the text, its notes and its margins, those of one paragraph and one kind together."""
    trouvees: dict[tuple[str, str, str], tuple[list[str], str]] = {}
    parties = [paquet.principal]
    for genre in ("header", "footer", "footnotes", "endnotes"):
        parties += paquet.liees(paquet.principal, genre)
    for nom in parties:
        for rang, element, passage, genre, texte in _changements(paquet.arbre(nom)):
            cle = (genre, element.get(f"{W}author", ""), f"{nom} {rang}")
            trouvees.setdefault(cle, ([], passage))[0].append(texte)
    return tuple(
        Modification(genre, auteur, "".join(textes), passage)
        for (genre, auteur, _), (textes, passage) in trouvees.items()
    )


def _changements(racine: Element) -> Iterator[tuple[int, Element, str, str, str]]:
    """Each change: the rank of its paragraph, itself, the paragraph's words, its kind, its own words."""
    rang, passage = 0, ""
    for element in racine.iter():
        if element.tag == f"{W}p":
            rang, passage = rang + 1, texte_brut(element)
        elif element.tag in _AJOUTS:
            yield rang, element, passage, _AJOUTS[element.tag], texte_brut(element)
        elif element.tag in _RETRAITS:
            retires = element.iter(f"{W}delText", f"{W}t")
            yield rang, element, passage, _RETRAITS[element.tag], "".join(e.text or "" for e in retires)
        elif element.tag in _TABLES:
            yield rang, element, passage, _TABLES[element.tag], ""
        elif element.tag in _FORMES:
            yield rang, element, passage, "mise en forme", ""


def _passages(paquet: Paquet) -> dict[str, str]:
    """The words that each anchored comment is about, in the order of the text."""
    lus: list[str] = []
    ouverts: dict[str, int] = {}
    fermes: dict[str, str] = {}
    for element in paquet.arbre(paquet.principal).iter(f"{W}t", f"{W}p", *_ANCRES):
        numero = element.get(f"{W}id", "")
        if element.tag == f"{W}commentRangeStart":
            ouverts[numero] = len(lus)
        elif element.tag == f"{W}commentRangeEnd":
            debut = ouverts.pop(numero, len(lus))
            fermes.setdefault(numero, "".join(lus[debut : debut + _MORCEAUX_MAXIMAUX]))
        elif element.tag == f"{W}commentReference":
            paragraphe = next(element.iterancestors(f"{W}p"), None)
            if not fermes.get(numero, "").strip():
                fermes[numero] = "" if paragraphe is None else texte_brut(paragraphe)
        else:
            lus.append(" " if element.tag == f"{W}p" else element.text or "")
    return fermes


def _etats(paquet: Paquet) -> tuple[dict[str, str], set[str]]:
    """By a comment's last paragraph: that of the comment it answers; and which ones are resolved."""
    parents: dict[str, str] = {}
    resolus: set[str] = set()
    for nom in paquet.liees(paquet.principal, "commentsExtended"):
        for etat in paquet.arbre(nom).iter(f"{W15}commentEx"):
            paragraphe = etat.get(f"{W15}paraId", "")
            if etat.get(f"{W15}done") in ("1", "true"):
                resolus.add(paragraphe)
            if parent := etat.get(f"{W15}paraIdParent"):
                parents[paragraphe] = parent
    return parents, resolus


def _dernier_paragraphe(commentaire: Element) -> str:
    paragraphes = commentaire.findall(f"{W}p")
    return str(paragraphes[-1].get(f"{W14}paraId", "")) if paragraphes else ""


def _mots(commentaire: Element) -> str:
    return " ".join(texte for p in commentaire.iter(f"{W}p") if (texte := texte_brut(p).strip()))
