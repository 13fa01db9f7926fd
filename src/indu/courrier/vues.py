"""What templates may read: frozen views of the dossier, the analysis and the plan, and nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from indu.commun.montants import Centimes
from indu.commun.texte import enumerer, plages
from indu.courrier.gabarit import Fragment
from indu.courrier.identite import Signataire
from indu.courrier.plan import Demande


def dire_griefs(identifiants: Sequence[str]) -> str:
    """« (grief A) », « (griefs A et B) », with its space; nothing for no grief."""
    return f" ({'grief' if len(identifiants) == 1 else 'griefs'} {enumerer(identifiants)})" if identifiants else ""


@dataclass(frozen=True, slots=True)
class VueActe:
    """The contested letter; ``nom`` is « notification de payer », ``la_nature`` « la … », ``de_la_nature`` « de la … ».

    ``avant_indu``: nothing is claimed yet, the caisse only checks or points out.
    """

    nom: str
    la_nature: str
    de_la_nature: str
    date: datetime.date | None
    date_reception: datetime.date | None
    reference: str | None
    montant: Centimes | None
    tableau_complet: bool
    est_notification: bool
    avant_indu: bool


@dataclass(frozen=True, slots=True)
class VueIdentite:
    """The words that the user's settings put on every letter: letterhead, representative, copies."""

    expediteur: tuple[str, ...]
    signataire: Signataire | None
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VueCourrier:
    """A letter received from the caisse."""

    nature: Fragment
    date: datetime.date | None
    date_reception: datetime.date | None
    reference: str | None
    montant: Centimes | None


@dataclass(frozen=True, slots=True)
class VueSaisine:
    """The referral to the commission, and the day its silence became a rejection (``None`` while not certain)."""

    date_envoi: datetime.date | None
    date_reception: datetime.date | None
    rejet: datetime.date | None


@dataclass(frozen=True, slots=True)
class VueLignes:
    """Some lines, for a sentence: their numbers, how many, their amount."""

    numeros: tuple[int, ...]
    montant: Centimes

    @property
    def nombre(self) -> int:
        """How many lines."""
        return len(self.numeros)

    @property
    def designation(self) -> str:
        """« la ligne 5 », « les lignes 1 à 4 », or « les sommes réclamées à ce titre » when no line is known."""
        if not self.numeros:
            return "les sommes réclamées à ce titre"
        return f"{'la' if self.nombre == 1 else 'les'} {self.reperes}"

    @property
    def reperes(self) -> str:
        """« ligne 5 », « lignes 1 à 4 »; empty when no line is known."""
        nom = "ligne" if self.nombre == 1 else "lignes"
        return f"{nom}\u00a0{plages(self.numeros)}" if self.numeros else ""


@dataclass(frozen=True, slots=True)
class VueGrief:
    """A grief, as the letter names it."""

    id: str
    libelle: Fragment
    precision: str | None


@dataclass(frozen=True, slots=True)
class VueMoyen:
    """A kept moyen, its text already rendered.

    ``pieces`` says what should be joined; ``jointes`` are the numbers of the dossier's pieces that support it.
    """

    id: str
    titre: Fragment
    texte: Fragment
    prudence: Fragment
    force: str
    force_motif: Fragment
    objection: Fragment
    reponse: Fragment
    raisons: Fragment
    sources: Fragment
    pieces: tuple[Fragment, ...]
    jointes: tuple[int, ...]
    lignes: VueLignes
    grief: VueGrief | None

    @property
    def sans_piece(self) -> bool:
        """Whether something should be joined and nothing is."""
        return bool(self.pieces) and not self.jointes


@dataclass(frozen=True, slots=True)
class VueAttente:
    """The moyens that the same questions decide; ``montant`` is the most that one of them could win."""

    titres: tuple[Fragment, ...]
    montant: Centimes
    questions: Fragment


@dataclass(frozen=True, slots=True)
class VueEcartes:
    """The moyens set aside for the same reason."""

    motif: Fragment
    titres: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class VueReponse:
    """The answer to a grief."""

    repere: str
    grief: VueGrief
    lignes: VueLignes
    montant: Centimes
    moyens: tuple[VueMoyen, ...]


@dataclass(frozen=True, slots=True)
class VueSection:
    """A part of the discussion."""

    repere: str
    titre: Fragment
    reponses: tuple[VueReponse, ...]
    moyens: tuple[VueMoyen, ...]

    @property
    def tous(self) -> tuple[VueMoyen, ...]:
        """Its moyens, in the order of the letter."""
        return (*(moyen for reponse in self.reponses for moyen in reponse.moyens), *self.moyens)


@dataclass(frozen=True, slots=True)
class VueRang:
    """The requests of a rank."""

    rang: str
    montant: Centimes
    demandes: Sequence[Demande]


@dataclass(frozen=True, slots=True)
class VueLigne:
    """A row of the annexed table."""

    numero: int
    facture: str
    patient: str
    date_soin: datetime.date
    date_paiement: datetime.date | None
    cotation: str
    paye: Centimes | None
    reclame: Centimes
    griefs: str
    reponse: str


@dataclass(frozen=True, slots=True)
class VuePiece:
    """An exhibit of the bordereau."""

    numero: int
    intitule: str
    date: datetime.date | None
    confidentielle: bool
    generale: bool


@dataclass(frozen=True, slots=True)
class VuePieces:
    """Some exhibits, in the order of their numbers."""

    liste: tuple[VuePiece, ...]

    @property
    def nombre(self) -> int:
        """How many."""
        return len(self.liste)

    @property
    def designation(self) -> str:
        """« la pièce 4 », « les pièces 4 à 6 »."""
        noms = "la pièce" if self.nombre == 1 else "les pièces"
        return f"{noms}\u00a0{plages(piece.numero for piece in self.liste)}"

    @property
    def jointes(self) -> VuePieces:
        """Those that go with the letter."""
        return VuePieces(tuple(piece for piece in self.liste if not piece.confidentielle))

    @property
    def confidentielles(self) -> VuePieces:
        """Those of the sealed envelope."""
        return VuePieces(tuple(piece for piece in self.liste if piece.confidentielle))

    @property
    def generales(self) -> VuePieces:
        """Those that support the whole letter."""
        return VuePieces(tuple(piece for piece in self.liste if piece.generale))


@dataclass(frozen=True, slots=True)
class VueRecap:
    """A row of the figures recap: a grief, or what no line explains; claimed, contested in the first rank."""

    libelle: Fragment
    lignes: VueLignes
    reclame: Centimes
    conteste: Centimes


@dataclass(frozen=True, slots=True)
class VueRecapitulatif:
    """The figures recap: its rows add up to its total, which is what the letter claims."""

    rangs: tuple[VueRecap, ...]
    reclame: Centimes
    conteste: Centimes


@dataclass(frozen=True, slots=True)
class VueEcheance:
    """A deadline for the letter or the fiche."""

    acte: Fragment
    limite: datetime.date
    poster_avant: datetime.date
    regle: Fragment
    depart: Fragment
    certaine: bool
    a_verifier: Fragment
    depassee: bool
