"""Which letters fit a dossier: each one chosen or refused with a reason, from the stage and the facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indu.analyse.analyse import Faits
from indu.analyse.orientation import Orientation
from indu.commun.erreurs import EntreeInvalide
from indu.commun.texte import enumerer, proche
from indu.courrier.modeles import PAS_DES_LETTRES, ModeleCourrier, TypeModele
from indu.dossier.catalogue import NatureCourrier
from indu.moyens.conditions import Trivalent, expliquer

CONFIE = "ce dossier se confie à un avocat, ou au juriste de votre syndicat : la synthèse est écrite pour lui"


@dataclass(frozen=True, slots=True)
class Avis:
    """What to say of one kind of letter: whether it fits (``None``: a fact is missing), why, whether it is advised."""

    modele: ModeleCourrier
    convient: Trivalent
    motif: str
    conseillee: bool

    @property
    def type(self) -> TypeModele:
        """The kind of letter."""
        return self.modele.type


@dataclass(frozen=True, slots=True)
class Choix:
    """The letter to write first (or why there is none), those worth sending with it, and a word on every other."""

    premiere: ModeleCourrier | None
    refus: str
    jointes: tuple[ModeleCourrier, ...]
    avis: tuple[Avis, ...]

    def autre(self, voulu: str) -> ModeleCourrier:
        """The letter that the user wants by name.

        Raises:
            EntreeInvalide: there is none of that name, or it does not fit; the message says why.
        """
        trouves: dict[str, Avis] = {avis.type: avis for avis in self.avis}
        if voulu not in trouves:
            raise EntreeInvalide.simple(
                f"type de lettre inconnu : « {voulu} »",
                attendu=enumerer(sorted(trouves), "ou"),
                proche=proche(voulu, trouves),
            )
        avis = trouves[voulu]
        if avis.convient is not True:
            possibles = enumerer(sorted(nom for nom, autre in trouves.items() if autre.convient), "ou")
            raise EntreeInvalide.simple(
                f"« {voulu} » ne convient pas : {avis.motif}",
                attendu=possibles or "aucune lettre de ce programme : voyez « indu analyser »",
            )
        return avis.modele

    def conservatoire(self, conteste: Sequence[NatureCourrier]) -> ModeleCourrier | None:
        """The letter that only keeps the rights against these kinds of letter, if one fits."""
        prudents = (un.modele for un in self.avis if un.convient and un.modele.entete.conserve)
        return next((modele for modele in prudents if set(modele.entete.conteste) >= set(conteste)), None)


def choisir(modeles: Mapping[str, ModeleCourrier], faits: Faits, orientation: Orientation) -> Choix:
    """Judge every letter on the facts of the dossier.

    What calls for a lawyer gets no letter unless one is wanted by name: only a draft made for the lawyer and, when the
    deadline is days away, the protective letter.
    """
    avis = tuple(_juger(modele, faits) for nom, modele in modeles.items() if nom not in PAS_DES_LETTRES)
    possibles = sorted((un for un in avis if un.convient is True), key=lambda un: -un.modele.entete.priorite)
    if orientation.niveau == "juriste":
        premieres = [un for un in possibles if _vient_quand_meme(un.modele, orientation)]
        jointes = premieres[1:]
    else:
        premieres = [un for un in possibles if un.modele.entete.priorite]
        jointes = [un for un in possibles if un.conseillee and un not in premieres[:1]]
    if not premieres:
        return Choix(None, CONFIE if orientation.niveau == "juriste" else _pas_de_lettre(avis), (), avis)
    return Choix(premieres[0].modele, "", tuple(un.modele for un in jointes), avis)


def _vient_quand_meme(modele: ModeleCourrier, orientation: Orientation) -> bool:
    """Whether a letter comes by itself although the dossier goes to a lawyer."""
    return modele.entete.pour_juriste or (modele.entete.conserve and orientation.pressant)


def _juger(modele: ModeleCourrier, faits: Faits) -> Avis:
    entete = modele.entete
    for motif, exception in modele.sauf:
        if exception.evaluer(faits).valeur is True:
            return Avis(modele, False, motif, False)
    trace = modele.si.evaluer(faits) if modele.si is not None else None
    if trace is None or trace.valeur is True:
        conseillee = modele.conseillee is not None and modele.conseillee.evaluer(faits).valeur is True
        return Avis(modele, True, entete.raison, conseillee)
    if trace.valeur is None:
        return Avis(modele, None, f"il manque {enumerer([f'« {nom} »' for nom in trace.inconnus()])}", False)
    return Avis(modele, False, enumerer(expliquer(trace)), False)


def _pas_de_lettre(avis: tuple[Avis, ...]) -> str:
    """What to say when no letter comes by itself."""
    manquants = [un.motif for un in avis if un.convient is None]
    return manquants[0] if manquants else "aucune lettre de ce programme ne convient à cette étape"
