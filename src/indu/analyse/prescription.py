"""Prescription of the recovery action, line by line.

Rule (L. 133-4, III, and L. 133-4-6 CSS): three years from the payment, interrupted by the sending of the
notification. The dates that are not known bound the answer instead of being guessed.
"""

from __future__ import annotations

from indu.dossier.modele import Courrier, Ligne
from indu.droit.delais import ajouter_annees

ANNEES = 3


def ligne_prescrite(ligne: Ligne, courrier: Courrier) -> bool | None:
    """Whether the line was prescribed when the notification was sent; ``None`` when the dates do not tell.

    The sending is after the letter's own date and before its receipt; the payment is after the care. A letter sent
    on the very anniversary is in time.
    """
    envoi_au_plus_tot = courrier.date_envoi or courrier.date
    envoi_au_plus_tard = courrier.date_envoi or courrier.date_reception
    if ligne.date_paiement is not None:
        fin = ajouter_annees(ligne.date_paiement, ANNEES)
        if envoi_au_plus_tot is not None and envoi_au_plus_tot > fin:
            return True
        if envoi_au_plus_tard is not None and envoi_au_plus_tard <= fin:
            return False
        return None
    if envoi_au_plus_tard is not None and envoi_au_plus_tard <= ajouter_annees(ligne.date_soin, ANNEES):
        return False  # whatever the payment date, it is not before the care
    return None
