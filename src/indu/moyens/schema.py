"""The JSON Schema of a moyen, for those who write them in an editor."""

from __future__ import annotations

from typing import Any, get_args

from indu.moyens.bibliotheque import Bibliotheque
from indu.moyens.conditions import Operateur
from indu.moyens.modele import Moyen


def schema_moyen(bibliotheque: Bibliotheque) -> dict[str, Any]:
    """The schema (draft 2020-12) of a moyen file, with the declared facts, griefs and sources as choices."""
    schema = Moyen.model_json_schema()
    faits = {
        "enum": list(bibliotheque.catalogue.faits),
        "description": "Un fait déclaré dans arguments/faits/.",
    }
    condition = {"$ref": "#/$defs/Condition"}
    schema["$defs"]["Condition"] = {
        "oneOf": [
            _objet({"toutes": {"type": "array", "items": condition, "minItems": 1}}, ["toutes"]),
            _objet({"une_de": {"type": "array", "items": condition, "minItems": 1}}, ["une_de"]),
            _objet({"non": condition}, ["non"]),
            _objet({"fait": faits, "op": {"enum": list(get_args(Operateur))}, "valeur": {}}, ["fait"]),
        ]
    }
    schema["properties"]["si"] = condition
    schema["$defs"]["Defaite"]["properties"]["si"] = condition
    schema["$defs"]["RenvoiSource"]["properties"]["id"] = {"enum": list(bibliotheque.sources.par_id)}
    schema["properties"]["griefs"]["items"] = {"enum": list(bibliotheque.catalogue.griefs)}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _objet(proprietes: dict[str, Any], obligatoires: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": proprietes, "required": obligatoires, "additionalProperties": False}
