"""Dates as people write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indu.commun.dates import ANNEE_MAXIMALE, ANNEE_MINIMALE, MOIS, date_courte, date_longue, lire_date

JOURS = st.dates(date(ANNEE_MINIMALE, 1, 1), date(ANNEE_MAXIMALE, 12, 31))


@pytest.mark.parametrize(
    "ecrite", ["2026-03-01", "2026-3-1", "01/03/2026", "1/3/2026", "1.3.2026", "01-03-2026", " 01/03/2026 "]
)
def test_toutes_les_ecritures_du_premier_mars(ecrite: str) -> None:
    assert lire_date(ecrite) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("ecrite", "motif"),
    [
        ("31/02/2026", "n’existe pas"),
        ("2025-02-29", "n’existe pas"),
        ("32/01/2026", "n’existe pas"),
        ("03/13/2026", "n’existe pas"),  # never read as an American date
        ("00/01/2026", "n’existe pas"),
        ("01/03/26", "quatre chiffres"),
        ("1.3.26", "quatre chiffres"),
        ("01/03/1926", "année"),
        ("01/03/2206", "année"),
        ("1er mars 2026", "pas une date"),
        ("mars 2026", "pas une date"),
        ("2026", "pas une date"),
        ("", "pas une date"),
        ("2026-03-01 10:00", "pas une date"),
        (datetime(2026, 3, 1), "pas une date"),
        (20260301, "pas une date"),
        (None, "pas une date"),
    ],
)
def test_une_date_douteuse_est_refusee_avec_sa_raison(ecrite: object, motif: str) -> None:
    with pytest.raises(ValueError, match=motif):
        lire_date(ecrite)


@given(JOURS)
def test_une_date_ecrite_puis_relue_ne_change_pas(jour: date) -> None:
    assert lire_date(jour) == lire_date(jour.isoformat()) == lire_date(date_courte(jour)) == jour


def test_la_date_longue_dit_premier_comme_en_francais() -> None:
    assert date_longue(date(2026, 3, 1)) == "1er\u00a0mars 2026"
    assert date_longue(date(2026, 8, 14)) == "14\u00a0août 2026"


@given(JOURS)
def test_la_date_longue_redonne_le_jour(jour: date) -> None:
    quantieme, mois, annee = date_longue(jour).replace("\u00a0", " ").split(" ")
    assert date(int(annee), MOIS.index(mois) + 1, int(quantieme.removesuffix("er"))) == jour
