"""What every reader gives: grids of cells, each with the place it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

Confiance: TypeAlias = Literal["haute", "moyenne", "basse"]
"""``haute``: found as such and plausible; ``moyenne``: found, but something else could be meant; ``basse``: guessed."""


@dataclass(frozen=True, slots=True)
class Cellule:
    """A cell as read: its text (cleaned, never shown with a NIR), its typed value when the file has one, its place.

    ``lieu`` names it for a person: « Feuil1, C12 », « page 2, ligne 7 ». ``nette`` is how sure the reading of the
    characters is, from 0 to 1 (1 for text that was not recognised from an image).
    """

    texte: str
    lieu: str
    valeur: Decimal | date | None = None
    nette: float = 1.0


@dataclass(frozen=True, slots=True)
class Grille:
    """A sheet, or a table of a page: rows of cells (of any length), in reading order."""

    nom: str
    rangees: tuple[tuple[Cellule, ...], ...]


def lettres(rang: int) -> str:
    """« A », « Z », « AA »: the name of a column, or of a grief, from its rank (0 is A)."""
    nom = ""
    rang += 1
    while rang:
        rang, reste = divmod(rang - 1, 26)
        nom = chr(65 + reste) + nom
    return nom
