"""A photographed exhibit as a PDF page: upright as its EXIF says, on A4, without the data that a camera leaves in it.

A JPEG keeps its own pixels, only placed; other pictures are written again without loss.
"""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from indu.courrier.rendu import ErreurRendu

if TYPE_CHECKING:
    import pikepdf
    from PIL import Image

PIXELS_MAX = 100_000_000
A4 = (595.28, 841.89)
_MARGE, _HAUT = 34.0, 45.0
"""Margins in points; the stamp stands in the upper one."""

_ORIENTATION = 0x0112
_PLACEMENTS = {
    1: "1 0 0 1 0 0", 2: "-1 0 0 1 1 0", 3: "-1 0 0 -1 1 1", 4: "1 0 0 -1 0 1",
    5: "0 -1 -1 0 1 1", 6: "0 -1 1 0 0 1", 7: "0 1 1 0 0 0", 8: "0 1 -1 0 1 0",
}  # fmt: skip
"""For each EXIF orientation, the matrix that sets the unit square of the picture upright."""

_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_APP0, _APP2, _APP14, _APP15 = 0xE0, 0xE2, 0xEE, 0xEF
_SANS_LONGUEUR = frozenset({0x01, *range(0xD0, 0xD8)})
_SUIVANT = re.compile(b"\xff(?![\x00\xd0-\xd7\xff])")


def sans_indiscretions(jpeg: bytes) -> bytes:
    """A JPEG without its EXIF (place, date, device), comments, thumbnails, nor what follows its end.

    Raises:
        ValueError: it is not a whole JPEG.
    """
    if jpeg[:2] != bytes((0xFF, _SOI)):
        raise ValueError("pas un JPEG")
    sortie, position = bytearray(jpeg[:2]), 2
    while position + 2 <= len(jpeg) and jpeg[position] == 0xFF:
        marque = jpeg[position + 1]
        if marque == 0xFF:  # a fill byte
            position += 1
        elif marque == _EOI:
            return bytes(sortie + jpeg[position : position + 2])
        elif marque in _SANS_LONGUEUR:
            sortie += jpeg[position : position + 2]
            position += 2
        else:
            fin = position + 2 + int.from_bytes(jpeg[position + 2 : position + 4], "big")
            segment = jpeg[position:fin]
            if _utile(marque, segment[4:]):
                sortie += segment
            position = fin
            if marque == _SOS:
                trouve = _SUIVANT.search(jpeg, fin)
                position = trouve.start() if trouve else len(jpeg)
                sortie += jpeg[fin:position]
    raise ValueError("JPEG incomplet")


def _utile(marque: int, donnees: bytes) -> bool:
    """Whether a segment is needed to show the picture."""
    if marque == _APP0:
        return donnees.startswith(b"JFIF")
    if marque == _APP2:
        return donnees.startswith(b"ICC_PROFILE")
    return marque != _COM and (marque == _APP14 or not _APP0 <= marque <= _APP15)


def pdf_image(octets: bytes) -> pikepdf.Pdf:
    """A PDF of one A4 page, upright or lying as the picture is.

    Raises:
        ErreurRendu: the picture is broken or too large.
    """
    import pikepdf
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what they say is checked below, in our words
            image = Image.open(BytesIO(octets), formats=("JPEG", "PNG"))
        if image.width * image.height > PIXELS_MAX:
            raise ErreurRendu.simple(
                "cette image a trop de points", attendu=f"{PIXELS_MAX // 1_000_000} millions au plus"
            )
        orientation = image.getexif().get(_ORIENTATION, 1)
        image.load()
        pdf = pikepdf.new()
        flux = _flux(pdf, image, octets)
    except Image.DecompressionBombError:
        raise ErreurRendu.simple("cette image a trop de points", attendu="une photo ordinaire") from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise ErreurRendu.simple("cette image est abîmée", attendu="une photo JPEG ou PNG entière") from None
    placement = _PLACEMENTS.get(orientation, _PLACEMENTS[1])
    largeur, hauteur = image.size if orientation not in (5, 6, 7, 8) else image.size[::-1]
    page = A4 if hauteur >= largeur else A4[::-1]
    echelle = min((page[0] - 2 * _MARGE) / largeur, (page[1] - _MARGE - _HAUT) / hauteur, 1.0)
    large, haut = echelle * largeur, echelle * hauteur
    gauche, bas = (page[0] - large) / 2, page[1] - _HAUT - haut
    contenu = f"q {large:.3f} 0 0 {haut:.3f} {gauche:.3f} {bas:.3f} cm {placement} cm /Photo Do Q"
    pdf.add_blank_page(page_size=page)
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=flux))
    pdf.pages[0].obj.Contents = pdf.make_stream(contenu.encode())
    return pdf


def _flux(pdf: pikepdf.Pdf, image: Image.Image, octets: bytes) -> pikepdf.Object:
    """The picture as a PDF object."""
    import pikepdf

    if image.format in ("JPEG", "MPO") and image.mode in ("L", "RGB"):
        flux = pikepdf.Stream(pdf, sans_indiscretions(octets))
        flux.Filter = pikepdf.Name.DCTDecode
    else:
        image = _simple(image)
        flux = pikepdf.Stream(pdf, image.tobytes())
    flux.Type, flux.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    flux.Width, flux.Height, flux.BitsPerComponent = image.width, image.height, 8
    flux.ColorSpace = pikepdf.Name.DeviceGray if image.mode == "L" else pikepdf.Name.DeviceRGB
    return flux


def _simple(image: Image.Image) -> Image.Image:
    """The picture in grey or in colours, on white where it is transparent."""
    from PIL import Image

    if image.mode.startswith("I"):  # sixteen bits
        return image.convert("I").point(lambda valeur: valeur * (1 / 256)).convert("L")
    if image.has_transparency_data:
        dessus = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), dessus).convert("RGB")
    return image.convert("L" if image.mode in ("1", "L", "LA") else "RGB")
