"""Measure the reading of generated notifications: ``python tests/importation/mesurer.py --graine 7 --nombre 22``.

Text PDFs by every installed program, or scans with ``--scans``; by layout, by field, and every wrong value given with
high confidence. ``--ecarts N`` shows the first errors of each.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from generateur.lettre import notifications
from generateur.rendus import MOTEURS, Moteur, commande, numeriser, rendre
from generateur.verite import Notification
from mesure import Compte, mesurer_champs, mesurer_tableaux

from indu.importation.extraction import depuis_json, extraire_texte
from indu.importation.mots import Page
from indu.importation.pdf_pages import LecturePdf, lire_pages


@dataclass(slots=True)
class Bilan:
    """The counts of a sample."""

    cellules: dict[str, Compte] = field(default_factory=dict)
    champs: dict[str, Compte] = field(default_factory=dict)
    fausses: list[str] = field(default_factory=list)

    def ajouter(self, nom: str, notification: Notification, lecture: LecturePdf) -> None:
        """Count one reading."""
        cellules = mesurer_tableaux(notification.verite.tableaux, lecture.grilles)
        self.cellules.setdefault(nom, Compte()).ajouter(cellules)
        champs, fausses = mesurer_champs(notification.verite, lecture.champs)
        for champ, compte in champs.items():
            self.champs.setdefault(champ, Compte()).ajouter(compte)
        self.fausses += [f"{notification.nom} ({nom}) : {fausse}" for fausse in fausses]

    @property
    def total(self) -> Compte:
        """All cells together."""
        somme = Compte()
        for compte in self.cellules.values():
            somme.ajouter(compte)
        return somme

    def lignes(self, ecarts: int = 0) -> Iterator[str]:
        """The report."""
        for titre, comptes in (("cellules", self.cellules), ("champs", self.champs)):
            for nom, compte in comptes.items():
                yield f"{titre:9} {nom:45} {compte.exactes:6}/{compte.total:<6} {compte.taux:8.3%}"
                yield from (f"            {ecart}" for ecart in compte.ecarts[:ecarts])
        yield f"cellules  TOTAL {self.total.exactes}/{self.total.total} {self.total.taux:.3%}"
        yield f"fausses valeurs de confiance haute : {len(self.fausses)}"
        yield from self.fausses


def mesurer_textes(sample: Iterable[Notification], moteurs: Iterable[Moteur]) -> Bilan:
    """Read the sample as text PDFs, by each program."""
    bilan = Bilan()
    moteurs = tuple(moteurs)
    for notification in sample:
        for moteur in moteurs:
            pages = depuis_json(extraire_texte(rendre(notification.html, moteur)))
            bilan.ajouter(_nom(notification, moteur), notification, lire_pages(pages))
    return bilan


def mesurer_scans(sample: Iterable[Notification], moteur: Moteur = "weasyprint") -> Bilan:
    """Read the sample as scans at 200 dpi."""
    bilan = Bilan()
    for rang, notification in enumerate(sample):
        images = numeriser(rendre(notification.html, moteur), rang)
        bilan.ajouter(_nom(notification, "scan"), notification, lire_pages(pages_reconnues(images)))
    return bilan


def pages_reconnues(images: Iterable[bytes]) -> list[Page]:
    """The pages of scanned images, recognised in this process."""
    from PIL import Image

    from indu.importation.images import HAUTEUR_A4
    from indu.importation.ocr import lire_page

    pages = []
    for numero, octets in enumerate(images, start=1):
        image = Image.open(io.BytesIO(octets)).convert("L")
        pages.append(lire_page(image, HAUTEUR_A4 / max(image.size), numero))
    return pages


def programmes() -> tuple[Moteur, ...]:
    """The programs that this machine has."""
    return tuple(moteur for moteur in MOTEURS if moteur == "weasyprint" or commande(moteur))


def _nom(notification: Notification, moteur: str) -> str:
    return f"{notification.nom.rpartition('-')[0]} {moteur}"


def _principal() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--graine", type=int, default=1)
    options.add_argument("--nombre", type=int, default=11)
    options.add_argument("--scans", action="store_true")
    options.add_argument("--ecarts", type=int, default=0)
    choix = options.parse_args()
    sample = notifications(choix.graine, choix.nombre)
    bilan = mesurer_scans(sample) if choix.scans else mesurer_textes(sample, programmes())
    print("\n".join(bilan.lignes(choix.ecarts)))  # noqa: T201


if __name__ == "__main__":
    _principal()
