"""The interview in the terminal: in a pipe, in a real pseudo-terminal, killed and resumed."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aide import CATALOGUE, EXEMPLES
from indu.cli.application import racine
from indu.dossier.lecture import lire_dossier
from indu.entretien.fichier import MARQUE

if TYPE_CHECKING:
    from click.testing import Result

DEBUT = ["notification", "8 octobre 2026", "05/10/26", "EX-1", "1 234,50 €", "non", "CPAM d’Exemple"]
QUI = ["1, rue X, 29000 Quimper", "Mme", "Anne", "Exemple", "12, rue des Essais, 29000 Quimper", "passer"]
TABLE = ["saisir", "pieces-non-recues", "passer", "13/01/2025 ; 24/01/2025 ; RAM 7,49 ; 9,93 ; 9,93", "terminé", "non"]
SANS_INSTALLATION = "from indu.cli import principal; principal()"
LIMITE = 60.0


@pytest.fixture(autouse=True)
def chez_personne(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody's own settings; the files are written in a folder of the test."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "reglages"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "100")  # where lines are folded
    monkeypatch.chdir(tmp_path)


def indu(*arguments: str | Path, reponses: list[str]) -> Result:
    from click.testing import CliRunner  # once our own commands have put their French in place

    return CliRunner().invoke(
        racine, ["nouveau", "--date", "02/11/2026", *map(str, arguments)], input="".join(f"{r}\n" for r in reponses)
    )


def test_un_entretien_entier_dans_un_tube_finit_par_le_resume_et_la_lettre(tmp_path: Path) -> None:
    fin = indu(reponses=[*DEBUT, *QUI, *TABLE, "1, 2", *["non"] * 3, *["nsp"] * 80])
    assert fin.exit_code == 0, fin.output
    assert "aucune autre réponse ne changerait l’issue" in fin.output
    assert "Réclamé\u00a0: 1\u202f234,50\u00a0€" in fin.output
    assert "Lettre conseillée\u00a0: Saisine" in fin.output
    assert "Ensuite\u00a0: indu lettre dossier.yaml" in fin.output
    assert "\x1b" not in fin.output
    dossier = lire_dossier(tmp_path / "dossier.yaml", CATALOGUE)
    assert dossier.reference == "EX-1"
    assert [ligne.montant_reclame for ligne in dossier.lignes] == [993]
    assert dossier.praticien.ville == "Quimper"


def test_a_chaque_reponse_l_enjeu_et_le_delai_sont_rappeles() -> None:
    fin = indu(reponses=DEBUT[:5])
    assert "Il reste «\u00a0À COMPLÉTER\u00a0» dans le dossier" in fin.output
    assert (
        "En jeu\u00a0: 1\u202f234,50\u00a0€ · contesté\u00a0: 0,00\u00a0€ · délai\u00a0: 8\u00a0décembre 2026"
        in fin.output
    )


def test_aide_retour_erreur_douce_et_fin(tmp_path: Path) -> None:
    fin = indu(
        reponses=["?", "9", "notification", "32/10/2026", "8/10/2026", "<", "7/10/2026", "retour", "6/10/2026", "fin"]
    )
    assert fin.exit_code == 0
    assert "à la ligne «\u00a0Objet\u00a0»" in fin.output
    assert "Il n’y a pas de réponse n°\u00a09. Attendu" in fin.output
    assert "Cette date n’existe pas. Attendu\u00a0: une date" in fin.output
    assert fin.output.count("On revient à la question d’avant.") == 2
    assert "On s’arrête là." in fin.output
    assert "date_reception: 2026-10-06" in (tmp_path / "dossier.yaml").read_text(encoding="utf-8")


def test_revenir_tout_au_debut_change_de_courrier(tmp_path: Path) -> None:
    fin = indu(reponses=["contrainte", "<", "<", "notification", "fin"])
    assert "C’est la première question de cette séance." in fin.output
    assert lire_dossier(tmp_path / "dossier.yaml", CATALOGUE).courrier_conteste.nature == "notification"


def test_sans_reponse_rien_n_est_ecrit(tmp_path: Path) -> None:
    fin = indu(reponses=[])
    assert fin.exit_code == 0
    assert "Rien n’est écrit" in fin.output
    assert not (tmp_path / "dossier.yaml").exists()


def test_reprendre_ne_repose_rien_de_ce_qui_est_repondu_ou_passe(tmp_path: Path) -> None:
    reponses = [*DEBUT, *QUI, *TABLE[:4]]
    indu(reponses=reponses)
    avant = (tmp_path / "dossier.yaml").read_bytes()
    fin = indu(reponses=["fin"])
    assert (tmp_path / "dossier.yaml").read_bytes() == avant
    assert "On reprend dossier.yaml." in fin.output
    assert "Ligne suivante\u00a0:" in fin.output
    assert "(déjà 1, pour 9,93\u00a0€)" in fin.output
    assert fin.output.count("\n> ") == 1


@pytest.mark.parametrize("lettre", EXEMPLES)
def test_partir_d_un_dossier_ecrit_garde_ses_commentaires_et_ses_champs(lettre: str, tmp_path: Path) -> None:
    source = EXEMPLES[lettre].read_text(encoding="utf-8")
    fin = indu("-d", EXEMPLES[lettre], "-o", "suite.yaml", reponses=["nsp", "nsp", "nsp", "fin"])
    assert fin.exit_code == 0, fin.output
    suite = (tmp_path / "suite.yaml").read_text(encoding="utf-8")
    restantes = iter(suite.splitlines())
    assert all(ligne in restantes for ligne in source.splitlines())  # every line, in order, and a few more
    assert EXEMPLES[lettre].read_text(encoding="utf-8") == source
    lire_dossier(tmp_path / "suite.yaml", CATALOGUE)


def test_un_dossier_importe_complete_l_entretien_commence(tmp_path: Path) -> None:
    indu(reponses=[*DEBUT, "fin"])
    (tmp_path / "importe.yaml").write_text(IMPORTE, encoding="utf-8")
    fin = indu("-o", "dossier.yaml", "-d", "importe.yaml", reponses=[*QUI, "oui", "fin"])
    assert fin.exit_code == 0, fin.output
    assert fin.output.count("Lu dans votre fichier") == 1  # the kind of the grief; the letter is answered already
    dossier = lire_dossier(tmp_path / "dossier.yaml", CATALOGUE)
    assert [ligne.grief for ligne in dossier.lignes] == [("A",)]
    assert dossier.courrier_conteste.montant == 123450
    (tmp_path / "dossier.yaml").unlink()
    indu(reponses=[*DEBUT, "fin"])
    fin = indu("-o", "dossier.yaml", "-d", EXEMPLES["a"], reponses=["fin"])
    assert fin.exit_code == 0, fin.output
    dossier = lire_dossier(tmp_path / "dossier.yaml", CATALOGUE)
    assert len(dossier.lignes) == 42
    assert dossier.courrier_conteste.reference == "EX-1"
    assert dossier.courrier_conteste.signataire == "A. Fictif"
    assert dossier.caisse.nom == "CPAM d’Exemple"


def test_un_fichier_qui_n_est_pas_un_dossier_est_refuse_sans_y_toucher(tmp_path: Path) -> None:
    (tmp_path / "dossier.yaml").write_text("reference: EX\ncourier: x\n", encoding="utf-8")
    fin = subprocess.run(
        [sys.executable, "-c", SANS_INSTALLATION, "nouveau"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert fin.returncode == 2
    assert "dossier.yaml:2" in fin.stderr
    assert "Traceback" not in fin.stderr
    assert (tmp_path / "dossier.yaml").read_text(encoding="utf-8") == "reference: EX\ncourier: x\n"


class Terminal:
    """A real pseudo-terminal with the command in it."""

    def __init__(self, *arguments: str) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "dumb"
            os.execv(sys.executable, [sys.executable, "-c", SANS_INSTALLATION, "nouveau", *arguments])  # noqa: S606
        self.lu = ""

    def attendre(self, motif: str) -> str:
        """What is shown until that pattern, which must come."""
        limite = time.monotonic() + LIMITE
        while (trouve := re.search(motif, self.lu)) is None:
            assert time.monotonic() < limite, self.lu
            if select.select([self.fd], [], [], 1.0)[0]:
                try:
                    morceau = os.read(self.fd, 65536)
                except OSError:  # how Linux says that the other end is closed
                    morceau = b""
                assert morceau, self.lu
                self.lu += morceau.decode("utf-8", "replace")
        avant, self.lu = self.lu[: trouve.end()], self.lu[trouve.end() :]
        return avant

    def repondre(self, texte: str) -> None:
        """Wait for the prompt, then type."""
        self.attendre(r"(?m)^> ")
        os.write(self.fd, f"{texte}\n".encode())

    def finir(self, signal_envoye: int | None = None) -> int:
        """The exit status."""
        if signal_envoye is not None:
            os.kill(self.pid, signal_envoye)
        limite = time.monotonic() + LIMITE
        while time.monotonic() < limite:
            pid, etat = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self.fd)
                return os.waitstatus_to_exitcode(etat)
            if select.select([self.fd], [], [], 0.05)[0]:
                try:
                    self.lu += os.read(self.fd, 65536).decode("utf-8", "replace")
                except OSError:
                    time.sleep(0.05)
        pytest.fail(f"la commande ne finit pas : {self.lu}")


def test_un_terminal_tue_ne_perd_que_la_question_en_cours(tmp_path: Path) -> None:
    premier = Terminal("--date", "02/11/2026")
    for reponse in [*DEBUT, *QUI, *TABLE[:4]]:
        premier.repondre(reponse)
    premier.attendre(r"déjà\s+1")
    premier.attendre(r"(?m)^> ")
    os.write(premier.fd, b"14/01/2025 ; 9,9")  # typed, not sent
    assert premier.finir(signal.SIGKILL) == -signal.SIGKILL
    assert len(lire_dossier(tmp_path / "dossier.yaml", CATALOGUE).lignes) == 1
    assert [chemin.name for chemin in tmp_path.iterdir() if chemin.name.startswith(".dossier")] == []
    second = Terminal("--date", "02/11/2026")
    assert "On reprend" in second.attendre(r"déjà\s+1")
    second.repondre("14/01/2025 ; 9,93")
    second.attendre(r"déjà\s+2")
    second.repondre("fin")
    second.attendre("On s’arrête là")
    assert second.finir() == 0
    texte = (tmp_path / "dossier.yaml").read_text(encoding="utf-8")
    assert len(lire_dossier(tmp_path / "dossier.yaml", CATALOGUE).lignes) == 2
    assert texte.count(MARQUE) == 1


def test_ctrl_c_est_calme_et_ne_perd_rien(tmp_path: Path) -> None:
    terminal = Terminal()
    terminal.repondre("notification")
    terminal.attendre(r"(?m)^> ")
    time.sleep(0.5)  # a person is not faster; Python itself misses a signal between the prompt and the reading
    os.write(terminal.fd, b"\x03")
    vu = terminal.attendre(r"pour\s+continuer")
    assert "Rien n’est perdu" in vu
    assert "Traceback" not in vu
    assert terminal.finir() == 1
    assert lire_dossier(tmp_path / "dossier.yaml", CATALOGUE).courrier_conteste.nature == "notification"


IMPORTE = """\
# Dossier proposé par « indu importer », à relire avant tout usage.
reference: "À COMPLÉTER : un nom pour ce dossier"

