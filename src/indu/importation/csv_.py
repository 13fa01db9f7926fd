"""CSV as French Excel writes it: the encoding and the separator found, or a clear refusal."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from io import StringIO

from indu.commun.erreurs import EntreeInvalide
from indu.importation.limites import CELLULES, COLONNES, RANGEES, Feuille, feuille

SEPARATEURS = {";": "le point-virgule", "\t": "la tabulation", ",": "la virgule"}
_MARQUES = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ANCIENS = ("cp1252", "mac_roman", "cp850")
"""In the order of preference; the one that gives the most French signs wins."""
_SIGNES_FRANCAIS = frozenset("éèêëàâäçùûüôöîïœÉÈÊËÀÂÇÙÔÎŒ€°’«»–…\u00a0")
_ECHANTILLON = 200
_LIGNES_PAR_CELLULE = 40
"""More line feeds than that in a cell: a quote was opened and never closed."""


def lire_csv(octets: bytes) -> list[Feuille]:
    """The only sheet of a CSV file.

    Raises:
        EntreeInvalide: not a text, no separator among the three, an open quote, too many cells.
    """
    texte = decoder(octets)
    if not texte.strip():
        raise EntreeInvalide.simple("ce fichier est vide", attendu="un tableau avec ses en-têtes")
    separateur = separateur_de(texte)
    csv.field_size_limit(1_000_000)
    rangees: list[list[str]] = []
    cellules = 0
    corps = texte.split("\n", 1)[1] if _annonce(texte) else texte
    lecteur = csv.reader(StringIO(corps, newline=""), delimiter=separateur, strict=True)
    try:
        for rangee in lecteur:
            if any(cellule.count("\n") > _LIGNES_PAR_CELLULE for cellule in rangee):
                raise _guillemet(lecteur.line_num)
            cellules += len(rangee)
            if len(rangee) > COLONNES or cellules > CELLULES or len(rangees) >= RANGEES:
                raise EntreeInvalide.simple(
                    "ce tableau est trop grand pour être celui d’une caisse", attendu=f"{RANGEES} rangées au plus"
                )
            rangees.append(rangee)
    except csv.Error:
        raise _guillemet(lecteur.line_num) from None
    if _annonce(texte):
        rangees.insert(0, [])
    return [feuille("", rangees)]


def decoder(octets: bytes) -> str:
    """The text of the bytes: the mark first, then UTF-8, then the old encodings of Windows, Macintosh and DOS.

    Raises:
        EntreeInvalide: it is not a text.
    """
    for marque, encodage in _MARQUES:
        if octets.startswith(marque):
            try:
                return octets.decode(encodage)
            except UnicodeDecodeError:
                raise _pas_un_texte() from None
    if b"\0" in octets:
        raise _pas_un_texte()
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        pass
    haut = bytes(octet for octet in octets if octet > 127)
    candidats = []
    for rang, encodage in enumerate(_ANCIENS):
        try:
            octets.decode(encodage)
        except UnicodeDecodeError:
            continue
        francais = sum(signe in _SIGNES_FRANCAIS for signe in haut.decode(encodage, "replace"))
        candidats.append((-francais, rang, encodage))
    return octets.decode(min(candidats)[2])


def separateur_de(texte: str) -> str:
    """The separator among « ; », tabulation and « , »: the one that cuts most rows into the same number of cells.

    Raises:
        EntreeInvalide: none of them makes a table.
    """
    if annonce := _annonce(texte):
        return annonce
    debut = texte[:200_000]
    notes: list[tuple[float, str]] = []
    for separateur in SEPARATEURS:
        largeurs: list[int] = []
        try:
            for rangee in csv.reader(StringIO(debut, newline=""), delimiter=separateur):
                if any(cellule.strip() for cellule in rangee):
                    largeurs.append(len(rangee))
                if len(largeurs) >= _ECHANTILLON:
                    break
        except csv.Error:
            continue
        frequences = Counter(largeur for largeur in largeurs if largeur > 1)
        if frequences:
            largeur, nombre = max(frequences.items(), key=lambda couple: (couple[1] * (couple[0] - 1), couple[0]))
            notes.append((nombre / len(largeurs) * (largeur - 1), separateur))
    if not notes or max(notes)[0] < 0.5:
        choix = ", ".join(SEPARATEURS.values())
        raise EntreeInvalide.simple(
            "ce fichier texte n’est pas un tableau : aucun séparateur reconnu", attendu=f"un de ceux-ci : {choix}"
        )
    meilleure = max(note for note, _ in notes)
    return next(separateur for separateur in SEPARATEURS if (meilleure, separateur) in notes)


def _annonce(texte: str) -> str:
    """The separator that Excel announces on the first line (« sep=; »)."""
    premiere = texte.split("\n", 1)[0].strip().lower()
    return premiere[4:] if premiere.startswith("sep=") and premiere[4:] in SEPARATEURS else ""


def _guillemet(ligne: int) -> EntreeInvalide:
    return EntreeInvalide.simple(
        f"un guillemet est mal placé, ou jamais fermé, à la ligne {ligne} du fichier ou avant",
        attendu="rouvrez le fichier dans un tableur et enregistrez-le en .xlsx",
    )


def _pas_un_texte() -> EntreeInvalide:
    return EntreeInvalide.simple("ce n’est pas un fichier texte", attendu="un CSV enregistré par un tableur")
