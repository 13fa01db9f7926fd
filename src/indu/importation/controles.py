"""The checks of an import: the sum of the lines against the totals printed, lines written twice, dates, patients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from indu.commun.montants import Centimes, euros
from indu.commun.texte import accorder
from indu.importation.proposition import LigneProposee
from indu.importation.rangees import Total

LIEUX_CITES = 8


def total_general(totaux: Sequence[Total], sommes: Sequence[Centimes]) -> tuple[Centimes | None, str]:
    """The total of the whole claim and where it is: a grand total, or the sum of page totals that all hold.

    ``sommes`` are the sums claimed row by row, in the order that :attr:`Total.apres` counts.
    """
    generaux = [total for total in totaux if total.genre == "total"] or [t for t in totaux if t.genre == "sous_total"]
    if not generaux:
        return None, ""
    if len(generaux) > 1 and all(tient for _, tient in _sections(generaux, sommes)):
        entier = sum(total.centimes for total in generaux)
        if entier == sum(sommes):
            return entier, " + ".join(total.lieu for total in generaux[:LIEUX_CITES])
    dernier = max(generaux, key=lambda total: abs(total.centimes))
    return dernier.centimes, dernier.lieu


def _sections(totaux: Sequence[Total], sommes: Sequence[Centimes]) -> Iterator[tuple[Total, bool]]:
    """Each total, and whether it is the sum of the rows since the total before it."""
    debut = 0
    for total in totaux:
        yield total, total.centimes == sum(sommes[debut : total.apres])
        debut = total.apres


def totaux_faux(totaux: Sequence[Total], sommes: Sequence[Centimes]) -> Iterator[str]:
    """The printed sub-totals that neither their section nor the rows so far make."""
    sous_totaux = [total for total in totaux if total.genre == "sous_total"]
    for total, tient in _sections(sous_totaux, sommes):
        if not tient and total.centimes != sum(sommes[: total.apres]) and total.apres:
            yield f"sous-total imprimé de {euros(total.centimes)} ({total.lieu}) : ses lignes ne font pas cette somme"


def doublons(lignes: Iterable[LigneProposee]) -> Iterator[str]:
    """Rows that say exactly the same thing."""
    groupes: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for ligne in lignes:
        if ligne.facture or ligne.personne:
            cle = (
                ligne.facture,
                ligne.personne,
                ligne.date_soin,
                ligne.date_paiement,
                ligne.acte,
                ligne.coefficient,
                ligne.accessoire,
                ligne.montant_reclame,
            )
            groupes[cle].append(ligne.lieux[0])
    repetes = [lieux for lieux in groupes.values() if len(lieux) > 1]
    if repetes:
        cites = " ; ".join(", ".join(lieux[:4]) for lieux in repetes[:LIEUX_CITES])
        suite = "…" if len(repetes) > LIEUX_CITES else ""
        yield f"rangées identiques, à vérifier ({accorder(len(repetes), 'groupe')}) : {cites}{suite}"


def dates(lignes: Sequence[LigneProposee]) -> Iterator[str]:
    """Payments before the care, and lines without a date of payment (on which prescription cannot be checked)."""
    avant = [li.lieux[0] for li in lignes if li.date_soin and li.date_paiement and li.date_paiement < li.date_soin]
    if avant:
        yield f"paiement daté avant le soin ({len(avant)}) : {_citer(avant)}"
    sans = sum(1 for ligne in lignes if ligne.date_paiement is None)
    if sans:
        yield f"{accorder(sans, 'ligne')} sans date de paiement : la prescription ne peut pas y être vérifiée"


def homonymes(lignes: Iterable[LigneProposee]) -> Iterator[str]:
    """Initials that several patients share."""
    personnes: dict[str, set[str]] = defaultdict(set)
    for ligne in lignes:
        if ligne.patient:
            personnes[ligne.patient].add(ligne.personne)
    communs = [f"{patient} ({len(qui)})" for patient, qui in personnes.items() if len(qui) > 1]
    if communs:
        yield f"plusieurs patients ont les mêmes initiales : {_citer(communs)}"


def _citer(elements: Sequence[str]) -> str:
    return ", ".join(elements[:LIEUX_CITES]) + ("…" if len(elements) > LIEUX_CITES else "")
