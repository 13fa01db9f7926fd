"""A workbook of dossiers, read: one entry for each row of its sheet « dossiers », and what belongs to none of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indu.commun.champs import sans_reponse
from indu.commun.erreurs import EntreeInvalide, Probleme
from indu.commun.texte import identifiant, plages, proche
from indu.commun.yaml import Chemin, Donnee
from indu.importation.grille import Cellule
from indu.importation.lecteurs import TABLEURS, lire_fichier
from indu.importation.masquage import Masqueur
from indu.lot.brouillon import Brouillon
from indu.lot.cellules_classeur import Incompris, decouper, lire_cellule, lire_cotation_entiere, lire_patient
from indu.lot.description_classeur import COURRIER, Champ, Classeur, charger_classeur, cle
from indu.lot.feuilles_classeur import SORTES, Sorte
from indu.lot.griefs_classeur import Griefs
from indu.lot.modele import Entree
from indu.lot.noms import distinguer
from indu.lot.tables_classeur import Rangee, Tables, lire_tables, nom_feuille
from indu.moyens.bibliotheque import Bibliotheque

LONGUEUR_NOM = 80
"""Longest name of a dossier's folder."""
_TEXTES_LIBRES = frozenset({"precision", "intitule", "facture", "acte_retenu"})
"""Where a patient's name could have been typed in full; those of the patient column are masked there."""
_AVEC_GROUPE = ("praticien", "caisse", "saisine_cra", "tribunal", "choix", "lettre")


@dataclass(frozen=True, slots=True)
class LotLu:
    """What a workbook gave.

    ``problemes`` are of no dossier in particular (an unknown column, a line whose dossier is not there): each names
    its sheet and cell. ``avis`` are what a person should know, and that calls for no correction.
    """

    entrees: tuple[Entree, ...]
    problemes: tuple[Probleme, ...] = ()
    avis: tuple[str, ...] = ()


def lire_classeur(chemin: Path, bibliotheque: Bibliotheque) -> LotLu:
    """The dossiers of a workbook (.xlsx, .xlsm, .xls, .ods).

    A dossier with a mistake is an entry like any other: reading its text fails, and
    :func:`indu.lot.brouillon.situer` tells where in the workbook.

    Raises:
        EntreeInvalide: not a workbook, protected, broken, too large, without dossiers or without a known header.
        BibliothequeInvalide: ``arguments/importation`` is wrong.
        ErreurEnvironnement: no process can be started to read it.
    """
    classeur = charger_classeur(bibliotheque.arguments, bibliotheque.catalogue)
    masqueur = classeur.vocabulaire.masqueur
    lecture = lire_fichier(chemin, masqueur, bibliotheque.arguments, genres=TABLEURS)
    tables = lire_tables(lecture.grilles, masqueur.fichier(str(chemin)), classeur)
    brouillons = _brouillons(tables)
    if not brouillons:
        raise EntreeInvalide([Probleme("la feuille « dossiers » n’a aucun dossier", tables.fichier), *tables.problemes])
    par_dossier: dict[Sorte, dict[str, list[Rangee]]] = {
        sorte: _joindre(tables, sorte, brouillons) for sorte in SORTES if sorte != "dossiers"
    }
    entrees = []
    for nom, (reference, brouillon) in zip(_noms(brouillons), brouillons.items(), strict=True):
        siennes: dict[Sorte, list[Rangee]] = {
            sorte: groupes.get(reference, []) for sorte, groupes in par_dossier.items()
        }
        _remplir(brouillon, siennes, classeur)
        entrees.append(brouillon.entree(nom, tables.fichier, _tete(brouillon, chemin.name, siennes)))
    return LotLu(tuple(entrees), tuple(tables.problemes), (*lecture.avis, *tables.avis))


