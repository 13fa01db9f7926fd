"""The griefs of a dossier of the workbook: those of their sheet, else one for each nature that its lines cite."""

from __future__ import annotations

from itertools import count

from indu.commun.erreurs import Probleme
from indu.commun.texte import proche
from indu.importation.grille import lettres
from indu.importation.motifs import natures
from indu.lot.brouillon import Brouillon
from indu.lot.description_classeur import Classeur, cle

_ATTENDU_DECLARE = "l’identifiant ou la nature d’un grief de ce dossier, dans la feuille « griefs »"
_ATTENDU = "une nature de grief, telle que la donne la feuille « listes » du classeur à remplir"


class Griefs:
    """The griefs of a draft, by identifier and by nature. Those whose sheet gives no identifier get a letter."""

    def __init__(self, brouillon: Brouillon, classeur: Classeur) -> None:
        self._brouillon = brouillon
        self._classeur = classeur
        self._natures = classeur.champs["griefs"]["nature"].choix
        self._refuses: set[str] = set()
        declares = brouillon.elements("griefs")
        self._declares = bool(declares)
        pris = {str(grief["id"]) for _, grief in declares if "id" in grief}
        libres = (lettre for lettre in map(lettres, count()) if lettre not in pris)
        par_nature: dict[str, list[str]] = {}
        for chemin, grief in declares:
            if "id" not in grief:
                brouillon.poser(chemin, "id", next(libres), brouillon.places[chemin])
            par_nature.setdefault(str(grief.get("nature")), []).append(str(grief["id"]))
        self._ids = {cle(str(grief["id"])): str(grief["id"]) for _, grief in reversed(declares)}
        self._uniques = {nature: ids[0] for nature, ids in par_nature.items() if len(ids) == 1}

    @property
    def connus(self) -> frozenset[str]:
        """The folded names of griefs."""
        return frozenset((*self._natures, *self._ids))

    def cite(self, nom: str) -> str | None:
        """The identifier of a grief of the dossier, named by it or by its nature."""
        return self._ids.get(cle(nom)) or self._uniques.get(self._natures.get(cle(nom), ""))

    def citer(self, nom: str, place: str) -> str:
        """The same for a line. Without a sheet of griefs, a nature not met yet becomes a grief.

        A name that is none is to be corrected, once, where it is first met.
        """
        trouve = self.cite(nom)
        nature = self._natures.get(cle(nom))
        if trouve is not None:
            return trouve
        if self._declares or nature is None:
            if nom not in self._refuses:
                self._refuses.add(nom)
                self._brouillon.corriger(self._inconnu(nom), place)
            return nom
        neuf = lettres(len(self._uniques))
        chemin = self._brouillon.element("griefs", place)
        self._brouillon.poser(chemin, "id", neuf, place)
        self._brouillon.poser(chemin, "nature", nature, place)
        self._uniques[nature] = neuf
        return neuf

    def _inconnu(self, nom: str) -> Probleme:
        if self._declares:
            voisin = proche(nom, self._ids.values())
            message = "ce dossier a ses griefs dans la feuille « griefs », et celui-ci n’y est pas"
            return Probleme(message, champ="grief", lu=nom, attendu=_ATTENDU_DECLARE, proche=voisin)
        catalogue = self._classeur.catalogue.griefs
        possibles = [nature for nature in natures(nom, self._classeur.vocabulaire) if nature in catalogue]
        libelles = [libelle for grief in catalogue.values() for libelle in (grief.libelle, grief.id)]
        voisin = catalogue[possibles[0]].libelle if len(possibles) == 1 else proche(nom, libelles)
        return Probleme("grief inconnu", champ="grief", lu=nom, attendu="" if voisin else _ATTENDU, proche=voisin)
