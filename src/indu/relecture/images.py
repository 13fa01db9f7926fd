"""The logo and the signature of a Word letter back as images of the tree, checked as a user's own images are."""

from __future__ import annotations

from indu.courrier.document import Image
from indu.relecture.ouverture import Element, Paquet

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_EMU_PAR_MM = 36_000
_LARGEUR_MAXIMALE = 166.0
"""Millimetres: the width of the text."""


class LecteurImages:
    """Reads the images of the body's part."""

    def __init__(self, paquet: Paquet) -> None:
        self.paquet = paquet

    def lire(self, dessin: Element) -> Image | None:
        """The image of a drawing; ``None`` when it is not a sound PNG or JPEG kept in the file, of a known size."""
        from indu.courrier.images import ImageRefusee, lire_image

        points = next(dessin.iter(f"{_A}blip"), None)
        taille = next(dessin.iter(f"{_WP}extent"), None)
        if points is None or taille is None:
            return None
        partie = self.paquet.relation(self.paquet.principal, points.get(f"{_R}embed", ""))
        largeur, hauteur = (_millimetres(taille.get(cote, "")) for cote in ("cx", "cy"))
        if partie not in self.paquet.parties or not largeur or not hauteur:
            return None
        decrit = next(dessin.iter(f"{_WP}docPr"), None)
        texte = "" if decrit is None else decrit.get("descr", "")
        try:
            return lire_image(self.paquet.parties[partie], texte, min(largeur, _LARGEUR_MAXIMALE), hauteur)
        except ImageRefusee:
            return None


def _millimetres(emu: str) -> float:
    return int(emu) / _EMU_PAR_MM if emu.isdecimal() and len(emu) < 9 else 0.0