def _brouillons(tables: Tables) -> dict[str, Brouillon]:
    """One draft for each reference, with the fields of its row."""
    brouillons: dict[str, Brouillon] = {}
    for rangee in tables.rangees["dossiers"]:
        if not rangee.reference:
            tables.dire(rangee.place, "cette rangée n’a pas de référence : elle n’est pas reprise")
            continue
        place = next(place for champ, _, place in rangee.cellules if champ.nom == "reference")
        connu = brouillons.get(rangee.reference)
        if connu is not None:
            attendu = "une référence différente pour chaque dossier"
            message = f"cette référence est déjà celle d’un autre dossier ({connu.place})"
            connu.corriger(Probleme(message, champ="reference", lu=rangee.reference, attendu=attendu), place)
            continue
        brouillon = brouillons[rangee.reference] = Brouillon(rangee.reference, rangee.place)
        brouillon.poser((), "reference", rangee.reference, place)
        courrier: Chemin | None = None
        for champ, cellule, place in rangee.cellules:
            groupe, _, nom = champ.nom.partition(".")
            if champ.nom.startswith(COURRIER):
                courrier = courrier or brouillon.element("courriers", rangee.place)
                _poser(brouillon, courrier, nom, champ, cellule, place)
            elif champ.nom != "reference":
                dans: Chemin = (groupe,) if nom else ()
                _poser(brouillon, dans, nom or champ.nom, champ, cellule, place)
    return brouillons


def _poser(brouillon: Brouillon, dans: Chemin, nom: str, champ: Champ, cellule: Cellule, place: str) -> None:
    try:
        valeur = lire_cellule(cellule, champ)
    except Incompris as erreur:
        brouillon.corriger(erreur.probleme, place)
        return
    if valeur is not None:
        brouillon.poser(dans, nom, valeur, place)


def _joindre(tables: Tables, sorte: Sorte, brouillons: Iterable[str]) -> dict[str, list[Rangee]]:
    """The rows of a sheet, by dossier; those of no dossier are told, once for each reference."""
    connues = frozenset(brouillons)
    groupes: dict[str, list[Rangee]] = {}
    perdues: dict[tuple[str, str], list[Rangee]] = {}
    for rangee in tables.rangees.get(sorte, ()):
        if rangee.reference in connues:
            groupes.setdefault(rangee.reference, []).append(rangee)
        else:
            perdues.setdefault((rangee.feuille, rangee.reference), []).append(rangee)
    for (feuille, reference), rangees in perdues.items():
        numeros = plages(rangee.numero for rangee in rangees)
        place = f"{nom_feuille(feuille)}, rangée{'s' if len(rangees) > 1 else ''} {numeros}"
        if not reference:
            tables.dire(place, "sans référence de dossier : rien n’en est repris", attendu="celle d’un dossier")
            continue
        message = "cette référence n’est celle d’aucun dossier : rien n’en est repris"
        tables.dire(place, message, lu=reference, proche=proche(reference, connues))
    return groupes


def _noms(references: Iterable[str]) -> Iterator[str]:
    """The folder of each reference, unique; the same reference always gives the same name in the same workbook."""
    return distinguer(identifiant(reference)[:LONGUEUR_NOM].strip("-") or "dossier" for reference in references)


def _tete(brouillon: Brouillon, fichier: str, rangees: dict[Sorte, list[Rangee]]) -> list[str]:
    """The comment that opens the text: where it comes from."""
    phrases = [f"Dossier tiré par « indu lot » du classeur « {fichier} », {brouillon.place}."]
    for groupe in rangees.values():
        for feuille in dict.fromkeys(rangee.feuille for rangee in groupe):
            numeros = plages(rangee.numero for rangee in groupe if rangee.feuille == feuille)
            phrases.append(f"Et de la {nom_feuille(feuille)} : rangées {numeros}.")
    phrases.append("Le prochain lot le récrit : corrigez le classeur, ou gardez-en une copie ailleurs.")
    return phrases


