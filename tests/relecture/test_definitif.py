"""The final files: the person's own layout, and nothing left of the review."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from aide import TEMPLATES
from exemple_document import lettre
from indu.courrier.document import ACompleter, Document, Paragraphe, Texte, texte_document
from indu.courrier.docx import ecrire_docx
from indu.relecture.definitif import definitifs
from indu.relecture.lecture import lire_lettre
from indu.relecture.nettoyage import rendre_definitif
from indu.relecture.points import Point, Relecture

BASE = TEMPLATES.lire("theme/base.docx")
JOUR = date(2026, 3, 17)
AUTEUR = "Claire Le Goff-Rivière"
RIEN = Relecture((), ())


def sans_trou() -> Document:
    """The example letter, its holes filled."""

    def remplir(contenu: tuple[Texte | ACompleter, ...]) -> tuple[Texte | ACompleter, ...]:
        return tuple(Texte("29-2026-0001") if isinstance(e, ACompleter) else e for e in contenu)

    blocs = tuple(
        replace(bloc, contenu=remplir(bloc.contenu)) if isinstance(bloc, Paragraphe) else bloc
        for bloc in lettre().blocs
    )
    return replace(lettre(), blocs=blocs, origine=(("type", "saisine_cra"), ("dossier", "dossier.yaml")))


def edite() -> bytes:
    """A letter as a person leaves it in Word: their own look, comments, their name in the properties."""
    word = docx.Document(BytesIO(ecrire_docx(sans_trou(), BASE)))
    word.paragraphs[6].runs[0].font.color.rgb = RGBColor(0x12, 0x34, 0x56)
    word.paragraphs[6].paragraph_format.first_line_indent = Pt(20)
    proprietes = word.core_properties
    proprietes.author, proprietes.last_modified_by, proprietes.comments, proprietes.keywords = (
        "POSTE-3",
        "POSTE-SECRETARIAT",
        "à revoir",
        "secret",
    )
    word.settings.element.append(parse_xml(f"<w:trackRevisions {nsdecls('w')}/>"))
    word.settings.element.append(parse_xml(f'<w:rsids {nsdecls("w")}><w:rsid w:val="00AB12CD"/></w:rsids>'))
    word.paragraphs[6]._p.set(qn("w:rsidR"), "00AB12CD")
    entete = word.sections[0].header.paragraphs[0]
    entete.runs[0].text = "PROJET –"
    entete.add_run("\u00a0à relire")
    sortie = BytesIO()
    word.save(sortie)
    return sortie.getvalue()


def parties(octets: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def test_le_word_definitif_garde_la_mise_en_forme_et_perd_la_relecture() -> None:
    avant, apres = edite(), rendre_definitif(edite(), AUTEUR, JOUR)
    contenu = parties(apres)
    assert not [nom for nom in contenu if "comments" in nom or "custom" in nom or "thumbnail" in nom]
    tout = b"".join(contenu.values())
    for reste in (
        b"comment",
        b"rsid",
        b"trackRevisions",
        b"POSTE-",
        b"revoir",
        b"secret",
        b"PROJET",
        b"indu.",
    ):
        assert reste not in tout, reste
    for nom in ("word/styles.xml", "word/numbering.xml", "word/theme/theme1.xml", "word/fontTable.xml"):
        assert contenu[nom] == parties(avant)[nom]
    word = docx.Document(BytesIO(apres))
    assert word.paragraphs[6].runs[0].font.color.rgb == RGBColor(0x12, 0x34, 0x56)
    assert word.paragraphs[6].paragraph_format.first_line_indent == Pt(20)
    assert word.sections[0].header.paragraphs[0].text == ""
    assert word.core_properties.last_modified_by == word.core_properties.author == AUTEUR


def test_le_definitif_dit_le_texte_de_la_personne_et_memes_entrees_memes_octets() -> None:
    lue = lire_lettre(rendre_definitif(edite(), AUTEUR, JOUR)).document
    assert texte_document(lue) == texte_document(lire_lettre(edite()).document)
    assert not lue.projet
    assert rendre_definitif(edite(), AUTEUR, JOUR) == rendre_definitif(edite(), AUTEUR, JOUR)


def test_un_commentaire_et_son_passage_dans_le_meme_run() -> None:
    word = docx.Document(BytesIO(ecrire_docx(sans_trou(), BASE)))
    reference = next(word.element.body.iter(qn("w:commentReference")))
    reference.getparent().append(parse_xml(f"<w:t {nsdecls('w')}> et ceci</w:t>"))
    sortie = BytesIO()
    word.save(sortie)
    assert " et ceci" in texte_document(lire_lettre(rendre_definitif(sortie.getvalue(), AUTEUR, JOUR)).document)


def test_les_deux_fichiers_disent_la_meme_chose() -> None:
    relecture, fichiers = definitifs(edite(), "lettre", AUTEUR, RIEN, TEMPLATES)
    assert relecture.points == ()
    assert list(fichiers) == ["lettre-definitif.docx", "lettre-definitif.pdf"]
    assert fichiers["lettre-definitif.pdf"].startswith(b"%PDF")
    assert definitifs(edite(), "lettre", AUTEUR, RIEN, TEMPLATES)[1] == fichiers


def test_un_contenu_que_le_pdf_n_aurait_pas_laisse_le_word_seul() -> None:
    note = Relecture((Point("contenu", "", "note de bas de page", pdf_seul=True),), ())
    relecture, fichiers = definitifs(edite(), "lettre", AUTEUR, note, TEMPLATES)
    assert list(fichiers) == ["lettre-definitif.docx"]
    assert relecture == note


def test_un_caractere_sans_police_laisse_le_word_seul_et_le_dit() -> None:
    document = sans_trou()
    document = replace(document, blocs=(*document.blocs, Paragraphe((Texte("Bravo \U0001f600"),))))
    relecture, fichiers = definitifs(ecrire_docx(document, BASE), "lettre", AUTEUR, RIEN, TEMPLATES)
    assert list(fichiers) == ["lettre-definitif.docx"]
    assert "U+1F600" in relecture.points[0].message
    assert "imprimez le Word définitif" in relecture.points[0].message
