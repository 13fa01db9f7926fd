"""Deadlines, as pure functions of dates.

Rules: a delay in months ends on the same day of the last month, or on its last day (article 641 of the code de
procédure civile); no extension is ever relied on before the CRA: the date shown is the hard one and, when it falls on
a day without post, the letter goes out before it.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from indu.commun.dates import date_longue
from indu.dossier.modele import Courrier

MOIS_CRA = 2
REGLE_CRA = "R. 142-1 CSS : deux mois à compter de la réception de la notification, de quantième à quantième"


@dataclass(frozen=True, slots=True)
class Echeance:
    """A deadline: the act, its last day, the rule, the event it runs from.

    ``limite`` is the last day with no extension; ``poster_avant`` the last working day on or before it. ``certaine`` is
    false when the starting date is a safe guess; ``depart`` says what it was.
    """

    acte: str
    limite: date
    poster_avant: date
    regle: str
    depart: str
    certaine: bool


def ajouter_mois(jour: date, mois: int) -> date:
    """The same day ``mois`` months later, or the last day of that month when it is shorter."""
    rang = jour.year * 12 + jour.month - 1 + mois
    annee, indice = divmod(rang, 12)
    return date(annee, indice + 1, min(jour.day, monthrange(annee, indice + 1)[1]))


def ajouter_annees(jour: date, annees: int) -> date:
    """The same day ``annees`` years later (28 February for a 29 February)."""
    return ajouter_mois(jour, 12 * annees)


@lru_cache(maxsize=64)
def _feries(annee: int) -> frozenset[date]:
    """Days without post: national holidays, and those of Alsace-Moselle (an earlier day is always safe)."""
    from holidays import country_holidays

    return frozenset(country_holidays("FR", years=annee)) | frozenset(country_holidays("FR", subdiv="57", years=annee))


def jour_ouvre_precedent(jour: date) -> date:
    """The day itself if it is a working day, else the last one before it."""
    while jour.weekday() >= 5 or jour in _feries(jour.year):
        jour -= timedelta(days=1)
    return jour


def echeance_cra(courrier: Courrier) -> Echeance | None:
    """The last day to seize the commission de recours amiable against a notification.

    Runs from the receipt; when it is unknown, from the earliest day it can have happened (posting, else the
    letter's own date), and is then not certain. ``None`` when no date at all is known.
    """
    departs = (
        (courrier.date_reception, "réception de la notification", True),
        (courrier.date_envoi, "envoi de la notification, faute de date de réception", False),
        (courrier.date, "date de la notification, faute de date de réception", False),
    )
    for depart, nom, certaine in departs:
        if depart is not None:
            limite = ajouter_mois(depart, MOIS_CRA)
            return Echeance(
                acte="saisine de la commission de recours amiable",
                limite=limite,
                poster_avant=jour_ouvre_precedent(limite),
                regle=REGLE_CRA,
                depart=f"{nom} : {date_longue(depart)}",
                certaine=certaine,
            )
    return None
