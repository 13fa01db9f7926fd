"""What the workers do for the API: the library's own functions, on what a request gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from indu.commun.erreurs import EntreeInvalide
from indu.commun.yaml import Donnee, Lecture
from indu.courrier.composition import composer
from indu.courrier.document import Document
from indu.courrier.fabrique import etudier, fichiers
from indu.courrier.formats import Format
from indu.courrier.rapport import rapport_json
from indu.dossier.lecture import dossier_de_lecture
from indu.dossier.modele import Dossier
from indu.service.brut import borner, completer
from indu.service.ouvriers import Atelier
from indu.service.publication import publier_question

NomDocument = Literal["lettre", "fiche", "synthese"]


class SansLettre(EntreeInvalide):
    """The document asked for is not written for this dossier."""


@dataclass(frozen=True, slots=True)
class Fichier:
    """A file to send: its name, its bytes, and how many points remain open in the letter."""

    nom: str
    octets: bytes
    ouverts: tuple[str, ...] = ()


def lire(atelier: Atelier, brut: dict[str, Donnee]) -> Dossier:
    """The dossier that a request describes, completed with visible holes.

    Raises:
        TropDeLignes: it has more lines than the service takes.
        EntreeInvalide: with every problem found.
    """
    borner(brut, atelier.lignes)
    return dossier_de_lecture(Lecture("", completer(brut)), atelier.bibliotheque.catalogue)


def analyser(atelier: Atelier, brut: dict[str, Donnee], type_lettre: str | None, jour: date) -> dict[str, Any]:
    """The analysis of a dossier, its questions with all that a front end needs to ask them.

    Raises:
        EntreeInvalide: the dossier is wrong, or this letter does not fit it.
    """
    dossier = lire(atelier, brut)
    bibliotheque = atelier.bibliotheque
    etude = etudier(dossier, bibliotheque, atelier.templates, dossier.lettre.date or jour, type_lettre)
    rapport = rapport_json(etude)
    for question in rapport["questions"]:
        question |= publier_question(bibliotheque.catalogue.faits[question["fait"]], dossier)
    return rapport


def ecrire(
    atelier: Atelier,
    brut: dict[str, Donnee],
    document: NomDocument,
    type_lettre: str | None,
    format_: Format,
    *,
    final: bool,
    jour: date,
) -> Fichier:
    """One document of a dossier, as a file.

    Raises:
        EntreeInvalide: the dossier is wrong, the letter does not fit, or it cannot be final.
        SansLettre: no such document for this dossier.
    """
    nom, arbre, ouverts = composer_document(atelier, brut, document, type_lettre, final=final, jour=jour)
    ((fichier, octets),) = fichiers({nom: arbre}, atelier.templates, (format_,)).items()
    return Fichier(fichier, octets, ouverts)


def composer_document(
    atelier: Atelier,
    brut: dict[str, Donnee],
    document: NomDocument,
    type_lettre: str | None,
    *,
    final: bool,
    jour: date,
) -> tuple[str, Document, tuple[str, ...]]:
    """One document of a dossier: its name, its tree, and the points that remain open in the letter.

    Raises:
        EntreeInvalide: the dossier is wrong, the letter does not fit, or it cannot be final.
        SansLettre: no such document for this dossier.
    """
    dossier = lire(atelier, brut)
    composition = composer(
        dossier,
        atelier.bibliotheque,
        atelier.templates,
        dossier.lettre.date or jour,
        types=(type_lettre,) if type_lettre else (),
        final=final,
        identite=atelier.identite,
    )
    ecrits = {nom: un for nom, un in composition.documents().items() if _est(nom, un.genre, document)}
    if not ecrits:
        raise SansLettre.simple(
            composition.premiere.refus or "ce dossier n’appelle pas de synthèse pour un avocat",
            attendu="le document « synthese »" if composition.pour_avocat is not None else "",
        )
    ((nom, arbre),) = ecrits.items()
    return nom, arbre, composition.ouverts


def _est(nom: str, genre: str, document: NomDocument) -> bool:
    if document == "lettre":
        return genre == "lettre"
    return nom.endswith("-fiche" if document == "fiche" else "-synthese-avocat")


def importer(atelier: Atelier, recus: Sequence[tuple[str, bytes]]) -> dict[str, Any]:
    """The dossier that files propose, as text and as an object, and what is left to confirm.

    Raises:
        EntreeInvalide: a file cannot be read.
    """
    from indu.commun.yaml import lire_yaml
    from indu.importation.assemblage import prefixes, proposer, rassembler
    from indu.importation.ecriture_dossier import bilan, ecrire_dossier
    from indu.importation.lecteurs import lire_contenu
    from indu.importation.vocabulaire import charger_vocabulaire

    ressources = atelier.bibliotheque.arguments
    vocabulaire = charger_vocabulaire(ressources)
    materiau = rassembler(
        [
            (
                nom,
                lire_contenu(octets, vocabulaire.masqueur.fichier(nom), vocabulaire.masqueur, ressources, prefixe=tete),
            )
            for (nom, octets), tete in zip(recus, prefixes(len(recus)), strict=True)
        ]
    )
    proposition, _ = proposer(materiau, vocabulaire, atelier.bibliotheque.catalogue, {})
    texte = ecrire_dossier(proposition)
    return {
        "dossier": lire_yaml(texte.encode(), "").valeur,
        "texte": texte,
        "bilan": list(bilan(proposition)),
        "avis": list(proposition.avis),
        "colonnes": list(proposition.colonnes),
        "a_confirmer": proposition.a_confirmer,
        "non_compris": [{"lieu": un.lieu, "texte": un.texte, "raison": un.raison} for un in proposition.non_compris],
    }
