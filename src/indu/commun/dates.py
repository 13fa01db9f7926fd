"""Dates as French people write them."""

from __future__ import annotations

import re
from datetime import date

MOIS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)
ANNEE_MINIMALE, ANNEE_MAXIMALE = 1990, 2100
"""Years outside are typing mistakes in a dossier; the law is older."""
FORMES_ACCEPTEES = "une date au format JJ/MM/AAAA ou AAAA-MM-JJ"
ANNEES_ACCEPTEES = f"une année de {ANNEE_MINIMALE} à {ANNEE_MAXIMALE}"
ANNEE_IMPOSSIBLE = "cette année ne peut pas être la bonne"


def lire_date(valeur: object, *, annee_minimale: int = ANNEE_MINIMALE) -> date:
    """A date read from ``2026-03-01``, « 01/03/2026 », « 1.3.2026 » or a ``date``.

    Raises:
        ValueError: with a French sentence: not a date, a date that does not exist, a year that cannot be meant.
    """
    if type(valeur) is date:
        return valeur
    texte = str(valeur).strip()
    if forme := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", texte):
        annee, mois, jour = (int(partie) for partie in forme.groups())
    elif forme := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", texte):
        jour, mois, annee = (int(partie) for partie in forme.groups())
    elif re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}", texte):
        raise ValueError("l’année doit avoir quatre chiffres")
    else:
        raise ValueError("ce n’est pas une date")
    try:
        lue = date(annee, mois, jour)
    except ValueError:
        raise ValueError("cette date n’existe pas") from None
    if not annee_minimale <= annee <= ANNEE_MAXIMALE:
        raise ValueError(ANNEE_IMPOSSIBLE)
    return lue


def date_longue(jour: date) -> str:
    """« 1er mars 2026 », « 14 juillet 2026 » (no-break space after the day)."""
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return f"{quantieme}\u00a0{MOIS[jour.month - 1]} {jour.year}"


def date_courte(jour: date) -> str:
    """« 01/03/2026 »."""
    return f"{jour:%d/%m/%Y}"
