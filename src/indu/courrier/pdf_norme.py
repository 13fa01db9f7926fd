"""What PDF/A-2a and PDF/UA-1 ask and the engine does not do itself, added around the writing of the file."""

from __future__ import annotations

from typing import Any

from indu.courrier.pdf_balises import Balises, corriger_balises
from indu.courrier.pdf_fichier import ecrire_fichier
from indu.courrier.pdf_polices import flux_police

VARIANTE = "pdf/a-2a"
"""The engine's own variant: archiving, with tags. The mark of PDF/UA-1 is added to it below."""

_FIN_XMP = b"</rdf:RDF>"
_XMP_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that this file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
"""Both standards in one file: PDF/A allows the property of PDF/UA only if its schema is described."""


def achever(pdf: Any) -> Balises:
    """Before the file is written: fonts, metadata, tags; and how it is written.

    The tags are handed over for what is still to be painted.
    """
    for flux in pdf.objects:
        extra = getattr(flux, "extra", {})
        if "Length1" in extra:  # an embedded font
            longueur, donnees = flux_police(flux.stream[0])
            flux.stream, flux.compress = [donnees], False
            extra.update({"Length1": longueur, "Filter": "/FlateDecode"})
        elif extra.get("Type") == "/Metadata":
            flux.stream = [flux.stream[0].replace(_FIN_XMP, _XMP_UA + _FIN_XMP)]
            flux.compress = False  # archives are searched without a PDF reader
    pdf.write = lambda sortie, *_: ecrire_fichier(pdf, sortie)
    return corriger_balises(pdf)


def sans_fin_ambigue(pdf: bytes) -> bytes:
    """The file without a stream whose last byte, a carriage return, could pass for a part of the line end after it.

    PDF/A asks that the length of a stream be that of its data, and some readers take both bytes for the line end.
    """
    return pdf.replace(b"\r\nendstream", b"\r\rendstream")
