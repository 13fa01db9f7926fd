"""A document shown before it is kept: its pages as images, and its whole text for those who do not see them."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from indu.courrier.document import (
    ACompleter,
    Bloc,
    Coordonnees,
    Document,
    Inlines,
    Liste,
    Paragraphe,
    SautDePage,
    Signature,
    Tableau,
    Titre,
    texte_inlines,
)
from indu.courrier.fabrique import fichiers
from indu.service.formulaire import Page, relire
from indu.service.ouvriers import Atelier
from indu.service.travaux import NomDocument, composer_document

PAGES = 12
"""Pages drawn; the others are in the file to download."""
LARGEUR = 900
"""Pixels of a page's width: sharp on a telephone, readable on a screen."""
OCTETS = 6_000_000
"""Bytes of all the images of a preview."""
TITRES = {
    "lettre": "Aperçu de la lettre",
    "fiche": "Aperçu de la fiche de relecture",
    "synthese": "Aperçu de la synthèse pour l’avocat",
}


def apercevoir(atelier: Atelier, champ: str, document: NomDocument, type_lettre: str, jour: date) -> Page:
    """The page that shows a document.

    Raises:
        CarnetAbime: the notebook is damaged.
        EntreeInvalide: the dossier in it is wrong, or this letter does not fit it.
        SansLettre: no such document for this dossier.
    """
    brut = relire(atelier, champ, jour)
    nom, arbre, ouverts = composer_document(atelier, brut, document, type_lettre or None, final=False, jour=jour)
    (pdf,) = fichiers({nom: arbre}, atelier.templates, ("pdf",)).values()
    nombre, images = dessiner(pdf)
    return Page(
        "apercu",
        TITRES[document],
        {
            "titre": TITRES[document],
            "document": document,
            "type": type_lettre,
            "nombre": nombre,
            "images": images,
            "ouverts": list(ouverts),
            "blocs": list(raconter(arbre)),
        },
        champ,
        a_garder=True,
    )


def dessiner(pdf: bytes) -> tuple[int, list[str]]:
    """How many pages a document of ours has, and the first of them as addresses that hold their own image."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        images: list[str] = []
        place = OCTETS
        for page in (document[rang] for rang in range(min(len(document), PAGES))):
            image = page.render(scale=LARGEUR / page.get_width(), grayscale=True).to_pil()
            tampon = io.BytesIO()
            image.quantize(16).save(tampon, "PNG", optimize=True)
            adresse = "data:image/png;base64," + base64.b64encode(tampon.getvalue()).decode()
            place -= len(adresse)
            if place < 0:
                break
            images.append(adresse)
        return len(document), images
    finally:
        document.close()


def raconter(document: Document) -> Iterator[dict[str, Any]]:
    """The tree of a document as plain values, for a template to print."""
    return _blocs(document.blocs)


def _blocs(blocs: tuple[Bloc, ...]) -> Iterator[dict[str, Any]]:
    for bloc in blocs:
        match bloc:
            case Titre(niveau=niveau, contenu=contenu):
                yield {"genre": "titre", "niveau": niveau + 2, "suite": _suite(contenu)}
            case Paragraphe(contenu=contenu):
                yield {"genre": "paragraphe", "suite": _suite(contenu)}
            case Liste(elements=elements, ordonnee=ordonnee, debut=debut):
                yield {
                    "genre": "liste",
                    "ordonnee": ordonnee,
                    "debut": debut,
                    "elements": [list(_blocs(element)) for element in elements],
                }
            case Tableau():
                yield {
                    "genre": "tableau",
                    "legende": bloc.legende,
                    "entetes": [colonne.titre for colonne in bloc.colonnes],
                    "lignes": [[texte_inlines(cellule) for cellule in ligne] for ligne in _rangees(bloc)],
                }
            case Coordonnees(expediteur=expediteur, destinataire=destinataire):
                yield {"genre": "lignes", "lignes": [_suite(ligne) for ligne in expediteur]}
                yield {"genre": "lignes", "lignes": [_suite(ligne) for ligne in destinataire]}
            case Signature(lignes=lignes):
                yield {"genre": "lignes", "lignes": [_suite(ligne) for ligne in lignes]}
            case SautDePage():
                continue


def _rangees(tableau: Tableau) -> tuple[tuple[Inlines, ...], ...]:
    return (*tableau.lignes, *((tableau.total,) if tableau.total is not None else ()))


def _suite(contenu: Inlines) -> list[dict[str, Any]]:
    return [
        {
            "texte": element.contenu,
            "trou": isinstance(element, ACompleter),
            "gras": not isinstance(element, ACompleter) and element.gras,
            "italique": not isinstance(element, ACompleter) and element.italique,
            "exposant": not isinstance(element, ACompleter) and element.exposant,
        }
        for element in contenu
    ]
