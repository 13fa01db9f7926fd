"""The analysis of a dossier: everything computed once, that selection, letters and reports then read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from indu.analyse.calculs import (
    CALCULS_DOSSIER,
    CALCULS_LIGNE,
    ecart_total,
    montant_reclame,
    somme_lignes,
)
from indu.analyse.controles import Controle, controler
from indu.analyse.orientation import Orientation, charger_bareme, orienter
from indu.analyse.tarification import controler_tarifs
from indu.commun.montants import Centimes
from indu.commun.ressources import Ressources
from indu.dossier.catalogue import Catalogue, Portee, Valeur
from indu.dossier.modele import AvecFaits, Dossier, Grief, Ligne
from indu.droit.delais import Echeance, calculer_echeances, jours_restants
from indu.droit.regles_delais import charger_delais

Faits = Mapping[str, Valeur | None]

NATURE_COURRIER = "nature_courrier"
"""The computed fact that says the kind of letter received."""
CRA_SAISIE = "cra_saisie_a_temps"
"""The fact by which the user says that the commission was seized in time."""
CONCESSION = "concedee"
"""The fact by which the user admits lines: they are not contested, and are counted apart."""


@dataclass(frozen=True)
class Analyse:
    """What is known of a dossier on the day of the letter. Amounts in cents; lines by their number."""

    dossier: Dossier
    jour: date
    reclame: Centimes | None
    somme_lignes: Centimes
    ecart: Centimes | None
    controles: tuple[Controle, ...]
    echeances: tuple[Echeance, ...]
    orientation: Orientation
    faits_dossier: Faits
    _faits_griefs: Mapping[str, Faits]
    _faits_lignes: Mapping[int, Faits]

    def faits(self, grief: Grief | None = None, ligne: int | None = None) -> Faits:
        """The facts in view from a place: a line's own first, then its grief's, then the dossier's."""
        propres: Faits = self._faits_lignes[ligne] if ligne is not None else {}
        du_grief: Faits = self._faits_griefs[grief.id] if grief is not None else {}
        return {**self.faits_dossier, **du_grief, **propres}

    @cached_property
    def lignes_concedees(self) -> frozenset[int]:
        """The lines that the user admits: those that say so, or whose every grief does."""
        return frozenset(n for n, ligne in self.dossier.par_numero.items() if _concedee(ligne, self.dossier))

    @property
    def montant_concede(self) -> Centimes:
        """The amount of those lines, and of the admitted griefs that have none."""
        lignes = sum(self.dossier.par_numero[numero].montant_reclame for numero in self.lignes_concedees)
        return lignes + sum(
            grief.montant_annonce or 0
            for grief in self.dossier.griefs
            if not self.dossier.par_grief[grief.id] and grief.fait(CONCESSION) is True
        )

    @property
    def lignes_prescrites(self) -> tuple[int, ...]:
        """The lines whose action was prescribed when the notification was sent."""
        return tuple(n for n, faits in self._faits_lignes.items() if faits["ligne_prescrite"] is True)

    @property
    def montant_prescrit(self) -> Centimes:
        """The amount of those lines."""
        return sum(self.dossier.par_numero[numero].montant_reclame for numero in self.lignes_prescrites)


def analyser(dossier: Dossier, catalogue: Catalogue, arguments: Ressources, jour: date) -> Analyse:
    """Analyse a dossier as of a day (that of the letter to write)."""
    echeances = echeances_du_dossier(dossier, arguments)
    saisis = _saisis(dossier, catalogue, Portee.DOSSIER) | _saisis(
        dossier.courrier_conteste, catalogue, Portee.COURRIER
    )
    calcules = {nom: calcul(dossier, jour) for nom, calcul in CALCULS_DOSSIER.items()}
    return Analyse(
        dossier=dossier,
        jour=jour,
        reclame=montant_reclame(dossier),
        somme_lignes=somme_lignes(dossier),
        ecart=ecart_total(dossier),
        controles=(*controler(dossier), *controler_tarifs(dossier, arguments)),
        echeances=echeances,
        orientation=orienter(dossier, charger_bareme(arguments), jours_restants(echeances, jour)),
        faits_dossier=saisis | calcules,
        _faits_griefs={
            grief.id: {fait.id: grief.fait(fait.id) for fait in catalogue.faits_du_grief(grief.nature)}
            for grief in dossier.griefs
        },
        _faits_lignes={
            numero: _saisis(ligne, catalogue, Portee.LIGNE)
            | {nom: calcul(ligne, dossier) for nom, calcul in CALCULS_LIGNE.items()}
            | {
                fait.id: ligne.fait(fait.id)  # written on the line, « inconnu » included
                for fait in catalogue.faits.values()
                if fait.par_ligne and fait.id in ligne.model_fields_set
            }
            for numero, ligne in dossier.par_numero.items()
        },
    )


def echeances_du_dossier(dossier: Dossier, arguments: Ressources) -> tuple[Echeance, ...]:
    """The deadlines of every letter received and of the commission's silence, the earliest first."""
    return calculer_echeances(
        dossier.courriers,
        dossier.saisine_cra,
        charger_delais(arguments),
        cra_saisie=dossier.fait(CRA_SAISIE) is True,
    )


def _concedee(ligne: Ligne, dossier: Dossier) -> bool:
    if CONCESSION in ligne.model_fields_set:
        return ligne.fait(CONCESSION) is True
    return all(grief.fait(CONCESSION) is True for grief in dossier.griefs if grief.id in ligne.grief)


def _saisis(porteur: AvecFaits, catalogue: Catalogue, portee: Portee) -> dict[str, Valeur | None]:
    return {fait.id: porteur.fait(fait.id) for fait in catalogue.faits_saisis(portee)}
