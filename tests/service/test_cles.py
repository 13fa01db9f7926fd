"""Who may call: nobody from elsewhere without a key, and no longer once it is revoked."""

from __future__ import annotations

import base64
import time
from pathlib import Path

import pytest

from aide import brut
from appels import LARGES, client, reglages
from commande import preparer
from indu.commun.erreurs import EntreeInvalide
from indu.service.application import creer_application
from indu.service.cles import Trousseau, empreinte_de, nouvelle_cle, ouvrir_trousseau
from indu.service.garde import Debit

CLE, AUTRE = nouvelle_cle(), nouvelle_cle()


def declarer(fichier: Path, **cles: str) -> Path:
    """A file of keys; a name that ends with « _revoquee » is revoked."""
    lignes = ["cles:"]
    for nom, cle in cles.items():
        lignes += [f"  - nom: {nom}", f"    empreinte: {empreinte_de(cle)}"]
        lignes += ["    revoquee: oui"] if nom.endswith("_revoquee") else []
    fichier.write_text("\n".join(lignes) + "\n", encoding="utf-8")
    return fichier


@pytest.mark.parametrize("hote", ["0.0.0.0", "::", "192.168.1.10", "indu.example"])  # noqa: S104 - refused, precisely
def test_sans_cle_aucune_autre_adresse(hote: str) -> None:
    with pytest.raises(EntreeInvalide, match="aucune clé"):
        creer_application(reglages(hote=hote))


