"""What every test shares: reproducible hypothesis runs, and a user's own library to break."""

from __future__ import annotations

import io
import logging
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from appels import Journal

settings.register_profile(
    "indu",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("indu")


@pytest.fixture
def surcouche(tmp_path: Path) -> Path:
    """An empty folder to lay over ``arguments/``."""
    dossier = tmp_path / "mes-arguments"
    (dossier / "moyens").mkdir(parents=True)
    return dossier


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], bytes]:
    """A Word file as LibreOffice opens it and saves it again."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) n’est pas installé")
    dossier = tmp_path_factory.mktemp("libreoffice")

    def passer(octets: bytes) -> bytes:
        (dossier / "lettre.docx").write_bytes(octets)
        subprocess.run(
            [soffice, f"-env:UserInstallation=file://{dossier}/profil", "--headless", "--convert-to", "docx",
             "--outdir", str(dossier / "sortie"), str(dossier / "lettre.docx")],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return (dossier / "sortie" / "lettre.docx").read_bytes()

    return passer


@pytest.fixture(scope="session")
def appel() -> Iterator[TestClient]:
    """A caller of a service that is open to this machine."""
    from appels import client, reglages

    with client(reglages()) as ouvert:
        yield ouvert


@pytest.fixture
def journal() -> Iterator[Journal]:
    """Everything that any library writes while a test runs, as the service would print it."""
    from appels import Journal
    from indu.service.garde import JOURNAL, EnJson

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
