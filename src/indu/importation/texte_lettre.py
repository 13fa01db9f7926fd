"""The text of a letter's pages, line by line, each character traceable to its page and to its sharpness."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indu.commun.texte import nettoyer
from indu.importation.mots import LigneDeTexte, Mot, Page, cadratin, lignes, phrases
from indu.importation.regles import nu
from indu.importation.tableaux_page import tableaux_de_page

BLANC_DE_BLOC = 2.0
"""A blank this wide (in ems) parts two blocks of the letterhead."""
LONGUEUR_EXTRAIT = 160
_CIVILITE = re.compile(
    r"\b(M\.|Mme|Mlle|Monsieur|Madame|assurée?s?|patiente?s?|bénéficiaires?)\s+(?!,)((?:[A-ZÀ-Ý][\w’'-]+\s*){1,3})"
)
_NOM = re.compile(
    r"\b[A-ZÀ-Ý]{2,}(?:-[A-ZÀ-Ý]{2,})*\s+[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?|\b[A-ZÀ-Ý][a-zà-ÿ]+\s+[A-ZÀ-Ý]{3,}\b"
)


@dataclass(frozen=True, slots=True)
class Morceau:
    """A run of words of a line, with its page."""

    page: int
    mots: tuple[Mot, ...]
    image: bool

    @property
    def texte(self) -> str:
        """The words, one space between them."""
        return " ".join(mot.texte for mot in self.mots)


@dataclass(frozen=True, slots=True)
class TexteLettre:
    """Everything outside the tables: one run of words a line; ``nu`` is what expressions are tried on."""

    morceaux: tuple[Morceau, ...]
    texte: str
    nu: str
    debuts: tuple[int, ...]

    def morceau(self, position: int) -> Morceau:
        """The run of words at a place of the text."""
        return self.morceaux[max(0, bisect_right(self.debuts, position) - 1)]

    def extrait(self, debut: int, fin: int) -> str:
        """The sentence around a place, as it may be shown: NIR and names masked."""
        gauche = max(self.texte.rfind("\n", 0, max(0, debut - 40)) + 1, debut - LONGUEUR_EXTRAIT // 2)
        droite = self.texte.find("\n", fin)
        droite = len(self.texte) if droite < 0 else droite
        return masquer(" ".join(self.texte[gauche : min(droite, fin + LONGUEUR_EXTRAIT // 2)].split()))


def masquer(texte: str) -> str:
    """The text without NIR, the names that follow a title or are written as names replaced by a mask."""
    sans_nir = nettoyer(texte)
    return _NOM.sub("[nom masqué]", _CIVILITE.sub(r"\1 [nom masqué] ", sans_nir)).strip()


def texte_de_lettre(pages: Iterable[Page]) -> TexteLettre:
    """The text outside the tables of these pages."""
    morceaux: list[Morceau] = []
    for page in pages:
        _, libres = tableaux_de_page(page)
        morceaux += _morceaux(page, libres)
    texte, debuts = "", []
    for morceau in morceaux:
        debuts.append(len(texte))
        texte += morceau.texte + "\n"
    return TexteLettre(tuple(morceaux), texte, nu(texte), tuple(debuts))


def _morceaux(page: Page, libres: Sequence[LigneDeTexte]) -> list[Morceau]:
    """The lines cut where the letterhead has two blocks side by side; a left block is read before a right one."""
    mots = [mot for ligne in libres for mot in ligne.mots]
    em = cadratin(mots)
    rangees = [phrases(ligne, BLANC_DE_BLOC * em) for ligne in lignes(mots)]
    sorties: list[Morceau] = []
    attente: list[Morceau] = []
    for rangee in rangees:
        blocs = [Morceau(page.numero, bloc, page.origine == "image") for bloc in rangee]
        if len(blocs) == 1 and not (attente and blocs[0].mots[0].gauche > 0.4 * page.largeur):
            sorties += attente
            attente = []
        if len(blocs) == 1 and attente:
            attente += blocs
        else:
            sorties.append(blocs[0])
            attente += blocs[1:]
    return sorties + attente
