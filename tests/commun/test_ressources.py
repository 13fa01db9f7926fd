"""A user's folder lies over the packaged one, file by file."""

from __future__ import annotations

from pathlib import Path

import pytest

from indu.commun.erreurs import EntreeInvalide
from indu.commun.ressources import Ressources, dossier_fourni


def test_les_fichiers_de_l_utilisateur_gagnent_un_par_un(tmp_path: Path) -> None:
    (tmp_path / "moyens" / "miens").mkdir(parents=True)
    (tmp_path / "plan.yaml").write_text("le mien", encoding="utf-8")
    (tmp_path / "moyens" / "miens" / "nouveau.yaml").write_text("id: nouveau", encoding="utf-8")
    pile = Ressources.ouvrir("arguments", ajout=tmp_path)
    seule = Ressources.ouvrir("arguments")

    assert pile.lire("plan.yaml") == b"le mien"
    assert pile.lire("griefs.yaml") == seule.lire("griefs.yaml")
    assert set(pile.lister("moyens", ".yaml")) - set(seule.lister("moyens", ".yaml")) == {"moyens/miens/nouveau.yaml"}
    assert list(pile.lister("moyens", ".yaml")) == sorted(pile.lister("moyens", ".yaml"))


def test_le_dossier_de_la_commande_passe_avant_celui_des_reglages_qui_peut_manquer(tmp_path: Path) -> None:
    reglages, commande = tmp_path / "reglages", tmp_path / "commande"
    for dossier in (reglages, commande):
        dossier.mkdir()
        (dossier / "plan.yaml").write_text(dossier.name, encoding="utf-8")
    assert Ressources.ouvrir("arguments", reglages).lire("plan.yaml") == b"reglages"
    assert Ressources.ouvrir("arguments", reglages, commande).lire("plan.yaml") == b"commande"
    assert Ressources.ouvrir("arguments", tmp_path / "absent") == Ressources.ouvrir("arguments")


def test_les_messages_nomment_le_fichier_de_l_utilisateur_par_son_vrai_chemin(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text("x", encoding="utf-8")
    pile = Ressources.ouvrir("arguments", ajout=tmp_path)
    assert pile.nom("plan.yaml") == str(tmp_path / "plan.yaml")
    assert pile.nom("griefs.yaml") == "arguments/griefs.yaml"


def test_un_dossier_absent_ou_un_fichier_absent_sont_dits(tmp_path: Path) -> None:
    with pytest.raises(EntreeInvalide, match=r"--arguments : le dossier « .*nulle-part » n’existe pas"):
        Ressources.ouvrir("arguments", ajout=tmp_path / "nulle-part")
    with pytest.raises(EntreeInvalide, match=r"fichier introuvable : « rien\.yaml »"):
        Ressources.ouvrir("arguments").chemin("rien.yaml")


def test_le_dossier_fourni_porte_la_bibliotheque() -> None:
    assert (dossier_fourni("arguments") / "griefs.yaml").is_file()
    assert (dossier_fourni("templates") / "courriers").is_dir()
