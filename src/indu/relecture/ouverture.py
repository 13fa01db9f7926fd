"""Opening a Word file that comes from anywhere: bounded, checked, refused in French when it is not one."""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeAlias
from zipfile import BadZipFile, ZipFile, ZipInfo

from indu.commun.erreurs import EntreeInvalide, Probleme

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "[Content_Types].xml"
_PRINCIPAL = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

TAILLE_MAXIMALE = 40_000_000
"""A letter weighs some tens of kilobytes; with scanned logos, a few megabytes."""
_TOTAL_MAXIMAL, _PARTIE_XML_MAXIMALE = 120_000_000, 20_000_000
_PARTIES_MAXIMALES = 2_000
_RAPPORT_MAXIMAL, _RAPPORT_DES = 200, 1_000_000
"""Compressed more than that, beyond that size, is a bomb."""

Element: TypeAlias = Any
"""An lxml element."""

_FAUX_WORD = (
    (b"%PDF", "c’est un PDF"),
    (b"{\\rtf", "c’est un fichier RTF"),
    (b"<!DOCTYPE", "c’est une page HTML"),
    (b"<html", "c’est une page HTML"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENREGISTRER = "un fichier .docx : dans Word ou LibreOffice, « Enregistrer sous », « Document Word (.docx) »"


@dataclass(frozen=True)
class Paquet:
    """The parts of a Word file by name, the name of the main one, and the file's name for messages."""

    parties: Mapping[str, bytes]
    principal: str
    fichier: str = ""

    def arbre(self, nom: str) -> Element:
        """The root element of an XML part.

        Raises:
            EntreeInvalide: the part is absent, too large, badly formed, or declares entities.
        """
        return _arbre(self.parties, nom, self.fichier)

    def liees(self, porteur: str, fin: str) -> tuple[str, ...]:
        """The parts of this file that another one (``""`` for the package itself) names as of that kind."""
        return tuple(cible for genre, cible in self._relations(porteur) if genre.endswith(f"/{fin}"))

    def relation(self, porteur: str, identifiant: str) -> str:
        """The part behind a relationship's identifier; empty when there is none in this file."""
        relations = nom_relations(porteur)
        liens = self.arbre(relations).iter(RELATION) if relations in self.parties else ()
        return next((cible_relation(porteur, lien) for lien in liens if lien.get("Id") == identifiant), "")

    def _relations(self, porteur: str) -> Iterator[tuple[str, str]]:
        relations = nom_relations(porteur)
        if relations in self.parties:
            for lien in self.arbre(relations).iter(RELATION):
                if (cible := cible_relation(porteur, lien)) in self.parties:
                    yield lien.get("Type", ""), cible


def ouvrir_word(octets: bytes, fichier: str = "") -> Paquet:
    """The parts of a Word file.

    Raises:
        EntreeInvalide: it is not a Word document (.docx), or its size or make is not that of an honest one.
    """
    _refuser_autre_chose(octets, fichier)
    try:
        with ZipFile(BytesIO(octets)) as archive:
            parties = _lire_parties(archive, fichier)
    except (BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError, RuntimeError):
        raise refus("le fichier est abîmé : l’archive qu’est un .docx ne se lit pas", fichier) from None
    if b"opendocument" in parties.get("mimetype", b""):
        raise refus("c’est un document OpenDocument (.odt), pas un .docx", fichier)
    return Paquet(parties, _principal(parties, fichier), fichier)


def analyser_xml(octets: bytes, nom: str, fichier: str = "") -> Element:
    """The root element of a part: nothing is fetched, no entity is expanded.

    Raises:
        EntreeInvalide: too large, badly formed, or with a document type declaration (Word writes none).
    """
    from lxml import etree

    if len(octets) > _PARTIE_XML_MAXIMALE:
        raise refus(f"« {nom} » est bien trop grand pour une lettre", fichier)
    lecteur = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        racine = etree.fromstring(octets, lecteur)
    except (etree.XMLSyntaxError, ValueError):
        raise refus(f"le fichier est abîmé : « {nom} » ne se lit pas", fichier) from None
    if racine.getroottree().docinfo.internalDTD is not None:
        raise refus(f"« {nom} » déclare des entités, ce que Word ne fait jamais : fichier refusé", fichier)
    return racine


def refus(message: str, fichier: str) -> EntreeInvalide:
    """A refusal that says what to do instead."""
    return EntreeInvalide([Probleme(message, fichier=fichier, attendu=_ENREGISTRER)])


def nom_relations(porteur: str) -> str:
    """The part that holds the relationships of another (``""``: of the package)."""
    dossier, nom = posixpath.split(porteur)
    return posixpath.join(dossier, "_rels", f"{nom}.rels")


def cible_relation(porteur: str, lien: Element) -> str:
    """The part that a relationship leads to; empty when it leads out of the file."""
    cible = lien.get("Target", "")
    if lien.get("TargetMode") == "External" or not cible:
        return ""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(porteur), cible)).lstrip("/")


