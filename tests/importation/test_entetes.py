"""Columns recognised from their headers, whatever their writing and their place."""

from __future__ import annotations

from datetime import date

import pytest
from aide_importation import VOCABULAIRE, grille, proposition

from indu.importation.entetes import lire_entete, reconnaitre


@pytest.mark.parametrize(
    ("ecrit", "champ"),
    [
        ("N° FACTURE", "facture"),
        ("Nº de facture", "facture"),
        ("n°fact.", "facture"),
        ("N° FSE", "facture"),
        ("Bénéficiaire", "identite"),
        ("NOM PRENOM ASSURE", "identite"),
        ("Nom et prénom\ndu bénéficiaire", "identite"),
        ("Prénom Nom", "prenom_nom"),
        ("NIR", "-nir"),
        ("N° S.S.", "-nir"),
        ("N° de sécurité sociale", "-nir"),
        ("Date naiss.", "-naissance"),
        ("Rang", "-naissance"),
        ("Date\nde soins", "date_soin"),
        ("DATE DES SOINS", "date_soin"),
        ("Dt soins", "date_soin"),
        ("Date d’exécution", "date_soin"),
        ("Date acte", "date_soin"),
        ("Date de mandatement", "date_paiement"),
        ("Dt mandat.", "date_paiement"),
        ("Date de paiement", "date_paiement"),
        ("Date de liquidation", "date_paiement"),
        ("Date de règlement", "date_paiement"),
        ("Date prescription", "date_ordonnance"),
        ("Date ordo.", "date_ordonnance"),
        ("Réf. ordonnance", "-ordonnance"),
        ("DAP", "-ordonnance"),
        ("N° prescripteur", "-prescripteur"),
        ("Acte", "acte"),
        ("Lettre-clé", "acte"),
        ("Code acte", "acte"),
        ("Coef.", "coefficient"),
        ("COEFF", "coefficient"),
        ("Cotation facturée", "cotation"),
        ("Qté", "quantite"),
        ("Nb actes", "quantite"),
        ("Dénombrement", "quantite"),
        ("Base remb.", "-base"),
        ("Taux", "-base"),
        ("Nb km", "-kilometres"),
        ("Montant remboursé", "montant_paye"),
        ("Mt remb.", "montant_paye"),
        ("Montant payé", "montant_paye"),
        ("Montant dû", "montant_du"),
        ("Cotation retenue", "acte_retenu"),
        ("Montant indu", "montant_reclame"),
        ("MONTANT DE L'INDU (€)", "montant_reclame"),
        ("Indu", "montant_reclame"),
        ("Préjudice", "montant_reclame"),
        ("Motif", "motif"),
        ("Anomalie(s)", "motif"),
        ("Observations du PS", "-reponse"),
        ("Date lot", "-lot"),
    ],
)
def test_les_variantes_sont_reconnues(ecrit: str, champ: str) -> None:
    assert reconnaitre(ecrit, VOCABULAIRE, {})[0] == champ


@pytest.mark.parametrize("ecrit", ["Couleur", "Zorglub", "", "€", "Total des points de fidélité", "12"])
def test_un_en_tete_inconnu_reste_inconnu(ecrit: str) -> None:
    assert reconnaitre(ecrit, VOCABULAIRE, {})[0] == ""


def test_une_faute_de_frappe_est_reconnue_sans_etre_sure() -> None:
    champ, force = reconnaitre("Bénéficaire", VOCABULAIRE, {})
    assert (champ, force) == ("identite", 1)


def test_en_tete_sur_deux_rangees() -> None:
    haut, bas = grille(
        ["Facture", "Soins", "", "Mandatement", "Montants", ""],
        ["N°", "Début", "Fin", "Date", "Remboursé", "Indu"],
    ).rangees
    entete = lire_entete(haut, bas, VOCABULAIRE, {})
    assert entete is not None
    assert entete.hauteur == 2
    assert [colonne.champ for colonne in entete.colonnes] == [
        "facture",
        "date_soin",
        "date_soin_fin",
        "date_paiement",
        "montant_paye",
        "montant_reclame",
    ]


