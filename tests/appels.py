"""The service in tests: settings, a caller in this process, and what it wrote."""

from __future__ import annotations

import io
import json
import time
from dataclasses import dataclass, replace
from typing import Any

from starlette.testclient import TestClient

from aide import ARGUMENTS, TEMPLATES
from indu.service.application import creer_application
from indu.service.reglages import Limites, Reglages

LARGES = Limites(debit=1_000_000)


def reglages(**champs: Any) -> Reglages:
    """Settings for tests: one worker, no rate limit."""
    return replace(Reglages(ARGUMENTS, TEMPLATES, ouvriers=1, limites=LARGES), **champs)


def client(voulus: Reglages) -> TestClient:
    """A caller of the service, to be opened with « with »."""
    return TestClient(creer_application(voulus), base_url="http://127.0.0.1", raise_server_exceptions=False)


@dataclass(frozen=True)
class Journal:
    """What the service wrote."""

    flux: io.StringIO

    @property
    def texte(self) -> str:
        return self.flux.getvalue()

    @property
    def lignes(self) -> list[dict[str, Any]]:
        return [json.loads(ligne) for ligne in self.texte.splitlines()]


def sans_fin(*_: object) -> None:
    """Work that never ends, given to a worker in the place of an analysis."""
    while True:
        time.sleep(1)


def goulu(*_: object) -> None:
    """Work that wants more memory than a worker may use."""
    bytearray(20_000_000_000)
