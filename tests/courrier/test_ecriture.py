"""Files are written whole or not at all, and never over what a person has edited."""

from __future__ import annotations

import os
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from aide import RACINE, TEMPLATES
from exemple_document import fiche, lettre
from indu.commun.ecriture import ecrire_atomique
from indu.commun.erreurs import LONGUEUR_LUE, EntreeInvalide, ErreurEnvironnement
from indu.courrier.document import Paragraphe, inlines
from indu.courrier.docx import ecrire_docx
from indu.courrier.ecriture import ecrire_fichier, ecrire_tout, intact, pdf_intact
from indu.courrier.pdf import ecrire_pdf
from indu.relecture.differences import differences


def word(texte: str) -> bytes:
    """A small archive that stands for a Word file."""
    tampon = BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr(zipfile.ZipInfo("word/document.xml"), texte)
    return tampon.getvalue()


def modifier(chemin: Path, texte: str) -> None:
    """What Word does when a person saves: other parts, no comment of ours."""
    chemin.write_bytes(word(texte))


def test_ecrire_deux_fois_remplace_ce_que_personne_n_a_touche(tmp_path: Path) -> None:
    ((premier, _),) = ecrire_tout(tmp_path, {"lettre.docx": word("un")})
    octets = premier.read_bytes()
    assert intact(octets)
    ((second, _),) = ecrire_tout(tmp_path, {"lettre.docx": word("un")})
    assert second == premier
    assert second.read_bytes() == octets
    ((troisieme, _),) = ecrire_tout(tmp_path, {"lettre.docx": word("deux")})
    assert troisieme == premier
    assert [chemin.name for chemin in tmp_path.iterdir()] == ["lettre.docx"]


def test_un_word_modifie_par_une_personne_n_est_jamais_ecrase(tmp_path: Path) -> None:
    ((chemin, _),) = ecrire_tout(tmp_path, {"lettre.docx": word("un")})
    modifier(chemin, "relu")
    ((a_cote, evite),) = ecrire_tout(tmp_path, {"lettre.docx": word("deux")})
    assert (a_cote.name, evite) == ("lettre-2.docx", chemin)
    modifier(a_cote, "relu aussi")
    ((encore, deuxieme),) = ecrire_tout(tmp_path, {"lettre.docx": word("trois")})
    assert (encore.name, deuxieme) == ("lettre-3.docx", a_cote)
    assert chemin.read_bytes() == word("relu")
    assert a_cote.read_bytes() == word("relu aussi")


def test_un_fichier_qui_n_est_pas_de_nous_n_est_pas_ecrase(tmp_path: Path) -> None:
    (tmp_path / "lettre.docx").write_bytes(b"pas une archive")
    ((chemin, _),) = ecrire_tout(tmp_path, {"lettre.docx": word("un")})
    assert chemin.name == "lettre-2.docx"
    assert (tmp_path / "lettre.docx").read_bytes() == b"pas une archive"


def test_le_word_marque_reste_une_archive_lisible(tmp_path: Path) -> None:
    ((chemin, _),) = ecrire_tout(tmp_path, {"lettre.docx": word("un")})
    with zipfile.ZipFile(chemin) as archive:
        assert archive.testzip() is None
        assert archive.read("word/document.xml") == b"un"


PDF = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n...\n%%EOF\n"


def test_un_pdf_de_nous_se_reecrit_et_celui_d_une_personne_non(tmp_path: Path) -> None:
    cible = tmp_path / "lettre.pdf"
    assert ecrire_tout(tmp_path, {"lettre.pdf": PDF}) == [(cible, None)]
    assert ecrire_tout(tmp_path, {"lettre.pdf": PDF}) == [(cible, None)]
    for d_une_personne in (b"%PDF-1.7\n%\xe2\xe3 export de Word\n%%EOF\n", PDF + b"signature\n%%EOF\n"):
        cible.write_bytes(d_une_personne)
        assert ecrire_tout(tmp_path, {"lettre.pdf": PDF}) == [(tmp_path / "lettre-2.pdf", cible)]
        assert cible.read_bytes() == d_une_personne


def test_nos_pdf_sont_reconnus_comme_les_notres() -> None:
    octets = ecrire_pdf(fiche(), (RACINE / "templates" / "theme" / "letter.css").read_text("utf-8"))
    assert pdf_intact(octets)


def test_l_option_fautive_est_dite(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("x", encoding="utf-8")
    with pytest.raises(ErreurEnvironnement, match="choisissez un autre fichier avec --ics"):
        ecrire_fichier(tmp_path / "fichier" / "agenda.ics", b"x", "--ics")
    with pytest.raises(ErreurEnvironnement, match="choisissez un autre dossier avec -o"):
        ecrire_tout(tmp_path / "fichier" / "sortie", {"a.pdf": b"x"})
    with pytest.raises(EntreeInvalide, match="est un dossier"):
        ecrire_fichier(tmp_path, b"x", "--ics")


def test_les_differences_disent_les_paragraphes_et_comptent_le_reste() -> None:
    base = TEMPLATES.lire("theme/base.docx")
    avant = lettre()
    apres = replace(avant, blocs=(*avant.blocs[:6], Paragraphe(inlines("Un ajout.")), *avant.blocs[7:]))
    ecarts = differences(ecrire_docx(avant, base), ecrire_docx(apres, base))
    assert ecarts is not None
    assert [ligne[0] for ligne in ecarts.lignes] == ["−", "+"]
    assert ecarts.lignes[1] == "+ Un ajout."
    assert len(ecarts.lignes[0]) <= LONGUEUR_LUE + 2
    vide = differences(ecrire_docx(avant, base), ecrire_docx(replace(avant, blocs=()), base), 3)
    assert vide is not None
    assert (len(vide.lignes), str(vide).splitlines()[3]) == (3, f"… et {vide.reste}\u00a0autres différences")
    assert differences(b"pas un word", b"") is None
    memes = differences(ecrire_docx(avant, base), ecrire_docx(avant, base))
    assert memes is not None
    assert (memes.lignes, memes.reste) == ((), 0)


def test_un_dossier_impossible_est_une_erreur_d_environnement(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("x", encoding="utf-8")
    with pytest.raises(ErreurEnvironnement, match="écriture impossible"):
        ecrire_tout(tmp_path / "fichier" / "sortie", {"a.pdf": b"x"})


def test_une_ecriture_qui_echoue_ne_laisse_rien(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cible = tmp_path / "a.pdf"
    cible.write_bytes(b"ancien")

    def disque_plein(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", disque_plein)
    with pytest.raises(OSError, match="No space"):
        ecrire_atomique(cible, b"nouveau")
    assert [chemin.name for chemin in tmp_path.iterdir()] == ["a.pdf"]
    assert cible.read_bytes() == b"ancien"
    with pytest.raises(ErreurEnvironnement, match="le disque est plein"):
        ecrire_tout(tmp_path, {"b.pdf": b"x"})


def test_un_remplacement_impossible_ne_laisse_rien(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(OSError, match="directory"):
        ecrire_atomique(tmp_path / "a.pdf", b"x")
    assert [chemin.name for chemin in tmp_path.iterdir()] == ["a.pdf"]
