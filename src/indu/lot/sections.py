"""The parts of the page of statistics, ready for its template: each says what it shows, a plot, and its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indu.commun.montants import euros
from indu.commun.texte import accorder, typographier
from indu.courrier.gabarit import Fragment
from indu.lot.comptes import (
    Mois,
    Montants,
    Somme,
    derniers_mois,
    natures,
    par_caisse,
    par_cle,
    par_mois,
    plus_frequents,
)
from indu.lot.constats import Etendue, nombre
from indu.lot.graphiques import barres, carte_de_chaleur
from indu.lot.modele import Bilan

_GRIEFS, _CAISSES, _BARRES = 15, 8, 12
"""How many griefs, caisses and bars a plot shows before it is too dense to be read."""
_EVOLUTIONS, _EVOLUTIONS_EN_TABLE = 15, 60
_MOIS = 12
_ABREGES = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table of the page: the first cell of each row names it."""

    legende: str
    entetes: Sequence[str]
    lignes: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: what it shows, in words, drawn, and in figures; ``dessin`` may be left out."""

    titre: str
    texte: str
    dessin: Fragment | None
    legende: str
    tableau: Tableau


def sections(etendue: Etendue) -> Sequence[Section]:
    """The parts of the page that have something to show."""
    parts = (_griefs_par_caisse, _evolution, _montants, _moyens, _lettres)
    return [section for part in parts if (section := part(etendue)) is not None]


def _reclame(montants: Montants) -> str:
    return euros(montants.reclame) if montants.inconnus < montants.dossiers else "inconnu"


def _ou_rien(valeur: int) -> str:
    return nombre(valeur) if valeur else "–"


def _griefs_par_caisse(etendue: Etendue) -> Section | None:
    couples = par_cle(
        ((nature, etendue.caisses[bilan.caisse]), montant)
        for bilan in etendue.bilans
        for nature, montant in natures(bilan).items()
    )
    if not couples:
        return None
    griefs, _ = plus_frequents(couples, 0, len(couples))
    caisses, coupees = plus_frequents(couples, 1, _CAISSES)
    comptes = [[couples.get((grief, caisse), Somme()).dossiers for caisse in caisses] for grief in griefs]
    sommes = par_cle((nature, m) for bilan in etendue.bilans for nature, m in natures(bilan).items())
    entetes = list(caisses)
    if coupees:
        entetes.append("Autres caisses")
        comptes = [[*ligne, sommes[grief].dossiers - sum(ligne)] for grief, ligne in zip(griefs, comptes, strict=True)]
    noms = [etendue.grief(grief) for grief in griefs]
    titre = "Griefs par caisse"
    return Section(
        titre,
        typographier(
            "Combien de dossiers portent chaque grief, caisse par caisse. Un dossier peut en porter plusieurs."
        ),
        carte_de_chaleur("griefs", titre, noms[:_GRIEFS], entetes, comptes[:_GRIEFS]),
        _limite("griefs", _GRIEFS, len(griefs)),
        Tableau(
            "Nombre de dossiers et montant réclamé, par grief",
            ("Grief", *entetes, "Total", "Montant réclamé"),
            [
                (nom, *map(_ou_rien, ligne), nombre(sommes[grief].dossiers), euros(sommes[grief].montant))
                for grief, nom, ligne in zip(griefs, noms, comptes, strict=True)
            ],
        ),
    )


def _evolution(etendue: Etendue) -> Section | None:
    mois = derniers_mois(etendue.jour, _MOIS)
    comptes = par_mois(etendue.bilans, mois)
    if not comptes:
        return None
    signales = {(h.departement, h.grief): rang for rang, h in enumerate(etendue.hausses)}
    ordre = sorted(comptes, key=lambda c: (signales.get(c, len(signales)), -sum(comptes[c].values()), c))
    noms = {couple: f"{couple[0]} – {etendue.grief(couple[1])}" for couple in ordre}
    titre, entetes = "Griefs par département et par mois", [_mois(un) for un in mois]
    situes = sum(_situe(bilan, mois) for bilan in etendue.bilans)
    hors = len(etendue.bilans) - situes
    texte = "Combien de dossiers portent un grief, par département et par mois de la lettre contestée."
    if hors:
        texte += f" {accorder(hors, 'dossier')} {'n’y sont' if hors > 1 else 'n’y est'} pas, faute de date ou de "
        texte += "département, ou parce que la lettre est plus ancienne ou postérieure à ce jour."
    coupe = ordre[:_EVOLUTIONS_EN_TABLE]
    return Section(
        titre,
        typographier(texte),
        carte_de_chaleur(
            "evolution",
            titre,
            [noms[couple] for couple in ordre[:_EVOLUTIONS]],
            entetes,
            [list(comptes[couple].values()) for couple in ordre[:_EVOLUTIONS]],
        ),
        _limite("lignes", _EVOLUTIONS, len(ordre)),
        Tableau(
            "Nombre de dossiers par mois" + (f" ({_EVOLUTIONS_EN_TABLE} premières lignes)" if coupe != ordre else ""),
            ("Département et grief", *entetes, "Total"),
            [
                (noms[couple], *map(_ou_rien, comptes[couple].values()), nombre(sum(comptes[couple].values())))
                for couple in coupe
            ],
        ),
    )


def _montants(etendue: Etendue) -> Section:
    montants = par_caisse(etendue.bilans, etendue.caisses)
    hauts = montants[:_BARRES]
    titre = "Montants par caisse"
    return Section(
        titre,
        typographier("Ce que chaque caisse réclame, et ce que les lettres contestent."),
        barres(
            "montants",
            titre,
            [m.caisse for m in hauts],
            (("réclamé", [m.reclame for m in hauts]), ("contesté", [m.conteste for m in hauts])),
            en_euros=True,
        ),
        _limite("caisses", _BARRES, len(montants)),
        Tableau(
            "Montants par caisse",
            ("Caisse", "Dossiers", "Réclamé", "Contesté", "Montants inconnus"),
            [(m.caisse, nombre(m.dossiers), _reclame(m), euros(m.conteste), _ou_rien(m.inconnus)) for m in montants],
        ),
    )


def _moyens(etendue: Etendue) -> Section | None:
    titres = {moyen.id: moyen.titre for bilan in etendue.bilans for moyen in bilan.moyens}
    sommes = par_cle((moyen.id, moyen.montant) for bilan in etendue.bilans for moyen in bilan.moyens)
    if not sommes:
        return None
    montres = list(sommes.items())[: etendue.seuils.moyens]
    noms = [titres[identifiant] for identifiant, _ in montres]
    titre = "Moyens employés"
    return Section(
        titre,
        typographier(
            "Dans combien de dossiers chaque moyen est retenu, et sur quel montant il porte. Plusieurs moyens "
            "peuvent porter sur les mêmes lignes : ces montants ne s’additionnent pas."
        ),
        barres("moyens", titre, noms, (("dossiers", [somme.dossiers for _, somme in montres]),)),
        _limite("moyens", len(montres), len(sommes)),
        Tableau(
            "Nombre de dossiers et montant, par moyen",
            ("Moyen", "Dossiers", "Montant"),
            [
                (nom, nombre(somme.dossiers), euros(somme.montant))
                for nom, (_, somme) in zip(noms, montres, strict=True)
            ],
        ),
    )


def _lettres(etendue: Etendue) -> Section | None:
    sommes = par_cle((lettre.titre, 0) for bilan in etendue.bilans for lettre in bilan.lettres)
    if not sommes:
        return None
    return Section(
        "Lettres écrites",
        typographier("Un dossier peut avoir plusieurs lettres."),
        None,
        "",
        Tableau(
            "Nombre de lettres, par sorte",
            ("Lettre", "Nombre"),
            [(titre, nombre(somme.dossiers)) for titre, somme in sommes.items()],
        ),
    )


def _limite(quoi: str, montres: int, tous: int) -> str:
    """What a plot leaves out; the table that follows says more."""
    return (
        typographier(f"Le graphique montre les {montres} premiers rangs sur {tous} {quoi}.") if tous > montres else ""
    )


def _situe(bilan: Bilan, mois: Iterable[Mois]) -> bool:
    recu = bilan.recu_le
    return recu is not None and bool(bilan.departement) and (recu.year, recu.month) in mois


def _mois(mois: Mois) -> str:
    return f"{_ABREGES[mois[1] - 1]} {mois[0]}"
