"""What differs between a letter that a person edited and the one that the program would write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from indu.commun.erreurs import EntreeInvalide, extrait
from indu.commun.texte import accorder
from indu.courrier.document import texte_document
from indu.relecture.lecture import lire_lettre

_LIGNES_MAXIMALES = 8


@dataclass(frozen=True, slots=True)
class Differences:
    """The first paragraphs that differ, « − » for the edited file and « + » for the new one, and how many are left."""

    lignes: tuple[str, ...]
    reste: int

    def __str__(self) -> str:
        """One line each, and the count of the others."""
        suite = f"… et {accorder(self.reste, 'autre différence', 'autres différences')}" if self.reste else ""
        return "\n".join((*self.lignes, *([suite] if suite else [])))


def differences(edite: bytes, nouveau: bytes, nombre: int = _LIGNES_MAXIMALES) -> Differences | None:
    """The paragraphs that differ between two Word files; ``None`` when one of them cannot be read."""
    try:
        avant, apres = (texte_document(lire_lettre(octets).document).splitlines() for octets in (edite, nouveau))
    except EntreeInvalide:
        return None
    lignes = _lignes(avant, apres)
    return Differences(tuple(islice(lignes, nombre)), sum(1 for _ in lignes))


def _lignes(avant: list[str], apres: list[str]) -> Iterator[str]:
    for genre, debut, fin, debut_neuf, fin_neuf in SequenceMatcher(None, avant, apres, autojunk=False).get_opcodes():
        if genre != "equal":
            yield from (f"− {extrait(ligne)}" for ligne in avant[debut:fin] if ligne.strip())
            yield from (f"+ {extrait(ligne)}" for ligne in apres[debut_neuf:fin_neuf] if ligne.strip())
