"""The pages of the web form. Each answer is a POST that carries the whole dossier; nothing stays here between two."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse

from indu.commun.ressources import Ressources
from indu.commun.texte import typographier
from indu.courrier.formats import Format
from indu.courrier.gabarit import Fragment, rendre_page
from indu.service import apercu, formulaire, problemes
from indu.service.api import FICHIERS, MEDIAS, jour_du_serveur, nom_de, telechargement
from indu.service.brut import CorpsIllisible
from indu.service.formulaire import Page
from indu.service.ouvriers import Ouvriers
from indu.service.reglages import Limites
from indu.service.saisie import Saisie
from indu.service.travaux import Fichier, NomDocument

STATIQUES = {"indu.css": "text/css", "indu.js": "text/javascript", "icone.svg": "image/svg+xml"}
"""The files of the pages, and no other."""
_TOUJOURS = {"Cache-Control": "public, max-age=31536000, immutable"}
"""Their address changes with them."""
_CONSEIL = "La page d’avant a encore vos réponses : revenez-y avec votre navigateur."
_ENSUITE = "Attendez quelques secondes, puis revenez à la page d’avant et recommencez : vos réponses y sont encore."
_POUR_TOUS: Mapping[str, tuple[str, str]] = {
    problemes.CORPS_ILLISIBLE.nom: ("Ce qui a été envoyé ne peut pas être lu", _CONSEIL),
    problemes.TROP_GROS.nom: ("Ce qui a été envoyé est trop gros", "Déposez moins de fichiers, ou de plus petits."),
    problemes.TROP_LENT.nom: ("L’envoi a mis trop de temps", _ENSUITE),
    problemes.TROP_LOURD.nom: ("Ce travail demande trop de temps ou de mémoire", _CONSEIL),
    problemes.INTROUVABLE.nom: ("Cette page n’existe pas", ""),
    problemes.DEBIT.nom: ("Trop de pages demandées en peu de temps", _ENSUITE),
    problemes.OCCUPE.nom: ("Le service est occupé", _ENSUITE),
}
"""What a person reads in the place of a program: the title (or its own), and what to do."""
_CHAMPS_PROPRES = frozenset({"etat", "action", "question"})
_DOCUMENTS = frozenset(get_args(NomDocument))


@dataclass(frozen=True)
class Dessin:
    """How pages are drawn: the templates, and the addresses of what they use."""

    templates: Ressources
    adresses: Mapping[str, str]
    contenus: Mapping[str, bytes]

    @classmethod
    def charger(cls, templates: Ressources) -> Dessin:
        """Read the files of the pages, once.

        Raises:
            EntreeInvalide: one is missing.
        """
        contenus = {nom: templates.lire(f"web/{nom}") for nom in STATIQUES}
        empreintes = {nom: hashlib.sha256(octets).hexdigest()[:16] for nom, octets in contenus.items()}
        dessin = cls(templates, {nom: f"/statique/{empreintes[nom]}/{nom}" for nom in contenus}, contenus)
        dessin.d_erreur({"title": "", "status": 500}, {})  # the page that must never fail
        return dessin

    def repondre(self, page: Page, entetes: Mapping[str, str] | None = None) -> HTMLResponse:
        """A page as a response.

        Raises:
            BibliothequeInvalide: a template is wrong.
        """
        corps = rendre_page(f"web/{page.gabarit}.html.j2", {**page.donnees, "etat": page.carnet}, self.templates)
        commun = {
            "titre": page.titre,
            "corps": Fragment(corps),
            "style": self.adresses["indu.css"],
            "script": self.adresses["indu.js"],
            "icone": self.adresses["icone.svg"],
            "a_garder": page.a_garder,
        }
        html = rendre_page("web/base.html.j2", commun, self.templates)
        return HTMLResponse(html, page.statut, headers=dict(entetes or {}))

    def d_erreur(self, probleme: Mapping[str, object], entetes: Mapping[str, str]) -> HTMLResponse:
        """The page of an error, from what the API would have said of it."""
        erreurs = probleme.get("erreurs")
        dites = [une for une in erreurs if isinstance(une, dict)] if isinstance(erreurs, list) else []
        titre, conseil = _POUR_TOUS.get(str(probleme.get("type", "")).rpartition(":")[2], ("", _CONSEIL))
        donnees = {
            "titre": titre or str(probleme["title"]),
            "conseil": typographier(conseil),
            "detail": str(probleme.get("detail", "")),
            "erreurs": [
                {nom: typographier(str(une.get(nom, ""))) for nom in ("champ", "message", "attendu")} for une in dites
            ],
        }
        statut = int(str(probleme["status"]))
        return self.repondre(Page("erreur", f"Erreur : {donnees['titre']}", donnees, statut=statut), entetes)


def routeur_pages(ouvriers: Ouvriers, dessin: Dessin) -> APIRouter:
    """The routes of the form, over these workers."""
    web = APIRouter(include_in_schema=False)
    limites = ouvriers.limites

    @web.get("/")
    async def accueil() -> Response:
        return dessin.repondre(formulaire.accueillir())

    @web.post("/question")
    async def question(requete: Request) -> Response:
        champs = await _champs(requete, limites)
        saisie = Saisie(_un(champs, "action") or "poser", _un(champs, "question"), _saisis(champs))
        return dessin.repondre(
            await ouvriers.confier(formulaire.questionner, _un(champs, "etat"), saisie, jour_du_serveur())
        )

    @web.post("/resultat")
    async def resultat(requete: Request) -> Response:
        champs = await _champs(requete, limites)
        return dessin.repondre(
            await ouvriers.confier(formulaire.conclure, _un(champs, "etat"), _un(champs, "type"), jour_du_serveur())
        )

    @web.post("/apercu")
    async def voir(requete: Request) -> Response:
        champs = await _champs(requete, limites)
        document, type_lettre = _document(_un(champs, "document")), _un(champs, "type")
        return dessin.repondre(
            await ouvriers.confier(apercu.apercevoir, _un(champs, "etat"), document, type_lettre, jour_du_serveur())
        )

    @web.post("/deposer")
    async def deposer(requete: Request) -> Response:
        champs = await _champs(requete, limites)
        return dessin.repondre(
            await ouvriers.confier(formulaire.demander_un_fichier, _un(champs, "etat"), jour_du_serveur())
        )

    @web.post("/depot")
    async def depot(requete: Request) -> Response:
        champs = await _champs(requete, limites)
        recus = [un for un in champs.getlist("fichiers") if isinstance(un, UploadFile) and un.filename]
        if len(recus) > FICHIERS:
            raise CorpsIllisible.simple("trop de fichiers", attendu=f"{FICHIERS} au plus")
        lus = [(nom_de(recu, rang), await recu.read()) for rang, recu in enumerate(recus, start=1)]
        return dessin.repondre(
            await ouvriers.confier_lecture(formulaire.deposer, _un(champs, "etat"), lus, jour_du_serveur())
        )

    @web.post("/reprise")
    async def reprise(requete: Request) -> Response:
        recu = (await _champs(requete, limites)).get("dossier")
        octets = await recu.read() if isinstance(recu, UploadFile) else b""
        return dessin.repondre(await ouvriers.confier(formulaire.reprendre, octets, jour_du_serveur()))

    @web.post("/dossier.yaml")
    async def enregistrer(requete: Request) -> Response:
        champs = await _champs(requete, limites)
        return _envoyer(
            await ouvriers.confier(formulaire.enregistrer, _un(champs, "etat"), jour_du_serveur()), "application/yaml"
        )

    @web.post("/echeances.ics")
    async def agenda(requete: Request) -> Response:
        champs = await _champs(requete, limites)
        return _envoyer(
            await ouvriers.confier(formulaire.noter_les_delais, _un(champs, "etat"), jour_du_serveur()),
            "text/calendar",
        )

    @web.post("/telecharger/{document}.{format_}")
    async def telecharger(requete: Request, document: NomDocument, format_: Format) -> Response:
        champs = await _champs(requete, limites)
        type_lettre = _un(champs, "type")
        ecrit = await ouvriers.confier(
            formulaire.ecrire, _un(champs, "etat"), document, format_, type_lettre, jour_du_serveur()
        )
        return _envoyer(ecrit, MEDIAS[format_])

    for chemin in ("/question", "/resultat", "/apercu", "/deposer", "/depot", "/reprise"):
        web.add_api_route(chemin, _au_debut, methods=["GET"])

    @web.get("/statique/{empreinte}/{nom}")
    async def statique(empreinte: str, nom: str) -> Response:
        if dessin.adresses.get(nom) != f"/statique/{empreinte}/{nom}":
            return RedirectResponse(dessin.adresses[nom]) if nom in dessin.adresses else _introuvable()
        return Response(dessin.contenus[nom], media_type=STATIQUES[nom], headers=_TOUJOURS)

    return web


def _introuvable() -> Response:
    return problemes.reponse(problemes.INTROUVABLE)


async def _au_debut() -> Response:
    """The address of a page, typed or kept: without the dossier there is nothing to show there."""
    return RedirectResponse("/", 303)


async def _champs(requete: Request, limites: Limites) -> FormData:
    """The fields of a form; the guard has bounded the whole body."""
    return await requete.form(max_files=FICHIERS + 1, max_fields=1000, max_part_size=limites.corps)


def _un(champs: FormData, nom: str) -> str:
    valeur = champs.get(nom, "")
    return valeur if isinstance(valeur, str) else ""


def _saisis(champs: FormData) -> Mapping[str, Sequence[str]]:
    return {
        nom: [valeur for valeur in champs.getlist(nom) if isinstance(valeur, str)]
        for nom in champs
        if nom not in _CHAMPS_PROPRES
    }


def _document(nom: str) -> NomDocument:
    if nom not in _DOCUMENTS:
        raise CorpsIllisible.simple("ce document n’existe pas")
    return nom  # type: ignore[return-value]


def _envoyer(ecrit: Fichier, media: str) -> Response:
    return telechargement(ecrit.nom, ecrit.octets, media)
