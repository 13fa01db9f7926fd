"""The document tree: what a letter says, before any writer gives it a shape.

Both writers (``docx`` and ``pdf``) read this tree and nothing else, so the two files say the same thing.
The nodes are immutable. Text in nodes is final: already typeset for French, never markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from indu.dossier.modele import A_COMPLETER


@dataclass(frozen=True, slots=True)
class Texte:
    """A run of text with its character formatting."""

    contenu: str
    gras: bool = False
    italique: bool = False
    exposant: bool = False


@dataclass(frozen=True, slots=True)
class ACompleter:
    """A visible hole, shown as « [À COMPLÉTER : libellé] », which ``--final`` refuses."""

    libelle: str

    @property
    def contenu(self) -> str:
        """The text both writers show."""
        return f"[À COMPLÉTER : {self.libelle}]"


Inline: TypeAlias = Texte | ACompleter
Inlines: TypeAlias = tuple[Inline, ...]

StyleParagraphe: TypeAlias = Literal["corps", "objet", "lieu_date", "mention", "appel", "annonce"]
"""``mention``: postal mention; ``appel``: salutation; ``annonce``: announces the next block and stays with it."""


@dataclass(frozen=True, slots=True)
class Note:
    """A reviewer's note, anchored to the block that carries it (a Word comment; absent from the PDF)."""

    texte: str


@dataclass(frozen=True, slots=True)
class Titre:
    """A heading; level 1 is the highest inside the letter."""

    niveau: Literal[1, 2, 3]
    contenu: Inlines
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraphe:
    """A paragraph."""

    contenu: Inlines
    style: StyleParagraphe = "corps"
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Liste:
    """A bulleted or numbered list; each item is a sequence of blocks (paragraphs or nested lists).

    ``debut`` is the first number: a person may have put a paragraph between two items of one list.
    """

    elements: tuple[tuple[Bloc, ...], ...]
    ordonnee: bool = False
    debut: int = 1


@dataclass(frozen=True, slots=True)
class Colonne:
    """A table column: its header, its alignment and its share of the width (relative weight)."""

    titre: str
    alignement: Literal["gauche", "droite", "centre"] = "gauche"
    poids: int = 1


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table with real header cells, a caption that serves as its accessible title, and an optional total row.

    ``compact`` asks for small print (annexed lists of many lines). Every row has one cell a column.
    """

    legende: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[tuple[Inlines, ...], ...]
    total: tuple[Inlines, ...] | None = None
    compact: bool = False

    def __post_init__(self) -> None:
        """Refuse a row whose number of cells is not that of the columns."""
        rangees = [*self.lignes, *([self.total] if self.total is not None else [])]
        if any(len(rangee) != len(self.colonnes) for rangee in rangees):
            raise ValueError(f"tableau « {self.legende} » : une ligne n’a pas {len(self.colonnes)} cellules")


@dataclass(frozen=True, slots=True)
class Image:
    """A PNG or JPEG image, its text for those who do not see it, and its width on the page."""

    octets: bytes = field(repr=False)
    texte: str
    largeur_mm: float


@dataclass(frozen=True, slots=True)
class Coordonnees:
    """Sender and addressee blocks, laid out for a window envelope (addressee at right, NF Z 10-011 area).

    ``logo`` stands above the sender.
    """

    expediteur: tuple[Inlines, ...]
    destinataire: tuple[Inlines, ...]
    logo: Image | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature block: the signature's image, or room for a handwritten one, then lines of text."""

    lignes: tuple[Inlines, ...]
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class SautDePage:
    """What follows starts on a new page."""


Bloc: TypeAlias = Titre | Paragraphe | Liste | Tableau | Coordonnees | Signature | SautDePage


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document, ready to be written.

    ``date`` is the letter's own date: it also dates the file's metadata, so that the same input gives the
    same bytes. ``projet`` prints the draft mark on every page. ``pied`` is the left part of the footer; the
    writers add « page x/y ». ``origine`` says where a letter comes from (its type, its dossier…): properties of the
    Word file, by which ``indu verifier`` finds the dossier again.
    """

    titre: str
    auteur: str
    sujet: str
    date: date
    blocs: tuple[Bloc, ...]
    pied: str = ""
    projet: bool = True
    genre: Literal["lettre", "fiche", "garde", "tampon"] = "lettre"
    origine: tuple[tuple[str, str], ...] = ()


MARQUE_PROJET = "PROJET – à relire"


def inlines(texte: str, *, gras: bool = False, italique: bool = False) -> Inlines:
    """One run of plain text, the common case."""
    return (Texte(texte, gras=gras, italique=italique),) if texte else ()


def texte_inlines(contenu: Inlines) -> str:
    """The plain text of a run sequence."""
    return "".join(element.contenu for element in contenu)


def parcourir(blocs: tuple[Bloc, ...]) -> Iterator[Bloc]:
    """Every block, in reading order, list items included."""
    for bloc in blocs:
        yield bloc
        if isinstance(bloc, Liste):
            for element in bloc.elements:
                yield from parcourir(element)


def suites_inlines(bloc: Bloc) -> Iterator[Inlines]:
    """The run sequences that a block holds itself (its items' blocks are not its own), in reading order."""
    match bloc:
        case Titre(contenu=contenu) | Paragraphe(contenu=contenu):
            yield contenu
        case Tableau():
            yield inlines(bloc.legende)
            yield from (inlines(colonne.titre) for colonne in bloc.colonnes)
            for rangee in bloc.lignes:
                yield from rangee
            if bloc.total is not None:
                yield from bloc.total
        case Coordonnees(expediteur=expediteur, destinataire=destinataire):
            yield from expediteur
            yield from destinataire
        case Signature(lignes=lignes):
            yield from lignes
        case Liste() | SautDePage():
            return


def texte_document(document: Document) -> str:
    """The text of the whole document, one line a paragraph or cell, in reading order (no header or footer)."""
    return "\n".join(texte_inlines(suite) for bloc in parcourir(document.blocs) for suite in suites_inlines(bloc))


def images(document: Document) -> tuple[Image, ...]:
    """The images of the whole document."""
    trouvees = (
        bloc.logo if isinstance(bloc, Coordonnees) else bloc.image if isinstance(bloc, Signature) else None
        for bloc in parcourir(document.blocs)
    )
    return tuple(image for image in trouvees if image is not None)


def trous(document: Document) -> tuple[str, ...]:
    """What is still to be completed, in reading order, each once; a value that the dossier marks so counts too."""
    vus: dict[str, None] = {}
    for bloc in parcourir(document.blocs):
        for suite in suites_inlines(bloc):
            for element in suite:
                if isinstance(element, ACompleter):
                    vus.setdefault(element.libelle)
                elif A_COMPLETER in element.contenu:
                    vus.setdefault(" ".join(texte_inlines(suite).replace(A_COMPLETER, " ").replace(" : ", " ").split()))
    return tuple(vus)
