"""Deadlines, as pure functions of dates.

Rules: a delay in months ends on the same day of the last month, or on its last day; in days, the first one does not
count (article 641 of the code de procédure civile); no extension is ever relied on: the date shown is the hard one
and, when it falls on a day without post, the letter goes out before it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from indu.commun.dates import date_longue
from indu.dossier.catalogue import LIBELLES_COURRIERS, MASCULINS, NatureCourrier
from indu.dossier.modele import Courrier, SaisineCra
from indu.droit.regles_delais import RegleDelai, ReglesDelais

REGIONS_FERIEES = ("57", "971", "972", "973", "974", "976", "BL", "MF", "PM")
"""Where other days are holidays too: Alsace-Moselle, overseas (an earlier posting day is always safe)."""
NON_OPPOSABLE = (
    "la lettre ne mentionne pas ce délai ou le recours : il n’est sans doute pas opposable (R. 142-1-A, III CSS), "
    "mais agissez dans le délai, n’y comptez jamais"
)


@dataclass(frozen=True, slots=True)
class Echeance:
    """A deadline: the act, its last day, the rule, the event it runs from.

    ``limite`` is the last day with no extension; ``poster_avant`` the last working day on or before it.
    ``prolongation`` is the working day to which a court could extend it: information only, nothing relies on it.
    ``certaine`` is false when the starting date is a safe guess; ``depart`` says what it was. ``compte_sur`` is false
    while a point of law stays open. ``opposable`` is false when the letter did not mention the remedy, ``None`` when
    that is not known or changes nothing.
    """

    id: str
    acte: str
    limite: date
    poster_avant: date
    prolongation: date | None
    compte: str
    regle: str
    depart: str
    certaine: bool
    compte_sur: bool
    opposable: bool | None
    a_verifier: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Depart:
    """The day from which a deadline runs, in words too; not certain when it is the earliest possible one."""

    jour: date
    nom: str
    certain: bool


def ajouter_mois(jour: date, mois: int) -> date:
    """The same day ``mois`` months later, or the last day of that month when it is shorter."""
    rang = jour.year * 12 + jour.month - 1 + mois
    annee, indice = divmod(rang, 12)
    return date(annee, indice + 1, min(jour.day, monthrange(annee, indice + 1)[1]))


def ajouter_annees(jour: date, annees: int) -> date:
    """The same day ``annees`` years later (28 February for a 29 February)."""
    return ajouter_mois(jour, 12 * annees)


@lru_cache(maxsize=64)
def _feries_nationaux(annee: int) -> frozenset[date]:
    from holidays import country_holidays

    return frozenset(country_holidays("FR", years=annee))


@lru_cache(maxsize=64)
def _sans_poste(annee: int) -> frozenset[date]:
    """The holidays of everywhere a letter may leave from."""
    from holidays import country_holidays

    regionaux = (country_holidays("FR", subdiv=region, years=annee) for region in REGIONS_FERIEES)
    return _feries_nationaux(annee).union(*regionaux)


def jour_ouvre_precedent(jour: date) -> date:
    """The day itself if letters leave everywhere that day, else the last one before it."""
    while jour.weekday() >= 5 or jour in _sans_poste(jour.year):
        jour -= timedelta(days=1)
    return jour


def prolongation_possible(jour: date) -> date | None:
    """The next working day, when the day is a Saturday, a Sunday or a national holiday (article 642 CPC).

    Whether that article holds before the commission is not confirmed: information only.
    """
    suivant = jour
    while suivant.weekday() >= 5 or suivant in _feries_nationaux(suivant.year):
        suivant += timedelta(days=1)
    return suivant if suivant != jour else None


def depart_du_courrier(courrier: Courrier) -> Depart | None:
    """The receipt; when it is unknown, the earliest day it can have happened (posting, else the letter's own date).

    ``None`` when no date at all is known.
    """
    de_la_lettre = _de_la_lettre(courrier.nature)
    if courrier.date_reception is not None:
        return Depart(courrier.date_reception, f"réception {de_la_lettre}", True)
    if courrier.date_envoi is not None:
        return Depart(courrier.date_envoi, f"envoi {de_la_lettre}, faute de date de réception", False)
    if courrier.date is not None:
        return Depart(courrier.date, f"date {de_la_lettre}, faute de date de réception", False)
    return None


def limite_cra(courrier: Courrier, regles: ReglesDelais) -> tuple[date, bool] | None:
    """The last day to seize the commission against a notification, and whether it is certain; ``None`` undated."""
    depart = depart_du_courrier(courrier)
    return None if depart is None else (finir(depart.jour, regles.cra), depart.certain)


def calculer_echeances(
    courriers: Sequence[Courrier], saisine: SaisineCra | None, regles: ReglesDelais, *, cra_saisie: bool = False
) -> tuple[Echeance, ...]:
    """The deadlines that the events open, the earliest first.

    The commission's deadline against a notification goes once it was seized after that notification (``saisine``),
    in time (``cra_saisie``), or has decided. That of its silence stays until a decision comes before the implicit
    rejection.
    """
    trouvees = [*_des_courriers(courriers, saisine, regles, cra_saisie), *_du_silence(courriers, saisine, regles)]
    return tuple(sorted(trouvees, key=lambda echeance: echeance.limite))


def sans_delai(courriers: Iterable[Courrier], regles: ReglesDelais) -> tuple[tuple[NatureCourrier, str], ...]:
    """The letters received for which no general deadline is known, and what to say of each kind."""
    natures = {courrier.nature for courrier in courriers}
    return tuple((avis.nature, avis.dire) for avis in regles.sans_delai if avis.nature in natures)


def jours_restants(echeances: Iterable[Echeance], jour: date) -> int | None:
    """The days until the next deadline still open; negative, since the last one, when all are past.

    ``None`` without any deadline.
    """
    ecarts = [(echeance.limite - jour).days for echeance in echeances]
    return min((ecart for ecart in ecarts if ecart >= 0), default=max(ecarts, default=None))


def _des_courriers(
    courriers: Sequence[Courrier], saisine: SaisineCra | None, regles: ReglesDelais, cra_saisie: bool
) -> Iterator[Echeance]:
    vues: dict[str, int] = {}
    for courrier in courriers:
        depart = depart_du_courrier(courrier)
        for regle in regles.delais:
            if regle.evenement != courrier.nature or not _ouverte(regle, courrier):
                continue
            rang = vues[regle.id] = vues.get(regle.id, 0) + 1
            if depart is None or _eteinte(regle, depart, courriers, saisine, cra_saisie):
                continue
            mention = courrier.fait(regle.mention) if regle.mention is not None else None
            yield _echeance(regle, depart, rang, mention if isinstance(mention, bool) else None)


def _du_silence(courriers: Sequence[Courrier], saisine: SaisineCra | None, regles: ReglesDelais) -> Iterator[Echeance]:
    """The deadlines after the implicit rejection: their start is computed, from the receipt by the commission."""
    recue, rejet = _depart_de_la_saisine(saisine), rejet_implicite(saisine, regles)
    if recue is None or rejet is None:
        return
    decisions = (depart_du_courrier(courrier) for courrier in courriers if courrier.nature == "decision_cra")
    if not any(d is not None and d.certain and recue.jour <= d.jour <= rejet.jour for d in decisions):
        yield _echeance(regles.silence, rejet, 1, None)


def rejet_implicite(saisine: SaisineCra | None, regles: ReglesDelais) -> Depart | None:
    """The day when the commission's silence is worth a rejection; ``None`` when no date of the referral is known."""
    recue = _depart_de_la_saisine(saisine)
    if recue is None:
        return None
    mois = regles.silence.silence
    nom = f"rejet implicite après {mois} mois de silence ({recue.nom} le {date_longue(recue.jour)})"
    return Depart(ajouter_mois(recue.jour, mois), nom, recue.certain)


def _depart_de_la_saisine(saisine: SaisineCra | None) -> Depart | None:
    if saisine is not None and saisine.date_reception is not None:
        return Depart(saisine.date_reception, "réclamation reçue par la commission", True)
    if saisine is not None and saisine.date_envoi is not None:
        return Depart(saisine.date_envoi, "réclamation envoyée, faute de date de réception,", False)
    return None


def _ouverte(regle: RegleDelai, courrier: Courrier) -> bool:
    return regle.si is None or courrier.fait(regle.si.fait) == regle.si.valeur


def _eteinte(
    regle: RegleDelai, depart: Depart, courriers: Sequence[Courrier], saisine: SaisineCra | None, cra_saisie: bool
) -> bool:
    """Whether the act was done: the commission seized, or its decision received, since that day."""
    if "cra_saisie_a_temps" in regle.eteint_par and cra_saisie:
        return True
    faits = [_depart_de_la_saisine(saisine)] if "saisine_cra" in regle.eteint_par else []
    faits += [depart_du_courrier(courrier) for courrier in courriers if courrier.nature in regle.eteint_par]
    return any(fait is not None and fait.jour >= depart.jour for fait in faits)


def _echeance(regle: RegleDelai, depart: Depart, rang: int, mention: bool | None) -> Echeance:
    limite = finir(depart.jour, regle)
    a_verifier = (regle.a_verifier, *((NON_OPPOSABLE,) if mention is False else ()))
    return Echeance(
        id=regle.id if rang == 1 else f"{regle.id}-{rang}",
        acte=regle.acte,
        limite=limite,
        poster_avant=jour_ouvre_precedent(limite),
        prolongation=prolongation_possible(limite),
        compte=regle.compte,
        regle=regle.regle,
        depart=f"{depart.nom} : {date_longue(depart.jour)}",
        certaine=depart.certain,
        compte_sur=regle.compte_sur,
        opposable=mention,
        a_verifier=" ; ".join(a_verifier),
        sources=regle.sources,
    )


def finir(depart: date, regle: RegleDelai) -> date:
    """The last day of a deadline: the same day of the last month, or the last of its days, the first not counting."""
    return ajouter_mois(depart, regle.nombre) if regle.unite == "mois" else depart + timedelta(days=regle.nombre)


def _de_la_lettre(nature: NatureCourrier) -> str:
    if nature == "notification":
        return "de la notification"
    libelle = LIBELLES_COURRIERS[nature]
    return f"du {libelle}" if nature in MASCULINS else f"de la {libelle}"
