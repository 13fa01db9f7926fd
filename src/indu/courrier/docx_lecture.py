"""Reading a letter that a person edited: the inverse of the Word writer, from a file back to the tree.

A paragraph whose style is not known is body text. What the tree cannot say is reported (:class:`Releve`), never
dropped without a word. Reviewer's notes are comments, which :mod:`indu.courrier.docx_suivi` reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from indu.commun.dates import lire_date
from indu.commun.texte import espaces_simples
from indu.courrier.document import (
    MARQUE_PROJET,
    Bloc,
    Coordonnees,
    Document,
    Inlines,
    Paragraphe,
    SautDePage,
    Signature,
    StyleParagraphe,
    Titre,
    texte_inlines,
)
from indu.courrier.docx_grille import LecteurTables
from indu.courrier.docx_listes import LecteurListes
from indu.courrier.docx_ouverture import Element, Paquet, W, ouvrir_word
from indu.courrier.docx_proprietes import lire_origine, lire_proprietes
from indu.courrier.docx_releve import Releve, texte_brut
from indu.courrier.docx_styles import PUCE, Numero, Numerotation, StyleLu, Styles, actif, entier, valeur
from indu.courrier.docx_suivi import Commentaire, Modification, lire_commentaires, lire_modifications
from indu.courrier.docx_texte import LecteurTexte

_PARAGRAPHES: dict[str, StyleParagraphe] = {
    "objet": "objet", "lieu_date": "lieu_date", "mention": "mention", "appel": "appel", "annonce": "annonce",
}  # fmt: skip
_PAGES = re.compile(r"(?P<pied>.*?)\s*(?:\bpage\s*/?)?\s*", re.DOTALL | re.IGNORECASE)
_CONTENANTS = frozenset(f"{W}{nom}" for nom in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_ALIGNES = {"start": "left", "end": "right", "": "left"}
_MARQUE = re.compile(r"\s+".join(map(re.escape, MARQUE_PROJET.split())), re.IGNORECASE)
JOUR_INCONNU = date(1970, 1, 1)


@dataclass(frozen=True)
class LettreLue:
    """A Word file read back: the tree, what the tree cannot say, and the marks of a review in progress."""

    document: Document
    origine: Mapping[str, str]
    commentaires: tuple[Commentaire, ...]
    modifications: tuple[Modification, ...]
    contenus: tuple[tuple[str, str], ...]
    """What the PDF would lack: where it is, what it is."""
    apparences: tuple[str, ...]
    """The looks that the PDF would lack."""
    images: tuple[str, ...]
    """Where an image stands that a letter may bear (letterhead, signature)."""
    autres_textes: tuple[str, ...]
    """Words that the file holds outside the tree: text boxes, footnotes, headers."""


def lire_lettre(octets: bytes, fichier: str = "") -> LettreLue:
    """Read a Word file.

    Raises:
        EntreeInvalide: it is not a Word document that can be read (see :func:`ouvrir_word`).
    """
    paquet = ouvrir_word(octets, fichier)
    releve = Releve()
    styles = Styles(paquet)
    blocs = _LecteurCorps(paquet, styles, releve).lire()
    projet = _lire_entetes(paquet, releve)
    pied = _lire_pieds(paquet, styles, releve)
    releve.textes += _notes(paquet)
    origine = lire_origine(paquet)
    proprietes = lire_proprietes(paquet)
    document = Document(
        titre=proprietes.titre,
        auteur=proprietes.auteur,
        sujet=proprietes.sujet,
        date=_jour(origine.get("date", ""), proprietes.creation),
        blocs=tuple(blocs),
        pied=pied,
        projet=projet,
        genre="fiche" if origine.get("type") in ("fiche", "synthese") else "lettre",
        origine=tuple(origine.items()),
    )
    return LettreLue(
        document,
        origine,
        lire_commentaires(paquet),
        lire_modifications(paquet),
        tuple(releve.contenus),
        releve.avertissements(),
        tuple(releve.images),
        tuple(releve.textes),
    )


def _jour(*candidats: str) -> date:
    for candidat in candidats:
        try:
            return lire_date(candidat[:10])
        except ValueError:
            continue
    return JOUR_INCONNU


class _LecteurCorps:
    """Reads the body, block after block."""

    def __init__(self, paquet: Paquet, styles: Styles, releve: Releve) -> None:
        self.corps = paquet.arbre(paquet.principal).find(f"{W}body")
        self.styles, self.releve = styles, releve
        self.texte = LecteurTexte(styles, releve)
        self.tables = LecteurTables(self.texte)
        self.numerotation = Numerotation(paquet, styles)
        self.listes = LecteurListes()
        self.blocs: list[Bloc] = []
        self.signature: list[Inlines] = []
        self.adresses: tuple[list[Inlines], list[Inlines]] = ([], [])
        self.legende: Inlines = ()

    def lire(self) -> list[Bloc]:
        """Every block of the body."""
        if self.corps is not None:
            self._parcourir(self.corps)
        self._clore()
        self.texte.finir()
        return self.blocs

    def _parcourir(self, parent: Element) -> None:
        for enfant in parent:
            if enfant.tag == f"{W}p":
                self._paragraphe(enfant)
            elif enfant.tag == f"{W}tbl":
                self._table(enfant)
            elif enfant.tag in _CONTENANTS:
                self._parcourir(enfant)
            elif enfant.tag == f"{W}altChunk":
                self.releve.contenu("document incorporé", "")

    def _table(self, table: Element) -> None:
        adresses = self.tables.coordonnees(table)
        legende, self.legende = texte_inlines(self.legende), ()
        self._clore()
        self.blocs.append(adresses if adresses is not None else self.tables.tableau(table, legende))

    def _paragraphe(self, paragraphe: Element) -> None:
        proprietes = paragraphe.find(f"{W}pPr")
        identifiant = valeur(None if proprietes is None else proprietes.find(f"{W}pStyle"))
        style = self.styles.lire(identifiant)
        permise = style.role in ("signature", "expediteur")
        segments = self.texte.lire(paragraphe, images=permise)
        if proprietes is not None and actif(proprietes.find(f"{W}pageBreakBefore")):
            self._sauter()
        for rang, contenu in enumerate(segments):
            if rang:
                self._sauter()
            if texte_inlines(contenu).strip():
                self._contenu(contenu, style, identifiant, proprietes)
        if proprietes is not None and (section := proprietes.find(f"{W}sectPr")) is not None:
            if valeur(section.find(f"{W}type")) != "continuous":
                self._sauter()
            self.releve.forme("changement de section (marges, colonnes)", texte_brut(paragraphe))

    def _sauter(self) -> None:
        self._clore()
        self.blocs.append(SautDePage())

    def _contenu(self, contenu: Inlines, style: StyleLu, identifiant: str, proprietes: Element | None) -> None:
        """One paragraph's text, in the block that its style and numbering call for."""
        numero = self.numerotation.avancer(proprietes, identifiant)
        if style.role == "liste" and numero is None:
            numero = Numero(style.niveau - 1, PUCE, 1)
        ou = texte_inlines(contenu)
        if numero is not None and style.role in ("corps", "inconnu", "liste", "suite"):
            self._clore(listes=False)
            self.listes.element(numero, contenu, derniere=self._espace_de_fin(proprietes, identifiant))
            return
        if numero is not None:
            self.releve.contenu("numéro automatique devant un titre ou un paragraphe", ou)
        self._apparences(style, identifiant, proprietes, ou)
        match style.role:
            case "suite" if self.listes.ouverte:
                derniere = self._espace_de_fin(proprietes, identifiant)
                self.listes.suite(style.niveau - 1, contenu, derniere=derniere)
            case "signature":
                self._clore(signature=False)
                self.signature.append(contenu)
            case "expediteur" | "destinataire":
                self._clore(adresses=False)
                self.adresses[style.role == "destinataire"].append(contenu)
            case "legende":
                self._clore()
                self.legende = contenu
            case "titre":
                self._clore()
                if style.niveau > 3:
                    self.releve.forme("titre d’un niveau au-delà de 3", ou)
                self.blocs.append(Titre(min(style.niveau, 3), contenu))  # type: ignore[arg-type]
            case _:
                self._clore()
                self.blocs.append(Paragraphe(contenu, _PARAGRAPHES.get(style.role, "corps")))

    def _clore(self, *, listes: bool = True, signature: bool = True, adresses: bool = True) -> None:
        """End the blocks made of several paragraphs, but the one that goes on."""
        if self.legende:
            self.releve.forme("légende sans tableau", texte_inlines(self.legende))
            self.blocs.append(Paragraphe(self.legende, "annonce"))
            self.legende = ()
        if listes:
            self.blocs += self.listes.vider()
        if signature and self.signature:
            self.blocs.append(Signature(tuple(self.signature)))
            self.signature = []
        if adresses and any(self.adresses):
            self.blocs.append(Coordonnees(tuple(self.adresses[0]), tuple(self.adresses[1])))
            self.adresses = ([], [])

    def _espace_de_fin(self, proprietes: Element | None, style: str) -> bool:
        """Whether a list paragraph has more space after it than its style gives, as the last one of a list has."""
        direct = None if proprietes is None else proprietes.find(f"{W}spacing")
        apres = "" if direct is None else direct.get(f"{W}after", "")
        herite = self.styles.propriete(style, "w:pPr/w:spacing")
        du_style = "0" if herite is None else herite.get(f"{W}after", "0")
        return entier(apres) > entier(du_style)

    def _apparences(self, style: StyleLu, identifiant: str, proprietes: Element | None, ou: str) -> None:
        """The looks of a paragraph that are not carried over."""
        if style.role == "inconnu":
            self.releve.forme(f"style « {style.nom} », rendu comme du texte courant", ou)
        if proprietes is None:
            return
        du_style = valeur(self.styles.propriete(identifiant, "w:pPr/w:jc"))
        ecrit = valeur(proprietes.find(f"{W}jc"), du_style)
        if _ALIGNES.get(ecrit, ecrit) != _ALIGNES.get(du_style, du_style):
            self.releve.forme("alignement", ou)
        for nom, quoi in (("pBdr", "encadré"), ("shd", "fond de couleur"), ("framePr", "cadre")):
            if proprietes.find(f"{W}{nom}") is not None:
                self.releve.forme(quoi, ou)


