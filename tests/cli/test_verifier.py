"""``indu verifier`` from end to end: the letter as a person edits it, until its final files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from aide import EXEMPLES, REPONDU, brut, ligne
from indu.cli import principal
from indu.commun.texte import espaces_simples

ADRESSE = {"adresse": ["1, rue de l’Essai"], "code_postal": "29000", "ville": "Quimper"}
NOM = "ex-test-saisine-cra"


class Indu:
    """The command, with nobody's own settings; ``dernier`` is what it last printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.capsys, self.monkeypatch = capsys, monkeypatch
        self.sortie = self.erreurs = ""

    def __call__(self, *arguments: str | Path) -> int:
        self.monkeypatch.setattr(sys, "argv", ["indu", *map(str, arguments)])
        code = 0
        try:
            principal()
        except SystemExit as fin:
            code = int(fin.code or 0)
        lu = self.capsys.readouterr()
        self.sortie, self.erreurs = espaces_simples_par_ligne(lu.out), espaces_simples_par_ligne(lu.err)
        return code

    def json(self, *arguments: str | Path) -> Any:
        self(*arguments, "--json")
        return json.loads(self.sortie)


def espaces_simples_par_ligne(texte: str) -> str:
    return "\n".join(map(espaces_simples, texte.splitlines()))


@pytest.fixture
def indu(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Indu:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "reglages"))
    monkeypatch.setenv("HOME", str(tmp_path / "chez-moi"))
    return Indu(capsys, monkeypatch)


@pytest.fixture
def lettre(indu: Indu, tmp_path: Path) -> Path:
    """A letter with nothing open but what a person adds to it, beside its dossier."""
    ecrire_dossier(tmp_path, "100,00")
    assert indu("lettre", tmp_path / "dossier.json", "--format", "docx") == 0
    return tmp_path / f"{NOM}.docx"


def ecrire_dossier(ou: Path, montant: str) -> None:
    champs = brut(
        praticien={"prenom": "Anne", "nom": "Exemple"} | ADRESSE,
        caisse={"nom": "CPAM d’Exemple"} | ADRESSE,
        courrier={"reference": "R-1"},
        griefs=[REPONDU],
        lignes=[ligne(1), ligne(2, montant_reclame=montant)],
        lettre={"date": "2026-03-20"},
    )
    (ou / "dossier.json").write_text(json.dumps(champs, ensure_ascii=False), encoding="utf-8")


def editer(chemin: Path, geste: Callable[[Any], None]) -> None:
    word = docx.Document(str(chemin))
    for balise in ("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference"):
        for ancre in list(word.element.body.iter(qn(balise))):
            ancre.getparent().remove(ancre)
    geste(word)
    word.save(str(chemin))


def ajouter(texte: str) -> Callable[[Any], None]:
    return lambda word: next(p for p in word.paragraphs if p.text == "Demandes").insert_paragraph_before(
        texte, style="Body Text"
    )


def test_une_lettre_prete_donne_ses_deux_fichiers_definitifs(indu: Indu, lettre: Path) -> None:
    editer(lettre, ajouter("J’ajoute ceci de ma main."))
    assert indu("verifier", lettre) == 0
    assert "Rien ne reste ouvert" in indu.sortie
    assert not list(lettre.parent.glob("*definitif*"))
    assert indu("verifier", lettre, "--final") == 0
    word, pdf = lettre.with_stem(f"{NOM}-definitif"), lettre.with_name(f"{NOM}-definitif.pdf")
    assert "J’ajoute ceci de ma main." in [p.text for p in docx.Document(str(word)).paragraphs]
    assert pdf.read_bytes().startswith(b"%PDF")
    if outil := shutil.which("pdftotext"):
        lu = subprocess.run([outil, str(pdf), "-"], check=True, capture_output=True, text=True).stdout
        assert "J’ajoute ceci de ma main." in lu
        assert "PROJET" not in lu


def test_une_lettre_enregistree_par_libreoffice_devient_definitive(
    indu: Indu, lettre: Path, libreoffice: Callable[[bytes], bytes]
) -> None:
    editer(lettre, ajouter("J’ajoute ceci dans LibreOffice."))
    lettre.write_bytes(libreoffice(lettre.read_bytes()))
    assert indu("verifier", lettre, "--final") == 0, indu.sortie
    word = docx.Document(str(lettre.with_stem(f"{NOM}-definitif")))
    assert "J’ajoute ceci dans LibreOffice." in [p.text for p in word.paragraphs]
    assert word.sections[0].header.paragraphs[0].text == ""
    assert lettre.with_name(f"{NOM}-definitif.pdf").is_file()


def test_final_est_refuse_tant_qu_un_point_reste_et_n_ecrit_rien(indu: Indu, lettre: Path) -> None:
    editer(lettre, ajouter("Le [à compléter : jour], 5 432,10 € et l’article R. 999-10."))
    assert indu("verifier", lettre, "--final") == 1
    for genre in ("[trou]", "[montant]", "[citation]"):
        assert genre in indu.sortie
    assert "Rien n’est écrit" in indu.sortie
    assert not list(lettre.parent.glob("*definitif*"))


def test_ce_que_la_personne_a_verifie_s_admet(indu: Indu, lettre: Path) -> None:
    editer(lettre, ajouter("Selon l’article R. 999-10, 5 432,10 €."))
    options = ("--citation", "R. 999-10", "--montant", "5 432,10 €")
    assert indu("verifier", lettre, *options) == 0
    assert "admis par vous, sans contrôle : R. 999-10 et 5 432,10 €" in indu.sortie
    assert indu("verifier", lettre, "--citation", "bonjour") == 2
    assert "--citation : pas une citation, lu « bonjour »" in indu.erreurs
    assert indu("verifier", lettre, "--montant", "-3") == 2


