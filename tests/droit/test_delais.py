"""Deadlines: day to day, never later than the law allows, shown on a day when a letter can be posted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from aide import dossier
from indu.droit.delais import ajouter_annees, ajouter_mois, echeance_cra, jour_ouvre_precedent

JOURS = st.dates(date(1995, 1, 1), date(2095, 12, 31))


@pytest.mark.parametrize(
    ("depart", "mois", "fin"),
    [
        ("2026-11-18", 2, "2027-01-18"),
        ("2026-12-30", 2, "2027-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-02-28", 2, "2026-04-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-03-15", 0, "2026-03-15"),
    ],
)
def test_un_delai_en_mois_va_de_quantieme_a_quantieme(depart: str, mois: int, fin: str) -> None:
    assert ajouter_mois(date.fromisoformat(depart), mois) == date.fromisoformat(fin)


@given(JOURS, st.integers(0, 60))
def test_un_delai_finit_le_meme_quantieme_ou_le_dernier_jour_du_mois(depart: date, mois: int) -> None:
    fin = ajouter_mois(depart, mois)
    assert (fin.year - depart.year) * 12 + fin.month - depart.month == mois
    assert fin.day == depart.day or (fin.day < depart.day and (fin + timedelta(days=1)).day == 1)


@given(JOURS, JOURS, st.integers(0, 60))
def test_partir_plus_tard_ne_fait_jamais_finir_plus_tot(un: date, autre: date, mois: int) -> None:
    premier, second = sorted((un, autre))
    assert ajouter_mois(premier, mois) <= ajouter_mois(second, mois)


@given(JOURS, st.integers(0, 10))
def test_des_annees_sont_douze_mois_chacune(depart: date, annees: int) -> None:
    fin = ajouter_annees(depart, annees)
    assert fin == ajouter_mois(depart, 12 * annees)
    assert fin.year == depart.year + annees


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_le_jour_d_envoi_conseille_est_ouvre_et_jamais_apres(jour: date) -> None:
    avant = jour_ouvre_precedent(jour)
    assert jour - timedelta(days=6) <= avant <= jour
    assert avant.weekday() < 5
    assert avant not in country_holidays("FR", years=avant.year)
    assert avant == jour or all(
        jour_ouvre_precedent(avant + timedelta(days=ecart)) == avant for ecart in range((jour - avant).days + 1)
    )


@pytest.mark.parametrize(
    ("jour", "envoi"),
    [
        ("2026-11-18", "2026-11-18"),
        ("2027-02-28", "2027-02-26"),  # Sunday
        ("2026-12-26", "2026-12-24"),  # Alsace-Moselle, and Christmas
        ("2026-04-03", "2026-04-02"),  # Good Friday in Alsace-Moselle
        ("2026-04-06", "2026-04-02"),  # Easter Monday
        ("2026-05-01", "2026-04-30"),
        ("2027-01-01", "2026-12-31"),  # across the year
    ],
)
def test_les_jours_sans_poste_sont_evites(jour: str, envoi: str) -> None:
    assert jour_ouvre_precedent(date.fromisoformat(jour)) == date.fromisoformat(envoi)


@pytest.mark.parametrize(
    ("reception", "limite", "poster"),
    [
        ("2026-12-30", "2027-02-28", "2027-02-26"),
        ("2026-11-18", "2027-01-18", "2027-01-18"),
        ("2026-10-08", "2026-12-08", "2026-12-08"),
    ],
)
def test_la_commission_se_saisit_dans_les_deux_mois_de_la_reception(reception: str, limite: str, poster: str) -> None:
    echeance = echeance_cra(dossier(courrier={"date": None, "date_reception": reception}).courrier_conteste)
    assert echeance is not None
    assert (echeance.limite, echeance.poster_avant) == (date.fromisoformat(limite), date.fromisoformat(poster))
    assert echeance.certaine


def test_sans_date_de_reception_l_echeance_part_du_plus_tot_possible_et_n_est_pas_certaine() -> None:
    de_l_envoi = echeance_cra(dossier(courrier={"date_envoi": "2026-03-04", "date_reception": None}).courrier_conteste)
    de_la_lettre = echeance_cra(dossier(courrier={"date_reception": "inconnu"}).courrier_conteste)
    assert de_l_envoi is not None
    assert de_la_lettre is not None
    assert (de_l_envoi.limite, de_l_envoi.certaine) == (date(2026, 5, 4), False)
    assert (de_la_lettre.limite, de_la_lettre.certaine) == (date(2026, 5, 2), False)
    assert "envoi" in de_l_envoi.depart
    assert "date de la notification" in de_la_lettre.depart


def test_sans_aucune_date_il_n_y_a_pas_d_echeance() -> None:
    assert echeance_cra(dossier(courrier={"date": None, "date_reception": None}).courrier_conteste) is None
