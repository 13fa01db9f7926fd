"""What a second reading of an edited letter finds: points to settle, things to know, and what the person admits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indu.commun.montants import Centimes

IMPRIMER = "le PDF ne l’aurait pas ; pour le garder, imprimez le Word définitif en PDF depuis Word ou LibreOffice"


@dataclass(frozen=True, slots=True)
class Point:
    """Something to settle before the letter goes out: its kind, the passage, the sentence.

    ``pdf_seul``: only our PDF would lack it; the final Word file may be written.
    """

    genre: str
    ou: str
    message: str
    pdf_seul: bool = False


@dataclass(frozen=True, slots=True)
class Admis:
    """What the person says they checked: keys of citations, amounts in cents, each with the words they gave."""

    citations: Mapping[str, str]
    montants: Mapping[Centimes, str]


@dataclass(frozen=True, slots=True)
class Relecture:
    """What remains, and what is good to know."""

    points: tuple[Point, ...]
    avertissements: tuple[str, ...]

    @property
    def bloquants(self) -> tuple[Point, ...]:
        """The points that keep even the Word file from being final."""
        return tuple(point for point in self.points if not point.pdf_seul)
