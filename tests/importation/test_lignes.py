"""From rows to lines: titles, totals, groups, journeys, regularisations; nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from aide_importation import grille, proposition, relu

TETE = ("Facture", "Bénéficiaire", "Date de soins", "Date de paiement", "Acte", "Montant indu", "Motif")
DOUBLON = "Doublon de facturation"


def rangee(
    facture: str = "F1", soin: str = "03/01/2024", acte: str = "RAM 8,09", indu: str = "10,00", **autres: str
) -> tuple[str, ...]:
    return (
        facture,
        autres.get("patient", "EXEMPLE Anne"),
        soin,
        autres.get("paiement", "10/01/2024"),
        acte,
        indu,
        autres.get("motif", DOUBLON),
    )


def test_les_titres_sont_sautes_et_le_total_verifie() -> None:
    une = proposition(
        grille(
            ["Annexe à la notification"],
            ["Période du contrôle"],
            TETE,
            rangee("F1"),
            rangee("F2"),
            ["Total", "", "", "", "", "20,00", ""],
        )
    )
    assert len(une.lignes) == 2
    assert (une.comptes.somme, une.comptes.total_lu, une.comptes.ecart) == (2000, 2000, 0)
    assert une.comptes.lieu_total == "A6"
    assert {reste.lieu for reste in une.non_compris} == {"A1", "A2"}


def test_un_total_faux_est_dit() -> None:
    une = proposition(grille(TETE, rangee("F1"), ["TOTAL GÉNÉRAL", "", "", "", "", "25,00", ""]))
    assert une.comptes.ecart == 1500


def test_un_total_sans_libelle_n_est_pas_une_ligne() -> None:
    une = proposition(grille(TETE, rangee("F1"), rangee("F2"), ["", "", "", "", "", "20,00", ""]))
    assert len(une.lignes) == 2
    assert une.comptes.ecart == 0
    assert not une.a_completer


def test_total_ecrit_dans_une_seule_cellule() -> None:
    une = proposition(grille(TETE, rangee("F1"), ["Montant total de l’indu : 10,00 €"]))
    assert (une.comptes.total_lu, une.comptes.ecart) == (1000, 0)


def test_l_en_tete_repete_et_les_totaux_de_page_ne_sont_pas_des_lignes() -> None:
    page = [TETE, rangee("F1"), rangee("F2"), ["Total page", "", "", "", "", "20,00", ""]]
    une = proposition(grille(*page, *page, ["Total", "", "", "", "", "40,00", ""]))
    assert len(une.lignes) == 4
    assert une.comptes.ecart == 0
    assert not [dit for dit in une.controles if "sous-total" in dit]


def test_un_sous_total_faux_est_dit() -> None:
    une = proposition(grille(TETE, rangee("F1"), ["Sous-total", "", "", "", "", "12,00", ""], rangee("F2")))
    assert any("sous-total imprimé de 12,00" in dit.replace("\u00a0", " ") for dit in une.controles)


def test_plusieurs_feuilles_l_en_tete_de_la_premiere_vaut_pour_la_suite() -> None:
    une = proposition(grille(TETE, rangee("F1"), nom="Feuil1"), grille(rangee("F2"), rangee("F3"), nom="Feuil2"))
    assert [ligne.facture for ligne in une.lignes] == ["F1", "F2", "F3"]


def test_une_rangee_de_patient_vaut_pour_celles_du_dessous() -> None:
    tete = ("Facture", "Date de soins", "Montant indu", "Motif")
    une = proposition(
        grille(
            tete,
            ["Bénéficiaire : EXEMPLE Anne – NIR 2 84 01 29 123 456 78"],
            ["F1", "03/01/2024", "10,00", DOUBLON],
            ["Bénéficiaire : MODELE Bruno"],
            ["F2", "04/01/2024", "10,00", DOUBLON],
        )
    )
    assert [ligne.patient for ligne in une.lignes] == ["A. E.", "B. M."]


def test_un_nom_seul_sur_sa_rangee_est_celui_du_patient_et_un_numero_n_est_personne() -> None:
    tete = ("Facture", "Date de soins", "Montant indu", "Motif")
    une = proposition(
        grille(
            tete,
            ["KERVADEC Solweig"],
            ["F1", "03/01/2024", "10,00", DOUBLON],
            ["Patient n° 12"],
            ["F2", "04/01/2024", "10,00", DOUBLON],
            ["Suite de la page précédente"],
        )
    )
    assert [ligne.patient for ligne in une.lignes] == ["S. K.", None]
    assert len([reste for reste in une.non_compris if reste.raison == "texte dans le tableau"]) == 2


def test_une_rangee_de_grief_vaut_pour_celles_du_dessous() -> None:
    tete = ("Facture", "Date de soins", "Montant indu")
    une = proposition(
        grille(
            ["Grief n° 1 – Absence de prescription médicale"],
            tete,
            ["F1", "03/01/2024", "10,00"],
            ["Grief n° 2 – Doublon de facturation"],
            tete,
            ["F2", "04/01/2024", "10,00"],
        )
    )
    natures = {grief.id: grief.nature for grief in une.griefs}
    assert [natures[ligne.griefs[0]] for ligne in une.lignes] == ["prescription-absente", "doublon-facturation"]


def test_acte_et_deplacement_dans_une_cellule() -> None:
    (ligne,) = proposition(grille(TETE, rangee(acte="AMK 8,3 + IFD 2,5"))).lignes
    assert (ligne.acte, ligne.coefficient, ligne.accessoire) == ("AMK", "8,3", "IFD 2,5")


def test_acte_et_deplacement_sur_deux_rangees() -> None:
    une = proposition(grille(TETE, rangee(indu="17,36"), rangee(acte="IFD", indu="2,50"), rangee("F2")))
    premiere, seconde = une.lignes
    assert (premiere.acte, premiere.accessoire, premiere.montant_reclame) == ("RAM", "IFD", 1986)
    assert premiere.lieux == ("A2", "A3")
    assert any("réunis" in note for note in premiere.notes)
    assert seconde.accessoire is None


def test_un_deplacement_d_un_autre_jour_ou_d_un_autre_grief_reste_seul() -> None:
    une = proposition(
        grille(
            TETE,
            rangee(),
            rangee(soin="04/01/2024", acte="IFD", indu="2,50"),
            rangee(acte="IFD", indu="2,50", motif="IFD non due"),
        )
    )
    assert [ligne.montant_reclame for ligne in une.lignes] == [1000, 250, 250]


def test_une_regularisation_exacte_se_compense_et_c_est_dit() -> None:
    une = proposition(grille(TETE, rangee(), rangee("F2"), rangee(indu="-10,00"), ["Total", "", "", "", "", "10,00"]))
    assert [ligne.facture for ligne in une.lignes] == ["F2"]
    assert une.comptes.ecart == 0
    assert any("A2, A4" in dit for dit in une.avis)


def test_une_regularisation_partielle_est_gardee_a_part() -> None:
    une = proposition(grille(TETE, rangee(), rangee(indu="-4,00"), ["Total", "", "", "", "", "6,00"]))
    assert [ligne.montant_reclame for ligne in une.lignes] == [1000]
    assert [ligne.montant_reclame for ligne in une.negatives] == [-400]
    assert (une.comptes.negatifs, une.comptes.ecart) == (-400, 0)
    assert relu(une).lignes[0].montant_reclame == 1000


def test_un_flux_tout_negatif_est_retourne() -> None:
    une = proposition(
        grille(TETE, rangee(indu="-10,00"), rangee("F2", indu="10,00-"), ["Total", "", "", "", "", "(20,00)"])
    )
    assert [ligne.montant_reclame for ligne in une.lignes] == [1000, 1000]
    assert une.comptes.ecart == 0
    assert any("négatifs" in dit for dit in une.avis)


def test_une_rangee_sans_date_est_a_completer_pas_perdue() -> None:
    une = proposition(grille(TETE, rangee(), rangee("F2", soin="illisible"), ["Total", "", "", "", "", "20,00"]))
    assert len(une.lignes) == 1
    (ligne,) = une.a_completer
    assert (ligne.facture, ligne.montant_reclame) == ("F2", 1000)
    assert any(reste.lieu == "C3" for reste in une.non_compris)
    assert une.comptes.ecart == 0
    assert len(relu(une).lignes) == 1


def test_sans_colonne_d_indu_le_reclame_est_le_paye_moins_le_du() -> None:
    une = proposition(
        grille(
            ["Facture", "Date de soins", "Montant payé", "Montant dû", "Motif"],
            ["F1", "03/01/2024", "12,58", "9,92", DOUBLON],
        )
    )
    assert [ligne.montant_reclame for ligne in une.lignes] == [266]


def test_les_numeros_de_la_caisse_ne_sont_gardes_que_s_ils_sont_uniques() -> None:
    tete = ("N°", "Facture", "Date de soins", "Montant indu", "Motif")
    bons = proposition(
        grille(tete, ["7", "F1", "03/01/2024", "1,00", DOUBLON], ["8", "F2", "03/01/2024", "1,00", DOUBLON])
    )
    assert relu(bons).numeros == (7, 8)
    pareils = proposition(
        grille(tete, ["1", "F1", "03/01/2024", "1,00", DOUBLON], ["1", "F2", "03/01/2024", "1,00", DOUBLON])
    )
    assert relu(pareils).numeros == (1, 2)


def test_doublons_paiements_avant_le_soin_et_homonymes_sont_dits() -> None:
    une = proposition(
        grille(
            TETE,
            rangee(),
            rangee(),
            rangee("F2", paiement="01/01/2024"),
            rangee("F3", patient="ECHANTILLON Aline"),
        )
    )
    dits = " | ".join(une.controles).replace("\u00a0", " ")
    assert "rangées identiques, à vérifier (1 groupe) : A2, A3" in dits
    assert "paiement daté avant le soin (1) : A4" in dits
    assert "A. E. (2)" in dits


def test_une_ordonnance_posterieure_que_le_grief_ne_reproche_pas_ne_rend_pas_le_dossier_illisible() -> None:
    tete = ("Facture", "Date de soins", "Date prescription", "Montant indu", "Motif")
    une = proposition(grille(tete, ["F1", "03/01/2024", "05/01/2024", "10,00", DOUBLON]))
    (ligne,) = relu(une).lignes
    assert ligne.date_ordonnance is None
    assert any("postérieure" in doute for doute in une.lignes[0].doutes)
    une = proposition(grille(tete, ["F1", "03/01/2024", "05/01/2024", "10,00", "Soins antérieurs à la prescription"]))
    assert relu(une).lignes[0].date_ordonnance == date(2024, 1, 5)


def test_la_cellule_hors_du_tableau_est_listee() -> None:
    une = proposition(grille(TETE, (*rangee(), "", "à revoir")))
    assert [reste.lieu for reste in une.non_compris] == ["I2"]


def test_des_dates_ecrites_le_mois_d_abord_ne_sont_jamais_lues_avec_assurance() -> None:
    une = proposition(grille(TETE, rangee(soin="01/03/2024", paiement="01/20/2024"), rangee(soin="01/25/2024")))
    assert [ligne.date_soin for ligne in une.lignes] == [date(2024, 1, 3), date(2024, 1, 25)]
    assert all(ligne.doutes for ligne in une.lignes)


def test_un_recapitulatif_sans_dates_n_est_pas_compte_deux_fois() -> None:
    une = proposition(
        grille(
            ("Grief", "Nombre d’actes", "Montant indu"), [DOUBLON, "2", "20,00"], ["Total", "2", "20,00"], nom="Bilan"
        ),
        grille(TETE, rangee("F1"), rangee("F2"), ["Total", "", "", "", "", "20,00", ""], nom="Détail"),
    )
    assert len(une.lignes) == 2
    assert not une.a_completer
    assert une.comptes.ecart == 0
    assert any("récapitulatif" in reste.raison for reste in une.non_compris)


def test_un_code_et_son_libelle_cote_a_cote_sont_un_seul_grief() -> None:
    tete = ("Facture", "Date de soins", "Montant indu", "Code anomalie", "Libellé anomalie")
    une = proposition(grille(tete, ["F1", "03/01/2024", "10,00", "A12", "Absence de prescription"]))
    assert [grief.nature for grief in une.griefs] == ["prescription-absente"]


def test_une_lecture_peu_nette_est_a_confirmer() -> None:
    floue = grille(TETE, rangee("F1"))
    trouble = tuple(replace(cellule, nette=0.5) for cellule in floue.rangees[1])
    (ligne,) = proposition(replace(floue, rangees=(floue.rangees[0], trouble))).lignes
    assert any("peu nets en C2" in doute for doute in ligne.doutes)
    assert any("peu nets en F2" in doute for doute in ligne.doutes)


@pytest.mark.parametrize("place", range(len(TETE)))
@pytest.mark.parametrize("vide", [False, True])
def test_une_seule_cellule_peu_nette_suffit(place: int, vide: bool) -> None:
    """A motif decides of the grief; an empty cell can be one whose characters were not seen."""
    sure = grille(TETE, rangee("F1"), rangee("F2"))
    cellules = list(sure.rangees[1])
    cellules[place] = replace(cellules[place], nette=0.4, texte="" if vide else cellules[place].texte)
    une = proposition(replace(sure, rangees=(sure.rangees[0], tuple(cellules), sure.rangees[2])))
    lignes = [*une.a_completer, *une.lignes]
    assert [any(f"peu nets en {cellules[place].lieu}" in d for d in ligne.doutes) for ligne in lignes] == [True, False]


def test_un_patient_peu_net_au_dessus_de_ses_lignes_les_rend_douteuses() -> None:
    tete = ("Facture", "Date de soins", "Acte", "Montant indu")
    sure = grille(tete, ["Assuré : EXEMPLE Anne"], ["F1", "03/01/2024", "AMS 7,5", "10,00"])
    titre = (replace(sure.rangees[1][0], nette=0.4),)
    (ligne,) = proposition(replace(sure, rangees=(sure.rangees[0], titre, sure.rangees[2]))).lignes
    assert ligne.patient
    assert any("peu nets en A2" in doute for doute in ligne.doutes)
