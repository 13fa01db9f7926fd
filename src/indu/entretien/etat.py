"""Where an interview stands: the raw dossier, what the dossier does not say of the interview, and the way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from indu.commun.champs import sans_reponse
from indu.commun.yaml import Chemin, Donnee
from indu.dossier.modele import A_COMPLETER

Brut = Mapping[str, Donnee]
REFERENCE = "indu"
"""The name of a dossier until the letter's own reference is known."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What only the interview needs.

    ``passees``: the questions and steps that are done though nothing is written for them; ``tableau``: how the table
    comes; ``candidats``: the griefs that a search found; ``nature`` and ``precision``: the grief being described;
    ``grief``: its identifier; ``a_confirmer``: the places of the dossier that were read from a file and are not sure.
    """

    passees: frozenset[str] = frozenset()
    tableau: str = ""
    candidats: tuple[str, ...] = ()
    nature: str = ""
    precision: str = ""
    grief: str = ""
    a_confirmer: frozenset[str] = frozenset()

    def passer(self, *questions: str) -> Notes:
        """The same, these questions passed."""
        return replace(self, passees=self.passees.union(questions))

    def en_json(self) -> dict[str, Any]:
        """Only what is set, as plain values."""
        valeurs = {
            "passees": sorted(self.passees),
            "tableau": self.tableau,
            "candidats": list(self.candidats),
            "nature": self.nature,
            "precision": self.precision,
            "grief": self.grief,
            "a_confirmer": sorted(self.a_confirmer),
        }
        return {nom: valeur for nom, valeur in valeurs.items() if valeur}

    @classmethod
    def de_json(cls, brut: object) -> Notes:
        """The notes written by :meth:`en_json`; anything else is forgotten, never refused."""
        if not isinstance(brut, dict):
            return cls()
        listes: dict[str, list[object]] = {
            nom: brut[nom] if isinstance(brut.get(nom), list) else [] for nom in ("passees", "candidats", "a_confirmer")
        }
        textes = {nom: str(brut.get(nom) or "") for nom in ("tableau", "nature", "precision", "grief")}
        return cls(
            frozenset(map(str, listes["passees"])),
            candidats=tuple(map(str, listes["candidats"])),
            a_confirmer=frozenset(map(str, listes["a_confirmer"])),
            **textes,
        )


@dataclass(frozen=True, slots=True)
class Etat:
    """A step of the interview, never changed; ``avant`` is the one that the last answer came from."""

    brut: Brut = field(default_factory=dict)
    notes: Notes = Notes()
    avant: Etat | None = field(default=None, compare=False, repr=False)

    def suite(self, brut: Brut | None = None, notes: Notes | None = None) -> Etat:
        """The next step."""
        return Etat(self.brut if brut is None else brut, self.notes if notes is None else notes, avant=self)


def lire_chemin(brut: Donnee | Brut, chemin: Chemin) -> Donnee:
    """What a raw dossier says there; ``None`` when it says nothing."""
    valeur: Any = brut
    for partie in chemin:
        if isinstance(partie, int):
            valeur = valeur[partie] if isinstance(valeur, list) and 0 <= partie < len(valeur) else None
        else:
            valeur = valeur.get(partie) if isinstance(valeur, Mapping) else None
    return valeur  # type: ignore[no-any-return]


def a_demander(brut: Brut, chemin: Chemin) -> bool:
    """Whether nothing is known there: nothing written, « inconnu », or what only holds the place."""
    valeur = lire_chemin(brut, chemin)
    return sans_reponse(valeur) or (isinstance(valeur, str) and valeur.startswith(A_COMPLETER))


def trous(valeur: Donnee | Brut, chemin: Chemin = ()) -> Iterator[Chemin]:
    """The places that only hold a place."""
    if isinstance(valeur, str) and valeur.startswith(A_COMPLETER):
        yield chemin
    elif isinstance(valeur, Mapping):
        for nom, fils in valeur.items():
            yield from trous(fils, (*chemin, nom))
    elif isinstance(valeur, list):
        for rang, fils in enumerate(valeur):
            yield from trous(fils, (*chemin, rang))


def poser(brut: Brut, chemin: Chemin, valeur: Donnee) -> dict[str, Donnee]:
    """A copy of the raw dossier with a value there; a list grows by the rank that follows its last."""
    pose: Any = _poser(brut, chemin, valeur)
    return pose  # type: ignore[no-any-return]


def _poser(contenant: Any, chemin: Chemin, valeur: Donnee) -> Any:
    if not chemin:
        return valeur
    tete, reste = chemin[0], chemin[1:]
    if isinstance(tete, int):
        liste = list(contenant or ())
        sous: Any = liste[tete] if tete < len(liste) else None
        liste[tete : tete + 1] = [_poser(sous, reste, valeur)]
        return liste
    groupe = dict(contenant or {})
    groupe[tete] = _poser(groupe.get(tete), reste, valeur)
    return groupe


def poser_tout(brut: Brut, valeurs: Sequence[tuple[Chemin, Donnee]]) -> Brut:
    """A copy with several values."""
    for chemin, valeur in valeurs:
        brut = poser(brut, chemin, valeur)
    return brut
