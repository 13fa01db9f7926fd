"""Errors as part of the product: one French line per problem, with its place and what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from indu.commun.texte import masquer_identifiants

LONGUEUR_LUE = 60
"""Longest excerpt of a faulty value that a message repeats."""


@dataclass(frozen=True, slots=True)
class Probleme:
    """One thing wrong in what the user gave.

    ``champ`` is the path of the field (``lignes[3].date_soin``), ``lu`` the value read, ``attendu`` what would
    have been right, ``proche`` the nearest valid name, ``longueur`` how much of the value a message repeats.
    """

    message: str
    fichier: str = ""
    ligne: int | None = None
    champ: str = ""
    lu: str | None = None
    attendu: str = ""
    proche: str = ""
    longueur: int = LONGUEUR_LUE

    def __str__(self) -> str:
        """``fichier:ligne : champ : message ; lu « … » ; attendu : … ; vouliez-vous dire « … » ?``."""
        lieu = f"{self.fichier}:{self.ligne}" if self.ligne is not None else self.fichier
        tete = " : ".join(partie for partie in (lieu, self.champ, self.message) if partie)
        suite = []
        if self.lu is not None:
            suite.append(f"lu « {extrait(self.lu, self.longueur)} »")
        if self.attendu:
            suite.append(f"attendu : {self.attendu}")
        if self.proche:
            suite.append(f"vouliez-vous dire « {self.proche} » ?")
        return masquer_identifiants(" ; ".join([tete, *suite]))

    def dans(self, fichier: str) -> Probleme:
        """The same problem, said of a file."""
        return replace(self, fichier=fichier)


def extrait(texte: str, longueur: int = LONGUEUR_LUE) -> str:
    """A value as a message may repeat it: one line, short, social security numbers masked."""
    plat = masquer_identifiants(" ".join(texte.split()))
    return plat if len(plat) <= longueur else plat[: longueur - 1] + "…"


class ErreurIndu(Exception):
    """An error meant for the user; ``code`` is the command's exit code."""

    code = 2

    def __init__(self, problemes: Iterable[Probleme]):
        self.problemes = tuple(problemes)
        super().__init__("\n".join(str(probleme) for probleme in self.problemes))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Probleme, ...]]]:
        """How it goes from one process to another: with its problems, not their text."""
        return type(self), (self.problemes,)

    @classmethod
    def simple(cls, message: str, *, fichier: str = "", attendu: str = "", proche: str = "") -> Self:
        """An error made of a single problem."""
        return cls([Probleme(message, fichier=fichier, attendu=attendu, proche=proche)])


class EntreeInvalide(ErreurIndu):
    """What the user gave cannot be used (exit code 2)."""


class BibliothequeInvalide(ErreurIndu):
    """A file of ``arguments/`` or ``templates/`` is wrong (exit code 2)."""


class ErreurEnvironnement(ErreurIndu):
    """The machine lacks something: system library, writable folder, disk space (exit code 3)."""

    code = 3
