"""The analysis: totals to the cent, orientation, and facts that stay unknown when nobody gave them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aide import ARGUMENTS, CATALOGUE, analyse, dossier, exemple, grief, ligne
from indu.analyse.calculs import CALCULS_DOSSIER, CALCULS_LIGNE, indu_a_l_ecart
from indu.analyse.orientation import charger_bareme
from indu.commun.montants import decimal_point
from indu.dossier.catalogue import Portee

MONTANTS = st.integers(1, 50_000)


# ---------------------------------------------------------------------------------------------- totaux


@given(st.lists(MONTANTS, min_size=1, max_size=8), st.integers(-5_000, 5_000))
def test_l_ecart_est_exact_au_centime_quand_toutes_les_lignes_sont_saisies(montants: list[int], ecart: int) -> None:
    total = max(sum(montants) + ecart, 0)
    lignes = [ligne(rang, montant_reclame=decimal_point(montant)) for rang, montant in enumerate(montants, start=1)]
    courrier = {"montant": decimal_point(total)}
    complet = analyse(dossier(courrier=courrier, lignes=lignes, toutes_lignes_saisies="oui"))
    assert complet.somme_lignes == sum(montants)
    assert complet.reclame == total
    assert complet.ecart == total - sum(montants)
    assert complet.faits_dossier["reclame_depasse_lignes"] is (total > sum(montants))
    for reponse in ("non", "inconnu"):
        partiel = analyse(dossier(courrier=courrier, lignes=lignes, toutes_lignes_saisies=reponse))
        assert partiel.ecart is None
        assert partiel.faits_dossier["reclame_depasse_lignes"] is None


def test_sans_montant_de_la_lettre_le_reclame_est_la_somme_des_lignes() -> None:
    assert analyse(dossier(lignes=[ligne(1), ligne(2)])).reclame == 2000
    assert analyse(dossier(lignes=[ligne(1)], courrier={"montant": "50,00"})).reclame == 5000
    assert analyse(dossier(lignes=[], griefs=[])).reclame is None


def test_les_lignes_prescrites_font_le_montant_prescrit() -> None:
    lu = analyse(
        dossier(
            courrier={"date_envoi": "2026-03-03"},
            lignes=[
                ligne(1, date_soin="2022-01-03", date_paiement="2022-01-13", montant_reclame="11,11"),
                ligne(2, date_soin="2025-01-13", date_paiement="2025-01-23"),
                ligne(3, date_soin="2022-01-04", montant_reclame="22,22"),
                ligne(4, date_soin="2022-01-05", date_paiement="2022-01-15", montant_reclame="33,33"),
            ],
        )
    )
    assert lu.lignes_prescrites == (1, 4)
    assert lu.montant_prescrit == 4444


@pytest.mark.parametrize(
    ("paye", "du", "reclame", "plus_que_paye", "plus_que_l_ecart", "reste"),
    [
        ("12,58", "9,92", "12,58", False, True, 266),
        ("12,58", "9,92", "2,66", False, False, 266),
        ("9,93", None, "15,00", True, None, None),
        (None, "9,92", "12,58", None, None, None),
        ("9,93", "9,93", "9,93", False, True, 0),
        ("9,93", "12,00", "9,93", False, True, 0),  # the caisse itself says it paid too little
        ("9,93", "0", "9,93", False, False, 993),  # nothing due: claiming it all is the difference
    ],
)
def test_ce_que_la_caisse_reclame_de_trop_sur_une_ligne(
    paye: str | None,
    du: str | None,
    reclame: str,
    plus_que_paye: bool | None,
    plus_que_l_ecart: bool | None,
    reste: int | None,
) -> None:
    lu = dossier(lignes=[ligne(montant_paye=paye, montant_du=du, montant_reclame=reclame)])
    faits = analyse(lu).faits(lu.griefs[0], 1)
    assert faits["reclame_plus_que_paye"] is plus_que_paye
    assert faits["reclame_plus_que_l_ecart"] is plus_que_l_ecart
    assert indu_a_l_ecart(lu.lignes[0]) == reste


# ---------------------------------------------------------------------------------------------- orientation


@pytest.mark.parametrize(
    ("champs", "niveau", "mot"),
    [
        ({}, "autonome", None),
        ({"courrier": {"montant": "1499,99"}}, "autonome", None),
        ({"courrier": {"montant": "1500"}}, "relecture", "1 500,00 €"),
        ({"courrier": {"montant": "9999,99"}}, "relecture", "1 500,00 €"),
        ({"courrier": {"montant": "10000"}}, "juriste", "10 000,00 €"),
        ({"courrier": {"fraude_alleguee": "oui"}}, "juriste", "fraude"),
        ({"courrier": {"fraude_alleguee": "inconnu"}}, "autonome", None),
        ({"courrier": {"extrapolation": "oui"}}, "juriste", "extrapolé"),
        ({"courrier": {"nature": "retenue_sans_courrier"}}, "relecture", "retenue"),
        ({"courrier": {"nature": "contrainte", "montant": "2000"}}, "juriste", "quinze jours"),
        ({"griefs": [grief(nature="actes-non-realises")]}, "juriste", "non réalisés"),
    ],
)
def test_qui_doit_agir(champs: dict[str, Any], niveau: str, mot: str | None) -> None:
    orientation = analyse(dossier(**champs)).orientation
    assert orientation.niveau == niveau
    if mot is None:
        assert orientation.raisons == ()
    else:
        assert mot in orientation.raisons[0].replace("\u202f", " ").replace("\u00a0", " ")


def test_les_raisons_les_plus_graves_viennent_d_abord() -> None:
    raisons = analyse(dossier(courrier={"montant": "2000", "fraude_alleguee": "oui"})).orientation.raisons
    assert "fraude" in raisons[0]
    assert len(raisons) == 2


def test_un_courrier_anterieur_grave_compte_aussi() -> None:
    courriers = [{"nature": "contrainte", "date": "2026-01-02"}, {"nature": "notification", "date": "2026-03-02"}]
    assert analyse(dossier(courriers=courriers)).orientation.niveau == "juriste"


def test_le_bareme_ne_nomme_que_des_faits_et_griefs_declares() -> None:
    bareme = charger_bareme(ARGUMENTS)
    assert {regle.fait for regle in bareme.faits} <= set(CATALOGUE.faits)
    assert {regle.grief for regle in bareme.griefs} <= set(CATALOGUE.griefs)
    assert bareme.seuil_relecture < bareme.seuil_juriste


# ---------------------------------------------------------------------------------------------- faits


def test_un_fait_que_personne_n_a_donne_reste_inconnu() -> None:
    lu = dossier()
    faits = analyse(lu).faits(lu.griefs[0], 1)
    connus = {nom for nom, valeur in faits.items() if valeur is not None}
    assert all(CATALOGUE.faits[nom].calcule for nom in connus)
    assert {"tableau_complet", "date_paiement", "reclame_plus_que_paye", "reclame_depasse_lignes"}.isdisjoint(connus)


def test_une_ligne_repond_pour_elle_meme_meme_par_inconnu() -> None:
    lu = dossier(
        griefs=[grief(deux_ordonnances="oui")],
        lignes=[ligne(1), ligne(2, deux_ordonnances="non"), ligne(3, deux_ordonnances="inconnu")],
    )
    etude = analyse(lu)
    vus = [etude.faits(lu.griefs[0], numero)["deux_ordonnances"] for numero in (1, 2, 3)]
    assert vus == [True, False, None]


def test_les_faits_calcules_sont_exactement_ceux_que_declare_la_bibliotheque() -> None:
    calcules = {fait.id: fait.portee for fait in CATALOGUE.faits.values() if fait.calcule}
    assert {nom for nom, portee in calcules.items() if portee is Portee.DOSSIER} == set(CALCULS_DOSSIER)
    assert {nom for nom, portee in calcules.items() if portee is Portee.LIGNE} == set(CALCULS_LIGNE)


@pytest.mark.parametrize(
    ("courrier", "complet"),
    [
        ({}, None),
        ({"tableau_joint": "oui"}, None),
        ({"tableau_joint": "non"}, False),
        ({"tableau_joint": "oui", "tableau_lisible": "non"}, False),
        ({"tableau_joint": "oui", "colonnes_tableau": ["motif"]}, False),
        (
            {"tableau_joint": "oui", "colonnes_tableau": ["date_soin", "date_paiement", "acte", "montant", "motif"]},
            True,
        ),
        ({"colonnes_tableau": ["date_soin", "date_paiement", "acte", "montant", "motif"]}, None),
    ],
)
def test_quand_le_tableau_de_la_caisse_est_complet(courrier: dict[str, Any], complet: bool | None) -> None:
    assert analyse(dossier(courrier=courrier)).faits_dossier["tableau_complet"] is complet


@pytest.mark.parametrize(
    ("courrier", "jour", "tardif"),
    [
        ({"date_reception": "2026-03-05"}, date(2026, 5, 5), False),
        ({"date_reception": "2026-03-05"}, date(2026, 5, 6), True),
        ({"date_reception": None}, date(2026, 5, 2), False),
        ({"date_reception": None}, date(2026, 5, 3), None),  # received later, perhaps
        ({"date_reception": None, "date": None}, date(2026, 5, 3), None),
    ],
)
def test_un_recours_n_est_dit_tardif_que_si_c_est_certain(
    courrier: dict[str, Any], jour: date, tardif: bool | None
) -> None:
    assert analyse(dossier(courrier=courrier), jour).faits_dossier["recours_tardif"] is tardif


def test_la_saisine_de_la_commission_vient_en_tete_des_delais_d_une_notification() -> None:
    assert [e.id for e in analyse(dossier()).echeances] == ["cra-notification", "observations-notification"]
    assert analyse(dossier(courrier={"nature": "constat_anomalies"})).echeances == ()


@pytest.mark.parametrize(("lettre", "somme"), [("a", 46232), ("b", 0), ("c", 23448)])
def test_les_exemples_publies_ont_ces_sommes(lettre: str, somme: int) -> None:
    assert analyse(exemple(lettre)).somme_lignes == somme