def test_le_json_a_la_forme_promise(indu: Indu, lettre: Path) -> None:
    editer(lettre, ajouter("TODO"))
    objet = indu.json("verifier", lettre)
    assert list(objet) == ["fichier", "dossier", "type", "points", "avertissements", "definitifs"]
    assert objet["type"] == "saisine_cra"
    assert Path(objet["dossier"]).samefile(lettre.parent / "dossier.json")
    assert [list(point) for point in objet["points"]] == [["genre", "ou", "message"]]
    assert objet["definitifs"] == []
    editer(lettre, lambda word: next(p for p in word.paragraphs if p.text == "TODO").clear())
    assert len(indu.json("verifier", lettre, "--final")["definitifs"]) == 2


def test_un_contenu_que_le_pdf_n_aurait_pas_laisse_le_word(indu: Indu, lettre: Path, tmp_path: Path) -> None:
    def annoter(word: Any) -> None:
        next(p for p in word.paragraphs if p.text == "Demandes").runs[0].font.strike = True

    editer(lettre, annoter)
    assert indu("verifier", lettre, "--final", "-o", tmp_path / "envoi") == 1
    assert [chemin.name for chemin in (tmp_path / "envoi").iterdir()] == [f"{NOM}-definitif.docx"]
    assert "imprimez le Word définitif en PDF" in indu.sortie


def test_sans_dossier_on_le_demande_et_on_controle_le_reste(indu: Indu, lettre: Path, tmp_path: Path) -> None:
    ailleurs = tmp_path / "ailleurs" / "lettre.docx"
    ailleurs.parent.mkdir()
    shutil.copy(lettre, ailleurs)
    editer(ailleurs, ajouter("TODO"))
    assert indu("verifier", ailleurs) == 1
    assert "[trou]" in indu.sortie
    assert "donnez le dossier avec --dossier DOSSIER.yaml" in indu.sortie
    editer(ailleurs, lambda word: next(p for p in word.paragraphs if p.text == "TODO").clear())
    assert indu("verifier", ailleurs, "--dossier", tmp_path / "dossier.json") == 0


def test_un_dossier_qui_a_change_depuis_se_voit(indu: Indu, lettre: Path) -> None:
    editer(lettre, lambda _: None)
    ecrire_dossier(lettre.parent, "250,00")
    assert indu("verifier", lettre) == 1
    assert "n’est plus dans le dossier, qui a changé depuis" in indu.sortie


def test_la_fiche_n_est_pas_la_lettre(indu: Indu, lettre: Path) -> None:
    assert indu("verifier", lettre.with_name("ex-test-fiche.docx"), "--final") == 1
    assert "c’est la fiche de relecture, pas la lettre" in indu.sortie


def test_un_word_etranger_est_relu_quand_meme(indu: Indu, tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Bonjour [À COMPLÉTER : tout]")
    word.save(str(tmp_path / "autre.docx"))
    assert indu("verifier", tmp_path / "autre.docx", "--dossier", EXEMPLES["b"]) == 1
    assert "ce fichier ne dit pas venir d’indu" in indu.sortie
    for genre in ("[trou]", "[destinataire]", "[date]", "[signature]"):
        assert genre in indu.sortie


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [(None, "fichier introuvable"), (b"x", "pas un document Word"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc")],
)
def test_un_fichier_inutilisable_est_refuse_sans_trace(
    indu: Indu, tmp_path: Path, contenu: bytes | None, dit: str
) -> None:
    if contenu is not None:
        (tmp_path / "lettre.docx").write_bytes(contenu)
    assert indu("verifier", tmp_path / "lettre.docx") == 2
    assert dit in indu.erreurs
    assert "Traceback" not in indu.erreurs
    assert indu("verifier", tmp_path) == 2


def test_un_dossier_fautif_est_dit_comme_ailleurs(indu: Indu, lettre: Path) -> None:
    (lettre.parent / "dossier.json").write_text('{"reference": 3}', encoding="utf-8")
    assert indu("verifier", lettre) == 2
    assert "dossier.json:1" in indu.erreurs


def test_une_lettre_editee_n_est_pas_ecrasee_et_ce_qui_differe_est_dit(indu: Indu, lettre: Path) -> None:
    editer(lettre, ajouter("Ceci est de ma main."))
    edite = lettre.read_bytes()
    assert indu("lettre", lettre.parent / "dossier.json", "--format", "docx") == 0
    assert lettre.read_bytes() == edite
    assert (lettre.with_stem(f"{NOM}-2")).is_file()
    assert "n’est plus tel que ce programme l’a écrit : il reste comme il est" in indu.sortie
    assert "− Ceci est de ma main." in indu.sortie


def test_un_definitif_repris_par_une_personne_n_est_pas_ecrase(indu: Indu, lettre: Path) -> None:
    editer(lettre, lambda _: None)
    assert indu("verifier", lettre, "--final") == 0
    definitif = lettre.with_stem(f"{NOM}-definitif")
    editer(definitif, ajouter("Encore un mot."))
    repris = definitif.read_bytes()
    assert indu("verifier", lettre, "--final") == 0
    assert definitif.read_bytes() == repris
    assert definitif.with_stem(f"{NOM}-definitif-2").is_file()


def test_un_agenda_qui_est_un_dossier_est_refuse(indu: Indu, tmp_path: Path) -> None:
    assert indu("echeances", EXEMPLES["a"], "--ics", tmp_path, "--date", "01/11/2026") == 2
    assert "--ics" in indu.erreurs
    assert "est un dossier" in indu.erreurs
    assert indu("schema", "-o", tmp_path) == 2
