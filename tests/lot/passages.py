"""Batches in tests: small dossiers on disk, and an engine that works in this process. Everybody here is invented."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from aide import ARGUMENTS, BIBLIOTHEQUE, JOUR, REPONDU, TEMPLATES, brut
from indu.courrier.identite import SANS_REGLAGES
from indu.lot.empreinte import Consigne
from indu.lot.gisement import explorer
from indu.lot.lot import mener
from indu.lot.modele import Suivi
from indu.lot.moteurs import Fini, Moteur
from indu.lot.travail import Tache, traiter

CONSIGNE = Consigne(ARGUMENTS, TEMPLATES, SANS_REGLAGES, JOUR, impose=False, toutes=False, formats=("docx",))


class MoteurIci:
    """The work done in this process, remembering which dossiers were sent."""

    def __init__(self) -> None:
        self.traites: list[str] = []

    def executer(self, consigne: Consigne, taches: Iterable[Tache]) -> Iterator[Fini]:
        for tache in taches:
            self.traites.append(tache.entree.nom)
            yield tache, traiter(consigne, tache)


def poser(chemin: Path, reference: str = "EX-1", **champs: Any) -> Path:
    """A dossier that gives a letter, written as JSON (which is YAML too)."""
    chemin.parent.mkdir(parents=True, exist_ok=True)
    contenu = brut(reference=reference, griefs=[REPONDU]) | champs
    chemin.write_text(json.dumps(contenu, ensure_ascii=False, indent=1), encoding="utf-8")
    return chemin


def passer(source: Path, sortie: Path, consigne: Consigne = CONSIGNE, moteur: Moteur | None = None) -> dict[str, Suivi]:
    """A whole run: where each dossier stands, by name."""
    gisement = explorer([source], sortie, BIBLIOTHEQUE)
    return {suivi.nom: suivi for suivi in mener(gisement, sortie, consigne, moteur or MoteurIci())}


def lendemain(jour: date = JOUR) -> date:
    """The day after."""
    return date.fromordinal(jour.toordinal() + 1)
