"""What a page of the form carries with it: the dossier's text, and those of the answers before, so as to go back.

The service keeps nothing: the notebook travels in a hidden field, goes out with each page and comes back with each
answer. It comes back from anywhere, so that nothing of it is believed: its size is bounded before it is unfolded.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from indu.service.brut import CorpsIllisible

TEXTE = 2_000_000
"""Bytes of the dossier's text."""
PAS = 60
"""Answers that one can go back."""
PASSE = 400_000
"""Bytes of all the texts before; the oldest are forgotten first."""
_DEPLIE = 2 * (TEXTE + PASSE)
"""Bytes once unfolded; JSON may write a character with more bytes than the text."""


class CarnetAbime(CorpsIllisible):
    """What came back is not a notebook that this service wrote."""


class DossierTropGros(CorpsIllisible):
    """The dossier cannot travel in a page."""


@dataclass(frozen=True, slots=True)
class Carnet:
    """The text as it stands (nothing before the first answer), and the texts before, the latest last."""

    texte: str = ""
    avant: tuple[str, ...] = ()

    def suivre(self, texte: str) -> Carnet:
        """The notebook after an answer; one that changed nothing leaves nothing to go back to."""
        return self if texte == self.texte else Carnet(texte, _recents((*self.avant, self.texte)))

    def reculer(self) -> Carnet:
        """The notebook before the last answer; the same when there is none."""
        return Carnet(self.avant[-1], self.avant[:-1]) if self.avant else self


def _recents(textes: Sequence[str]) -> tuple[str, ...]:
    gardes: list[str] = []
    place = PASSE
    for texte in reversed(textes[-PAS:]):
        place -= len(texte.encode())
        if place < 0:
            break
        gardes.append(texte)
    return tuple(reversed(gardes))


def plier(carnet: Carnet) -> str:
    """The notebook as the value of a field.

    Raises:
        DossierTropGros: its text is too long for that.
    """
    if len(carnet.texte.encode()) > TEXTE:
        raise DossierTropGros.simple(
            "ce dossier est trop gros pour le formulaire", attendu="les commandes « indu », qui n’ont pas cette limite"
        )
    textes = json.dumps([carnet.texte, *carnet.avant], ensure_ascii=False)
    return base64.urlsafe_b64encode(zlib.compress(textes.encode())).decode().rstrip("=")


def deplier(champ: str) -> Carnet:
    """The notebook of a field; an empty field is that of a beginning.

    Raises:
        CarnetAbime: it is damaged, or was made to harm.
    """
    if not champ:
        return Carnet()
    try:
        serre = base64.b64decode(champ.encode() + b"=" * (-len(champ) % 4), altchars=b"-_", validate=True)
        ouvreur = zlib.decompressobj()
        octets = ouvreur.decompress(serre, _DEPLIE)
        if not ouvreur.eof or ouvreur.unused_data:
            raise _abime()
        textes = json.loads(octets.decode())
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        raise _abime() from None
    if not isinstance(textes, list) or not 1 <= len(textes) <= PAS + 1:
        raise _abime()
    if not all(isinstance(texte, str) and _tient(texte) for texte in textes):
        raise _abime()
    return Carnet(textes[0], _recents(textes[1:]))


def _tient(texte: str) -> bool:
    """Whether a text can be one: JSON also writes halves of characters."""
    try:
        return len(texte.encode()) <= TEXTE
    except UnicodeEncodeError:
        return False


def _abime() -> CarnetAbime:
    return CarnetAbime.simple(
        "les réponses que portait cette page sont abîmées",
        attendu="revenez à la page d’avant, ou reprenez votre dossier enregistré",
    )
