"""The sandbox of the readers: a hostile file is opened in a process of its own, with limits of time and memory.

The parent never loads the parsing library. It hands the bytes on standard input and takes JSON back, never a pickle:
a reader taken over by its file can only say wrong things, not run code here. What the child prints on its error
output is dropped, since it could repeat the file.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from indu.commun.erreurs import EntreeInvalide, ErreurEnvironnement

MEMOIRE = "ce fichier demande trop de mémoire pour être lu"
DELAI = "ce fichier demande trop de temps pour être lu"
ARRET = "ce fichier est abîmé ou construit pour nuire : sa lecture s’est arrêtée"
COPIE = "une copie plus petite : recopiez le seul tableau dans un fichier neuf, enregistré en .xlsx ou .csv"


@dataclass(frozen=True, slots=True)
class Limites:
    """What a reader may use: seconds, bytes of memory, bytes of answer."""

    secondes: int = 60
    memoire: int = 1_500_000_000
    reponse: int = 120_000_000


def lire_a_part(
    lecteur: str, octets: bytes, fichier: str, limites: Limites | None = None, **options: str | int | bool
) -> Any:
    """What a reader makes of these bytes, in another process.

    ``lecteur`` is « module:fonction »; the function takes the bytes and the options, returns what JSON can hold, and
    raises :class:`EntreeInvalide` to refuse (its message must not repeat the file's content).

    Raises:
        EntreeInvalide: the reader refused, or went past its limits, or crashed.
        ErreurEnvironnement: no process can be started.
    """
    limites = limites or Limites()
    demande = {"lecteur": lecteur, "options": options, "memoire": limites.memoire, "secondes": limites.secondes}
    demande["parent"] = os.getpid()
    commande = [sys.executable, "-P", "-m", "indu.importation.bac", json.dumps(demande)]  # -P: not the current folder
    chemins = os.pathsep.join(chemin for chemin in sys.path if chemin)
    try:
        with subprocess.Popen(  # noqa: S603 - our own module, the file's bytes only on its standard input
            commande,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": chemins},
        ) as processus:
            try:
                sortie, _ = processus.communicate(octets, timeout=limites.secondes + 5)
            except subprocess.TimeoutExpired:
                processus.kill()
                raise EntreeInvalide.simple(DELAI, fichier=fichier, attendu=COPIE) from None
            except BaseException:
                processus.kill()
                raise
    except OSError:
        raise ErreurEnvironnement.simple(
            "impossible de lancer la lecture à part de ce fichier", fichier=fichier
        ) from None
    return _comprendre(processus.returncode, sortie, fichier, limites)


def _comprendre(code: int, sortie: bytes, fichier: str, limites: Limites) -> Any:
    if code in _arrets("SIGXCPU"):
        raise EntreeInvalide.simple(DELAI, fichier=fichier, attendu=COPIE)
    if code in _arrets("SIGABRT"):  # a native library that could not allocate
        raise EntreeInvalide.simple(MEMOIRE, fichier=fichier, attendu=COPIE)
    if code or len(sortie) > limites.reponse:
        raise EntreeInvalide.simple(ARRET, fichier=fichier, attendu=COPIE)
    try:
        reponse = json.loads(sortie)
    except (ValueError, RecursionError):
        raise EntreeInvalide.simple(ARRET, fichier=fichier, attendu=COPIE) from None
    if "refus" in reponse:
        raise EntreeInvalide.simple(str(reponse["refus"]), fichier=fichier, attendu=str(reponse.get("attendu", "")))
    return reponse["valeur"]


def _arrets(nom: str) -> tuple[int, ...]:
    """The exit code of a process stopped by that signal, where the system has it."""
    return (-int(getattr(signal, nom)),) if hasattr(signal, nom) else ()


def _borner(memoire: int, secondes: int) -> None:
    """Ask the system for the limits; where it has none (Windows), the parent's delay remains."""
    try:
        import resource
    except ImportError:
        return
    bornes = (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CPU, secondes, secondes + 2),  # a signal that tells, then one that nothing ignores
        (resource.RLIMIT_AS, memoire, memoire),
    )
    for nom, douce, dure in bornes:
        with suppress(OSError, ValueError):
            resource.setrlimit(nom, (douce, dure))


def _travailler(demande: dict[str, Any], octets: bytes) -> dict[str, Any]:
    module, fonction = demande["lecteur"].split(":")
    lecteur: Callable[..., Any] = getattr(import_module(module), fonction)
    try:
        return {"valeur": lecteur(octets, **demande["options"])}
    except EntreeInvalide as erreur:
        return {"refus": erreur.problemes[0].message, "attendu": erreur.problemes[0].attendu}
    except MemoryError:
        return {"refus": MEMOIRE, "attendu": COPIE}
    except BaseException:  # whatever the library raises, even a panic: its words could repeat the file
        return {"refus": ARRET, "attendu": COPIE}


def _veiller(parent: int) -> None:
    """End with the parent: one that was killed could not stop its child, which would work for nobody."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _principal() -> None:
    demande = json.loads(sys.argv[1])
    threading.Thread(target=_veiller, args=(demande["parent"],), daemon=True).start()
    octets = sys.stdin.buffer.read()
    _borner(demande["memoire"], demande["secondes"])
    reponse = _travailler(demande, octets)
    sys.stdout.buffer.write(json.dumps(reponse).encode())


if __name__ == "__main__":
    _principal()
