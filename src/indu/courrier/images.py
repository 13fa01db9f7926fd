"""A user's own image, checked and written anew before any letter shows it."""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from indu.courrier.document import Image

if TYPE_CHECKING:
    from PIL.Image import Image as ImagePillow

TAILLE_MAXIMALE = 2_000_000
COTE_MAXIMAL = 4_000
"""Pixels: twice what the width of a page can show at the finest print."""

_GENRES = {b"\x89PNG\r\n\x1a\n": ("PNG", b"IEND"), b"\xff\xd8\xff": ("JPEG", b"\xff\xd9")}
"""How the accepted files start, and the mark of their end."""
_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA"})


class ImageRefusee(Exception):
    """An image that no letter can show; ``attendu`` says what would have been right."""

    def __init__(self, message: str, attendu: str) -> None:
        super().__init__(message)
        self.attendu = attendu


def lire_image(octets: bytes, texte: str, largeur_mm: float, hauteur_mm: float) -> Image:
    """The image, no larger on the page than these millimetres, on white and without the file's own remarks.

    Written anew: a photograph says where and with what it was taken, and both writers need upright, opaque pixels.

    Raises:
        ImageRefusee: too large, not a PNG nor a JPEG, damaged, or in colours made for a printing press.
    """
    if len(octets) > TAILLE_MAXIMALE:
        raise ImageRefusee("image trop volumineuse", f"{TAILLE_MAXIMALE // 1_000_000} Mo au plus")
    genre, fin = next((genre for debut, genre in _GENRES.items() if octets.startswith(debut)), ("", b""))
    if not genre:
        raise ImageRefusee("ce n’est pas une image PNG ou JPEG", "un fichier .png ou .jpg")
    abimee = ImageRefusee("cette image est abîmée ou incomplète", "un fichier qui s’ouvre dans une visionneuse")
    if fin not in octets:
        raise abimee
    try:
        image = _ouvrir(octets, genre)
        neuve = BytesIO()
        if genre == "PNG":
            image.save(neuve, format=genre, optimize=True)
        else:
            image.save(neuve, format=genre, quality=92, subsampling=0)
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error):
        raise abimee from None
    return Image(neuve.getvalue(), texte, min(largeur_mm, hauteur_mm * image.width / image.height))


def _ouvrir(octets: bytes, genre: str) -> ImagePillow:
    """Upright and opaque pixels, in colours or in greys, and nothing else of the file."""
    from PIL import Image as Pillow
    from PIL import ImageOps

    trop_grande = ImageRefusee("image trop grande", f"{COTE_MAXIMAL} points de côté au plus")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            ouverte = Pillow.open(BytesIO(octets), formats=(genre,))
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        raise trop_grande from None
    with ouverte as source:
        if max(source.size) > COTE_MAXIMAL:
            raise trop_grande
        if source.mode not in _MODES:
            raise ImageRefusee(f"couleurs non acceptées ({source.mode})", "une image enregistrée en RVB ou en gris")
        droite = ImageOps.exif_transpose(source)
    if droite.mode in ("LA", "PA", "RGBA") or "transparency" in droite.info:
        couleurs = droite.convert("RGBA")
        image = Pillow.new("RGB", couleurs.size, "white")
        image.paste(couleurs, mask=couleurs.getchannel("A"))
    else:
        image = droite.convert("L" if droite.mode in ("1", "L") else "RGB")
    image.info.clear()
    return image
