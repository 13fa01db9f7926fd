"""The tables of a page: where they stand, how they are ruled, their cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from indu.importation.colonnes import Rangee, est_total, phrases_de_rangee, rangees_par_texte, traverse
from indu.importation.mots import Filet, LigneDeTexte, Mot, Page, cadratin, lignes
from indu.importation.separation import decoller, separer

JEU = 4.0
"""Lines this near touch, places this near are one (points)."""
COUPURE = 60.0
"""A gap this wide in a line may be the fault of the scan (points)."""
PART_MINIMALE = 0.3
"""A line that parts two columns, or two rows, runs over this share of the table at least."""


@dataclass(slots=True)
class Tableau:
    """A table of a page: its rows, the separators of its columns, the line that announces it."""

    page: int
    rangees: list[Rangee]
    separateurs: list[float]
    haut: float
    bas: float
    lignes: list[LigneDeTexte]
    horizontaux: list[float]
    titre: LigneDeTexte | None = None

    @property
    def colonnes(self) -> int:
        """How many columns it has."""
        return len(self.separateurs) + 1


@dataclass(slots=True)
class _Region:
    """A block of ruled lines that touch each other, or that stand above each other."""

    filets: list[Filet]
    gauche: float = field(init=False)
    droite: float = field(init=False)
    haut: float = field(init=False)
    bas: float = field(init=False)

    def __post_init__(self) -> None:
        boites = [_boite(filet) for filet in self.filets]
        self.gauche, self.haut = min(b[0] for b in boites), min(b[1] for b in boites)
        self.droite, self.bas = max(b[2] for b in boites), max(b[3] for b in boites)

    @property
    def sans_verticaux(self) -> bool:
        """Whether only its rows are ruled."""
        return all(filet.horizontal for filet in self.filets)

    def touche(self, autre: _Region) -> bool:
        """Whether they are parts of one table."""
        return (
            self.gauche <= autre.droite + JEU
            and autre.gauche <= self.droite + JEU
            and self.haut <= autre.bas + JEU
            and autre.haut <= self.bas + JEU
        )

    def continue_par(self, autre: _Region) -> bool:
        """Whether that line, alone and as wide, stands just below: a table ruled between its rows only."""
        if not (self.sans_verticaux and autre.sans_verticaux):
            return False
        places = _places(self.filets, horizontal=True)
        pas = median(b - a for a, b in pairwise(places)) if len(places) > 2 else 60.0
        commun = min(self.droite, autre.droite) - max(self.gauche, autre.gauche)
        large = max(self.droite - self.gauche, autre.droite - autre.gauche)
        return commun > 0.8 * large and autre.haut - self.bas < 3 * max(pas, 8.0)


def tableaux_de_page(page: Page) -> tuple[list[Tableau], list[LigneDeTexte]]:
    """The tables of a page from top to bottom, and the lines of text outside them."""
    if not page.mots:
        return [], []
    tableaux: list[Tableau] = []
    libres = list(page.mots)
    for region in _regions(page.filets):
        if region.sans_verticaux:
            _etendre(region, libres)
        dedans = [m for m in libres if region.gauche - JEU < m.centre < region.droite + JEU]
        dedans = [m for m in dedans if region.haut - JEU < m.milieu < region.bas + JEU]
        if (tableau := _tableau_trace(page, region, dedans)) is not None:
            pris = set(dedans)
            libres = [m for m in libres if m not in pris]
            tableaux.append(tableau)
    autres, textes = _tableaux_sans_filets(page.numero, lignes(libres))
    tableaux += autres
    tableaux.sort(key=lambda t: t.haut)
    for tableau in tableaux:
        tableau.titre = _titre(tableau, textes, tableaux)
    return tableaux, textes


def _sans_lettres(filets: Sequence[Filet]) -> list[Filet]:
    """Without the short upright strokes that meet no line at both ends: the tall letters of a title."""
    horizontaux = [filet for filet in filets if filet.horizontal]

    def tient(bout: float, place: float) -> bool:
        return any(abs(h.place - bout) < JEU and h.debut - JEU < place < h.fin + JEU for h in horizontaux)

    return [
        f for f in filets if f.horizontal or f.fin - f.debut > 40 or (tient(f.debut, f.place) and tient(f.fin, f.place))
    ]


def _recoller(filets: Sequence[Filet]) -> list[Filet]:
    """The horizontal lines that a poor scan cut in pieces, whole again."""
    entiers = [filet for filet in filets if not filet.horizontal]
    en_cours: list[Filet] = []
    for filet in sorted((f for f in filets if f.horizontal), key=lambda f: f.debut):
        for rang, gauche in enumerate(en_cours):
            if abs(gauche.place - filet.place) < JEU / 2 and filet.debut - gauche.fin < COUPURE:
                en_cours[rang] = Filet(True, gauche.place, gauche.debut, max(gauche.fin, filet.fin))
                break
        else:
            en_cours.append(filet)
    return entiers + en_cours


def _etendre(region: _Region, mots: list[Mot]) -> None:
    """Take in the header above the first line of a table ruled between its rows only, and the row below its last."""
    dedans = lignes([m for m in mots if region.gauche - JEU < m.centre < region.droite + JEU])
    em = cadratin([m for ligne in dedans for m in ligne.mots])
    prises: list[LigneDeTexte] = []
    for ligne in reversed([ligne for ligne in dedans if ligne.milieu < region.haut]):
        ecart = (prises[-1].haut if prises else region.haut) - ligne.bas
        longue = ligne.mots[-1].droite - ligne.mots[0].gauche > 0.35 * (region.droite - region.gauche)
        seule = len(phrases_de_rangee(ligne, em)) < 2
        if ecart > (0.6 if prises else 1.5) * em or (seule and longue):
            break
        prises.append(ligne)
    while (
        prises
        and len(phrases_de_rangee(prises[-1], em)) < 2
        and (len(prises) == 1 or prises[-2].haut - prises[-1].bas > 0.3 * em)
    ):
        prises.pop()
    if prises:
        region.haut = prises[-1].haut
    dessous = next((ligne for ligne in dedans if ligne.milieu > region.bas), None)
    if dessous is not None and dessous.haut - region.bas < 1.5 * em and len(phrases_de_rangee(dessous, em)) > 1:
        region.bas = dessous.bas


def _boite(filet: Filet) -> tuple[float, float, float, float]:
    if filet.horizontal:
        return filet.debut, filet.place, filet.fin, filet.place
    return filet.place, filet.debut, filet.place, filet.fin


def _regions(filets: Iterable[Filet]) -> list[_Region]:
    """The ruled blocks: lines that touch, then lone horizontal lines of the same width."""
    regions: list[_Region] = []
    for filet in _recoller(_sans_lettres(tuple(filets))):
        nouvelle = _Region([filet])
        touchees = [region for region in regions if region.touche(nouvelle)]
        regions = [region for region in regions if region not in touchees]
        regions.append(_Region([f for region in (*touchees, nouvelle) for f in region.filets]))
    regions.sort(key=lambda region: region.haut)
    piles: list[_Region] = []
    for region in regions:
        if piles and piles[-1].continue_par(region):
            piles[-1] = _Region([*piles[-1].filets, *region.filets])
        else:
            piles.append(region)
    return piles


def _places(filets: Iterable[Filet], *, horizontal: bool) -> list[float]:
    """The distinct places of the lines of a sense."""
    groupes: list[list[float]] = []
    for place in sorted(f.place for f in filets if f.horizontal is horizontal):
        if groupes and place - groupes[-1][-1] < JEU:
            groupes[-1].append(place)
        else:
            groupes.append([place])
    return [median(groupe) for groupe in groupes]


def _places_longues(region: _Region, *, horizontal: bool) -> list[float]:
    """The places of the lines that run over enough of the table: not those of a row of letters."""
    etendue = region.droite - region.gauche if horizontal else region.bas - region.haut
    filets = [f for f in region.filets if f.horizontal is horizontal]
    return [
        place
        for place in _places(filets, horizontal=horizontal)
        if sum(f.fin - f.debut for f in filets if abs(f.place - place) < JEU) > PART_MINIMALE * etendue
    ]


def _tableau_trace(page: Page, region: _Region, mots: list[Mot]) -> Tableau | None:
    """The table of a ruled block; ``None`` when it is only a frame or an underline."""
    verticaux = _places_longues(region, horizontal=False)
    horizontaux = _places_longues(region, horizontal=True)
    if not mots or len(verticaux) + len(horizontaux) < 3:
        return None
    textes = lignes(mots)
    debut, fin = min(m.centre for m in mots), max(m.centre for m in mots)
    interieurs = [x for x in verticaux if debut < x < fin]
    separateurs = interieurs
    if not separateurs:
        em = cadratin(mots)
        separateurs = separer(textes, em)
        textes = decoller(textes, separateurs, em)
    if len(separateurs) < 1 or len(textes) < 2:
        return None
    tableau = Tableau(page.numero, [], separateurs, region.haut, region.bas, textes, horizontaux)
    remplir(tableau, [f for f in region.filets if not f.horizontal])
    return tableau


def remplir(tableau: Tableau, verticaux: Sequence[Filet] = ()) -> None:
    """Build the rows of a table from its lines of text, its separators and its horizontal lines."""
    em = cadratin([mot for ligne in tableau.lignes for mot in ligne.mots])
    tableau.rangees = []
    bandes: dict[int, list[Mot]] = {}
    for ligne in tableau.lignes:
        for mot in ligne.mots:
            bandes.setdefault(bisect_right(tableau.horizontaux, mot.milieu), []).append(mot)
    for _, mots in sorted(bandes.items()):
        textes = lignes(mots)
        rangees = rangees_par_texte(textes, tableau.separateurs, em)
        pleines = sum(len(r.cellules) > 0.6 * tableau.colonnes for r in rangees)
        if len(tableau.horizontaux) > 1 and pleines < 3:
            rangees = [_rangee_tracee(textes, tableau.separateurs, verticaux, em)]
        tableau.rangees += rangees


def _rangee_tracee(
    textes: Sequence[LigneDeTexte], separateurs: Sequence[float], verticaux: Sequence[Filet], em: float
) -> Rangee:
    """A row between two lines; words that stand across a missing vertical line are one cell, the first."""
    haut, bas = min(t.haut for t in textes), max(t.bas for t in textes)
    milieu = (haut + bas) / 2
    presents = [f.place for f in verticaux if f.debut - JEU < milieu < f.fin + JEU]
    cellules: dict[int, list[Mot]] = {}
    for texte in textes:
        morceaux = phrases_de_rangee(texte, em)
        creuse = len(textes) == 1 and len(morceaux) <= 0.5 * (len(separateurs) + 1)
        for morceau in morceaux:
            libres = [s for s in separateurs if not any(abs(s - place) < JEU for place in presents)]
            entier = creuse and traverse(morceau, libres, em)
            for mot in morceau:
                repere = morceau[0] if entier else mot
                cellules.setdefault(bisect_right(separateurs, repere.centre), []).append(mot)
    return Rangee(cellules, haut, bas)


def _tableaux_sans_filets(numero: int, textes: list[LigneDeTexte]) -> tuple[list[Tableau], list[LigneDeTexte]]:
    """The blocks of lines that are cut in three cells or more, and the lines that are not in one."""
    if not textes:
        return [], []
    restants: list[LigneDeTexte] = []
    tableaux: list[Tableau] = []
    for bloc in _blocs(textes):
        mots = [mot for ligne in bloc for mot in ligne.mots]
        em = cadratin(mots)
        comptes = [len(phrases_de_rangee(ligne, em)) for ligne in bloc]
        rangs = [rang for rang, compte in enumerate(comptes) if compte >= 3]
        if len(rangs) < 2:
            restants += bloc
            continue
        separateurs = separer(bloc[rangs[0] : rangs[-1] + 2], em)
        debut, fin = rangs[0], rangs[-1] + 1
        while debut > 0 and _dans_les_colonnes(bloc[debut - 1], separateurs, em):
            debut -= 1
        while fin < len(bloc) and (est_total(bloc[fin]) or _dans_les_colonnes(bloc[fin], separateurs, em)):
            fin += 1
        restants += bloc[:debut] + bloc[fin:]
        dedans = decoller(bloc[debut:fin], separateurs, em)
        tableau = Tableau(numero, [], separateurs, dedans[0].haut, dedans[-1].bas, dedans, [])
        remplir(tableau)
        tableaux.append(tableau)
    return tableaux, restants


def _blocs(textes: list[LigneDeTexte]) -> list[list[LigneDeTexte]]:
    """Lines that follow each other without a wide blank; a title and a header open a new block."""
    em = cadratin([mot for ligne in textes for mot in ligne.mots])
    blocs = [[textes[0]]]
    for precedente, ligne, suivante in zip(textes, textes[1:], [*textes[2:], None], strict=False):
        hauteur = median(m.bas - m.haut for m in (*ligne.mots, *precedente.mots))
        titre = (
            suivante is not None
            and len(phrases_de_rangee(ligne, em)) == 1
            and len(phrases_de_rangee(suivante, em)) > 2
            and not any(c.isdigit() for c in suivante.texte)
            and ligne.haut - precedente.bas > 0.3 * hauteur
        )
        if titre or ligne.haut - max(autre.bas for autre in blocs[-1]) > 5 * hauteur:
            blocs.append([ligne])
        else:
            blocs[-1].append(ligne)
    return blocs


def _dans_les_colonnes(ligne: LigneDeTexte, separateurs: Sequence[float], em: float) -> bool:
    return not any(traverse(morceau, separateurs, em) for morceau in phrases_de_rangee(ligne, em))


def _titre(tableau: Tableau, textes: list[LigneDeTexte], tableaux: list[Tableau]) -> LigneDeTexte | None:
    """The line just above the table, that belongs to no other."""
    dessus = [ligne for ligne in textes if ligne.bas <= tableau.haut + JEU]
    if not dessus:
        return None
    ligne = max(dessus, key=lambda candidate: candidate.bas)
    hauteur = ligne.bas - ligne.haut
    if tableau.haut - ligne.bas > 2 * hauteur or any(ligne.bas <= t.haut < tableau.haut for t in tableaux):
        return None
    return ligne
