"""The analysis of a dossier: everything computed once, that selection, letters and reports then read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from indu.analyse.constats import Controle
from indu.analyse.controles import controler
from indu.analyse.etapes import CRA_SAISIE
from indu.analyse.orientation import Orientation, charger_bareme, orienter
from indu.analyse.prescription import ISSUES, Prescription
from indu.analyse.tarification import controler_tarifs
from indu.commun.montants import Centimes
from indu.commun.ressources import Ressources
from indu.dossier.catalogue import Catalogue, Portee, Valeur
from indu.dossier.modele import AvecFaits, Dossier, Grief, Ligne, dernier
from indu.droit.delais import Echeance, calculer_echeances, jours_restants
from indu.droit.regles_delais import charger_delais

Faits = Mapping[str, Valeur | None]

NATURE_COURRIER = "nature_courrier"
"""The computed fact that says the kind of letter contested."""
ETAPE = "etape"
"""The computed fact that says the step of the procedure."""
COURRIERS_RECUS = "courriers_recus"
"""The computed fact that lists the kinds of letter received."""
CONCESSION = "concedee"
"""The fact by which the user admits lines: they are not contested, and are counted apart."""
_NON_ECRIT = object()
"""A fact that a line leaves to its grief, unlike one that it says is unknown."""


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
        communs = self._faits_communs[grief.id if grief is not None else None]
        return communs if ligne is None else {**communs, **self._faits_lignes[ligne]}

    @cached_property
    def _faits_communs(self) -> Mapping[str | None, Faits]:
        """The facts in view from each grief, and from none, whatever the line."""
        vues: dict[str | None, Faits] = {None: self.faits_dossier}
        return vues | {grief: {**self.faits_dossier, **faits} for grief, faits in self._faits_griefs.items()}

    @cached_property
    def faits_distinctifs(self) -> frozenset[str]:
        """The facts by which two lines of the table differ: no other can decide a moyen differently on them."""
        propres = list(self._faits_lignes.values())
        noms = set().union(*propres)
        return frozenset(nom for nom in noms if len({faits.get(nom, _NON_ECRIT) for faits in propres}) > 1)

    def regrouper(
        self, lignes: Sequence[int], noms: Iterable[str], grief: Grief | None = None
    ) -> tuple[tuple[int, ...], ...]:
        """The lines that these facts, seen from the grief, cannot tell apart; groups and lines in the order given."""
        distinctifs = tuple(self.faits_distinctifs.intersection(noms))
        if not distinctifs:
            return (tuple(lignes),) if lignes else ()
        communs = self.faits(grief)
        groupes: dict[tuple[Valeur | None, ...], list[int]] = {}
        for numero in lignes:
            faits = self._faits_lignes[numero]
            groupes.setdefault(tuple(faits.get(nom, communs.get(nom)) for nom in distinctifs), []).append(numero)
        return tuple(map(tuple, groupes.values()))

    @cached_property
    def lignes_contestees(self) -> Mapping[str | None, tuple[int, ...]]:
        """The lines that are not admitted, for each grief and for the whole table (``None``)."""
        toutes = ((None, self.dossier.numeros), *self.dossier.par_grief.items())
        concedees = self.lignes_concedees
        return {grief: tuple(n for n in lignes if n not in concedees) for grief, lignes in toutes}

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

    @cached_property
    def prescription(self) -> Mapping[Prescription, tuple[int, ...]]:
        """The lines of each outcome of the three-year prescription: every line once, every outcome even if empty."""
        trouvees: dict[Prescription, list[int]] = {une: [] for une in Prescription}
        for numero, faits in self._faits_lignes.items():
            trouvees[ISSUES[faits["ligne_prescrite"]]].append(numero)
        return {une: tuple(numeros) for une, numeros in trouvees.items()}

    @property
    def montants_prescription(self) -> Mapping[Prescription, Centimes]:
        """What the lines of each outcome claim, in cents."""
        lignes = self.dossier.par_numero
        return {une: sum(lignes[n].montant_reclame for n in numeros) for une, numeros in self.prescription.items()}

    @property
    def lignes_prescrites(self) -> tuple[int, ...]:
        """The lines whose action was prescribed when the notification was sent."""
        return self.prescription[Prescription.PRESCRIT]

    @property
    def montant_prescrit(self) -> Centimes:
        """The amount of those lines."""
        return self.montants_prescription[Prescription.PRESCRIT]


def analyser(dossier: Dossier, catalogue: Catalogue, arguments: Ressources, jour: date) -> Analyse:
    """Analyse a dossier as of a day (that of the letter to write)."""
    echeances = echeances_du_dossier(dossier, arguments)
    regles = charger_delais(arguments)
    saisis = _saisis(dossier, catalogue, Portee.DOSSIER) | _de_courrier(dossier, catalogue)
    calcules = {nom: calcul(dossier, jour, regles) for nom, calcul in CALCULS_DOSSIER.items()}
    de_ligne = tuple(fait.id for fait in catalogue.faits_saisis(Portee.LIGNE))
    par_ligne = frozenset(fait.id for fait in catalogue.faits.values() if fait.par_ligne)
    return Analyse(
        dossier=dossier,
        jour=jour,
        reclame=montant_reclame(dossier),
        somme_lignes=somme_lignes(dossier),
        ecart=ecart_total(dossier),
        controles=(*controler(dossier, jour), *controler_tarifs(dossier, arguments)),
        echeances=echeances,
        orientation=orienter(dossier, charger_bareme(arguments), str(calcules[ETAPE]), jours_restants(echeances, jour)),
        faits_dossier=saisis | calcules,
        _faits_griefs={
            grief.id: {fait.id: grief.fait(fait.id) for fait in catalogue.faits_du_grief(grief.nature)}
            for grief in dossier.griefs
        },
        _faits_lignes={
            numero: {nom: ligne.fait(nom) for nom in de_ligne}
            | {nom: calcul(ligne, dossier) for nom, calcul in CALCULS_LIGNE.items()}
            | {nom: ligne.fait(nom) for nom in ligne.model_fields_set & par_ligne}  # « inconnu » included
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


def _de_courrier(dossier: Dossier, catalogue: Catalogue) -> dict[str, Valeur | None]:
    """The facts of the contested letter; those that belong to some kinds of letter come from the last of these."""
    valeurs: dict[str, Valeur | None] = {}
    for fait in catalogue.faits_saisis(Portee.COURRIER):
        porteurs = [c for c in dossier.courriers if c.nature in fait.courriers]
        porteur = dossier.courrier_conteste if not fait.courriers else dernier(porteurs) if porteurs else None
        valeurs[fait.id] = porteur.fait(fait.id) if porteur is not None else None
    return valeurs


def _saisis(porteur: AvecFaits, catalogue: Catalogue, portee: Portee) -> dict[str, Valeur | None]:
    return {fait.id: porteur.fait(fait.id) for fait in catalogue.faits_saisis(portee)}
