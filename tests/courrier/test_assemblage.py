"""The exhibits behind the letter: page counts, stamps, what leaks and what does not, and what is refused."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from aide import TEMPLATES
from indu.commun.erreurs import EntreeInvalide
from indu.commun.texte import espaces_simples
from indu.courrier.assemblage import Assemblage, assembler
from indu.courrier.document import Coordonnees, Document, Paragraphe, Titre, inlines
from indu.courrier.pdf import ecrire_pdf
from indu.courrier.piece_image import pdf_image, sans_indiscretions
from indu.courrier.piece_pdf import ouvrir_fichier
from indu.courrier.pieces import Bordereau, PieceNumerotee
from indu.courrier.rendu import ErreurRendu
from indu.dossier.modele import Piece

CSS = TEMPLATES.lire("theme/letter.css").decode()
LETTRE = Document(
    titre="Saisine – EX-1",
    auteur="Anne Exemple",
    sujet="Indu",
    date=date(2026, 3, 17),
    blocs=(
        Coordonnees((inlines("Anne Exemple"),), (inlines("Commission de recours amiable"), inlines("CPAM d’Exemple"))),
        Titre(1, inlines("Discussion")),
        Paragraphe(inlines("La pièce le montre.")),
    ),
    pied="Anne Exemple – EX-1",
)


@cache
def pdf_de_la_lettre() -> bytes:
    return ecrire_pdf(LETTRE, CSS)


@cache
def pages(nombre: int = 1, texte: str = "contenu", taille: str = "A4") -> bytes:
    """An exhibit as another program makes it."""
    from weasyprint import HTML

    corps = "".join(f"<h1>{texte} page {rang}</h1>" for rang in range(1, nombre + 1))
    style = f"<style>@page {{ size: {taille} }} h1 {{ break-after: page; margin-top: 20mm }}</style>"
    octets: bytes = HTML(
        string=f"<title>SECRET-META</title><meta name=author content=SECRET-META>{style}{corps}"
    ).write_pdf()
    with pikepdf.open(BytesIO(octets)) as pdf:
        del pdf.pages[nombre:]
        return sauver(pdf)


def sauver(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    sortie = BytesIO()
    pdf.save(sortie, **options)
    return sortie.getvalue()


def bordereau(*pieces: Piece) -> Bordereau:
    return Bordereau(tuple(PieceNumerotee(n, piece) for n, piece in enumerate(pieces, 1)), {}, {})


def piece(identifiant: str, *, secrete: bool = False, fichier: bool = True) -> Piece:
    return Piece(
        id=identifiant, intitule=f"Intitulé {identifiant}", date=date(2026, 3, 2), confidentielle=secrete,
        fichier=f"{identifiant}.pdf" if fichier else None,
    )  # fmt: skip


def assemble(pieces: Mapping[str, bytes | None], secretes: frozenset[str] = frozenset()) -> Assemblage:
    toutes = [piece(nom, secrete=nom in secretes, fichier=octets is not None) for nom, octets in pieces.items()]
    contenus = {nom: octets for nom, octets in pieces.items() if octets is not None}
    return assembler(LETTRE, pdf_de_la_lettre(), bordereau(*toutes), contenus, "EX-1", TEMPLATES)


def seule(octets: bytes) -> bytes:
    return assemble({"P1": octets}).commun


def textes(pdf: bytes, tmp_path: Path) -> list[str]:
    """The text of each page, as poppler reads it."""
    outil = shutil.which("pdftotext")
    if outil is None:
        pytest.skip("pdftotext (poppler-utils) n’est pas installé")
    (tmp_path / "t.pdf").write_bytes(pdf)
    lu = subprocess.run([outil, "-enc", "UTF-8", str(tmp_path / "t.pdf"), "-"], check=True, capture_output=True)
    return [espaces_simples(page) for page in lu.stdout.decode().split("\f")[:-1]]


def image_de(pdf: bytes, tmp_path: Path, page: int, ppp: int = 36) -> Image.Image:
    outil = shutil.which("pdftoppm")
    if outil is None:
        pytest.skip("pdftoppm (poppler-utils) n’est pas installé")
    (tmp_path / "i.pdf").write_bytes(pdf)
    base = tmp_path / "i"
    subprocess.run([outil, "-r", str(ppp), "-f", str(page), "-l", str(page), "-png", "-singlefile",
                    str(tmp_path / "i.pdf"), str(base)], check=True)  # fmt: skip
    return Image.open(base.with_suffix(".png")).convert("RGB")


def objets(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of a file, direct ones included."""
    a_voir: list[Any] = list(pdf.objects)
    while a_voir:
        objet = a_voir.pop()
        if isinstance(objet, (pikepdf.Dictionary, pikepdf.Stream)):
            yield objet
            a_voir += [v for v in dict(objet.items()).values() if isinstance(v, pikepdf.Object) and not v.is_indirect]
        elif isinstance(objet, pikepdf.Array):
            a_voir += [v for v in objet if isinstance(v, pikepdf.Object) and not v.is_indirect]


