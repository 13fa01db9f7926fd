"""``indu lettre --pieces``: which files are read, which are written, and what is said."""

from __future__ import annotations

import json
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from aide import brut, lire
from indu.cli import principal
from indu.cli.pieces import lire_pieces
from indu.commun.erreurs import EntreeInvalide
from indu.courrier.piece_pdf import TAILLE_MAX
from indu.dossier.modele import Dossier


def un_pdf(nombre: int = 1) -> bytes:
    sortie = BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(nombre):
            pdf.add_blank_page()
        pdf.save(sortie)
    return sortie.getvalue()


PIECES: list[dict[str, Any]] = [
    {"id": "P1", "intitule": "Notification", "fichier": "scans/notification.pdf"},
    {"id": "P2", "intitule": "Ordonnances", "pour": "A", "confidentielle": "oui", "fichier": "ordonnances.pdf"},
    {"id": "P3", "intitule": "Agenda", "pour": "A"},
]


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A dossier with its exhibits beside it."""
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "notification.pdf").write_bytes(un_pdf(2))
    (tmp_path / "ordonnances.pdf").write_bytes(un_pdf(3))
    return ecrire(tmp_path, PIECES)


def ecrire(ou: Path, pieces: list[dict[str, Any]], **champs: Any) -> Path:
    chemin = ou / "dossier.json"
    contenu = brut(pieces=pieces, lettre={"date": "2026-03-20"}, **champs)
    chemin.write_text(json.dumps(contenu, ensure_ascii=False), encoding="utf-8")
    return chemin


def lancer(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["indu", "lettre", *map(str, arguments)])
    try:
        principal()
    except SystemExit as fin:
        return int(fin.code or 0)
    return 0


def nombre(chemin: Path) -> int:
    with pikepdf.open(chemin) as pdf:
        return len(pdf.pages)


def test_les_deux_fichiers_sont_ecrits_et_ce_qui_manque_est_dit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, dossier: Path
) -> None:
    sortie = tmp_path / "sortie"
    assert lancer(monkeypatch, dossier, "--type", "saisine_cra", "--pieces", "--format", "pdf", "-o", sortie) == 0
    dit = capsys.readouterr().out
    lettre = nombre(sortie / "ex-test-saisine-cra.pdf")
    assert nombre(sortie / "ex-test-saisine-cra-avec-pieces.pdf") == lettre + (1 + 2) + 1
    assert nombre(sortie / "ex-test-pli-secret-medical.pdf") == 1 + (1 + 3)
    assert "La pièce 3 n’a pas de fichier" in dit.replace("\xa0", " ")
    assert "Le pli « secret médical » est un fichier à part" in dit.replace("\xa0", " ")
    assert str(sortie / "ex-test-pli-secret-medical.pdf") in dit


def test_sans_l_option_rien_n_est_lu_ni_assemble(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    chemin = ecrire(tmp_path, [{"id": "P1", "intitule": "Lettre", "fichier": "absent.pdf"}])
    assert lancer(monkeypatch, chemin, "--format", "docx", "-o", tmp_path / "sortie") == 0
    assert not list((tmp_path / "sortie").glob("*.pdf"))


def test_le_pdf_est_compose_meme_si_l_on_ne_voulait_que_le_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, dossier: Path
) -> None:
    sortie = tmp_path / "sortie"
    options = ("--type", "saisine_cra", "--format", "docx", "--json", "-o", sortie)
    assert lancer(monkeypatch, dossier, "--pieces", *options) == 0
    objet = json.loads(capsys.readouterr().out)
    assert {Path(chemin).name for chemin in objet["fichiers"]} == {
        "ex-test-saisine-cra.docx", "ex-test-fiche.docx",
        "ex-test-saisine-cra-avec-pieces.pdf", "ex-test-pli-secret-medical.pdf",
    }  # fmt: skip
    assert objet["pieces"] == [{"lettre": "ex-test-saisine-cra", "sans_fichier": [3], "reparees": []}]


def test_chaque_lettre_a_ses_pieces_et_son_pli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dossier: Path) -> None:
    sortie = tmp_path / "sortie"
    types = ("--type", "saisine_cra", "--type", "observations")
    assert lancer(monkeypatch, dossier, "--pieces", *types, "--format", "pdf", "-o", sortie) == 0
    assert {chemin.name for chemin in sortie.iterdir()} >= {
        "ex-test-saisine-cra-avec-pieces.pdf", "ex-test-pli-secret-medical-saisine-cra.pdf",
        "ex-test-observations-avec-pieces.pdf", "ex-test-pli-secret-medical-observations.pdf",
    }  # fmt: skip


def test_ecrire_deux_fois_au_meme_endroit_remplace_nos_fichiers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dossier: Path
) -> None:
    for _ in range(2):
        assert lancer(monkeypatch, dossier, "--pieces", "-o", tmp_path / "sortie") == 0
    assert not [chemin.name for chemin in (tmp_path / "sortie").iterdir() if "-2." in chemin.name]


def test_les_memes_octets_deux_fois(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dossier: Path) -> None:
    for nom in ("un", "deux"):
        assert lancer(monkeypatch, dossier, "--pieces", "--format", "pdf", "-o", tmp_path / nom) == 0
    ecrits = sorted(chemin.name for chemin in (tmp_path / "un").iterdir())
    assert any("avec-pieces" in nom for nom in ecrits)
    for nom in ecrits:
        assert (tmp_path / "un" / nom).read_bytes() == (tmp_path / "deux" / nom).read_bytes(), nom


@pytest.mark.parametrize(
    ("fichier", "contenu", "message"),
    [
        ("absent.pdf", None, "fichier introuvable"),
        ("scans", None, "fichier introuvable"),
        ("note.txt", b"Bonjour", "ni un PDF, ni une photo"),
        ("casse.pdf", b"%PDF-1.7 rien", "ce PDF est abîmé"),
    ],
)
def test_un_fichier_inutilisable_arrete_tout_et_n_ecrit_rien(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], dossier: Path, tmp_path: Path,
    fichier: str, contenu: bytes | None, message: str,
) -> None:  # fmt: skip
    if contenu is not None:
        (tmp_path / fichier).write_bytes(contenu)
    chemin = ecrire(tmp_path, [*PIECES, {"id": "P4", "intitule": "Bilan", "fichier": fichier}])
    assert lancer(monkeypatch, chemin, "--pieces", "--format", "pdf", "-o", tmp_path / "sortie") == 2
    lu = capsys.readouterr()
    assert "Traceback" not in lu.err
    assert f"{fichier} : pièce « P4 » (Bilan) : " in lu.err
    assert message in lu.err
    assert not (tmp_path / "sortie").exists()


def avec(fichier: str) -> Dossier:
    return lire(brut(pieces=[{"id": "P1", "intitule": "Lettre", "fichier": fichier}]))


def test_un_lien_vers_un_fichier_d_ailleurs_est_refuse(tmp_path: Path) -> None:
    (tmp_path / "ailleurs.pdf").write_bytes(un_pdf())
    (tmp_path / "dossier").mkdir()
    (tmp_path / "dossier" / "lien.pdf").symlink_to(tmp_path / "ailleurs.pdf")
    with pytest.raises(EntreeInvalide, match="hors du dossier"):
        lire_pieces(avec("lien.pdf"), tmp_path / "dossier")


def test_un_fichier_trop_gros_n_est_pas_lu(tmp_path: Path) -> None:
    with (tmp_path / "gros.pdf").open("wb") as flux:
        flux.truncate(TAILLE_MAX + 1)
    with pytest.raises(EntreeInvalide, match="trop gros ; attendu : 50 Mo au plus"):
        lire_pieces(avec("gros.pdf"), tmp_path)


def test_un_nom_accentue_se_lit(tmp_path: Path) -> None:
    (tmp_path / "accusé de réception.pdf").write_bytes(un_pdf())
    assert lire_pieces(avec("accusé de réception.pdf"), tmp_path) == {"P1": un_pdf()}
