"""From pydantic's errors to French ones, each with its file, line, field and nearest valid name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from indu.commun.champs import SCHEMA_INCONNU
from indu.commun.erreurs import BibliothequeInvalide, Probleme
from indu.commun.ressources import Ressources
from indu.commun.texte import enumerer, proche, proches
from indu.commun.yaml import Chemin, Lecture, lire_yaml, nom_chemin

M = TypeVar("M", bound=BaseModel)

NOMS_CITES = 10
"""Up to this many valid names, a message gives them all."""
NOMS_PROCHES = 5
"""How many it gives when there are more."""


def valider(modele: type[M], lecture: Lecture) -> tuple[M | None, list[Probleme]]:
    """Validate what was read: the object if all is well, and every problem found, in file order."""
    try:
        return modele.model_validate(lecture.valeur), list(lecture.problemes)
    except ValidationError as erreurs:
        schema = modele.model_json_schema()
        details_utiles = _sans_echos(erreurs.errors(include_url=False))
        traduits = [_traduire(details, lecture, schema) for details in details_utiles]
        return None, trier([*lecture.problemes, *traduits])


def charger(modele: type[M], ressources: Ressources, relatif: str) -> M:
    """The object that one file of the data describes.

    Raises:
        BibliothequeInvalide: with every problem of the file.
    """
    objet, problemes = valider(modele, lire_ressource(ressources, relatif))
    if objet is None:
        raise BibliothequeInvalide(problemes)
    return objet


def lire_ressource(ressources: Ressources, relatif: str) -> Lecture:
    """What a file of the data holds, under the name that messages give it."""
    return lire_yaml(ressources.lire(relatif), ressources.nom(relatif))


def trier(problemes: Sequence[Probleme]) -> list[Probleme]:
    """Problems in file order, each once."""
    return sorted(dict.fromkeys(problemes), key=lambda probleme: (probleme.fichier, probleme.ligne or 0))


def _sans_echos(erreurs: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without the « too short » that pydantic adds to a list whose elements are themselves refused."""
    lieux = [erreur["loc"] for erreur in erreurs]
    return [
        erreur
        for erreur in erreurs
        if erreur["type"] != "too_short"
        or not any(len(lieu) > len(erreur["loc"]) and lieu[: len(erreur["loc"])] == erreur["loc"] for lieu in lieux)
    ]


def _traduire(details: ErrorDetails, lecture: Lecture, schema: dict[str, Any]) -> Probleme:
    chemin, noeud = _suivre(details["loc"], lecture.valeur, schema)
    genre, contexte = details["type"], details.get("ctx", {})
    lu: str | None = _lisible(details.get("input"))
    attendu = str(contexte.get("attendu", ""))
    voisin = ""
    match genre:
        case "indu":
            message = str(contexte["message"])
            lu = None if contexte.get("secret") else lu
            if SCHEMA_INCONNU in noeud.get("anyOf", []):
                attendu = f"{attendu}, ou « inconnu »"
        case "missing":
            message, lu = "champ obligatoire absent", None
        case "extra_forbidden":
            message, lu = "champ inconnu", None
            noms = _proprietes(noeud, schema)
            voisin = proche(str(chemin[-1]), noms)
            attendu = "" if voisin or not noms else _parmi(str(chemin[-1]), sorted(noms), "un des champs")
        case "literal_error" | "enum":
            message = "valeur inconnue"
            valides = [str(v).strip("'") for v in _choix(noeud, schema)] or [str(contexte.get("expected", ""))]
            voisin = proche(lu or "", valides)
            attendu = _parmi(lu or "", valides)
        case "union_tag_invalid" | "union_tag_not_found":
            cle = str(contexte.get("discriminator", "nature")).strip("'")
            ecrite = (*chemin, cle)
            valides = sorted(t.strip("' ") for t in str(contexte.get("expected_tags", "")).split(",") if t.strip())
            if not valides:
                valides = sorted(_etiquettes(noeud))
            lu = _lisible(contexte.get("tag"))
            message = "valeur inconnue" if lu is not None else "champ obligatoire absent"
            voisin, chemin = proche(lu or "", valides), ecrite
            attendu = "" if voisin else _parmi(lu or "", valides, "une des natures")
        case "list_type" | "tuple_type":
            message, attendu = "une liste est attendue ici", "des éléments qui commencent chacun par « - »"
        case "model_type" | "dict_type" | "model_attributes_type" | "mapping_type":
            message, attendu = "un groupe de champs est attendu ici", "des lignes « nom: valeur » en retrait"
        case "too_short":
            message, attendu = "la liste est vide", "au moins un élément"
        case "string_type":
            message, attendu = "un texte est attendu ici", "un texte"
        case "string_pattern_mismatch" | "string_too_short" | "string_too_long":
            message, attendu = "ce texte n’a pas la forme voulue", attendu or _description(noeud)
        case _:
            message = "valeur refusée"
            attendu = attendu or _description(noeud)
    return Probleme(
        message,
        lecture.fichier,
        lecture.ligne(chemin),
        nom_chemin(chemin),
        lu=lu,
        attendu=attendu,
        proche=voisin,
    )


