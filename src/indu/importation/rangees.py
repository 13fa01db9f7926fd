"""From grids to the rows of the claim: titles skipped, headers followed, totals and group rows understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from indu.commun.montants import Centimes
from indu.importation.entetes import Colonne, Entete, Imposees, lire_entete, verifier_contenu
from indu.importation.grille import Cellule, Grille
from indu.importation.valeurs import NETTETE_SURE, lire_jour, lire_somme
from indu.importation.vocabulaire import GenreRangee, Vocabulaire

CONTENU = 8
"""How many rows under a header are looked at, to see that its columns hold what it says."""
PAGE_DE_GARDE = 30
"""A grid without header that holds so few cells is a cover page: each is listed; a larger one is named whole."""


_FIN_DU_NOM = re.compile(r"\s[–-]\s|\bn°|\bNIR\b|\[NIR|\bn[ée]e?\b|\d")
"""What follows a name on a group row."""


@dataclass(frozen=True, slots=True)
class Rangee:
    """A row of the table: the cells of each field, what the group row above said, where it is."""

    lieu: str
    champs: dict[str, tuple[Cellule, ...]]
    colonnes: frozenset[str] = frozenset()
    """The fields that the header has, filled here or not."""
    identite: Cellule | None = None
    motif: Cellule | None = None
    inconnues: tuple[Cellule, ...] = ()
    floues: tuple[Cellule, ...] = ()
    """The cells of its fields, empty ones too, whose characters were not read surely."""

    def cellule(self, champ: str) -> Cellule | None:
        """The cell of a field, when it is filled."""
        return next(iter(self.champs.get(champ, ())), None)


@dataclass(frozen=True, slots=True)
class Total:
    """A total as printed: checked, never a line. ``apres`` is how many rows came before it."""

    lieu: str
    centimes: Centimes
    genre: GenreRangee
    apres: int


@dataclass(slots=True)
class Depouillement:
    """Everything that the grids hold, each cell somewhere."""

    entetes: list[Entete] = field(default_factory=list)
    rangees: list[Rangee] = field(default_factory=list)
    totaux: list[Total] = field(default_factory=list)
    textes: list[Cellule] = field(default_factory=list)
    """Rows of words: titles, notes, legends."""
    exemples: dict[str, Cellule] = field(default_factory=dict)
    """A filled cell for each header whose column is not understood."""
    sans_entete: list[str] = field(default_factory=list)
    detaille: bool = True
    """Whether some table gives dates of care; one that does not is then a summary, which would count twice."""
    resumes: list[Cellule] = field(default_factory=list)
    """The cells of the summaries."""
    groupes: dict[str, Cellule] = field(default_factory=dict)
    """What the last group rows said: « identite », « motif »."""
    titres: list[Cellule] = field(default_factory=list)
    """What stands above the first header."""


def depouiller(grilles: Iterable[Grille], vocabulaire: Vocabulaire, imposees: Imposees) -> Depouillement:
    """Read every grid in order; a grid without header goes on with the last one when it is as wide."""
    toutes = [[rangee for rangee in grille.rangees if any(c.texte for c in rangee)] for grille in grilles]
    entetes = (entete for rangees in toutes for entete in _entetes(rangees, vocabulaire, imposees))
    resultat = Depouillement(detaille=any("date_soin" in entete.par_champ for entete in entetes))
    for rangees in toutes:
        if rangees:
            _grille(rangees, vocabulaire, imposees, resultat)
    return resultat


def _grille(
    rangees: Sequence[Sequence[Cellule]], vocabulaire: Vocabulaire, imposees: Imposees, dans: Depouillement
) -> None:
    rang = 0
    actuel: Entete | None
    if next(_entetes(rangees, vocabulaire, imposees), None) is not None:
        actuel = None
    elif dans.entetes and _meme_allure(rangees, dans.entetes[-1]):
        actuel = dans.entetes[-1]
    else:
        cellules = [cellule for rangee in rangees for cellule in rangee if cellule.texte]
        if len(cellules) > PAGE_DE_GARDE:
            dans.sans_entete.append(f"{cellules[0].lieu} à {cellules[-1].lieu} ({len(rangees)} rangées)")
        else:
            dans.titres += cellules
        return
    if actuel is None:  # a table of its own; one that goes on keeps the patient and the motif of its group
        dans.groupes = {}
    while rang < len(rangees):
        rangee = rangees[rang]
        suivante = rangees[rang + 1] if rang + 1 < len(rangees) else ()
        nouveau = lire_entete(rangee, suivante, vocabulaire, imposees)
        if nouveau is not None:
            suite = rangees[rang + nouveau.hauteur :][:CONTENU]
            actuel = nouveau = verifier_contenu(nouveau, suite)
            if not any(connu.colonnes == nouveau.colonnes for connu in dans.entetes):
                dans.entetes.append(nouveau)
            rang += nouveau.hauteur
            continue
        rang += 1
        _classer(rangee, actuel, vocabulaire, dans)


def _entetes(rangees: Sequence[Sequence[Cellule]], vocabulaire: Vocabulaire, imposees: Imposees) -> Iterator[Entete]:
    for rang, rangee in enumerate(rangees):
        suivante = rangees[rang + 1] if rang + 1 < len(rangees) else ()
        if trouve := lire_entete(rangee, suivante, vocabulaire, imposees):
            yield trouve


def _meme_allure(rangees: Sequence[Sequence[Cellule]], entete: Entete) -> bool:
    """Whether the rows read well under a header seen before (a table that goes on, its header not repeated)."""
    dates = entete.par_champ.get("date_soin", ())
    if not dates:
        return False
    rang = dates[0].rang
    bonnes = [rangee for rangee in rangees if rang < len(rangee) and lire_jour(rangee[rang])]
    return 2 * len(bonnes) >= len(rangees)


def _classer(
    rangee: Sequence[Cellule],
    entete: Entete | None,
    vocabulaire: Vocabulaire,
    dans: Depouillement,
) -> None:
    remplies = [cellule for cellule in rangee if cellule.texte]
    if entete is None:
        if len(remplies) == 1 and genre_de_rangee(remplies[0].texte, vocabulaire) in ("identite", "motif"):
            _groupe(remplies, genre_de_rangee(remplies[0].texte, vocabulaire), dans)
            return
        dans.titres += remplies
        if total := _total_ecrit(remplies, "", vocabulaire):
            dans.totaux.append(Total(remplies[0].lieu, total[0], total[1], 0))
        return
    if dans.detaille and "date_soin" not in entete.par_champ:
        dans.resumes += remplies
        return
    champs = _par_champ(rangee, entete)
    sans_date = not any(lire_jour(cellule) for cellule in champs.get("date_soin", ()))
    if sans_date:
        genre = genre_de_rangee(remplies[0].texte, vocabulaire)
        if genre in ("total", "sous_total", "report"):
            _total(remplies, champs, genre, dans, vocabulaire)
            return
        textes = {cellule.texte for cellule in remplies}
        if (len(textes) == 1 and not _somme(champs)) or (
            genre in ("identite", "motif") and len(remplies) <= 3 and not _somme(champs)
        ):
            if genre is None and (nom := _nom_seul(remplies, entete, vocabulaire)):
                dans.groupes["identite"] = nom
            else:
                _groupe(remplies, genre, dans)
            return
    if not champs:
        dans.textes += remplies
        return
    _noter_inconnues(rangee, entete, dans)
    dans.rangees.append(
        Rangee(
            remplies[0].lieu,
            champs,
            frozenset(entete.par_champ),
            dans.groupes.get("identite"),
            dans.groupes.get("motif"),
            tuple(_hors(rangee, entete)),
            tuple(_floues(rangee, entete)),
        )
    )


def genre_de_rangee(texte: str, vocabulaire: Vocabulaire) -> GenreRangee | None:
    """What a row is when it is no line, from how it begins."""
    mots = vocabulaire.mots(texte[:120])
    return next((genre for debut, genre in vocabulaire.rangees if mots[: len(debut)] == debut), None)


def _par_champ(rangee: Sequence[Cellule], entete: Entete) -> dict[str, tuple[Cellule, ...]]:
    trouves: dict[str, tuple[Cellule, ...]] = {}
    for champ, colonnes in entete.par_champ.items():
        cellules = tuple(rangee[c.rang] for c in colonnes if c.rang < len(rangee) and rangee[c.rang].texte)
        if cellules:
            trouves[champ] = cellules
    return trouves


def _somme(champs: dict[str, tuple[Cellule, ...]]) -> bool:
    return any(
        lire_somme(cellule) for champ in ("montant_reclame", "montant_paye") for cellule in champs.get(champ, ())
    )


def _hors(rangee: Sequence[Cellule], entete: Entete) -> Iterator[Cellule]:
    """The filled cells under no header at all."""
    connus = {colonne.rang for colonne in entete.colonnes}
    return (cellule for rang, cellule in enumerate(rangee) if rang not in connus and cellule.texte)


def _floues(rangee: Sequence[Cellule], entete: Entete) -> Iterator[Cellule]:
    """The cells of understood columns that were not read surely: nothing may have been seen where something stands."""
    compris = {colonne.rang for colonne in entete.colonnes if colonne.champ in entete.par_champ}
    return (cellule for rang, cellule in enumerate(rangee) if rang in compris and cellule.nette < NETTETE_SURE)


def _noter_inconnues(rangee: Sequence[Cellule], entete: Entete, dans: Depouillement) -> None:
    for colonne in _inconnues(entete):
        if colonne.entete not in dans.exemples and colonne.rang < len(rangee) and rangee[colonne.rang].texte:
            dans.exemples[colonne.entete] = rangee[colonne.rang]


def _inconnues(entete: Entete) -> Iterator[Colonne]:
    return (colonne for colonne in entete.colonnes if not colonne.champ)


def _total(
    remplies: Sequence[Cellule],
    champs: dict[str, tuple[Cellule, ...]],
    genre: GenreRangee,
    dans: Depouillement,
    vocabulaire: Vocabulaire,
) -> None:
    lues = [lu for cellule in champs.get("montant_reclame", ()) if (lu := lire_somme(cellule))]
    if not lues:
        lues = [lu for cellule in remplies[1:] if (lu := lire_somme(cellule))][-1:]
    if lues:
        dans.totaux.append(Total(remplies[0].lieu, lues[-1].valeur, genre, len(dans.rangees)))
    elif ecrit := _total_ecrit(remplies, genre, vocabulaire):
        dans.totaux.append(Total(remplies[0].lieu, ecrit[0], genre, len(dans.rangees)))
    else:
        dans.textes += remplies


def _total_ecrit(
    remplies: Sequence[Cellule], genre: str, vocabulaire: Vocabulaire
) -> tuple[Centimes, GenreRangee] | None:
    """« Montant total de l’indu : 1 234,56 € », label and sum in one cell, or in two."""
    trouve = genre or genre_de_rangee(remplies[0].texte, vocabulaire)
    if trouve not in ("total", "sous_total"):
        return None
    texte = " ".join(cellule.texte for cellule in remplies)
    if forme := re.search(r"(-?\d[\d\s.,\u00a0\u202f]*\d|\d)\s*(?:€|EUR|euros?)?\s*$", texte):
        lu = lire_somme(Cellule(forme[1], ""))
        return (lu.valeur, "total" if trouve == "total" else "sous_total") if lu else None
    return None


def _groupe(
    remplies: Sequence[Cellule],
    genre: GenreRangee | None,
    dans: Depouillement,
) -> None:
    """« Assuré : DUPONT Marie », « Grief n° 2 – … » above the rows they hold for; any other text is kept as it is."""
    if genre not in ("identite", "motif"):
        dans.textes += remplies
        return
    tete = remplies[0]
    suite = " ".join([_apres_deux_points(tete.texte), *(cellule.texte for cellule in remplies[1:])]).strip()
    if genre == "identite":
        suite = _FIN_DU_NOM.split(suite)[0].strip(" ,;–-([")
    dans.groupes.pop(genre, None)  # « Patient n° 12 » names nobody, and is no longer the one above
    if re.search(r"[^\W\d_]{2,}", suite):
        dans.groupes[genre] = Cellule(suite, tete.lieu, None, tete.nette)
    else:
        dans.textes += remplies


def _nom_seul(remplies: Sequence[Cellule], entete: Entete, vocabulaire: Vocabulaire) -> Cellule | None:
    """A row that is nothing but two to four words unknown to the trade, in a table without identities: a patient."""
    if entete.par_champ.keys() & {"identite", "nom", "prenom_nom"}:
        return None
    nom = _FIN_DU_NOM.split(remplies[0].texte)[0].strip(" ,;–-([")
    mots = re.findall(r"[^\W\d_]{2,}", nom)
    if not 2 <= len(mots) <= 4 or any(vocabulaire.masqueur.connu(mot) for mot in mots):
        return None
    return Cellule(nom, remplies[0].lieu, None, remplies[0].nette)


def _apres_deux_points(texte: str) -> str:
    """What follows the label: after « : », or after « n° 2 – »."""
    if forme := re.match(r"[^:–]{1,40}?(?:\bn°\s*\w{1,3})?\s*[:–]\s*(.*)", texte, re.DOTALL):
        return forme[1]
    if forme := re.match(r"\S+(?:\s+n°\s*\w{1,3})?(?:\s+-)?\s+(.*)", texte, re.DOTALL):
        return forme[1]
    return ""
