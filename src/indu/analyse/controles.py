"""Checks of the claim's figures: what a reader of the table would notice with time and a calculator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from indu.analyse.calculs import ecart_total, somme_lignes
from indu.analyse.constats import Controle, lignes_dites, somme_reclamee, sur_lignes
from indu.analyse.prescription import ANNEES_FRAUDE, prescrite_a_l_ouverture
from indu.analyse.repetitions import doublons, seances_sur_deux_lignes
from indu.commun.montants import euros
from indu.dossier.modele import Dossier


def controler(dossier: Dossier, jour: date) -> tuple[Controle, ...]:
    """Every check that found something, as of the day of the letter to write."""
    return (
        *_total(dossier),
        *_par_grief(dossier),
        *_montants(dossier),
        *_deja_reglees(dossier),
        *_paiements(dossier),
        *_dates(dossier, jour),
        *doublons(dossier),
        *seances_sur_deux_lignes(dossier),
        *_fraude(dossier),
    )


def _total(dossier: Dossier) -> Iterator[Controle]:
    montant = dossier.courrier_conteste.montant
    if not dossier.lignes:
        yield Controle(
            "lignes_absentes",
            "attention",
            "aucune ligne n’est saisie : rien ne peut être vérifié ligne par ligne",
        )
        return
    somme = somme_lignes(dossier)
    if montant is None or montant == somme:
        return
    ecart = ecart_total(dossier)
    if ecart is None:
        message = (
            f"les lignes saisies font {euros(somme)}, la lettre réclame {euros(montant)} : "
            "dites si toutes les lignes du tableau sont saisies (toutes_lignes_saisies)"
        )
        yield Controle("total_a_confirmer", "attention", message, montant=montant - somme)
    else:
        sens = "de plus" if ecart > 0 else "de moins"
        ecrit = f"la lettre réclame {euros(montant)}, soit {euros(abs(ecart))} {sens}"
        message = f"{ecrit} que la somme de ses lignes ({euros(somme)})"
        yield Controle("total_different", "anomalie", message, montant=ecart)


def _par_grief(dossier: Dossier) -> Iterator[Controle]:
    for grief in dossier.griefs:
        numeros = dossier.par_grief[grief.id]
        if grief.montant_annonce is None or not numeros:
            continue
        somme = sum(dossier.par_numero[numero].montant_reclame for numero in numeros)
        if somme != grief.montant_annonce:
            message = (
                f"grief {grief.id} : la lettre annonce {euros(grief.montant_annonce)}, ses lignes font {euros(somme)}"
            )
            yield Controle("total_grief_different", "attention", message, numeros, grief.montant_annonce - somme)


def _montants(dossier: Dossier) -> Iterator[Controle]:
    trop = {
        numero: ligne.montant_reclame - ligne.montant_paye
        for numero, ligne in dossier.par_numero.items()
        if ligne.montant_paye is not None and ligne.montant_reclame > ligne.montant_paye
    }
    d_un_tiers = {numero: trop[numero] for numero in trop if _dit(dossier, numero, "part_complementaire")}
    inexpliquees = {numero: trop[numero] for numero in trop if numero not in d_un_tiers}
    if inexpliquees:
        message = f"la caisse réclame plus qu’elle n’a payé ({lignes_dites(inexpliquees)})"
        yield Controle("reclame_plus_que_paye", "anomalie", message, tuple(inexpliquees), sum(inexpliquees.values()))
    if d_un_tiers:
        message = (
            f"la caisse réclame aussi la part payée par une mutuelle ou le patient ({lignes_dites(d_un_tiers)}) : "
            "elle doit la leur rendre"
        )
        yield Controle("part_complementaire", "information", message, tuple(d_un_tiers), sum(d_un_tiers.values()))


def _deja_reglees(dossier: Dossier) -> Iterator[Controle]:
    reglees = [numero for numero in dossier.numeros if _dit(dossier, numero, "deja_reglee")]
    yield from sur_lignes(
        dossier, "deja_reglee", "anomalie", reglees, "sommes déjà remboursées, retenues ou réclamées par ailleurs"
    )


def _paiements(dossier: Dossier) -> Iterator[Controle]:
    sans_date = [numero for numero, ligne in dossier.par_numero.items() if ligne.date_paiement is None]
    avant = [
        numero
        for numero, ligne in dossier.par_numero.items()
        if ligne.date_paiement is not None and ligne.date_paiement < ligne.date_soin
    ]
    yield from sur_lignes(
        dossier,
        "paiement_inconnu",
        "attention",
        sans_date,
        "date de paiement inconnue",
        "la prescription ne peut pas être vérifiée",
    )
    yield from sur_lignes(
        dossier,
        "paiement_avant_soin",
        "anomalie",
        avant,
        "paiement daté avant le soin",
        "le tableau est inexact, ou une date est mal recopiée",
    )


def _dates(dossier: Dossier, jour: date) -> Iterator[Controle]:
    """Dates to come, dates after the letter that claims them, care outside the period that the letter states.

    The period may be that of the payments: a line paid inside it is not outside.
    """
    courrier = dossier.courrier_conteste
    futures, posterieures, hors_periode = [], [], []
    debut, fin = courrier.periode_debut or date.min, courrier.periode_fin or date.max
    for numero, ligne in dossier.par_numero.items():
        jours = [connu for connu in (ligne.date_soin, ligne.date_paiement) if connu is not None]
        if max(jours) > jour:
            futures.append(numero)
        elif courrier.date is not None and max(jours) > courrier.date:
            posterieures.append(numero)
        if not any(debut <= connu <= fin for connu in jours):
            hors_periode.append(numero)
    recopie = "le tableau est inexact, ou une date est mal recopiée"
    yield from sur_lignes(dossier, "date_future", "anomalie", futures, "soin ou paiement daté dans l’avenir", recopie)
    yield from sur_lignes(
        dossier, "date_apres_lettre", "anomalie", posterieures, "soin ou paiement daté après la lettre", recopie
    )
    yield from sur_lignes(
        dossier,
        "hors_periode",
        "attention",
        hors_periode,
        "soin et paiement hors de la période que la lettre annonce",
    )


def _fraude(dossier: Dossier) -> Iterator[Controle]:
    """What would remain prescribed if the caisse proved the fraud that it alleges; silent when it alleges none."""
    if dossier.courrier_conteste.fait("fraude_alleguee") is not True:
        return
    restantes = [
        numero
        for numero, ligne in dossier.par_numero.items()
        if prescrite_a_l_ouverture(ligne, dossier, ANNEES_FRAUDE) is True
    ]
    debut = (
        "la caisse parle de fraude : c’est à elle de la prouver. "
        "Si elle y parvenait, les trois ans ne joueraient pas ; cinq ans sont admis pour des prestations de "
        "vieillesse, sans certitude sur la durée ni sur son départ "
        "(paiement ou découverte). "
    )
    fin = (
        f"Comptés du paiement, ils laisseraient prescrites {lignes_dites(restantes)}"
        if restantes
        else "Comptés du paiement, ils ne laisseraient aucune ligne prescrite avec certitude"
    )
    yield Controle(
        "prescription_si_fraude", "attention", debut + fin, tuple(restantes), somme_reclamee(dossier, restantes)
    )


def _dit(dossier: Dossier, numero: int, fait: str) -> bool:
    """Whether a line says so, or else one of its griefs."""
    ligne = dossier.par_numero[numero]
    if fait in ligne.model_fields_set:
        return ligne.fait(fait) is True
    return any(grief.fait(fait) is True for grief in dossier.griefs if grief.id in ligne.grief)
