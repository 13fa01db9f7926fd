"""From a cell of the workbook to the text that a dossier writes: typed cells become French values, nothing is guessed.

A cell that is not understood is left as it is: the dossier's own validation then says what is wrong, where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from datetime import date
from decimal import Decimal

from indu.commun.champs import sans_reponse
from indu.commun.erreurs import Probleme
from indu.commun.yaml import Donnee
from indu.importation.grille import Cellule
from indu.importation.masquage import initiales
from indu.importation.valeurs import lire_coefficient, lire_cotation, lire_jour, lire_somme
from indu.lot.description_classeur import Champ, cle

INCONNU = "inconnu"
_SEPARATEURS = re.compile(r"\s*[;\n]\s*")
_VIRGULES = re.compile(r"\s*[;,\n]\s*")
_INITIALES = re.compile(r"[A-ZÀ-Þ](?:[. -]{1,2}[A-ZÀ-Þ]){0,3}\.?")
_ZERO_PERDU = "un zéro du début a été perdu : la cellule est un nombre"


class Incompris(Exception):
    """A cell that must be corrected in the workbook, and that the dossier's validation would not refuse by itself."""

    def __init__(self, probleme: Probleme) -> None:
        self.probleme = probleme
        super().__init__(str(probleme))


def lire_cellule(cellule: Cellule, champ: Champ) -> Donnee:
    """What the dossier writes for a filled cell; ``None`` when it says nothing (« ? » where no answer is needed).

    Raises:
        Incompris: the number lost its leading zeros.
    """
    if sans_reponse(cellule.texte):
        if champ.inconnu:
            return INCONNU
        return None if champ.genre in ("texte", "adresse", "liste", "choix") else cellule.texte
    match champ.genre:
        case "date":
            return _date(cellule)
        case "montant":
            return _montant(cellule)
        case "coefficient":
            return lire_coefficient(cellule) or cellule.texte
        case "choix" | "grief":
            return champ.choix.get(cle(cellule.texte), cellule.texte)
        case "liste":
            return [champ.choix.get(cle(partie), partie) for partie in decouper(cellule.texte, champ.choix)]
        case "adresse":
            return [partie for partie in _SEPARATEURS.split(cellule.texte) if partie]
        case "texte":
            return _texte(cellule, champ)
        case _:
            return cellule.texte


def _date(cellule: Cellule) -> str:
    if isinstance(cellule.valeur, date):
        return cellule.valeur.isoformat()
    if cellule.valeur is not None:  # 45 678: a day number that lost its format, or anything else
        return cellule.texte
    lue = lire_jour(cellule)
    return lue.valeur.isoformat() if lue is not None and not lue.doute else cellule.texte


def _montant(cellule: Cellule) -> str:
    lue = lire_somme(cellule)
    if lue is None or lue.doute or lue.valeur < 0:
        return cellule.texte
    return f"{lue.valeur // 100},{lue.valeur % 100:02d}"


def _texte(cellule: Cellule, champ: Champ) -> str:
    chiffres = cellule.texte
    if champ.chiffres and isinstance(cellule.valeur, Decimal) and chiffres.isdigit() and len(chiffres) < champ.chiffres:
        attendu = f"{champ.chiffres} chiffres : mettez la colonne au format Texte, puis retapez le numéro entier"
        raise Incompris(Probleme(_ZERO_PERDU, champ=champ.nom, lu=chiffres, attendu=attendu))
    return cellule.texte


def lire_patient(cellules: Sequence[tuple[Champ, Cellule]]) -> str | None:
    """The initials of the person that one or two columns name; what has no letter is left as it is."""
    textes = {champ.role: cellule.texte for champ, cellule in cellules if not sans_reponse(cellule.texte)}
    if {"nom", "prenom"} & textes.keys():
        nom = textes.get("nom") or textes.get("identite") or ""
        return initiales(f"{textes.get('prenom', '')} {nom}", prenom_d_abord=True)
    texte = next(iter(textes.values()), None)
    if texte is None or _INITIALES.fullmatch(texte):
        return texte
    return initiales(texte, prenom_d_abord="prenom_nom" in textes) or texte


def lire_cotation_entiere(cellule: Cellule, accessoires: frozenset[str]) -> dict[str, str]:
    """The fields of « 2 × RAM 8,09 + IFD ».

    Raises:
        Incompris: it is not one act with its accessories.
    """
    lue = lire_cotation(cellule.texte, accessoires)
    if lue is None:
        attendu = "une cotation telle que RAM 8,09 + IFD, ou les colonnes acte, coefficient et accessoire"
        raise Incompris(
            Probleme("cette cotation n’est pas comprise", champ="cotation", lu=cellule.texte, attendu=attendu)
        )
    champs = {
        "acte": lue.acte,
        "coefficient": lue.coefficient,
        "quantite": str(lue.quantite) if lue.quantite else None,
        "accessoire": " + ".join(lue.accessoires),
    }
    return {nom: valeur for nom, valeur in champs.items() if valeur}


def decouper(texte: str, connus: Container[str], *, seulement_connus: bool = False) -> list[str]:
    """The names that a cell gives, parted by « ; » or a line feed; a part that is no known name, by commas too.

    ``connus`` are folded names, some of which hold commas. With ``seulement_connus``, commas part known names only.
    """
    parties: list[str] = []
    for partie in _SEPARATEURS.split(texte):
        morceaux = [partie] if cle(partie) in connus else [morceau for morceau in _VIRGULES.split(partie) if morceau]
        if seulement_connus and any(cle(morceau) not in connus for morceau in morceaux):
            morceaux = [partie]
        parties += morceaux
    return [partie for partie in dict.fromkeys(parties) if partie]
