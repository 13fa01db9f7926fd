"""No NIR and no name of a patient leaves the importer: not in the dossier, not on the terminal, not in an error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from aide_importation import VOCABULAIRE, grille, importer, proposition
from fabrique import csv_francais, xlsx
from hypothesis import given
from hypothesis import strategies as st
from test_importer import indu  # noqa: F401 - the fixture

from commande import Commande
from indu.commun.erreurs import EntreeInvalide
from indu.importation.ecriture_dossier import ecrire_dossier
from indu.importation.masquage import forme, initiales, replier

NIRS = (
    "2 84 01 29 123 456 78",
    "284012912345678",
    "2840129123456",
    "2 84 01 29 123 456",
    "2.84.01.29.123.456.78",
    "2 84 01 2A 123 456 78",
    "284012A12345678",
)
TRONQUES = ("2840129123***", "2 84 01 29 123 XXX", "28401291234")
NOMS = ("KERVADEC", "Solweig", "Ozgür", "Przybylski", "N’GUYEN")
TETE = ("Facture", "Bénéficiaire", "N° SS", "Date de soins", "Acte", "Montant indu", "Motif", "Truc")


def traces(texte: str, *, tronques: bool = True) -> list[str]:
    """What of the planted identities can be found in a text, spaces and accents aside."""
    plat = re.sub(r"[\s.’'-]+", "", replier(texte))
    cherches = [*NIRS, *(TRONQUES if tronques else ()), *NOMS]
    return [cherche for cherche in cherches if re.sub(r"[\s.’'*X-]+", "", replier(cherche)) in plat]


def pieges() -> list[Sequence[str]]:
    """A table with identities planted in every kind of place."""
    nir, autre, troisieme = NIRS[0], NIRS[1], TRONQUES[0]
    motif = "Absence de prescription"
    return [
        [f"Dossier de Mme KERVADEC Solweig, NIR {nir}"],
        [f"Assurée : KERVADEC Solweig {autre}"],
        TETE,
        ["F1", "KERVADEC Solweig", nir, "03/01/2024", "RAM 8,09", "10,00", motif, "Solweig"],
        ["F2", "Mme Solweig KERVADEC", autre, "04/01/2024", "RAM 8,09", "10,00", f"{motif} ({autre})", autre],
        ["F3", "Ozgür Przybylski", troisieme, "05/01/2024", "Przybylski", "10,00", "Mme KERVADEC absente", "Ozgür"],
        ["F4", "N’GUYEN Ozgür", TRONQUES[1], "KERVADEC", "RAM 8,09", "10,00", "M. Przybylski décédé le 3", ""],
        ["KERVADEC", "KERVADEC Solweig", nir, "06/01/2024", "RAM 8,09", "Solweig", "kervadec solweig hospitalisée", ""],
        [autre, "KERVADEC Solweig", nir, "07/01/2024", "RAM 8,09", "10,00", f"doublon avec {TRONQUES[2]}", ""],
        ["F7", "", "", "08/01/2024", "RAM 8,09", "10,00", "patient N’GUYEN", "", "KERVADEC"],
        ["Remarque : voir Solweig Przybylski"],
        ["Total KERVADEC", "", "", "", "", "60,00", "", ""],
    ]


def test_le_dossier_ne_contient_ni_nir_ni_nom() -> None:
    texte = ecrire_dossier(proposition(grille(*pieges())))
    assert traces(texte) == []
    assert 'patient: "S. K."' in texte
    assert "F1" in texte


@pytest.mark.parametrize("genre", ["csv", "xlsx"])
def test_ni_le_terminal_ni_le_dossier(tmp_path: Path, indu: Commande, genre: str) -> None:  # noqa: F811
    nom = "Indus KERVADEC 2840129123456"
    chemin = tmp_path / f"{nom}.{genre}"
    rangees = pieges()
    if genre == "csv":
        csv_francais(rangees, chemin, encodage="utf-8")
    else:
        xlsx(
            rangees,
            chemin,
            **{"KERVADEC Solweig": [TETE, ["F9", "KERVADEC Solweig", 284012912345678, *rangees[3][3:]]]},
        )
    fin = indu("importer", chemin, "-o", tmp_path / "d.yaml")
    assert fin.code == 0, fin.erreurs
    assert traces(fin.tout) == []
    assert traces((tmp_path / "d.yaml").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "rangees",
    [
        [["KERVADEC", NIRS[0], "Solweig"], ["x", "y", "z"]],
        [["Facture", "Date de soins", "Montant indu", f"KERVADEC {NIRS[1]}"]],
        [["Facture", "Date de soins", "Montant indu"]],
    ],
)
def test_ni_les_erreurs(tmp_path: Path, rangees: list[list[str]]) -> None:
    chemin = csv_francais(rangees, tmp_path / f"{NIRS[1]}.csv")
    with pytest.raises(EntreeInvalide) as erreur:
        importer(chemin)
    assert traces(str(erreur.value)) == []


@pytest.mark.parametrize("nir", NIRS + TRONQUES)
def test_un_nir_est_masque_dans_un_texte(nir: str) -> None:
    masque = VOCABULAIRE.masqueur.texte(f"absence de prescription pour {nir} le 3")
    assert traces(masque) == []
    assert masque.startswith("absence de prescription pour")


@given(st.sampled_from(NIRS), st.text(alphabet=" .,;:()/-éA", max_size=6), st.text(alphabet=" .,;:()/-éA", max_size=6))
def test_un_nir_est_masque_ou_qu_il_soit(nir: str, avant: str, apres: str) -> None:
    masque = VOCABULAIRE.masqueur.texte(f"motif {avant} {nir} {apres}")
    assert traces(masque, tronques=False) == []


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Absence de prescription", "Absence de prescription"),
        ("Mme PETIT absente", "Mme […] absente"),
        ("PETIT Kevin : doublon de facturation", "[…] : doublon de facturation"),
        ("doublon de facturation Kevin Petit", "doublon de facturation […]"),
        ("M. Blanc, acte non réalisé", "M […], acte non réalisé"),
        ("Dupont Jean : doublon de facturation", "[…] : doublon de facturation"),
        ("ABSENCE D’ORDONNANCE DURAND", "ABSENCE D’ORDONNANCE […]"),
    ],
)
def test_un_mot_qui_n_est_pas_du_metier_est_masque(texte: str, attendu: str) -> None:
    assert VOCABULAIRE.masqueur.texte(texte) == attendu


def test_le_nom_d_un_patient_est_masque_meme_si_c_est_un_mot_courant() -> None:
    masqueur = VOCABULAIRE.masqueur.avec(["FOYER Prescription"])
    assert masqueur.texte("le foyer de prescription") == "le […] de […]"


@pytest.mark.parametrize(
    ("ecrit", "attendues"),
    [
        ("DUPONT Marie", "M. D."),
        ("Marie DUPONT", "M. D."),
        ("Mme DUPONT Marie", "M. D."),
        ("DUPONT MARIE", "M. D."),
        ("Dupont Marie", "M. D."),
        ("DUPONT ép. MARTIN Marie", "M. D."),
        ("DE LA TOUR Anne", "A. T."),
        ("Éloïse ÉTÉ", "E. E."),
        ("M. D.", "M. D."),
        ("MD", "M. D."),
        ("DUPONT", "D."),
        ("DUPONT Marie 2 84 01 29 123 456 78", "M. D."),
        ("284012912345678", None),
        ("???", None),
    ],
)
def test_initiales(ecrit: str, attendues: str | None) -> None:
    assert initiales(ecrit) == attendues


@given(st.text(max_size=40))
def test_des_initiales_n_ont_jamais_plus_de_deux_lettres(texte: str) -> None:
    lettres = [signe for signe in initiales(texte) or "" if signe.isalnum()]
    assert len(lettres) <= 2
    assert not any(signe.islower() for signe in lettres)


@given(st.text(max_size=60))
def test_la_forme_d_une_valeur_n_en_dit_rien(texte: str) -> None:
    assert not [signe for signe in forme(texte) if signe.isalnum() and signe not in "Aa0"]
