"""The commands as a person, or a program, meets them: exit codes, French, no traceback, the JSON contract."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from aide import BIBLIOTHEQUE, CATALOGUE, EXEMPLES, RACINE, TEMPLATES, brut, etude, exemple
from commande import Commande, preparer
from indu.courrier.rapport import rapport_json
from indu.dossier.schema import schema_dossier

SANS_INSTALLATION = "from indu.cli import principal; principal()"


@pytest.fixture
def indu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Commande:
    """The command, run in this process, with nobody's own settings."""
    return preparer(monkeypatch, tmp_path)


def sous_processus(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    commande = [sys.executable, "-c", SANS_INSTALLATION, *map(str, arguments)]
    return subprocess.run(commande, capture_output=True, text=True, encoding="utf-8", check=False, cwd=cwd)


# ---------------------------------------------------------------------------------------------- réussir


def test_lettre_ecrit_la_lettre_et_la_fiche_et_dit_ou(indu: Commande, tmp_path: Path) -> None:
    fin = indu("lettre", EXEMPLES["b"], "-o", tmp_path / "sortie", "--format", "docx")
    assert fin.code == 0
    assert sorted(chemin.name for chemin in (tmp_path / "sortie").iterdir()) == [
        "ex-b-2026-fiche.docx",
        "ex-b-2026-saisine-cra.docx",
    ]
    assert str(tmp_path / "sortie" / "ex-b-2026-saisine-cra.docx") in fin.sortie
    assert fin.erreurs == ""


def test_lettre_en_json_ajoute_fichiers_et_points_ouverts(indu: Commande, tmp_path: Path) -> None:
    fin = indu("lettre", EXEMPLES["b"], "-o", tmp_path, "--format", "docx", "--json")
    objet = json.loads(fin.sortie)
    assert fin.code == 0
    assert all(Path(chemin).is_file() for chemin in objet["fichiers"])
    assert objet["points_ouverts"]


def test_demo_ecrit_une_vraie_lettre_et_garde_le_dossier_modifie(indu: Commande, tmp_path: Path) -> None:
    assert indu("demo", "-o", tmp_path).code == 0
    noms = {chemin.name for chemin in tmp_path.iterdir() if chemin.is_file()}
    assert {"dossier.yaml", "ex-a-2026-saisine-cra.docx", "ex-a-2026-saisine-cra.pdf"} <= noms
    change = (tmp_path / "dossier.yaml").read_text(encoding="utf-8").replace("EX-A-2026", "EX-A-MIEN")
    (tmp_path / "dossier.yaml").write_text(change, encoding="utf-8")
    assert indu("demo", "-o", tmp_path).code == 0
    assert (tmp_path / "ex-a-mien-saisine-cra.docx").is_file()


def test_analyser_explique_en_francais(indu: Commande) -> None:
    fin = indu("analyser", EXEMPLES["a"])
    assert fin.code == 0
    for partie in ("Réclamé", "Moyens retenus", "Moyens à compléter", "Questions", "Moyens écartés", "Conseil"):
        assert partie in fin.sortie


def test_la_date_peut_venir_de_la_commande(indu: Commande) -> None:
    assert "ce jour est passé" in indu("analyser", EXEMPLES["c"], "--date", "01/09/2026").sortie
    assert "ce jour est passé" not in indu("analyser", EXEMPLES["c"]).sortie


@pytest.mark.parametrize(
    "arguments", [["moyens", "liste"], ["moyens", "verifier"], ["sources", "liste"], ["--version"]]
)
def test_les_commandes_sans_dossier_reussissent(indu: Commande, arguments: list[str]) -> None:
    fin = indu(*arguments)
    assert fin.code == 0
    assert fin.sortie.strip()
    assert fin.erreurs == ""


def test_moyens_liste_en_json_donne_chaque_moyen(indu: Commande) -> None:
    objets = json.loads(indu("moyens", "liste", "--json").sortie)
    assert {objet["id"] for objet in objets} == set(BIBLIOTHEQUE.moyens)


def test_moyens_montrer_montre_tout_moyen(indu: Commande) -> None:
    for identifiant in BIBLIOTHEQUE.moyens:
        fin = indu("moyens", "montrer", identifiant)
        assert fin.code == 0
        assert identifiant in fin.sortie


def test_moyens_montrer_propose_le_nom_le_plus_proche(indu: Commande) -> None:
    fin = indu("moyens", "montrer", "prescription-trienale")
    assert fin.code == 2
    assert "vouliez-vous dire « prescription-triennale » ?" in fin.erreurs


def test_moyens_verifier_echoue_sur_un_moyen_casse(indu: Commande, surcouche: Path) -> None:
    relatif = "moyens/ordonnance/transmission-prouvee.yaml"
    contenu = (RACINE / "arguments" / relatif).read_text(encoding="utf-8")
    (surcouche / relatif).parent.mkdir(parents=True)
    (surcouche / relatif).write_text(contenu.replace("La caisse dit", "TODO La caisse dit"), encoding="utf-8")
    fin = indu("moyens", "verifier", "--arguments", surcouche)
    assert fin.code == 2
    assert "transmission-prouvee.yaml" in fin.erreurs


def test_sources_confirmer_n_ecrit_rien_sans_lecture_affirmee(indu: Commande, tmp_path: Path) -> None:
    fin = indu("sources", "confirmer", "css-l133-4", "--par", "Anne Exemple", "--le", "22/11/2026")
    assert fin.code == 1
    assert not list(tmp_path.rglob("confirmations.yaml"))
    fin = indu("sources", "confirmer", "css-l133-4", "--par", "Anne Exemple", "--le", "22/11/2026", "--lu")
    assert fin.code == 0
    (chemin,) = tmp_path.rglob("confirmations.yaml")
    assert yaml.safe_load(chemin.read_text(encoding="utf-8"))["confirmations"][0]["par"] == "Anne Exemple"


# ---------------------------------------------------------------------------------------------- JSON et schéma

MONTANT = re.compile(r"-?\d+\.\d\d")


@pytest.mark.parametrize("lettre", "abc")
def test_le_json_a_la_forme_promise(lettre: str) -> None:
    objet = rapport_json(etude(exemple(lettre)))
    promises = {"dossier", "montants", "controles", "echeances", "moyens", "questions", "orientation"}
    assert promises <= set(objet)
    assert set(objet["montants"]) >= {"reclame", "somme_lignes", "ecart", "prescrit", "conteste"}
    for nom, montant in objet["montants"].items():
        assert montant is None or MONTANT.fullmatch(montant), nom
    for controle in objet["controles"]:
        assert set(controle) == {"id", "gravite", "message", "lignes"}
    for echeance in objet["echeances"]:
        assert set(echeance) >= {"acte", "limite", "regle", "certaine"}
    moyens = objet["moyens"]
    assert set(moyens) == {"retenus", "a_completer", "ecartes"}
    for retenu in moyens["retenus"]:
        assert set(retenu) >= {"id", "themes", "rang", "force", "lignes", "montant", "sources"}
        assert MONTANT.fullmatch(retenu["montant"])
    for attente in moyens["a_completer"]:
        assert set(attente) >= {"id", "themes", "faits_manquants"}
        assert set(attente["faits_manquants"]) <= set(CATALOGUE.faits)
    for ecarte in moyens["ecartes"]:
        assert set(ecarte) >= {"id", "themes", "motif"}
        assert ecarte["motif"]
    for question in objet["questions"]:
        assert set(question) >= {"fait", "question", "moyens"}
    assert set(objet["orientation"]) == {"niveau", "raisons"}
    assert objet["orientation"]["niveau"] in ("autonome", "relecture", "juriste")


def test_analyser_en_json_imprime_exactement_ce_rapport(indu: Commande) -> None:
    fin = indu("analyser", EXEMPLES["a"], "--json")
    attendu = rapport_json(etude(exemple("a")))
    assert json.loads(fin.sortie) == json.loads(json.dumps(attendu))
    assert fin.code == 0
    assert json.loads(fin.sortie)["montants"] == {
        **attendu["montants"],
        "reclame": "462.32",
        "somme_lignes": "462.32",
        "ecart": "0.00",
        "prescrit": "0.00",
        "conteste": "414.62",
    }


def test_le_schema_publie_est_celui_du_programme(indu: Commande, tmp_path: Path) -> None:
    publie = (RACINE / "schema" / "dossier.schema.json").read_text(encoding="utf-8")
    assert json.loads(publie) == schema_dossier(CATALOGUE), "relancez : indu schema -o schema/dossier.schema.json"
    assert indu("schema").sortie == publie
    assert indu("schema", "-o", tmp_path / "s.json").code == 0
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == publie


# ---------------------------------------------------------------------------------------------- échouer bien


def _fichier(nom: str, contenu: bytes) -> Callable[[Path], Path]:
    def poser(dossier: Path) -> Path:
        (dossier / nom).write_bytes(contenu)
        return dossier / nom

    return poser


NUISIBLES: dict[str, Callable[[Path], Path]] = {
    "vide": _fichier("d.yaml", b""),
    "commentaire": _fichier("d.yaml", b"# rien\n"),
    "binaire": _fichier("d.yaml", bytes(range(256)) * 40),
    "pdf": _fichier("d.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"),
    "docx": _fichier("d.docx", b"PK\x03\x04\x14\x00\x00\x00"),
    "utf16": _fichier("d.yaml", "reference: é".encode("utf-16")),
    "liste": _fichier("d.yaml", b"- a\n- b\n"),
    "phrase": _fichier("d.yaml", b"bonjour\n"),
    "yaml-faux": _fichier("d.yaml", b"a: [1\nb: 2\n"),
    "dix-megaoctets": _fichier("d.yaml", b"a: b\n" * 2_000_000),
    "imbrication": _fichier("d.yaml", b"a: " + b"[" * 500_000),
    "nombre-enorme": _fichier("d.json", json.dumps(brut(courrier={"montant": "9" * 20_000})).encode()),
    "cles-par-milliers": _fichier("d.yaml", b"".join(b"c%d: 1\n" % rang for rang in range(3_000))),
    "dossier": lambda dossier: dossier,
    "absent": lambda dossier: dossier / "absent.yaml",
    "nom-impossible": lambda dossier: dossier / ("x" * 300),
    "sous-un-fichier": lambda dossier: _fichier("f", b"x")(dossier) / "d.yaml",
}


@pytest.mark.parametrize("nuisible", NUISIBLES)
def test_une_entree_inutilisable_se_termine_par_2_et_des_phrases(indu: Commande, tmp_path: Path, nuisible: str) -> None:
    chemin = NUISIBLES[nuisible](tmp_path)
    for commande in ("analyser", "lettre"):
        fin = indu(commande, chemin)
        assert fin.code == 2
        assert fin.sortie == ""
        assert fin.erreurs.strip()
        assert "Traceback" not in fin.erreurs
        assert not re.search(r"\b(Error|Exception|None|error)\b", fin.erreurs)


def test_une_sortie_impossible_se_termine_par_3(indu: Commande, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("x", encoding="utf-8")
    for sortie in (tmp_path / "fichier", tmp_path / "fichier" / "dedans"):
        fin = indu("lettre", EXEMPLES["b"], "-o", sortie, "--format", "docx")
        assert fin.code == 3
        assert "écriture impossible" in fin.erreurs
    fin = indu("schema", "-o", tmp_path / "fichier" / "s.json")
    assert fin.code == 3
    assert (tmp_path / "fichier").read_text(encoding="utf-8") == "x"


def test_une_lettre_refusee_n_ecrit_aucun_fichier(indu: Commande, tmp_path: Path) -> None:
    fin = indu("lettre", EXEMPLES["b"], "-o", tmp_path / "sortie", "--final")
    assert fin.code == 2
    assert "ne peut pas être rendue définitive" in fin.erreurs
    assert "à relire sur Légifrance" in fin.erreurs
    assert not (tmp_path / "sortie").exists()


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (["lettr"], "Commande inconnue"),
        (["lettre"], "Il manque l’argument"),
        (["lettre", "x.yaml", "--formt", "pdf"], "Option inconnue"),
        (["lettre", "x.yaml", "--format", "odt"], "Valeur refusée"),
        (["analyser", str(EXEMPLES["a"]), "--date", "demain"], "ce n’est pas une date"),
        (["analyser", str(EXEMPLES["a"]), "--date", "31/02/2026"], "n’existe pas"),
        (["analyser", str(EXEMPLES["a"]), "--arguments", "/nulle/part"], "n’existe pas"),
        (["analyser", str(EXEMPLES["a"]), "--type", "recours"], "type de lettre inconnu"),
        (["analyser", str(EXEMPLES["a"]), "de-trop"], "Argument en trop"),
        (["moyens", "montrer"], "Il manque l’argument"),
        (["sources", "montrer", "css-l133-44"], "css-l133-4"),
    ],
)
def test_une_faute_de_frappe_dans_la_commande_est_dite_en_francais(
    indu: Commande, arguments: Sequence[str], attendu: str
) -> None:
    fin = indu(*arguments)
    assert fin.code == 2
    assert attendu in fin.tout
    assert "Traceback" not in fin.tout


