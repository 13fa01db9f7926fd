"""What both writers share: their error, the last cleaning of a text, the span of a total's label."""

from __future__ import annotations

import re

from indu.commun.erreurs import ErreurIndu
from indu.courrier.document import Inlines

_ILLEGAUX = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]")


class ErreurRendu(ErreurIndu):
    """A document that cannot be written as it stands: faulty theme, character that no font has."""


def imprimable(texte: str) -> str:
    """The text without what XML forbids; line ends become newlines.

    Inputs are cleaned when they enter the program; this is the second lock, so that nothing can break a file.
    """
    return _ILLEGAUX.sub("", texte.replace("\r\n", "\n").replace("\r", "\n"))


def etendue_libelle(total: tuple[Inlines, ...]) -> int:
    """How many columns the label of a total row may take: its own and the empty ones that follow."""
    vides = next((rang for rang, cellule in enumerate(total[1:]) if cellule), len(total) - 1)
    return 1 + vides
