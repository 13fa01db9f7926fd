"""API keys: long random texts, known here by their fingerprint alone; a file or the environment lists them.

A key has as much chance as a password of 256 bits, so that a plain fingerprint tells nothing of it. The file is read
again when it changes: removing a line, or « revoquee: oui », takes effect at once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field

from indu.commun.champs import Booleen, Libelle, Modele
from indu.commun.erreurs import EntreeInvalide
from indu.commun.validation import valider
from indu.commun.yaml import lire_yaml

VARIABLE = "INDU_CLES"
"""The environment's way: « nom=empreinte » separated by spaces or commas."""
_PREFIXE = "indu_"
_EMPREINTE = r"^[0-9a-f]{64}$"


class CleDeclaree(Modele):
    """One key of the file."""

    nom: Libelle
    empreinte: Annotated[str, Field(pattern=_EMPREINTE, description="64 chiffres hexadécimaux")]
    revoquee: Booleen = False


class FichierDeCles(Modele):
    """The whole file."""

    cles: tuple[CleDeclaree, ...] = ()


@dataclass
class Trousseau:
    """The keys that open the service; truth means that some are declared, even revoked ones."""

    fichier: Path | None = None
    fixes: Mapping[str, str] = field(default_factory=dict)
    _lues: Mapping[str, str] = field(default_factory=dict)
    _date: tuple[int, int] | None = None

    def __bool__(self) -> bool:
        return self.fichier is not None or bool(self.fixes)

    def nom(self, cle: str) -> str | None:
        """Whose key it is; ``None`` for an unknown or a revoked one. Every key is compared, in constant time."""
        empreinte = empreinte_de(cle)
        trouve = None
        for connue, nom in {**self.fixes, **self._du_fichier()}.items():
            if hmac.compare_digest(connue, empreinte):
                trouve = nom
        return trouve

    def lire(self) -> None:
        """Read the file now, and say what is wrong with it.

        Raises:
            EntreeInvalide: the file is missing or wrong.
        """
        if self.fichier is None:
            return
        try:
            etat = self.fichier.stat()
            octets = self.fichier.read_bytes()
        except OSError:
            raise EntreeInvalide.simple("fichier de clés illisible", fichier=str(self.fichier)) from None
        contenu, problemes = valider(FichierDeCles, lire_yaml(octets, str(self.fichier)))
        if contenu is None or problemes:
            raise EntreeInvalide(problemes)
        self._lues = {cle.empreinte: cle.nom for cle in contenu.cles if not cle.revoquee}
        self._date = (etat.st_mtime_ns, etat.st_size)

    def _du_fichier(self) -> Mapping[str, str]:
        """The keys of the file; none as long as it cannot be read, for a doubt must not open the door."""
        if self.fichier is None:
            return {}
        try:
            etat = self.fichier.stat()
            if (etat.st_mtime_ns, etat.st_size) != self._date:
                self.lire()
        except (OSError, EntreeInvalide):
            self._date = None
            return {}
        return self._lues


def ouvrir_trousseau(fichier: Path | None, environnement: Mapping[str, str]) -> Trousseau:
    """The keys of a file and of the environment.

    Raises:
        EntreeInvalide: one of them is wrong.
    """
    fixes: dict[str, str] = {}
    for partie in environnement.get(VARIABLE, "").replace(",", " ").split():
        nom, _, empreinte = partie.partition("=")
        if not nom or len(empreinte) != 64 or set(empreinte) - set("0123456789abcdef"):
            attendu = "nom=empreinte, avec une empreinte de 64 chiffres hexadécimaux"
            raise EntreeInvalide.simple(f"{VARIABLE} : clé mal déclarée", attendu=attendu)
        fixes[empreinte] = nom
    trousseau = Trousseau(fichier, fixes)
    trousseau.lire()
    return trousseau


def nouvelle_cle() -> str:
    """A key that nobody has."""
    return _PREFIXE + secrets.token_urlsafe(32)


def empreinte_de(cle: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(cle.encode("utf-8", "replace")).hexdigest()
