"""The PDF writer: PDF/A-2a and PDF/UA-1 at once, with its own fonts, and the same bytes for the same document."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from indu.commun.erreurs import ErreurEnvironnement
from indu.courrier.document import MARQUE_PROJET, Document, images, texte_document
from indu.courrier.pdf_html import html_document
from indu.courrier.pdf_norme import VARIANTE, achever, sans_fin_ambigue
from indu.courrier.pdf_polices import (
    SCHEMA,
    PolicesReduites,
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
    html = html_document(document)
    weasyprint = _moteur()
    with _VERROU, _sans_avertissement(weasyprint):
        feuille, compteurs, profils = _theme(css)
        page = weasyprint.HTML(string=html, url_fetcher=recuperateur(images(document)))
        rendu = page.render(
            font_config=configuration_polices(),
            counter_style=compteurs.copy(),
            color_profiles=profils.copy(),
            stylesheets=[feuille],
            pdf_variant=VARIANTE,
        )
        rendu.fonts = PolicesReduites()
        pdf: bytes = rendu.write_pdf(pdf_variant=VARIANTE, finisher=achever)
    return sans_fin_ambigue(pdf)


@lru_cache(maxsize=4)
def _theme(css: str) -> tuple[Any, Any, dict[str, Any]]:
    """The theme as the engine reads it, once for all letters: its rules, its counters, its colour profiles.

    Raises:
        ErreurRendu: the theme has a mistake or asks for something outside.
    """
    from weasyprint.css.counters import CounterStyle

    weasyprint = _moteur()
    compteurs, profils = CounterStyle(), dict[str, Any]()
    with _sans_avertissement(weasyprint):
        feuille = weasyprint.CSS(
            string=css,
            url_fetcher=recuperateur(),
            font_config=configuration_polices(),
            counter_style=compteurs,
            color_profiles=profils,
        )
    return feuille, compteurs, profils


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
