"""Files that are not letters, or not honest: refused in French, in bounded time, never with a traceback."""

from __future__ import annotations

import contextlib
import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aide import TEMPLATES
from exemple_document import lettre
from indu.commun.erreurs import EntreeInvalide
from indu.courrier.docx import ecrire_docx
from indu.relecture.lecture import lire_lettre
from indu.relecture.ouverture import TAILLE_MAXIMALE

LETTRE = ecrire_docx(lettre(3), TEMPLATES.lire("theme/base.docx"))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def archive(parties: dict[str, bytes]) -> bytes:
    tampon = BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as cible:
        for nom, octets in parties.items():
            cible.writestr(nom, octets)
    return tampon.getvalue()


def lettre_avec(remplacees: dict[str, bytes]) -> bytes:
    """Our letter with other bytes in some parts."""
    with zipfile.ZipFile(BytesIO(LETTRE)) as source:
        return archive({nom: source.read(nom) for nom in source.namelist()} | remplacees)


def partie(nom: str) -> bytes:
    with zipfile.ZipFile(BytesIO(LETTRE)) as source:
        return source.read(nom)


def chiffree() -> bytes:
    """Our letter, its first part said to be encrypted."""
    octets = bytearray(archive({"a": b"x"}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", octets, octets.index(signature) + place, 1)
    return bytes(octets)


ENTITES = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b'<!ENTITY fichier SYSTEM "file:///etc/passwd">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
    b"&m;&fichier;</w:t></w:r></w:p></w:body></w:document>"
)
STRICT = partie("word/document.xml").replace(
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
)
TYPES = partie("[Content_Types].xml")
DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def de_type(genre: bytes) -> bytes:
    """Our letter, said to be of another kind."""
    return lettre_avec({"[Content_Types].xml": TYPES.replace(DOCUMENT, genre)})


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (b"", "le fichier est vide"),
        (b"Bonjour", "ce n’est pas un document Word"),
        (b"%PDF-1.7 ...", "c’est un PDF"),
        (b"{\\rtf1 Bonjour}", "c’est un fichier RTF"),
        (b"\xef\xbb\xbf<!doctype html><p>", "c’est une page HTML"),
        (OLE, r"c’est un ancien document Word \(.doc\)"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protégé par un mot de passe"),
        (chiffree(), "protégé par un mot de passe"),
        (b"PK\x03\x04 abime", "le fichier est abîmé"),
        (LETTRE[: len(LETTRE) // 2], "le fichier est abîmé"),
        (archive({"a.txt": b"x"}), "c’est une archive, pas un document Word"),
        (archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}), "OpenDocument"),
        (de_type(b"application/vnd.ms-word.document.macroEnabled.main+xml"), "un document à macros"),
        (de_type(b"application/vnd.ms-excel.sheet.main+xml"), "un classeur"),
        (lettre_avec({"word/document.xml": STRICT}), "Open XML strict"),
        (lettre_avec({"word/document.xml": ENTITES}), "déclare des entités|ne se lit pas"),
        (lettre_avec({"word/document.xml": b"<w:document"}), "« word/document.xml » ne se lit pas"),
        (lettre_avec({"word/document.xml": b"<a>" * 5000 + b"</a>" * 5000}), "ne se lit pas"),
        (lettre_avec({"word/styles.xml": b"\xff\xfe"}), "« word/styles.xml » ne se lit pas"),
        (lettre_avec({"word/media/bombe.bin": b"\0" * 30_000_000}), "démesuré"),
        (lettre_avec({f"a{n}": b"" for n in range(2100)}), "démesuré"),
        (b"PK" + b"\0" * TAILLE_MAXIMALE, "bien trop grand"),
    ],
    ids=lambda valeur: valeur[:30] if isinstance(valeur, str) else "octets",
)  # fmt: skip
def test_ce_qui_n_est_pas_une_lettre_word_est_refuse_en_francais(octets: bytes, dit: str) -> None:
    with pytest.raises(EntreeInvalide, match=dit):
        lire_lettre(octets, "lettre.docx")


def test_deux_parties_du_meme_nom_sont_refusees() -> None:
    tampon = BytesIO(LETTRE)
    with zipfile.ZipFile(tampon, "a") as cible, pytest.warns(UserWarning, match="Duplicate"):
        cible.writestr("word/document.xml", b"<autre/>")
    with pytest.raises(EntreeInvalide, match="deux fois « word/document"):
        lire_lettre(tampon.getvalue())


def test_aucun_fichier_exterieur_n_est_lu() -> None:
    relations = partie("word/_rels/document.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="x" Type="http://x/comments" Target="file:///etc/passwd" TargetMode="External"/>'
        b'<Relationship Id="y" Type="http://x/header" Target="../../../../etc/passwd"/></Relationships>',
    )
    lue = lire_lettre(lettre_avec({"word/_rels/document.xml.rels": relations}))
    assert lue.document == lire_lettre(LETTRE).document


@settings(max_examples=150)
@given(st.data())
def test_une_lettre_abimee_au_hasard_se_lit_ou_se_refuse_en_francais(donnees: st.DataObject) -> None:
    nom = donnees.draw(
        st.sampled_from(["word/document.xml", "word/styles.xml", "word/numbering.xml", "word/comments.xml"])
    )
    octets = bytearray(partie(nom))
    for _ in range(donnees.draw(st.integers(1, 6))):
        place = donnees.draw(st.integers(0, len(octets) - 1))
        octets[place : place + donnees.draw(st.integers(0, 12))] = donnees.draw(
            st.sampled_from([b"", b"9" * 30, b'"', b"-1", b"w:p", b"0", b"<w:p/>", "é".encode()])
        )
    with contextlib.suppress(EntreeInvalide):
        lire_lettre(lettre_avec({nom: bytes(octets)}))


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        (b'w:val="5"', b'w:val="99999999999999999999"'),
        (b'<w:gridSpan w:val="5"/>', b'<w:gridSpan w:val="99999"/>' ),
        (b'<w:ilvl w:val="0"/>', b'<w:ilvl w:val="-7"/>'),
    ],
)  # fmt: skip
def test_des_nombres_absurdes_ne_coutent_rien(avant: bytes, apres: bytes) -> None:
    assert avant in partie("word/document.xml")
    lue = lire_lettre(lettre_avec({"word/document.xml": partie("word/document.xml").replace(avant, apres)}))
    assert lue.document.blocs
