"""Runs of text in a Word paragraph."""

from __future__ import annotations

from io import BytesIO

from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from indu.courrier.document import ACompleter, Image, Inlines
from indu.courrier.rendu import imprimable

_COUPURES = frozenset("\t\n\r")


def ajouter_inlines(paragraphe: Paragraph, contenu: Inlines) -> None:
    """Runs of text with their formatting; what is to be completed is highlighted."""
    for element in contenu:
        run = paragraphe.add_run()
        texte = imprimable(element.contenu)
        if not _COUPURES.isdisjoint(texte):
            run.text = texte
        elif texte:
            run._r.add_t(texte)  # setting the text of the run would go through it letter by letter
        if isinstance(element, ACompleter):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            continue
        if element.gras:
            run.bold = True
        if element.italique:
            run.italic = True
        if element.exposant:
            run.font.superscript = True


def ajouter_image(paragraphe: Paragraph, image: Image) -> None:
    """An image in the line of text, with the text that assistive software reads."""
    forme = paragraphe.add_run().add_picture(BytesIO(image.octets), width=Mm(image.largeur_mm))
    forme._inline.docPr.set("descr", imprimable(image.texte))
