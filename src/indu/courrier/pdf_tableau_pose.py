"""Rows of a long table laid out before the engine sees the page, which then only keeps room for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from indu.courrier.document import Inlines, Tableau
from indu.courrier.pdf_tableau_gabarit import Gabarit
from indu.courrier.pdf_tableau_texte import Face, Ligne, composer, mesures

CLASSE = "rangees-posees"
"""The class of the row that stands, in the HTML, for a run of rows laid out here."""

LIGNES_AU_PLUS = 12
"""A taller row is left to the engine, which knows how to split one that no page can hold."""


@dataclass(frozen=True, slots=True)
class RangeePosee:
    """A row: its height in pixels, and the lines of each of its cells."""

    hauteur: float
    cellules: tuple[tuple[Ligne, ...], ...]
    gabarit: Gabarit


Pose: TypeAlias = tuple[RangeePosee | None, ...]
"""For each row of a table: how it is laid out, or None if the engine lays it out."""

SANS_POSE: Final[Mapping[Tableau, Pose]] = MappingProxyType({})


def poser(tableau: Tableau, gabarit: Gabarit) -> Pose:
    """Lay out the rows of a table.

    The engine keeps the first row and the last (their rules meet those of the header and of the total, which must not
    stand alone on its page), the first that uses each face (the file thus embeds it), and whatever ``composer`` leaves.
    """
    atelier = _Atelier(gabarit)
    dernier = len(tableau.lignes) - 1
    return tuple(None if rang == dernier else atelier.rangee(rangee) for rang, rangee in enumerate(tableau.lignes))


class _Atelier:
    """Lays out the rows of one table; a text that comes back in a column is laid out once."""

    def __init__(self, gabarit: Gabarit) -> None:
        self.gabarit = gabarit
        self.vues: set[str] = set()
        self.faits: tuple[dict[Inlines, tuple[Ligne, ...] | None], ...] = tuple({} for _ in gabarit.colonnes)
        self.mesures = tuple(
            {face: mesures(police.nom) for face, police in colonne.polices.items()} for colonne in gabarit.colonnes
        )

    def rangee(self, rangee: tuple[Inlines, ...]) -> RangeePosee | None:
        """One row."""
        cellules = []
        for rang, contenu in enumerate(rangee):
            faits = self.faits[rang]
            if contenu not in faits:
                faits[contenu] = self._composer(rang, contenu)
            lignes = faits[contenu]
            if lignes is None:
                return None
            cellules.append(lignes)
        if self._police_nouvelle(cellules) or max(map(len, cellules)) > LIGNES_AU_PLUS:
            return None
        hauteur = max(
            colonne.marges + colonne.interligne * len(lignes)
            for colonne, lignes in zip(self.gabarit.colonnes, cellules, strict=True)
        )
        return RangeePosee(round(hauteur + self.gabarit.filet, 3), tuple(cellules), self.gabarit)

    def _composer(self, rang: int, contenu: Inlines) -> tuple[Ligne, ...] | None:
        """The lines of a cell."""
        colonne = self.gabarit.colonnes[rang]
        return composer(contenu, self.mesures[rang], colonne.polices[Face()].corps, colonne.largeur)

    def _police_nouvelle(self, cellules: list[tuple[Ligne, ...]]) -> bool:
        """Whether the row is the first to use a font."""
        utiles = {
            colonne.polices[segment.face].ressource
            for colonne, lignes in zip(self.gabarit.colonnes, cellules, strict=True)
            for ligne in lignes
            for segment in ligne.segments
        }
        nouvelles = utiles - self.vues
        self.vues |= utiles
        return bool(nouvelles)


def classe(rangee: RangeePosee) -> str:
    """The class of the room kept for a row."""
    return f"posee-{round(rangee.hauteur * 1000)}"


def regles(poses: Mapping[Tableau, Pose]) -> str:
    """The style of that room: nothing but its height, whatever the theme says of other rows."""
    hauteurs = sorted({rangee.hauteur for pose in poses.values() for rangee in pose if rangee is not None})
    if not hauteurs:
        return ""
    places = "".join(f".posee-{round(hauteur * 1000)}{{height:{hauteur}px!important}}" for hauteur in hauteurs)
    rien = "margin:0!important;padding:0!important;border:0!important;background:none!important"
    return f"\n.{CLASSE},.{CLASSE} td,.{CLASSE} div{{{rien};break-inside:auto!important}}\n{places}\n"
