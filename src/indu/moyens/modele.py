"""A moyen: one argument, as data. What it needs, what it obtains, on which sources, in which words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from indu.commun.champs import Booleen, Jour, Libelle, Modele
from indu.dossier.modele import TypeDemande

TypeLettre: TypeAlias = Literal[
    "observations",
    "saisine_cra",
    "opposition_retenue",
    "contestation_mise_en_demeure",
    "demande_remise",
    "requete_tribunal",
]
"""The letters that a moyen may be written for; some letters borrow the moyens of others."""


class PorteeMoyen(StrEnum):
    """What a moyen is decided on: the whole claim, each grief, or each line."""

    DOSSIER = "dossier"
    GRIEF = "grief"
    LIGNE = "ligne"


class Famille(StrEnum):
    """The part of the discussion where a moyen stands."""

    RECEVABILITE = "recevabilite"
    FOND = "fond"
    PREUVE = "preuve"
    PRESCRIPTION = "prescription"
    CALCUL = "calcul"
    NOTIFICATION = "notification"
    RECALCUL = "recalcul"
    FAVEUR = "faveur"


class Rang(StrEnum):
    """The rank of the request in the dispositif."""

    PRINCIPAL = "principal"
    SUBSIDIAIRE = "subsidiaire"
    INFINIMENT_SUBSIDIAIRE = "infiniment_subsidiaire"


class Force(StrEnum):
    """How well it stands: a clear text and a decision, or plain arithmetic; a clear text alone; a mere addition.

    Weak ones are off unless the reviewer asks.
    """

    FORT = "fort"
    MOYEN = "moyen"
    FAIBLE = "faible"


class Obtient(StrEnum):
    """What the caisse would have to do if the moyen is right.

    ``restitution``: give back what it withheld; ``excedent``: drop what the mise en demeure adds to the notification;
    ``majoration``: drop the ten per cent added to the claim.
    """

    ANNULATION_TOTALE = "annulation_totale"
    LIGNES = "lignes"
    RECALCUL = "recalcul"
    ECART = "ecart"
    RECEVABILITE = "recevabilite"
    RESTITUTION = "restitution"
    EXCEDENT = "excedent"
    MAJORATION = "majoration"
    REMISE = "remise"
    DELAI = "delai"


DEMANDE_NECESSAIRE: Mapping[Obtient, TypeDemande] = {
    Obtient.ANNULATION_TOTALE: "annulation",
    Obtient.LIGNES: "annulation",
    Obtient.ECART: "annulation",
    Obtient.EXCEDENT: "annulation",
    Obtient.MAJORATION: "annulation",
    Obtient.RECALCUL: "recalcul",
    Obtient.REMISE: "remise",
    Obtient.DELAI: "delais",
}
"""What the user must ask for before a moyen that obtains it may stand (never optional: admissibility, restitution)."""


class DateSource(StrEnum):
    """Which date tells the version of a source that applies."""

    SOIN = "soin"
    PAIEMENT = "paiement"
    NOTIFICATION = "notification"
    LETTRE = "lettre"


class RenvoiSource(Modele):
    """A source of a moyen; ``usage: fiche`` keeps it out of the letter."""

    id: Libelle
    date: DateSource = DateSource.NOTIFICATION
    usage: Literal["lettre", "fiche"] = "lettre"


class Defaite(Modele):
    """What defeats the moyen, with the reason to give."""

    motif: Libelle
    si: dict[str, Any]


class Exemple(Modele):
    """Facts, and what must come out of them: the moyen's own test."""

    nom: Libelle
    faits: dict[str, Any] = Field(default_factory=dict)
    attendu: Literal["retenu", "a_completer", "ecarte"]
    manquants: tuple[Libelle, ...] = ()


class Moyen(Modele):
    """One argument of the library, one file of ``arguments/moyens/``.

    ``griefs`` restricts it to some kinds of grief (all when empty); ``courriers`` says in which letters it may stand
    (none: it is only shown to the reviewer). ``a_demander`` is false when the facts it lacks are not worth a question.
    ``contredit`` names the moyens that cannot stand beside it, at the same rank, on the same lines.
    """

    id: Libelle
    titre: Libelle
    famille: Famille
    themes: Annotated[tuple[Libelle, ...], Field(min_length=1)]
    portee: PorteeMoyen
    griefs: tuple[Libelle, ...] = ()
    courriers: tuple[TypeLettre, ...]
    rang: Rang
    force: Force
    force_motif: Libelle
    si: dict[str, Any]
    sauf: tuple[Defaite, ...] = ()
    obtient: Obtient
    sources: tuple[RenvoiSource, ...] = ()
    pieces: tuple[Libelle, ...] = ()
    texte: Libelle
    objection: Libelle
    reponse: Libelle
    prudence: Libelle
    verifie_le: Jour
    a_demander: Booleen = True
    contredit: tuple[Libelle, ...] = ()
    exemples: Annotated[tuple[Exemple, ...], Field(min_length=1)]


class Perdant(Modele):
    """An argument that courts reject, or that the law excludes: set aside from the start, with what defeats it.

    ``tentation`` says why one thinks of it; ``si``, when given, the facts on which the reviewer's page recalls it. Its
    sources may have any status: they are never in a letter.
    """

    id: Libelle
    titre: Libelle
    themes: Annotated[tuple[Libelle, ...], Field(min_length=1)]
    courriers: Annotated[tuple[TypeLettre, ...], Field(min_length=1)]
    tentation: Libelle
    motif: Libelle
    si: dict[str, Any] | None = None
    sources: Annotated[tuple[Libelle, ...], Field(min_length=1)]
    verifie_le: Jour
