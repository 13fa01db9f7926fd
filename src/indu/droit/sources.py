"""Legal sources, dated: what may be cited, on which date, and how far its text was read.

A source is an article with its versions, or a decision. Nothing is cited in a letter that is not declared in
``arguments/sources/``, *citable*, and in force on the date that matters for that use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field

from indu.commun.champs import Booleen, DateDeLoi, Libelle, Modele
from indu.commun.erreurs import BibliothequeInvalide, Probleme
from indu.commun.ressources import Ressources
from indu.commun.texte import proche
from indu.commun.validation import lire_ressource, valider
from indu.commun.yaml import lire_yaml


class Statut(StrEnum):
    """Whether a source may stand in a letter; ``PIEGE`` marks what is often cited wrongly."""

    CITABLE = "citable"
    A_VERIFIER = "a_verifier"
    PIEGE = "piege"


class Extrait(Modele):
    """A short exact quotation from the version read."""

    cle: Libelle
    texte: Libelle
    version: Libelle


class Version(Modele):
    """One version of an article; ``au`` is its last day in force, ``lue_jusqu_au`` the last day we know it was."""

    id: Libelle | None
    du: DateDeLoi | None
    au: DateDeLoi | None
    lue: Booleen
    lue_jusqu_au: DateDeLoi | None
    empreinte: Libelle | None

    def couvre(self, jour: date) -> bool:
        """Whether this version was in force on that day."""
        return (self.du is None or self.du <= jour) and (self.au is None or jour <= self.au)


class Article(Modele):
    """An article of a code, of the NGAP or of the convention."""

    id: Libelle
    numero: Libelle
    citation: Libelle
    citation_courte: Libelle
    objet: Libelle
    extraits: tuple[Extrait, ...] = ()
    versions: Annotated[tuple[Version, ...], Field(min_length=1)]
    verifie_le: DateDeLoi
    methode: Libelle
    statut: Statut

    def version(self, jour: date) -> Version | None:
        """The version in force on that day, if one is declared."""
        return next((version for version in self.versions if version.couvre(jour)), None)


class Decision(Modele):
    """A court decision; ``juge`` says in our words what was held."""

    id: Libelle
    juridiction: Libelle
    juridiction_abregee: Libelle
    date: DateDeLoi
    numero: Libelle | None
    ecli: Libelle | None
    publication: Libelle | None
    citation: Libelle
    juge: Libelle
    sens: Literal["favorable", "defavorable", "mixte", "inconnu"]
    renvoie: Libelle | None
    adresses: tuple[Libelle, ...]
    fiabilite: Libelle
    statut: Statut
    themes: tuple[Libelle, ...] = ()
    verifie_le: DateDeLoi

    @property
    def citation_courte(self) -> str:
        """How lists name it."""
        return self.citation


Source = Article | Decision


class FichierArticles(Modele):
    """The articles of one text: a code, the NGAP, the convention."""

    texte: Libelle
    titre: Libelle
    abrege: Libelle
    sigle: Libelle
    nature: Literal["code", "ngap", "convention"]
    editeur: Libelle
    adresse: Libelle
    corpus: Libelle | None
    articles: tuple[Article, ...]


class Confirmation(Modele):
    """A person's own reading: on ``le``, ``version`` was in force (since ``du``), and the moyens hold on it."""

    source: Libelle
    version: Libelle
    du: DateDeLoi | None = None
    le: DateDeLoi
    par: Libelle


class FichierConfirmations(Modele):
    """The readings of a user, in ``confirmations.yaml`` of a folder of their own."""

    confirmations: tuple[Confirmation, ...]


CONFIRMATIONS = "confirmations.yaml"


class _FichierDecisions(Modele):
    texte: Libelle
    nature: Literal["decisions"]
    decisions: tuple[Decision, ...]


class Emploi(StrEnum):
    """What a source is worth on a given date."""

    CONFIRMEE = "confirmee"
    A_RELIRE = "a_relire"
    INTERDITE = "interdite"


@dataclass(frozen=True, slots=True)
class EtatSource:
    """Whether a source can be cited for a date, and what a person must read first if it is ``A_RELIRE``."""

    emploi: Emploi
    motif: str = ""
    adresse: str = ""


