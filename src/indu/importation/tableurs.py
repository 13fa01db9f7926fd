"""XLSX, XLS and ODS through a fast reader: runs in the sandbox only, after the archive has been looked at."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from indu.commun.erreurs import EntreeInvalide
from indu.importation.limites import CELLULES, COLONNES, FEUILLES, RANGEES, Feuille, feuille

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

DEPLIE = 200_000_000
"""Bytes of an archive once unpacked."""
RAPPORT = 200
"""Above it (and above a few megabytes), an archive is a bomb: a real sheet shrinks by ten to fifty."""
PETIT = 20_000_000
ENTREES = 5_000
FUSIONS = 20_000
_TROP_GRAND = "ce tableau est trop grand pour être celui d’une caisse"
_COPIE = "recopiez le seul tableau dans un classeur neuf, enregistré en .xlsx"
_ENTITES = re.compile(rb"<!ENTITY|<!DOCTYPE[^<>]{0,400}\[", re.IGNORECASE)
_FORMULE_VIDE = re.compile(
    rb'<c r="([A-Z]{1,3}\d{1,7})"[^<>]{0,80}><f[^<>]{0,200}(?:/>|>[^<>]{0,2000}</f>)(?:<v\s?/>|<v></v>)?</c>'
)
_ERREUR = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"(?: [^<>]{0,60})? t="e"')
_FEUILLE_XML = re.compile(r"xl/worksheets/[^/]+\.xml")


def lire_tableur(octets: bytes, genre: str) -> list[Feuille]:
    """The visible sheets of a workbook (``genre``: xlsx, xls or ods), values only: no formula is ever computed.

    Raises:
        EntreeInvalide: protected, broken, a bomb, too large.
    """
    avis = _avis_du_paquet(octets) if genre != "xls" else []
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    try:
        classeur = load_workbook(BytesIO(octets))
        metadonnees = classeur.sheets_metadata
        if len(metadonnees) > FEUILLES:
            raise EntreeInvalide.simple(f"ce classeur a plus de {FEUILLES} feuilles", attendu=_COPIE)
        feuilles: list[Feuille] = []
        restantes = CELLULES
        for rang, infos in enumerate(metadonnees, start=1):
            if infos.typ is not SheetTypeEnum.WorkSheet:
                continue
            onglet = classeur.get_sheet_by_name(infos.name)
            if infos.visible is not SheetVisibleEnum.Visible:
                if onglet.height:
                    avis.append(f"feuille {rang} : masquée dans le classeur, non lue ({onglet.height} rangées)")
                feuilles.append(feuille(infos.name, ()))
                continue
            restantes -= onglet.total_height * onglet.total_width
            if onglet.total_height > RANGEES or onglet.total_width > COLONNES or restantes < 0:
                raise EntreeInvalide.simple(_TROP_GRAND, attendu=_COPIE)
            feuilles.append(feuille(infos.name, _rangees(onglet)))
    except PasswordError:
        raise _protege() from None
    except (CalamineError, OSError):
        raise EntreeInvalide.simple("ce classeur est abîmé ou incomplet", attendu=_COPIE) from None
    if feuilles:
        feuilles[0]["avis"] += avis
    return feuilles


def _rangees(onglet: CalamineSheet) -> Iterator[list[object]]:
    """The rows from the sheet's first, a cell merged downwards repeated on each of its rows."""
    if onglet.start is None:
        return
    debut, gauche = onglet.start
    fusions = onglet.merged_cell_ranges or []
    vers_le_bas: dict[int, list[tuple[int, int]]] = {}
    for (haut, colonne), (bas, _) in fusions[:FUSIONS]:
        if debut <= haut < bas <= debut + onglet.height and colonne >= gauche:
            vers_le_bas.setdefault(haut, []).append((colonne, bas))
    actives: dict[int, tuple[int, object]] = {}
    for rang, valeurs in enumerate(onglet.to_python(skip_empty_area=False)):
        rangee: list[object] = list(valeurs)
        for colonne, (bas, valeur) in list(actives.items()):
            if rang > bas:
                del actives[colonne]
            elif colonne < len(rangee) and rangee[colonne] == "":
                rangee[colonne] = valeur
        for colonne, bas in vers_le_bas.get(rang, ()):
            if colonne < len(rangee):
                actives[colonne] = (bas, rangee[colonne])
        yield rangee


def _avis_du_paquet(octets: bytes) -> list[str]:
    """What the archive announces, checked before anything is unpacked whole; and what a person should know."""
    try:
        with zipfile.ZipFile(BytesIO(octets)) as archive:
            entrees = archive.infolist()
            _refuser_bombe(entrees, len(octets))
            return list(_parcourir(archive, entrees))
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise EntreeInvalide.simple("ce classeur est abîmé ou incomplet", attendu=_COPIE) from None


def _refuser_bombe(entrees: list[zipfile.ZipInfo], taille: int) -> None:
    deplie = sum(entree.file_size for entree in entrees)
    if len(entrees) > ENTREES or deplie > DEPLIE or (deplie > PETIT and deplie > RAPPORT * taille):
        raise EntreeInvalide.simple(
            "ce classeur se déplie en un contenu démesuré : il n’est pas ouvert", attendu=_COPIE
        )
    if any(entree.flag_bits & 1 for entree in entrees):
        raise _protege()


def _protege() -> EntreeInvalide:
    return EntreeInvalide.simple(
        "ce classeur est protégé par un mot de passe", attendu="enregistrez-en une copie sans mot de passe"
    )


def _parcourir(archive: zipfile.ZipFile, entrees: list[zipfile.ZipInfo]) -> Iterator[str]:
    vides: list[str] = []
    erreurs: list[str] = []
    for entree in entrees:
        if entree.filename.endswith((".xml", ".rels")):
            with archive.open(entree) as flux:
                tete = flux.read(4096)
                if _ENTITES.search(tete):
                    raise EntreeInvalide.simple(
                        "ce classeur contient des définitions qu’un tableur n’écrit pas : il n’est pas ouvert",
                        attendu=_COPIE,
                    )
                if entree.filename == "META-INF/manifest.xml" and b"encryption-data" in tete + flux.read(1_000_000):
                    raise _protege()
                if _FEUILLE_XML.fullmatch(entree.filename):
                    contenu = tete + flux.read()
                    vides += [trouve.decode() for trouve in _FORMULE_VIDE.findall(contenu)]
                    erreurs += [trouve.decode() for trouve in _ERREUR.findall(contenu)]
        if entree.filename.endswith("vbaProject.bin"):
            yield "ce classeur contient des macros : elles ne sont pas exécutées, seules les valeurs sont lues"
    if vides:
        yield (
            f"formules sans valeur enregistrée ({_lieux(vides)}) : lues comme vides ; "
            "ouvrez le classeur dans un tableur et enregistrez-le pour qu’elles aient leur valeur"
        )
    if erreurs:
        yield f"cellules en erreur, telles que #N/A ou #REF! ({_lieux(erreurs)}) : lues comme vides"


def _lieux(cellules: list[str]) -> str:
    """« 7 : A1, B2, C3, D4, E5… »."""
    return f"{len(cellules)} : {', '.join(cellules[:5])}{'…' if len(cellules) > 5 else ''}"
