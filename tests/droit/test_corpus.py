"""The comparison with the official corpus: silent when all agrees, exact when something has moved."""

from __future__ import annotations

import json
import tarfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from aide import BIBLIOTHEQUE
from indu.commun.erreurs import EntreeInvalide
from indu.droit.corpus import Ecart, comparer, empreinte, lire_corpus
from indu.droit.sources import Article, FichierArticles, Sources, Version

CODE = "LEGITEXT000000000001"
TEXTE = "Le texte  officiel,\u00a0avec ses espaces."


def millisecondes(jour: datetime) -> int:
    return int(jour.timestamp() * 1000)


def article_officiel(numero: str = "R133-9-1", *, texte: str = TEXTE, identifiant: str = "LEGIARTI1") -> dict[str, Any]:
    debut = datetime(2019, 7, 8, tzinfo=UTC)
    ancienne = {
        "id": "LEGIARTI0",
        "dateDebut": millisecondes(debut - timedelta(days=366)),
        "dateFin": millisecondes(debut),
    }
    courante = {"id": identifiant, "dateDebut": millisecondes(debut), "dateFin": 32472144000000}
    return {
        "type": "article",
        "data": {"num": numero, "id": identifiant, "texte": texte, "articleVersions": [ancienne, courante]},
    }


def paquet(dossier: Path, *articles: dict[str, Any], compresse: bool = True) -> Path:
    """The package, as npm gives it."""
    contenu = json.dumps(
        {"type": "code", "data": {}, "children": [{"type": "section", "children": list(articles)}]}
    ).encode()
    if not compresse:
        (dossier / "data").mkdir()
        (dossier / "data" / f"{CODE}.json").write_bytes(contenu)
        return dossier
    chemin = dossier / "legi-data.tgz"
    with tarfile.open(chemin, "w:gz") as archive:
        membre = tarfile.TarInfo(f"package/data/{CODE}.json")
        membre.size = len(contenu)
        archive.addfile(membre, BytesIO(contenu))
    return chemin


def sources(**champs: Any) -> Sources:
    """One article of an invented code, that agrees with :func:`article_officiel`."""
    versions = (
        Version(id="LEGIARTI0", du="2018-07-07", au="2019-07-07", lue=False, lue_jusqu_au=None, empreinte=None),
        Version(
            id="LEGIARTI1", du="2019-07-08", au=None, lue=True, lue_jusqu_au="2026-03-14", empreinte=empreinte(TEXTE)
        ),
    )
    base: dict[str, Any] = {
        "id": "x-r133-9-1",
        "numero": "R. 133-9-1",
        "citation": "l’article R. 133-9-1 du code d’exemple",
        "citation_courte": "R. 133-9-1 CEX",
        "objet": "exemple",
        "versions": versions,
        "verifie_le": "2026-11-22",
        "methode": "exemple",
        "statut": "citable",
    }
    article = Article(**(base | champs))
    fichier = FichierArticles(
        texte="x", titre="Code d’exemple", abrege="du code d’exemple", sigle="CEX", nature="code", editeur="x",
        adresse="https://exemple.invalid", corpus=CODE, articles=(article,),
    )  # fmt: skip
    return Sources({article.id: article}, {article.id: fichier})


def ecarts(nos_sources: Sources, chemin: Path) -> tuple[Ecart, ...]:
    nombre, trouves = comparer(nos_sources, lire_corpus(chemin, frozenset({CODE})))
    assert nombre == 1
    return trouves


@pytest.mark.parametrize("compresse", [True, False])
def test_rien_a_dire_quand_tout_concorde(tmp_path: Path, compresse: bool) -> None:
    assert ecarts(sources(), paquet(tmp_path, article_officiel(), compresse=compresse)) == ()


def test_le_texte_change_est_signale(tmp_path: Path) -> None:
    (ecart,) = ecarts(sources(), paquet(tmp_path, article_officiel(texte="Un autre texte.")))
    assert (ecart.genre, ecart.source) == ("texte", "x-r133-9-1")


def test_une_version_nouvelle_est_signalee(tmp_path: Path) -> None:
    trouves = ecarts(sources(), paquet(tmp_path, article_officiel(identifiant="LEGIARTI2")))
    assert [ecart.genre for ecart in trouves] == ["version"]
    assert "LEGIARTI2" in trouves[0].message


def test_un_article_disparu_est_signale(tmp_path: Path) -> None:
    assert [e.genre for e in ecarts(sources(), paquet(tmp_path, article_officiel("R133-9-2")))] == ["absent"]


def test_des_dates_differentes_sont_signalees(tmp_path: Path) -> None:
    faux = Version(id="LEGIARTI1", du="2019-07-09", au=None, lue=True, lue_jusqu_au=None, empreinte=empreinte(TEXTE))
    (ecart,) = ecarts(sources(versions=(faux,)), paquet(tmp_path, article_officiel()))
    assert ecart.genre == "dates"
    assert "08/07/2019" in ecart.message


def test_une_citation_inexacte_est_signalee(tmp_path: Path) -> None:
    extraits = [{"cle": "q", "texte": "un texte jamais écrit", "version": "LEGIARTI1"}]
    assert [e.genre for e in ecarts(sources(extraits=extraits), paquet(tmp_path, article_officiel()))] == ["extrait"]


def test_l_empreinte_ignore_les_espaces_et_rien_d_autre() -> None:
    assert empreinte("a  b\u00a0c\n") == empreinte("a b c")
    assert empreinte("a b c") != empreinte("a b d")


def test_un_fichier_qui_n_est_pas_le_corpus_est_refuse_en_francais(tmp_path: Path) -> None:
    faux = tmp_path / "faux.tgz"
    faux.write_bytes(b"pas une archive")
    with pytest.raises(EntreeInvalide, match="le corpus ne se lit pas"):
        lire_corpus(faux, frozenset({CODE}))
    with pytest.raises(EntreeInvalide, match="le corpus ne contient pas"):
        lire_corpus(paquet(tmp_path, article_officiel()), frozenset({"LEGITEXT000000000009"}))


def test_chaque_article_d_un_code_du_corpus_a_l_empreinte_d_une_version_lue() -> None:
    for source in BIBLIOTHEQUE.sources:
        if isinstance(source, Article) and BIBLIOTHEQUE.sources.textes[source.id].corpus is not None:
            lues = [version for version in source.versions if version.empreinte is not None]
            assert lues, source.id
            assert all(version.lue for version in lues), source.id


def test_les_sources_se_copient_sans_partager_leur_etat() -> None:
    assert replace(sources(), confirmations=()).par_id == sources().par_id
