"""Rows of a table whose columns are known: the words of each, and the lines that go together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indu.importation.mots import LigneDeTexte, Mot, phrases

BLANC_DE_PHRASE = 0.62
"""A blank this wide (in ems) on one line parts two cells of it, most often."""
LIGNE_SUIVANTE = 1.4
"""Lines nearer than this (in ems, middle to middle) are of the same cell; rows are further apart."""
_CHIFFRES = re.compile(r"[\d\s.,€%+()/-]+")
_TOTAL = re.compile(r"(sous[ -]?)?total|report", re.IGNORECASE)


@dataclass(slots=True)
class Rangee:
    """A row being built: the words of each column, and how high it stands."""

    cellules: dict[int, list[Mot]]
    haut: float
    bas: float

    @classmethod
    def de(cls, cellules: dict[int, list[Mot]]) -> Rangee:
        """The row of these words."""
        mots = [mot for contenu in cellules.values() for mot in contenu]
        return cls(cellules, min(m.haut for m in mots), max(m.bas for m in mots))

    def ajouter(self, cellules: dict[int, list[Mot]]) -> None:
        """Add the words of another line."""
        for colonne, mots in cellules.items():
            self.cellules.setdefault(colonne, []).extend(mots)
            self.haut = min(self.haut, *(m.haut for m in mots))
            self.bas = max(self.bas, *(m.bas for m in mots))


def phrases_de_rangee(ligne: LigneDeTexte, em: float) -> list[tuple[Mot, ...]]:
    """The cells that a line seems to have, by its blanks alone."""
    return phrases(ligne, BLANC_DE_PHRASE * em)


def ranger(ligne: LigneDeTexte, separateurs: Sequence[float]) -> dict[int, list[Mot]]:
    """The words of a line, by column."""
    cellules: dict[int, list[Mot]] = {}
    for mot in ligne.mots:
        cellules.setdefault(bisect_right(separateurs, mot.centre), []).append(mot)
    return cellules


def traverse(mots: Iterable[Mot], separateurs: Sequence[float], em: float) -> bool:
    """Whether a run of words stands on both sides of a separator."""
    mots = tuple(mots)
    marge = 0.2 * em
    gauche, droite = min(m.gauche for m in mots) + marge, max(m.droite for m in mots) - marge
    return bisect_right(separateurs, gauche) < bisect_right(separateurs, droite)


def rangees_par_texte(lignes: Sequence[LigneDeTexte], separateurs: Sequence[float], em: float) -> list[Rangee]:
    """The rows of a table without horizontal lines: full lines, each with the lines that its cells run over."""
    rangees_lues = [ranger(ligne, separateurs) for ligne in lignes]
    plein = max((len(cellules) for cellules in rangees_lues), default=0)
    pleines: list[Rangee] = []
    entete = Rangee({}, 0, 0)
    restes: list[tuple[LigneDeTexte, dict[int, list[Mot]]]] = []
    suivantes = [*lignes[1:], None]
    for ligne, cellules, suivante in zip(lignes, rangees_lues, suivantes, strict=True):
        morceaux = phrases_de_rangee(ligne, em)
        barre = est_total(ligne) or any(traverse(m, separateurs, em) for m in morceaux)
        chiffree = sum(any(c.isdigit() for m in mots for c in m.texte) for mots in cellules.values()) > 1
        if not chiffree and not barre and (not pleines or pleines == [entete]):
            if not entete.cellules:
                entete = Rangee.de(cellules)
                pleines.append(entete)
            elif suivante is None or ligne.haut - entete.bas <= suivante.haut - ligne.bas:
                entete.ajouter(cellules)
            else:
                restes.append((ligne, cellules))
        elif (
            len(cellules) >= max(2, 0.5 * plein)
            and not (barre and len(morceaux) <= 0.5 * plein)
            and (chiffree or len(cellules) > 0.8 * plein)
        ):
            pleines.append(Rangee.de(cellules))
        elif barre:
            pleines.append(Rangee.de(_par_phrases(morceaux, separateurs)))
        else:
            restes.append((ligne, cellules))
    for ligne, cellules in sorted(restes, key=lambda r: min((_ecart(r[0], p) for p in pleines), default=0)):
        proches = sorted(pleines, key=lambda rangee, ligne=ligne: _ecart(ligne, rangee))  # type: ignore[misc]
        cible = next((r for r in proches[:2] if _prolonge(ligne, cellules, r, em)), None)
        if cible is not None:
            cible.ajouter(cellules)
        else:
            pleines.append(Rangee.de(cellules))
    return sorted(pleines, key=lambda rangee: rangee.haut + rangee.bas)


def _par_phrases(morceaux: list[tuple[Mot, ...]], separateurs: Sequence[float]) -> dict[int, list[Mot]]:
    cellules: dict[int, list[Mot]] = {}
    for morceau in morceaux:
        repere = morceau[0] if traverse(morceau, separateurs, 0) else morceau[-1]
        cellules.setdefault(bisect_right(separateurs, repere.centre), []).extend(morceau)
    return cellules


def _ecart(ligne: LigneDeTexte, rangee: Rangee) -> float:
    return max(0.0, ligne.haut - rangee.bas, rangee.haut - ligne.bas)


def _prolonge(ligne: LigneDeTexte, cellules: dict[int, list[Mot]], rangee: Rangee, em: float) -> bool:
    """Whether these words can be the rest of that row: at its height, or text below text (never a figure)."""
    if min(ligne.bas, rangee.bas) - max(ligne.haut, rangee.haut) > 0.15 * em:
        return True
    return _ecart(ligne, rangee) < 1.2 * em and all(
        colonne in rangee.cellules and not _CHIFFRES.fullmatch(" ".join(m.texte for m in mots))
        for colonne, mots in cellules.items()
    )


def est_total(ligne: LigneDeTexte) -> bool:
    """Whether the line gives a total."""
    return bool(_TOTAL.match(ligne.texte))
