"""Lines of the table that say the same thing, and sessions written on two lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from indu.analyse.constats import Controle, Gravite, somme_reclamee, sur_lignes
from indu.dossier.modele import Dossier, Ligne

DEPLACEMENTS = ("IF", "IK")
"""How the codes of travel allowances begin (IFD, IFS, IK…)."""


def doublons(dossier: Dossier) -> Iterator[Controle]:
    """Lines that say the same thing: surely when the invoice does too, perhaps when only the patient does.

    Initials are not a person, and a day may hold two sessions or two journeys: that is a question, not an accusation.
    Lines without invoice or patient are never brought together.
    """
    memes_factures: dict[tuple[object, ...], list[int]] = defaultdict(list)
    memes_patients: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for numero, ligne in dossier.par_numero.items():
        if not ligne.cotation:
            continue
        soin = (ligne.patient, ligne.date_soin, ligne.cotation, ligne.montant_reclame)
        premiere = True
        if ligne.facture is not None and not _deplacement_seul(ligne):
            groupe = memes_factures[ligne.facture, *soin]
            groupe.append(numero)
            premiere = len(groupe) == 1  # the others are repetitions already
        if ligne.patient is not None and premiere:
            memes_patients[soin].append(numero)
    yield from _repetees(
        dossier,
        "ligne_repetee",
        "anomalie",
        memes_factures.values(),
        "mêmes facture, date, acte et montant",
        "la même somme est peut-être réclamée deux fois ; dites-le sur la ligne en trop (ligne_repetee)",
    )
    yield from _repetees(
        dossier,
        "ligne_peut_etre_repetee",
        "attention",
        memes_patients.values(),
        "mêmes initiales, date, acte et montant",
        "vérifiez à vos relevés qu’il y a bien eu plusieurs paiements",
    )


def _repetees(
    dossier: Dossier, identifiant: str, gravite: Gravite, groupes: Iterable[list[int]], constat: str, suite: str
) -> Iterator[Controle]:
    """The lines of each group of several; at stake, all but one of each.

    What the user says of a line wins: those said to repeat another are what is at stake, and without any, those said
    not to are left out.
    """
    repetes = []
    for groupe in groupes:
        dites = {numero: dossier.par_numero[numero].fait("ligne_repetee") for numero in groupe}
        en_trop = [numero for numero in groupe if dites[numero] is True]
        possibles = groupe if en_trop else [numero for numero in groupe if dites[numero] is not False]
        if len(possibles) > 1:
            repetes.append((possibles, (en_trop or possibles[1:])[: len(possibles) - 1]))  # one of them stays
    numeros = sorted(numero for groupe, _ in repetes for numero in groupe)
    enjeu = sum(somme_reclamee(dossier, en_trop) for _, en_trop in repetes)
    yield from sur_lignes(dossier, identifiant, gravite, numeros, constat, suite, enjeu)


def seances_sur_deux_lignes(dossier: Dossier) -> Iterator[Controle]:
    """The travel allowance that has its own line, next to the act of the same session: not a repetition."""
    actes: set[tuple[object, ...]] = set()
    deplacements: dict[int, tuple[object, ...]] = {}
    for numero, ligne in dossier.par_numero.items():
        if ligne.facture is None and ligne.patient is None:
            continue
        seance = (ligne.facture, ligne.patient, ligne.date_soin)
        if _deplacement_seul(ligne):
            deplacements[numero] = seance
        elif ligne.acte is not None and ligne.accessoire is None:
            actes.add(seance)
    a_part = [numero for numero, seance in deplacements.items() if seance in actes]
    yield from sur_lignes(
        dossier,
        "accessoire_a_part",
        "information",
        a_part,
        "déplacement ou majoration sur sa propre ligne, à côté de l’acte de la même séance",
        "ce ne sont pas deux séances",
    )


def _deplacement_seul(ligne: Ligne) -> bool:
    if ligne.acte is None:
        return ligne.accessoire is not None
    return ligne.acte.upper().startswith(DEPLACEMENTS)
