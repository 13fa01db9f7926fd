"""A notification in PDF, or its scan, as grids, pages of words and fields of the letter."""

from __future__ import annotations

from dataclasses import dataclass

from indu.commun.ressources import Ressources
from indu.commun.texte import plages
from indu.importation.bac import Limites, lire_a_part
from indu.importation.extraction import depuis_json
from indu.importation.grille import Grille
from indu.importation.lettre import ChampLettre, lire_lettre
from indu.importation.mots import Page
from indu.importation.ocr import verifier_reconnaissance
from indu.importation.regles import charger_regles
from indu.importation.suite import grilles_des_pages

_ICI = "indu.importation.extraction"
TEXTE = Limites(secondes=120)
IMAGE = Limites(secondes=1800, memoire=6_000_000_000)
"""Recognising takes a few seconds a page, and room for its models."""


@dataclass(frozen=True, slots=True)
class LecturePdf:
    """What a file gave: its tables, its pages of words, the fields of its letter, and what must be said of it."""

    grilles: tuple[Grille, ...]
    pages: tuple[Page, ...]
    champs: tuple[ChampLettre, ...]
    avis: tuple[str, ...] = ()


def lire_pdf(octets: bytes, nom: str, ressources: Ressources | None = None) -> LecturePdf:
    """Read a PDF in a process of its own; its pages without text are recognised as pictures.

    Raises:
        EntreeInvalide: the file is refused (not a PDF, locked, broken, too long, too heavy…).
        ErreurEnvironnement: it is a scan, and nothing can recognise characters here.
    """
    pages = depuis_json(lire_a_part(f"{_ICI}:extraire_texte", octets, nom, TEXTE))
    images = [page.numero for page in pages if not page.mots]
    if images:
        verifier_reconnaissance()
        numeros = ",".join(map(str, images))
        reconnues = depuis_json(lire_a_part(f"{_ICI}:reconnaitre_pdf", octets, nom, IMAGE, numeros=numeros))
        par_numero = {page.numero: page for page in reconnues}
        pages = [par_numero.get(page.numero, page) for page in pages]
    return lire_pages(pages, ressources)


def lire_image(octets: bytes, nom: str, ressources: Ressources | None = None) -> LecturePdf:
    """Read a scan or a photograph (PNG, JPEG, TIFF of one or more pages) in a process of its own.

    Raises:
        EntreeInvalide: the file is refused.
        ErreurEnvironnement: nothing can recognise characters here.
    """
    verifier_reconnaissance()
    return lire_pages(depuis_json(lire_a_part(f"{_ICI}:reconnaitre_image", octets, nom, IMAGE)), ressources)


def lire_pages(pages: list[Page], ressources: Ressources | None = None) -> LecturePdf:
    """The tables and the letter that these pages hold."""
    regles = charger_regles(ressources or Ressources.ouvrir("arguments"))
    return LecturePdf(grilles_des_pages(pages), tuple(pages), lire_lettre(pages, regles), _avis(pages))


def _avis(pages: list[Page]) -> tuple[str, ...]:
    avis = []
    if illisibles := [page.numero for page in pages if not page.lisible]:
        un = len(illisibles) == 1
        avis.append(
            f"page{'' if un else 's'} {plages(illisibles)} : illisible{'' if un else 's'}, rien n’en a été repris ; "
            "numérisez-la de nouveau, à plat, à 300 points par pouce, ou recopiez-la"
            if un
            else f"pages {plages(illisibles)} : illisibles, rien n’en a été repris ; "
            "numérisez-les de nouveau, à plat, à 300 points par pouce, ou recopiez-les"
        )
    if vides := [page.numero for page in pages if page.lisible and not page.mots]:
        avis.append(f"page{'s' if len(vides) > 1 else ''} {plages(vides)} : aucun mot trouvé")
    if any(page.origine == "image" and page.mots for page in pages):
        avis.append(
            "ce document est une image : ses mots ont été reconnus, chacun peut être faux ; "
            "relisez les chiffres en regard de la page"
        )
    return tuple(avis)
