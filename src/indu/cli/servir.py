"""``indu servir``: the HTTP service and the web form."""

from __future__ import annotations

import os
import socket
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from indu.cli.options import (
    CHEMIN,
    dire,
    option_arguments,
    option_reglages,
    option_templates,
    ouvrir,
    ouvrir_reglages,
)
from indu.commun.erreurs import EntreeInvalide, ErreurEnvironnement
from indu.commun.texte import enumerer

if TYPE_CHECKING:
    from indu.service.reglages import Limites

ARRET = 30
"""Seconds left to the requests under way when the service stops."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADRESSE", help="L’adresse où écouter.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="PORT", help="Le port.")
@click.option("--cles", type=CHEMIN, metavar="FICHIER", help="Les clés d’accès, obligatoires hors de cette machine.")
@click.option("--nouvelle-cle", metavar="NOM", help="Invente une clé, dit comment la déclarer, et s’arrête.")
@click.option(
    "--nom-public", "hotes", multiple=True, metavar="NOM", help="Un nom sous lequel on l’appelle ; répétable."
)
@click.option("--origine", "origines", multiple=True, metavar="URL", help="Un site qui peut appeler l’API ; répétable.")
@click.option("--ouvriers", type=click.IntRange(1, 64), metavar="N", help="Processus (par défaut : un par cœur).")
@click.option(
    "--limite",
    "limites",
    multiple=True,
    metavar="NOM=VALEUR",
    help="Change une limite (corps, fichiers, lignes, reception, travail, memoire, attente, debit, recyclage).",
)
@option_arguments
@option_templates
@option_reglages
def servir(
    host: str,
    port: int,
    cles: Path | None,
    nouvelle_cle: str | None,
    hotes: tuple[str, ...],
    origines: tuple[str, ...],
    ouvriers: int | None,
    limites: tuple[str, ...],
    arguments: Path | None,
    templates: Path | None,
    reglages: Path | None,
) -> None:
    """Ouvre le service HTTP et le formulaire web.

    Sur cette machine seulement, sauf si des clés sont déclarées. Rien n’est gardé d’une requête à l’autre.
    """
    if nouvelle_cle is not None:
        _annoncer_cle(nouvelle_cle)
        return
    uvicorn = _uvicorn()
    from indu.service.application import creer_application
    from indu.service.cles import ouvrir_trousseau
    from indu.service.garde import EnJson
    from indu.service.reglages import Limites, Reglages

    bibliotheque, modeles = ouvrir(arguments, templates, reglages)
    choisis = Reglages(
        arguments=bibliotheque.arguments,
        templates=modeles,
        identite=ouvrir_reglages(reglages).identite(),
        hote=host,
        hotes=hotes,
        origines=origines,
        ouvriers=ouvriers or os.cpu_count() or 1,
        cles=ouvrir_trousseau(cles, os.environ),
        limites=_limites(limites, Limites()),
    )
    application = creer_application(choisis)
    prise = _ecouter(host, port)
    journal: dict[str, Any] = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": EnJson}},
        "handlers": {"erreurs": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["erreurs"], "level": "WARNING"},
        "loggers": {"indu.service": {"level": "INFO"}},
    }
    nom = f"[{host}]" if ":" in host else host
    dire(f"Formulaire et API : http://{nom}:{prise.getsockname()[1]}/ (Ctrl-C pour arrêter)")
    serveur = uvicorn.Server(
        uvicorn.Config(
            application,
            log_config=journal,
            access_log=False,
            server_header=False,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=ARRET,
            limit_concurrency=200,
            h11_max_incomplete_event_size=32_768,
        )
    )
    serveur.run(sockets=[prise])
    if not serveur.started:
        raise ErreurEnvironnement.simple("le service n’a pas pu démarrer ses processus de travail")


def _ecouter(hote: str, port: int) -> socket.socket:
    """The door of the service.

    Raises:
        ErreurEnvironnement: the address is not this machine's, or the port is taken.
    """
    try:
        return socket.create_server((hote, port), family=socket.AF_INET6 if ":" in hote else socket.AF_INET)
    except OSError:
        raise ErreurEnvironnement.simple(
            f"le service n’a pas pu s’ouvrir sur {hote}:{port}",
            attendu="une adresse de cette machine et un port libre (--host, --port)",
        ) from None


def _limites(dites: tuple[str, ...], limites: Limites) -> Limites:
    """The limits with those that the options change.

    Raises:
        EntreeInvalide: no such limit, or not a positive number.
    """
    noms: dict[str, type[int] | type[float]] = {nom: type(valeur) for nom, valeur in asdict(limites).items()}
    for dite in dites:
        nom, _, valeur = dite.partition("=")
        try:
            lue = noms[nom](valeur)
        except (KeyError, ValueError):
            lue = 0
        if not 0 < lue < float("inf"):
            attendu = f"NOM=VALEUR, avec un nombre positif et un nom parmi {enumerer(list(noms), 'ou')}"
            raise EntreeInvalide.simple(f"--limite : lu « {dite} »", attendu=attendu)
        changee: dict[str, Any] = {nom: lue}
        limites = replace(limites, **changee)
    return limites


def _annoncer_cle(nom: str) -> None:
    from indu.service.cles import VARIABLE, empreinte_de, nouvelle_cle

    cle = nouvelle_cle()
    dire("La clé, à donner une fois à qui appelle (elle n’est écrite nulle part) :")
    click.echo(f"  {cle}")
    dire("À ajouter à la liste « cles » du fichier de --cles :")
    click.echo(f"  - nom: {nom}\n    empreinte: {empreinte_de(cle)}")
    dire(f"Ou dans l’environnement : {VARIABLE}={nom}={empreinte_de(cle)}")


def _uvicorn() -> Any:
    try:
        import fastapi  # noqa: F401 - the whole extra is wanted
        import prometheus_client  # noqa: F401
        import python_multipart  # noqa: F401
        import uvicorn
    except ImportError as erreur:
        raise ErreurEnvironnement.simple(
            f"le service n’est pas installé (« {erreur.name} » manque)", attendu='pip install "indu[service]"'
        ) from None
    return uvicorn
