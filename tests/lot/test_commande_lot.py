"""``indu lot`` as a union's staff runs it: folders, a workbook, a tracker; and what it says of what goes wrong."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from passages import poser

from aide import EXEMPLES
from commande import Commande, preparer
from indu.commun.texte import espaces_simples

JOUR = ("--date", "20/03/2026")


@pytest.fixture
def indu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Commande:
    return preparer(monkeypatch, tmp_path)


@pytest.fixture
def dossiers(tmp_path: Path) -> Path:
    """The examples, and a dossier that cannot be used."""
    racine = tmp_path / "dossiers"
    for nom, chemin in EXEMPLES.items():
        (racine / nom).mkdir(parents=True)
        shutil.copy(chemin, racine / nom / "dossier.yaml")
    (racine / "faux.yaml").write_text("reference: EX-FAUX\n")
    return racine


def test_un_repertoire_entier(indu: Commande, dossiers: Path, tmp_path: Path) -> None:
    sortie = tmp_path / "sortie"
    fin = indu("lot", dossiers, "-o", sortie, *JOUR)
    assert fin.code == 1
    assert "4 dossiers : 3 avec lettre, 0 sans lettre, 1 en erreur." in espaces_simples(fin.sortie)
    assert "faux" in fin.erreurs
    assert "\r" not in fin.tout  # no progress bar outside a terminal
    for nom in EXEMPLES:
        suffixes = {chemin.name.partition("-saisine-cra")[2] for chemin in (sortie / nom).glob("*-saisine-cra*")}
        assert suffixes == {".docx", ".pdf"}
        assert list((sortie / nom).glob("*-fiche.pdf"))
        analyse = json.loads(next((sortie / nom).glob("*-analyse.json")).read_text("utf-8"))
        assert analyse["lettre"] == "saisine_cra"
    for fichier in ("suivi.xlsx", "suivi.csv", "statistiques.html", "echeances.ics"):
        assert (sortie / fichier).stat().st_size
    with (sortie / "suivi.csv").open(encoding="utf-8-sig", newline="") as flux:
        assert len(list(csv.reader(flux, delimiter=";"))) == 5


def test_les_memes_lettres_que_la_commande_d_un_dossier(indu: Commande, dossiers: Path, tmp_path: Path) -> None:
    indu("lot", dossiers / "c", "-o", tmp_path / "lot", *JOUR)
    indu("lettre", dossiers / "c" / "dossier.yaml", "-o", tmp_path / "seul", *JOUR)
    for seul in sorted((tmp_path / "seul").glob("*.pdf")):
        assert (tmp_path / "lot" / "c" / seul.name).read_bytes() == seul.read_bytes()


def test_du_classeur_vide_aux_lettres(indu: Commande, tmp_path: Path) -> None:
    """A person asks for the workbook, fills it, and gets the letters; each dossier can then be taken up alone."""
    classeur = tmp_path / "classeur.xlsx"
    assert indu("lot", "--classeur-vide", classeur).code == 0
    ouvert = load_workbook(classeur)
    remplir(ouvert["dossiers"], {"Référence du dossier *": "EX-7", "Prénom du praticien *": "Anne",
                                 "Nom du praticien *": "Exemple", "Nom de la caisse *": "CPAM d’Exemple",
                                 "Date du courrier": "02/03/2026", "Nature du courrier": "notification de payer",
                                 "Date de réception du courrier": "05/03/2026"})  # fmt: skip
    for facture in ("F1", "F2"):
        remplir(ouvert["lignes"], {"Référence du dossier *": "EX-7", "Date de soin *": "13/01/2025",
                                   "Montant réclamé *": "10,00", "Grief *": "deux-seances-jour",
                                   "N° de facture": facture})  # fmt: skip
    ouvert.save(classeur)
    fin = indu("lot", classeur, "-o", tmp_path / "sortie", *JOUR)
    assert fin.code == 0, fin.tout
    repris = tmp_path / "sortie" / "ex-7" / "dossier.yaml"
    assert json.loads(indu("analyser", repris, "--json", *JOUR).sortie)["montants"]["somme_lignes"] == "20.00"
    word = next((tmp_path / "sortie" / "ex-7").glob("*-saisine-*.docx"))
    assert indu("verifier", word).code in (0, 1)
    assert Document(str(word)).paragraphs


def remplir(feuille: object, valeurs: dict[str, str]) -> None:
    """A row under the headers."""
    titres = {str(cellule.value).replace("\u00a0", " "): cellule.column for cellule in feuille[1]}  # type: ignore[index]
    rangee = next(n for n in range(2, 100) if feuille.cell(n, 1).value is None)  # type: ignore[attr-defined]
    for titre, valeur in valeurs.items():
        feuille.cell(rangee, titres[titre], valeur)  # type: ignore[attr-defined]


def test_le_resume_en_json(indu: Commande, dossiers: Path, tmp_path: Path) -> None:
    fin = indu("lot", dossiers, "-o", tmp_path / "sortie", "--json", *JOUR)
    resume = json.loads(fin.sortie)
    assert (fin.code, resume["dossiers"], resume["erreur"]) == (1, 4, ["faux"])
    assert resume["problemes"]["faux"]
    assert json.loads(indu("lot", dossiers, "-o", tmp_path / "sortie", "--json", *JOUR).sortie)["repris"] == 3


def test_le_suivi_annote_a_la_main_reste(indu: Commande, dossiers: Path, tmp_path: Path) -> None:
    sortie = tmp_path / "sortie"
    indu("lot", dossiers, "-o", sortie, *JOUR)
    ouvert = load_workbook(sortie / "suivi.xlsx")
    ouvert.worksheets[0]["A1"] = "annoté"
    ouvert.save(sortie / "suivi.xlsx")
    annote = (sortie / "suivi.xlsx").read_bytes()
    fin = indu("lot", dossiers, "-o", sortie, *JOUR)
    assert (sortie / "suivi.xlsx").read_bytes() == annote
    assert (sortie / "suivi-2.xlsx").is_file()
    assert "suivi-2.xlsx" in fin.sortie


def test_l_agenda_perime_disparait(indu: Commande, tmp_path: Path) -> None:
    poser(tmp_path / "d" / "a.yaml")
    indu("lot", tmp_path / "d", "-o", tmp_path / "s", *JOUR)
    assert (tmp_path / "s" / "echeances.ics").is_file()
    indu("lot", tmp_path / "d", "-o", tmp_path / "s", "--date", "20/03/2029")
    assert not (tmp_path / "s" / "echeances.ics").exists()


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (["lot"], "il manque la source"),
        (["lot", "x"], "il manque -o"),
        (["lot", "absent", "-o", "s"], "n’existe pas"),
        (["lot", ".", "-o", "s", "--moteur", "celery://x"], "dask://machine:port"),
        (["lot", ".", "-o", "s", "--processus", "0"], "--processus"),
    ],
)
def test_ce_qui_est_mal_demande_est_dit(
    indu: Commande, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], dit: str
) -> None:
    monkeypatch.chdir(tmp_path)
    fin = indu(*arguments)
    assert fin.code == 2
    assert dit in fin.erreurs.replace("\u00a0", " ")
    assert not (tmp_path / "s").exists()


def test_sur_un_terminal_une_barre_dit_le_rythme_et_ce_qui_reste(dossiers: Path, tmp_path: Path) -> None:
    pty, termios = pytest.importorskip("pty"), pytest.importorskip("termios")
    maitre, esclave = pty.openpty()
    termios.tcsetwinsize(esclave, (30, 100))
    commande = [sys.executable, "-c", "from indu.cli import principal; principal()", "lot", str(dossiers), "-o",
                str(tmp_path / "s"), "--processus", "1", "--format", "docx", *JOUR]  # fmt: skip
    chez_soi = {**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with subprocess.Popen(commande, stdout=subprocess.DEVNULL, stderr=esclave, env=chez_soi) as lot:
        os.close(esclave)
        vu = b""
        with contextlib.suppress(OSError):  # the end of the terminal
            while morceau := os.read(maitre, 4096):
                vu += morceau
        lot.wait()
    os.close(maitre)
    derniere = vu.decode().strip().split("\r")[-1]
    assert "4/4" in derniere
    assert re.search(r"reste \d+:\d+, \d+ par minute", derniere)
