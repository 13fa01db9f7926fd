"""What a generated notification says: every field of its letter, every cell of its tables."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableauVrai:
    """A table as written: its title, its header, its rows; the totals are rows too, named by ``totaux``."""

    titre: str
    entete: tuple[str, ...]
    rangees: tuple[tuple[str, ...], ...]
    totaux: frozenset[int]


@dataclass(frozen=True, slots=True)
class Verite:
    """The letter. Amounts in cents; ``None`` when the letter does not say."""

    caisse: str
    adresse: tuple[str, ...]
    code_postal: str
    ville: str
    nature: str
    reference: str
    date: datetime.date
    montant: int | None
    periode: tuple[datetime.date, datetime.date] | None
    delai: str | None
    voies_recours: frozenset[str]
    signataire: str
    qualite: str
    bases: frozenset[str]
    fraude: bool
    extrapolation: bool
    retenues: tuple[int, ...]
    tableaux: tuple[TableauVrai, ...]


@dataclass(frozen=True, slots=True)
class Notification:
    """A generated notification: its truth, its page of HTML, and the identifiers that must never come out."""

    nom: str
    verite: Verite
    html: str
    nirs: tuple[str, ...]
    patients: tuple[str, ...]
