"""Tables as the caisses send them, made by several programs. Everybody in them is invented."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

ENTETE = (
    "N° facture",
    "Bénéficiaire",
    "NIR",
    "Date de soins",
    "Date de mandatement",
    "Acte",
    "Coef.",
    "Montant remboursé",
    "Montant indu",
    "Motif",
)
Rangee = Sequence[Any]


def table(nombre: int = 3) -> list[Rangee]:
    """Rows that a spreadsheet types: dates, numbers; the sum of the claims is ``nombre`` × 17,36 €."""
    return [
        (
            f"F24-{rang:04d}",
            "EXEMPLE Anne" if rang % 2 else "MODELE Bruno",
            "2 84 01 29 123 456 78",
            date(2024, 1, 1 + rang % 28),
            date(2024, 2, 1 + rang % 28),
            "RAM",
            8.09,
            17.36,
            17.36,
            "Absence de prescription",
        )
        for rang in range(1, nombre + 1)
    ]


def xlsx(rangees: Iterable[Rangee], chemin: Path, **feuilles: Iterable[Rangee]) -> Path:
    """Through openpyxl; other sheets by name."""
    classeur = openpyxl.Workbook()
    premiere = classeur.active
    assert premiere is not None
    for rangee in rangees:
        premiere.append(list(rangee))
    for nom, suite in feuilles.items():
        onglet = classeur.create_sheet(nom)
        for rangee in suite:
            onglet.append(list(rangee))
    classeur.save(chemin)
    return chemin


def xlsx_ecrit(rangees: Iterable[Rangee], chemin: Path, *, depuis_1904: bool = False) -> Path:
    """Through xlsxwriter, with French formats."""
    classeur = xlsxwriter.Workbook(str(chemin), {"date_1904": depuis_1904})
    jour = classeur.add_format({"num_format": "dd/mm/yyyy"})
    somme = classeur.add_format({"num_format": '#,##0.00 "€"'})
    onglet = classeur.add_worksheet("Indu")
    for numero, rangee in enumerate(rangees):
        for rang, valeur in enumerate(rangee):
            if isinstance(valeur, date):
                onglet.write_datetime(numero, rang, valeur, jour)
            elif isinstance(valeur, float) and rang != ENTETE.index("Coef."):
                onglet.write_number(numero, rang, valeur, somme)
            else:
                onglet.write(numero, rang, valeur)
    classeur.close()
    return chemin


def francais(valeur: Any) -> str:
    """A value as French Excel shows it."""
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, float):
        return f"{valeur:.2f}".replace(".", ",")
    return str(valeur)


def csv_francais(
    rangees: Iterable[Rangee],
    chemin: Path,
    *,
    separateur: str = ";",
    encodage: str = "cp1252",
    ecrire: Callable[[Any], str] = francais,
) -> Path:
    """A CSV of the French Excel."""
    tampon = StringIO()
    csv.writer(tampon, delimiter=separateur, lineterminator="\r\n").writerows([ecrire(v) for v in r] for r in rangees)
    chemin.write_bytes(tampon.getvalue().encode(encodage))
    return chemin


def paquet(parties: dict[str, bytes], chemin: Path) -> Path:
    """An archive made by hand."""
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in parties.items():
            archive.writestr(nom, octets)
    return chemin


def parties(chemin: Path) -> dict[str, bytes]:
    """The parts of an archive, to break one."""
    with zipfile.ZipFile(BytesIO(chemin.read_bytes())) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}