# ---------------------------------------------------------------------------------------------- assembler


def test_la_lettre_puis_chaque_piece_derriere_sa_garde_et_tamponnee(tmp_path: Path) -> None:
    fait = assemble({"P1": pages(2, "UN"), "P2": pages(1, "DEUX")})
    lues = textes(fait.commun, tmp_path)
    assert len(lues) == 1 + (1 + 2) + (1 + 1)
    assert "La pièce le montre" in lues[0]
    assert "Pièce n° 1 Intitulé P1 2 mars 2026 Dossier EX-1" in lues[1]
    assert "UN page 1" in lues[2]
    assert [re.findall(r"Pièce n° \d – \d/\d", page) for page in lues[2:4]] == [
        ["Pièce n° 1 – 1/2"], ["Pièce n° 1 – 2/2"]
    ]  # fmt: skip
    assert "Pièce n° 2 – 1/1" in lues[5]
    assert fait.pli is None
    assert fait.absentes == fait.reparees == ()


def test_une_piece_sans_fichier_garde_sa_page(tmp_path: Path) -> None:
    fait = assemble({"P1": None, "P2": pages()})
    lues = textes(fait.commun, tmp_path)
    assert len(lues) == 1 + 1 + 2
    assert "Pièce jointe hors de ce fichier" in lues[1]
    assert "hors de ce fichier" not in lues[2]
    assert fait.absentes == (1,)


def test_sans_aucune_piece_le_fichier_est_la_lettre(tmp_path: Path) -> None:
    assert textes(assemble({}).commun, tmp_path) == textes(pdf_de_la_lettre(), tmp_path)


def test_les_pieces_confidentielles_ne_sont_que_dans_le_pli(tmp_path: Path) -> None:
    fait = assemble({"P1": pages(1, "CLAIR"), "P2": pages(2, "SECRET"), "P3": None}, frozenset({"P2", "P3"}))
    assert fait.pli is not None
    commun, pli = textes(fait.commun, tmp_path), textes(fait.pli, tmp_path)
    assert len(commun) == 1 + 2
    assert not any(re.search(r"SECRET|Intitulé P[23]|Pièce n° [23]", page) for page in commun)
    assert len(pli) == 1 + (1 + 2) + 1
    assert "Commission de recours amiable CPAM d’Exemple" in pli[0]
    assert "SECRET MÉDICAL" in pli[0]
    assert "Ce pli contient les pièces 2 et 3" in pli[0]
    assert "Intitulé" not in pli[0]
    assert not any("CLAIR" in page for page in pli)
    assert b"SECRET-META" not in fait.pli


