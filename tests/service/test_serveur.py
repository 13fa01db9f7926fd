"""The real server: what only sockets, processes and signals show. And the whole OpenAPI, tried at random."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest
import schemathesis
import schemathesis.specs.openapi.checks as openapi
from hypothesis import HealthCheck, given, settings

from aide import JOUR, brut, grief, ligne

POSIX = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="un signal des systèmes POSIX")


@dataclass(frozen=True)
class Serveur:
    """A running service."""

    processus: subprocess.Popen[str]
    port: int
    journal: Path

    @property
    def adresse(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def servir(tmp_path: Path, *options: str) -> Iterator[Serveur]:
    """``indu servir`` on a free port, until it answers."""
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        port = libre.getsockname()[1]
    ecoute = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    journal = tmp_path / "journal.jsonl"
    with journal.open("w") as flux:
        processus = subprocess.Popen(
            [sys.executable, "-c", f"{ecoute}; from indu.cli import principal; principal()", "servir", "--port",
             str(port), *options],
            stdout=subprocess.PIPE, stderr=flux, text=True, env={**os.environ, "HOME": str(tmp_path)},
        )  # fmt: skip
    serveur = Serveur(processus, port, journal)
    try:
        limite = time.monotonic() + 90
        while time.monotonic() < limite and processus.poll() is None:
            try:
                if httpx2.get(f"{serveur.adresse}/readyz").status_code == 200:
                    break
            except httpx2.TransportError:
                time.sleep(0.1)
        yield serveur
    finally:
        processus.kill()
        processus.wait()


@pytest.fixture(scope="module")
def serveur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    with servir(tmp_path_factory.mktemp("service"), "--ouvriers", "1", "--limite", "debit=1000000") as ouvert:
        yield ouvert


DOSSIER = brut(griefs=[grief()], lignes=[ligne(n) for n in range(1, 201)])


def test_a_deux_fois_la_limite_chacun_a_une_reponse(serveur: Serveur) -> None:
    """Eight callers for three places: answers or « busy », never a failure, and the memory does not grow."""
    corps, entetes = json.dumps(DOSSIER).encode(), {"content-type": "application/json"}
    appelant = httpx2.Client(base_url=serveur.adresse, headers=entetes, params={"date": JOUR.isoformat()}, timeout=60)

    def appeler(_: int) -> int:
        statut = appelant.post("/v1/analyse", content=corps).status_code
        time.sleep(0.05 if statut == 503 else 0)
        return statut

    def memoire() -> int:
        ici = psutil.Process(serveur.processus.pid)
        return sum(un.memory_info().rss for un in (ici, *ici.children(recursive=True)))

    with appelant, ThreadPoolExecutor(8) as appelants:
        list(appelants.map(appeler, range(40)))
        avant = memoire()
        statuts = Counter(appelants.map(appeler, range(160)))
    assert set(statuts) <= {200, 429, 503}
    assert statuts[200] >= 8
    assert memoire() < 1.5 * avant


def test_un_corps_qui_ne_vient_pas_est_abandonne(tmp_path: Path) -> None:
    """A caller who begins and stops there holds nothing for long, and no worker at all."""
    debut = "POST /v1/analyse HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    with (
        servir(tmp_path, "--ouvriers", "1", "--limite", "reception=1") as lent,
        socket.create_connection(("127.0.0.1", lent.port)) as prise,
    ):
        prise.sendall(f"{debut}Content-Length: 100\r\n\r\n{{".encode())
        prise.settimeout(15)
        assert prise.recv(100).startswith(b"HTTP/1.1 408")
        assert httpx2.get(f"{lent.adresse}/v1/griefs").status_code == 200


@POSIX
def test_un_ouvrier_tue_est_remplace(serveur: Serveur) -> None:
    """Killed while it had nothing to do: the next requests may be told to wait, and are then served."""
    enfants = psutil.Process(serveur.processus.pid).children(recursive=True)
    for ouvrier in (un for un in enfants if "spawn_main" in " ".join(un.cmdline())):
        ouvrier.kill()
    limite, statuts = time.monotonic() + 60, [0]
    while statuts[-1] != 200 and time.monotonic() < limite:
        time.sleep(0.2)
        statuts.append(httpx2.get(f"{serveur.adresse}/v1/griefs", timeout=60).status_code)
    assert statuts[-1] == 200
    assert set(statuts[1:]) <= {200, 422, 503}


def test_des_octets_qui_ne_sont_pas_du_http(serveur: Serveur) -> None:
    for octets in (b"\x00\xff\xfe\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET " + b"a" * 70_000):
        with socket.create_connection(("127.0.0.1", serveur.port)) as prise:
            prise.settimeout(15)
            prise.sendall(octets)
            assert prise.recv(100).startswith((b"HTTP/1.1 4", b""))
    assert httpx2.get(f"{serveur.adresse}/healthz").status_code == 200


@POSIX
@pytest.mark.parametrize("fin", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_l_arret_laisse_finir_ce_qui_est_en_cours(tmp_path: Path, fin: signal.Signals) -> None:
    with servir(tmp_path, "--ouvriers", "1") as ouvert, ThreadPoolExecutor(1) as appelant:
        lettre = appelant.submit(
            httpx2.post, f"{ouvert.adresse}/v1/lettres", json=DOSSIER, params={"date": JOUR.isoformat()}, timeout=60
        )
        limite = time.monotonic() + 20
        while "indu_travaux_en_cours 1" not in httpx2.get(f"{ouvert.adresse}/metrics").text:
            assert time.monotonic() < limite
        enfants = psutil.Process(ouvert.processus.pid).children(recursive=True)
        ouvert.processus.send_signal(fin)
        assert lettre.result().content.startswith(b"%PDF")
        ouvert.processus.wait(timeout=30)
        assert not [un for un in psutil.wait_procs(enfants, timeout=10)[1] if "spawn_main" in " ".join(un.cmdline())]
    assert "Traceback" not in ouvert.journal.read_text()


def test_le_journal_est_en_json_sans_rien_de_la_requete(serveur: Serveur) -> None:
    httpx2.get(f"{serveur.adresse}/v1/griefs?nom=QUIDAM", headers={"x-request-id": "essai-1234"})
    httpx2.get(f"{serveur.adresse}/QUIDAM")
    lignes = [json.loads(une) for une in serveur.journal.read_text().splitlines()]
    lignes = [une for une in lignes if une["evenement"] == "requete"]
    assert any(une["requete"] == "essai-1234" and une["route"] == "/v1/griefs" for une in lignes)
    assert "QUIDAM" not in serveur.journal.read_text()


def test_un_port_pris_est_dit(serveur: Serveur) -> None:
    fin = subprocess.run(
        [sys.executable, "-c", "from indu.cli import principal; principal()", "servir", "--ouvriers", "1", "--port",
         str(serveur.port)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert fin.returncode == 3
    assert "n’a pas pu s’ouvrir" in fin.stderr
    assert "Traceback" not in fin.stderr


# --- The OpenAPI, at random -----------------------------------------------------------------------------------


CONTROLES = [
    schemathesis.checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_schema_conformance,
]


def test_chaque_route_tient_ce_que_dit_son_schema(serveur: Serveur) -> None:
    """Random requests, valid or not, after the published OpenAPI: the answers are those that it announces."""
    schema = schemathesis.openapi.from_url(f"{serveur.adresse}/v1/openapi.json")
    essayees = 0
    operations: Any = schema.get_all_operations()
    for trouvee in operations:
        operation = trouvee.ok()

        @given(case=operation.as_strategy())
        @settings(max_examples=20, suppress_health_check=list(HealthCheck))
        def essayer(case: Any) -> None:
            case.validate_response(case.call(), checks=CONTROLES)

        essayer()
        essayees += 1
    assert essayees == 7
