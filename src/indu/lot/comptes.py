"""What the page of statistics counts: pure sums over the dossiers of a batch, without any name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated, TypeAlias, TypeVar

from pydantic import Field

from indu.commun.champs import Entier, Modele
from indu.commun.montants import Centimes
from indu.commun.ressources import Ressources
from indu.commun.texte import identifiant
from indu.commun.validation import charger
from indu.droit.delais import ajouter_mois
from indu.lot.modele import Bilan

C = TypeVar("C", bound=Hashable)
Mois: TypeAlias = tuple[int, int]
"""A year and a month."""
_SIGLES = (
    (re.compile(r"caisse\s+primaire\s+d\s?[’']\s?assurance[\s-]+maladie", re.IGNORECASE), "CPAM"),
    (re.compile(r"caisse\s+générale\s+de\s+(?:la\s+)?sécurité\s+sociale", re.IGNORECASE), "CGSS"),
)
_Positif: TypeAlias = Annotated[Entier, Field(ge=1)]


class Seuils(Modele):
    """When a rising grief is pointed out, how many are, how many moyens are shown (``baremes/statistiques.yaml``)."""

    dossiers: _Positif
    mois: Annotated[Entier, Field(ge=1, le=60)]
    constats: _Positif
    moyens: _Positif


@dataclass(frozen=True, slots=True)
class Somme:
    """A number of dossiers and an amount in cents."""

    dossiers: int = 0
    montant: Centimes = 0

    def plus(self, montant: Centimes) -> Somme:
        """One more dossier, for that amount."""
        return Somme(self.dossiers + 1, self.montant + montant)


@dataclass(frozen=True, slots=True)
class Montants:
    """The dossiers of a caisse: how many, what it claims where that is known, what is contested, how many unknown."""

    caisse: str
    dossiers: int
    reclame: Centimes
    conteste: Centimes
    inconnus: int


@dataclass(frozen=True, slots=True)
class Hausse:
    """A grief that rises in a département: dossiers over the last months, and over as many just before.

    ``recus`` and ``recus_avant`` are all the dossiers of that département over the same times.
    """

    departement: str
    grief: str
    dossiers: int
    avant: int
    recus: int
    recus_avant: int

    @property
    def exces(self) -> float:
        """How many dossiers more than if the grief had kept its share of the dossiers of that département."""
        return self.dossiers - self.avant * self.recus / max(self.recus_avant, 1)


@lru_cache(maxsize=8)
def charger_seuils(arguments: Ressources) -> Seuils:
    """Load the thresholds.

    Raises:
        BibliothequeInvalide: the file is wrong.
    """
    return charger(Seuils, arguments, "baremes/statistiques.yaml")


def natures(bilan: Bilan) -> dict[str, Centimes]:
    """The kinds of grief of a dossier and what each claims: two griefs of one kind count as one dossier."""
    sommes: dict[str, Centimes] = defaultdict(int)
    for grief in bilan.griefs:
        sommes[grief.nature] += grief.montant
    return dict(sommes)


def par_cle(couples: Iterable[tuple[C, Centimes]]) -> dict[C, Somme]:
    """Dossiers and amounts by key, the most frequent first, then the dearest."""
    sommes: dict[C, Somme] = {}
    for cle, montant in couples:
        sommes[cle] = sommes.get(cle, Somme()).plus(montant)
    return dict(sorted(sommes.items(), key=lambda e: (-e[1].dossiers, -e[1].montant, str(e[0]))))


def plus_frequents(couples: Mapping[tuple[str, str], Somme], rang: int, nombre: int) -> tuple[list[str], bool]:
    """The most frequent first (``rang`` 0) or second (1) parts of the keys, and whether others are left out."""
    totaux: dict[str, int] = defaultdict(int)
    for cle, somme in couples.items():
        totaux[cle[rang]] += somme.dossiers
    tries = sorted(totaux, key=lambda nom: (-totaux[nom], nom))
    return tries[:nombre], len(tries) > nombre


def par_caisse(bilans: Sequence[Bilan], caisses: Mapping[str, str]) -> list[Montants]:
    """The amounts of each caisse, the one that contests the most first; ``caisses`` gives each its one name."""
    groupes: dict[str, list[Bilan]] = defaultdict(list)
    for bilan in bilans:
        groupes[caisses[bilan.caisse]].append(bilan)
    montants = [
        Montants(
            caisse,
            len(siens),
            sum(bilan.reclame or 0 for bilan in siens),
            sum(bilan.conteste for bilan in siens),
            sum(bilan.reclame is None for bilan in siens),
        )
        for caisse, siens in groupes.items()
    ]
    return sorted(montants, key=lambda m: (-m.reclame, -m.conteste, m.caisse))


def nommer_caisses(bilans: Iterable[Bilan]) -> dict[str, str]:
    """One short name for a caisse that is written in several ways (« Caisse primaire… », capitals, accents, spaces).

    Long names all begin alike: cut in a plot, they would not tell one caisse from another.
    """
    noms: dict[str, str] = {}
    rendus: dict[str, str] = {}
    for nom in sorted({bilan.caisse for bilan in bilans}):
        court = nom.replace("'", "’")
        for motif, sigle in _SIGLES:
            court = motif.sub(sigle, court)
        rendus[nom] = noms.setdefault(identifiant(court.replace("’", " ")) or court, court)
    return rendus


def derniers_mois(jour: date, nombre: int) -> list[Mois]:
    """The last calendar months, the current one included, the oldest first."""
    mois = [ajouter_mois(date(jour.year, jour.month, 1), -recul) for recul in range(nombre - 1, -1, -1)]
    return [(un.year, un.month) for un in mois]


def par_mois(bilans: Iterable[Bilan], mois: Sequence[Mois]) -> dict[tuple[str, str], dict[Mois, int]]:
    """Dossiers by département and kind of grief, month by month; without a département or a month they do not count."""
    voulus = frozenset(mois)
    comptes: dict[tuple[str, str], dict[Mois, int]] = defaultdict(lambda: dict.fromkeys(mois, 0))
    for bilan in bilans:
        recu = bilan.recu_le
        if recu is None or not bilan.departement or (recu.year, recu.month) not in voulus:
            continue
        for nature in natures(bilan):
            comptes[bilan.departement, nature][recu.year, recu.month] += 1
    return dict(comptes)


def hausses(bilans: Sequence[Bilan], jour: date, seuils: Seuils) -> list[Hausse]:
    """The griefs that touch enough dossiers of a département over the last months, the strongest rise first.

    A rise is in number and in share: when all the dossiers are more numerous, not every grief rises.
    Both times are counted to the day, and last as long: a month that has just begun does not look like a fall.
    """
    milieu, debut = ajouter_mois(jour, -seuils.mois), ajouter_mois(jour, -2 * seuils.mois)
    recents: dict[tuple[str, str], int] = defaultdict(int)
    anciens: dict[tuple[str, str], int] = defaultdict(int)
    recus: dict[str, int] = defaultdict(int)
    recus_avant: dict[str, int] = defaultdict(int)
    for bilan in bilans:
        if bilan.recu_le is None or not bilan.departement or not debut < bilan.recu_le <= jour:
            continue
        recent = bilan.recu_le > milieu
        (recus if recent else recus_avant)[bilan.departement] += 1
        for nature in natures(bilan):
            (recents if recent else anciens)[bilan.departement, nature] += 1
    trouvees = [
        Hausse(departement, nature, nombre, anciens[departement, nature], recus[departement], recus_avant[departement])
        for (departement, nature), nombre in recents.items()
        if nombre >= seuils.dossiers and nombre > anciens[departement, nature]
    ]
    fortes = (hausse for hausse in trouvees if hausse.exces > 0)
    return sorted(fortes, key=lambda h: (-h.exces, -h.dossiers, h.departement, h.grief))
