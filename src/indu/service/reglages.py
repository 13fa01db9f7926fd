"""How the service runs: where it listens, who may call, and what one caller may ask for."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field

from indu.commun.erreurs import EntreeInvalide
from indu.commun.ressources import Ressources
from indu.courrier.identite import SANS_REGLAGES, Identite
from indu.service.cles import Trousseau


@dataclass(frozen=True, slots=True)
class Limites:
    """What the service accepts: bytes, seconds, calls. Each can be lowered or raised by an option."""

    corps: int = 2_000_000
    """Bytes of a JSON body or of a form."""
    fichiers: int = 25_000_000
    """Bytes of all the files of one upload."""
    lignes: int = 5_000
    """Lines of a dossier."""
    reception: float = 20
    """Seconds to receive a whole body."""
    travail: float = 60
    """Seconds of work for one answer; three times as much to read files."""
    memoire: int = 2_000_000_000
    """Bytes of memory that a worker may use."""
    attente: int = 2
    """Requests that may wait for each worker; beyond, the service says that it is busy."""
    debit: int = 120
    """Requests that a caller may make in a minute."""
    recyclage: int = 500
    """Answers after which a worker is replaced by a fresh one."""


@dataclass(frozen=True)
class Reglages:
    """Everything the service needs to know, fixed when it starts.

    ``hotes`` are the names by which browsers may call it, beside those of the loopback; ``origines`` the sites whose
    pages may call the API; ``cles`` who may call (anyone on the loopback when there is none).
    """

    arguments: Ressources
    templates: Ressources
    identite: Identite = SANS_REGLAGES
    hote: str = "127.0.0.1"
    hotes: tuple[str, ...] = ()
    origines: tuple[str, ...] = ()
    ouvriers: int = 2
    cles: Trousseau = field(default_factory=Trousseau)
    limites: Limites = field(default_factory=Limites)

    def verifier(self) -> None:
        """Refuse to be reachable from elsewhere without keys.

        Raises:
            EntreeInvalide: the address is not one of the loopback and there is no key.
        """
        if not boucle_locale(self.hote) and not self.cles:
            raise EntreeInvalide.simple(
                f"l’adresse « {self.hote} » est joignable par d’autres machines, et aucune clé n’est déclarée",
                attendu="--cles FICHIER (voir « indu servir --nouvelle-cle NOM »), ou --host 127.0.0.1",
            )


def boucle_locale(hote: str) -> bool:
    """Whether an address is one that only this machine reaches."""
    if hote.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(hote.strip("[]")).is_loopback
    except ValueError:
        return False
