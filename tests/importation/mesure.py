"""How well the tables and the letter are read, cell by cell and field by field, against the truth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from generateur.verite import TableauVrai, Verite

from indu.commun.texte import espaces_simples, nettoyer
from indu.importation.grille import Grille
from indu.importation.lettre import ChampLettre


@dataclass(slots=True)
class Compte:
    """How many were exact, of how many, and those that were not."""

    exactes: int = 0
    total: int = 0
    ecarts: list[str] = field(default_factory=list)

    def noter(self, vrai: str, lu: str) -> None:
        """Count one."""
        self.total += 1
        if vrai == lu:
            self.exactes += 1
        else:
            self.ecarts.append(f"« {vrai} » lu « {lu} »")

    def ajouter(self, autre: Compte) -> None:
        """Add another count."""
        self.exactes += autre.exactes
        self.total += autre.total
        self.ecarts += autre.ecarts

    @property
    def taux(self) -> float:
        """The share of exact ones."""
        return self.exactes / self.total if self.total else 1.0


def forme(texte: str) -> str:
    """A cell as it is compared: masked, plain spaces, one apostrophe, one dash, no space inside an amount."""
    plat = espaces_simples(nettoyer(texte)).replace("'", "’").replace("–", "-")
    return re.sub(r"(?<=\d) (?=\d{3},\d\d)", "", plat)


def mesurer_tableaux(vrais: Sequence[TableauVrai], grilles: Sequence[Grille]) -> Compte:
    """Every cell of every table, empty ones too; totals by what they hold, wherever their cells are merged."""
    compte = Compte()
    restantes = list(grilles)
    for vrai in vrais:
        lues = _choisir(vrai, restantes)
        _comparer(vrai, lues, compte)
    for grille in restantes:
        for rangee in grille.rangees:
            compte.noter("(rien)", " | ".join(forme(c.texte) for c in rangee))
    return compte


def _choisir(vrai: TableauVrai, grilles: list[Grille]) -> list[tuple[str, ...]]:
    """The rows of the grid that begins with that header, taken out of the list."""
    entete = tuple(map(forme, vrai.entete))
    for grille in grilles:
        rangees = [tuple(forme(c.texte) for c in rangee) for rangee in grille.rangees]
        if any(len(r) == len(entete) and sum(a == b for a, b in zip(r, entete, strict=True)) >= 2 for r in rangees[:2]):
            grilles.remove(grille)
            return rangees
    return [tuple(forme(c.texte) for c in rangee) for rangee in grilles.pop(0).rangees] if grilles else []


def _comparer(vrai: TableauVrai, lues: list[tuple[str, ...]], compte: Compte) -> None:
    attendues = [("",), tuple(map(forme, vrai.entete)), *(tuple(map(forme, r)) for r in vrai.rangees)]
    attendues[0] = (forme(vrai.titre),) if vrai.titre else ()
    if not vrai.titre:
        del attendues[0]
    totaux = {rang + len(attendues) - len(vrai.rangees) for rang in vrai.totaux}
    for rang, lue in _aligner(attendues, lues):
        attendue = attendues[rang]
        if rang in totaux:
            pleines = [c for c in lue if c]
            for place, valeur in enumerate(c for c in attendue if c):
                compte.noter(valeur, pleines[place] if place < len(pleines) else "")
        else:
            for place, valeur in enumerate(attendue):
                compte.noter(valeur, lue[place] if place < len(lue) else "")


def _aligner(attendues: list[tuple[str, ...]], lues: list[tuple[str, ...]]) -> list[tuple[int, tuple[str, ...]]]:
    """Pair the rows in order, skipping what has no counterpart (edit distance on rows)."""
    n, m = len(attendues), len(lues)

    def gain(i: int, j: int) -> int:
        a, b = set(filter(None, attendues[i])), set(filter(None, lues[j]))
        return len(a & b)

    table = [[0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            table[i][j] = max(table[i + 1][j], table[i][j + 1], table[i + 1][j + 1] + gain(i, j))
    paires: list[tuple[int, tuple[str, ...]]] = []
    i = j = 0
    while i < n:
        if j < m and table[i][j] == table[i + 1][j + 1] + gain(i, j) and gain(i, j):
            paires.append((i, lues[j]))
            i, j = i + 1, j + 1
        elif j < m and table[i][j] == table[i][j + 1]:
            j += 1
        else:
            paires.append((i, ()))
            i += 1
    return paires


def vrais_champs(verite: Verite) -> dict[str, set[object]]:
    """What the letter says, under the names of :class:`indu.importation.lettre.ChampLettre`."""
    seuls: dict[str, object] = {
        "nature": verite.nature,
        "caisse": verite.caisse,
        "code_postal": verite.code_postal,
        "ville": verite.ville,
        "reference": verite.reference,
        "date": verite.date,
        "montant": verite.montant,
        "periode_debut": verite.periode[0] if verite.periode else None,
        "periode_fin": verite.periode[1] if verite.periode else None,
        "delai": verite.delai,
        "signataire": verite.signataire,
        "qualite": verite.qualite,
        "cra": "cra" in verite.voies_recours or verite.nature == "decision_cra" or None,
        "tribunal": "tribunal" in verite.voies_recours or None,
        "fraude": verite.fraude or None,
        "extrapolation": verite.extrapolation or None,
    }
    champs = {nom: set() if valeur is None else {valeur} for nom, valeur in seuls.items()}
    return champs | {
        "adresse": set(verite.adresse),
        "retenue": set(verite.retenues),
        "base_legale": set(verite.bases),
    }


def mesurer_champs(verite: Verite, champs: Iterable[ChampLettre]) -> tuple[dict[str, Compte], list[str]]:
    """Each field exact or not, and the wrong values that were given with high confidence."""
    lus: dict[str, set[object]] = {}
    fausses: list[str] = []
    vrais = {nom: {_forme(v) for v in valeurs} for nom, valeurs in vrais_champs(verite).items()}
    for champ in champs:
        valeur = _forme(champ.valeur)
        lus.setdefault(champ.nom, set()).add(valeur)
        if champ.confiance == "haute" and valeur not in vrais[champ.nom]:
            fausses.append(f"{champ.nom} : « {valeur} », attendu {vrais[champ.nom]}")
    comptes = {}
    for nom, valeurs in vrais.items():
        comptes[nom] = Compte()
        comptes[nom].noter(str(sorted(map(str, valeurs))), str(sorted(map(str, lus.get(nom, set())))))
    return comptes, fausses


def _forme(valeur: object) -> object:
    return forme(valeur) if isinstance(valeur, str) else valeur
