"""Workbooks of dossiers for tests, and what reading them gives. Everybody here is invented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from aide import BIBLIOTHEQUE, CATALOGUE
from indu.commun.erreurs import EntreeInvalide
from indu.dossier.lecture import dossier_depuis
from indu.dossier.modele import Dossier
from indu.lot.brouillon import situer
from indu.lot.classeur import LotLu, lire_classeur
from indu.lot.modele import Entree

Feuilles = Mapping[str, Iterable[Sequence[Any]]]

DOSSIERS = (
    "Référence",
    "Prénom du praticien",
    "Nom du praticien",
    "Nom de la caisse",
    "Nature du courrier",
    "Date du courrier",
    "Courrier reçu le",
)
LIGNES = ("Référence", "N° de ligne", "Date de soin", "Montant réclamé", "Grief")


def rangee(reference: Any = "EX-1", *suite: Any) -> tuple[Any, ...]:
    """A good row of « dossiers »."""
    recu = (date(2026, 3, 2), date(2026, 3, 5))
    return (reference, "Anne", "Exemple", "CPAM d’Exemple", "notification de payer", *recu, *suite)


def ligne(reference: Any = "EX-1", numero: Any = 1, **change: Any) -> tuple[Any, ...]:
    """A good row of « lignes », with what the test changes."""
    base = {"date_soin": date(2025, 1, 13), "montant": 17.36, "grief": "deux-seances-jour"} | change
    return (reference, numero, base["date_soin"], base["montant"], base["grief"])


def ecrire(chemin: Path, feuilles: Feuilles) -> Path:
    """A workbook through openpyxl; a text is never a formula, but those that :class:`Formule` says."""
    classeur = openpyxl.Workbook()
    classeur.remove(classeur.worksheets[0])
    for nom, rangees in feuilles.items():
        onglet = classeur.create_sheet(nom)
        for numero, valeurs in enumerate(rangees, start=1):
            for rang, valeur in enumerate(valeurs, start=1):
                cellule = onglet.cell(numero, rang, valeur)
                if isinstance(valeur, str) and not isinstance(valeur, Formule):
                    cellule.data_type = "e" if isinstance(valeur, Erreur) else "s"
    classeur.save(chemin)
    return chemin


class Formule(str):
    """A text to be written as a formula."""

    __slots__ = ()


class Erreur(str):
    """The name of an error (« #N/A »), as a cell that holds it."""

    __slots__ = ()


def lire(chemin: Path, feuilles: Feuilles) -> LotLu:
    """What the batch reads of these sheets."""
    return lire_classeur(ecrire(chemin / "classeur.xlsx", feuilles), BIBLIOTHEQUE)


def dossier(entree: Entree) -> Dossier:
    """The dossier of an entry."""
    return dossier_depuis(entree.octets, entree.fichier, CATALOGUE)


def fautes(entree: Entree, racine: Path) -> list[str]:
    """What is wrong with an entry, told by cell, the folder of the workbook left out."""
    try:
        dossier(entree)
    except EntreeInvalide as erreur:
        return [str(situe).removeprefix(f"{racine}/") for situe in situer(erreur.problemes, entree)]
    return []


def dits(lot: LotLu, racine: Path) -> list[str]:
    """What belongs to no dossier."""
    return [str(probleme).removeprefix(f"{racine}/") for probleme in lot.problemes]
