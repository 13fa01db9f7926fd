"""Sender and addressee at their places, for a window envelope: a layout table without borders.

A table, because every reader keeps it: text frames are lost when LibreOffice exports text.
"""

from __future__ import annotations

from docx.document import Document as DocumentWord
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Length, Mm, Pt
from docx.table import _Cell
from docx.text.parfmt import ParagraphFormat

from indu.courrier.document import Coordonnees, Image, Inlines
from indu.courrier.docx_runs import ajouter_image, ajouter_inlines
from indu.courrier.docx_tableau import element

_LARGEURS = (Mm(83), Mm(83))
_HAUTEUR = Mm(66)
"""From the top margin (22 mm) to the foot of the window."""
_SOUS_LOGO = Mm(3)
_DESCENTE = Mm(28)
"""From the top margin to the first line of the addressee, 50 mm from the top of the page."""


def inserer_adresses(word: DocumentWord, amorce: ParagraphFormat, bloc: Coordonnees) -> None:
    """Write both addresses side by side at the end of the document.

    ``amorce`` is an empty paragraph before them: LibreOffice would otherwise put a whole line above them.
    """
    amorce.line_spacing, amorce.space_after = Pt(1), Pt(0)
    table = word.add_table(rows=1, cols=len(_LARGEURS))
    table.autofit = False
    marges = element("w:tblCellMar")
    marges.extend(element(f"w:{cote}", w=0, type="dxa") for cote in ("left", "right"))
    table._tbl.tblPr.tblLayout.addnext(marges)
    rangee = table.rows[0]
    rangee.height, rangee.height_rule = _HAUTEUR, WD_ROW_HEIGHT_RULE.AT_LEAST
    expediteur, destinataire = rangee.cells
    for colonne, largeur in zip(table.columns, _LARGEURS, strict=True):
        colonne.width = largeur
    if bloc.logo is not None:
        _poser_logo(expediteur, bloc.logo)
    _remplir(expediteur, bloc.expediteur, "Expéditeur", Mm(0))
    _remplir(destinataire, bloc.destinataire, "Destinataire", _DESCENTE)


def _poser_logo(cellule: _Cell, logo: Image) -> None:
    """The logo in a paragraph of its own, before the one that waits for the address."""
    paragraphe = cellule.paragraphs[0].insert_paragraph_before(style="Expéditeur")
    paragraphe.paragraph_format.space_after = _SOUS_LOGO
    ajouter_image(paragraphe, logo)


def _remplir(cellule: _Cell, lignes: tuple[Inlines, ...], style: str, descente: Length) -> None:
    """One line a paragraph, from the last one of the cell on; the first one stands lower by ``descente``."""
    for rang, ligne in enumerate(lignes or ((),)):
        paragraphe = cellule.paragraphs[-1] if rang == 0 else cellule.add_paragraph()
        paragraphe.style = style
        if rang == 0:
            paragraphe.paragraph_format.space_before = descente
        ajouter_inlines(paragraphe, ligne)
