"""The ruled lines of a page, found on its image: the same way for a PDF and for a scan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from indu.importation.mots import Filet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Image: TypeAlias = "NDArray[np.float32]"

LONGUEUR_HORIZONTALE = 45.0
"""Shorter strokes may be letters in a row (points)."""
LONGUEUR_VERTICALE = 12.0
"""Shorter strokes may be letters (points)."""
EPAISSEUR = 3.0
"""A thicker band is a coloured background, not a line (points)."""
CONTRASTE = 20.0
"""How much darker than what surrounds it a line is (grey levels)."""
PLEIN = 0.85
"""The share of dark points that makes a run a line: letters leave blanks."""


def trouver_filets(gris: Any, points_par_pixel: float) -> tuple[Filet, ...]:
    """The horizontal and vertical lines of a grey image, in points."""
    import numpy as np

    image = np.asarray(gris, dtype=np.float32)
    horizontaux = _dans_un_sens(image, points_par_pixel, LONGUEUR_HORIZONTALE)
    verticaux = _dans_un_sens(np.ascontiguousarray(image.T), points_par_pixel, LONGUEUR_VERTICALE)
    return tuple(
        Filet(horizontal, place, debut, fin)
        for horizontal, traits in ((True, horizontaux), (False, verticaux))
        for place, debut, fin in traits
    )


def _dans_un_sens(image: Image, echelle: float, longueur: float) -> list[tuple[float, float, float]]:
    """Thin dark runs along the rows of the image: (place, debut, fin) in points."""
    import numpy as np

    fenetre = int(longueur * 0.7 / echelle)
    pas = max(2, int(np.ceil(EPAISSEUR / echelle)))
    autour = np.pad(image, ((pas, pas), (0, 0)), constant_values=255.0)
    hauteur = len(image)
    dessus = np.maximum.reduce([autour[pas - k : pas - k + hauteur] for k in range(2, pas + 1)])
    dessous = np.maximum.reduce([autour[pas + k : pas + k + hauteur] for k in range(2, pas + 1)])
    fin_et_sombre = (image < dessus - CONTRASTE) & (image < dessous - CONTRASTE)
    voisin = fin_et_sombre.copy()  # a line a hair askew steps from a row to the next
    voisin[1:] |= fin_et_sombre[:-1]
    sombre = _glissante(voisin.astype(np.float32), fenetre) >= PLEIN
    large = sombre.copy()
    large[1:] |= sombre[:-1]
    large[:-1] |= sombre[1:]
    minimum = longueur / echelle - fenetre
    trouves: list[list[float]] = []
    for rang in np.flatnonzero(large.sum(axis=1) >= minimum):
        bornes = np.flatnonzero(np.diff(np.concatenate(([0], large[rang].view(np.int8), [0]))))
        for debut, fin in zip(bornes[::2], bornes[1::2], strict=True):
            if fin - debut >= minimum:
                _reunir(trouves, float(rang), float(debut), float(fin + fenetre - 1), pas)
    return [((haut + bas + 1) / 2 * echelle, debut * echelle, fin * echelle) for haut, bas, debut, fin in trouves]


def _glissante(image: Image, fenetre: int) -> Image:
    """The mean of each run of ``fenetre`` points of a row."""
    import numpy as np

    cumul = np.cumsum(np.pad(image, ((0, 0), (1, 0))), axis=1, dtype=np.float64)
    moyenne: Image = ((cumul[:, fenetre:] - cumul[:, :-fenetre]) / fenetre).astype(np.float32)
    return moyenne


def _reunir(trouves: list[list[float]], rang: float, debut: float, fin: float, pas: int) -> None:
    """Add a run to the line it continues, or open a new one."""
    for trait in reversed(trouves[-60:]):
        if rang - trait[1] <= pas and debut <= trait[3] + pas and fin >= trait[2] - pas:
            trait[1] = rang
            trait[2], trait[3] = min(trait[2], debut), max(trait[3], fin)
            return
    trouves.append([rang, rang, debut, fin])
