"""The checks of the table: each sees what it should, on the right lines, for the right amount, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aide import JOUR, analyse, dossier, grief, ligne
from indu.analyse.constats import Controle
from indu.commun.montants import euros

SEANCE = {"facture": "F25-1", "acte": "RAM", "coefficient": "7,49"}


def controles(**champs: Any) -> dict[str, tuple[int, ...]]:
    return {controle.id: controle.lignes for controle in analyse(dossier(**champs)).controles}


def controle(identifiant: str, **champs: Any) -> Controle:
    (trouve,) = [un for un in analyse(dossier(**champs)).controles if un.id == identifiant]
    return trouve


def test_un_dossier_sans_rien_a_redire_n_a_aucun_controle() -> None:
    juste = ligne(date_paiement="2025-01-23", montant_paye="10,00")
    assert controles(lignes=[juste], courrier={"montant": "10,00"}) == {}


def test_l_absence_de_lignes_est_signalee() -> None:
    assert "lignes_absentes" in controles(lignes=[])


def test_un_total_faux_est_une_anomalie_ou_une_question() -> None:
    assert "total_different" in controles(courrier={"montant": "11,00"}, toutes_lignes_saisies="oui")
    assert "total_a_confirmer" in controles(courrier={"montant": "11,00"})
    (total,) = [
        controle
        for controle in analyse(dossier(courrier={"montant": "8,00"}, toutes_lignes_saisies="oui")).controles
        if controle.id == "total_different"
    ]
    assert total.montant == -200
    assert f"{euros(200)} de moins" in total.message


def test_le_montant_annonce_pour_un_grief_est_compare_a_ses_lignes() -> None:
    assert controles(griefs=[grief(montant_annonce="12,00")], lignes=[ligne(1), ligne(2)])["total_grief_different"] == (
        1,
        2,
    )
    assert "total_grief_different" not in controles(
        griefs=[grief(montant_annonce="20,00")], lignes=[ligne(1), ligne(2)]
    )


def test_les_dates_de_paiement_absentes_ou_impossibles_sont_signalees() -> None:
    vus = controles(lignes=[ligne(1), ligne(2, date_paiement="2025-01-12"), ligne(3, date_paiement="2025-01-13")])
    assert vus["paiement_inconnu"] == (1,)
    assert vus["paiement_avant_soin"] == (2,)


def test_une_reclamation_superieure_au_paiement_est_signalee() -> None:
    vus = controles(lignes=[ligne(1, montant_paye="9,99"), ligne(2, montant_paye="10,00"), ligne(3)])
    assert vus["reclame_plus_que_paye"] == (1,)


def test_deux_lignes_identiques_sont_signalees_et_seul_le_surplus_est_en_jeu() -> None:
    meme = {"facture": "F25-1", "acte": "RAM", "coefficient": "7,49"}
    lignes = [ligne(1, **meme), ligne(2, **meme), ligne(3, **meme), ligne(4, **meme | {"facture": "F25-2"})]
    (doublon,) = [c for c in analyse(dossier(lignes=lignes)).controles if c.id == "ligne_repetee"]
    assert doublon.lignes == (1, 2, 3)
    assert doublon.montant == 2000
    assert controles(lignes=[ligne(1, **meme), ligne(2, **meme)])["ligne_repetee"] == (1, 2)
    assert "ligne_repetee" not in controles(lignes=[ligne(1), ligne(2)])  # nothing to tell them apart: no accusation


@pytest.mark.parametrize(
    ("une", "autre", "vus"),
    [
        ({"facture": "F1"}, {"facture": "F1"}, {"ligne_repetee"}),
        ({"facture": "F1", "patient": "A.B."}, {"facture": "F1", "patient": "C.D."}, set()),
        ({"patient": "A.B."}, {"patient": "A.B."}, {"ligne_peut_etre_repetee"}),
        ({"patient": "A.B.", "facture": "F1"}, {"patient": "A.B.", "facture": "F2"}, {"ligne_peut_etre_repetee"}),
        ({"patient": "A.B.", "facture": "F1"}, {"patient": "A.B."}, {"ligne_peut_etre_repetee"}),
        ({"patient": "A.B."}, {"patient": "C.D."}, set()),
        ({"patient": "A.B."}, {}, set()),
        ({"patient": "A.B.", "date_soin": "2025-01-14"}, {"patient": "A.B."}, set()),
        ({"facture": "F1", "montant_reclame": "9,00"}, {"facture": "F1"}, set()),
        ({"facture": "F1", "acte": "IFD"}, {"facture": "F1", "acte": "IFD"}, set()),  # there may be two journeys
    ],
)
def test_seules_des_lignes_identifiables_sont_rapprochees(
    une: dict[str, str], autre: dict[str, str], vus: set[str]
) -> None:
    acte = {"acte": "RAM", "coefficient": "7,49"}
    trouves = controles(lignes=[ligne(1, **acte | une), ligne(2, **acte | autre)])
    assert {nom for nom in trouves if "repetee" in nom} == vus
    assert all(trouves[nom] == (1, 2) for nom in vus)


def test_une_repetition_certaine_n_est_comptee_qu_une_fois_dans_les_repetitions_possibles() -> None:
    seance = SEANCE | {"patient": "A.B."}
    lignes = [ligne(1, **seance), ligne(2, **seance), ligne(3, **seance | {"facture": "F25-2"})]
    certaine, possible = (controle(nom, lignes=lignes) for nom in ("ligne_repetee", "ligne_peut_etre_repetee"))
    assert (certaine.lignes, certaine.montant, certaine.gravite) == ((1, 2), 1000, "anomalie")
    assert (possible.lignes, possible.montant, possible.gravite) == ((1, 3), 1000, "attention")


@pytest.mark.parametrize(
    ("reponses", "lignes", "montant"),
    [
        (("inconnu", "oui", "inconnu"), (1, 2, 3), 1000),
        (("non", "oui", "oui"), (1, 2, 3), 2000),
        (("oui", "oui", "oui"), (1, 2, 3), 2000),
        (("non", "inconnu", "inconnu"), (2, 3), 1000),
        (("non", "non", "inconnu"), None, 0),
    ],
)
def test_ce_que_dit_l_utilisateur_d_une_repetition_l_emporte(
    reponses: tuple[str, ...], lignes: tuple[int, ...] | None, montant: int
) -> None:
    repetees = [ligne(rang, ligne_repetee=dite, **SEANCE) for rang, dite in enumerate(reponses, start=1)]
    vus = [un for un in analyse(dossier(lignes=repetees)).controles if un.id == "ligne_repetee"]
    assert [(un.lignes, un.montant) for un in vus] == ([(lignes, montant)] if lignes else [])


def test_un_deplacement_sur_sa_propre_ligne_n_est_qu_une_information() -> None:
    frais = {"facture": "F25-1", "acte": "IFD", "montant_reclame": "2,50"}
    lignes = [ligne(1, **SEANCE), ligne(2, **frais), ligne(3, **frais | {"date_soin": "2025-01-14"})]
    a_part = controle("accessoire_a_part", lignes=lignes)
    assert (a_part.lignes, a_part.montant, a_part.gravite) == ((2,), 250, "information")
    assert not any("repetee" in nom for nom in controles(lignes=lignes))
    sans_reperes = [ligne(1, acte="RAM"), ligne(2, acte="IFD")]
    assert "accessoire_a_part" not in controles(lignes=sans_reperes)


def test_les_sommes_deja_reglees_suivent_la_ligne_puis_son_grief() -> None:
    lignes = [ligne(1), ligne(2, deja_reglee="non"), ligne(3, grief="B", deja_reglee="oui"), ligne(4, grief="B")]
    griefs = [grief(deja_reglee="oui"), grief("B")]
    reglees = controle("deja_reglee", griefs=griefs, lignes=lignes)
    assert (reglees.lignes, reglees.montant) == ((1, 3), 2000)


def test_la_part_d_une_mutuelle_n_est_pas_une_reclamation_excessive() -> None:
    lignes = [ligne(1, montant_paye="6,00"), ligne(2, montant_paye="6,00", part_complementaire="oui")]
    excessive = controle("reclame_plus_que_paye", lignes=lignes)
    part = controle("part_complementaire", lignes=lignes)
    assert (excessive.lignes, excessive.montant, excessive.gravite) == ((1,), 400, "anomalie")
    assert (part.lignes, part.montant, part.gravite) == ((2,), 400, "information")


def test_les_dates_a_venir_ou_posterieures_a_la_lettre() -> None:
    """The letter is of 2 March 2026, the day is 20 March."""
    lignes = [
        ligne(1, date_soin="2026-03-21"),
        ligne(2, date_soin="2026-03-01", date_paiement="2026-03-21"),
        ligne(3, date_soin="2026-03-03"),
        ligne(4, date_soin="2026-03-02", date_paiement="2026-03-02"),
        ligne(5, date_soin="2026-03-02", date_paiement=JOUR.isoformat()),
    ]
    futures, posterieures = (controle(nom, lignes=lignes) for nom in ("date_future", "date_apres_lettre"))
    assert (futures.lignes, futures.montant) == ((1, 2), 2000)
    assert (posterieures.lignes, posterieures.montant) == ((3, 5), 2000)


def test_les_lignes_hors_de_la_periode_annoncee() -> None:
    lignes = [
        ligne(1, date_soin="2024-12-31"),
        ligne(2, date_soin="2025-01-01"),
        ligne(3, date_soin="2025-06-30"),
        ligne(4, date_soin="2025-07-01"),
        ligne(5, date_soin="2024-12-31", date_paiement="2025-01-10"),  # the period may be that of the payments
    ]
    periode = {"periode_debut": "2025-01-01", "periode_fin": "2025-06-30"}
    hors = controle("hors_periode", courrier=periode, lignes=lignes)
    assert (hors.lignes, hors.montant) == ((1, 4), 2000)
    assert controles(courrier={"periode_fin": "2025-06-30"}, lignes=lignes)["hors_periode"] == (4,)
    assert "hors_periode" not in controles(lignes=lignes)


def test_cinq_ans_ne_se_disent_que_si_la_lettre_parle_de_fraude() -> None:
    lignes = [
        ligne(1, date_soin="2020-01-02", date_paiement="2021-03-01"),
        ligne(2, date_soin="2020-01-02", date_paiement="2021-03-02"),
        ligne(3, date_soin="2020-01-02"),
    ]
    envoi = {"date_envoi": "2026-03-02"}
    fraude = controle("prescription_si_fraude", courrier=envoi | {"fraude_alleguee": "oui"}, lignes=lignes)
    assert (fraude.lignes, fraude.montant) == ((1,), 1000)
    assert "sans certitude" in fraude.message
    for reponse in ("non", "inconnu"):
        vus = analyse(dossier(courrier=envoi | {"fraude_alleguee": reponse}, lignes=lignes)).controles
        assert not any("cinq ans" in un.message for un in vus)


JOURS = st.dates(date(2024, 12, 1), date(2026, 4, 30)).map(date.isoformat)
LIGNES = st.fixed_dictionaries(
    {"date_soin": JOURS},
    optional={
        "date_paiement": JOURS,
        "facture": st.sampled_from(["F1", "F2"]),
        "patient": st.sampled_from(["A.B.", "C.D."]),
        "acte": st.sampled_from(["RAM", "IFD"]),
        "montant_paye": st.sampled_from(["5,00", "10,00"]),
        "deja_reglee": st.sampled_from(["oui", "non"]),
        "part_complementaire": st.sampled_from(["oui", "non"]),
    },
)


@given(st.lists(LIGNES, min_size=1, max_size=8))
def test_un_controle_ne_dit_jamais_deux_fois_la_meme_ligne(champs: list[dict[str, Any]]) -> None:
    periode = {"periode_debut": "2025-01-01", "periode_fin": "2025-12-31", "fraude_alleguee": "oui"}
    lu = analyse(dossier(courrier=periode, lignes=[ligne(rang, **une) for rang, une in enumerate(champs, start=1)]))
    assert len({un.id for un in lu.controles}) == len(lu.controles)
    for un in lu.controles:
        assert len(set(un.lignes)) == len(un.lignes)
        assert 0 <= un.montant <= sum(lu.dossier.par_numero[numero].montant_reclame for numero in un.lignes)
