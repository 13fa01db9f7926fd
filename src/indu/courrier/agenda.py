"""The deadlines as a calendar file (RFC 5545): a day for each, with reminders. No name, nothing about patients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from indu.commun.texte import masquer_identifiants, typographier
from indu.courrier.echeancier import details
from indu.droit.delais import Echeance

RAPPELS = (15, 7, 2)
"""Days before the deadline, at :data:`HEURE`."""
HEURE = timedelta(hours=9)
AVERTISSEMENT = "Date calculée, à vérifier sur vos courriers : elle ne remplace pas un conseil."


class Inscription(NamedTuple):
    """A dossier to put in a calendar; ``cle`` tells it from all others, from one file to the next."""

    cle: str
    reference: str
    echeances: Sequence[Echeance]


def calendrier(reference: str, echeances: Sequence[Echeance], jour: date) -> bytes | None:
    """The calendar of a single dossier: :func:`calendrier_commun`, where its reference is enough to know it."""
    return calendrier_commun([Inscription(reference, reference, echeances)], jour)


def calendrier_commun(inscriptions: Iterable[Inscription], jour: date) -> bytes | None:
    """The calendar file of the deadlines still open on that day, ``None`` when there is none.

    Each has its own day, and the last posting day when it comes earlier. The identifiers stay the same from one
    file to the next, so that an agenda replaces what it knew.
    """
    evenements = [
        evenement
        for inscription in inscriptions
        for echeance in inscription.echeances
        if echeance.limite >= jour
        for evenement in _evenements(inscription, echeance, jour)
    ]
    if not evenements:
        return None
    agenda = Calendar()
    agenda.add("prodid", "-//indu//echeances//FR")
    agenda.add("version", "2.0")
    agenda.add("calscale", "GREGORIAN")
    agenda.add("method", "PUBLISH")
    for evenement in evenements:
        agenda.add_component(evenement)
    octets: bytes = agenda.to_ical()
    return octets


def _evenements(inscription: Inscription, echeance: Echeance, jour: date) -> Iterator[Event]:
    nom = masquer_identifiants(inscription.reference)
    texte = "\n".join((*details(echeance), AVERTISSEMENT))
    cle = f"{inscription.cle}/{echeance.id}"
    yield _jour(cle, echeance.limite, f"Dernier jour : {echeance.acte} ({nom})", texte, jour)
    if jour <= echeance.poster_avant < echeance.limite:
        titre = f"À poster ce soir au plus tard : {echeance.acte} ({nom})"
        yield _jour(f"{cle}/poste", echeance.poster_avant, titre, texte, jour)


def _jour(cle: str, le: date, titre: str, texte: str, cree: date) -> Event:
    evenement = Event()
    evenement.add("uid", f"{uuid5(NAMESPACE_URL, f'indu:{cle}')}@indu")
    evenement.add("dtstamp", datetime.combine(cree, time(), UTC))
    evenement.add("dtstart", le)
    evenement.add("dtend", le + timedelta(days=1))
    evenement.add("summary", typographier(titre))
    evenement.add("description", typographier(texte))
    evenement.add("transp", "TRANSPARENT")
    for jours in RAPPELS:
        if le - timedelta(days=jours) >= cree:
            evenement.add_component(_rappel(jours, titre))
    return evenement


def _rappel(jours: int, titre: str) -> Alarm:
    rappel = Alarm()
    rappel.add("action", "DISPLAY")
    rappel.add("description", typographier(f"Dans {jours} jours : {titre}"))
    rappel.add("trigger", HEURE - timedelta(days=jours))
    return rappel
