"""The rows laid out beforehand, painted and tagged in the room that the engine kept for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile
from typing import Any, NamedTuple

from indu.courrier.pdf_balises import Balises
from indu.courrier.pdf_tableau_gabarit import ColonnePosee, Couleur, Police
from indu.courrier.pdf_tableau_pose import CLASSE, RangeePosee
from indu.courrier.pdf_tableau_texte import Ligne

_ECART = 0.01


class _Posee(NamedTuple):
    """A row, and the room that the engine kept for it."""

    page: int
    boite: Any
    rangee: RangeePosee

    def convient(self) -> bool:
        """Whether the room is that of the row."""
        largeur: float = abs(self.boite.width - self.rangee.gabarit.largeur)
        hauteur: float = abs(self.boite.height - self.rangee.hauteur)
        return largeur < _ECART and hauteur < _ECART

    def ressources(self) -> set[str]:
        """The fonts that it calls."""
        cellules = zip(self.rangee.gabarit.colonnes, self.rangee.cellules, strict=True)
        return {
            colonne.polices[segment.face].ressource
            for colonne, lignes in cellules
            for ligne in lignes
            for segment in ligne.segments
        }


class RouteImpossible(Exception):
    """The theme treats the room kept for the rows in a way that the sample did not show."""


def peindre(rendu: Any, pdf: Any, balises: Balises, rangees: Sequence[RangeePosee]) -> None:
    """Paint the rows, in reading order, where the engine kept room for them, and put their tags in its tree.

    Raises:
        RouteImpossible: the room is not that of the rows.
    """
    places = [(page, boite) for page, feuille in enumerate(rendu.pages) for boite in _places(feuille._page_box)]
    if len(places) != len(rangees):
        raise RouteImpossible
    posees = [_Posee(*place, rangee) for place, rangee in zip(places, rangees, strict=True)]
    polices = {police.hash for police in rendu.fonts.values()}
    if not all(posee.convient() and posee.ressources() <= polices for posee in posees):
        raise RouteImpossible
    suivantes = iter(posees)
    ecrivain = _Ecrivain(pdf, balises)
    for element in tuple(balises.descendre(balises.racine)):
        if element.get("S") == "/TBody":
            ecrivain.remplir(element, suivantes)


def _places(boite: Any) -> Iterator[Any]:
    """The room kept for rows in a page."""
    for dedans in boite.descendants():
        element = dedans.element
        if element is not None and dedans.element_tag == "tr" and element.get("class") == CLASSE:
            yield from dedans.children[0].children


class _Ecrivain:
    """Adds rows to the pages and to the structure tree of one file."""

    def __init__(self, pdf: Any, balises: Balises) -> None:
        self.pdf = pdf
        self.balises = balises
        self.suites = balises.elements[balises.racine["ParentTree"]]["Nums"][1::2]
        self.brut = type("ObjetEcrit", (type(pdf.objects[0]),), {"data": b""})  # its bytes, as they are

    def remplir(self, corps: Any, suivantes: Iterator[_Posee]) -> None:
        """In the body of a table, put its rows in place of each one that stands for several."""
        table = self.balises.elements[corps["P"]]
        avant = takewhile(lambda element: element["S"] != "/TBody", self.balises.enfants(table))
        ancre = self._derniere_marque(avant, None)
        rangees: list[Any] = []
        for rangee in self.balises.enfants(corps):
            cellule, *autres = self.balises.enfants(rangee)
            blocs = self.balises.enfants(cellule)
            if autres or not blocs or any(bloc["S"] != "/Div" for bloc in blocs):
                ancre = self._derniere_marque((rangee,), ancre)
                rangees.append(rangee)
                continue
            suite = tuple(islice(suivantes, len(blocs)))
            page = self.balises.pages[rangee["Pg"]]
            if ancre is None or {posee.page for posee in suite} != {page}:
                raise RouteImpossible
            self._peindre(page, ancre, tuple(self._instructions(page, cellule, blocs, suite)))
            rangees += blocs
            rangee.clear()
            cellule.clear()
        self.balises.rattacher(corps, rangees)

    def _derniere_marque(self, elements: Iterable[Any], defaut: int | None) -> int | None:
        """The last marked content of these elements: what comes just before in reading order."""
        dedans = (dedans for element in elements for dedans in self.balises.descendre(element))
        marques = [marque for element in dedans for marque in element.get("K", ()) if isinstance(marque, int)]
        return marques[-1] if marques else defaut

    def _peindre(self, page: int, ancre: int, instructions: Sequence[bytes]) -> None:
        """Insert instructions just after a marked content: readers without tags read in that order."""
        reference = self.balises.elements[self.pdf.page_references[page]]["Contents"]
        contenu = self.pdf.objects[int(reference.split()[0])].stream
        (debut,) = [
            rang
            for rang, operande in enumerate(contenu)
            if isinstance(operande, dict) and operande.get("MCID") == ancre and contenu[rang + 1] == b"BDC"
        ]
        fin = contenu.index(b"EMC", debut) + 1
        contenu[fin:fin] = instructions

    def _instructions(self, page: int, cellule: Any, blocs: Sequence[Any], suite: Sequence[_Posee]) -> Iterator[bytes]:
        """The rules of these rows, out of the reading, then their cells."""
        gabarit = suite[0].rangee.gabarit
        yield b"q"
        if gabarit.filet:
            yield from (b"/Artifact", b"BMC", _couleur(gabarit.couleur_filet, b"RG"), b"%.3f w" % gabarit.filet)
            for posee in suite:
                bas = posee.boite.position_y + posee.boite.height - gabarit.filet / 2
                gauche = posee.boite.position_x
                yield b"%.3f %.3f m %.3f %.3f l" % (gauche, bas, gauche + gabarit.largeur, bas)
            yield from (b"S", b"EMC")
        attributs = self._attributs(cellule, len(gabarit.colonnes))
        pinceau = _Pinceau()
        for bloc, posee in zip(blocs, suite, strict=True):
            cellules: list[bytes] = []
            for colonne, lignes, attribut in zip(gabarit.colonnes, posee.rangee.cellules, attributs, strict=True):
                marque = self._marquer(page, cellules, bloc, attribut, vide=not lignes)
                if marque is not None:
                    yield b"/TD <</MCID %d>> BDC" % marque
                    yield from pinceau.cellule(colonne, lignes, posee.boite)
                    yield b"EMC"
            bloc.update({"S": "/TR", "K": type(bloc["K"])(cellules)})
        yield b"Q"

    def _marquer(self, page: int, cellules: list[bytes], rangee: Any, attribut: bytes, *, vide: bool) -> int | None:
        """Add a cell to the tree; the number of its marked content, if it has any."""
        suite = self.suites[page]
        element = self.brut()
        self.pdf.add_object(element)
        contenu = b"[]" if vide else b"[%d]" % len(suite)
        element.data = b"<</Type /StructElem /S /TD /P %s /Pg %s /A %s /K %s>>" % (
            rangee.reference, rangee["Pg"], attribut, contenu
        )  # fmt: skip
        cellules.append(element.reference)
        if vide:
            return None
        suite.append(element.reference)
        return len(suite) - 1

    def _attributs(self, cellule: Any, colonnes: int) -> list[bytes]:
        """The attributes of the cells, one object for each column: which header speaks of it."""
        entetes = cellule["A"].get("Headers", ())
        references = []
        for rang in range(colonnes):
            attribut = self.brut()
            liens = b" /Headers [%s]" % entetes[rang].data if len(entetes) == colonnes else b""
            attribut.data = b"<</O /Table%s>>" % liens
            self.pdf.add_object(attribut)
            references.append(attribut.reference)
        return references


class _Pinceau:
    """Writes text, naming a color or a font only when it changes."""

    def __init__(self) -> None:
        self.couleur: Couleur | None = None
        self.police: Police | None = None

    def cellule(self, colonne: ColonnePosee, lignes: Sequence[Ligne], boite: Any) -> Iterator[bytes]:
        """The lines of one cell."""
        if colonne.couleur != self.couleur:
            self.couleur = colonne.couleur
            yield _couleur(colonne.couleur, b"rg")
        yield b"BT"
        for rang, ligne in enumerate(lignes):
            x = boite.position_x + colonne.gauche + colonne.cote * (colonne.largeur - ligne.largeur)
            y = boite.position_y + colonne.base + rang * colonne.interligne
            yield b"1 0 0 -1 %.3f %.3f Tm" % (x, y)
            for segment in ligne.segments:
                police = colonne.polices[segment.face]
                if police != self.police:
                    self.police = police
                    yield b"/%s %.6f Tf" % (police.ressource.encode(), police.corps)
                yield segment.glyphes.encode() + b" TJ"
        yield b"ET"


def _couleur(couleur: Couleur, operateur: bytes) -> bytes:
    """An instruction that sets a color."""
    return b"%.6f %.6f %.6f %s" % (*couleur, operateur)
