"""The user's own settings: what they put on a letter, in both files, and what is said when they are wrong."""

from __future__ import annotations

import contextlib
import io
import struct
import sys
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from docx.document import Document as DocumentWord
from docx.oxml.ns import qn
from docx.shared import Mm
from lecture_pdf import elements, texte_complet
from PIL import Image as Pillow

from aide import BIBLIOTHEQUE, EXEMPLES, TEMPLATES, etude, exemple
from indu.cli import principal
from indu.commun.erreurs import EntreeInvalide
from indu.commun.texte import espaces_simples
from indu.courrier.document import Coordonnees, Document, Image, Signature, inlines, texte_document
from indu.courrier.docx import ecrire_docx
from indu.courrier.fabrique import rediger
from indu.courrier.identite import SANS_REGLAGES
from indu.courrier.images import ImageRefusee, lire_image
from indu.courrier.pdf import ecrire_pdf
from indu.courrier.reglages import lire_reglages

CSS = TEMPLATES.lire("theme/letter.css").decode("utf-8")
BASE = TEMPLATES.lire("theme/base.docx")
COMPLETS = """\
expediteur:
  - Syndicat inventé des kinésithérapeutes
  - "12, rue de l’Exemple"
  - 29000 QUIMPER
logo: logo.png
logo_texte: Cercle bleu du syndicat inventé
logo_largeur_mm: 50
signature: signature.jpg
signataire: {nom: Jeanne Modèle, qualite: déléguée syndicale}
copies: le service juridique du syndicat
"""


def image(genre: str, mode: str = "RGB", taille: tuple[int, int] = (600, 200), **options: Any) -> bytes:
    sortie = BytesIO()
    couleurs: dict[str, Any] = {
        "RGBA": (10, 60, 90, 120),
        "LA": (40, 90),
        "CMYK": (1, 2, 3, 4),
        "L": 90,
        "1": 1,
        "P": 3,
    }
    Pillow.new(mode, taille, couleurs.get(mode, (10, 60, 90))).save(sortie, format=genre, **options)
    return sortie.getvalue()


def geante(cote: int) -> bytes:
    """A small file that says it holds a huge image."""
    entete = b"IHDR" + struct.pack(">IIBBBBB", cote, cote, 8, 2, 0, 0, 0)
    fin = b"\0\0\0\0IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + entete + struct.pack(">I", zlib.crc32(entete)) + fin


@pytest.fixture
def chez_soi(tmp_path: Path) -> Path:
    """A folder with images and a settings file."""
    (tmp_path / "logo.png").write_bytes(image("PNG", "RGBA"))
    (tmp_path / "signature.jpg").write_bytes(image("JPEG", taille=(800, 200)))
    (tmp_path / "reglages.yaml").write_text(COMPLETS, encoding="utf-8")
    return tmp_path


def lettre(reglages: Path) -> Document:
    identite = lire_reglages(reglages).identite()
    return rediger(etude(exemple("c")), BIBLIOTHEQUE, TEMPLATES, identite=identite).lettre.document


def relire(document: Document, base: bytes = BASE) -> DocumentWord:
    return docx.Document(BytesIO(ecrire_docx(document, base)))


def texte_word(word: DocumentWord) -> str:
    return espaces_simples(" ".join(texte.text or "" for texte in word.element.body.iter(qn("w:t"))))


# ---------------------------------------------------------------------------------------------- ce qui se voit


def test_le_papier_a_lettres_remplace_l_adresse_et_le_praticien_reste_nomme(chez_soi: Path) -> None:
    document = lettre(chez_soi / "reglages.yaml")
    praticien = exemple("c").praticien
    (coordonnees,) = (bloc for bloc in document.blocs if isinstance(bloc, Coordonnees))
    lignes = [espaces_simples("".join(morceau.contenu for morceau in ligne)) for ligne in coordonnees.expediteur]
    assert lignes[:3] == ["Syndicat inventé des kinésithérapeutes", "12, rue de l’Exemple", "29000 QUIMPER"]
    assert lignes[3].endswith(f"{praticien.prenom} {praticien.nom}")
    assert lignes[3].startswith("Pour ")
    assert praticien.adresse[0] not in texte_document(document)
    (signature,) = (bloc for bloc in document.blocs if isinstance(bloc, Signature))
    assert [espaces_simples("".join(m.contenu for m in ligne)) for ligne in signature.lignes] == [
        "Jeanne Modèle",
        "déléguée syndicale",
        f"pour {praticien.prenom} {praticien.nom}, en vertu d’un pouvoir joint",
    ]
    dit = espaces_simples(texte_document(document))
    assert "Copie : le service juridique du syndicat" in dit
    assert "Pouvoir donné à Jeanne Modèle" in dit
    assert document.projet


