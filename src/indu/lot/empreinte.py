"""What tells that a dossier must be written again: a fingerprint of all that its letters are made from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from indu import __version__
from indu.commun.ressources import Ressources
from indu.courrier.formats import Format
from indu.courrier.identite import Identite
from indu.lot.modele import Entree


@dataclass(frozen=True)
class Consigne:
    """What every dossier of a batch is written with.

    ``jour`` is the day of the letters; a date in a dossier wins over it, unless ``impose``.
    """

    arguments: Ressources
    templates: Ressources
    identite: Identite
    jour: date
    impose: bool
    toutes: bool
    formats: tuple[Format, ...]

    @cached_property
    def empreinte(self) -> str:
        """The fingerprint of all this but the day, unless it was imposed, and of the program's version."""
        condense = hashlib.sha256()
        jour = self.jour.isoformat() if self.impose else ""
        for texte in (__version__, jour, str(self.toutes), *self.formats, repr(self.identite)):
            condense.update(texte.encode() + b"\0")
        for image in (self.identite.logo, self.identite.signature):
            condense.update(image.octets if image is not None else b"\0")
        for ressources in (self.arguments, self.templates):
            condense.update(empreinte_ressources(ressources).encode())
        return condense.hexdigest()

    def empreinte_de(self, entree: Entree) -> str:
        """The fingerprint of one dossier in this batch."""
        return hashlib.sha256(self.empreinte.encode() + b"\0" + entree.octets).hexdigest()


def empreinte_ressources(ressources: Ressources) -> str:
    """The fingerprint of every file of a stack, as it is seen through the overlays."""
    condense = hashlib.sha256()
    for nom in ressources.tous():
        condense.update(nom.encode() + b"\0" + hashlib.sha256(ressources.lire(nom)).digest())
    return condense.hexdigest()
