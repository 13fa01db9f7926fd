"""The only template environment: sandboxed, strict, autoescaped, with a short list of filters.

It renders the Markdown of letters and moyens, and the HTML of a page.

User text is data. A value printed by a template does not enter the Markdown: it is put aside, a
mark of two private characters stands for it, and it comes back as a text node once the Markdown is read. Markdown,
HTML or Jinja in a value therefore stay plain text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    nodes,
    pass_context,
)
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from indu.commun.dates import date_courte, date_longue
from indu.commun.erreurs import BibliothequeInvalide, Probleme
from indu.commun.montants import euros
from indu.commun.ressources import Ressources
from indu.commun.texte import accorder, enumerer, majuscule, plages
from indu.courrier.document import ACompleter, Inline, Texte
from indu.courrier.gabarit_fautes import PARTIES, faute, inconnu, introuvable, lire_partie, probleme

DEBUT, FIN = "\ue000", "\ue001"
"""The marks around the rank of a value; input cleaning removes such characters from user text."""

_SPECIAUX = re.compile(r"([\\`*_\[\]<>#|])")
_PARTIE = re.compile(r"[\w-]+\.md\.j2")
_REGISTRE = "__valeurs"
_FILTRES_DE_JINJA = ("default", "first", "join", "last", "length", "lower", "upper")


@dataclass(slots=True)
class Valeurs:
    """The values printed by one rendering, in order."""

    elements: list[Inline] = field(default_factory=list)

    def marquer(self, element: Inline) -> Markup:
        """Put a value aside and return its mark."""
        self.elements.append(element)
        return Markup(f"{DEBUT}{len(self.elements) - 1}{FIN}")  # noqa: S704 - digits between two marks


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text already rendered by this environment with the same values: inserted as it is."""

    texte: str


@pass_context
def _finaliser(contexte: Context, valeur: object) -> Markup:
    """What a template prints: a mark for a value, the text itself for what this environment rendered."""
    if isinstance(valeur, Fragment):
        return Markup(valeur.texte)  # noqa: S704 - rendered by this same environment
    if isinstance(valeur, Markup):
        return valeur
    if isinstance(valeur, Undefined):
        str(valeur)  # StrictUndefined raises, with the name
    valeurs: Valeurs = contexte[_REGISTRE]
    if isinstance(valeur, ACompleter):
        return valeurs.marquer(valeur)
    if isinstance(valeur, bool) or valeur is None or not isinstance(valeur, (str, int)):
        raise TemplateError(f"une valeur de type {type(valeur).__name__} ne s’écrit pas telle quelle")
    return valeurs.marquer(Texte(" ".join(str(valeur).split("\n"))))


def _finaliser_page(valeur: object) -> str:
    """What a page's template prints: a text, which the environment then escapes, or what this program drew itself."""
    if isinstance(valeur, Fragment):
        return Markup(valeur.texte)  # noqa: S704 - drawn by this program, its texts escaped
    if isinstance(valeur, Undefined):
        str(valeur)  # StrictUndefined raises, with the name
    if isinstance(valeur, bool) or not isinstance(valeur, (str, int)):
        raise TemplateError(f"une valeur de type {type(valeur).__name__} ne s’écrit pas telle quelle")
    return valeur if isinstance(valeur, str) else str(valeur)


def a_completer(libelle: str) -> ACompleter:
    """A visible hole in the letter."""
    return ACompleter(libelle)


def _date(jour: date | ACompleter | None, libelle: str = "date") -> str | ACompleter:
    return date_longue(jour) if isinstance(jour, date) else ACompleter(libelle)


def _capitaliser(fragment: Fragment) -> Fragment:
    """A citation at the start of a sentence."""
    return Fragment(majuscule(fragment.texte))


def litteral(texte: str) -> Fragment:
    """Words of the library (a title, a label) as template text: typeset, but never read as Markdown."""
    return Fragment(_SPECIAUX.sub(r"\\\1", texte))


@lru_cache(maxsize=8)
def environnement(templates: Ressources) -> ImmutableSandboxedEnvironment:
    """The environment of every template and of every moyen's text; shared parts are in ``courriers/blocs/``."""

    def charger(nom: str) -> tuple[str, str, None] | None:
        if not _est_une_partie(nom, templates):
            return None
        source, fichier = lire_partie(templates, nom), templates.nom(f"{PARTIES}/{nom}")
        _interdire(env.parse(source, nom, fichier), fichier)
        return source, fichier, None

    env = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(charger),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finaliser,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters = {nom: env.filters[nom] for nom in _FILTRES_DE_JINJA} | {
        "euros": euros,
        "date": _date,
        "date_courte": date_courte,
        "plages": plages,
        "enumerer": enumerer,
        "capitaliser": _capitaliser,
    }
    env.globals = {"a_completer": a_completer, "accorder": accorder}
    return env


