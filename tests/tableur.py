"""A workbook through LibreOffice, into another format."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FILTRES = {"csv": "csv:Text - txt - csv (StarCalc):59,34,76,1,,1036"}
"""« ; », UTF-8, the French writing of numbers and dates."""


def convertir(chemin: Path, vers: str) -> Path:
    """The same file through LibreOffice (its own profile, a delay)."""
    if SOFFICE is None:
        pytest.skip("LibreOffice n’est pas là")
    profil = chemin.parent / "profil"
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation={profil.as_uri()}",
            "--headless",
            "--convert-to",
            FILTRES.get(vers, vers),
            "--outdir",
            str(chemin.parent / "converti"),
            str(chemin),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    rendu = chemin.parent / "converti" / f"{chemin.stem}.{vers}"
    if not rendu.is_file():
        pytest.skip("LibreOffice est là sans son tableur")
    return rendu
