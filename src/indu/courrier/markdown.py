"""From the Markdown that templates produce to the document tree.

A small Markdown: headings, paragraphs, lists, tables, bold, italics, and blocks between ``::: nom`` and ``:::``
for what Markdown has no word for. Other blocks (code, quotations, HTML) are an error, never dropped; links and images
are read as the plain characters they are written with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import get_args

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from indu.commun.erreurs import BibliothequeInvalide, Probleme
from indu.commun.texte import typographier
from indu.courrier.document import (
    ACompleter,
    Bloc,
    Colonne,
    Coordonnees,
    Inline,
    Inlines,
    Liste,
    Note,
    Paragraphe,
    SautDePage,
    Signature,
    StyleParagraphe,
    Tableau,
    Texte,
    Titre,
    texte_inlines,
)
from indu.courrier.gabarit import DEBUT, FIN, Valeurs

_OUVERTURE = re.compile(r":::\s*([a-z_]+)\s*(.*)")
_MARQUE = re.compile(f"{DEBUT}(\\d+){FIN}")
_ORDINAL = re.compile(r"(?<=\d)(er|e)(?![\w’'])")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_POIDS = re.compile(r"\s*\{(\d+)\}$")


@lru_cache(maxsize=1)
def _analyseur() -> MarkdownIt:
    analyseur = MarkdownIt("commonmark", {"html": False, "breaks": False})
    analyseur.enable("table")
    return analyseur.disable(
        ["html_block", "html_inline", "image", "link", "autolink", "code", "fence", "hr", "lheading"]
    )


def lire_markdown(texte: str, valeurs: Valeurs, fichier: str) -> tuple[Bloc, ...]:
    """The blocks of a rendered template.

    Raises:
        BibliothequeInvalide: a construct that letters do not have.
    """
    return tuple(_Lecteur(valeurs, fichier).blocs(texte))


class _Lecteur:
    """One reading: the values to put back, and the file to name in errors."""

    def __init__(self, valeurs: Valeurs, fichier: str) -> None:
        self.valeurs = valeurs
        self.fichier = fichier

    def refuser(self, quoi: str) -> BibliothequeInvalide:
        """The error for a construct that is not accepted."""
        return BibliothequeInvalide([Probleme(f"construction non acceptée dans une lettre : {quoi}", self.fichier)])

    def blocs(self, texte: str) -> list[Bloc]:
        """Split at the ``:::`` blocks and read each part."""
        sortie: list[Bloc] = []
        expediteur: tuple[Inlines, ...] = ()
        for nom, argument, contenu in self._morceaux(texte):
            match nom:
                case "":
                    sortie += self._markdown(contenu)
                case "expediteur":
                    expediteur = self._lignes(contenu)
                case "destinataire":
                    sortie.append(Coordonnees(expediteur, self._lignes(contenu)))
                case "signature":
                    sortie.append(Signature(self._lignes(contenu)))
                case "saut_de_page":
                    sortie.append(SautDePage())
                case "note":
                    self._annoter(sortie, contenu)
                case "tableau" | "tableau_compact":
                    sortie += self._tableau(contenu, argument, compact=nom == "tableau_compact")
                case _ if nom in get_args(StyleParagraphe):
                    sortie += [self._styler(bloc, nom) for bloc in self._markdown(contenu)]
                case _:
                    raise self.refuser(f"« ::: {nom} »")
        return sortie

    def _morceaux(self, texte: str) -> Iterator[tuple[str, str, str]]:
        nom, argument, lignes = "", "", list[str]()
        for ligne in texte.splitlines():
            nue = ligne.strip()
            if nue == ":::":
                yield nom, argument, "\n".join(lignes)
                nom, argument, lignes = "", "", []
            elif ouverture := _OUVERTURE.fullmatch(nue):
                if nom:
                    raise self.refuser(f"« ::: {ouverture[1]} » à l’intérieur de « ::: {nom} »")
                if any(ligne.strip() for ligne in lignes):
                    yield "", "", "\n".join(lignes)
                nom, argument, lignes = ouverture[1], ouverture[2], []
            elif nue.startswith(":::"):
                raise self.refuser(f"« {nue} »")
            else:
                lignes.append(ligne)
        if nom:
            raise self.refuser(f"« ::: {nom} » jamais fermé")
        if any(ligne.strip() for ligne in lignes):
            yield "", "", "\n".join(lignes)

    def _styler(self, bloc: Bloc, style: str) -> Bloc:
        if not isinstance(bloc, Paragraphe):
            raise self.refuser(f"autre chose qu’un paragraphe dans « ::: {style} »")
        return replace(bloc, style=next(nom for nom in get_args(StyleParagraphe) if nom == style))

    def _annoter(self, sortie: list[Bloc], contenu: str) -> None:
        if not sortie or not isinstance(sortie[-1], (Titre, Paragraphe)):
            raise self.refuser("« ::: note » qui ne suit ni un titre ni un paragraphe")
        texte = texte_inlines(self._inline_seul(" ".join(contenu.split())))
        if texte:
            sortie[-1] = replace(sortie[-1], notes=(*sortie[-1].notes, Note(texte)))

    def _lignes(self, contenu: str) -> tuple[Inlines, ...]:
        return tuple(self._inline_seul(ligne.strip()) for ligne in contenu.splitlines() if ligne.strip())

    def _inline_seul(self, texte: str) -> Inlines:
        racine = SyntaxTreeNode(_analyseur().parseInline(texte))
        return self._inlines(racine.children[0]) if racine.children else ()

    def _markdown(self, texte: str) -> list[Bloc]:
        racine = SyntaxTreeNode(_analyseur().parse(texte))
        return [self._bloc(noeud) for noeud in racine.children]

    def _bloc(self, noeud: SyntaxTreeNode) -> Bloc:
        match noeud.type:
            case "heading":
                niveau = int(noeud.tag[1])
                if niveau not in (1, 2, 3):
                    raise self.refuser(f"un titre de niveau {niveau}")
                return Titre(niveau, self._inlines(noeud.children[0]))  # type: ignore[arg-type]
            case "paragraph":
                contenu = self._inlines(noeud.children[0])
                return Paragraphe(contenu, "annonce" if texte_inlines(contenu).endswith(":") else "corps")
            case "bullet_list" | "ordered_list":
                elements = tuple(tuple(map(self._element, element.children)) for element in noeud.children)
                return Liste(elements, ordonnee=noeud.type == "ordered_list")
            case "table":
                raise self.refuser("un tableau hors de « ::: tableau Légende »")
        raise self.refuser(noeud.type)

    def _element(self, noeud: SyntaxTreeNode) -> Bloc:
        """A block of a list item: its text keeps the item's mark, whatever it ends with."""
        bloc = self._bloc(noeud)
        return replace(bloc, style="corps") if isinstance(bloc, Paragraphe) else bloc

    def _tableau(self, contenu: str, legende: str, *, compact: bool) -> list[Bloc]:
        noeuds = SyntaxTreeNode(_analyseur().parse(contenu)).children
        if [noeud.type for noeud in noeuds] != ["table"] or not legende:
            raise self.refuser("« ::: tableau » sans légende, ou qui ne contient pas un seul tableau")
        rangees = [rangee for partie in noeuds[0].children for rangee in partie.children]
        colonnes = tuple(self._colonne(cellule) for cellule in rangees[0].children)
        lignes = [tuple(self._cellule(cellule) for cellule in rangee.children) for rangee in rangees[1:]]
        total = lignes.pop() if lignes and _est_total(lignes[-1]) else None
        titre = texte_inlines(self._inline_seul(legende))
        return [Tableau(titre, colonnes, tuple(lignes), total, compact)]

    def _cellule(self, cellule: SyntaxTreeNode) -> Inlines:
        return self._inlines(cellule.children[0]) if cellule.children else ()

    def _colonne(self, cellule: SyntaxTreeNode) -> Colonne:
        titre = texte_inlines(self._cellule(cellule))
        poids = _POIDS.search(titre)
        style = str(cellule.attrs.get("style", ""))
        alignement = "droite" if "right" in style else "centre" if "center" in style else "gauche"
        return Colonne(_POIDS.sub("", titre), alignement, int(poids[1]) if poids else 1)  # type: ignore[arg-type]

    def _inlines(self, noeud: SyntaxTreeNode) -> Inlines:
        return tuple(_fusionner(self._parcourir(noeud, gras=False, italique=False)))

    def _parcourir(self, noeud: SyntaxTreeNode, *, gras: bool, italique: bool) -> Iterator[Inline]:
        for fils in noeud.children:
            match fils.type:
                case "text":
                    yield from self._texte(fils.content, gras, italique)
                case "softbreak":
                    yield Texte(" ", gras, italique)
                case "strong":
                    yield from self._parcourir(fils, gras=True, italique=italique)
                case "em":
                    yield from self._parcourir(fils, gras=gras, italique=True)
                case _:
                    raise self.refuser(fils.type)

    def _texte(self, contenu: str, gras: bool, italique: bool) -> Iterator[Inline]:
        """Typeset our own words, and put the values back, each as it was given."""
        compose = contenu if _MARQUE.fullmatch(contenu) else typographier(contenu)
        for rang, morceau in enumerate(_MARQUE.split(compose)):
            if rang % 2 == 0:
                yield from _ordinaux(morceau, gras, italique)
                continue
            valeur = self.valeurs.elements[int(morceau)]
            if isinstance(valeur, ACompleter):
                yield valeur
            elif valeur.exposant:
                yield Texte(valeur.contenu, gras, italique, exposant=True)
            else:
                yield from _ordinaux(_APOSTROPHE.sub("’", valeur.contenu), gras, italique)


def _ordinaux(texte: str, gras: bool, italique: bool) -> Iterator[Inline]:
    """The text with « 1er », « 2e » set with a raised ending."""
    for rang, morceau in enumerate(_ORDINAL.split(texte)):
        if morceau:
            yield Texte(morceau, gras, italique, exposant=rang % 2 == 1)


def _fusionner(elements: Iterator[Inline]) -> Iterator[Inline]:
    """Join neighbouring runs of the same format."""
    courant: Texte | None = None
    for element in elements:
        if isinstance(element, Texte) and courant is not None and _meme_format(element, courant):
            courant = replace(courant, contenu=courant.contenu + element.contenu)
            continue
        if courant is not None:
            yield courant
        courant = element if isinstance(element, Texte) else None
        if not isinstance(element, Texte):
            yield element
    if courant is not None:
        yield courant


def _meme_format(un: Texte, autre: Texte) -> bool:
    return (un.gras, un.italique, un.exposant) == (autre.gras, autre.italique, autre.exposant)


def _est_total(rangee: Sequence[Inlines]) -> bool:
    premiere = rangee[0]
    return (
        bool(premiere)
        and isinstance(premiere[0], Texte)
        and premiere[0].gras
        and premiere[0].contenu.startswith("Total")
    )
