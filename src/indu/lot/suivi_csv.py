"""The tracker as a CSV file, for a French spreadsheet: UTF-8 with its mark, semicolons, DD/MM/YYYY, « 1234,56 »."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from io import StringIO

from indu.commun.dates import date_courte
from indu.commun.montants import decimal_point
from indu.lot.modele import Suivi
from indu.lot.tableau import COLONNES, Colonne, Valeur, a_risque, rangees


def suivi_csv(suivis: Sequence[Suivi], jour: date) -> bytes:
    """The table of these dossiers on that day, which the title of the days left names: a CSV file computes nothing.

    A text that a spreadsheet could take for a formula comes after an apostrophe. Dates, amounts and counts are ours:
    they stay as they are, a negative number of days included.
    """
    tampon = StringIO()
    ecrivain = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow(
        f"{colonne.titre} au {date_courte(jour)}" if colonne.genre in ("reste", "urgence") else colonne.titre
        for colonne in COLONNES
    )
    for rangee in rangees(suivis, jour):
        ecrivain.writerow(_cellule(colonne, valeur) for colonne, valeur in zip(COLONNES, rangee, strict=True))
    return tampon.getvalue().encode("utf-8-sig")


def _cellule(colonne: Colonne, valeur: Valeur) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, date):
        return date_courte(valeur)
    if isinstance(valeur, int):
        return decimal_point(valeur).replace(".", ",") if colonne.genre == "montant" else str(valeur)
    return f"'{valeur}" if a_risque(valeur) else valeur
