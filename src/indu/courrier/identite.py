"""Who sends a letter, beyond the practitioner of the dossier: a letterhead, a signature, a representative, copies."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indu.courrier.document import Bloc, Coordonnees, Image, Signature


@dataclass(frozen=True, slots=True)
class Signataire:
    """The person who signs for the practitioner, under a power of attorney."""

    nom: str
    qualite: str = ""


@dataclass(frozen=True, slots=True)
class Identite:
    """What the user's own settings put on every letter; nothing by default.

    ``expediteur`` takes the place of the sender's address, and the practitioner is then named below it.
    ``signature`` is drawn above the name on drafts too: it is the draft mark that says a letter is not to be sent.
    """

    expediteur: tuple[str, ...] = ()
    signataire: Signataire | None = None
    copies: tuple[str, ...] = ()
    logo: Image | None = None
    signature: Image | None = None

    def habiller(self, bloc: Bloc) -> Bloc:
        """The block with the images that go on it: templates never see them."""
        match bloc:
            case Coordonnees():
                return replace(bloc, logo=self.logo)
            case Signature():
                return replace(bloc, image=self.signature)
        return bloc


SANS_REGLAGES = Identite()
