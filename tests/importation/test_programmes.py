"""The same table made by several programs gives the same lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from aide_importation import importer, relu
from fabrique import ENTETE, csv_francais, francais, paquet, parties, table, xlsx, xlsx_ecrit
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from indu.importation.proposition import Proposition
from tableur import convertir

RANGEES = [("Tableau annexé à la notification d’indu",), ENTETE, *table(6), ("Total", *[""] * 7, 104.16)]


def verifier(une: Proposition) -> None:
    assert une.comptes.somme == une.comptes.total_lu == 6 * 1736
    assert [ligne.facture for ligne in une.lignes] == [f"F24-{rang:04d}" for rang in range(1, 7)]
    assert [ligne.date_soin for ligne in une.lignes] == [date(2024, 1, 1 + rang) for rang in range(1, 7)]
    assert [ligne.date_paiement for ligne in une.lignes] == [date(2024, 2, 1 + rang) for rang in range(1, 7)]
    assert {ligne.patient for ligne in une.lignes} == {"A. E.", "B. M."}
    assert {(ligne.acte, ligne.coefficient, ligne.montant_paye) for ligne in une.lignes} == {("RAM", "8,09", 1736)}
    assert {grief.nature for grief in une.griefs} == {"prescription-absente"}
    assert not any(ligne.doutes for ligne in une.lignes)
    assert len(relu(une).lignes) == 6


def test_openpyxl(tmp_path: Path) -> None:
    verifier(importer(xlsx(RANGEES, tmp_path / "t.xlsx")))


@pytest.mark.parametrize("depuis_1904", [False, True])
def test_xlsxwriter_et_le_systeme_1904(tmp_path: Path, depuis_1904: bool) -> None:
    verifier(importer(xlsx_ecrit(RANGEES, tmp_path / "t.xlsx", depuis_1904=depuis_1904)))


def test_openpyxl_1904(tmp_path: Path) -> None:
    classeur = openpyxl.Workbook()
    classeur.epoch = CALENDAR_MAC_1904
    feuille = classeur.active
    assert feuille is not None
    for rangee in RANGEES:
        feuille.append(list(rangee))
    classeur.save(tmp_path / "t.xlsx")
    verifier(importer(tmp_path / "t.xlsx"))


def _date_courte(valeur: object) -> str:
    return f"{valeur:%d/%m/%y}" if isinstance(valeur, date) else francais(valeur)


def _iso(valeur: object) -> str:
    return valeur.isoformat() if isinstance(valeur, date) else str(valeur)


def _euros(valeur: object) -> str:
    if isinstance(valeur, float) and valeur != 8.09:
        return f"{valeur:,.2f} €".replace(",", "\u00a0").replace(".", ",")
    return _date_courte(valeur)


@pytest.mark.parametrize("encodage", ["cp1252", "utf-8", "utf-8-sig", "utf-16", "mac_roman", "cp850"])
@pytest.mark.parametrize("separateur", [";", "\t", ","])
@pytest.mark.parametrize("ecrire", [francais, _date_courte, _iso])
def test_csv(tmp_path: Path, encodage: str, separateur: str, ecrire: Callable[[object], str]) -> None:
    rangees = [tuple(str(v).replace("’", "'") if isinstance(v, str) else v for v in rangee) for rangee in RANGEES]
    chemin = csv_francais(rangees, tmp_path / "t.csv", separateur=separateur, encodage=encodage, ecrire=ecrire)
    verifier(importer(chemin))


def test_csv_avec_euros_et_espaces_insecables(tmp_path: Path) -> None:
    verifier(importer(csv_francais(RANGEES, tmp_path / "t.csv", ecrire=_euros)))


def test_csv_avec_le_separateur_annonce_par_excel(tmp_path: Path) -> None:
    chemin = csv_francais(RANGEES, tmp_path / "t.csv")
    chemin.write_bytes(b"sep=;\r\n" + chemin.read_bytes())
    une = importer(chemin)
    verifier(une)
    assert une.lignes[0].lieux == ("A4",)


def test_en_tete_a_sauts_de_ligne_entre_guillemets(tmp_path: Path) -> None:
    entete = tuple(nom.replace(" ", "\n") for nom in ENTETE)
    verifier(importer(csv_francais([RANGEES[0], entete, *RANGEES[2:]], tmp_path / "t.csv")))


@pytest.mark.parametrize("vers", ["xls", "ods", "csv", "xlsx"])
def test_libreoffice(tmp_path: Path, vers: str) -> None:
    verifier(importer(convertir(xlsx_ecrit(RANGEES, tmp_path / "t.xlsx"), vers)))


def test_dates_en_texte_dans_un_classeur(tmp_path: Path) -> None:
    rangees = [tuple(francais(v) if isinstance(v, date) else v for v in rangee) for rangee in RANGEES]
    verifier(importer(xlsx(rangees, tmp_path / "t.xlsx")))


def test_cellules_fusionnees_vers_le_bas(tmp_path: Path) -> None:
    classeur = openpyxl.Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.append(["Bénéficiaire", "Facture", "Date de soins", "Montant indu", "Motif"])
    for rang in range(3):
        nom = "EXEMPLE Anne" if rang == 0 else None
        feuille.append([nom, f"F{rang}", date(2024, 1, 3), 10.0, "Absence de prescription"])
    feuille.merge_cells("A2:A4")
    classeur.save(tmp_path / "t.xlsx")
    assert [ligne.patient for ligne in importer(tmp_path / "t.xlsx").lignes] == ["A. E."] * 3


def test_plusieurs_feuilles_et_plusieurs_fichiers_font_un_dossier(tmp_path: Path) -> None:
    un = xlsx([ENTETE, *table(2)], tmp_path / "un.xlsx", Suite=[ENTETE, *table(2)])
    deux = csv_francais([ENTETE, *table(1)], tmp_path / "deux.csv")
    une = importer(un, deux)
    assert len(une.lignes) == 5
    assert [ligne.lieux[0] for ligne in une.lignes] == ["Sheet, A2", "Sheet, A3", "Suite, A2", "Suite, A3", "A2"]


def test_une_feuille_masquee_est_dite(tmp_path: Path) -> None:
    classeur = openpyxl.load_workbook(xlsx([ENTETE, *table(2)], tmp_path / "t.xlsx", Cachee=[ENTETE, *table(1)]))
    classeur["Cachee"].sheet_state = "hidden"
    classeur.save(tmp_path / "t.xlsx")
    une = importer(tmp_path / "t.xlsx")
    assert len(une.lignes) == 2
    assert any("masquée" in dit for dit in une.avis)


def test_une_formule_sans_valeur_est_dite_et_jamais_calculee(tmp_path: Path) -> None:
    rangees = [list(rangee) for rangee in table(2)]
    rangees[0][8] = "=1+1"
    une = importer(xlsx([ENTETE, *rangees], tmp_path / "t.xlsx"))
    assert any("formules sans valeur enregistrée (1 : I2)" in dit for dit in une.avis)
    assert [ligne.montant_reclame for ligne in une.lignes] == [1736]
    assert [ligne.montant_reclame for ligne in une.a_completer] == [None]


def test_une_formule_avec_sa_valeur_donne_la_valeur(tmp_path: Path) -> None:
    chemin = xlsx([ENTETE, *table(1)], tmp_path / "t.xlsx")
    feuille = "xl/worksheets/sheet1.xml"
    morceaux = parties(chemin)
    morceaux[feuille] = morceaux[feuille].replace(
        b'<c r="I2" t="n"><v>17.36</v></c>', b'<c r="I2"><f>SUM(A1:A2)</f><v>17.36</v></c>'
    )
    assert b"SUM" in morceaux[feuille]
    assert [ligne.montant_reclame for ligne in importer(paquet(morceaux, tmp_path / "u.xlsx")).lignes] == [1736]


def test_un_texte_qui_ressemble_a_une_formule_reste_un_texte(tmp_path: Path) -> None:
    rangee = list(table(1)[0])
    rangee[9] = '=HYPERLINK("http://exemple.invalid";"Absence de prescription")'
    une = importer(csv_francais([ENTETE, rangee], tmp_path / "t.csv"))
    assert len(une.lignes) == 1
    assert "=HYPERLINK" not in str(relu(une).griefs)
