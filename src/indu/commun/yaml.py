"""Strict reading of YAML and JSON: every value as it was written, every key with its line.

The node graph of PyYAML is used, not its constructors: plain scalars stay text, so that « 0123 », « 12:30 », « non » or
« 1e3 » are never turned into something else; each model converts the text to the type it declares.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from indu.commun.erreurs import Probleme

Donnee: TypeAlias = "str | list[Donnee] | dict[str, Donnee] | None"
Chemin: TypeAlias = tuple[str | int, ...]

TAILLE_MAXIMALE = 8_000_000
PROFONDEUR_MAXIMALE = 20
_CHARGEUR = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULS = frozenset({"", "~", "null", "Null", "NULL"})
_EXPLICATIONS = {
    "found character '\\t'": "une tabulation sert de retrait : remplacez-la par des espaces",
    "mapping values are not allowed": (
        "deux-points inattendus : mettez entre guillemets un texte qui contient « : », ou vérifiez le retrait"
    ),
    "could not find expected ':'": "il manque « : » après le nom du champ",
    "did not find expected key": "le retrait de cette ligne, ou de la précédente, ne correspond pas",
    "did not find expected ',' or": "un crochet, une accolade ou une virgule manque",
    "found unexpected end of stream": "un guillemet ou un crochet ouvert n’est pas fermé",
    "found undefined alias": "les renvois YAML (« * ») ne sont pas acceptés",
    "did not find expected '-' indicator": "un élément de liste doit commencer par « - »",
    "did not find expected <document start>": "ce texte n’est pas à sa place (retrait, ou deux documents)",
    "expected a single document": "le fichier contient plusieurs documents (« --- »)",
    "control characters are not allowed": "le fichier contient un caractère de contrôle",
}


@dataclass(slots=True)
class Lecture:
    """What was read: the value, the line of each path, and what was wrong in the writing itself."""

    fichier: str
    valeur: Donnee = None
    lignes: dict[Chemin, int] = field(default_factory=dict)
    problemes: list[Probleme] = field(default_factory=list)

    def ligne(self, chemin: Chemin) -> int:
        """The line of a path, or of its nearest ancestor that was written."""
        while chemin and chemin not in self.lignes:
            chemin = chemin[:-1]
        return self.lignes.get(chemin, 1)


def lire_texte(octets: bytes, fichier: str) -> tuple[str, list[Probleme]]:
    """The text of a UTF-8 file, with the problem that prevents it from being one."""
    if len(octets) > TAILLE_MAXIMALE:
        return "", [Probleme("fichier trop volumineux", fichier, attendu=f"{TAILLE_MAXIMALE // 1_000_000} Mo au plus")]
    try:
        return octets.decode("utf-8-sig"), []
    except UnicodeDecodeError as erreur:
        ligne = octets[: erreur.start].count(b"\n") + 1
        return "", [
            Probleme(
                "le fichier n’est pas en UTF-8",
                fichier,
                ligne,
                attendu="enregistrez-le avec l’encodage UTF-8",
            )
        ]


def lire_yaml(octets: bytes, fichier: str) -> Lecture:
    """Read a YAML (or JSON) document; never raises: what is wrong is in ``problemes``, all of it at once."""
    texte, problemes = lire_texte(octets, fichier)
    lecture = Lecture(fichier, problemes=problemes)
    if problemes:
        return lecture
    try:
        racine = yaml.compose(texte, Loader=_CHARGEUR)
    except yaml.MarkedYAMLError as erreur:
        marque = erreur.problem_mark or erreur.context_mark
        ligne = (marque.line if marque is not None else 0) + 1
        lecture.problemes.append(Probleme(_expliquer(erreur.problem or ""), fichier, ligne))
        return lecture
    except (yaml.YAMLError, RecursionError):
        lecture.problemes.append(Probleme("ce fichier n’est pas du YAML lisible", fichier))
        return lecture
    if racine is not None:
        lecture.valeur = _construire(racine, (), lecture, set())
    return lecture


def _expliquer(probleme: str) -> str:
    for debut, explication in _EXPLICATIONS.items():
        if debut in probleme:
            return explication
    return "l’écriture YAML est incorrecte à cet endroit"


def _construire(noeud: yaml.Node, chemin: Chemin, lecture: Lecture, vus: set[int]) -> Donnee:
    ligne = noeud.start_mark.line + 1
    lecture.lignes.setdefault(chemin, ligne)

    def signaler(message: str, *, a: int = ligne, **details: str) -> None:
        lecture.problemes.append(Probleme(message, lecture.fichier, a, champ=nom_chemin(chemin), **details))

    if id(noeud) in vus:
        signaler("les renvois YAML (« & » et « * ») ne sont pas acceptés", attendu="recopiez la valeur")
        return None
    vus.add(id(noeud))
    if len(chemin) > PROFONDEUR_MAXIMALE:
        signaler("trop de niveaux imbriqués")
        return None
    if not noeud.tag.startswith("tag:yaml.org,2002:"):
        signaler("les étiquettes YAML (« ! ») ne sont pas acceptées")
        return None
    if isinstance(noeud, yaml.ScalarNode):
        return None if not noeud.style and noeud.value in _NULS else str(noeud.value)
    if isinstance(noeud, yaml.SequenceNode):
        return [_construire(fils, (*chemin, rang), lecture, vus) for rang, fils in enumerate(noeud.value)]
    resultat: dict[str, Donnee] = {}
    for cle, fils in noeud.value:
        ligne_cle = cle.start_mark.line + 1
        if not isinstance(cle, yaml.ScalarNode):
            signaler("un nom de champ doit être un simple mot", a=ligne_cle)
            continue
        nom = str(cle.value)
        sous_chemin = (*chemin, nom)
        if nom in resultat:
            lecture.problemes.append(
                Probleme(
                    f"champ écrit deux fois (déjà ligne {lecture.lignes[sous_chemin]})",
                    lecture.fichier,
                    ligne_cle,
                    champ=nom_chemin(sous_chemin),
                )
            )
            continue
        lecture.lignes[sous_chemin] = ligne_cle
        resultat[nom] = _construire(fils, sous_chemin, lecture, vus)
    return resultat


def nom_chemin(chemin: Chemin) -> str:
    """« lignes[3].date_soin »: list ranks count from 1, as people do."""
    morceaux: list[str] = []
    for partie in chemin:
        if isinstance(partie, int):
            morceaux.append(f"[{partie + 1}]")
        else:
            morceaux.append(f".{partie}" if morceaux else partie)
    return "".join(morceaux)