def test_sans_reglages_rien_ne_change() -> None:
    document = rediger(etude(exemple("c")), BIBLIOTHEQUE, TEMPLATES).lettre.document
    praticien = exemple("c").praticien
    (signature,) = (bloc for bloc in document.blocs if isinstance(bloc, Signature))
    assert signature == Signature((inlines(f"{praticien.prenom} {praticien.nom}"),))
    assert "ouvoir" not in texte_document(document)
    assert praticien.adresse[0] in texte_document(document)


def test_les_deux_fichiers_disent_le_meme_texte(chez_soi: Path) -> None:
    document = lettre(chez_soi / "reglages.yaml")
    with pikepdf.open(BytesIO(ecrire_pdf(document, CSS))) as pdf:
        lu = texte_complet(pdf)
    mots = texte_word(relire(document))
    for ligne in texte_document(document).splitlines():
        sans_blanc = "".join(espaces_simples(ligne).split())
        assert sans_blanc in "".join(espaces_simples(lu).split())
        assert sans_blanc in "".join(mots.split())


def test_word_montre_les_images_et_leur_texte(chez_soi: Path) -> None:
    word = relire(lettre(chez_soi / "reglages.yaml"))
    assert [
        (forme._inline.docPr.get("descr"), round(forme.width / Mm(1)), round(forme.height / Mm(1)))
        for forme in word.inline_shapes
    ] == [("Cercle bleu du syndicat inventé", 50, 17), ("Signature manuscrite", 60, 15)]
    numeros = [forme._inline.docPr.id for forme in word.inline_shapes]
    assert len(set(numeros)) == 2
    expediteur = word.tables[0].rows[0].cells[0].paragraphs
    assert expediteur[0]._p.findall(f".//{qn('w:drawing')}")
    assert expediteur[1].text == "Syndicat inventé des kinésithérapeutes"


def test_le_pdf_balise_les_images_avec_leur_texte(chez_soi: Path) -> None:
    with pikepdf.open(BytesIO(ecrire_pdf(lettre(chez_soi / "reglages.yaml"), CSS))) as pdf:
        figures = list(elements(pdf.Root.StructTreeRoot.K, "/Figure"))
        assert [str(figure.Alt) for figure in figures] == ["Cercle bleu du syndicat inventé", "Signature manuscrite"]
        logo = [float(cote) for cote in figures[0].A.BBox]
        assert logo[2] - logo[0] == pytest.approx(50 / 25.4 * 72, abs=0.1)
        assert 842 - logo[3] == pytest.approx(22 / 25.4 * 72, abs=0.5)  # at the top margin
        dessins = [objet for objet in pdf.objects if isinstance(objet, pikepdf.Stream) and "/Width" in objet]
        assert len(dessins) == 2
        assert not any(dessin.Interpolate or "/SMask" in dessin for dessin in dessins)


@pytest.mark.parametrize("profil", ["2a", "ua1"])
def test_une_lettre_a_images_suit_les_deux_normes(chez_soi: Path, profil: str) -> None:
    page = pytest.importorskip("page", reason="page-validation n’est pas installé : PDF/A et PDF/UA non contrôlés")
    rapport = page.validate_pdf_bytes(ecrire_pdf(lettre(chez_soi / "reglages.yaml"), CSS), profile=profil)
    assert [(faute.rule_id, faute.message) for faute in rapport.failures] == []


def test_memes_images_memes_octets(chez_soi: Path) -> None:
    un, autre = (lettre(chez_soi / "reglages.yaml") for _ in range(2))
    assert ecrire_pdf(un, CSS) == ecrire_pdf(autre, CSS)
    assert ecrire_docx(un, BASE) == ecrire_docx(autre, BASE)


def test_un_texte_d_image_reste_du_texte() -> None:
    piege = '"><img src="http://127.0.0.1:9/x.png"> & é'
    bloc = Coordonnees((inlines("a"),), (inlines("b"),), Image(image("PNG"), piege, 20))
    document = Document("t", "a", "s", exemple("c").lettre.date or pytest.fail("date"), (bloc,))
    with pikepdf.open(BytesIO(ecrire_pdf(document, CSS))) as pdf:
        (figure,) = elements(pdf.Root.StructTreeRoot.K, "/Figure")
        assert str(figure.Alt) == piege
    (forme,) = relire(document).inline_shapes
    assert forme._inline.docPr.get("descr") == piege


# ---------------------------------------------------------------------------------------------- les images


@pytest.mark.parametrize(
    ("genre", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "P"), ("PNG", "1"), ("JPEG", "L")]
)
def test_toute_image_courante_devient_opaque(genre: str, mode: str) -> None:
    lue = lire_image(image(genre, mode), "t", 60, 30)
    with Pillow.open(BytesIO(lue.octets)) as relue:
        assert (relue.format, relue.size) == (genre, (600, 200))
        assert relue.mode in ("RGB", "L")
    assert lue.largeur_mm == 60


