"""French text: cleaning at the border, masking of identifiers, typography, lists of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

INSECABLE = "\u00a0"
FINE = "\u202f"
MASQUE_NIR = "[NIR masqué]"

_CONTROLES = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"
    "\ue000-\uf8ff]"
)
_NIR = re.compile(
    r"(?<![\w])[123478][\s.\u00a0\u202f-]?\d{2}[\s.\u00a0\u202f-]?(?:0[1-9]|1[0-2]|[2-9]\d)[\s.\u00a0\u202f-]?"
    r"(?:\d{2}|2[ABab])[\s.\u00a0\u202f-]?\d{3}[\s.\u00a0\u202f-]?\d{3}(?:[\s.\u00a0\u202f-]?\d{2})?(?![\w])"
)
_ESPACES = "[ \u00a0\u202f]*"


def nettoyer(texte: str) -> str:
    """A string as it enters the program: NFC, no control or private-use character, NIR masked, line feeds only.

    No-break spaces are kept.
    """
    unifie = unicodedata.normalize("NFC", texte).replace("\r\n", "\n").replace("\r", "\n")
    return masquer_identifiants(_CONTROLES.sub("", unifie)).strip()


def masquer_identifiants(texte: str) -> str:
    """The text with every French social security number (NIR, 13 or 15 characters) replaced by a mask."""
    return _NIR.sub(MASQUE_NIR, texte)


def typographier(texte: str) -> str:
    """French spacing in a text of ours: no-break spaces where a line must not break.

    Narrow before ``; ! ?`` and inside numbers, wide before ``:`` and inside « guillemets », and between an
    abbreviation and what it announces (« L. 133-4 », « n° 22-11.613 », « 1er mars »). Idempotent.
    Never applied to user text.
    """
    texte = texte.replace("'", "’").replace("...", "…")
    texte = re.sub(rf"(?<=\S){_ESPACES}([;!?])(?=\s|$|[»)\u00a0])", FINE + r"\1", texte)
    texte = re.sub(rf"(?<=[^\s:/]){_ESPACES}:(?=\s|$)", INSECABLE + ":", texte)
    texte = re.sub(rf"«{_ESPACES}", "«" + INSECABLE, texte)
    texte = re.sub(rf"{_ESPACES}»", INSECABLE + "»", texte)
    texte = re.sub(
        r"\b(articles?|art\.|alinéas?|lignes?|pages?|pièces?|avenant|titre|chapitre) (?=[\dLRDIVX\ue000])",
        r"\1" + INSECABLE,
        texte,
    )
    texte = re.sub(r"\b([LRD]\.(?:\*)?) (?=\d)", r"\1" + INSECABLE, texte)
    texte = re.sub(r"(n°|N°|§) ?(?=[\w\ue000])", r"\1" + INSECABLE, texte)
    texte = re.sub(
        r"\b(\d{1,2}|1er) "
        r"(?=(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b)",
        r"\1" + INSECABLE,
        texte,
    )
    texte = re.sub(r"\b(Cass\.|CA|CE|TJ|M\.|Mme|Dr) (?=[\dA-Z])", r"\1" + INSECABLE, texte)
    texte = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", FINE, texte)
    return re.sub(r"(?<=\d) (?=[€%])", INSECABLE, texte)


def espaces_simples(texte: str) -> str:
    """The text with every run of spaces, no-break ones included, folded to one plain space (for comparisons)."""
    return re.sub(r"[\s\u00a0\u202f\u2009]+", " ", texte).strip()


def enumerer(elements: Sequence[str], liaison: str = "et") -> str:
    """« a », « a et b », « a, b et c »."""
    if len(elements) <= 1:
        return "".join(elements)
    return f"{', '.join(elements[:-1])} {liaison} {elements[-1]}"


def plages(numeros: Iterable[int]) -> str:
    """Line numbers as a reader wants them: « 1 à 4, 7 et 9 » (three or more in a row make a range)."""
    tries = sorted(set(numeros))
    morceaux: list[str] = []
    debut = 0
    while debut < len(tries):
        fin = debut
        while fin + 1 < len(tries) and tries[fin + 1] == tries[fin] + 1:
            fin += 1
        if fin - debut >= 2:
            morceaux.append(f"{tries[debut]} à {tries[fin]}")
        else:
            morceaux += [str(numero) for numero in tries[debut : fin + 1]]
        debut = fin + 1
    return enumerer(morceaux)


def accorder(nombre: int, singulier: str, pluriel: str | None = None) -> str:
    """« 1 ligne », « 3 lignes » (in French, zero and one are singular)."""
    return f"{nombre}{INSECABLE}{singulier if abs(nombre) < 2 else pluriel or singulier + 's'}"


def proche(nom: str, valides: Iterable[str]) -> str:
    """The valid name nearest to a wrong one, or an empty string."""
    trouves = get_close_matches(nom.strip().lower(), sorted(valides), n=1, cutoff=0.6)
    return trouves[0] if trouves else ""


def identifiant(texte: str) -> str:
    """A safe file name part: ASCII letters, digits and hyphens only."""
    ascii_seul = unicodedata.normalize("NFKD", texte).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_seul).strip("-").lower()
