"""The PDF writer: text, tags, metadata, fonts, and what it refuses."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lecture_pdf import elements

from exemple_document import JOUR, fiche, lettre
from indu.commun.texte import espaces_simples
from indu.courrier.document import (
    MARQUE_PROJET,
    ACompleter,
    Document,
    Liste,
    Paragraphe,
    Texte,
    Titre,
    inlines,
    texte_document,
)
from indu.courrier.pdf import ErreurRendu, ecrire_pdf, html_document
from indu.courrier.pdf_polices import verifier_couverture

RACINE = Path(__file__).resolve().parents[2]
CSS = (RACINE / "templates" / "theme" / "letter.css").read_text("utf-8")


@pytest.fixture(scope="module")
def pdf_lettre() -> bytes:
    return ecrire_pdf(lettre(), CSS)


def texte_pdf(pdf: bytes, tmp_path: Path, *, brut: bool = True) -> str:
    """The text that poppler reads; ``brut`` keeps the order of the file, which is that of the tags."""
    outil = shutil.which("pdftotext")
    if outil is None:
        pytest.skip("pdftotext (poppler-utils) n’est pas installé")
    (tmp_path / "a.pdf").write_bytes(pdf)
    return subprocess.run(
        [outil, *(["-raw"] if brut else []), "-enc", "UTF-8", str(tmp_path / "a.pdf"), "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def polices(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """The font descriptors, by font name."""
    trouvees = {}
    for page in pdf.pages:
        for police in page.resources.get("/Font", {}).values():
            trouvees[str(police.BaseFont)] = police.DescendantFonts[0].FontDescriptor
    return trouvees


@pytest.mark.parametrize("document", [lettre(), lettre(1), lettre(300), fiche()], ids=["20", "1", "300", "fiche"])
def test_dit_le_texte_du_document(document: Document, tmp_path: Path) -> None:
    lu = texte_pdf(ecrire_pdf(document, CSS), tmp_path)
    plat = espaces_simples(lu)
    position = 0
    for ligne in texte_document(document).splitlines():
        for mot in espaces_simples(ligne).split():
            position = plat.find(mot, position)
            assert position >= 0, f"« {mot} » de « {ligne} » manque ou n’est pas à sa place"
            position += len(mot)


@pytest.mark.parametrize("projet", [True, False])
def test_marque_de_projet_sur_chaque_page(projet: bool, tmp_path: Path) -> None:
    pages = texte_pdf(ecrire_pdf(lettre(projet=projet), CSS), tmp_path).split("\f")[:-1]
    assert [MARQUE_PROJET in page for page in pages] == [projet] * 3
    assert [f"page {rang}/3" in page for rang, page in enumerate(pages, start=1)] == [True] * 3
    assert all(espaces_simples(lettre().pied) in espaces_simples(page) for page in pages)


def test_notes_absentes(pdf_lettre: bytes, tmp_path: Path) -> None:
    assert "Force" not in texte_pdf(pdf_lettre, tmp_path)


def test_memes_octets_dans_deux_processus(tmp_path: Path, pdf_lettre: bytes) -> None:
    code = (
        "import sys; from exemple_document import lettre; from indu.courrier.pdf import ecrire_pdf;"
        f"css = open({str(RACINE / 'templates/theme/letter.css')!r}, encoding='utf-8').read();"
        "sys.stdout.buffer.write(ecrire_pdf(lettre(), css))"
    )
    for graine in ("1", "2"):
        source = tmp_path / graine
        shutil.copytree(RACINE / "src", source / "src")
        (source / "tmp").mkdir()
        chemins = os.pathsep.join((str(source / "src"), str(RACINE / "tests")))
        rendu = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": chemins, "PYTHONHASHSEED": graine, "TZ": f"Etc/GMT+{graine}",
                 "TMPDIR": str(source / "tmp")},
            cwd=source, check=True, capture_output=True,
        )  # fmt: skip
        assert rendu.stdout == pdf_lettre
        assert rendu.stderr == b""
        assert list((source / "tmp").iterdir()) == []


def test_un_rendu_ne_depend_pas_du_precedent(pdf_lettre: bytes) -> None:
    ecrire_pdf(fiche(), CSS)
    assert ecrire_pdf(lettre(), CSS) == pdf_lettre


def test_l_import_ne_charge_pas_weasyprint() -> None:
    code = "import sys, indu.courrier.pdf; print('weasyprint' in sys.modules, 'fontTools' in sys.modules)"
    sortie = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True,
                            env={**os.environ, "PYTHONPATH": str(RACINE / "src")}).stdout  # fmt: skip
    assert sortie.split() == ["False", "False"]


def test_informations_du_fichier(pdf_lettre: bytes) -> None:
    document = lettre()
    with pikepdf.open(BytesIO(pdf_lettre)) as pdf:
        assert "/ID" in pdf.trailer
        infos = pdf.docinfo
        assert (str(infos.Title), str(infos.Author), str(infos.Subject)) == (
            document.titre,
            document.auteur,
            document.sujet,
        )
        assert str(infos.CreationDate).startswith("D:20260317")
        assert str(infos.ModDate).startswith("D:20260317")


def test_polices_incorporees_et_fournies(pdf_lettre: bytes) -> None:
    with pikepdf.open(BytesIO(pdf_lettre)) as pdf:
        trouvees = polices(pdf)
        assert trouvees
        for nom, descripteur in trouvees.items():
            assert "Source-S" in nom
            assert "/FontFile2" in descripteur


def test_cellules_d_entete_avec_portee(pdf_lettre: bytes) -> None:
    with pikepdf.open(BytesIO(pdf_lettre)) as pdf:
        racine = pdf.Root.StructTreeRoot.K
        portees = [str(cellule.A.Scope) for cellule in elements(racine, "/TH") if "/A" in cellule]
        assert portees == ["/Column"] * 6 + ["/Row"]
        assert len(list(elements(racine, "/Caption"))) >= 1


def test_titres_et_listes_balises(pdf_lettre: bytes) -> None:
    with pikepdf.open(BytesIO(pdf_lettre)) as pdf:
        racine = pdf.Root.StructTreeRoot.K
        assert [len(list(elements(racine, f"/H{niveau}"))) for niveau in (1, 2, 3)] == [4, 1, 1]
        assert len(list(elements(racine, "/L"))) == 4


def test_aucun_texte_n_est_du_balisage() -> None:
    piege = "<img src=x> & </style><script>\"'"
    document = Document(
        piege, piege, piege, JOUR,
        (Titre(1, inlines(piege)), Paragraphe((Texte(piege, gras=True), ACompleter(piege)))), pied=piege,
    )  # fmt: skip
    html = html_document(document)
    assert "<img" not in html
    assert "<script" not in html
    assert "</style>" not in html
    assert "&lt;img src=x&gt; &amp;" in html


@pytest.mark.parametrize(
    "regle",
    [
        "@import url(file:///etc/passwd);",
        "p { background: url(file:///etc/passwd) }",
        "p { background: url(http://127.0.0.1:9/x.png) }",
        "p { background: url(data:image/png;base64,AAAA) }",
        "@font-face { font-family: X; src: url(indu-police:../../etc/passwd) }",
        "@font-face { font-family: X; src: url(indu-police:Inconnue.ttf) }",
    ],
)
def test_adresse_exterieure_refusee(regle: str) -> None:
    with pytest.raises(ErreurRendu, match=r"le thème demande « .* », qui n’est pas permis"):
        ecrire_pdf(fiche(), regle + CSS)


@pytest.mark.parametrize("regle", ["p { couleur: red }", "p { background: url(x.png) }", "p { color: }"])
def test_theme_fautif_refuse(regle: str) -> None:
    for _ in range(2):  # the second time too
        with pytest.raises(ErreurRendu, match="le moteur PDF signale"):
            ecrire_pdf(fiche(), CSS + regle)


def test_caractere_sans_police_refuse() -> None:
    document = replace(lettre(), blocs=(Paragraphe(inlines("Bravo \U0001f600")),))
    with pytest.raises(ErreurRendu, match=r"« \U0001f600 » \(U\+1F600\)"):
        ecrire_pdf(document, CSS)


def test_espaces_et_apostrophes_se_recopient(tmp_path: Path) -> None:
    texte = "L\u2019article\u00a0133\u20114\u202f: 1\u202f234,56\u00a0€\u2009; \u00ab\u00a0œuvre\u00a0\u00bb 1\u00ba"
    lu = texte_pdf(ecrire_pdf(replace(lettre(), blocs=(Paragraphe(inlines(texte)),)), CSS), tmp_path, brut=False)
    assert espaces_simples(texte).replace("\u2011", "-") in espaces_simples(lu)


@settings(max_examples=20, deadline=None)
@given(st.one_of(st.text(max_size=40), st.text(st.characters(max_codepoint=0x17F), max_size=80)))
def test_un_texte_quelconque_donne_un_pdf_ou_une_erreur_francaise(texte: str) -> None:
    document = Document(texte, texte, texte, JOUR, (Titre(1, inlines(texte)), Paragraphe(inlines(texte))), pied=texte)
    try:
        verifier_couverture(texte)
    except ErreurRendu:
        with pytest.raises(ErreurRendu, match="les polices fournies n’ont pas ces caractères"):
            ecrire_pdf(document, CSS)
    else:
        assert ecrire_pdf(document, CSS).startswith(b"%PDF-1.7")


def test_une_liste_peut_commencer_plus_loin(tmp_path: Path) -> None:
    elements = tuple((Paragraphe(inlines(mot)),) for mot in ("Troisième", "Quatrième"))
    pdf = ecrire_pdf(replace(lettre(), blocs=(Liste(elements, ordonnee=True, debut=3),)), CSS)
    lu = espaces_simples(texte_pdf(pdf, tmp_path, brut=False))
    assert "3. Troisième" in lu
    assert "4. Quatrième" in lu


def test_document_vide() -> None:
    assert ecrire_pdf(Document("", "", "", JOUR, ()), CSS).startswith(b"%PDF")
