"""What a Word file's styles and numberings mean for the tree, whatever the program or the language that saved them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

from indu.relecture.ouverture import Element, Paquet, W

Role: TypeAlias = Literal[
    "corps", "objet", "lieu_date", "mention", "appel", "annonce", "signature", "legende", "expediteur", "destinataire",
    "vide", "titre", "liste", "suite", "cellule", "compacte", "inconnu",
]  # fmt: skip

_ROLES: dict[str, Role] = {
    "normal": "corps", "standard": "corps", "bodytext": "corps", "corpsdetexte": "corps", "textbody": "corps",
    "listparagraph": "corps", "paragraphedeliste": "corps", "nospacing": "corps", "sansinterligne": "corps",
    "objet": "objet", "lieuetdate": "lieu_date", "mentionpostale": "mention", "appel": "appel", "annonce": "annonce",
    "signature": "signature", "caption": "legende", "legende": "legende", "expediteur": "expediteur",
    "destinataire": "destinataire", "aprestableau": "vide", "cellule": "cellule", "cellulecompacte": "compacte",
    "title": "titre", "titre": "titre", "titreprincipal": "titre", "subtitle": "titre", "soustitre": "titre",
}  # fmt: skip
_NUMEROTES = (
    (re.compile(r"(?:heading|titre)(\d)"), "titre"),
    (re.compile(r"(?:listbullet|listepuces|listnumber|listenumeros)(\d?)"), "liste"),
    (re.compile(r"(?:listcontinue|listecontinue)(\d?)"), "suite"),
)
_FAUX = frozenset({"0", "false", "off"})
PUCE = "bullet"
NIVEAU_MAXIMAL, CORPS_DU_PLAN = 8, 9
_LIGNEE_MAXIMALE = 20
"""Styles hardly ever stand on more than five others."""


@dataclass(frozen=True, slots=True)
class StyleLu:
    """A style: what it is for the tree, at which level (headings and lists), and the name that a person sees."""

    role: Role
    niveau: int
    nom: str


@dataclass(frozen=True, slots=True)
class Numero:
    """A paragraph's numbering: its level from 0, its form (``bullet``, ``decimal``…), and its number once counted."""

    niveau: int
    forme: str
    valeur: int


def actif(element: Element | None) -> bool:
    """Whether a yes-or-no property is there and says yes."""
    return element is not None and element.get(f"{W}val", "1") not in _FAUX


def valeur(element: Element | None, defaut: str = "") -> str:
    """The main value of a property."""
    return defaut if element is None else str(element.get(f"{W}val", defaut))


def entier(texte: str | None, defaut: int = 0) -> int:
    """A whole number as Word writes it; the default for anything else, or too large to be meant."""
    return int(texte) if texte and texte.isdecimal() and len(texte) < 7 else defaut


def _cle(nom: str) -> str:
    sans_accents = unicodedata.normalize("NFKD", nom).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", sans_accents.lower())


def _role(cle: str) -> tuple[Role, int] | None:
    if cle in _ROLES:
        return _ROLES[cle], 1
    for motif, role in _NUMEROTES:
        if trouve := motif.fullmatch(cle):
            return role, max(1, entier(trouve[1], 1))  # type: ignore[return-value]
    return None


class Styles:
    """The styles of a file. A style that is not known by its name or identifier is what it is based on."""

    def __init__(self, paquet: Paquet) -> None:
        parties = paquet.liees(paquet.principal, "styles")
        racine = paquet.arbre(parties[0]) if parties else None
        elements = () if racine is None else racine.findall(f"{W}style")
        self._elements: dict[str, Element] = {e.get(f"{W}styleId", ""): e for e in elements}
        self._defaut = next(
            (i for i, e in self._elements.items() if e.get(f"{W}type") == "paragraph" and e.get(f"{W}default") == "1"),
            "Normal",
        )
        self._lus: dict[str, StyleLu] = {}

    def lire(self, identifiant: str) -> StyleLu:
        """What a paragraph style (empty: the default one) is."""
        identifiant = identifiant or self._defaut
        if identifiant not in self._lus:
            self._lus[identifiant] = self._lire(identifiant)
        return self._lus[identifiant]

    def _lire(self, identifiant: str) -> StyleLu:
        nom = self._nom(identifiant)
        for ancetre in self._lignee(identifiant):
            connu = _role(_cle(self._nom(ancetre))) or _role(_cle(ancetre))
            if connu is not None and (ancetre == identifiant or connu[0] != "corps"):
                return StyleLu(*connu, nom)
            plan = entier(valeur(self._elements[ancetre].find(f"{W}pPr/{W}outlineLvl")), CORPS_DU_PLAN)
            if plan < CORPS_DU_PLAN:
                return StyleLu("titre", plan + 1, nom)
        return StyleLu("inconnu", 1, nom)

    def propriete(self, identifiant: str, chemin: str) -> Element | None:
        """A property of a style (``"w:rPr/w:b"``), its own or inherited."""
        etapes = "/".join(etape.replace("w:", W) for etape in chemin.split("/"))
        for ancetre in self._lignee(identifiant or self._defaut):
            if (trouve := self._elements[ancetre].find(etapes)) is not None:
                return trouve
        return None

    def _nom(self, identifiant: str) -> str:
        element = self._elements.get(identifiant)
        return valeur(None if element is None else element.find(f"{W}name"), identifiant)

    def _lignee(self, identifiant: str) -> list[str]:
        """The style and those it is based on, the nearest first."""
        lignee: list[str] = []
        while identifiant in self._elements and len(lignee) < _LIGNEE_MAXIMALE:
            lignee.append(identifiant)
            identifiant = valeur(self._elements[identifiant].find(f"{W}basedOn"))
        return lignee


