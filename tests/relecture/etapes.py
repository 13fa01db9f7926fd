"""Every kind of letter that a step of the procedure gives, written: what must read back, and be reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from aide import etude, exemple, ouvrage
from indu.courrier.fabrique import Ouvrage
from indu.dossier.modele import Dossier
from procedure import CONSTAT, DECISION, DEMEURE, JOUR, NOTIFICATION, PENALITE, RETENUE, SAISIE, recu


def _dossiers() -> Iterator[tuple[Dossier, date]]:
    for cle in "abc":
        un = exemple(cle)
        yield un, un.lettre.date or JOUR
    yield recu({"nature": "demande_justificatifs", "date": "2026-03-02"}), JOUR
    yield recu(CONSTAT), JOUR
    yield recu(NOTIFICATION | {"tableau_joint": "non"}), JOUR
    yield recu(NOTIFICATION, demandes=["annulation", "delais"]), JOUR
    yield recu(NOTIFICATION, saisine_cra=SAISIE), JOUR
    yield recu(NOTIFICATION, DECISION, saisine_cra=SAISIE), date(2026, 5, 20)
    yield recu(NOTIFICATION, RETENUE), JOUR
    yield recu(NOTIFICATION, DEMEURE), JOUR
    yield recu(NOTIFICATION, PENALITE), date(2026, 4, 25)


@lru_cache(maxsize=1)
def ouvrages() -> tuple[Ouvrage, ...]:
    """Each letter that fits each of these dossiers."""
    return tuple(
        ouvrage(un, jour, voulu=avis.type)
        for un, jour in _dossiers()
        for avis in etude(un, jour).choix.avis
        if avis.convient
    )
