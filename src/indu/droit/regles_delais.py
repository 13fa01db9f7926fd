"""The rules of deadlines, as data (``baremes/delais.yaml``)."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from indu.commun.champs import Booleen, Entier, Libelle, Modele, erreur
from indu.commun.ressources import Ressources
from indu.commun.validation import charger
from indu.dossier.catalogue import NatureCourrier

CRA_NOTIFICATION = "cra-notification"
SILENCE_CRA = "tribunal-silence-cra"
Evenement: TypeAlias = NatureCourrier | Literal["silence_cra"]


class Condition(Modele):
    """The value of a fact of the letter without which the deadline does not open."""

    fait: Libelle
    valeur: Libelle


class RegleDelai(Modele):
    """A deadline: the event that opens it, the act to do, the count, the rule in words.

    ``silence`` is the months of silence that come first (implicit rejection); ``mention`` the fact of the letter
    without which the deadline may not be opposable; ``eteint_par`` what shows that
    the act was done; ``compte_sur`` is false while a point of law stays open.
    """

    id: Libelle
    evenement: Evenement
    acte: Libelle
    nombre: Annotated[Entier, Field(ge=1)]
    unite: Literal["mois", "jours"]
    silence: Entier = 0
    regle: Libelle
    sources: tuple[Libelle, ...]
    compte_sur: Booleen
    mention: Libelle | None = None
    si: Condition | None = None
    eteint_par: tuple[Literal["saisine_cra", "decision_cra", "cra_saisie_a_temps"], ...] = ()
    a_verifier: Libelle

    @property
    def compte(self) -> str:
        """« 2 mois », « 15 jours »."""
        return f"{self.nombre} {self.unite}"


class SansDelai(Modele):
    """A kind of letter for which no general deadline is known, and what to say of it."""

    nature: NatureCourrier
    dire: Libelle


class ReglesDelais(Modele):
    """Every rule; on a same day, deadlines come in the order of the file."""

    delais: tuple[RegleDelai, ...]
    sans_delai: tuple[SansDelai, ...]

    @model_validator(mode="after")
    def _complet(self) -> ReglesDelais:
        """The rules that letters rely on cannot be left out."""
        for voulue in (CRA_NOTIFICATION, SILENCE_CRA):
            if all(regle.id != voulue for regle in self.delais):
                raise erreur(f"la règle « {voulue} » manque : les lettres reposent sur elle", voulue)
        return self

    @property
    def cra(self) -> RegleDelai:
        """The deadline of the commission de recours amiable against a notification."""
        return self._regle(CRA_NOTIFICATION)

    @property
    def silence(self) -> RegleDelai:
        """The deadline of the tribunal after the commission's silence."""
        return self._regle(SILENCE_CRA)

    def _regle(self, identifiant: str) -> RegleDelai:
        return next(regle for regle in self.delais if regle.id == identifiant)


@lru_cache(maxsize=8)
def charger_delais(ressources: Ressources) -> ReglesDelais:
    """Load the rules.

    Raises:
        BibliothequeInvalide: the file is wrong.
    """
    return charger(ReglesDelais, ressources, "baremes/delais.yaml")
