"""The library of moyens: loading, with every problem of every file at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from indu.commun.erreurs import BibliothequeInvalide, Probleme
from indu.commun.ressources import Ressources
from indu.commun.texte import proche
from indu.commun.validation import valider
from indu.commun.yaml import lire_yaml
from indu.dossier.catalogue import Catalogue, charger_catalogue
from indu.droit.sources import Sources, charger_sources
from indu.moyens.conditions import Condition, ConditionInvalide, construire
from indu.moyens.modele import Moyen


@dataclass(frozen=True)
class MoyenPret:
    """A moyen with its conditions built, and the file it comes from."""

    moyen: Moyen
    si: Condition
    sauf: tuple[tuple[str, Condition], ...]
    fichier: str

    @property
    def faits_lus(self) -> frozenset[str]:
        """Every fact its conditions read."""
        lus = set(self.si.faits())
        for _, condition in self.sauf:
            lus |= set(condition.faits())
        return frozenset(lus)


@dataclass(frozen=True)
class Bibliotheque:
    """Catalogue, sources and moyens of one ``arguments/`` stack."""

    arguments: Ressources
    catalogue: Catalogue
    sources: Sources
    moyens: Mapping[str, MoyenPret]

    def __iter__(self) -> Iterator[MoyenPret]:
        return iter(self.moyens.values())

    def moyen(self, identifiant: str) -> MoyenPret:
        """The moyen of that identifier.

        Raises:
            BibliothequeInvalide: there is none, with the nearest name.
        """
        if identifiant not in self.moyens:
            voisin = proche(identifiant, self.moyens)
            raise BibliothequeInvalide([Probleme(f"moyen inconnu : « {identifiant} »", proche=voisin)])
        return self.moyens[identifiant]


@lru_cache(maxsize=8)
def charger_bibliotheque(arguments: Ressources) -> Bibliotheque:
    """Load the whole library.

    Raises:
        BibliothequeInvalide: with every problem of the catalogue, else of the sources and moyens.
    """
    catalogue = charger_catalogue(arguments)
    sources = charger_sources(arguments)
    problemes: list[Probleme] = []
    moyens: dict[str, MoyenPret] = {}
    for relatif in arguments.lister("moyens", ".yaml"):
        pret, trouves = lire_moyen(arguments.lire(relatif), arguments.nom(relatif), catalogue, sources)
        problemes += trouves
        if pret is None:
            continue
        if pret.moyen.id in moyens:
            message = f"l’identifiant « {pret.moyen.id} » est déjà celui de {moyens[pret.moyen.id].fichier}"
            problemes.append(Probleme(message, pret.fichier))
        elif not relatif.endswith(f"/{pret.moyen.id}.yaml"):
            problemes.append(
                Probleme("le fichier doit porter le nom du moyen", pret.fichier, attendu=f"{pret.moyen.id}.yaml")
            )
        moyens.setdefault(pret.moyen.id, pret)
    if problemes:
        raise BibliothequeInvalide(problemes)
    return Bibliotheque(arguments, catalogue, sources, moyens)


def lire_moyen(
    octets: bytes, fichier: str, catalogue: Catalogue, sources: Sources
) -> tuple[MoyenPret | None, list[Probleme]]:
    """Read one moyen: the object if it is sound, and every problem found."""
    lecture = lire_yaml(octets, fichier)
    moyen, problemes = valider(Moyen, lecture)
    if moyen is None:
        return None, problemes
    conditions: list[Condition] = []
    for chemin, arbre in [(("si",), moyen.si)] + [(("sauf", rang, "si"), s.si) for rang, s in enumerate(moyen.sauf)]:
        try:
            conditions.append(construire(arbre, catalogue))
        except ConditionInvalide as erreur:
            problemes.append(Probleme(str(erreur), fichier, lecture.ligne(chemin), champ=str(chemin[0])))
    for rang, renvoi in enumerate(moyen.sources):
        if renvoi.id not in sources:
            problemes.append(
                Probleme(
                    "source inconnue",
                    fichier,
                    lecture.ligne(("sources", rang)),
                    champ="sources",
                    lu=renvoi.id,
                    proche=proche(renvoi.id, sources.par_id),
                )
            )
    for rang, grief in enumerate(moyen.griefs):
        if grief not in catalogue.griefs:
            problemes.append(
                Probleme(
                    "grief inconnu",
                    fichier,
                    lecture.ligne(("griefs", rang)),
                    champ="griefs",
                    lu=grief,
                    proche=proche(grief, catalogue.griefs),
                )
            )
    if problemes:
        return None, problemes
    motifs = [exception.motif for exception in moyen.sauf]
    return MoyenPret(moyen, conditions[0], tuple(zip(motifs, conditions[1:], strict=True)), fichier), []
