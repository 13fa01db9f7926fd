"""When a person may act alone, should have the letter read, or must see a lawyer.

The thresholds and the sentences are data (``baremes/orientation.yaml``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from indu.analyse.calculs import montant_reclame
from indu.commun.champs import Entier, Libelle, Modele, Montant
from indu.commun.montants import Centimes, euros
from indu.commun.ressources import Ressources
from indu.commun.texte import accorder
from indu.commun.validation import charger
from indu.dossier.catalogue import NatureCourrier
from indu.dossier.modele import Dossier

Niveau: TypeAlias = Literal["autonome", "relecture", "juriste"]
NIVEAUX: Sequence[Niveau] = ("autonome", "relecture", "juriste")


class RegleNature(Modele):
    """A kind of letter that calls for help, and why."""

    nature: NatureCourrier
    niveau: Niveau
    raison: Libelle


class RegleEtape(Modele):
    """A step of the procedure that calls for help, and why."""

    etape: Libelle
    niveau: Niveau
    raison: Libelle


class RegleFait(Modele):
    """A fact that calls for help when it is true, and why."""

    fait: Libelle
    niveau: Niveau
    raison: Libelle


class RegleGrief(Modele):
    """A kind of grief that calls for help, and why."""

    grief: Libelle
    niveau: Niveau
    raison: Libelle


class Bareme(Modele):
    """The thresholds (amounts in cents, numbers of lines, days before a deadline) and rules of orientation."""

    seuil_relecture: Montant
    seuil_juriste: Montant
    lignes_relecture: Entier
    lignes_juriste: Entier
    jours_pressants: Entier
    courriers: tuple[RegleNature, ...]
    etapes: tuple[RegleEtape, ...]
    faits: tuple[RegleFait, ...]
    griefs: tuple[RegleGrief, ...]


@dataclass(frozen=True, slots=True)
class Orientation:
    """Who should handle this dossier, and the reasons, the gravest first; ``pressant``: a deadline is days away."""

    niveau: Niveau
    raisons: tuple[str, ...]
    pressant: bool = False


@lru_cache(maxsize=8)
def charger_bareme(ressources: Ressources) -> Bareme:
    """Load the rules.

    Raises:
        BibliothequeInvalide: the file is wrong.
    """
    return charger(Bareme, ressources, "baremes/orientation.yaml")


def orienter(dossier: Dossier, bareme: Bareme, etape: str, reste: int | None) -> Orientation:
    """The level of help a dossier calls for at a step, ``reste`` days before its next deadline (negative: all past)."""
    trouvees = [
        *((regle.niveau, regle.raison) for regle in bareme.etapes if regle.etape == etape),
        *_courriers_et_faits(dossier, bareme),
        *_taille(dossier, bareme),
    ]
    pressant = reste is not None and 0 <= reste <= bareme.jours_pressants
    if reste is not None and reste < 0:
        trouvees.append(("relecture", "le délai est passé : ce qui permet encore d’agir doit être relu"))
    elif reste is not None and pressant:
        trouvees.append(("relecture", f"il reste {accorder(reste, 'jour')} avant la fin du délai"))
    trouvees.sort(key=lambda trouvee: -NIVEAUX.index(trouvee[0]))
    niveau: Niveau = trouvees[0][0] if trouvees else "autonome"
    return Orientation(niveau, tuple(dict.fromkeys(raison for _, raison in trouvees)), pressant)


def _courriers_et_faits(dossier: Dossier, bareme: Bareme) -> Iterator[tuple[Niveau, str]]:
    natures = {courrier.nature for courrier in dossier.courriers}
    yield from ((regle.niveau, regle.raison) for regle in bareme.courriers if regle.nature in natures)
    porteurs = (dossier, *dossier.courriers, *dossier.griefs)
    for fait in bareme.faits:
        if any(porteur.fait(fait.fait) is True for porteur in porteurs):
            yield fait.niveau, fait.raison
    griefs = {grief.nature for grief in dossier.griefs}
    yield from ((regle.niveau, regle.raison) for regle in bareme.griefs if regle.grief in griefs)


def _taille(dossier: Dossier, bareme: Bareme) -> Iterator[tuple[Niveau, str]]:
    montant, lignes = montant_reclame(dossier) or 0, len(dossier.lignes)
    seuils: tuple[tuple[Niveau, Centimes, int], ...] = (
        ("juriste", bareme.seuil_juriste, bareme.lignes_juriste),
        ("relecture", bareme.seuil_relecture, bareme.lignes_relecture),
    )
    for niveau, seuil, _ in seuils:
        if montant >= seuil:
            yield niveau, f"le montant réclamé atteint {euros(seuil)}"
            break
    for niveau, _, nombre in seuils:
        if lignes >= nombre:
            yield niveau, f"la réclamation porte sur {accorder(nombre, 'ligne')} ou plus"
            break
