"""Whole letters: the three examples, and the final letter when nothing is open any more."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from aide import BIBLIOTHEQUE, TEMPLATES, dossier, etude, exemple, grief, ligne, lire, ouvrage
from indu.commun.erreurs import EntreeInvalide, ErreurEnvironnement
from indu.commun.montants import euros
from indu.commun.texte import espaces_simples
from indu.courrier.document import Document, Tableau, Titre, texte_document, texte_inlines
from indu.courrier.fabrique import Ouvrage, documents, etudier, fichiers, points_ouverts
from indu.dossier.modele import Dossier

LETTRES = {lettre: ouvrage(exemple(lettre)) for lettre in "abc"}


def texte(document: Document) -> str:
    return espaces_simples(texte_document(document))


def titres(un: Ouvrage, niveau: int = 1) -> list[str]:
    return [
        espaces_simples(texte_inlines(bloc.contenu))
        for bloc in un.lettre.document.blocs
        if isinstance(bloc, Titre) and bloc.niveau == niveau
    ]


def annexe(un: Ouvrage) -> Tableau:
    return [bloc for bloc in un.lettre.document.blocs if isinstance(bloc, Tableau)][-1]


# ---------------------------------------------------------------------------------------------- les exemples


@pytest.mark.parametrize("lettre", "abc")
def test_une_notification_appelle_la_saisine_de_la_commission(lettre: str) -> None:
    un = LETTRES[lettre]
    assert un.etude.lettre is not None
    assert un.etude.lettre.type == "saisine_cra"
    assert titres(un)[:1] == ["Recevabilité"]
    assert {"Discussion", "Demandes", "Pièces jointes"} <= set(titres(un))


@pytest.mark.parametrize("lettre", "abc")
def test_les_montants_de_la_lettre_sont_ceux_de_l_analyse(lettre: str) -> None:
    un = LETTRES[lettre]
    dit, analyse = texte(un.lettre.document), un.etude.analyse
    assert analyse.reclame is not None
    assert f"Montant réclamé : {espaces_simples(euros(analyse.reclame))}" in dit
    for rang in un.etude.plan.dispositif:
        for demande in rang.demandes:
            if demande.montant:
                assert espaces_simples(euros(demande.montant)) in dit
    assert espaces_simples(euros(un.etude.plan.conteste)) in dit


@pytest.mark.parametrize("lettre", "abc")
def test_chaque_montant_ecrit_vient_du_dossier_ou_de_l_analyse(lettre: str) -> None:
    """No amount in the letter that could not be recomputed from the lines: sums of lines, of griefs, of ranks."""
    un = LETTRES[lettre]
    analyse, plan = un.etude.analyse, un.etude.plan
    connus = {analyse.reclame, analyse.somme_lignes, analyse.montant_prescrit, plan.conteste, 0}
    for une in analyse.dossier.lignes:
        connus |= {une.montant_reclame, une.montant_paye, une.montant_du}
    for rang in plan.dispositif:
        connus |= {rang.montant, *(demande.montant for demande in rang.demandes)}
    for retenu in un.etude.selection.retenus:
        connus.add(sum(analyse.dossier.par_numero[numero].montant_reclame for numero in retenu.lignes))
    for section in plan.sections:
        connus |= {reponse.montant for reponse in section.reponses}
    for lignes in (*analyse.dossier.par_grief.values(), plan.non_discutees):
        connus.add(sum(analyse.dossier.par_numero[numero].montant_reclame for numero in lignes))
        contestees = {numero for demande in plan.dispositif[0].demandes for numero in demande.lignes}
        connus.add(sum(analyse.dossier.par_numero[n].montant_reclame for n in lignes if n in contestees))
    dits = {espaces_simples(euros(montant)) for montant in connus if montant is not None}
    ecrits = {
        montant
        for suite in texte_document(un.lettre.document).splitlines()
        for montant in re.findall(r"\d[\d ]*,\d\d €", espaces_simples(suite))
    }
    assert ecrits <= dits


def test_les_quarante_deux_lignes_sont_dans_l_annexe_chacune_avec_sa_reponse() -> None:
    un = LETTRES["a"]
    tableau = annexe(un)
    rangees = [[espaces_simples(texte_inlines(cellule)) for cellule in rangee] for rangee in tableau.lignes]
    assert [rangee[0] for rangee in rangees] == [str(numero) for numero in range(1, 43)]
    reponses = {int(rangee[0]): rangee[-1] for rangee in rangees}
    reperes = un.etude.plan.repere_lignes
    assert {numero: reponse for numero, reponse in reponses.items() if reponse != "–"} == dict(reperes)
    assert [numero for numero, reponse in reponses.items() if reponse == "–"] == [31, 32]
    assert tableau.total is not None
    assert espaces_simples(euros(46232)) in espaces_simples(
        "".join(texte_inlines(cellule) for cellule in tableau.total)
    )


def test_la_lettre_a_va_au_fond_d_abord_et_ne_plaide_aucune_forme() -> None:
    un = LETTRES["a"]
    assert [section.famille for section in un.etude.plan.sections] == ["fond", "preuve", "recalcul"]
    assert titres(un, 2)[0].startswith("I. ")
    assert "irrégulière" not in texte(un.lettre.document)


def test_la_lettre_b_plaide_la_forme_demande_le_tableau_et_n_affirme_aucune_prescription() -> None:
    un = LETTRES["b"]
    dit = texte(un.lettre.document)
    assert [section.famille for section in un.etude.plan.sections] == ["notification"]
    assert "communiquer un tableau lisible" in dit
    assert "prescrite" not in dit
    assert "action est prescrite" not in dit
    assert "prescription-triennale" in {m.moyen.id for m in un.etude.selection.a_completer}
    assert "prescription-triennale" not in {r.moyen.id for r in un.etude.selection.retenus}
    assert not any(isinstance(bloc, Tableau) and bloc.compact for bloc in un.lettre.document.blocs)


def test_la_lettre_c_repond_a_chaque_ligne() -> None:
    un = LETTRES["c"]
    assert set(un.etude.plan.repere_lignes) == set(range(1, 19))
    assert un.etude.plan.non_discutees == ()


@pytest.mark.parametrize("lettre", "abc")
def test_rien_n_est_dit_deux_fois_dans_la_lettre(lettre: str) -> None:
    paragraphes = [ligne for ligne in texte_document(LETTRES[lettre].lettre.document).splitlines() if len(ligne) > 80]
    repetes = [paragraphe for paragraphe, fois in Counter(paragraphes).items() if fois > 1]
    assert repetes == []


@pytest.mark.parametrize("lettre", "abc")
def test_la_fiche_nomme_chaque_moyen_retenu_et_chaque_point_ouvert(lettre: str) -> None:
    un = LETTRES[lettre]
    fiche = texte(un.fiche)
    for retenu in un.etude.selection.retenus:
        assert espaces_simples(retenu.moyen.titre.replace("'", "’")) in fiche
    for reserve in un.lettre.reserves:
        assert reserve.adresse in fiche
    for trou in un.lettre.trous:
        assert trou in fiche


# ---------------------------------------------------------------------------------------------- vie privée


def test_aucune_initiale_de_patient_ne_sort_sans_etre_demandee() -> None:
    source = exemple("a")
    initiales = {une.patient for une in source.lignes if une.patient}
    assert initiales
    sans = LETTRES["a"]
    for document in (sans.lettre.document, sans.fiche):
        assert not any(patient in texte_document(document) for patient in initiales)
    for contenu in fichiers(documents(source, [sans], None), TEMPLATES, ("docx",)).values():
        with zipfile.ZipFile(BytesIO(contenu)) as archive:
            corps = "".join(archive.read(nom).decode("utf-8", "ignore") for nom in archive.namelist())
        assert not any(f">{patient}<" in corps for patient in initiales)
    avec = source.model_copy(update={"lettre": source.lettre.model_copy(update={"initiales_patients": True})})
    assert all(patient in texte_document(ouvrage(avec).lettre.document) for patient in initiales)


# ---------------------------------------------------------------------------------------------- lettre définitive

JOUR_FINAL = date(2026, 6, 10)
COURRIER: dict[str, Any] = {
    "nature": "notification",
    "date": "2026-05-04",
    "date_reception": "2026-05-06",
    "reference": "EX-2026-1",
    "montant": "20,00",
    "tableau_joint": "oui",
    "tableau_lisible": "oui",
    "colonnes_tableau": ["date_soin", "date_paiement", "acte", "montant", "motif"],
    "fraude_alleguee": "non",
    "reclamation_anterieure": "non",
}


def complet(**champs: Any) -> Dossier:
    """A dossier with nothing missing, all of whose sources were read at its dates."""
    base: dict[str, Any] = {
        "reference": "EX-FINAL",
        "praticien": {
            "prenom": "Anne",
            "nom": "Exemple",
            "adresse": ["3, rue du Modèle"],
            "code_postal": "29000",
            "ville": "Quimper",
        },
        "caisse": {
            "nom": "CPAM d’Exemple",
            "adresse": ["1, place de l’Invention"],
            "code_postal": "29999",
            "ville": "Exemple Cedex",
        },
        "courriers": [COURRIER],
        "toutes_lignes_saisies": "oui",
        "griefs": [
            grief(
                deux_ordonnances="oui",
                affections_distinctes="oui",
                articles_ngap_differents="oui",
                regions_distinctes="oui",
                creneaux_distincts="oui",
                justificatifs_joints="non",
            )
        ],
        "lignes": [ligne(1, date_paiement="2025-01-23"), ligne(2, date_paiement="2025-01-23")],
        "lettre": {"date": JOUR_FINAL.isoformat()},
    }
    return lire(base | champs)


def test_la_lettre_definitive_sort_quand_plus_rien_n_est_ouvert() -> None:
    un = ouvrage(complet(), final=True)
    assert list(points_ouverts(un.etude, un.lettre)) == []
    assert not un.lettre.document.projet
    assert "PROJET" not in texte(un.lettre.document)
    assert "À COMPLÉTER" not in texte(un.lettre.document)
    assert all(not getattr(bloc, "notes", ()) for bloc in un.lettre.document.blocs)
    assert un.etude.plan.conteste == 2000
    for contenu in fichiers(documents(un.etude.analyse.dossier, [un], None), TEMPLATES, ("docx",)).values():
        with zipfile.ZipFile(BytesIO(contenu)) as archive:
            assert not any(b"PROJET" in archive.read(nom) for nom in archive.namelist())


def test_le_projet_porte_sa_marque_et_ses_notes() -> None:
    un = ouvrage(complet())
    assert un.lettre.document.projet
    assert any(getattr(bloc, "notes", ()) for bloc in un.lettre.document.blocs)


@pytest.mark.parametrize("lettre", "abc")
def test_la_lettre_definitive_est_refusee_avec_la_liste_de_ce_qui_reste(lettre: str) -> None:
    with pytest.raises(EntreeInvalide) as erreur:
        ouvrage(exemple(lettre), final=True)
    premiere, *autres = [str(probleme) for probleme in erreur.value.problemes]
    assert "ne peut pas être rendue définitive" in premiere
    un = LETTRES[lettre]
    assert autres == list(points_ouverts(un.etude, un.lettre))
    assert autres


@pytest.mark.parametrize(
    ("champs", "point"),
    [
        ({"caisse": {"nom": "CPAM d’Exemple"}}, "à compléter : code postal de la caisse"),
        (
            {"lettre": {"date": "2026-06-30"}, "courriers": [{"nature": "notification", "date": "2026-06-28"}]},
            "L. 133-4 CSS",
        ),
        (
            {"courriers": [COURRIER | {"reference": "L. 999-1"}]},
            "citation que vous avez écrite, à vérifier : L. 999-1",
        ),
        ({"griefs": [grief()]}, "aucun moyen ne tient"),
    ],
)
def test_un_seul_point_ouvert_suffit_a_refuser(champs: dict[str, Any], point: str) -> None:
    with pytest.raises(EntreeInvalide) as erreur:
        ouvrage(complet(**champs), final=True, voulu="saisine_cra")
    assert any(point in str(probleme) for probleme in erreur.value.problemes)


# ---------------------------------------------------------------------------------------------- autres lettres


def test_un_constat_appelle_des_observations() -> None:
    un = ouvrage(complet(courriers=[{"nature": "constat_anomalies", "date": "2026-05-04"}]))
    assert un.etude.lettre is not None
    assert un.etude.lettre.type == "observations"
    assert "Elles ne valent ni recours" in texte(un.lettre.document)
    assert un.etude.analyse.echeances == ()


def test_des_observations_peuvent_aussi_repondre_a_une_notification() -> None:
    un = etudier(complet(), BIBLIOTHEQUE, TEMPLATES, JOUR_FINAL, "observations")
    assert un.lettre is not None
    assert un.lettre.type == "observations"


@pytest.mark.parametrize("nature", ["contrainte", "griefs_penalite"])
def test_les_courriers_sans_lettre_sont_expliques(nature: str) -> None:
    lu = complet(courriers=[{"nature": nature, "date": "2026-05-04"}])
    assert etude(lu).lettre is None
    assert etude(lu).refus
    with pytest.raises(EntreeInvalide):
        ouvrage(lu)


@pytest.mark.parametrize("voulu", ["saisine_cr", "recours", "fiche"])
def test_un_type_de_lettre_inconnu_est_refuse(voulu: str) -> None:
    with pytest.raises(EntreeInvalide, match="type de lettre inconnu"):
        etudier(complet(), BIBLIOTHEQUE, TEMPLATES, JOUR_FINAL, voulu)


def test_une_lettre_qui_ne_repond_pas_au_courrier_est_refusee() -> None:
    with pytest.raises(EntreeInvalide, match="ne convient pas"):
        etudier(
            complet(courriers=[{"nature": "constat_anomalies"}]), BIBLIOTHEQUE, TEMPLATES, JOUR_FINAL, "saisine_cra"
        )


def test_hors_delai_la_lettre_ne_pretend_pas_etre_dans_le_delai() -> None:
    tardif = complet(lettre={"date": "2026-07-10"})
    dit = texte(ouvrage(tardif).lettre.document)
    assert "est formée dans le délai de deux mois" not in dit
    assert "motif de recevabilité" in dit


def test_hors_delai_sans_voies_de_recours_le_delai_est_dit_inopposable() -> None:
    courrier = {
        "nature": "notification",
        "date": "2026-03-02",
        "date_reception": "2026-03-05",
        "mention_voies_recours": "non",
    }
    un = ouvrage(complet(courriers=[courrier]))
    assert [r.moyen.id for r in un.etude.plan.recevabilite] == ["recevabilite-delai-inopposable"]


def test_un_moyen_exclu_par_le_relecteur_ne_parait_plus() -> None:
    un = ouvrage(complet(choix={"exclure": ["deux-seances-quatre-conditions"]}))
    assert un.etude.selection.retenus == ()
    assert any("relecteur" in ecarte.motif for ecarte in un.etude.selection.ecartes)


def test_un_choix_qui_nomme_un_moyen_inconnu_est_refuse() -> None:
    with pytest.raises(EntreeInvalide, match="vouliez-vous dire « prescription-triennale »"):
        etude(complet(choix={"exclure": ["prescription-trienale"]}))


def test_un_fait_qui_differe_selon_les_lignes_n_est_pas_imprime_pour_toutes() -> None:
    lu = complet(
        griefs=[grief(nature="prescription-non-datee-incomplete", indication_medicale_presente="oui")],
        lignes=[ligne(1, mention_manquante="nombre_seances"), ligne(2, mention_manquante="technique")],
    )
    dit = texte(ouvrage(lu).lettre.document)
    assert "techniques à employer" in dit or "lignes 1 et 2, la caisse reproche à l’ordonnance" not in dit


# ---------------------------------------------------------------------------------------------- fichiers


def test_memes_entrees_memes_octets() -> None:
    ecrits = (documents(un.etude.analyse.dossier, [un], None) for un in (ouvrage(complet()), ouvrage(complet())))
    premiers, seconds = (fichiers(ecrit, TEMPLATES, ("docx", "pdf")) for ecrit in ecrits)
    assert set(premiers) == {
        "ex-final-saisine-cra.docx",
        "ex-final-fiche.docx",
        "ex-final-saisine-cra.pdf",
        "ex-final-fiche.pdf",
    }
    assert premiers == seconds


def test_une_erreur_d_environnement_a_son_code() -> None:
    assert ErreurEnvironnement.code == 3


def test_le_dossier_de_test_suffit_a_une_lettre() -> None:
    assert "Anne Exemple" in texte(ouvrage(dossier()).lettre.document)
