"""Reading a Word letter back: the inverse of the writer, through LibreOffice too, and nothing dropped in silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
import pytest
from arbres import documents, sans_effet
from docx.document import Document as DocumentWord
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from etapes import ouvrages
from hypothesis import given, settings

from aide import BIBLIOTHEQUE, RACINE, TEMPLATES, exemple, ouvrage
from exemple_document import lettre
from indu.commun.texte import espaces_simples
from indu.courrier.document import (
    ACompleter,
    Coordonnees,
    Document,
    Liste,
    Paragraphe,
    SautDePage,
    Signature,
    Tableau,
    Texte,
    Titre,
    inlines,
    texte_document,
)
from indu.courrier.docx import ecrire_docx
from indu.courrier.fabrique import documents as documents_ecrits
from indu.courrier.fabrique import synthese
from indu.courrier.images import lire_image
from indu.relecture.lecture import LettreLue, lire_lettre, sans_theme

BASE = TEMPLATES.lire("theme/base.docx")


def relu(document: Document) -> LettreLue:
    return lire_lettre(ecrire_docx(document, BASE))


def editer(document: Document, geste: Callable[[DocumentWord], None]) -> LettreLue:
    """The letter, once a person has done something to it in Word."""
    word = docx.Document(BytesIO(ecrire_docx(document, BASE)))
    geste(word)
    sortie = BytesIO()
    word.save(sortie)
    return lire_lettre(sortie.getvalue())


def simple(*blocs: Any) -> Document:
    return replace(lettre(), blocs=blocs or (Paragraphe(inlines("Un paragraphe.")),))


def xml(texte: str) -> Any:
    """An element of Word's own namespace."""
    return parse_xml(re.sub(r"^<[\w:]+", lambda debut: f"{debut[0]} {nsdecls('w')}", texte))


# -------------------------------------------------------------------------------------------- l’inverse de l’écrivain


@settings(max_examples=150)
@given(documents())
def test_lire_est_l_inverse_d_ecrire(document: Document) -> None:
    lue = relu(document)
    assert lue.document == document
    assert (lue.contenus, lue.apparences, lue.modifications) == ((), (), ())


def test_tout_ce_que_nos_gabarits_produisent_se_relit() -> None:
    assert len({ecrit.etude.lettre.type for ecrit in ouvrages() if ecrit.etude.lettre}) == 11
    for ecrit in ouvrages():
        pour_avocat = synthese(ecrit.etude, BIBLIOTHEQUE, TEMPLATES)
        ecrits = documents_ecrits(ecrit.etude.analyse.dossier, [ecrit], pour_avocat, "../dossier.yaml")
        for document in ecrits.values():
            lue = relu(document)
            assert lue.document == sans_effet(document)
            assert (lue.contenus, lue.apparences) == ((), ())


def test_les_notes_deviennent_des_commentaires() -> None:
    lue = relu(lettre())
    assert len(lue.commentaires) == 3
    premier = lue.commentaires[0]
    assert premier.passage == "A. – La notification n’est pas motivée"
    assert premier.texte == "Titre à revoir si la caisse produit l’annexe 2."
    assert (premier.auteur, premier.resolu) == ("Relecture", False)


# -------------------------------------------------------------------------------------------- par LibreOffice


def formes(document: Document) -> list[tuple[str, str]]:
    """The kind of each block, and its text."""
    vues = (replace(document, blocs=(bloc,)) for bloc in document.blocs)
    return [(type(vue.blocs[0]).__name__, espaces_simples(texte_document(vue))) for vue in vues]


@pytest.mark.parametrize("cle", ["exemple", "a", "b", "c"])
def test_apres_libreoffice_meme_texte_memes_blocs_et_meme_origine(
    cle: str, libreoffice: Callable[[bytes], bytes]
) -> None:
    if cle == "exemple":
        document = replace(lettre(), origine=(("type", "saisine_cra"), ("dossier", "../mon dossier & co.yaml")))
    else:
        ecrit = ouvrage(exemple(cle))
        document = next(iter(documents_ecrits(exemple(cle), [ecrit], None, "dossier.yaml").values()))
    lue = lire_lettre(libreoffice(ecrire_docx(document, BASE)))
    assert formes(lue.document) == formes(document)
    assert lue.origine == dict(document.origine)
    assert (lue.document.titre, lue.document.auteur, lue.document.date) == (
        document.titre, document.auteur, document.date,
    )  # fmt: skip
    assert (lue.document.pied, lue.document.projet) == (document.pied, document.projet)
    assert lue.contenus == ()
    assert len(lue.commentaires) == len(relu(document).commentaires)


# -------------------------------------------------------------------------------------------- ce qu’une personne change


