"""What is typed in one go and fills several fields: a row of the table, an act, an address."""

from __future__ import annotations

import re
from collections.abc import Iterable

from indu.commun.yaml import Donnee
from indu.entretien.reponses import lire_jour, lire_somme, ne_sait_pas

TERMINE = frozenset({"termine", "terminer", "c-est-tout"})
"""How one says that there are no more rows."""
_VILLE = re.compile(r"(?:(?P<reste>.*?)[,;\s]+)?(?P<code>\d{5})\s+(?P<ville>\D+)", re.S)
_COTATION = re.compile(
    r"(?:(?P<quantite>\d{1,3})\s*[x×]\s*)?(?P<acte>[A-Za-z]{2,4})\s*(?P<coefficient>\d{1,2}(?:[.,]\d{1,2})?)"
    r"(?:\s*\+\s*(?P<accessoire>.+))?"
)


def lire_adresse(texte: str) -> dict[str, Donnee]:
    """The fields of an address typed on one line: its lines, and the postal code and town that end it."""
    forme = _VILLE.fullmatch(texte.strip())
    reste = (forme["reste"] or "") if forme is not None else texte
    lignes: list[Donnee] = list(_lignes_d_adresse(re.split(r"\s*[,;/\n]\s*", reste)))
    champs: dict[str, Donnee] = {"adresse": lignes} if lignes else {}
    if forme is not None:
        champs |= {"code_postal": forme["code"], "ville": forme["ville"].strip(" ,;")}
    return champs


def _lignes_d_adresse(morceaux: Iterable[str]) -> Iterable[str]:
    """« 12 », « rue des Essais » are one line: « 12, rue des Essais »."""
    numero = ""
    for morceau in filter(None, morceaux):
        if re.fullmatch(r"\d{1,4}(?:\s?(?:bis|ter|[A-D]))?", morceau) and not numero:
            numero = morceau
            continue
        yield f"{numero}, {morceau}" if numero else morceau
        numero = ""
    if numero:
        yield numero


def lire_ligne(texte: str) -> dict[str, Donnee]:
    """The fields of a row typed in one go, its columns separated by « ; » (or tabs, as a spreadsheet copies them).

    Raises:
        ValueError: a column is wrong or missing; the French sentence names it.
    """
    colonnes = [colonne.strip() for colonne in re.split(r"[;\t]", texte)]
    if len(colonnes) < 2 or len(colonnes) > 7:
        raise ValueError("il faut au moins deux colonnes (date du soin ; réclamé), et sept au plus")
    noms = {
        2: ("date_soin", "montant_reclame"),
        3: ("date_soin", "acte", "montant_reclame"),
        4: ("date_soin", "date_paiement", "acte", "montant_reclame"),
    }.get(
        len(colonnes), ("date_soin", "date_paiement", "acte", "montant_paye", "montant_reclame", "facture", "patient")
    )
    champs: dict[str, Donnee] = {}
    for nom, colonne in zip(noms, colonnes, strict=False):
        if colonne in ("", "-", "–") or ne_sait_pas(colonne):
            if nom in ("date_soin", "montant_reclame"):
                raise ValueError(f"{COLONNES[nom]} manque")
            continue
        champs |= _colonne(nom, colonne)
    return champs


COLONNES = {
    "date_soin": "la date du soin",
    "date_paiement": "la date de paiement",
    "montant_paye": "le montant payé",
    "montant_reclame": "le montant réclamé",
}
"""The columns of a row that a message may name, and how it does."""


def _colonne(nom: str, texte: str) -> dict[str, Donnee]:
    if nom == "acte":
        return lire_acte(texte)
    if nom not in COLONNES:
        return {nom: texte}
    try:
        return {nom: lire_jour(texte) if nom.startswith("date") else lire_somme(texte)}
    except ValueError as erreur:
        raise ValueError(f"{COLONNES[nom]} : {erreur}") from None  # never repeated: it may be a name


def lire_acte(texte: str) -> dict[str, Donnee]:
    """« 2 x RAM 7,49 + IFD » as the fields of a line; what is not such a form is kept as the act's name."""
    forme = _COTATION.fullmatch(texte)
    if forme is None:
        return {"acte": texte}
    champs: dict[str, Donnee] = {"acte": forme["acte"].upper(), "coefficient": forme["coefficient"].replace(".", ",")}
    if forme["quantite"]:
        champs["quantite"] = forme["quantite"]
    if forme["accessoire"]:
        champs["accessoire"] = forme["accessoire"]
    return champs
