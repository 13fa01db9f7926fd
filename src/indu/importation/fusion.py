"""Lines brought together: an act and its journey on two rows, a regularisation and what it cancels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indu.commun.montants import Centimes, euros
from indu.importation.proposition import LigneProposee


@dataclass(frozen=True, slots=True)
class Tri:
    """The lines a dossier can hold, those to complete by hand, the regularisations; and what was decided."""

    lignes: tuple[LigneProposee, ...]
    a_completer: tuple[LigneProposee, ...]
    negatives: tuple[LigneProposee, ...]
    avis: tuple[str, ...]


def redresser(lignes: Sequence[LigneProposee]) -> tuple[list[LigneProposee], str]:
    """A table that claims with negative sums only (a flow of payments), turned over; and the sentence for it."""
    sommes = [ligne.montant_reclame for ligne in lignes if ligne.montant_reclame]
    if not sommes or any(somme > 0 for somme in sommes):
        return list(lignes), ""
    droites = [
        replace(ligne, montant_reclame=-ligne.montant_reclame) if ligne.montant_reclame else ligne for ligne in lignes
    ]
    return droites, (
        f"tous les montants sont négatifs ({len(sommes)}) : lus comme des sommes reprises, donc réclamées, à confirmer"
    )


def reunir(lignes: Iterable[LigneProposee], deplacements: frozenset[str]) -> list[LigneProposee]:
    """Put each journey that stands alone on the line of its act: same invoice, day, patient, payment and motif."""
    reunies: list[LigneProposee] = []
    actes: dict[tuple[object, ...], int | None] = {}
    for ligne in lignes:
        cle = (ligne.facture, ligne.date_soin, ligne.personne)
        place = None if ligne.acte is not None else _place(ligne, reunies, actes.get(cle), deplacements)
        if place is not None:
            reunies[place] = _ajouter(reunies[place], ligne)
            continue
        if ligne.acte is not None:
            actes[cle] = None if cle in actes else len(reunies)  # two acts of a day: the journey is nobody's
        reunies.append(ligne)
    return reunies


def _place(
    trajet: LigneProposee, reunies: Sequence[LigneProposee], acte: int | None, deplacements: frozenset[str]
) -> int | None:
    """Where a journey goes: on the line just above, or on the only act of that invoice, day and patient."""
    for rang in (len(reunies) - 1, acte):
        if rang is not None and rang >= 0 and _vont_ensemble(reunies[rang], trajet, deplacements):
            return rang
    return None


def _vont_ensemble(acte: LigneProposee, trajet: LigneProposee, deplacements: frozenset[str]) -> bool:
    if acte.acte is None or trajet.acte is not None or not trajet.accessoire or not (acte.complete and trajet.complete):
        return False
    codes = {
        morceau.split()[0] if "×" not in morceau else morceau.split()[2] for morceau in trajet.accessoire.split(" + ")
    }
    memes = (acte.facture, acte.date_soin, acte.personne, acte.date_paiement) == (
        trajet.facture,
        trajet.date_soin,
        trajet.personne,
        trajet.date_paiement,
    )
    designee = bool(trajet.facture or trajet.personne)
    deja = set((acte.accessoire or "").split(" + ")) & set(trajet.accessoire.split(" + "))
    return codes <= deplacements and memes and designee and not deja and trajet.motifs in ((), acte.motifs)


def _ajouter(acte: LigneProposee, trajet: LigneProposee) -> LigneProposee:
    parties = f"{euros(acte.montant_reclame or 0)} + {euros(trajet.montant_reclame or 0)}"
    return replace(
        acte,
        lieux=(*acte.lieux, *trajet.lieux),
        accessoire=" + ".join(code for code in (acte.accessoire, trajet.accessoire) if code),
        montant_reclame=(acte.montant_reclame or 0) + (trajet.montant_reclame or 0),
        montant_paye=_somme(acte.montant_paye, trajet.montant_paye),
        montant_du=_somme(acte.montant_du, trajet.montant_du),
        doutes=(*acte.doutes, *trajet.doutes),
        notes=(*acte.notes, f"acte et déplacement réunis : {parties}", *trajet.notes),
    )


def _somme(une: Centimes | None, autre: Centimes | None) -> Centimes | None:
    return None if une is None or autre is None else une + autre


def trier(lignes: Sequence[LigneProposee]) -> Tri:
    """Set apart what a dossier cannot hold as a line.

    A negative sum that undoes exactly one line (same invoice, day, patient, act, sum) leaves with it: both are told.
    Any other negative sum stays beside the lines, for a person to place.
    """
    restantes = [ligne for ligne in lignes if ligne.complete]
    a_completer = tuple(ligne for ligne in lignes if ligne.date_soin is None or ligne.montant_reclame is None)
    negatives: list[LigneProposee] = []
    avis: list[str] = []
    places: dict[tuple[object, ...], list[int]] = {}
    for rang, ligne in enumerate(restantes):
        places.setdefault(_cle(ligne), []).append(rang)
    otees: set[int] = set()
    for ligne in lignes:
        if ligne.complete or ligne.date_soin is None or ligne.montant_reclame is None:
            continue
        possibles = [rang for rang in places.get(_cle(ligne), ()) if rang not in otees]
        if possibles and (ligne.facture or ligne.personne):
            otees.add(possibles[0])
            lieux = ", ".join((*restantes[possibles[0]].lieux, *ligne.lieux))
            avis.append(
                f"{euros(-ligne.montant_reclame)} réclamés puis annulés par une régularisation : {lieux}, "
                "les deux rangées sont laissées de côté (elles se compensent)"
            )
        else:
            negatives.append(ligne)
    gardees = tuple(ligne for rang, ligne in enumerate(restantes) if rang not in otees)
    return Tri(gardees, a_completer, tuple(negatives), tuple(avis))


def _cle(ligne: LigneProposee) -> tuple[object, ...]:
    montant = abs(ligne.montant_reclame or 0)
    return ligne.facture, ligne.date_soin, ligne.personne, ligne.acte, ligne.coefficient, ligne.accessoire, montant
