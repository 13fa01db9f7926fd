"""What a text may still hold that must not go out: holes, leftovers, amounts, dates, identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indu.commun.dates import MOIS
from indu.commun.montants import Centimes, lire_montant
from indu.commun.texte import masquer_identifiants

_ESP = "[ \u00a0\u202f\u2009]"
_RESTES = (
    re.compile(rf"\[{_ESP}*[àa]{_ESP}+compl[ée]ter\b[^\]]*\]?", re.IGNORECASE),
    re.compile(rf"(?<!\[)\b[àa]{_ESP}+compl[ée]ter{_ESP}*:[^.;]*", re.IGNORECASE),
    re.compile(rf"(?<!\[)\bÀ{_ESP}+COMPLÉTER\b"),
    re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\{|\}\}|\{%|%\}"),
    re.compile(r"\bTO-?DO\b|\bFIXME\b|\bxxx+\b", re.IGNORECASE),
    re.compile(r"(?<!chapitre )(?<!titre )(?<!livre )(?<!section )(?<!article )\bXX\b(?!e)"),
    re.compile(rf"(?:(?<=\s)|^)(?<!«{_ESP})(?:…|\.{{3,}})(?![\])]|{_ESP}?»)"),
    re.compile(r"_{3,}|\.{5,}|…{2,}"),
)
_MONTANT = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+|\d{1,3}(?:\.\d{3})+|\d+)(?:[.,](\d{1,2}))?(?!\d)"
    rf"{_ESP}*(?:€|euros?\b|EUR\b)"
)
_JOUR = rf"(?:(?:1er|\d{{1,2}}){_ESP}+(?:{'|'.join(MOIS)}){_ESP}+\d{{4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}})"
_DATE = re.compile(rf"\b{_JOUR}\b")
_LIEU_ET_DATE = re.compile(rf"(?:[^,]{{1,60}},{_ESP}*)?le{_ESP}+{_JOUR}\.?")


def restes(texte: str) -> Iterator[str]:
    """What is left to write in a text, as it stands there."""
    pris: list[tuple[int, int]] = []
    for motif in _RESTES:
        for trouve in motif.finditer(texte):
            if not any(debut < trouve.end() and trouve.start() < fin for debut, fin in pris):
                pris.append(trouve.span())
    yield from (texte[debut:fin].strip() for debut, fin in sorted(pris))


def montants(texte: str) -> Iterator[tuple[Centimes, str]]:
    """The amounts in euros of a text: in cents, and as written."""
    for trouve in _MONTANT.finditer(texte):
        try:
            centimes = lire_montant(f"{re.sub(r'[^0-9]', '', trouve[1])},{trouve[2] or '0'}")
        except ValueError:
            continue
        yield centimes, trouve[0]


def porte_une_date(texte: str) -> bool:
    """Whether a date is written in a text."""
    return _DATE.search(texte.lower()) is not None


def date_une_lettre(texte: str) -> bool:
    """Whether a text is a place and a date, and nothing else."""
    return _LIEU_ET_DATE.fullmatch(texte.lower().strip()) is not None


def porte_un_nir(texte: str) -> bool:
    """Whether a social security number is written in a text."""
    return masquer_identifiants(texte) != texte
