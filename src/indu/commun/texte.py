"""French text: cleaning at the border, masking of identifiers, typography, lists of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from functools import cache

INSECABLE = "\u00a0"
FINE = "\u202f"
MASQUE_NIR = "[NIR masqué]"

_CONTROLES = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"
    "\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
_ENTRE = r"[\s.\u00a0\u202f-]{0,2}"
_NIR = re.compile(
    rf"(?<!\w)[123478]{_ENTRE}\d{{2}}{_ENTRE}(?:0[1-9]|1[0-2]|[2-9]\d){_ENTRE}"
    rf"(?:\d{{2}}|2[ABab]){_ENTRE}\d{{3}}{_ENTRE}\d{{3}}(?:{_ENTRE}\d{{2}})?(?!\w)"
)
_ESPACES = "[ \u00a0\u202f]*"
_MOIS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"


def nettoyer(texte: str) -> str:
    """A string as it enters the program: NFC, no control or private-use character, NIR masked, line feeds only.

    No-break spaces are kept.
    """
    lignes = re.sub("\r\n?|[\u0085\u2028\u2029]", "\n", texte)
    return masquer_identifiants(unicodedata.normalize("NFC", _CONTROLES.sub("", lignes))).strip()


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
    for modele, remplacement in _typographie():
        texte = modele.sub(remplacement, texte)
    return texte


@cache
def _typographie() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What is looked for and what takes its place, in order; compiling them takes milliseconds, so it is done late."""
    return tuple(
        (re.compile(modele), remplacement)
        for modele, remplacement in (
            (rf"(?<=\S){_ESPACES}([;!?])(?=\s|$|[»)\u00a0])", FINE + r"\1"),
            (rf"(?<=[^\s:/]){_ESPACES}:(?=\s|$)", INSECABLE + ":"),
            (rf"«{_ESPACES}", "«" + INSECABLE),
            (rf"{_ESPACES}»", INSECABLE + "»"),
            (
                r"\b(articles?|art\.|alinéas?|lignes?|pages?|pièces?|avenant|titre|chapitre) (?=[\dLRDIVX\ue000])",
                r"\1" + INSECABLE,
            ),
            (r"\b([LRD]\.(?:\*)?) (?=\d)", r"\1" + INSECABLE),
            (r"(n°|N°|§) ?(?=[\w\ue000])", r"\1" + INSECABLE),
            (rf"\b(\d{{1,2}}|1er) (?=(?:{_MOIS})\b)", r"\1" + INSECABLE),
            (r"\b(Cass\.|CA|CE|TJ|M\.|Mme|Dr|C\.) (?=[\dA-Z]|civ\.)", r"\1" + INSECABLE),
            (r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", FINE),
            (r"(?<=\d) (?=[€%])", INSECABLE),
        )
    )


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


def majuscule(texte: str) -> str:
    """The text with a capital at its start."""
    return texte[:1].upper() + texte[1:]


def phrase(texte: str) -> str:
    """The text as a sentence begins: a capital, and typeset."""
    return typographier(majuscule(texte))


def dire_lignes(numeros: Collection[int]) -> str:
    """« ligne 3 », « lignes 1 à 4 »; nothing for none."""
    return f"{'ligne' if len(numeros) == 1 else 'lignes'} {plages(numeros)}" if numeros else ""


def proche(nom: str, valides: Iterable[str]) -> str:
    """The valid name nearest to a wrong one, or an empty string."""
    return next(iter(_ressemblants(nom, valides, 1, 0.6)), "")


def proches(nom: str, valides: Iterable[str], nombre: int) -> list[str]:
    """The few valid names that look somewhat like a wrong one, the nearest first."""
    return _ressemblants(nom, valides, nombre, 0.4)


def _ressemblants(nom: str, valides: Iterable[str], nombre: int, seuil: float) -> list[str]:
    par_minuscules = {valide.lower(): valide for valide in sorted(valides)}
    trouves = get_close_matches(nom.strip().lower(), par_minuscules, n=nombre, cutoff=seuil)
    return [par_minuscules[trouve] for trouve in trouves]


def identifiant(texte: str) -> str:
    """A safe file name part: ASCII letters, digits and hyphens only."""
    ascii_seul = unicodedata.normalize("NFKD", texte).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_seul).strip("-").lower()
