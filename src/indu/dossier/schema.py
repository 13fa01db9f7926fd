"""The JSON Schema of a dossier, for completion and checking in an editor."""

from __future__ import annotations

from typing import Any

from indu.dossier.catalogue import Catalogue
from indu.dossier.modele import modele_dossier


def schema_dossier(catalogue: Catalogue) -> dict[str, Any]:
    """The schema (draft 2020-12), built from the model that validates dossiers."""
    schema = modele_dossier(catalogue).model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Dossier indu",
        "description": "Un indu tel que la caisse l’a réclamé. Pour un fait, « inconnu » est une réponse permise.",
        **{cle: valeur for cle, valeur in schema.items() if cle not in ("title", "description")},
    }
