"""Recognising the columns of a table from its headers, wherever they are, on one row or on two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

from indu.importation.grille import Cellule, Confiance
from indu.importation.valeurs import lire_jour, lire_somme
from indu.importation.vocabulaire import DATES, IGNORER, SOMMES, Vocabulaire

RECONNUES_MIN = 3
"""Fewer recognised columns do not make a header."""
_RESSEMBLANCE = 0.88
_DISTINCTIFS = {
    "indu": "montant_reclame",
    "prejudice": "montant_reclame",
    "motif": "motif",
    "anomalie": "motif",
    "grief": "motif",
    "nir": "-nir",
    "mandatement": "date_paiement",
    "coefficient": "coefficient",
    "quantite": "quantite",
    "prescripteur": "-prescripteur",
    "naissance": "-naissance",
    "beneficiaire": "identite",
    "assure": "identite",
    "patient": "identite",
}
"""A single word that tells the field of a longer header."""

Imposees = Mapping[tuple[str, ...], str]
"""Headers (as words) that the user said: field, or « ignorer »."""


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column: its header as read, its field (« -nom » when known and left out, empty when unknown)."""

    rang: int
    entete: str
    champ: str
    confiance: Confiance = "haute"
    doute: str = ""
    force: int = 0
    """How precisely the header names the field: 3 word for word, 2 contained, 1 alike."""

    @property
    def reprise(self) -> bool:
        """Whether it feeds the lines."""
        return bool(self.champ) and not self.champ.startswith("-")


@dataclass(frozen=True)
class Entete:
    """A recognised header: its columns, and how many rows it takes."""

    colonnes: tuple[Colonne, ...]
    hauteur: int = 1

    @cached_property
    def par_champ(self) -> dict[str, tuple[Colonne, ...]]:
        """The columns that feed each field."""
        champs = dict.fromkeys(colonne.champ for colonne in self.colonnes if colonne.reprise)
        return {champ: tuple(c for c in self.colonnes if c.champ == champ) for champ in champs}

    @property
    def reconnues(self) -> int:
        """How many columns say something known, beyond mere likeness."""
        return sum(1 for colonne in self.colonnes if colonne.champ and colonne.force >= 2)

    @property
    def distinctes(self) -> int:
        """How many different fields they make (« Cotation » twice is one)."""
        return len({colonne.champ for colonne in self.colonnes if colonne.champ and colonne.force >= 2})

    @property
    def suite(self) -> tuple[str, ...]:
        """The headers as written, which tell a usual layout again."""
        return tuple(colonne.entete for colonne in self.colonnes)


def reconnaitre(texte: str, vocabulaire: Vocabulaire, imposees: Imposees) -> tuple[str, int]:
    """The field of a header and how precisely it is named; an empty field when nothing fits."""
    mots = vocabulaire.mots(texte)
    if not mots:
        return "", 0
    if mots in imposees:
        champ = imposees[mots]
        return ("-ignorer" if champ == IGNORER else champ), 4
    exact = vocabulaire.libelles.get(mots) or vocabulaire.ensembles.get(frozenset(mots))
    if exact is not None:
        return exact, 3
    ensemble = frozenset(mots)
    if len(mots) > 12:  # a sentence, not a header
        return "", 0
    contenus = [
        (len(libelle), champ)
        for libelle, champ in vocabulaire.libelles.items()
        if len(libelle) > 1 and ensemble.issuperset(libelle) and _compatible(champ, ensemble)
    ]
    if contenus:
        return max(contenus, key=lambda couple: couple[0])[1], 2
    distincts = [champ for mot, champ in _DISTINCTIFS.items() if mot in ensemble and _compatible(champ, ensemble)]
    if distincts:
        return distincts[0], 2
    ecrit = " ".join(mots)
    proches = [
        (SequenceMatcher(None, ecrit, " ".join(libelle)).ratio(), champ)
        for libelle, champ in vocabulaire.libelles.items()
        if abs(len(" ".join(libelle)) - len(ecrit)) <= 4
    ]
    note, champ = max(proches, default=(0.0, ""))
    return (champ, 1) if note >= _RESSEMBLANCE and len(ecrit) > 4 else ("", 0)


def _compatible(champ: str, mots: frozenset[str]) -> bool:
    """« Date … » is a date, « Montant … » is a sum: a word found inside does not say otherwise."""
    if "date" in mots:
        return champ in DATES or champ.startswith("-")
    if mots & {"montant", "somme", "total"}:
        return champ in SOMMES or champ.startswith("-")
    return champ not in DATES or champ == "date_paiement"


def lire_entete(
    rangee: Sequence[Cellule], suivante: Sequence[Cellule], vocabulaire: Vocabulaire, imposees: Imposees
) -> Entete | None:
    """The header that starts at this row (alone, or with the next one), if it is one."""
    if not _peut_etre_entete(rangee):
        return None
    seule = _composer([cellule.texte for cellule in rangee], vocabulaire, imposees)
    meilleure = seule
    if _peut_etre_entete(suivante, minimum=1) and sum(1 for cellule in rangee if cellule.texte) > 1:
        dessous = _composer([cellule.texte for cellule in suivante], vocabulaire, imposees)
        double = _sur_deux(rangee, suivante, vocabulaire, imposees)
        if double.distinctes > max(seule.distinctes, dessous.distinctes):
            meilleure = double
        elif dessous.distinctes >= seule.distinctes:
            return None  # the header is the next row
    if meilleure.reconnues < RECONNUES_MIN or not _utile(meilleure):
        return None
    return replace(meilleure, colonnes=_departager(meilleure.colonnes))