@dataclass(frozen=True)
class Sources:
    """Every source, by identifier, with the text each article comes from, and the user's confirmations."""

    par_id: Mapping[str, Source]
    textes: Mapping[str, FichierArticles]
    confirmations: tuple[Confirmation, ...] = ()

    def __contains__(self, identifiant: str) -> bool:
        return identifiant in self.par_id

    def __iter__(self) -> Iterator[Source]:
        return iter(self.par_id.values())

    def __getitem__(self, identifiant: str) -> Source:
        return self.par_id[identifiant]

    def adresse(self, identifiant: str, jour: date | None = None) -> str:
        """Where to read it: the version in force on that day when it is known."""
        source = self.par_id[identifiant]
        if isinstance(source, Decision):
            return source.adresses[0] if source.adresses else ""
        version = source.version(jour) if jour is not None else source.versions[-1]
        if version is not None and version.id is not None and version.id.startswith("LEGIARTI"):
            return f"https://www.legifrance.gouv.fr/codes/article_lc/{version.id}"
        return self.textes[identifiant].adresse

    def etat(self, identifiant: str, jour: date | None) -> EtatSource:
        """What the source is worth for a use that depends on the law of that day.

        ``None`` for the day (it is not known) asks for a reading of the article's current version.
        """
        source = self.par_id[identifiant]
        adresse = self.adresse(identifiant, jour)
        if source.statut is not Statut.CITABLE:
            return EtatSource(Emploi.INTERDITE, f"{source.citation_courte} : source non vérifiée ou écartée", adresse)
        if isinstance(source, Decision):
            return EtatSource(Emploi.CONFIRMEE, adresse=adresse)
        if jour is None:
            return EtatSource(
                Emploi.A_RELIRE,
                f"{source.citation_courte} : la date qui commande la rédaction n’est pas connue",
                adresse,
            )
        version = source.version(jour)
        if self._confirmee(source.id, version, jour):
            return EtatSource(Emploi.CONFIRMEE, adresse=adresse)
        if version is None:
            return EtatSource(
                Emploi.INTERDITE, f"{source.citation_courte} : pas en vigueur le {jour:%d/%m/%Y}", adresse
            )
        if not version.lue:
            motif = f"{source.citation_courte} : la rédaction en vigueur le {jour:%d/%m/%Y} n’a pas pu être lue"
            return EtatSource(Emploi.A_RELIRE, motif, adresse)
        if version.lue_jusqu_au is not None and jour > version.lue_jusqu_au:
            motif = f"{source.citation_courte} : rédaction contrôlée jusqu’au {version.lue_jusqu_au:%d/%m/%Y} seulement"
            return EtatSource(Emploi.A_RELIRE, motif, adresse)
        return EtatSource(Emploi.CONFIRMEE, adresse=adresse)

    def _confirmee(self, identifiant: str, version: Version | None, jour: date) -> bool:
        """Whether a person has read the text in force on that day: our version, or one that came after."""
        for lecture in self.confirmations:
            if lecture.source != identifiant or jour > lecture.le:
                continue
            meme = version is not None and lecture.version == version.id
            if meme or (lecture.du is not None and lecture.du <= jour):
                return True
        return False


@lru_cache(maxsize=8)
def charger_sources(ressources: Ressources) -> Sources:
    """Load every file of ``sources/``.

    Raises:
        BibliothequeInvalide: with every problem of every file.
    """
    problemes: list[Probleme] = []
    par_id: dict[str, Source] = {}
    textes: dict[str, FichierArticles] = {}
    for relatif in ressources.lister("sources", ".yaml"):
        lecture = lire_ressource(ressources, relatif)
        decisions = isinstance(lecture.valeur, dict) and lecture.valeur.get("nature") == "decisions"
        forme: type[FichierArticles] | type[_FichierDecisions] = _FichierDecisions if decisions else FichierArticles
        fichier, trouves = valider(forme, lecture)
        problemes += trouves
        if fichier is None:
            continue
        elements: tuple[Source, ...] = fichier.articles if isinstance(fichier, FichierArticles) else fichier.decisions
        for source in elements:
            if source.id in par_id:
                problemes.append(Probleme(f"la source « {source.id} » est déclarée deux fois", lecture.fichier))
            par_id[source.id] = source
            if isinstance(fichier, FichierArticles):
                textes[source.id] = fichier
    confirmations, trouves = _lire_confirmations(ressources, par_id)
    problemes += trouves
    if problemes:
        raise BibliothequeInvalide(problemes)
    return Sources(par_id, textes, confirmations)


def _lire_confirmations(
    ressources: Ressources, sources: Mapping[str, Source]
) -> tuple[tuple[Confirmation, ...], list[Probleme]]:
    """The confirmations of every folder of the stack: they add up, none hides another."""
    trouvees: list[Confirmation] = []
    problemes: list[Probleme] = []
    for chemin in (dossier / CONFIRMATIONS for dossier in ressources.dossiers):
        if not chemin.is_file():
            continue
        fichier, trouves = valider(FichierConfirmations, lire_yaml(chemin.read_bytes(), str(chemin)))
        problemes += trouves
        for lecture in fichier.confirmations if fichier is not None else ():
            trouvees.append(lecture)
            if lecture.source not in sources:
                voisin = proche(lecture.source, sources)
                problemes.append(Probleme("source inconnue", str(chemin), lu=lecture.source, proche=voisin))
    return tuple(trouvees), problemes
