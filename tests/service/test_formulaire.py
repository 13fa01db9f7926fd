"""The form without a browser: what a page carries, and what comes back that no page of ours would send."""

from __future__ import annotations

import base64
import html
import json
import re
import zlib
from datetime import date, timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from aide import brut, ligne
from appels import Journal
from indu.commun.texte import espaces_simples
from indu.droit.delais import ajouter_mois
from indu.service import carnet
from indu.service.carnet import Carnet, CarnetAbime, deplier, plier

Reponse: TypeAlias = Any
"""The type depends on the client that is installed."""
HOSTILE = "<script>alert(1)</script> {{7*7}} {% raw %} \" ' & </textarea></html>"
NIR = "1 84 12 76 451 089 46"


def champ(page: Reponse, nom: str = "etat") -> str:
    """What a hidden field of a page holds."""
    trouve = re.search(rf'name="{nom}" value="([^"]*)"', page.text)
    assert trouve is not None, page.text[:2000]
    return html.unescape(trouve[1])


def avancer(appel: TestClient, page: Reponse, reponse: str, **champs: Any) -> Reponse:
    """The page after an answer."""
    donnees = {"etat": champ(page), "question": champ(page, "question"), "action": "repondre", "reponse": reponse}
    return appel.post("/question", data=donnees | champs)


@pytest.fixture
def debut(appel: TestClient) -> Reponse:
    """The second question: a notification has been received."""
    return avancer(appel, appel.post("/question", data={"action": "poser"}), "notification")


def plie(valeur: object) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(valeur).encode())).decode()


# What a page carries.


@given(st.text(), st.lists(st.text(), max_size=carnet.PAS))
def test_un_carnet_revient_comme_il_est_parti(texte: str, avant: list[str]) -> None:
    parti = Carnet(texte, tuple(avant))
    assert deplier(plier(parti)) == parti


def test_le_passe_d_un_carnet_est_borne_le_plus_ancien_part_d_abord() -> None:
    tenu = Carnet()
    for rang in range(1, 200):
        tenu = tenu.suivre(f"{rang} " + "x" * 1000)
    assert len(tenu.avant) == carnet.PAS
    assert tenu.reculer().texte.startswith("198 ")
    gros = Carnet().suivre("a" * carnet.PASSE).suivre("b").suivre("c")
    assert gros.avant == ("b",)
    assert gros.reculer().reculer() == Carnet("b")


@given(st.text() | st.binary().map(lambda octets: base64.urlsafe_b64encode(octets).decode()))
def test_un_carnet_quelconque_est_refuse_ou_lu_sans_autre_faute(champ_recu: str) -> None:
    try:
        lu = deplier(champ_recu)
    except CarnetAbime:
        return
    assert deplier(plier(lu)) == lu


@pytest.mark.parametrize(
    "abime",
    [
        "zzz",
        "é",
        plie({"texte": "x"}),
        plie([]),
        plie([1]),
        plie(["\ud800"]),
        plie(["x"] * (carnet.PAS + 2)),
        plie(["x" * (carnet.TEXTE + 1)]),
        base64.urlsafe_b64encode(zlib.compress(b"[" * 100_000)).decode(),
        base64.urlsafe_b64encode(zlib.compress(b'["x"]') + b"suite").decode(),
        base64.urlsafe_b64encode(zlib.compress(b'["x"]')[:-4]).decode(),
        base64.urlsafe_b64encode(zlib.compress(b" " * 200_000_000)).decode(),  # 200 Mo folded in 200 ko
    ],
    ids=range(12),
)
def test_un_carnet_trafique_donne_une_page_et_rien_au_journal(abime: str, appel: TestClient, journal: Journal) -> None:
    for adresse in ("/question", "/resultat", "/apercu", "/deposer", "/dossier.yaml", "/telecharger/lettre.pdf"):
        page = appel.post(adresse, data={"etat": abime, "document": "lettre"})
        assert page.status_code == 400, adresse
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "<h1>Ce qui a été envoyé ne peut pas être lu</h1>" in page.text
        assert "Traceback" not in page.text
    assert "defaut" not in journal.texte


@pytest.mark.parametrize("texte", ["reference: [", "[1, 2]", "x", "courriers: []", "a: &x 1\nb: *x", "\0", "é: é"])
def test_un_dossier_trafique_dans_un_carnet_donne_une_page(texte: str, appel: TestClient) -> None:
    page = appel.post("/resultat", data={"etat": plie([texte])})
    assert page.status_code == 422
    assert '<html lang="fr">' in page.text


# What is asked, what is answered.


def test_une_reponse_pour_une_autre_question_n_est_jamais_appliquee(appel: TestClient, debut: Reponse) -> None:
    page = avancer(appel, debut, "05/03/2026", question="montant")
    assert page.status_code == 409
    assert champ(page, "question") == "date_reception"
    assert champ(page) == champ(debut)
    assert "pour une autre question" in page.text


