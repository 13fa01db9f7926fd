"""What comes first: the letter received, its dates and amount, who writes to whom, the table, the griefs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from indu.commun.yaml import Chemin, Donnee, nom_chemin
from indu.dossier.catalogue import LIBELLES_COURRIERS, Portee
from indu.dossier.modele import A_COMPLETER, Dossier
from indu.entretien.contexte import Cadre, chemin_champ, concerne, rang_courrier
from indu.entretien.etat import REFERENCE, Etat, a_demander, lire_chemin
from indu.entretien.griefs import chercher, question_des_griefs
from indu.entretien.guide import QuestionGuide, TypeReponse
from indu.entretien.question import Question

INCONNAISSABLES = frozenset({"courrier", "notification", "saisine_cra", "lignes"})
"""The parts of a dossier whose fields may say « inconnu »."""


def question_indispensable(etat: Etat, dossier: Dossier | None, cadre: Cadre) -> Question | None:
    """The first of them that has no answer yet."""
    if dossier is None:
        return _nature(cadre)
    nature = dossier.courrier_conteste.nature
    for une in cadre.guide.questions:
        if une.id in etat.notes.passees or not concerne(une, nature):
            continue
        question = (
            _du_champ(une, etat, dossier)
            if une.champ is not None
            else _ETAPES.get(une.id, _rien)(une, etat, dossier, cadre)
        )
        if question is not None:
            return question
    return None


def depuis_guide(
    une: QuestionGuide,
    *,
    portee: Portee = Portee.DOSSIER,
    chemins: tuple[Chemin, ...] = (),
    inconnaissable: bool = False,
) -> Question:
    """A question in the guide's words."""
    return Question(
        une.id,
        une.question,
        une.aide,
        une.type,
        portee,
        valeurs=une.valeurs,
        chemins=chemins,
        inconnaissable=inconnaissable,
    )


def _nature(cadre: Cadre) -> Question:
    """In the order of the guide, which is that of the procedure."""
    details: dict[str, str] = {courrier.nature: courrier.reconnaitre for courrier in cadre.guide.courriers}
    valeurs: dict[str, str] = {
        nature: LIBELLES_COURRIERS[nature]
        for nature in (*(un.nature for un in cadre.guide.courriers), *LIBELLES_COURRIERS)
    }
    une = cadre.guide.par_id["nature"]
    question = depuis_guide(une, portee=Portee.COURRIER)
    return replace(
        question, valeurs=valeurs, details=details, a_defaut=une.a_defaut or "", sans_reponse=une.sans_reponse or ""
    )


def _du_champ(une: QuestionGuide, etat: Etat, dossier: Dossier) -> Question | None:
    champ = une.champ or ""
    chemin = chemin_champ(champ, dossier)
    if chemin is None:
        return None
    incertain = nom_chemin(chemin) in etat.notes.a_confirmer
    if not incertain and not a_demander(etat.brut, chemin):
        return None
    tete = champ.split(".")[0]
    portee = Portee.COURRIER if tete in ("courrier", "notification") else Portee.DOSSIER
    question = depuis_guide(une, portee=portee, chemins=(chemin,), inconnaissable=tete in INCONNAISSABLES)
    return replace(question, propose=_dire(lire_chemin(etat.brut, chemin))) if incertain else question


def _dire(valeur: Donnee) -> str:
    return ", ".join(map(str, valeur)) if isinstance(valeur, list) else str(valeur)


def _nature_a_confirmer(_: QuestionGuide, etat: Etat, dossier: Dossier, cadre: Cadre) -> Question | None:
    """The kind of letter, when it was only read in a file."""
    chemin = ("courriers", rang_courrier(dossier, dossier.courrier_conteste), "nature")
    if nom_chemin(chemin) not in etat.notes.a_confirmer:
        return None
    propose = LIBELLES_COURRIERS[dossier.courrier_conteste.nature]
    return replace(_nature(cadre), chemins=(chemin,), propose=propose, a_defaut="", sans_reponse="")


