"""The command as a person runs it, in this process."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from indu.cli import principal


@dataclass(frozen=True)
class Fin:
    """How a command ended."""

    code: int
    sortie: str
    erreurs: str

    @property
    def tout(self) -> str:
        return self.sortie + self.erreurs


Commande = Callable[..., Fin]


def preparer(monkeypatch: pytest.MonkeyPatch, chez_soi: Path) -> Commande:
    """A runner of ``indu``, with nobody's own settings."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(chez_soi / "reglages"))
    monkeypatch.setenv("HOME", str(chez_soi / "chez-moi"))

    def lancer(*arguments: str | Path) -> Fin:
        monkeypatch.setattr(sys, "argv", ["indu", *map(str, arguments)])
        sortie, erreurs, code = io.StringIO(), io.StringIO(), 0
        with contextlib.redirect_stdout(sortie), contextlib.redirect_stderr(erreurs):
            try:
                principal()
            except SystemExit as fin:
                code = fin.code if isinstance(fin.code, int) else 0 if fin.code is None else 1
        return Fin(code, sortie.getvalue(), erreurs.getvalue())

    return lancer