def test_un_double_envoi_donne_deux_fois_la_meme_page(appel: TestClient, debut: Reponse) -> None:
    une, deux = (avancer(appel, debut, "05/03/2026") for _ in range(2))
    assert une.text == deux.text
    ancienne = avancer(appel, debut, "06/03/2026")  # the browser's own way back, then another answer
    assert champ(ancienne, "question") == champ(une, "question")
    assert deplier(champ(ancienne)).avant == deplier(champ(une)).avant


def test_ce_qui_est_faux_est_dit_et_la_saisie_reste(appel: TestClient, debut: Reponse) -> None:
    page = avancer(appel, debut, "32/13/2026")
    assert page.status_code == 422
    assert "<title>Erreur : " in page.text
    assert '<a href="#reponse">Cette date n’existe pas</a>' in page.text
    assert 'value="32/13/2026"' in page.text
    assert champ(page) == champ(debut)


def test_les_textes_hostiles_restent_du_texte(appel: TestClient, debut: Reponse, journal: Journal) -> None:
    page = debut
    reponses = ["", "", HOSTILE, "", "", f"{HOSTILE} {NIR}", "", "", HOSTILE, HOSTILE]
    for reponse in reponses:
        suite = avancer(appel, page, reponse, action="repondre" if reponse else "nsp")
        assert suite.status_code == 200
        page = suite
    pages = [
        page,
        avancer(appel, page, HOSTILE),
        appel.post("/resultat", data={"etat": champ(page)}),
        appel.post("/apercu", data={"etat": champ(page), "document": "lettre"}),
    ]
    for une in pages:
        assert "<script>alert" not in une.text
        assert "451 089" not in une.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}} {% raw %}" in pages[-1].text
    dossier = appel.post("/dossier.yaml", data={"etat": champ(page)})
    assert "451 089" not in dossier.text
    assert "[NIR masqué]" in dossier.text
    assert "alert" not in journal.texte
    assert all("CPAM" not in ligne and "451" not in ligne for ligne in journal.texte.splitlines())


def test_plusieurs_lignes_collees_sont_toutes_prises_ou_aucune(appel: TestClient, debut: Reponse) -> None:
    page = debut
    while champ(page, "question") != "tableau":
        page = avancer(appel, page, "", action="nsp")
    page = avancer(appel, page, "saisir")
    page = avancer(appel, page, "", liste="deux-seances-jour")
    page = avancer(appel, page, "", action="nsp")
    assert champ(page, "question") == "ligne"
    bonnes = "13/01/2025\t24/01/2025\tRAM 7,49\t9,93\t9,93\t1001\tA. B.\n14/01/2025\t\tRAM 7,49\t\t9,93\t\t\n"
    fausse = avancer(appel, page, "", coller=bonnes + "15/01/2025\t\tRAM\t\tdix\t\t\n")
    assert fausse.status_code == 422
    assert "Ligne 3 de votre saisie" in fausse.text.replace("\u00a0", " ")
    assert champ(fausse) == champ(page)
    suite = avancer(appel, page, "", coller=bonnes)
    assert "(déjà 2, pour 19,86" in suite.text
    retour = avancer(appel, suite, "", action="revenir")
    assert champ(retour) == champ(page)  # one step back, however many rows


def test_les_mots_d_une_recherche_menent_aux_reproches(appel: TestClient, debut: Reponse) -> None:
    page = debut
    while champ(page, "question") != "tableau":
        page = avancer(appel, page, "", action="nsp")
    page = avancer(appel, avancer(appel, page, "sans"), "deux seances")
    assert champ(page, "question") == "grief_choix"
    assert 'value="deux-seances-jour"' in page.text


# Files.


def test_un_fichier_qui_n_est_pas_un_dossier_est_refuse_avec_sa_ligne(appel: TestClient) -> None:
    page = appel.post("/reprise", files={"dossier": ("M. Untel.yaml", b"reference: EX\ncourier: x\n")})
    assert page.status_code == 422
    assert "Ligne 2" in page.text.replace("\u00a0", " ")
    assert "Untel" not in page.text
    assert "Reprendre un dossier enregistré" in page.text


@pytest.mark.parametrize(
    "octets", [b"", b"\xff\xfe\xff", b"%PDF-1.7 abime", b"PK\x03\x04abime", b"<html>" * 50, b"a;b\n" * 100]
)
def test_un_fichier_hostile_est_refuse_par_une_page_et_les_reponses_restent(
    octets: bytes, appel: TestClient, debut: Reponse
) -> None:
    for extension in ("csv", "pdf", "xlsx", "../../x"):
        page = appel.post("/depot", data={"etat": champ(debut)}, files={"fichiers": (f"Mme Untel.{extension}", octets)})
        assert page.status_code in (200, 422)
        assert champ(page) == champ(debut) or page.status_code == 200
        assert "Untel" not in page.text
        assert "Traceback" not in page.text


def test_un_dossier_json_se_reprend_sans_tourner_en_rond(appel: TestClient) -> None:
    page = appel.post("/reprise", files={"dossier": ("dossier.json", json.dumps(brut()).encode())})
    vues = []
    for _ in range(8):
        vues.append(champ(page, "question"))
        page = avancer(appel, page, "nsp", action="nsp")
    assert len(set(vues)) == len(vues)


