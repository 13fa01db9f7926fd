"""Where the procedure stands: the facts from which the kinds of letter are chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from indu.dossier.catalogue import NatureCourrier
from indu.dossier.modele import Dossier, dernier
from indu.droit.delais import rejet_implicite
from indu.droit.regles_delais import ReglesDelais

CRA_SAISIE = "cra_saisie_a_temps"
"""The fact by which the user says that the commission was seized in time."""
A_PART: frozenset[NatureCourrier] = frozenset({"griefs_penalite", "retenue_sans_courrier"})
"""What the caisse does beside the claim: the claim stays where its own letters brought it."""
ETAPES: Mapping[NatureCourrier, str] = {
    "demande_justificatifs": "justificatifs",
    "constat_anomalies": "constat",
    "notification": "notification",
    "retenue_sans_courrier": "retenue",
    "decision_cra": "decision_cra",
    "mise_en_demeure": "mise_en_demeure",
    "contrainte": "contrainte",
    "griefs_penalite": "penalite",
}
"""The step that each kind of letter opens, as the fact « etape » names it."""


def etape(dossier: Dossier, jour: date, regles: ReglesDelais) -> str:
    """The step of the claim on that day; after the commission was seized, its silence is one too.

    When only the sending to the commission is known, its silence is counted from there: too early rather than too late.
    """
    propres = [courrier for courrier in dossier.courriers if courrier.nature not in A_PART]
    nature = dernier(propres or dossier.courriers).nature
    if nature != "notification" or not cra_saisie(dossier):
        return ETAPES[nature]
    rejet = rejet_implicite(dossier.saisine_cra, regles)
    return "rejet_implicite" if rejet is not None and jour > rejet.jour else "commission"


def cra_saisie(dossier: Dossier) -> bool:
    """Whether the user says that the commission was seized, since the last notification."""
    notification, saisine = dossier.dernier_courrier("notification"), dossier.saisine_cra
    if saisine is None:
        return dossier.fait(CRA_SAISIE) is True
    recue = notification.date_reception or notification.date if notification is not None else None
    return saisine.jour is None or recue is None or saisine.jour >= recue
