"""Hostile and clumsy requests: each gets the right refusal, none a failure, and nothing private comes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from aide import brut, grief, ligne
from appels import LARGES, Journal, client, goulu, reglages, sans_fin
from indu.service import travaux

JSON = {"content-type": "application/json"}
NOM, NIR = "MARTINEAU-QUIDAM", "2 84 05 59 123 456 11"
PLAT = NIR.replace(" ", "")


def profond(niveaux: int) -> bytes:
    return b'{"a":' * niveaux + b"1" + b"}" * niveaux


@pytest.mark.parametrize(
    ("corps", "statut"),
    [
        (b"", 400),
        (b"bonjour", 400),
        (b"[]", 400),
        (b'"dossier"', 400),
        (b"{", 400),
        (b'{"reference": "\xff\xfe"}', 400),
        ('{"reference": "é"}'.encode("utf-16"), 400),
        (b'{"a": 1, "a": 2}', 400),
        (b'{"a": NaN}', 400),
        (b'{"reference": "\\ud800"}', 400),
        (profond(30), 400),
        (profond(100_000), 400),
        (b'{"courriers": [{"nature": "notification"}], "lignes": [' + b"{}," * 6_000 + b"{}]}", 400),
        (b'{"courriers": "notification"}', 422),
        (b'{"courriers": [{"nature": ["notification"]}]}', 422),
        (b'{"courriers": [{"nature": {"a": 1}}], "griefs": {"id": 3}}', 422),
        (b'{"courriers": [{"nature": "notification", "montant": 1e400}]}', 422),
        (b'{"courriers": [{"nature": "notification", "montant": -3}]}', 422),
        (b'{"courriers": [{"nature": "notification", "date": "9999-99-99"}]}', 422),
        (b'{"courriers": [{"nature": "notification"}], "__class__": "x", "constructor": {}}', 422),
        (b'{"courriers": [{"nature": "notification"}], "choix": {"inclure": ["../../etc/passwd"]}}', 422),
        (b'{"courriers": [{"nature": "notification"}], "praticien": null, "caisse": 3}', 422),
    ],
)
def test_un_corps_faux_est_refuse(appel: TestClient, corps: bytes, statut: int) -> None:
    recu = appel.post("/v1/analyse", content=corps, headers=JSON)
    assert recu.status_code == statut
    assert recu.headers["content-type"] == "application/problem+json"
    assert recu.json()["status"] == statut


@pytest.mark.parametrize(
    ("methode", "chemin", "options", "statut"),
    [
        ("GET", "/v1/absent", {}, 404),
        ("GET", "/v1/moyens/..%2f..%2fetc%2fpasswd", {}, 404),
        ("DELETE", "/v1/analyse", {}, 405),
        ("PUT", "/v1/moyens", {"content": b"x"}, 405),
        ("POST", "/v1/analyse", {"content": b"a: 1", "headers": {"content-type": "application/yaml"}}, 415),
        ("POST", "/v1/analyse", {"data": {"a": "1"}}, 415),
        ("POST", "/v1/lettres?type=../../x", {"json": brut()}, 422),
        ("POST", "/v1/lettres?format=exe", {"json": brut()}, 422),
        ("POST", "/v1/lettres?document=%7B%7B7*7%7D%7D", {"json": brut()}, 422),
        ("POST", "/v1/analyse?date=demain", {"json": brut()}, 422),
        ("POST", "/v1/analyse?date=0001-01-01", {"json": brut()}, 422),
        ("POST", "/v1/import", {"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=z"}}, 400),
        ("POST", "/v1/import", {"json": {}}, 422),
        ("POST", "/v1/import", {"files": [("fichiers", ("x.pdf", b"%PDF-1.7 rien", "application/pdf"))]}, 422),
        ("POST", "/v1/import", {"files": [("fichiers", ("x.xlsx", b"PK\x03\x04rien", "x/y"))]}, 422),
        ("POST", "/v1/import", {"files": [("fichiers", ("x.csv", b"", "text/csv"))]}, 422),
        ("POST", "/v1/import", {"files": [("fichiers", (f"{n}.csv", b"a;b", "text/csv")) for n in range(11)]}, 400),
        ("POST", "/v1/analyse", {"content": b" " * 3_000_000, "headers": JSON}, 413),
    ],
)  # fmt: skip
def test_une_requete_fausse_est_refusee(
    appel: TestClient, methode: str, chemin: str, options: dict[str, Any], statut: int
) -> None:
    recu = appel.request(methode, chemin, **options)
    assert recu.status_code == statut
    assert recu.json()["type"].startswith("urn:indu:probleme:")


def test_un_corps_gros_sans_longueur_annoncee(appel: TestClient) -> None:
    recu = appel.post("/v1/analyse", content=(b" " * 100_000 for _ in range(30)), headers=JSON)
    assert recu.status_code == 413


def test_un_texte_hostile_reste_du_texte(appel: TestClient) -> None:
    """Templates, HTML and paths in a dossier come out as they were typed, in the letter."""
    mechant = "{{ 7*7 }} <script>alert(1)</script> ../../etc/passwd"
    dossier = brut(caisse={"nom": mechant})
    recu = appel.post("/v1/lettres", json=dossier, params={"format": "docx"})
    assert recu.status_code == 200
    from io import BytesIO

    from docx import Document

    texte = "\n".join(p.text for p in Document(BytesIO(recu.content)).paragraphs)
    tableaux = "\n".join(c.text for t in Document(BytesIO(recu.content)).tables for r in t.rows for c in r.cells)
    assert "{{ 7*7 }} <script>alert(1)</script>" in texte + tableaux


json_quelconque = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda fils: st.lists(fils, max_size=4) | st.dictionaries(st.text(max_size=10), fils, max_size=4),
    max_leaves=12,
)
CHAMPS = st.sampled_from(["reference", "praticien", "caisse", "courriers", "griefs", "lignes", "pieces", "choix", "x"])


@given(st.dictionaries(CHAMPS, json_quelconque, max_size=5))
def test_aucun_json_ne_fait_echouer_le_service(appel: TestClient, dossier: dict[str, Any]) -> None:
    recu = appel.post("/v1/analyse", content=json.dumps(dossier).encode(), headers=JSON)
    assert recu.status_code in (200, 400, 422)


def planter() -> list[Callable[[TestClient], Any]]:
    """Requests that hold a patient's name and number in every place that one can think of."""
    prives = f"{NOM} Germaine {NIR}"
    faux = brut(lignes=[ligne(patient=prives, nom_patient=prives, montant_reclame=prives)], griefs=[grief(id=prives)])
    faux[prives] = prives
    courrier = brut(courrier={"nature": prives, "signataire": prives})
    juste = brut(pieces=[{"id": "1", "intitule": f"Ordonnance de {prives}"}], caisse={"nom": prives})
    tableau = f"Nom;NIR;Date de soin;Montant indu\r\n{NOM};{NIR};pas une date;{prives}\r\n".encode()
    piece = [("fichiers", (f"{prives}.csv", tableau, "text/csv"))]
    return [
        lambda appel: appel.post("/v1/analyse", json=faux),
        lambda appel: appel.post("/v1/analyse", json=courrier),
        lambda appel: appel.post("/v1/lettres", json=faux, params={"type": prives}),
        lambda appel: appel.post("/v1/analyse", json=juste, params={"date": prives}),
        lambda appel: appel.post(f"/v1/{prives}", json=juste),
        lambda appel: appel.get(f"/{PLAT}?q={prives}", headers={"x-request-id": f"{NOM}-{PLAT}", "referer": PLAT}),
        lambda appel: appel.post("/v1/analyse", content=json.dumps(juste)[:-3], headers=JSON),
        lambda appel: appel.post("/v1/import", files=piece),
        lambda appel: appel.post("/v1/import", files=[("autre", (prives, b"x"))]),
        lambda appel: appel.post("/v1/import", files=[("fichiers", (f"{prives}.pdf", b"%PDF-" + tableau))]),
        lambda appel: appel.post("/v1/lettres", json=juste, headers={"authorization": f"Bearer {PLAT}"}),
        lambda appel: appel.request(NOM, "/v1/analyse"),
    ]


