"""The words of the interview, as data (``arguments/entretien.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property, lru_cache

from pydantic import Field

from indu.commun.champs import Booleen, Libelle, Modele
from indu.commun.erreurs import BibliothequeInvalide, Probleme
from indu.commun.ressources import Ressources
from indu.commun.texte import proche
from indu.commun.validation import charger
from indu.dossier.catalogue import NatureCourrier, charger_catalogue

FICHIER = "entretien.yaml"


class TypeReponse(StrEnum):
    """What an answer is; the names are those of the facts' types, and an address on one line."""

    BOOLEEN = "booleen"
    CHOIX = "choix"
    DATE = "date"
    MONTANT = "montant"
    ENTIER = "entier"
    TEXTE = "texte"
    LISTE = "liste"
    ADRESSE = "adresse"


class QuestionGuide(Modele):
    """A question of the guide: ``champ`` is where its answer goes; without it, it is a step that the engine knows.

    ``aide_ecran`` is the help of a form, where that of a terminal would not make sense (what to type, which number).
    ``a_defaut`` is what « je ne sais pas » stands for when nothing can go on without an answer, ``sans_reponse`` the
    sentence that says so.
    """

    id: Libelle
    type: TypeReponse
    question: Libelle
    aide: Libelle = ""
    aide_ecran: Libelle = ""
    champ: Libelle | None = None
    courriers: tuple[NatureCourrier, ...] = ()
    valeurs: dict[str, Libelle] = Field(default_factory=dict)
    facultative: Booleen = False
    a_defaut: Libelle | None = None
    sans_reponse: Libelle | None = None


class Reconnaitre(Modele):
    """How to recognise a kind of letter."""

    nature: NatureCourrier
    reconnaitre: Libelle


class Guide(Modele):
    """The whole file."""

    accueil: Libelle
    courriers: tuple[Reconnaitre, ...]
    questions: tuple[QuestionGuide, ...]
    complements: tuple[QuestionGuide, ...]
    calcules: dict[str, tuple[Libelle, ...]]

    @cached_property
    def par_id(self) -> Mapping[str, QuestionGuide]:
        """Every question by its name."""
        return {une.id: une for une in (*self.questions, *self.complements)}

    @cached_property
    def par_champ(self) -> Mapping[str, QuestionGuide]:
        """The questions that fill a field, by that field."""
        return {une.champ: une for une in reversed((*self.questions, *self.complements)) if une.champ is not None}


@lru_cache(maxsize=8)
def charger_guide(arguments: Ressources) -> Guide:
    """Load the guide.

    Raises:
        BibliothequeInvalide: the file is wrong, or names a fact or a field that does not exist.
    """
    guide = charger(Guide, arguments, FICHIER)
    faits = charger_catalogue(arguments).faits
    connus = {*faits, *guide.par_champ}
    inconnus = [nom for nom in guide.calcules if nom not in faits]
    inconnus += [nom for manque in guide.calcules.values() for nom in manque if nom not in connus]
    if inconnus:
        raise BibliothequeInvalide(
            Probleme(
                "fait ou champ inconnu", arguments.nom(FICHIER), champ="calcules", lu=nom, proche=proche(nom, connus)
            )
            for nom in inconnus
        )
    return guide
