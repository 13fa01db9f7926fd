"""Errors as RFC 9457 problem details, in French. They name fields, and never repeat what a request said."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from indu.commun.erreurs import Probleme
from indu.commun.texte import masquer_identifiants, typographier

MEDIA = "application/problem+json"
API = "/v1/"
"""Under it, an error is for a program; anywhere else, for a person."""
_PARTIE = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of error: its identifier, its status, its title."""

    nom: str
    statut: int
    titre: str


CORPS_ILLISIBLE = Genre("corps-illisible", 400, "Le corps de la requête est illisible")
HOTE_INCONNU = Genre("hote-inconnu", 400, "Ce nom de machine n’est pas servi ici")
CLE_ABSENTE = Genre("cle-absente", 401, "Une clé est nécessaire")
INTROUVABLE = Genre("introuvable", 404, "Cette adresse n’existe pas")
METHODE = Genre("methode-refusee", 405, "Cette méthode n’est pas permise ici")
TROP_LENT = Genre("corps-trop-lent", 408, "Le corps de la requête a mis trop de temps à venir")
TROP_GROS = Genre("corps-trop-gros", 413, "Le corps de la requête est trop gros")
FORMAT = Genre("format-refuse", 415, "Ce format n’est pas accepté ici")
INVALIDE = Genre("dossier-invalide", 422, "Le dossier ne peut pas être utilisé tel quel")
PARAMETRE = Genre("parametre-invalide", 422, "Un paramètre de la requête est faux")
SANS_LETTRE = Genre("sans-lettre", 422, "Aucune lettre ne peut être écrite")
TROP_LOURD = Genre("travail-trop-lourd", 422, "Ce travail demande trop de temps ou de mémoire")
DEBIT = Genre("trop-de-requetes", 429, "Trop de requêtes en peu de temps")
DEFAUT = Genre("defaut", 500, "Le service a échoué")
OCCUPE = Genre("occupe", 503, "Le service est occupé")
GENRES = tuple(valeur for valeur in tuple(globals().values()) if isinstance(valeur, Genre))


class Reponse(JSONResponse):
    """An error: a problem under the API, elsewhere the page that the application draws (``state.page_d_erreur``)."""

    def __init__(self, corps: Mapping[str, Any], statut: int, entetes: Mapping[str, str]) -> None:
        super().__init__(corps, statut, headers=entetes, media_type=MEDIA)
        self.corps, self.entetes = corps, entetes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer whoever asked."""
        page = None if scope["path"].startswith(API) else getattr(scope["app"].state, "page_d_erreur", None)
        if page is None:
            await super().__call__(scope, receive, send)
        else:
            await page(self.corps, self.entetes)(scope, receive, send)


def reponse(
    genre: Genre,
    *,
    detail: str = "",
    erreurs: Iterable[Mapping[str, str]] = (),
    entetes: Mapping[str, str] | None = None,
) -> Reponse:
    """The response of an error."""
    corps: dict[str, Any] = {"type": f"urn:indu:probleme:{genre.nom}", "title": genre.titre, "status": genre.statut}
    if detail:
        corps["detail"] = typographier(masquer_identifiants(detail))
    if liste := list(erreurs):
        corps["erreurs"] = liste
    return Reponse(corps, genre.statut, dict(entetes or {}))


def decrire(problemes: Iterable[Probleme], connus: Collection[str]) -> list[dict[str, str]]:
    """Each problem: the path of its field, what is wrong, what is expected, the nearest valid name.

    What was read is left out, and so is a name that the request invented: both could be a patient's.
    """
    decrits = []
    for probleme in problemes:
        dits = {
            "champ": champ_sur(probleme.champ, connus),
            "message": probleme.message,
            "attendu": probleme.attendu,
            "proche": probleme.proche if probleme.proche in connus else "",
        }
        decrits.append({nom: typographier(masquer_identifiants(dit)) for nom, dit in dits.items() if dit})
    return decrits


def champ_sur(champ: str, connus: Collection[str]) -> str:
    """The path of a field, where a name that is not one of ours is « … »."""
    parties = [f"[{rang}]" if rang else f".{nom if nom in connus else '…'}" for nom, rang in _PARTIE.findall(champ)]
    return "".join(parties).removeprefix(".")