def test_un_tableau_complete_les_reponses_deja_donnees(appel: TestClient, debut: Reponse) -> None:
    page = avancer(appel, debut, "05/03/2026")
    tableau = "Date de soin;Montant payé;Montant indu;Grief\n13/01/2025;16,55;16,55;Deux séances le même jour\n"
    lu = appel.post("/depot", data={"etat": champ(page)}, files={"fichiers": ("t.csv", tableau.encode())})
    assert "Ce qui a été lu" in lu.text
    texte = appel.post("/dossier.yaml", data={"etat": champ(lu)}).text
    assert "date_reception: 2026-03-05" in texte
    assert "date_soin: 2025-01-13" in texte


def test_qui_veut_donner_un_fichier_le_donne_aussitot_ou_plus_tard(appel: TestClient, debut: Reponse) -> None:
    page = debut
    while champ(page, "question") != "tableau":
        page = avancer(appel, page, "", action="nsp")
    depot = avancer(appel, page, "importer")
    assert "<h1>Déposer ce que la caisse a envoyé</h1>" in depot.text
    rien = appel.post("/depot", data={"etat": champ(depot)}, files={"fichiers": ("", b"")})
    assert rien.status_code == 422
    assert "Aucun fichier n’a été choisi." in rien.text
    assert champ(rien) == champ(depot)
    assert champ(appel.post("/question", data={"etat": champ(depot), "action": "poser"}), "question") == "griefs"


# The service around.


def test_les_fichiers_des_pages_se_gardent_et_eux_seuls(appel: TestClient) -> None:
    accueil = appel.get("/")
    assert accueil.headers["cache-control"] == "no-store"
    assert "set-cookie" not in accueil.headers
    adresses = re.findall(r'(?:href|src)="(/statique/[^"]+)"', accueil.text)
    assert len(adresses) == 3
    for adresse in adresses:
        recu = appel.get(adresse)
        assert recu.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert recu.content
    vieille = appel.get("/statique/0000000000000000/indu.css", follow_redirects=False)
    assert vieille.headers["location"] == next(un for un in adresses if un.endswith(".css"))
    for ailleurs in ("/../../etc/passwd", "/statique/x/base.html.j2", "/statique/x/..%2f..%2fREADME.md", "/statique/"):
        assert appel.get(ailleurs).status_code == 404


def test_une_erreur_est_une_page_pour_une_personne_un_probleme_pour_un_programme(appel: TestClient) -> None:
    page, probleme = appel.get("/absente"), appel.get("/v1/absente")
    assert (page.status_code, probleme.status_code) == (404, 404)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>Cette page n’existe pas</h1>" in page.text
    assert page.headers["content-security-policy"] == probleme.headers["content-security-policy"]
    assert probleme.headers["content-type"] == "application/problem+json"
    gros = appel.post("/question", data={"etat": "x" * 3_000_000})
    assert gros.status_code == 413
    assert "trop gros" in gros.text


@pytest.mark.parametrize("adresse", ["/question", "/resultat", "/apercu", "/deposer", "/depot", "/reprise"])
def test_l_adresse_d_une_page_ouverte_seule_ramene_au_debut(adresse: str, appel: TestClient) -> None:
    recue = appel.get(adresse, follow_redirects=False)
    assert (recue.status_code, recue.headers["location"]) == (303, "/")


def test_une_lettre_qui_ne_convient_pas_est_refusee_par_une_page(appel: TestClient, debut: Reponse) -> None:
    page = appel.post("/telecharger/lettre.pdf", data={"etat": champ(debut), "type": "requete_tribunal"})
    assert page.status_code == 422
    assert "ne convient pas" in page.text
    assert appel.post("/apercu", data={"etat": champ(debut), "document": "../x"}).status_code == 400
    assert appel.post("/telecharger/lettre.exe", data={"etat": champ(debut)}).status_code == 422


def test_les_jours_qui_restent_se_comptent_d_aujourd_hui(appel: TestClient) -> None:
    """Whatever date the dossier gives to its letter: a person who reads « il reste » acts on it."""
    aujourdhui = date.today()
    recu = (aujourdhui - timedelta(days=10)).isoformat()
    dossier = brut(courrier={"date": recu, "date_reception": recu}, lettre={"date": recu})
    page = appel.post("/reprise", files={"dossier": ("dossier.json", json.dumps(dossier).encode())})
    limite = ajouter_mois(aujourdhui - timedelta(days=10), 2)
    for vue in (page, appel.post("/resultat", data={"etat": champ(page)})):
        assert f"il reste {(limite - aujourdhui).days} jours" in espaces_simples(vue.text)


def test_un_dossier_de_trop_de_lignes_est_refuse_par_une_page(appel: TestClient) -> None:
    lourd = brut(lignes=[ligne(n) for n in range(1, 5_002)])
    page = appel.post("/reprise", files={"dossier": ("dossier.json", json.dumps(lourd).encode())})
    assert page.status_code == 422
    assert "trop de lignes" in page.text.lower()
