"""Processes that work beside this one. One that dies costs its own work alone; a pool that breaks is made again."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

R = TypeVar("R")


class Bassin:
    """Processes of this machine, deaf to Ctrl-C, each replaced after some work.

    What a future raises: ``TimeoutError``, pebble's ``ProcessExpired`` when its process died, ``BrokenProcessPool``
    when one died between two works, which takes all that is under way with it: that work may be given again.
    """

    def __init__(
        self, processus: int, recyclage: int, initialiser: Callable[..., object], arguments: Sequence[object]
    ) -> None:
        self._reglages: dict[str, Any] = {
            "max_workers": processus,
            "max_tasks": recyclage,
            "initializer": initialiser,
            "initargs": list(arguments),
        }
        self._pool = self._ouvrir()

    def confier(
        self, fonction: Callable[..., R], arguments: Sequence[object], options: dict[str, Any], secondes: float
    ) -> Future[R]:
        """Give a work of a module's function, stopped after that time."""
        with _interruptions_suspendues():
            try:
                futur: Future[R] = self._pool.schedule(fonction, list(arguments), options, secondes)
            except RuntimeError:  # broken since the last time
                self.arreter()
                self._pool = self._ouvrir()
                futur = self._pool.schedule(fonction, list(arguments), options, secondes)
        return futur

    def arreter(self) -> None:
        """End the processes; what is under way is left."""
        with suppress(RuntimeError):
            self._pool.stop()
            self._pool.join()

    def _ouvrir(self) -> Any:
        from multiprocessing import get_context

        from pebble import ProcessPool

        return ProcessPool(**self._reglages, context=get_context("spawn"))


@contextmanager
def _interruptions_suspendues() -> Iterator[None]:
    """Processes started here are deaf to Ctrl-C: the parent alone hears it, and stops the work cleanly."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # its start would make this thread hear again
    avant = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, avant)
