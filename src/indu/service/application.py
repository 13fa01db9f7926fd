"""The application: routes, their guard, their errors, and the workers that live as long as it does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from indu import __version__
from indu.commun.erreurs import ErreurEnvironnement, ErreurIndu
from indu.courrier.modeles import charger_modeles
from indu.moyens.bibliotheque import charger_bibliotheque
from indu.service import problemes
from indu.service.api import FormatRefuse, routeur
from indu.service.brut import CorpsIllisible
from indu.service.garde import CorpsTropGros, CorpsTropLent, Garde, Mesures
from indu.service.ouvriers import Ouvriers, ServiceOccupe, TravailTropLong
from indu.service.pages import Dessin, routeur_pages
from indu.service.reglages import Reglages
from indu.service.schemas import Probleme, dossier_partiel, noms_du_dossier
from indu.service.travaux import SansLettre

_STATUTS = {404: problemes.INTROUVABLE, 405: problemes.METHODE, 400: problemes.CORPS_ILLISIBLE}
_ERREURS = (400, 401, 405, 408, 413, 415, 422, 429, 500, 503)


def creer_application(reglages: Reglages) -> FastAPI:
    """The service, ready to be run by any ASGI server; it starts its workers with it, and ends them.

    Raises:
        EntreeInvalide: the address may be reached from elsewhere and no key is declared.
        BibliothequeInvalide: a file of the library or of the templates is wrong.
    """
    reglages.verifier()
    bibliotheque = charger_bibliotheque(reglages.arguments)
    charger_modeles(reglages.templates, reglages.arguments)
    ouvriers, mesures = Ouvriers(reglages), Mesures()

    @asynccontextmanager
    async def vie(_: FastAPI) -> AsyncIterator[None]:
        await ouvriers.demarrer()
        yield
        ouvriers.arreter()

    app = FastAPI(
        title="indu",
        version=__version__,
        summary="Contester un indu de la CPAM : du dossier à la lettre prête à relire.",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=vie,
        responses={statut: _reponse(statut) for statut in _ERREURS},
    )
    _traduire_les_erreurs(app, noms_du_dossier(bibliotheque.catalogue))
    app.include_router(routeur(ouvriers))
    dessin = Dessin.charger(reglages.templates)
    app.state.page_d_erreur = dessin.d_erreur
    app.include_router(routeur_pages(ouvriers, dessin))
    _surveiller(app, ouvriers, mesures)

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
            _ajouter_le_dossier(schema, dossier_partiel(bibliotheque.catalogue))
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    if reglages.origines:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(reglages.origines),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "X-Request-ID"],
            expose_headers=["Content-Disposition", "X-Points-Ouverts", "X-Request-ID", "Retry-After"],
        )
    app.add_middleware(Garde, reglages=reglages, mesures=mesures)
    return app


def _reponse(statut: int) -> dict[str, Any]:
    titres = [genre.titre for genre in problemes.GENRES if genre.statut == statut]
    return {"description": " ; ".join(titres), "model": Probleme}


def _ajouter_le_dossier(schema: dict[str, Any], dossier: dict[str, Any]) -> None:
    """Put the dossier among the components, its own definitions beside it, and errors under their media type."""
    composants = schema["components"]["schemas"]
    definitions: dict[str, Any] = dossier.pop("$defs", {})
    noms = {nom: f"Dossier{nom}" for nom in definitions}
    for nom, definition in {**{noms[nom]: un for nom, un in definitions.items()}, "DossierPartiel": dossier}.items():
        composants[nom] = _renommer(definition, noms)
    for chemin in schema["paths"].values():
        for operation in chemin.values():
            for statut, reponse in operation["responses"].items():
                contenu = reponse.get("content", {})
                if statut[0] in "45" and "application/json" in contenu:
                    contenu[problemes.MEDIA] = contenu.pop("application/json")


def _renommer(valeur: Any, noms: dict[str, str]) -> Any:
    if isinstance(valeur, dict):
        return {
            cle: f"#/components/schemas/{noms[fils.removeprefix('#/$defs/')]}"
            if isinstance(fils, str) and fils.startswith("#/$defs/")
            else _renommer(fils, noms)
            for cle, fils in valeur.items()
        }
    return [_renommer(fils, noms) for fils in valeur] if isinstance(valeur, list) else valeur


def _surveiller(app: FastAPI, ouvriers: Ouvriers, mesures: Mesures) -> None:
    """What a supervisor asks."""

    @app.get("/healthz", include_in_schema=False)
    async def vivant() -> Response:
        return Response("vivant\n", media_type="text/plain")

    @app.get("/readyz", include_in_schema=False)
    async def pret() -> Response:
        return Response(
            "prêt\n" if ouvriers.prets else "pas encore\n", 200 if ouvriers.prets else 503, media_type="text/plain"
        )

    @app.get("/metrics", include_in_schema=False)
    async def metriques() -> Response:
        mesures.en_cours.set(ouvriers.en_cours)
        return Response(generate_latest(mesures.registre), media_type=CONTENT_TYPE_LATEST)


def _traduire_les_erreurs(app: FastAPI, connus: frozenset[str]) -> None:
    """Each kind of failure as a problem."""

    @app.exception_handler(ErreurIndu)
    async def refuse(_: Request, erreur: ErreurIndu) -> Response:
        erreurs = problemes.decrire(erreur.problemes, connus)
        match erreur:
            case CorpsIllisible():
                return problemes.reponse(problemes.CORPS_ILLISIBLE, erreurs=erreurs)
            case SansLettre():
                return problemes.reponse(problemes.SANS_LETTRE, erreurs=erreurs)
            case ErreurEnvironnement():
                return problemes.reponse(problemes.DEFAUT, erreurs=erreurs)
        return problemes.reponse(problemes.INVALIDE, erreurs=erreurs)

    @app.exception_handler(RequestValidationError)
    async def parametre(_: Request, erreur: RequestValidationError) -> Response:
        champs = [".".join(str(partie) for partie in une["loc"][1:]) for une in erreur.errors()]
        dits = [{"champ": champ, "message": "valeur refusée"} for champ in champs]
        return problemes.reponse(problemes.PARAMETRE, erreurs=dits)

    @app.exception_handler(HTTPException)
    async def http(_: Request, erreur: HTTPException) -> Response:
        genre = _STATUTS.get(erreur.status_code, problemes.CORPS_ILLISIBLE)
        return problemes.reponse(genre, entetes=erreur.headers)

    @app.exception_handler(FormatRefuse)
    async def format_(_: Request, __: FormatRefuse) -> Response:
        return problemes.reponse(problemes.FORMAT, detail="Ce service lit « application/json ».")

    @app.exception_handler(CorpsTropGros)
    async def gros(_: Request, __: CorpsTropGros) -> Response:
        return problemes.reponse(problemes.TROP_GROS, entetes={"Connection": "close"})

    @app.exception_handler(CorpsTropLent)
    async def lent(_: Request, __: CorpsTropLent) -> Response:
        return problemes.reponse(problemes.TROP_LENT, entetes={"Connection": "close"})

    @app.exception_handler(ServiceOccupe)
    async def occupe(_: Request, __: ServiceOccupe) -> Response:
        return problemes.reponse(problemes.OCCUPE, entetes={"Retry-After": "2"})

    @app.exception_handler(TravailTropLong)
    async def lourd(_: Request, __: TravailTropLong) -> Response:
        return problemes.reponse(problemes.TROP_LOURD)
