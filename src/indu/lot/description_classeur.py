"""What the workbook of a batch can hold: every column of each sheet, facts included, and how a header names it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from indu.commun.champs import SCHEMA_INCONNU, Modele
from indu.commun.ressources import Ressources
from indu.commun.texte import proche
from indu.commun.validation import charger
from indu.dossier.catalogue import LIBELLES_COURRIERS, Catalogue, Fait, Portee, TypeFait
from indu.dossier.modele import Caisse, Courrier, Grief, Lettre, Ligne, Piece, Praticien, SaisineCra, Tribunal
from indu.importation.entetes import reconnaitre
from indu.importation.masquage import replier
from indu.importation.vocabulaire import Vocabulaire, charger_vocabulaire
from indu.lot.feuilles_classeur import FICHIER, SORTES, ColonneDecrite, Description, Genre, Sorte

JOINTURE = "dossier"
"""The column that names the dossier of a row, on every sheet but « dossiers »."""
COURRIER = "courrier."
_MOT_POUR_MOT = 3
"""How precisely a caisse's own header must name a field: nothing is guessed here, nobody confirms each dossier."""
_DES_CAISSES = {"identite": "patient", "prenom_nom": "patient", "nom": "patient", "prenom": "patient", "motif": "grief"}
_GENRES: Mapping[TypeFait, Genre] = {
    TypeFait.BOOLEEN: "booleen",
    TypeFait.DATE: "date",
    TypeFait.MONTANT: "montant",
    TypeFait.ENTIER: "entier",
    TypeFait.TEXTE: "texte",
    TypeFait.CHOIX: "choix",
    TypeFait.LISTE: "liste",
}
_CLASSES: Mapping[str, type[Modele]] = {
    "praticien.": Praticien,
    "caisse.": Caisse,
    "tribunal.": Tribunal,
    "saisine_cra.": SaisineCra,
    "lettre.": Lettre,
    COURRIER: Courrier,
}
_CLASSES_DES_FEUILLES: Mapping[str, type[Modele]] = {
    "lignes": Ligne,
    "griefs": Grief,
    "courriers": Courrier,
    "pieces": Piece,
}


@dataclass(frozen=True, slots=True)
class Champ:
    """A column as understood: the field it fills (« praticien.nom », a fact), and how its cells are read.

    ``choix`` are the accepted writings of each code, folded. ``inconnu`` tells that « inconnu » is an answer there.
    ``role`` tells a name from a first name when several columns make the patient.
    """

    nom: str
    genre: Genre
    libelle: str
    aide: str = ""
    obligatoire: bool = False
    chiffres: int | None = None
    choix: Mapping[str, str] = field(default_factory=dict)
    affiches: tuple[str, ...] = ()
    inconnu: bool = True
    rare: bool = False
    fait: bool = False
    role: str = ""


def cle(texte: str) -> str:
    """A header or a value as it is compared: without case, accents, punctuation."""
    return " ".join(re.findall(r"[a-z0-9]+", replier(texte)))