def test_une_image_haute_tient_dans_sa_place() -> None:
    assert lire_image(image("PNG", taille=(100, 400)), "t", 60, 30).largeur_mm == 7.5


def test_ce_qu_une_photo_dit_de_plus_est_oublie() -> None:
    exif = Pillow.Exif()
    exif[0x010F], exif[0x0112] = "AppareilSecret", 6
    brute = image("JPEG", taille=(300, 100), exif=exif, comment=b"LieuSecret")
    assert b"AppareilSecret" in brute
    lue = lire_image(brute, "t", 60, 30)
    assert b"Secret" not in lue.octets
    with Pillow.open(BytesIO(lue.octets)) as relue:
        assert relue.size == (100, 300)  # upright, for readers that do not turn it themselves


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        (b"bonjour", "ce n’est pas une image PNG ou JPEG"),
        (b"", "ce n’est pas une image PNG ou JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "ce n’est pas une image PNG ou JPEG"),
        (image("GIF", "P"), "ce n’est pas une image PNG ou JPEG"),
        (image("PNG")[:60], "cette image est abîmée ou incomplète"),
        (image("JPEG")[:60], "cette image est abîmée ou incomplète"),
        (b"\x89PNG\r\n\x1a\n" + b"IEND" * 30, "cette image est abîmée ou incomplète"),
        (image("PNG", "1", (4001, 2)), "image trop grande"),
        (geante(10_000), "image trop grande"),
        (geante(60_000), "image trop grande"),
        (image("JPEG", "CMYK"), "couleurs non acceptées (CMYK)"),
        (image("PNG") + b"\0" * 2_000_000, "image trop volumineuse"),
    ],
)
def test_une_image_qui_ne_convient_pas_est_refusee(octets: bytes, message: str) -> None:
    with pytest.raises(ImageRefusee) as refus:
        lire_image(octets, "t", 60, 30)
    assert str(refus.value) == message
    assert refus.value.attendu


# ---------------------------------------------------------------------------------------------- les fautes


def refus(fichier: Path, contenu: str) -> list[str]:
    fichier.write_text(contenu, encoding="utf-8")
    with pytest.raises(EntreeInvalide) as erreur:
        lire_reglages(fichier).identite()
    return [str(probleme).replace(str(fichier.parent), "…") for probleme in erreur.value.problemes]


@pytest.mark.parametrize(
    ("contenu", "attendus"),
    [
        (
            "copie: x\n",
            ["…/reglages.yaml:1 : copie : champ inconnu ; vouliez-vous dire « copies » ?"],
        ),
        (
            "copies: x\nlogo: absent.png\nlogo_texte: t\nsignature: non.png\n",
            [
                "…/reglages.yaml:2 : logo : ce fichier n’existe pas ; lu « absent.png »",
                "…/reglages.yaml:4 : signature : ce fichier n’existe pas ; lu « non.png »",
            ],
        ),
        (
            "signature: reglages.yaml\n",
            [
                "…/reglages.yaml:1 : signature : ce n’est pas une image PNG ou JPEG ; lu « reglages.yaml » ; "
                "attendu : un fichier .png ou .jpg"
            ],
        ),
        (
            "logo: logo.png\n",
            [
                "…/reglages.yaml:1 : logo : ce logo n’a pas de texte ; lu « logo.png » ; "
                "attendu : logo_texte : ce que montre le logo, pour qui ne le voit pas"
            ],
        ),
        (
            "logo_largeur_mm: 300\n",
            [
                "…/reglages.yaml:1 : logo_largeur_mm : largeur hors des bornes ; lu « 300 » ; "
                "attendu : de 10 à 76 millimètres"
            ],
        ),
        (
            "signataire: {qualite: déléguée}\n",
            ["…/reglages.yaml:1 : signataire.nom : champ obligatoire absent"],
        ),
        (
            "arguments: nulle-part\ntemplates: logo.png\n",
            [
                "…/reglages.yaml:1 : arguments : ce dossier n’existe pas ; lu « nulle-part »",
                "…/reglages.yaml:2 : templates : ce dossier n’existe pas ; lu « logo.png »",
            ],
        ),
        (
            "- liste\n",
            [
                "…/reglages.yaml:1 : un groupe de champs est attendu ici ; "
                "attendu : des lignes « nom: valeur » en retrait"
            ],
        ),
    ],
)
def test_des_reglages_faux_sont_dits_avec_leur_ligne(chez_soi: Path, contenu: str, attendus: list[str]) -> None:
    assert refus(chez_soi / "reglages.yaml", contenu) == attendus


def test_des_reglages_vides_ou_en_commentaire_ne_changent_rien(tmp_path: Path) -> None:
    fichier = tmp_path / "reglages.yaml"
    for contenu in ("", "# rien\n"):
        fichier.write_text(contenu, encoding="utf-8")
        assert lire_reglages(fichier).identite() == SANS_REGLAGES


