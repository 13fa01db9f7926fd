"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

_PROVISOIRE = re.compile(r"\..+\.ecriture-\w{8}")


def ecrire_atomique(chemin: Path, octets: bytes) -> None:
    """Write a file so that it is never seen half-written (temporary file beside it, then a rename).

    Raises:
        OSError: the folder cannot be written, or the disk is full; nothing is left behind.
    """
    descripteur, provisoire = tempfile.mkstemp(dir=chemin.parent, prefix=f".{chemin.name}.ecriture-")
    try:
        with os.fdopen(descripteur, "wb") as fichier:
            fichier.write(octets)
            fichier.flush()
            os.fsync(fichier.fileno())
        Path(provisoire).chmod(0o644)
        Path(provisoire).replace(chemin)
    except BaseException:
        Path(provisoire).unlink(missing_ok=True)
        raise


def provisoires(dossier: Path) -> Iterator[Path]:
    """The temporary files that a killed process left in a folder."""
    if dossier.is_dir():
        yield from (chemin for chemin in dossier.iterdir() if _PROVISOIRE.fullmatch(chemin.name))
