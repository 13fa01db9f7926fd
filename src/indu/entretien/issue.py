"""What follows: only the questions whose answer can still change the outcome, those that can win most first.

The outcome is what the program makes of the dossier: the moyens kept, to complete and set aside, the letter advised,
and who should act. A question is asked only after trying its answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from indu.analyse.orientation import charger_bareme
from indu.commun.erreurs import EntreeInvalide
from indu.commun.montants import Centimes
from indu.commun.yaml import Chemin, Donnee
from indu.courrier.fabrique import Etude
from indu.dossier.catalogue import Fait, Portee
from indu.dossier.modele import Dossier, Grief, dernier
from indu.droit.delais import ajouter_annees
from indu.entretien.contexte import Cadre, chemin_champ, rang_courrier
from indu.entretien.etat import Brut, Etat, lire_chemin, poser_tout
from indu.entretien.guide import QuestionGuide, TypeReponse
from indu.entretien.question import Question
from indu.moyens.selection import ACompleterMoyen

Constat = tuple[object, ...]
_ANNEES_AVANT = 4
"""A payment older than that is prescribed, whatever the exact day."""


@dataclass(frozen=True, slots=True)
class _Enjeu:
    """A fact to ask, where its answer is awaited, and what it can win."""

    fait: str
    grief: Grief | None
    lignes: tuple[int, ...]
    gain: Centimes | None
    moyens: tuple[str, ...]


def question_utile(etat: Etat, dossier: Dossier, cadre: Cadre) -> Question | None:
    """The first question, in the order of what it can win, one answer of which changes the outcome."""
    etude = cadre.etudier(dossier)
    depart = constat(etude)
    for enjeu in _enjeux(etude, cadre):
        for question in _questions(enjeu, etat, etude, dossier, cadre):
            if question.id not in etat.notes.passees and any(
                constat_apres(etat.brut, ecrites, cadre) not in (None, depart) for ecrites in essais(question, dossier)
            ):
                return question
    return None


def constat(etude: Etude) -> Constat:
    """The outcome, to be compared with another."""
    selection = etude.selection
    return (
        frozenset((r.moyen.id, _id(r.grief), r.lignes) for r in (*selection.retenus, *selection.signales)),
        frozenset((m.moyen.id, _id(m.grief), m.lignes) for m in selection.a_completer),
        frozenset((e.moyen.id, _id(e.grief)) for e in selection.ecartes),
        etude.lettre.type if etude.lettre is not None else None,
        tuple(jointe.type for jointe in etude.jointes),
        etude.analyse.orientation.niveau,
        etude.analyse.orientation.raisons,
    )


def constat_apres(brut: Brut, ecrites: list[tuple[Chemin, Donnee]], cadre: Cadre) -> Constat | None:
    """The outcome once these values are written; ``None`` when they do not make a dossier."""
    try:
        return constat(cadre.etudier(cadre.lire(poser_tout(brut, ecrites))))
    except EntreeInvalide:
        return None


def _id(grief: Grief | None) -> str:
    return grief.id if grief is not None else ""


def _enjeux(etude: Etude, cadre: Cadre) -> Iterator[_Enjeu]:
    """What tells who should act, then what the selection waits for, in its own order."""
    catalogue = cadre.bibliotheque.catalogue
    for regle in charger_bareme(cadre.bibliotheque.arguments).faits:
        fait = catalogue.faits[regle.fait]
        if fait.portee is Portee.GRIEF:
            griefs = [grief for grief in etude.analyse.dossier.griefs if not fait.griefs or grief.nature in fait.griefs]
            yield from (_Enjeu(fait.id, grief, (), None, ()) for grief in griefs)
        else:
            yield _Enjeu(fait.id, None, (), None, ())
    for question in etude.selection.questions:
        attentes = [m for m in etude.selection.a_completer if question.fait in m.faits_manquants]
        fait = catalogue.faits[question.fait]
        if fait.portee in (Portee.DOSSIER, Portee.COURRIER):
            yield _Enjeu(fait.id, None, (), question.montant, question.moyens)
            continue
        for grief in sorted({_id(m.grief): m.grief for m in attentes}.values(), key=lambda g: -_gain(attentes, g)):
            la = [m for m in attentes if _id(m.grief) == _id(grief)]
            lignes = tuple(n for n in etude.analyse.dossier.numeros if any(n in m.lignes for m in la))
            yield _Enjeu(fait.id, grief, lignes, _gain(attentes, grief), tuple(dict.fromkeys(m.moyen.id for m in la)))


def _gain(attentes: list[ACompleterMoyen], grief: Grief | None) -> Centimes:
    return max(attente.montant for attente in attentes if _id(attente.grief) == _id(grief))


def _questions(enjeu: _Enjeu, etat: Etat, etude: Etude, dossier: Dossier, cadre: Cadre) -> Iterator[Question]:
    """The questions that a fact stands for: itself, or what its computation lacks."""
    fait = cadre.bibliotheque.catalogue.faits[enjeu.fait]
    if not fait.calcule:
        question = _du_fait(fait, enjeu, etat, etude, dossier)
        if question is not None:
            yield question
        return
    for nom in cadre.guide.calcules.get(fait.id, ()):
        manque = cadre.guide.par_champ.get(nom)
        if manque is None:
            question = _du_fait(cadre.bibliotheque.catalogue.faits[nom], enjeu, etat, etude, dossier)
        else:
            question = _du_complement(manque, nom, enjeu, etat, dossier)
        if question is not None:
            yield question


def _du_fait(fait: Fait, enjeu: _Enjeu, etat: Etat, etude: Etude, dossier: Dossier) -> Question | None:
    """The question of a fact, unless its place already says something."""
    chemin: Chemin | None = None
    par_ligne: dict[int, Chemin] = {}
    grief = enjeu.grief
    match fait.portee:
        case Portee.DOSSIER:
            chemin = (fait.id,)
        case Portee.COURRIER:
            rang = _rang_porteur(fait, etude, dossier)
            chemin = ("courriers", rang, fait.id) if rang is not None else None
        case Portee.GRIEF if grief is not None:
            chemin = ("griefs", [autre.id for autre in dossier.griefs].index(grief.id), fait.id)
            if fait.par_ligne:
                libres = [n for n in dossier.par_grief[grief.id] if len(dossier.par_numero[n].grief) == 1]
                par_ligne = _places(fait.id, tuple(libres), dossier)
        case Portee.LIGNE:
            par_ligne = {n: c for n, c in _places(fait.id, enjeu.lignes, dossier).items() if _vide(etat.brut, c)}
        case _:
            return None
    chemins = (chemin,) if chemin is not None else tuple(par_ligne.values())
    if not chemins or not _vide(etat.brut, chemins[0]):
        return None
    return Question(
        f"{fait.id}@{grief.id}" if grief is not None else fait.id,
        fait.question,
        fait.aide or "",
        TypeReponse(fait.type.value),
        fait.portee,
        grief.id if grief is not None else "",
        tuple(par_ligne) or enjeu.lignes,
        fait.valeurs,
        {},
        chemins,
        par_ligne,
        gain=enjeu.gain,
        moyens=enjeu.moyens,
    )


def _vide(brut: Brut, chemin: Chemin) -> bool:
    return lire_chemin(brut, chemin) is None


def _rang_porteur(fait: Fait, etude: Etude, dossier: Dossier) -> int | None:
    """Which letter carries a fact of letter, as the analysis reads it."""
    if not fait.courriers:
        return rang_courrier(dossier, etude.analyse.dossier.courrier_conteste)
    porteurs = [courrier for courrier in dossier.courriers if courrier.nature in fait.courriers]
    return rang_courrier(dossier, dernier(porteurs)) if porteurs else None


def _places(champ: str, lignes: tuple[int, ...], dossier: Dossier) -> dict[int, Chemin]:
    rangs = {numero: rang for rang, numero in enumerate(dossier.numeros)}
    return {numero: ("lignes", rangs[numero], champ) for numero in lignes}


def _du_complement(une: QuestionGuide, champ: str, enjeu: _Enjeu, etat: Etat, dossier: Dossier) -> Question | None:
    """The question of a field that a computed fact lacks."""
    from indu.entretien.indispensable import depuis_guide

    if champ.startswith("lignes."):
        places = _places(champ.removeprefix("lignes."), enjeu.lignes, dossier)
        par_ligne = {numero: chemin for numero, chemin in places.items() if _vide(etat.brut, chemin)}
        question = depuis_guide(une, portee=Portee.LIGNE, chemins=tuple(par_ligne.values()), inconnaissable=True)
        question = replace(question, lignes=tuple(par_ligne), par_ligne=par_ligne, grief=_id(enjeu.grief))
        question = replace(question, id=f"{une.id}@{question.grief}" if question.grief else une.id)
    else:
        chemin = chemin_champ(champ, dossier)
        libre = chemin is not None and _vide(etat.brut, chemin)
        chemins = (chemin,) if chemin is not None and libre else ()
        question = depuis_guide(une, portee=Portee.COURRIER, chemins=chemins, inconnaissable=True)
    return replace(question, gain=enjeu.gain, moyens=enjeu.moyens) if question.chemins else None


def essais(question: Question, dossier: Dossier) -> Iterator[list[tuple[Chemin, Donnee]]]:
    """Answers worth trying: every one when they are few, else those that fall on each side of what is compared."""
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
            valeurs = [str(nombre) for nombre in (0, 1, 2, 3, 5, 10, 20, 30, 50, 100, 1000)]
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
