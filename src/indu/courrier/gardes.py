"""The pages that go between exhibits: cover sheets, the front of the sealed envelope, stamps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from indu.commun.ressources import Ressources
from indu.commun.texte import INSECABLE
from indu.courrier.document import Bloc, Coordonnees, Document, Paragraphe, SautDePage, inlines
from indu.courrier.gabarit import Valeurs, rendre
from indu.courrier.markdown import lire_markdown
from indu.courrier.pieces import PieceNumerotee

LARGEUR_TAMPON, HAUTEUR_TAMPON = 44 * 72 / 25.4, 6.5 * 72 / 25.4
"""The size of a stamp in points, that of its page in ``pieces.css``."""

NOMS_DES_GARDES = {
    "garde.md.j2": frozenset({"numero", "intitule", "date", "reference", "fichier"}),
    "pli.md.j2": frozenset({"designation", "reference", "jour"}),
}
"""What the templates of these pages may use: they are no part of a letter."""


def feuille(templates: Ressources) -> str:
    """The style sheet of these pages."""
    return "\n".join(templates.lire(f"theme/{nom}.css").decode("utf-8") for nom in ("letter", "pieces"))


def nommer(numero: int) -> str:
    """« Pièce n° 3 »."""
    return f"Pièce{INSECABLE}n°{INSECABLE}{numero}"


def garde(numerotee: PieceNumerotee, reference: str, lettre: Document, templates: Ressources) -> Document:
    """The cover sheet of a piece."""
    piece = numerotee.piece
    contexte = {
        "numero": numerotee.numero,
        "intitule": piece.intitule,
        "date": piece.date,
        "reference": reference,
        "fichier": piece.fichier,
    }
    return _page(nommer(numerotee.numero), "garde", _blocs("garde", contexte, templates), lettre)


def devant_du_pli(designation: str, reference: str, lettre: Document, templates: Ressources) -> Document:
    """The front of the sealed envelope: its addressee, its mention, and the numbers of what it holds."""
    contexte = {"designation": designation, "reference": reference, "jour": lettre.date}
    adresses = tuple(bloc for bloc in lettre.blocs if isinstance(bloc, Coordonnees))
    return _page("Pli confidentiel", "garde", (*adresses, *_blocs("pli", contexte, templates)), lettre)


def tampons(textes: Iterable[str], lettre: Document) -> Document:
    """One small page a stamp."""
    blocs: list[Bloc] = []
    for texte in textes:
        blocs += [Paragraphe(inlines(texte)), SautDePage()]
    return replace(_page("Tampons", "tampon", tuple(blocs[:-1]), lettre), projet=False, pied="")


def _blocs(nom: str, contexte: Mapping[str, Any], templates: Ressources) -> tuple[Bloc, ...]:
    relatif = f"courriers/blocs/{nom}.md.j2"
    fichier, valeurs = templates.nom(relatif), Valeurs()
    texte = rendre(templates.lire(relatif).decode("utf-8"), fichier, contexte, valeurs, templates)
    return lire_markdown(texte, valeurs, fichier)


def _page(titre: str, genre: Literal["garde", "tampon"], blocs: tuple[Bloc, ...], lettre: Document) -> Document:
    return replace(lettre, titre=titre, genre=genre, blocs=blocs)
