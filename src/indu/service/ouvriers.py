"""The working processes: every computation happens there, with a time and a memory of its own.

The service itself only receives, waits and answers: a dossier made to exhaust a process costs that process alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Concatenate, ParamSpec, TypeVar

from indu.commun.bassin import Bassin
from indu.commun.ressources import Ressources
from indu.commun.yaml import Lecture
from indu.courrier.identite import Identite
from indu.entretien.indispensable import valeurs_initiales
from indu.moyens.bibliotheque import Bibliotheque, charger_bibliotheque
from indu.service.reglages import Limites, Reglages

P = ParamSpec("P")
R = TypeVar("R")


class ServiceOccupe(Exception):
    """Too many requests are waiting already."""


class TravailTropLong(Exception):
    """The work was stopped: it took too much time or memory, or its process died."""


@dataclass(frozen=True, slots=True)
class Atelier:
    """What a worker has at hand; ``lignes`` is how many a dossier may have."""

    bibliotheque: Bibliotheque
    templates: Ressources
    identite: Identite
    lignes: int


Travail = Callable[Concatenate[Atelier, P], R]


class Ouvriers:
    """The pool; ``en_cours`` counts the requests that work or wait."""

    def __init__(self, reglages: Reglages) -> None:
        self.limites = reglages.limites
        self.places = reglages.ouvriers * (1 + reglages.limites.attente)
        self.en_cours = 0
        self.prets = False
        self._bassin = Bassin(
            reglages.ouvriers,
            reglages.limites.recyclage,
            _s_installer,
            [reglages.arguments, reglages.templates, reglages.identite, reglages.limites],
        )

    async def demarrer(self) -> None:
        """Start the processes; they are ready when one has answered."""
        await self.confier(_est_pret)
        self.prets = True

    async def confier(self, travail: Travail[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """What a function of a module makes of these arguments, in a worker.

        Raises:
            ServiceOccupe: every place is taken.
            TravailTropLong: the time or the memory ran out.
            ErreurIndu: the work refused its input.
        """
        return await self._confier(self.limites.travail, travail, *args, **kwargs)

    async def confier_lecture(self, travail: Travail[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """The same, with the longer time that files take."""
        return await self._confier(3 * self.limites.travail, travail, *args, **kwargs)

    async def _confier(self, secondes: float, travail: Travail[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        from pebble import ProcessExpired

        self.verifier_place()
        self.en_cours += 1
        try:
            return await asyncio.wrap_future(self._bassin.confier(_executer, [travail, *args], kwargs, secondes))
        except (TimeoutError, ProcessExpired, MemoryError):
            raise TravailTropLong from None
        except BrokenProcessPool:  # a process died between two works; the next request makes the pool again
            raise ServiceOccupe from None
        finally:
            self.en_cours -= 1

    def verifier_place(self) -> None:
        """Refuse at once what could only be refused after its body is read.

        Raises:
            ServiceOccupe: every place is taken.
        """
        if self.en_cours >= self.places:
            raise ServiceOccupe

    def arreter(self) -> None:
        """End the processes; work under way is left."""
        self.prets = False
        self._bassin.arreter()


_atelier: list[Atelier] = []
"""What this process works with, received at its start."""


def _s_installer(arguments: Ressources, templates: Ressources, identite: Identite, limites: Limites) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, dure = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(
            resource.RLIMIT_AS, (limites.memoire, dure)
        )  # soft: reading a scan sets its own, in its own process
    atelier = Atelier(charger_bibliotheque(arguments), templates, identite, limites.lignes)
    _se_chauffer(atelier)
    _atelier[:] = [atelier]


def _se_chauffer(atelier: Atelier) -> None:
    """Write a first letter: the first request must not wait for what the next ones find ready."""
    from indu.courrier.composition import composer
    from indu.courrier.fabrique import fichiers
    from indu.dossier.lecture import dossier_de_lecture

    vide = Lecture("", valeurs_initiales("notification"))
    dossier = dossier_de_lecture(vide, atelier.bibliotheque.catalogue)
    ecrits = composer(dossier, atelier.bibliotheque, atelier.templates, date.today())
    fichiers(ecrits.documents(), atelier.templates, ("docx", "pdf"))


def _est_pret(_: Atelier) -> bool:
    return True


def _executer(travail: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    return travail(_atelier[0], *args, **kwargs)