@pytest.mark.parametrize("arguments", [[], ["moyens"], ["sources"], ["lettre", "--help"], ["--help"], ["-h"]])
def test_l_aide_est_en_francais(indu: Commande, arguments: list[str]) -> None:
    dit = indu(*arguments).tout
    assert "Emploi" in dit
    assert not re.search(r"\b(Usage|Show this|Commands|Missing|default|required)\b", dit)


# ---------------------------------------------------------------------------------------------- le vrai processus


def test_le_vrai_processus_rend_le_code_et_ne_montre_pas_de_trace(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text("a: [1\n", encoding="utf-8")
    fin = sous_processus("analyser", "d.yaml", cwd=tmp_path)
    assert (fin.returncode, fin.stdout) == (2, "")
    assert fin.stderr.startswith("d.yaml:")
    assert "Traceback" not in fin.stderr


def test_une_sortie_fermee_ne_fait_pas_de_bruit() -> None:
    commande = f"{sys.executable} -c '{SANS_INSTALLATION}' moyens liste | head -1"
    fin = subprocess.run(["sh", "-c", commande], capture_output=True, text=True, check=False)
    assert fin.stderr == ""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["lettre", "--help"], ["moyens", "liste"]])
def test_les_commandes_legeres_ne_chargent_pas_les_bibliotheques_lourdes(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from indu.cli import principal\n"
        f"sys.argv = ['indu', *{arguments!r}]\n"
        "try:\n    principal()\nexcept SystemExit:\n    pass\n"
        "lourds = {'weasyprint', 'docx', 'jinja2', 'babel', 'holidays', 'icalendar', 'markdown_it'}\n"
        "print(sorted(lourds & set(sys.modules)), file=sys.stderr)\n"
    )
    fin = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert fin.stderr.strip() == "[]"


