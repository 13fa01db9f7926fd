"""Every letter of the procedure: which one is chosen at each step, why the others are not, and what each one says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aide import REPONDU, etude, grief, ligne, ouvrage
from indu.commun.erreurs import EntreeInvalide
from indu.commun.texte import espaces_simples
from indu.courrier.document import texte_document
from indu.dossier.modele import Dossier
from indu.moyens.modele import Obtient
from procedure import (
    CONSTAT,
    CONTRAINTE,
    DECISION,
    DEMEURE,
    JOUR,
    NOTIFICATION,
    PENALITE,
    RETENUE,
    SAISIE,
    recu,
)


def dit(un_dossier: Dossier, jour: date = JOUR, voulu: str | None = None) -> str:
    """The text of the letter, spaces made plain."""
    return espaces_simples(texte_document(ouvrage(un_dossier, jour, voulu=voulu).lettre.document))


@pytest.mark.parametrize(
    ("courriers", "champs", "jour", "premiere", "jointes"),
    [
        ([{"nature": "demande_justificatifs", "date": "2026-03-02"}], {}, JOUR, "reponse_justificatifs", []),
        ([CONSTAT], {}, JOUR, "observations", []),
        ([CONSTAT, NOTIFICATION], {}, JOUR, "saisine_cra", []),
        ([NOTIFICATION | {"tableau_joint": "non"}], {}, JOUR, "saisine_cra", ["demande_communication"]),
        ([NOTIFICATION], {"griefs": [], "lignes": []}, JOUR, "saisine_conservatoire", []),
        (
            [NOTIFICATION | {"tableau_joint": "non"}],
            {"griefs": [], "lignes": []},
            JOUR,
            "saisine_conservatoire",
            ["demande_communication"],
        ),
        ([NOTIFICATION], {"saisine_cra": SAISIE}, JOUR, "complement_cra", []),
        ([NOTIFICATION], {"saisine_cra": SAISIE}, date(2026, 5, 23), "complement_cra", []),
        ([NOTIFICATION], {"saisine_cra": SAISIE}, date(2026, 5, 24), "requete_tribunal", []),
        ([NOTIFICATION, DECISION], {"saisine_cra": SAISIE}, date(2026, 5, 20), "requete_tribunal", []),
        ([RETENUE], {"griefs": [], "lignes": []}, JOUR, "opposition_retenue", []),
        ([NOTIFICATION, RETENUE], {}, JOUR, "saisine_cra", ["opposition_retenue"]),
        ([NOTIFICATION, RETENUE], {"saisine_cra": SAISIE}, JOUR, "opposition_retenue", []),
        ([NOTIFICATION, DEMEURE], {}, JOUR, "contestation_mise_en_demeure", []),
        (
            [NOTIFICATION],
            {"demandes": ["annulation", "delais"]},
            JOUR,
            "saisine_cra",
            ["demande_remise"],
        ),
        ([CONTRAINTE], {}, JOUR, None, []),
        ([NOTIFICATION, DEMEURE, CONTRAINTE], {}, JOUR, None, []),
        ([PENALITE], {}, date(2026, 4, 4), None, []),
        ([PENALITE], {}, date(2026, 4, 25), "reponse_penalite", []),
        ([NOTIFICATION, PENALITE], {}, date(2026, 4, 25), "saisine_conservatoire", ["reponse_penalite"]),
    ],
)
def test_l_etape_et_les_faits_choisissent_les_lettres(
    courriers: list[dict[str, Any]], champs: dict[str, Any], jour: date, premiere: str | None, jointes: list[str]
) -> None:
    resultat = etude(recu(*courriers, **champs), jour)
    assert (resultat.lettre.type if resultat.lettre else None) == premiere
    assert [modele.type for modele in resultat.choix.jointes] == jointes
    assert resultat.refus if premiere is None else not resultat.refus


@pytest.mark.parametrize(
    ("courriers", "champs", "voulu", "pourquoi"),
    [
        ([CONTRAINTE], {}, "saisine_cra", "quinze jours"),
        ([CONTRAINTE], {}, "requete_tribunal", "avocat"),
        ([NOTIFICATION], {"saisine_cra": SAISIE}, "saisine_cra", "complement_cra"),
        ([NOTIFICATION], {}, "complement_cra", "n’est pas encore saisie"),
        ([NOTIFICATION], {}, "demande_remise", "l’annulation et le recalcul"),
        ([NOTIFICATION | {"fraude_alleguee": "oui"}], {"demandes": ["remise"]}, "demande_remise", "fraude"),
        ([NOTIFICATION], {}, "requete_tribunal", "étape : une notification de payer est reçue"),
        ([NOTIFICATION], {}, "opposition_retenue", "courriers reçus : notification de payer"),
        ([CONSTAT], {}, "saisine_cra", "constat d’anomalies"),
        ([NOTIFICATION], {}, "reponse_penalite", "courriers reçus"),
    ],
)
def test_une_lettre_refusee_dit_pourquoi(
    courriers: list[dict[str, Any]], champs: dict[str, Any], voulu: str, pourquoi: str
) -> None:
    with pytest.raises(EntreeInvalide) as erreur:
        etude(recu(*courriers, **champs), JOUR, voulu=voulu)
    assert pourquoi in espaces_simples(str(erreur.value.problemes[0]))


NATURES: list[dict[str, Any]] = [NOTIFICATION, CONSTAT, RETENUE, DEMEURE, DECISION, PENALITE, CONTRAINTE]


@given(
    st.lists(st.sampled_from(NATURES), min_size=1, max_size=4, unique_by=lambda courrier: courrier["nature"]),
    st.sampled_from([{}, {"saisine_cra": SAISIE}, {"cra_saisie_a_temps": "oui"}, {"saisine_cra": {}}]),
    st.dates(date(2026, 3, 1), date(2026, 12, 31)),
)
def test_chaque_lettre_a_toujours_un_avis_et_une_raison(
    courriers: list[dict[str, Any]], saisine: dict[str, Any], jour: date
) -> None:
    lu = recu(*courriers, **saisine)
    choix = etude(lu, jour).choix
    assert len({avis.type for avis in choix.avis}) == len(choix.avis) == 11
    assert all(avis.motif for avis in choix.avis)
    possibles = {avis.type for avis in choix.avis if avis.convient}
    assert {modele.type for modele in choix.jointes} <= possibles
    assert (choix.premiere is None) == bool(choix.refus)
    assert choix.premiere is None or choix.premiere.type in possibles
    for possible in possibles:
        assert dit(lu, jour, possible)


def test_la_demande_de_communication_ne_suspend_rien_et_demande_ce_qui_manque() -> None:
    sans = recu(NOTIFICATION | {"tableau_joint": "non", "extrapolation": "oui"}, griefs=[], lignes=[])
    texte = dit(sans, voulu="demande_communication")
    assert "Elle ne suspend et n’interrompt aucun délai" in texte
    assert "dans le délai qui expire le 5 mai 2026" in texte
    assert "un tableau complet et lisible" in texte
    assert "l’échantillon" in texte
    complet = dit(recu(NOTIFICATION), voulu="demande_communication")
    assert "un tableau complet et lisible" not in complet
    assert "l’échantillon" not in complet


def test_des_observations_sur_une_notification_ne_se_lisent_pas_comme_un_recours() -> None:
    texte = dit(recu(NOTIFICATION), voulu="observations")
    assert "Elles ne valent ni recours, ni reconnaissance, ni renonciation" in texte
    assert "la commission de recours amiable est saisie séparément" in texte
    assert "Je conteste devant vous" not in texte


def test_l_opposition_a_une_retenue_n_invente_pas_de_notification() -> None:
    seule = dit(recu(RETENUE, griefs=[], lignes=[]))
    assert "Je ne peux la rattacher à aucune notification de payer" in seule
    assert "datée du" not in seule
    assert "Aucune lettre ne me l’avait annoncée" in dit(recu(RETENUE | {"retenue_annoncee": "non"}))
    assert "de restituer la somme retenue, soit 20,00 €" in seule
    connue = dit(recu(NOTIFICATION, RETENUE, saisine_cra=SAISIE))
    assert "datée du 2 mars 2026 (référence IND-42)" in connue
    assert "J’en ai saisi la commission de recours amiable le 20 mars 2026" in connue


def test_une_retenue_malgre_contestation_demande_une_fois_la_somme() -> None:
    lu = recu(NOTIFICATION, RETENUE, saisine_cra=SAISIE, contestation_avant_retenue="oui", retenue_acceptee="non",
              retenue_autre_creance="non")  # fmt: skip
    resultat = etude(lu, JOUR)
    principal, subsidiaire = resultat.plan.dispositif[:2]
    assert (principal.demandes[0].obtient, principal.montant) == ("restitution", 2000)
    assert {demande.obtient for demande in subsidiaire.demandes} == {"lignes"}


def test_la_mise_en_demeure_se_conteste_pour_son_montant_et_pour_l_excedent() -> None:
    lu = recu(
        NOTIFICATION,
        DEMEURE | {"med_somme_nouvelle": "oui", "med_ecart_majoration": "non"},
        cra_saisie_a_temps="oui",
    )
    resultat = etude(lu, JOUR)
    assert resultat.analyse.reclame == 2500
    demandes = {demande.obtient: demande.montant for rang in resultat.plan.dispositif for demande in rang.demandes}
    assert demandes[Obtient.EXCEDENT] == 500
    texte = dit(lu)
    assert "je la maintiens" in texte
    assert "d’annuler la mise en demeure pour ce qui dépasse les sommes de la notification, soit 5,00 €" in texte
    assert "et l’indu qu’elle porte" not in texte


def test_la_remise_se_demande_a_part_et_sans_reconnaissance() -> None:
    lu = recu(NOTIFICATION, demandes=["annulation", "remise", "delais"], precarite_justifiee="oui")
    contestation = dit(lu)
    assert "acquitter" not in contestation
    assert "précarité" not in contestation
    remise = dit(lu, voulu="demande_remise")
    assert "ne vaut ni reconnaissance de dette, ni acceptation d’un montant" in remise
    assert "de réduire cette somme" in remise
    assert "nombre et montant des échéances proposées" in remise
    assert "deux séances" not in remise.lower()


def test_la_requete_dit_la_decision_ou_le_silence_et_son_delai() -> None:
    implicite = dit(recu(NOTIFICATION, saisine_cra=SAISIE), date(2026, 6, 10))
    assert "peut être regardé comme rejeté depuis le 23 mai 2026" in implicite
    assert "qui expire le 23 juillet 2026" in implicite
    assert "une copie de la notification et de la saisine de la commission" in implicite
    explicite = dit(recu(NOTIFICATION, DECISION, saisine_cra=SAISIE), date(2026, 6, 10))
    assert "Elle l’a rejeté par une décision du 4 mai 2026, reçue le 7 mai 2026" in explicite
    assert "qui expire le 7 juillet 2026" in explicite
    assert "une copie de la décision contestée" in explicite
    assert "20,00 €" in explicite  # the notification is what is contested, not the decision


def test_la_requete_ne_dit_pas_certain_un_rejet_qui_ne_l_est_pas() -> None:
    envoyee = dit(recu(NOTIFICATION, saisine_cra={"date_envoi": "2026-03-20"}), date(2026, 6, 10))
    assert "peut être regardé comme rejeté depuis" not in envoyee
    assert "le délai de deux mois depuis le rejet implicite, à vérifier" in envoyee
    tardive = dit(recu(NOTIFICATION, saisine_cra=SAISIE), date(2026, 8, 10))
    assert "le délai de deux mois depuis le rejet implicite, à vérifier" in tardive


def test_les_faits_de_la_decision_se_lisent_sur_elle_quand_la_notification_est_contestee() -> None:
    lu = recu(NOTIFICATION, DECISION | {"cra_voies_mentionnees": "non"}, tribunal_delai_passe="oui")
    resultat = etude(lu, date(2026, 9, 1))
    assert [retenu.moyen.id for retenu in resultat.plan.recevabilite] == ["cra-delai-tribunal-inopposable"]


def test_une_commission_deja_saisie_a_temps_n_est_pas_dite_tardive() -> None:
    lu = recu(NOTIFICATION, saisine_cra=SAISIE)
    assert etude(lu, date(2026, 7, 1)).analyse.faits_dossier["recours_tardif"] is False
    tard = recu(NOTIFICATION, saisine_cra={"date_envoi": "2026-05-20"})
    assert etude(tard, date(2026, 7, 1)).analyse.faits_dossier["recours_tardif"] is True


def test_une_saisine_plus_ancienne_que_la_notification_ne_la_vise_pas() -> None:
    lu = recu(NOTIFICATION, saisine_cra={"date_envoi": "2025-11-20"})
    assert etude(lu, JOUR).analyse.faits_dossier["etape"] == "notification"


def test_la_reponse_d_attente_a_une_penalite_ne_discute_rien() -> None:
    texte = dit(recu(NOTIFICATION, PENALITE), date(2026, 4, 25), "reponse_penalite")
    assert "je demande à être entendu" in texte
    assert "ne vaut reconnaissance d’aucun fait" in texte
    assert "Discussion" not in texte
    assert "ligne" not in texte


def test_la_reponse_aux_justificatifs_n_avoue_rien_et_attend_les_pieces() -> None:
    demande = {"nature": "demande_justificatifs", "date": "2026-03-02", "reference": "DJ-7"}
    sans = ouvrage(recu(demande, griefs=[], lignes=[]), JOUR)
    assert any("pièces demandées" in point for point in sans.lettre.ouverts)
    avec = dit(recu(demande, pieces=[{"id": "P1", "intitule": "Ordonnance du 3 janvier", "confidentielle": "oui"}]))
    assert "ne vaut reconnaissance d’aucune somme" in avec
    assert "secret médical" in avec


def test_une_ligne_a_deux_griefs_dont_un_seul_est_repondu_le_dit_et_n_est_pas_demandee() -> None:
    autre = grief("B", "ik-non-du")
    lu = recu(NOTIFICATION, griefs=[REPONDU, autre], lignes=[ligne(1, grief=["A", "B"]), ligne(2)])
    resultat = etude(lu, JOUR)
    assert resultat.plan.partielles == {"B": (1,)}
    assert [demande.lignes for rang in resultat.plan.dispositif for demande in rang.demandes] == [(2,)]
    assert "Je ne développe pas d’observation à ce stade sur le grief « " in dit(lu)


def test_la_reponse_d_attente_ne_part_pas_hors_delai_sans_le_dire() -> None:
    tardive = ouvrage(recu(NOTIFICATION, PENALITE), date(2026, 6, 25), voulu="reponse_penalite")
    assert any("le délai d’un mois est passé" in point for point in tardive.lettre.ouverts)