def test_un_paragraphe_normal_ou_de_style_inconnu_est_du_texte_courant() -> None:
    def ajouter(word: DocumentWord) -> None:
        word.add_paragraph("Normal.", style="Normal")
        style = word.styles.add_style("Le style de ma secrétaire", 1)
        style.base_style = word.styles["Body Text"]
        word.add_paragraph("Inconnu.", style=style)

    lue = editer(simple(), ajouter)
    assert lue.document.blocs[1:] == (Paragraphe(inlines("Normal.")), Paragraphe(inlines("Inconnu.")))
    assert "Le style de ma secrétaire" in lue.apparences[0]


@pytest.mark.parametrize(("identifiant", "nom"), [("Titre2", "heading 2"), ("Titre2", "Titre 2"), ("X", "Heading 2")])
def test_un_titre_est_reconnu_dans_toute_langue(identifiant: str, nom: str) -> None:
    def traduire(word: DocumentWord) -> None:
        style = word.styles["Heading 2"].element
        style.set(qn("w:styleId"), identifiant)
        style.find(qn("w:name")).set(qn("w:val"), nom)
        for p in word.element.body.iter(qn("w:pStyle")):
            p.set(qn("w:val"), identifiant)

    assert editer(simple(Titre(2, inlines("Un titre"))), traduire).document.blocs == (Titre(2, inlines("Un titre")),)


def test_une_liste_faite_avec_le_bouton_de_word() -> None:
    def ajouter(word: DocumentWord) -> None:
        for texte in ("un", "deux"):
            numerote = word.add_paragraph(texte, style="Normal")._p.get_or_add_pPr().get_or_add_numPr()
            numerote.get_or_add_ilvl().val = 0
            numerote.get_or_add_numId().val = 2

    (_, liste) = editer(simple(), ajouter).document.blocs
    assert liste == Liste(tuple((Paragraphe(inlines(t)),) for t in ("un", "deux")), ordonnee=True)


def test_une_liste_interrompue_garde_ses_numeros() -> None:
    elements = tuple((Paragraphe(inlines(t)),) for t in ("un", "deux", "trois"))

    def interrompre(word: DocumentWord) -> None:
        word.paragraphs[2].insert_paragraph_before("Entre deux.", style="Body Text")

    blocs = editer(simple(Liste(elements, ordonnee=True)), interrompre).document.blocs
    assert [type(bloc) for bloc in blocs] == [Liste, Paragraphe, Liste]
    assert isinstance(blocs[2], Liste)
    assert blocs[2].debut == 3


def test_un_element_vide_garde_son_numero() -> None:
    elements = tuple((Paragraphe(inlines(t)),) for t in ("un", "deux", "trois"))

    def vider(word: DocumentWord) -> None:
        word.paragraphs[1].runs[0].text = ""

    premiere, seconde = editer(simple(Liste(elements, ordonnee=True)), vider).document.blocs
    assert isinstance(premiere, Liste)
    assert isinstance(seconde, Liste)
    assert (premiere.debut, seconde.debut) == (1, 3)


def test_un_saut_de_page_au_clavier() -> None:
    def couper(word: DocumentWord) -> None:
        run = word.paragraphs[0].runs[0]
        run.add_break(WD_BREAK.PAGE)
        run.add_text("La suite.")

    assert editer(simple(), couper).document.blocs == (
        Paragraphe(inlines("Un paragraphe.")),
        SautDePage(),
        Paragraphe(inlines("La suite.")),
    )


def test_une_adresse_retapee_et_une_ligne_de_tableau_ajoutee() -> None:
    def changer(word: DocumentWord) -> None:
        adresses, lignes = word.tables
        adresses.rows[0].cells[1].paragraphs[0].runs[0].text = "Pôle des recours"
        modele = lignes.rows[1]._tr
        modele.addnext(parse_xml(docx.oxml.xmlchemy.serialize_for_reading(modele)))

    document = editer(lettre(3), changer).document
    coordonnees = next(bloc for bloc in document.blocs if isinstance(bloc, Coordonnees))
    assert coordonnees.destinataire[0] == inlines("Pôle des recours")
    table = next(bloc for bloc in document.blocs if isinstance(bloc, Tableau))
    assert len(table.lignes) == 4
    assert table.total is not None


def test_un_trou_coupe_en_morceaux_par_word_reste_un_trou() -> None:
    def couper(word: DocumentWord) -> None:
        run = word.paragraphs[0].runs[1]
        run.text = "[À COMPLÉTER : la "
        suite = word.paragraphs[0].add_run("date]")
        suite.font.highlight_color = run.font.highlight_color

    blocs = editer(simple(Paragraphe((Texte("Le "), ACompleter("x")))), couper).document.blocs
    assert blocs == (Paragraphe((Texte("Le "), ACompleter("la date"))),)


