"""The body of a Word file back as blocks of the tree."""

from __future__ import annotations

from indu.courrier.document import (
    Bloc,
    Coordonnees,
    Image,
    Inlines,
    Paragraphe,
    SautDePage,
    Signature,
    StyleParagraphe,
    Titre,
    texte_inlines,
)
from indu.relecture.grille import LecteurTables
from indu.relecture.images import LecteurImages
from indu.relecture.listes import LecteurListes
from indu.relecture.ouverture import Element, Paquet, W
from indu.relecture.releve import Releve, texte_brut
from indu.relecture.styles import PUCE, Numero, Numerotation, StyleLu, Styles, actif, entier, valeur
from indu.relecture.texte import SANS_TEXTE, LecteurTexte

_PARAGRAPHES: dict[str, StyleParagraphe] = {
    "objet": "objet", "lieu_date": "lieu_date", "mention": "mention", "appel": "appel", "annonce": "annonce",
}  # fmt: skip
_CONTENANTS = frozenset(f"{W}{nom}" for nom in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_EN_LISTE = ("corps", "inconnu", "liste", "suite")
_ALIGNES = {"start": "left", "end": "right", "": "left"}


class LecteurCorps:
    """Reads the body, block after block."""

    def __init__(self, paquet: Paquet, styles: Styles, releve: Releve) -> None:
        self.corps = paquet.arbre(paquet.principal).find(f"{W}body")
        self.styles, self.releve = styles, releve
        self.texte = LecteurTexte(styles, releve, LecteurImages(paquet))
        self.tables = LecteurTables(self.texte)
        self.numerotation = Numerotation(paquet, styles)
        self.listes = LecteurListes()
        self.blocs: list[Bloc] = []
        self.signature: list[Inlines] = []
        self.griffe: Image | None = None
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
            elif isinstance(enfant.tag, str) and enfant.tag not in SANS_TEXTE:
                self.texte.inconnu(enfant)

    def _table(self, table: Element) -> None:
        adresses = self.tables.coordonnees(table)
        legende, self.legende = texte_inlines(self.legende), ()
        self._clore()
        self.blocs.append(adresses if adresses is not None else self.tables.tableau(table, legende))

    def _paragraphe(self, paragraphe: Element) -> None:
        proprietes = paragraphe.find(f"{W}pPr")
        identifiant = valeur(None if proprietes is None else proprietes.find(f"{W}pStyle"))
        style = self.styles.lire(identifiant)
        segments = self.texte.lire(paragraphe, images=style.role == "signature")
        if proprietes is not None and actif(proprietes.find(f"{W}pageBreakBefore")):
            self._sauter()
        if (image := self.texte.prendre_image()) is not None:
            self._clore(signature=False)
            self.griffe = image
        for rang, contenu in enumerate(segments):
            if rang:
                self._sauter()
            if texte_inlines(contenu).strip():
                self._contenu(contenu, style, identifiant, proprietes)
            elif not rang and style.role in _EN_LISTE:
                self.numerotation.avancer(proprietes, identifiant)  # an empty item has its number all the same
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
        if numero is not None and style.role in _EN_LISTE:
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
        if signature and (self.signature or self.griffe is not None):
            self.blocs.append(Signature(tuple(self.signature), self.griffe))
            self.signature, self.griffe = [], None
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
        direct, herite = proprietes.find(f"{W}ind"), self.styles.propriete(identifiant, "w:pPr/w:ind")
        if direct is not None and _retraits(direct) != _retraits(herite):
            self.releve.forme("retrait", ou)
        for nom, quoi in (("pBdr", "encadré"), ("shd", "fond de couleur"), ("framePr", "cadre")):
            if proprietes.find(f"{W}{nom}") is not None:
                self.releve.forme(quoi, ou)


def _retraits(element: Element | None) -> tuple[int, ...]:
    """How far a paragraph is set in: left, first line, hanging."""
    if element is None:
        return 0, 0, 0
    gauche = element.get(f"{W}left") or element.get(f"{W}start")
    return entier(gauche), entier(element.get(f"{W}firstLine")), entier(element.get(f"{W}hanging"))
