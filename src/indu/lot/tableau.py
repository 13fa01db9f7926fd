"""The tracker as a table: its columns, its rows for a day, and their order. Both writers print it cell by cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Literal, TypeAlias

from indu.commun.texte import masquer_identifiants
from indu.courrier.rendu import imprimable
from indu.lot.modele import Etat, Suivi

Genre: TypeAlias = Literal["texte", "nombre", "montant", "date", "lien", "reste", "urgence"]
"""What a cell holds; amounts are in cents, « reste » and « urgence » follow from the deadline and the day."""
Valeur: TypeAlias = str | int | date | None

PROCHE, BIENTOT = 7, 15
"""Days left at which a deadline is shown as pressing, then as near."""
DEPASSE = "dépassé"
TRES_PROCHE, PROCHAINE = (f"{jours} jours ou moins" for jours in (PROCHE, BIENTOT))
ETATS: Mapping[Etat, str] = {
    "ecrit": "lettre écrite",
    "sans_lettre": "sans lettre",
    "erreur": "à corriger",
    "attente": "pas encore traité",
}
_SANS_BILAN: Mapping[Etat, str] = {"erreur": "corriger ce dossier", "attente": "relancer le lot"}
_A_RISQUE = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_RANG = re.compile(r"-\d+$")
"""What the name of a file written beside one that a person edited ends with."""
_BLANCS = re.compile(r"[ \t\r\n\f\v]+")


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column: its title, what it holds, its width in characters, whether it goes on paper."""

    titre: str
    genre: Genre
    largeur: int
    imprimee: bool = True


COLONNES: Sequence[Colonne] = (
    Colonne("Référence", "texte", 15),
    Colonne("Praticien", "texte", 18),
    Colonne("Caisse", "texte", 22),
    Colonne("Département", "texte", 13),
    Colonne("Lettre reçue", "texte", 16),
    Colonne("Datée ou reçue le", "date", 12),
    Colonne("Réclamé", "montant", 13),
    Colonne("Contesté", "montant", 13),
    Colonne("Lettre écrite", "texte", 27),
    Colonne("À faire", "texte", 26),
    Colonne("Échéance", "date", 12),
    Colonne("À poster avant le soir du", "date", 13),
    Colonne("Jours restants", "reste", 10),
    Colonne("Urgence", "urgence", 15),
    Colonne("Orientation", "texte", 12),
    Colonne("Questions ouvertes", "nombre", 11),
    Colonne("Points à régler", "nombre", 9),
    Colonne("État", "texte", 12),
    Colonne("Lettre Word", "lien", 26, imprimee=False),
    Colonne("Lettre PDF", "lien", 26, imprimee=False),
    Colonne("Fiche de relecture", "lien", 26, imprimee=False),
    Colonne("Synthèse pour l’avocat", "lien", 26, imprimee=False),
    Colonne("Tous les fichiers", "lien", 22, imprimee=False),
    Colonne("Les questions", "texte", 40, imprimee=False),
    Colonne("Les points", "texte", 40, imprimee=False),
    Colonne("Remarques", "texte", 40, imprimee=False),
    Colonne("Dossier d’origine", "texte", 30, imprimee=False),
)


def rangees(suivis: Sequence[Suivi], jour: date) -> list[tuple[Valeur, ...]]:
    """The rows on that day, in the order of :data:`COLONNES`.

    First what could not be read, then what is still to be: nobody knows those deadlines. Then the deadlines that can
    still be met, the nearest first; then those passed, the last one first; then the dossiers without any. Texts are
    on one line, masked.
    """
    return [_rangee(suivi, jour) for suivi in sorted(suivis, key=lambda suivi: _rang(suivi, jour))]


def urgence(reste: int | None) -> str:
    """The words that double the colour of a deadline, for that many days left."""
    if reste is None or reste > BIENTOT:
        return ""
    return DEPASSE if reste < 0 else TRES_PROCHE if reste <= PROCHE else PROCHAINE


