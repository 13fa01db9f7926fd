"""What runs in the sandbox: a PDF or an image becomes pages of words, as JSON can carry them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indu.importation.filets import trouver_filets
from indu.importation.images import pages_d_image
from indu.importation.mots import Filet, Mot, Page
from indu.importation.pdfium import image_grise, mots_de_page, ouvrir_page, ouvrir_pdf

RESOLUTION_FILETS = 144
"""Points per inch at which ruled lines are sought."""
RESOLUTION_SCAN = 200
"""Points per inch at which a page without text is drawn to be recognised."""
FILETS_MAXIMAUX = 3_000
"""Lines kept of a page: a drawing has more, a table never."""

Json = dict[str, Any]


def extraire_texte(octets: bytes) -> list[Json]:
    """The pages of a PDF with the words they hold as text; none when the page is a picture.

    Raises:
        EntreeInvalide: the PDF is refused.
    """
    pages = []
    with ouvrir_pdf(octets) as document:
        for rang in range(len(document)):
            page = ouvrir_page(document, rang)
            mots = mots_de_page(page, rang + 1)
            filets: tuple[Filet, ...] = ()
            if mots:
                filets = trouver_filets(*image_grise(page, RESOLUTION_FILETS))
            largeur, hauteur = page.get_size()
            pages.append(_en_json(Page(rang + 1, largeur, hauteur, mots, filets)))
            page.close()
    return pages


def reconnaitre_pdf(octets: bytes, numeros: str) -> list[Json]:
    """These pages of a PDF (« 1,3 »), recognised as pictures.

    Raises:
        EntreeInvalide: the PDF is refused.
        ErreurEnvironnement: nothing can recognise characters here.
    """
    from PIL import Image

    from indu.importation.ocr import lire_page

    pages = []
    with ouvrir_pdf(octets) as document:
        for numero in map(int, numeros.split(",")):
            points, echelle = image_grise(ouvrir_page(document, numero - 1), RESOLUTION_SCAN)
            pages.append(_en_json(lire_page(Image.fromarray(points), echelle, numero)))
    return pages


def reconnaitre_image(octets: bytes) -> list[Json]:
    """The pages of an image file, recognised.

    Raises:
        EntreeInvalide: the file is refused.
        ErreurEnvironnement: nothing can recognise characters here.
    """
    from indu.importation.ocr import lire_page

    return [
        _en_json(lire_page(image, echelle, rang))
        for rang, (image, echelle) in enumerate(pages_d_image(octets), start=1)
    ]


def _en_json(page: Page) -> Json:
    return {
        "page": [page.numero, page.largeur, page.hauteur, page.origine, page.lisible],
        "mots": [[m.texte, m.gauche, m.droite, m.haut, m.bas, m.nette] for m in page.mots],
        "filets": [[f.horizontal, f.place, f.debut, f.fin] for f in page.filets[:FILETS_MAXIMAUX]],
    }


def depuis_json(pages: Sequence[Json]) -> list[Page]:
    """The pages that came out of the sandbox."""
    lues = []
    for page in pages:
        numero, largeur, hauteur, origine, lisible = page["page"]
        mots = tuple(Mot(*mot) for mot in page["mots"])
        filets = tuple(Filet(*filet) for filet in page["filets"])
        lues.append(Page(numero, largeur, hauteur, mots, filets, origine, lisible))
    return lues
