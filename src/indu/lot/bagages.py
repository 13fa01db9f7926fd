"""What goes to another machine with a dossier: the user's own files, over the library that is installed there."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from indu.commun.erreurs import ErreurEnvironnement
from indu.commun.ressources import Genre, Ressources, dossier_fourni
from indu.lot.empreinte import Consigne, empreinte_ressources
from indu.lot.travail import Production, Tache, traiter


@dataclass(frozen=True, slots=True)
class Bagage:
    """A stack of folders without its paths: the fingerprint of the packaged one, and the files laid over it."""

    genre: Genre
    fournie: str
    poses: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Bagages:
    """A :class:`Consigne` that means the same on any machine."""

    arguments: Bagage
    templates: Bagage
    consigne: Consigne


def emporter(consigne: Consigne) -> Bagages:
    """What a machine without our files needs."""
    vide = Ressources(())
    return Bagages(
        _emballer("arguments", consigne.arguments),
        _emballer("templates", consigne.templates),
        replace(consigne, arguments=vide, templates=vide),
    )


def traiter_au_loin(bagages: Bagages, tache: Tache) -> Production:
    """:func:`indu.lot.travail.traiter`, on a machine that has only the program."""
    try:
        consigne = replace(
            bagages.consigne, arguments=_deballer(bagages.arguments), templates=_deballer(bagages.templates)
        )
    except ErreurEnvironnement as erreur:
        return Production(arret=erreur.problemes)
    return traiter(consigne, tache)


def _emballer(genre: Genre, ressources: Ressources) -> Bagage:
    fourni = dossier_fourni(genre)
    ajoutes = (nom for nom in ressources.tous() if not ressources.chemin(nom).is_relative_to(fourni))
    poses = tuple((nom, ressources.lire(nom)) for nom in ajoutes)
    return Bagage(genre, empreinte_ressources(Ressources((fourni,))), poses)


@lru_cache(maxsize=8)
def _deballer(bagage: Bagage) -> Ressources:
    """The stack on this machine; the user's files in a folder that goes with the process.

    Raises:
        ErreurEnvironnement: another version of the program is installed here.
    """
    fournies = Ressources((dossier_fourni(bagage.genre),))
    if empreinte_ressources(fournies) != bagage.fournie:
        raise ErreurEnvironnement.simple(
            "un nœud du réseau n’a pas la même version d’indu", attendu="la même version partout"
        )
    if not bagage.poses:
        return fournies
    dossier = tempfile.TemporaryDirectory(prefix="indu-lot-")
    _dossiers.append(dossier)
    for nom, octets in bagage.poses:
        chemin = Path(dossier.name) / nom
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(octets)
    return Ressources((*fournies.dossiers, Path(dossier.name).resolve()))


_dossiers: list[tempfile.TemporaryDirectory[str]] = []
"""Kept until the process ends, and removed with it."""
