"""What a batch handles: the dossiers to treat, what is known of each, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from indu.commun.montants import Centimes
from indu.droit.delais import Echeance

ANALYSE = "analyse.json"
"""How the names of analysis files end: those of a batch, and what « indu analyser --json » is often saved as."""
Etat: TypeAlias = Literal["ecrit", "sans_lettre", "erreur", "attente"]
"""Where a dossier stands: written, written without a letter (a lawyer's, or none fits), not usable, not yet reached."""
Niveau: TypeAlias = Literal["autonome", "relecture", "juriste"]


@dataclass(frozen=True, slots=True)
class Entree:
    """One dossier to treat, as it was found.

    ``nom`` is its folder below the output: relative, unique in the batch, the same from one run to the next.
    ``fichier`` names it in messages, ``octets`` is its YAML or JSON text. A dossier drawn from a workbook also says,
    in ``places``, which cell each line of that text comes from.
    """

    nom: str
    fichier: str
    octets: bytes
    places: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GriefBilan:
    """One grief of a dossier: its nature, its name, what it claims (cents) on how many lines."""

    nature: str
    libelle: str
    montant: Centimes
    lignes: int


@dataclass(frozen=True, slots=True)
class MoyenBilan:
    """A moyen kept, and the amount it bears on, in cents."""

    id: str
    titre: str
    montant: Centimes


@dataclass(frozen=True, slots=True)
class LettreBilan:
    """A letter written: its type and its title."""

    type: str
    titre: str


@dataclass(frozen=True, slots=True)
class Bilan:
    """What the tracker and the statistics know of a dossier: its parties and figures, never a patient.

    Amounts are in cents; ``reclame`` is ``None`` when no letter gives it. ``departement`` is that of the caisse's
    address, else of the practice (« 13 », « 974 », « 20 » for Corsica), empty when neither is known. ``recu_le`` is
    the date of the contested letter, or of its receipt. ``echeances`` are all the deadlines, the earliest first.
    ``questions`` are those whose answer could change the letter; ``ouverts`` what must be settled before it is final.
    """

    reference: str
    praticien: str
    caisse: str
    departement: str
    courrier: str
    recu_le: date | None
    reclame: Centimes | None
    conteste: Centimes
    lettres: tuple[LettreBilan, ...]
    sans_lettre: str
    echeances: tuple[Echeance, ...]
    orientation: Niveau
    raisons: tuple[str, ...]
    questions: tuple[str, ...]
    ouverts: tuple[str, ...]
    griefs: tuple[GriefBilan, ...]
    moyens: tuple[MoyenBilan, ...]

    def echeance(self, jour: date) -> Echeance | None:
        """The next deadline on that day; when none is left, the last to have passed, the main one of that date."""
        ouvertes = (echeance for echeance in self.echeances if echeance.limite >= jour)
        return next(ouvertes, max(self.echeances, key=lambda echeance: echeance.limite, default=None))


@dataclass(frozen=True, slots=True)
class Suivi:
    """Where one dossier stands after a run.

    ``fichiers`` are relative to the output folder; ``remarques`` say what a person should know of them (a Word file
    left as it was edited); ``problemes`` why there is nothing (``bilan`` is then ``None``). ``repris`` tells that
    nothing had changed since an earlier run, whose files were kept.
    """

    nom: str
    fichier: str
    etat: Etat
    bilan: Bilan | None = None
    fichiers: tuple[str, ...] = ()
    remarques: tuple[str, ...] = ()
    problemes: tuple[str, ...] = ()
    repris: bool = False
