"""The Word file as assistive software and LibreOffice meet it: real styles, lists, tables, languages, same text."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.document import Document as DocumentWord
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as ParagrapheWord
from lecture_pdf import Lecture, elements

from aide import TEMPLATES, exemple, ouvrage
from exemple_document import fiche, lettre
from indu.commun.texte import espaces_simples
from indu.courrier.document import Coordonnees, Document, Liste, Paragraphe, Tableau, parcourir, texte_inlines
from indu.courrier.docx import ecrire_docx
from indu.courrier.pdf import ecrire_pdf

BASE = TEMPLATES.lire("theme/base.docx")
CSS = TEMPLATES.lire("theme/letter.css").decode("utf-8")
OUVRAGES = {nom: ouvrage(exemple(nom)) for nom in "abc"}
DOCUMENTS: dict[str, Document] = {
    "300-lignes": lettre(300),
    "fiche": fiche(),
    **{f"lettre-{nom}": un.lettre.document for nom, un in OUVRAGES.items()},
    **{f"fiche-{nom}": un.fiche for nom, un in OUVRAGES.items()},
}


@pytest.fixture(scope="module", params=DOCUMENTS)
def document(request: pytest.FixtureRequest) -> Document:
    return DOCUMENTS[request.param]


@pytest.fixture
def word(document: Document) -> DocumentWord:
    return docx.Document(BytesIO(ecrire_docx(document, BASE)))


def style(paragraphe: ParagrapheWord) -> str:
    return str(paragraphe.style.name) if paragraphe.style is not None else ""


def format_de_liste(word: DocumentWord, paragraphe: ParagrapheWord) -> str:
    """« bullet », « decimal »…: the number format that a paragraph really has, its own or that of its style."""
    assert paragraphe.style is not None
    siennes = paragraphe._p.xpath("./w:pPr/w:numPr") or paragraphe.style.element.xpath("./w:pPr/w:numPr")
    (numero,) = siennes[0].xpath("./w:numId/@w:val")
    niveau = (*siennes[0].xpath("./w:ilvl/@w:val"), "0")[0]
    numerotation = word.part.numbering_part.element
    abstrait = numerotation.num_having_numId(int(numero)).abstractNumId.val
    formats = numerotation.xpath(
        f"w:abstractNum[@w:abstractNumId='{abstrait}']/w:lvl[@w:ilvl='{niveau}']/w:numFmt/@w:val"
    )
    return str(formats[0])


def test_chaque_point_de_liste_a_un_vrai_style_et_une_vraie_numerotation(
    document: Document, word: DocumentWord
) -> None:
    voulus = [
        ("Number" if bloc.ordonnee else "Bullet", texte_inlines(element[0].contenu))
        for bloc in parcourir(document.blocs)
        if isinstance(bloc, Liste)
        for element in bloc.elements
        if isinstance(element[0], Paragraphe)
    ]
    lus = []
    for paragraphe in word.paragraphs:
        if style(paragraphe).startswith(("List Bullet", "List Number")):
            sorte = style(paragraphe).split()[1]
            lus.append((sorte, paragraphe.text))
            assert (format_de_liste(word, paragraphe) == "bullet") == (sorte == "Bullet")
    assert sorted(lus) == sorted(voulus)


def test_les_titres_ne_sautent_pas_de_niveau(word: DocumentWord) -> None:
    niveaux = [int(style(p)[-1]) for p in word.paragraphs if style(p).startswith("Heading")]
    assert niveaux
    assert niveaux[0] == 1
    assert all(suivant <= niveau + 1 for niveau, suivant in pairwise(niveaux))
    for niveau in set(niveaux):
        plan = word.styles[f"Heading {niveau}"].element.pPr.find(qn("w:outlineLvl"))
        assert plan.get(qn("w:val")) == str(niveau - 1)


def test_chaque_tableau_repete_son_entete_et_dit_ce_qu_il_montre(document: Document, word: DocumentWord) -> None:
    voulus = [bloc for bloc in parcourir(document.blocs) if isinstance(bloc, Tableau)]
    tableaux = list(word.tables)
    if document.genre == "lettre" and any(isinstance(bloc, Coordonnees) for bloc in document.blocs):
        adresses = tableaux.pop(0)._tbl
        assert not list(adresses.iter(qn("w:tblHeader")))  # a layout table has no header to announce
        assert len(adresses.tr_lst) == 1
    assert len(tableaux) == len(voulus)
    for table, voulu in zip(tableaux, voulus, strict=True):
        rangees = table._tbl.tr_lst
        entetes = [rangee.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for rangee in rangees]
        assert entetes == [True] + [False] * (len(rangees) - 1)
        proprietes = table._tbl.tblPr
        assert proprietes.find(qn("w:tblCaption")).get(qn("w:val")) == voulu.legende
        description = proprietes.find(qn("w:tblDescription")).get(qn("w:val"))
        assert description.startswith(f"{len(voulu.lignes)} lignes ; colonnes : {voulu.colonnes[0].titre}, ")
        assert proprietes.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"


def test_tout_le_texte_est_en_francais(word: DocumentWord) -> None:
    langues = {
        langue.get(qn("w:val"))
        for racine in (word.element, word.styles.element, word.sections[0].header._element)
        for langue in racine.iter(qn("w:lang"))
    }
    assert langues == {"fr-FR"}
    assert word.settings.element.find(qn("w:themeFontLang")).get(qn("w:val")) == "fr-FR"
    assert word.core_properties.language == "fr-FR"
    assert word.core_properties.title


def test_aucun_paragraphe_vide_ne_fait_de_la_place(word: DocumentWord) -> None:
    """A screen reader says « blank » for each: only those that Word needs around tables are left."""
    vides = [style(p) for p in word.paragraphs if not p.text and not p._p.findall(f".//{qn('w:drawing')}")]
    assert set(vides) <= {"Après tableau"}
    assert len(vides) <= len(word.tables)


def test_libreoffice_rend_le_texte_du_pdf(tmp_path: Path) -> None:
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) n’est pas installé")
    for nom, document in DOCUMENTS.items():
        (tmp_path / f"{nom}.docx").write_bytes(ecrire_docx(document, BASE))
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{tmp_path}/profil", "--headless", "--convert-to",
         "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), *(f"{tmp_path}/{nom}.docx" for nom in DOCUMENTS)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    for nom, document in DOCUMENTS.items():
        ouvert = "".join((tmp_path / f"{nom}.txt").read_text("utf-8-sig").split())
        with pikepdf.open(BytesIO(ecrire_pdf(document, CSS))) as pdf:
            lecture = Lecture(pdf)
            suites = [
                espaces_simples(lecture.texte(element))
                for balise in ("/P", "/H1", "/H2", "/H3", "/TD", "/TH", "/Caption")
                for element in elements(pdf.Root.StructTreeRoot.K, balise)
            ]
        assert len(suites) > 10
        for suite in suites:
            assert "".join(suite.split()) in ouvert, (nom, suite)
