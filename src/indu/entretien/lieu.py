"""What a question is about, in a few words: a grief and its lines, and what is at stake there."""

from __future__ import annotations

from indu.commun.montants import euros
from indu.commun.texte import dire_lignes
from indu.dossier.modele import Dossier
from indu.entretien.question import Question


def dire_lieu(question: Question, dossier: Dossier | None) -> str:
    """« Grief A (motif), lignes 1 à 4, jusqu’à 39,72 € en jeu »; nothing for a question on the whole dossier."""
    griefs = [grief for grief in dossier.griefs if grief.id == question.grief] if dossier is not None else []
    nom = [
        f"Grief {grief.id}" + (f" ({grief.precision or grief.nature})" if question.id != "ligne" else "")
        for grief in griefs
    ]
    lignes = [dire_lignes(question.lignes)] if question.lignes else []
    gain = [f"jusqu’à {euros(question.gain)} en jeu"] if question.gain else []
    return ", ".join([*nom, *lignes, *gain])
