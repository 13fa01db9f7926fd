"""The second pass on a rendered letter: every article and decision number in it must come from a source it declares.

Citations are structured data, so this pass should find nothing; it is there because a checker that sees nothing proves
nothing, and because a person's own words can bring a citation in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from indu.droit.sources import Article, Source

_ESP = "[ \u00a0\u202f]?"
_NUMERO = r"\d{1,4}(?:-\d+|-[A-Z](?![a-z]))*"
_ARTICLE = re.compile(rf"(?<![\w.])([LRD])(?:\.{_ESP}(?:\*{_ESP})?|(?=\d+-))({_NUMERO})(?![\w-])")
_ARTICLE_NU = re.compile(rf"\barticles?{_ESP}(\d{{1,4}}(?:-\d+)*)(?![\d,.]\d)")
_POURVOI = re.compile(r"(?<!\d)(\d{2}-\d{2}[.\u202f ]?\d{3})(?!\d)")
_RG = re.compile(rf"(?:RG|n°){_ESP}(\d{{2}}/\d{{5}})")


def citations(texte: str) -> Iterator[tuple[str, str]]:
    """Each citation found in a text: its key for comparison, and the words that carry it."""
    for trouve in _ARTICLE.finditer(texte):
        yield f"{trouve[1]}{trouve[2]}", trouve[0]
    for trouve in _ARTICLE_NU.finditer(texte):
        yield trouve[1], trouve[0]
    for trouve in _POURVOI.finditer(texte):
        yield re.sub(r"\D", "", trouve[1]), trouve[0]
    for trouve in _RG.finditer(texte):
        yield trouve[1], trouve[0]


def cles_source(source: Source) -> set[str]:
    """The keys of the citations that a source covers."""
    if isinstance(source, Article):
        return {cle for cle, _ in citations(f"article {source.numero}. {source.citation}. {source.citation_courte}")}
    return {cle for cle, _ in citations(f"n° {source.numero} {source.citation}")}


def non_couvertes(texte: str, sources: Iterable[Source]) -> tuple[str, ...]:
    """The citations of a text that none of the sources covers, as written, each once."""
    couvertes: set[str] = set()
    for source in sources:
        couvertes |= cles_source(source)
    return tuple(dict.fromkeys(ecrit for cle, ecrit in citations(texte) if cle not in couvertes))
