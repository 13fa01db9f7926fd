"""PDF/A-2a and PDF/UA-1: what both standards ask, read back from the files; then outside checkers, when there."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lecture_pdf import Lecture, elements, instructions, texte_complet

from aide import TEMPLATES, exemple, ouvrage
from exemple_document import fiche, lettre
from indu.commun.texte import espaces_simples
from indu.courrier.document import MARQUE_PROJET, Document, Liste, Paragraphe, Titre, inlines, texte_inlines
from indu.courrier.pdf import ecrire_pdf
from indu.courrier.pdf_norme import sans_fin_ambigue

CSS = TEMPLATES.lire("theme/letter.css").decode("utf-8")
DOCUMENTS: dict[str, Document] = {
    "20-lignes": lettre(),
    "300-lignes": lettre(300),
    "fiche": fiche(),
    **{f"exemple-{nom}": ouvrage(exemple(nom)).lettre.document for nom in "abc"},
}
ROLES = {
    *("/Document", "/Div", "/P", "/H1", "/H2", "/H3", "/L", "/LI", "/Lbl", "/LBody", "/Span", "/NonStruct", "/Figure"),
    *("/Table", "/Caption", "/THead", "/TBody", "/TR", "/TH", "/TD"),
}
ENFANTS = {
    "/L": {"/LI", "/L"},
    "/LI": {"/Lbl", "/LBody"},
    "/Table": {"/Caption", "/THead", "/TBody"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TR": {"/TH", "/TD"},
}


@pytest.fixture(scope="module", params=DOCUMENTS)
def octets(request: pytest.FixtureRequest) -> bytes:
    return ecrire_pdf(DOCUMENTS[request.param], CSS)


@pytest.fixture
def pdf(octets: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(octets))


# ---------------------------------------------------------------------------------------------- archiver


def test_dit_suivre_les_deux_normes(pdf: pikepdf.Pdf, octets: bytes) -> None:
    xmp = pdf.open_metadata()
    assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("2", "A", "1")
    assert b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/" in octets  # and readable without a PDF reader
    assert octets.startswith(b"%PDF-1.7")


def test_metadonnees_et_informations_disent_la_meme_chose(pdf: pikepdf.Pdf) -> None:
    xmp, infos = pdf.open_metadata(), pdf.docinfo
    assert xmp["dc:title"] == str(infos.Title)
    assert list(xmp["dc:creator"]) == [str(infos.Author)]
    assert xmp["dc:description"] == str(infos.Subject)
    assert xmp["pdf:Producer"] == str(infos.Producer)
    for cle, nom in (("xmp:CreateDate", "/CreationDate"), ("xmp:ModifyDate", "/ModDate")):
        assert "D:" + str(xmp[cle]).replace("-", "") == str(infos[nom])


def test_les_couleurs_ont_leur_profil(pdf: pikepdf.Pdf) -> None:
    (profil,) = pdf.Root.OutputIntents
    assert profil.S == "/GTS_PDFA1"
    assert profil.DestOutputProfile.N == 3
    assert b"sRGB" in profil.DestOutputProfile.read_bytes()


def test_rien_d_interdit_dans_une_archive(pdf: pikepdf.Pdf) -> None:
    assert not pdf.is_encrypted
    assert not {"/AA", "/OpenAction", "/AcroForm", "/Names"} & set(pdf.Root.keys())
    for objet in pdf.objects:
        if isinstance(objet, (pikepdf.Dictionary, pikepdf.Stream)):
            assert not {"/JS", "/JavaScript", "/EF", "/Annots", "/AA"} & set(objet.keys())
            assert objet.get("/S") not in ("/JavaScript", "/Launch", "/URI")
            assert objet.get("/SMask", "/None") == "/None"
            assert {objet.get(cle, 1) for cle in ("/ca", "/CA")} == {1}
            assert "/LZWDecode" not in str(objet.get("/Filter", ""))


def test_chaque_police_est_entiere_et_se_recopie(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for police in page.resources.Font.values():
            assert "/ToUnicode" in police
            (descendante,) = police.DescendantFonts
            assert "/FontFile2" in descendante.FontDescriptor
            assert descendante.CIDToGIDMap == "/Identity"


def test_la_longueur_de_chaque_flux_est_sans_ambiguite(octets: bytes) -> None:
    assert b"\r\nendstream" not in octets
    assert sans_fin_ambigue(b"x\r\nendstream\nx\nendstream") == b"x\r\rendstream\nx\nendstream"


# ---------------------------------------------------------------------------------------------- lire sans voir


def test_le_catalogue_est_celui_d_un_document_accessible(pdf: pikepdf.Pdf) -> None:
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "fr"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    for rang, page in enumerate(pdf.pages):
        assert page.Tabs == "/S"
        assert page.StructParents == rang


def test_chaque_element_est_a_sa_place(pdf: pikepdf.Pdf) -> None:
    vus = list(elements(pdf.Root.StructTreeRoot.K))
    assert {str(element.S) for element in vus} <= ROLES
    for element in vus:
        enfants = [enfant for enfant in element.K if isinstance(enfant, pikepdf.Dictionary)]
        assert {str(enfant.S) for enfant in enfants} <= ENFANTS.get(str(element.S), ROLES)
        assert all(enfant.P.objgen == element.objgen for enfant in enfants)
    for element in elements(pdf.Root.StructTreeRoot.K, "/TH"):
        assert element.A.Scope in ("/Column", "/Row")


def test_tout_ce_qui_est_ecrit_est_balise_ou_hors_lecture(pdf: pikepdf.Pdf) -> None:
    """Each painted thing is an artifact, or has a number that leads to an element of the tree, and back."""
    lus = {element.objgen for element in elements(pdf.Root.StructTreeRoot.K)}
    suites = pdf.Root.StructTreeRoot.ParentTree.Nums
    for rang, page in enumerate(pdf.pages):
        suite = suites[2 * rang + 1]
        pile: list[Any] = []
        numeros = set()
        for operandes, operateur in instructions(page):
            match operateur:
                case "BDC" | "BMC":
                    propriete: Any = operandes[1] if len(operandes) > 1 else {}
                    pile.append((str(operandes[0]), propriete))
                    if "/MCID" in propriete:
                        numeros.add(int(propriete.MCID))
                case "EMC":
                    pile.pop()
                case "Tj" | "TJ" | "Do" | "f" | "S" | "B" | "f*":
                    assert pile
                    balise, propriete = pile[-1]
                    assert balise == "/Artifact" or "/MCID" in propriete
        assert pile == []
        liens = {numero for numero, element in enumerate(suite) if element is not None}
        assert liens == numeros
        assert all(suite[numero].objgen in lus for numero in numeros)


def test_les_en_tetes_et_pieds_ne_se_lisent_pas() -> None:
    document = lettre()
    with pikepdf.open(BytesIO(ecrire_pdf(document, CSS))) as pdf:
        lu = espaces_simples(texte_complet(pdf))
        assert document.titre not in lu
        assert MARQUE_PROJET not in lu
        assert espaces_simples(document.pied) not in lu
        assert not re.search(r"page \d/\d", lu)
        marges = sum(
            str(operandes[0]) == "/Artifact" and operandes[1].get("/Type") == "/Pagination"
            for page in pdf.pages
            for operandes, operateur in instructions(page)
            if operateur == "BDC"
        )
        assert marges >= 3 * len(pdf.pages)


def test_les_titres_se_lisent_dans_l_ordre() -> None:
    document = DOCUMENTS["exemple-a"]
    with pikepdf.open(BytesIO(ecrire_pdf(document, CSS))) as pdf:
        lecture, racine = Lecture(pdf), pdf.Root.StructTreeRoot.K
        lus = [
            (str(element.S), espaces_simples(lecture.texte(element)))
            for element in elements(racine)
            if re.fullmatch(r"/H\d", str(element.S))
        ]
    voulus = [
        (f"/H{bloc.niveau}", espaces_simples(texte_inlines(bloc.contenu)))
        for bloc in document.blocs
        if isinstance(bloc, Titre)
    ]
    assert lus == voulus


def test_une_liste_imbriquee_se_lit_a_sa_place() -> None:
    def point(texte: str) -> Paragraphe:
        return Paragraphe(inlines(texte))

    dedans = Liste(((point("deux"),), (point("trois"), Liste(((point("quatre"),),)), point("cinq"))))
    liste = Liste(((point("un"), dedans, point("six")), (point("sept"),)), ordonnee=True)
    document = Document("t", "a", "s", lettre().date, (liste,), projet=False)
    with pikepdf.open(BytesIO(ecrire_pdf(document, CSS))) as pdf:
        lecture = Lecture(pdf)
        (exterieure, *_) = elements(pdf.Root.StructTreeRoot.K, "/L")
        paragraphes = [lecture.texte(element) for element in elements(exterieure, "/P")]
        assert paragraphes == ["un", "deux", "trois", "quatre", "cinq", "six", "sept"]
        assert [str(enfant.S) for enfant in exterieure.K] == ["/LI", "/LI"]
        assert [str(enfant.S) for enfant in exterieure.K[0].K] == ["/Lbl", "/LBody"]


def test_une_liste_vide_ou_sans_texte_s_ecrit() -> None:
    liste = Liste(((), (Liste(((Paragraphe(()),),)),), (Paragraphe(()), Paragraphe(inlines("x")))))
    assert ecrire_pdf(Document("t", "a", "s", lettre().date, (liste,)), CSS).startswith(b"%PDF")


# ---------------------------------------------------------------------------------------------- contrôleurs


def outil(nom: str, paquet: str) -> str:
    chemin = shutil.which(nom)
    if chemin is None:
        pytest.skip(f"{nom} ({paquet}) n’est pas installé")
    return chemin


def test_qpdf_ne_trouve_rien(octets: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(octets)
    fin = subprocess.run([outil("qpdf", "qpdf"), "--check", "a.pdf"], cwd=tmp_path, capture_output=True, text=True)
    assert (fin.returncode, fin.stderr) == (0, "")


def test_pdffonts_voit_chaque_police_incorporee(octets: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(octets)
    commande = [outil("pdffonts", "poppler-utils"), "a.pdf"]
    lignes = subprocess.run(commande, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.splitlines()
    assert lignes[0].split()[-5:-2] == ["emb", "sub", "uni"]
    assert len(lignes) > 2
    assert {tuple(ligne.split()[-5:-2]) for ligne in lignes[2:]} == {("yes", "yes", "yes")}


@pytest.mark.parametrize("profil", ["2a", "ua1"])
def test_un_validateur_exterieur_ne_trouve_rien(octets: bytes, profil: str) -> None:
    page = pytest.importorskip("page", reason="page-validation n’est pas installé : PDF/A et PDF/UA non contrôlés")
    rapport = page.validate_pdf_bytes(octets, profile=profil)
    assert [(faute.rule_id, faute.message) for faute in rapport.failures] == []
    assert rapport.is_compliant
