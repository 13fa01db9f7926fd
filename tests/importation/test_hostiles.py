"""Files made to harm, or broken: a clear refusal in French, in bounded time, without a traceback."""

from __future__ import annotations

import contextlib
import resource
import time
from pathlib import Path

import pytest
from aide_importation import importer
from fabrique import ENTETE, paquet, parties, table, xlsx

from indu.commun.erreurs import EntreeInvalide
from indu.importation.bac import DELAI, MEMOIRE, Limites, lire_a_part
from tableur import convertir

FEUILLE = "xl/worksheets/sheet1.xml"
FIN = b"</sheetData>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECONDES = 30
"""Enough on a slow machine; a bomb takes hours."""


@pytest.fixture
def sain(tmp_path: Path) -> dict[str, bytes]:
    """The parts of a good workbook, to break."""
    return parties(xlsx([ENTETE, *table(3)], tmp_path / "sain.xlsx"))


def refus(chemin: Path) -> str:
    """The one message of the refusal, given quickly."""
    debut = time.monotonic()
    with pytest.raises(EntreeInvalide) as erreur:
        importer(chemin)
    assert time.monotonic() - debut < SECONDES
    (probleme,) = erreur.value.problemes
    assert "Traceback" not in str(probleme)
    return str(probleme)


def _entites(profondeur: int = 12) -> bytes:
    suite = b"".join(b'<!ENTITY a%d "%s">' % (rang, b"&a%d;" % (rang - 1) * 10) for rang in range(1, profondeur))
    return b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "aaaaaaaaaa">' + suite + b"]>"


def test_bombe_annoncee(tmp_path: Path, sain: dict[str, bytes]) -> None:
    sain["xl/media/gros.bin"] = bytes(250_000_000)
    assert "démesuré" in refus(paquet(sain, tmp_path / "b.xlsx"))


def test_bombe_par_le_rapport_de_compression(tmp_path: Path, sain: dict[str, bytes]) -> None:
    sain[FEUILLE] = sain[FEUILLE].replace(b"<sheetData>", b"<sheetData>" + b" " * 60_000_000)
    assert "démesuré" in refus(paquet(sain, tmp_path / "b.xlsx"))


def test_une_cellule_tres_loin(tmp_path: Path, sain: dict[str, bytes]) -> None:
    loin = b'<row r="1048576"><c r="XFD1048576" t="n"><v>2</v></c></row>'
    sain[FEUILLE] = sain[FEUILLE].replace(FIN, loin + FIN)
    assert MEMOIRE in refus(paquet(sain, tmp_path / "b.xlsx"))


def test_seize_mille_colonnes(tmp_path: Path, sain: dict[str, bytes]) -> None:
    sain[FEUILLE] = sain[FEUILLE].replace(FIN, b'<row r="9"><c r="XFD9" t="n"><v>2</v></c></row>' + FIN)
    assert "trop grand" in refus(paquet(sain, tmp_path / "b.xlsx"))


def test_un_million_de_rangees_vides_n_empechent_pas_de_lire(tmp_path: Path, sain: dict[str, bytes]) -> None:
    vides = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (rang, rang) for rang in range(5, 1_048_577))
    sain[FEUILLE] = sain[FEUILLE].replace(FIN, vides + FIN)
    assert len(importer(paquet(sain, tmp_path / "b.xlsx")).lignes) == 3


def test_quarante_deux_mille_fusions(tmp_path: Path, sain: dict[str, bytes]) -> None:
    fusions = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (rang, rang + 1) for rang in range(10, 84_010, 2))
    sain[FEUILLE] = sain[FEUILLE].replace(FIN, FIN + b'<mergeCells count="42000">' + fusions + b"</mergeCells>")
    debut = time.monotonic()
    assert len(importer(paquet(sain, tmp_path / "b.xlsx")).lignes) == 3
    assert time.monotonic() - debut < SECONDES


@pytest.mark.parametrize("partie", ["xl/sharedStrings.xml", FEUILLE, "xl/workbook.xml"])
def test_entites_xml(tmp_path: Path, sain: dict[str, bytes], partie: str) -> None:
    sain[partie] = _entites() + b"<sst><si><t>&a11;</t></si></sst>"
    assert "définitions" in refus(paquet(sain, tmp_path / "b.xlsx"))


