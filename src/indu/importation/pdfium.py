"""A PDF opened with PDFium: its words with their boxes, its pages as grey images. Bounded, refused clearly."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from indu.commun.erreurs import EntreeInvalide
from indu.importation.mots import Mot

TAILLE_MAXIMALE = 60_000_000
"""Largest file (bytes)."""
PAGES_MAXIMALES = 300
COTE_MAXIMAL = 5_000.0
"""Longest side of a page (points): larger ones are plans or traps."""
CARACTERES_MAXIMAUX = 60_000
"""Characters of a page: far above any page that a person can read."""
RESOLUTION_MAXIMALE = 12_000_000
"""Pixels of a page's image."""

_SIGNES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\x02": "-", "\u00ad": "-"})


@contextmanager
def ouvrir_pdf(octets: bytes) -> Iterator[Any]:
    """The document, closed at the end.

    Raises:
        EntreeInvalide: it is not a PDF, it is broken, locked by a password, empty, too big or too long.
    """
    import pypdfium2

    if len(octets) > TAILLE_MAXIMALE:
        raise EntreeInvalide.simple("ce PDF est trop volumineux", attendu=f"{TAILLE_MAXIMALE // 1_000_000} Mo au plus")
    try:
        document = pypdfium2.PdfDocument(octets)
    except pypdfium2.PdfiumError as erreur:
        if erreur.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise EntreeInvalide.simple(
                "ce PDF est protégé par un mot de passe",
                attendu="ouvrez-le, puis enregistrez-en une copie sans mot de passe (ou imprimez-le en PDF)",
            ) from None
        raise EntreeInvalide.simple(
            "ce PDF est abîmé, ou n’en est pas un", attendu="un PDF que votre lecteur sait ouvrir"
        ) from None
    try:
        if len(document) == 0:
            raise EntreeInvalide.simple("ce PDF n’a aucune page")
        if len(document) > PAGES_MAXIMALES:
            raise EntreeInvalide.simple(
                f"ce PDF a {len(document)} pages",
                attendu=f"{PAGES_MAXIMALES} pages au plus : gardez la lettre et son tableau",
            )
        yield document
    finally:
        document.close()


def ouvrir_page(document: Any, rang: int) -> Any:
    """A page of the document, counted from 0.

    Raises:
        EntreeInvalide: it cannot be read, or its size is absurd.
    """
    import pypdfium2

    try:
        page = document[rang]
    except pypdfium2.PdfiumError:
        raise EntreeInvalide.simple(f"la page {rang + 1} de ce PDF est abîmée") from None
    largeur, hauteur = page.get_size()
    if not (0 < largeur <= COTE_MAXIMAL and 0 < hauteur <= COTE_MAXIMAL):
        raise EntreeInvalide.simple(
            f"la page {rang + 1} de ce PDF a des dimensions impossibles", attendu="une page de papier"
        )
    return page


def image_grise(page: Any, points_par_pouce: float) -> Any:
    """The page as a grey image, and the points that a pixel stands for: a large page is drawn coarser."""
    largeur, hauteur = page.get_size()
    echelle = min(points_par_pouce / 72, (RESOLUTION_MAXIMALE / (largeur * hauteur)) ** 0.5)
    return page.render(scale=echelle, grayscale=True).to_numpy().squeeze(), 1 / echelle


def mots_de_page(page: Any, numero: int) -> tuple[Mot, ...]:
    """The words that the page holds as text, upright whatever its rotation.

    Raises:
        EntreeInvalide: it holds more characters than a page can.
    """
    import pypdfium2.raw as pdfium

    texte = page.get_textpage()
    nombre = pdfium.FPDFText_CountChars(texte.raw)
    if nombre > CARACTERES_MAXIMAUX:
        raise EntreeInvalide.simple(f"la page {numero} de ce PDF contient trop de caractères")
    placer = _repere(page)
    boite = pdfium.FS_RECTF()
    mots: list[Mot] = []
    lettres: list[str] = []
    cadre: list[float] = []
    derniere = 0.0

    def finir() -> None:
        if lettres:
            mots.append(Mot("".join(lettres).translate(_SIGNES), cadre[0], cadre[2], cadre[1], cadre[3]))
        lettres.clear()
        cadre.clear()

    for rang in range(nombre):
        code = pdfium.FPDFText_GetUnicode(texte.raw, rang)
        lettre = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
        if lettre.isspace() or not pdfium.FPDFText_GetLooseCharBox(texte.raw, rang, ctypes.byref(boite)):
            finir()
            continue
        gauche, haut, droite, bas = placer(boite.left, boite.top, boite.right, boite.bottom)
        if droite <= gauche or bas <= haut:
            continue
        if cadre:
            hauteur = max(cadre[3] - cadre[1], bas - haut)  # the letters of a ligature have small boxes
            ligature = abs(gauche - derniere) < 0.01
            if (
                not (ligature or -0.3 * hauteur < gauche - cadre[2] < 0.085 * hauteur)
                or abs(haut - cadre[1]) > 0.5 * hauteur
            ):
                finir()
        if cadre:
            cadre[1], cadre[2], cadre[3] = min(cadre[1], haut), max(cadre[2], droite), max(cadre[3], bas)
        else:
            cadre[:] = [gauche, haut, droite, bas]
        lettres.append(lettre)
        derniere = gauche
    finir()
    return tuple(mots)


def _repere(page: Any) -> Any:
    """From PDF coordinates to points from the top left corner of the page as it is seen."""
    import pypdfium2.raw as pdfium

    fin = 100_000
    largeur, hauteur = page.get_size()

    def vu(x: float, y: float) -> tuple[float, float]:
        a, b = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, fin, fin, 0, x, y, ctypes.byref(a), ctypes.byref(b))
        return a.value * largeur / fin, b.value * hauteur / fin

    cote = 1000.0
    (x0, y0), (x1, y1), (x2, y2) = vu(0, 0), vu(cote, 0), vu(0, cote)
    xx, xy, yx, yy = (x1 - x0) / cote, (x2 - x0) / cote, (y1 - y0) / cote, (y2 - y0) / cote

    def placer(gauche: float, haut: float, droite: float, bas: float) -> tuple[float, float, float, float]:
        xs = [x0 + xx * x + xy * y for x, y in ((gauche, haut), (droite, bas))]
        ys = [y0 + yx * x + yy * y for x, y in ((gauche, haut), (droite, bas))]
        return min(xs), min(ys), max(xs), max(ys)

    return placer
