"""Each line against the tariff of its act on the day of the care.

What the caisse pays may be a share of the tariff (60 %, ticket modérateur): a payment below it says nothing. Only
what is sure is said; what the table does not cover is said too, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indu.analyse.constats import Controle, Gravite, lignes_dites
from indu.commun.erreurs import extrait
from indu.commun.montants import Centimes, euros
from indu.commun.ressources import Ressources
from indu.dossier.modele import Dossier, Ligne, Zone
from indu.droit.tarifs import COTATION_ATTENDUE, Evaluation, Tarifs, charger_tarifs, lire_cotation

DEPARTEMENTS_DOM = ("971", "972", "973", "974", "976")
AUTRES_OUTRE_MER = ("97133", "97150", "975", "977", "978", "98")
"""Postcodes whose tariff zone the table does not say; 97133 is Saint-Barthélemy, 97150 Saint-Martin."""


@dataclass(frozen=True, slots=True)
class Comparaison:
    """A line against the table. Amounts in cents; ``None`` when the table or the line does not tell.

    ``plafond`` is the most that the billed acts can be worth; ``entier`` tells whether they were paid in full.
    """

    facture: Centimes | None
    plafond: Centimes | None
    entier: bool | None
    retenu: Centimes | None
    motifs: tuple[str, ...]
    reserves: tuple[str, ...]


def zone_du_praticien(dossier: Dossier) -> Zone | None:
    """The tariff zone: the one written, else that of the practice's postcode, else that of the caisse's.

    ``None`` when nothing tells, or overseas where the table is silent (Saint-Pierre-et-Miquelon, Saint-Martin…).
    """
    if dossier.praticien.zone is not None:
        return dossier.praticien.zone
    code_postal = dossier.praticien.code_postal or dossier.caisse.code_postal
    if code_postal is None or code_postal.startswith(AUTRES_OUTRE_MER):
        return None
    return "dom" if code_postal.startswith(DEPARTEMENTS_DOM) else "metropole"


def comparer(ligne: Ligne, tarifs: Tarifs, zone: Zone) -> Comparaison:
    """What the table says of a line: its billed acts, and the cotation that the caisse retains instead."""
    motifs: list[str] = []
    facturee = _evaluer(ligne.cotation if ligne.acte else None, ligne, tarifs, zone, motifs)
    retenue = _evaluer(ligne.acte_retenu, ligne, tarifs, zone, motifs)
    facture = facturee.total if facturee is not None else None
    plafond = facture
    if facture is not None and ligne.quantite > 1 and ligne.accessoire:
        plafond = facture * ligne.quantite  # the accessory may have been paid once an act
    return Comparaison(
        facture=facture,
        plafond=plafond,
        entier=None if facture is None or ligne.montant_paye is None else ligne.montant_paye == facture,
        retenu=retenue.total if retenue is not None else None,
        motifs=tuple(motifs),
        reserves=tuple(
            reserve for evaluation in (facturee, retenue) if evaluation is not None for reserve in evaluation.reserves
        ),
    )


def ecart_au_tarif(ligne: Ligne, comparaison: Comparaison) -> Centimes | None:
    """What remains of the claim if the retained cotation is paid at the tariff of the day: paid less that tariff.

    ``None`` unless the billed acts were paid in full: the share paid of another act is not known.
    """
    if ligne.montant_paye is None or comparaison.retenu is None or not comparaison.entier:
        return None
    return max(ligne.montant_paye - comparaison.retenu, 0)


def controler_tarifs(dossier: Dossier, arguments: Ressources) -> tuple[Controle, ...]:
    """Every check of the lines against the tariffs that found something.

    Raises:
        BibliothequeInvalide: the table is wrong.
    """
    a_comparer = {
        numero: ligne
        for numero, ligne in dossier.par_numero.items()
        if (ligne.acte is not None and ligne.montant_paye is not None) or ligne.acte_retenu is not None
    }
    if not a_comparer:
        return ()
    zone = zone_du_praticien(dossier)
    if zone is None:
        message = "zone de tarif inconnue : donnez le code postal du cabinet, ou praticien.zone (metropole ou dom)"
        return (Controle("tarif_non_couvert", "information", message, tuple(a_comparer)),)
    tarifs = charger_tarifs(arguments)
    comparees = {numero: (ligne, comparer(ligne, tarifs, zone)) for numero, ligne in a_comparer.items()}
    return (*_depasses(comparees), *_dus(comparees), *_ecarts(comparees), *_non_couverts(comparees))


_Comparees = dict[int, tuple[Ligne, Comparaison]]


def _depasses(comparees: _Comparees) -> Iterator[Controle]:
    trop = {
        numero: ligne.montant_paye - vue.plafond
        for numero, (ligne, vue) in comparees.items()
        if ligne.montant_paye is not None and vue.plafond is not None and ligne.montant_paye > vue.plafond
    }
    if trop:
        message = (
            f"le montant payé dépasse le tarif de l’acte ce jour-là ({lignes_dites(trop)}) : "
            "acte, date ou montant inexact, ou accessoire non indiqué"
        )
        message += _a_verifier(comparees, trop)
        yield Controle("tarif_depasse", "attention", message, tuple(trop), sum(trop.values()))


def _dus(comparees: _Comparees) -> Iterator[Controle]:
    """One check for each expected amount; an anomaly only when the table needs no reading of its own first."""
    groupes: dict[tuple[Centimes, bool], dict[int, Centimes]] = {}
    for numero, (ligne, vue) in comparees.items():
        if ligne.montant_du is None or vue.retenu is None:
            continue
        if ligne.montant_du > vue.retenu or (vue.entier and ligne.montant_du < vue.retenu):
            groupe = groupes.setdefault((vue.retenu, bool(vue.reserves)), {})
            groupe[numero] = abs(vue.retenu - ligne.montant_du)
    for (retenu, a_verifier), ecarts in groupes.items():
        message = (
            f"ce que la caisse dit dû n’est pas le tarif, ce jour-là, de l’acte qu’elle retient : {euros(retenu)} "
            f"({lignes_dites(ecarts)})"
        )
        gravite: Gravite = "attention" if a_verifier else "anomalie"
        yield Controle(
            "du_inexact", gravite, message + _a_verifier(comparees, ecarts), tuple(ecarts), sum(ecarts.values())
        )


def _ecarts(comparees: _Comparees) -> Iterator[Controle]:
    ecarts: dict[int, Centimes] = {}
    inconnus: list[int] = []
    for numero, (ligne, vue) in comparees.items():
        if ligne.montant_du is not None or ligne.acte_retenu is None or vue.retenu is None:
            continue
        ecart = ecart_au_tarif(ligne, vue)
        if ecart is None:
            inconnus.append(numero)
        elif ligne.montant_reclame > ecart:
            ecarts[numero] = ligne.montant_reclame - ecart
    if ecarts:
        reste = sum(comparees[numero][0].montant_reclame for numero in ecarts) - sum(ecarts.values())
        message = (
            f"au tarif de l’acte que la caisse retient, l’indu serait de {euros(reste)} "
            f"({lignes_dites(ecarts)}), soit {euros(sum(ecarts.values()))} de moins que réclamé"
        )
        yield Controle(
            "reclame_plus_que_l_ecart_au_tarif",
            "attention",
            message + _a_verifier(comparees, ecarts),
            tuple(ecarts),
            sum(ecarts.values()),
        )
    if inconnus:
        message = (
            f"écart non calculé ({lignes_dites(inconnus)}) : l’acte facturé n’est pas payé à son tarif entier, "
            "ou son tarif n’est pas connu ; donnez montant_du si le tableau l’indique"
        )
        yield Controle("ecart_non_calcule", "information", message, tuple(inconnus))


def _non_couverts(comparees: _Comparees) -> Iterator[Controle]:
    par_motif: dict[str, list[int]] = {}
    for numero, (_, vue) in comparees.items():
        for motif in vue.motifs:
            par_motif.setdefault(motif, []).append(numero)
    for motif, numeros in par_motif.items():
        message = f"tarif non vérifié ({lignes_dites(numeros)}) : {motif}"
        yield Controle("tarif_non_couvert", "information", message, tuple(numeros))


def _evaluer(cotation: str | None, ligne: Ligne, tarifs: Tarifs, zone: Zone, motifs: list[str]) -> Evaluation | None:
    """What a written cotation is worth on the day of the line; why not is added to ``motifs``."""
    if cotation is None:
        return None
    try:
        termes = lire_cotation(cotation)
    except ValueError as erreur:
        motifs.append(f"« {extrait(cotation)} » : {erreur} ; attendu : {COTATION_ATTENDUE}")
        return None
    evaluation = tarifs.evaluer(termes, ligne.date_soin, zone)
    motifs += evaluation.motifs
    if evaluation.au_kilometre:
        motifs.append("indemnité kilométrique : la ligne ne dit pas la distance")
        return None
    return evaluation


def _a_verifier(comparees: _Comparees, numeros: dict[int, Centimes]) -> str:
    """What a person must check in the table first."""
    reserves = dict.fromkeys(reserve for numero in numeros for reserve in comparees[numero][1].reserves)
    return f" ; tarif à vérifier : {', '.join(reserves)}" if reserves else ""
