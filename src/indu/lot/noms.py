"""Names of folders, each its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def distinguer(noms: Iterable[str]) -> Iterator[str]:
    """The same, « -2 », « -3 »… after those already given, even for a system that does not tell capitals apart."""
    pris: set[str] = set()
    for nom in noms:
        libre, rang = nom, 2
        while libre.casefold() in pris:
            libre, rang = f"{nom}-{rang}", rang + 1
        pris.add(libre.casefold())
        yield libre
