"""From a JSON body to the raw dossier that the ordinary reading takes: texts, lists and groups, nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from indu.commun.erreurs import EntreeInvalide
from indu.commun.yaml import PROFONDEUR_MAXIMALE, Donnee
from indu.entretien.indispensable import valeurs_initiales


class CorpsIllisible(EntreeInvalide):
    """The body is not the JSON of a dossier."""


class TropDeLignes(CorpsIllisible):
    """The dossier has more lines than the service takes."""


def lire_json(octets: bytes) -> dict[str, Donnee]:
    """The object that a body holds, numbers and booleans kept as they were written.

    Raises:
        CorpsIllisible: not UTF-8, not JSON, not an object, too deep, a key given twice, a text that no file can hold.
    """
    try:
        texte = octets.decode("utf-8")
    except UnicodeDecodeError:
        raise CorpsIllisible.simple("le corps n’est pas en UTF-8") from None
    try:
        lu = json.loads(
            texte,
            parse_int=str,
            parse_float=str,
            parse_constant=_constante,
            object_pairs_hook=_sans_doublon,
        )
    except CorpsIllisible:
        raise
    except (ValueError, RecursionError):
        raise CorpsIllisible.simple("le corps n’est pas du JSON", attendu="un objet JSON") from None
    if not isinstance(lu, dict):
        raise CorpsIllisible.simple("le corps n’est pas un objet", attendu="un objet JSON")
    objet = _donnee(lu, 0)
    return objet if isinstance(objet, dict) else {}


def _constante(_: str) -> NoReturn:
    raise CorpsIllisible.simple("le corps n’est pas du JSON", attendu="un nombre fini")


def _sans_doublon(paires: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    objet: dict[str, Any] = {}
    for cle, valeur in paires:
        if cle in objet:
            raise CorpsIllisible.simple("un champ est donné deux fois dans le même objet")
        objet[cle] = valeur
    return objet


def _donnee(valeur: Any, profondeur: int) -> Donnee:
    if profondeur > PROFONDEUR_MAXIMALE:
        raise CorpsIllisible.simple("trop de niveaux imbriqués", attendu=f"{PROFONDEUR_MAXIMALE} au plus")
    match valeur:
        case dict():
            return {_texte(cle): _donnee(fils, profondeur + 1) for cle, fils in valeur.items()}
        case list():
            return [_donnee(fils, profondeur + 1) for fils in valeur]
        case bool():
            return "oui" if valeur else "non"
        case None:
            return None
    return _texte(valeur)


def _texte(texte: str) -> str:
    if any("\ud800" <= caractere <= "\udfff" for caractere in texte):
        raise CorpsIllisible.simple("un texte contient un caractère incomplet")
    return texte


def completer(brut: dict[str, Donnee]) -> dict[str, Donnee]:
    """A partial dossier with visible holes where the program needs something; what is written stays.

    Only the kind of letter received cannot be supplied: without it nothing can be said.
    """
    vides = valeurs_initiales("")
    complet = {**brut}
    for champ in ("reference", "praticien", "caisse"):
        donne, vide = brut.get(champ), vides[champ]
        if isinstance(vide, dict) and isinstance(donne, dict):
            complet[champ] = {**vide, **{cle: valeur for cle, valeur in donne.items() if valeur is not None}}
        elif donne is None:
            complet[champ] = vide
    return complet


def borner(brut: Mapping[str, Donnee], lignes: int) -> None:
    """Refuse a dossier with more lines than that.

    Raises:
        TropDeLignes: it has.
    """
    ecrites = brut.get("lignes")
    if isinstance(ecrites, list) and len(ecrites) > lignes:
        raise TropDeLignes.simple("trop de lignes dans ce dossier", attendu=f"{lignes} au plus")
