"""``indu importer`` as a person meets it."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from fabrique import ENTETE, csv_francais, table, xlsx

from aide import CATALOGUE
from commande import Commande, preparer
from indu.dossier.lecture import lire_dossier


@pytest.fixture
def indu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Commande:
    """The command, run in this process, with nobody's own settings."""
    monkeypatch.chdir(tmp_path)
    return preparer(monkeypatch, tmp_path)


@pytest.fixture
def tableau(tmp_path: Path) -> Path:
    return xlsx([ENTETE, *table(4), ("Total", *[""] * 7, 69.44)], tmp_path / "tableau.xlsx")


def test_du_tableau_au_dossier_que_le_programme_analyse(indu: Commande, tableau: Path) -> None:
    fin = indu("importer", tableau)
    assert (fin.code, fin.erreurs) == (0, "")
    plat = fin.sortie.replace("\u00a0", " ").replace("\u202f", " ")
    assert "4 lignes reprises, 69,44 €." in plat
    assert "le même" in plat
    assert "indu nouveau -d dossier.yaml" in plat
    assert len(fin.sortie.splitlines()) <= 8
    dossier = lire_dossier(Path("dossier.yaml"), CATALOGUE)
    assert sum(ligne.montant_reclame for ligne in dossier.lignes) == dossier.courriers[0].montant == 6944
    assert indu("analyser", "dossier.yaml").code == 0


def test_deux_imports_donnent_les_memes_octets(indu: Commande, tableau: Path) -> None:
    indu("importer", tableau, "-o", "un.yaml")
    indu("importer", tableau, "-o", "deux.yaml")
    assert Path("un.yaml").read_bytes() == Path("deux.yaml").read_bytes()


def test_un_dossier_existant_n_est_jamais_ecrase_sans_le_demander(indu: Commande, tableau: Path) -> None:
    Path("dossier.yaml").write_text("à moi", encoding="utf-8")
    fin = indu("importer", tableau)
    assert fin.code == 2
    assert "existe déjà" in fin.erreurs
    assert Path("dossier.yaml").read_text(encoding="utf-8") == "à moi"
    assert indu("importer", tableau, "--remplacer").code == 0
    assert "lignes:" in Path("dossier.yaml").read_text(encoding="utf-8")


def test_le_fichier_lu_n_est_jamais_ecrase(indu: Commande, tableau: Path) -> None:
    avant = tableau.read_bytes()
    assert indu("importer", tableau, "-o", "tableau.xlsx", "--remplacer").code == 2
    assert tableau.read_bytes() == avant


def test_un_refus_n_ecrit_rien(indu: Commande, tmp_path: Path) -> None:
    (tmp_path / "vide.csv").write_bytes(b"")
    fin = indu("importer", "vide.csv")
    assert (fin.code, fin.sortie) == (2, "")
    assert not Path("dossier.yaml").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="droits d’un dossier")
def test_un_dossier_interdit_est_une_erreur_d_environnement(indu: Commande, tableau: Path, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("x")
    fin = indu("importer", tableau, "-o", "fichier/d.yaml")
    assert fin.code == 3
    assert "Traceback" not in fin.tout


def test_plusieurs_fichiers_font_un_dossier(indu: Commande, tableau: Path, tmp_path: Path) -> None:
    csv_francais([ENTETE, *table(2)], tmp_path / "suite.csv")
    assert indu("importer", tableau, "suite.csv").code == 0
    texte = Path("dossier.yaml").read_text(encoding="utf-8")
    assert "# Fichier 1 : tableau.xlsx" in texte
    assert "fichier 2, A2" in texte
    assert len(lire_dossier(Path("dossier.yaml"), CATALOGUE).lignes) == 6


def test_un_pdf_casse_est_refuse_en_francais(indu: Commande, tmp_path: Path) -> None:
    (tmp_path / "lettre.pdf").write_bytes(b"%PDF-1.7\n")
    fin = indu("importer", "lettre.pdf")
    assert fin.code == 2
    assert "lettre.pdf : " in fin.erreurs
    assert not Path("dossier.yaml").exists()


ETRANGE = ("Zig", "Zag", "Zug", "Montant indu", "Motif")


@pytest.fixture
def etrange(tmp_path: Path) -> Path:
    rangees = [ETRANGE, ("F1", "03/01/2024", "RAM 8,09", "10,00", "Doublon de facturation")]
    return csv_francais(rangees, tmp_path / "etrange.csv")


DITES = ("--colonne", "Zig=facture", "--colonne", "Zag=date_soin", "--colonne", "Zug=cotation")


def test_une_colonne_non_reconnue_se_dit(indu: Commande, etrange: Path) -> None:
    assert indu("importer", etrange).code == 2
    assert indu("importer", etrange, *DITES).code == 0
    (ligne,) = lire_dossier(Path("dossier.yaml"), CATALOGUE).lignes
    assert (ligne.facture, ligne.acte) == ("F1", "RAM")


@pytest.mark.parametrize(
    ("option", "message"), [("Zig=factur", "facture"), ("Zig", "En-tête=champ"), ("=facture", "En-t")]
)
def test_une_colonne_mal_dite_est_refusee(indu: Commande, etrange: Path, option: str, message: str) -> None:
    fin = indu("importer", etrange, "--colonne", option)
    assert fin.code == 2
    assert message in fin.erreurs


def test_une_correspondance_s_enregistre_se_reprend_et_se_reconnait(indu: Commande, etrange: Path) -> None:
    fin = indu("importer", etrange, *DITES, "--correspondance", "CPAM 29")
    assert fin.code == 0
    assert "enregistrée" in fin.sortie
    reprise = indu("importer", etrange, "--correspondance", "cpam-29", "-o", "b.yaml")
    assert "selon la correspondance « cpam-29 »" in reprise.sortie.replace("\u00a0", " ")
    seule = indu("importer", etrange, "-o", "c.yaml")
    assert seule.code == 0, seule.erreurs
    assert "cpam-29" in seule.sortie
    assert Path("b.yaml").read_bytes() == Path("c.yaml").read_bytes() == Path("dossier.yaml").read_bytes()


def test_une_correspondance_abimee_est_dite(indu: Commande, etrange: Path) -> None:
    indu("importer", etrange, *DITES, "--correspondance", "x")
    (fichier,) = list(Path().rglob("correspondances/x.yaml"))
    assert stat.S_ISREG(fichier.stat().st_mode)
    fichier.write_text("colonnes: [{entete: Zig, champ: zigzag}]", encoding="utf-8")
    fin = indu("importer", etrange, "--correspondance", "x", "-o", "b.yaml")
    assert fin.code == 2
    assert "zigzag" in fin.erreurs


def test_un_nom_de_correspondance_n_est_pas_un_chemin(indu: Commande, etrange: Path, tmp_path: Path) -> None:
    assert indu("importer", etrange, *DITES, "--correspondance", "../../evasion").code == 0
    assert [chemin.name for chemin in tmp_path.rglob("*evasion*")] == ["evasion.yaml"]
    assert indu("importer", etrange, "--correspondance", "…", "-o", "b.yaml").code == 2
