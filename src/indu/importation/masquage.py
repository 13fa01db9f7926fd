"""Privacy at the border: nothing that could be a social security number or a person's name leaves the importer.

A name cannot be told from a word by its look, so free text is read the other way round: only known words (those of
the library, of the catalogues and of the headers) are kept; any other word is masked. A mask too many is a nuisance
that the user mends; a name too many is a leak.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from indu.commun.ressources import Ressources
from indu.commun.texte import MASQUE_NIR, masquer_identifiants, nettoyer

MASQUE = "[…]"
_MOT = re.compile(r"[^\W\d_]+")
_CIVILITES = re.compile(
    r"(?i)\b(M|Mr|Mme|Mmes|MM|Mlle|Mle|Monsieur|Madame|Mademoiselle|Dr|Docteur|Pr|enfant|époux|épouse|née?)\b\.?"
    r"[\s’'-]+([^\W\d_]{2,})((?:[\s’'-]+[^\W\d_]{2,}){0,2})"
)
_NIR_TRONQUE = re.compile(
    r"(?<!\w)[1-478]\s?\d{2}\s?(?:0[1-9]|1[0-2]|[2-9]\d)\s?(?:\d{2}|2[ABab])[\s\dXx*•#.…_-]{2,}(?!\w)"
)
_LONG_NOMBRE = re.compile(r"(?<!\w)\d(?:[ .\u00a0\u202f]?\d){9,}(?!\w)")
_VOISIN_AVANT = re.compile(r"\b(?P<mot>[^\W\d_a-zà-ÿ][^\W\d_]+)(?=[\s’'-]+\[…\])")
_VOISIN = re.compile(r"(?<=\[…\])[\s’'-]+(?P<mot>[^\W\d_a-zà-ÿ][^\W\d_]+)")
_TITRES = frozenset(
    {"m", "mr", "mme", "mlle", "mle", "monsieur", "madame", "mademoiselle", "dr", "enfant", "bb", "bebe"}
)
_LIAISONS = frozenset({"epouse", "ep", "nee", "ne", "veuve", "veuf", "vve", "usage", "dit", "dite"})
_PARTICULES = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "el", "ben", "van", "von", "da", "dos", "di"})


@lru_cache(maxsize=50_000)
def replier(texte: str) -> str:
    """Lower case, without accents: the form in which words are compared."""
    decompose = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "oe").replace("’", "'"))
    return "".join(signe for signe in decompose if not unicodedata.combining(signe)).lower()


def _civil(trouve: re.Match[str]) -> str:
    """« M. … »: the word after the title is a name whatever it is; the next ones are too when they are in capitals."""
    suite = _MOT.sub(lambda mot: MASQUE if mot[0][0].isupper() else mot[0], trouve[3])
    return f"{trouve[1]} {MASQUE}{suite}"


@dataclass(frozen=True, slots=True)
class Masqueur:
    """What may be shown: ``courants`` are the words of the law and of the caisses, ``noms`` those of the patients."""

    courants: frozenset[str]
    noms: frozenset[str] = frozenset()
    metier: frozenset[str] = frozenset()
    """The words of the catalogues and of the headers: beside a masked word, other words in capitals are masked too."""

    def avec(self, noms: Iterable[str]) -> Masqueur:
        """The same, knowing the names of an identity column too (they win over common words)."""
        mots = {replier(mot) for nom in noms for mot in _MOT.findall(nom)}
        return replace(self, noms=self.noms | {mot for mot in mots if len(mot) > 2 and mot not in _TITRES})

    def texte(self, texte: str) -> str:
        """A free text of the file with every number like a NIR, and every word that is not a known one, masked."""
        sans_nir = _NIR_TRONQUE.sub(MASQUE_NIR, masquer_identifiants(texte))
        sans_nir = _LONG_NOMBRE.sub(MASQUE, sans_nir)
        sans_civils = _CIVILITES.sub(_civil, sans_nir)
        masque = "".join(
            partie if partie.startswith("[") else _MOT.sub(self._mot, partie)
            for partie in re.split(r"(\[[^\]]*\])", sans_civils)
        )
        voisins = _VOISIN.sub(self._voisin, _VOISIN_AVANT.sub(self._voisin, " ".join(masque.split())))
        return re.sub(r"\[…\](?:[\s’'.-]*\[…\])+", MASQUE, voisins)

    def _voisin(self, trouve: re.Match[str]) -> str:
        """« PETIT […] »: a common word in capitals beside a masked one is the rest of the name."""
        plie = replier(trouve["mot"])
        return trouve[0] if plie in self.metier or plie in _TITRES else trouve[0].replace(trouve["mot"], MASQUE)

    def _mot(self, trouve: re.Match[str]) -> str:
        return trouve[0] if self.connu(trouve[0]) else MASQUE

    def connu(self, mot: str) -> bool:
        """Whether a word may be shown."""
        plie = replier(mot)
        if plie in self.noms:
            return False
        singulier = plie.removesuffix("s")
        return len(plie) == 1 or plie in self.courants or singulier in self.courants or singulier + "e" in self.courants

    def entete(self, texte: str) -> str:
        """A header as messages repeat it: its words are the caisse's, but for a NIR, « M. … » and the known names."""
        plat = _CIVILITES.sub(_civil, _NIR_TRONQUE.sub(MASQUE_NIR, " ".join(texte.split())))
        return self.fichier(_LONG_NOMBRE.sub(MASQUE, plat))[:60]

    def reference(self, texte: str) -> str:
        """An invoice or line reference: kept when it is one short code, its unknown words masked otherwise."""
        propre = masquer_identifiants(texte)
        mots = _MOT.findall(propre)
        if any(replier(mot) in self.noms for mot in mots) or any(len(mot) > 5 and not self.connu(mot) for mot in mots):
            return self.texte(propre)
        return propre if len(mots) <= 3 and len(propre) <= 40 else self.texte(propre)

    def code(self, lettres: str) -> bool:
        """Whether some capitals can be the key letter of an act rather than a name."""
        return replier(lettres) not in self.noms and (len(lettres) <= 4 or self.connu(lettres))

    def fichier(self, chemin: str) -> str:
        """The name of a file as messages give it: what the user typed, without a NIR or a known name."""
        propre = masquer_identifiants(chemin)
        if not self.noms:
            return propre
        return _MOT.sub(lambda trouve: MASQUE if replier(trouve[0]) in self.noms else trouve[0], propre)

    def feuille(self, nom: str, rang: int) -> str:
        """The name of a sheet when it is made of known words (a sheet may bear the patient's name), else its rank."""
        mots = _MOT.findall(nom)
        court = nettoyer(nom)[:31]
        if mots and MASQUE_NIR not in court and all(self.connu(mot) or replier(mot) in _FEUILLES for mot in mots):
            return court
        return f"feuille {rang}"


