"""Prescription of the recovery action, line by line.

Rule (L. 133-4, III, and L. 133-4-6 CSS): three years from the payment, interrupted by the sending of the
notification. The dates that are not known bound the answer instead of being guessed.

Fraud: the text sets the three years aside, and says no other length. Five years is what the assemblée plénière holds
for old-age benefits (n° 20-20.559), from the discovery; whether it suits a professional is not settled, nor is the
start. It is only ever shown to the reviewer, when the letter alleges a fraud.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from indu.dossier.catalogue import NatureCourrier, Valeur
from indu.dossier.modele import Courrier, Dossier, Ligne
from indu.droit.delais import ajouter_annees

ANNEES = 3
ANNEES_FRAUDE = 5
AVANT_NOTIFICATION: frozenset[NatureCourrier] = frozenset({"demande_justificatifs", "constat_anomalies"})
"""The letters that come before the notification: its sending can only be later."""
APRES_NOTIFICATION: frozenset[NatureCourrier] = frozenset({"decision_cra", "mise_en_demeure", "contrainte"})
"""The letters that suppose a notification: its sending was earlier."""


class Prescription(StrEnum):
    """The outcome for one line."""

    PRESCRIT = "prescrit"
    NON_PRESCRIT = "non_prescrit"
    INDETERMINABLE = "indeterminable"


ISSUES: Mapping[Valeur | None, Prescription] = {
    True: Prescription.PRESCRIT,
    False: Prescription.NON_PRESCRIT,
    None: Prescription.INDETERMINABLE,
}
"""The outcome that the fact « ligne_prescrite » stands for."""


def prescrite_a_l_ouverture(ligne: Ligne, dossier: Dossier, annees: int = ANNEES) -> bool | None:
    """Whether the line was prescribed on the day the action was opened, that is, when the notification was sent.

    The notification is the contested letter, else the last one in the dossier. Without any, an earlier letter can only
    tell that a line is prescribed already, and a later one that it was not; the others tell nothing.
    """
    courrier = notification(dossier)
    prescrite = ligne_prescrite(ligne, courrier or dossier.courrier_conteste, annees)
    concluantes = AVANT_NOTIFICATION if prescrite else APRES_NOTIFICATION
    return prescrite if courrier is not None or dossier.courrier_conteste.nature in concluantes else None


def notification(dossier: Dossier) -> Courrier | None:
    """The letter whose sending opens the action: the contested one if it is a notification, else the last of them."""
    if dossier.courrier_conteste.nature == "notification":
        return dossier.courrier_conteste
    return dossier.dernier_courrier("notification")


def ligne_prescrite(ligne: Ligne, courrier: Courrier, annees: int = ANNEES) -> bool | None:
    """Whether the line was prescribed when the notification was sent; ``None`` when the dates do not tell.

    The sending is after the letter's own date and before its receipt; the payment is after the care. A letter sent
    on the very anniversary is in time.
    """
    envoi_au_plus_tot = courrier.date_envoi or courrier.date
    envoi_au_plus_tard = courrier.date_envoi or courrier.date_reception
    if ligne.date_paiement is not None:
        fin = ajouter_annees(ligne.date_paiement, annees)
        if envoi_au_plus_tot is not None and envoi_au_plus_tot > fin:
            return True
        if envoi_au_plus_tard is not None and envoi_au_plus_tard <= fin:
            return False
        return None
    if envoi_au_plus_tard is not None and envoi_au_plus_tard <= ajouter_annees(ligne.date_soin, annees):
        return False  # whatever the payment date, it is not before the care
    return None
