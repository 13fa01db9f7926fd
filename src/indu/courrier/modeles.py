"""The letter templates: a YAML head (what it is, when it fits, on which sources), then Markdown with Jinja."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pydantic import Field

from indu.commun.champs import Entier, Libelle, Modele
from indu.commun.erreurs import BibliothequeInvalide, EntreeInvalide, Probleme
from indu.commun.ressources import Ressources
from indu.commun.texte import enumerer, proche
from indu.commun.validation import valider
from indu.commun.yaml import lire_yaml
from indu.dossier.catalogue import LIBELLES_COURRIERS, NatureCourrier
from indu.moyens.modele import RenvoiSource, TypeLettre

SEPARATEUR = "---\n"
CONSERVATOIRE = "saisine_conservatoire"
PAS_DES_LETTRES = frozenset({"fiche", "synthese"})


class EnteteModele(Modele):
    """The head of a template. ``natures`` are the letters it answers, ``priorite`` settles between two.

    ``moyens_de`` names the letter whose moyens may stand in this one (its own by default).
    """

    type: TypeLettre | Literal["saisine_conservatoire", "synthese", "fiche"]
    titre: Libelle
    natures: tuple[NatureCourrier, ...] = ()
    priorite: Entier = 0
    moyens_de: TypeLettre | None = None
    raison: Libelle
    sources: tuple[RenvoiSource, ...] = Field(default=())


@dataclass(frozen=True, slots=True)
class ModeleCourrier:
    """A template: its head, its body, and how many lines of the file come before the body."""

    entete: EnteteModele
    corps: str
    fichier: str
    decalage: int


@lru_cache(maxsize=8)
def charger_modeles(templates: Ressources) -> Mapping[str, ModeleCourrier]:
    """Every template of ``courriers/``, by type.

    Raises:
        BibliothequeInvalide: with every problem of their heads.
    """
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
            modeles[entete.type] = ModeleCourrier(entete, morceaux[2], fichier, morceaux[1].count("\n") + 2)
    if problemes:
        raise BibliothequeInvalide(problemes)
    return modeles


@dataclass(frozen=True, slots=True)
class ChoixLettre:
    """The letter to write, and why."""

    modele: ModeleCourrier

    @property
    def type(self) -> str:
        """The name of its kind."""
        return self.modele.entete.type

    @property
    def raison(self) -> str:
        """Why this one."""
        return self.modele.entete.raison

    @property
    def moyens_de(self) -> TypeLettre | None:
        """The kind of letter whose moyens may stand in it; ``None`` for a document that argues nothing."""
        entete = self.modele.entete
        return entete.moyens_de or (entete.type if entete.type in ("saisine_cra", "observations") else None)


def choisir_lettre(
    nature: NatureCourrier, modeles: Mapping[str, ModeleCourrier], voulu: str | None = None
) -> ChoixLettre:
    """The right letter for the letter received, or the one that the user wants if it fits.

    Raises:
        EntreeInvalide: no letter fits, or the wanted one does not answer that kind of letter.
    """
    lettres = {nom: modele for nom, modele in modeles.items() if nom not in PAS_DES_LETTRES}
    adaptees = {nom: modele for nom, modele in lettres.items() if nature in modele.entete.natures}
    recu = LIBELLES_COURRIERS[nature]
    if voulu is not None:
        if voulu not in lettres:
            raise EntreeInvalide.simple(
                f"type de lettre inconnu : « {voulu} »",
                attendu=enumerer(sorted(lettres), "ou"),
                proche=proche(voulu, lettres),
            )
        if voulu not in adaptees:
            raise EntreeInvalide.simple(
                f"une lettre « {voulu} » ne répond pas à une {recu}",
                attendu=enumerer(sorted(adaptees), "ou") or "aucune lettre de ce programme : voyez « indu analyser »",
            )
        adaptees = {voulu: adaptees[voulu]}
    if not adaptees:
        raise EntreeInvalide.simple(
            f"ce programme n’écrit pas encore de lettre pour répondre à une {recu}",
            attendu="voyez « indu analyser » pour les délais et la conduite à tenir",
        )
    return ChoixLettre(max(adaptees.values(), key=lambda candidat: candidat.entete.priorite))