def _lisible(valeur: object) -> str | None:
    """The value as a message repeats it; nothing for a group, a list or an empty text."""
    if valeur is None or isinstance(valeur, (dict, list, tuple)):
        return None
    return str(valeur) or None


def _parmi(lu: str, valides: Sequence[str], genre: str = "une des valeurs") -> str:
    """The valid names when they are few, else those that look like what was read, and where to find the others."""
    if len(valides) <= NOMS_CITES:
        return enumerer(valides, "ou")
    ressemblants = enumerer(proches(lu, valides, NOMS_PROCHES), "ou")
    exemples = f", par exemple {ressemblants}" if ressemblants else ""
    return f"{genre} que donne « indu schema »{exemples}"


def _description(noeud: dict[str, Any]) -> str:
    """What a place of the schema says of itself, or the first of its alternatives that says something."""
    dites = (str(choix.get("description", "")) for choix in (*noeud.get("anyOf", []), noeud))
    return next((dite for dite in dites if dite), "")


def _suivre(loc: tuple[int | str, ...], valeur: Any, schema: dict[str, Any]) -> tuple[Chemin, dict[str, Any]]:
    """The path of an error in the file (pydantic adds union tags to it), and the schema of the place.

    For an unknown key the schema is that of the object that holds it.
    """
    chemin: list[str | int] = []
    noeud = _resoudre(schema, schema)
    for partie in loc:
        if isinstance(partie, str) and isinstance(valeur, dict) and partie not in valeur and "oneOf" in noeud:
            noeud = _resoudre({"$ref": noeud["discriminator"]["mapping"].get(partie, "#")}, schema)
            continue
        if isinstance(partie, str) and not isinstance(valeur, dict):
            continue  # a validator's own step, not a place in the file
        chemin.append(partie)
        if isinstance(partie, int):
            noeud = _resoudre(noeud.get("items", {}), schema)
            valeur = valeur[partie] if isinstance(valeur, list) and partie < len(valeur) else None
        else:
            suivant = noeud.get("properties", {}).get(partie)
            noeud = _resoudre(suivant, schema) if suivant is not None else noeud
            valeur = valeur.get(partie)
    return tuple(chemin), noeud


def _resoudre(noeud: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    for _ in range(10):
        if "$ref" in noeud:
            cible: Any = schema
            for partie in noeud["$ref"].removeprefix("#").strip("/").split("/"):
                cible = cible[partie] if partie else cible
            noeud = {**cible, **{cle: v for cle, v in noeud.items() if cle != "$ref"}}
        elif "anyOf" in noeud and any("$ref" in choix or "items" in choix for choix in noeud["anyOf"]):
            noeud = next(choix for choix in noeud["anyOf"] if "$ref" in choix or "items" in choix)
        else:
            break
    return noeud


def _proprietes(noeud: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    noms = set(noeud.get("properties", {}))
    for choix in noeud.get("anyOf", []):
        noms |= set(_resoudre(choix, schema).get("properties", {}))
    return noms


def _choix(noeud: dict[str, Any], schema: dict[str, Any]) -> list[object]:
    if "enum" in noeud:
        return list(noeud["enum"])
    if "const" in noeud:
        return [noeud["const"]]
    return [valeur for choix in noeud.get("anyOf", []) for valeur in _choix(_resoudre(choix, schema), schema)]


def _etiquettes(noeud: dict[str, Any]) -> list[str]:
    return list(noeud.get("discriminator", {}).get("mapping", {}))
