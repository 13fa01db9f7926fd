"""NGAP tariffs, dated and sourced: what an act was worth on a day, in a zone, or why the table does not say.

The table is data (``baremes/tarifs.csv``). A coefficient that the table does not give is never worked out from the
value of its key letter: at a given date the nomenclature has a closed list of letter and coefficient pairs.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from io import StringIO
from itertools import combinations
from typing import Annotated, Literal

from pydantic import Field

from indu.commun.champs import DateDeLoi, Libelle, Modele, Montant
from indu.commun.dates import date_courte
from indu.commun.erreurs import BibliothequeInvalide, Probleme
from indu.commun.montants import Centimes, arrondir, euros
from indu.commun.ressources import Ressources
from indu.commun.texte import enumerer, proche
from indu.commun.validation import trier, valider
from indu.commun.yaml import Lecture
from indu.dossier.modele import Zone

TABLE = "baremes/tarifs.csv"
TOUTES_LETTRES = "TOUTES"
"""The letter of the rows that give the value common to the key letters."""
COTATION_ATTENDUE = "une cotation, par exemple « RAM 8,09 », « IFD » ou « 2 x RAM 8,09 + IFD »"

_LETTRE = r"(?P<lettre>[A-Z]{2,8})"
_COEFFICIENT = r"(?:\s*(?P<coefficient>\d{1,2}(?:[.,]\d{1,3})?))?"
_FOIS = r"\s*[X×*]\s*"
_TERME = re.compile(
    rf"(?:(?P<avant>\d{{1,3}}){_FOIS})?{_LETTRE}{_COEFFICIENT}(?:{_FOIS}(?P<apres>\d{{1,3}}))?", re.ASCII
)


class LigneTarif(Modele):
    """One row of the table. ``du`` unknown gives no tariff; ``verifie_jusqu_au`` bounds what was checked."""

    code: Libelle
    libelle: Libelle
    famille: Libelle
    lettre: Annotated[str, Field(pattern="^[A-Z]{2,8}$", description="des majuscules, par exemple RAM")]
    coefficient: Annotated[Decimal, Field(gt=0, lt=100)] | None = None
    valeur_lettre: Montant | None = None
    tarif: Montant | None = None
    unite: Literal["acte", "kilometre"]
    zone: Zone
    du: DateDeLoi | None = None
    au: DateDeLoi | None = None
    verifie_jusqu_au: DateDeLoi | None = None
    source: Libelle
    confiance: Literal["une", "plusieurs"]

    def couvre(self, jour: date) -> bool:
        """Whether the row is known to hold on that day."""
        return self.du is not None and self.du <= jour and (self.au is None or jour <= self.au)

    def reserves(self, jour: date) -> Iterator[str]:
        """Why a person must check this row before relying on it for that day."""
        if self.confiance == "une":
            yield "une seule source"
        if self.verifie_jusqu_au is not None and jour > self.verifie_jusqu_au:
            yield f"table contrôlée jusqu’au {date_courte(self.verifie_jusqu_au)} seulement"

    @property
    def periode(self) -> str:
        """« du 22/02/2024 au 31/12/2025 »."""
        debut = "à partir d’une date inconnue" if self.du is None else f"du {date_courte(self.du)}"
        if self.au is not None:
            return f"{debut} au {date_courte(self.au)}"
        return debut if self.du is None else f"depuis le {date_courte(self.du)}"


@dataclass(frozen=True, slots=True)
class Acte:
    """A key letter and its coefficient, or an indemnity (no coefficient)."""

    lettre: str
    coefficient: Decimal | None = None

    def __str__(self) -> str:
        """« RAM 8,09 », « AMS 7,5 », « IFD »."""
        if self.coefficient is None:
            return self.lettre
        return f"{self.lettre} {self.coefficient.normalize():f}".replace(".", ",")


@dataclass(frozen=True, slots=True)
class Terme:
    """So many times an act."""

    acte: Acte
    quantite: int = 1

    def __str__(self) -> str:
        """« 2 × RAM 8,09 »."""
        return str(self.acte) if self.quantite == 1 else f"{self.quantite} × {self.acte}"


@dataclass(frozen=True, slots=True)
class Tarif:
    """The tariff of one act, in cents, with the rows that give it and what must be checked first."""

    acte: Acte
    centimes: Centimes
    lignes: tuple[LigneTarif, ...]
    reserves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NonCouvert:
    """What the table does not give, and why."""

    acte: Acte
    motif: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a cotation is worth: each term with its answer."""

    termes: tuple[tuple[Terme, Tarif | NonCouvert], ...]

    @property
    def total(self) -> Centimes | None:
        """Cents, each act rounded before it is multiplied; ``None`` when a term is not covered."""
        somme = 0
        for terme, reponse in self.termes:
            if isinstance(reponse, NonCouvert):
                return None
            somme += terme.quantite * reponse.centimes
        return somme

    @property
    def reserves(self) -> tuple[str, ...]:
        """What must be checked before relying on the total."""
        return tuple(
            f"{terme.acte} : {reserve}"
            for terme, reponse in self.termes
            if isinstance(reponse, Tarif)
            for reserve in reponse.reserves
        )

    @property
    def motifs(self) -> tuple[str, ...]:
        """Why there is no total."""
        return tuple(reponse.motif for _, reponse in self.termes if isinstance(reponse, NonCouvert))

    @property
    def au_kilometre(self) -> bool:
        """Whether a term is paid by the kilometre."""
        return any(
            ligne.unite == "kilometre"
            for _, reponse in self.termes
            if isinstance(reponse, Tarif)
            for ligne in reponse.lignes
        )


