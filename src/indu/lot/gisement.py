"""Where the dossiers of a batch are found: files, folders of dossiers, workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indu.commun.erreurs import EntreeInvalide, Probleme
from indu.dossier.lecture import lire_octets
from indu.lot.classeur import LotLu, lire_classeur
from indu.lot.modele import ANALYSE, Entree, Suivi
from indu.lot.noms import distinguer
from indu.moyens.bibliotheque import Bibliotheque

DOSSIERS = (".yaml", ".yml", ".json")
CLASSEURS = (".xlsx", ".xlsm", ".xls", ".ods")
_ANONYME = "dossier"
"""A file name that says nothing: its folder's name stands for it."""
_AUTRES = frozenset({"reglages.yaml"})


@dataclass(frozen=True, slots=True)
class Trouve:
    """A dossier found: its name in the batch, and either its file or what a workbook made of it."""

    nom: str
    chemin: Path
    entree: Entree | None = None

    def lire(self) -> Entree | Suivi:
        """The dossier's text; or where it stands, when its file cannot be read."""
        if self.entree is not None:
            return replace(self.entree, nom=self.nom)
        try:
            return Entree(self.nom, str(self.chemin), lire_octets(self.chemin))
        except EntreeInvalide as erreur:
            return en_erreur(self.nom, str(self.chemin), erreur.problemes)


@dataclass(frozen=True, slots=True)
class Gisement:
    """The dossiers of a batch, in a fixed order; what is wrong with the workbooks themselves, and what to know."""

    trouves: tuple[Trouve, ...]
    refus: tuple[Suivi, ...]
    avis: tuple[str, ...]


def explorer(sources: Sequence[Path], sortie: Path, bibliotheque: Bibliotheque) -> Gisement:
    """Find every dossier of these files, folders and workbooks; what was written in ``sortie`` is not one.

    Raises:
        EntreeInvalide: a source does not exist, is of another kind, no dossier is found, or the one workbook is wrong.
    """
    trouves: list[Trouve] = []
    refus: list[Suivi] = []
    avis: list[str] = []
    for source in sources:
        if source.is_dir():
            trouves += _du_dossier(source, sortie)
        elif not source.is_file():
            raise EntreeInvalide.simple(f"« {source} » n’existe pas", attendu=_attendu())
        elif source.suffix.lower() in CLASSEURS:
            try:
                lu = lire_classeur(source, bibliotheque)
            except EntreeInvalide as erreur:
                if len(sources) == 1:
                    raise
                lu = LotLu((), erreur.problemes)
            trouves += (Trouve(entree.nom, source, entree) for entree in lu.entrees)
            avis += lu.avis
            if lu.problemes:
                refus.append(en_erreur(source.name, str(source), lu.problemes))
        elif source.suffix.lower() in DOSSIERS:
            trouves.append(Trouve(_nom(source, source.parent), source))
        else:
            raise EntreeInvalide.simple(f"« {source} » n’est ni un dossier ni un classeur", attendu=_attendu())
    if not trouves and not refus:
        raise EntreeInvalide.simple("aucun dossier trouvé", attendu=_attendu())
    noms = distinguer(trouve.nom for trouve in trouves)
    distincts = tuple(replace(trouve, nom=nom) for trouve, nom in zip(trouves, noms, strict=True))
    return Gisement(distincts, tuple(refus), tuple(avis))


def en_erreur(nom: str, fichier: str, problemes: Iterable[Probleme]) -> Suivi:
    """Where a dossier stands that cannot be used."""
    return Suivi(nom, fichier, "erreur", problemes=tuple(map(str, problemes)))


def _attendu() -> str:
    return f"des répertoires de dossiers, des dossiers ({', '.join(DOSSIERS)}) ou un classeur ({', '.join(CLASSEURS)})"


def _du_dossier(racine: Path, sortie: Path) -> Iterator[Trouve]:
    ecarte = sortie.resolve()
    for chemin in sorted(racine.rglob("*")):
        relatif = chemin.relative_to(racine)
        cache = any(partie.startswith(".") for partie in relatif.parts)
        if chemin.suffix.lower() not in DOSSIERS or cache or chemin.name in _AUTRES or chemin.name.endswith(ANALYSE):
            continue
        dedans = ecarte != racine.resolve() and chemin.resolve().is_relative_to(ecarte)
        if chemin.is_file() and not dedans:
            yield Trouve(_nom(chemin, racine), chemin)


def _nom(chemin: Path, racine: Path) -> str:
    """The path below the source without its extension; for « dossier.yaml », that of its folder."""
    relatif = chemin.relative_to(racine).with_suffix("")
    if relatif.name.lower() != _ANONYME:
        return relatif.as_posix()
    parent = relatif.parent.as_posix()
    return parent if parent != "." else racine.resolve().name or _ANONYME
