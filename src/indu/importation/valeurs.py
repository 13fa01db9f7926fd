"""What a cell says: an amount, a date, a number of acts, a cotation; with how sure it is and why not."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Generic, Literal, TypeVar

from indu.commun.dates import ANNEE_MAXIMALE, ANNEE_MINIMALE, MOIS
from indu.commun.montants import MONTANT_MAXIMAL, Centimes
from indu.importation.grille import Cellule, Confiance
from indu.importation.masquage import replier

T = TypeVar("T")

ANNEES_SURES = range(2015, 2036)
"""Years that a claim of today can bear."""
MONTANT_SUR: Centimes = 100_000_00
"""A line above it is read, but doubted."""
NETTETE_SURE = 0.85
NETTETE_MOYENNE = 0.6


@dataclass(frozen=True, slots=True)
class Lu(Generic[T]):
    """A value read from a cell; ``doute`` says in French why its confidence is not high."""

    valeur: T
    confiance: Confiance = "haute"
    doute: str = ""


_MOINS = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-"})
_ESPACES = re.compile(r"[\s\u00a0\u202f\u2009\u2007']+")
_NOMBRE = re.compile(r"\d[\d.,]*")
_GROUPES = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,](\d{1,2}))?")
_DATE_TEXTE = re.compile(
    r"(?:lun|mar|mer|jeu|ven|sam|dim)?[a-z]*\.?,?\s*(\d{1,2})(?:er)?[\s./-]+([a-z]{3,9})\.?[\s./-]+(\d{4}|\d{2})"
)
_JMA = re.compile(r"(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4}|\d{2})")
_AMJ = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")
_HEURE = re.compile(r"[t\s]+\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?z?$")
_MOIS_COURTS = {
    replier(mois)[:3]: rang for rang, mois in enumerate(MOIS, start=1) if not replier(mois).startswith("jui")
}


def _baisser(lu: Lu[T], cellule: Cellule) -> Lu[T]:
    """No more confidence than the reading of the characters allows."""
    if cellule.nette >= NETTETE_SURE or lu.confiance == "basse":
        return lu
    confiance: Confiance = "moyenne" if cellule.nette >= NETTETE_MOYENNE else "basse"
    return Lu(lu.valeur, confiance, lu.doute)


def lire_somme(cellule: Cellule) -> Lu[Centimes] | None:
    """Cents, negative ones included (« -12,50 », « 12,50- », « (12,50) »); ``None`` when it is not an amount."""
    if isinstance(cellule.valeur, date):
        return None
    lu = _nombre_type(cellule.valeur) if cellule.valeur is not None else _somme_ecrite(cellule.texte)
    if lu is None or abs(lu.valeur) > MONTANT_MAXIMAL:
        return None
    if abs(lu.valeur) > MONTANT_SUR:
        lu = Lu(lu.valeur, "basse", "montant supérieur à 100 000 €")
    return _baisser(lu, cellule)


def _nombre_type(valeur: Decimal) -> Lu[Centimes]:
    centimes = valeur * 100
    entier = int(centimes.to_integral_value())
    if abs(centimes - entier) > Decimal("0.01"):
        return Lu(entier, "moyenne", "plus de deux décimales, arrondi au centime")
    return Lu(entier)


@lru_cache(maxsize=20_000)
def _somme_ecrite(texte: str) -> Lu[Centimes] | None:
    brut = _ESPACES.sub("", texte.translate(_MOINS))
    brut = re.sub(r"(?i)^(?:€|eur(?:os?)?)|(?:€|eur(?:os?)?)(?=[-)]?$)", "", brut)
    negatif = False
    if forme := re.fullmatch(r"\((.+)\)", brut):
        negatif, brut = True, forme[1]
    if brut.startswith("-") or brut.endswith("-"):
        negatif, brut = not negatif, brut.strip("-")
    brut = re.sub(r"(?i)^\+|^(?:€|eur)|(?:€|eur(?:os?)?)$", "", brut)
    if not _NOMBRE.fullmatch(brut):
        return None
    entier, decimales, doute = brut, "", ""
    if groupes := _GROUPES.fullmatch(brut):
        decimales = groupes[2] or ""
        entier = re.sub(r"[.,]", "", brut[: len(brut) - len(decimales) - 1] if decimales else brut)
        if brut.count(".") + brut.count(",") == 1:
            doute = "« 1.234 » : mille deux cent trente-quatre, ou un peu plus d’un euro ?"
    elif coupe := re.fullmatch(r"(\d+)[.,](\d{1,2})", brut):
        entier, decimales = coupe[1], coupe[2]
    elif not brut.isdigit():
        return None
    if len(entier) > 12:
        return None
    centimes = int(entier) * 100 + int(decimales.ljust(2, "0") or 0)
    return Lu(-centimes if negatif else centimes, "basse" if doute else "haute", doute)


def lire_jour(cellule: Cellule) -> Lu[date] | None:
    """The day of a date cell, of a serial number, or of a text (JJ/MM/AA, JJ/MM/AAAA, ISO, « 3 mars 2025 »)."""
    if isinstance(cellule.valeur, Decimal):
        lu = _jour_de_nombre(cellule.valeur)
    elif isinstance(cellule.valeur, date):
        lu = Lu(cellule.valeur)
    else:
        lu = _jour_ecrit(cellule.texte)
    if lu is None or not ANNEE_MINIMALE <= lu.valeur.year <= ANNEE_MAXIMALE:
        return None
    if lu.valeur.year not in ANNEES_SURES:
        lu = Lu(lu.valeur, "basse", f"année {lu.valeur.year} peu vraisemblable")
    return _baisser(lu, cellule)


def sens_de_date(texte: str) -> Literal["jour", "mois", ""]:
    """What comes first in « 25/03/2024 » (the day) or « 03/25/2024 » (the month); nothing when both could."""
    forme = _JMA.fullmatch(texte.strip())
    if forme is None or int(forme[1]) == int(forme[2]):
        return ""
    return "jour" if int(forme[1]) > 12 else "mois" if int(forme[2]) > 12 else ""


def lire_jour_americain(cellule: Cellule) -> Lu[date] | None:
    """The day of a text written month first; never sure."""
    forme = _JMA.fullmatch(cellule.texte.strip())
    if cellule.valeur is not None or forme is None:
        return lire_jour(cellule)
    lu = lire_jour(replace(cellule, texte=f"{forme[2]}/{forme[1]}/{forme[3]}"))
    return None if lu is None else Lu(lu.valeur, "basse", "lue le mois d’abord, comme d’autres dates de ce fichier")


def _jour_de_nombre(valeur: Decimal) -> Lu[date] | None:
    if valeur != valeur.to_integral_value() and not 30_000 < valeur < 60_000:
        return None
    entier = int(valeur)
    if 30_000 < entier < 60_000:
        return Lu(date(1899, 12, 30) + timedelta(days=entier), "moyenne", "date écrite comme un nombre de jours")
    return _jour_compact(str(entier).zfill(8)) if 1_000_000 < entier < 100_000_000 else None


def _jour_compact(chiffres: str) -> Lu[date] | None:
    for annee, mois, jour in ((chiffres[:4], chiffres[4:6], chiffres[6:]), (chiffres[4:], chiffres[2:4], chiffres[:2])):
        if int(annee) in ANNEES_SURES and (lu := _composer(int(annee), int(mois), int(jour))):
            return Lu(lu.valeur, "moyenne", "date écrite sans séparateur")
    return None


@lru_cache(maxsize=20_000)
def _jour_ecrit(texte: str) -> Lu[date] | None:
    brut = _HEURE.sub("", re.sub(r"[\s\u00a0\u202f]+", " ", replier(texte)).strip().removeprefix("le "))
    if forme := _AMJ.fullmatch(brut):
        return _composer(int(forme[1]), int(forme[2]), int(forme[3]))
    if forme := _JMA.fullmatch(brut):
        return _composer(_siecle(forme[3]), int(forme[2]), int(forme[1]))
    if forme := _DATE_TEXTE.fullmatch(brut):
        mois = _mois(forme[2])
        return _composer(_siecle(forme[3]), mois, int(forme[1])) if mois else None
    return _jour_compact(brut) if re.fullmatch(r"\d{8}", brut) else None


def _mois(mot: str) -> int | None:
    if mot.startswith(("juil", "jul")):
        return 7
    if mot.startswith(("juin", "jun")):
        return 6
    return _MOIS_COURTS.get({"fev": "fev", "aug": "aou"}.get(mot[:3], mot[:3]))


def _siecle(annee: str) -> int:
    return int(annee) + (2000 if len(annee) == 2 else 0)


def _composer(annee: int, mois: int, jour: int) -> Lu[date] | None:
    try:
        return Lu(date(annee, mois, jour))
    except ValueError:
        pass
    try:
        return Lu(date(annee, jour, mois), "basse", "le jour et le mois semblent inversés")
    except ValueError:
        return None


def lire_nombre(cellule: Cellule) -> int | None:
    """A small whole number (quantity, line number)."""
    if isinstance(cellule.valeur, Decimal):
        return (
            int(cellule.valeur)
            if cellule.valeur == cellule.valeur.to_integral_value() and cellule.valeur >= 0
            else None
        )
    forme = re.fullmatch(r"(?:x\s?)?0*(\d{1,7})(?:[.,]0+)?(?:\s?x)?", cellule.texte.strip().lower())
    return int(forme[1]) if forme else None


def lire_coefficient(cellule: Cellule) -> str | None:
    """« 8,09 » as the dossier writes a coefficient; ``None`` otherwise."""
    texte = cellule.texte.strip().replace(".", ",").lstrip("0") or "0"
    if texte.startswith(","):
        texte = "0" + texte
    if forme := re.fullmatch(r"(\d{1,2})(?:,(\d{1,2}))?0*", texte):
        decimales = (forme[2] or "").rstrip("0")
        return forme[1] + (f",{decimales}" if decimales else "")
    return None


@dataclass(frozen=True, slots=True)
class Cotation:
    """An act with its accessories, as one cell says them: « 2 × RAM 8,09 + IFD »."""

    acte: str | None = None
    coefficient: str | None = None
    quantite: int | None = None
    accessoires: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As the caisse would write it."""
        acte = " ".join(partie for partie in (self.acte, self.coefficient) if partie)
        tete = f"{self.quantite} × {acte}" if self.quantite and self.quantite > 1 else acte
        return " + ".join(partie for partie in (tete, *self.accessoires) if partie)