@pytest.mark.parametrize("rang", range(len(planter())))
def test_rien_de_prive_dans_le_journal_les_mesures_et_les_erreurs(
    appel: TestClient, journal: Journal, rang: int
) -> None:
    recu = planter()[rang](appel)
    assert recu.status_code < 500
    dits = [journal.texte, appel.get("/metrics").text, *([recu.text] if recu.status_code >= 400 else [])]
    dits += [valeur for nom, valeur in recu.headers.items() if nom != "content-disposition"]
    for dit in dits:
        propre = dit.replace(" ", "").replace("\u202f", "").replace("\u00a0", "").upper()
        assert NOM not in propre
        assert "GERMAINE" not in propre
        assert PLAT not in propre
    assert journal.lignes


def test_un_defaut_ne_dit_que_son_lieu(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    from indu.service.ouvriers import Ouvriers

    async def casser(*_: object, **__: object) -> None:
        raise ValueError(f"{NOM} {NIR}")

    with client(reglages()) as appel:
        monkeypatch.setattr(Ouvriers, "confier", casser)
        recu = appel.post("/v1/analyse", json=brut())
    assert recu.status_code == 500
    assert recu.json()["type"] == "urn:indu:probleme:defaut"
    assert NOM not in journal.texte + recu.text
    (defaut,) = [dit for dit in journal.lignes if dit["evenement"] == "defaut"]
    assert (defaut["erreur"], defaut["lieu"].split(":")[0]) == ("ValueError", Path(__file__).name)


@pytest.mark.parametrize("travail", [sans_fin, goulu], ids=["le temps", "la mémoire"])
def test_un_travail_trop_lourd_est_arrete_et_le_service_continue(
    travail: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dossier that would take a process for itself costs that process alone."""
    monkeypatch.setattr(travaux, "analyser", travail)
    with client(reglages(limites=replace(LARGES, travail=3.0))) as appel:
        trop = appel.post("/v1/analyse", json=brut())
        assert (trop.status_code, trop.json()["type"]) == (422, "urn:indu:probleme:travail-trop-lourd")
        assert appel.get("/v1/griefs").status_code == 200