_FEUILLES = frozenset({"feuil", "feuille", "sheet", "tableau", "table", "onglet", "annexe", "liste", "export"})


def charger_masqueur(ressources: Ressources) -> Masqueur:
    """The words of every file of the library, which are those of the law, of the caisses and of the profession."""
    courants: set[str] = set()
    metier: set[str] = set()
    for relatif in ressources.lister("", ".yaml"):
        mots = _MOT.findall(ressources.lire(relatif).decode("utf-8", "ignore"))
        courants.update(mots)
        if relatif == "griefs.yaml" or relatif.startswith("importation/"):
            metier.update(mots)
    return Masqueur(frozenset(map(replier, courants)), metier=frozenset(map(replier, metier)))


def forme(texte: str) -> str:
    """The shape of a value without the value: « AAA 0,00 », « 00/00/0000 » (capitals A, small a, figures 0)."""
    plat = " ".join(texte.split())[:24]
    signes = (("A" if s.isupper() else "a") if s.isalpha() else "0" if s.isalnum() else s for s in plat)
    return "".join(signes)


def initiales(identite: str, *, prenom_d_abord: bool = False) -> str | None:
    """« M. D. » from « DUPONT Marie », « Mme Dupont Marie », « Marie DUPONT » (capitals tell the family name).

    ``prenom_d_abord`` is the order that the header announces, used when capitals do not tell. ``None``: no letter.
    """
    texte = masquer_identifiants(identite).replace(MASQUE_NIR, " ")
    if deja := re.fullmatch(r"\s*([A-ZÀ-Þ])[. -]{0,2}([A-ZÀ-Þ])\.?\s*", texte):
        return f"{deja[1]}. {deja[2]}."
    mots = [mot for mot in re.split(r"[\s,.;/()\d]+", texte) if mot and any(signe.isalpha() for signe in mot)]
    mots = [mot for mot in mots if replier(mot) not in _TITRES] or mots
    for rang, mot in enumerate(mots):
        if rang and replier(mot) in _LIAISONS:  # « DUPONT épouse MARTIN Marie » : the birth name first, then the rest
            mots = [mots[0], *mots[rang + 2 :]]
            break
    utiles = [mot for mot in mots if replier(mot) not in _PARTICULES] or mots
    if not utiles:
        return None
    capitales = [mot for mot in utiles if mot.isupper() and len(mot) > 1]
    autres = [mot for mot in utiles if mot not in capitales]
    if capitales and autres:
        nom, prenom = capitales[0], autres[0]
    elif prenom_d_abord:
        prenom, nom = utiles[0], utiles[-1]
    else:
        nom, prenom = utiles[0], utiles[-1]
    lettres = [_premiere(prenom), _premiere(nom)] if len(utiles) > 1 else [_premiere(nom)]
    return " ".join(f"{lettre}." for lettre in lettres if lettre) or None


def _premiere(mot: str) -> str:
    lettre = next((signe for signe in mot if signe.isalpha()), "")
    majuscule = replier(lettre)[:1].upper()
    return majuscule if majuscule.isupper() else ""
