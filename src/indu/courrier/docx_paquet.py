"""The zip of a Word file, rewritten so that the same parts always give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EPOQUE = (1980, 1, 1, 0, 0, 0)
_PREMIER = "[Content_Types].xml"


def empaqueter(paquet: bytes) -> bytes:
    """The same package with fixed dates, each part once, in a stable order."""
    with ZipFile(BytesIO(paquet)) as source:
        return zipper({nom: source.read(nom) for nom in source.namelist()})


def zipper(parties: Mapping[str, bytes]) -> bytes:
    """The package of these parts. The content types come first, as readers expect."""
    sortie = BytesIO()
    with ZipFile(sortie, "w", ZIP_DEFLATED) as cible:
        for nom in sorted(parties, key=lambda nom: (nom != _PREMIER, nom)):
            fiche = ZipInfo(nom, _EPOQUE)
            fiche.compress_type = ZIP_DEFLATED
            fiche.create_system = 0  # otherwise that of the machine
            cible.writestr(fiche, parties[nom])
    return sortie.getvalue()
