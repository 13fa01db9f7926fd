"""A person's reading of a text counts for the days up to the reading, and no further."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from aide import ARGUMENTS
from indu.commun.erreurs import BibliothequeInvalide, EntreeInvalide, ErreurEnvironnement
from indu.commun.ressources import Ressources
from indu.droit.confirmations import ajouter_confirmation, preparer_confirmation
from indu.droit.sources import Emploi, Sources, Statut, charger_sources

SOURCES = charger_sources(ARGUMENTS)
LU_LE = date(2026, 11, 22)


def confirmer(dossier: Path, identifiant: str, le: date = LU_LE) -> Sources:
    ajouter_confirmation(dossier, preparer_confirmation(SOURCES[identifiant], par="Anne Exemple", le=le))
    charger_sources.cache_clear()  # the same folder was read before
    return charger_sources(Ressources.ouvrir("arguments", ajout=dossier))


def test_une_lecture_confirme_le_texte_jusqu_a_son_jour(tmp_path: Path) -> None:
    notification = date(2026, 10, 5)
    assert SOURCES.etat("css-l133-4", notification).emploi is Emploi.A_RELIRE
    sources = confirmer(tmp_path, "css-l133-4")
    assert sources.etat("css-l133-4", notification).emploi is Emploi.CONFIRMEE
    assert sources.etat("css-l133-4", LU_LE).emploi is Emploi.CONFIRMEE
    assert sources.etat("css-l133-4", date(2026, 11, 23)).emploi is Emploi.A_RELIRE
    assert sources.etat("css-l133-4", None).emploi is Emploi.A_RELIRE


def test_une_lecture_ne_confirme_ni_une_autre_version_ni_un_autre_texte(tmp_path: Path) -> None:
    sources = confirmer(tmp_path, "css-l133-4")
    ancienne = date(2025, 6, 1)  # another version, that nobody read
    assert SOURCES.etat("css-l133-4", ancienne).emploi is Emploi.A_RELIRE
    assert sources.etat("css-l133-4", ancienne).emploi is Emploi.A_RELIRE
    assert sources.etat("css-r142-1", LU_LE) == SOURCES.etat("css-r142-1", LU_LE)


def test_les_lectures_s_ajoutent_sans_s_effacer(tmp_path: Path) -> None:
    confirmer(tmp_path, "css-l133-4")
    sources = confirmer(tmp_path, "css-r142-1")
    assert [lecture.source for lecture in sources.confirmations] == ["css-l133-4", "css-r142-1"]
    assert sources.confirmations[0].par == "Anne Exemple"


def test_une_source_douteuse_ou_une_decision_ne_se_confirme_pas() -> None:
    douteuse = next(source for source in SOURCES if source.statut is not Statut.CITABLE)
    for identifiant in (douteuse.id, "cass-22-11613"):
        with pytest.raises(EntreeInvalide, match="seul un texte citable"):
            preparer_confirmation(SOURCES[identifiant], par="Anne Exemple", le=LU_LE)


def test_une_version_plus_recente_que_les_notres_demande_sa_date_de_debut(tmp_path: Path) -> None:
    with pytest.raises(EntreeInvalide, match="--depuis"):
        preparer_confirmation(SOURCES["css-l133-4"], par="A", le=LU_LE, version="LEGIARTI999999999999")
    lecture = preparer_confirmation(
        SOURCES["css-l133-4"], par="A", le=LU_LE, version="LEGIARTI999999999999", du=date(2026, 9, 1)
    )
    ajouter_confirmation(tmp_path, lecture)
    sources = charger_sources(Ressources.ouvrir("arguments", ajout=tmp_path))
    assert sources.etat("css-l133-4", date(2026, 9, 1)).emploi is Emploi.CONFIRMEE
    assert sources.etat("css-l133-4", date(2026, 8, 31)).emploi is Emploi.A_RELIRE


def test_un_fichier_de_lectures_abime_est_dit_et_garde(tmp_path: Path) -> None:
    (tmp_path / "confirmations.yaml").write_text("confirmations: 3\n", encoding="utf-8")
    lecture = preparer_confirmation(SOURCES["css-l133-4"], par="A", le=LU_LE)
    with pytest.raises(BibliothequeInvalide, match="une liste est attendue"):
        ajouter_confirmation(tmp_path, lecture)
    assert (tmp_path / "confirmations.yaml").read_text(encoding="utf-8") == "confirmations: 3\n"
    with pytest.raises(ErreurEnvironnement):
        ajouter_confirmation(tmp_path / "confirmations.yaml", lecture)
    (tmp_path / "confirmations.yaml").write_text(
        "confirmations:\n  - {source: css-l133-44, version: x, le: 2026-11-22, par: A}\n", encoding="utf-8"
    )
    with pytest.raises(BibliothequeInvalide, match="vouliez-vous dire « css-l133-4 »"):
        charger_sources(Ressources.ouvrir("arguments", ajout=tmp_path))
