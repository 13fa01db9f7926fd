"""The blocks of the tree as Word paragraphs, lists and comments."""

from __future__ import annotations

from docx.document import Document as DocumentWord
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.text.paragraph import CT_P
from docx.shared import Mm
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from indu.courrier.document import (
    Bloc,
    Coordonnees,
    Document,
    Inlines,
    Liste,
    Note,
    Paragraphe,
    SautDePage,
    Signature,
    StyleParagraphe,
    Tableau,
    Titre,
)
from indu.courrier.docx_adresses import inserer_adresses
from indu.courrier.docx_runs import ajouter_image, ajouter_inlines
from indu.courrier.docx_tableau import inserer_tableau
from indu.courrier.rendu import imprimable

_STYLES: dict[StyleParagraphe, str] = {
    "corps": "Body Text",
    "objet": "Objet",
    "lieu_date": "Lieu et date",
    "mention": "Mention postale",
    "appel": "Appel",
    "annonce": "Annonce",
}
_NIVEAUX = ("", " 2", " 3")
"""Suffixes of Word's built-in list styles; deeper lists keep the third."""
_AVANT_SIGNATURE, _PLACE_SIGNATURE, _APRES_SIGNATURE = Mm(6), Mm(25), Mm(4)


class EcrivainBlocs:
    """Writes blocks at the end of a Word document."""

    def __init__(self, word: DocumentWord, document: Document):
        self.word = word
        self.fiche = document.genre == "fiche"
        self.saut = False
        self.identifiants: dict[str, str | None] = {}

    def ecrire(self, blocs: tuple[Bloc, ...]) -> None:
        """Write blocks, one after the other."""
        for bloc in blocs:
            match bloc:
                case Titre(niveau=niveau, contenu=contenu, notes=notes):
                    self.paragraphe(contenu, f"Heading {niveau}", notes)
                case Paragraphe(contenu=contenu, style=style, notes=notes):
                    self.paragraphe(contenu, _STYLES[style], notes)
                case Liste():
                    self.liste(bloc, 0)
                    self._detacher()
                case Tableau():
                    self.paragraphe((), "Caption").add_run(imprimable(bloc.legende))
                    inserer_tableau(self.word, bloc)
                    self.paragraphe((), "Après tableau")
                case Coordonnees():
                    self.coordonnees(bloc)
                case Signature():
                    self.signature(bloc)
                case SautDePage():
                    self.saut = True

    def paragraphe(self, contenu: Inlines, style: str, notes: tuple[Note, ...] = ()) -> Paragraph:
        """One paragraph, with its notes as comments on the whole of it."""
        paragraphe = self.word.add_paragraph()
        paragraphe._p.style = self._identifiant(style)
        if self.saut:
            paragraphe.paragraph_format.page_break_before = True
            self.saut = False
        ajouter_inlines(paragraphe, contenu)
        if notes:
            runs = paragraphe.runs or [paragraphe.add_run()]
            for note in notes:
                self.word.add_comment(runs, imprimable(note.texte), author="Relecture", initials="R")
        return paragraphe

    def liste(self, liste: Liste, niveau: int) -> None:
        """A list; an ordered one has a numbering of its own, which starts again at 1."""
        suffixe = _NIVEAUX[min(niveau, len(_NIVEAUX) - 1)]
        numero = self._numerotation(niveau, liste.debut) if liste.ordonnee else None
        for element in liste.elements:
            style = f"List {'Number' if liste.ordonnee else 'Bullet'}{suffixe}"
            for bloc in element:
                match bloc:
                    case Paragraphe(contenu=contenu, style="corps", notes=notes):
                        paragraphe = self.paragraphe(contenu, style, notes)
                        if numero is not None and style.startswith("List Number"):
                            proprietes = paragraphe._p.get_or_add_pPr().get_or_add_numPr()
                            proprietes.get_or_add_ilvl().val = min(niveau, len(_NIVEAUX) - 1)
                            proprietes.get_or_add_numId().val = numero
                        style = f"List Continue{suffixe}"
                    case Liste():
                        self.liste(bloc, niveau + 1)
                    case _:
                        self.ecrire((bloc,))

    def coordonnees(self, bloc: Coordonnees) -> None:
        """The two addresses: at their places on a letter, one after the other on a reviewer's page."""
        if not self.fiche:
            inserer_adresses(self.word, self.paragraphe((), "Après tableau").paragraph_format, bloc)
            return
        for ligne in (*bloc.expediteur, *bloc.destinataire):
            self.paragraphe(ligne, "Normal")

    def signature(self, bloc: Signature) -> None:
        """The signature, kept on one page with the paragraph before it."""
        if precedent := self._dernier():
            precedent.paragraph_format.keep_with_next = True
        if bloc.image is not None:
            griffe = self.paragraphe((), "Signature")
            griffe.paragraph_format.space_before = _AVANT_SIGNATURE
            ajouter_image(griffe, bloc.image)
        lignes = [self.paragraphe(ligne, "Signature") for ligne in bloc.lignes]
        if lignes:
            if bloc.image is None:
                lignes[0].paragraph_format.space_before = _PLACE_SIGNATURE
            lignes[-1].paragraph_format.keep_with_next = False
            lignes[-1].paragraph_format.space_after = _APRES_SIGNATURE

    def _dernier(self) -> Paragraph | None:
        """The last paragraph written, if the last block is one."""
        element = self.word.element.body.sectPr.getprevious()
        return Paragraph(element, self.word._body) if isinstance(element, CT_P) else None

    def _detacher(self) -> None:
        """Leave after a list the space that follows a paragraph."""
        if dernier := self._dernier():
            dernier.paragraph_format.space_after = self._style("Body Text").paragraph_format.space_after

    def _style(self, nom: str) -> ParagraphStyle:
        """A paragraph style of the theme."""
        style = self.word.styles[nom]
        assert isinstance(style, ParagraphStyle)  # noqa: S101
        return style

    def _identifiant(self, nom: str) -> str | None:
        """How paragraphs name a style, looked up once: each search goes through all the styles."""
        if nom not in self.identifiants:
            voulu = self.word.styles.get_style_id(self._style(nom), WD_STYLE_TYPE.PARAGRAPH)
            self.identifiants[nom] = voulu
        return self.identifiants[nom]

    def _numerotation(self, niveau: int, debut: int) -> int:
        """A new numbering, over the definition that the theme gives to its numbered lists."""
        numerotation = self.word.part.numbering_part.element
        modele = self._style("List Number").element.pPr.numPr.numId.val
        abstrait = numerotation.num_having_numId(modele).abstractNumId.val
        numero = numerotation.add_num(abstrait)
        numero.add_lvlOverride(ilvl=min(niveau, len(_NIVEAUX) - 1)).add_startOverride(debut)
        return int(numero.numId)
