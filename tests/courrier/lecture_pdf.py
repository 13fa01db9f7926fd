"""Reading the tags of a PDF back, for tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf


def elements(noeud: Any, balise: str = "") -> Iterator[Any]:
    """The structure elements of that kind (of any kind by default), in reading order."""
    if isinstance(noeud, pikepdf.Array):
        for enfant in noeud:
            yield from elements(enfant, balise)
    elif isinstance(noeud, pikepdf.Dictionary):
        if balise in ("", noeud.get("/S")):
            yield noeud
        if "/K" in noeud:
            yield from elements(noeud["/K"], balise)


class Lecture:
    """The text of the tags of a file, through the fonts' own maps to Unicode."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.racine = pdf.Root.StructTreeRoot.K[0]
        self.pages = {page.objgen: _textes_marques(page) for page in pdf.pages}

    def texte(self, element: Any) -> str:
        """The text that an element marks, in reading order."""
        return "".join(
            self.pages[dedans.Pg.objgen].get(marque, "")
            for dedans in elements(element)
            for marque in (dedans.K if isinstance(dedans.K, pikepdf.Array) else [dedans.K])
            if isinstance(marque, int)
        )


def texte_complet(pdf: pikepdf.Pdf) -> str:
    """All that assistive software reads of a file."""
    lecture = Lecture(pdf)
    return lecture.texte(lecture.racine)


def instructions(page: pikepdf.Page) -> Iterator[tuple[list[Any], str]]:
    """What paints a page, one operation after the other: its operands, then its name."""
    for instruction in pikepdf.parse_content_stream(page):
        yield list(instruction.operands), str(instruction.operator)


def _textes_marques(page: pikepdf.Page) -> dict[int, str]:
    """The text of each marked content of a page."""
    textes: dict[int, str] = {}
    polices = {
        nom: _caracteres(police.ToUnicode.read_bytes()) for nom, police in page.resources.get("/Font", {}).items()
    }
    police: dict[int, str] = {}
    courant: int | None = None
    for operandes, operateur in instructions(page):
        match operateur:
            case "BDC":
                courant = int(operandes[1].MCID) if "/MCID" in operandes[1] else None
            case "EMC":
                courant = None
            case "Tf":
                police = polices[str(operandes[0])]
            case "Tj" | "TJ" if courant is not None:
                suites = operandes[0] if operateur == "TJ" else operandes
                octets = b"".join(bytes(suite) for suite in suites if isinstance(suite, pikepdf.String))
                codes = (int.from_bytes(octets[rang : rang + 2], "big") for rang in range(0, len(octets), 2))
                textes[courant] = textes.get(courant, "") + "".join(police.get(code, "?") for code in codes)
    return textes


def _caracteres(table: bytes) -> dict[int, str]:
    """What a font's map to Unicode says of each code."""
    couples = re.findall(rb"^<([0-9a-f]{4})> <([0-9a-f]{4,})>$", table.split(b"endcodespacerange")[1], re.MULTILINE)
    return {int(code, 16): bytes.fromhex(valeur.decode()).decode("utf-16-be") for code, valeur in couples}
