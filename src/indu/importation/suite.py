"""Tables that go on from a page to the next, put together again, and given as grids."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from indu.commun.texte import espaces_simples, nettoyer
from indu.importation.colonnes import Rangee, est_total, phrases_de_rangee, traverse
from indu.importation.grille import Cellule, Grille
from indu.importation.mots import LigneDeTexte, Page, cadratin, texte_de_cellule
from indu.importation.tableaux_page import Tableau, remplir, tableaux_de_page

MARGE = 0.07
"""The share of the page's height where running titles and page numbers stand."""
MEME_ENTETE = 0.8
"""Two rows this alike are one header, repeated."""
_CHIFFRES = re.compile(r"[\d\s.,€%/-]+")
_FOLIO = re.compile(r"(page\s*)?\d+(\s*(/|sur|de)\s*\d+)?", re.IGNORECASE)


def grilles_des_pages(pages: Sequence[Page]) -> tuple[Grille, ...]:
    """Every table of the document, those that go on over pages in one piece, in reading order."""
    suites: list[list[Tableau]] = []
    ouverte = False
    for page in pages:
        tableaux, textes = tableaux_de_page(page)
        corps = [ligne for ligne in textes if not _marge(ligne, page)]
        for rang, tableau in enumerate(tableaux):
            if rang == 0:
                libre = ouverte and not any(ligne.bas <= tableau.haut for ligne in corps)
                libre = libre and suites[-1][-1].page == page.numero - 1
            else:
                libre = _sans_coupure(tableaux[rang - 1], tableau, suites[-1][0], corps)
            if libre and _meme_forme(suites[-1][0], tableau):
                suites[-1].append(tableau)
            else:
                suites.append([tableau])
        if not tableaux and ouverte and suites[-1][-1].page == page.numero - 1:
            if (reste := _fin_de_tableau(page, corps, suites[-1][0])) is not None:
                suites[-1].append(reste)
                ouverte = False
        elif tableaux:
            ouverte = not any(ligne.haut >= tableaux[-1].bas for ligne in corps)
        elif corps:
            ouverte = False
    return tuple(_grille(suite, rang) for rang, suite in enumerate(suites, start=1))


def _fin_de_tableau(page: Page, corps: Sequence[LigneDeTexte], premier: Tableau) -> Tableau | None:
    """The last rows of a table, alone on their page: too few to be seen as a table, but they fit its columns."""
    em = cadratin([mot for ligne in premier.lignes for mot in ligne.mots])
    lignes_prises: list[LigneDeTexte] = []
    for ligne in corps:
        morceaux = phrases_de_rangee(ligne, em)
        if not est_total(ligne) and any(traverse(morceau, premier.separateurs, em) for morceau in morceaux):
            break
        lignes_prises.append(ligne)
    if not any(est_total(ligne) or len(phrases_de_rangee(ligne, em)) > 2 for ligne in lignes_prises):
        return None
    bornes = lignes_prises[0].haut, lignes_prises[-1].bas
    tableau = Tableau(page.numero, [], list(premier.separateurs), *bornes, lignes_prises, [])
    remplir(tableau)
    return tableau


def _sans_coupure(avant: Tableau, tableau: Tableau, premier: Tableau, corps: Sequence[LigneDeTexte]) -> bool:
    """Whether a block is the rest of the one above it on the page, that a poor line parted: no title, no header."""
    entre = any(avant.bas <= ligne.milieu <= tableau.haut for ligne in corps)
    entete = _ressemblance(_textes(tableau.rangees[0], tableau), _textes(premier.rangees[0], premier)) > MEME_ENTETE
    return not entre and not entete and tableau.titre is None


def _marge(ligne: LigneDeTexte, page: Page) -> bool:
    """Whether a line is a page number or a running title."""
    if _FOLIO.fullmatch(ligne.texte.strip()):
        return True
    return ligne.bas < MARGE * page.hauteur or ligne.haut > (1 - MARGE) * page.hauteur


