"""The routes of the API: each reads its request, gives the work to a worker, and says what came of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response, UploadFile
from starlette.datastructures import UploadFile as Recu

from indu.commun.dates import ANNEE_MAXIMALE, ANNEE_MINIMALE
from indu.commun.yaml import Donnee
from indu.courrier.formats import Format
from indu.courrier.modeles import TypeCourrier
from indu.service import publication, schemas, travaux
from indu.service.brut import CorpsIllisible, lire_json
from indu.service.ouvriers import Ouvriers

MEDIAS: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FICHIERS = 10
"""Files that one import may hold."""
UnType = Annotated[
    TypeCourrier | None, Query(alias="type", description="Le type de lettre ; sans lui, celui qui convient")
]
UnJour = Annotated[
    date | None,
    Query(
        alias="date",
        description="Jour de la lettre et des délais (AAAA-MM-JJ) ; sans lui, aujourd’hui",
        ge=date(ANNEE_MINIMALE, 1, 1),
        le=date(ANNEE_MAXIMALE, 12, 31),
    ),
]


class FormatRefuse(Exception):
    """The body is not of a kind that this route reads."""


def jour_du_serveur() -> date:
    """Today, for requests that say no day."""
    return date.today()


async def lire_dossier(requete: Request, ouvriers: Ouvriers) -> dict[str, Donnee]:
    """The raw dossier of a body.

    Raises:
        ServiceOccupe: no worker could take it.
        FormatRefuse: the body is not announced as JSON.
        CorpsIllisible: it is not.
    """
    if requete.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise FormatRefuse
    ouvriers.verifier_place()
    return lire_json(await requete.body())


def routeur(ouvriers: Ouvriers) -> APIRouter:
    """The routes, over these workers."""
    api = APIRouter(prefix="/v1")
    dossier = {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DossierPartiel"}}},
        }
    }
    fichier: dict[int | str, dict[str, Any]] = {
        200: {
            "description": "Le document",
            "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIAS.values()},
        }
    }

    @api.post("/analyse", response_model=schemas.Analyse, openapi_extra=dossier, summary="Analyser un dossier")
    async def analyse(
        requete: Request,
        type_lettre: UnType = None,
        jour: UnJour = None,
    ) -> Any:
        """Montants, contrôles, délais, moyens, questions utiles, orientation ; le dossier peut être partiel."""
        brut = await lire_dossier(requete, ouvriers)
        return await ouvriers.confier(travaux.analyser, brut, type_lettre, jour or jour_du_serveur())

    @api.post(
        "/lettres", response_class=Response, responses=fichier, openapi_extra=dossier, summary="Écrire une lettre"
    )
    async def lettres(
        requete: Request,
        format_: Annotated[Format, Query(alias="format", description="pdf ou docx")] = "pdf",
        document: Annotated[
            travaux.NomDocument, Query(description="La lettre, sa fiche de relecture, ou la synthèse pour un avocat")
        ] = "lettre",
        type_lettre: UnType = None,
        final: Annotated[bool, Query(description="Refusé tant qu’un point reste ouvert")] = False,
        jour: UnJour = None,
    ) -> Response:
        """La lettre, ou un document qui va avec elle ; l’en-tête X-Points-Ouverts dit combien de points restent."""
        brut = await lire_dossier(requete, ouvriers)
        ecrit = await ouvriers.confier(
            travaux.ecrire, brut, document, type_lettre, format_, final=final, jour=jour or jour_du_serveur()
        )
        return telechargement(ecrit.nom, ecrit.octets, MEDIAS[format_], {"X-Points-Ouverts": str(len(ecrit.ouverts))})

    @api.post("/import", response_model=schemas.Importation, summary="Lire ce que la caisse a envoyé")
    async def importer(fichiers: list[UploadFile]) -> Any:
        """Tableaux, lettre en PDF, scans ou photos : plusieurs fichiers font un seul dossier, à compléter."""
        recus = [(nom_de(recu, rang), await recu.read()) for rang, recu in enumerate(fichiers[:FICHIERS], start=1)]
        if len(fichiers) > FICHIERS:
            raise CorpsIllisible.simple("trop de fichiers", attendu=f"{FICHIERS} au plus")
        return await ouvriers.confier_lecture(travaux.importer, recus)

    @api.get("/questions", response_model=schemas.Questions, summary="Les questions et leurs réponses possibles")
    async def questions() -> Any:
        """Celles de l’entretien, dans leur ordre, puis chaque fait que les moyens lisent."""
        return await ouvriers.confier(publication.questions)

    @api.get("/moyens", response_model=list[schemas.Moyen], summary="Les moyens de la bibliothèque")
    async def moyens() -> Any:
        """Ce que chacun obtient, sa force, ses sources."""
        return await ouvriers.confier(publication.moyens)

    @api.get("/griefs", response_model=list[schemas.Grief], summary="Les griefs des caisses")
    async def griefs() -> Any:
        """Chaque grief et les faits qui s’y rapportent."""
        return await ouvriers.confier(publication.griefs)

    @api.get("/courriers", response_model=schemas.Courriers, summary="Les courriers reçus et les lettres possibles")
    async def courriers() -> Any:
        """Les courriers d’une caisse, et les lettres que ce service écrit."""
        return await ouvriers.confier(publication.courriers)

    return api


def nom_de(recu: Recu, rang: int) -> str:
    """A name for an uploaded file that keeps only its extension: the rest could name a patient."""
    extension = (recu.filename or "").rpartition(".")[2].lower()
    return f"fichier {rang}" + (f".{extension}" if extension.isalnum() and len(extension) <= 5 else "")


def telechargement(nom: str, octets: bytes, media: str, entetes: dict[str, str] | None = None) -> Response:
    """A file to save."""
    disposition = f"attachment; filename*=UTF-8''{quote(nom)}"
    return Response(octets, media_type=media, headers={"Content-Disposition": disposition, **(entetes or {})})