def _griefs_venus(etat: Etat, dossier: Dossier, cadre: Cadre) -> Question | None:
    """What a file left unsure of its griefs: their kind, their words."""
    catalogue = cadre.bibliotheque.catalogue
    for rang, grief in enumerate(dossier.griefs):
        chemin, nom = ("griefs", rang, "nature"), f"grief_nature@{grief.id}"
        if nom_chemin(chemin) in etat.notes.a_confirmer and nom not in etat.notes.passees:
            proches = dict.fromkeys([grief.nature, *chercher(grief.precision or "", catalogue), "autre"])
            griefs = [catalogue.griefs[nature] for nature in proches if nature in catalogue.griefs]
            question = depuis_guide(cadre.guide.par_id["grief_nature"], portee=Portee.GRIEF, chemins=(chemin,))
            return replace(
                question,
                id=nom,
                grief=grief.id,
                valeurs={un.id: un.libelle for un in griefs},
                details={un.id: un.formule for un in griefs},
                propose=catalogue.griefs[grief.nature].libelle,
            )
        chemin, nom = ("griefs", rang, "precision"), f"grief_precision@{grief.id}"
        if nom not in etat.notes.passees and lire_chemin(etat.brut, chemin) and a_demander(etat.brut, chemin):
            question = depuis_guide(cadre.guide.par_id["grief_precision"], portee=Portee.GRIEF, chemins=(chemin,))
            return replace(question, id=nom, grief=grief.id)
    return None


def _notification_anterieure(une: QuestionGuide, _: Etat, dossier: Dossier, __: Cadre) -> Question | None:
    if dossier.dernier_courrier("notification") is not None:
        return None
    return depuis_guide(une)


def _commission(une: QuestionGuide, _: Etat, dossier: Dossier, __: Cadre) -> Question | None:
    return depuis_guide(une) if dossier.saisine_cra is None else None


def _tableau(une: QuestionGuide, etat: Etat, dossier: Dossier, _: Cadre) -> Question | None:
    return depuis_guide(une) if not etat.notes.tableau and not dossier.lignes else None


def _griefs(_: QuestionGuide, etat: Etat, dossier: Dossier, cadre: Cadre) -> Question | None:
    return question_des_griefs(etat, dossier, cadre) or _griefs_venus(etat, dossier, cadre)


def _rien(_: QuestionGuide, __: Etat, ___: Dossier, ____: Cadre) -> None:
    """A question that another step asks in its turn."""
    return


_ETAPES: Mapping[str, Callable[[QuestionGuide, Etat, Dossier, Cadre], Question | None]] = {
    "nature": _nature_a_confirmer,
    "notification_anterieure": _notification_anterieure,
    "commission": _commission,
    "tableau": _tableau,
    "griefs": _griefs,
}


def valeurs_initiales(nature: str) -> dict[str, Donnee]:
    """The smallest dossier that can be read, with holes that are seen."""
    return {
        "reference": REFERENCE,
        "praticien": {"prenom": f"{A_COMPLETER} : prénom", "nom": f"{A_COMPLETER} : nom"},
        "caisse": {"nom": f"{A_COMPLETER} : nom de la caisse"},
        "courriers": [{"nature": nature}],
    }


def ecritures(question: Question, valeur: Donnee, sauf: Mapping[int, Donnee]) -> Iterator[tuple[Chemin, Donnee]]:
    """What an answer writes, and where; an address fills several fields."""
    ecrite: Donnee = "inconnu" if valeur is None else valeur
    for chemin in question.chemins:
        if question.type is TypeReponse.ADRESSE and isinstance(valeur, dict):
            yield from (((*chemin[:-1], nom), partie) for nom, partie in valeur.items())
        elif chemin not in [question.par_ligne[numero] for numero in sauf]:
            yield chemin, ecrite
    for numero, autre in sauf.items():
        yield question.par_ligne[numero], "inconnu" if autre is None else autre