@settings(max_examples=12)
@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=5))
def test_le_nombre_de_pages_est_exact_et_rien_de_secret_ne_passe(tirees: list[tuple[int, bool]]) -> None:
    noms = [f"P{rang}" for rang in range(1, len(tirees) + 1)]
    contenus = {
        nom: pages(n, "SECRET" if s else "CLAIR") if n else None for nom, (n, s) in zip(noms, tirees, strict=True)
    }
    secretes = frozenset(nom for nom, (_, secrete) in zip(noms, tirees, strict=True) if secrete)
    fait = assemble(contenus, secretes)
    with pikepdf.open(BytesIO(fait.commun)) as pdf:
        assert len(pdf.pages) == 1 + sum(1 + n for n, secrete in tirees if not secrete)
        with pdf.open_outline() as plan:
            titres = [element.title for element in plan.root]
    publics = [f"Pièce\xa0n°\xa0{n} – Intitulé {nom}" for n, nom in enumerate(noms, 1) if nom not in secretes]
    assert titres == ["Lettre", *publics]
    assert (fait.pli is None) == (not secretes)
    if fait.pli is not None:
        with pikepdf.open(BytesIO(fait.pli)) as pdf:
            assert len(pdf.pages) == 1 + sum(1 + n for n, secrete in tirees if secrete)
    assert set(fait.absentes) == {rang for rang, (n, _) in enumerate(tirees, 1) if not n}
    assert fait == assemble(contenus, secretes), "deux fois les mêmes entrées, deux fichiers différents"


def test_la_lettre_garde_son_balisage_et_ses_signets() -> None:
    with pikepdf.open(BytesIO(pdf_de_la_lettre())) as avant, pikepdf.open(BytesIO(seule(pages(2)))) as apres:
        assert apres.Root.MarkInfo.Marked
        assert apres.Root.StructTreeRoot.K.unparse(resolved=False)
        balises = [
            sorted(str(o.S) for o in objets(pdf) if str(o.get("/Type", "")) == "/StructElem") for pdf in (avant, apres)
        ]
        assert balises[0] == balises[1] != []
        assert apres.pages[0].obj.StructParents == avant.pages[0].obj.StructParents
        assert not any("/StructParents" in page.obj for page in list(apres.pages)[1:])
        with apres.open_outline() as plan:
            assert [enfant.title for enfant in plan.root[0].children] == ["Discussion"]


def test_le_fichier_ne_pretend_plus_aux_normes_de_la_lettre() -> None:
    octets = seule(pages())
    with pikepdf.open(BytesIO(octets)) as pdf, pdf.open_metadata() as xmp:
        assert not [cle for cle in xmp if "aiim.org" in cle]
        assert xmp["dc:title"] == str(pdf.docinfo.Title) == "Saisine – EX-1, et ses pièces"
        assert str(pdf.docinfo.CreationDate).startswith("D:20260317")
        assert not re.search(rb"pdf(ua|a)id:(part|rev|conf)", pdf.Root.Metadata.read_bytes())


def test_qpdf_ne_trouve_rien(tmp_path: Path) -> None:
    outil = shutil.which("qpdf")
    if outil is None:
        pytest.skip("qpdf n’est pas installé")
    (tmp_path / "a.pdf").write_bytes(seule(pages(2)))
    subprocess.run([outil, "--check", str(tmp_path / "a.pdf")], check=True, capture_output=True)


# ---------------------------------------------------------------------------------------------- tamponner

COINS = [
    ("A4", 0, None), ("A4", 90, None), ("A4", 180, None), ("A4", -90, None), ("A4 landscape", 0, None),
    ("A4", 0, (100, 300, 500, 800)), ("A4", 90, (100, 300, 500, 800)), ("A4", 270, (100, 300, 500, 800)),
    ("A6", 0, None), ("A2", 180, None), ("50mm 50mm", 90, None), ("A4", 45, None),
]  # fmt: skip


