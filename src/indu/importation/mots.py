"""Pages as words with their boxes: what a text PDF and a recognised image have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, TypeAlias

Origine: TypeAlias = Literal["texte", "image"]
"""Whether the words stand in the file, or were recognised from a picture."""

MEME_LIGNE = 0.36
"""Words of one line have their middles this near, in heights of a word: two lines of a cell do not."""
_COLLE = re.compile(r"(?<=\w)[-/]$")


@dataclass(frozen=True, slots=True)
class Mot:
    """A word and its box, in points from the top left corner; ``nette`` from 0 to 1."""

    texte: str
    gauche: float
    droite: float
    haut: float
    bas: float
    nette: float = 1.0

    @property
    def milieu(self) -> float:
        """The height of its middle."""
        return (self.haut + self.bas) / 2

    @property
    def centre(self) -> float:
        """The abscissa of its middle."""
        return (self.gauche + self.droite) / 2


@dataclass(frozen=True, slots=True)
class Filet:
    """A ruled line of the page: horizontal (``place`` is its ordinate) or vertical (its abscissa)."""

    horizontal: bool
    place: float
    debut: float
    fin: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page read: ``numero`` counts from 1; an illegible one has no word, and says so with ``lisible``."""

    numero: int
    largeur: float
    hauteur: float
    mots: tuple[Mot, ...]
    filets: tuple[Filet, ...] = ()
    origine: Origine = "texte"
    lisible: bool = True


@dataclass(frozen=True, slots=True)
class LigneDeTexte:
    """The words of a line, from left to right."""

    mots: tuple[Mot, ...]

    @property
    def haut(self) -> float:
        """The top of its tallest word."""
        return min(mot.haut for mot in self.mots)

    @property
    def bas(self) -> float:
        """The bottom of its lowest word."""
        return max(mot.bas for mot in self.mots)

    @property
    def milieu(self) -> float:
        """The middle of its words."""
        return median(mot.milieu for mot in self.mots)

    @property
    def texte(self) -> str:
        """The words, one space between them."""
        return " ".join(mot.texte for mot in self.mots)


def lignes(mots: Iterable[Mot]) -> list[LigneDeTexte]:
    """The lines of text, from top to bottom: words whose middles are near those of the line."""
    groupes: list[list[Mot]] = []
    milieux: list[float] = []
    for mot in sorted(mots, key=lambda m: m.milieu):
        rang = min(
            range(max(0, len(groupes) - 4), len(groupes)), key=lambda r: abs(milieux[r] - mot.milieu), default=-1
        )
        if rang >= 0:
            hauteur = max(mot.bas - mot.haut, groupes[rang][0].bas - groupes[rang][0].haut)
            if abs(milieux[rang] - mot.milieu) < MEME_LIGNE * hauteur:
                groupes[rang].append(mot)
                milieux[rang] += (mot.milieu - milieux[rang]) / len(groupes[rang])
                continue
        groupes.append([mot])
        milieux.append(mot.milieu)
    rangees = [LigneDeTexte(tuple(sorted(groupe, key=lambda m: m.gauche))) for groupe in groupes]
    return sorted(rangees, key=lambda ligne: ligne.milieu)


def cadratin(mots: Sequence[Mot]) -> float:
    """About the size of the characters: a character is half as wide as it is high, whatever drew the boxes."""
    largeurs = [(mot.droite - mot.gauche) / len(mot.texte) for mot in mots if len(mot.texte) > 2]
    return 2 * median(largeurs) if largeurs else 8.0


def phrases(ligne: LigneDeTexte, ecart: float) -> list[tuple[Mot, ...]]:
    """The line cut where the blank is wider than ``ecart``."""
    morceaux: list[list[Mot]] = [[ligne.mots[0]]]
    for mot in ligne.mots[1:]:
        if mot.gauche - morceaux[-1][-1].droite > ecart:
            morceaux.append([mot])
        else:
            morceaux[-1].append(mot)
    return [tuple(morceau) for morceau in morceaux]


def texte_de_cellule(mots: Iterable[Mot]) -> str:
    """The words of a cell as one text; a word cut after its hyphen is put together again."""
    texte = ""
    for ligne in lignes(mots):
        liaison = "" if not texte or _COLLE.search(texte) else " "
        texte += liaison + ligne.texte
    return texte
