"""Who does the work: processes of this machine, or a cluster. Both give results as they come."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeAlias

from indu.commun.bassin import Bassin
from indu.commun.erreurs import EntreeInvalide, ErreurEnvironnement
from indu.lot.bagages import emporter, traiter_au_loin
from indu.lot.empreinte import Consigne
from indu.lot.travail import Production, Tache, traiter

RECYCLAGE = 200
"""Dossiers that a process treats before a fresh one takes its place."""
DELAI = 900
"""Seconds after which a dossier is given up: the longest tables take some tens."""
ESSAIS, ESSAIS_D_UN_AUTRE = 2, 6
"""Times that a dossier is tried when its own process dies, or when the death of another may have been its own."""
AVANCE = 4
"""Dossiers sent ahead for each process: none ever waits, and the memory stays flat."""
_SEUIL_RAMASSEUR = 50_000
"""Objects that a process makes between two rounds of its garbage collector, which also runs after each dossier."""

Fini: TypeAlias = tuple[Tache, Production]


class Moteur(Protocol):
    """Treats dossiers in any order."""

    def executer(self, consigne: Consigne, taches: Iterable[Tache]) -> Iterator[Fini]:
        """Each dossier with what came of it, once; closing the iterator stops the work.

        Raises:
            ErreurEnvironnement: the work cannot be done on this machine, or on this cluster.
        """


@dataclass(frozen=True, slots=True)
class MoteurLocal:
    """Processes of this machine. One that dies takes no other dossier with it: its own is tried once more."""

    processus: int

    def executer(self, consigne: Consigne, taches: Iterable[Tache]) -> Iterator[Fini]:
        """See :class:`Moteur`."""
        from pebble import ProcessExpired

        bassin = Bassin(self.processus, RECYCLAGE, _s_installer, [consigne])
        essais: Counter[str] = Counter()

        def soumettre(tache: Tache) -> Future[Production]:
            return bassin.confier(_traiter_ici, [tache], {}, DELAI)

        def conclure(tache: Tache, futur: Future[Production]) -> Production | None:
            try:
                return futur.result()
            except TimeoutError:
                return _perdu(tache, f"abandonné après {DELAI // 60} minutes")
            except (ProcessExpired, BrokenProcessPool) as fin:
                essais[tache.entree.nom] += 1
                if essais[tache.entree.nom] < (ESSAIS if isinstance(fin, ProcessExpired) else ESSAIS_D_UN_AUTRE):
                    return None
                return _perdu(tache, "le processus qui l’écrivait s’est arrêté plusieurs fois : mémoire épuisée ?")

        try:
            yield from _par_fenetre(taches, soumettre, conclure, AVANCE * self.processus)
        finally:
            bassin.arreter()


@dataclass(frozen=True, slots=True)
class MoteurDask:
    """A cluster of dask.distributed, by the address of its scheduler; it sends the work of a lost node elsewhere."""

    adresse: str
    attente: float = 10
    """Seconds left to the scheduler to answer."""

    def executer(self, consigne: Consigne, taches: Iterable[Tache]) -> Iterator[Fini]:
        """See :class:`Moteur`."""
        distributed = _distributed()
        try:
            client = distributed.Client(self.adresse, timeout=self.attente, set_as_default=False)
        except (OSError, TimeoutError):
            raise ErreurEnvironnement.simple(
                f"le répartiteur dask « {self.adresse} » ne répond pas", attendu="dask://machine:port"
            ) from None
        bagages = emporter(consigne)

        def conclure(tache: Tache, futur: Future[Production]) -> Production | None:
            try:
                return futur.result()
            except distributed.scheduler.KilledWorker:
                return _perdu(tache, "plusieurs nœuds se sont arrêtés sur ce dossier : mémoire épuisée ?")
            except CancelledError:
                raise ErreurEnvironnement.simple(f"le répartiteur dask « {self.adresse} » a disparu") from None

        executeur = client.get_executor(pure=False)

        def soumettre(tache: Tache) -> Future[Production]:
            futur: Future[Production] = executeur.submit(traiter_au_loin, bagages, tache)
            return futur

        try:
            yield from _par_fenetre(taches, soumettre, conclure, AVANCE * max(sum(client.nthreads().values()), 1))
        finally:
            executeur.shutdown(wait=False)
            client.close()


def choisir_moteur(adresse: str | None, processus: int) -> Moteur:
    """The engine of an address such as « dask://machine:8786 », or processes of this machine.

    Raises:
        EntreeInvalide: the address is of no known kind.
        ErreurEnvironnement: its library is not installed.
    """
    if adresse is None:
        return MoteurLocal(processus)
    genre, deux_points, reste = adresse.partition("://")
    if genre != "dask" or not deux_points or not reste:
        raise EntreeInvalide.simple(f"--moteur : lu « {adresse} »", attendu="dask://machine:port")
    _distributed()
    return MoteurDask(f"tcp://{reste}")


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise ErreurEnvironnement.simple(
            "la bibliothèque dask.distributed n’est pas installée", attendu='pip install "indu[dask]"'
        ) from None
    return distributed


def _par_fenetre(
    taches: Iterable[Tache],
    soumettre: Callable[[Tache], Future[Production]],
    conclure: Callable[[Tache, Future[Production]], Production | None],
    largeur: int,
) -> Iterator[Fini]:
    """Keep so many dossiers under way, and give each as it ends; ``conclure`` says ``None`` for one to send again."""
    restantes = iter(taches)
    en_cours: dict[Future[Production], Tache] = {}
    while True:
        en_cours |= {soumettre(tache): tache for tache in islice(restantes, largeur - len(en_cours))}
        if not en_cours:
            return
        for futur in wait(en_cours, return_when=FIRST_COMPLETED).done:
            tache = en_cours.pop(futur)
            production = conclure(tache, futur)
            if production is None:
                en_cours[soumettre(tache)] = tache
            else:
                yield tache, production


def _perdu(tache: Tache, raison: str) -> Production:
    return Production(problemes=(f"{tache.entree.fichier} : {raison}",))


_installee: list[Consigne] = []
"""What the dossiers of this process are written with: received once, at its start."""


def _s_installer(consigne: Consigne) -> None:
    _installee[:] = [consigne]


def _traiter_ici(tache: Tache) -> Production:
    production = traiter(_installee[0], tache)
    gc.collect()  # the trees of a Word file, large but of few objects, would wait for hundreds of letters
    if not gc.get_freeze_count():
        _menager_ramasseur()
    return production


def _menager_ramasseur() -> None:
    """After the first dossier, keep the garbage collector off the library and the modules, which stay to the end.

    It would go through all of them several times a letter.
    """
    gc.freeze()
    gc.set_threshold(_SEUIL_RAMASSEUR)
