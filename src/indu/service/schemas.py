"""The answers of the API as models: what OpenAPI publishes, and what the responses are checked against."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from indu.dossier.catalogue import Catalogue
from indu.dossier.schema import schema_dossier

Montant = Annotated[str, Field(pattern=r"^-?\d+\.\d{2}$", description="En euros, par exemple « 1234.56 »")]
Niveau = Literal["autonome", "relecture", "juriste"]


class _Reponse(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Avis(_Reponse):
    """One kind of letter: whether it fits (``null``: a fact is missing), and why."""

    type: str
    titre: str
    convient: bool | None
    motif: str


class Lettres(_Reponse):
    """The letters to send together, and a word on every kind."""

    jointes: list[str]
    avis: list[Avis]


class Montants(_Reponse):
    """Amounts in euros."""

    reclame: Montant | None
    somme_lignes: Montant
    ecart: Montant | None
    prescrit: Montant
    conteste: Montant
    concede: Montant


class Prescription(_Reponse):
    """The lines of one outcome."""

    lignes: list[int]
    montant: Montant


class Controle(_Reponse):
    """Something noticed in the claim."""

    id: str
    gravite: str
    message: str
    lignes: list[int]


class MoyenRetenu(_Reponse):
    """An argument that holds."""

    id: str
    titre: str
    themes: list[str]
    grief: str | None
    rang: str
    force: str
    lignes: list[int]
    montant: Montant
    raisons: list[str]
    sources: list[str]


class MoyenACompleter(_Reponse):
    """An argument that would hold if some facts were known."""

    id: str
    titre: str
    themes: list[str]
    grief: str | None
    lignes: list[int]
    montant: Montant
    faits_manquants: list[str]


class MoyenEcarte(_Reponse):
    """An argument set aside, and why."""

    id: str
    titre: str
    themes: list[str]
    grief: str | None
    motif: str


class Moyens(_Reponse):
    """The three lists."""

    retenus: list[MoyenRetenu]
    a_completer: list[MoyenACompleter]
    ecartes: list[MoyenEcarte]


class Demande(_Reponse):
    """One request of the letter."""

    obtient: str
    lignes: list[int]
    montant: Montant


class RangDispositif(_Reponse):
    """The requests of one rank."""

    rang: str
    montant: Montant
    demandes: list[Demande]


class Valeur(_Reponse):
    """A value that an answer may take."""

    code: str
    libelle: str


class Question(_Reponse):
    """A question whose answer can change the outcome; ``pointeurs`` are where it is written (RFC 6901)."""

    fait: str
    question: str
    moyens: list[str]
    aide: str
    type_reponse: str
    valeurs: list[Valeur]
    pointeurs: list[str]


class SourceARelire(_Reponse):
    """A text that a person must read before the letter is final."""

    source: str
    motif: str
    adresse: str


class Orientation(_Reponse):
    """Who should act."""

    niveau: Niveau
    raisons: list[str]


class Analyse(_Reponse):
    """The analysis of a dossier, the same object as « indu analyser --json »."""

    dossier: str
    lettre: str | None
    lettres: Lettres
    montants: Montants
    prescription: dict[str, Prescription]
    controles: list[Controle]
    echeances: list[dict[str, Any]]
    moyens: Moyens
    dispositif: list[RangDispositif]
    questions: list[Question]
    sources_a_relire: list[SourceARelire]
    orientation: Orientation


class NonCompris(_Reponse):
    """Something read and not used: where, what (masked), why."""

    lieu: str
    texte: str
    raison: str


class Importation(_Reponse):
    """What files propose: a dossier to complete, as an object and as commented text."""

    dossier: dict[str, Any]
    texte: str
    bilan: list[str]
    avis: list[str]
    colonnes: list[str]
    a_confirmer: int
    non_compris: list[NonCompris]


class QuestionEntretien(_Reponse):
    """A question of the interview; ``champ`` is where its answer goes, ``null`` for a step of the interview."""

    id: str
    question: str
    aide: str
    type_reponse: str
    valeurs: list[Valeur]
    champ: str | None
    courriers: list[str]
    facultative: bool


class QuestionFait(_Reponse):
    """A fact that moyens may read, and how to ask it."""

    fait: str
    question: str
    aide: str
    type_reponse: str
    valeurs: list[Valeur]
    portee: str
    griefs: list[str]
    courriers: list[str]
    apres: str | None
    par_ligne: bool
    calcule: bool


class Questions(_Reponse):
    """Every question the program may ask."""

    entretien: list[QuestionEntretien]
    faits: list[QuestionFait]


class Grief(_Reponse):
    """A kind of grief."""

    nature: str
    libelle: str
    formule: str
    faits: list[str]


class CourrierRecu(_Reponse):
    """A kind of letter that a caisse sends."""

    nature: str
    libelle: str
    reconnaitre: str


class LettrePossible(_Reponse):
    """A kind of letter that the program writes."""

    type: str
    titre: str
    raison: str
    conteste: list[str]


class Courriers(_Reponse):
    """Letters received, letters written."""

    recus: list[CourrierRecu]
    lettres: list[LettrePossible]


class Moyen(_Reponse):
    """An argument of the library."""

    id: str
    titre: str
    famille: str
    themes: list[str]
    portee: str
    rang: str
    force: str
    obtient: str
    courriers: list[str]
    griefs: list[str]
    sources: list[str]
    verifie_le: date


class Erreur(_Reponse):
    """One thing wrong: the path of its field, what, what was expected, the nearest valid name."""

    champ: str | None = None
    message: str
    attendu: str | None = None
    proche: str | None = None


class Probleme(_Reponse):
    """An error, after RFC 9457. It never repeats what the request said."""

    type: str
    title: str
    status: int
    detail: str | None = None
    erreurs: list[Erreur] | None = None


def dossier_partiel(catalogue: Catalogue) -> dict[str, Any]:
    """The schema of a dossier that a request may send: only the letter received is required."""
    schema = schema_dossier(catalogue)
    schema.pop("$schema")
    schema["required"] = ["courriers"]
    for nom in ("Praticien", "Caisse"):
        schema["$defs"][nom].pop("required", None)
    return schema


def noms_du_dossier(catalogue: Catalogue) -> frozenset[str]:
    """Every name that a dossier may hold: fields, kinds of grief; an error may repeat these."""
    noms: set[str] = set(catalogue.griefs)
    a_voir: list[Any] = [schema_dossier(catalogue)]
    while a_voir:
        objet = a_voir.pop()
        if isinstance(objet, dict):
            noms.update(objet.get("properties", ()))
            a_voir += objet.values()
        elif isinstance(objet, list):
            a_voir += objet
    return frozenset(noms)
