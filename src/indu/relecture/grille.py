"""A Word table back as a table of the tree, or as the two addresses of a letter."""

from __future__ import annotations

from math import gcd
from typing import Literal

from indu.courrier.document import Colonne, Coordonnees, Inline, Inlines, Tableau, Texte, texte_inlines
from indu.relecture.ouverture import Element, W
from indu.relecture.releve import texte_brut
from indu.relecture.styles import entier, valeur
from indu.relecture.texte import LecteurTexte

Alignement = Literal["gauche", "droite", "centre"]
_ALIGNEMENTS: dict[str, Alignement] = {"right": "droite", "end": "droite", "center": "centre"}
COLONNES_MAXIMALES = 63
"""What Word allows."""
_POIDS_MAXIMAL, _TOLERANCE = 240, 2
"""Widths are looked for as whole shares of at most that total, to that many twentieths of a point."""


class LecteurTables:
    """Reads the tables of a letter; what a table of the tree cannot say goes to the text reader's findings."""

    def __init__(self, texte: LecteurTexte) -> None:
        self.texte = texte

    def coordonnees(self, table: Element) -> Coordonnees | None:
        """The addresses, if the table is the one that lays them out."""
        cellules = [cellule for rangee in _rangees(table) for cellule in _cellules(rangee)]
        roles = {self._role(p) for cellule in cellules for p in cellule.iter(f"{W}p")}
        if not roles & {"expediteur", "destinataire"} or len(cellules) != 2:
            return None
        gauche = self._lignes(cellules[0])
        logo = self.texte.prendre_image()
        droite = self._lignes(cellules[1])
        if self.texte.prendre_image() is not None:
            self.texte.releve.images.append(texte_brut(cellules[1]))
        return Coordonnees(gauche, droite, logo)

    def tableau(self, table: Element, legende: str) -> Tableau:
        """A table with its header, its total and its caption."""
        ou = legende or texte_brut(table)
        rangees = [(rangee, _cellules(rangee)) for rangee in _rangees(table)]
        largeurs = [entier(c.get(f"{W}w")) for c in table.findall(f"{W}tblGrid/{W}gridCol")]
        nombre = max([len(largeurs), *(sum(map(_etendue, cellules)) for _, cellules in rangees)], default=0)
        if nombre > COLONNES_MAXIMALES:
            self.texte.releve.contenu(f"tableau de plus de {COLONNES_MAXIMALES} colonnes", ou)
            nombre = COLONNES_MAXIMALES
        bords = (0, len(rangees) - 1)
        contenus = [
            self._rangee(cellules, nombre, ou, habille=rang in bords) for rang, (_, cellules) in enumerate(rangees)
        ]
        if not legende:
            legende = valeur(table.find(f"{W}tblPr/{W}tblCaption"))
            self.texte.releve.forme("tableau ajouté, sans légende", ou)
        titres = contenus[0] if contenus else ((),) * nombre
        alignements = [self._alignement(c) for c in rangees[0][1]] if rangees else []
        alignements += ["gauche"] * (nombre - len(alignements))
        poids = poids_colonnes(largeurs if len(largeurs) == nombre else [1] * nombre)
        colonnes = tuple(
            Colonne(texte_inlines(titre), alignement, part)
            for titre, alignement, part in zip(titres, alignements, poids, strict=False)
        )
        corps = contenus[1:]
        total = corps.pop() if corps and self._a_un_total(table, corps[-1]) else None
        for rangee, cellules in rangees[: len(rangees) - (total is not None)]:
            if any(_etendue(cellule) > 1 or cellule.find(f"{W}tcPr/{W}vMerge") is not None for cellule in cellules):
                self.texte.releve.contenu("cellules fusionnées dans un tableau", texte_brut(rangee) or ou)
        compact = any(self._role(p) == "compacte" for p in table.iter(f"{W}p"))
        return Tableau(legende, colonnes, tuple(corps), None if total is None else _sans_gras(total), compact)

    def _rangee(self, cellules: list[Element], nombre: int, ou: str, *, habille: bool) -> tuple[Inlines, ...]:
        """The cells, empty ones where one spreads over several columns."""
        contenus: list[Inlines] = []
        for cellule in cellules:
            if cellule.find(f".//{W}tbl") is not None:
                self.texte.releve.contenu("tableau dans un tableau", ou, texte_brut(cellule))
            contenus.append(self._cellule(cellule, habille=habille))
            contenus += [()] * (_etendue(cellule) - 1)
        return (*contenus, *([()] * (nombre - len(contenus))))[:nombre]

    def _cellule(self, cellule: Element, *, habille: bool) -> Inlines:
        """The paragraphs of a cell, one a line."""
        contenu: list[Inline] = []
        for paragraphe in cellule.iter(f"{W}p"):
            if paragraphe.find(f"{W}pPr/{W}numPr") is not None:
                self.texte.releve.contenu("liste dans un tableau", texte_brut(paragraphe))
            for ligne in self.texte.lire(paragraphe, habille=habille):
                if ligne:
                    contenu = [*contenu, *([Texte("\n")] if contenu else []), *ligne]
        return tuple(contenu)

    def _lignes(self, cellule: Element) -> tuple[Inlines, ...]:
        """One line a paragraph; a logo is allowed."""
        lues = (ligne for p in cellule.iter(f"{W}p") for ligne in self.texte.lire(p, images=True))
        return tuple(ligne for ligne in lues if ligne)

    def _role(self, paragraphe: Element) -> str:
        return self.texte.styles.lire(valeur(paragraphe.find(f"{W}pPr/{W}pStyle"))).role

    def _alignement(self, cellule: Element) -> Alignement:
        return _ALIGNEMENTS.get(valeur(cellule.find(f"{W}p/{W}pPr/{W}jc")), "gauche")

    def _a_un_total(self, table: Element, derniere: tuple[Inlines, ...]) -> bool:
        """The table says so, or its last row reads as a total does."""
        aspect = table.find(f"{W}tblPr/{W}tblLook")
        if aspect is not None and (ecrit := aspect.get(f"{W}lastRow")) is not None:
            return bool(ecrit in ("1", "true", "on"))
        premier = derniere[0][0] if derniere and derniere[0] else None
        return isinstance(premier, Texte) and premier.gras and premier.contenu.startswith("Total")