def _refuser_autre_chose(octets: bytes, fichier: str) -> None:
    debut = octets[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if len(octets) > TAILLE_MAXIMALE:
        raise refus(f"le fichier est bien trop grand pour une lettre (plus de {TAILLE_MAXIMALE // 10**6} Mo)", fichier)
    if octets.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in octets:
            raise refus("le document est protégé par un mot de passe : retirez-le dans Word, puis recommencez", fichier)
        raise refus("c’est un ancien document Word (.doc), pas un .docx", fichier)
    for signe, quoi in _FAUX_WORD:
        if debut[: len(signe)].lower() == signe.lower():
            raise refus(f"{quoi}, pas un document Word", fichier)
    if not octets.startswith(b"PK"):
        raise refus("le fichier est vide" if not octets else "ce n’est pas un document Word (.docx)", fichier)


def _lire_parties(archive: ZipFile, fichier: str) -> dict[str, bytes]:
    fiches = archive.infolist()
    if len(fiches) > _PARTIES_MAXIMALES or sum(fiche.file_size for fiche in fiches) > _TOTAL_MAXIMAL:
        raise refus("l’archive se déplie en un fichier démesuré : refusé", fichier)
    parties: dict[str, bytes] = {}
    for fiche in fiches:
        if fiche.is_dir():
            continue
        if fiche.flag_bits & 0x1:
            raise refus("le document est protégé par un mot de passe : retirez-le dans Word, puis recommencez", fichier)
        if fiche.filename in parties:
            raise refus(f"l’archive contient deux fois « {fiche.filename} » : refusé", fichier)
        parties[fiche.filename] = _lire_partie(archive, fiche, fichier)
    return parties


def _lire_partie(archive: ZipFile, fiche: ZipInfo, fichier: str) -> bytes:
    """One part; never more bytes than it announces, and never from an absurd compression."""
    if fiche.file_size > _RAPPORT_DES and fiche.file_size > _RAPPORT_MAXIMAL * max(fiche.compress_size, 1):
        raise refus("l’archive se déplie en un fichier démesuré : refusé", fichier)
    with archive.open(fiche) as flux:
        return flux.read(fiche.file_size)


def _arbre(parties: Mapping[str, bytes], nom: str, fichier: str) -> Element:
    if nom not in parties:
        raise refus(f"le fichier est abîmé : il y manque « {nom} »", fichier)
    return analyser_xml(parties[nom], nom, fichier)


def _principal(parties: Mapping[str, bytes], fichier: str) -> str:
    """The name of the main part, which must be that of an ordinary document."""
    paquet = Paquet(parties, "", fichier)
    if TYPES not in parties:
        raise refus("c’est une archive, pas un document Word (.docx)", fichier)
    trouves = paquet.liees("", "officeDocument")
    if not trouves:
        raise refus("c’est une archive, pas un document Word (.docx)", fichier)
    types = {t.get("PartName", "").lstrip("/"): t.get("ContentType", "") for t in paquet.arbre(TYPES)}
    genre = types.get(trouves[0], "")
    if genre != _PRINCIPAL:
        quoi = "un document à macros, ou un modèle" if "word" in genre else "un classeur ou une présentation"
        raise refus(f"c’est {quoi}, pas un document Word (.docx)", fichier)
    if not paquet.arbre(trouves[0]).tag.startswith(W):
        raise refus("ce document est au format « Open XML strict », que ce programme ne lit pas", fichier)
    return trouves[0]
