"""The published examples, written again by answering questions: same moyens, in a known number of questions."""

from __future__ import annotations

from collections import Counter

import pytest

from aide import EXEMPLES, etude, exemple
from indu.courrier.fabrique import Etude
from indu.entretien.etat import Etat
from repondant import Repondant, moteur

Place = tuple[str, str, tuple[int, ...]]
QUESTIONS = {"a": 66, "b": 40, "c": 66}
"""How many questions each example takes, its rows apart; more would be a burden to justify."""


def retenus(une: Etude) -> set[Place]:
    return {(r.moyen.id, r.grief.id if r.grief else "", r.lignes) for r in une.selection.retenus}


@pytest.mark.parametrize("lettre", EXEMPLES)
def test_un_exemple_rejoue_depuis_zero_donne_les_memes_moyens(lettre: str) -> None:
    ecrit = exemple(lettre)
    assert ecrit.lettre.date is not None
    un_moteur, repondant = moteur(ecrit.lettre.date), Repondant.depuis(EXEMPLES[lettre])
    rejoue = un_moteur.etude(repondant.mener(un_moteur, Etat()))
    assert rejoue is not None
    attendue = etude(ecrit)
    assert retenus(rejoue) == retenus(attendue)
    assert rejoue.plan.conteste == attendue.plan.conteste
    assert rejoue.lettre == attendue.lettre
    posees = Counter(question.id for question in repondant.posees)
    assert posees.pop("ligne", 0) == (len(ecrit.lignes) + len(ecrit.griefs) if ecrit.lignes else 0)
    assert sum(posees.values()) <= QUESTIONS[lettre]
    assert posees["nature"] == 1
    fixes = {"griefs", "grief_precision", "grief_montant", "grief_suivant"}
    assert all(nombre == 1 for question, nombre in posees.items() if question not in fixes)
