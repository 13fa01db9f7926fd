"""What every question is computed from: the library, the words, the day, and the dossier as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indu.commun.ressources import Ressources
from indu.commun.yaml import Chemin, Lecture
from indu.courrier.fabrique import Etude, etudier
from indu.dossier.catalogue import NatureCourrier
from indu.dossier.lecture import dossier_de_lecture
from indu.dossier.modele import Courrier, Dossier, dernier
from indu.entretien.etat import Brut
from indu.entretien.guide import Guide, QuestionGuide
from indu.moyens.bibliotheque import Bibliotheque


@dataclass(frozen=True)
class Cadre:
    """What does not change during an interview."""

    bibliotheque: Bibliotheque
    templates: Ressources
    guide: Guide
    jour: date

    def lire(self, brut: Brut) -> Dossier:
        """The dossier that these raw fields say.

        Raises:
            EntreeInvalide: they do not make one.
        """
        return dossier_de_lecture(Lecture("", dict(brut)), self.bibliotheque.catalogue)

    def etudier(self, dossier: Dossier) -> Etude:
        """What the program makes of it, on the letter's own day if it has one."""
        return etudier(dossier, self.bibliotheque, self.templates, dossier.lettre.date or self.jour)


def rang_courrier(dossier: Dossier, courrier: Courrier) -> int:
    """The place of a letter in the list that the dossier writes."""
    return next(rang for rang, autre in enumerate(dossier.courriers) if autre is courrier or autre == courrier)


def chemin_champ(champ: str, dossier: Dossier) -> Chemin | None:
    """Where a field of the guide is written (``courrier.date``…); ``None`` when its letter is not in the dossier."""
    tete, *reste = champ.split(".")
    if tete == "courrier":
        return ("courriers", rang_courrier(dossier, dossier.courrier_conteste), *reste)
    if tete == "notification":
        anterieures = [
            courrier
            for courrier in dossier.courriers
            if courrier.nature == "notification" and courrier is not dossier.courrier_conteste
        ]
        return ("courriers", rang_courrier(dossier, dernier(anterieures)), *reste) if anterieures else None
    if tete == "saisine_cra" and dossier.saisine_cra is None:
        return None
    return (tete, *reste)


def concerne(une: QuestionGuide, nature: NatureCourrier) -> bool:
    """Whether a question of the guide is asked for that kind of letter."""
    return not une.courriers or nature in une.courriers
