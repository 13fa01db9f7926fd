"""Deadlines: day to day, never later than the law allows, shown on a day when a letter can be posted."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from aide import ARGUMENTS, BIBLIOTHEQUE, CATALOGUE, analyse, dossier
from indu.commun.erreurs import BibliothequeInvalide
from indu.commun.ressources import Ressources
from indu.dossier.catalogue import LIBELLES_COURRIERS
from indu.droit.delais import (
    Echeance,
    ajouter_annees,
    ajouter_mois,
    jour_ouvre_precedent,
    jours_restants,
    limite_cra,
    prolongation_possible,
)
from indu.droit.regles_delais import charger_delais

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
    ("jour", "possible"),
    [
        ("2027-02-28", "2027-03-01"),  # Sunday
        ("2026-05-01", "2026-05-04"),  # Labour Day, a Friday
        ("2026-04-03", None),  # Good Friday: not a national holiday
        ("2026-11-18", None),
    ],
)
def test_la_prolongation_possible_ne_compte_que_les_jours_feries_nationaux(jour: str, possible: str | None) -> None:
    attendue = None if possible is None else date.fromisoformat(possible)
    assert prolongation_possible(date.fromisoformat(jour)) == attendue


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_la_prolongation_possible_est_ouvree_et_apres(jour: date) -> None:
    possible = prolongation_possible(jour)
    assert possible is None or (jour < possible <= jour + timedelta(days=5) and possible.weekday() < 5)
    assert possible is not None or (jour.weekday() < 5 and jour not in country_holidays("FR", years=jour.year))


# ---------------------------------------------------------------------------------------------- du dossier aux dates

REGLES = charger_delais(ARGUMENTS)


def calculees(**champs: Any) -> dict[str, Echeance]:
    return {echeance.id: echeance for echeance in analyse(dossier(**champs)).echeances}


def lettre(nature: str, reception: str | None, **champs: Any) -> dict[str, Any]:
    return {"nature": nature, "date_reception": reception} | champs


@pytest.mark.parametrize(
    ("nature", "reception", "identifiant", "limite", "poster"),
    [
        ("notification", "2026-12-30", "cra-notification", "2027-02-28", "2027-02-26"),
        ("notification", "2026-11-18", "cra-notification", "2027-01-18", "2027-01-18"),
        ("notification", "2026-10-08", "observations-notification", "2026-12-08", "2026-12-08"),
        ("decision_cra", "2026-10-08", "tribunal-decision-cra", "2026-12-08", "2026-12-08"),
        ("mise_en_demeure", "2026-12-31", "reponse-mise-en-demeure", "2027-01-31", "2027-01-29"),
        ("mise_en_demeure", "2026-12-31", "cra-mise-en-demeure", "2027-02-28", "2027-02-26"),
        ("contrainte", "2026-12-01", "opposition-contrainte", "2026-12-16", "2026-12-16"),
        ("griefs_penalite", "2026-08-31", "reponse-griefs-penalite", "2026-09-30", "2026-09-30"),
    ],
)
def test_chaque_lettre_ouvre_ses_delais(
    nature: str, reception: str, identifiant: str, limite: str, poster: str
) -> None:
    echeance = calculees(courriers=[lettre(nature, reception)])[identifiant]
    assert (echeance.limite, echeance.poster_avant) == (date.fromisoformat(limite), date.fromisoformat(poster))
    assert echeance.certaine
    assert echeance.a_verifier
    assert "réception" in echeance.depart


def test_sans_date_de_reception_l_echeance_part_du_plus_tot_possible_et_n_est_pas_certaine() -> None:
    de_l_envoi = calculees(courrier={"date_envoi": "2026-03-04", "date_reception": None})["cra-notification"]
    de_la_lettre = calculees(courrier={"date_reception": "inconnu"})["cra-notification"]
    assert (de_l_envoi.limite, de_l_envoi.certaine) == (date(2026, 5, 4), False)
    assert (de_la_lettre.limite, de_la_lettre.certaine) == (date(2026, 5, 2), False)
    assert "envoi" in de_l_envoi.depart
    assert "date de la notification" in de_la_lettre.depart


def test_sans_aucune_date_il_n_y_a_pas_d_echeance() -> None:
    assert calculees(courrier={"date": None, "date_reception": None}) == {}
    assert jours_restants((), date(2026, 1, 1)) is None


def test_le_silence_de_la_commission_vaut_rejet_et_ouvre_le_tribunal() -> None:
    un = calculees(saisine_cra={"date_envoi": "2026-11-12", "date_reception": "2026-11-15"})["tribunal-silence-cra"]
    assert un.limite == date(2027, 3, 15)
    assert un.certaine
    assert "15\u00a0janvier 2027" in un.depart
    prudent = calculees(saisine_cra={"date_envoi": "2026-11-12"})["tribunal-silence-cra"]
    assert (prudent.limite, prudent.certaine) == (date(2027, 3, 12), False)


def test_une_decision_avant_le_rejet_implicite_remplace_le_silence_et_non_apres() -> None:
    saisine = {"date_reception": "2026-03-10"}
    a_temps = [lettre("notification", "2026-03-05"), lettre("decision_cra", "2026-05-10")]
    trop_tard = [lettre("notification", "2026-03-05"), lettre("decision_cra", "2026-05-11")]
    assert list(calculees(courriers=a_temps, saisine_cra=saisine)) == [
        "observations-notification",
        "tribunal-decision-cra",
    ]
    assert list(calculees(courriers=trop_tard, saisine_cra=saisine)) == [
        "observations-notification",
        "tribunal-silence-cra",
        "tribunal-decision-cra",
    ]


def test_le_delai_de_la_commission_disparait_quand_elle_est_saisie_mais_pas_celui_d_une_mise_en_demeure_apres() -> None:
    lettres = [lettre("notification", "2026-03-05"), lettre("mise_en_demeure", "2026-06-10")]
    assert "cra-notification" in calculees(courriers=lettres)
    for faits in ({"saisine_cra": {"date_envoi": "2026-04-01"}}, {"cra_saisie_a_temps": True}):
        restantes = calculees(courriers=lettres, **faits)
        assert "cra-notification" not in restantes
        assert "cra-mise-en-demeure" in restantes
    apres = calculees(courriers=lettres, saisine_cra={"date_envoi": "2026-06-12"})
    assert "cra-mise-en-demeure" not in apres


def test_une_saisine_plus_ancienne_que_la_lettre_n_y_repond_pas() -> None:
    assert "cra-notification" in calculees(saisine_cra={"date_reception": "2026-03-04"})


def test_un_delai_non_mentionne_est_montre_quand_meme_et_dit_non_opposable() -> None:
    sans, avec, inconnu = (
        calculees(courrier={"mention_voies_recours": mention})["cra-notification"] for mention in (False, True, None)
    )
    assert (sans.opposable, avec.opposable, inconnu.opposable) == (False, True, None)
    assert sans.limite == avec.limite == inconnu.limite
    assert "R. 142-1-A" in sans.a_verifier
    assert "n’y comptez jamais" in sans.a_verifier
    assert "opposable" not in avec.a_verifier + inconnu.a_verifier


def test_l_entretien_ne_se_demande_qu_au_service_medical() -> None:
    griefs = lettre("constat_anomalies", "2026-03-05")
    assert calculees(courriers=[griefs]) == {}
    un = calculees(courriers=[griefs | {"origine_controle": "service_medical"}])["entretien-service-medical"]
    assert (un.limite, un.compte_sur) == (date(2026, 4, 5), False)


def test_deux_lettres_de_meme_nature_ont_des_identifiants_distincts_et_un_ordre_de_dates() -> None:
    lettres = [lettre("notification", "2026-04-05"), lettre("notification", "2026-03-05")]
    echeances = analyse(dossier(courriers=lettres)).echeances
    assert [e.id for e in echeances] == [
        "cra-notification-2",
        "observations-notification-2",
        "cra-notification",
        "observations-notification",
    ]
    assert jours_restants(echeances, date(2026, 5, 5)) == 0
    assert jours_restants(echeances, date(2026, 5, 6)) == 30
    assert jours_restants(echeances, date(2026, 6, 15)) == -10


NATURES = sorted({regle.evenement for regle in REGLES.delais} - {"silence_cra"})


@given(st.sampled_from(NATURES), JOURS, st.integers(0, 90))
def test_recevoir_plus_tard_ne_ramene_jamais_une_echeance(nature: str, reception: date, apres: int) -> None:
    tot, tard = (
        calculees(courriers=[lettre(nature, jour.isoformat(), origine_controle="service_medical")])
        for jour in (reception, reception + timedelta(days=apres))
    )
    assert tot.keys() == tard.keys() != set()
    for identifiant, echeance in tot.items():
        assert echeance.limite <= tard[identifiant].limite
        assert echeance.poster_avant <= tard[identifiant].poster_avant
        assert reception < echeance.limite
        assert echeance.poster_avant <= echeance.limite
        assert echeance.prolongation is None or echeance.prolongation > echeance.limite


@given(st.sampled_from(NATURES), JOURS, st.integers(0, 30), st.integers(0, 30))
def test_ne_pas_connaitre_la_reception_ne_recule_jamais_l_echeance(
    nature: str, ecrite: date, postee: int, remise: int
) -> None:
    envoi = ecrite + timedelta(days=postee)
    connues = {"date": ecrite.isoformat(), "date_envoi": envoi.isoformat(), "origine_controle": "service_medical"}
    sure = calculees(courriers=[lettre(nature, (envoi + timedelta(days=remise)).isoformat(), **connues)])
    prudente = calculees(courriers=[lettre(nature, None, **connues)])
    for identifiant, echeance in prudente.items():
        assert not echeance.certaine
        assert echeance.limite <= sure[identifiant].limite


# ---------------------------------------------------------------------------------------------- les règles elles-mêmes


def test_les_regles_ne_citent_que_des_sources_connues_et_des_faits_connus() -> None:
    assert len({regle.id for regle in REGLES.delais}) == len(REGLES.delais)
    for regle in REGLES.delais:
        assert set(regle.sources) <= set(BIBLIOTHEQUE.sources.par_id), regle.id
        faits = {regle.mention, regle.si.fait if regle.si else None} - {None}
        assert faits <= set(CATALOGUE.faits), regle.id


def test_la_regle_ecrite_pour_la_commission_est_celle_du_recours_tardif() -> None:
    regle = REGLES.cra
    assert (regle.id, regle.nombre, regle.unite) == ("cra-notification", 2, "mois")
    courrier = dossier(courrier={"date_reception": "2026-03-04"}).courrier_conteste
    assert limite_cra(courrier, REGLES) == (date(2026, 5, 4), True)


def test_chaque_nature_de_courrier_a_un_delai_ou_un_avis() -> None:
    dites = {regle.evenement for regle in REGLES.delais} | {avis.nature for avis in REGLES.sans_delai}
    assert dites - {"silence_cra"} == set(LIBELLES_COURRIERS)


def test_un_fichier_de_regles_faux_est_refuse_en_francais(surcouche: Path) -> None:
    (surcouche / "baremes").mkdir()
    (surcouche / "baremes" / "delais.yaml").write_text("delais: []\nsans_delais: []\n", encoding="utf-8")
    with pytest.raises(BibliothequeInvalide) as erreur:
        charger_delais(Ressources.ouvrir("arguments", surcouche))
    assert any("sans_delai" in str(probleme) for probleme in erreur.value.problemes)