# ---------------------------------------------------------------------------------------------- le README


def test_chaque_commande_est_dans_le_readme() -> None:
    from indu.cli.application import racine

    readme = (RACINE / "README.md").read_text(encoding="utf-8")
    for nom, commande in racine.commands.items():
        assert f"indu {nom}" in readme, nom
        for sous_nom in getattr(commande, "commands", {}):
            assert f"indu {nom} {sous_nom}" in readme, f"{nom} {sous_nom}"


def test_le_readme_ne_montre_que_des_commandes_qui_existent() -> None:
    from indu.cli.application import racine

    readme = (RACINE / "README.md").read_text(encoding="utf-8")
    for bloc in re.findall(r"```sh\n(.*?)```", readme, flags=re.DOTALL):
        for nom, sous_nom in re.findall(r"^indu ([a-z]+)(?: ([a-z]+)(?![\w./-]))?", bloc, flags=re.MULTILINE):
            assert nom in racine.commands, nom
            sous: dict[str, Any] = getattr(racine.commands[nom], "commands", {})
            assert not sous or sous_nom in sous, f"{nom} {sous_nom}"


def test_les_modeles_sont_ceux_du_depot() -> None:
    assert TEMPLATES.dossiers[0] == RACINE / "templates"


# ---------------------------------------------------------------------------------------------- tarif


