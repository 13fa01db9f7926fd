"""What a table may hold, and the form in which the readers hand it over from their own process."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

OCTETS = 40_000_000
"""The largest file that is opened."""
RANGEES = 100_000
COLONNES = 300
CELLULES = 4_000_000
FEUILLES = 200
TEXTE = 4_000
"""Characters kept of a cell."""

Brute: TypeAlias = "str | list[str]"
"""A cell as JSON: its text, or ``[text, "n" | "d", value]`` for a number or a date."""
Feuille: TypeAlias = dict[str, Any]
"""A sheet as JSON: ``nom``, ``rangees`` (rows of cells), ``avis`` (what the reader has to say of it)."""


def feuille(nom: str, rangees: Iterable[Sequence[object]], avis: Iterable[str] = ()) -> Feuille:
    """A sheet, its empty ends cut off."""
    lues = [_rangee(rangee) for rangee in rangees]
    while lues and not lues[-1]:
        lues.pop()
    return {"nom": nom, "rangees": lues, "avis": list(avis)}


def _rangee(valeurs: Sequence[object]) -> list[Brute]:
    cellules = [brute(valeur) for valeur in valeurs]
    while cellules and not cellules[-1]:
        cellules.pop()
    return cellules


def brute(valeur: object) -> Brute:
    """One value of a spreadsheet, typed when it is a number or a date."""
    if valeur is None or valeur == "":
        return ""
    if isinstance(valeur, bool):
        return "VRAI" if valeur else "FAUX"
    if isinstance(valeur, datetime):
        valeur = valeur.date()
    if isinstance(valeur, date):
        return [f"{valeur:%d/%m/%Y}", "d", valeur.isoformat()]
    if isinstance(valeur, (int, float)):
        exact = Decimal(repr(valeur))
        if not exact.is_finite():
            return ""
        nombre = round(exact, 6).normalize()
        return [f"{nombre:f}".replace(".", ","), "n", f"{nombre:f}"]
    return str(valeur)[:TEXTE].strip()
