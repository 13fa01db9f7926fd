"""The package: what the wheel holds, and that it works from an empty folder, far from the source tree."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[1]
DONNEES = "indu/donnees"
SANS_RESEAU = ("No matching distribution found for hatchling", "Failed to establish a new connection")


def executer(commande: Sequence[str | Path], cwd: Path, **environnement: str) -> subprocess.CompletedProcess[str]:
    """The command in that folder, without what would make it see the source tree."""
    herite = {cle: valeur for cle, valeur in os.environ.items() if cle not in {"PYTHONPATH", "PYTHONHOME"}}
    return subprocess.run(
        commande, cwd=cwd, env=herite | environnement, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="session")
def roue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by pip as anyone would build it."""
    dossier = tmp_path_factory.mktemp("roue")
    commande = [sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", str(dossier), str(RACINE)]
    fini = executer(commande, dossier, PIP_RETRIES="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    dit = fini.stdout + fini.stderr
    if "No module named pip" in dit:
        pytest.skip("pip n’est pas dans cet environnement : la roue ne peut pas être construite")
    if fini.returncode and any(signe in dit for signe in SANS_RESEAU):
        pytest.skip("pas de réseau : pip ne peut pas obtenir hatchling, qui construit la roue")
    assert fini.returncode == 0, dit
    (chemin,) = dossier.glob("indu-*.whl")
    return chemin


@pytest.fixture(scope="session")
def installe(roue: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the commands of a new environment where the wheel is installed.

    Its dependencies are those of this environment, seen through a ``.pth`` file: no network is needed.
    """
    dossier = tmp_path_factory.mktemp("neuf")
    venv.create(dossier, symlinks=os.name != "nt")
    chemins = {cle: Path(sysconfig.get_path(cle, "venv", {"base": str(dossier)})) for cle in ("purelib", "scripts")}
    python = chemins["scripts"] / "python"
    ici = dict.fromkeys(sysconfig.get_path(cle) for cle in ("purelib", "platlib"))
    (chemins["purelib"] / "dependances.pth").write_text("\n".join(ici) + "\n", encoding="utf-8")
    pose = executer(
        [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index",
         "--ignore-installed", roue],
        dossier,
    )  # fmt: skip
    assert pose.returncode == 0, pose.stdout + pose.stderr
    ou = executer([python, "-c", "import indu; print(indu.__file__)"], dossier)
    assert Path(ou.stdout.strip()).is_relative_to(chemins["purelib"]), ou
    return chemins["scripts"]


def test_la_roue_porte_toutes_les_donnees(roue: Path) -> None:
    noms = zipfile.ZipFile(roue).namelist()
    assert "indu/py.typed" in noms
    for genre in ("arguments", "templates"):
        du_depot = {
            f"{DONNEES}/{chemin.relative_to(RACINE).as_posix()}"
            for chemin in (RACINE / genre).rglob("*")
            if chemin.is_file() and chemin.suffix in {".yaml", ".j2", ".css", ".docx"}
        }
        assert du_depot
        assert du_depot <= set(noms)
    for attendu in (
        "templates/theme/base.docx",
        "templates/theme/letter.css",
        "templates/courriers/saisine_cra.md.j2",
        "arguments/sources/jurisprudence.yaml",
        "examples/a-quarante-deux-lignes/dossier.yaml",
    ):
        assert f"{DONNEES}/{attendu}" in noms


def test_la_roue_ne_porte_rien_d_autre(roue: Path) -> None:
    for nom in zipfile.ZipFile(roue).namelist():
        racine, *suite = nom.split("/")
        assert racine == "indu" or racine.endswith(".dist-info"), nom
        assert not {".ci", "tests", "script", ".git", ".venv", "__pycache__"} & set(suite), nom


def test_la_demonstration_depuis_un_dossier_vide(installe: Path, tmp_path: Path) -> None:
    fini = executer([installe / "indu", "demo"], tmp_path)
    assert fini.returncode == 0, fini.stdout + fini.stderr
    ecrits = sorted((tmp_path / "indu-demo").glob("*.[dp][od][cf]*"))
    assert [("-fiche" in chemin.stem, chemin.suffix) for chemin in ecrits] == [
        (True, ".docx"), (True, ".pdf"), (False, ".docx"), (False, ".pdf")
    ]  # fmt: skip
    for chemin in ecrits:
        assert chemin.read_bytes().startswith(b"%PDF-" if chemin.suffix == ".pdf" else b"PK\x03\x04")


@pytest.mark.parametrize("arguments", [["--help"], ["moyens", "verifier"], ["schema"]], ids=" ".join)
def test_les_commandes_depuis_un_dossier_vide(installe: Path, tmp_path: Path, arguments: list[str]) -> None:
    fini = executer([installe / "indu", *arguments], tmp_path)
    assert fini.returncode == 0, fini.stdout + fini.stderr
    assert fini.stdout
    assert str(RACINE) not in fini.stdout
    if arguments == ["schema"]:
        assert json.loads(fini.stdout)["properties"]


SCRIPTS = [chemin for chemin in sorted((RACINE / "script").iterdir()) if chemin.is_file() and chemin.suffix != ".py"]


@pytest.mark.parametrize("script", [*SCRIPTS, RACINE / ".ci" / "run"], ids=lambda script: script.name)
def test_les_scripts_sont_du_sh_posix(script: Path) -> None:
    coquille = shutil.which("dash") or shutil.which("sh")
    if coquille is None:
        pytest.skip("aucun sh sur cette machine")
    assert subprocess.run([coquille, "-n", str(script)], capture_output=True, text=True, check=False).stderr == ""
    if script.suffix != ".sh":  # commun.sh is read by the others, not run
        assert script.read_text("utf-8").startswith("#!/bin/sh\n")
        assert os.access(script, os.X_OK)
