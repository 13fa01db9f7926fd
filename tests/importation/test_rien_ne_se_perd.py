"""Whatever the table, every row and every cent is somewhere, and the dossier proposed reads back."""

from __future__ import annotations

import re

from aide_importation import VOCABULAIRE, grille, proposition, relu
from hypothesis import given, settings
from hypothesis import strategies as st

from indu.commun.erreurs import EntreeInvalide
from indu.importation.ecriture_dossier import ecrire_dossier
from indu.importation.grille import Cellule
from indu.importation.valeurs import lire_jour, lire_somme

TETE = ("Facture", "Bénéficiaire", "Date de soins", "Date de paiement", "Acte", "Montant indu", "Motif")
RANGEES = st.lists(
    st.tuples(
        st.sampled_from(["F1", "F2", "F3", ""]),
        st.sampled_from(["EXEMPLE Anne", "MODELE Bruno", ""]),
        st.sampled_from(["03/01/2024", "04/01/24", "2024-01-05", "?", "31/02/2024"]),
        st.sampled_from(["10/01/2024", "", "01/01/2024"]),
        st.sampled_from(["RAM 8,09", "AMK 8,3 + IFD", "IFD", "IK 4", "Bilan", ""]),
        st.sampled_from(["10,00", "2,50", "-10,00", "(2,50)", "10,00-", "1 234,56 €", "voir", ""]),
        st.sampled_from(["Absence de prescription", "Doublon de facturation / IFD non due", "A, B", "Divers", ""]),
    ),
    min_size=1,
    max_size=12,
)


@given(RANGEES)
@settings(max_examples=300)
def test_chaque_rangee_et_chaque_centime_sont_quelque_part(rangees: list[tuple[str, ...]]) -> None:
    try:
        une = proposition(grille(TETE, *rangees, ["Total", "", "", "", "", "999,99", ""]))
    except EntreeInvalide:
        assert not any(sum(1 for texte in rangee if texte) > 1 for rangee in rangees)
        return
    comptes = une.comptes
    lues = [lu.valeur for rangee in rangees if (lu := lire_somme(Cellule(rangee[5], "")))]
    assert abs(comptes.somme + comptes.a_completer + comptes.negatifs) == abs(sum(lues))
    assert comptes.total_lu == 99999
    ecrit = ecrire_dossier(une)
    for rang, rangee in enumerate(rangees, start=2):
        if any(rangee):
            assert re.search(rf"\b[A-G]{rang}\b", ecrit), f"rangée {rang} perdue"
    dossier = relu(une)
    assert len(dossier.lignes) == len(une.lignes)
    attendus = [ligne.montant_reclame for ligne in une.lignes]
    assert [ligne.montant_reclame for ligne in dossier.lignes] == attendus
    assert all(lire_jour(Cellule(rangee[2], "")) for rangee in rangees) or une.a_completer or une.non_compris


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=8), max_size=8), st.integers(0, 8))
@settings(max_examples=200)
def test_des_cellules_quelconques_ne_font_rien_tomber(rangees: list[list[str]], place: int) -> None:
    rangees.insert(min(place, len(rangees)), list(TETE))
    try:
        une = proposition(grille(*rangees))
    except EntreeInvalide:
        return
    relu(une)


@given(
    st.lists(st.text(alphabet=st.characters(categories=["Lu", "Ll"]), min_size=3, max_size=9), min_size=7, max_size=7)
)
@settings(max_examples=200)
def test_aucun_mot_d_une_cellule_ne_sort_s_il_n_est_pas_du_metier(mots: list[str]) -> None:
    rangee = [*mots[:2], "03/01/2024", mots[2], mots[3], "10,00", " ".join(mots[4:])]
    une = proposition(grille(TETE, rangee, [*mots[:2], mots[2], "", "", mots[5], mots[6]], [mots[6]]))
    ecrit = ecrire_dossier(une)
    corps = " ".join(ecrit.split("lignes:")[-1].replace("À CONFIRMER", "").split())
    griefs = [grief.lu for grief in une.griefs]
    for mot in mots[1:]:
        if len(mot) > 4 and not VOCABULAIRE.masqueur.connu(mot):
            assert mot not in corps.replace(mots[0], "")
            assert not any(mot in grief for grief in griefs)
