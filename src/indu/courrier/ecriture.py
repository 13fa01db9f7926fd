"""Writing files: whole or not at all, and never over what a person has edited."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from indu.commun.ecriture import ecrire_atomique
from indu.commun.erreurs import ErreurEnvironnement

MARQUE = b"indu:"


def ecrire_tout(dossier: Path, contenus: Mapping[str, bytes]) -> list[Path]:
    """Write the files in a folder, each atomically; return where each went.

    A Word file that is not as this program left it was edited by a person: the new one goes beside it, with a number.

    Raises:
        ErreurEnvironnement: the folder cannot be written, or the disk is full.
    """
    try:
        dossier.mkdir(parents=True, exist_ok=True)
        return [
            _ecrire(dossier / nom, _marquer(octets) if nom.endswith(".docx") else octets)
            for nom, octets in contenus.items()
        ]
    except OSError as erreur:
        raison = "le disque est plein" if erreur.errno == 28 else "écriture impossible"
        raise ErreurEnvironnement.simple(
            f"{raison} dans « {dossier} »", attendu="choisissez un autre dossier avec -o"
        ) from None


def _ecrire(chemin: Path, octets: bytes) -> Path:
    libre, rang = chemin, 2
    while libre.suffix == ".docx" and libre.exists() and not intact(libre.read_bytes()):
        libre = chemin.with_stem(f"{chemin.stem}-{rang}")
        rang += 1
    ecrire_atomique(libre, octets)
    return libre


def _empreinte(octets: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        condense = hashlib.sha256()
        for nom in sorted(archive.namelist()):
            condense.update(nom.encode() + b"\0" + archive.read(nom))
    return MARQUE + condense.hexdigest().encode()


def _marquer(octets: bytes) -> bytes:
    """The Word file with a fingerprint of its parts in the archive's comment (Word drops it when it saves)."""
    tampon = BytesIO(octets)
    with zipfile.ZipFile(tampon, "a") as archive:
        archive.comment = _empreinte(octets)
    return tampon.getvalue()


def intact(octets: bytes) -> bool:
    """Whether a Word file is as this program wrote it."""
    try:
        with zipfile.ZipFile(BytesIO(octets)) as archive:
            marque = archive.comment
        return marque == _empreinte(octets)
    except (zipfile.BadZipFile, OSError):
        return False
