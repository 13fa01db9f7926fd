"""Scanned or photographed files opened with Pillow: bounded, upright as their camera says, in grey."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

from indu.commun.erreurs import EntreeInvalide
from indu.importation.pdfium import PAGES_MAXIMALES, TAILLE_MAXIMALE

FORMATS = ("PNG", "JPEG", "TIFF")
POINTS_MAXIMAUX = 80_000_000
"""Pixels of an image: above any scanner of paper."""
COTE_MAXIMAL = 3_300
"""Longest side kept: about 280 points per inch on A4."""
HAUTEUR_A4 = 842.0


def pages_d_image(octets: bytes) -> Iterator[tuple[Any, float]]:
    """Each page of the file: a Pillow image in grey, and the points that a pixel stands for (on A4 paper).

    Raises:
        EntreeInvalide: it is not an image of a known kind, it is broken, too big, or has too many pages.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(octets) > TAILLE_MAXIMALE:
        raise EntreeInvalide.simple(
            "cette image est trop volumineuse", attendu=f"{TAILLE_MAXIMALE // 1_000_000} Mo au plus"
        )
    Image.MAX_IMAGE_PIXELS = POINTS_MAXIMAUX
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(octets), formats=FORMATS)
            nombre = getattr(image, "n_frames", 1)
            if nombre > PAGES_MAXIMALES:
                raise EntreeInvalide.simple(f"cette image a {nombre} pages", attendu=f"{PAGES_MAXIMALES} au plus")
            for rang in range(nombre):
                image.seek(rang)
                droite = ImageOps.exif_transpose(image).convert("L")
                droite.thumbnail((COTE_MAXIMAL, COTE_MAXIMAL), Image.Resampling.LANCZOS)
                yield droite, HAUTEUR_A4 / max(droite.size)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise EntreeInvalide.simple(
            "cette image a trop de points", attendu="une page numérisée à 200 ou 300 points par pouce"
        ) from None
    except UnidentifiedImageError:
        raise EntreeInvalide.simple("ce n’est pas une image lisible", attendu="une image PNG, JPEG ou TIFF") from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise EntreeInvalide.simple("cette image est abîmée", attendu="une image PNG, JPEG ou TIFF entière") from None
