"""The engines: every dossier once, whatever dies on the way."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from passages import CONSIGNE, MoteurIci, passer, poser

from indu.commun.erreurs import EntreeInvalide, ErreurEnvironnement
from indu.commun.ressources import Ressources
from indu.lot.bagages import emporter, traiter_au_loin
from indu.lot.empreinte import Consigne
from indu.lot.memoire import NOM
from indu.lot.modele import Entree
from indu.lot.moteurs import Fini, Moteur, MoteurDask, MoteurLocal, choisir_moteur
from indu.lot.travail import Tache

POSIX = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="un signal des systèmes POSIX")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve dossiers, one of which cannot be used."""
    dossier = tmp_path_factory.mktemp("source")
    for rang in range(11):
        poser(dossier / f"d{rang:02}.yaml", f"EX-{rang:02}")
    (dossier / "faux.yaml").write_text("reference: EX-FAUX\npraticien: ?")
    return dossier


@pytest.fixture(scope="module")
def attendu(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file of a run that nothing disturbs."""
    sortie = tmp_path_factory.mktemp("attendu")
    passer(source, sortie)
    return contenu(sortie)


def contenu(sortie: Path) -> dict[str, bytes]:
    """Every file of an output, by relative path."""
    return {
        chemin.relative_to(sortie).as_posix(): chemin.read_bytes() for chemin in sortie.rglob("*") if chemin.is_file()
    }


class Perturbe:
    """An engine disturbed as soon as its first dossier is back; it counts what it gave."""

    def __init__(self, moteur: Moteur, perturber: Callable[[], None]) -> None:
        self.moteur, self.perturber = moteur, perturber
        self.rendus: Counter[str] = Counter()

    def executer(self, consigne: Consigne, taches: Iterable[Tache]) -> Iterator[Fini]:
        for tache, production in self.moteur.executer(consigne, taches):
            if not self.rendus:
                self.perturber()
            self.rendus[tache.entree.nom] += 1
            yield tache, production


def test_plusieurs_processus_ecrivent_les_memes_octets(source: Path, attendu: dict[str, bytes], tmp_path: Path) -> None:
    passer(source, tmp_path, moteur=MoteurLocal(2))
    assert contenu(tmp_path) == attendu


@POSIX
def test_un_processus_tue_ne_perd_aucun_dossier(source: Path, attendu: dict[str, bytes], tmp_path: Path) -> None:
    moteur = Perturbe(MoteurLocal(2), lambda: ouvriers(psutil.Process())[0].kill())
    passer(source, tmp_path, moteur=moteur)
    assert contenu(tmp_path) == attendu
    assert set(moteur.rendus.values()) == {1}


def ouvriers(parent: psutil.Process) -> list[psutil.Process]:
    """The working processes of a run."""
    return [enfant for enfant in parent.children(recursive=True) if "spawn_main" in " ".join(enfant.cmdline())]


@pytest.mark.parametrize("tues", [0, 1])
def test_un_reseau_dask_dont_un_noeud_meurt(source: Path, attendu: dict[str, bytes], tmp_path: Path, tues: int) -> None:
    """A real scheduler and two worker processes; one is killed while it works: nothing lost, nothing twice."""
    distributed = pytest.importorskip("distributed")
    with contextlib.ExitStack() as pile:
        reseau = pile.enter_context(
            distributed.LocalCluster(
                n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
            )
        )
        pids = [noeud.pid for noeud in reseau.workers.values()]

        def tuer() -> None:
            for pid in pids[:tues]:
                os.kill(pid, signal.SIGKILL)

        moteur = Perturbe(MoteurDask(reseau.scheduler_address), tuer)
        passer(source, tmp_path, moteur=moteur)
    assert contenu(tmp_path) == attendu
    assert set(moteur.rendus.values()) == {1}
    assert len(moteur.rendus) == 12


def test_un_repartiteur_absent_est_dit(source: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(ErreurEnvironnement, match="ne répond pas"):
        passer(source, tmp_path, moteur=MoteurDask("tcp://127.0.0.1:9", attente=1))


@pytest.mark.parametrize("adresse", ["spark://x:1", "dask:", "dask://", "127.0.0.1"])
def test_un_moteur_inconnu_est_refuse(adresse: str) -> None:
    with pytest.raises(EntreeInvalide, match="dask://machine:port"):
        choisir_moteur(adresse, 1)


def test_les_fichiers_de_l_utilisateur_vont_avec_le_dossier(source: Path, tmp_path: Path) -> None:
    """On another machine, the user's templates are those that were sent, not what lies at the same path."""
    modele = tmp_path / "modeles" / "courriers" / "saisine_cra.md.j2"
    modele.parent.mkdir(parents=True)
    texte = CONSIGNE.templates.lire("courriers/saisine_cra.md.j2").decode()
    modele.write_text(texte + "\n\nNotre section reste à votre disposition.\n", encoding="utf-8")
    mien = replace(CONSIGNE, templates=Ressources.ouvrir("templates", ajout=tmp_path / "modeles"))
    bagages = emporter(mien)
    tache = Tache(Entree("d", "d.yaml", (source / "d00.yaml").read_bytes()), "", "")
    sur_place = next(MoteurIci().executer(mien, [tache]))[1]
    modele.unlink()
    assert traiter_au_loin(bagages, tache) == sur_place
    assert sur_place != next(MoteurIci().executer(CONSIGNE, [tache]))[1]


def test_un_noeud_d_une_autre_version_est_refuse(source: Path) -> None:
    bagages = emporter(CONSIGNE)
    autre = replace(bagages, arguments=replace(bagages.arguments, fournie="autre"))
    tache = Tache(Entree("d", "d.yaml", (source / "d00.yaml").read_bytes()), "", "")
    assert "même version" in str(traiter_au_loin(autre, tache).arret[0])


@POSIX
@pytest.mark.parametrize("fin", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill -9"])
def test_un_lot_arrete_reprend_sans_rien_perdre(
    source: Path, tmp_path: Path, fin: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped at any moment: no file is half-written, and the next run ends the work."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    ecoute = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # even if pytest was started deaf
    )
    commande = [sys.executable, "-c", f"{ecoute}; from indu.cli import principal; principal()"]
    options = ["lot", str(source), "--processus", "2", "--format", "docx", "--date", "20/03/2026"]
    subprocess.run([*commande, *options, "-o", str(tmp_path / "entier")], check=False, capture_output=True)
    sortie = tmp_path / "sortie"
    lot = subprocess.Popen(
        [*commande, *options, "-o", str(sortie)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    limite = time.monotonic() + 60
    while lot.poll() is None and len(list(sortie.rglob(NOM))) < 2 and time.monotonic() < limite:
        time.sleep(0.01)
    if fin == signal.SIGINT:
        os.killpg(lot.pid, fin)  # as a terminal does: to every process of the run
    else:
        lot.send_signal(fin)
    dit, erreurs = lot.communicate(timeout=60)
    if fin == signal.SIGINT:
        assert lot.returncode == 1
        assert "Interrompu" in dit
        assert "Traceback" not in erreurs
    entier = contenu(tmp_path / "entier")
    restes = {nom: octets for nom, octets in contenu(sortie).items() if ".ecriture-" not in nom and "/" in nom}
    assert 2 <= sum(nom.endswith(NOM) for nom in restes) < 11
    assert all(entier[nom] == octets for nom, octets in restes.items())
    subprocess.run([*commande, *options, "-o", str(sortie)], check=False, capture_output=True)
    assert contenu(sortie) == entier