@pytest.mark.parametrize(("taille", "rotation", "cadre"), COINS)
def test_le_tampon_est_en_haut_a_droite_de_la_page_telle_qu_on_la_voit(
    taille: str, rotation: int, cadre: tuple[int, ...] | None, tmp_path: Path
) -> None:
    with pikepdf.open(BytesIO(pages(1, " ", taille))) as pdf:
        pdf.pages[0].obj.Contents = pdf.make_stream(b"")
        if rotation:
            pdf.pages[0].obj.Rotate = rotation
        if cadre:
            pdf.pages[0].obj.CropBox = pikepdf.Array(cadre)
        page = image_de(seule(sauver(pdf)), tmp_path, 3, 72)
    vide = Image.new("RGB", page.size, "white")
    encre = Image.composite(page, vide, ImageOps.invert(page.convert("L")).point(lambda v: 255 if v > 60 else 0))
    gauche, haut, droite, bas = ImageOps.invert(encre.convert("L")).getbbox() or (0, 0, 0, 0)
    petit = min(page.size)
    assert 0 < page.width - droite < 0.08 * petit
    assert 0 < haut < 0.08 * petit
    assert droite - gauche > 3 * (bas - haut), "le tampon n’est pas droit"
    assert gauche > 0
    if cadre:
        voulue = (400, 500) if rotation == 0 else (500, 400)
        assert abs(page.width - voulue[0]) <= 1
        assert abs(page.height - voulue[1]) <= 1


def test_le_tampon_d_une_page_n_est_pas_sur_les_autres(tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(pages(3))) as pdf:
        commun = pdf.make_indirect(pikepdf.Dictionary(dict(pdf.pages[0].obj.Resources.items())))
        commun.XObject = pikepdf.Dictionary()
        for page in pdf.pages:
            page.obj.Resources = commun
        lues = textes(seule(sauver(pdf)), tmp_path)
    assert [re.findall(r"– (\d)/3", page) for page in lues[2:]] == [["1"], ["2"], ["3"]]


def test_les_attributs_herites_des_pages_passent(tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(pages(1))) as pdf:
        noeud, page = pdf.Root.Pages, pdf.pages[0].obj
        noeud.Rotate, noeud.Resources, noeud.MediaBox = 90, page.Resources, page.MediaBox
        del page["/Resources"], page["/MediaBox"]
        octets = sauver(pdf)
    with pikepdf.open(BytesIO(seule(octets))) as pdf:
        assert pdf.pages[2].obj.Rotate == 90
    assert "contenu page 1" in textes(seule(octets), tmp_path)[2]


# ---------------------------------------------------------------------------------------------- ne rien laisser fuir


