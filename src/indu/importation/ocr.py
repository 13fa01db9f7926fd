"""Words recognised on an image, then the same path as a text PDF.

RapidOCR (PP-OCRv6 models, inside its package) was kept after a comparison with Tesseract 5.3 and its French data, on
the same scans at 200 dpi (648 cells): 5 wrong cells against 63, and no system package. Tesseract is surer of « ï »
and « ë » in names, which nobody reads here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from statistics import median
from typing import Any

from indu.commun.erreurs import ErreurEnvironnement
from indu.importation.filets import trouver_filets
from indu.importation.mots import Mot, Page
from indu.importation.redressement import redresser

INSTALLATION = "pip install \"indu[scan]\" (ou, depuis la copie du dépôt : pip install '.[scan]')"
NETTE_MINIMALE = 0.5
"""Below, a mark on the paper rather than a word."""
LISIBLE = 0.8
"""A page half of whose words are less sharp than this cannot be trusted: it may be turned, or illegible."""
_FRANCAIS = str.maketrans("ēĒīĪōŌ", "ëËïÏôÔ")
_L_MAJUSCULE = re.compile(r"(?<=[a-zà-ÿ])I(?![A-ZÀ-Ý])")
APPROCHE = 0.04
"""The blank that belongs to a character on each side of its ink, in heights: a text PDF counts it in its boxes."""
COTE_D_ANALYSE = 2400
"""Longest side of the image on which lines of text are sought (points of the image)."""


def verifier_reconnaissance() -> None:
    """Check that characters can be recognised on this machine.

    Raises:
        ErreurEnvironnement: the optional library is not installed.
    """
    if any(find_spec(module) is None for module in ("rapidocr", "onnxruntime")):
        raise ErreurEnvironnement.simple(
            "pour lire un scan ou une photo, il faut la bibliothèque de reconnaissance de caractères, "
            "qui n’est pas installée",
            attendu=INSTALLATION,
        )


def lire_page(image: Any, points_par_pixel: float, numero: int) -> Page:
    """The page that an image shows (a Pillow image in grey): straightened, turned upright if need be, recognised.

    A page that stays illegible has no word, and says so.
    """
    from PIL import Image

    mots, droite = _essayer(image, points_par_pixel)
    if mots and (_de_travers(mots) or not _lisible(mots)):
        for sens in (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180):
            autres, tournee = _essayer(image.transpose(sens), points_par_pixel)
            if _force(autres) > _force(mots) and not _de_travers(autres):
                mots, droite = autres, tournee
    lisible = not mots or (_lisible(mots) and not _de_travers(mots))
    return Page(
        numero,
        droite.width * points_par_pixel,
        droite.height * points_par_pixel,
        mots if lisible else (),
        trouver_filets(droite, points_par_pixel) if lisible else (),
        "image",
        lisible,
    )


def _lisible(mots: tuple[Mot, ...]) -> bool:
    return median(mot.nette for mot in mots) >= LISIBLE


def _de_travers(mots: tuple[Mot, ...]) -> bool:
    """Whether most words stand upright on their side."""
    longs = [mot for mot in mots if len(mot.texte) > 3]
    return sum(mot.bas - mot.haut > mot.droite - mot.gauche for mot in longs) > 0.5 * len(longs)


def _force(mots: tuple[Mot, ...]) -> float:
    return sum(mot.nette**4 * len(mot.texte) for mot in mots)


def _essayer(image: Any, points_par_pixel: float) -> tuple[tuple[Mot, ...], Any]:
    """The words of the image once straightened, and the straightened image."""
    import numpy as np

    droite = redresser(image)
    lu = _moteur()(np.asarray(droite.convert("RGB")), return_word_box=True)
    mots: list[Mot] = []
    if lu.boxes is not None and lu.txts:  # nothing is said of a blank page
        for texte, nette, morceaux in zip(lu.txts, lu.scores, lu.word_results, strict=True):
            if nette >= NETTE_MINIMALE:
                mots += _mots(texte, round(float(nette), 3), morceaux, points_par_pixel)
    return tuple(mots), droite


def _mots(texte: str, nette: float, morceaux: Any, echelle: float) -> list[Mot]:
    """The words of a recognised line, each with the boxes of the pieces that spell it."""
    mots: list[Mot] = []
    restants = list(morceaux)
    for mot in texte.split():
        boites: list[Any] = []
        epelees = 0
        while restants and epelees < len(mot):
            piece, _, boite = restants.pop(0)
            epelees += len(piece.strip())
            boites += list(boite)
        if boites:
            xs, ys = [float(x) * echelle for x, _ in boites], [float(y) * echelle for _, y in boites]
            blanc = APPROCHE * (max(ys) - min(ys))
            mots.append(Mot(_franciser(mot), min(xs) - blanc, max(xs) + blanc, min(ys), max(ys), nette))
    return mots


def _franciser(mot: str) -> str:
    """The word with the letters that French has: the models take « ë » for « ē », and « l » for « I »."""
    return _L_MAJUSCULE.sub("l", mot.translate(_FRANCAIS))


@lru_cache(maxsize=1)
def _moteur() -> Any:
    """The engine, loaded late: its models take a second."""
    verifier_reconnaissance()
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Det.limit_side_len": COTE_D_ANALYSE,
            "Det.limit_type": "max",
        }
    )