@dataclass(frozen=True)
class Tarifs:
    """The table."""

    lignes: tuple[LigneTarif, ...]

    @cached_property
    def _par_acte(self) -> dict[tuple[Acte, Zone], tuple[LigneTarif, ...]]:
        trouvees: dict[tuple[Acte, Zone], tuple[LigneTarif, ...]] = {}
        for ligne in self.lignes:
            if ligne.tarif is not None:
                cle = (Acte(ligne.lettre, ligne.coefficient), ligne.zone)
                trouvees[cle] = (*trouvees.get(cle, ()), ligne)
        return trouvees

    @cached_property
    def lettres(self) -> frozenset[str]:
        """Every letter of the table."""
        return frozenset(ligne.lettre for ligne in self.lignes) - {TOUTES_LETTRES}

    def tarif(self, acte: Acte, jour: date, zone: Zone) -> Tarif | NonCouvert:
        """The tariff of an act on the day of the care, or the reason why the table does not give it."""
        connues = self._par_acte.get((acte, zone), ())
        bonnes = tuple(ligne for ligne in connues if ligne.couvre(jour))
        montants = sorted({ligne.tarif for ligne in bonnes if ligne.tarif is not None})
        if not montants:
            return NonCouvert(acte, self._motif(acte, jour, connues))
        if len(montants) > 1:
            possibles = enumerer([euros(montant) for montant in montants], "ou")
            return NonCouvert(acte, f"{acte} : la table donne plusieurs tarifs le {date_courte(jour)} ({possibles})")
        reserves = tuple(dict.fromkeys(reserve for ligne in bonnes for reserve in ligne.reserves(jour)))
        return Tarif(acte, montants[0], bonnes, reserves)

    def evaluer(self, termes: Sequence[Terme], jour: date, zone: Zone) -> Evaluation:
        """What a whole cotation is worth on the day of the care."""
        return Evaluation(tuple((terme, self.tarif(terme.acte, jour, zone)) for terme in termes))

    def _motif(self, acte: Acte, jour: date, connues: tuple[LigneTarif, ...]) -> str:
        """Why there is none; without the date itself, so that the lines of several days are told together."""
        if connues:
            periodes = "; ".join(f"{euros(ligne.tarif or 0)} {ligne.periode}" for ligne in connues)
            return f"{acte} : pas de tarif sûr ce jour-là. La table donne : {periodes}"
        if acte.lettre not in self.lettres:
            voisine = proche(acte.lettre, self.lettres)
            return f"{acte} : lettre absente de la table" + (f" (la plus proche : {voisine})" if voisine else "")
        du_jour = sorted(
            {
                ligne.coefficient
                for ligne in self.lignes
                if ligne.lettre == acte.lettre and ligne.coefficient is not None and ligne.couvre(jour)
            }
        )
        if not du_jour:
            return f"{acte} : la table ne donne aucun coefficient pour {acte.lettre} ce jour-là"
        possibles = enumerer([str(Acte(acte.lettre, coefficient)) for coefficient in du_jour], "ou")
        quoi = "sans coefficient" if acte.coefficient is None else "coefficient absent"
        return f"{acte} : {quoi} ; ce jour-là, la table connaît {possibles}"


