"""The interview's file: the dossier itself, patched in place, and a comment for what only the interview needs."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from indu.commun.champs import sans_reponse
from indu.commun.ecriture import ecrire_atomique
from indu.commun.erreurs import EntreeInvalide, ErreurEnvironnement
from indu.commun.retouche import retoucher
from indu.commun.yaml import Chemin, Donnee, Lecture, lire_texte, lire_yaml, nom_chemin
from indu.dossier.catalogue import Catalogue
from indu.dossier.lecture import dossier_de_lecture
from indu.dossier.modele import A_COMPLETER
from indu.entretien.etat import Brut, Etat, Notes, lire_chemin, poser
from indu.entretien.griefs import PROPRES_AU_GRIEF

MARQUE = "# indu nouveau, où en est l’entretien : "
_MARQUE = re.compile(rf"^{re.escape(MARQUE)}(?P<notes>.*)\n?", re.M)
A_CONFIRMER = "À CONFIRMER"
"""What a comment says of a value that was read in a file and is not sure."""
CONFIRME = "confirmé dans l’entretien"
"""What the comment says once a person has confirmed or corrected the value."""
_CONFIRMABLES = (("courriers",), ("caisse",), ("praticien",), ("griefs",))
_ENTETE = (
    "# Dossier écrit par « indu nouveau ». Il se relit et se corrige à la main ; « inconnu » est toujours permis.\n"
)


@dataclass(frozen=True, slots=True)
class Brouillon:
    """A file being filled: its path, and its text as last written or read."""

    chemin: Path
    texte: str = ""

    def enregistrer(self, etat: Etat) -> Brouillon:
        """Write the state, whole or not at all.

        Raises:
            ErreurEnvironnement: the folder cannot be written, or the disk is full.
        """
        texte = composer(self.texte, etat)
        if texte == self.texte:
            return self
        try:
            self.chemin.parent.mkdir(parents=True, exist_ok=True)
            ecrire_atomique(self.chemin, texte.encode())
        except OSError as erreur:
            raison = "le disque est plein" if erreur.errno == 28 else "écriture impossible"
            raise ErreurEnvironnement.simple(
                raison, fichier=str(self.chemin), attendu="un autre fichier, avec -o"
            ) from None
        return Brouillon(self.chemin, texte)


def composer(texte: str, etat: Etat) -> str:
    """The text of the file for a state, from its text before: only what changes is touched."""
    nu = _MARQUE.sub("", texte)
    if not etat.brut:  # back before the very first answer
        return _ENTETE if nu else ""
    nouveau = _dire_confirme(retoucher(nu or _ENTETE, etat.brut), etat.notes.a_confirmer)
    notes = etat.notes.en_json()
    if not notes or nouveau.startswith("{"):  # a JSON file has no comments: passed questions come back
        return nouveau
    return f"{nouveau}{MARQUE}{json.dumps(notes, ensure_ascii=False)}\n"


def ouvrir(chemin: Path, catalogue: Catalogue) -> tuple[Brouillon, Etat]:
    """The file, and the state it holds; an empty one when there is no such file.

    Raises:
        EntreeInvalide: with every problem of a file that is not a dossier.
    """
    try:
        octets = chemin.read_bytes()
    except FileNotFoundError:
        return Brouillon(chemin), Etat()
    except OSError:
        raise EntreeInvalide.simple("fichier illisible", fichier=str(chemin)) from None
    texte, etat = lire(octets, catalogue, str(chemin))
    return Brouillon(chemin, texte), etat


def lire(octets: bytes, catalogue: Catalogue, fichier: str = "") -> tuple[str, Etat]:
    """The text of a dossier, and the state it holds; an empty one when the text says nothing.

    Raises:
        EntreeInvalide: with every problem of what is not a dossier.
    """
    texte, problemes = lire_texte(octets, fichier)
    if problemes:
        raise EntreeInvalide(problemes)
    lecture = lire_yaml(octets, fichier)
    if lecture.valeur is None and not lecture.problemes:
        return texte, Etat()
    dossier_de_lecture(lecture, catalogue)
    return texte, Etat(lecture.valeur if isinstance(lecture.valeur, dict) else {}, _notes(lecture, texte))


def _notes(lecture: Lecture, texte: str) -> Notes:
    """Those of the interview, and the places whose comment asks for a confirmation."""
    trouvee = _MARQUE.search(texte)
    notes = Notes()
    if trouvee is not None:
        with suppress(ValueError):
            notes = Notes.de_json(json.loads(trouvee["notes"]))
    return replace(notes, a_confirmer=notes.a_confirmer.union(_marques(lecture, texte, A_CONFIRMER)))


def _marques(lecture: Lecture, texte: str, mot: str) -> dict[str, int]:
    """The places whose comment on the same line has that mark, with their line."""
    lignes = texte.split("\n")
    return {
        nom_chemin(chemin): rang - 1
        for chemin, rang in lecture.lignes.items()
        if chemin[:1] in _CONFIRMABLES
        and lecture.ecrit(chemin) is not None
        and mot in lignes[rang - 1].partition("#")[2]
    }


def _dire_confirme(texte: str, a_confirmer: Collection[str]) -> str:
    """The text whose comments say what has been confirmed, and only that."""
    if A_CONFIRMER not in texte and CONFIRME not in texte:
        return texte
    lecture, lignes = lire_yaml(texte.encode(), ""), texte.split("\n")
    for avant, apres, concerne in ((A_CONFIRMER, CONFIRME, False), (CONFIRME, A_CONFIRMER, True)):
        for nom, rang in _marques(lecture, texte, avant).items():
            if (nom in a_confirmer) is concerne:
                valeur, diese, commentaire = lignes[rang].partition("#")
                lignes[rang] = valeur + diese + commentaire.replace(avant, apres)
    return "\n".join(lignes)


def completer(etat: Etat, apport: Etat) -> Etat:
    """The state with what another dossier says and this one does not; its own answers stand.

    The griefs and rows come together, and only into a dossier without rows: theirs replace its griefs. What comes and
    is not sure stays to be confirmed.
    """
    complet, notes = etat.brut, etat.notes
    if apport.brut.get("lignes") and not etat.brut.get("lignes"):
        for liste in ("griefs", "lignes"):
            complet = poser(complet, (liste,), apport.brut.get(liste))
        passees = notes.passees - PROPRES_AU_GRIEF - {"griefs", "grief_suivant"}
        notes = replace(notes, passees=passees, candidats=(), nature="", precision="", grief="")
    for nom, valeur in apport.brut.items():
        if nom == "courriers":
            complet = poser(complet, (nom,), _courriers(complet.get(nom), valeur))
        elif nom not in ("griefs", "lignes"):
            complet = poser(complet, (nom,), _ajouter(complet.get(nom), valeur))
    venus = {nom for nom in apport.notes.a_confirmer if _dit(etat.brut, nom) != _dit(complet, nom)}
    return Etat(complet, replace(notes, a_confirmer=notes.a_confirmer | venus))


def _dit(brut: Brut, nom: str) -> Donnee:
    return lire_chemin(brut, _chemin(nom))


def _chemin(nom: str) -> Chemin:
    """The place that :func:`indu.commun.yaml.nom_chemin` names."""
    return tuple(int(rang) - 1 if rang else cle for rang, cle in re.findall(r"\[(\d+)\]|([^.\[\]]+)", nom))


def _courriers(deja: Donnee, apport: Donnee) -> Donnee:
    """The last letter of each kind is completed by the other dossier's; letters of other kinds stay as they are."""
    if not isinstance(deja, list) or not isinstance(apport, list):
        return deja or apport
    par_nature = {courrier.get("nature"): courrier for courrier in apport if isinstance(courrier, dict)}
    return [
        _ajouter(courrier, par_nature.get(courrier.get("nature"))) if isinstance(courrier, dict) else courrier
        for courrier in deja
    ]


def _ajouter(deja: Donnee, apport: Donnee) -> Donnee:
    if isinstance(deja, dict) and isinstance(apport, Mapping):
        return {**deja, **{nom: _ajouter(deja.get(nom), valeur) for nom, valeur in apport.items()}}
    return apport if sans_reponse(deja) or (isinstance(deja, str) and deja.startswith(A_COMPLETER)) else deja