@lru_cache(maxsize=8)
def _environnement_des_pages(templates: Ressources) -> ImmutableSandboxedEnvironment:
    """The same environment for HTML: its values are escaped where they stand, and it includes nothing."""
    return environnement(templates).overlay(finalize=_finaliser_page, loader=FunctionLoader(lambda _: None))


def rendre_page(relatif: str, contexte: Mapping[str, Any], templates: Ressources) -> str:
    """An HTML page, from a template of its own; whatever it prints is text, escaped, unless it is a :class:`Fragment`.

    Raises:
        BibliothequeInvalide: syntax error, unknown name, forbidden construct, with the file and the line.
    """
    source, fichier = templates.lire(relatif).decode("utf-8"), templates.nom(relatif)
    try:
        page: str = _compiler_page(source, templates).render(contexte)
    except (TemplateError, TypeError, ValueError, KeyError, AttributeError) as erreur:
        raise BibliothequeInvalide([faute(erreur, source, fichier, templates, 0, contexte)]) from None
    return page


@lru_cache(maxsize=64)
def _compiler_page(source: str, templates: Ressources) -> Any:
    env = _environnement_des_pages(templates)
    _interdire(env.parse(source))
    return env.from_string(source)


def rendre(
    source: str,
    fichier: str,
    contexte: Mapping[str, Any],
    valeurs: Valeurs,
    templates: Ressources,
    decalage: int = 0,
) -> str:
    """Render one template text; printed values go to ``valeurs``.

    ``decalage`` is the number of lines of the file before the text, for messages.

    Raises:
        BibliothequeInvalide: syntax error, unknown name, forbidden construct, with the file and the line.
    """
    try:
        rendu: str = _compiler(source, templates).render({**contexte, _REGISTRE: valeurs})
    except (TemplateError, TypeError, ValueError, KeyError, AttributeError) as erreur:
        raise BibliothequeInvalide([faute(erreur, source, fichier, templates, decalage, contexte)]) from None
    return rendu


@lru_cache(maxsize=512)
def _compiler(source: str, templates: Ressources) -> Any:
    env = environnement(templates)
    _interdire(env.parse(source))
    return env.from_string(source)


def _est_une_partie(nom: str, templates: Ressources) -> bool:
    return bool(_PARTIE.fullmatch(nom)) and templates.existe(f"{PARTIES}/{nom}")


def _interdire(arbre: nodes.Template, fichier: str | None = None) -> None:
    """Refuse what could turn a value into markup (« ~ ») or read other files than the shared parts."""
    for noeud in arbre.find_all((nodes.Concat, nodes.Import, nodes.FromImport, nodes.Extends)):
        raise TemplateSyntaxError(f"construction interdite : {type(noeud).__name__}", noeud.lineno, filename=fichier)


def controler(
    source: str, fichier: str, templates: Ressources, connus: Collection[str] | None, decalage: int = 0
) -> list[Probleme]:
    """What :func:`rendre` would refuse of a template whatever the values: its writing, its parts, its names.

    ``connus`` are the names that it may be given (``None``: they are not checked). The parts that it includes are not
    looked into: each is a template.
    """
    try:
        _compiler(source, templates)
    except TemplateError as erreur:
        return [faute(erreur, source, fichier, templates, decalage, connus or ())]
    arbre = environnement(templates).parse(source)
    problemes = [
        probleme(introuvable(noeud.template.value), source, noeud.lineno, fichier, decalage)
        for noeud in arbre.find_all(nodes.Include)
        if isinstance(noeud.template, nodes.Const) and not _est_une_partie(str(noeud.template.value), templates)
    ]
    if connus is None:
        return problemes
    absents = noms_libres(source, templates) - frozenset(connus)
    lignes = {noeud.name: noeud.lineno for noeud in reversed([*arbre.find_all(nodes.Name)]) if noeud.name in absents}
    problemes += [
        probleme(inconnu(nom), source, ligne, fichier, decalage, connus)
        for nom, ligne in sorted(lignes.items(), key=lambda place: place[1])
    ]
    return problemes


def noms_poses(source: str, templates: Ressources) -> frozenset[str]:
    """The names that a template text sets itself, which the parts that it includes may use."""
    arbre = environnement(templates).parse(source)
    return frozenset(noeud.name for noeud in arbre.find_all(nodes.Name) if noeud.ctx == "store")


@lru_cache(maxsize=512)
def noms_libres(source: str, templates: Ressources) -> frozenset[str]:
    """The names a template text takes from its context."""
    from jinja2 import meta

    env = environnement(templates)
    return frozenset(meta.find_undeclared_variables(env.parse(source)) - env.globals.keys())
