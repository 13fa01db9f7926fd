"""The Word writer, read back with python-docx, the zip and LibreOffice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document as DocumentWord
from docx.oxml.ns import qn
from docx.shared import Length
from docx.table import Table
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from exemple_document import JOUR, fiche, lettre, tableau
from indu.commun.texte import espaces_simples
from indu.courrier.document import (
    MARQUE_PROJET,
    ACompleter,
    Colonne,
    Coordonnees,
    Document,
    Liste,
    Note,
    Paragraphe,
    SautDePage,
    Tableau,
    Texte,
    Titre,
    inlines,
    texte_document,
)
from indu.courrier.docx import ecrire_docx
from indu.courrier.rendu import ErreurRendu, imprimable

RACINE = Path(__file__).resolve().parents[2]
BASE = (RACINE / "templates" / "theme" / "base.docx").read_bytes()


def relire(paquet: bytes) -> DocumentWord:
    return docx.Document(BytesIO(paquet))


def textes(word: DocumentWord) -> list[str]:
    """Paragraphs and cells, in body order."""
    trouves: list[str] = []
    for bloc in word.iter_inner_content():
        if isinstance(bloc, Paragraph):
            trouves.append(bloc.text)
        else:
            trouves += [Paragraph(p, bloc).text for p in bloc._tbl.iter(qn("w:p"))]
    return trouves


def lignes_contestees(word: DocumentWord) -> Table:
    """The table of the letter; the first one holds the addresses."""
    _adresses, table = word.tables
    return table


@pytest.mark.parametrize("document", [lettre(), lettre(1), fiche()], ids=["lettre", "une-ligne", "fiche"])
def test_dit_le_texte_du_document(document: Document) -> None:
    assert espaces_simples(" ".join(textes(relire(ecrire_docx(document, BASE))))) == espaces_simples(
        texte_document(document)
    )


def test_memes_octets_dans_deux_processus(tmp_path: Path) -> None:
    code = (
        "import hashlib; from exemple_document import lettre; from indu.courrier.docx import ecrire_docx;"
        f"base = open({str(RACINE / 'templates/theme/base.docx')!r}, 'rb').read();"
        "print(hashlib.sha256(ecrire_docx(lettre(), base)).hexdigest())"
    )
    empreintes = set()
    for graine in ("1", "2"):
        source = tmp_path / graine
        shutil.copytree(RACINE / "src", source)
        chemins = os.pathsep.join((str(source), str(RACINE / "tests")))
        empreintes.add(
            subprocess.run(
                [sys.executable, "-c", code],
                env={
                    **os.environ,
                    "PYTHONPATH": chemins,
                    "PYTHONHASHSEED": graine,
                    "TZ": f"Etc/GMT+{graine}",
                },
                cwd=source,
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
    assert len(empreintes) == 1


def test_base_docx_est_celle_du_script() -> None:
    sys.path.insert(0, str(RACINE / "script"))
    try:
        import base_docx  # type: ignore[import-not-found,unused-ignore]
    finally:
        sys.path.pop(0)
    with ZipFile(BytesIO(base_docx.construire())) as voulue, ZipFile(BytesIO(BASE)) as fournie:
        assert voulue.namelist() == fournie.namelist()
        for nom in voulue.namelist():
            assert voulue.read(nom) == fournie.read(nom), nom


def test_paquet_sans_doublon_ni_date() -> None:
    with ZipFile(BytesIO(ecrire_docx(lettre(), BASE))) as paquet:
        noms = paquet.namelist()
        assert noms[0] == "[Content_Types].xml"
        assert len(noms) == len(set(noms))
        assert {fiche.date_time for fiche in paquet.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_proprietes_du_fichier() -> None:
    document = lettre()
    proprietes = relire(ecrire_docx(document, BASE)).core_properties
    assert (proprietes.title, proprietes.subject) == (document.titre, document.sujet)
    assert (proprietes.author, proprietes.last_modified_by) == (document.auteur, document.auteur)
    assert proprietes.created == proprietes.modified == datetime(2026, 3, 17, tzinfo=UTC)
    assert proprietes.language == "fr-FR"


def test_langue_francaise_par_defaut() -> None:
    langue = relire(ecrire_docx(lettre(), BASE)).styles.element.find(f".//{qn('w:lang')}")
    assert langue is not None
    assert langue.get(qn("w:val")) == "fr-FR"


def test_vrais_titres() -> None:
    word = relire(ecrire_docx(lettre(), BASE))
    titres = [(p.style.name, p.text) for p in word.paragraphs if p.style and str(p.style.name).startswith("Heading")]
    voulus = [
        (f"Heading {bloc.niveau}", "".join(element.contenu for element in bloc.contenu))
        for bloc in lettre().blocs
        if isinstance(bloc, Titre)
    ]
    assert titres == voulus
    assert all(word.styles[nom].paragraph_format.keep_with_next for nom, _ in titres)


def test_commentaires_ancres_et_dates() -> None:
    word = relire(ecrire_docx(lettre(), BASE))
    notes = [note.texte for bloc in lettre().blocs if isinstance(bloc, Titre | Paragraphe) for note in bloc.notes]
    commentaires = list(word.comments)
    assert [commentaire.text for commentaire in commentaires] == notes
    assert {commentaire.author for commentaire in commentaires} == {"Relecture"}
    assert {commentaire.timestamp for commentaire in commentaires} == {datetime(2026, 3, 17, tzinfo=UTC)}
    corps = word.element.body
    for balise in ("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference"):
        ancres = [ancre.get(qn("w:id")) for ancre in corps.iter(qn(balise))]
        assert sorted(ancres) == sorted(str(commentaire.comment_id) for commentaire in commentaires)


def test_note_sur_un_paragraphe_vide() -> None:
    document = Document("t", "a", "s", JOUR, (Paragraphe((), notes=(Note("seule"),)),))
    assert [commentaire.text for commentaire in relire(ecrire_docx(document, BASE)).comments] == ["seule"]


@pytest.mark.parametrize("projet", [True, False])
def test_marque_de_projet_dans_l_entete(projet: bool) -> None:
    word = relire(ecrire_docx(lettre(projet=projet), BASE))
    entete = "".join(p.text for p in word.sections[0].header.paragraphs)
    assert entete == (MARQUE_PROJET if projet else "")


def test_pied_de_page() -> None:
    document = lettre()
    pied = relire(ecrire_docx(document, BASE)).sections[0].footer.paragraphs[0]
    assert pied.text.startswith(document.pied + "\tpage ")
    champs = [champ.get(qn("w:instr")).strip() for champ in pied._p.iter(qn("w:fldSimple"))]
    assert champs == ["PAGE", "NUMPAGES"]


def test_a_completer_surligne() -> None:
    word = relire(ecrire_docx(lettre(), BASE))
    surlignes = [run.text for p in word.paragraphs for run in p.runs if run.font.highlight_color is not None]
    assert surlignes == [
        "[À COMPLÉTER : référence du dossier à la caisse]",
        "[À COMPLÉTER : montant reconnu]",
    ]


def test_chaque_liste_ordonnee_repart_a_1() -> None:
    def liste(*elements: str) -> Liste:
        return Liste(tuple((Paragraphe(inlines(element)),) for element in elements), ordonnee=True)

    word = relire(ecrire_docx(Document("t", "a", "s", JOUR, (liste("a", "b"), liste("c"))), BASE))
    numeros = [p._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val for p in word.paragraphs]
    assert numeros[0] == numeros[1] != numeros[2]
    for numero in set(numeros):
        num = word.part.numbering_part.element.num_having_numId(numero)
        assert num.lvlOverride_lst[0].startOverride.val == 1


def test_liste_profonde() -> None:
    liste = Liste(((Paragraphe(inlines("fond")),),), ordonnee=True)
    for rang in range(5):
        liste = Liste(((Paragraphe(inlines(f"n{rang}")), liste),), ordonnee=rang % 2 == 0)
    document = Document("t", "a", "s", JOUR, (liste,))
    assert textes(relire(ecrire_docx(document, BASE))) == ["n4", "n3", "n2", "n1", "n0", "fond"]


def test_tableau_accessible() -> None:
    word = relire(ecrire_docx(lettre(), BASE))
    table = lignes_contestees(word)
    entetes = [bool(rangee._tr.findall(f".//{qn('w:tblHeader')}")) for rangee in table.rows]
    assert entetes == [True] + [False] * 21
    assert all(rangee._tr.findall(f".//{qn('w:cantSplit')}") for rangee in table.rows)
    titre = table._tbl.tblPr.find(qn("w:tblCaption"))
    assert titre is not None
    assert titre.get(qn("w:val")) == tableau(20).legende
    assert table.style is not None
    assert table.style.name == "Tableau indu"
    legende = table._tbl.getprevious()
    assert legende is not None
    style = Paragraph(legende, word._body).style
    assert style is not None
    assert style.name == "Caption"


def test_alignement_et_largeurs_des_colonnes() -> None:
    table = lignes_contestees(relire(ecrire_docx(lettre(), BASE)))
    premiere = list(table._tbl.iter(qn("w:tr")))[1]
    alignements = [jc.get(qn("w:val")) for jc in premiere.iter(qn("w:jc"))]
    assert alignements == ["center", "center", "right"]
    grille = [int(colonne.get(qn("w:w"))) for colonne in table._tbl.iter(qn("w:gridCol"))]
    assert grille[4] == pytest.approx(6 * grille[0], abs=6)
    assert sum(grille) <= 9412  # 166 mm


def test_libelle_du_total_etendu() -> None:
    table = lignes_contestees(relire(ecrire_docx(lettre(), BASE)))
    total = list(table._tbl.iter(qn("w:tr")))[-1]
    assert [int(s.get(qn("w:val"))) for s in total.iter(qn("w:gridSpan"))] == [5]
    assert all(run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None for run in total.iter(qn("w:r")))


def test_saut_de_page_sans_paragraphe_vide() -> None:
    blocs = (Paragraphe(inlines("a")), SautDePage(), Titre(1, inlines("b")))
    word = relire(ecrire_docx(Document("t", "a", "s", JOUR, blocs), BASE))
    assert [(p.text, bool(p.paragraph_format.page_break_before)) for p in word.paragraphs] == [
        ("a", False),
        ("b", True),
    ]


def test_fiche_plus_dense() -> None:
    lettre_word, fiche_word = relire(ecrire_docx(lettre(), BASE)), relire(ecrire_docx(fiche(), BASE))
    assert (fiche_word.sections[0].left_margin or 0) < (lettre_word.sections[0].left_margin or 0)
    tailles = [word.styles["Normal"].font.size.pt for word in (fiche_word, lettre_word)]
    assert tailles == [9, 10.5]


def test_adresses_pour_une_enveloppe_a_fenetre() -> None:
    word = relire(ecrire_docx(lettre(), BASE))
    adresses = word.tables[0]
    expediteur, destinataire = adresses.rows[0].cells
    gauche = (word.sections[0].left_margin or 0) + (adresses.columns[0].width or 0)
    haut = (word.sections[0].top_margin or 0) + (destinataire.paragraphs[0].paragraph_format.space_before or 0)
    assert Length(gauche).mm == pytest.approx(105, abs=0.1)
    assert Length(haut).mm == pytest.approx(50, abs=0.1)
    assert expediteur.paragraphs[0].text == "Claire Le Goff-Rivière"
    assert len(destinataire.paragraphs) == 5


def test_adresses_de_la_fiche_a_la_suite() -> None:
    blocs = tuple(bloc for bloc in lettre().blocs if isinstance(bloc, Coordonnees))
    word = relire(ecrire_docx(replace(fiche(), blocs=blocs), BASE))
    assert not word.tables
    assert len(word.paragraphs) == 11


def test_document_vide() -> None:
    assert textes(relire(ecrire_docx(Document("", "", "", JOUR, ()), BASE))) == []


def test_titre_trop_long_pour_une_propriete() -> None:
    word = relire(ecrire_docx(Document("é" * 400, "a", "s", JOUR, ()), BASE))
    assert word.core_properties.title == "é" * 255


def test_base_illisible() -> None:
    with pytest.raises(ErreurRendu, match="n’est pas un fichier Word lisible"):
        ecrire_docx(lettre(), b"PK rien")


def test_base_sans_les_styles() -> None:
    nue = BytesIO()
    docx.Document().save(nue)
    with pytest.raises(ErreurRendu, match="n’a pas les styles : Expéditeur"):
        ecrire_docx(lettre(), nue.getvalue())


DIFFICILES = st.sampled_from(
    ["&", "<", ">", "]]>", "<!--", "\x00", "\x0b", "\x1f", "\ufffe", "\ud800", "\u2028", "\U0001f600"]
)
RTL = st.sampled_from(["\u05e9\u05dc\u05d5\u05dd", "\u202emort\u202c", "a" * 500, "\t", "\n", "\r\n", "\u00a0\u202f"])
TEXTES = st.lists(st.one_of(DIFFICILES, RTL, st.text(max_size=12)), max_size=6).map("".join)


@settings(max_examples=60, deadline=None)
@given(corps=TEXTES, cellule=TEXTES, note=TEXTES, libelle=TEXTES)
def test_tout_texte_survit(corps: str, cellule: str, note: str, libelle: str) -> None:
    document = Document(
        titre=corps,
        auteur=cellule,
        sujet=note,
        date=date(2026, 1, 2),
        blocs=(
            Titre(2, inlines(corps)),
            Paragraphe((Texte(corps, gras=True), ACompleter(libelle)), notes=(Note(note),)),
            Liste(((Paragraphe(inlines(cellule)),),)),
            Tableau(corps, (Colonne(cellule),), ((inlines(cellule),),)),
        ),
        pied=libelle,
    )
    lus = textes(relire(ecrire_docx(document, BASE)))
    completer = imprimable(f"[À COMPLÉTER : {libelle}]")
    corps, cellule = imprimable(corps), imprimable(cellule)
    assert lus == [corps, corps + completer, cellule, corps, cellule, cellule, ""]


def test_tableau_en_temps_lineaire() -> None:
    def duree(lignes: int) -> float:
        document = Document("t", "a", "s", JOUR, (tableau(lignes),))
        mesures = []
        for _ in range(2):
            debut = time.perf_counter()
            ecrire_docx(document, BASE)
            mesures.append(time.perf_counter() - debut)
        return min(mesures)

    assert duree(2000) / duree(1000) < 3.5


def test_libreoffice_lit_le_meme_texte(tmp_path: Path) -> None:
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) n’est pas installé")
    fichier = tmp_path / "lettre.docx"
    fichier.write_bytes(ecrire_docx(lettre(), BASE))
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{tmp_path}/profil", "--headless", "--convert-to",
         "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), str(fichier)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    lu = espaces_simples((tmp_path / "lettre.txt").read_text("utf-8-sig"))
    for ligne in texte_document(lettre()).splitlines():
        assert espaces_simples(ligne) in lu