def _remplir(brouillon: Brouillon, rangees: dict[Sorte, list[Rangee]], classeur: Classeur) -> None:
    """Add to a draft its letters, griefs, lines and exhibits."""
    _courriers(brouillon, rangees["courriers"])
    noms = [cellule.texte for rangee in rangees["lignes"] for _, cellule in rangee.patient]
    masqueur = classeur.vocabulaire.masqueur.avec(noms) if noms else None
    for rangee in rangees["griefs"]:
        _element(brouillon, "griefs", rangee, masqueur)
    griefs = Griefs(brouillon, classeur)
    for rangee in rangees["lignes"]:
        _ligne(brouillon, rangee, griefs, classeur, masqueur)
    for rang, rangee in enumerate(rangees["pieces"], start=1):
        chemin = _element(brouillon, "pieces", rangee, masqueur)
        piece = brouillon.groupe(chemin)
        pour = piece.get("pour")
        if isinstance(pour, list):
            piece["pour"] = [griefs.cite(str(nom)) or nom for nom in pour]
        if "id" not in piece:
            brouillon.poser(chemin, "id", f"P{rang}", rangee.place)


def _courriers(brouillon: Brouillon, rangees: Sequence[Rangee]) -> None:
    """The letters of their own sheet, after that of the dossier's row; the same one twice is a mistake."""
    deja = [dict(courrier) for _, courrier in brouillon.elements("courriers")]
    for rangee in rangees:
        chemin = _element(brouillon, "courriers", rangee, None)
        neuf = brouillon.groupe(chemin)
        for ancien in deja:
            meme = [neuf.get(nom) == ancien.get(nom) and not sans_reponse(neuf.get(nom)) for nom in ("nature", "date")]
            if all(meme):
                message = f"ce courrier est déjà décrit ({brouillon.place})"
                attendu = "chaque courrier une seule fois, dans « dossiers » ou dans « courriers »"
                brouillon.corriger(Probleme(message, attendu=attendu), brouillon.places[chemin])


def _element(brouillon: Brouillon, liste: str, rangee: Rangee, masqueur: Masqueur | None) -> Chemin:
    """A row as a new element of a list."""
    chemin = brouillon.element(liste, rangee.place)
    for champ, cellule, place in rangee.cellules:
        _poser(brouillon, chemin, champ.nom, champ, _masquer(cellule, champ, masqueur), place)
    return chemin


def _masquer(cellule: Cellule, champ: Champ, masqueur: Masqueur | None) -> Cellule:
    """The cell without the names of the patients, where a text is free."""
    libre = champ.nom in _TEXTES_LIBRES or (champ.fait and champ.genre == "texte")
    if masqueur is None or not libre:
        return cellule
    return Cellule(masqueur.fichier(cellule.texte), cellule.lieu, cellule.valeur)


def _ligne(brouillon: Brouillon, rangee: Rangee, griefs: Griefs, classeur: Classeur, masqueur: Masqueur | None) -> None:
    """A row of « lignes »: its patient in initials, its cotation in parts, its griefs by their identifiers."""
    chemin = brouillon.element("lignes", rangee.place)
    for champ, cellule, place in rangee.cellules:
        match champ.genre:
            case "patient":
                if "patient" not in brouillon.groupe(chemin) and (initiales := lire_patient(rangee.patient)):
                    brouillon.poser(chemin, "patient", initiales, place)
            case "cotation":
                _cotation(brouillon, chemin, cellule, place, classeur.vocabulaire.accessoires)
            case "grief":
                noms = decouper(cellule.texte, griefs.connus, seulement_connus=True)
                tus = [nom if cle(nom) in griefs.connus or not masqueur else masqueur.fichier(nom) for nom in noms]
                cites: list[Donnee] = [griefs.citer(nom, place) for nom in tus]
                brouillon.poser(chemin, "grief", cites, place)
            case _:
                _poser(brouillon, chemin, champ.nom, champ, _masquer(cellule, champ, masqueur), place)


def _cotation(brouillon: Brouillon, chemin: Chemin, cellule: Cellule, place: str, accessoires: frozenset[str]) -> None:
    try:
        parties = lire_cotation_entiere(cellule, accessoires)
    except Incompris as erreur:
        brouillon.corriger(erreur.probleme, place)
        return
    for nom, valeur in parties.items():
        brouillon.poser(chemin, nom, valeur, place)
