from __future__ import annotations
from pathlib import Path
from collections.abc import Sequence
from indu.commun.erreurs import Probleme
from indu.lot.modele import Entree


def lire_classeur(chemin: Path, bibliotheque: object) -> tuple[Sequence[Entree], Sequence[Probleme]]:
    return (), ()


def situer(problemes: Sequence[Probleme], entree: Entree) -> Sequence[Probleme]:
    return problemes