@dataclass(frozen=True)
class Classeur:
    """Everything that recognition needs: the description, the catalogue, and the words of the caisses."""

    description: Description
    catalogue: Catalogue
    vocabulaire: Vocabulaire

    def sorte(self, nom: str) -> Sorte | Literal["ignoree"] | None:
        """What a sheet of that name holds."""
        mots = set(self.vocabulaire.mots(nom))
        for sorte in SORTES:
            if mots & {mot for dit in self.description.feuilles[sorte].mots for mot in self.vocabulaire.mots(dit)}:
                return sorte
        return "ignoree" if mots & {cle(mot) for mot in self.description.ignorees} else None

    @cached_property
    def champs(self) -> dict[Sorte, dict[str, Champ]]:
        """The columns of each sheet, by field, those of the data file first."""
        return {sorte: {champ.nom: champ for champ in self._de_la_feuille(sorte)} for sorte in SORTES}

    def _de_la_feuille(self, sorte: Sorte) -> Iterator[Champ]:
        for nom, colonne in self.description.feuilles[sorte].colonnes.items():
            yield self._fixe(sorte, nom, colonne)
        if sorte == "dossiers":
            for nom, colonne in self.description.feuilles["courriers"].colonnes.items():
                if nom != JOINTURE:
                    yield self._fixe(sorte, COURRIER + nom, colonne, libre=True)
        yield from (_du_fait(fait) for fait in self._faits(sorte))
        if sorte == "dossiers":
            yield from (_du_fait(fait, COURRIER) for fait in self._faits("courriers"))

    def _faits(self, sorte: Sorte) -> tuple[Fait, ...]:
        portees = {"dossiers": Portee.DOSSIER, "courriers": Portee.COURRIER, "griefs": Portee.GRIEF}
        if sorte in portees:
            return self.catalogue.faits_saisis(portees[sorte])
        if sorte != "lignes":
            return ()
        faits = (fait for fait in self.catalogue.faits.values() if not fait.calcule)
        return tuple(fait for fait in faits if fait.portee is Portee.LIGNE or fait.par_ligne)

    def _fixe(self, sorte: Sorte, nom: str, colonne: ColonneDecrite, *, libre: bool = False) -> Champ:
        valeurs = colonne.valeurs
        if nom.removeprefix(COURRIER) == "nature" and colonne.genre == "choix":
            valeurs = {code: (libelle,) for code, libelle in LIBELLES_COURRIERS.items()}
        if colonne.genre == "grief":
            valeurs = {grief.id: (grief.libelle,) for grief in self.catalogue.griefs.values()}
        return Champ(
            nom,
            colonne.genre,
            colonne.libelles[0],
            colonne.aide,
            colonne.obligatoire and not libre,
            colonne.chiffres,
            {cle(dit): code for code, dits in valeurs.items() for dit in (*dits, code)},
            tuple(dits[0] for dits in valeurs.values()),
            _admet_inconnu(sorte, nom),
            colonne.rare,
        )

    def champ(self, sorte: Sorte, entete: str) -> Champ | str:
        """The column under a header; « -nom » for a known one that is left out, an empty text when nothing fits."""
        connu = self._entetes[sorte].get(cle(entete)) or self._mots[sorte].get(self.vocabulaire.mots(entete))
        if connu is not None or sorte != "lignes" or "_" in entete or "." in entete.strip(" ."):
            return connu or ""
        nom, force = reconnaitre(entete, self.vocabulaire, {})
        if force < _MOT_POUR_MOT or not nom:
            return ""
        propre = _DES_CAISSES.get(nom, nom)
        trouve = self.champs[sorte].get(propre)
        if trouve is None:
            return nom if nom.startswith("-") else ""
        return _avec_role(trouve, nom)

    @cached_property
    def _entetes(self) -> dict[Sorte, dict[str, Champ]]:
        """Every exact writing of a header. A field's own name wins over a phrase; a phrase of two fields is none's."""
        return {sorte: self._ecritures(sorte) for sorte in SORTES}

    def _ecritures(self, sorte: Sorte) -> dict[str, Champ]:
        sures: dict[str, Champ] = {}
        for champ in self.champs[sorte].values():
            for ecrit in (*self.libelles(sorte, champ.nom), champ.nom):
                sures.setdefault(cle(ecrit), champ)
            if sorte == "courriers":
                sures.setdefault(cle(COURRIER + champ.nom), champ)
            if champ.fait:
                sures.setdefault(cle(champ.nom.removeprefix(COURRIER)), champ)
        phrases: dict[str, set[str]] = {}
        for champ in self.champs[sorte].values():
            if champ.fait:
                fait = self.catalogue.faits[champ.nom.removeprefix(COURRIER)]
                for dit in (fait.libelle, fait.oui, fait.question):
                    phrases.setdefault(cle(dit or ""), set()).add(champ.nom)
        for phrase, noms in phrases.items():
            if phrase and len(noms) == 1:
                sures.setdefault(phrase, self.champs[sorte][min(noms)])
        return sures

    def libelles(self, sorte: Sorte, nom: str) -> tuple[str, ...]:
        """The headers that the data file gives to a column; none for a fact."""
        feuille, propre = sorte, nom
        if nom.startswith(COURRIER):
            feuille, propre = "courriers", nom.removeprefix(COURRIER)
        decrite = self.description.feuilles[feuille].colonnes.get(propre)
        return decrite.libelles if decrite is not None else ()

    @cached_property
    def _mots(self) -> dict[Sorte, dict[tuple[str, ...], Champ]]:
        """The same labels without their small words: « Nom praticien »."""
        trouves: dict[Sorte, dict[tuple[str, ...], Champ]] = {}
        for sorte in SORTES:
            trouves[sorte] = {}
            for champ in self.champs[sorte].values():
                for libelle in self.libelles(sorte, champ.nom):
                    trouves[sorte].setdefault(self.vocabulaire.mots(libelle), champ)
        return trouves

    def voisin(self, sorte: Sorte, entete: str) -> str:
        """The header nearest to a wrong one."""
        champs = self.champs[sorte].values()
        return proche(entete, [ecrit for champ in champs for ecrit in (champ.libelle, champ.nom)])

    def ailleurs(self, sorte: Sorte, entete: str) -> Sorte | None:
        """The sheet where a header would have been understood."""
        autres = (autre for autre in reversed(SORTES) if autre != sorte)
        return next((autre for autre in autres if isinstance(self.champ(autre, entete), Champ)), None)


def _avec_role(champ: Champ, role: str) -> Champ:
    return replace(champ, role=role) if champ.genre == "patient" else champ


def _du_fait(fait: Fait, prefixe: str = "") -> Champ:
    return Champ(
        prefixe + fait.id,
        _GENRES[fait.type],
        fait.libelle or fait.oui or fait.id,
        fait.description,
        choix={cle(dit): code for code, libelle in fait.valeurs.items() for dit in (libelle, code)},
        affiches=tuple(fait.valeurs.values()),
        fait=True,
    )


def _admet_inconnu(sorte: Sorte, nom: str) -> bool:
    """Whether the dossier's model accepts « inconnu » for a fixed field."""
    classe = _CLASSES_DES_FEUILLES.get(sorte)
    for prefixe, modele in _CLASSES.items():
        if sorte == "dossiers" and nom.startswith(prefixe):
            classe, nom = modele, nom.removeprefix(prefixe)
    if classe is None or nom not in classe.model_fields:
        return False
    proprietes = classe.model_json_schema()["properties"][nom]
    return SCHEMA_INCONNU in proprietes.get("anyOf", ())


def charger_classeur(arguments: Ressources, catalogue: Catalogue) -> Classeur:
    """What the workbook of a batch can hold.

    Raises:
        BibliothequeInvalide: a file of ``arguments/importation`` is wrong.
    """
    return Classeur(charger(Description, arguments, FICHIER), catalogue, charger_vocabulaire(arguments))
