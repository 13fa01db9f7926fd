"""One calendar for every open deadline of a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from indu.courrier.agenda import Inscription, calendrier_commun
from indu.lot.modele import Suivi


def agenda(suivis: Sequence[Suivi], jour: date) -> bytes | None:
    """The calendar file of the deadlines still open on that day, ``None`` when no dossier has any.

    A dossier has there the identifiers that ``indu echeances`` gives it: an agenda never shows a deadline twice.
    """
    return calendrier_commun(_inscriptions(suivis), jour)


def _inscriptions(suivis: Sequence[Suivi]) -> Iterator[Inscription]:
    """Each dossier by its reference; by its name in the batch too, from the second one that bears that reference."""
    vues: set[str] = set()
    for suivi in sorted(suivis, key=lambda suivi: suivi.nom):
        if suivi.bilan is not None:
            reference = suivi.bilan.reference
            cle = f"{reference}\n{suivi.nom}" if reference in vues else reference
            vues.add(reference)
            yield Inscription(cle, reference, suivi.bilan.echeances)
