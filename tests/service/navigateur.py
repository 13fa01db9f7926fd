"""A real browser on a real server: the command itself, Chromium on a telephone's screen, and a person who answers."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from indu.entretien.guide import TypeReponse
from indu.entretien.question import Question
from indu.entretien.reponses import comprendre, lire_valeur, ne_sait_pas
from indu.service.saisie import COLONNES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

TELEPHONE: ViewportSize = {"width": 390, "height": 844}
ARGUMENTS_DE_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DEPART = 90.0
"""Seconds for the service to be ready."""


@contextmanager
def service() -> Iterator[str]:
    """The address of « indu servir », in a process of its own."""
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        port = libre.getsockname()[1]
    commande = [sys.executable, "-c", "from indu.cli import principal; principal()", "servir"]
    commande += ["--port", str(port), "--ouvriers", "1", "--limite", "debit=1000000"]
    with subprocess.Popen(commande, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as processus:
        try:
            adresse = f"http://127.0.0.1:{port}"
            limite = time.monotonic() + DEPART
            while True:
                with suppress(OSError), urllib.request.urlopen(f"{adresse}/readyz", timeout=5):  # noqa: S310 - ours
                    break
                assert processus.poll() is None, "le service s’est arrêté"
                assert time.monotonic() < limite, "le service ne démarre pas"
                time.sleep(0.1)
            yield adresse
        finally:
            processus.terminate()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the system; the tests are skipped where there is none."""
    chemin = shutil.which("chromium") or shutil.which("chromium-browser")
    if chemin is None:
        pytest.skip("Chromium n’est pas installé")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(executable_path=chemin, args=ARGUMENTS_DE_CHROMIUM)
        yield navigateur
        navigateur.close()


@dataclass
class Personne:
    """Someone in front of a page: what is asked, and the ways of answering."""

    page: Page
    avis: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(20_000)
        self.page.on("console", lambda message: self.avis.append(message.text) if message.type == "error" else None)

    @property
    def question(self) -> str:
        """The name of the question on the page."""
        return str(self.page.locator("input[name=question]").get_attribute("value"))

    @property
    def titre(self) -> str:
        return self.page.locator("h1").inner_text()

    def cliquer(self, nom: str) -> None:
        self.page.get_by_role("button", name=nom, exact=True).click()

    def recevoir(self, bouton: str) -> tuple[str, bytes]:
        """The file that a button gives."""
        with self.page.expect_download() as attendu:
            self.cliquer(bouton)
        recu = attendu.value
        return recu.suggested_filename, recu.path().read_bytes()

    def dire(self, question: Question, texte: str) -> None:
        """Answer on the page what a person types in a terminal."""
        if question.id == "ligne":
            self._ligne(texte)
            return
        if question.id == "griefs" and not ne_sait_pas(texte):
            self.page.locator("summary").filter(has_text="liste entière").click()
            self.page.locator(f'input[name=liste][value="{texte}"]').check()
            self.cliquer("Continuer")
            return
        commune, sauf = self._separer(question, texte)
        fermee = question.type in (TypeReponse.BOOLEEN, TypeReponse.CHOIX)
        if sauf:
            self._exceptions(question, sauf)
        if ne_sait_pas(commune):
            if not fermee:
                self.page.locator("button[value=nsp]").click()
                return
            self.page.locator("#reponse-nsp").check()
        elif fermee or question.type is TypeReponse.LISTE:
            valeurs: Any = lire_valeur(question, commune)
            for code in valeurs if isinstance(valeurs, list) else [valeurs]:
                self.page.locator(f'input[name=reponse][value="{code}"]').check()
            if valeurs == []:
                self.page.locator("#aucune").check()
        else:
            self.page.locator("#reponse").fill(commune)
        self.cliquer("Continuer")

    @staticmethod
    def _separer(question: Question, texte: str) -> tuple[str, dict[int, str]]:
        """An answer and its exceptions, a line at a time."""
        commune, mot, reste = texte.partition(" sauf ")
        if not (mot and question.par_ligne):
            return texte, {}
        lue = comprendre(question, texte)
        sauf = {int(n): dit for n, dit in re.findall(r"(\d+) : ([^;]+?)(?: ;|$)", reste)}
        assert set(sauf) == set(getattr(lue, "sauf", {})), texte
        return commune, sauf

    def _exceptions(self, question: Question, sauf: dict[int, str]) -> None:
        self.page.locator("details.sauf summary").click()
        for rang, (ligne, valeur) in enumerate(sauf.items()):
            if not self.page.locator(f"#sauf_lignes_{rang}").count():
                self.cliquer("D’autres lignes à part")
            self.page.locator(f"#sauf_lignes_{rang}").fill(str(ligne))
            champ = self.page.locator(f"#sauf_valeur_{rang}")
            if question.type in (TypeReponse.BOOLEEN, TypeReponse.CHOIX):
                code = "nsp" if ne_sait_pas(valeur) else str(lire_valeur(question, valeur))
                champ.select_option(code)
            else:
                champ.fill(valeur)

    def _ligne(self, texte: str) -> None:
        if texte == "terminé":
            self.cliquer("Ce grief n’a plus de ligne")
            return
        for nom, colonne in zip(COLONNES, texte.split(" ; "), strict=True):
            self.page.locator(f"#{nom}").fill(colonne)
        self.cliquer("Ajouter")
