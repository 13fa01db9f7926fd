"""Where the columns of a table without vertical lines part, and the words that recognition glued across."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from indu.importation.colonnes import LIGNE_SUIVANTE, est_total, phrases_de_rangee
from indu.importation.mots import LigneDeTexte, Mot

BLANC_DE_COLONNE = 0.42
"""A blank this wide (in ems) on every line parts two columns; the blank between two words is about 0.3."""
BLANC_NET = 0.62
"""A blank this wide on nearly every line parts two columns, though a few lines do not leave it."""
LIGNES_D_ACCORD = 6
"""Lines that must leave the blank, for a few others to be overruled."""
PART_D_ACCORD = 0.85
"""The share of the lines on both sides of a blank that must leave it."""
DEBORD = 0.5
"""A word that stands this far (in ems) on both sides of a separator holds the text of two columns."""
PORTEE = 1.2
"""How far from the separator (in ems) the text of two columns can part: glued words are drawn too wide."""
NETTE_COUPEE = 0.8
"""Of words that were cut by their form: likely, to be confirmed."""
NETTE_MELEE = 0.4
"""Of a word that holds two columns and could not be cut."""
_DATE = re.compile(r"\d{1,2}[/.]\d{1,2}[/.](?:(?:19|20)\d\d|\d\d)")
_MONTANT = re.compile(r"[+-]?(?:\d{1,3}(?:[.\s]\d{3})+|\d+),\d\d€?")


def separer(lignes: Sequence[LigneDeTexte], em: float) -> list[float]:
    """The abscissas that part the columns: middles of the blanks that every row leaves, or nearly every one."""
    comptes = [len(phrases_de_rangee(ligne, em)) for ligne in lignes]
    pleines = [ligne for ligne, compte in zip(lignes, comptes, strict=True) if compte >= 0.55 * max(comptes)]
    suites = [
        ligne
        for ligne in lignes
        if not est_total(ligne) and any(abs(ligne.milieu - pleine.milieu) < LIGNE_SUIVANTE * em for pleine in pleines)
    ]
    etendues = sorted((mot.gauche, mot.droite) for ligne in suites for mot in ligne.mots)
    separateurs: list[float] = []
    limite = etendues[0][1] if etendues else 0.0
    for gauche, droite in etendues:
        if gauche - limite > BLANC_DE_COLONNE * em:
            separateurs.append((gauche + limite) / 2)
        limite = max(limite, droite)
    return sorted([*separateurs, *_presque_libres(suites, separateurs, em)])


def _presque_libres(lignes: Sequence[LigneDeTexte], libres: Sequence[float], em: float) -> list[float]:
    """The separators of the blanks that nearly every line leaves, where none leaves a column to be parted already."""
    bords = sorted({bord for ligne in lignes for mot in ligne.mots for bord in (mot.gauche, mot.droite)})
    zones: list[list[tuple[float, float]]] = [[]]
    for gauche, droite in pairwise(bords):
        if _accord((gauche + droite) / 2, lignes, em):
            zones[-1].append((gauche, droite))
        elif zones[-1]:
            zones.append([])
    return [
        _milieu_le_plus_libre(zone, lignes)
        for zone in zones
        if zone
        and zone[-1][1] - zone[0][0] > BLANC_DE_COLONNE * em
        and not any(zone[0][0] <= libre <= zone[-1][1] for libre in libres)
    ]


def _accord(x: float, lignes: Sequence[LigneDeTexte], em: float) -> bool:
    """Whether nearly all the lines that have words on both sides leave a wide blank there.

    Those where a word can be cut there neither agree nor disagree, as long as twice as many agree.
    """
    concernees = [ligne.mots for ligne in lignes if ligne.mots[0].gauche < x < max(m.droite for m in ligne.mots)]
    accord = sum(
        min((m.gauche for m in mots if m.droite > x), default=x) - max(m.droite for m in mots if m.gauche < x)
        > BLANC_NET * em
        for mots in concernees
    )
    colles = sum(any(m.gauche < x < m.droite and len(_coupes(m, x, em)) == 1 for m in mots) for mots in concernees)
    return accord >= max(LIGNES_D_ACCORD, PART_D_ACCORD * (len(concernees) - colles), 2 * colles)


def _milieu_le_plus_libre(zone: Sequence[tuple[float, float]], lignes: Sequence[LigneDeTexte]) -> float:
    """The middle of the widest part of a blank that the fewest words stand across."""
    mots = [mot for ligne in lignes for mot in ligne.mots]
    parts: list[tuple[int, float, float]] = []
    for gauche, droite in zone:
        milieu = (gauche + droite) / 2
        couvert = sum(mot.gauche < milieu < mot.droite for mot in mots)
        if parts and parts[-1][0] == couvert:
            parts[-1] = (couvert, parts[-1][1], droite)
        else:
            parts.append((couvert, gauche, droite))
    _, gauche, droite = min(parts, key=lambda part: (part[0], part[1] - part[2]))
    return (gauche + droite) / 2


def decoller(lignes: Sequence[LigneDeTexte], separateurs: Sequence[float], em: float) -> list[LigneDeTexte]:
    """The lines of a table, their words glued across a separator cut there, less sharp in any case.

    A word is cut where its form says that another begins (a figure after letters, something after a date or an
    amount). Otherwise it stays whole in the column where it begins, and both cells are to be confirmed. Lines that run
    over the columns (totals, titles) are left as they are.
    """
    return [
        LigneDeTexte(tuple(morceau for mot in ligne.mots for morceau in _decoller_mot(mot, separateurs, em)))
        if len(phrases_de_rangee(ligne, em)) >= 0.55 * (len(separateurs) + 1) and not est_total(ligne)
        else ligne
        for ligne in lignes
    ]


def _decoller_mot(mot: Mot, separateurs: Sequence[float], em: float) -> list[Mot]:
    premier = bisect_right(separateurs, mot.gauche + DEBORD * em)
    if premier == len(separateurs) or separateurs[premier] >= mot.droite - DEBORD * em:
        return [mot]
    x = separateurs[premier]
    coupes = _coupes(mot, x, em)
    if len(coupes) == 1:
        rang, nette = coupes[0], min(mot.nette, NETTE_COUPEE)
    else:
        rang, nette = len(mot.texte), min(mot.nette, NETTE_MELEE)
    debut = replace(mot, texte=mot.texte[:rang], droite=x, nette=nette)
    suite = replace(mot, texte=mot.texte[rang:], gauche=x, nette=nette)
    return [debut, *(_decoller_mot(suite, separateurs[premier + 1 :], em) if suite.texte else [suite])]


def _coupes(mot: Mot, x: float, em: float) -> list[int]:
    """The ranks of the characters, near that abscissa, where another text can begin."""
    pas = (mot.droite - mot.gauche) / len(mot.texte)
    return [
        rang
        for rang in range(1, len(mot.texte))
        if abs(mot.gauche + rang * pas - x) < PORTEE * em and _change(mot.texte[:rang], mot.texte[rang:])
    ]


def _change(avant: str, apres: str) -> bool:
    """Whether another text can begin there: letters after a figure, a figure after letters, a date, an amount."""
    if _DATE.fullmatch(avant) or _MONTANT.fullmatch(avant):
        return apres[0].isalnum() or apres[0] in "+-"
    return (avant[-1].isdigit() and apres[0].isalpha()) or (avant[-1].isalpha() and apres[0].isdigit())
