"""The Word writer: real styles, numbering, comments and fields, over the styles of ``base.docx``."""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from indu.courrier.document import MARQUE_PROJET, Document
from indu.courrier.docx_origine import ecrire_origine
from indu.courrier.docx_paquet import empaqueter
from indu.courrier.rendu import ErreurRendu, imprimable

if TYPE_CHECKING:
    from docx.document import Document as DocumentWord
    from docx.section import _Header

_STYLES_REQUIS = (
    "Normal", "Body Text", "Expéditeur", "Destinataire", "Lieu et date", "Mention postale", "Objet",
    "Appel", "Annonce", "Signature", "Heading 1", "Heading 2", "Heading 3", "List Bullet", "List Bullet 2",
    "List Bullet 3", "List Number", "List Number 2", "List Number 3", "List Continue", "List Continue 2",
    "List Continue 3", "Caption", "Cellule", "Cellule compacte", "Après tableau", "Tableau indu", "Header",
    "Footer",
)  # fmt: skip

_MAX_PROPRIETE = 255
"""Longest text that a core property may hold."""

_MARGE_FICHE_MM = 15
_ECHELLE_FICHE = 0.86
"""How much smaller than a letter a reviewer's page is set."""


def ecrire_docx(document: Document, base: bytes, nom: str = "base.docx") -> bytes:
    """The document as a Word file; ``base`` is the theme's ``base.docx``, which messages call ``nom``.

    Raises:
        ErreurRendu: ``base`` is not a Word file, or lacks a style.
    """
    from indu.courrier.docx_blocs import EcrivainBlocs

    word = _ouvrir(base, nom)
    if document.genre == "fiche":
        _densifier(word)
    _remplir_marges(word, document)
    EcrivainBlocs(word, document).ecrire(document.blocs)
    _dater(word, document)
    ecrire_origine(word, document.origine)
    sortie = BytesIO()
    word.save(sortie)
    return empaqueter(sortie.getvalue())


def _ouvrir(base: bytes, nom: str) -> DocumentWord:
    """The theme's Word file, checked, without the text that it may hold: Word never saves an empty body."""
    import docx
    from docx.opc.exceptions import OpcError

    try:
        word = docx.Document(BytesIO(base))
    except (BadZipFile, KeyError, ValueError, OpcError) as erreur:
        raise ErreurRendu.simple(f"{nom} n’est pas un fichier Word lisible") from erreur
    manquants = [style for style in _STYLES_REQUIS if style not in word.styles]
    if manquants:
        raise ErreurRendu.simple(f"{nom} n’a pas les styles : {', '.join(manquants)}")
    corps = word.element.body
    for element in [element for element in corps if element is not corps.sectPr]:
        corps.remove(element)
    return word


def _densifier(word: DocumentWord) -> None:
    """Smaller type and narrower margins, for a page that is read and not posted."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm, Pt
    from docx.styles.style import ParagraphStyle

    section = word.sections[0]
    section.left_margin = section.right_margin = section.top_margin = Mm(_MARGE_FICHE_MM)
    section.bottom_margin = Mm(_MARGE_FICHE_MM + 3)
    for style in word.styles:
        if style.type != WD_STYLE_TYPE.PARAGRAPH or not isinstance(style, ParagraphStyle):
            continue
        if style.font.size is not None:
            style.font.size = Pt(round(2 * _ECHELLE_FICHE * style.font.size.pt) / 2)
        forme = style.paragraph_format
        if forme.space_before:
            forme.space_before = Pt(round(_ECHELLE_FICHE * 0.75 * forme.space_before.pt))


def _remplir_marges(word: DocumentWord, document: Document) -> None:
    """The draft mark in the header; in the footer, the document's own words before the page count."""
    from docx.enum.text import WD_TAB_ALIGNMENT

    section = word.sections[0]
    if document.projet:
        entetes = [section.header]
        if section.different_first_page_header_footer:
            entetes.append(section.first_page_header)
        if word.settings.odd_and_even_pages_header_footer:
            entetes.append(section.even_page_header)
        for entete in entetes:
            _marquer(entete)
    paragraphe = section.footer.paragraphs[0]
    if document.pied:
        libelle = paragraphe.add_run(imprimable(document.pied))._r
        if (premier := paragraphe.runs[0]._r) is not libelle:
            premier.addprevious(libelle)
    largeur = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    paragraphe.paragraph_format.tab_stops.add_tab_stop(largeur, WD_TAB_ALIGNMENT.RIGHT)


def _marquer(entete: _Header) -> None:
    """The draft mark on a line of its own, above a letterhead."""
    premier = entete.paragraphs[0] if entete.paragraphs else entete.add_paragraph(style="Header")
    if len(premier._p) > (premier._p.pPr is not None):
        premier = premier.insert_paragraph_before(style="Header")
    premier.add_run(MARQUE_PROJET)


def _dater(word: DocumentWord, document: Document) -> None:
    """The file's own properties, all taken from the document."""
    moment = datetime.combine(document.date, time(), UTC)
    proprietes = word.core_properties
    proprietes.title = imprimable(document.titre)[:_MAX_PROPRIETE]
    proprietes.subject = imprimable(document.sujet)[:_MAX_PROPRIETE]
    proprietes.author = proprietes.last_modified_by = imprimable(document.auteur)[:_MAX_PROPRIETE]
    proprietes.language = "fr-FR"
    proprietes.revision = 1
    proprietes.created = proprietes.modified = moment
    for commentaire in word.comments:
        commentaire._comment_elm.date = moment
