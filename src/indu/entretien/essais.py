"""Answers worth trying: every one when they are few, else those that fall on each side of what is compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from indu.commun.montants import Centimes
from indu.commun.yaml import Chemin, Donnee
from indu.dossier.catalogue import Fait, TypeFait, Valeur
from indu.dossier.modele import Dossier
from indu.droit.delais import ajouter_annees
from indu.entretien.guide import TypeReponse
from indu.entretien.question import Question

_ANNEES_AVANT = 4
"""A payment older than that is prescribed, whatever the exact day."""
_NOMBRES = (0, 1, 2, 3, 5, 10, 20, 30, 50, 100, 1000)


def valeurs_possibles(fait: Fait, dossier: Dossier) -> Sequence[Valeur]:
    """The values of a fact that conditions may tell apart."""
    match fait.type:
        case TypeFait.BOOLEEN:
            return (True, False)
        case TypeFait.CHOIX:
            return tuple(fait.valeurs)
        case TypeFait.LISTE:
            return (tuple(fait.valeurs), (), *((code,) for code in fait.valeurs))
        case TypeFait.DATE:
            return tuple(_jours(dossier))
        case TypeFait.ENTIER:
            return _NOMBRES
        case TypeFait.MONTANT:
            return tuple(nombre * 100 for nombre in _NOMBRES)
        case TypeFait.TEXTE:
            return ("mots",)


def essais(question: Question, dossier: Dossier) -> Iterator[list[tuple[Chemin, Donnee]]]:
    """What some answers to a question would write."""
    match question.type:
        case TypeReponse.BOOLEEN:
            valeurs: list[Donnee] = ["oui", "non"]
        case TypeReponse.CHOIX:
            valeurs = list(question.valeurs)
        case TypeReponse.LISTE:
            valeurs = [list(question.valeurs), []]
            valeurs += [[code] for code in question.valeurs]
        case TypeReponse.DATE:
            valeurs = [jour.isoformat() for jour in _jours(dossier)]
        case TypeReponse.MONTANT:
            yield from _montants(question, dossier)
            return
        case TypeReponse.ENTIER:
            valeurs = [str(nombre) for nombre in _NOMBRES]
        case _:
            valeurs = ["mots"]
    for valeur in valeurs:
        yield [(chemin, valeur) for chemin in question.chemins]


def _jours(dossier: Dossier) -> Iterator[date]:
    """Days on both sides of the letter's own, of the end of its deadline and of the three years."""
    courrier = dossier.courrier_conteste
    repere = courrier.date_envoi or courrier.date or courrier.date_reception
    if repere is not None:
        yield repere
        yield ajouter_annees(repere, -_ANNEES_AVANT)
        yield ajouter_annees(repere, _ANNEES_AVANT)
    yield from (ligne.date_soin for ligne in dossier.lignes[:1])


def _montants(question: Question, dossier: Dossier) -> Iterator[list[tuple[Chemin, Donnee]]]:
    """Amounts around what each line, or the whole table, claims and was paid."""
    if question.par_ligne:
        lignes = [(dossier.par_numero[numero], chemin) for numero, chemin in question.par_ligne.items()]
        yield [(chemin, _euros(ligne.montant_reclame)) for ligne, chemin in lignes]
        yield [(chemin, _euros(ligne.montant_paye or 2 * ligne.montant_reclame)) for ligne, chemin in lignes]
        yield [(chemin, "0,01") for _, chemin in lignes]
        yield [(chemin, "0,00") for _, chemin in lignes]
        return
    somme = sum(ligne.montant_reclame for ligne in dossier.lignes)
    for total in (somme, somme + 1, 0):
        yield [(chemin, _euros(total)) for chemin in question.chemins]


def _euros(centimes: Centimes) -> str:
    return f"{centimes // 100},{centimes % 100:02d}"
