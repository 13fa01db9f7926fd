"""A dossier being drawn from a workbook: its fields, the cell of each, what must be corrected; then its YAML text."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from indu.commun.erreurs import Probleme
from indu.commun.retouche import ecrire_yaml
from indu.commun.texte import nettoyer
from indu.commun.yaml import Chemin, Donnee, lire_yaml
from indu.lot.modele import Entree

A_CORRIGER = "a_corriger"
"""A field that no dossier has: what must be corrected in the workbook. It keeps the text from being used as it is."""
_AVANT = ("reference", "praticien", "caisse", "courriers", "saisine_cra", "tribunal")
_APRES = ("griefs", "lignes", "pieces", "demandes", "choix", "lettre")
_CELLULE = re.compile(r"cellule [A-Z]+(\d+)$")
_ELEMENT = re.compile(r"à l’élément (\d+) de la liste$")
_DANS_UNE_LISTE = re.compile(r"(\w+)\[\d+\]\.?(.*)")


class Brouillon:
    """The fields of a dossier (``valeur``), the cell or row of each path (``places``), the corrections to ask for.

    Groups are named by their path: ``("praticien",)``, ``("lignes", 3)``, ``()`` for the dossier itself.
    """

    def __init__(self, reference: str, place: str) -> None:
        self.reference = reference
        self.place = place
        self.valeur: dict[str, Donnee] = {}
        self.places: dict[Chemin, str] = {}
        self.corrections: list[tuple[Probleme, str]] = []
        self._groupes: dict[Chemin, dict[str, Donnee]] = {(): self.valeur}
        self._listes: dict[str, list[Donnee]] = {}

    def element(self, liste: str, place: str) -> Chemin:
        """A new element of a list (« lignes »), that stands at that row."""
        elements = self.valeur[liste] = self._listes.setdefault(liste, [])
        chemin: Chemin = (liste, len(elements))
        groupe: dict[str, Donnee] = {}
        elements.append(groupe)
        self._groupes[chemin] = groupe
        self.places[chemin] = place
        return chemin

    def poser(self, dans: Chemin, nom: str, valeur: Donnee, place: str) -> None:
        """Write a field of a group; two columns may fill one list, and must agree on anything else."""
        groupe = self.groupe(dans)
        deja = groupe.get(nom)
        if deja is None:
            groupe[nom] = valeur
            self.places[(*dans, nom)] = place
        elif isinstance(deja, list) and isinstance(valeur, list):
            deja += [element for element in valeur if element not in deja]
        elif deja != valeur:
            message = f"ce champ est déjà rempli autrement ({self.places[(*dans, nom)]})"
            self.corriger(Probleme(message, champ=nom, attendu="une seule colonne pour ce champ"), place)

    def groupe(self, chemin: Chemin) -> dict[str, Donnee]:
        """The fields of a group, made empty when it is new."""
        if chemin not in self._groupes:
            self._groupes[chemin] = self.valeur[str(chemin[0])] = {}
        return self._groupes[chemin]

    def elements(self, liste: str) -> list[tuple[Chemin, dict[str, Donnee]]]:
        """The elements of a list, each with its path."""
        return [(chemin, groupe) for chemin, groupe in self._groupes.items() if chemin[:1] == (liste,)]

    def corriger(self, probleme: Probleme, place: str) -> None:
        """Ask for a correction in the workbook; the dossier cannot be used without it."""
        self.corrections.append((probleme, place))

    def entree(self, nom: str, fichier: str, tete: Sequence[str]) -> Entree:
        """The dossier as a batch handles it; ``tete`` are the sentences that open its text."""
        texte = "".join(f"# {' '.join(nettoyer(phrase).split())}\n" for phrase in tete) + "\n"
        places: dict[int, str] = {}
        if self.corrections:
            texte += f"# À corriger dans le classeur : ce dossier ne peut pas être traité ainsi.\n{A_CORRIGER}:\n"
            for probleme, place in self.corrections:
                places[texte.count("\n") + 1] = place
                texte += f"  - {json.dumps(str(probleme), ensure_ascii=False)}\n"
        octets = (texte + self._corps()).encode()
        for chemin, ligne in lire_yaml(octets, fichier).lignes.items():
            place = self.places.get(chemin, "")
            if place:
                places[ligne] = place
        places.setdefault(1, self.place)
        return Entree(nom, fichier, octets, places)

    def _corps(self) -> str:
        milieu = [nom for nom in self.valeur if nom not in (*_AVANT, *_APRES)]
        morceaux = []
        for nom in (*_AVANT, *milieu, *_APRES):
            if nom in self.valeur:
                valeur = self.valeur[nom]
                blanc = "\n" if isinstance(valeur, (dict, list)) else ""
                morceaux.append(blanc + ecrire_yaml({nom: valeur}))
        return "".join(morceaux)


def situer(problemes: Sequence[Probleme], entree: Entree) -> list[Probleme]:
    """The problems of a dossier drawn from a workbook, told by sheet and cell instead of by line of its text.

    A dossier that comes from elsewhere (no ``places``) keeps its problems as they are.
    """
    if not entree.places:
        return list(problemes)
    lecture = lire_yaml(entree.octets, entree.fichier)
    lignes = entree.octets.decode().split("\n")
    situes: list[Probleme] = []
    for probleme in problemes:
        if probleme.champ == A_CORRIGER:
            corrections = lecture.valeur[A_CORRIGER] if isinstance(lecture.valeur, dict) else ()
            for rang, message in enumerate(corrections or ()):
                place = entree.places[lecture.ligne((A_CORRIGER, rang))]
                situes.append(Probleme(str(message), f"{entree.fichier}, {place}"))
            continue
        place = _place(probleme, entree, lignes)
        message, champ = probleme.message, probleme.champ
        if dans := _DANS_UNE_LISTE.fullmatch(champ):
            champ = dans[2] or dans[1]
            if (rang_dit := _ELEMENT.search(message)) is not None:
                premiere = entree.places.get(lecture.ligne((dans[1], int(rang_dit[1]) - 1)), "")
                message = _ELEMENT.sub(f"en {_rangee(premiere)}", message)
        situes.append(replace(probleme, message=message, champ=champ, fichier=f"{entree.fichier}, {place}", ligne=None))
    return situes


def _place(probleme: Probleme, entree: Entree, lignes: Sequence[str]) -> str:
    """The cell of the line of a problem; its row when the field itself is absent from that line."""
    place = entree.places.get(probleme.ligne or 1)
    if place is None:
        return entree.places[1]
    nom = re.sub(r"\[\d+\]$", "", probleme.champ).rpartition(".")[2]
    ecrit = lignes[(probleme.ligne or 1) - 1].strip().removeprefix("- ").partition(":")[0]
    return place if ecrit == nom else _rangee(place)


def _rangee(place: str) -> str:
    return _CELLULE.sub(r"rangée \1", place)
