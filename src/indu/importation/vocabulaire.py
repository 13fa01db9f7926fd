"""The words of the caisses, as data: headers of columns, labels of rows, codes of accessories, motifs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias, get_args

from pydantic import model_validator

from indu.commun.champs import Booleen, Libelle, Modele, erreur
from indu.commun.ressources import Ressources
from indu.commun.validation import charger
from indu.importation.masquage import Masqueur, charger_masqueur, replier

COLONNES = "importation/colonnes.yaml"
MOTIFS = "importation/motifs.yaml"

Champ: TypeAlias = Literal[
    "numero",
    "facture",
    "identite",
    "prenom_nom",
    "nom",
    "prenom",
    "date_soin",
    "date_soin_fin",
    "date_paiement",
    "date_ordonnance",
    "cotation",
    "acte",
    "coefficient",
    "quantite",
    "accessoire",
    "montant_paye",
    "montant_du",
    "acte_retenu",
    "montant_reclame",
    "montant",
    "motif",
]
"""What a column can hold. ``montant`` alone is settled by its neighbours; ``cotation`` is act and accessories."""
CHAMPS: tuple[Champ, ...] = get_args(Champ)
IGNORER = "ignorer"
DATES: frozenset[str] = frozenset({"date_soin", "date_soin_fin", "date_paiement", "date_ordonnance"})
SOMMES: frozenset[str] = frozenset({"montant_paye", "montant_du", "montant_reclame", "montant"})
GenreRangee: TypeAlias = Literal["total", "sous_total", "report", "identite", "motif"]


class NonRepris(Modele):
    """A column that is known and left out; a private one is not even shown."""

    prive: Booleen
    libelles: tuple[Libelle, ...]


class Colonnes(Modele):
    """The file of the headers."""

    abreviations: dict[str, str]
    mots_vides: tuple[str, ...]
    champs: dict[Champ, tuple[Libelle, ...]]
    non_repris: dict[str, NonRepris]
    rangees: dict[GenreRangee, tuple[Libelle, ...]]
    accessoires: tuple[str, ...]
    deplacements: tuple[str, ...]


class Motif(Modele):
    """The ways to say one grief of the catalogue: groups of beginnings of words, all present in a motif."""

    grief: Libelle
    mots: tuple[tuple[Libelle, ...], ...]
    sauf: tuple[Libelle, ...] = ()


class Motifs(Modele):
    """The file of the motifs."""

    motifs: tuple[Motif, ...]
    vocabulaire: str

    @model_validator(mode="after")
    def _uniques(self) -> Motifs:
        """One entry a grief: two would hide each other."""
        vus = [motif.grief for motif in self.motifs]
        if len(set(vus)) != len(vus):
            raise erreur("un grief a deux entrées", "une entrée par grief")
        return self


@dataclass(frozen=True)
class Vocabulaire:
    """Everything that recognition reads from the data."""

    colonnes: Colonnes
    motifs: Motifs
    masqueur: Masqueur

    @cached_property
    def accessoires(self) -> frozenset[str]:
        """Codes that go with an act."""
        return frozenset(self.colonnes.accessoires)

    @cached_property
    def deplacements(self) -> frozenset[str]:
        """Codes of travel."""
        return frozenset(self.colonnes.deplacements)

    @cached_property
    def _abreger(self) -> dict[str, str]:
        return {replier(cle): replier(valeur) for cle, valeur in self.colonnes.abreviations.items()}

    def mots(self, texte: str) -> tuple[str, ...]:
        """The words of a header that count: folded, abbreviations written out, in the singular."""
        return _mots(texte, tuple(self._abreger.items()), self.colonnes.mots_vides)

    @cached_property
    def libelles(self) -> dict[tuple[str, ...], str]:
        """Each header, as words, and its field; those left out are « -nom »."""
        trouves: dict[tuple[str, ...], str] = {}
        for cle, groupe in self.colonnes.non_repris.items():
            trouves.update({self.mots(libelle): f"-{cle}" for libelle in groupe.libelles})
        for champ, libelles in self.colonnes.champs.items():
            trouves.update({self.mots(libelle): champ for libelle in libelles})
        trouves.pop((), None)
        return trouves

    @cached_property
    def ensembles(self) -> dict[frozenset[str], str]:
        """The same, whatever the order of the words."""
        return {frozenset(mots): champ for mots, champ in reversed(self.libelles.items())}

    @cached_property
    def rangees(self) -> tuple[tuple[tuple[str, ...], GenreRangee], ...]:
        """How the rows that are no lines begin, the longest first."""
        couples = [(self.mots(dit), genre) for genre, dits in self.colonnes.rangees.items() for dit in dits]
        return tuple(sorted(couples, key=lambda couple: -len(couple[0])))


@lru_cache(maxsize=50_000)
def _mots(texte: str, abreviations: tuple[tuple[str, str], ...], vides: tuple[str, ...]) -> tuple[str, ...]:
    abreger = dict(abreviations)
    sens = re.sub(
        r"(?i)\bdûe?s?\b|(?<=montant )du\s*$|(?<=mt )du\s*$", "dette", texte
    )  # « MONTANT DU », not « Soins du »
    sens = re.sub(r"(?i)\ble\s*$", "date", sens)  # « payé le »
    plie = re.sub(r"\bn\s*°", " numero ", replier(sens.replace("º", "°")))
    plie = re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", plie)  # « S.S. »
    mots = (abreger.get(mot, mot) for mot in re.findall(r"[a-z]+|\d+", plie))
    entiers = [mot[:-1] if len(mot) > 3 and mot.endswith("s") else mot for mot in mots]
    return tuple(mot for mot in entiers if mot not in vides) or tuple(entiers)  # « au » alone is a header


def charger_vocabulaire(ressources: Ressources) -> Vocabulaire:
    """The words of the importer.

    Raises:
        BibliothequeInvalide: a file of ``arguments/importation`` is wrong.
    """
    colonnes = charger(Colonnes, ressources, COLONNES)
    motifs = charger(Motifs, ressources, MOTIFS)
    return Vocabulaire(colonnes, motifs, charger_masqueur(ressources))