def piege() -> bytes:
    """A PDF with everything that must not pass, each marked « FUITE »."""
    with pikepdf.open(BytesIO(pages(1))) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('FUITE')")
        pdf.Root.OpenAction = script
        pdf.Root.AA = pikepdf.Dictionary(WC=script)
        pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["a", script])))
        pdf.attachments["FUITE.txt"] = b"FUITE"
        with pdf.open_metadata() as xmp:
            xmp["dc:description"] = "FUITE"
        pdf.docinfo["/Keywords"] = "FUITE"
        page = pdf.pages[0].obj
        page.AA = pikepdf.Dictionary(O=script)
        page.PieceInfo = pikepdf.Dictionary(FUITE=pikepdf.Dictionary())
        page.Metadata = pdf.make_stream(b"<x>FUITE</x>")
        dessin = pdf.make_stream(b"0 0 1 rg 0 0 50 50 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form,
                                 BBox=pikepdf.Array([0, 0, 50, 50]))  # fmt: skip
        dessin.Metadata = pdf.make_stream(b"<x>FUITE</x>")
        champ = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="FUITE", V="FUITE", F=4,
            Rect=pikepdf.Array([100, 100, 150, 150]), AP=pikepdf.Dictionary(N=dessin), AA=pikepdf.Dictionary(K=script),
        )  # fmt: skip
        lien = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([0, 0, 9, 9]),
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://fuite.invalid/FUITE"),
        )  # fmt: skip
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=pikepdf.Array([0, 0, 9, 9]), Contents="FUITE"
        )
        champ_pdf = pdf.make_indirect(champ)
        page.Annots = pikepdf.Array([champ_pdf, pdf.make_indirect(lien), pdf.make_indirect(note)])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([champ_pdf]))
        photo = BytesIO()
        exif = Image.Exif()
        exif[0x010E] = "FUITE"
        Image.new("RGB", (8, 8), "red").save(photo, "JPEG", exif=exif, comment=b"FUITE")
        image = pdf.make_stream(photo.getvalue(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=8,
                                Height=8, ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8)  # fmt: skip
        image.Filter = pikepdf.Name.DCTDecode
        page.Resources.XObject = pikepdf.Dictionary(Photo=image)
        return sauver(pdf)


def test_rien_d_un_pdf_ne_fuit_que_ce_qu_on_voit(tmp_path: Path) -> None:
    source = piege()
    octets = seule(source)
    with pikepdf.open(BytesIO(source)) as pdf:
        assert contient(pdf, "FUITE"), "le piège n’en est plus un"
    with pikepdf.open(BytesIO(octets)) as pdf:
        assert not contient(pdf, "FUITE")
        assert not contient(pdf, "SECRET-META")
        assert not set(pdf.Root.keys()) & {"/OpenAction", "/AA", "/AcroForm", "/Names"}
        for page in list(pdf.pages)[1:]:
            assert set(page.obj.keys()) <= {
                "/Type", "/Parent", "/MediaBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group"
            }  # fmt: skip
        assert not any("/JS" in objet or "/AA" in objet for objet in objets(pdf))
    vue = image_de(octets, tmp_path, 3)
    bleu = vue.getpixel((125 // 2, vue.height - 125 // 2))
    assert bleu == (0, 0, 255), "ce que montrait le champ rempli n’est plus sur la page"


def contient(pdf: pikepdf.Pdf, mot: str) -> bool:
    for objet in pdf.objects:
        if mot in repr(objet.unparse(resolved=False)) or mot.encode() in objet.unparse(resolved=True):
            return True
        if isinstance(objet, pikepdf.Stream):
            try:
                contenu = objet.read_bytes()
            except pikepdf.PdfError:
                contenu = objet.read_raw_bytes()
            if mot.encode() in contenu:
                return True
    return False


def test_la_zone_hors_du_cadre_n_est_plus_dans_la_page() -> None:
    with pikepdf.open(BytesIO(pages(1))) as pdf:
        pdf.pages[0].obj.CropBox = pikepdf.Array([100, 100, 300, 300])
        octets = seule(sauver(pdf))
    with pikepdf.open(BytesIO(octets)) as pdf:
        assert [float(x) for x in pdf.pages[2].obj.MediaBox] == [100, 100, 300, 300]
        assert "/CropBox" not in pdf.pages[2].obj


def test_un_fichier_deja_tamponne_se_joint_encore() -> None:
    with pikepdf.open(BytesIO(seule(seule(pages())))) as pdf:
        tampons = [[n for n in sorted(dict(page.resources.XObject.items())) if "Tampon" in n] for page in pdf.pages[2:]]
    assert tampons == [["/Tampon0"], ["/Tampon0"], ["/Tampon0", "/Tampon1"]]


# ---------------------------------------------------------------------------------------------- photographier


def photo(orientation: int, genre: str = "RGB") -> tuple[bytes, Image.Image]:
    """A picture with four different corners, and how it must be seen."""
    image = Image.new("RGB", (160, 80), "white")
    for boite, couleur in (((0, 0), "red"), ((120, 0), "green"), ((0, 40), "blue"), ((120, 40), "black")):
        image.paste(couleur, (*boite, boite[0] + 40, boite[1] + 40))
    image = image.convert(genre)
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "FUITE"
    sortie = BytesIO()
    image.save(sortie, "JPEG", exif=exif, quality=95)
    return sortie.getvalue(), ImageOps.exif_transpose(Image.open(BytesIO(sortie.getvalue()))).convert("RGB")


@pytest.mark.parametrize("genre", ["RGB", "CMYK"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_une_photo_est_droite_comme_son_exif_le_dit(orientation: int, genre: str, tmp_path: Path) -> None:
    octets, attendue = photo(orientation, genre)
    page = image_de(sauver(pdf_image(octets)), tmp_path, 1, 72)
    assert (page.height > page.width) == (attendue.height > attendue.width)
    gauche, haut = (page.width - attendue.width) // 2, 45
    for x, y in ((20, 20), (attendue.width - 20, 20), (20, attendue.height - 20)):
        vu, voulu = page.getpixel((gauche + x, haut + y)), attendue.getpixel((x, y))
        assert isinstance(vu, tuple)
        assert isinstance(voulu, tuple)
        assert all(abs(a - b) < 60 for a, b in zip(vu, voulu, strict=True)), (orientation, x, y, vu, voulu)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_un_png_de_chaque_sorte_passe(mode: str, tmp_path: Path) -> None:
    sortie = BytesIO()
    if mode == "I;16":
        Image.new("I;16", (30, 40), 0).save(sortie, "PNG")
    else:
        Image.new("RGBA", (30, 40), (0, 0, 0, 255)).convert(mode).save(sortie, "PNG")
    page = image_de(seule(sortie.getvalue()), tmp_path, 3, 72)
    assert page.getpixel((297, 60)) == (0, 0, 0)


def test_un_png_transparent_est_sur_blanc(tmp_path: Path) -> None:
    sortie = BytesIO()
    Image.new("RGBA", (30, 40), (0, 0, 0, 0)).save(sortie, "PNG")
    assert image_de(seule(sortie.getvalue()), tmp_path, 3, 72).getpixel((297, 60)) == (255, 255, 255)


def test_une_photo_ne_garde_ni_lieu_ni_commentaire_ni_seconde_image() -> None:
    octets, _ = photo(6)
    sale = octets[:2] + b"\xff\xfe\x00\x07FUITE" + octets[2:] + b"\xff\xd8FUITE"
    propre = sans_indiscretions(sale)
    assert b"FUITE" in sale
    assert b"FUITE" not in propre
    avant, apres = Image.open(BytesIO(octets)), Image.open(BytesIO(propre))
    assert avant.tobytes() == apres.tobytes()
    assert not apres.getexif()


@given(st.integers(0, 2000), st.booleans())
def test_une_photo_coupee_est_refusee_ou_entiere(longueur: int, progressive: bool) -> None:
    sortie = BytesIO()
    Image.effect_noise((40, 40), 60).save(sortie, "JPEG", progressive=progressive)
    octets = sortie.getvalue()
    try:
        propre = sans_indiscretions(octets[:longueur])
    except ValueError:
        assert longueur < len(octets)
    else:
        assert Image.open(BytesIO(propre)).tobytes() == Image.open(BytesIO(octets)).tobytes()


# ---------------------------------------------------------------------------------------------- refuser


def chiffre(mot: str) -> bytes:
    with pikepdf.open(BytesIO(pages())) as pdf:
        return sauver(pdf, encryption=pikepdf.Encryption(owner="maitre", user=mot))


def avec_calque_masque() -> bytes:
    with pikepdf.open(BytesIO(pages())) as pdf:
        calque = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="secret"))
        pdf.Root.OCProperties = pikepdf.Dictionary(
            OCGs=pikepdf.Array([calque]), D=pikepdf.Dictionary(OFF=pikepdf.Array([calque]))
        )
        return sauver(pdf)


def sans_page() -> bytes:
    with pikepdf.new() as pdf:
        return sauver(pdf)


def formulaire_dynamique() -> bytes:
    with pikepdf.open(BytesIO(pages())) as pdf:
        pdf.Root.NeedsRendering = True
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pdf.make_stream(b"<xdp/>"))
        return sauver(pdf)


REFUS: dict[str, tuple[Callable[[], bytes], str]] = {
    "chiffré": (lambda: chiffre("mot"), "ce PDF est chiffré"),
    "verrouillé": (lambda: chiffre(""), "ce PDF est chiffré"),
    "vide": (lambda: b"", "n’est ni un PDF, ni une photo"),
    "texte": (lambda: b"Bonjour", "n’est ni un PDF, ni une photo"),
    "cassé": (lambda: b"%PDF-1.7\n" + b"x" * 500, "ce PDF est abîmé"),
    "sans page": (sans_page, "n’a aucune page"),
    "calque": (avec_calque_masque, "calques masqués"),
    "xfa": (formulaire_dynamique, "formulaire dynamique"),
    "heic": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 50, "au format HEIC"),
    "jpeg coupé": (lambda: photo(1)[0][:400], "cette image est abîmée"),
    "png coupé": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "cette image est abîmée"),
    "trop gros": (lambda: b"%PDF-1.7\n" + b"\0" * 50_000_000, "trop gros"),
}


