"""The computed facts: one small function each, named as in ``faits/calcules.yaml``.

Each returns ``None`` when the dossier does not tell: unknown is not false.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from indu.analyse.etapes import CRA_SAISIE, cra_saisie, etape
from indu.analyse.prescription import prescrite_a_l_ouverture
from indu.commun.montants import Centimes
from indu.dossier.catalogue import Valeur
from indu.dossier.modele import Dossier, Ligne
from indu.droit.delais import limite_cra
from indu.droit.regles_delais import ReglesDelais

COLONNES_UTILES = frozenset({"date_soin", "date_paiement", "acte", "montant", "motif"})
"""What a table must show for each line to be understood and checked (R. 133-9-1, I CSS)."""


def somme_lignes(dossier: Dossier) -> Centimes:
    """The sum of what the lines claim."""
    return sum(ligne.montant_reclame for ligne in dossier.lignes)


def montant_reclame(dossier: Dossier) -> Centimes | None:
    """What the contested letter claims; the lines' sum when the letter's amount is not known and there are lines."""
    if dossier.courrier_conteste.montant is not None:
        return dossier.courrier_conteste.montant
    return somme_lignes(dossier) if dossier.lignes else None


def _nature(dossier: Dossier, _: date, __: ReglesDelais) -> Valeur | None:
    return dossier.courrier_conteste.nature


def _date_acte(dossier: Dossier, _: date, __: ReglesDelais) -> Valeur | None:
    courrier = dossier.courrier_conteste
    return courrier.date or courrier.date_envoi or courrier.date_reception


def _tableau_complet(dossier: Dossier, _: date, __: ReglesDelais) -> Valeur | None:
    """The table of the contested letter; when it does not say, that of the notification it goes back to."""
    courrier = dossier.courrier_conteste
    if courrier.fait("tableau_joint") is None:
        courrier = dossier.dernier_courrier("notification") or courrier
    joint, lisible = courrier.fait("tableau_joint"), courrier.fait("tableau_lisible")
    if joint is False or lisible is False:
        return False
    colonnes = courrier.fait("colonnes_tableau")
    if isinstance(colonnes, tuple):
        return set(colonnes) >= COLONNES_UTILES if joint else None
    return None


def _reclame_depasse_lignes(dossier: Dossier, _: date, __: ReglesDelais) -> Valeur | None:
    ecart = ecart_total(dossier)
    return None if ecart is None else ecart > 0


def ecart_total(dossier: Dossier) -> Centimes | None:
    """What the letter claims beyond the sum of its table; ``None`` without an amount, or without the whole table."""
    montant = dossier.courrier_conteste.montant
    if montant is None or not dossier.lignes or dossier.fait("toutes_lignes_saisies") is not True:
        return None
    return montant - somme_lignes(dossier)


def excedent(dossier: Dossier) -> Centimes | None:
    """What the mise en demeure claims beyond the notification, in cents; ``None`` unless both amounts are known."""
    notification, demeure = dossier.dernier_courrier("notification"), dossier.dernier_courrier("mise_en_demeure")
    if notification is None or demeure is None or notification.montant is None or demeure.montant is None:
        return None
    return max(demeure.montant - notification.montant, 0)


def _recours_tardif(dossier: Dossier, jour: date, regles: ReglesDelais) -> Valeur | None:
    """A referral already made counts on its own day, not on that of the letter to write."""
    limite = limite_cra(dossier.courrier_conteste, regles)
    if dossier.courrier_conteste.nature == "notification" and cra_saisie(dossier):
        if dossier.fait(CRA_SAISIE) is True:
            return False
        if dossier.saisine_cra is None or dossier.saisine_cra.jour is None:
            return None
        jour = dossier.saisine_cra.jour
    if limite is None:
        return None
    dernier_jour, certain = limite
    if jour <= dernier_jour:
        return False  # even a guessed start is the earliest possible one
    return True if certain else None


def _courriers_recus(dossier: Dossier, _: date, __: ReglesDelais) -> Valeur | None:
    return tuple(sorted({courrier.nature for courrier in dossier.courriers}))


CALCULS_DOSSIER: Mapping[str, Callable[[Dossier, date, ReglesDelais], Valeur | None]] = {
    "nature_courrier": _nature,
    "date_acte": _date_acte,
    "tableau_complet": _tableau_complet,
    "reclame_depasse_lignes": _reclame_depasse_lignes,
    "recours_tardif": _recours_tardif,
    "etape": etape,
    "courriers_recus": _courriers_recus,
    "cra_saisie": lambda dossier, _, __: cra_saisie(dossier),
    "demandes_faites": lambda dossier, _, __: dossier.demandes,
}
"""Facts of the whole dossier; the date is that of the letter to write, the rules those of deadlines."""


def indu_a_l_ecart(ligne: Ligne) -> Centimes | None:
    """What remains of the claim if the act is paid as the caisse itself says it should have been: paid less due."""
    if ligne.montant_paye is None or ligne.montant_du is None:
        return None
    return max(ligne.montant_paye - ligne.montant_du, 0)


def _reclame_plus_que_l_ecart(ligne: Ligne, _: Dossier) -> Valeur | None:
    ecart = indu_a_l_ecart(ligne)
    if ecart is None:
        return None
    return ligne.montant_du != 0 and ligne.montant_reclame > ecart


def _reclame_plus_que_paye(ligne: Ligne, _: Dossier) -> Valeur | None:
    return None if ligne.montant_paye is None else ligne.montant_reclame > ligne.montant_paye


CALCULS_LIGNE: Mapping[str, Callable[[Ligne, Dossier], Valeur | None]] = {
    "date_soin": lambda ligne, _: ligne.date_soin,
    "date_paiement": lambda ligne, _: ligne.date_paiement,
    "ligne_prescrite": lambda ligne, dossier: prescrite_a_l_ouverture(ligne, dossier),
    "reclame_plus_que_l_ecart": _reclame_plus_que_l_ecart,
    "reclame_plus_que_paye": _reclame_plus_que_paye,
}
"""Facts of one line."""
