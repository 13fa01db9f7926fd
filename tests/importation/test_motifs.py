"""The caisse's words brought to the catalogue of griefs, only when it is sure."""

from __future__ import annotations

import pytest
from aide_importation import VOCABULAIRE, grille, proposition, relu

from aide import CATALOGUE
from indu.importation.motifs import decouper, natures


@pytest.mark.parametrize(
    ("mots", "nature"),
    [
        ("Absence de prescription médicale", "prescription-absente"),
        ("ABSENCE D'ORDONNANCE", "prescription-absente"),
        ("Ordonnance non datée", "prescription-non-datee-incomplete"),
        ("Soins antérieurs à la prescription", "prescription-posterieure"),
        ("Ordonnance hors validité", "prescription-perimee"),
        ("Nombre de séances prescrites dépassé", "quantite-prescrite-depassee"),
        ("Déplacement non prescrit", "prescription-sans-domicile"),
        ("IFD non due", "ifd-ifs-non-du"),
        ("Indemnités kilométriques injustifiées", "ik-non-du"),
        ("Deux séances le même jour", "deux-seances-jour"),
        ("2 séances facturées le même jour", "deux-seances-jour"),
        ("Doublon de facturation", "doublon-facturation"),
        ("Acte déjà remboursé", "doublon-facturation"),
        ("Acte non réalisé", "actes-non-realises"),
        ("Patient hospitalisé", "facturation-hospitalisation"),
        ("Soins facturés en EHPAD", "facturation-ehpad"),
        ("Absence d'accord préalable", "dap-absente"),
        ("Dépassement du référentiel", "referentiel-depasse"),
        ("BDK absent", "bdk"),
        ("Facturation après décès", "facturation-apres-deces"),
        ("Pièces justificatives non reçues", "pieces-non-recues"),
        ("Majoration de dimanche non justifiée", "majoration-nuit-dimanche"),
        ("Un seul territoire justifié", "surcotation-territoires"),
        ("Dépassement d'honoraires injustifié", "de-non-justifie"),
    ],
)
def test_les_mots_courants_sont_rapproches(mots: str, nature: str) -> None:
    assert natures(mots, VOCABULAIRE) == (nature,)


@pytest.mark.parametrize("mots", ["Non conforme", "Voir courrier", "", "Anomalie", "NC 42", "Facturation", "PSQ"])
def test_ce_qui_n_est_pas_sur_n_est_pas_rapproche(mots: str) -> None:
    assert natures(mots, VOCABULAIRE) == ()


def test_les_griefs_des_motifs_existent() -> None:
    assert {motif.grief for motif in VOCABULAIRE.motifs.motifs} <= set(CATALOGUE.griefs)


@pytest.mark.parametrize(
    ("cellule", "parties"),
    [
        ("Absence de prescription / Doublon de facturation", ("Absence de prescription", "Doublon de facturation")),
        ("Doublon de facturation, acte non réalisé", ("Doublon de facturation", "acte non réalisé")),
        ("Absence de prescription\nDoublon de facturation", ("Absence de prescription", "Doublon de facturation")),
        ("A, B", ("A", "B")),
        ("A1 + A2", ("A1", "A2")),
        ("Ordonnance absente, non retrouvée par la caisse", ("Ordonnance absente, non retrouvée par la caisse",)),
        ("IFD/IFS non dues", ("IFD/IFS non dues",)),
    ],
)
def test_plusieurs_griefs_dans_une_cellule(cellule: str, parties: tuple[str, ...]) -> None:
    assert decouper(cellule, VOCABULAIRE, {}) == parties


def test_chaque_motif_distinct_est_un_grief_et_le_dossier_se_relit() -> None:
    tete = ("Facture", "Date de soins", "Montant indu", "Motif 1", "Motif 2")
    une = proposition(
        grille(
            tete,
            ["F1", "03/01/2024", "10,00", "Absence de prescription", ""],
            ["F2", "03/01/2024", "10,00", "ABSENCE DE PRESCRIPTION.", "Doublon de facturation"],
            ["F3", "03/01/2024", "10,00", "Facturation non conforme aux règles", ""],
        )
    )
    assert [(grief.id, grief.nature) for grief in une.griefs] == [
        ("A", "prescription-absente"),
        ("B", "doublon-facturation"),
        ("C", "autre"),
    ]
    assert [ligne.griefs for ligne in une.lignes] == [("A",), ("A", "B"), ("C",)]
    assert une.griefs[2].doute
    dossier = relu(une)
    assert dossier.griefs[2].precision == "Facturation non conforme aux règles"
    assert dossier.par_grief["A"] == (1, 2)


def test_un_code_prend_le_sens_de_sa_legende() -> None:
    tete = ("Facture", "Date de soins", "Montant indu", "Code anomalie")
    une = proposition(
        grille(
            tete,
            ["F1", "03/01/2024", "10,00", "A, B"],
            ["A : absence de prescription"],
            ["B : doublon de facturation"],
        )
    )
    assert [grief.nature for grief in une.griefs] == ["prescription-absente", "doublon-facturation"]


def test_sans_colonne_de_motif_le_grief_est_a_completer() -> None:
    une = proposition(grille(["Facture", "Date de soins", "Montant indu"], ["F1", "03/01/2024", "10,00"]))
    (grief,) = relu(une).griefs
    assert grief.nature == "autre"
    assert "À COMPLÉTER" in (grief.precision or "")


def test_cent_motifs_differents_ne_font_pas_cent_griefs() -> None:
    tete = ("Facture", "Date de soins", "Montant indu", "Motif")
    lignes = [[f"F{n}", "03/01/2024", "1,00", f"motif {chr(97 + n % 26)} {chr(97 + n // 26)} non"] for n in range(120)]
    une = proposition(grille(tete, *lignes))
    assert len(une.griefs) <= 41
    assert len(relu(une).lignes) == 120
