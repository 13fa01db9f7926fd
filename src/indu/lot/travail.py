"""The work on one dossier, in whatever process does it: from its text to its files' bytes. Writes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from indu.commun.erreurs import ErreurEnvironnement, ErreurIndu, Probleme
from indu.courrier.composition import Composition, composer
from indu.courrier.fabrique import fichiers
from indu.courrier.rapport import rapport_json
from indu.courrier.redaction import nom_de_base
from indu.dossier.lecture import dossier_depuis
from indu.dossier.modele import Dossier
from indu.lot.bilan import faire_bilan
from indu.lot.brouillon import situer
from indu.lot.empreinte import Consigne
from indu.lot.modele import ANALYSE, Bilan, Entree
from indu.moyens.bibliotheque import Bibliotheque, charger_bibliotheque

DOSSIER = "dossier.yaml"
"""The name of the dossier that a workbook's row becomes, beside its letters."""


@dataclass(frozen=True, slots=True)
class Tache:
    """One dossier to treat, what it is made from, and its path seen from its letters (empty: not said).

    ``ancien`` is what an earlier day made of the same dossier, whose files are still there.
    """

    entree: Entree
    empreinte: str
    chemin: str
    ancien: Bilan | None = None


@dataclass(frozen=True, slots=True)
class Production:
    """What came of a dossier: its figures and its files; or why there is nothing.

    ``inchange``: an earlier day's files still say the same, and are kept. ``arret`` is what stops the whole batch: the
    machine lacks something.
    """

    bilan: Bilan | None = None
    contenus: Mapping[str, bytes] = field(default_factory=dict)
    problemes: tuple[str, ...] = ()
    inchange: bool = False
    arret: tuple[Probleme, ...] = ()


def traiter(consigne: Consigne, tache: Tache) -> Production:
    """Treat one dossier; never raises for what is in it: a mistake of one dossier is that dossier's own."""
    entree = tache.entree
    try:
        bibliotheque = charger_bibliotheque(consigne.arguments)
        dossier = dossier_depuis(entree.octets, entree.fichier, bibliotheque.catalogue)
        composition = _composer(dossier, consigne, bibliotheque)
        bilan = faire_bilan(composition, bibliotheque.catalogue)
        if bilan == tache.ancien:
            return Production(bilan, inchange=True)
        return Production(bilan, _fichiers(composition, consigne, tache))
    except ErreurEnvironnement as erreur:
        return Production(arret=erreur.problemes)
    except ErreurIndu as erreur:
        return Production(problemes=tuple(map(str, situer(erreur.problemes, entree))))
    except Exception as erreur:  # a defect of the program on one dossier must not cost the others
        return Production(problemes=(_defaut(erreur, entree),))


def _composer(dossier: Dossier, consigne: Consigne, bibliotheque: Bibliotheque) -> Composition:
    jour: date = (None if consigne.impose else dossier.lettre.date) or consigne.jour
    return composer(dossier, bibliotheque, consigne.templates, jour, toutes=consigne.toutes, identite=consigne.identite)


def _fichiers(composition: Composition, consigne: Consigne, tache: Tache) -> Mapping[str, bytes]:
    """The letters, their reviewer's pages, the analysis; and the dossier itself when it comes from a workbook."""
    etude = composition.premiere
    analyse = json.dumps(rapport_json(etude), ensure_ascii=False, indent=2) + "\n"
    return {
        **({tache.chemin: tache.entree.octets} if tache.entree.places else {}),
        **fichiers(composition.documents(tache.chemin), consigne.templates, consigne.formats),
        f"{nom_de_base(etude.analyse.dossier)}-{ANALYSE}": analyse.encode(),
    }


def _defaut(erreur: Exception, entree: Entree) -> str:
    """A defect told without what it was about, which could be private."""
    return (
        f"{entree.fichier} : le programme a échoué sur ce dossier ({type(erreur).__name__}) ; c’est un défaut : "
        "lancez « indu lettre » sur ce seul dossier pour en voir le détail, et signalez-le"
    )
