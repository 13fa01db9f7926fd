"""A person who answers from a dossier already written: what the file says, else « je ne sais pas »."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from aide import ARGUMENTS, BIBLIOTHEQUE, TEMPLATES
from indu.commun.yaml import lire_yaml
from indu.entretien.contexte import Cadre
from indu.entretien.etat import Etat, lire_chemin
from indu.entretien.guide import TypeReponse, charger_guide
from indu.entretien.moteur import Moteur
from indu.entretien.question import Incompris, Question

NSP = "je ne sais pas"


def moteur(jour: date) -> Moteur:
    """The engine over our own library."""
    return Moteur(Cadre(BIBLIOTHEQUE, TEMPLATES, charger_guide(ARGUMENTS), jour))


def poursuivre(un_moteur: Moteur, etat: Etat, question: Question, reponse: str) -> Etat:
    """The state after an answer that must be understood."""
    suite = un_moteur.repondre(etat, question, reponse)
    assert not isinstance(suite, Incompris), (question.id, reponse, suite)
    return suite


@dataclass
class Repondant:
    """Answers every question as the dossier of that file would."""

    source: Any
    posees: list[Question] = field(default_factory=list)

    @classmethod
    def depuis(cls, chemin: Path) -> Repondant:
        return cls(lire_yaml(chemin.read_bytes(), str(chemin)).valeur)

    def mener(self, un_moteur: Moteur, etat: Etat) -> Etat:
        """Answer until nothing is asked any more."""
        while (question := un_moteur.prochaine_question(etat)) is not None:
            self.posees.append(question)
            etat = poursuivre(un_moteur, etat, question, self.repondre(question, etat))
        return etat

    def repondre(self, question: Question, etat: Etat) -> str:
        ecrits = [grief["id"] for grief in etat.brut.get("griefs") or () if isinstance(grief, dict)]
        griefs: list[Mapping[str, Any]] = self.source["griefs"]
        courant = next((grief for grief in griefs if grief["id"] == etat.notes.grief), {})
        match question.id:
            case "nature":
                return str(self.source["courriers"][-1]["nature"])
            case "commission":
                return "oui" if "saisine_cra" in self.source else "non"
            case "tableau":
                return "saisir" if self.source.get("lignes") else "sans"
            case "griefs":
                return str(next(grief["nature"] for grief in griefs if grief["id"] not in ecrits))
            case "grief_precision":
                return str(courant.get("precision", "passer"))
            case "grief_montant":
                return str(courant.get("montant_annonce", NSP))
            case "ligne":
                return self._ligne(courant["id"], etat)
            case "grief_suivant":
                return "oui" if len(ecrits) < len(griefs) else "non"
        if question.type is TypeReponse.ADRESSE:
            qui = self.source[question.chemins[0][0]]
            return ", ".join([*qui["adresse"], f"{qui['code_postal']} {qui['ville']}"])
        return self._champ(question)

    def _ligne(self, grief: str, etat: Etat) -> str:
        deja: Any = etat.brut.get("lignes") or ()
        restantes = [ligne for ligne in self.source["lignes"] if ligne["grief"] == grief]
        rang = sum(ligne["grief"] == grief for ligne in deja)
        if rang == len(restantes):
            return "terminé"
        ligne = restantes[rang]
        colonnes = [ligne["date_soin"], ligne["date_paiement"], f"{ligne['acte']} {ligne['coefficient']}"]
        return " ; ".join(
            [*colonnes, ligne["montant_paye"], ligne["montant_reclame"], ligne["facture"], ligne["patient"]]
        )

    def _champ(self, question: Question) -> str:
        valeur = lire_chemin(self.source, question.chemins[0])
        if isinstance(valeur, list):
            return ", ".join(map(str, valeur)) or "aucune"
        ecrites = {numero: lire_chemin(self.source, chemin) for numero, chemin in question.par_ligne.items()}
        commune = str(valeur) if valeur is not None else None
        if valeur is None or question.chemins[0] in question.par_ligne.values():
            frequentes = Counter(str(autre) for autre in ecrites.values() if autre is not None).most_common(1)
            commune = frequentes[0][0] if frequentes else None
        sauf = [
            f"{numero} : {NSP if autre is None else autre}"
            for numero, autre in ecrites.items()
            if autre != commune and (autre is not None or valeur is None)
        ]
        if commune in (None, "inconnu"):
            return NSP
        return f"{commune} sauf {' ; '.join(sauf)}" if sauf else str(commune)
