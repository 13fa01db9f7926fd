"""Sources: what may be cited on a day, and what a person must read again first."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from aide import ARGUMENTS, BIBLIOTHEQUE
from indu.commun.erreurs import BibliothequeInvalide
from indu.commun.ressources import Ressources
from indu.droit.sources import Article, Decision, Emploi, Source, Sources, Statut, charger_sources

SOURCES = charger_sources(ARGUMENTS)
ARTICLES = [source for source in SOURCES if isinstance(source, Article)]
DECISIONS = [source for source in SOURCES if isinstance(source, Decision)]

FICHIER = """\
texte: essai
titre: Code d’essai
abrege: du code d’essai
sigle: CE
nature: code
editeur: Personne
adresse: https://exemple.invalid/code
corpus: null
articles:
  - id: essai-1
    numero: "1"
    citation: l’article 1 du code d’essai
    citation_courte: CE, art. 1
    objet: rien
    versions:
      - {id: LEGIARTI000000000001, du: 2010-01-01, au: 2019-12-31, lue: non, lue_jusqu_au: null, empreinte: null}
      - {id: null, du: 2020-01-01, au: null, lue: oui, lue_jusqu_au: 2026-06-30, empreinte: null}
    verifie_le: 2026-11-22
    methode: inventé
    statut: STATUT
"""


def essai(surcouche: Path, statut: str = "citable") -> Sources:
    (surcouche / "sources").mkdir()
    (surcouche / "sources" / "essai.yaml").write_text(FICHIER.replace("STATUT", statut), encoding="utf-8")
    return charger_sources(Ressources.ouvrir("arguments", ajout=surcouche))


@pytest.mark.parametrize(
    ("jour", "emploi", "motif"),
    [
        ("2026-06-30", Emploi.CONFIRMEE, ""),
        ("2020-01-01", Emploi.CONFIRMEE, ""),
        ("2026-07-01", Emploi.A_RELIRE, "contrôlée jusqu’au 30/06/2026 seulement"),
        ("2019-12-31", Emploi.A_RELIRE, "n’a pas pu être lue"),
        ("2010-01-01", Emploi.A_RELIRE, "n’a pas pu être lue"),
        ("2009-12-31", Emploi.INTERDITE, "pas en vigueur le 31/12/2009"),
        (None, Emploi.A_RELIRE, "n’est pas connue"),
    ],
)
def test_ce_que_vaut_un_article_depend_du_jour(surcouche: Path, jour: str | None, emploi: Emploi, motif: str) -> None:
    etat = essai(surcouche).etat("essai-1", date.fromisoformat(jour) if jour else None)
    assert etat.emploi is emploi
    assert motif in etat.motif


@pytest.mark.parametrize("statut", ["a_verifier", "piege"])
def test_une_source_douteuse_n_est_jamais_citee(surcouche: Path, statut: str) -> None:
    assert essai(surcouche, statut).etat("essai-1", date(2026, 1, 1)).emploi is Emploi.INTERDITE


def test_l_adresse_mene_a_la_version_du_jour(surcouche: Path) -> None:
    sources = essai(surcouche)
    assert sources.adresse("essai-1", date(2015, 1, 1)).endswith("/LEGIARTI000000000001")
    assert sources.adresse("essai-1", date(2025, 1, 1)) == "https://exemple.invalid/code"


def test_une_source_declaree_deux_fois_est_une_erreur(surcouche: Path) -> None:
    (surcouche / "sources").mkdir()
    double = FICHIER.replace("STATUT", "citable").replace("id: essai-1", "id: css-l133-4")
    (surcouche / "sources" / "essai.yaml").write_text(double, encoding="utf-8")
    with pytest.raises(BibliothequeInvalide, match="« css-l133-4 » est déclarée deux fois"):
        charger_sources(Ressources.ouvrir("arguments", ajout=surcouche))


# ---------------------------------------------------------------------------------------------- les nôtres


def test_l_article_l_133_4_est_a_relire_depuis_sa_reecriture() -> None:
    assert SOURCES.etat("css-l133-4", date(2026, 6, 26)).emploi is Emploi.CONFIRMEE
    for jour in (date(2026, 6, 27), date(2026, 11, 22), date(2030, 1, 1)):
        assert SOURCES.etat("css-l133-4", jour).emploi is Emploi.A_RELIRE


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_les_versions_d_un_article_se_suivent_sans_se_chevaucher(article: Article) -> None:
    for avant, apres in pairwise(article.versions):
        assert avant.au is not None
        assert apres.du is not None
        assert avant.au < apres.du
    for version in article.versions:
        if version.du is not None and version.au is not None:
            assert version.du <= version.au
        if version.lue_jusqu_au is not None:
            assert version.couvre(version.lue_jusqu_au)
        assert version.lue == (version.lue_jusqu_au is not None)


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.id)
def test_une_decision_citable_a_un_numero_et_une_adresse(decision: Decision) -> None:
    if decision.statut is Statut.CITABLE:
        assert decision.numero
        assert decision.numero in decision.citation
        assert decision.adresses
        assert all(adresse.startswith(("https://", "http://")) for adresse in decision.adresses)
        assert SOURCES.etat(decision.id, None).emploi is Emploi.CONFIRMEE
    else:
        assert SOURCES.etat(decision.id, None).emploi is Emploi.INTERDITE


@pytest.mark.parametrize("source", list(SOURCES), ids=lambda source: source.id)
def test_chaque_source_se_lit_quelque_part(source: Source) -> None:
    assert SOURCES.adresse(source.id) or source.statut is not Statut.CITABLE
    assert source.verifie_le.year >= 2026


def test_aucun_moyen_ne_cite_dans_une_lettre_une_source_non_citable() -> None:
    fautifs = [
        (pret.moyen.id, renvoi.id)
        for pret in BIBLIOTHEQUE
        for renvoi in pret.moyen.sources
        if renvoi.usage == "lettre" and SOURCES[renvoi.id].statut is not Statut.CITABLE
    ]
    assert fautifs == []
