"""Columns parted by blanks, when the recognition of a scan glued two of them on a few lines (invented words)."""

from __future__ import annotations

import pytest
from aide_importation import proposition

from indu.importation.ecriture_dossier import ecrire_dossier
from indu.importation.grille import Grille
from indu.importation.mots import Mot, Page
from indu.importation.suite import grilles_des_pages
from indu.importation.valeurs import NETTETE_SURE

PAS = 4.0
"""The width of a character, in points: an em is 8."""
DEPARTS = (40, 100, 160, 210, 290)
PARMI = 4
"""The rank of the row that is badly read."""


def mot(texte: str, gauche: float, haut: float) -> Mot:
    return Mot(texte, gauche, gauche + PAS * len(texte), haut, haut + 8)


def rangee(rang: int) -> tuple[str, ...]:
    return (f"{rang + 1:02d}/03/24", f"{rang + 5:02d}/04/24", f"6066929{rang:02d}", "AMS 7,5", f"{16 + rang},08 €")


def lire(lignes: list[list[Mot]]) -> Grille:
    (grille,) = grilles_des_pages([Page(1, 595, 842, tuple(m for ligne in lignes for m in ligne), (), "image")])
    return grille


def scan(
    nombre: int, colle: list[Mot] | None = None, rangs: tuple[int, ...] = (PARMI,), facture: str = "Facture"
) -> Grille:
    """A table of that many rows, the cells of invoice and quotation replaced on some of them."""
    entete = ("Soins", "Paiement", facture, "Cotation", "Indu")
    lignes = []
    for rang, cellules in enumerate([entete, *map(rangee, range(nombre))]):
        haut = 50.0 + 14 * rang
        mots = []
        for depart, cellule in zip(DEPARTS, cellules, strict=True):
            x = float(depart)
            for texte in cellule.split():
                mots.append(mot(texte, x, haut))
                x = mots[-1].droite + 2
        if colle is not None and rang - 1 in rangs:
            mots = [m for m in mots if not 150 < m.gauche < 280]
            mots += [Mot(m.texte, m.gauche, m.droite, haut, haut + 8) for m in colle]
        lignes.append(mots)
    return lire(lignes)


def colle(texte: str, gauche: float, droite: float) -> Mot:
    return Mot(texte, gauche, droite, 0, 0)


def textes(grille: Grille) -> list[tuple[str, ...]]:
    return [tuple(cellule.texte for cellule in rangee) for rangee in grille.rangees]


@pytest.mark.parametrize("nombre", [10, 24])
def test_deux_colonnes_collees_sur_une_ligne_restent_deux_colonnes(nombre: int) -> None:
    grille = scan(nombre, [colle("606692904AMS", 160, 222), colle("7,5", 224, 236)])
    assert textes(grille) == textes(scan(nombre))
    troubles = {
        (rang, place)
        for rang, rangee in enumerate(grille.rangees)
        for place, cellule in enumerate(rangee)
        if cellule.nette < NETTETE_SURE
    }
    assert troubles == {(PARMI + 1, 2), (PARMI + 1, 3)}, "ce qui a été coupé est à confirmer, et rien d’autre"


def test_trois_lignes_collees_sur_dix_se_coupent_par_leur_forme() -> None:
    grille = scan(10, [colle("606692904AMS", 160, 222), colle("7,5", 224, 236)], rangs=(2, 4, 6))
    assert [rangee[2:4] for rangee in textes(grille)[3:8:2]] == [("606692904", "AMS 7,5")] * 3


def test_deux_mots_trop_proches_ne_reunissent_pas_deux_colonnes() -> None:
    grille = scan(12, [colle("606692904", 160, 205), colle("AMS", 206, 222), colle("7,5", 224, 236)])
    assert textes(grille) == textes(scan(12))


def test_un_mot_qui_ne_se_coupe_pas_reste_ou_il_commence_et_n_est_jamais_sur() -> None:
    grille = scan(12, [colle("60669290485", 160, 232)])
    attendus = textes(scan(12))
    attendus[PARMI + 1] = (*attendus[PARMI + 1][:2], "60669290485", "", attendus[PARMI + 1][4])
    assert textes(grille) == attendus
    assert all(cellule.nette < 0.5 for cellule in grille.rangees[PARMI + 1][2:4])


@pytest.mark.parametrize(
    ("mot_lu", "facture", "cotation"),
    [
        ("12,50AMS9,5", "12,50", "AMS9,5"),
        ("15/08/2209/09/22", "15/08/22", "09/09/22"),
        ("16,08€451,50", "16,08€", "451,50"),
    ],
)
def test_une_date_ou_un_montant_se_coupe_a_sa_fin(mot_lu: str, facture: str, cotation: str) -> None:
    part = len(facture) / len(mot_lu)
    x = 201.0
    gauche = 165.0
    grille = scan(12, [colle(mot_lu, gauche, gauche + (x - gauche) / part)])
    assert textes(grille)[PARMI + 1][2:4] == (facture, cotation)


def test_une_coupe_qui_peut_etre_ailleurs_n_est_pas_faite() -> None:
    grille = scan(12, [colle("6066929A4S7", 160, 232)])
    assert textes(grille)[PARMI + 1][2:4] == ("6066929A4S7", "")


def test_le_signe_euro_n_est_pas_une_colonne() -> None:
    """A blank between figure and sign that one longer amount fills is not one of a column."""
    lignes = []
    for rang in range(14):
        haut = 50.0 + 14 * rang
        montant = "1451,50" if rang == PARMI else "16,08"
        droite = 290 + PAS * len(montant)
        lignes.append([
            mot(f"{rang + 1:02d}/03/24", 40, haut),
            mot(f"6066929{rang:02d}", 160, haut),
            mot(montant, 290, haut),
            mot("€", max(droite + 1, 290 + PAS * 5 + 4), haut),
        ])  # fmt: skip
    assert {len(rangee) for rangee in lire(lignes).rangees} == {3}


@pytest.mark.parametrize("facture", ["Facture", "N° lot"])
def test_la_ligne_collee_est_a_confirmer_et_pas_les_autres(facture: str) -> None:
    """Even when the column that holds both texts is one that the dossier has no use for."""
    lue = proposition(scan(12, [colle("60669290485", 160, 232)], facture=facture))
    assert len(lue.lignes) == 12
    douteuses = [rang for rang, ligne in enumerate(lue.lignes) if any("peu nets" in doute for doute in ligne.doutes)]
    assert douteuses == [PARMI]
    (a_confirmer,) = [phrase for phrase in ecrire_dossier(lue).splitlines() if "peu nets" in phrase]
    assert "À CONFIRMER" in a_confirmer
    assert f"date_soin: 2024-03-{PARMI + 1:02d}" in a_confirmer
