"""What the text of a moyen may use: the facts in view, its lines, its grief, the contested letter, its citations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from indu.analyse.analyse import Faits
from indu.courrier.document import ACompleter
from indu.courrier.gabarit import Fragment, litteral
from indu.courrier.vues import VueActe, VueGrief, VueLignes
from indu.dossier.catalogue import Catalogue, TypeFait, Valeur
from indu.dossier.modele import Grief
from indu.droit.sources import Sources
from indu.moyens.bibliotheque import Bibliotheque
from indu.moyens.modele import Moyen, RenvoiSource


class Citeur:
    """``cite("css-l133-4")`` in a template: the words of a citation, for declared sources only.

    ``citees`` are those that were.
    """

    def __init__(self, sources: Sources, permises: Iterable[str]) -> None:
        self._sources = sources
        self._permises = frozenset(permises)
        self.citees: set[str] = set()

    def __call__(self, identifiant_source: str, forme: str = "longue") -> Fragment:
        """The citation, long by default (« l’article … du code … »), or ``courte``.

        Raises:
            ValueError: the source is not declared by the moyen or the template.
        """
        if identifiant_source not in self._permises:
            raise ValueError(f"source citée sans être déclarée : « {identifiant_source} »")
        self.citees.add(identifiant_source)
        source = self._sources[identifiant_source]
        texte = source.citation if forme == "longue" else source.citation_courte
        return litteral(texte)


def sources_lettre(renvois: Iterable[RenvoiSource]) -> tuple[str, ...]:
    """The sources that may be cited in the letter."""
    return tuple(renvoi.id for renvoi in renvois if renvoi.usage == "lettre")


def contexte_moyen(
    moyen: Moyen,
    faits: Faits,
    grief: Grief | None,
    lignes: VueLignes,
    acte: VueActe,
    bibliotheque: Bibliotheque,
) -> dict[str, Any]:
    """The names a moyen's text may use: the facts (an unknown yes-or-no is undefined, and fails), and a few views."""
    connus = {
        nom: valeur
        for nom, brut in faits.items()
        if (valeur := _pour_texte(nom, brut, bibliotheque.catalogue)) is not None
    }
    return {
        **connus,
        "acte": acte,
        "lignes": lignes,
        "grief": vue_grief(grief, bibliotheque.catalogue) if grief is not None else None,
        "cite": Citeur(bibliotheque.sources, sources_lettre(moyen.sources)),
    }


NOMS_DU_CONTEXTE = frozenset({"acte", "lignes", "grief", "cite"})
"""What a moyen's text may use besides facts."""


def _pour_texte(nom: str, valeur: Valeur | None, catalogue: Catalogue) -> Any:
    fait = catalogue.faits[nom]
    if valeur is None:
        return None if fait.type is TypeFait.BOOLEEN else ACompleter(fait.libelle or fait.question)
    return fait.afficher(valeur) if fait.type in (TypeFait.CHOIX, TypeFait.LISTE) else valeur


def vue_grief(grief: Grief, catalogue: Catalogue) -> VueGrief:
    """A grief as templates see it."""
    return VueGrief(grief.id, litteral(catalogue.griefs[grief.nature].libelle), grief.precision)