def poids_colonnes(largeurs: list[int]) -> list[int]:
    """The smallest whole shares that give these widths; hundredths when none does."""
    somme = sum(largeurs)
    if not somme or min(largeurs) <= 0:
        return [1] * len(largeurs)
    for total in range(len(largeurs), _POIDS_MAXIMAL + 1):
        parts = [round(largeur * total / somme) for largeur in largeurs]
        if sum(parts) == total and min(parts) > 0:
            ecarts = (abs(largeur - part * somme / total) for largeur, part in zip(largeurs, parts, strict=True))
            if max(ecarts) <= _TOLERANCE:
                commun = gcd(*parts)
                return [part // commun for part in parts]
    return [max(1, round(100 * largeur / somme)) for largeur in largeurs]


def _rangees(table: Element) -> list[Element]:
    return _enfants(table, f"{W}tr")


def _cellules(rangee: Element) -> list[Element]:
    return _enfants(rangee, f"{W}tc")


def _enfants(parent: Element, balise: str) -> list[Element]:
    """The children of that name, those that a content control or an inserted row wraps included."""
    trouves: list[Element] = []
    for enfant in parent:
        if enfant.tag == balise:
            trouves.append(enfant)
        elif enfant.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            trouves += _enfants(enfant, balise)
    return trouves


def _etendue(cellule: Element) -> int:
    return min(max(1, entier(valeur(cellule.find(f"{W}tcPr/{W}gridSpan")))), COLONNES_MAXIMALES)


def _sans_gras(rangee: tuple[Inlines, ...]) -> tuple[Inlines, ...]:
    """Both writers set a total in bold: of itself, bold says nothing there."""
    return tuple(
        tuple(Texte(e.contenu, False, e.italique, e.exposant) if isinstance(e, Texte) else e for e in cellule)
        for cellule in rangee
    )