class Numerotation:
    """The numberings of a file, and the count of each as the paragraphs go by."""

    def __init__(self, paquet: Paquet, styles: Styles) -> None:
        parties = paquet.liees(paquet.principal, "numbering")
        racine = paquet.arbre(parties[0]) if parties else None
        self._styles = styles
        self._abstraits = (
            {} if racine is None else {e.get(f"{W}abstractNumId"): e for e in racine.findall(f"{W}abstractNum")}
        )
        self._numeros = {} if racine is None else {e.get(f"{W}numId"): e for e in racine.findall(f"{W}num")}
        self._comptes: dict[str, dict[int, int]] = {}
        self._niveaux: dict[str, dict[int, Element]] = {}
        self._entames: set[tuple[str, int]] = set()

    def avancer(self, proprietes: Element | None, style: str) -> Numero | None:
        """The numbering of the next paragraph, counted as Word does; ``None`` when it has none."""
        propre = None if proprietes is None else proprietes.find(f"{W}numPr")
        porte = propre if propre is not None else self._styles.propriete(style, "w:pPr/w:numPr")
        if porte is None:
            return None
        numero = valeur(porte.find(f"{W}numId"))
        if not numero and (herite := self._styles.propriete(style, "w:pPr/w:numPr/w:numId")) is not None:
            numero = valeur(herite)
        if numero not in self._numeros:
            return None
        abstrait = valeur(self._numeros[numero].find(f"{W}abstractNumId"))
        niveau = self._niveau(porte, abstrait, style, propre=propre is not None)
        forme, depart = self._forme(abstrait, niveau)
        if forme == "none":
            return None
        return Numero(niveau, forme, self._compter(numero, abstrait, niveau, depart))

    def _niveau(self, porte: Element, abstrait: str, style: str, *, propre: bool) -> int:
        if not propre or porte.find(f"{W}ilvl") is None:
            for rang, element in self._definitions(abstrait).items():
                if valeur(element.find(f"{W}pStyle")) == style:
                    return rang
        return min(entier(valeur(porte.find(f"{W}ilvl"))), NIVEAU_MAXIMAL)

    def _definitions(self, abstrait: str) -> dict[int, Element]:
        if abstrait not in self._niveaux:
            racine = self._abstraits.get(abstrait)
            niveaux = [] if racine is None else racine.findall(f"{W}lvl")
            self._niveaux[abstrait] = {entier(e.get(f"{W}ilvl")): e for e in niveaux}
        return self._niveaux[abstrait]

    def _forme(self, abstrait: str, niveau: int) -> tuple[str, int]:
        """The form of a level, and its first number."""
        element = self._definitions(abstrait).get(niveau)
        if element is None:
            return "decimal", 1
        return valeur(element.find(f"{W}numFmt"), "decimal"), entier(valeur(element.find(f"{W}start")), 1)

    def _compter(self, numero: str, abstrait: str, niveau: int, depart: int) -> int:
        """One more: lists of one definition share their count, unless a numbering says where it starts again."""
        comptes = self._comptes.setdefault(abstrait, {})
        if (numero, niveau) not in self._entames:
            self._entames.add((numero, niveau))
            for reprise in self._numeros[numero].findall(f"{W}lvlOverride"):
                force = valeur(reprise.find(f"{W}startOverride"))
                if reprise.get(f"{W}ilvl") == str(niveau) and force:
                    comptes[niveau] = entier(force, 1) - 1
        comptes[niveau] = comptes.get(niveau, depart - 1) + 1
        for plus_profond in [autre for autre in comptes if autre > niveau]:
            del comptes[plus_profond]
        return comptes[niveau]
