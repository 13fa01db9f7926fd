"""Usual layouts, kept by the user: the headers of a caisse's table, and the field of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import field_validator

from indu.commun.champs import Libelle, Modele, erreur
from indu.commun.ecriture import ecrire_atomique
from indu.commun.erreurs import EntreeInvalide, ErreurEnvironnement
from indu.commun.texte import identifiant, proche
from indu.commun.validation import valider
from indu.commun.yaml import lire_yaml
from indu.importation.ecriture_dossier import commentaire, scalaire
from indu.importation.entetes import Entete, lire_entete
from indu.importation.grille import Grille
from indu.importation.vocabulaire import CHAMPS, IGNORER, Vocabulaire

SUFFIXE = ".yaml"
RANGEES_LUES = 100
"""How far down a usual layout is looked for."""


def champ_valable(champ: str) -> str:
    """The field, or ``ignorer``.

    Raises:
        ValueError: with the nearest valid name.
    """
    if champ not in (*CHAMPS, IGNORER):
        voisin = proche(champ, (*CHAMPS, IGNORER))
        raise ValueError(f"champ inconnu : « {champ} »" + (f" ; vouliez-vous dire « {voisin} » ?" if voisin else ""))
    return champ


class ColonneConnue(Modele):
    """A header, word for word, and its field (``ignorer`` to leave the column out)."""

    entete: Libelle
    champ: str = IGNORER

    @field_validator("champ")
    @classmethod
    def _existe(cls, valeur: str) -> str:
        """A field that the importer knows."""
        try:
            return champ_valable(valeur)
        except ValueError as cause:
            raise erreur(str(cause), ", ".join((*CHAMPS, IGNORER))) from None


class Correspondance(Modele):
    """A layout: every header of the table, in order."""

    colonnes: tuple[ColonneConnue, ...]

    @property
    def suite(self) -> tuple[str, ...]:
        """The headers, which tell the layout again."""
        return tuple(colonne.entete for colonne in self.colonnes)


@dataclass(frozen=True, slots=True)
class Repertoire:
    """The user's folder of layouts."""

    dossier: Path

    def chemin(self, nom: str) -> Path:
        """The file of a layout.

        Raises:
            EntreeInvalide: the name has no letter nor figure.
        """
        propre = identifiant(nom)
        if not propre:
            raise EntreeInvalide.simple(
                f"--correspondance : nom refusé, lu « {nom} »", attendu="un mot, par exemple cpam29"
            )
        return self.dossier / f"{propre}{SUFFIXE}"

    def lire(self, nom: str) -> Correspondance | None:
        """The layout of that name, when it was recorded.

        Raises:
            EntreeInvalide: its file is wrong.
        """
        chemin = self.chemin(nom)
        if not chemin.is_file():
            return None
        try:
            octets = chemin.read_bytes()
        except OSError:
            raise EntreeInvalide.simple("fichier illisible", fichier=str(chemin)) from None
        objet, problemes = valider(Correspondance, lire_yaml(octets, str(chemin)))
        if objet is None:
            raise EntreeInvalide(problemes)
        return objet

    def noms(self) -> list[str]:
        """The layouts that were recorded."""
        return sorted(chemin.stem for chemin in self.dossier.glob(f"*{SUFFIXE}")) if self.dossier.is_dir() else []

    def reconnaitre(self, grilles: Iterable[Grille], vocabulaire: Vocabulaire) -> tuple[str, Correspondance] | None:
        """The layout whose headers are those of a table, in the same order, on one row or on two."""
        connues = {nom: connue for nom in self.noms() if (connue := self.lire(nom)) is not None}
        if not connues:
            return None
        par_suite = {connue.suite: (nom, connue) for nom, connue in reversed(connues.items())}
        for grille in grilles:
            for rang, rangee in enumerate(grille.rangees[:RANGEES_LUES]):
                suivante = grille.rangees[rang + 1] if rang + 1 < len(grille.rangees) else ()
                simple = tuple(" ".join(cellule.texte.split()) for cellule in rangee if cellule.texte)
                entete = lire_entete(rangee, suivante, vocabulaire, {})
                trouvee = par_suite.get(simple) or (par_suite.get(entete.suite) if entete else None)
                if trouvee is not None:
                    return trouvee
        return None

    def ecrire(self, nom: str, entetes: Sequence[Entete]) -> Path:
        """Record the widest header of an import under a name.

        Raises:
            ErreurEnvironnement: the folder cannot be written.
        """
        entete = max(entetes, key=lambda e: len(e.colonnes))
        lignes = [
            commentaire(
                "Correspondance de colonnes, écrite par « indu importer --correspondance ». Modifiable à la main."
            ),
            commentaire(f"champ : {', '.join((*CHAMPS, IGNORER))}"),
            "colonnes:",
        ]
        for colonne in entete.colonnes:
            champ = colonne.champ if colonne.reprise else IGNORER
            lignes.append(f"  - {{entete: {scalaire(colonne.entete)}, champ: {champ}}}")
        chemin = self.chemin(nom)
        try:
            self.dossier.mkdir(parents=True, exist_ok=True)
            ecrire_atomique(chemin, ("\n".join(lignes) + "\n").encode())
        except OSError:
            raise ErreurEnvironnement.simple(
                "la correspondance ne peut pas être enregistrée", fichier=str(chemin)
            ) from None
        return chemin


def imposer(colonnes: Iterable[tuple[str, str]], vocabulaire: Vocabulaire) -> dict[tuple[str, ...], str]:
    """What the user says of headers, in the form that recognition reads."""
    return {mots: champ for entete, champ in colonnes if (mots := vocabulaire.mots(entete))}