def _meme_forme(premier: Tableau, suivant: Tableau) -> bool:
    """Whether the second can be the rest of the first: same columns, once those of the first are tried on it."""
    if premier.colonnes == suivant.colonnes:
        decalages = [abs(a - b) for a, b in zip(premier.separateurs, suivant.separateurs, strict=True)]
        if max(decalages, default=0) < 14:
            return True
        if _ressemblance(_textes(premier.rangees[0], premier), _textes(suivant.rangees[0], suivant)) > MEME_ENTETE:
            return True
    mots = [mot for ligne in suivant.lignes for mot in ligne.mots]
    em = cadratin(mots)
    morceaux = [morceau for ligne in suivant.lignes for morceau in phrases_de_rangee(ligne, em)]
    coupes = sum(traverse(morceau, premier.separateurs, em) for morceau in morceaux)
    bords = [min(mot.gauche for ligne in tableau.lignes for mot in ligne.mots) for tableau in (premier, suivant)]
    if coupes > 0.03 * len(morceaux) or abs(bords[0] - bords[1]) > 2 * em:
        return False
    suivant.separateurs = list(premier.separateurs)
    remplir(suivant)
    return True


def _textes(rangee: Rangee, tableau: Tableau) -> list[str]:
    return [espaces_simples(texte_de_cellule(rangee.cellules.get(colonne, ()))) for colonne in range(tableau.colonnes)]


def _ressemblance(a: Sequence[str], b: Sequence[str]) -> float:
    return SequenceMatcher(None, " | ".join(a).lower(), " | ".join(b).lower()).ratio()


def _grille(suite: list[Tableau], rang: int) -> Grille:
    """The grid of a table: its title as a first row, as in a sheet, then its rows, the repeated headers dropped."""
    premier = suite[0]
    rangees: list[tuple[Cellule, ...]] = []
    if premier.titre is not None:
        nette = min(mot.nette for mot in premier.titre.mots)
        rangees.append((Cellule(nettoyer(premier.titre.texte), f"page {premier.page}, titre du tableau", None, nette),))
    entete = _textes(premier.rangees[0], premier)
    for tableau in suite:
        suivantes = tableau.rangees
        if tableau is not premier and suivantes and _ressemblance(_textes(suivantes[0], tableau), entete) > MEME_ENTETE:
            suivantes = suivantes[1:]
        for numero, rangee in enumerate(suivantes, start=1):
            cellules = _cellules(rangee, tableau, numero)
            if tableau is not premier and numero == 1 and _reste(cellules, rangees[-1]):
                rangees[-1] = tuple(_accoler(a, b) for a, b in zip(rangees[-1], cellules, strict=True))
            else:
                rangees.append(cellules)
    return Grille(f"page {premier.page}, tableau {rang}", tuple(rangees))


def _cellules(rangee: Rangee, tableau: Tableau, numero: int) -> tuple[Cellule, ...]:
    lieu = f"page {tableau.page}, ligne {numero}"
    return tuple(
        Cellule(
            nettoyer(texte_de_cellule(mots)),
            f"{lieu}, colonne {colonne + 1}",
            None,
            min((m.nette for m in mots), default=1.0),
        )
        for colonne in range(tableau.colonnes)
        for mots in (rangee.cellules.get(colonne, []),)
    )


def _reste(cellules: Sequence[Cellule], precedente: Sequence[Cellule]) -> bool:
    """Whether a page begins with the rest of the row that the page before left unfinished."""
    remplies = [(b, a) for a, b in zip(precedente, cellules, strict=False) if b.texte]
    return (
        len(precedente) == len(cellules)
        and 0 < len(remplies) < 0.5 * len(cellules)
        and all(avant.texte and not _CHIFFRES.fullmatch(apres.texte) for avant, apres in remplies)
        and not cellules[0].texte.lower().startswith(("total", "sous", "report"))
    )


def _accoler(debut: Cellule, fin: Cellule) -> Cellule:
    if not fin.texte:
        return debut
    return Cellule(f"{debut.texte} {fin.texte}", debut.lieu, None, min(debut.nette, fin.nette))
