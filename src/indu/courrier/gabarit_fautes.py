"""A template's mistake as the person who wrote it can mend it: in French, with the file, the line and the passage."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from jinja2 import TemplateNotFound, TemplateSyntaxError

from indu.commun.erreurs import Probleme
from indu.commun.ressources import Ressources
from indu.commun.texte import proche

PARTIES = "courriers/blocs"
LONGUEUR_PASSAGE = 120
"""How much of the faulty paragraph a message shows."""
_AVANT = 40
"""How much of it comes before the faulty word, when all of it cannot be shown."""

_MESSAGES_DE_JINJA = (
    (re.compile(r"'(.+)' is undefined"), r"« \1 » n’est pas connu ici"),
    (re.compile(r"'(.+)' has no attribute '(.+)'"), r"« \1 » n’a pas de « \2 »"),
    (re.compile(r"No (filter|test) named '(.+?)'.*"), r"« \2 » n’existe pas dans les gabarits"),
    (re.compile(r"Encountered unknown tag '(.+?)'.*"), r"instruction inconnue : « \1 »"),
    (re.compile(r"Unexpected end of template.*"), "une instruction ou une accolade ouverte n’est pas fermée"),
    (re.compile(r"(?:unexpected|expected) .*"), "l’écriture n’est pas correcte à cet endroit"),
)
_INCONNU = re.compile(r"« (\w+) » n’est pas connu ici")
_CITES = re.compile(r"« ([^»]+) »")


def faute(
    erreur: Exception, source: str, fichier: str, templates: Ressources, decalage: int, connus: Iterable[str]
) -> Probleme:
    """What a template did wrong, in its own file or in the shared part that it includes."""
    partie, ligne = _lieu(erreur)
    message = _en_francais(erreur)
    if partie:
        source, fichier, decalage = lire_partie(templates, PurePath(partie).name), partie, 0
    return probleme(message, source, ligne, fichier, decalage, connus)


def probleme(
    message: str, source: str, ligne: int, fichier: str, decalage: int = 0, connus: Iterable[str] = ()
) -> Probleme:
    """A problem at a line of a template text; ``decalage`` lines of its file come before the text."""
    inconnu = _INCONNU.fullmatch(message)
    return Probleme(
        f"erreur de gabarit : {message}",
        fichier,
        decalage + ligne,
        lu=_passage(source, ligne, _CITES.findall(message)) or None,
        proche=proche(inconnu[1], connus) if inconnu else "",
        longueur=LONGUEUR_PASSAGE,
    )


def inconnu(nom: str) -> str:
    """The message for a name that a template does not have."""
    return f"« {nom} » n’est pas connu ici"


def introuvable(nom: object) -> str:
    """The message for a shared part that does not exist."""
    return f"partie partagée introuvable : « {nom} »"


def lire_partie(templates: Ressources, nom: str) -> str:
    """The text of a shared part."""
    return templates.lire(f"{PARTIES}/{nom}").decode("utf-8")


def _en_francais(erreur: Exception) -> str:
    """What Jinja says, in French; its own words when they are not one of the usual messages."""
    if isinstance(erreur, TemplateNotFound):
        return introuvable(erreur.name)
    message = str(erreur.message if isinstance(erreur, TemplateSyntaxError) else erreur)
    for motif, traduction in _MESSAGES_DE_JINJA:
        if motif.fullmatch(message):
            return motif.sub(traduction, message)
    return message


def _lieu(erreur: Exception) -> tuple[str, int]:
    """The shared part (empty for the main text) and the line where it went wrong."""
    if isinstance(erreur, TemplateSyntaxError):
        return erreur.filename or "", erreur.lineno
    trace, nom, ligne = erreur.__traceback__, "", 1
    while trace is not None:
        fichier = trace.tb_frame.f_code.co_filename
        if fichier == "<template>" or fichier.endswith(".j2"):
            nom, ligne = fichier.removeprefix("<template>"), trace.tb_lineno
        trace = trace.tb_next
    return nom, ligne


def _passage(source: str, ligne: int, mots: list[str]) -> str:
    """The paragraph around a line, on one line; cut around the faulty word when it is long."""
    lignes = source.split("\n")
    rang = min(ligne, len(lignes)) - 1
    while rang > 0 and not lignes[rang].strip():
        rang -= 1
    debut, fin = rang, rang + 1
    while debut > 0 and lignes[debut - 1].strip():
        debut -= 1
    while fin < len(lignes) and lignes[fin].strip():
        fin += 1
    plat = " ".join(" ".join(lignes[debut:fin]).split())
    if len(plat) <= LONGUEUR_PASSAGE:
        return plat
    centre = len(" ".join(" ".join(lignes[debut:rang]).split()))
    centre = next((place for mot in mots if (place := plat.find(mot, centre)) >= 0), centre)
    depart = max(0, min(centre - _AVANT, len(plat) - LONGUEUR_PASSAGE + 2))
    extrait = plat[depart : depart + LONGUEUR_PASSAGE - 2]
    return f"{'…' if depart else ''}{extrait}{'…' if depart + len(extrait) < len(plat) else ''}"
