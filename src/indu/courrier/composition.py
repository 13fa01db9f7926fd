"""All that a dossier gives at once: its letters, their reviewer's pages, and the page for a lawyer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from indu.commun.ressources import Ressources
from indu.courrier.document import Document
from indu.courrier.fabrique import Etude, Ouvrage, documents, etudier, points_ouverts, rediger, synthese
from indu.courrier.identite import SANS_REGLAGES, Identite
from indu.dossier.modele import Dossier
from indu.moyens.bibliotheque import Bibliotheque


@dataclass(frozen=True)
class Composition:
    """The letters of a dossier, the first one leading; none when it goes to a lawyer, or when no letter fits."""

    etudes: tuple[Etude, ...]
    ouvrages: tuple[Ouvrage, ...]
    pour_avocat: Document | None

    @property
    def premiere(self) -> Etude:
        """The study that the summary tells."""
        return self.etudes[0]

    @property
    def ouverts(self) -> tuple[str, ...]:
        """What must be settled before the letters are final, each once."""
        points = (point for ouvrage in self.ouvrages for point in points_ouverts(ouvrage.etude, ouvrage.lettre))
        return tuple(dict.fromkeys(points))

    def documents(self, chemin: str = "") -> Mapping[str, Document]:
        """What was written, by file name without its extension; ``chemin`` is the dossier's, seen from the files."""
        return documents(self.premiere.analyse.dossier, self.ouvrages, self.pour_avocat, chemin)


def composer(
    dossier: Dossier,
    bibliotheque: Bibliotheque,
    templates: Ressources,
    jour: date,
    *,
    types: Sequence[str] = (),
    toutes: bool = False,
    final: bool = False,
    identite: Identite = SANS_REGLAGES,
) -> Composition:
    """Write the letters of these types, or the one that fits on that day; ``toutes`` adds those to send with it.

    Raises:
        EntreeInvalide: a letter is wanted by name and does not fit; or ``final`` and something is still open.
        BibliothequeInvalide: a template or a moyen is wrong.
    """
    premiere = etudier(dossier, bibliotheque, templates, jour, types[0] if types else None)
    autres = [*types[1:], *(joint.type for joint in premiere.jointes if toutes and joint.type not in types)]
    etudes = (premiere, *(etudier(dossier, bibliotheque, templates, jour, autre) for autre in autres))
    ouvrages: tuple[Ouvrage, ...] = ()
    if premiere.lettre is not None:
        ouvrages = tuple(rediger(etude, bibliotheque, templates, final=final, identite=identite) for etude in etudes)
    return Composition(etudes, ouvrages, synthese(premiere, bibliotheque, templates))
