"""Building dossiers and letters in tests. Everybody here is invented."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from indu.analyse.analyse import Analyse, analyser
from indu.commun.erreurs import EntreeInvalide
from indu.commun.ressources import Ressources
from indu.courrier.fabrique import Etude, Ouvrage, etudier, rediger
from indu.dossier.lecture import dossier_depuis
from indu.dossier.modele import Dossier
from indu.moyens.bibliotheque import Bibliotheque, charger_bibliotheque

RACINE = Path(__file__).resolve().parents[1]
ARGUMENTS = Ressources.ouvrir("arguments")
TEMPLATES = Ressources.ouvrir("templates")
BIBLIOTHEQUE = charger_bibliotheque(ARGUMENTS)
CATALOGUE = BIBLIOTHEQUE.catalogue
EXEMPLES = {
    "a": RACINE / "examples" / "a-quarante-deux-lignes" / "dossier.yaml",
    "b": RACINE / "examples" / "b-total-sans-tableau" / "dossier.yaml",
    "c": RACINE / "examples" / "c-depassement-et-hors-convention" / "dossier.yaml",
}
JOUR = date(2026, 3, 20)

Champs = Mapping[str, Any]


def ligne(numero: int = 1, **champs: Any) -> dict[str, Any]:
    """A row of the caisse's table, 10 € claimed."""
    base = {"numero": numero, "date_soin": "2025-01-13", "montant_reclame": "10,00", "grief": "A"}
    return base | champs


def grief(identifiant: str = "A", nature: str = "deux-seances-jour", **faits: Any) -> dict[str, Any]:
    """A grief with its facts."""
    return {"id": identifiant, "nature": nature} | faits


REPONDU = grief(deux_ordonnances="oui", affections_distinctes="oui", articles_ngap_differents="oui",
                regions_distinctes="oui", creneaux_distincts="oui", formalite_prealable_absente="non",
                facturation_exacte="oui")  # fmt: skip
"""A grief that moyens answer."""


def brut(*, courrier: Champs | None = None, **champs: Any) -> dict[str, Any]:
    """The smallest dossier that says something, as a person would write it, with what the test changes."""
    notification = {"nature": "notification", "date": "2026-03-02", "date_reception": "2026-03-05"}
    base: dict[str, Any] = {
        "reference": "EX-TEST",
        "praticien": {"prenom": "Anne", "nom": "Exemple"},
        "caisse": {"nom": "CPAM d’Exemple"},
        "courriers": [notification | dict(courrier or {})],
        "griefs": [grief()],
        "lignes": [ligne()],
    }
    return base | champs


def lire(champs: Champs, bibliotheque: Bibliotheque = BIBLIOTHEQUE) -> Dossier:
    """The dossier that these fields describe."""
    return dossier_depuis(json.dumps(champs, ensure_ascii=False).encode(), "dossier.json", bibliotheque.catalogue)


def dossier(*, courrier: Champs | None = None, **champs: Any) -> Dossier:
    """:func:`brut`, read."""
    return lire(brut(courrier=courrier, **champs))


def refus(octets: bytes | str) -> list[str]:
    """The messages for a dossier that cannot be used, the file named « dossier.yaml »."""
    contenu = octets.encode() if isinstance(octets, str) else octets
    try:
        dossier_depuis(contenu, "dossier.yaml", CATALOGUE)
    except EntreeInvalide as erreur:
        return [str(probleme) for probleme in erreur.problemes]
    return []


def analyse(un_dossier: Dossier, jour: date = JOUR) -> Analyse:
    """The analysis on a day."""
    return analyser(un_dossier, CATALOGUE, ARGUMENTS, jour)


def exemple(lettre: str) -> Dossier:
    """One of the published examples."""
    chemin = EXEMPLES[lettre]
    return dossier_depuis(chemin.read_bytes(), str(chemin), CATALOGUE)


def etude(
    un_dossier: Dossier,
    jour: date | None = None,
    bibliotheque: Bibliotheque = BIBLIOTHEQUE,
    voulu: str | None = None,
) -> Etude:
    """What the program makes of a dossier, on its letter's own date."""
    return etudier(un_dossier, bibliotheque, TEMPLATES, jour or un_dossier.lettre.date or JOUR, voulu)


def ouvrage(
    un_dossier: Dossier,
    jour: date | None = None,
    *,
    final: bool = False,
    bibliotheque: Bibliotheque = BIBLIOTHEQUE,
    voulu: str | None = None,
) -> Ouvrage:
    """The letter and the reviewer's page."""
    return rediger(etude(un_dossier, jour, bibliotheque, voulu), bibliotheque, TEMPLATES, final=final)
