"""Checks of the claim's figures: what a reader of the table would notice with time and a calculator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from indu.analyse.calculs import ecart_total, somme_lignes
from indu.commun.montants import Centimes, euros
from indu.commun.texte import accorder, plages
from indu.dossier.modele import Dossier

Gravite: TypeAlias = Literal["information", "attention", "anomalie"]


@dataclass(frozen=True, slots=True)
class Controle:
    """One check that found something: the lines concerned, the amount at stake in cents."""

    id: str
    gravite: Gravite
    message: str
    lignes: tuple[int, ...] = ()
    montant: Centimes = 0


def controler(dossier: Dossier) -> tuple[Controle, ...]:
    """Every check that found something."""
    return (
        *_total(dossier),
        *_par_grief(dossier),
        *_montants(dossier),
        *_paiements(dossier),
        *_doublons(dossier),
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
    if trop:
        message = f"la caisse réclame plus qu’elle n’a payé ({_lignes(trop)})"
        yield Controle("reclame_plus_que_paye", "anomalie", message, tuple(trop), sum(trop.values()))


def _paiements(dossier: Dossier) -> Iterator[Controle]:
    sans_date = [numero for numero, ligne in dossier.par_numero.items() if ligne.date_paiement is None]
    if sans_date:
        message = f"date de paiement inconnue ({_lignes(sans_date)}) : la prescription ne peut pas être vérifiée"
        montant = sum(dossier.par_numero[numero].montant_reclame for numero in sans_date)
        yield Controle("paiement_inconnu", "attention", message, tuple(sans_date), montant)
    avant = [
        numero
        for numero, ligne in dossier.par_numero.items()
        if ligne.date_paiement is not None and ligne.date_paiement < ligne.date_soin
    ]
    if avant:
        message = (
            f"paiement daté avant le soin ({_lignes(avant)}) : le tableau est inexact, ou une date est mal recopiée"
        )
        yield Controle("paiement_avant_soin", "anomalie", message, tuple(avant))


def _doublons(dossier: Dossier) -> Iterator[Controle]:
    groupes: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for numero, ligne in dossier.par_numero.items():
        if ligne.facture is not None and ligne.acte is not None:
            cle = (ligne.facture, ligne.patient, ligne.date_soin, ligne.cotation, ligne.montant_reclame)
            groupes[cle].append(numero)
    repetees = sorted(numero for numeros in groupes.values() if len(numeros) > 1 for numero in numeros)
    if repetees:
        montant = sum(
            dossier.par_numero[numeros[0]].montant_reclame * (len(numeros) - 1) for numeros in groupes.values()
        )
        memes = f"mêmes facture, date, acte et montant ({_lignes(repetees)})"
        message = f"{memes} : la même somme est peut-être réclamée deux fois"
        yield Controle("ligne_repetee", "anomalie", message, tuple(repetees), montant)


def _lignes(numeros: dict[int, Centimes] | list[int]) -> str:
    return f"{accorder(len(numeros), 'ligne')} : {plages(numeros)}"
