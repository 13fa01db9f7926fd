"""The catalogues of ``arguments/``: the facts that conditions may read, and the griefs of the caisses.

Each fact is declared once, here as data, with its type, its question and its help. The dossier's model, its JSON
Schema, the questions of ``analyser``, and any form come from that declaration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, Literal, TypeAlias

from pydantic import Field, model_validator

from indu.commun.champs import Booleen, Entier, Jour, Libelle, ListeOuUn, Modele, Montant, OuInconnu, erreur
from indu.commun.dates import date_longue
from indu.commun.erreurs import BibliothequeInvalide, Probleme
from indu.commun.montants import euros
from indu.commun.ressources import Ressources
from indu.commun.texte import enumerer, proche
from indu.commun.validation import lire_ressource, valider

Valeur: TypeAlias = bool | int | str | date | tuple[str, ...]
"""The value of a known fact; an unknown one is ``None``."""

NatureCourrier: TypeAlias = Literal[
    "demande_justificatifs",
    "constat_anomalies",
    "notification",
    "retenue_sans_courrier",
    "decision_cra",
    "mise_en_demeure",
    "contrainte",
    "griefs_penalite",
]

LIBELLES_COURRIERS: Mapping[NatureCourrier, str] = {
    "demande_justificatifs": "demande de justificatifs",
    "constat_anomalies": "constat d’anomalies",
    "notification": "notification de payer",
    "retenue_sans_courrier": "retenue sans courrier",
    "decision_cra": "décision de la commission de recours amiable",
    "mise_en_demeure": "mise en demeure",
    "contrainte": "contrainte",
    "griefs_penalite": "notification de griefs en vue d’une pénalité",
}

MASCULINS: frozenset[NatureCourrier] = frozenset({"constat_anomalies"})
"""The kinds of letter whose French name is masculine."""


class Portee(StrEnum):
    """Where a fact is written in the dossier, or computed for."""

    DOSSIER = "dossier"
    COURRIER = "courrier"
    GRIEF = "grief"
    LIGNE = "ligne"


class TypeFait(StrEnum):
    """The type of a fact's value; amounts are in cents."""

    BOOLEEN = "booleen"
    DATE = "date"
    MONTANT = "montant"
    ENTIER = "entier"
    TEXTE = "texte"
    CHOIX = "choix"
    LISTE = "liste"


class Fait(Modele):
    """A typed fact that conditions and texts may read.

    ``oui`` and ``non`` say a yes-or-no fact as a statement (they make the explanations); ``libelle`` names any
    other. ``calcule`` facts come from the analysis; their question asks for what the computation lacks.
    ``griefs`` are the kinds of grief that a fact of grief bears on (none: all); ``par_ligne`` lets a line of the table
    contradict what its grief says. ``courriers`` are the kinds of letter that a fact of letter is read on: the last
    of them tells, whichever letter is contested (none: the contested letter itself). ``apres`` names the fact to ask
    first: without its answer this one is not asked.
    """

    id: Libelle
    portee: Portee
    type: TypeFait
    libelle: Libelle | None = None
    oui: Libelle | None = None
    non: Libelle | None = None
    question: Libelle
    aide: Libelle | None = None
    valeurs: dict[str, Libelle] = Field(default_factory=dict)
    griefs: tuple[str, ...] = ()
    courriers: tuple[NatureCourrier, ...] = ()
    apres: Libelle | None = None
    calcule: Booleen = False
    par_ligne: Booleen = False

    @model_validator(mode="after")
    def _coherent(self) -> Fait:
        """A yes-or-no fact says both statements; the others have a label; choices have values."""
        if self.type is TypeFait.BOOLEEN and not (self.oui and self.non):
            raise erreur(f"le fait « {self.id} » est un oui ou non sans ses deux phrases", "les champs oui et non")
        if self.type is not TypeFait.BOOLEEN and not self.libelle:
            raise erreur(f"le fait « {self.id} » n’a pas de libellé", "le champ libelle")
        if (self.type in (TypeFait.CHOIX, TypeFait.LISTE)) != bool(self.valeurs):
            raise erreur(f"le fait « {self.id} » : valeurs absentes ou de trop", "valeurs pour un choix ou une liste")
        return self

    def dire(self, valeur: Valeur | None) -> str:
        """The fact and its value as a French clause, for explanations."""
        if valeur is None:
            return f"on ne sait pas : {self.question}"
        if self.type is TypeFait.BOOLEEN:
            return str(self.oui if valeur else self.non)
        return f"{self.libelle} : {self.afficher(valeur)}"

    def afficher(self, valeur: Valeur) -> str:
        """The value alone, as French people write it."""
        if isinstance(valeur, bool):
            return "oui" if valeur else "non"
        if isinstance(valeur, tuple):
            return enumerer([self.valeurs.get(element, element) for element in valeur]) or "aucune"
        if isinstance(valeur, date):
            return date_longue(valeur)
        if isinstance(valeur, int):
            return euros(valeur) if self.type is TypeFait.MONTANT else str(valeur)
        return self.valeurs.get(valeur, valeur)

    @cached_property
    def type_python(self) -> Any:
        """The pydantic type of the value, « inconnu » accepted as no answer."""
        from typing import Annotated

        codes = tuple(self.valeurs)
        bases: dict[TypeFait, Any] = {
            TypeFait.BOOLEEN: Booleen,
            TypeFait.DATE: Jour,
            TypeFait.MONTANT: Montant,
            TypeFait.ENTIER: Entier,
            TypeFait.TEXTE: Libelle,
        }
        if self.type is TypeFait.CHOIX:
            base: Any = Literal.__getitem__(codes)
        elif self.type is TypeFait.LISTE:
            choix: Any = Literal.__getitem__(codes)
            base = Annotated[tuple[choix, ...], ListeOuUn]
        else:
            base = bases[self.type]
        return Annotated[base | None, OuInconnu]

    @cached_property
    def description(self) -> str:
        """Question and help, for the JSON Schema."""
        return f"{self.question} {self.aide}" if self.aide else self.question


