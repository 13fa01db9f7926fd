"""Lines against the tariff of the day: only what is sure is said, and what is not covered is said too."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aide import ARGUMENTS, analyse, dossier, ligne
from indu.analyse.constats import Controle
from indu.analyse.tarification import comparer, controler_tarifs, ecart_au_tarif, zone_du_praticien
from indu.commun.montants import decimal_point
from indu.droit.tarifs import charger_tarifs

TARIFS = charger_tarifs(ARGUMENTS)
METROPOLE = {"prenom": "Anne", "nom": "Exemple", "zone": "metropole"}
RAM, RAM_2025 = 1788, 1655
RAM_2026: dict[str, Any] = {"acte": "RAM", "coefficient": "8,09", "date_soin": "2026-03-01"}


def controles(*lignes: dict[str, Any], **champs: Any) -> dict[str, Controle]:
    complet = dossier(lignes=list(lignes), **({"praticien": METROPOLE} | champs))
    return {controle.id: controle for controle in controler_tarifs(complet, ARGUMENTS)}


def ecart(**champs: Any) -> int | None:
    (une,) = dossier(lignes=[ligne(**champs)], praticien=METROPOLE).lignes
    return ecart_au_tarif(une, comparer(une, TARIFS, "metropole"))


# ---------------------------------------------------------------------------------------------- payé


@given(st.integers(0, RAM))
def test_un_paiement_au_plus_egal_au_tarif_ne_dit_rien(paye: int) -> None:
    assert controles(ligne(**RAM_2026, montant_paye=decimal_point(paye))) == {}


@given(st.integers(RAM + 1, 50_000))
def test_un_paiement_superieur_au_tarif_se_signale_avec_l_exces(paye: int) -> None:
    vu = controles(ligne(7, **RAM_2026, montant_paye=decimal_point(paye)))["tarif_depasse"]
    assert (vu.gravite, vu.lignes, vu.montant) == ("attention", (7,), paye - RAM)


def test_la_quantite_et_l_accessoire_comptent() -> None:
    assert controles(ligne(**RAM_2026, quantite=2, montant_paye="35,76")) == {}
    assert "tarif_depasse" in controles(ligne(**RAM_2026, quantite=2, montant_paye="35,77"))
    assert controles(ligne(**RAM_2026, accessoire="IFD", montant_paye="20,38")) == {}
    assert "tarif_depasse" in controles(ligne(**RAM_2026, accessoire="IFD", montant_paye="20,39"))
    # the accessory may have been paid with each act
    assert "tarif_depasse" not in controles(ligne(**RAM_2026, quantite=2, accessoire="IFD", montant_paye="40,76"))


def test_le_tarif_est_celui_du_jour_du_soin() -> None:
    ancien: dict[str, Any] = {"acte": "RAM", "coefficient": "7,49", "montant_paye": "16,55"}
    assert controles(ligne(**ancien, date_soin="2025-12-31")) == {}
    assert "tarif_non_couvert" in controles(ligne(**ancien, date_soin="2026-01-01"))


@pytest.mark.parametrize(
    "champs",
    [
        {"acte": "ZZZ", "coefficient": "8"},
        {"acte": "RAM", "coefficient": "8,4"},
        {"acte": "RAM 8,09", "accessoire": "IFD + IK"},
        {"acte": "RAM 8,09", "accessoire": "déplacement"},
        {"acte": "RAM 8,09", "quantite": 0},
    ],
)
def test_ce_qui_n_est_pas_couvert_est_une_information(champs: dict[str, Any]) -> None:
    vus = controles(ligne(date_soin="2026-03-01", montant_paye="500,00", **champs))
    assert list(vus) == ["tarif_non_couvert"]
    assert vus["tarif_non_couvert"].gravite == "information"


def test_une_ligne_sans_acte_ou_sans_montant_paye_n_est_pas_comparee() -> None:
    assert controles(ligne(montant_paye="500,00"), ligne(2, acte="ZZZ")) == {}


# ---------------------------------------------------------------------------------------------- acte retenu


def test_ce_que_la_caisse_dit_du_est_le_tarif_de_l_acte_qu_elle_retient() -> None:
    entier = RAM_2026 | {"montant_paye": "17,88", "acte_retenu": "RAM 8,07"}
    assert controles(ligne(**entier, montant_du="17,83")) == {}
    for du, ecart_du in (("17,82", 1), ("17,84", 1), ("16,51", 132)):
        vu = controles(ligne(**entier, montant_du=du))["du_inexact"]
        assert (vu.gravite, vu.montant) == ("anomalie", ecart_du)
        assert "17,83" in vu.message


def test_une_part_payee_ne_permet_pas_de_dire_que_le_du_est_trop_petit() -> None:
    part = RAM_2026 | {"montant_paye": "10,73", "acte_retenu": "RAM 8,07"}
    assert controles(ligne(**part, montant_du="10,70")) == {}
    assert "du_inexact" in controles(ligne(**part, montant_du="17,84"))


def test_un_tarif_a_verifier_ne_fait_pas_une_anomalie() -> None:
    tardif = RAM_2026 | {"date_soin": "2026-09-01", "montant_paye": "17,88", "acte_retenu": "RAM 8,07"}
    vu = controles(ligne(**tardif, montant_du="1,00"))["du_inexact"]
    assert vu.gravite == "attention"
    assert "31/08/2026" in vu.message


def test_l_ecart_se_calcule_au_tarif_quand_l_acte_est_paye_en_entier() -> None:
    champs: dict[str, Any] = {
        "acte": "TER",
        "coefficient": "9,49",
        "date_soin": "2025-03-01",
        "acte_retenu": "RAM 7,49",
    }
    assert ecart(**champs, montant_paye="20,97") == 2097 - RAM_2025
    assert ecart(**champs, montant_paye="12,58") is None
    assert ecart(**champs) is None
    assert ecart(**champs | {"acte_retenu": "TER 9,51"}, montant_paye="20,97") == 0
    assert ecart(**champs | {"acte_retenu": "RAM 8,09"}, montant_paye="20,97") is None  # not yet in force
    assert ecart(**champs | {"acte_retenu": "RAM 7,49 + IK"}, montant_paye="20,97") is None
    vu = controles(ligne(**champs, montant_paye="20,97", montant_reclame="20,97"))["reclame_plus_que_l_ecart_au_tarif"]
    assert vu.montant == RAM_2025
    assert "4,42" in vu.message
    assert controles(ligne(**champs, montant_paye="20,97", montant_reclame="4,42")) == {}
    assert "ecart_non_calcule" in controles(ligne(**champs, montant_paye="12,58"))


# ---------------------------------------------------------------------------------------------- zone


@pytest.mark.parametrize(
    ("praticien", "caisse", "zone"),
    [
        ({"code_postal": "75011"}, {}, "metropole"),
        ({"code_postal": "97400"}, {}, "dom"),
        ({"code_postal": "97600"}, {}, "dom"),
        ({"code_postal": "97400", "zone": "metropole"}, {}, "metropole"),
        ({}, {"code_postal": "97200"}, "dom"),
        ({"code_postal": "97150"}, {}, None),
        ({"code_postal": "98800"}, {}, None),
        ({}, {}, None),
    ],
)
def test_la_zone_vient_du_code_postal_et_ne_se_devine_pas(
    praticien: dict[str, str], caisse: dict[str, str], zone: str | None
) -> None:
    champs = {
        "praticien": {"prenom": "Anne", "nom": "Exemple"} | praticien,
        "caisse": {"nom": "CPAM d’Exemple"} | caisse,
    }
    assert zone_du_praticien(dossier(**champs)) == zone
    vus = controles(ligne(**RAM_2026, montant_paye="19,00"), **champs)
    assert list(vus) == {"metropole": ["tarif_depasse"], "dom": [], None: ["tarif_non_couvert"]}[zone]


def test_l_analyse_donne_ces_controles_avec_les_autres() -> None:
    complet = dossier(lignes=[ligne(**RAM_2026, montant_paye="30,00")], praticien=METROPOLE)
    assert "tarif_depasse" in {controle.id for controle in analyse(complet).controles}