_TERME = re.compile(
    r"(?:(\d{1,3})\s*[X×*]\s*)?([A-Z]{1,5})(?:\s*/\s*([A-Z]{1,5}))?\s*[-.]?\s*(\d{1,2}(?:[.,]\d{1,3})?)?(?:\s*[X×*]\s*(\d{1,3}))?"
)


def lire_cotation(texte: str, accessoires: frozenset[str]) -> Cotation | None:
    """The act and the accessories of « RAM 8,09 + IFD », « AMK 8,3 + IFD 2,5 », « IFD »; ``None`` if it is not one.

    An accessory keeps its own figure (« IFD 2,5 »). Two acts are not one line: not understood.
    """
    brut = re.sub(r"[\s\u00a0\u202f]+", " ", texte.upper()).strip()
    acte: tuple[str, str | None, int | None] | None = None
    suites: list[str] = []
    for morceau in re.split(r"\s*(?:\+|&|\bET\b)\s*", brut):
        forme = _TERME.fullmatch(morceau.strip())
        if forme is None:
            return None
        lettre, chiffre = forme[2], (forme[4] or "").replace(".", ",")
        fois = int(forme[1] or forme[5] or 0) or None
        if lettre in accessoires and forme[3] is None:
            suites.append((f"{fois} × " if fois and fois > 1 else "") + lettre + (f" {chiffre}" if chiffre else ""))
            continue
        if acte is not None or len(lettre) < 2:
            return None
        coefficient = lire_coefficient(Cellule(chiffre, "")) if chiffre else None
        if chiffre and coefficient is None:
            return None
        acte = (lettre, coefficient, fois)
    lettre_cle, coefficient, fois = acte or (None, None, None)
    return Cotation(lettre_cle, coefficient, fois, tuple(suites))