class GriefCatalogue(Modele):
    """A kind of reproach.

    ``soins_avant_ordonnance``: for this grief, a care date before the prescription's is what is being argued
    about, not a typing mistake.
    """

    id: Libelle
    libelle: Libelle
    formule: Libelle
    regle: Libelle
    soins_avant_ordonnance: Booleen = False


class _FichierFaits(Modele):
    faits: tuple[Fait, ...]


class _FichierGriefs(Modele):
    griefs: tuple[GriefCatalogue, ...]


@dataclass(frozen=True)
class Catalogue:
    """Facts and griefs, by identifier, in the order of their files."""

    faits: Mapping[str, Fait]
    griefs: Mapping[str, GriefCatalogue]

    def faits_saisis(self, portee: Portee) -> tuple[Fait, ...]:
        """The facts that the user writes at that place."""
        return tuple(fait for fait in self.faits.values() if fait.portee is portee and not fait.calcule)

    def faits_du_grief(self, nature: str) -> tuple[Fait, ...]:
        """The facts that bear on a kind of grief."""
        return tuple(fait for fait in self.faits_saisis(Portee.GRIEF) if not fait.griefs or nature in fait.griefs)


@lru_cache(maxsize=8)
def charger_catalogue(ressources: Ressources) -> Catalogue:
    """Load the facts (every file of ``faits/``) and ``griefs.yaml``.

    Raises:
        BibliothequeInvalide: with every problem of these files.
    """
    problemes: list[Probleme] = []
    faits: dict[str, tuple[Fait, str]] = {}
    griefs: dict[str, GriefCatalogue] = {}
    fichier_griefs, trouves = valider(_FichierGriefs, lire_ressource(ressources, "griefs.yaml"))
    problemes += trouves
    for grief in fichier_griefs.griefs if fichier_griefs is not None else ():
        if grief.id in griefs:
            problemes.append(Probleme(f"le grief « {grief.id} » est déclaré deux fois", ressources.nom("griefs.yaml")))
        griefs[grief.id] = grief
    for relatif in ressources.lister("faits", ".yaml"):
        fichier_faits, trouves = valider(_FichierFaits, lire_ressource(ressources, relatif))
        problemes += trouves
        for fait in fichier_faits.faits if fichier_faits is not None else ():
            if fait.id in faits:
                message = f"le fait « {fait.id} » est déjà déclaré dans {faits[fait.id][1]}"
                problemes.append(Probleme(message, ressources.nom(relatif)))
            problemes += [
                Probleme(
                    f"{fait.id} : grief inconnu", ressources.nom(relatif), lu=nature, proche=proche(nature, griefs)
                )
                for nature in fait.griefs
                if nature not in griefs
            ]
            faits[fait.id] = fait, ressources.nom(relatif)
    problemes += [
        Probleme(f"{fait.id} : fait inconnu", fichier, champ="apres", lu=fait.apres, proche=proche(fait.apres, faits))
        for fait, fichier in faits.values()
        if fait.apres is not None and fait.apres not in faits
    ]
    if problemes:
        raise BibliothequeInvalide(problemes)
    return Catalogue({identifiant: fait for identifiant, (fait, _) in faits.items()}, griefs)