def a_risque(texte: str) -> bool:
    """Whether a spreadsheet that reads a text as if it were typed could take it for a formula."""
    return _A_RISQUE.match(texte) is not None


def une_ligne(texte: str) -> str:
    """A text as a cell holds it: one line, no forbidden character, social security numbers masked."""
    return masquer_identifiants(_BLANCS.sub(" ", imprimable(texte)).strip(" "))


def _rang(suivi: Suivi, jour: date) -> tuple[int, int, str]:
    if suivi.bilan is None:
        return 0, suivi.etat != "erreur", suivi.nom
    echeance = suivi.bilan.echeance(jour)
    if echeance is None:
        return 3, 0, suivi.nom
    reste = (echeance.limite - jour).days
    return (1, reste, suivi.nom) if reste >= 0 else (2, -reste, suivi.nom)


def _rangee(suivi: Suivi, jour: date) -> tuple[Valeur, ...]:
    valeurs = (*_du_bilan(suivi, jour), *_de_la_suite(suivi))
    return tuple(une_ligne(valeur) if isinstance(valeur, str) else valeur for valeur in valeurs)


def _du_bilan(suivi: Suivi, jour: date) -> tuple[Valeur, ...]:
    """From the reference to the points to settle; of a dossier that was not read, only its name in the batch."""
    bilan = suivi.bilan
    if bilan is None:
        return (suivi.nom, *[None] * 8, _SANS_BILAN.get(suivi.etat), *[None] * 7)
    echeance = bilan.echeance(jour)
    reste = None if echeance is None else (echeance.limite - jour).days
    lettres = " + ".join(lettre.titre for lettre in bilan.lettres)
    return (
        bilan.reference,
        bilan.praticien,
        bilan.caisse,
        bilan.departement,
        bilan.courrier,
        bilan.recu_le,
        bilan.reclame,
        bilan.conteste,
        lettres or (f"aucune : {bilan.sans_lettre}" if bilan.sans_lettre else "aucune"),
        None if echeance is None else echeance.acte,
        None if echeance is None else echeance.limite,
        None if echeance is None else echeance.poster_avant,
        reste,
        urgence(reste),
        bilan.orientation,
        len(bilan.questions),
        len(bilan.ouverts),
    )


def _de_la_suite(suivi: Suivi) -> tuple[Valeur, ...]:
    bilan = suivi.bilan
    return (
        ETATS[suivi.etat],
        *_liens(suivi),
        " • ".join(bilan.questions) if bilan is not None else None,
        " • ".join(bilan.ouverts) if bilan is not None else None,
        " • ".join((*suivi.problemes, *suivi.remarques)),
        suivi.fichier,
    )


def _liens(suivi: Suivi) -> tuple[str | None, ...]:
    """The first letter in both formats, its reviewer's page, the lawyer's, and the folder that holds everything."""
    chemins = [PurePosixPath(fichier) for fichier in suivi.fichiers]
    lettres = suivi.bilan.lettres if suivi.bilan is not None else ()
    premiere = f"-{lettres[0].type.replace('_', '-')}" if lettres else ""

    def trouver(fin: str, *suffixes: str) -> str | None:
        trouves = [
            chemin
            for suffixe in suffixes
            for chemin in chemins
            if fin and chemin.suffix == suffixe and _RANG.sub("", chemin.stem).endswith(fin)
        ]
        return (
            str(min(trouves, key=lambda chemin: (suffixes.index(chemin.suffix), len(chemin.name)))) if trouves else None
        )

    ensemble = str(chemins[0].parent) if chemins and chemins[0].parent.name else None
    return (
        trouver(premiere, ".docx"),
        trouver(premiere, ".pdf"),
        trouver("-fiche", ".pdf", ".docx"),
        trouver("-synthese-avocat", ".pdf", ".docx"),
        ensemble,
    )
