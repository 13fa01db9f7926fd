"""Where a letter comes from, written in the custom properties of its Word file.

Word and LibreOffice keep custom properties when they save; the paths, names and dates in them are the letter's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from markupsafe import escape

from indu.courrier.rendu import imprimable

if TYPE_CHECKING:
    from docx.document import Document as DocumentWord

PREFIXE = "indu."
TYPE_CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_VT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set of properties that applications show as « custom »."""


def ecrire_origine(word: DocumentWord, origine: tuple[tuple[str, str], ...]) -> None:
    """Add the custom properties; a document that does not say where it comes from gets none."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    if not origine:
        return
    proprietes = "".join(
        f'<property fmtid="{_FORMAT}" pid="{rang}" name={quoteattr(PREFIXE + nom)}>'
        f"<vt:lpwstr>{escape(imprimable(valeur))}</vt:lpwstr></property>"
        for rang, (nom, valeur) in enumerate(origine, start=2)
    )
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_CUSTOM}" xmlns:vt="{_VT}">{proprietes}</Properties>'
    )
    paquet = word.part.package
    paquet.relate_to(Part(PackURI("/docProps/custom.xml"), TYPE_CUSTOM, xml.encode(), paquet), _RELATION)
