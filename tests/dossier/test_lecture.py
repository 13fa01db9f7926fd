"""Reading a dossier: good ones give what was written, bad ones every fault at once, in French, with its place."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aide import CATALOGUE, RACINE, brut, dossier, grief, ligne, lire, refus
from indu.commun.erreurs import EntreeInvalide
from indu.dossier.lecture import lire_dossier
from indu.dossier.modele import Dossier

CAS = RACINE / "tests" / "cas"
MAUVAIS = sorted(cas for cas in (CAS / "mauvais").iterdir() if cas.suffix in (".yaml", ".json"))
BONS = sorted((CAS / "bons").iterdir())


def normaliser(message: str) -> str:
    return message.replace("dossier.yaml", "dossier", 1)


# ---------------------------------------------------------------------------------------------- mauvais dossiers


@pytest.mark.parametrize("cas", MAUVAIS, ids=lambda cas: cas.stem)
def test_un_mauvais_dossier_donne_exactement_ces_messages(cas: Path) -> None:
    attendus = cas.with_suffix(".attendu").read_text(encoding="utf-8").splitlines()
    assert [normaliser(message) for message in refus(cas.read_bytes())] == attendus


@pytest.mark.parametrize("cas", MAUVAIS, ids=lambda cas: cas.stem)
def test_chaque_message_est_court_situe_et_sans_jargon(cas: Path) -> None:
    messages = refus(cas.read_bytes())
    lignes = [int(trouve[1]) for message in messages if (trouve := re.match(r"dossier\.yaml:(\d+) : ", message))]
    assert len(lignes) == len(messages), "un message sans fichier ni ligne"
    assert lignes == sorted(lignes), "les messages ne suivent pas l’ordre du fichier"
    for message in messages:
        assert len(message) < 320
        assert not re.search(r"\b(input|should|valid|str|dict|None|True|False|type=|field|error)\b", message)


def test_plusieurs_fautes_sont_dites_en_une_fois() -> None:
    messages = refus((CAS / "mauvais" / "plusieurs-fautes.yaml").read_bytes())
    champs = [message.split(" : ")[1] for message in messages]
    assert champs == [
        "praticien.rpp",
        "courriers[1].date_reception",
        "courriers[1].montant",
        "griefs[1].nature",
        "lignes[1].montant_reclame",
        "demandes[2]",
    ]


def test_un_champ_inconnu_n_est_pas_suivi_de_toute_la_liste() -> None:
    (message,) = _champs(griefs=[grief(nature="de-non-justifie", deux_ordonnances="oui")])
    assert "griefs[1].deux_ordonnances : champ inconnu" in message
    assert "« indu schema »" in message
    assert message.count(",") <= 6


@pytest.mark.parametrize("cas", ["nir-dans-un-champ.yaml", "nir-dans-une-date.yaml", "nom-de-patient.yaml"])
def test_ni_nir_ni_nom_de_patient_ne_ressort_d_un_message(cas: str) -> None:
    messages = "\n".join(refus((CAS / "mauvais" / cas).read_bytes()))
    assert messages
    assert "99 99" not in messages
    assert "9999" not in messages
    assert "Jeanne" not in messages
    assert "Inventée" not in messages


@pytest.mark.parametrize("nom", ["Jeanne", "Inventée Jeanne", "J. Inventée", "ABCDE", "123456"])
def test_un_nom_de_patient_est_refuse_sous_toutes_ses_formes(nom: str) -> None:
    (message,) = refus(json.dumps(brut(lignes=[ligne(patient=nom)])))
    assert "un nom ou un numéro de patient" in message
    assert nom not in message


@pytest.mark.parametrize("initiales", ["A.B.", "A. B.", "AB", "J-P.D."])
def test_des_initiales_sont_acceptees(initiales: str) -> None:
    assert dossier(lignes=[ligne(patient=initiales)]).lignes[0].patient == initiales


def test_un_nir_glisse_dans_un_texte_libre_est_masque_des_l_entree() -> None:
    lu = dossier(griefs=[grief(precision="assuré 2 99 99 99 999 999 99, voir plus bas")])
    assert lu.griefs[0].precision == "assuré [NIR masqué], voir plus bas"


@pytest.mark.parametrize("contenu", ["", "# rien\n", "null\n"])
def test_un_fichier_vide_est_dit_vide(contenu: str) -> None:
    assert refus(contenu) == ["dossier.yaml : le dossier est vide"]


def test_un_fichier_absent_ou_un_dossier_sont_dits(tmp_path: Path) -> None:
    with pytest.raises(EntreeInvalide, match="fichier introuvable"):
        lire_dossier(tmp_path / "absent.yaml", CATALOGUE)
    with pytest.raises(EntreeInvalide, match="c’est un dossier, pas un fichier"):
        lire_dossier(tmp_path, CATALOGUE)


# ---------------------------------------------------------------------------------------------- contradictions


def _champs(**autres: Any) -> list[str]:
    return refus(json.dumps(brut(**autres)))


def test_un_soin_avant_sa_propre_ordonnance_est_une_faute_sauf_si_le_grief_est_celui_la() -> None:
    lignes = [ligne(date_soin="2025-01-13", date_ordonnance="2025-02-01")]
    (message,) = _champs(lignes=lignes)
    assert "le soin est daté avant sa propre ordonnance" in message
    assert "lu « 2025-01-13 » ; attendu : une date au plus tôt le 01/02/2025" in message
    assert _champs(lignes=lignes, griefs=[grief(nature="prescription-posterieure")]) == []
    assert _champs(lignes=[ligne(date_soin="2025-02-01", date_ordonnance="2025-02-01")]) == []


def test_un_grief_sans_ligne_doit_avoir_son_montant() -> None:
    deux = [grief("A"), grief("B", "autre")]
    (message,) = _champs(griefs=deux)
    assert "griefs[2].id : aucune ligne n’utilise ce grief ; lu « B »" in message
    assert _champs(griefs=[grief("A"), grief("B", "autre", montant_annonce="50,00")]) == []
    assert _champs(griefs=deux, lignes=[]) == []


def test_la_valeur_lue_est_repetee_comme_elle_est_ecrite() -> None:
    (message,) = _champs(courrier={"date": "05/03/2026", "date_reception": "4/3/2026"})
    assert "lu « 4/3/2026 »" in message


def test_les_dates_egales_ne_se_contredisent_pas() -> None:
    assert _champs(courrier={"date": "2026-03-02", "date_envoi": "2026-03-02", "date_reception": "2026-03-02"}) == []


# ---------------------------------------------------------------------------------------------- bons dossiers


@pytest.mark.parametrize("cas", BONS, ids=lambda cas: cas.name)
def test_un_bon_dossier_est_accepte(cas: Path) -> None:
    assert isinstance(lire_dossier(cas, CATALOGUE), Dossier)


def test_les_dates_et_montants_a_la_francaise_sont_lus() -> None:
    lu = lire_dossier(CAS / "bons" / "a-la-francaise.yaml", CATALOGUE)
    courrier = lu.courrier_conteste
    assert (courrier.date, courrier.date_envoi, courrier.date_reception) == (
        date(2026, 3, 2),
        date(2026, 3, 3),
        date(2026, 3, 5),
    )
    assert courrier.montant == lu.griefs[0].montant_annonce == 123456
    assert [ligne.montant_reclame for ligne in lu.lignes] == [120000, 3456]
    assert courrier.fait("tableau_joint") is True
    assert courrier.fait("tableau_lisible") is False
    assert courrier.fait("colonnes_tableau") == ("motif",)
    assert lu.lignes[0].grief == ("A",)
    assert lu.demandes == ("remise",)
    assert lu.praticien.code_postal == "01000"


def test_inconnu_partout_laisse_tout_inconnu() -> None:
    lu = lire_dossier(CAS / "bons" / "tout-inconnu.yaml", CATALOGUE)
    courrier, (premier, second), (une,) = lu.courrier_conteste, lu.griefs, lu.lignes
    assert (courrier.date, courrier.date_envoi, courrier.date_reception, courrier.montant) == (None,) * 4
    assert courrier.fait("colonnes_tableau") is courrier.fait("qualite_signataire") is None
    assert premier.fait("deux_ordonnances") is second.fait("exigence_objet") is premier.montant_annonce is None
    assert (une.date_paiement, une.montant_du, une.fait("deux_ordonnances")) == (None,) * 3
    assert "deux_ordonnances" in une.model_fields_set
    assert lu.lettre.date is lu.pieces[0].date is lu.fait("toutes_lignes_saisies") is None


@pytest.mark.parametrize("mot", ["inconnu", "Inconnue", "?", "je ne sais pas", "NSP", None])
def test_toutes_les_facons_de_ne_pas_savoir_se_valent(mot: str | None) -> None:
    assert dossier(courrier={"montant": mot, "tableau_joint": mot}).courrier_conteste.fait("tableau_joint") is None


@pytest.mark.parametrize(
    ("mot", "valeur"), [("oui", True), ("Oui", True), ("vrai", True), ("non", False), ("N", False)]
)
def test_oui_et_non_s_ecrivent_en_francais(mot: str, valeur: bool) -> None:
    assert dossier(courrier={"tableau_joint": mot}).courrier_conteste.fait("tableau_joint") is valeur


def test_un_dossier_json_donne_le_meme_dossier_que_le_yaml(tmp_path: Path) -> None:
    source = CAS / "bons" / "dossier.json"
    donnees = json.loads(source.read_text(encoding="utf-8"))
    assert lire(donnees) == lire_dossier(source, CATALOGUE)


# ---------------------------------------------------------------------------------------------- le modèle


def test_la_lettre_a_laquelle_repondre_est_la_derniere_recue() -> None:
    courriers = [
        {"nature": "notification", "date": "2026-03-02"},
        {"nature": "constat_anomalies", "date": "2026-01-10"},
    ]
    assert dossier(courriers=courriers).courrier_conteste.nature == "notification"
    sans_date = [{"nature": "constat_anomalies"}, {"nature": "notification"}]
    assert dossier(courriers=sans_date).courrier_conteste.nature == "notification"


def test_les_lignes_sans_numero_prennent_leur_rang() -> None:
    lu = dossier(lignes=[ligne() | {"numero": None}, ligne(7)])
    assert lu.numeros == (1, 7)
    assert lu.par_grief == {"A": (1, 7)}


def test_la_cotation_se_lit_comme_sur_une_facture() -> None:
    lu = dossier(
        lignes=[
            ligne(1, acte="RAM", coefficient="8.09"),
            ligne(2, acte="RAM", coefficient="8,09", quantite=2, accessoire="IFD"),
            ligne(3, accessoire="IK"),
            ligne(4),
        ]
    )
    assert [une.cotation for une in lu.lignes] == ["RAM 8,09", "2 × RAM 8,09 + IFD", "IK", ""]


def test_un_dossier_lu_ne_se_modifie_pas() -> None:
    lu = dossier()
    with pytest.raises(ValueError, match="frozen"):
        setattr(lu, "reference", "autre")  # noqa: B010 - mypy would refuse the plain assignment
