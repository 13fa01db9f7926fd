"""Lines that the user admits: out of every moyen, said in the letter, counted apart."""

from __future__ import annotations

from aide import dossier, etude, grief, ligne, ouvrage
from indu.commun.texte import espaces_simples
from indu.courrier.document import texte_document
from indu.courrier.rapport import rapport_json

CONDITIONS = {
    "deux_ordonnances": "oui",
    "affections_distinctes": "oui",
    "articles_ngap_differents": "oui",
    "regions_distinctes": "oui",
    "creneaux_distincts": "oui",
}


def test_une_ligne_reconnue_n_est_plus_contestee_par_aucun_moyen() -> None:
    un = dossier(
        courrier={"montant": "30,00"},
        griefs=[grief(**CONDITIONS)],
        lignes=[ligne(1), ligne(2, concedee="oui"), ligne(3)],
    )
    resultat = etude(un)
    assert all(2 not in retenu.lignes for retenu in resultat.selection.retenus)
    assert resultat.plan.conteste == 2000
    assert 2 not in resultat.plan.non_discutees
    assert rapport_json(resultat)["montants"]["concede"] == "10.00"


def test_la_lettre_le_dit_et_l_annexe_aussi() -> None:
    un = dossier(griefs=[grief(**CONDITIONS)], lignes=[ligne(1), ligne(2, concedee="oui")])
    texte = espaces_simples(texte_document(ouvrage(un).lettre.document))
    assert "Je ne conteste pas la ligne 2, soit 10,00 €." in texte
    assert "reconnue" in texte


def test_un_grief_reconnu_emporte_ses_lignes_sauf_celle_qui_dit_non() -> None:
    un = dossier(griefs=[grief(concedee="oui", **CONDITIONS)], lignes=[ligne(1), ligne(2, concedee="non"), ligne(3)])
    assert etude(un).analyse.lignes_concedees == {1, 3}
    assert etude(un).plan.conteste == 1000


def test_une_ligne_sous_deux_griefs_n_est_reconnue_que_si_les_deux_le_sont() -> None:
    griefs = [grief("A", concedee="oui"), grief("B", "bdk")]
    un = dossier(griefs=griefs, lignes=[ligne(1, grief=["A", "B"]), ligne(2), ligne(3, grief="B")])
    assert etude(un).analyse.lignes_concedees == {2}


def test_une_annulation_pour_la_forme_ne_reprend_pas_ce_qui_est_reconnu() -> None:
    un = dossier(
        courrier={"montant": "30,00", "tableau_annonce": "oui", "tableau_joint": "non"},
        lignes=[ligne(1), ligne(2, concedee="oui"), ligne(3)],
    )
    assert etude(un).plan.conteste == 2000
