"""From a row of the table to a line: each field read with its doubts, names turned into initials at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from indu.commun.montants import Centimes
from indu.importation.grille import Cellule
from indu.importation.masquage import initiales, replier
from indu.importation.proposition import LigneProposee, NonCompris
from indu.importation.rangees import Rangee
from indu.importation.valeurs import (
    NETTETE_SURE,
    Cotation,
    Lu,
    lire_coefficient,
    lire_cotation,
    lire_jour,
    lire_jour_americain,
    lire_nombre,
    lire_somme,
    sens_de_date,
)
from indu.importation.vocabulaire import DATES, Vocabulaire

T = TypeVar("T")
CODE_DE_MOTIF = 5
"""Characters of a code: a longer motif is in words."""

_VIDES = frozenset({"", "-", "–", "/", "néant", "neant", "sans objet", "so", "n/a", "na", "nc", "inconnu", "#n/a"})


@dataclass(slots=True)
class _Travail:
    """One row being read: what was doubted, noted, not understood."""

    rangee: Rangee
    vocabulaire: Vocabulaire
    inversees: bool
    """Whether the dates of this file are written month first."""
    doutes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rebuts: list[NonCompris] = field(default_factory=list)

    def __post_init__(self) -> None:
        for cellule in self.rangee.floues:
            self.douter_si_floue(cellule)

    def douter_si_floue(self, cellule: Cellule) -> None:
        """Doubt the line for characters that were not read surely."""
        if cellule.nette < NETTETE_SURE:
            self.doutes.append(f"caractères peu nets en {cellule.lieu}")

    def texte(self, champ: str) -> str:
        cellule = self.rangee.cellule(champ)
        brut = cellule.texte if cellule else ""
        return "" if replier(brut.strip()) in _VIDES else brut.strip()

    def rejeter(self, cellule: Cellule, raison: str) -> None:
        self.rebuts.append(NonCompris(cellule.lieu, self.vocabulaire.masqueur.texte(cellule.texte), raison))

    def somme(self, champ: str, nom: str) -> Centimes | None:
        return self._lire(champ, nom, lire_somme, "ce n’est pas un montant")

    def jour(self, champ: str, nom: str) -> date | None:
        lire = lire_jour_americain if self.inversees else lire_jour
        return self._lire(champ, nom, lire, "ce n’est pas une date")

    def _lire(self, champ: str, nom: str, lire: Callable[[Cellule], Lu[T] | None], raison: str) -> T | None:
        cellule = self.rangee.cellule(champ)
        if cellule is None or not self.texte(champ):
            return None
        lu = lire(cellule)
        if lu is None:
            self.rejeter(cellule, f"{nom} : {raison}")
            self.doutes.append(f"{nom} : illisible en {cellule.lieu}")
            return None
        if lu.doute:
            self.doutes.append(f"{nom} : {lu.doute}")
        return lu.valeur


def lire_lignes(rangees: Iterable[Rangee], vocabulaire: Vocabulaire) -> tuple[list[LigneProposee], list[NonCompris]]:
    """Every row as a proposed line, in order, and the cells that could not be read."""
    lignes, rebuts = [], []
    rangees = list(rangees)
    inversees = _dates_americaines(rangees)
    for rangee in rangees:
        travail = _Travail(rangee, vocabulaire, inversees)
        lignes.append(_ligne(travail))
        rebuts += travail.rebuts
        rebuts += [
            NonCompris(cellule.lieu, vocabulaire.masqueur.texte(cellule.texte), "cellule hors des colonnes du tableau")
            for cellule in rangee.inconnues
        ]
    return lignes, rebuts


def _dates_americaines(rangees: Sequence[Rangee]) -> bool:
    """Whether some dates only make sense month first, and none only day first."""
    textes = {cellule.texte for rangee in rangees for champ in DATES for cellule in rangee.champs.get(champ, ())}
    sens = {sens_de_date(texte) for texte in textes}
    return "mois" in sens and "jour" not in sens


def _ligne(travail: _Travail) -> LigneProposee:
    personne, patient = _patient(travail)
    cotation = _cotation(travail)
    quantite = _quantite(travail, cotation)
    soin = travail.jour("date_soin", "date de soin")
    fin = travail.jour("date_soin_fin", "fin des soins")
    if soin is not None and fin is not None and fin != soin:
        travail.doutes.append(f"soins du {soin:%d/%m/%Y} au {fin:%d/%m/%Y} : seul le premier jour est repris")
    paiement = travail.jour("date_paiement", "date de paiement")
    if soin is not None and paiement is not None and paiement < soin:
        travail.doutes.append("paiement daté avant le soin")
    paye, du = travail.somme("montant_paye", "montant payé"), travail.somme("montant_du", "montant dû")
    return LigneProposee(
        lieux=(travail.rangee.lieu,),
        date_soin=soin,
        montant_reclame=_reclame(travail, paye, du),
        personne=personne,
        numero=_numero(travail),
        facture=_facture(travail),
        patient=patient,
        date_paiement=paiement,
        date_ordonnance=travail.jour("date_ordonnance", "date d’ordonnance"),
        acte=cotation.acte,
        coefficient=cotation.coefficient,
        quantite=quantite,
        accessoire=" + ".join(cotation.accessoires) or None,
        montant_paye=_positif(travail, paye, "montant payé"),
        montant_du=_positif(travail, du, "montant dû"),
        acte_retenu=_retenu(travail),
        motifs=_motifs(travail),
        doutes=tuple(dict.fromkeys(travail.doutes)),
        notes=tuple(travail.notes),
    )


def _reclame(travail: _Travail, paye: Centimes | None, du: Centimes | None) -> Centimes | None:
    """The sum claimed; without its column, what was paid, less what was due."""
    if "montant_reclame" in travail.rangee.colonnes:
        return travail.somme("montant_reclame", "montant réclamé")
    if paye is not None and du is not None:
        travail.notes.append("réclamé = payé moins dû, faute de colonne")
        return paye - du
    if paye is not None:
        travail.doutes.append("réclamé = payé, faute de colonne de l’indu")
    return paye


def _positif(travail: _Travail, somme: Centimes | None, nom: str) -> Centimes | None:
    if somme is not None and somme < 0:
        travail.notes.append(f"{nom} négatif dans le tableau, non repris")
        return None
    return somme


def _numero(travail: _Travail) -> int | None:
    cellule = travail.rangee.cellule("numero")
    return lire_nombre(cellule) if cellule else None


def _facture(travail: _Travail) -> str | None:
    texte = " ".join(travail.texte("facture").split())
    reference = travail.vocabulaire.masqueur.reference(texte) if texte else ""
    if "[" in reference and reference != texte:
        travail.doutes.append("numéro de facture masqué : il ressemble à un nom ou à un NIR")
        return None
    return reference or None


def _patient(travail: _Travail) -> tuple[str, str | None]:
    """A key that tells patients apart (never written), and the initials."""
    nom, prenom = travail.texte("nom"), travail.texte("prenom")
    if nom or prenom:
        nom = nom or travail.texte("identite")  # « Nom du bénéficiaire », « Prénom »
        return replier(f"{nom} {prenom}"), initiales(f"{prenom} {nom}", prenom_d_abord=True)
    if deux := travail.texte("prenom_nom"):
        return replier(deux), initiales(deux, prenom_d_abord=True)
    identite = travail.texte("identite")
    if not identite and (groupe := travail.rangee.identite) is not None:
        travail.douter_si_floue(groupe)
        identite = groupe.texte
    return replier(identite), initiales(identite) if identite else None


def _cotation(travail: _Travail) -> Cotation:
    """The act, its coefficient and its accessories, from one cell or from several."""
    accessoires = travail.vocabulaire.accessoires
    cellule = travail.rangee.cellule("acte") or travail.rangee.cellule("cotation")
    lue = Cotation()
    for champ in ("acte", "cotation"):
        texte = travail.texte(champ)
        if not texte:
            continue
        essai = lire_cotation(texte, accessoires)
        if essai is not None and essai.acte is not None and not travail.vocabulaire.masqueur.code(essai.acte):
            essai = None
        if essai is None and cellule is not None:
            travail.rejeter(travail.rangee.cellule(champ) or cellule, "acte : cotation non reconnue")
            travail.doutes.append("acte non reconnu")
        elif essai is not None and (lue == Cotation() or (essai.coefficient and not lue.coefficient)):
            lue = essai
    coefficient, supplements = lue.coefficient, list(lue.accessoires)
    if (ecrit := travail.texte("coefficient")) and (source := travail.rangee.cellule("coefficient")):
        lu = lire_coefficient(source)
        if lu is None:
            autre = lire_cotation(ecrit, accessoires)
            if autre is None or autre.coefficient is None:
                travail.rejeter(source, "coefficient : illisible")
                travail.doutes.append("coefficient illisible")
            lu = autre.coefficient if autre else None
        if lu == "0":
            lu = None
        if lue.acte is None and supplements:
            lu = None  # « IFD », coefficient 1 : an indemnity has none
        coefficient = coefficient or lu
    supplements += [code for code in _accessoires(travail, accessoires) if code not in supplements]
    return Cotation(lue.acte, coefficient, lue.quantite, tuple(supplements))


def _accessoires(travail: _Travail, connus: frozenset[str]) -> tuple[str, ...]:
    texte, source = travail.texte("accessoire"), travail.rangee.cellule("accessoire")
    if not texte or source is None or replier(texte) in ("0", "non", "n", "0,00"):
        return ()
    lue = lire_cotation(texte, connus)
    if lue is None or lue.acte is not None:
        travail.rejeter(source, "accessoire : code non reconnu")
        travail.doutes.append("accessoire non reconnu")
        return ()
    return lue.accessoires


def _quantite(travail: _Travail, cotation: Cotation) -> int:
    source = travail.rangee.cellule("quantite")
    if source is None or not travail.texte("quantite"):
        return cotation.quantite or 1
    lu = lire_nombre(source)
    if lu is None or not 0 < lu < 1000:
        somme = lire_somme(source)
        if somme is not None and somme.valeur < 0:
            travail.notes.append("quantité négative dans le tableau")
            return max(1, abs(somme.valeur) // 100)
        travail.rejeter(source, "quantité : illisible")
        travail.doutes.append("quantité illisible, une seule retenue")
        return cotation.quantite or 1
    return lu


def _retenu(travail: _Travail) -> str | None:
    texte = travail.texte("acte_retenu")
    if not texte:
        return None
    lue = lire_cotation(texte, travail.vocabulaire.accessoires)
    return str(lue) if lue is not None else travail.vocabulaire.masqueur.texte(texte)


def _motifs(travail: _Travail) -> tuple[str, ...]:
    """The motifs as written in each column of motif, masked, or the one of the group row above."""
    cellules = travail.rangee.champs.get("motif", ())
    if not cellules and travail.rangee.motif is not None:
        cellules = (travail.rangee.motif,)
        travail.douter_si_floue(travail.rangee.motif)
    masqueur = travail.vocabulaire.masqueur
    textes = [
        "\n".join(masqueur.texte(morceau) for morceau in cellule.texte.split("\n")).strip() for cellule in cellules
    ]
    utiles = [texte for texte in textes if replier(texte) not in _VIDES]
    phrases = [
        texte for texte in utiles if len(texte) > CODE_DE_MOTIF
    ]  # « A » and « absence de… » side by side are one
    return tuple(dict.fromkeys(phrases or utiles))
