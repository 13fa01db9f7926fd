"""A photographed or scanned page made straight."""

from __future__ import annotations

from typing import Any

INCLINAISON_MAXIMALE = 6.0
"""Degrees: a page more askew is a photograph taken anyhow."""
LARGEUR_D_ESSAI = 900
"""Width of the reduced image on which the angle is sought."""


def redresser(image: Any) -> Any:
    """The page with its lines of text level (a Pillow image in grey, before and after)."""
    from PIL import Image

    angle = inclinaison(image)
    if abs(angle) < 0.03:
        return image
    return image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)


def inclinaison(image: Any) -> float:
    """The angle that levels the lines of text: the one whose rows of ink are the most contrasted."""
    import numpy as np
    from PIL import Image

    reduite = image.copy()
    reduite.thumbnail((LARGEUR_D_ESSAI, LARGEUR_D_ESSAI * 2), Image.Resampling.BOX)
    points = np.asarray(reduite, dtype=np.float32)
    fond = np.percentile(points, 80)
    encre = Image.fromarray(np.clip(fond - points, 0, 255).astype(np.uint8))

    def contraste(angle: float) -> float:
        rangs = np.asarray(encre.rotate(angle, Image.Resampling.BILINEAR), dtype=np.float32).sum(axis=1)
        return float(np.square(np.diff(rangs)).sum())

    meilleur = 0.0
    for pas, portee in ((0.5, INCLINAISON_MAXIMALE), (0.1, 0.5), (0.03, 0.09)):
        essais = [meilleur + pas * k for k in range(-round(portee / pas), round(portee / pas) + 1)]
        meilleur = max(essais, key=contraste)
    return meilleur
