"""Long tables: laid out ahead of the engine, and the same to read, to hear and to see as those that it lays out."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from typing import Any
from unicodedata import normalize

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aide import TEMPLATES
from exemple_document import lettre, tableau
from indu.courrier import docx_tableau, pdf
from indu.courrier.document import ACompleter, Colonne, Document, Inlines, Tableau, Texte, Titre, inlines
from indu.courrier.docx import ecrire_docx
from indu.courrier.pdf import LONG, ecrire_pdf
from indu.courrier.pdf_tableau_pose import LIGNES_AU_PLUS

CSS = TEMPLATES.lire("theme/letter.css").decode("utf-8")
CARACTERES = st.sampled_from("abéÀVT.,-/ 019\u00a0\u202f€’–\n ")
CELLULES = st.one_of(
    st.just(()),
    st.text(CARACTERES, max_size=40).map(inlines),
    st.tuples(
        st.builds(Texte, st.text(CARACTERES, max_size=12), gras=st.booleans(), italique=st.booleans()),
        st.builds(Texte, st.text(CARACTERES, max_size=12), exposant=st.booleans()),
    ),
    st.just((ACompleter("date"),)),
)


def document(contenu: Tableau) -> Document:
    return replace(lettre(1), blocs=(Titre(1, inlines("Annexe")), contenu, Titre(1, inlines("Suite"))))


def lente(contenu: Document, css: str, mp: pytest.MonkeyPatch) -> bytes:
    with mp.context() as temps:
        temps.setattr(pdf, "LONG", 10**9)
        return ecrire_pdf(contenu, css)


def texte(octets: bytes, *options: str) -> str:
    outil = shutil.which("pdftotext")
    if outil is None:
        pytest.skip("pdftotext n’est pas installé")
    commande = [outil, *options, "-enc", "UTF-8", "-", "-"]
    dit = subprocess.run(commande, input=octets, capture_output=True, check=True).stdout.decode()
    return normalize("NFC", dit)  # one route tells an accent apart from its letter, the other does not


def arbres(octets: bytes) -> list[Any]:
    """The tables as nested lists of roles, each cell with its header, its span and whether it holds anything."""

    def enfants(element: Any) -> list[Any]:
        dedans = element.get("/K", [])
        suite = list(dedans) if isinstance(dedans, pikepdf.Array) else [dedans]
        return [enfant for enfant in suite if isinstance(enfant, pikepdf.Dictionary)]

    def lire(element: Any, titres: dict[str, int]) -> Any:
        role = str(element.S)
        if role in ("/TD", "/TH"):
            if "/ID" in element:
                titres[str(element.ID)] = len(titres)
            entetes = [titres[str(titre)] for titre in element.get("/A", {}).get("/Headers", [])]
            dedans = element.get("/K", [])
            vide = isinstance(dedans, pikepdf.Array) and not len(dedans)
            return [role, entetes, element.get("/A", {}).get("/ColSpan", 1), vide]
        return [role, *(lire(enfant, titres) for enfant in enfants(element) if enfant.S not in ("/Span", "/NonStruct"))]

    def tables(element: Any) -> list[Any]:
        if element.get("/S") == "/Table":
            return [lire(element, {})]
        return [table for enfant in enfants(element) for table in tables(enfant)]

    with pikepdf.open(BytesIO(octets)) as fichier:
        return tables(fichier.Root.StructTreeRoot.K[0])


@pytest.mark.parametrize("compact", [True, False])
def test_un_long_tableau_se_lit_comme_celui_du_moteur(compact: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    contenu = document(tableau(LONG + 30, compact=compact))
    notre, sienne = ecrire_pdf(contenu, CSS), lente(contenu, CSS, monkeypatch)
    assert notre != sienne
    assert len(notre) < len(sienne)
    for ordre in ("-raw", "-layout"):
        assert texte(notre, ordre) == texte(sienne, ordre)
    assert arbres(notre) == arbres(sienne)
    assert ecrire_pdf(contenu, CSS) == notre


def test_un_tableau_court_reste_au_moteur(monkeypatch: pytest.MonkeyPatch) -> None:
    contenu = document(tableau(LONG - 1))
    assert ecrire_pdf(contenu, CSS) == lente(contenu, CSS, monkeypatch)


@pytest.mark.parametrize(
    "regle",
    [
        "tbody tr:nth-child(even) td { background: #eee }",
        "td { border-left: 1px solid red }",
        "td { letter-spacing: 1px }",
        "td { vertical-align: middle }",
        "table { border-collapse: separate }",
        "h1 + table { width: 50% }",
        "table { display: none }",
    ],
)
def test_un_theme_que_nous_ne_suivons_pas_garde_le_moteur(regle: str, monkeypatch: pytest.MonkeyPatch) -> None:
    contenu = document(tableau(LONG, compact=True))
    assert ecrire_pdf(contenu, CSS + regle) == lente(contenu, CSS + regle, monkeypatch)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELLULES, CELLULES, CELLULES), min_size=4, max_size=12))
def test_tout_texte_se_lit_comme_dans_le_moteur(
    monkeypatch: pytest.MonkeyPatch, rangees: list[tuple[Inlines, Inlines, Inlines]]
) -> None:
    colonnes = (Colonne("A", "droite", 1), Colonne("B", "centre", 2), Colonne("C", "gauche", 5))
    contenu = document(Tableau("Au hasard", colonnes, tuple(rangees), compact=True))
    with monkeypatch.context() as bas:
        bas.setattr(pdf, "LONG", 1)
        notre = ecrire_pdf(contenu, CSS)
    sienne = lente(contenu, CSS, monkeypatch)
    with pikepdf.open(BytesIO(notre)) as une, pikepdf.open(BytesIO(sienne)) as autre:
        assert len(une.pages) == len(autre.pages)
    assert sorted(texte(notre).split()) == sorted(texte(sienne).split())
    assert arbres(notre) == arbres(sienne)


def test_une_rangee_tres_haute_ou_etrange_est_celle_du_moteur(monkeypatch: pytest.MonkeyPatch) -> None:
    base = tableau(LONG)
    haute = (*base.lignes[0][:4], inlines("mot " * 40 * LIGNES_AU_PLUS), base.lignes[0][5])
    etrange = (
        *base.lignes[0][:3],
        (Texte("1"), Texte("er", exposant=True)),
        (ACompleter("motif"),),
        inlines("e\u0301"),
    )
    contenu = document(replace(base, lignes=(*base.lignes[:50], haute, etrange, *base.lignes[50:])))
    notre, sienne = ecrire_pdf(contenu, CSS), lente(contenu, CSS, monkeypatch)
    assert notre != sienne
    assert texte(notre).split() == texte(sienne).split()
    assert arbres(notre) == arbres(sienne)


@pytest.mark.parametrize("profil", ["2a", "ua1"])
@pytest.mark.parametrize("lignes", [300, 1000])
def test_un_validateur_exterieur_ne_trouve_rien(lignes: int, profil: str) -> None:
    page = pytest.importorskip("page", reason="page-validation n’est pas installé : PDF/A et PDF/UA non contrôlés")
    rapport = page.validate_pdf_bytes(ecrire_pdf(document(tableau(lignes, compact=True)), CSS), profile=profil)
    assert [(faute.rule_id, faute.message) for faute in rapport.failures] == []
    assert rapport.is_compliant


def test_le_docx_demande_autant_a_chaque_rangee(monkeypatch: pytest.MonkeyPatch) -> None:
    base = TEMPLATES.lire("theme/base.docx")
    vrai = docx_tableau.element
    comptes = []
    for lignes in (100, 200, 400):
        faits = 0

        def compter(nom: str, **attributs: str | int) -> Any:
            nonlocal faits
            faits += 1
            return vrai(nom, **attributs)

        monkeypatch.setattr(docx_tableau, "element", compter)
        ecrire_docx(document(tableau(lignes)), base)
        comptes.append(faits)
    assert comptes[2] - comptes[1] == 2 * (comptes[1] - comptes[0])