def test_macros_lues_sans_etre_executees_et_dites(tmp_path: Path, sain: dict[str, bytes]) -> None:
    sain["xl/vbaProject.bin"] = OLE + b"x" * 500
    une = importer(paquet(sain, tmp_path / "b.xlsm"))
    assert len(une.lignes) == 3
    assert any("macros" in dit for dit in une.avis)


def test_classeur_chiffre(tmp_path: Path) -> None:
    chemin = tmp_path / "c.xlsx"
    chemin.write_bytes(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(2000))
    assert "mot de passe" in refus(chemin)


_CELLULE = b'<table:table-cell office:value-type="string"%s><text:p>%s</text:p></table:table-cell>'


def _ods(rangees: bytes, chemin: Path, manifeste: bytes = b"") -> Path:
    """A workbook of LibreOffice, written by hand."""
    espaces = b" ".join(
        b'xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (nom, nom)
        for nom in (b"office", b"table", b"text")
    )
    entete = b"".join(_CELLULE % (b"", nom) for nom in (b"Facture", b"Date de soins", b"Montant indu"))
    ligne = b"".join(_CELLULE % (b"", valeur) for valeur in (b"F1", b"03/01/2024", b"12,50"))
    contenu = (
        b"<office:document-content %s><office:body><office:spreadsheet><table:table table:name='T'>"
        b"<table:table-row>%s</table:table-row><table:table-row>%s</table:table-row>%s"
        b"</table:table></office:spreadsheet></office:body></office:document-content>"
    ) % (espaces, entete, ligne, rangees)
    morceaux = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": contenu}
    return paquet({**morceaux, "META-INF/manifest.xml": b"<m>" + manifeste + b"</m>"}, chemin)


def test_ods_rangees_vides_repetees(tmp_path: Path) -> None:
    cellule = b'<table:table-cell table:number-columns-repeated="16384"/>'
    vides = b'<table:table-row table:number-rows-repeated="1048000">%s</table:table-row>' % cellule
    assert len(importer(_ods(vides, tmp_path / "t.ods")).lignes) == 1


@pytest.mark.parametrize(
    ("rangees", "colonnes"),
    [("1048000", "16384"), ("1048000", "1"), ("1", "4000000000"), ("9" * 20, "1"), ("-1", "-1")],
)
def test_ods_cellules_repetees_a_l_infini(tmp_path: Path, rangees: str, colonnes: str) -> None:
    cellule = _CELLULE % (b' table:number-columns-repeated="%s"' % colonnes.encode(), b"x")
    repetee = b'<table:table-row table:number-rows-repeated="%s">%s</table:table-row>' % (rangees.encode(), cellule)
    chemin = _ods(repetee, tmp_path / "t.ods")
    debut = time.monotonic()
    with contextlib.suppress(EntreeInvalide):
        importer(chemin)
    assert time.monotonic() - debut < SECONDES


def test_ods_chiffre(tmp_path: Path) -> None:
    assert "mot de passe" in refus(_ods(b"", tmp_path / "t.ods", b"<manifest:encryption-data/>"))