def test_les_habitudes_de_word_ne_changent_rien() -> None:
    """Word cuts runs where it checks spelling, numbers its editing sessions, and leaves bookmarks."""

    def enregistrer(word: DocumentWord) -> None:
        for run in list(word.element.body.iter(qn("w:r"))):
            (texte, *autres) = run.findall(qn("w:t")) or [None]
            if texte is None or autres or len(run) > 2 or len(texte.text) < 2:
                continue
            suite = deepcopy(run)
            suite.find(qn("w:t")).text = texte.text[len(texte.text) // 2 :]
            texte.text = texte.text[: len(texte.text) // 2]
            for moitie in (texte, suite.find(qn("w:t"))):
                moitie.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.set(qn("w:rsidR"), "00AB12CD")
            run.addnext(suite)
            run.addnext(xml('<w:bookmarkStart w:id="7" w:name="_GoBack"/>'))
            run.addnext(xml('<w:proofErr w:type="spellStart"/>'))

    lue = editer(lettre(), enregistrer)
    assert lue.document == sans_effet(lettre())
    assert (lue.contenus, lue.apparences) == ((), ())
    assert [c.passage for c in lue.commentaires] == [c.passage for c in relu(lettre()).commentaires]


def test_une_signature_sans_son_style_n_est_pas_inventee() -> None:
    def effacer(word: DocumentWord) -> None:
        word.paragraphs[-1].style = "Body Text"

    blocs = editer(simple(Signature((inlines("Anne"),))), effacer).document.blocs
    assert blocs == (Paragraphe(inlines("Anne")),)


# ----------------------------------------------------------------------------------- rien ne se perd en silence

IMAGE = (RACINE / "docs" / "premiere-page.png").read_bytes()


def note_de_bas_de_page(word: DocumentWord) -> None:
    word.paragraphs[0].add_run()._r.append(xml('<w:footnoteReference w:id="2"/>'))


def zone_de_texte(word: DocumentWord) -> None:
    word.paragraphs[0].add_run()._r.append(
        xml("<w:pict><w:txbxContent><w:p><w:r><w:t>Dans la zone 999 €</w:t></w:r></w:p></w:txbxContent></w:pict>")
    )


def image(word: DocumentWord) -> None:
    word.paragraphs[0].add_run().add_picture(BytesIO(IMAGE))


def texte_barre(word: DocumentWord) -> None:
    word.paragraphs[0].runs[0].font.strike = True


def texte_masque(word: DocumentWord) -> None:
    word.paragraphs[0].add_run("caché").font.hidden = True


def entete(word: DocumentWord) -> None:
    word.sections[0].header.add_paragraph("Cabinet Dupont")


def pied(word: DocumentWord) -> None:
    word.sections[0].footer.add_paragraph("Membre d’une AGA")


def pied_apres_tabulation(word: DocumentWord) -> None:
    word.sections[0].footer.paragraphs[0].runs[0].text += "\tMembre d’une AGA"


def tableau_dans_un_tableau(word: DocumentWord) -> None:
    word.add_table(1, 1).rows[0].cells[0].add_table(1, 1).rows[0].cells[0].text = "fond"


def fusion(word: DocumentWord) -> None:
    table = word.add_table(3, 2)
    table.cell(1, 0).merge(table.cell(2, 0)).text = "fondue"


def titre_numerote(word: DocumentWord) -> None:
    proprietes = word.add_paragraph("Titre", style="Heading 1")._p.get_or_add_pPr().get_or_add_numPr()
    proprietes.get_or_add_numId().val = 2


def equation(word: DocumentWord) -> None:
    word.paragraphs[0]._p.append(
        parse_xml('<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>x</m:t>'
                  "</m:r></m:oMath>")
    )  # fmt: skip


def element_inconnu(word: DocumentWord) -> None:
    word.paragraphs[0]._p.append(xml("<w:nouveaute/>"))


@pytest.mark.parametrize(
    ("geste", "dit"),
    [
        (note_de_bas_de_page, "note de bas de page"),
        (zone_de_texte, "zone de texte : « Dans la zone 999 € »"),
        (image, "image"),
        (texte_barre, "texte barré : « Un paragraphe. »"),
        (texte_masque, "texte masqué : « caché »"),
        (entete, "texte en en-tête : « Cabinet Dupont »"),
        (pied, "texte en pied de page : « Membre d’une AGA »"),
        (pied_apres_tabulation, "texte en pied de page : « Membre d’une AGA »"),
        (tableau_dans_un_tableau, "tableau dans un tableau : « fond »"),
        (fusion, "cellules fusionnées dans un tableau"),
        (titre_numerote, "numéro automatique devant un titre ou un paragraphe"),
        (equation, "équation : « x »"),
        (element_inconnu, "élément « nouveaute » que ce programme ne sait pas lire"),
    ],
)
def test_un_contenu_que_l_arbre_ne_sait_pas_dire_est_signale(geste: Callable[[DocumentWord], None], dit: str) -> None:
    assert dit in [quoi for _, quoi in editer(simple(), geste).contenus]


def test_l_en_tete_du_theme_n_est_pas_un_ajout() -> None:
    word = docx.Document(BytesIO(BASE))
    word.sections[0].header.paragraphs[0].add_run("Syndicat des kinésithérapeutes")
    sortie = BytesIO()
    word.save(sortie)
    lue = lire_lettre(ecrire_docx(simple(), sortie.getvalue()))
    assert [quoi for _, quoi in lue.contenus] == ["texte en en-tête : « Syndicat des kinésithérapeutes »"]
    assert lue.document.projet
    assert sans_theme(lue, sortie.getvalue()).contenus == ()
    assert sans_theme(lue, BASE).contenus == lue.contenus


def test_une_mise_en_forme_seule_n_est_qu_un_avertissement() -> None:
    def habiller(word: DocumentWord) -> None:
        for geste in ("underline", "all_caps"):
            setattr(word.paragraphs[0].add_run(f" {geste}").font, geste, True)
        word.paragraphs[0].add_run(" Comic").font.name = "Comic Sans MS"
        word.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        word.paragraphs[0].paragraph_format.left_indent = Mm(20)

    lue = editer(simple(), habiller)
    assert lue.contenus == ()
    assert [dit.split(" (")[0] for dit in lue.apparences] == [
        "soulignement",
        "capitales",
        "police",
        "alignement",
        "retrait",
    ]
    assert texte_document(lue.document) == "Un paragraphe. underline all_caps Comic"


def test_une_image_de_signature_est_permise() -> None:
    def signer(word: DocumentWord) -> None:
        word.paragraphs[-1].add_run().add_picture(BytesIO(IMAGE))

    lue = editer(simple(Signature((inlines("Anne Exemple"),))), signer)
    assert (lue.contenus, lue.images) == ((), ())
    (signature,) = lue.document.blocs
    assert isinstance(signature, Signature)
    assert signature.image is not None
    assert signature.image.octets.startswith(b"\x89PNG")


def test_le_logo_et_la_signature_se_relisent() -> None:
    image = lire_image(IMAGE, "Cabinet d’Exemple", 40, 30)
    document = simple(
        Coordonnees((inlines("Anne Exemple"),), (inlines("Commission"),), image), Signature((inlines("Anne"),), image)
    )
    coordonnees, signature = relu(document).document.blocs
    assert isinstance(coordonnees, Coordonnees)
    assert isinstance(signature, Signature)
    assert (coordonnees.expediteur, coordonnees.destinataire) == ((inlines("Anne Exemple"),), (inlines("Commission"),))
    for relue in (coordonnees.logo, signature.image):
        assert relue is not None
        assert (relue.octets, relue.texte) == (image.octets, image.texte)
        assert relue.largeur_mm == pytest.approx(image.largeur_mm, abs=0.01)


def test_une_image_de_signature_illisible_est_dite() -> None:
    def signer(word: DocumentWord) -> None:
        word.paragraphs[-1].add_run().add_picture(BytesIO(IMAGE))
        for partie in word.part.package.iter_parts():
            if partie.partname.startswith("/word/media"):
                partie._blob = b"plus une image"

    lue = editer(simple(Signature((inlines("Anne Exemple"),))), signer)
    assert lue.images == ("Anne Exemple",)
    assert lue.document.blocs == (Signature((inlines("Anne Exemple"),)),)


def test_un_champ_garde_son_texte_affiche() -> None:
    def dater(word: DocumentWord) -> None:
        champ = word.paragraphs[0]._p
        for element in (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
            "<w:r><w:instrText>DATE</w:instrText></w:r>",
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
            "<w:r><w:t>3 mars 2026</w:t></w:r>",
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        ):
            champ.append(xml(element))

    lue = editer(simple(), dater)
    assert texte_document(lue.document) == "Un paragraphe.3 mars 2026"
    assert lue.apparences[0].startswith("champ DATE")


# -------------------------------------------------------------------------------------------- le suivi


def test_les_modifications_suivies_sont_vues_et_le_texte_est_celui_qu_elles_donneraient() -> None:
    def suivre(word: DocumentWord) -> None:
        corps = word.paragraphs[0]._p
        corps.append(xml('<w:ins w:id="9" w:author="Paul"><w:r><w:t> Ajouté.</w:t></w:r></w:ins>'))
        corps.append(xml('<w:del w:id="10" w:author="Paul"><w:r><w:delText> Ôté.</w:delText></w:r></w:del>'))

    lue = editer(simple(), suivre)
    assert texte_document(lue.document) == "Un paragraphe. Ajouté."
    assert [(m.genre, m.auteur, m.texte) for m in lue.modifications] == [
        ("ajout", "Paul", " Ajouté."),
        ("suppression", "Paul", " Ôté."),
    ]
