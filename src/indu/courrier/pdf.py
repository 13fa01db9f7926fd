"""The PDF writer: PDF/A-2a and PDF/UA-1 at once, with its own fonts, and the same bytes for the same document."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from indu.commun.erreurs import ErreurEnvironnement
from indu.courrier.document import MARQUE_PROJET, Document, Tableau, images, texte_document
from indu.courrier.pdf_html import html_document
from indu.courrier.pdf_norme import VARIANTE, achever, sans_fin_ambigue
from indu.courrier.pdf_polices import (
    SCHEMA,
    PolicesReduites,
    configuration_polices,
    polices,
    verifier_couverture,
)
from indu.courrier.pdf_recuperateur import recuperateur
from indu.courrier.pdf_tableau_gabarit import echantillon, relever
from indu.courrier.pdf_tableau_peinture import RouteImpossible, peindre
from indu.courrier.pdf_tableau_pose import SANS_POSE, Pose, poser, regles
from indu.courrier.rendu import ErreurRendu

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["ErreurRendu", "ecrire_pdf", "html_document"]

LONG = 100
"""From that number of rows on, those of a table are laid out by us: the engine takes some 5 ms for each."""

_VERROU = Lock()
"""The engine's log and font map belong to the process: one rendering at a time."""


def ecrire_pdf(document: Document, css: str) -> bytes:
    """The document as a PDF, laid out by the theme.

    Raises:
        ErreurRendu: the theme has a mistake or asks for something outside, or no font has some character.
        ErreurEnvironnement: a system library of the PDF engine is missing.
    """
    verifier_couverture("\n".join((texte_document(document), document.pied, MARQUE_PROJET)))
    weasyprint = _moteur()
    with _VERROU, _sans_avertissement(weasyprint):
        try:
            return _imprimer(document, css, _poses(document, css))
        except RouteImpossible:
            return _imprimer(document, css, SANS_POSE)


def _poses(document: Document, css: str) -> Mapping[Tableau, Pose]:
    """The rows of the long tables, laid out as the theme does."""
    longs = [bloc for bloc in document.blocs if isinstance(bloc, Tableau) and len(bloc.lignes) >= LONG]
    noms = frozenset(nom for nom in polices() if nom in css)
    gabarits = {tableau: relever(_mettre_en_page(echantillon(document, tableau), css), noms) for tableau in longs}
    return {tableau: poser(tableau, gabarit) for tableau, gabarit in gabarits.items() if gabarit is not None}


def _imprimer(document: Document, css: str, poses: Mapping[Tableau, Pose]) -> bytes:
    """The file; the engine lays out whatever ``poses`` does not.

    Raises:
        RouteImpossible: ``poses`` does not fit the page.
    """
    suites = (poses[bloc] for bloc in document.blocs if isinstance(bloc, Tableau) and bloc in poses)
    rangees = [rangee for pose in suites for rangee in pose if rangee is not None]

    def finir(rendu: object, pdf: object) -> None:
        peindre(rendu, pdf, achever(pdf), rangees)

    rendu = _mettre_en_page(document, css, poses)
    rendu.fonts = PolicesReduites()
    # The engine knows only the glyphs that it draws: those that are painted call for the whole of the reduced fonts.
    pdf: bytes = rendu.write_pdf(pdf_variant=VARIANTE, full_fonts=bool(rangees), finisher=finir)
    return sans_fin_ambigue(pdf)


def _mettre_en_page(document: Document, css: str, poses: Mapping[Tableau, Pose] = SANS_POSE) -> Any:
    """The document on its pages."""
    weasyprint = _moteur()
    feuille, compteurs, profils = _theme(css)
    page = weasyprint.HTML(string=html_document(document, poses), url_fetcher=recuperateur(images(document)))
    return page.render(
        font_config=configuration_polices(),
        counter_style=compteurs.copy(),
        color_profiles=profils.copy(),
        stylesheets=[feuille, *([weasyprint.CSS(string=regles(poses))] if poses else [])],
        pdf_variant=VARIANTE,
    )


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
