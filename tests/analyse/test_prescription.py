"""Prescription: three years from payment to sending, and « on ne sait pas » when the dates do not tell."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aide import dossier, ligne
from indu.analyse.prescription import ligne_prescrite
from indu.droit.delais import ajouter_annees

JOURS = st.dates(date(2018, 1, 1), date(2027, 12, 31))
RANG = {False: 0, None: 1, True: 2}


def prescrite(
    *,
    paiement: date | str | None = None,
    envoi: date | str | None = None,
    lettre: date | str | None = None,
    reception: date | str | None = None,
    soin: date | str = "2020-01-02",
) -> bool | None:
    lu = dossier(
        courrier={"date": _iso(lettre), "date_envoi": _iso(envoi), "date_reception": _iso(reception)},
        lignes=[ligne(date_soin=_iso(soin), date_paiement=_iso(paiement))],
    )
    return ligne_prescrite(lu.lignes[0], lu.courrier_conteste)


def _iso(jour: date | str | None) -> str | None:
    return jour.isoformat() if isinstance(jour, date) else jour


@pytest.mark.parametrize(
    ("paiement", "envoi", "lettre", "reception", "attendu"),
    [
        # sending known
        ("2023-03-10", "2026-03-09", None, None, False),
        ("2023-03-10", "2026-03-10", None, None, False),  # the very anniversary: still in time
        ("2023-03-10", "2026-03-11", None, None, True),
        ("2024-02-29", "2027-02-28", None, None, False),
        ("2024-02-29", "2027-03-01", None, None, True),
        # sending unknown: after the letter's date, before its receipt
        ("2023-03-10", None, "2026-03-11", "2026-03-20", True),
        ("2023-03-10", None, "2026-03-05", "2026-03-10", False),
        ("2023-03-10", None, "2026-03-05", "2026-03-20", None),
        ("2023-03-10", None, "2026-03-10", None, None),
        ("2023-03-10", None, "2026-03-11", None, True),
        ("2023-03-10", None, None, "2026-03-10", False),
        ("2023-03-10", None, None, "2026-03-20", None),
        ("2023-03-10", None, None, None, None),
        # payment unknown: after the care
        (None, "2023-01-02", None, None, False),
        (None, "2023-01-03", None, None, None),
        (None, "2026-03-10", None, None, None),
        (None, None, "2022-05-05", "2022-05-10", False),
        (None, None, "2022-05-05", None, None),
        (None, None, None, None, None),
    ],
)
def test_la_table_des_trois_reponses(
    paiement: str | None, envoi: str | None, lettre: str | None, reception: str | None, attendu: bool | None
) -> None:
    assert prescrite(paiement=paiement, envoi=envoi, lettre=lettre, reception=reception) is attendu


@given(JOURS, JOURS, JOURS)
def test_un_envoi_plus_tardif_ne_rend_jamais_une_ligne_moins_prescrite(paiement: date, un: date, autre: date) -> None:
    tot, tard = sorted((un, autre))
    assert RANG[prescrite(paiement=paiement, envoi=tot)] <= RANG[prescrite(paiement=paiement, envoi=tard)]


@given(JOURS, JOURS, JOURS)
def test_un_paiement_plus_ancien_ne_rend_jamais_une_ligne_moins_prescrite(envoi: date, un: date, autre: date) -> None:
    ancien, recent = sorted((un, autre))
    assert RANG[prescrite(paiement=ancien, envoi=envoi)] >= RANG[prescrite(paiement=recent, envoi=envoi)]


@given(JOURS, JOURS, st.integers(0, 400), st.integers(0, 400))
def test_apprendre_la_date_d_envoi_ne_contredit_jamais_ce_qui_etait_certain(
    paiement: date, lettre: date, poste: int, acheminement: int
) -> None:
    """Whatever the true sending between the letter and its receipt, a certain answer stays the same."""
    envoi = date.fromordinal(lettre.toordinal() + poste)
    reception = date.fromordinal(envoi.toordinal() + acheminement)
    sans = prescrite(paiement=paiement, lettre=lettre, reception=reception)
    avec = prescrite(paiement=paiement, lettre=lettre, envoi=envoi, reception=reception)
    assert avec is not None
    assert sans in (None, avec)


@given(JOURS, JOURS, st.integers(0, 900))
def test_apprendre_la_date_de_paiement_ne_contredit_jamais_ce_qui_etait_certain(
    soin: date, envoi: date, delai: int
) -> None:
    paiement = date.fromordinal(soin.toordinal() + delai)
    sans = prescrite(soin=soin, envoi=envoi)
    assert sans in (None, prescrite(soin=soin, paiement=paiement, envoi=envoi))


@given(JOURS)
def test_le_jour_anniversaire_est_dans_le_delai_et_le_lendemain_ne_l_est_plus(paiement: date) -> None:
    anniversaire = ajouter_annees(paiement, 3)
    assert prescrite(paiement=paiement, envoi=anniversaire) is False
    assert prescrite(paiement=paiement, envoi=date.fromordinal(anniversaire.toordinal() + 1)) is True
