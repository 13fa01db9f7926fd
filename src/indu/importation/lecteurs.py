"""From a file to grids: its kind is told by its content, each kind has one reader, all run in the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from indu.commun.erreurs import EntreeInvalide
from indu.commun.ressources import Ressources
from indu.commun.texte import enumerer, nettoyer
from indu.importation.bac import lire_a_part
from indu.importation.grille import Cellule, Grille, lettres
from indu.importation.lettre_recue import champs_du_dossier, dire_le_reste
from indu.importation.limites import OCTETS, Feuille
from indu.importation.masquage import Masqueur
from indu.importation.proposition import ChampLu


@dataclass(frozen=True, slots=True)
class Lecture:
    """What a file gave: its grids, the fields of its letter when it holds one, and what its reader has to say.

    ``image``: some of its pages were recognised from a picture.
    """

    grilles: tuple[Grille, ...]
    champs: tuple[ChampLu, ...] = ()
    avis: tuple[str, ...] = ()
    image: bool = False


@dataclass(frozen=True, slots=True)
class Entree:
    """A file to read: its bytes, its name as messages give it, and a prefix for places when there are several.

    ``arguments`` holds how letters are read.
    """

    octets: bytes
    nom: str
    prefixe: str
    masqueur: Masqueur
    arguments: Ressources


Lecteur = Callable[[Entree], Lecture]

_GENRES: dict[str, tuple[str, ...]] = {
    "xlsx": (".xlsx", ".xlsm"),
    "xls": (".xls",),
    "ods": (".ods",),
    "pdf": (".pdf",),
    "image": (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".heic", ".webp", ".bmp"),
    "texte": (".csv", ".txt", ".tsv"),
}
"""The kinds that a content can be, with the extensions that announce each."""
_DITS = {"xlsx": "un classeur XLSX", "xls": "un classeur XLS", "ods": "un classeur ODS", "pdf": "un PDF"}
_DITS |= {"image": "une image", "texte": "un texte"}
ACCEPTES = "un tableau .csv, .xlsx, .xls ou .ods, un PDF, un scan ou une photo"
TABLEURS = frozenset({"xlsx", "xls", "ods"})
"""The kinds that are workbooks."""


def lire_fichier(
    chemin: Path, masqueur: Masqueur, arguments: Ressources, *, prefixe: str = "", genres: Collection[str] = ()
) -> Lecture:
    """Read a file of any known kind, or of some kinds only.

    Raises:
        EntreeInvalide: missing, empty, too large, protected, broken, not what its name says, of no wanted kind.
        ErreurEnvironnement: no process can be started.
    """
    nom = masqueur.fichier(str(chemin))
    octets = _octets(chemin, nom)
    genre = genre_de(octets, nom)
    annonce = next((cle for cle, fins in _GENRES.items() if chemin.suffix.lower() in fins), None)
    if annonce is not None and annonce != genre:
        raise EntreeInvalide.simple(
            f"ce fichier n’est pas ce que dit son nom : {_DITS[genre]}, pas {_DITS[annonce]}",
            fichier=nom,
            attendu=f"renommez-le en {_GENRES[genre][0]} si vous savez d’où il vient",
        )
    if genres and genre not in genres:
        attendu = f"un fichier {enumerer([fin for cle in _GENRES if cle in genres for fin in _GENRES[cle]], 'ou')}"
        raise EntreeInvalide.simple(f"{_DITS[genre]} ne convient pas ici", fichier=nom, attendu=attendu)
    return LECTEURS[genre](Entree(octets, nom, prefixe, masqueur, arguments))


def _octets(chemin: Path, nom: str) -> bytes:
    try:
        if chemin.is_dir():
            raise EntreeInvalide.simple("c’est un dossier, pas un fichier", fichier=nom, attendu=ACCEPTES)
        with chemin.open("rb") as flux:
            octets = flux.read(OCTETS + 1)
    except OSError as erreur:
        raison = "fichier introuvable" if isinstance(erreur, FileNotFoundError) else "fichier illisible"
        raise EntreeInvalide.simple(raison, fichier=nom) from None
    if not octets:
        raise EntreeInvalide.simple("ce fichier est vide", fichier=nom, attendu=ACCEPTES)
    if len(octets) > OCTETS:
        raise EntreeInvalide.simple("fichier trop volumineux", fichier=nom, attendu=f"{OCTETS // 1_000_000} Mo au plus")
    return octets


def genre_de(octets: bytes, fichier: str) -> str:
    """The kind of a content, by its first bytes.

    Raises:
        EntreeInvalide: protected by a password, or of a kind that is not read.
    """

    def refus(message: str, attendu: str = ACCEPTES) -> EntreeInvalide:
        return EntreeInvalide.simple(message, fichier=fichier, attendu=attendu)

    if octets.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in octets:
            raise refus("ce classeur est protégé par un mot de passe", "enregistrez-en une copie sans mot de passe")
        if "WordDocument".encode("utf-16-le") in octets:
            raise refus("c’est un document de traitement de texte, pas un tableau")
        return "xls"
    if octets.startswith(b"PK"):
        if b"xl/workbook.bin" in octets:
            raise refus("un classeur .xlsb n’est pas lu", "enregistrez-le en .xlsx")
        if b"xl/" in octets:
            return "xlsx"
        if b"word/" in octets or b"opendocument.text" in octets[:200]:
            raise refus("c’est un document de traitement de texte, pas un tableau")
        if b"content.xml" in octets:
            return "ods"
        raise refus("cette archive n’est pas un classeur, ou elle est abîmée")
    if b"%PDF-" in octets[:1024]:
        return "pdf"
    if octets.startswith((b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"RIFF")) or octets[4:12] in (
        b"ftypheic",
        b"ftypmif1",
    ):
        return "image"
    debut = octets[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if debut.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta")):
        raise refus("c’est une page HTML ou XML, pas un tableau", "ouvrez-la dans un tableur et enregistrez en .xlsx")
    return "texte"


def _tableur(genre: str) -> Lecteur:
    def lire(entree: Entree) -> Lecture:
        feuilles = lire_a_part("indu.importation.tableurs:lire_tableur", entree.octets, entree.nom, genre=genre)
        return _lecture(feuilles, entree)

    return lire


def _texte(entree: Entree) -> Lecture:
    return _lecture(lire_a_part("indu.importation.csv_:lire_csv", entree.octets, entree.nom), entree)


def _pages(genre: Literal["pdf", "image"]) -> Lecteur:
    def lire(entree: Entree) -> Lecture:
        from indu.importation.pdf_pages import lire_image, lire_pdf

        lu = (lire_pdf if genre == "pdf" else lire_image)(entree.octets, entree.nom, entree.arguments)
        tete = f"{entree.prefixe}, " if entree.prefixe else ""
        return Lecture(
            tuple(_situer(grille, tete) for grille in lu.grilles),
            champs_du_dossier(lu.champs, entree.prefixe),
            (*(f"{tete}{dit}" for dit in lu.avis), *dire_le_reste(lu.champs, entree.prefixe)),
            image=any(page.origine == "image" for page in lu.pages),
        )

    return lire


def _situer(grille: Grille, tete: str) -> Grille:
    """The same grid, its places told with the file they are in."""
    if not tete:
        return grille
    rangees = tuple(tuple(replace(c, lieu=f"{tete}{c.lieu}") for c in rangee) for rangee in grille.rangees)
    return Grille(f"{tete}{grille.nom}", rangees)


LECTEURS: dict[str, Lecteur] = {
    "xlsx": _tableur("xlsx"),
    "xls": _tableur("xls"),
    "ods": _tableur("ods"),
    "texte": _texte,
    "pdf": _pages("pdf"),
    "image": _pages("image"),
}
"""One reader for each kind of content."""


def _lecture(feuilles: list[Feuille], entree: Entree) -> Lecture:
    grilles = []
    avis = []
    for rang, lue in enumerate(feuilles, start=1):
        nom = entree.masqueur.feuille(lue["nom"], rang) if lue["nom"] else ""
        lieu = ", ".join(partie for partie in (entree.prefixe, nom) if partie)
        grilles.append(
            Grille(lieu, tuple(_rangee(rangee, numero, lieu) for numero, rangee in enumerate(lue["rangees"], 1)))
        )
        avis += [f"{entree.prefixe}, {dit}" if entree.prefixe else dit for dit in lue["avis"]]
    return Lecture(tuple(grilles), avis=tuple(avis))


def _rangee(brutes: list[Any], numero: int, feuille: str) -> tuple[Cellule, ...]:
    tete = f"{feuille}, " if feuille else ""
    return tuple(_cellule(brute, f"{tete}{lettres(rang)}{numero}") for rang, brute in enumerate(brutes))


_nettoyer = lru_cache(maxsize=20_000)(nettoyer)
"""A column repeats its values: dates, acts, motifs."""


def _cellule(brute: Any, lieu: str) -> Cellule:
    if isinstance(brute, str):
        return Cellule(_nettoyer(brute) if brute else "", lieu)
    texte, genre, valeur = brute
    propre = _nettoyer(texte)
    if propre != texte:  # a number that was a NIR
        return Cellule(propre, lieu)
    return Cellule(texte, lieu, date.fromisoformat(valeur) if genre == "d" else Decimal(valeur))
