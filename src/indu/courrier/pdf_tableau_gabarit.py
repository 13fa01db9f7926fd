"""How a theme draws a table: read from a sample that the engine lays out, never told twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, TypeAlias

from indu.courrier.document import Document, Tableau, inlines
from indu.courrier.pdf_polices import police_reduite
from indu.courrier.pdf_tableau_texte import Face

Couleur: TypeAlias = tuple[float, float, float]

_FACES = tuple(Face(gras, italique) for gras, italique in product((False, True), repeat=2))
_TEMOIN = "0"
_BORD = 1
"""Rows of the sample left out at each end: their rules are also those of the header and of the total."""
_ECART = 0.01
_COTES = {"start": 0.0, "left": 0.0, "center": 0.5, "right": 1.0, "end": 1.0}
_ORDINAIRES = (
    *("letter_spacing", "word_spacing", "text_transform", "text_indent", "white_space", "hyphens", "font_kerning"),
    *("text_decoration_line", "visibility", "direction", "opacity", "transform", "position"),
)
"""What the fast route does not follow: a theme that changes one of these keeps the engine's own."""


@dataclass(frozen=True, slots=True)
class Police:
    """A face as the file calls it: its resource name, its size in pixels, and the packaged font it comes from."""

    ressource: str
    corps: float
    nom: str


@dataclass(frozen=True, slots=True)
class ColonnePosee:
    """A column, in pixels.

    Where its text starts in the table; where its first baseline falls below the top of a row; the height of a line and
    that of both margins. ``cote`` is 0 at left, 1 at right.
    """

    gauche: float
    largeur: float
    base: float
    interligne: float
    marges: float
    cote: float
    couleur: Couleur
    polices: dict[Face, Police]


@dataclass(frozen=True, slots=True)
class Gabarit:
    """The body of a table: its width, its columns, and the rule below each row (no thickness: no rule)."""

    largeur: float
    colonnes: tuple[ColonnePosee, ...]
    filet: float
    couleur_filet: Couleur


class _Inconnu(Exception):
    """The theme draws tables in a way that only the engine follows."""


def echantillon(document: Document, tableau: Tableau) -> Document:
    """A document with the same look, that holds nothing but a short table of the same columns."""
    rangees = (Face(), *_FACES, Face())
    lignes = tuple(
        (inlines(_TEMOIN, gras=gras, italique=italique),) * len(tableau.colonnes) for gras, italique in rangees
    )
    return replace(document, blocs=(replace(tableau, lignes=lignes, total=None),), pied="")


def relever(rendu: Any, noms: frozenset[str]) -> Gabarit | None:
    """The drawing of the table of a sample, or None if the fast route would not be true to it.

    ``noms`` are the packaged fonts that the theme calls.
    """
    try:
        return _relever(rendu, noms)
    except (_Inconnu, AttributeError, IndexError, ValueError):  # another tree of boxes than that of a plain table
        return None


def _relever(rendu: Any, noms: frozenset[str]) -> Gabarit:
    (page,) = rendu.pages
    (table,) = [boite for boite in page._page_box.descendants() if type(boite).__name__ == "TableBox"]
    (corps,) = [groupe for groupe in table.children if groupe.element_tag == "tbody"]
    rangees = corps.children[_BORD:-_BORD]
    _exiger(table.style["border_collapse"] == "collapse" and len(rangees) == len(_FACES))
    _exiger(all(boite.background is None for boite in (table, corps, *rangees)))
    _exiger(all(groupe.background is None for groupe in table.column_groups))
    faces = [tuple(_cellules(rangee, noms)) for rangee in rangees]
    ordinaires = faces[0]
    for autres in faces[1:]:
        for une, autre in zip(ordinaires, autres, strict=True):
            _exiger(une.colonne == replace(autre.colonne, polices=une.colonne.polices) and une.filet == autre.filet)
    (filet,) = {cellule.filet for cellule in ordinaires}
    colonnes = tuple(
        replace(
            cellule.colonne,
            gauche=cellule.colonne.gauche - table.position_x,
            polices={face: ligne[rang].police for face, ligne in zip(_FACES, faces, strict=True)},
        )
        for rang, cellule in enumerate(ordinaires)
    )
    hauteur = max(colonne.marges + colonne.interligne for colonne in colonnes) + filet[0]
    _exiger(all(abs(rangee.height - hauteur) < _ECART for rangee in rangees))
    return Gabarit(rangees[0].width, colonnes, *filet)