@pytest.mark.parametrize("hote", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_sur_cette_machine_aucune_cle_n_est_demandee(hote: str) -> None:
    reglages(hote=hote).verifier()


def test_la_commande_refuse_et_dit_pourquoi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fin = preparer(monkeypatch, tmp_path)("servir", "--host", "0.0.0.0")  # noqa: S104
    assert fin.code == 2
    assert "--nouvelle-cle" in fin.erreurs


def test_une_cle_se_cree_et_se_declare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dit = preparer(monkeypatch, tmp_path)("servir", "--nouvelle-cle", "appli").sortie.splitlines()
    cle = next(ligne.strip() for ligne in dit if ligne.strip().startswith("indu_"))
    fichier = tmp_path / "cles.yaml"
    fichier.write_text("cles:\n" + "\n".join(ligne for ligne in dit if "nom:" in ligne or "empreinte:" in ligne))
    assert ouvrir_trousseau(fichier, {}).nom(cle) == "appli"
    assert (
        ouvrir_trousseau(None, {"INDU_CLES": dit[-1].split(" : ")[-1].partition("INDU_CLES=")[2]}).nom(cle) == "appli"
    )


def test_qui_entre_et_qui_n_entre_pas(tmp_path: Path) -> None:
    fichier = declarer(tmp_path / "cles.yaml", appli=CLE, vieille_revoquee=AUTRE)
    voulus = reglages(hote="0.0.0.0", cles=ouvrir_trousseau(fichier, {}))  # noqa: S104
    basique = base64.b64encode(f"moi:{CLE}".encode()).decode()
    with client(voulus) as appel:
        for entete, statut in [
            (None, 401), ("Bearer x", 401), (f"Bearer {AUTRE}", 401), ("Basic zzz", 401), (f"Bearer {CLE}", 200),
            (f"bearer {CLE}", 200), (f"Basic {basique}", 200), ("Bearer é", 401),
        ]:  # fmt: skip
            entetes = {b"authorization": entete.encode()} if entete else {}
            recu = appel.post("/v1/analyse", json=brut(), headers=entetes)
            assert (entete, recu.status_code) == (entete, statut)
            assert ("www-authenticate" in recu.headers) == (statut == 401)
        assert appel.get("/metrics").status_code == 401
        assert appel.get("/healthz").status_code == 200
        assert appel.get("/").headers["www-authenticate"].startswith("Basic")  # a browser asks for it


def test_une_cle_revoquee_ferme_aussitot(tmp_path: Path) -> None:
    fichier = declarer(tmp_path / "cles.yaml", appli=CLE)
    with client(reglages(cles=ouvrir_trousseau(fichier, {}))) as appel:
        entetes = {"authorization": f"Bearer {CLE}"}
        assert appel.get("/v1/griefs", headers=entetes).status_code == 200
        declarer(fichier, appli_revoquee=CLE, autre=AUTRE)
        assert appel.get("/v1/griefs", headers=entetes).status_code == 401
        fichier.write_text("cles: [")
        assert appel.get("/v1/griefs", headers={"authorization": f"Bearer {AUTRE}"}).status_code == 401
        fichier.unlink()
        assert appel.get("/v1/griefs", headers={"authorization": f"Bearer {AUTRE}"}).status_code == 401


@pytest.mark.parametrize(
    ("texte", "dit"),
    [("cles: [", "cles.yaml:1"), ("cles:\n  - nom: x\n    empreinte: abc", "64 chiffres"), ("cle: []", "cles")],
)
def test_un_fichier_de_cles_faux_est_dit(tmp_path: Path, texte: str, dit: str) -> None:
    fichier = tmp_path / "cles.yaml"
    fichier.write_text(texte)
    with pytest.raises(EntreeInvalide, match=dit):
        ouvrir_trousseau(fichier, {})


@pytest.mark.parametrize("valeur", ["appli", "appli=abc", "=" + "a" * 64, "appli=" + "G" * 64])
def test_une_cle_fausse_de_l_environnement_est_dite_sans_etre_repetee(valeur: str) -> None:
    with pytest.raises(EntreeInvalide, match="INDU_CLES") as refus:
        ouvrir_trousseau(None, {"INDU_CLES": valeur})
    assert valeur.partition("=")[2] not in str(refus.value) or not valeur.partition("=")[2]


def test_un_fichier_absent_est_dit(tmp_path: Path) -> None:
    with pytest.raises(EntreeInvalide, match="illisible"):
        ouvrir_trousseau(tmp_path / "absent.yaml", {})


def test_une_empreinte_ne_dit_rien_de_la_cle() -> None:
    assert CLE not in repr(Trousseau(fixes={empreinte_de(CLE): "appli"}))
    assert len({nouvelle_cle() for _ in range(100)}) == 100


def test_un_nom_de_machine_inconnu_est_refuse() -> None:
    """A page elsewhere that made its own name point to this machine gets nothing."""
    with client(reglages(hotes=("indu.example",))) as appel:
        for hote, statut in [("indu.example", 200), ("127.0.0.1:8000", 200), ("mechant.example", 400), ("", 400)]:
            assert appel.get("/v1/griefs", headers={"host": hote}).status_code == statut


def test_les_autres_sites_n_entrent_que_s_ils_sont_nommes() -> None:
    with client(reglages(origines=("https://appli.example",))) as appel:
        for origine, permise in [("https://appli.example", True), ("https://mechant.example", False)]:
            demande = {"origin": origine, "access-control-request-method": "POST"}
            recu = appel.options("/v1/analyse", headers=demande)
            assert (recu.headers.get("access-control-allow-origin") == origine) is permise
    with client(reglages()) as appel:
        assert "access-control-allow-origin" not in appel.get("/v1/griefs", headers={"origin": "https://x.y"}).headers


def test_trop_de_requetes_attendent_leur_tour() -> None:
    from dataclasses import replace

    with client(reglages(limites=replace(LARGES, debit=5))) as appel:
        statuts = [appel.get("/v1/absent").status_code for _ in range(8)]
        refus = appel.get("/v1/absent")
    assert statuts == [404] * 5 + [429] * 3
    assert 1 <= int(refus.headers["retry-after"]) <= 13


def test_le_debit_revient_avec_le_temps() -> None:
    maintenant = time.monotonic()
    horloge = [maintenant]
    debit = Debit(60, horloge=lambda: horloge[0], retenus=2)
    assert [debit.admettre("a") for _ in range(61)].count(0) == 60
    horloge[0] += 1.5
    assert debit.admettre("a") == 0
    assert debit.admettre("a") > 0
    assert debit.admettre("b") == 0
    assert debit.admettre("c") == 0  # « a », the oldest, is forgotten: the memory is bounded
    assert debit.admettre("a") == 0