def test_tarif_repond_avec_la_source(indu: Commande) -> None:
    for le in ("2026-03-01", "01/03/2026"):
        fin = indu("tarif", "RAM 8,09", "--le", le)
        assert fin.code == 0
        assert "17,88\u00a0€" in fin.sortie
        assert "Source" in fin.sortie
        assert "NGAP" in fin.sortie
    objet = json.loads(indu("tarif", "2 x ram 8.09 + ifd", "--le", "2026-03-01", "--zone", "dom", "--json").sortie)
    assert (objet["tarif"], objet["zone"]) == ("41.82", "dom")
    assert [terme["quantite"] for terme in objet["termes"]] == [2, 1]
    assert all(terme["lignes"][0]["source"] for terme in objet["termes"])


def test_tarif_dit_ce_que_la_table_ne_couvre_pas(indu: Commande) -> None:
    fin = indu("tarif", "RAM 7,49", "--le", "2026-03-01")
    assert fin.code == 1
    assert "non couvert" in fin.sortie
    assert "du 22/02/2024 au 31/12/2025" in fin.sortie
    objet = json.loads(indu("tarif", "RAM 7,49", "--le", "2026-03-01", "--json").sortie)
    assert objet["tarif"] is None
    assert objet["termes"][0]["motif"]
    assert "une seule source" in indu("tarif", "AMK 5", "--le", "2026-03-01").sortie


@pytest.mark.parametrize(
    "arguments",
    [("RAM 8,09/2", "--le", "2026-03-01"), ("RAM 8,09", "--le", "hier"), ("RAM 8,09",)],
)
def test_tarif_refuse_ce_qui_ne_se_lit_pas(indu: Commande, arguments: tuple[str, ...]) -> None:
    fin = indu("tarif", *arguments)
    assert fin.code == 2
    assert "Traceback" not in fin.tout
