"""From the caisse's words to griefs: each distinct motif is one grief, brought to the catalogue when it is sure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from indu.importation.grille import Cellule, lettres
from indu.importation.masquage import replier
from indu.importation.proposition import GriefPropose, LigneProposee
from indu.importation.vocabulaire import Motif, Vocabulaire

AUTRE = "autre"
PLAFOND = 40
"""More distinct motifs than that are not a caisse's list: those of one nature are then brought together."""
SEPARATEURS = ("\n", " / ", ";", " + ", " | ")
"""What parts two motifs of a cell, tried in this order."""
SEPARATEURS_DE_PHRASE = (" et ", ",", "/")
"""What parts them only when each part is a motif that is recognised."""
SANS_MOTIF = "la caisse n’écrit pas de motif dans ce tableau"
_CODE = re.compile(r"[A-Za-z]?\d{0,4}[A-Za-z]?")
_LEGENDE = re.compile(r"\s*([A-Za-z]?\d{0,4}[A-Za-z]?)\s*[:=–-]\s*(\S.{5,})", re.DOTALL)


def natures(texte: str, vocabulaire: Vocabulaire) -> tuple[str, ...]:
    """The griefs of the catalogue that these words can say: one is sure, none or several is not."""
    mots = re.findall(r"[a-z]+|\d+", replier(texte))
    trouvees = [(_note(motif, mots), motif.grief) for motif in vocabulaire.motifs.motifs]
    meilleure = max((note for note, _ in trouvees), default=0)
    return tuple(grief for note, grief in trouvees if note and note == meilleure)


def _note(motif: Motif, mots: Sequence[str]) -> int:
    """How many beginnings of words of its best group are all there (none when an excluded one is)."""

    def present(debut: str) -> bool:
        return any(mot == debut or (len(debut) > 2 and mot.startswith(debut)) for mot in mots)

    if any(present(debut) for debut in motif.sauf):
        return 0
    return max((len(groupe) for groupe in motif.mots if all(present(debut) for debut in groupe)), default=0)


def legendes(textes: Iterable[Cellule], vocabulaire: Vocabulaire) -> dict[str, str]:
    """What the notes of the table say of its codes: « A : absence de prescription »."""
    trouvees: dict[str, str] = {}
    for cellule in textes:
        for morceau in cellule.texte.split("\n"):
            if (forme := _LEGENDE.fullmatch(morceau)) and forme[1]:
                trouvees.setdefault(forme[1].upper(), vocabulaire.masqueur.texte(forme[2].strip()))
    return trouvees


def decouper(texte: str, vocabulaire: Vocabulaire, codes: Mapping[str, str]) -> tuple[str, ...]:
    """The motifs that one cell holds: « A, B », « motif 1 / motif 2 »; a comma of a sentence cuts nothing."""
    morceaux = [m.strip() for m in re.split(r"\s*[,;/+\n]\s*|\s+et\s+", texte) if m.strip()]
    if len(morceaux) > 1 and all(len(m) <= 5 and _CODE.fullmatch(m) for m in morceaux):
        return tuple(dict.fromkeys(codes.get(m.upper(), m.upper()) for m in morceaux))
    if texte.strip().upper() in codes:
        return (codes[texte.strip().upper()],)
    for separateur in SEPARATEURS:
        parties = [partie.strip() for partie in texte.split(separateur) if partie.strip()]
        if len(parties) > 1 and (all(len(partie) > 5 for partie in parties)) and _motifs_entiers(parties, vocabulaire):
            return tuple(parties)
    for separateur in SEPARATEURS_DE_PHRASE:
        parties = [partie.strip() for partie in texte.split(separateur) if partie.strip()]
        reconnues = [natures(partie, vocabulaire) for partie in parties]
        if len(parties) > 1 and all(len(trouvees) == 1 for trouvees in reconnues) and len(set(reconnues)) > 1:
            return tuple(parties)
    return (" ".join(texte.split()),)


def _motifs_entiers(parties: Sequence[str], vocabulaire: Vocabulaire) -> bool:
    """Whether the parts are motifs of their own: not one alone is recognised among two."""
    reconnues = sum(1 for partie in parties if natures(partie, vocabulaire))
    return reconnues != 1 or len(parties) > 2


def attribuer(
    lignes: Sequence[LigneProposee], vocabulaire: Vocabulaire, textes: Iterable[Cellule], catalogue: Iterable[str]
) -> tuple[list[LigneProposee], list[GriefPropose]]:
    """The lines with their griefs (A, B, C…), and the griefs, in the order of the table."""
    codes = legendes(textes, vocabulaire)
    connus = frozenset(catalogue)
    griefs: dict[str, GriefPropose] = {}
    coupes: dict[tuple[str, ...], tuple[str, ...]] = {}

    def identifiant(motif: str) -> str:
        trouvees = tuple(n for n in natures(motif, vocabulaire) if n in connus)
        mots = re.findall(r"[a-z]+", replier(motif))
        cle = " ".join(mots) if len(mots) > 1 else replier(motif)  # « A1 » and « A2 » are two codes; dates vary
        if len(griefs) >= PLAFOND:
            cle = trouvees[0] if len(trouvees) == 1 else AUTRE
        if cle not in griefs:
            griefs[cle] = _grief(lettres(len(griefs)), motif, trouvees)
        return griefs[cle].id

    attribuees = []
    for ligne in lignes:
        if ligne.motifs not in coupes:
            motifs = [m for texte in ligne.motifs for m in decouper(texte, vocabulaire, codes)]
            coupes[ligne.motifs] = tuple(dict.fromkeys(identifiant(motif) for motif in motifs or [""]))
        attribuees.append(replace(ligne, griefs=coupes[ligne.motifs]))
    return attribuees, list(griefs.values())


def _grief(nom: str, motif: str, trouvees: tuple[str, ...]) -> GriefPropose:
    if not motif:
        return GriefPropose(nom, AUTRE, "", SANS_MOTIF)
    if len(trouvees) == 1:
        return GriefPropose(nom, trouvees[0], motif)
    if trouvees:
        return GriefPropose(nom, AUTRE, motif, f"plusieurs griefs possibles : {', '.join(trouvees)}")
    return GriefPropose(nom, AUTRE, motif, "aucun grief du catalogue reconnu avec certitude")