def lire_cotation(texte: str) -> tuple[Terme, ...]:
    """The terms of a cotation as people write it: « RAM 8,09 », « ram 8.09 + ifd », « 2 x RAM 8,09 ».

    Raises:
        ValueError: with a French sentence, when it is not one.
    """
    termes = []
    for partie in texte.upper().split("+"):
        forme = _TERME.fullmatch(" ".join(partie.split()))
        if forme is None or (forme["avant"] and forme["apres"]):
            raise ValueError("ce n’est pas une cotation")
        quantite = int(forme["avant"] or forme["apres"] or 1)
        coefficient = forme["coefficient"]
        valeur = None if coefficient is None else Decimal(coefficient.replace(",", "."))
        if quantite == 0 or valeur == 0:
            raise ValueError("une cotation ne peut pas être nulle")
        termes.append(Terme(Acte(forme["lettre"], valeur), quantite))
    return tuple(termes)


@lru_cache(maxsize=8)
def charger_tarifs(ressources: Ressources) -> Tarifs:
    """Load the table.

    Raises:
        BibliothequeInvalide: with every problem of the file, each with its line.
    """
    fichier = ressources.nom(TABLE)
    try:
        texte = ressources.lire(TABLE).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BibliothequeInvalide.simple("le fichier n’est pas en UTF-8", fichier=fichier) from None
    lecteur = csv.DictReader(StringIO(texte, newline=""), strict=True)
    colonnes = list(LigneTarif.model_fields)
    lignes: list[tuple[int, LigneTarif]] = []
    problemes: list[Probleme] = []
    try:
        if list(lecteur.fieldnames or ()) != colonnes:
            raise BibliothequeInvalide([Probleme("colonnes inattendues", fichier, 1, attendu=",".join(colonnes))])
        for brute in lecteur:
            numero = lecteur.line_num
            if None in brute or None in brute.values():
                problemes.append(Probleme("nombre de cases inexact", fichier, numero, attendu=f"{len(colonnes)} cases"))
                continue
            ecrites = {nom: valeur for nom, valeur in brute.items() if valeur}
            ligne, trouves = valider(LigneTarif, Lecture(fichier, ecrites, {(): numero}))
            problemes += trouves
            if ligne is not None:
                lignes.append((numero, ligne))
    except csv.Error:
        problemes.append(Probleme("ce n’est pas du CSV lisible", fichier, lecteur.line_num))
    problemes += _incoherences(lignes, fichier)
    if problemes:
        raise BibliothequeInvalide(trier(problemes))
    return Tarifs(tuple(ligne for _, ligne in lignes))


def _incoherences(lignes: Sequence[tuple[int, LigneTarif]], fichier: str) -> Iterator[Probleme]:
    """What a row, or two rows of the same name, cannot say."""
    par_code: dict[tuple[str, str, Zone], list[tuple[int, LigneTarif]]] = {}
    for numero, ligne in lignes:
        par_code.setdefault((ligne.code, ligne.lettre, ligne.zone), []).append((numero, ligne))
        if ligne.du is not None and ligne.au is not None and ligne.au < ligne.du:
            yield Probleme("la période finit avant de commencer", fichier, numero, "au")
        if ligne.tarif is None and ligne.valeur_lettre is None:
            yield Probleme("ni tarif ni valeur de lettre", fichier, numero)
        if ligne.coefficient is None:
            continue
        calcule = arrondir(ligne.coefficient * (ligne.valeur_lettre or 0) / 100)
        if ligne.tarif != calcule:
            attendu = f"coefficient × valeur_lettre, soit {euros(calcule)}"
            yield Probleme("le tarif n’est pas celui de sa cotation", fichier, numero, "tarif", attendu=attendu)
    for memes in par_code.values():
        for (_, une), (numero, autre) in combinations(memes, 2):
            debuts = (une.du or date.min, autre.du or date.min)
            if max(debuts) <= min(une.au or date.max, autre.au or date.max):
                yield Probleme(f"deux périodes de « {une.code} » se recouvrent", fichier, numero, "du")
