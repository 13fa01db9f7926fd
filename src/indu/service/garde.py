"""What stands before every request: its identifier, who calls, how often, how much, and what is written of it.

Only the route's own pattern, the status, the time and the caller's key name are logged or counted: never an address
that was asked for, a parameter, or a body, which could hold a patient's name.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import logging
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indu.service import problemes
from indu.service.reglages import Reglages, boucle_locale

JOURNAL = logging.getLogger("indu.service")
LIBRES = frozenset({"/healthz", "/readyz"})
"""What a supervisor asks without a key."""
STATIQUES = "/statique/"
_IDENTIFIANT = re.compile(r"[\w.-]{8,64}")
ENTETES = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}


class CorpsTropGros(Exception):
    """The body is larger than the service takes."""


class CorpsTropLent(Exception):
    """The body did not come in time."""


class Mesures:
    """The counters, without anything personal."""

    def __init__(self) -> None:
        self.registre = CollectorRegistry()
        self.requetes = Counter(
            "indu_requetes_total", "Requêtes servies", ["methode", "route", "statut"], registry=self.registre
        )
        self.durees = Histogram(
            "indu_requete_secondes",
            "Durée des requêtes",
            ["route"],
            buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
            registry=self.registre,
        )
        self.en_cours = Gauge("indu_travaux_en_cours", "Travaux en cours ou en attente", registry=self.registre)


@dataclass
class Debit:
    """How often each caller may call: a bucket that fills again all along the minute."""

    par_minute: int
    horloge: Callable[[], float] = time.monotonic
    retenus: int = 10_000
    _seaux: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def admettre(self, qui: str) -> float:
        """Zero when the caller may go on, else the seconds to wait."""
        maintenant = self.horloge()
        reste, vu = self._seaux.pop(qui, (float(self.par_minute), maintenant))
        reste = min(self.par_minute, reste + (maintenant - vu) * self.par_minute / 60)
        admis = reste >= 1
        self._seaux[qui] = (reste - 1 if admis else reste, maintenant)
        while len(self._seaux) > self.retenus:
            self._seaux.popitem(last=False)
        return 0 if admis else (1 - reste) * 60 / self.par_minute


class Garde:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, reglages: Reglages, mesures: Mesures) -> None:
        self.app = app
        self.reglages = reglages
        self.mesures = mesures
        self.debit = Debit(reglages.limites.debit)
        locaux = {"localhost", "127.0.0.1", "[::1]", reglages.hote.lower()}
        self.hotes = {hote.lower() for hote in reglages.hotes} | locaux

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer in its place; then write what became of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        debut = time.perf_counter()
        requete = Request(scope)
        identifiant = _identifiant(requete)
        vu = {"statut": 500}

        async def repondre(message: Message) -> None:
            if message["type"] == "http.response.start":
                vu["statut"] = message["status"]
                entetes = MutableHeaders(scope=message)
                for nom, valeur in ENTETES.items():
                    entetes.setdefault(nom, valeur)
                entetes["X-Request-ID"] = identifiant
                if not requete.url.path.startswith(STATIQUES):
                    entetes["Cache-Control"] = "no-store"
            await send(message)

        scope.setdefault("state", {})["cle"] = ""
        try:
            refus = self._refus(requete)
            if refus is not None:
                await refus(scope, receive, repondre)
            else:
                await self.app(scope, _borner(requete, receive, self.reglages), repondre)
        except Exception as erreur:  # its message may hold what the request said: only its kind and place are kept
            JOURNAL.error("defaut", extra={"champs": {"requete": identifiant, **_lieu(erreur)}})
            await problemes.reponse(problemes.DEFAUT)(scope, receive, repondre)
        finally:
            secondes = time.perf_counter() - debut
            route = getattr(scope.get("route"), "path", "(autre)")
            self.mesures.requetes.labels(_methode(requete), route, str(vu["statut"])).inc()
            self.mesures.durees.labels(route).observe(secondes)
            champs = {
                "requete": identifiant,
                "methode": _methode(requete),
                "route": route,
                "statut": vu["statut"],
                "ms": round(secondes * 1000, 1),
                "cle": scope["state"]["cle"],
            }
            JOURNAL.info("requete", extra={"champs": champs})

    def _refus(self, requete: Request) -> ASGIApp | None:
        """The answer to a request that goes no further."""
        hote = re.sub(r":\d+$", "", requete.headers.get("host", "").lower())
        nommes = boucle_locale(self.reglages.hote) or self.reglages.hotes
        if nommes and hote not in self.hotes:  # a page elsewhere whose name was made to point here
            return problemes.reponse(problemes.HOTE_INCONNU)
        chemin = requete.url.path
        if chemin in LIBRES:
            return None
        qui = requete.client.host if requete.client else ""
        if self.reglages.cles and requete.method != "OPTIONS":
            nom = self.reglages.cles.nom(_cle(requete))
            attente = self.debit.admettre(f"cle:{nom}" if nom is not None else f"ip:{qui}")
            if attente:
                return _trop(attente)
            if nom is None:
                defi = 'Bearer realm="indu"' if chemin.startswith("/v1/") else 'Basic realm="indu", charset="UTF-8"'
                return problemes.reponse(problemes.CLE_ABSENTE, entetes={"WWW-Authenticate": defi})
            requete.state.cle = nom
        elif attente := self.debit.admettre(f"ip:{qui}"):
            return _trop(attente)
        return None


def _trop(attente: float) -> ASGIApp:
    return problemes.reponse(problemes.DEBIT, entetes={"Retry-After": str(int(attente) + 1)})


def _cle(requete: Request) -> str:
    """The key of a request: « Bearer », or the password of « Basic », which browsers ask for."""
    genre, _, valeur = requete.headers.get("authorization", "").partition(" ")
    if genre.lower() == "bearer":
        return valeur.strip()
    if genre.lower() == "basic":
        try:
            return base64.b64decode(valeur, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _borner(requete: Request, receive: Receive, reglages: Reglages) -> Receive:
    """The same reception, within the sizes and the time of the service."""
    multiple = requete.headers.get("content-type", "").startswith("multipart/")
    limite = reglages.limites.fichiers if multiple else reglages.limites.corps
    annonce = requete.headers.get("content-length", "")
    echeance = time.monotonic() + reglages.limites.reception
    recus = 0
    fini = False

    async def recevoir() -> Message:
        nonlocal recus, fini
        if fini:
            return await receive()
        if annonce.isdigit() and int(annonce) > limite:
            raise CorpsTropGros
        try:
            async with asyncio.timeout(max(echeance - time.monotonic(), 0)):
                message = await receive()
        except TimeoutError:
            raise CorpsTropLent from None
        recus += len(message.get("body", b""))
        if recus > limite:
            raise CorpsTropGros
        fini = not message.get("more_body", False)
        return message

    return recevoir


def _identifiant(requete: Request) -> str:
    donne = requete.headers.get("x-request-id", "")
    return donne if _IDENTIFIANT.fullmatch(donne) and not re.search(r"\d{13}", donne) else secrets.token_hex(8)


def _methode(requete: Request) -> str:
    return requete.method if requete.method in ("GET", "HEAD", "POST", "OPTIONS") else "(autre)"


def _lieu(erreur: BaseException) -> Mapping[str, str]:
    """The kind of an unforeseen error and where it came from, without its words."""
    trace = erreur.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    lieu = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""
    return {"erreur": type(erreur).__name__, "lieu": lieu}


class EnJson(logging.Formatter):
    """One JSON object a line; the text of an exception is left out, which could repeat a request."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record: ours with their fields, those of libraries by their name and level alone."""
        objet = {
            "date": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "niveau": record.levelname.lower(),
            "evenement": record.msg if record.name == JOURNAL.name else record.name,
            **getattr(record, "champs", {}),
        }
        return json.dumps(objet, ensure_ascii=False)