def test_deux_colonnes_pour_un_champ_la_plus_precise_l_emporte_et_l_autre_est_dite() -> None:
    une = proposition(
        grille(
            ["N° facture", "Date de soins", "Indu au titre du contrôle", "Montant indu", "Motif"],
            ["F1", "03/01/2024", "99,00", "12,50", "doublon de facturation"],
        )
    )
    assert [ligne.montant_reclame for ligne in une.lignes] == [1250]
    dites = "\n".join(une.colonnes)
    assert "« Montant indu » : montant_reclame (À CONFIRMER : préférée à « Indu au titre du contrôle »" in dites
    assert "« Indu au titre du contrôle » : NON COMPRISE" in dites


def test_montant_seul_est_la_somme_reclamee_a_confirmer() -> None:
    une = proposition(grille(["Facture", "Date de soins", "Montant"], ["F1", "03/01/2024", "12,50"]))
    assert [ligne.montant_reclame for ligne in une.lignes] == [1250]
    assert any("À CONFIRMER" in phrase and "montant_reclame" in phrase for phrase in une.colonnes)


def test_une_colonne_inconnue_est_dite_avec_sa_forme_jamais_sa_valeur() -> None:
    une = proposition(
        grille(["Facture", "Date de soins", "Montant indu", "Truc"], ["F1", "03/01/2024", "12,50", "Secret 42"])
    )
    (dite,) = [phrase for phrase in une.colonnes if "NON COMPRISE" in phrase]
    assert "« Truc »" in dite
    assert "D2 est de la forme Aaaaaa 00" in dite
    assert "Secret" not in dite


def test_deux_groupes_de_colonnes_de_meme_nom_ne_se_confondent_pas() -> None:
    une = proposition(
        grille(
            ["", "Facturation", "", "", "Contrôle", "", ""],
            ["Bénéficiaire", "Date soins", "Cotation", "Montant", "Cotation", "Montant", "Grief(s)"],
            ["Exemple Anne", "03/01/2024", "RAM 8,09 + IFD", "19,86 €", "RAM 8,09", "17,36 €", "IFD non due"],
        )
    )
    (ligne,) = une.lignes
    assert (ligne.acte_retenu, ligne.montant_paye, ligne.montant_du) == ("RAM 8,09", 1986, 1736)
    assert ligne.montant_reclame == 250


def test_une_colonne_qui_contient_autre_chose_que_ce_que_dit_son_nom() -> None:
    tete = ("Facture", "Date de soins", "Paiement", "Montant indu")
    une = proposition(grille(tete, ["F1", "03/01/2024", "12,50", "12,50"], ["F2", "04/01/2024", "12,50", "12,50"]))
    assert [ligne.montant_paye for ligne in une.lignes] == [1250, 1250]
    assert any("« Paiement » : montant_paye (À CONFIRMER" in phrase for phrase in une.colonnes)


def test_du_au_et_paye_le() -> None:
    tete = ("Facture n°", "Soins du", "au", "Payé le", "Montant indu")
    une = proposition(grille(tete, ["F1", "01/02/2024", "29/02/2024", "10/03/2024", "120,00"]))
    (ligne,) = une.lignes
    assert (ligne.date_soin, ligne.date_paiement) == (date(2024, 2, 1), date(2024, 3, 10))
    assert any("29/02/2024" in doute for doute in ligne.doutes)


def test_nom_et_prenom_dans_deux_colonnes() -> None:
    tete = ("Nom du bénéficiaire", "Prénom", "Date de soins", "Montant indu")
    assert proposition(grille(tete, ["MODELE", "ANNE", "01/02/2024", "1,00"])).lignes[0].patient == "A. M."