@pytest.mark.parametrize("cas", REFUS)
def test_un_fichier_inutilisable_est_refuse_avec_sa_piece_et_son_nom(cas: str) -> None:
    octets, message = REFUS[cas]
    with pytest.raises(EntreeInvalide) as erreur:
        assemble({"P1": pages(), "P2": octets()})
    (dit,) = map(str, erreur.value.problemes)
    assert dit.startswith("P2.pdf : pièce « P2 » (Intitulé P2) : ")
    assert message in dit
    assert "attendu : " in dit


def test_tous_les_fichiers_inutilisables_sont_dits_ensemble() -> None:
    with pytest.raises(EntreeInvalide) as erreur:
        assemble({"P1": b"", "P2": b""})
    assert len(erreur.value.problemes) == 2


def test_une_image_enorme_est_refusee() -> None:
    sortie = BytesIO()
    Image.new("1", (20_000, 12_000)).save(sortie, "PNG")
    with pytest.raises(ErreurRendu, match="trop de points"):
        ouvrir_fichier(sortie.getvalue())


def test_trop_de_pages_en_tout_est_refuse() -> None:
    with pikepdf.open(BytesIO(pages())) as pdf:
        for _ in range(300):
            pdf.pages.append(pdf.pages[0])
        octets = sauver(pdf)
    with pytest.raises(EntreeInvalide, match="602 pages en tout ; attendu : 500 au plus"):
        assemble({"P1": octets, "P2": octets})


