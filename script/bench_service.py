"""The HTTP service at twice the number of requests that it takes, against the same analysis in this process."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import yaml
from bench_outils import ms, nombre

from indu.commun.ressources import Ressources
from indu.courrier.identite import SANS_REGLAGES
from indu.moyens.bibliotheque import Bibliotheque

CIBLE = 10.0
OUVRIERS = 1
"""One worker: a core is left to the callers, which are part of this run."""
APPELS = 400
ATTENTE_D_UN_REFUS = 0.05
NOTICE = f"""
7. Le service
Deux fois plus d’appelants que de places, qui analysent sans relâche le même dossier ; un refus « occupé » (503) attend
{nombre(1000 * ATTENTE_D_UN_REFUS, 0)} ms avant de rappeler. Le pair est la même analyse, dans ce processus, à chaud.
La cible est un 95e centile d’au plus {nombre(CIBLE, 0)} fois ce temps."""


def mesurer_service(dossier: Path, bibliotheque: Bibliotheque) -> dict[str, Any] | None:
    """Measure, print, and give the figures; nothing when the service is not installed."""
    print(NOTICE)
    if any(find_spec(nom) is None for nom in ("fastapi", "uvicorn", "prometheus_client", "python_multipart")):
        print("  non mesuré : le service n’est pas installé (pip install '.[service]')")
        return None
    corps = json.dumps(yaml.safe_load(dossier.read_text("utf-8")), default=str).encode()
    seul = _seul(corps, bibliotheque)
    statuts, temps = _en_charge(corps)
    rapport = quantiles(temps, n=20)[-1] / seul
    print(f"  la même analyse dans ce processus {ms(seul):>30} ms")
    print(f"  réponses : {', '.join(f'{nombre(n, 0)} × {statut}' for statut, n in sorted(statuts.items()))}")
    print(f"  médiane, 95e centile des réponses 200 {ms(median(temps)):>14} ms {ms(quantiles(temps, n=20)[-1]):>10} ms")
    atteinte = "atteinte" if rapport <= CIBLE else "manquée"
    print(
        f"  95e centile, en multiple de l’analyse seule : {nombre(rapport, 1)} (cible {nombre(CIBLE, 0)} : {atteinte})"
    )
    return {"seul": seul, "statuts": dict(statuts), "temps": temps, "rapport": rapport}


def _seul(corps: bytes, bibliotheque: Bibliotheque) -> float:
    from datetime import date

    from indu.service.brut import lire_json
    from indu.service.ouvriers import Atelier
    from indu.service.reglages import Limites
    from indu.service.travaux import analyser

    atelier = Atelier(bibliotheque, Ressources.ouvrir("templates"), SANS_REGLAGES, Limites().lignes)
    temps = []
    for _ in range(12):
        debut = time.perf_counter()
        analyser(atelier, lire_json(corps), None, date.today())
        temps.append(time.perf_counter() - debut)
    return median(temps[2:])


def _en_charge(corps: bytes) -> tuple[Counter[int], list[float]]:
    """The status of each answer, and the seconds of those that were served."""
    from indu.service.reglages import Limites

    appelants = 2 * OUVRIERS * (1 + Limites().attente)
    with socket.create_server(("127.0.0.1", 0)) as libre:
        port = libre.getsockname()[1]
    commande = [sys.executable, "-c", "from indu.cli import principal; principal()", "servir", "--port", str(port)]
    serveur = subprocess.Popen(
        [*commande, "--ouvriers", str(OUVRIERS), "--limite", "debit=1000000"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _attendre(port)

        def appeler(_: int) -> list[tuple[int, float]]:
            lien = HTTPConnection("127.0.0.1", port, timeout=60)
            return [_un_appel(lien, corps) for _ in range(APPELS // appelants)]

        with ThreadPoolExecutor(appelants) as fils:
            list(fils.map(appeler, range(appelants)))  # every worker warm
            finis = [un for serie in fils.map(appeler, range(appelants)) for un in serie]
    finally:
        serveur.terminate()
        serveur.wait()
    return Counter(statut for statut, _ in finis), [secondes for statut, secondes in finis if statut == 200]


def _un_appel(lien: HTTPConnection, corps: bytes) -> tuple[int, float]:
    debut = time.perf_counter()
    lien.request("POST", "/v1/analyse", corps, {"Content-Type": "application/json"})
    reponse = lien.getresponse()
    reponse.read()
    secondes = time.perf_counter() - debut
    time.sleep(ATTENTE_D_UN_REFUS if reponse.status == 503 else 0)
    return reponse.status, secondes


def _attendre(port: int) -> None:
    limite = time.monotonic() + 60
    while time.monotonic() < limite:
        try:
            lien = HTTPConnection("127.0.0.1", port, timeout=5)
            lien.request("GET", "/readyz")
            if lien.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("le service ne répond pas")
