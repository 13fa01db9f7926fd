"""A batch from end to end: what has changed is treated, each dossier is written whole, all are followed."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from indu.commun.ecriture import provisoires
from indu.commun.erreurs import ErreurEnvironnement
from indu.courrier.ecriture import ecrire_tout, en_francais
from indu.courrier.origine import chemin_relatif
from indu.lot.empreinte import Consigne
from indu.lot.gisement import Gisement, Trouve
from indu.lot.memoire import Souvenir, retenir, se_souvenir
from indu.lot.modele import Bilan, Entree, Etat, Suivi
from indu.lot.moteurs import Moteur
from indu.lot.travail import DOSSIER, Production, Tache

ERREURS = "ERREURS.txt"
"""The file that stands in the place of a dossier's letters when it cannot be used."""


def mener(gisement: Gisement, sortie: Path, consigne: Consigne, moteur: Moteur) -> Generator[Suivi]:
    """Where each dossier stands, as it is known; every file of a dossier is written before it is given.

    Closing the iterator stops the work; what was given is done, and is not done again by the next run.

    Raises:
        ErreurEnvironnement: the machine lacks something, the folder cannot be written, or the disk is full.
    """
    passage = _Passage(sortie, consigne)
    connus: deque[Suivi] = deque(gisement.refus)
    for tache, production in moteur.executer(consigne, passage.a_faire(gisement.trouves, connus)):
        yield from _vider(connus)
        yield passage.ecrire(tache, production)
    yield from _vider(connus)


def _vider(connus: deque[Suivi]) -> Iterator[Suivi]:
    while connus:
        yield connus.popleft()


class _Passage:
    """One run over an output folder."""

    def __init__(self, sortie: Path, consigne: Consigne) -> None:
        self.sortie = sortie
        self.consigne = consigne
        self.souvenirs: dict[str, Souvenir] = {}

    def a_faire(self, trouves: Iterable[Trouve], connus: deque[Suivi]) -> Iterator[Tache]:
        """The dossiers to treat; those where nothing changed, and unreadable ones, go to ``connus``."""
        for trouve in trouves:
            entree = trouve.lire()
            if isinstance(entree, Suivi):
                connus.append(self.refuser(entree))
                continue
            empreinte = self.consigne.empreinte_de(entree)
            souvenir = se_souvenir(self.sortie, entree.nom)
            meme = souvenir is not None and souvenir.empreinte == empreinte and souvenir.complet(self.sortie)
            if souvenir is not None and meme and souvenir.jour == self.consigne.jour:
                connus.append(replace(souvenir.suivi, repris=True))
                continue
            if souvenir is not None:
                self.souvenirs[entree.nom] = souvenir
            chemin = DOSSIER if entree.places else chemin_relatif(trouve.chemin, self.sortie / entree.nom)
            yield Tache(entree, empreinte, chemin, souvenir.suivi.bilan if souvenir is not None and meme else None)

    def ecrire(self, tache: Tache, production: Production) -> Suivi:
        """Write what came of a dossier, then remember it."""
        entree, souvenir = tache.entree, self.souvenirs.pop(tache.entree.nom, None)
        if production.arret:
            raise ErreurEnvironnement(production.arret)
        if production.bilan is None:
            return self.refuser(Suivi(entree.nom, entree.fichier, "erreur", problemes=production.problemes))
        if production.inchange and souvenir is not None:
            suivi = replace(souvenir.suivi, repris=True)
        else:
            suivi = self._ecrire(entree, production.bilan, production.contenus, souvenir)
        with en_francais(self.sortie, "-o"):
            retenir(self.sortie, Souvenir(self.consigne.jour, tache.empreinte, replace(suivi, repris=False)))
        return suivi

    def refuser(self, suivi: Suivi) -> Suivi:
        """Say beside the dossier's place why nothing is there."""
        self._preparer(suivi.nom)
        ecrire_tout(self.sortie / suivi.nom, {ERREURS: "\n".join((*suivi.problemes, "")).encode()})
        return suivi

    def _ecrire(self, entree: Entree, bilan: Bilan, contenus: Mapping[str, bytes], souvenir: Souvenir | None) -> Suivi:
        self._preparer(entree.nom)
        ecrits = ecrire_tout(self.sortie / entree.nom, contenus)
        fichiers = tuple(ecrit.chemin.relative_to(self.sortie).as_posix() for ecrit in ecrits)
        remarques = [
            f"« {ecrit.evite.name} » a été modifié à la main : il reste, et « {ecrit.chemin.name} » est à côté"
            for ecrit in ecrits
            if ecrit.evite is not None
        ]
        evites = {ecrit.evite.relative_to(self.sortie).as_posix() for ecrit in ecrits if ecrit.evite is not None}
        remarques += [
            f"« {Path(reste).name} » est d’un passage précédent, et n’est plus à jour"
            for reste in (souvenir.suivi.fichiers if souvenir is not None else ())
            if reste not in fichiers and reste not in evites and (self.sortie / reste).is_file()
        ]
        etat: Etat = "ecrit" if bilan.lettres else "sans_lettre"
        return Suivi(entree.nom, entree.fichier, etat, bilan, fichiers, tuple(remarques))

    def _preparer(self, nom: str) -> None:
        """Sweep the folder of a dossier: what a killed run left half-written, and the errors of an earlier one."""
        dossier = self.sortie / nom
        with en_francais(dossier, "-o"):
            for reste in (dossier / ERREURS, *provisoires(dossier)):
                reste.unlink(missing_ok=True)