def test_un_pdf_abime_mais_lisible_passe_et_c_est_dit() -> None:
    fait = assemble({"P1": pages(2).replace(b"startxref", b"startxxxx")})
    assert fait.reparees == (1,)
    with pikepdf.open(BytesIO(fait.commun)) as pdf:
        assert len(pdf.pages) == 1 + 1 + 2


@settings(max_examples=40)
@given(st.integers(0, 20_000), st.binary(min_size=1, max_size=30))
def test_un_pdf_gribouille_donne_des_pages_ou_un_refus(position: int, bruit: bytes) -> None:
    source = bytearray(pages(1))
    position %= len(source)
    source[position : position + len(bruit)] = bruit
    try:
        fait = assemble({"P1": bytes(source)})
    except EntreeInvalide:
        return
    with pikepdf.open(BytesIO(fait.commun)) as pdf:
        assert len(pdf.pages) >= 3


def test_un_fichier_de_libreoffice_passe(tmp_path: Path) -> None:
    outil = shutil.which("soffice")
    if outil is None:
        pytest.skip("LibreOffice n’est pas installé")
    (tmp_path / "ordonnance.txt").write_text("Ordonnance de LibreOffice", encoding="utf-8")
    subprocess.run([outil, f"-env:UserInstallation=file://{tmp_path}/profil", "--headless", "--convert-to", "pdf",
                    "--outdir", str(tmp_path), str(tmp_path / "ordonnance.txt")],
                   check=True, capture_output=True, timeout=120)  # fmt: skip
    lues = textes(seule((tmp_path / "ordonnance.pdf").read_bytes()), tmp_path)
    assert len(lues) == 3
    assert "Ordonnance de LibreOffice" in lues[2]
    assert "Pièce n° 1 – 1/1" in lues[2]
