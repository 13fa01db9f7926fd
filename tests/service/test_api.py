"""The API gives what the command gives, takes partial dossiers, and publishes all that a front end needs."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from aide import EXEMPLES, JOUR, brut
from commande import preparer

JOUR_DIT = {"date": JOUR.isoformat()}


def lire_exemple(nom: str) -> dict[str, Any]:
    """An example of the repository, as an app would hold it."""
    lu: dict[str, Any] = json.loads(json.dumps(yaml.safe_load(EXEMPLES[nom].read_text("utf-8")), default=str))
    return lu


@pytest.mark.parametrize("nom", sorted(EXEMPLES))
def test_la_meme_analyse_que_la_commande(
    nom: str, appel: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dit = preparer(monkeypatch, tmp_path)("analyser", EXEMPLES[nom], "--json", "--date", "20/03/2026")
    voulu = json.loads(dit.sortie)
    exemple = lire_exemple(nom)
    exemple.setdefault("lettre", {})["date"] = JOUR.isoformat()
    recu = appel.post("/v1/analyse", json=exemple).json()
    for question in recu["questions"]:
        for publie in ("aide", "type_reponse", "valeurs", "pointeurs"):
            del question[publie]
    assert recu == voulu


@pytest.mark.parametrize("format_", ["docx", "pdf"])
def test_la_meme_lettre_que_la_commande(
    format_: str, appel: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = tmp_path / "dossier.json"
    source.write_text(json.dumps(brut()), encoding="utf-8")
    preparer(monkeypatch, tmp_path)("lettre", source, "--date", "20/03/2026", "-o", tmp_path / "x", "--format", format_)
    for document in ("lettre", "fiche"):
        recu = appel.post("/v1/lettres", json=brut(), params={"format": format_, "document": document} | JOUR_DIT)
        assert recu.status_code == 200
        ecrit = next(
            chemin for chemin in (tmp_path / "x").iterdir() if chemin.stem.endswith("-fiche") == (document == "fiche")
        )
        if format_ == "pdf":
            assert recu.content == ecrit.read_bytes()
        else:
            assert _texte(recu.content) == _texte(ecrit.read_bytes())
        assert ecrit.name in recu.headers["content-disposition"]


def _texte(octets: bytes) -> list[str]:
    return [paragraphe.text for paragraphe in Document(io.BytesIO(octets)).paragraphs]


def test_un_dossier_presque_vide_a_deja_une_analyse(appel: TestClient) -> None:
    recu = appel.post("/v1/analyse", json={"courriers": [{"nature": "notification"}]}, params=JOUR_DIT)
    assert recu.status_code == 200
    analyse = recu.json()
    assert analyse["montants"]["reclame"] is None
    assert analyse["questions"]
    assert analyse["orientation"]["niveau"] in ("autonome", "relecture", "juriste")


def test_sans_courrier_la_reponse_dit_ce_qui_manque(appel: TestClient) -> None:
    recu = appel.post("/v1/analyse", json={})
    assert recu.status_code == 422
    assert [erreur["champ"] for erreur in recu.json()["erreurs"]] == ["courriers"]


def test_une_question_dit_ou_ecrire_sa_reponse(appel: TestClient) -> None:
    """An app that writes an answer at the pointers given is no longer asked that question."""
    dossier = brut()
    premiere = appel.post("/v1/analyse", json=dossier, params=JOUR_DIT).json()["questions"]
    posee = next(une for une in premiere if une["pointeurs"] and une["type_reponse"] == "booleen")
    for pointeur in posee["pointeurs"]:
        *chemin, dernier = pointeur.strip("/").split("/")
        lieu: Any = dossier
        for partie in chemin:
            lieu = lieu[int(partie) if isinstance(lieu, list) else partie]
        lieu[dernier] = True
    apres = appel.post("/v1/analyse", json=dossier, params=JOUR_DIT).json()["questions"]
    assert posee["fait"] not in [une["fait"] for une in apres]


def test_une_lettre_nommee(appel: TestClient) -> None:
    recu = appel.post("/v1/lettres", json=brut(), params={"type": "demande_communication", "format": "docx"} | JOUR_DIT)
    assert recu.status_code == 200
    assert "demande-communication" in recu.headers["content-disposition"]


def test_une_lettre_qui_ne_convient_pas_est_refusee_avec_sa_raison(appel: TestClient) -> None:
    recu = appel.post("/v1/lettres", json=brut(), params={"type": "requete_tribunal"} | JOUR_DIT)
    assert recu.status_code == 422
    assert "ne convient pas" in recu.json()["erreurs"][0]["message"]


def test_une_lettre_ouverte_n_est_pas_definitive(appel: TestClient) -> None:
    projet = appel.post("/v1/lettres", json=brut(), params=JOUR_DIT)
    assert int(projet.headers["x-points-ouverts"]) > 0
    assert appel.post("/v1/lettres", json=brut(), params={"final": "true"} | JOUR_DIT).status_code == 422


def test_ce_qui_va_a_un_avocat(appel: TestClient) -> None:
    contrainte = brut(courrier={"nature": "contrainte"})
    refus = appel.post("/v1/lettres", json=contrainte, params=JOUR_DIT)
    assert refus.status_code == 422
    assert refus.json()["type"] == "urn:indu:probleme:sans-lettre"
    synthese = appel.post("/v1/lettres", json=contrainte, params={"document": "synthese"} | JOUR_DIT)
    assert synthese.content.startswith(b"%PDF")
    assert appel.post("/v1/lettres", json=brut(), params={"document": "synthese"} | JOUR_DIT).status_code == 422


TABLEAU = (
    "N° facture;Date de soin;Date de mandatement;Acte;Coefficient;Montant remboursé;Montant indu;Motif\r\n"
    "F100;03/02/2025;10/02/2025;RAM;8,09;17,39;17,39;Deux séances le même jour\r\n"
    "F101;04/02/2025;11/02/2025;RAM;8,09;17,39;17,39;Deux séances le même jour\r\n"
)


def test_un_tableau_devient_un_dossier_que_l_analyse_accepte(appel: TestClient) -> None:
    recu = appel.post("/v1/import", files=[("fichiers", ("Dupont Marie.csv", TABLEAU.encode("cp1252"), "text/csv"))])
    assert recu.status_code == 200
    lu = recu.json()
    assert [ligne["montant_reclame"] for ligne in lu["dossier"]["lignes"]] == ["17,39", "17,39"]
    assert "Dupont" not in recu.text
    analyse = appel.post("/v1/analyse", json=lu["dossier"])
    assert analyse.status_code == 200
    assert analyse.json()["montants"]["somme_lignes"] == "34.78"


def test_les_listes_publiees_sont_celles_du_dossier(appel: TestClient) -> None:
    """What the lists name is what the dossier's schema takes."""
    composants = appel.get("/v1/openapi.json").json()["components"]["schemas"]
    natures = {grief["nature"] for grief in appel.get("/v1/griefs").json()}
    assert {nom.removeprefix("DossierGrief_").replace("_", "-") for nom in composants if "Grief_" in nom} == natures
    recus = {courrier["nature"] for courrier in appel.get("/v1/courriers").json()["recus"]}
    assert set(composants["DossierCourrierRecu"]["properties"]["nature"]["enum"]) == recus
    faits = {fait["fait"]: fait for fait in appel.get("/v1/questions").json()["faits"]}
    assert all(fait["valeurs"] for fait in faits.values() if fait["type_reponse"] in ("choix", "liste"))
    moyens = appel.get("/v1/moyens").json()
    assert len({moyen["id"] for moyen in moyens}) == len(moyens) > 200


def test_le_schema_publie_accepte_les_exemples(appel: TestClient) -> None:
    openapi = appel.get("/v1/openapi.json").json()
    schema = {"$ref": "#/components/schemas/DossierPartiel", "components": openapi["components"]}
    Draft202012Validator.check_schema(schema)
    for nom in EXEMPLES:
        Draft202012Validator(schema).validate(lire_exemple(nom))


def test_rien_n_est_garde_ni_mis_en_cache(appel: TestClient) -> None:
    for chemin in ("/v1/moyens", "/v1/openapi.json", "/healthz"):
        assert appel.get(chemin).headers["cache-control"] == "no-store"
    premier = appel.post("/v1/analyse", json=brut(), params=JOUR_DIT)
    assert appel.post("/v1/analyse", json=brut(), params=JOUR_DIT).content == premier.content


def test_sante_et_mesures(appel: TestClient) -> None:
    assert appel.get("/healthz").text == "vivant\n"
    assert appel.get("/readyz").status_code == 200
    appel.get("/v1/griefs")
    assert 'indu_requetes_total{methode="GET",route="/v1/griefs",statut="200"}' in appel.get("/metrics").text
