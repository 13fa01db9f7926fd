"""What must be refused clearly, quickly, and without a trace: broken, locked, empty, huge, hostile files."""

from __future__ import annotations

import io
import time
import zlib

import pikepdf
import pytest

from indu.commun.erreurs import EntreeInvalide
from indu.importation import pdf_pages
from indu.importation.bac import Limites
from indu.importation.pdf_pages import lire_image, lire_pdf

SECONDES = 30
"""No refusal takes longer."""


def pdf(*contenus: bytes, largeur: float = 595, hauteur: float = 842, filtre: bool = False) -> bytes:
    """A PDF with one page for each content."""
    document = pikepdf.new()
    for contenu in contenus:
        page = document.add_blank_page()
        page.obj.MediaBox = pikepdf.Array([0, 0, largeur, hauteur])
        flux = pikepdf.Stream(document, b"")
        flux.write(contenu, filter=pikepdf.Name.FlateDecode) if filtre else flux.write(contenu)
        page.obj.Contents = flux
        page.obj.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(
                F=pikepdf.Dictionary(
                    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
                )
            )
        )
    sortie = io.BytesIO()
    document.save(sortie)
    return sortie.getvalue()


def texte(mots: str, y: float = 700) -> bytes:
    """The content of a page that says something."""
    return f"BT /F 10 Tf 50 {y} Td ({mots}) Tj ET".encode("latin-1")


def chiffre() -> bytes:
    """A PDF that asks for a password."""
    sortie = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(texte("secret")))) as document:
        document.save(sortie, encryption=pikepdf.Encryption(user="mot de passe", owner="autre"))
    return sortie.getvalue()


def sans_page() -> bytes:
    """A PDF with an empty tree of pages."""
    sortie = io.BytesIO()
    pikepdf.new().save(sortie)
    return sortie.getvalue()


def refuser(octets: bytes) -> str:
    """What the refusal says; it must come in time."""
    debut = time.monotonic()
    with pytest.raises(EntreeInvalide) as refus:
        lire_pdf(octets, "notification.pdf")
    assert time.monotonic() - debut < SECONDES
    message = str(refus.value)
    assert message.startswith("notification.pdf : ")
    assert "Traceback" not in message
    return message


def test_un_pdf_protege_dit_quoi_faire() -> None:
    message = refuser(chiffre())
    assert "mot de passe" in message
    assert "copie sans mot de passe" in message


@pytest.mark.parametrize(
    "octets",
    [b"", b"bonjour", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\xff" * 5000, b"PK\x03\x04 pas un pdf"],
    ids=["vide", "texte", "tronque", "bruit", "zip"],
)
def test_ce_qui_n_est_pas_un_pdf_est_refuse(octets: bytes) -> None:
    assert "abîmé, ou n’en est pas un" in refuser(octets)


def test_un_pdf_sans_page_est_refuse() -> None:
    message = refuser(sans_page())
    assert "aucune page" in message or "abîmé" in message


def test_dix_mille_pages_sont_refusees() -> None:
    assert "10000 pages" in refuser(pdf(*([b""] * 10_000)))


def test_une_page_de_deux_cents_metres_est_refusee() -> None:
    assert "dimensions impossibles" in refuser(pdf(texte("x"), largeur=567_000, hauteur=567_000))


def test_une_bombe_de_decompression_est_bornee() -> None:
    bombe = texte("x") + b" " * 600_000_000
    octets = pdf(b"")
    with pikepdf.open(io.BytesIO(octets)) as document:
        flux = pikepdf.Stream(document, zlib.compress(zlib.compress(bombe, 9), 9))
        flux.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        document.pages[0].obj.Contents = flux
        sortie = io.BytesIO()
        document.save(sortie, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    debut = time.monotonic()
    refus = ""
    try:
        lire_pdf(sortie.getvalue(), "notification.pdf")
    except EntreeInvalide as erreur:
        refus = str(erreur)
    assert "Traceback" not in refus
    assert time.monotonic() - debut < SECONDES


def test_une_page_de_cent_mille_caracteres_est_refusee() -> None:
    contenu = b"\n".join(texte(f"{rang:05d}" * 24, 20 + rang * 0.8) for rang in range(1000))
    assert "trop de caractères" in refuser(pdf(contenu))


def test_un_dessin_sans_fin_est_arrete(monkeypatch: pytest.MonkeyPatch) -> None:
    traits = b"\n".join(
        f"{a % 595} {a * 7 % 842} m {a * 3 % 595} {a * 11 % 842} {a % 97} {a % 89} {a % 83} {a % 79} c S".encode()
        for a in range(400_000)
    )
    monkeypatch.setattr(pdf_pages, "TEXTE", Limites(secondes=2))
    message = refuser(pdf(texte("x") + b"\n" + traits, filtre=True))
    assert "trop de temps" in message


@pytest.mark.parametrize("octets", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 50], ids=["vide", "gif", "tronquee"])
def test_une_image_abimee_est_refusee(octets: bytes) -> None:
    pytest.importorskip("rapidocr", reason="reconnaissance de caractères absente : pip install 'indu[scan]'")
    with pytest.raises(EntreeInvalide, match="image"):
        lire_image(octets, "scan.png")


def test_une_image_aux_dimensions_enormes_est_refusee() -> None:
    pytest.importorskip("rapidocr", reason="reconnaissance de caractères absente : pip install 'indu[scan]'")
    from PIL import Image

    sortie = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(sortie, "PNG")
    with pytest.raises(EntreeInvalide, match="trop de points"):
        lire_image(sortie.getvalue(), "scan.png")
