"""The PDF writer: PDF/A-2a and PDF/UA-1 at once, with its own fonts, and the same bytes for the same document."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from indu.commun.erreurs import ErreurEnvironnement
from indu.courrier.document import MARQUE_PROJET, Document, images, texte_document
from indu.courrier.pdf_html import html_document
from indu.courrier.pdf_norme import VARIANTE, achever, sans_fin_ambigue
from indu.courrier.pdf_polices import (
    SCHEMA,
    configuration_polices,
    verifier_couverture,
)
from indu.courrier.pdf_recuperateur import recuperateur
from indu.courrier.rendu import ErreurRendu

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["ErreurRendu", "ecrire_pdf", "html_document"]

_VERROU = Lock()
"""The engine's log and font map belong to the process: one rendering at a time."""


def ecrire_pdf(document: Document, css: str) -> bytes:
    """The document as a PDF, laid out by the theme.

    Raises:
        ErreurRendu: the theme has a mistake or asks for something outside, or no font has some character.
        ErreurEnvironnement: a system library of the PDF engine is missing.
    """
    verifier_couverture("\n".join((texte_document(document), document.pied, MARQUE_PROJET)))
    html = html_document(document, css)
    weasyprint = _moteur()
    with _VERROU, _sans_avertissement(weasyprint):
        page = weasyprint.HTML(string=html, url_fetcher=recuperateur(images(document)))
        pdf: bytes = page.write_pdf(
            font_config=configuration_polices(),
            pdf_variant=VARIANTE,
            full_fonts=True,  # the fonts served are already reduced, once for all letters
            pdf_identifier=True,  # computed from the content, not drawn at random
            finisher=achever,
        )
    return sans_fin_ambigue(pdf)


def _moteur() -> ModuleType:
    """WeasyPrint, imported late: it takes most of a second and needs Pango."""
    try:
        import weasyprint
    except OSError as erreur:
        raise ErreurEnvironnement.simple(
            f"le moteur PDF ne se charge pas ({str(erreur).splitlines()[0]})",
            attendu="les bibliothèques système Pango et HarfBuzz (paquets libpango-1.0-0, libpangoft2-1.0-0, "
            "libharfbuzz-subset0)",
        ) from erreur
    module: ModuleType = weasyprint
    return module


class _Journal(logging.Handler):
    """Keeps what the engine complains about."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message."""
        self.messages.append(record.getMessage())


@contextmanager
def _sans_avertissement(weasyprint: ModuleType) -> Iterator[None]:
    """Turn whatever the engine would only log, or refuse to fetch, into an error."""
    journal = _Journal()
    logger = logging.getLogger(weasyprint.__name__)
    niveau, propage = logger.level, logger.propagate
    logger.addHandler(journal)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        yield
    except weasyprint.urls.FatalURLFetchingError as erreur:
        raise ErreurRendu.simple(
            f"le thème demande « {erreur} », qui n’est pas permis", attendu=f"une police fournie ({SCHEMA}…)"
        ) from erreur
    finally:
        logger.removeHandler(journal)
        logger.setLevel(niveau)
        logger.propagate = propage
    if journal.messages:
        vus = dict.fromkeys(journal.messages)
        raise ErreurRendu.simple(f"le moteur PDF signale : {' ; '.join(vus)}")