@dataclass(frozen=True, slots=True)
class _Cellule:
    """A cell of the sample."""

    colonne: ColonnePosee
    police: Police
    filet: tuple[float, Couleur]


def _cellules(rangee: Any, noms: frozenset[str]) -> Iterator[_Cellule]:
    """The cells of a row of the sample."""
    for cellule in rangee.children:
        (ligne,) = cellule.children
        texte = ligne
        while not hasattr(texte, "text"):
            (texte,) = texte.children
            _exiger(texte.background is None)
        _exiger(texte.text == _TEMOIN and cellule.background is None)
        _verifier(cellule, texte)
        haut = cellule.position_y + cellule.border_top_width
        police = _police(texte, noms)
        yield _Cellule(
            ColonnePosee(
                gauche=cellule.content_box_x(),
                largeur=cellule.width,
                base=round(texte.position_y + texte.baseline - haut, 4),
                interligne=ligne.height,
                marges=round(cellule.padding_top + cellule.padding_bottom, 4),
                cote=_COTES[cellule.style["text_align_all"]],
                couleur=_couleur(texte.style["color"]),
                polices={},
            ),
            police,
            _filet(cellule),
        )


def _verifier(cellule: Any, texte: Any) -> None:
    """Refuse what the fast route does not draw."""
    from weasyprint.css.properties import INITIAL_VALUES

    for boite in (cellule, texte):
        _exiger(all(boite.style[nom] in (INITIAL_VALUES[nom], 0) for nom in _ORDINAIRES))
    _exiger(cellule.style["text_align_last"] in ("auto", cellule.style["text_align_all"]))
    _exiger(cellule.style["overflow_wrap"] in ("anywhere", "break-word") and cellule.style["vertical_align"] == "top")


def _filet(cellule: Any) -> tuple[float, Couleur]:
    """The rule below a cell: solid or none, and none at its sides."""
    epaisseur = 2 * cellule.border_bottom_width
    _exiger(cellule.border_left_width == cellule.border_right_width == 0)
    _exiger(abs(cellule.border_top_width - cellule.border_bottom_width) < _ECART)
    if not epaisseur:
        return 0.0, (0.0, 0.0, 0.0)
    _exiger(cellule.style["border_bottom_style"] == "solid")
    _exiger(abs(cellule.style["border_bottom_width"] - epaisseur) < _ECART)
    couleur = cellule.style["border_bottom_color"]
    return epaisseur, _couleur(cellule.style["color"] if couleur == "currentcolor" else couleur)


def _couleur(couleur: Any) -> Couleur:
    """A color as the file writes it."""
    _exiger(couleur.alpha == 1)
    rouge, vert, bleu = couleur.to("srgb").coordinates
    return rouge, vert, bleu


def _police(texte: Any, noms: frozenset[str]) -> Police:
    """The font that the engine chose for a text: one of the packaged ones."""
    from weasyprint.pdf.fonts import Font
    from weasyprint.text.fonts import get_pango_font_key

    texte.pango_layout.reactivate(texte.style)
    ligne, _ = texte.pango_layout.get_first_line()
    choisie = ligne.runs[0].data.item.analysis.font
    _, description, corps = get_pango_font_key(choisie)
    police = Font(choisie, description, corps)
    texte.pango_layout.deactivate()
    return Police(police.hash, corps, _nom(police.file_content, noms))


def _nom(contenu: bytes, noms: frozenset[str]) -> str:
    """Which packaged font has that content."""
    for nom in sorted(noms):
        if police_reduite(nom) == contenu:
            return nom
    raise _Inconnu


def _exiger(vrai: bool) -> None:
    """Give up unless that holds."""
    if not vrai:
        raise _Inconnu
