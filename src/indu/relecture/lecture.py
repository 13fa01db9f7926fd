"""Reading a letter that a person edited: the inverse of the Word writer, from a file back to the tree.

A paragraph whose style is not known is body text. What the tree cannot say is reported (:class:`Releve`), never
dropped without a word. Reviewer's notes are comments, which :mod:`indu.relecture.suivi` reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from indu.commun.dates import lire_date
from indu.courrier.document import Document
from indu.relecture.corps import LecteurCorps
from indu.relecture.marges import lire_entetes, lire_notes, lire_pieds
from indu.relecture.ouverture import ouvrir_word
from indu.relecture.proprietes import lire_origine, lire_proprietes
from indu.relecture.releve import Releve
from indu.relecture.styles import Styles
from indu.relecture.suivi import Commentaire, Modification, lire_commentaires, lire_modifications

JOUR_INCONNU = date(1970, 1, 1)


@dataclass(frozen=True)
class LettreLue:
    """A Word file read back: the tree, what the tree cannot say, and the marks of a review in progress."""

    document: Document
    origine: Mapping[str, str]
    commentaires: tuple[Commentaire, ...]
    modifications: tuple[Modification, ...]
    contenus: tuple[tuple[str, str], ...]
    """What the PDF would lack: where it is, what it is."""
    apparences: tuple[str, ...]
    """The looks that the PDF would lack."""
    images: tuple[str, ...]
    """Where an image stands that a letter may bear (letterhead, signature) and that could not be read."""
    autres_textes: tuple[str, ...]
    """Words that the file holds outside the tree: text boxes, footnotes, headers."""


def lire_lettre(octets: bytes, fichier: str = "") -> LettreLue:
    """Read a Word file.

    Raises:
        EntreeInvalide: it is not a Word document that can be read (see :func:`ouvrir_word`).
    """
    paquet = ouvrir_word(octets, fichier)
    releve = Releve()
    styles = Styles(paquet)
    blocs = LecteurCorps(paquet, styles, releve).lire()
    projet = lire_entetes(paquet, releve)
    pied = lire_pieds(paquet, styles, releve)
    releve.textes += lire_notes(paquet)
    origine = lire_origine(paquet)
    proprietes = lire_proprietes(paquet)
    document = Document(
        titre=proprietes.titre,
        auteur=proprietes.auteur,
        sujet=proprietes.sujet,
        date=_jour(origine.get("date", ""), proprietes.creation),
        blocs=tuple(blocs),
        pied=pied,
        projet=projet,
        genre="fiche" if origine.get("type") in ("fiche", "synthese") else "lettre",
        origine=tuple(origine.items()),
    )
    return LettreLue(
        document,
        origine,
        lire_commentaires(paquet),
        lire_modifications(paquet),
        tuple(releve.contenus),
        releve.avertissements(),
        tuple(releve.images),
        tuple(releve.textes),
    )


def sans_theme(lue: LettreLue, base: bytes) -> LettreLue:
    """The letter read, without what its theme's ``base.docx`` holds too (a letterhead): the PDF's theme sees to it."""
    theme = lire_lettre(base, "base.docx")
    return replace(
        lue,
        contenus=tuple(contenu for contenu in lue.contenus if contenu not in theme.contenus),
        autres_textes=tuple(texte for texte in lue.autres_textes if texte not in theme.autres_textes),
    )


def _jour(*candidats: str) -> date:
    for candidat in candidats:
        try:
            return lire_date(candidat[:10])
        except ValueError:
            continue
    return JOUR_INCONNU
