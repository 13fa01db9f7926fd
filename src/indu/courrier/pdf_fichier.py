"""The bytes of a PDF file: each object written once, where the engine writes all of them again for the identifier."""

from __future__ import annotations

from hashlib import md5
from typing import IO, Any

_ENTETE = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_TAILLES = (1, 4, 2)
"""Bytes of the three fields of a cross-reference: kind, place, generation or rank."""


def ecrire_fichier(pdf: Any, sortie: IO[bytes]) -> None:
    """Write the objects of the engine, small ones in a compressed stream; the identifier is that of the content."""
    import pydyf

    pdf.add_object(pdf.info)
    octets = bytearray(_ENTETE)
    renvois: list[tuple[int, int, int]] = [(0, 0, 0xFFFF)]
    ranges: list[tuple[int, bytes]] = []
    collection = len(pdf.objects)
    for objet in pdf.objects[1:]:
        if objet.compressible:
            renvois.append((2, collection, len(ranges)))
            ranges.append((objet.number, objet.data))
        else:
            renvois.append((1, len(octets), 0))
            octets += objet.indirect + b"\n"

    def ajouter(flux: Any) -> None:
        pdf.add_object(flux)
        octets.extend(flux.indirect + b"\n")

    table, place = [], 0
    for numero, donnees in ranges:
        table.append(f"{numero} {place}")
        place += len(donnees) + 1
    index = " ".join(table).encode()
    renvois.append((1, len(octets), 0))
    ajouter(
        pydyf.Stream(
            [index, *(donnees for _, donnees in ranges)],
            {"Type": "/ObjStm", "N": len(ranges), "First": len(index) + 1},
            compress=True,
        )
    )
    identifiant = pydyf.String(md5(octets, usedforsecurity=False).hexdigest())
    debut = len(octets)
    renvois.append((1, debut, 0))
    ajouter(
        pydyf.Stream(
            [b"".join(n.to_bytes(taille, "big") for un in renvois for n, taille in zip(un, _TAILLES, strict=True))],
            {
                "Type": "/XRef",
                "W": pydyf.Array(_TAILLES),
                "Size": len(renvois),
                "Root": pdf.catalog.reference,
                "Info": pdf.info.reference,
                "ID": pydyf.Array((identifiant, identifiant)),
            },
            compress=True,
        )
    )
    sortie.write(octets)
    sortie.write(f"startxref\n{debut}\n%%EOF\n".encode())
