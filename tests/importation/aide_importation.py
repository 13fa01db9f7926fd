"""From a file to its proposition, and to the dossier that reads back from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aide import ARGUMENTS, CATALOGUE
from indu.commun.texte import nettoyer
from indu.dossier.lecture import dossier_depuis
from indu.dossier.modele import Dossier
from indu.importation.assemblage import Materiau, proposer
from indu.importation.correspondances import imposer
from indu.importation.ecriture_dossier import ecrire_dossier
from indu.importation.grille import Cellule, Grille, lettres
from indu.importation.lecteurs import lire_fichier
from indu.importation.proposition import Proposition
from indu.importation.vocabulaire import charger_vocabulaire

VOCABULAIRE = charger_vocabulaire(ARGUMENTS)


def importer(*chemins: Path, colonnes: Sequence[tuple[str, str]] = ()) -> Proposition:
    """What the importer proposes for these files."""
    lectures = [lire_fichier(chemin, VOCABULAIRE.masqueur, ARGUMENTS) for chemin in chemins]
    materiau = Materiau(
        grilles=tuple(grille for lecture in lectures for grille in lecture.grilles),
        sources=tuple(chemin.name for chemin in chemins),
        avis=tuple(avis for lecture in lectures for avis in lecture.avis),
    )
    return proposer(materiau, VOCABULAIRE, CATALOGUE, imposer(colonnes, VOCABULAIRE))[0]


def grille(*rangees: Sequence[Any], nom: str = "") -> Grille:
    """A grid of texts, cleaned as a reader does."""
    return Grille(
        nom,
        tuple(
            tuple(Cellule(nettoyer(str(texte)), f"{lettres(rang)}{numero}") for rang, texte in enumerate(rangee))
            for numero, rangee in enumerate(rangees, start=1)
        ),
    )


def proposition(*grilles: Grille) -> Proposition:
    """What the importer makes of grids."""
    return proposer(Materiau(grilles, ("essai.csv",)), VOCABULAIRE, CATALOGUE, {})[0]


def relu(une: Proposition) -> Dossier:
    """The dossier, written then read."""
    return dossier_depuis(ecrire_dossier(une).encode(), "dossier.yaml", CATALOGUE)
