"""What a batch remembers from one run to the next: beside each dossier's files, what they were made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indu.commun.ecriture import ecrire_atomique
from indu.lot.modele import Suivi

if TYPE_CHECKING:
    from pydantic import TypeAdapter

NOM = ".suivi.json"


@dataclass(frozen=True, slots=True)
class Souvenir:
    """The end of an earlier run on a dossier: on which day, from what, and where it stood."""

    jour: date
    empreinte: str
    suivi: Suivi

    def complet(self, sortie: Path) -> bool:
        """Whether all that was written is still there."""
        return all((sortie / fichier).is_file() for fichier in self.suivi.fichiers)


def se_souvenir(sortie: Path, nom: str) -> Souvenir | None:
    """The end of the last run on that dossier."""
    from pydantic import ValidationError

    try:
        souvenir: Souvenir = _lecteur().validate_json((sortie / nom / NOM).read_bytes())
    except (OSError, ValidationError):  # none, or of another version
        return None
    return souvenir


def retenir(sortie: Path, souvenir: Souvenir) -> None:
    """Remember; done last, so that a run stopped before it starts this dossier again.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    ecrire_atomique(sortie / souvenir.suivi.nom / NOM, _lecteur().dump_json(souvenir))


@cache
def _lecteur() -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(Souvenir)
