"""Prescription: three years from payment to sending, and « on ne sait pas » when the dates do not tell."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aide import BIBLIOTHEQUE, analyse, dossier, ligne
from indu.analyse.prescription import Prescription, ligne_prescrite
from indu.droit.delais import ajouter_annees
from indu.moyens.selection import selectionner

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


# ---------------------------------------------------------------------------------- issues et moyen


SOIN = "2019-12-02"
PAIEMENTS = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2026, 12, 31)).map(date.isoformat))


@given(st.lists(PAIEMENTS, min_size=1, max_size=6), st.dates(date(2023, 1, 1), date(2027, 12, 31)), st.data())
def test_le_moyen_couvre_exactement_les_lignes_prescrites(
    paiements: list[str | None], envoi: date, data: st.DataObject
) -> None:
    concedees = data.draw(st.sets(st.sampled_from(range(1, len(paiements) + 1))))
    lignes = [
        ligne(rang, date_soin=SOIN, date_paiement=paiement, concedee="oui" if rang in concedees else "non")
        for rang, paiement in enumerate(paiements, start=1)
    ]
    courrier = {
        "date": None,
        "date_envoi": envoi.isoformat(),
        "date_reception": None,
        "fraude_alleguee": "non",
        "reclamation_anterieure": "non",
    }
    lu = analyse(dossier(courrier=courrier, lignes=lignes), date(2028, 1, 3))
    issues, montants = lu.prescription, lu.montants_prescription
    assert sorted(numero for numeros in issues.values() for numero in numeros) == list(lu.dossier.numeros)
    assert sum(montants.values()) == lu.somme_lignes
    assert lu.montant_prescrit == montants[Prescription.PRESCRIT]
    selection = selectionner(lu, BIBLIOTHEQUE, None)
    moyens = [un for un in (*selection.retenus, *selection.signales) if un.moyen.id == "prescription-triennale"]
    contestees = tuple(numero for numero in issues[Prescription.PRESCRIT] if numero not in concedees)
    assert [un.lignes for un in moyens] == ([contestees] if contestees else [])
    assert sum(un.montant for un in moyens) == 1000 * len(contestees)


@pytest.mark.parametrize(
    ("nature", "paiement", "attendue"),
    [
        # before any notification: its sending can only be later
        ("constat_anomalies", "2020-01-02", Prescription.PRESCRIT),
        ("constat_anomalies", "2026-01-02", Prescription.INDETERMINABLE),
        # after a notification that is not in the dossier: its sending was earlier
        ("mise_en_demeure", "2020-01-02", Prescription.INDETERMINABLE),
        ("mise_en_demeure", "2026-01-02", Prescription.NON_PRESCRIT),
        ("retenue_sans_courrier", "2020-01-02", Prescription.INDETERMINABLE),
        ("notification", "2020-01-02", Prescription.PRESCRIT),
        ("notification", "2026-01-02", Prescription.NON_PRESCRIT),
    ],
)
def test_sans_notification_seul_ce_qui_est_certain_est_dit(nature: str, paiement: str, attendue: Prescription) -> None:
    lignes = [ligne(date_soin=SOIN, date_paiement=paiement)]
    issues = analyse(dossier(courrier={"nature": nature}, lignes=lignes)).prescription
    assert issues[attendue] == (1,)


def test_la_notification_du_dossier_ouvre_l_action_meme_si_une_mise_en_demeure_a_suivi() -> None:
    courriers = [
        {"nature": "notification", "date": "2023-03-01", "date_envoi": "2023-03-02"},
        {"nature": "mise_en_demeure", "date": "2026-03-02"},
    ]
    lignes = [
        ligne(1, date_soin=SOIN, date_paiement="2020-03-01"),
        ligne(2, date_soin=SOIN, date_paiement="2020-03-02"),
        ligne(3, date_soin=SOIN),
    ]
    assert analyse(dossier(courriers=courriers, lignes=lignes)).prescription == {
        Prescription.PRESCRIT: (1,),
        Prescription.NON_PRESCRIT: (2,),
        Prescription.INDETERMINABLE: (3,),
    }
