"""What stands around the body of a Word file: headers, footers, footnotes."""

from __future__ import annotations

import re

from indu.commun.texte import espaces_simples
from indu.courrier.document import MARQUE_PROJET, texte_inlines
from indu.relecture.ouverture import Element, Paquet, W
from indu.relecture.releve import Releve, texte_brut
from indu.relecture.styles import Styles
from indu.relecture.texte import LecteurTexte

_PAGES = re.compile(r"(?P<pied>.*?)\s*(?:\bpage\s*(?:/|sur|de)?)?\s*", re.DOTALL | re.IGNORECASE)
_MARQUE = re.compile(r"\s+".join(map(re.escape, MARQUE_PROJET.split())), re.IGNORECASE)


def lire_entetes(paquet: Paquet, releve: Releve) -> bool:
    """Whether the draft mark is in a header; other words there are reported."""
    projet = False
    for nom in paquet.liees(paquet.principal, "header"):
        for paragraphe in paquet.arbre(nom).iter(f"{W}p"):
            texte, marque = sans_marque(espaces_simples(texte_brut(paragraphe)))
            projet = projet or marque
            if texte.strip():
                releve.contenu("texte en en-tête", "en-tête de page", texte)
        _images_de_marge(paquet, nom, "en-tête", releve)
    return projet


def sans_marque(texte: str) -> tuple[str, bool]:
    """A text without the draft mark, and whether it was there."""
    reste = _MARQUE.sub("", texte)
    return reste, reste != texte


def lire_pieds(paquet: Paquet, styles: Styles, releve: Releve) -> str:
    """Our words in the footer, before the page count; what else stands there is reported."""
    pieds: list[str] = []
    for nom in paquet.liees(paquet.principal, "footer"):
        racine = paquet.arbre(nom)
        lecteur = LecteurTexte(styles, Releve())
        for paragraphe in racine.iter(f"{W}p"):
            _vider_champs(paragraphe)
            texte = "".join(texte_inlines(segment) for segment in lecteur.lire(paragraphe))
            lu = _PAGES.fullmatch(texte)
            if lu is not None and lu["pied"].strip():
                pieds.append(lu["pied"])
        _images_de_marge(paquet, nom, "pied de page", releve)
    notre, _, suite = pieds[0].partition("\t") if pieds else ("", "", "")
    for autre in dict.fromkeys((suite, *(pied for pied in pieds[1:] if pied != notre))):
        if autre.strip():
            releve.contenu("texte en pied de page", "pied de page", autre)
    return notre


def _vider_champs(paragraphe: Element) -> None:
    """Empty the page counts: their words are those of the program that saved the file."""
    for simple in list(paragraphe.iter(f"{W}fldSimple")):
        simple.getparent().remove(simple)
    dans_un_champ = False
    for run in list(paragraphe.iter(f"{W}r")):
        for enfant in list(run):
            if enfant.tag == f"{W}fldChar":
                dans_un_champ = enfant.get(f"{W}fldCharType") != "end"
            elif dans_un_champ and enfant.tag == f"{W}t":
                run.remove(enfant)


def _images_de_marge(paquet: Paquet, nom: str, ou: str, releve: Releve) -> None:
    racine = paquet.arbre(nom)
    if any(e.tag.rpartition("}")[2] in ("drawing", "pict", "object") for e in racine.iter() if isinstance(e.tag, str)):
        releve.contenu(f"image ou dessin en {ou}", ou)


def lire_notes(paquet: Paquet) -> list[str]:
    """The words of the footnotes and endnotes."""
    textes: list[str] = []
    for genre in ("footnotes", "endnotes"):
        for nom in paquet.liees(paquet.principal, genre):
            textes += [texte for p in paquet.arbre(nom).iter(f"{W}p") if (texte := texte_brut(p)).strip()]
    return textes
