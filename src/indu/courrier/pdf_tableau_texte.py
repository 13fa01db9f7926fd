"""The text of long tables: its widths, its line ends and its glyphs, from the very fonts that the file embeds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from indu.courrier.document import Inlines, Texte
from indu.courrier.pdf_polices import police_reduite, texte_pdf

_BLANCS = re.compile("[ \t]+")
_JEU = 1e-3
"""What a line may exceed its column by, in pixels: both are sums of rounded numbers."""


class Face(NamedTuple):
    """A variant of a font."""

    gras: bool = False
    italique: bool = False


class Segment(NamedTuple):
    """Glyphs of one face, as the operand of a ``TJ`` instruction."""

    face: Face
    glyphes: str


@dataclass(frozen=True, slots=True)
class Ligne:
    """A line of a cell: its width in pixels and its glyphs."""

    largeur: float
    segments: tuple[Segment, ...]


class Mesures:
    """The glyphs, widths and kerning of one packaged font, in thousandths of its size."""

    def __init__(self, nom: str) -> None:
        from fontTools.ttLib import TTFont  # type: ignore[import-untyped,unused-ignore]

        with TTFont(BytesIO(police_reduite(nom))) as police:
            self._echelle = 1000 / police["head"].unitsPerEm
            noms: dict[int, str] = police.getBestCmap()
            self._noms = {chr(code): glyphe for code, glyphe in noms.items()}
            self.glyphes = {caractere: f"{police.getGlyphID(glyphe):04x}" for caractere, glyphe in self._noms.items()}
            avances = police["hmtx"].metrics
            self.avances: dict[str, float] = {
                caractere: avances[glyphe][0] * self._echelle for caractere, glyphe in self._noms.items()
            }
            self._paires = _sous_tables_de_crenage(police["GPOS"].table)
            self._crenages: dict[tuple[str, str], float] = {}

    def crenage(self, paire: tuple[str, str]) -> float:
        """What the second of two characters comes nearer (negative) or farther."""
        trouve = self._crenages.get(paire)
        if trouve is None:
            gauche, droite = (self._noms[caractere] for caractere in paire)
            trouve = self._crenages[paire] = self._echelle * _crenage(self._paires, gauche, droite)
        return trouve


@cache
def mesures(nom: str) -> Mesures:
    """The measures of a packaged font, read once a process."""
    return Mesures(nom)


def _sous_tables_de_crenage(gpos: Any) -> tuple[Any, ...]:
    """The pair adjustments of the ``kern`` feature, in the order in which they are tried."""
    rangs = {
        rang
        for trait in gpos.FeatureList.FeatureRecord
        if trait.FeatureTag == "kern"
        for rang in trait.Feature.LookupListIndex
    }
    tables = (table for rang in sorted(rangs) for table in gpos.LookupList.Lookup[rang].SubTable)
    return tuple(table for table in tables if type(table).__name__ == "PairPos")


def _crenage(tables: tuple[Any, ...], gauche: str, droite: str) -> float:
    """The first adjustment that holds for two glyphs; a table by classes ends the search where it covers the first."""
    for table in tables:
        if gauche not in table.Coverage.glyphs:
            continue
        if table.Format == 1:
            paires = table.PairSet[table.Coverage.glyphs.index(gauche)].PairValueRecord
            valeur = next((paire.Value1 for paire in paires if paire.SecondGlyph == droite), None)
            if valeur is None:
                continue
        else:
            classe = table.ClassDef1.classDefs.get(gauche, 0)
            suite = table.ClassDef2.classDefs.get(droite, 0)
            valeur = table.Class1Record[classe].Class2Record[suite].Value1
        return getattr(valeur, "XAdvance", 0) if valeur else 0
    return 0


def composer(contenu: Inlines, faces: Mapping[Face, Mesures], corps: float, largeur: float) -> tuple[Ligne, ...] | None:
    """The lines of a cell ``largeur`` pixels wide, or None where something in it is not for this route.

    That is a hole to highlight, an exponent, a face or a character that the given fonts lack (a combining accent
    too: it is placed by rules that are not followed here).
    """
    signes: list[tuple[str, Face]] = []
    for element in contenu:
        if not isinstance(element, Texte) or element.exposant:
            return None
        face = Face(element.gras, element.italique)
        connus = faces[face].glyphes if face in faces else {}
        for signe in _BLANCS.sub(" ", texte_pdf(element.contenu)):
            if signe != "\n" and (signe not in connus or "\u0300" <= signe <= "\u036f"):
                return None
            signes.append((signe, face))
    paragraphes = _paragraphes(signes)
    return tuple(ligne for suite in paragraphes for ligne in _Paragraphe(suite, faces, corps).lignes(largeur))


def _paragraphes(signes: list[tuple[str, Face]]) -> list[list[tuple[str, Face]]]:
    """The characters between two line ends, without the spaces that a page does not show; the last is not empty."""
    suites: list[list[tuple[str, Face]]] = [[]]
    for signe, face in signes:
        if signe == "\n":
            suites.append([])
        elif signe != " " or (suites[-1] and suites[-1][-1][0] != " "):
            suites[-1].append((signe, face))
    for suite in suites:
        if suite and suite[-1][0] == " ":
            suite.pop()
    return suites if suites[-1] else suites[:-1]


class _Paragraphe:
    """Characters to cut into lines, each with its advance in pixels."""

    def __init__(self, signes: list[tuple[str, Face]], faces: Mapping[Face, Mesures], corps: float) -> None:
        self.signes = signes
        self.faces = faces
        paires = [*pairwise(signes), *([(signes[-1], ("", signes[-1][1]))] if signes else [])]
        self.crenages = [
            faces[face].crenage((signe, suivant)) if suivant and face == suivante else 0.0
            for (signe, face), (suivant, suivante) in paires
        ]
        avances = (faces[face].avances[signe] for signe, face in signes)
        millieme = corps / 1000
        self.places = [
            0.0,
            *accumulate(millieme * (avance + jeu) for avance, jeu in zip(avances, self.crenages, strict=True)),
        ]

    def lignes(self, largeur: float) -> list[Ligne]:
        """The lines, as full as they can be: cut between words, or anywhere in a word wider than the column."""
        fin = len(self.signes)
        if self.places[fin] <= largeur + _JEU:
            return [self._ligne(0, fin)]
        coupures = self._coupures()
        lignes = []
        debut = 0
        while debut < fin:
            tiennent = [place for place in coupures if place > debut and self._tient(debut, place, largeur)]
            if tiennent:
                suite = tiennent[-1]
            else:
                suite = debut + 1
                while suite < fin and self._tient(debut, suite + 1, largeur):
                    suite += 1
            lignes.append(self._ligne(debut, suite))
            debut = suite
        return lignes

    def _coupures(self) -> list[int]:
        """Where a line may end, by the same rules as the engine."""
        from weasyprint.text.line_break import get_log_attrs

        texte = "".join(signe for signe, _ in self.signes)
        traits = get_log_attrs(texte, "fr")
        return [*(place for place in range(1, len(texte)) if traits[place].is_line_break), len(texte)]

    def _tient(self, debut: int, fin: int, largeur: float) -> bool:
        """Whether that part fits; the space at its end does not count."""
        if self.signes[fin - 1][0] == " ":
            fin -= 1
        return self.places[fin] - self.places[debut] <= largeur + _JEU

    def _ligne(self, debut: int, fin: int) -> Ligne:
        """One line; the space at its end is kept, unseen, for those who copy the text or have it read aloud."""
        segments: list[Segment] = []
        morceaux: list[str] = []
        for rang in range(debut, fin):
            signe, face = self.signes[rang]
            morceaux.append(self.faces[face].glyphes[signe])
            dernier = rang + 1 == fin or self.signes[rang + 1][1] != face
            if not dernier and (jeu := self.crenages[rang]):
                morceaux.append(f">{-jeu:g}<")
            if dernier:
                segments.append(Segment(face, f"[<{''.join(morceaux)}>]"))
                morceaux.clear()
        vue = fin - 1 if fin > debut and self.signes[fin - 1][0] == " " else fin
        return Ligne(self.places[vue] - self.places[debut], tuple(segments))
