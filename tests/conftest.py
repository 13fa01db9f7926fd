"""What every test shares: reproducible hypothesis runs, and a user's own library to break."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

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
