"""The properties of a Word file that was read: its title and author, and where the letter comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indu.courrier.docx_origine import PREFIXE
from indu.relecture.ouverture import Paquet

_DC = "{http://purl.org/dc/elements/1.1/}"
_DATES = "{http://purl.org/dc/terms/}"


@dataclass(frozen=True, slots=True)
class Proprietes:
    """The core properties of a file; ``creation`` is written as in the file."""

    titre: str
    auteur: str
    sujet: str
    creation: str


def lire_origine(paquet: Paquet) -> Mapping[str, str]:
    """Where a letter says it comes from; empty for a file that this program did not write."""
    origine: dict[str, str] = {}
    for nom in paquet.liees("", "custom-properties"):
        for propriete in paquet.arbre(nom):
            cle = propriete.get("name", "")
            if cle.startswith(PREFIXE):
                origine[cle.removeprefix(PREFIXE)] = "".join(propriete.itertext()).strip()
    return origine


def lire_proprietes(paquet: Paquet) -> Proprietes:
    """The title, author, subject and date of a file; empty when it has none."""
    textes: dict[str, str] = {}
    for nom in paquet.liees("", "core-properties"):
        textes |= {e.tag: e.text or "" for e in paquet.arbre(nom) if isinstance(e.tag, str)}
    return Proprietes(
        textes.get(f"{_DC}title", ""),
        textes.get(f"{_DC}creator", ""),
        textes.get(f"{_DC}subject", ""),
        textes.get(f"{_DATES}created", ""),
    )
