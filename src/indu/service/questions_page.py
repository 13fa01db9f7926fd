"""A question as a page shows it: its words, the kind of its fields, what was typed already, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from indu.commun.montants import euros
from indu.commun.texte import phrase, plages, typographier
from indu.courrier.fabrique import Etude
from indu.dossier.catalogue import Catalogue
from indu.dossier.modele import Dossier
from indu.entretien.guide import Guide, TypeReponse
from indu.entretien.lieu import dire_lieu
from indu.entretien.question import Incompris, Question
from indu.entretien.reponses import comprendre
from indu.entretien.saisies import COLONNES as NOMS_DES_COLONNES
from indu.service.echeances_page import prochaine
from indu.service.saisie import EXCEPTIONS, INCONNU, Saisie, proposition, reponses

_EXEMPLES = {
    TypeReponse.DATE: "Exemple : 05/03/2026, ou 05032026",
    TypeReponse.MONTANT: "En euros. Exemple : 1234,56",
    TypeReponse.ENTIER: "Un nombre entier. Exemple : 12",
    TypeReponse.ADRESSE: "Une ligne par ligne de l’adresse",
}
_REMPLISSAGE: Mapping[tuple[str | int, ...], str] = {
    ("praticien", "prenom"): "given-name",
    ("praticien", "nom"): "family-name",
    ("praticien", "adresse"): "street-address",
}
"""What a browser may fill by itself."""
_LIGNE = (
    ("date_soin", "Date du soin", "Exemple : 13/01/2025", "numeric"),
    ("date_paiement", "Date de paiement", "Mandatement, règlement", "numeric"),
    ("acte", "Acte", "Exemple : RAM 7,49", "text"),
    ("montant_paye", "Montant payé", "En euros", "decimal"),
    ("montant_reclame", "Montant réclamé", "En euros", "decimal"),
    ("facture", "Numéro de facture", "", "text"),
    ("patient", "Initiales du patient", "Jamais son nom", "text"),
)


def page_de_question(
    question: Question,
    dossier: Dossier | None,
    guide: Guide,
    catalogue: Catalogue,
    saisie: Saisie,
    erreur: Incompris | None,
) -> dict[str, Any]:
    """All that the template of a question prints."""
    une = guide.par_id.get(question.id.partition("@")[0])
    aide = une.aide_ecran or une.aide if une is not None else question.aide
    faute = None if erreur is None else _faute(question, saisie, erreur, catalogue)
    return {
        "id": question.id,
        "texte": typographier(question.texte),
        "aide": typographier(aide or question.aide),
        "lieu": typographier(dire_lieu(question, dossier)),
        "genre": _genre(question, court=une is not None and question.id != "grief_precision"),
        "exemple": typographier(_EXEMPLES.get(question.type, "")),
        "remplissage": _REMPLISSAGE.get(question.chemins[0], "off") if question.chemins else "off",
        "choix": _choix(question, saisie),
        "tous": _tous(question, catalogue, saisie),
        "valeur": saisie.un("reponse") or _a_corriger(question),
        "propose": typographier(proposition(question)),
        "sans_reponse": phrase(question.sans_reponse)
        or ("Passer, ne rien écrire" if une is not None and une.facultative else "Je ne sais pas"),
        "sauf": _sauf(question, saisie),
        "colonnes": _colonnes(saisie) if question.id == "ligne" else [],
        "coller": saisie.un("coller"),
        "erreur": faute,
    }


def _a_corriger(question: Question) -> str:
    """What was read in a file, ready to be corrected."""
    propose = proposition(question)
    return "\n".join(propose.split(", ")) if question.type is TypeReponse.ADRESSE else propose


def _genre(question: Question, *, court: bool) -> str:
    """Which fields ask it."""
    if question.id in ("griefs", "ligne"):
        return question.id
    match question.type:
        case TypeReponse.BOOLEEN | TypeReponse.CHOIX:
            return "radios"
        case TypeReponse.LISTE:
            return "cases"
        case TypeReponse.ADRESSE:
            return "paragraphe"
        case TypeReponse.DATE | TypeReponse.ENTIER:
            return "chiffres"
        case TypeReponse.MONTANT:
            return "montant"
    return "mots" if court else "paragraphe"


def _valeurs(question: Question) -> Mapping[str, str]:
    return {"oui": "Oui", "non": "Non"} if question.type is TypeReponse.BOOLEEN else question.valeurs


def _choix(question: Question, saisie: Saisie) -> list[dict[str, Any]]:
    if question.type not in (TypeReponse.BOOLEEN, TypeReponse.CHOIX, TypeReponse.LISTE) or question.id == "griefs":
        return []
    choisis = saisie.plusieurs("reponse") or [
        code for code, dit in _valeurs(question).items() if question.propose in (code, dit)
    ]
    return [
        {
            "code": code,
            "libelle": phrase(libelle),
            "detail": typographier(question.details.get(code, "")),
            "choisi": code in choisis,
        }
        for code, libelle in [*_valeurs(question).items()]
    ]


def _tous(question: Question, catalogue: Catalogue, saisie: Saisie) -> list[dict[str, Any]]:
    """The whole catalogue of griefs, where any of them may be the answer."""
    if question.id != "griefs" and not question.id.startswith("grief_nature@"):
        return []
    champ = "liste" if question.id == "griefs" else "reponse"
    return [
        {"code": un.id, "libelle": phrase(un.libelle), "choisi": saisie.un(champ) == un.id}
        for un in catalogue.griefs.values()
        if question.id == "griefs" or un.id not in question.valeurs
    ]


def _sauf(question: Question, saisie: Saisie) -> dict[str, Any] | None:
    """The lines that answer otherwise: a pair of fields a group, a few more than those filled."""
    if len(question.par_ligne) < 2:
        return None
    paires = [(saisie.un(f"sauf_lignes_{rang}"), saisie.un(f"sauf_valeur_{rang}")) for rang in range(EXCEPTIONS)]
    remplies = max((rang + 1 for rang, paire in enumerate(paires) if any(paire)), default=0)
    nombre = min(EXCEPTIONS, max(1, remplies + (2 if saisie.action == "ajouter" else 0)))
    booleen = question.type is TypeReponse.BOOLEEN
    fermee = question.type in (TypeReponse.BOOLEEN, TypeReponse.CHOIX)
    return {
        "lignes": plages(question.par_ligne),
        "ouvert": remplies > 0 or saisie.action == "ajouter",
        "plein": nombre == EXCEPTIONS,
        "vide": "l’inverse" if booleen else "choisissez",
        "options": [
            {"code": code, "libelle": phrase(dit)}
            for code, dit in [*_valeurs(question).items(), (INCONNU, "Je ne sais pas")]
        ]
        if fermee
        else [],
        "paires": [{"rang": rang, "lignes": paires[rang][0], "valeur": paires[rang][1]} for rang in range(nombre)],
    }


def _colonnes(saisie: Saisie) -> list[dict[str, Any]]:
    return [
        {
            "nom": nom,
            "libelle": libelle,
            "indice": typographier(indice),
            "clavier": clavier,
            "valeur": saisie.un(nom),
            "obligatoire": nom in ("date_soin", "montant_reclame"),
        }
        for nom, libelle, indice, clavier in _LIGNE
    ]


def _faute(question: Question, saisie: Saisie, erreur: Incompris, catalogue: Catalogue) -> dict[str, str]:
    """What is wrong, what is expected, and the field to go to."""
    return {
        "message": phrase(erreur.message),
        "attendu": typographier(_a_l_ecran(question, erreur.attendu)),
        "champ": _champ_fautif(question, saisie, erreur, catalogue),
    }


def _a_l_ecran(question: Question, attendu: str) -> str:
    """What is expected, where the words of the terminal (numbers to type, « sauf ») would mislead."""
    if question.id in ("griefs", "ligne") or question.type in (
        TypeReponse.BOOLEEN,
        TypeReponse.CHOIX,
        TypeReponse.LISTE,
    ):
        return {"griefs": "d’autres mots, ou un grief de la liste", "ligne": ""}.get(question.id, "une des réponses")
    return attendu.partition(", et « sauf")[0].partition(", ou « je ne sais pas »")[0]


def _champ_fautif(question: Question, saisie: Saisie, erreur: Incompris, catalogue: Catalogue) -> str:
    if question.id == "ligne":
        if saisie.un("coller"):
            return "coller"
        noms = (nom for nom, dit in NOMS_DES_COLONNES.items() if dit in erreur.message)
        return next(noms, "date_soin")
    seule = Saisie(saisie.action, saisie.question, {"reponse": saisie.plusieurs("reponse")})
    if question.par_ligne and reponses(question, saisie, catalogue) != reponses(question, seule, catalogue):
        (principale,) = reponses(question, seule, catalogue)
        if not isinstance(comprendre(question, principale), Incompris):
            return "sauf_lignes_0"
    return "reponse"


def resume_vivant(etude: Etude | None, jour: date) -> dict[str, Any] | None:
    """What is at stake, contested, the next deadline, the moyens kept; nothing before the first answer.

    Deadlines are counted from ``jour``, today, whatever the date written in the dossier for its letter.
    """
    if etude is None:
        return None
    analyse = etude.analyse
    return {
        "en_jeu": "inconnu" if analyse.reclame is None else euros(analyse.reclame),
        "conteste": euros(etude.plan.conteste),
        "echeance": prochaine(analyse.echeances, jour),
        "moyens": len({retenu.moyen.id for retenu in etude.selection.retenus}),
        "a_completer": len({attente.moyen.id for attente in etude.selection.a_completer}),
        "avocat": [phrase(raison) for raison in analyse.orientation.raisons]
        if analyse.orientation.niveau == "juriste"
        else [],
    }
