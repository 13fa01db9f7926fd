"""How the caisse's letter is read: the expressions of ``arguments/importation/lettre.yaml``, checked and compiled."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from indu.commun.champs import Libelle, Modele
from indu.commun.erreurs import BibliothequeInvalide
from indu.commun.ressources import Ressources
from indu.commun.validation import charger
from indu.dossier.catalogue import NatureCourrier

FICHIER = "importation/lettre.yaml"
_CLASSE = re.compile(r"(\[[^\]]*\])")
_SIGNES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " "})


class Expressions(Modele):
    """What announces a field: beyond doubt, or perhaps; and what near it means something else."""

    sures: tuple[Libelle, ...]
    possibles: tuple[Libelle, ...] = ()
    sauf: tuple[Libelle, ...] = ()


class RegleDeNature(Modele):
    """The titles of a kind of letter."""

    nature: NatureCourrier
    titres: tuple[Libelle, ...]


class RegleCaisse(Modele):
    """The names of the bodies, and how their address is written."""

    noms: tuple[Libelle, ...]
    nom_coupe: Libelle
    lignes_sautees: tuple[Libelle, ...]
    code_postal: Libelle


class RegleSignature(Modele):
    """Where the signature stands, and how a quality and a name are written."""

    apres: tuple[Libelle, ...]
    qualites: tuple[Libelle, ...]
    nom: Libelle


class ReglesLettre(Modele):
    """The whole file."""

    fragments: dict[str, Libelle]
    objet: Libelle
    natures: tuple[RegleDeNature, ...]
    reference: Expressions
    date: Expressions
    montant: Expressions
    retenues: Expressions
    periode: Expressions
    delai: Expressions
    bases: Expressions
    mentions: dict[str, tuple[Libelle, ...]]
    mentions_sauf: tuple[Libelle, ...]
    caisse: RegleCaisse
    signature: RegleSignature


@dataclass(frozen=True, slots=True)
class Regles:
    """The rules, and what compiles their expressions."""

    modele: ReglesLettre

    def motif(self, expression: str) -> re.Pattern[str]:
        """The compiled form of one of their expressions."""
        return _compiler(expression, tuple(self.modele.fragments.items()))


def charger_regles(ressources: Ressources) -> Regles:
    """The rules of the data, every expression checked.

    Raises:
        BibliothequeInvalide: the file has a mistake, or an expression cannot be compiled.
    """
    modele = charger(ReglesLettre, ressources, FICHIER)
    regles = Regles(modele)
    for expression in _toutes(modele.model_dump(exclude={"fragments"})):
        try:
            regles.motif(expression)
        except re.error as erreur:
            raise BibliothequeInvalide.simple(
                f"expression incorrecte : « {expression} » ({erreur})", fichier=ressources.nom(FICHIER)
            ) from None
    return regles


def _toutes(valeur: object) -> list[str]:
    if isinstance(valeur, str):
        return [valeur]
    contenu = valeur.values() if isinstance(valeur, dict) else valeur if isinstance(valeur, (list, tuple)) else ()
    return [expression for fils in contenu for expression in _toutes(fils)]


@lru_cache(maxsize=512)
def _compiler(expression: str, fragments: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    for nom, fragment in fragments:
        expression = expression.replace(f"<{nom}>", fragment)
    morceaux = _CLASSE.split(expression)  # a blank inside [...] stays one
    morceaux[::2] = [m.replace(" ?", r"\s{0,3}").replace(" ", r"\s{1,3}") for m in morceaux[::2]]
    return re.compile("".join(morceaux), re.IGNORECASE | re.MULTILINE)


def nu(texte: str) -> str:
    """The text without accents, with one apostrophe and one blank, of the same length: places are the same in both."""
    return "".join(unicodedata.normalize("NFD", lettre)[0] for lettre in texte.translate(_SIGNES))
