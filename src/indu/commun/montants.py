"""Amounts of money: whole cents everywhere, euros only at the border."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TypeAlias

Centimes: TypeAlias = int
"""An amount in cents of a euro."""

MONTANT_MAXIMAL: Centimes = 100_000_000_00
"""Larger amounts are typing mistakes (a hundred million euros)."""

CHIFFRES_UTILES = 12
"""More digits than the largest amount has."""
_FORME = re.compile(r"(?P<signe>-?)(?P<entier>\d{1,3}(?: \d{3})+|\d+)(?:[.,](?P<decimales>\d+))?", re.ASCII)


def lire_montant(valeur: object) -> Centimes:
    """Cents read from « 1 234,56 € », « 1234.56 », ``1234`` or a number.

    Raises:
        ValueError: with a French sentence, for anything else: negative, more than two decimals, not a number.
    """
    if isinstance(valeur, bool) or not isinstance(valeur, (str, int, float, Decimal)):
        raise ValueError("ce n’est pas un montant")
    brut = re.sub(r"[\s\u00a0\u202f]+", " ", str(valeur)).removesuffix("€").removesuffix("EUR").strip()
    forme = _FORME.fullmatch(brut)
    if forme is None:
        raise ValueError("ce n’est pas un montant")
    if forme["signe"]:
        raise ValueError("le montant est négatif")
    decimales = forme["decimales"] or ""
    if len(decimales) > 2:
        raise ValueError("le montant a plus de deux décimales")
    entier = forme["entier"].replace(" ", "").lstrip("0")
    centimes = int(entier[:CHIFFRES_UTILES] or 0) * 100 + int(decimales.ljust(2, "0"))
    if len(entier) > CHIFFRES_UTILES or centimes > MONTANT_MAXIMAL:
        raise ValueError("le montant est trop grand pour être vrai")
    return centimes


def arrondir(valeur: Decimal) -> Centimes:
    """Cents nearest to an amount in euros, half up, as tariffs are rounded."""
    return int((valeur * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@lru_cache(maxsize=4096)
def euros(centimes: Centimes) -> str:
    """« 1 234,56 € », with the no-break spaces of French typography."""
    from babel.numbers import format_currency

    return str(format_currency(Decimal(centimes) / 100, "EUR", locale="fr_FR"))


def decimal_point(centimes: Centimes) -> str:
    """« 1234.56 », the form of amounts in JSON."""
    return f"{'-' if centimes < 0 else ''}{abs(centimes) // 100}.{abs(centimes) % 100:02d}"
