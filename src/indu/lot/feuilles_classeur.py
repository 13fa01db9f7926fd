"""The data file of the workbook: its sheets, their columns, and the French headers that each accepts."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from pydantic import Field

from indu.commun.champs import Booleen, Entier, Libelle, Modele

FICHIER = "importation/classeur.yaml"
Sorte: TypeAlias = Literal["lignes", "griefs", "courriers", "pieces", "dossiers"]
"""What a sheet holds. A sheet whose name has words of several is of the first: « Lignes des dossiers » are lines."""
SORTES: tuple[Sorte, ...] = get_args(Sorte)
Genre: TypeAlias = Literal[
    "texte",
    "date",
    "montant",
    "entier",
    "coefficient",
    "booleen",
    "choix",
    "liste",
    "adresse",
    "patient",
    "cotation",
    "grief",
]
"""How a cell becomes the text of a dossier."""


class ColonneDecrite(Modele):
    """A column of the data file."""

    libelles: tuple[Libelle, ...] = Field(min_length=1)
    genre: Genre = "texte"
    aide: Libelle = ""
    obligatoire: Booleen = False
    chiffres: Entier | None = None
    valeurs: dict[str, tuple[Libelle, ...]] = Field(default_factory=dict)
    rare: Booleen = False


class FeuilleDecrite(Modele):
    """A sheet of the data file."""

    mots: tuple[Libelle, ...]
    notice: Libelle
    faits: tuple[Libelle, ...] = ()
    colonnes: dict[str, ColonneDecrite]


class Description(Modele):
    """The whole file."""

    ignorees: tuple[Libelle, ...]
    mode_d_emploi: tuple[Libelle, ...]
    feuilles: dict[Sorte, FeuilleDecrite]
