"""The service in tests: once in this process for its answers, and as a real server for what only a socket shows."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from aide import ARGUMENTS, TEMPLATES, brut
from starlette.testclient import TestClient

from indu.service.application import creer_application
from indu.service.garde import JOURNAL, EnJson
from indu.service.reglages import Limites, Reglages

LARGES = Limites(debit=1_000_000)


def reglages(**champs: Any) -> Reglages:
    """Settings for tests: one worker, no rate limit."""
    return Reglages(**{"arguments": ARGUMENTS, "templates": TEMPLATES, "ouvriers": 1, "limites": LARGES} | champs)


def client(voulus: Reglages) -> TestClient:
    """A caller of the service, to be opened with « with »."""
    return TestClient(creer_application(voulus), base_url="http://127.0.0.1", raise_server_exceptions=False)


@pytest.fixture(scope="session")
def appel() -> Iterator[TestClient]:
    """A caller of a service that is open to this machine."""
    with client(reglages()) as ouvert:
        yield ouvert


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


@pytest.fixture
def journal() -> Iterator[Journal]:
    """Everything that any library writes while a test runs, as the service would print it."""
    flux = io.StringIO()
    sortie = logging.StreamHandler(flux)
    sortie.setFormatter(EnJson())
    racine = logging.getLogger()
    avant = racine.level
    racine.addHandler(sortie)
    racine.setLevel(logging.DEBUG)
    JOURNAL.setLevel(logging.INFO)
    yield Journal(flux)
    racine.removeHandler(sortie)
    racine.setLevel(avant)


@pytest.fixture
def dossier() -> dict[str, Any]:
    """A small dossier, as an app sends it."""
    return brut()
