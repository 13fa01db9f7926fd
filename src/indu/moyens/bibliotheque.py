"""The library of moyens: loading, with every problem of every file at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from indu.commun.erreurs import BibliothequeInvalide, Probleme
from indu.commun.ressources import Ressources
from indu.commun.texte import proche
from indu.commun.validation import lire_ressource, valider
from indu.commun.yaml import Chemin, Lecture
from indu.dossier.catalogue import Catalogue, charger_catalogue
from indu.droit.sources import Source, Sources, charger_sources
from indu.moyens.conditions import Condition, ConditionInvalide, construire
from indu.moyens.modele import Moyen, Perdant


@dataclass(frozen=True)
class MoyenPret:
    """A moyen with its conditions built, the file it comes from, and how many lines come before its text there."""

    moyen: Moyen
    si: Condition
    sauf: tuple[tuple[str, Condition], ...]
    fichier: str
    decalage: int

    @cached_property
    def faits_lus(self) -> frozenset[str]:
        """Every fact its conditions read."""
        lus = set(self.si.faits())
        for _, condition in self.sauf:
            lus |= set(condition.faits())
        return frozenset(lus)


@dataclass(frozen=True)
class PerdantPret:
    """An argument set aside from the start; ``si`` is when the reviewer's page recalls it (``None``: never)."""

    moyen: Perdant
    si: Condition | None
    fichier: str


@dataclass(frozen=True)
class Bibliotheque:
    """Catalogue, sources, moyens and losing arguments of one ``arguments/`` stack."""

    arguments: Ressources
    catalogue: Catalogue
    sources: Sources
    moyens: Mapping[str, MoyenPret]
    perdants: Mapping[str, PerdantPret]

    def __iter__(self) -> Iterator[MoyenPret]:
        return iter(self.moyens.values())

    def moyen(self, identifiant: str) -> MoyenPret:
        """The moyen of that identifier.

        Raises:
            BibliothequeInvalide: there is none, with the nearest name.
        """
        if identifiant not in self.moyens:
            voisin = proche(identifiant, self.moyens)
            raise BibliothequeInvalide([Probleme(f"moyen inconnu : « {identifiant} »", proche=voisin)])
        return self.moyens[identifiant]

    def source(self, identifiant: str) -> Source:
        """The source of that identifier.

        Raises:
            BibliothequeInvalide: there is none, with the nearest name.
        """
        if identifiant not in self.sources:
            voisin = proche(identifiant, self.sources.par_id)
            raise BibliothequeInvalide([Probleme(f"source inconnue : « {identifiant} »", proche=voisin)])
        return self.sources[identifiant]

    def moyens_de(self, source: str) -> tuple[str, ...]:
        """The moyens that cite a source in a letter."""
        return tuple(
            pret.moyen.id
            for pret in self
            if any(renvoi.id == source and renvoi.usage == "lettre" for renvoi in pret.moyen.sources)
        )


@lru_cache(maxsize=8)
def charger_bibliotheque(arguments: Ressources) -> Bibliotheque:
    """Load the whole library.

    Raises:
        BibliothequeInvalide: with every problem of the catalogue, else of the sources, moyens and losing arguments.
    """
    catalogue = charger_catalogue(arguments)
    sources = charger_sources(arguments)
    problemes: list[Probleme] = []
    moyens: dict[str, MoyenPret] = {}
    perdants: dict[str, PerdantPret] = {}
    for relatif in arguments.lister("moyens", ".yaml"):
        pret, trouves = lire_moyen(lire_ressource(arguments, relatif), catalogue, sources)
        problemes += trouves
        if pret is not None:
            problemes += _ranger(pret, moyens, relatif)
    for relatif in arguments.lister("perdants", ".yaml"):
        perdant, trouves = lire_perdant(lire_ressource(arguments, relatif), catalogue, sources)
        problemes += trouves
        if perdant is not None:
            problemes += _ranger(perdant, perdants, relatif)
    for pret in moyens.values():
        problemes += [
            Probleme("moyen inconnu", pret.fichier, champ="contredit", lu=nom, proche=proche(nom, moyens))
            for nom in pret.moyen.contredit
            if nom not in moyens
        ]
    if problemes:
        raise BibliothequeInvalide(problemes)
    return Bibliotheque(arguments, catalogue, sources, moyens, perdants)


P = TypeVar("P", MoyenPret, PerdantPret)


def _ranger(pret: P, deja: dict[str, P], relatif: str) -> Iterator[Probleme]:
    """Put an argument in its place; its file bears its name, and no other has it."""
    identifiant = pret.moyen.id
    if identifiant in deja:
        yield Probleme(f"l’identifiant « {identifiant} » est déjà celui de {deja[identifiant].fichier}", pret.fichier)
    elif not relatif.endswith(f"/{identifiant}.yaml"):
        yield Probleme("le fichier doit porter le nom du moyen", pret.fichier, attendu=f"{identifiant}.yaml")
    deja.setdefault(identifiant, pret)


def lire_moyen(lecture: Lecture, catalogue: Catalogue, sources: Sources) -> tuple[MoyenPret | None, list[Probleme]]:
    """Check one moyen: the object if it is sound, and every problem found."""
    moyen, problemes = valider(Moyen, lecture)
    if moyen is None:
        return None, problemes
    si = _condition(moyen.si, ("si",), lecture, catalogue, problemes)
    sauf = [
        (defaite.motif, _condition(defaite.si, ("sauf", rang, "si"), lecture, catalogue, problemes))
        for rang, defaite in enumerate(moyen.sauf)
    ]
    problemes += _inconnus("source", [renvoi.id for renvoi in moyen.sources], sources.par_id, lecture)
    problemes += _inconnus("grief", moyen.griefs, catalogue.griefs, lecture)
    if problemes or si is None:
        return None, problemes
    defaites = tuple((motif, condition) for motif, condition in sauf if condition is not None)
    return MoyenPret(moyen, si, defaites, lecture.fichier, lecture.ligne(("texte",))), []


def lire_perdant(lecture: Lecture, catalogue: Catalogue, sources: Sources) -> tuple[PerdantPret | None, list[Probleme]]:
    """Check one losing argument: the object if it is sound, and every problem found."""
    perdant, problemes = valider(Perdant, lecture)
    if perdant is None:
        return None, problemes
    si = _condition(perdant.si, ("si",), lecture, catalogue, problemes) if perdant.si is not None else None
    problemes += _inconnus("source", perdant.sources, sources.par_id, lecture)
    return (None, problemes) if problemes else (PerdantPret(perdant, si, lecture.fichier), [])


def _condition(
    arbre: dict[str, Any], chemin: Chemin, lecture: Lecture, catalogue: Catalogue, problemes: list[Probleme]
) -> Condition | None:
    try:
        return construire(arbre, catalogue)
    except ConditionInvalide as erreur:
        problemes.append(Probleme(str(erreur), lecture.fichier, lecture.ligne(chemin), champ=str(chemin[0])))
        return None


def _inconnus(nom: str, cites: Sequence[str], valides: Collection[str], lecture: Lecture) -> list[Probleme]:
    """The names of a list (« sources », « griefs ») that nothing declares."""
    message = "source inconnue" if nom == "source" else f"{nom} inconnu"
    return [
        Probleme(
            message,
            lecture.fichier,
            lecture.ligne((f"{nom}s", rang)),
            champ=f"{nom}s",
            lu=cite,
            proche=proche(cite, valides),
        )
        for rang, cite in enumerate(cites)
        if cite not in valides
    ]
