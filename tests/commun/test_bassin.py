"""Working processes: what dies is replaced, and costs at most what was under way."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool

import pytest
from pebble import ProcessExpired

from indu.commun.bassin import Bassin

POSIX = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="un signal des systèmes POSIX")


@pytest.fixture
def bassin() -> Iterator[Bassin]:
    ouvert = Bassin(1, 100, os.getpid, [])
    yield ouvert
    ouvert.arreter()


def identifiant(bassin: Bassin) -> int:
    """The process that works now; a work lost with another is given again."""
    limite = time.monotonic() + 30
    while time.monotonic() < limite:
        try:
            return bassin.confier(os.getpid, [], {}, 20).result()
        except (BrokenProcessPool, ProcessExpired):
            continue
    raise AssertionError("aucun processus ne répond")


@POSIX
def test_un_processus_mort_au_repos_est_remplace(bassin: Bassin) -> None:
    """Several times: whether it is seen before or after the next work is given."""
    for attente in (0.0, 0.05, 0.5, 0.0):
        premier = identifiant(bassin)
        os.kill(premier, signal.SIGKILL)
        time.sleep(attente)
        assert identifiant(bassin) != premier


@POSIX
def test_un_processus_mort_au_travail_le_dit(bassin: Bassin) -> None:
    futur = bassin.confier(os.abort, [], {}, 20)
    with pytest.raises((ProcessExpired, BrokenProcessPool)):
        futur.result(timeout=30)
    assert identifiant(bassin) > 0


def test_un_travail_trop_long_est_arrete(bassin: Bassin) -> None:
    identifiant(bassin)
    with pytest.raises(TimeoutError):
        bassin.confier(time.sleep, [30], {}, 0.5).result(timeout=20)
    assert identifiant(bassin) > 0
