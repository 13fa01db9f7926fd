"""Document trees that hypothesis invents: those that templates can produce, in their canonical form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import groupby
from math import gcd

from hypothesis import strategies as st

from indu.courrier.document import (
    ACompleter,
    Bloc,
    Colonne,
    Coordonnees,
    Document,
    Inline,
    Inlines,
    Liste,
    Paragraphe,
    SautDePage,
    Signature,
    Tableau,
    Texte,
    Titre,
)
from indu.relecture.grille import Alignement

LETTRES = "abéÀœ’«»–…  \u00a0\u202f.,;:!?()&<>\"'0123456789€\t\n"
MOTS = st.text(LETTRES, min_size=1, max_size=24).filter(lambda t: t.strip(" \t\n\u00a0\u202f"))
LIGNES = MOTS.map(lambda t: " ".join(t.split()) or "x")
LIBELLES = LIGNES
TEXTES = st.builds(Texte, MOTS, st.booleans(), st.booleans(), st.booleans())


def canonique(elements: list[Inline]) -> Inlines:
    """Neighbours of the same look joined, as the Markdown reader leaves them."""
    joints: list[Inline] = []
    for cle, groupe in groupby(elements, key=lambda e: e if isinstance(e, ACompleter) else replace(e, contenu="")):
        suite = list(groupe)
        if isinstance(cle, Texte):
            joints.append(replace(cle, contenu="".join(element.contenu for element in suite)))
        else:
            joints += suite
    return tuple(joints)


INLINES = st.lists(st.one_of(TEXTES, st.builds(ACompleter, LIBELLES)), min_size=1, max_size=4).map(canonique)
CELLULES = st.one_of(st.just(()), INLINES)
PARAGRAPHES = st.builds(
    Paragraphe, INLINES, st.sampled_from(["corps", "objet", "lieu_date", "mention", "appel", "annonce"])
)


@st.composite
def listes(draw: st.DrawFn, niveau: int = 0) -> Liste:
    """A list of at most three levels; no two bulleted lists in a row inside an item, which nothing tells apart."""
    elements: list[tuple[Bloc, ...]] = []
    for _ in range(draw(st.integers(1, 3))):
        blocs: list[Bloc] = [Paragraphe(draw(INLINES))]
        if niveau < 2:
            for _ in range(draw(st.integers(0, 2))):
                nouveau: Bloc = draw(st.one_of(listes(niveau + 1), st.builds(Paragraphe, INLINES)))
                voisins = isinstance(nouveau, Liste) and isinstance(blocs[-1], Liste)
                if not (voisins and not nouveau.ordonnee and not blocs[-1].ordonnee):  # type: ignore[union-attr]
                    blocs.append(nouveau)
        elements.append(tuple(blocs))
    ordonnee = draw(st.booleans())
    return Liste(tuple(elements), ordonnee, draw(st.integers(1, 9)) if ordonnee else 1)


@st.composite
def tableaux(draw: st.DrawFn) -> Tableau:
    """A table; the weights of its columns without a common factor, its total in plain type (writers make it bold)."""
    nombre = draw(st.integers(1, 5))
    poids = draw(st.lists(st.integers(1, 9), min_size=nombre, max_size=nombre))
    alignements: st.SearchStrategy[Alignement] = st.sampled_from(["gauche", "droite", "centre"])
    colonnes = tuple(Colonne(draw(LIGNES), draw(alignements), un // gcd(*poids)) for un in poids)
    rangee = st.tuples(*[CELLULES] * nombre)
    total = draw(st.one_of(st.none(), rangee))
    if total is not None:
        plat = [tuple(replace(e, gras=False) if isinstance(e, Texte) else e for e in cellule) for cellule in total]
        total = (canonique(list(plat[0])) or (Texte("Total"),), *(canonique(list(cellule)) for cellule in plat[1:]))
    lignes = tuple(draw(st.lists(rangee, max_size=3)))
    return Tableau(draw(LIGNES), colonnes, lignes, total, draw(st.booleans()))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A whole letter."""
    lignes = st.lists(INLINES, max_size=4).map(tuple)
    bloc = st.one_of(
        PARAGRAPHES,
        st.builds(Titre, st.sampled_from([1, 2, 3]), INLINES),
        listes(),
        tableaux(),
        st.just(SautDePage()),
        st.builds(Signature, st.lists(INLINES, min_size=1, max_size=3).map(tuple)),
    )
    blocs: list[Bloc] = draw(st.lists(st.builds(Coordonnees, lignes, lignes), max_size=1))
    for nouveau in draw(st.lists(bloc, max_size=8)):
        if blocs and isinstance(nouveau, Signature | SautDePage) and isinstance(blocs[-1], type(nouveau)):
            continue
        blocs.append(nouveau)
    while blocs and isinstance(blocs[-1], SautDePage):
        blocs.pop()
    origine = draw(st.lists(st.tuples(st.sampled_from(["reference", "version"]), LIGNES), unique_by=lambda p: p[0]))
    return Document(
        draw(LIGNES), draw(LIGNES), draw(LIGNES), date(2026, 3, draw(st.integers(1, 28))), tuple(blocs),
        pied=draw(st.one_of(st.just(""), LIGNES)), projet=draw(st.booleans()), origine=tuple(origine),
    )  # fmt: skip


def sans_effet(document: Document) -> Document:
    """A document as its Word file says it: no notes (they are comments), plain totals, weights without a factor."""

    def bloc_sans_effet(bloc: Bloc) -> Bloc:
        if isinstance(bloc, Titre | Paragraphe):
            return replace(bloc, notes=())
        if isinstance(bloc, Tableau) and bloc.total is not None:
            total = tuple(
                canonique([replace(e, gras=False) if isinstance(e, Texte) else e for e in cellule])
                for cellule in bloc.total
            )
            return replace(bloc, total=total)
        return bloc

    return replace(document, blocs=tuple(map(bloc_sans_effet, document.blocs)))
