"""The properties of a Word file: its title and author, and where the letter comes from (custom properties).

Word and LibreOffice keep custom properties when they save; the paths, names and dates in them are the letter's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from markupsafe import escape

from indu.courrier.docx_ouverture import Paquet
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
_DC = "{http://purl.org/dc/elements/1.1/}"
_DATES = "{http://purl.org/dc/terms/}"


@dataclass(frozen=True, slots=True)
class Proprietes:
    """The core properties of a file; ``creation`` is written as in the file."""

    titre: str
    auteur: str
    sujet: str
    creation: str


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


def lire_origine(paquet: Paquet) -> Mapping[str, str]:
    """Where a letter says it comes from; empty for a file that this program did not write."""
    origine: dict[str, str] = {}
    for nom in paquet.liees("", "custom-properties"):
        for propriete in paquet.arbre(nom):
            cle = propriete.get("name", "")
            if cle.startswith(PREFIXE):
                origine[cle.removeprefix(PREFIXE)] = "".join(propriete.itertext()).strip()
    return origine


def lire_proprietes(paquet: Paquet) -> Proprietes:
    """The title, author, subject and date of a file; empty when it has none."""
    textes: dict[str, str] = {}
    for nom in paquet.liees("", "core-properties"):
        textes |= {e.tag: e.text or "" for e in paquet.arbre(nom) if isinstance(e.tag, str)}
    return Proprietes(
        textes.get(f"{_DC}title", ""),
        textes.get(f"{_DC}creator", ""),
        textes.get(f"{_DC}subject", ""),
        textes.get(f"{_DATES}created", ""),
    )
