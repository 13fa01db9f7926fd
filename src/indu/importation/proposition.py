"""What an import proposes: the fields of the letter, the griefs, the lines, the checks, and what was not understood."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from indu.commun.montants import Centimes
from indu.importation.grille import Confiance


@dataclass(frozen=True, slots=True)
class ChampLu:
    """A field of the letter, with the words it was read from: ``cle`` as the dossier names it (« montant »)."""

    cle: str
    valeur: str
    mots: str
    lieu: str
    confiance: Confiance


@dataclass(frozen=True, slots=True)
class GriefPropose:
    """A distinct motif of the caisse. ``lu`` are its words, masked; ``doute`` says why it is to confirm."""

    id: str
    nature: str
    lu: str = ""
    doute: str = ""


@dataclass(frozen=True, slots=True)
class LigneProposee:
    """A line for the dossier. ``date_soin`` or ``montant_reclame`` may lack: the line is then to complete.

    ``personne`` tells two patients apart, here only: it is never written. ``lieux`` are the cells of its rows.
    """

    lieux: tuple[str, ...]
    date_soin: date | None
    montant_reclame: Centimes | None
    personne: str = field(default="", repr=False)
    numero: int | None = None
    facture: str | None = None
    patient: str | None = None
    date_paiement: date | None = None
    date_ordonnance: date | None = None
    acte: str | None = None
    coefficient: str | None = None
    quantite: int = 1
    accessoire: str | None = None
    montant_paye: Centimes | None = None
    montant_du: Centimes | None = None
    acte_retenu: str | None = None
    motifs: tuple[str, ...] = ()
    griefs: tuple[str, ...] = ()
    doutes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether a dossier can hold it."""
        return self.date_soin is not None and self.montant_reclame is not None and self.montant_reclame >= 0

    def douter(self, *doutes: str) -> LigneProposee:
        """The same line, with more to confirm."""
        return replace(self, doutes=(*self.doutes, *doutes))


@dataclass(frozen=True, slots=True)
class NonCompris:
    """Something read and not used: where, what (masked), why."""

    lieu: str
    texte: str
    raison: str = ""


@dataclass(frozen=True, slots=True)
class Comptes:
    """The sums: what the lines make, what the caisse's total says, what stays out of the lines."""

    somme: Centimes
    total_lu: Centimes | None = None
    lieu_total: str = ""
    a_completer: Centimes = 0
    negatifs: Centimes = 0

    @property
    def ecart(self) -> Centimes | None:
        """The total read, less everything read line by line; ``None`` without a total."""
        return None if self.total_lu is None else self.total_lu - self.somme - self.a_completer - self.negatifs


@dataclass(frozen=True, slots=True)
class Proposition:
    """All that an import found. ``lignes`` can enter the dossier; ``a_completer`` and ``negatives`` are told apart."""

    sources: tuple[str, ...]
    comptes: Comptes
    champs: tuple[ChampLu, ...] = ()
    griefs: tuple[GriefPropose, ...] = ()
    lignes: tuple[LigneProposee, ...] = ()
    a_completer: tuple[LigneProposee, ...] = ()
    negatives: tuple[LigneProposee, ...] = ()
    colonnes: tuple[str, ...] = ()
    """How each column was understood, one sentence each."""
    controles: tuple[str, ...] = ()
    non_compris: tuple[NonCompris, ...] = ()
    avis: tuple[str, ...] = ()
    image: bool = False
    """Whether some words were recognised from a picture: every line is then to confirm."""

    @property
    def a_confirmer(self) -> int:
        """How many lines and griefs carry a doubt."""
        return sum(1 for ligne in self.lignes if ligne.doutes) + sum(1 for grief in self.griefs if grief.doute)
