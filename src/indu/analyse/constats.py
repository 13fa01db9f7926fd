"""What a check reports, and how it names lines and adds up amounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from indu.commun.montants import Centimes
from indu.commun.texte import accorder, plages
from indu.dossier.modele import Dossier

Gravite: TypeAlias = Literal["information", "attention", "anomalie"]


@dataclass(frozen=True, slots=True)
class Controle:
    """One check that found something: the lines concerned, each once, and the amount at stake in cents."""

    id: str
    gravite: Gravite
    message: str
    lignes: tuple[int, ...] = ()
    montant: Centimes = 0


def sur_lignes(
    dossier: Dossier,
    identifiant: str,
    gravite: Gravite,
    numeros: list[int],
    constat: str,
    suite: str = "",
    montant: Centimes | None = None,
) -> Iterator[Controle]:
    """A check on lines: what is seen, on which, what follows; at stake, what they claim unless an amount is given."""
    if numeros:
        message = f"{constat} ({lignes_dites(numeros)})" + (f" : {suite}" if suite else "")
        enjeu = somme_reclamee(dossier, numeros) if montant is None else montant
        yield Controle(identifiant, gravite, message, tuple(numeros), enjeu)


def somme_reclamee(dossier: Dossier, numeros: Iterable[int]) -> Centimes:
    """What these lines claim, in cents."""
    return sum(dossier.par_numero[numero].montant_reclame for numero in numeros)


def lignes_dites(numeros: dict[int, Centimes] | list[int]) -> str:
    """« 3 lignes : 1, 4 et 5 »."""
    return f"{accorder(len(numeros), 'ligne')} : {plages(numeros)}"
