"""From a fact to the question that asks it, and the places of the raw dossier that take its answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from indu.commun.yaml import Chemin
from indu.courrier.fabrique import Etude
from indu.dossier.catalogue import Fait, Portee
from indu.dossier.modele import Dossier, Grief, dernier
from indu.entretien.contexte import Cadre, chemin_champ, rang_courrier
from indu.entretien.etat import Etat, a_demander
from indu.entretien.guide import QuestionGuide, TypeReponse
from indu.entretien.indispensable import depuis_guide
from indu.entretien.question import Question


@dataclass(frozen=True)
class Vue:
    """Where the interview stands, and what the program makes of it."""

    etat: Etat
    dossier: Dossier
    etude: Etude
    cadre: Cadre


def nom_grief(grief: Grief | None) -> str:
    """Its identifier, or nothing for the whole claim."""
    return grief.id if grief is not None else ""


def questions_du_fait(nom: str, grief: Grief | None, lignes: tuple[int, ...], vue: Vue) -> Iterator[Question]:
    """What may still be asked for a fact: itself, or all that its computation lacks; nothing once answered."""
    fait = vue.cadre.bibliotheque.catalogue.faits[nom]
    for demande in (nom,) if not fait.calcule else vue.cadre.guide.calcules.get(nom, ()):
        manque = vue.cadre.guide.par_champ.get(demande)
        if manque is not None:
            question = _du_complement(manque, demande, grief, lignes, vue)
        else:
            question = _du_fait(vue.cadre.bibliotheque.catalogue.faits[demande], grief, lignes, vue)
        if question is not None and question.id not in vue.etat.notes.passees:
            yield question


def _du_fait(fait: Fait, grief: Grief | None, lignes: tuple[int, ...], vue: Vue) -> Question | None:
    """The question of a fact, unless its place already says something."""
    chemin: Chemin | None = None
    par_ligne: dict[int, Chemin] = {}
    dossier, brut = vue.dossier, vue.etat.brut
    match fait.portee:
        case Portee.DOSSIER:
            chemin = (fait.id,)
        case Portee.COURRIER:
            rang = _rang_porteur(fait, vue)
            chemin = ("courriers", rang, fait.id) if rang is not None else None
        case Portee.GRIEF if grief is not None:
            chemin = ("griefs", [autre.id for autre in dossier.griefs].index(grief.id), fait.id)
            if fait.par_ligne:
                libres = [n for n in dossier.par_grief[grief.id] if len(dossier.par_numero[n].grief) == 1]
                par_ligne = _places(fait.id, tuple(libres), dossier)
        case Portee.LIGNE:
            par_ligne = {n: c for n, c in _places(fait.id, lignes, dossier).items() if a_demander(brut, c)}
        case _:
            return None
    chemins = (chemin,) if chemin is not None else tuple(par_ligne.values())
    if not chemins or not a_demander(brut, chemins[0]):
        return None
    return Question(
        f"{fait.id}@{grief.id}" if grief is not None else fait.id,
        fait.question,
        fait.aide or "",
        TypeReponse(fait.type.value),
        fait.portee,
        grief.id if grief is not None else "",
        tuple(par_ligne) or lignes,
        fait.valeurs,
        {},
        chemins,
        par_ligne,
    )


def _rang_porteur(fait: Fait, vue: Vue) -> int | None:
    """Which letter carries a fact of letter, as the analysis reads it."""
    if not fait.courriers:
        return rang_courrier(vue.dossier, vue.etude.analyse.dossier.courrier_conteste)
    porteurs = [courrier for courrier in vue.dossier.courriers if courrier.nature in fait.courriers]
    return rang_courrier(vue.dossier, dernier(porteurs)) if porteurs else None


def _places(champ: str, lignes: tuple[int, ...], dossier: Dossier) -> dict[int, Chemin]:
    rangs = {numero: rang for rang, numero in enumerate(dossier.numeros)}
    return {numero: ("lignes", rangs[numero], champ) for numero in lignes}


def _du_complement(
    une: QuestionGuide, champ: str, grief: Grief | None, lignes: tuple[int, ...], vue: Vue
) -> Question | None:
    """The question of a field that a computed fact lacks."""
    if champ.startswith("lignes."):
        places = _places(champ.removeprefix("lignes."), lignes, vue.dossier)
        par_ligne = {numero: chemin for numero, chemin in places.items() if a_demander(vue.etat.brut, chemin)}
        question = depuis_guide(une, portee=Portee.LIGNE, chemins=tuple(par_ligne.values()), inconnaissable=True)
        question = replace(question, lignes=tuple(par_ligne), par_ligne=par_ligne, grief=nom_grief(grief))
        question = replace(question, id=f"{une.id}@{question.grief}" if question.grief else une.id)
    else:
        chemin = chemin_champ(champ, vue.dossier)
        libre = chemin is not None and a_demander(vue.etat.brut, chemin)
        chemins = (chemin,) if chemin is not None and libre else ()
        question = depuis_guide(une, portee=Portee.COURRIER, chemins=chemins, inconnaissable=True)
    return question if question.chemins else None
