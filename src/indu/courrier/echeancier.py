"""The deadlines of a dossier, told in French or as plain values; the hard date always comes first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from indu.analyse.analyse import echeances_du_dossier
from indu.commun.dates import date_longue
from indu.commun.ressources import Ressources
from indu.commun.texte import typographier
from indu.dossier.catalogue import LIBELLES_COURRIERS
from indu.dossier.modele import Dossier
from indu.droit.delais import Echeance, jours_restants, sans_delai
from indu.droit.regles_delais import charger_delais

PROLONGATION = (
    "sans y compter jamais : rien ne confirme que, devant la commission, un week-end ou un férié prolonge un délai"
)


def rapport_echeances(dossier: Dossier, arguments: Ressources, jour: date) -> Mapping[str, Any]:
    """The deadlines as one object; dates ISO, ``jours_restants`` negative when the day is past."""
    echeances = echeances_du_dossier(dossier, arguments)
    return {
        "dossier": dossier.reference,
        "jour": jour.isoformat(),
        "jours_restants": jours_restants(echeances, jour),
        "echeances": [
            {
                "id": e.id,
                **objet_echeance(e),
                "regle": typographier(e.regle),
                "depart": typographier(e.depart),
                "compte_sur": e.compte_sur,
                "jours_restants": (e.limite - jour).days,
                "sources": list(e.sources),
            }
            for e in echeances
        ],
        "sans_delai": [
            {"nature": nature, "message": typographier(dire)}
            for nature, dire in sans_delai(dossier.courriers, charger_delais(arguments))
        ],
    }


def objet_echeance(echeance: Echeance) -> dict[str, Any]:
    """A deadline as every answer to another program gives it; dates ISO, the rule followed by its start."""
    return {
        "acte": typographier(echeance.acte),
        "limite": echeance.limite.isoformat(),
        "poster_avant": echeance.poster_avant.isoformat(),
        "regle": typographier(f"{echeance.regle} ; {echeance.depart}"),
        "certaine": echeance.certaine,
        "compte": echeance.compte,
        "opposable": echeance.opposable,
        "a_verifier": typographier(echeance.a_verifier),
        "prolongation": None if echeance.prolongation is None else echeance.prolongation.isoformat(),
    }


def dire_echeances(dossier: Dossier, arguments: Ressources, jour: date) -> Iterator[str]:
    """The same in French, one line at a time; an empty line closes each deadline."""
    echeances = echeances_du_dossier(dossier, arguments)
    avis = sans_delai(dossier.courriers, charger_delais(arguments))
    for echeance in echeances:
        yield f"{date_longue(echeance.limite)} : {echeance.acte} ({dire_reste(echeance, jour)})"
        yield from (f"  {ligne}" for ligne in details(echeance))
        yield ""
    for nature, dire in avis:
        yield f"{LIBELLES_COURRIERS[nature].capitalize()} : {dire}."
    if not echeances and not avis:
        yield "Aucun délai ne peut être compté : donnez la date de réception du courrier, ou au moins sa date."


def details(echeance: Echeance) -> Sequence[str]:
    """What explains a deadline: posting day, rule, start and count, certainty, what to check; the extension last."""
    lignes = [
        f"À poster avant le soir du {date_longue(echeance.poster_avant)}.",
        f"Règle : {echeance.regle}.",
        f"Départ : {echeance.depart} ; compte : {echeance.compte}, sans aucune prolongation.",
        f"Certitude : {_certitude(echeance)}.",
        f"À vérifier : {echeance.a_verifier}.",
    ]
    if echeance.prolongation is not None:
        lignes.append(f"Prolongation possible, à part : {date_longue(echeance.prolongation)}, {PROLONGATION}.")
    return lignes


def dire_reste(echeance: Echeance, jour: date) -> str:
    """« il reste 12 jours », « c’est aujourd’hui », « ce jour est passé »."""
    reste = (echeance.limite - jour).days
    if reste < 0:
        return "ce jour est passé" if echeance.certaine else "ce jour prudent est passé : vérifiez la date de réception"
    return "c’est aujourd’hui" if reste == 0 else f"il reste {reste} jour{'s' if reste > 1 else ''}"


def _certitude(echeance: Echeance) -> str:
    depart = (
        "la date de départ est connue"
        if echeance.certaine
        else "date prudente, la plus proche possible, car la réception n’est pas connue"
    )
    return depart if echeance.compte_sur else f"{depart} ; le délai lui-même reste à confirmer"
