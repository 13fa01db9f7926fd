"""What follows: only the questions whose answer can still change the outcome, those that can win most first.

A question is asked when, the other open ones being answered in some way (or not), its answer settles a moyen that is
not settled yet; and, before all, when its answer says that a lawyer should act.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from indu.analyse.analyse import Faits
from indu.analyse.calculs import CALCULS_DOSSIER, CALCULS_LIGNE
from indu.analyse.orientation import charger_bareme
from indu.commun.erreurs import EntreeInvalide
from indu.commun.montants import Centimes
from indu.commun.yaml import Chemin, Donnee
from indu.courrier.fabrique import Etude
from indu.dossier.catalogue import Portee, Valeur
from indu.dossier.modele import Dossier, Grief
from indu.droit.regles_delais import charger_delais
from indu.entretien.contexte import Cadre
from indu.entretien.essais import essais, valeurs_possibles
from indu.entretien.etat import Etat, poser_tout
from indu.entretien.places import Vue, nom_grief, questions_du_fait
from indu.entretien.question import Question
from indu.moyens.modele import PorteeMoyen
from indu.moyens.selection import ACompleterMoyen, decider

COMBINAISONS = 1500
"""How many ways of answering the other questions are tried for one."""
CALCULS = 40
"""How many for what a computed fact lacks (each reads the dossier again)."""
Ecritures = list[tuple[Chemin, Donnee]]


@dataclass(frozen=True, slots=True)
class Enjeu:
    """A fact to ask, where its answer is awaited, and what it can win."""

    fait: str
    grief: Grief | None
    lignes: tuple[int, ...]
    gain: Centimes | None
    moyens: tuple[str, ...]


def question_utile(etat: Etat, dossier: Dossier, cadre: Cadre) -> Question | None:
    """The first question, in the order of what it can win, whose answer can still change the outcome."""
    etude = cadre.etudier(dossier)
    recherche = _Recherche(Vue(etat, dossier, etude, cadre))
    for enjeu in _enjeux(etude, cadre):
        attentes = [
            m
            for m in etude.selection.a_completer
            if m.moyen.id in enjeu.moyens and (enjeu.grief is None or nom_grief(m.grief) == enjeu.grief.id)
        ]
        if attentes and not any(recherche.decisif(enjeu, attente) for attente in attentes):
            continue
        for question in recherche.utiles(enjeu.fait, enjeu.grief, enjeu.lignes):
            return replace(question, gain=enjeu.gain, moyens=enjeu.moyens)
    return None


def _enjeux(etude: Etude, cadre: Cadre) -> Iterator[Enjeu]:
    """What tells who should act, then what the selection waits for, in its own order."""
    catalogue = cadre.bibliotheque.catalogue
    for regle in charger_bareme(cadre.bibliotheque.arguments).faits:
        fait = catalogue.faits[regle.fait]
        if fait.portee is Portee.GRIEF:
            griefs = [grief for grief in etude.analyse.dossier.griefs if not fait.griefs or grief.nature in fait.griefs]
            yield from (Enjeu(fait.id, grief, (), None, ()) for grief in griefs)
        else:
            yield Enjeu(fait.id, None, (), None, ())
    for question in etude.selection.questions:
        attentes = [m for m in etude.selection.a_completer if question.fait in m.faits_manquants]
        fait = catalogue.faits[question.fait]
        if fait.portee in (Portee.DOSSIER, Portee.COURRIER):
            yield Enjeu(fait.id, None, (), question.montant, question.moyens)
            continue
        for grief in sorted(
            {nom_grief(m.grief): m.grief for m in attentes}.values(), key=lambda g: -_gain(attentes, g)
        ):
            la = [m for m in attentes if nom_grief(m.grief) == nom_grief(grief)]
            lignes = tuple(n for n in etude.analyse.dossier.numeros if any(n in m.lignes for m in la))
            yield Enjeu(fait.id, grief, lignes, _gain(attentes, grief), tuple(dict.fromkeys(m.moyen.id for m in la)))


def _gain(attentes: list[ACompleterMoyen], grief: Grief | None) -> Centimes:
    return max(attente.montant for attente in attentes if nom_grief(attente.grief) == nom_grief(grief))


class _Recherche:
    """What the open questions can make of the moyens, computed once for each of them."""

    def __init__(self, vue: Vue) -> None:
        self.vue = vue
        self._domaines: dict[tuple[str, str, tuple[int, ...]], Sequence[Valeur]] = {}

    def decisif(self, enjeu: Enjeu, attente: ACompleterMoyen) -> bool:
        """Whether the fact settles the moyen, for some answers to the others."""
        pret = self.vue.cadre.bibliotheque.moyens[attente.moyen.id]
        for faits, lignes in self._contextes(attente):
            manquants = decider(pret, faits).manquants
            if enjeu.fait not in manquants:
                continue
            siennes = self._domaine(enjeu.fait, attente.grief, lignes)
            autres = {nom: self._domaine(nom, attente.grief, lignes) for nom in manquants if nom != enjeu.fait}
            ouverts = {nom: domaine for nom, domaine in autres.items() if domaine}
            for reponses in islice(product(*[(None, *domaine) for domaine in ouverts.values()]), COMBINAISONS):
                suite = {**faits, **dict(zip(ouverts, reponses, strict=True))}
                if decider(pret, suite).valeur is None and any(
                    decider(pret, {**suite, enjeu.fait: valeur}).valeur is not None for valeur in siennes
                ):
                    return True
        return False

    def utiles(self, nom: str, grief: Grief | None, lignes: tuple[int, ...]) -> Iterator[Question]:
        """The open questions of a fact; for a computed one, those that change what is computed."""
        questions = list(questions_du_fait(nom, grief, lignes, self.vue))
        if not self.vue.cadre.bibliotheque.catalogue.faits[nom].calcule:
            yield from questions
            return
        for rang, question in enumerate(questions):
            autres = [autre for place, autre in enumerate(questions) if place != rang]
            for base in islice(_combinaisons(autres, self.vue.dossier), CALCULS):
                depart = self._calculer(nom, base, lignes)
                tentatives = (self._calculer(nom, base + un, lignes) for un in essais(question, self.vue.dossier))
                if any(tentative not in (None, depart) for tentative in tentatives):
                    yield question
                    break

    def _contextes(self, attente: ACompleterMoyen) -> Iterator[tuple[Faits, tuple[int, ...]]]:
        """The facts in view for each group of lines that the moyen is decided on, or for the whole."""
        analyse, pret = self.vue.etude.analyse, self.vue.cadre.bibliotheque.moyens[attente.moyen.id]
        if pret.moyen.portee is PorteeMoyen.LIGNE and analyse.dossier.lignes:
            for groupe in analyse.regrouper(attente.lignes, pret.faits_lus, attente.grief):
                yield analyse.faits(attente.grief, groupe[0]), groupe
        else:
            yield analyse.faits(attente.grief), attente.lignes

    def _domaine(self, nom: str, grief: Grief | None, lignes: tuple[int, ...]) -> Sequence[Valeur]:
        """What a fact may still turn out to be; nothing when no question is left to ask for it."""
        cle = nom, nom_grief(grief), lignes
        if cle not in self._domaines:
            fait = self.vue.cadre.bibliotheque.catalogue.faits[nom]
            questions = list(questions_du_fait(nom, grief, lignes, self.vue))
            if not questions:
                self._domaines[cle] = ()
            elif fait.calcule:
                self._domaines[cle] = tuple(self._calculables(nom, questions, lignes))
            else:
                self._domaines[cle] = valeurs_possibles(fait, self.vue.dossier)
        return self._domaines[cle]

    def _calculables(self, nom: str, questions: Sequence[Question], lignes: tuple[int, ...]) -> list[Valeur]:
        trouvees: dict[Valeur, None] = {}
        for ecrites in islice(_combinaisons(questions, self.vue.dossier), CALCULS):
            for valeur in self._calculer(nom, ecrites, lignes) or ():
                if valeur is not None:
                    trouvees[valeur] = None
            if {True, False} <= trouvees.keys():
                break
        return list(trouvees)

    def _calculer(self, nom: str, ecrites: Ecritures, lignes: tuple[int, ...]) -> tuple[Valeur | None, ...] | None:
        """What a computed fact would be once these values are written; ``None`` when they do not make a dossier."""
        cadre, etude = self.vue.cadre, self.vue.etude
        try:
            dossier = cadre.lire(poser_tout(self.vue.etat.brut, ecrites))
        except EntreeInvalide:
            return None
        if nom in CALCULS_LIGNE:
            return tuple(CALCULS_LIGNE[nom](dossier.par_numero[numero], dossier) for numero in lignes)
        vu = dossier.contre(etude.lettre.entete.conteste if etude.lettre is not None else ())
        return (CALCULS_DOSSIER[nom](vu, etude.analyse.jour, charger_delais(cadre.bibliotheque.arguments)),)


def _combinaisons(questions: Sequence[Question], dossier: Dossier) -> Iterator[Ecritures]:
    """The ways of answering these questions, or not."""
    for choix in product(*[([], *essais(question, dossier)) for question in questions]):
        yield [ecriture for ecritures in choix for ecriture in ecritures]
