"""The final Word file: the one that a person edited, as they laid it out, without any mark of the review.

The parts that say nothing of the review are copied byte for byte.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from indu.courrier.docx_paquet import zipper
from indu.courrier.rendu import imprimable
from indu.relecture.marges import sans_marque
from indu.relecture.ouverture import RELATION, TYPES, Paquet, W, cible_relation, ouvrir_word

_REVUE = ("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people", "documenttasks")
_DU_PAQUET = ("custom-properties", "thumbnail")
_ANCRES = (f"{W}commentRangeStart", f"{W}commentRangeEnd")
_REGLAGES = ("rsids", "trackRevisions", "attachedTemplate", "revisionView", "mailMerge")
_LIENS_PERSONNELS = ("attachedTemplate", "mailMergeSource", "mailMergeHeaderSource")
"""Paths on the person's own machine."""
_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_APPLICATION = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/extended-properties"><Application>indu</Application></Properties>'
)


def rendre_definitif(octets: bytes, auteur: str, jour: date, fichier: str = "") -> bytes:
    """The Word file without comments, draft mark, traces of tracking, nor properties but its title and author.

    The tracked changes must all have been accepted or refused; ``auteur`` signs the file, ``jour`` dates it.

    Raises:
        EntreeInvalide: it is not a Word document that can be read.
    """
    paquet = ouvrir_word(octets, fichier)
    parties = dict(paquet.parties)
    retirees = {nom for genre in _REVUE for nom in paquet.liees(paquet.principal, genre)}
    retirees |= {nom for genre in _DU_PAQUET for nom in paquet.liees("", genre)}
    marges = {nom for genre in ("header", "footer") for nom in paquet.liees(paquet.principal, genre)}
    notes = {nom for genre in ("footnotes", "endnotes") for nom in paquet.liees(paquet.principal, genre)}
    for nom in sorted({paquet.principal, *marges, *notes}):
        racine = paquet.arbre(nom)
        _retirer_revue(racine)
        if nom in marges:
            _retirer_marque(racine)
        parties[nom] = _xml(racine)
    for nom in paquet.liees(paquet.principal, "settings"):
        reglages = paquet.arbre(nom)
        for balise in _REGLAGES:
            for element in reglages.findall(f"{W}{balise}"):
                reglages.remove(element)
        parties[nom] = _xml(reglages)
    for nom in paquet.liees("", "core-properties"):
        parties[nom] = _proprietes(paquet, nom, auteur, jour)
    for nom in paquet.liees("", "extended-properties"):
        parties[nom] = _APPLICATION
    for nom in retirees:
        del parties[nom]
    return zipper(_sans_liens(paquet, parties, retirees))


def _retirer_revue(racine: Any) -> None:
    """Drop the anchors of comments and the identifiers of editing sessions."""
    for ancre in list(racine.iter(*_ANCRES)):
        ancre.getparent().remove(ancre)
    for renvoi in list(racine.iter(f"{W}commentReference")):
        run = renvoi.getparent()
        run.remove(renvoi)
        if all(enfant.tag == f"{W}rPr" for enfant in run):
            run.getparent().remove(run)
    for element in racine.iter():
        for nom in [nom for nom in element.attrib if nom.startswith(f"{W}rsid")]:
            del element.attrib[nom]


def _retirer_marque(racine: Any) -> None:
    """Empty the draft mark; a header line that says more loses it too, however Word cut it into runs."""
    for paragraphe in racine.iter(f"{W}p"):
        textes = list(paragraphe.iter(f"{W}t"))
        reste, marque = sans_marque("".join(texte.text or "" for texte in textes))
        if marque:
            for texte in textes:
                texte.text = ""
            textes[0].text = reste


def _proprietes(paquet: Paquet, nom: str, auteur: str, jour: date) -> bytes:
    """Title, subject, author and language, dated by the letter: nothing of who saved the file, or when."""
    gardes = {"title": "dc:title", "subject": "dc:subject", "creator": "dc:creator", "language": "dc:language"}
    textes = {e.tag.rpartition("}")[2]: e.text or "" for e in paquet.arbre(nom) if isinstance(e.tag, str)}
    textes["creator"] = textes["lastModifiedBy"] = imprimable(auteur)
    propres = "".join(
        f"<{balise}>{escape(textes[champ])}</{balise}>"
        for champ, balise in (*gardes.items(), ("lastModifiedBy", "cp:lastModifiedBy"))
        if textes.get(champ)
    )
    dates = "".join(
        f'<dcterms:{balise} xsi:type="dcterms:W3CDTF">{jour.isoformat()}T00:00:00Z</dcterms:{balise}>'
        for balise in ("created", "modified")
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="{_CP}" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{propres}<cp:revision>1</cp:revision>{dates}'
        "</cp:coreProperties>"
    ).encode()


def _sans_liens(paquet: Paquet, parties: dict[str, bytes], retirees: set[str]) -> dict[str, bytes]:
    """The parts without what named those taken away, nor the template of the person's own machine."""
    for nom in [nom for nom in parties if nom.endswith(".rels")]:
        dossier, _, relations = nom.rpartition("_rels/")
        porteur = dossier + relations.removesuffix(".rels")
        if porteur in retirees:
            del parties[nom]
            continue
        racine = paquet.arbre(nom)
        for lien in list(racine.iter(RELATION)):
            personnel = lien.get("Type", "").rpartition("/")[2] in _LIENS_PERSONNELS
            if personnel or cible_relation(porteur, lien) in retirees:
                racine.remove(lien)
                parties[nom] = _xml(racine)
    types = paquet.arbre(TYPES)
    for declare in list(types):
        if declare.get("PartName", "").lstrip("/") in retirees:
            types.remove(declare)
    parties[TYPES] = _xml(types)
    return parties


def _xml(racine: Any) -> bytes:
    from lxml import etree

    octets: bytes = etree.tostring(racine, xml_declaration=True, encoding="UTF-8", standalone=True)
    return octets
