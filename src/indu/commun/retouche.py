"""Changing a YAML file where it must change, and nowhere else: comments, order and layout stay as they were.

The text is patched at the places that the parser gives; what was written is read again, and a file whose layout cannot
be patched is written anew, its opening comments kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from indu.commun.yaml import NULS, Donnee, lire_yaml

_SIMPLE = re.compile(r"[A-Za-zÀ-ÿ0-9](?:[\w À-ÿ’'./()+-]*[\w.)])?")
_IDENTIFIANT = re.compile(r"\d{5,}")
"""A code, not a number: other programs would drop its leading zeros."""
_CHARGEUR = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class _Retouche:
    debut: int
    fin: int
    texte: str


class _Impossible(Exception):
    """A layout that is not patched."""


def ecrire_yaml(valeur: Donnee) -> str:
    """A whole YAML text that :func:`indu.commun.yaml.lire_yaml` reads back as this value."""
    return "".join(f"{ligne}\n" for ligne in _bloc(valeur, 0))


def retoucher(texte: str, valeur: Mapping[str, Donnee]) -> str:
    """The same text saying that value: only what differs is touched.

    A JSON text stays one. Without any text, or when its layout cannot be patched, the value is written whole, after
    the comments that opened the text.
    """
    if texte.lstrip().startswith("{"):
        return json.dumps(valeur, ensure_ascii=False, indent=2) + "\n"
    if texte.strip():
        try:
            nouveau = _appliquer(texte, list(_differences(texte, valeur)))
        except (_Impossible, yaml.YAMLError):
            nouveau = ""
        lecture = lire_yaml(nouveau.encode(), "")
        if not lecture.problemes and lecture.valeur == valeur:
            return nouveau
    tete = re.match(r"(?:[ \t]*(?:#[^\n]*)?\n)*", texte)
    return (tete[0] if tete is not None else "") + ecrire_yaml(dict(valeur))


def _appliquer(texte: str, retouches: Sequence[_Retouche]) -> str:
    """Apply from the end, so that places stay true; insertions at one place keep their order."""
    for retouche in sorted(retouches, key=lambda r: (r.debut, r.fin))[::-1]:
        texte = texte[: retouche.debut] + retouche.texte + texte[retouche.fin :]
    return texte


def _differences(texte: str, valeur: Mapping[str, Donnee]) -> Iterator[_Retouche]:
    racine = yaml.compose(texte, Loader=_CHARGEUR)
    if not isinstance(racine, yaml.MappingNode) or racine.flow_style:
        raise _Impossible
    yield from _dans_groupe(texte, racine, valeur)


def _dans_groupe(texte: str, noeud: yaml.MappingNode, valeur: Mapping[str, Donnee]) -> Iterator[_Retouche]:
    if not noeud.value or any(not isinstance(cle, yaml.ScalarNode) for cle, _ in noeud.value):
        raise _Impossible
    deja = {str(cle.value): (cle, fils) for cle, fils in noeud.value}
    if len(deja) != len(noeud.value) or not deja.keys() & valeur.keys():
        raise _Impossible
    premiere = str(noeud.value[0][0].value)
    for nom, (cle, fils) in deja.items():
        if nom in valeur:
            yield from _dans_valeur(texte, cle, fils, nom, valeur[nom], bool(noeud.flow_style))
        elif nom == premiere:  # in a list, the first key stands on the line of the dash
            raise _Impossible
        elif noeud.flow_style:
            avant = texte.rindex(",", 0, cle.start_mark.index)
            yield _Retouche(avant, fils.end_mark.index, "")
        else:
            yield _Retouche(_debut_de_ligne(texte, cle.start_mark.index), _apres(texte, fils), "")
    neufs = [nom for nom in valeur if nom not in deja]
    dernier = noeud.value[-1][1]
    if neufs and noeud.flow_style:
        ajout = "".join(f", {_scalaire(nom)}: {_une_ligne(valeur[nom])}" for nom in neufs)
        yield _Retouche(dernier.end_mark.index, dernier.end_mark.index, ajout)
    elif neufs:
        lignes = [ligne for nom in neufs for ligne in _champ(nom, valeur[nom], noeud.value[0][0].start_mark.column)]
        yield _inserer(texte, _apres(texte, dernier), lignes)


def _dans_valeur(
    texte: str, cle: yaml.Node, noeud: yaml.Node, nom: str, valeur: Donnee, sur_une_ligne: bool
) -> Iterator[_Retouche]:
    if _lue(noeud) == valeur:
        return
    if isinstance(noeud, yaml.MappingNode) and noeud.value and isinstance(valeur, dict) and valeur:
        yield from _dans_groupe(texte, noeud, valeur)
    elif _extensible(noeud, valeur) and isinstance(noeud, yaml.SequenceNode) and isinstance(valeur, list):
        yield from _dans_liste(texte, noeud, valeur)
    elif sur_une_ligne or (isinstance(noeud, yaml.ScalarNode) and noeud.value and not isinstance(valeur, (dict, list))):
        if isinstance(noeud, yaml.ScalarNode) and noeud.style in ("|", ">"):
            raise _Impossible
        yield _Retouche(noeud.start_mark.index, noeud.end_mark.index, _une_ligne(valeur))
    else:
        lignes = _champ(nom, valeur, cle.start_mark.column)
        debut = cle.start_mark.index
        lignes[0] = lignes[0].lstrip()
        yield _Retouche(debut, _apres(texte, noeud), "".join(f"{ligne}\n" for ligne in lignes))


def _extensible(noeud: yaml.Node, valeur: Donnee) -> bool:
    """A block list of groups, of which the new value has at least the first: its elements are patched one by one."""
    return (
        isinstance(noeud, yaml.SequenceNode)
        and isinstance(valeur, list)
        and bool(valeur)
        and bool(noeud.value)
        and not noeud.flow_style
        and all(isinstance(fils, yaml.MappingNode) for fils in noeud.value)
        and all(isinstance(element, dict) for element in valeur)
    )


def _dans_liste(texte: str, noeud: yaml.SequenceNode, valeur: list[Donnee]) -> Iterator[_Retouche]:
    for fils, element in zip(noeud.value, valeur, strict=False):
        if _lue(fils) != element and isinstance(element, dict):
            yield from _dans_groupe(texte, fils, element)
    communs = min(len(noeud.value), len(valeur))
    fin = _apres(texte, noeud.value[-1])
    if len(noeud.value) > communs:
        yield _Retouche(_apres(texte, noeud.value[communs - 1]), fin, "")
    if len(valeur) > communs:
        retrait = noeud.start_mark.column
        en_une = bool(noeud.value[-1].flow_style)
        lignes = [ligne for element in valeur[communs:] for ligne in _element(element, retrait, en_une)]
        yield _inserer(texte, fin, lignes)


def _inserer(texte: str, ou: int, lignes: Sequence[str]) -> _Retouche:
    debut = "" if ou == 0 or texte[ou - 1] == "\n" else "\n"
    return _Retouche(ou, ou, debut + "".join(f"{ligne}\n" for ligne in lignes))


def _feuille(noeud: yaml.Node) -> yaml.Node:
    """The last written node below a block one (a block's own end mark runs over the comments that follow)."""
    while isinstance(noeud, yaml.CollectionNode) and not noeud.flow_style and noeud.value:
        dernier = noeud.value[-1]
        noeud = dernier[1] if isinstance(dernier, tuple) else dernier
    return noeud


def _apres(texte: str, noeud: yaml.Node) -> int:
    """Where the line after a node begins (or the end of the text)."""
    feuille = _feuille(noeud)
    if isinstance(feuille, yaml.ScalarNode) and feuille.style in ("|", ">"):
        raise _Impossible
    fin = texte.find("\n", feuille.end_mark.index)
    return len(texte) if fin < 0 else fin + 1


def _debut_de_ligne(texte: str, place: int) -> int:
    return texte.rfind("\n", 0, place) + 1


def _lue(noeud: yaml.Node) -> Any:
    """The value of a node, as :func:`lire_yaml` gives it."""
    if isinstance(noeud, yaml.ScalarNode):
        return None if not noeud.style and noeud.value in NULS else str(noeud.value)
    if isinstance(noeud, yaml.SequenceNode):
        return [_lue(fils) for fils in noeud.value]
    return {str(cle.value): _lue(fils) for cle, fils in noeud.value}


def _scalaire(valeur: str) -> str:
    if _SIMPLE.fullmatch(valeur) and valeur not in NULS and not _IDENTIFIANT.fullmatch(valeur):
        return valeur
    return json.dumps(valeur, ensure_ascii=False)


def _une_ligne(valeur: Donnee) -> str:
    if isinstance(valeur, dict):
        return "{" + ", ".join(f"{_scalaire(nom)}: {_une_ligne(fils)}" for nom, fils in valeur.items()) + "}"
    if isinstance(valeur, list):
        return "[" + ", ".join(_une_ligne(fils) for fils in valeur) + "]"
    return "null" if valeur is None else _scalaire(valeur)


def _champ(nom: str, valeur: Donnee, retrait: int) -> list[str]:
    """The lines of a field in a block."""
    tete = f"{' ' * retrait}{_scalaire(nom)}:"
    simple = not isinstance(valeur, (dict, list)) or not valeur or (isinstance(valeur, list) and _plate(valeur))
    if simple:
        return [f"{tete} {_une_ligne(valeur)}"]
    return [tete, *_bloc(valeur, retrait + 2)]


def _plate(valeur: list[Donnee]) -> bool:
    return not any(isinstance(element, (dict, list)) for element in valeur)


def _bloc(valeur: Donnee, retrait: int) -> list[str]:
    if isinstance(valeur, dict) and valeur:
        return [ligne for nom, fils in valeur.items() for ligne in _champ(nom, fils, retrait)]
    if isinstance(valeur, list) and valeur:
        return [ligne for element in valeur for ligne in _element(element, retrait, en_une=False)]
    return [" " * retrait + _une_ligne(valeur)]


def _element(element: Donnee, retrait: int, en_une: bool) -> list[str]:
    """The lines of an element of a block list."""
    ligne = f"{' ' * retrait}- {_une_ligne(element)}"
    if en_une or not isinstance(element, dict) or not element:
        return [ligne]
    lignes = _bloc(element, retrait + 2)
    lignes[0] = f"{' ' * retrait}- {lignes[0].lstrip()}"
    return lignes