def verifier_contenu(entete: Entete, rangees: Sequence[Sequence[Cellule]]) -> Entete:
    """The header once its first rows are looked at: a column of dates that holds sums only is not one, nor the reverse.

    « Paiement » can be a date or a sum: it then takes the other field, to confirm, when no column has it.
    """
    champs = {colonne.champ for colonne in entete.colonnes}

    def revoir(colonne: Colonne) -> Colonne:
        cellules = [rangee[colonne.rang] for rangee in rangees if colonne.rang < len(rangee)]
        pleines = [cellule for cellule in cellules if cellule.texte]
        if not pleines or colonne.force > 3 or colonne.champ not in DATES | SOMMES:
            return colonne
        attendu, autre = (lire_jour, lire_somme) if colonne.champ in DATES else (lire_somme, lire_jour)
        if any(attendu(cellule) for cellule in pleines) or not all(autre(cellule) for cellule in pleines):
            return colonne
        doute = "l’en-tête annonce une date, les cellules sont des montants"
        nouveau = "montant_paye"
        if colonne.champ in SOMMES:
            doute, nouveau = "l’en-tête annonce un montant, les cellules sont des dates", "date_paiement"
        voisin = {"date_paiement", "montant_paye"} >= {colonne.champ, nouveau} and nouveau not in champs
        return replace(colonne, champ=nouveau if voisin else "", confiance="basse", doute=doute)

    return replace(entete, colonnes=tuple(revoir(colonne) for colonne in entete.colonnes))


def _utile(entete: Entete) -> bool:
    champs = {colonne.champ for colonne in entete.colonnes}
    return bool(champs & (SOMMES | {"date_soin"}))


def _peut_etre_entete(rangee: Sequence[Cellule], minimum: int = 2) -> bool:
    remplies = [cellule for cellule in rangee if cellule.texte]
    if len(remplies) < minimum or any(cellule.valeur is not None for cellule in remplies):
        return False
    return all(len(cellule.texte) < 120 for cellule in remplies) and not any(
        sum(signe.isdigit() for signe in cellule.texte) > 2 for cellule in remplies
    )


def _composer(textes: Sequence[str], vocabulaire: Vocabulaire, imposees: Imposees) -> Entete:
    colonnes = []
    for rang, texte in enumerate(textes):
        if texte:
            champ, force = reconnaitre(texte, vocabulaire, imposees)
            colonnes.append(_colonne(rang, texte, champ, force))
    return Entete(tuple(colonnes))


def _colonne(rang: int, texte: str, champ: str, force: int) -> Colonne:
    plat = " ".join(texte.split())
    if force >= 3:
        return Colonne(rang, plat, champ, "haute", "", force)
    confiance: Confiance = "moyenne" if force == 2 else "basse"
    return Colonne(rang, plat, champ, confiance, "en-tête approché" if champ else "", force)


def _sur_deux(haut: Sequence[Cellule], bas: Sequence[Cellule], vocabulaire: Vocabulaire, imposees: Imposees) -> Entete:
    """Two rows read as one: the upper words go over the columns on their right until the next ones."""
    colonnes, dernier = [], ""
    for rang in range(max(len(haut), len(bas))):
        dessus = haut[rang].texte if rang < len(haut) else ""
        dessous = bas[rang].texte if rang < len(bas) else ""
        dernier = dessus or (dernier if dessous else "")
        essais = [texte for texte in (f"{dernier} {dessous}".strip(), dessous, dessus) if texte]
        notes = [(*reconnaitre(texte, vocabulaire, imposees), texte) for texte in essais]
        if notes:
            champ, force, _ = max(notes, key=lambda note: note[1])
            colonnes.append(_colonne(rang, essais[0], champ, force))
    return Entete(tuple(colonnes), 2)


def _departager(colonnes: tuple[Colonne, ...]) -> tuple[Colonne, ...]:
    """One column a field (but motifs): the most precise header wins, the other becomes unknown and says why."""
    gagnantes: dict[str, Colonne] = {}
    for colonne in colonnes:
        if colonne.reprise and colonne.champ != "motif":
            tenante = gagnantes.get(colonne.champ)
            if tenante is None or colonne.force > tenante.force:
                gagnantes[colonne.champ] = colonne
    resultat = []
    disputes = {c.champ for c in colonnes if c.champ in gagnantes and gagnantes[c.champ] is not c}
    for colonne in colonnes:
        if colonne.champ in disputes and gagnantes[colonne.champ] is not colonne:
            doute = f"aussi possible pour {colonne.champ}, « {gagnantes[colonne.champ].entete} » préférée"
            colonne = replace(colonne, champ="", doute=doute)
        elif colonne.champ in disputes:
            autres = [c.entete for c in colonnes if c.champ == colonne.champ and c is not colonne]
            noms = ", ".join(f"« {autre} »" for autre in autres)
            colonne = replace(colonne, confiance="moyenne", doute=f"préférée à {noms} : à confirmer")
        resultat.append(colonne)
    return _montant_seul(tuple(resultat))


def _montant_seul(colonnes: tuple[Colonne, ...]) -> tuple[Colonne, ...]:
    """« Montant » alone is the sum claimed when no other column is; otherwise nothing says what it is."""
    champs = {colonne.champ for colonne in colonnes}

    def decider(colonne: Colonne) -> Colonne:
        if colonne.champ != "montant":
            return colonne
        if "montant_reclame" not in champs:
            doute = f"« {colonne.entete} » pris pour la somme réclamée"
            return replace(colonne, champ="montant_reclame", confiance="moyenne", doute=doute)
        return replace(colonne, champ="", doute="payé, dû ou réclamé ? L’en-tête ne le dit pas")

    return tuple(decider(colonne) for colonne in colonnes)
