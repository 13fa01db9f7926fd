"""Strict reading of YAML and JSON: every value as it was written, every key with its line.

The node graph of PyYAML is used, not its constructors: plain scalars stay text, so that « 0123 », « 12:30 », « non » or
« 1e3 » are never turned into something else; each model converts the text to the type it declares.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from indu.commun.erreurs import Probleme

Donnee: TypeAlias = "str | list[Donnee] | dict[str, Donnee] | None"
Chemin: TypeAlias = tuple[str | int, ...]

TAILLE_MAXIMALE = 8_000_000
PROFONDEUR_MAXIMALE = 20
_CHARGEUR = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NULS = frozenset({"", "~", "null", "Null", "NULL"})
"""What plain YAML writes for nothing."""
_EXPLICATIONS = {
    "cannot start any token": "ce signe ne peut pas commencer une valeur : mettez le texte entre guillemets",
    "mapping values are not allowed": (
        "deux-points inattendus : mettez entre guillemets un texte qui contient « : », ou vérifiez le retrait"
    ),
    "could not find expected ':'": "il manque « : » après le nom du champ",
    "did not find expected key": "le retrait de cette ligne, ou de la précédente, ne correspond pas",
    "did not find expected ',' or": "un crochet, une accolade ou une virgule manque",
    "found unexpected end of stream": "un guillemet ou un crochet ouvert n’est pas fermé",
    "found undefined alias": "les renvois YAML (« * ») ne sont pas acceptés",
    "did not find expected '-' indicator": (
        "le retrait de cette ligne ne correspond pas, ou un élément de liste ne commence pas par « - »"
    ),
    "did not find expected <document start>": "ce texte n’est pas à sa place (retrait, ou deux documents)",
}
_CONTROLE = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]")
_PAIRE = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_RENVOI = "les renvois YAML (« & » et « * ») ne sont pas acceptés"
_ETIQUETTE = "les étiquettes YAML (« ! ») ne sont pas acceptées"
_DEUX_DOCUMENTS = "le fichier contient plusieurs documents (« --- »)"
_TROP_PROFOND = "trop de niveaux imbriqués"


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

    def ecrit(self, chemin: Chemin) -> str | None:
        """The text written at a path; nothing for a list, a group or an absent field."""
        valeur: object = self.valeur
        for partie in chemin:
            if isinstance(valeur, dict):
                valeur = valeur.get(partie)
            elif isinstance(valeur, list) and isinstance(partie, int) and partie < len(valeur):
                valeur = valeur[partie]
            else:
                return None
        return valeur if isinstance(valeur, str) else None


def lire_texte(octets: bytes, fichier: str) -> tuple[str, list[Probleme]]:
    """The text of a UTF-8 file, with the problem that prevents it from being one."""
    if len(octets) > TAILLE_MAXIMALE:
        return "", [Probleme("fichier trop volumineux", fichier, attendu=f"{TAILLE_MAXIMALE // 1_000_000} Mo au plus")]
    if b"\0" in octets and not octets.startswith((b"\xff\xfe", b"\xfe\xff")):  # those marks are UTF-16, a text
        return "", [Probleme("ce n’est pas un fichier texte", fichier, attendu="un fichier YAML ou JSON")]
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        ligne = octets[: erreur.start].count(b"\n") + 1
        return "", [
            Probleme("le fichier n’est pas en UTF-8", fichier, ligne, attendu="enregistrez-le avec l’encodage UTF-8")
        ]
    if controle := _CONTROLE.search(texte):
        ligne = texte.count("\n", 0, controle.start()) + 1
        return "", [
            Probleme("caractère de contrôle invisible", fichier, ligne, attendu="retirez-le, ou retapez la ligne")
        ]
    return texte, []


def lire_yaml(octets: bytes, fichier: str) -> Lecture:
    """Read a YAML (or JSON) document; never raises: what is wrong is in ``problemes``, all of it at once."""
    texte, problemes = lire_texte(octets, fichier)
    lecture = Lecture(fichier, problemes=problemes)
    if problemes:
        return lecture
    try:
        texte = _PAIRE.sub(_recoller, texte)
        lecture.problemes += _refuser(texte, fichier)
        racine = yaml.compose(texte, Loader=_CHARGEUR) if not lecture.problemes else None
    except yaml.MarkedYAMLError as erreur:
        lecture.problemes.append(_faute(erreur, texte, fichier))
        return lecture
    except (yaml.YAMLError, RecursionError):
        lecture.problemes.append(Probleme("ce fichier n’est pas du YAML lisible", fichier))
        return lecture
    if racine is not None:
        lecture.valeur = _construire(racine, (), lecture)
    return lecture


def _recoller(paire: re.Match[str]) -> str:
    """The one character that JSON escapes as two."""
    haut, bas = int(paire[2], 16), int(paire[3], 16)
    return paire[1] + chr(0x10000 + (haut - 0xD800) * 0x400 + bas - 0xDC00)


def _refuser(texte: str, fichier: str) -> list[Probleme]:
    """What a data file has no use for: references, tags, several documents, deep nesting.

    Read on the flow of events, before any node is built: deep nesting would exhaust the stack of the C parser.
    """
    trouves: dict[Probleme, None] = {}
    profondeur = documents = 0
    for evenement in yaml.parse(texte, Loader=_CHARGEUR):
        marque = evenement.start_mark
        ligne = marque.line + 1 if marque is not None else 1
        if isinstance(evenement, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                return [*trouves, Probleme(_DEUX_DOCUMENTS, fichier, ligne, attendu="un seul dossier par fichier")]
        if isinstance(evenement, yaml.NodeEvent) and evenement.anchor:
            trouves[Probleme(_RENVOI, fichier, ligne, attendu="recopiez la valeur")] = None
        if isinstance(evenement, (yaml.ScalarEvent, yaml.CollectionStartEvent)) and evenement.tag:
            trouves[Probleme(_ETIQUETTE, fichier, ligne, attendu="retirez le mot qui commence par « ! »")] = None
        if isinstance(evenement, yaml.CollectionStartEvent):
            profondeur += 1
            if profondeur > PROFONDEUR_MAXIMALE:
                return [*trouves, Probleme(_TROP_PROFOND, fichier, ligne, attendu=f"{PROFONDEUR_MAXIMALE} au plus")]
        elif isinstance(evenement, yaml.CollectionEndEvent):
            profondeur -= 1
    return list(trouves)


def _faute(erreur: yaml.MarkedYAMLError, texte: str, fichier: str) -> Probleme:
    """A mistake of writing, where it is: an open quote is where it opens, not where the file ends."""
    marque = erreur.problem_mark
    if erreur.context_mark is not None and (marque is None or "quoted scalar" in (erreur.context or "")):
        marque = erreur.context_mark
    ligne = (marque.line if marque is not None else 0) + 1
    contenu = texte.split("\n")[ligne - 1 : ligne]
    if "\t" in "".join(contenu)[: marque.column + 1 if marque is not None else 0]:
        return Probleme("une tabulation sert de retrait", fichier, ligne, attendu="des espaces à sa place")
    return Probleme(_expliquer(erreur.problem or ""), fichier, ligne)


def _expliquer(probleme: str) -> str:
    for debut, explication in _EXPLICATIONS.items():
        if debut in probleme:
            return explication
    return "l’écriture YAML est incorrecte à cet endroit"


def _construire(noeud: yaml.Node, chemin: Chemin, lecture: Lecture) -> Donnee:
    lecture.lignes.setdefault(chemin, noeud.start_mark.line + 1)
    if isinstance(noeud, yaml.ScalarNode):
        return None if not noeud.style and noeud.value in NULS else str(noeud.value)
    if isinstance(noeud, yaml.SequenceNode):
        return [_construire(fils, (*chemin, rang), lecture) for rang, fils in enumerate(noeud.value)]
    resultat: dict[str, Donnee] = {}
    for cle, fils in noeud.value:
        ligne_cle = cle.start_mark.line + 1
        if not isinstance(cle, yaml.ScalarNode):
            message = "un nom de champ doit être un simple mot"
            lecture.problemes.append(Probleme(message, lecture.fichier, ligne_cle, champ=nom_chemin(chemin)))
            continue
        nom = str(cle.value)
        sous_chemin = (*chemin, nom)
        if getattr(noeud, "flow_style", False) and nom.isdigit() and getattr(fils, "value", None) == "":
            message, attendu = "une virgule coupe ce nombre en deux entre accolades", f'des guillemets : "…,{nom}"'
            lecture.problemes.append(
                Probleme(message, lecture.fichier, ligne_cle, nom_chemin(chemin), lu=nom, attendu=attendu)
            )
            continue
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
        resultat[nom] = _construire(fils, sous_chemin, lecture)
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