# ---------------------------------------------------------------------------------------------- la commande

Commande = Callable[..., tuple[int, str]]


@pytest.fixture
def indu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Commande:
    """The command, with a folder of settings of its own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path / "chez-moi"))

    def lancer(*arguments: str | Path) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["indu", *map(str, arguments)])
        sortie, code = io.StringIO(), 0
        with contextlib.redirect_stdout(sortie), contextlib.redirect_stderr(sortie):
            try:
                principal()
            except SystemExit as fin:
                code = fin.code if isinstance(fin.code, int) else 0
        return code, sortie.getvalue()

    return lancer


def base_de_syndicat() -> bytes:
    """A Word base as a person would save it: a letterhead in the header, another one on the first page."""
    word = docx.Document(BytesIO(BASE))
    word.add_paragraph("Texte oublié par Word")
    word.sections[0].header.paragraphs[0].add_run("SYNDICAT INVENTÉ")
    word.sections[0].different_first_page_header_footer = True
    word.sections[0].first_page_header.paragraphs[0].add_run("SYNDICAT INVENTÉ – première page")
    sortie = BytesIO()
    word.save(sortie)
    return sortie.getvalue()


def test_ses_modeles_et_sa_base_word_sans_rien_redire(indu: Commande, chez_soi: Path) -> None:
    """A user's own signature part, laid over ours alone, and a Word base with the union's letterhead."""
    blocs = chez_soi / "mes-modeles" / "courriers" / "blocs"
    blocs.mkdir(parents=True)
    (blocs / "signature.md.j2").write_text("::: signature\nLe bureau de {{ praticien.nom }}\n:::\n", encoding="utf-8")
    (chez_soi / "base.docx").write_bytes(base_de_syndicat())
    with (chez_soi / "reglages.yaml").open("a", encoding="utf-8") as fichier:
        fichier.write("base_docx: base.docx\ntemplates: mes-modeles\n")
    code, dit = indu("lettre", EXEMPLES["c"], "-o", chez_soi / "s", "--reglages", chez_soi / "reglages.yaml")
    assert code == 0, dit
    word = docx.Document(str(chez_soi / "s" / "ex-c-2026-saisine-cra.docx"))
    assert f"Le bureau de {exemple('c').praticien.nom}" in texte_word(word)
    assert "Texte oublié" not in texte_word(word)
    section = word.sections[0]
    assert [p.text for p in section.header.paragraphs] == ["PROJET – à relire", "SYNDICAT INVENTÉ"]
    assert [p.text for p in section.first_page_header.paragraphs] == [
        "PROJET – à relire",
        "SYNDICAT INVENTÉ – première page",
    ]
    assert len(word.inline_shapes) == 2


def test_une_base_sans_les_styles_est_nommee(indu: Commande, chez_soi: Path) -> None:
    nue = BytesIO()
    docx.Document().save(nue)
    (chez_soi / "papier.docx").write_bytes(nue.getvalue())
    (chez_soi / "reglages.yaml").write_text("base_docx: papier.docx\n", encoding="utf-8")
    code, dit = indu("lettre", EXEMPLES["c"], "-o", chez_soi / "s", "--reglages", chez_soi / "reglages.yaml")
    assert code == 2
    assert dit.startswith(f"{chez_soi / 'papier.docx'} n’a pas les styles : Expéditeur, Destinataire,")
    assert not (chez_soi / "s").exists()


def test_les_reglages_personnels_valent_pour_toute_commande(indu: Commande, chez_soi: Path) -> None:
    personnels = chez_soi / "config" / "indu"
    personnels.mkdir(parents=True)
    (personnels / "reglages.yaml").write_text("arguments: nulle-part\n", encoding="utf-8")
    for commande in (("moyens", "liste"), ("analyser", EXEMPLES["c"]), ("tarif", "RAM 8,09", "--le", "2026-03-01")):
        code, dit = indu(*commande)
        assert (code, "reglages.yaml:1 : arguments : ce dossier n’existe pas" in dit) == (2, True), commande
    (personnels / "mes-arguments").mkdir()
    (personnels / "reglages.yaml").write_text("arguments: mes-arguments\n", encoding="utf-8")
    assert indu("moyens", "nouveau", "mon-moyen")[0] == 0
    assert (personnels / "mes-arguments" / "moyens" / "nouveaux" / "mon-moyen.yaml").is_file()


def test_des_reglages_demandes_et_absents_sont_une_erreur(indu: Commande, tmp_path: Path) -> None:
    code, dit = indu("moyens", "liste", "--reglages", tmp_path / "absents.yaml")
    assert code == 2
    assert dit.startswith(f"{tmp_path / 'absents.yaml'} : fichier de réglages illisible ou introuvable")
