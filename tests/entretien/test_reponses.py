"""Answers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indu.commun.yaml import Donnee
from indu.entretien.guide import TypeReponse
from indu.entretien.question import Incompris, Question, Reponse
from indu.entretien.reponses import comprendre, lire_lignes
from indu.entretien.saisies import lire_acte, lire_adresse, lire_ligne

LIGNES = {numero: ("lignes", numero - 1, "x") for numero in range(1, 11)}


def question(genre: str, valeurs: dict[str, str] | None = None, *, par_ligne: bool = False) -> Question:
    return Question("q", "Q ?", "", TypeReponse(genre), valeurs=valeurs or {}, par_ligne=LIGNES if par_ligne else {})


CHOIX = {"directeur": "le directeur", "delegataire": "une personne ayant délégation", "autre": "une autre personne"}
COLONNES = {"facture": "numéro de facture", "date_soin": "date de soin", "date_paiement": "date de paiement"}


@pytest.mark.parametrize(
    ("genre", "texte", "valeur"),
    [
        *[("booleen", texte, "oui") for texte in ("oui", "O", "o", "Oui.", " OUI ")],
        *[("booleen", texte, "non") for texte in ("non", "n", "NON !")],
        *[
            ("date", texte, "2026-03-05")
            for texte in (
                "5 mars 2026",
                "05/03/26",
                "5/3/2026",
                "05.03.2026",
                "2026-03-05",
                "le 5 Mars 26",
                "05 03 2026",
            )
        ],
        ("date", "1er févr. 2026", "2026-02-01"),
        ("date", "1er août 2025", "2025-08-01"),
        *[
            ("montant", texte, "1234,56")
            for texte in ("1 234,56 €", "1234.56", "1\u202f234,56\u00a0€", "1234,56 euros")
        ],
        ("montant", "12", "12,00"),
        ("entier", "007", "7"),
        *[("choix", texte, "delegataire") for texte in ("2", "délég", "une personne", "DELEGATAIRE")],
        ("liste", "1, 3", ["facture", "date_paiement"]),
        ("liste", "date_paiement et numéro", ["facture", "date_paiement"]),
        ("liste", "3 1", ["facture", "date_paiement"]),
        ("liste", "toutes", list(COLONNES)),
        ("liste", "aucune", []),
        ("texte", "  deux\u200bmots ", "deuxmots"),
        *[("booleen", texte, None) for texte in ("nsp", "je ne sais pas", "Inconnu", "passer", "?", "Je ne sais pas.")],
    ],
)
def test_reponses_souples(genre: str, texte: str, valeur: Donnee) -> None:
    valeurs = {"choix": CHOIX, "liste": COLONNES}.get(genre)
    assert comprendre(question(genre, valeurs), texte) == Reponse(valeur)


@pytest.mark.parametrize(
    ("genre", "texte", "message"),
    [
        ("booleen", "peut-être", "oui ou par non"),
        ("date", "31/02/2026", "n’existe pas"),
        ("date", "5 ma 2026", "mois"),
        ("date", "5 jui 2026", "mois"),
        ("montant", "-3", "négatif"),
        ("montant", "beaucoup", "pas un montant"),
        ("choix", "4", "pas de réponse n° 4"),
        ("choix", "une", "plusieurs réponses"),
        ("liste", "1, 9", "pas de réponse n° 9"),
        ("entier", "douze", "nombre entier"),
        ("texte", "   ", "rien lu"),
    ],
)
def test_une_reponse_incomprise_redit_ce_qui_est_attendu(genre: str, texte: str, message: str) -> None:
    lue = comprendre(question(genre, CHOIX if genre == "choix" else COLONNES), texte)
    assert isinstance(lue, Incompris)
    assert message in lue.message
    assert lue.attendu


@pytest.mark.parametrize(
    ("genre", "texte", "attendue"),
    [
        ("booleen", "oui sauf 3, 5-7", Reponse("oui", {3: "non", 5: "non", 6: "non", 7: "non"})),
        ("booleen", "non, sauf les lignes 2 et 4", Reponse("non", {2: "oui", 4: "oui"})),
        ("booleen", "oui sauf la ligne 8 à 9 : nsp", Reponse("oui", {8: None, 9: None})),
        ("booleen", "nsp sauf 1 : oui", Reponse(None, {1: "oui"})),
        ("montant", "9,92 sauf 3-4 : 0 ; 7 : 12,58", Reponse("9,92", {3: "0,00", 4: "0,00", 7: "12,58"})),
        ("choix", "1 sauf 10 : autre", Reponse("directeur", {10: "autre"})),
    ],
)
def test_sauf_des_lignes(genre: str, texte: str, attendue: Reponse) -> None:
    assert comprendre(question(genre, CHOIX, par_ligne=True), texte) == attendue


@pytest.mark.parametrize(
    "texte", ["oui sauf 11", "oui sauf trois", "nsp sauf 3", "oui sauf 5-3", "oui sauf 1-99999999"]
)
def test_sauf_des_lignes_qui_ne_sont_pas_celles_de_la_question(texte: str) -> None:
    assert isinstance(comprendre(question("booleen", par_ligne=True), texte), Incompris)


def test_sans_ligne_a_part_sauf_est_un_mot_comme_un_autre() -> None:
    assert comprendre(question("texte"), "tout sauf 3") == Reponse("tout sauf 3")


@given(st.text(max_size=40), st.sampled_from(list(TypeReponse)), st.booleans())
def test_aucun_texte_ne_fait_tomber_la_lecture(texte: str, genre: TypeReponse, par_ligne: bool) -> None:
    lue = comprendre(question(genre.value, CHOIX, par_ligne=par_ligne), texte)
    assert isinstance(lue, (Reponse, Incompris))


def test_une_ligne_de_tableau_se_tape_d_un_coup() -> None:
    complete = {
        "date_soin": "2025-01-13",
        "date_paiement": "2025-01-24",
        "acte": "RAM",
        "coefficient": "7,49",
        "montant_paye": "9,93",
        "montant_reclame": "9,93",
    }
    assert lire_ligne("13/01/25 ; 24/01/2025 ; ram 7.49 ; 9,93 € ; 9,93") == complete
    assert lire_ligne("13/01/25\t24/01/2025\tRAM 7,49\t9,93\t9,93\tF1\tA.B.") == complete | {
        "facture": "F1",
        "patient": "A.B.",
    }
    assert lire_ligne("13/01/2025;12") == {"date_soin": "2025-01-13", "montant_reclame": "12,00"}
    assert lire_ligne("13/01/2025 ; - ; - ; ? ; 12") == {"date_soin": "2025-01-13", "montant_reclame": "12,00"}


@pytest.mark.parametrize(
    ("texte", "message"),
    [
        ("13/01/2025", "au moins deux colonnes"),
        ("- ; 12", "la date du soin manque"),
        ("13/01/2025 ; -", "le montant réclamé manque"),
        ("Mme Dupont ; 12", "la date du soin : ce n’est pas une date"),
    ],
)
def test_une_ligne_fautive_nomme_sa_colonne_sans_repeter_ce_qu_elle_contient(texte: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as erreur:
        lire_ligne(texte)
    assert "Dupont" not in str(erreur.value)


def test_actes_et_adresses() -> None:
    assert lire_acte("2 x RAM 8,09 + IFD") == {
        "acte": "RAM",
        "coefficient": "8,09",
        "quantite": "2",
        "accessoire": "IFD",
    }
    assert lire_acte("indemnité") == {"acte": "indemnité"}
    assert lire_adresse("12, rue des Essais, 29000 Quimper") == {
        "adresse": ["12, rue des Essais"],
        "code_postal": "29000",
        "ville": "Quimper",
    }
    assert lire_adresse("Cabinet ; 3 rue X ; 56000 Vannes Cedex")["adresse"] == ["Cabinet", "3 rue X"]
    assert lire_lignes("3, 5-7 et 9 à 10") == (3, 5, 6, 7, 9, 10)
