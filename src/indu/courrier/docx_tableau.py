"""A table of the tree as a Word table, in one pass over the cells (python-docx's own way is quadratic)."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from docx.document import Document as DocumentWord
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from indu.courrier.document import Colonne, Inlines, Tableau, inlines
from indu.courrier.docx_runs import ajouter_inlines
from indu.courrier.rendu import etendue_libelle, imprimable

_STYLE = "Tableau indu"
_ALIGNEMENTS = {"gauche": "left", "droite": "right", "centre": "center"}
_COULEUR_FILET = "1F3A5F"
_EMU_PAR_TWIP = 635


def inserer_tableau(word: DocumentWord, tableau: Tableau) -> None:
    """Write the table at the end of the document."""
    EcrivainTableau(word, tableau).ecrire()


class EcrivainTableau:
    """Writes one table: what does not change from a cell to the next is looked up once."""

    def __init__(self, word: DocumentWord, tableau: Tableau):
        self.word = word
        self.tableau = tableau
        self.style_cellule = word.styles["Cellule compacte" if tableau.compact else "Cellule"].style_id
        self.largeurs = self._largeurs()
        self.vides: dict[tuple[str, int, int, bool], Any] = {}

    def ecrire(self) -> None:
        """Add the table to the body, before the section's own properties."""
        tableau = self.tableau
        table = element("w:tbl")
        table.append(self._proprietes())
        grille = element("w:tblGrid")
        grille.extend(element("w:gridCol", w=largeur) for largeur in self.largeurs)
        table.append(grille)
        titres = tuple(inlines(colonne.titre) for colonne in tableau.colonnes)
        table.append(self._rangee(titres, entete=True, solidaire=True))
        for rang, rangee in enumerate(tableau.lignes, start=1):
            avant_total = tableau.total is not None and rang == len(tableau.lignes)
            table.append(self._rangee(rangee, solidaire=avant_total))
        if tableau.total is not None:
            table.append(_souligner(self._rangee(tableau.total, etendue=etendue_libelle(tableau.total))))
        self.word.element.body.sectPr.addprevious(table)

    def _largeurs(self) -> list[int]:
        """Column widths in twentieths of a point: their share of the text width."""
        section = self.word.sections[0]
        texte = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
        poids = sum(colonne.poids for colonne in self.tableau.colonnes)
        return [texte * colonne.poids // (poids * _EMU_PAR_TWIP) for colonne in self.tableau.colonnes]

    def _proprietes(self) -> Any:
        """Style, fixed width, and the title and description that assistive software reads."""
        tableau = self.tableau
        proprietes = element("w:tblPr")
        proprietes.append(element("w:tblStyle", val=self.word.styles[_STYLE].style_id))
        proprietes.append(element("w:tblW", w=sum(self.largeurs), type="dxa"))
        proprietes.append(element("w:tblLayout", type="fixed"))
        proprietes.append(
            element("w:tblLook", firstRow=1, lastRow=int(tableau.total is not None), firstColumn=0,
                    lastColumn=0, noHBand=1, noVBand=1)
        )  # fmt: skip
        proprietes.append(element("w:tblCaption", val=imprimable(tableau.legende)))
        titres = ", ".join(imprimable(colonne.titre) for colonne in tableau.colonnes)
        description = f"{len(tableau.lignes)} lignes ; colonnes : {titres}"
        proprietes.append(element("w:tblDescription", val=description))
        return proprietes

    def _rangee(
        self,
        cellules: tuple[Inlines, ...],
        *,
        entete: bool = False,
        solidaire: bool = False,
        etendue: int = 1,
    ) -> Any:
        """A row that no page break splits; ``solidaire`` keeps it with the next one."""
        rangee = element("w:tr")
        proprietes = element("w:trPr")
        proprietes.append(element("w:cantSplit"))
        if entete:
            proprietes.append(element("w:tblHeader"))
        rangee.append(proprietes)
        for colonne, contenu, largeur, colonnes in self._places(cellules, etendue):
            rangee.append(self._cellule(colonne, contenu, largeur, colonnes, solidaire=solidaire))
        return rangee

    def _places(self, cellules: tuple[Inlines, ...], etendue: int) -> Iterator[tuple[Colonne, Inlines, int, int]]:
        """Each cell to write with its column, width and span; the first one takes ``etendue`` columns."""
        colonnes = self.tableau.colonnes
        for rang, (colonne, contenu) in enumerate(zip(colonnes, cellules, strict=True)):
            if rang == 0 and etendue > 1:
                yield Colonne(colonne.titre), contenu, sum(self.largeurs[:etendue]), etendue
            elif rang == 0 or rang >= etendue:
                yield colonne, contenu, self.largeurs[rang], 1

    def _cellule(self, colonne: Colonne, contenu: Inlines, largeur: int, colonnes: int, *, solidaire: bool) -> Any:
        """One cell and its only paragraph."""
        forme = (colonne.alignement, largeur, colonnes, solidaire)
        if forme not in self.vides:
            self.vides[forme] = self._cellule_vide(*forme)
        cellule = deepcopy(self.vides[forme])
        ajouter_inlines(Paragraph(cellule[-1], self.word._body), contenu)
        return cellule

    def _cellule_vide(self, alignement: str, largeur: int, colonnes: int, solidaire: bool) -> Any:
        """What the cells of a column share."""
        cellule = element("w:tc")
        proprietes = element("w:tcPr")
        proprietes.append(element("w:tcW", w=largeur, type="dxa"))
        if colonnes > 1:
            proprietes.append(element("w:gridSpan", val=colonnes))
        cellule.append(proprietes)
        paragraphe = element("w:p")
        forme = element("w:pPr")
        forme.append(element("w:pStyle", val=self.style_cellule))
        if solidaire:
            forme.append(element("w:keepNext"))
        if alignement != "gauche":
            forme.append(element("w:jc", val=_ALIGNEMENTS[alignement]))
        paragraphe.append(forme)
        cellule.append(paragraphe)
        return cellule


def _souligner(rangee: Any) -> Any:
    """The total row in bold, between two rules: LibreOffice ignores what the style says of a last row."""
    for proprietes in rangee.iter(qn("w:tcPr")):
        bords = element("w:tcBorders")
        bords.extend(
            element(f"w:{cote}", val="single", sz=8, space=0, color=_COULEUR_FILET) for cote in ("top", "bottom")
        )
        proprietes.append(bords)
    for run in rangee.iter(qn("w:r")):
        run.get_or_add_rPr().get_or_add_b().val = True
    return rangee


def element(nom: str, **attributs: str | int) -> Any:
    """A Word element with its attributes, all in the main namespace."""
    return OxmlElement(nom, {qn(f"w:{cle}"): str(valeur) for cle, valeur in attributs.items()})
