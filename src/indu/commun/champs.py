"""Pydantic field types shared by the dossier and by the library: they read text as people write it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from indu.commun.dates import ANNEE_IMPOSSIBLE, ANNEES_ACCEPTEES, FORMES_ACCEPTEES, lire_date
from indu.commun.montants import decimal_point, lire_montant
from indu.commun.texte import nettoyer

OUI = frozenset({"oui", "o", "vrai", "true", "yes", "1"})
NON = frozenset({"non", "n", "faux", "false", "no", "0"})
OUI_OU_NON = "oui ou non"
INCONNU = frozenset({"inconnu", "inconnue", "?", "je ne sais pas", "ne sait pas", "nsp"})


class Modele(BaseModel):
    """Base of every model: immutable, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, validate_default=False)


def erreur(message: str, attendu: str, *, secret: bool = False) -> PydanticCustomError:
    """A validation error with a French message and what was expected; a ``secret`` value is not repeated."""
    return PydanticCustomError("indu", "{message}", {"message": message, "attendu": attendu, "secret": secret})


def _date(valeur: object) -> date:
    try:
        return lire_date(valeur)
    except ValueError as cause:
        attendu = ANNEES_ACCEPTEES if str(cause) == ANNEE_IMPOSSIBLE else FORMES_ACCEPTEES
        raise erreur(str(cause), attendu) from None


def _date_de_loi(valeur: object) -> date:
    try:
        return lire_date(valeur, annee_minimale=1789)
    except ValueError as cause:
        raise erreur(str(cause), FORMES_ACCEPTEES) from None


def _montant(valeur: object) -> int:
    try:
        return lire_montant(valeur)
    except ValueError as cause:
        raise erreur(str(cause), "un montant en euros, deux décimales au plus, par exemple 1234,56") from None


def _booleen(valeur: object) -> bool:
    if isinstance(valeur, bool):
        return valeur
    mot = str(valeur).strip().lower()
    if mot in OUI:
        return True
    if mot in NON:
        return False
    raise erreur("ce n’est pas une réponse par oui ou par non", OUI_OU_NON)


def _texte(valeur: object) -> str:
    if isinstance(valeur, (dict, list)):
        raise erreur("un texte est attendu ici", "un texte simple, entre guillemets s’il contient « : »")
    propre = nettoyer(str(valeur))
    if not propre:
        raise erreur("le texte est vide", "un texte")
    return propre


def _entier(valeur: object) -> int:
    if isinstance(valeur, bool) or not re.fullmatch(r"[0-9]{1,15}", str(valeur).strip()):
        raise erreur("ce n’est pas un nombre entier", "un nombre entier, par exemple 12")
    return int(str(valeur))


def sans_reponse(valeur: object) -> bool:
    """Whether a value says « je ne sais pas »: nothing, or one of the accepted words."""
    return valeur is None or (isinstance(valeur, str) and valeur.strip().lower() in INCONNU)


def _ou_inconnu(valeur: Any) -> Any:
    return None if sans_reponse(valeur) else valeur


def _liste_de_un(valeur: Any) -> Any:
    return [valeur] if isinstance(valeur, (str, int)) else valeur


_SCHEMA_DATE = {
    "anyOf": [
        {"type": "string", "format": "date"},
        {"type": "string", "pattern": r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$"},
    ]
}
_SCHEMA_MONTANT = {
    "anyOf": [
        {"type": "number", "minimum": 0},
        {"type": "string", "pattern": "^[0-9][0-9 \u00a0\u202f]*([.,][0-9]{1,2})? ?€?$"},
    ]
}
_SCHEMA_BOOLEEN = {"anyOf": [{"type": "boolean"}, {"enum": ["oui", "non"]}]}

Jour: TypeAlias = Annotated[date, BeforeValidator(_date), WithJsonSchema(_SCHEMA_DATE)]
DateDeLoi: TypeAlias = Annotated[date, BeforeValidator(_date_de_loi), WithJsonSchema(_SCHEMA_DATE)]
Montant: TypeAlias = Annotated[
    int,
    BeforeValidator(_montant),
    PlainSerializer(decimal_point, when_used="json"),
    WithJsonSchema(_SCHEMA_MONTANT),
]
Booleen: TypeAlias = Annotated[bool, BeforeValidator(_booleen), WithJsonSchema(_SCHEMA_BOOLEEN)]
Libelle: TypeAlias = Annotated[
    str, BeforeValidator(_texte), WithJsonSchema({"type": ["string", "number"], "minLength": 1})
]
Entier: TypeAlias = Annotated[int, BeforeValidator(_entier), WithJsonSchema({"type": "integer", "minimum": 0})]


@dataclass(frozen=True, slots=True)
class Ouverture:
    """A way of writing a value that is read before its type, and that the JSON Schema must allow too."""

    lire: Callable[[Any], Any]
    ouvrir: Callable[[JsonSchemaValue], list[JsonSchemaValue]]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Read first, then validate the type."""
        return core_schema.no_info_before_validator_function(self.lire, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The type's own schema, or what this way of writing adds."""
        propre = handler(schema)
        return {"anyOf": [*(propre["anyOf"] if set(propre) == {"anyOf"} else [propre]), *self.ouvrir(propre)]}


SCHEMA_INCONNU: JsonSchemaValue = {"const": "inconnu"}
OuInconnu = Ouverture(_ou_inconnu, lambda _: [SCHEMA_INCONNU])
"""Put it last in an ``Annotated`` optional type: « inconnu », « ? », « je ne sais pas » mean no answer."""
ListeOuUn = Ouverture(_liste_de_un, lambda liste: [liste["items"]])
"""A list, or its single element written alone."""
