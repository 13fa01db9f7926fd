"""The interview itself: what to ask, and what an answer makes of it. Pure: same state, same question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indu.commun.erreurs import EntreeInvalide, Probleme
from indu.commun.texte import identifiant, nettoyer
from indu.commun.yaml import Donnee, nom_chemin
from indu.courrier.fabrique import Etude
from indu.dossier.catalogue import LIBELLES_COURRIERS
from indu.dossier.modele import A_COMPLETER, Dossier
from indu.entretien.contexte import Cadre
from indu.entretien.etat import REFERENCE, Etat, lire_chemin, poser, poser_tout
from indu.entretien.griefs import ajouter_ligne, chiffrer, choisir_candidat, preciser, repondre_grief, suivant
from indu.entretien.guide import TypeReponse
from indu.entretien.indispensable import ecritures, question_indispensable, valeurs_initiales
from indu.entretien.issue import question_utile
from indu.entretien.question import Incompris, Question
from indu.entretien.reponses import attendu, comprendre
from indu.entretien.saisies import lire_adresse

CONFIRME = frozenset({"oui", "o", "ok", "exact"})
DATES_DES_COURRIERS = "une date plus ancienne ; s’il manque celle de l’autre courrier, revenez la donner, ou passez"


@dataclass(frozen=True)
class Moteur:
    """The engine, over a library, a guide and a day."""

    cadre: Cadre

    def dossier(self, etat: Etat) -> Dossier | None:
        """The dossier as it stands; ``None`` before the first answer.

        Raises:
            EntreeInvalide: the dossier that the interview started from is wrong.
        """
        return self.cadre.lire(etat.brut) if etat.brut else None

    def etude(self, etat: Etat) -> Etude | None:
        """What the program makes of it; ``None`` before the first answer."""
        dossier = self.dossier(etat)
        return self.cadre.etudier(dossier) if dossier is not None else None

    def prochaine_question(self, etat: Etat) -> Question | None:
        """What to ask next; ``None`` when no answer can change the outcome any more."""
        dossier = self.dossier(etat)
        question = question_indispensable(etat, dossier, self.cadre)
        if question is not None or dossier is None:
            return question
        return question_utile(etat, dossier, self.cadre)

    def repondre(self, etat: Etat, question: Question, texte: str) -> Etat | Incompris:
        """The state after an answer to its question, or why the answer cannot be used."""
        suite = self._appliquer(etat, question, texte)
        if isinstance(suite, Incompris):
            return suite
        try:
            apres = self.cadre.lire(suite.brut)
        except EntreeInvalide as erreur:
            return _incompris(erreur.problemes, question)
        avant = self.dossier(etat)
        if (
            avant is not None
            and question.id != "nature"
            and (avant.courrier_conteste.nature != apres.courrier_conteste.nature)
        ):
            conteste = LIBELLES_COURRIERS[avant.courrier_conteste.nature]
            return Incompris(f"avec cette date, ce courrier viendrait après l’autre ({conteste})", DATES_DES_COURRIERS)
        return suite

    def revenir(self, etat: Etat) -> Etat | None:
        """The state before the last answer; ``None`` at the first question of the session."""
        return etat.avant

    def _appliquer(self, etat: Etat, question: Question, texte: str) -> Etat | Incompris:
        propre = nettoyer(texte)
        if question.id == "griefs" and propre and not _passe(question, propre):
            return repondre_grief(etat, propre, self.cadre)
        if question.id == "ligne" and propre and not _passe(question, propre):
            return ajouter_ligne(etat, propre)
        if question.propose and identifiant(propre) in CONFIRME:
            return etat.suite(
                notes=replace(etat.notes, a_confirmer=etat.notes.a_confirmer - {nom_chemin(question.chemins[0])})
            )
        if question.id.startswith("grief_nature@") and propre in self.cadre.bibliotheque.catalogue.griefs:
            question = replace(question, valeurs={**question.valeurs, propre: propre})
        lue = comprendre(question, propre)
        if isinstance(lue, Incompris):
            return lue
        valeur, sauf = lue.valeur, lue.sauf
        etape = self._etape(etat, question, valeur)
        if etape is not None:
            return etape
        notes = replace(etat.notes, a_confirmer=etat.notes.a_confirmer - {nom_chemin(c) for c in question.chemins})
        if valeur is None:
            notes = notes.passer(question.id)
        if valeur is None and not question.inconnaissable:
            return etat.suite(notes=notes)
        if question.type is TypeReponse.ADRESSE and isinstance(valeur, str):
            valeur = dict(lire_adresse(valeur))
            if "adresse" not in valeur:
                return Incompris("je ne lis pas de rue dans cette adresse", "« 1, rue de l’Exemple, 29000 Quimper »")
        brut = poser_tout(etat.brut, list(ecritures(question, valeur, sauf)))
        if question.id == "reference" and isinstance(valeur, str) and _sans_nom(brut.get("reference")):
            brut = poser(brut, ("reference",), valeur)
        return etat.suite(brut, notes)

    def _etape(self, etat: Etat, question: Question, valeur: Donnee) -> Etat | None:
        """The answers that are not merely written in a field."""
        oui = valeur == "oui"
        match question.id:
            case "nature" if not etat.brut:
                return etat.suite(valeurs_initiales(str(valeur)))
            case "notification_anterieure" if oui:
                courriers = lire_chemin(etat.brut, ("courriers",))
                anciens = courriers if isinstance(courriers, list) else []
                return etat.suite(poser(etat.brut, ("courriers",), [{"nature": "notification"}, *anciens]))
            case "commission" if oui:
                return etat.suite(poser(etat.brut, ("saisine_cra",), {}))
            case "tableau" if isinstance(valeur, str):
                return etat.suite(notes=replace(etat.notes, tableau=valeur))
            case "grief_choix":
                if isinstance(valeur, str):
                    return choisir_candidat(etat, valeur)
                return etat.suite(notes=replace(etat.notes, candidats=()).passer("griefs"))
            case "grief_precision":
                dossier = self.dossier(etat)
                return preciser(etat, valeur if isinstance(valeur, str) else "", dossier) if dossier else None
            case "grief_montant":
                return chiffrer(etat, valeur)
            case "grief_suivant":
                return suivant(etat, oui)
            case "notification_anterieure" | "commission" | "tableau":
                return etat.suite(notes=etat.notes.passer(question.id))
        return None


def _sans_nom(reference: Donnee) -> bool:
    return not isinstance(reference, str) or reference == REFERENCE or reference.startswith(A_COMPLETER)


def _passe(question: Question, texte: str) -> bool:
    lue = comprendre(replace(question, type=TypeReponse.TEXTE), texte)
    return not isinstance(lue, Incompris) and lue.valeur is None


def _incompris(problemes: Sequence[Probleme], question: Question) -> Incompris:
    """The first problem of the dossier that an answer would make."""
    premier = problemes[0]
    return Incompris(premier.message, premier.attendu or attendu(question))
