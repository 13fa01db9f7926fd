"""From the fields of a form to the words that the interview reads: the same that a person types in a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indu.commun.texte import espaces_simples
from indu.dossier.catalogue import Catalogue
from indu.entretien.guide import TypeReponse
from indu.entretien.question import Question

NSP = "je ne sais pas"
INCONNU = "nsp"
"""The value of the choice that says so."""
FINI = "terminé"
COLONNES = ("date_soin", "date_paiement", "acte", "montant_paye", "montant_reclame", "facture", "patient")
"""The columns of a row, in the order in which the interview reads them."""
EXCEPTIONS = 40
"""Groups of lines that may answer otherwise."""

Champs = Mapping[str, Sequence[str]]
"""The fields of a form: what was typed or chosen, by name."""


@dataclass(frozen=True, slots=True)
class Saisie:
    """What a person did on a page: the button, the question that the page asked, its fields."""

    action: str = "poser"
    question: str = ""
    champs: Champs | None = None

    def un(self, nom: str) -> str:
        """The text of a field; nothing when it is absent."""
        valeurs = self.plusieurs(nom)
        return valeurs[0].strip() if valeurs else ""

    def plusieurs(self, nom: str) -> Sequence[str]:
        """What was chosen under a name."""
        return (self.champs or {}).get(nom, ())


def reponses(question: Question, saisie: Saisie, catalogue: Catalogue) -> Sequence[str]:
    """What a person would have typed, one answer after the other; only rows come several at a time."""
    if question.id == "ligne":
        return _lignes(saisie)
    if saisie.action == INCONNU:
        return [NSP]
    principale = _principale(question, saisie, catalogue)
    exceptions = _exceptions(question, saisie)
    return [f"{principale} sauf {exceptions}" if principale and exceptions else principale]


def _principale(question: Question, saisie: Saisie, catalogue: Catalogue) -> str:
    choisis = saisie.plusieurs("reponse")
    if question.id == "griefs":
        return saisie.un("liste") if saisie.un("liste") in catalogue.griefs else saisie.un("reponse")
    if INCONNU in choisis and question.type is not TypeReponse.TEXTE:
        return NSP
    match question.type:
        case TypeReponse.CHOIX:
            return _choix(question, saisie.un("reponse"), catalogue)
        case TypeReponse.LISTE:
            rangs = [rang for code in question.valeurs if code in choisis for rang in [rang_de(question, code)]]
            return ", ".join(rangs) or ("aucune" if saisie.un("aucune") else "")
        case TypeReponse.ADRESSE:
            lignes = [ligne.strip(" ,;\t") for ligne in saisie.un("reponse").splitlines()]
            adresse = ", ".join(filter(None, lignes))
            return "oui" if question.propose and adresse == question.propose else adresse
    texte = _en_date(saisie.un("reponse")) if question.type is TypeReponse.DATE else saisie.un("reponse")
    texte = espaces_simples(texte)
    return "oui" if question.propose and texte == proposition(question) else texte


def proposition(question: Question) -> str:
    """What was read in a file, as a person writes it."""
    forme = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", question.propose)
    return "/".join(reversed(forme.groups())) if forme else question.propose


def rang_de(question: Question, code: str) -> str:
    """The number of a choice, which no label can be taken for; nothing for what is not one."""
    codes = list(question.valeurs)
    return str(codes.index(code) + 1) if code in codes else ""


def _choix(question: Question, code: str, catalogue: Catalogue) -> str:
    if question.propose and question.valeurs.get(code) == question.propose:
        return "oui"
    if question.id.startswith("grief_nature@") and code in catalogue.griefs and code not in question.valeurs:
        return code
    return rang_de(question, code)


def _en_date(texte: str) -> str:
    """« 05032026 » as « 05/03/2026 »: the keys of a telephone have no « / »."""
    forme = re.fullmatch(r"(\d\d)(\d\d)(\d{4}|\d\d)", texte)
    return "/".join(forme.groups()) if forme else texte


def _exceptions(question: Question, saisie: Saisie) -> str:
    """« 3, 5-7 : 12,58 ; 9 : 8 », from the pairs of fields."""
    if len(question.par_ligne) < 2:
        return ""
    groupes = []
    for rang in range(EXCEPTIONS):
        lignes = espaces_simples(saisie.un(f"sauf_lignes_{rang}").replace(";", ","))
        valeur = saisie.un(f"sauf_valeur_{rang}")
        if not lignes and not valeur:
            continue
        if valeur == INCONNU:
            valeur = NSP
        elif question.type is TypeReponse.CHOIX:
            valeur = rang_de(question, valeur)
        elif question.type is TypeReponse.DATE:
            valeur = _en_date(valeur)
        groupes.append(f"{lignes or '?'} : {valeur}" if valeur else lignes)
    return " ; ".join(groupes)


def _lignes(saisie: Saisie) -> list[str]:
    """A row from its fields, those pasted from a spreadsheet, and the end of them."""
    tapees = [saisie.un(nom) for nom in COLONNES]
    lignes = [" ; ".join(_colonne(nom, texte) for nom, texte in zip(COLONNES, tapees, strict=True))]
    lignes = lignes if any(tapees) else []
    lignes += [ligne for ligne in map(str.strip, saisie.un("coller").splitlines()) if ligne]
    if saisie.action == FINIR:
        lignes.append(FINI)
    return lignes or [""]


FINIR = "finir"
"""The button that says that a grief has no more rows."""


def _colonne(nom: str, texte: str) -> str:
    propre = espaces_simples(texte.replace(";", ",").replace("\t", " "))
    return _en_date(propre) if nom.startswith("date") and propre else propre or "-"