def _lire_entetes(paquet: Paquet, releve: Releve) -> bool:
    """Whether the draft mark is in a header; other words there are reported."""
    projet = False
    for nom in paquet.liees(paquet.principal, "header"):
        for paragraphe in paquet.arbre(nom).iter(f"{W}p"):
            texte, marque = sans_marque(espaces_simples(texte_brut(paragraphe)))
            projet = projet or marque
            if texte.strip():
                releve.contenu("texte en en-tête", "en-tête de page", texte)
        _images_de_marge(paquet, nom, "en-tête", releve)
    return projet


def sans_marque(texte: str) -> tuple[str, bool]:
    """A text without the draft mark, and whether it was there."""
    reste = _MARQUE.sub("", texte)
    return reste, reste != texte


def _lire_pieds(paquet: Paquet, styles: Styles, releve: Releve) -> str:
    """Our words in the footer, before the page count; what else stands there is reported."""
    pieds: list[str] = []
    for nom in paquet.liees(paquet.principal, "footer"):
        racine = paquet.arbre(nom)
        lecteur = LecteurTexte(styles, Releve())
        for paragraphe in racine.iter(f"{W}p"):
            _vider_champs(paragraphe)
            texte = "".join(texte_inlines(segment) for segment in lecteur.lire(paragraphe))
            lu = _PAGES.fullmatch(texte)
            if lu is not None and (lu["pied"].strip() or pieds == []):
                pieds.append(lu["pied"])
        _images_de_marge(paquet, nom, "pied de page", releve)
    notre, _, suite = pieds[0].partition("\t") if pieds else ("", "", "")
    for autre in dict.fromkeys((suite, *(pied for pied in pieds[1:] if pied != notre))):
        if autre.strip():
            releve.contenu("texte en pied de page", "pied de page", autre)
    return notre


