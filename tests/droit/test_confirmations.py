"""A person's reading of a text: recorded once, and only then does a final letter pass."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from aide import ARGUMENTS, BIBLIOTHEQUE
from indu.commun.erreurs import BibliothequeInvalide, EntreeInvalide
from indu.commun.ressources import Ressources
from indu.droit.confirmations import ajouter_confirmation, preparer_confirmation
from indu.droit.sources import Emploi, charger_sources

L133_4 = BIBLIOTHEQUE.sources["css-l133-4"]
REECRIT = "LEGIARTI000054334367"
LECTURE = date(2026, 11, 22)


def etat(dossier: Path, source: str, jour: date) -> Emploi:
    return charger_sources(Ressources.ouvrir("arguments", ajout=dossier)).etat(source, jour).emploi


def test_l_article_reecrit_reste_a_relire_tant_que_personne_ne_l_a_lu() -> None:
    sources = charger_sources(ARGUMENTS)
    assert sources.etat("css-l133-4", date(2026, 6, 26)).emploi is Emploi.CONFIRMEE
    assert sources.etat("css-l133-4", date(2026, 6, 27)).emploi is Emploi.A_RELIRE


def test_une_lecture_vaut_de_l_entree_en_vigueur_au_jour_de_la_lecture(tmp_path: Path) -> None:
    lecture = preparer_confirmation(L133_4, par="Anne Exemple", le=LECTURE)
    assert lecture.version == REECRIT
    ajouter_confirmation(tmp_path, lecture)
    assert etat(tmp_path, "css-l133-4", date(2026, 6, 27)) is Emploi.CONFIRMEE
    assert etat(tmp_path, "css-l133-4", LECTURE) is Emploi.CONFIRMEE
    assert etat(tmp_path, "css-l133-4", date(2026, 11, 23)) is Emploi.A_RELIRE


def test_les_lectures_s_ajoutent_et_aucune_ne_se_perd(tmp_path: Path) -> None:
    for source in ("css-l133-4", "css-r142-1", "cc-1353"):
        ajouter_confirmation(tmp_path, preparer_confirmation(BIBLIOTHEQUE.sources[source], par="A. E.", le=LECTURE))
    confirmees = charger_sources(Ressources.ouvrir("arguments", ajout=tmp_path)).confirmations
    assert [lecture.source for lecture in confirmees] == ["css-l133-4", "css-r142-1", "cc-1353"]
    assert etat(tmp_path, "cc-1353", date(2026, 11, 1)) is Emploi.CONFIRMEE


def test_une_version_que_nous_ne_connaissons_pas_demande_sa_date_de_debut(tmp_path: Path) -> None:
    with pytest.raises(EntreeInvalide, match="--depuis"):
        preparer_confirmation(L133_4, par="A. E.", le=LECTURE, version="LEGIARTI000099999999")
    lecture = preparer_confirmation(
        L133_4, par="A. E.", le=LECTURE, version="LEGIARTI000099999999", du=date(2026, 10, 1)
    )
    ajouter_confirmation(tmp_path, lecture)
    assert etat(tmp_path, "css-l133-4", date(2026, 9, 30)) is Emploi.A_RELIRE
    assert etat(tmp_path, "css-l133-4", date(2026, 10, 1)) is Emploi.CONFIRMEE


@pytest.mark.parametrize("source", ["cass-22-11613", "conv-2007-3-3-4", "cass-20-11702"])
def test_une_decision_ou_une_source_non_citable_ne_se_confirme_pas(source: str) -> None:
    with pytest.raises(EntreeInvalide, match="seul un texte citable"):
        preparer_confirmation(BIBLIOTHEQUE.sources[source], par="A. E.", le=LECTURE)


def test_un_fichier_de_lectures_abime_n_est_ni_lu_ni_ecrase(tmp_path: Path) -> None:
    abime = tmp_path / "confirmations.yaml"
    abime.write_text("confirmations: {", encoding="utf-8")
    with pytest.raises(BibliothequeInvalide):
        ajouter_confirmation(tmp_path, preparer_confirmation(L133_4, par="A. E.", le=LECTURE))
    assert abime.read_text(encoding="utf-8") == "confirmations: {"
    abime.write_text("confirmations: [{source: css-l133-5, version: X, le: 2026-11-22, par: A}]", encoding="utf-8")
    with pytest.raises(BibliothequeInvalide, match="vouliez-vous dire « css-l133-4"):
        charger_sources(Ressources.ouvrir("arguments", ajout=tmp_path))
