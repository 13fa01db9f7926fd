"""The letter templates: a YAML head (what it is, when it fits, on which sources), then Markdown with Jinja."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from pydantic import Field

from indu.commun.champs import Booleen, Entier, Libelle, Modele
from indu.commun.erreurs import BibliothequeInvalide, Probleme
from indu.commun.ressources import Ressources
from indu.commun.validation import valider
from indu.commun.yaml import Chemin, Lecture, lire_yaml
from indu.dossier.catalogue import Catalogue, NatureCourrier, charger_catalogue
from indu.moyens.conditions import Condition, ConditionInvalide, construire
from indu.moyens.modele import Defaite, RenvoiSource, TypeLettre

SEPARATEUR = "---\n"
TypeCourrier: TypeAlias = (
    TypeLettre
    | Literal[
        "demande_communication",
        "reponse_justificatifs",
        "saisine_conservatoire",
        "complement_cra",
        "reponse_penalite",
    ]
)
"""Every letter that the program writes."""
TypeModele: TypeAlias = TypeCourrier | Literal["fiche", "synthese"]
PAS_DES_LETTRES: frozenset[TypeModele] = frozenset({"fiche", "synthese"})


class EnteteModele(Modele):
    """The head of a template.

    ``si`` and ``sauf`` say when the letter fits, over the facts of the dossier; ``conseillee``, when it is worth
    sending together with another one. ``priorite`` settles which letter comes first (0: only when asked for).
    ``conteste`` names the kinds of letter that it attacks (none: the last one received), ``moyens_de`` the letters
    whose moyens it argues (none: it argues nothing); ``exige_un_moyen``: without any it would be hollow. ``conserve``:
    it only keeps a right, while a lawyer takes over or the exhibits come; ``pour_juriste``: it is a draft for a lawyer
    or a union delegate, written even when the dossier goes to one.
    """

    type: TypeModele
    titre: Libelle
    si: dict[str, Any] | None = None
    sauf: tuple[Defaite, ...] = ()
    conseillee: dict[str, Any] | None = None
    priorite: Entier = 0
    conteste: tuple[NatureCourrier, ...] = ()
    moyens_de: tuple[TypeLettre, ...] = ()
    exige_un_moyen: Booleen = False
    conserve: Booleen = False
    pour_juriste: Booleen = False
    raison: Libelle
    sources: tuple[RenvoiSource, ...] = Field(default=())


@dataclass(frozen=True, slots=True)
class ModeleCourrier:
    """A template: its head, its conditions built, its body, and how many lines of the file come before the body."""

    entete: EnteteModele
    si: Condition | None
    sauf: tuple[tuple[str, Condition], ...]
    conseillee: Condition | None
    corps: str
    fichier: str
    decalage: int

    @property
    def type(self) -> TypeModele:
        """The name of its kind."""
        return self.entete.type


@lru_cache(maxsize=8)
def charger_modeles(templates: Ressources, arguments: Ressources) -> Mapping[str, ModeleCourrier]:
    """Every template of ``courriers/``, by type; ``arguments`` declares the facts that their conditions read.

    Raises:
        BibliothequeInvalide: with every problem of their heads, or of the catalogue of facts.
    """
    catalogue = charger_catalogue(arguments)
    modeles: dict[str, ModeleCourrier] = {}
    problemes: list[Probleme] = []
    for relatif in templates.lister("courriers", ".md.j2"):
        if relatif.startswith("courriers/blocs/"):
            continue
        fichier = templates.nom(relatif)
        texte = templates.lire(relatif).decode("utf-8")
        morceaux = texte.split(SEPARATEUR, 2)
        if len(morceaux) != 3 or morceaux[0]:
            problemes.append(Probleme("l’en-tête entre deux lignes « --- » manque", fichier, 1))
            continue
        lecture = lire_yaml(("\n" + morceaux[1]).encode(), fichier)
        entete, trouves = valider(EnteteModele, lecture)
        problemes += trouves
        if entete is not None:
            lecteur = _Conditions(catalogue, lecture, problemes)
            modeles[entete.type] = ModeleCourrier(
                entete=entete,
                si=lecteur.lire(entete.si, ("si",)),
                sauf=tuple(lecteur.exceptions(entete.sauf)),
                conseillee=lecteur.lire(entete.conseillee, ("conseillee",)),
                corps=morceaux[2],
                fichier=fichier,
                decalage=morceaux[1].count("\n") + 2,
            )
    if problemes:
        raise BibliothequeInvalide(problemes)
    return modeles


@dataclass(frozen=True, slots=True)
class _Conditions:
    """Builds the conditions of one head; what is wrong goes to ``problemes``."""

    catalogue: Catalogue
    lecture: Lecture
    problemes: list[Probleme]

    def lire(self, arbre: dict[str, Any] | None, chemin: Chemin) -> Condition | None:
        """The condition, or ``None`` when there is none or it is wrong."""
        if arbre is None:
            return None
        try:
            return construire(arbre, self.catalogue)
        except ConditionInvalide as erreur:
            ligne = self.lecture.ligne(chemin)
            self.problemes.append(Probleme(str(erreur), self.lecture.fichier, ligne, champ=str(chemin[0])))
            return None

    def exceptions(self, defaites: Iterable[Defaite]) -> Iterable[tuple[str, Condition]]:
        """The exceptions, each with its reason."""
        for rang, defaite in enumerate(defaites):
            condition = self.lire(defaite.si, ("sauf", rang, "si"))
            if condition is not None:
                yield defaite.motif, condition
