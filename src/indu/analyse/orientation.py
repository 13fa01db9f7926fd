"""When a person may act alone, should have the letter read, or must see a lawyer.

The thresholds and the sentences are data (``baremes/orientation.yaml``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from indu.analyse.calculs import montant_reclame
from indu.commun.champs import Libelle, Modele, Montant
from indu.commun.erreurs import BibliothequeInvalide
from indu.commun.montants import euros
from indu.commun.ressources import Ressources
from indu.commun.validation import valider
from indu.commun.yaml import lire_yaml
from indu.dossier.catalogue import NatureCourrier
from indu.dossier.modele import Dossier

Niveau: TypeAlias = Literal["autonome", "relecture", "juriste"]
NIVEAUX: Sequence[Niveau] = ("autonome", "relecture", "juriste")


class RegleNature(Modele):
    """A kind of letter that calls for help, and why."""

    nature: NatureCourrier
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
    """The thresholds (cents) and rules of orientation."""

    seuil_relecture: Montant
    seuil_juriste: Montant
    courriers: tuple[RegleNature, ...]
    faits: tuple[RegleFait, ...]
    griefs: tuple[RegleGrief, ...]


@dataclass(frozen=True, slots=True)
class Orientation:
    """Who should handle this dossier, and the reasons, the gravest first."""

    niveau: Niveau
    raisons: tuple[str, ...]


@lru_cache(maxsize=8)
def charger_bareme(ressources: Ressources) -> Bareme:
    """Load the rules.

    Raises:
        BibliothequeInvalide: the file is wrong.
    """
    relatif = "baremes/orientation.yaml"
    bareme, problemes = valider(Bareme, lire_yaml(ressources.lire(relatif), ressources.nom(relatif)))
    if bareme is None:
        raise BibliothequeInvalide(problemes)
    return bareme


def orienter(dossier: Dossier, bareme: Bareme) -> Orientation:
    """The level of help this dossier calls for."""
    trouvees: list[tuple[Niveau, str]] = []
    natures = {courrier.nature for courrier in dossier.courriers}
    trouvees += [(regle.niveau, regle.raison) for regle in bareme.courriers if regle.nature in natures]
    for fait in bareme.faits:
        porteurs = (dossier, *dossier.courriers, *dossier.griefs)
        if any(porteur.fait(fait.fait) is True for porteur in porteurs):
            trouvees.append((fait.niveau, fait.raison))
    griefs = {grief.nature for grief in dossier.griefs}
    trouvees += [(regle.niveau, regle.raison) for regle in bareme.griefs if regle.grief in griefs]
    montant = montant_reclame(dossier) or 0
    if montant >= bareme.seuil_juriste:
        trouvees.append(("juriste", f"le montant réclamé atteint {euros(bareme.seuil_juriste)}"))
    elif montant >= bareme.seuil_relecture:
        trouvees.append(("relecture", f"le montant réclamé atteint {euros(bareme.seuil_relecture)}"))
    trouvees.sort(key=lambda trouvee: -NIVEAUX.index(trouvee[0]))
    niveau: Niveau = trouvees[0][0] if trouvees else "autonome"
    return Orientation(niveau, tuple(dict.fromkeys(raison for _, raison in trouvees)))