praticien:
  prenom: "À COMPLÉTER"
  nom: "À COMPLÉTER"

caisse:
  nom: CPAM d’Exemple  # page 1 : « CPAM d’Exemple »

courriers:
  - nature: notification  # À CONFIRMER : constat_anomalies, mise_en_demeure…
    date: inconnu
    date_reception: inconnu
    montant: "462,32"  # À CONFIRMER : total du tableau
griefs:
  - id: A
    nature: autre  # À CONFIRMER : motif « SCOR »
    precision: "À COMPLÉTER : ce que la caisse reproche"
lignes:
  - {date_soin: 2025-01-13, date_paiement: inconnu, montant_reclame: "9,93", grief: A}  # Feuil1, A2 ; À CONFIRMER : lu
"""


def test_d_un_dossier_importe_on_confirme_l_incertain_et_demande_le_manquant(tmp_path: Path) -> None:
    (tmp_path / "importe.yaml").write_text(IMPORTE, encoding="utf-8")
    reponses = ["oui", "8/10/2026", "5/10/2026", "EX-9", "462,50", "non", "passer", "Mme", "Anne", "Exemple"]
    reponses += ["passer", "passer", "pieces-non-recues", "pièces jamais parvenues", "passer", "fin"]
    fin = indu("-d", "importe.yaml", reponses=reponses)
    assert fin.exit_code == 0, fin.output
    assert "Lu dans votre fichier\u00a0: notification de payer." in fin.output
    assert "Lu dans votre fichier\u00a0: 462,32." in fin.output
    dossier = lire_dossier(tmp_path / "importe.yaml", CATALOGUE)
    courrier = dossier.courrier_conteste
    assert (courrier.nature, courrier.montant, courrier.reference) == ("notification", 46250, "EX-9")
    assert str(courrier.date_reception) == "2026-10-08"
    assert (dossier.reference, dossier.praticien.nom) == ("EX-9", "Exemple")
    assert dossier.griefs[0].nature == "pieces-non-recues"
    assert dossier.griefs[0].precision == "pièces jamais parvenues"
    texte = (tmp_path / "importe.yaml").read_text(encoding="utf-8")
    assert "# page 1 : « CPAM d’Exemple »" in texte
    assert "# Feuil1, A2 ; À CONFIRMER : lu" in texte
    assert 'montant: "462,50"  # confirmé dans l’entretien : total du tableau' in texte
    assert "nature: notification  # confirmé dans l’entretien : constat_anomalies" in texte
    assert texte.count("À CONFIRMER") == 1  # the row's own cells are for the table's reader
    reprise = indu("-d", "importe.yaml", reponses=["fin"])
    assert "Lu dans votre fichier" not in reprise.output


def test_revenir_sur_une_confirmation_la_redemande(tmp_path: Path) -> None:
    (tmp_path / "importe.yaml").write_text(IMPORTE, encoding="utf-8")
    fin = indu("-d", "importe.yaml", reponses=["oui", "<", "fin"])
    assert fin.output.count("Lu dans votre fichier\u00a0: notification de payer.") == 2
    texte = (tmp_path / "importe.yaml").read_text(encoding="utf-8")
    assert "".join(ligne for ligne in texte.splitlines(keepends=True) if not ligne.startswith(MARQUE)) == IMPORTE
