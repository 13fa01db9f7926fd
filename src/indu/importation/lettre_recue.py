"""The letter of the caisse in the terms of a dossier: which of its fields fills which, and what is only told.

What a dossier has no place for (delay, legal basis, sums withheld…) is told with its page, never dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from indu.commun.dates import date_courte
from indu.commun.montants import euros
from indu.commun.texte import enumerer
from indu.importation.lettre import ChampLettre
from indu.importation.proposition import ChampLu

_CLES = {
    "nature": "courrier.nature",
    "caisse": "caisse.nom",
    "code_postal": "caisse.code_postal",
    "ville": "caisse.ville",
    "reference": "courrier.reference",
    "date": "courrier.date",
    "montant": "courrier.montant",
    "periode_debut": "courrier.periode_debut",
    "periode_fin": "courrier.periode_fin",
    "signataire": "courrier.signataire",
    "fraude": "courrier.fraude_alleguee",
    "extrapolation": "courrier.extrapolation",
}
"""Where each field of the letter goes."""
_DITS = {
    "delai": "délai indiqué",
    "retenue": "somme retenue",
    "base_legale": "texte cité",
    "qualite": "qualité du signataire",
    "tribunal": "voie du tribunal mentionnée",
}
"""What is told beside, and how."""
_SUIT = frozenset({"fraude", "extrapolation"})
"""Mentions: the words are certain, what they mean for the dossier is for a person to confirm."""


def champs_du_dossier(lus: Iterable[ChampLettre], prefixe: str = "") -> tuple[ChampLu, ...]:
    """The fields that a dossier holds; ``prefixe`` names the file when there are several."""
    champs = list(lus)
    sortie = [
        _champ(_CLES[champ.nom], _ecrire(champ), champ, prefixe, sur=champ.nom not in _SUIT)
        for champ in champs
        if champ.nom in _CLES
    ]
    adresse = [champ for champ in champs if champ.nom == "adresse"]
    if adresse:
        sortie.append(_champ("caisse.adresse", ", ".join(map(_ecrire, adresse)), adresse[0], prefixe))
    for champ in champs:
        if champ.nom == "reference":
            sortie.append(_champ("dossier.reference", _ecrire(champ), champ, prefixe))
    par_nom = {champ.nom: champ for champ in champs}
    if par_nom.keys() >= {"cra", "delai"} and par_nom["delai"].valeur == "2 mois":
        sortie.append(_champ("courrier.mention_voies_recours", "oui", par_nom["cra"], prefixe, sur=False))
    return tuple(sortie)


def dire_le_reste(lus: Sequence[ChampLettre], prefixe: str = "") -> Iterator[str]:
    """What the letter says and a dossier does not hold, one sentence a kind."""
    tete = f"{prefixe}, " if prefixe else ""
    for nom, libelle in _DITS.items():
        trouves = [champ for champ in lus if champ.nom == nom]
        if trouves:
            dits = dict.fromkeys(
                f"page {champ.page}" if champ.valeur is True else f"{_montrer(champ)} (page {champ.page})"
                for champ in trouves
            )
            yield f"{tete}{libelle} : {enumerer(tuple(dits))}"


def _champ(cle: str, valeur: str, lu: ChampLettre, prefixe: str, *, sur: bool = True) -> ChampLu:
    lieu = f"{prefixe}, page {lu.page}" if prefixe else f"page {lu.page}"
    return ChampLu(cle, valeur, lu.extrait, lieu, lu.confiance if sur else "moyenne")


def _ecrire(lu: ChampLettre) -> str:
    """The value as a dossier writes it."""
    if isinstance(lu.valeur, bool):
        return "oui" if lu.valeur else "non"
    if isinstance(lu.valeur, date):
        return lu.valeur.isoformat()
    if isinstance(lu.valeur, int):
        return f"{lu.valeur // 100},{lu.valeur % 100:02d}"
    return lu.valeur


def _montrer(lu: ChampLettre) -> str:
    if isinstance(lu.valeur, date):
        return date_courte(lu.valeur)
    return euros(lu.valeur) if isinstance(lu.valeur, int) else lu.valeur