def test_xls_tronque_ou_abime(tmp_path: Path) -> None:
    bon = convertir(xlsx([ENTETE, *table(30)], tmp_path / "t.xlsx"), "xls").read_bytes()
    for octets in (bon[:2000], bon[: len(bon) // 2], OLE + bytes(5000)):
        (tmp_path / "t.xls").write_bytes(octets)
        assert "abîmé" in refus(tmp_path / "t.xls")


@pytest.mark.parametrize(
    ("nom", "octets", "attendu"),
    [
        ("vide.xlsx", b"", "vide"),
        ("vide.csv", b"", "vide"),
        ("blanc.csv", b"\n \n", "vide"),
        ("t.xlsx", b"%PDF-1.4\n", "pas ce que dit son nom"),
        ("t.csv", b"\x89PNG\r\n\x1a\n" + bytes(50), "pas ce que dit son nom"),
        ("t.xlsx", b"a;b;c\n1;2;3\n", "pas ce que dit son nom"),
        ("t.xls", b"<html><table><tr><td>1</td></tr></table></html>", "HTML"),
        ("t.csv", bytes(range(256)) * 40, "pas un fichier texte"),
        ("t.csv", b"une lettre\nsans tableau\n", "séparateur"),
        ("t.csv", b"Facture|Date de soins|Montant indu\nF1|03/01/2024|12.50\n", "séparateur"),
        ("t.csv", b"a;b;c\n1;2;3\n", "aucune rangée d’en-têtes"),
        ("t.csv", b"Facture;Date de soins;Montant indu\n", "aucune ligne en dessous"),
        ("t.csv", b"Facture;Date de soins;Montant indu\n" + b'F1;"03/01/2024;12,50\n' * 300, "guillemet"),
        ("t.csv", b"a;b\n" + b";" * 5000, "trop grand"),
        ("t.xlsx", b"PK\x03\x04xl/" + bytes(100), "abîmé"),
        ("t.zip", b"PK\x03\x04autre" + bytes(100), "archive"),
        ("t.docx", b"PK\x03\x04word/document.xml" + bytes(100), "traitement de texte"),
        ("t.pdf", b"%PDF-1.4\n", "abîmé"),
        ("t.jpg", b"\xff\xd8\xff" + bytes(100), "image lisible"),
    ],
)
def test_ce_qui_n_est_pas_un_tableau_est_refuse(tmp_path: Path, nom: str, octets: bytes, attendu: str) -> None:
    chemin = tmp_path / nom
    chemin.write_bytes(octets)
    assert attendu in refus(chemin)


def test_fichier_absent_ou_dossier(tmp_path: Path) -> None:
    assert "introuvable" in refus(tmp_path / "absent.csv")
    assert "dossier" in refus(tmp_path)


@pytest.mark.parametrize("place", range(0, 5000, 97))
def test_un_classeur_dont_des_octets_changent_ne_fait_rien_tomber(tmp_path: Path, place: int) -> None:
    octets = bytearray(xlsx([ENTETE, *table(3)], tmp_path / "t.xlsx").read_bytes())
    for rang in range(place, min(place + 20, len(octets))):
        octets[rang] ^= 0xA5
    (tmp_path / "t.xlsx").write_bytes(octets)
    with contextlib.suppress(EntreeInvalide):  # refused or read, nothing else
        importer(tmp_path / "t.xlsx")


def test_le_bac_arrete_ce_qui_dure_et_ce_qui_grossit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lecteurs_mauvais.py").write_text(
        "def dure(octets):\n    while True: pass\n"
        "def grossit(octets):\n    return len(bytes(2_000_000_000))\n"
        "def parle(octets):\n    import sys; sys.stderr.write('NOM SECRET'); raise ValueError('NOM SECRET')\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    for lecteur, message in (("dure", DELAI), ("grossit", MEMOIRE), ("parle", "abîmé")):
        with pytest.raises(EntreeInvalide) as erreur:
            lire_a_part(f"lecteurs_mauvais:{lecteur}", b"x", "f.csv", Limites(secondes=2, memoire=500_000_000))
        assert message in str(erreur.value)
        assert "SECRET" not in str(erreur.value)


def test_un_module_du_dossier_courant_n_est_pas_execute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for nom in ("csv", "json", "zipfile", "python_calamine"):
        (tmp_path / f"{nom}.py").write_text(f"open({str(tmp_path / 'execute')!r}, 'w').close()")
    monkeypatch.chdir(tmp_path)
    assert len(importer(xlsx([ENTETE, *table(1)], tmp_path / "t.xlsx")).lignes) == 1
    assert not (tmp_path / "execute").exists()


def test_les_limites_du_lecteur_ne_touchent_pas_le_programme(tmp_path: Path) -> None:
    avant = resource.getrlimit(resource.RLIMIT_AS)
    importer(xlsx([ENTETE, *table(1)], tmp_path / "t.xlsx"))
    assert resource.getrlimit(resource.RLIMIT_AS) == avant


def test_le_programme_ne_charge_pas_la_bibliotheque_de_lecture(tmp_path: Path) -> None:
    import subprocess
    import sys

    chemin = xlsx([ENTETE, *table(1)], tmp_path / "t.xlsx")
    code = (
        "import sys\nfrom indu.cli import principal\n"
        f"sys.argv = ['indu', 'importer', {str(chemin)!r}, '-o', {str(tmp_path / 'd.yaml')!r}]\n"
        "principal_fini = False\n"
        "try:\n    principal()\nexcept SystemExit as fin:\n    assert not fin.code, fin.code\n"
        "assert 'python_calamine' not in sys.modules\n"
    )
    fait = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert fait.returncode == 0, fait.stderr
    assert (tmp_path / "d.yaml").is_file()