def _vider_champs(paragraphe: Element) -> None:
    """Empty the page counts: their words are those of the program that saved the file."""
    for simple in list(paragraphe.iter(f"{W}fldSimple")):
        simple.getparent().remove(simple)
    dans_un_champ = False
    for run in list(paragraphe.iter(f"{W}r")):
        for enfant in list(run):
            if enfant.tag == f"{W}fldChar":
                dans_un_champ = enfant.get(f"{W}fldCharType") != "end"
            elif dans_un_champ and enfant.tag == f"{W}t":
                run.remove(enfant)


def _images_de_marge(paquet: Paquet, nom: str, ou: str, releve: Releve) -> None:
    racine = paquet.arbre(nom)
    if any(e.tag.rpartition("}")[2] in ("drawing", "pict", "object") for e in racine.iter() if isinstance(e.tag, str)):
        releve.contenu(f"image ou dessin en {ou}", ou)


def _notes(paquet: Paquet) -> list[str]:
    """The words of the footnotes and endnotes."""
    textes: list[str] = []
    for genre in ("footnotes", "endnotes"):
        for nom in paquet.liees(paquet.principal, genre):
            textes += [texte for p in paquet.arbre(nom).iter(f"{W}p") if (texte := texte_brut(p)).strip()]
    return textes
