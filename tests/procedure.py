"""A dossier at every step of the procedure. Everybody here is invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from aide import REPONDU, dossier, ligne
from indu.dossier.modele import Dossier

JOUR = date(2026, 4, 10)
NOTIFICATION = {
    "nature": "notification",
    "date": "2026-03-02",
    "date_reception": "2026-03-05",
    "reference": "IND-42",
    "montant": "20,00",
    "tableau_joint": "oui",
    "tableau_lisible": "oui",
    "colonnes_tableau": ["date_soin", "date_paiement", "acte", "montant", "motif"],
    "fraude_alleguee": "non",
}
CONSTAT = {"nature": "constat_anomalies", "date": "2026-02-02", "tableau_joint": "oui"}
RETENUE = {"nature": "retenue_sans_courrier", "date": "2026-04-03", "montant": "20,00", "reference": "PSQ 4411"}
DEMEURE = {
    "nature": "mise_en_demeure",
    "date": "2026-04-01",
    "date_reception": "2026-04-04",
    "reference": "MED-9",
    "montant": "25,00",
    "fraude_alleguee": "non",
}
DECISION = {"nature": "decision_cra", "date": "2026-05-04", "date_reception": "2026-05-07"}
PENALITE = {"nature": "griefs_penalite", "date": "2026-04-01", "date_reception": "2026-04-03"}
CONTRAINTE = {"nature": "contrainte", "date": "2026-04-02", "date_reception": "2026-04-05"}
SAISIE = {"date_envoi": "2026-03-20", "date_reception": "2026-03-23"}


def recu(*courriers: dict[str, Any], **champs: Any) -> Dossier:
    """A dossier that received these letters, with two lines whose grief is answered."""
    base: dict[str, Any] = {"griefs": [REPONDU], "lignes": [ligne(1), ligne(2)], "toutes_lignes_saisies": "oui"}
    return dossier(courriers=list(courriers), **base | champs)
