"""Writing files: whole or not at all, and never over what a person has edited."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from indu.commun.ecriture import ecrire_atomique
from indu.commun.erreurs import EntreeInvalide, ErreurEnvironnement

MARQUE = b"indu:"
_DEBUTS_PDF = (b"%PDF-1.7\n%\xf0\x9f\x96\xa4", b"%PDF-1.7\n%\xbf\xf7\xa2\xfe")
"""How the PDF engine, and the one that puts exhibits behind, begin their files; other programs write other marks."""


class Ecrit(NamedTuple):
    """Where a file went, and the one of the wanted name, left as a person made it, when there was one."""

    chemin: Path
    evite: Path | None


def ecrire_tout(dossier: Path, contenus: Mapping[str, bytes], option: str = "-o") -> list[Ecrit]:
    """Write the files in a folder, each atomically; return where each went.

    A Word file, a workbook or a PDF that is not as this program left it is a person's: the new one goes beside it,
    with a number. ``option`` is the one by which the user may choose another folder.

    Raises:
        ErreurEnvironnement: the folder cannot be written, or the disk is full.
    """
    with en_francais(dossier, option):
        dossier.mkdir(parents=True, exist_ok=True)
        return [
            _ecrire(dossier / nom, _marquer(octets) if nom.endswith((".docx", ".xlsx")) else octets)
            for nom, octets in contenus.items()
        ]


def ecrire_fichier(chemin: Path, octets: bytes, option: str) -> None:
    """Write the one file that an option names, over what is there.

    Raises:
        EntreeInvalide: the option names a folder.
        ErreurEnvironnement: the file cannot be written, or the disk is full.
    """
    if chemin.is_dir():
        message = f"{option} : « {chemin} » est un dossier"
        raise EntreeInvalide.simple(message, attendu="le nom d’un fichier à écrire")
    with en_francais(chemin.parent, option, "fichier"):
        chemin.parent.mkdir(parents=True, exist_ok=True)
        ecrire_atomique(chemin, octets)


@contextmanager
def en_francais(dossier: Path, option: str, objet: str = "dossier") -> Iterator[None]:
    """Tell what the system refuses; ``option`` is the one by which the user may choose another place.

    Raises:
        ErreurEnvironnement: in the place of any error of the system.
    """
    try:
        yield
    except OSError as erreur:
        raison = "le disque est plein" if erreur.errno == 28 else "écriture impossible"
        attendu = f"choisissez un autre {objet} avec {option}"
        raise ErreurEnvironnement.simple(f"{raison} dans « {dossier} »", attendu=attendu) from None


def _ecrire(chemin: Path, octets: bytes) -> Ecrit:
    libre, evite, rang = chemin, None, 2
    while libre.suffix in _INTACTS and libre.exists() and not _INTACTS[libre.suffix](libre.read_bytes()):
        libre, evite = chemin.with_stem(f"{chemin.stem}-{rang}"), libre
        rang += 1
    ecrire_atomique(libre, octets)
    return Ecrit(libre, evite)


def _empreinte(octets: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        condense = hashlib.sha256()
        for nom in sorted(archive.namelist()):
            condense.update(nom.encode() + b"\0" + archive.read(nom))
    return MARQUE + condense.hexdigest().encode()


def _marquer(octets: bytes) -> bytes:
    """The Word or Excel file with a fingerprint of its parts in the archive's comment (dropped by whoever saves it)."""
    tampon = BytesIO(octets)
    with zipfile.ZipFile(tampon, "a") as archive:
        archive.comment = _empreinte(octets)
    return tampon.getvalue()


def intact(octets: bytes) -> bool:
    """Whether a Word or Excel file is as this program wrote it."""
    try:
        with zipfile.ZipFile(BytesIO(octets)) as archive:
            marque = archive.comment
        return marque == _empreinte(octets)
    except (zipfile.BadZipFile, OSError):
        return False


def pdf_intact(octets: bytes) -> bool:
    """Whether a PDF is one that this program wrote, and that nobody signed or annotated since (which appends to it)."""
    return octets.startswith(_DEBUTS_PDF) and octets.count(b"%%EOF") == 1


_INTACTS: Mapping[str, Callable[[bytes], bool]] = {".docx": intact, ".xlsx": intact, ".pdf": pdf_intact}
