"""A second run redoes only what changed, and never touches what a person made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from passages import CONSIGNE, MoteurIci, lendemain, passer, poser

from aide import JOUR
from indu.commun.erreurs import EntreeInvalide
from indu.commun.ressources import Ressources
from indu.lot.lot import ERREURS
from indu.lot.memoire import NOM


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Three dossiers."""
    for nom in ("a", "b", "c"):
        poser(tmp_path / "source" / nom / "dossier.yaml", f"EX-{nom.upper()}")
    return tmp_path / "source"


def retraites(source: Path, sortie: Path, consigne: object = CONSIGNE) -> list[str]:
    """The dossiers that a new run treats again."""
    moteur = MoteurIci()
    passer(source, sortie, consigne, moteur)  # type: ignore[arg-type]
    return moteur.traites


def test_chaque_dossier_a_ses_fichiers_et_son_analyse(source: Path, tmp_path: Path) -> None:
    suivis = passer(source, tmp_path / "sortie")
    assert {suivi.etat for suivi in suivis.values()} == {"ecrit"}
    for nom, suivi in suivis.items():
        base = f"ex-{nom}"
        assert {Path(fichier).name for fichier in suivi.fichiers} == {
            f"{base}-saisine-cra.docx", f"{base}-fiche.docx", f"{base}-analyse.json"
        }  # fmt: skip
        assert all((tmp_path / "sortie" / fichier).is_file() for fichier in suivi.fichiers)


def test_rien_n_est_refait_si_rien_n_a_change(source: Path, tmp_path: Path) -> None:
    premier = passer(source, tmp_path / "sortie")
    moteur = MoteurIci()
    second = passer(source, tmp_path / "sortie", moteur=moteur)
    assert moteur.traites == []
    assert all(suivi.repris for suivi in second.values())
    assert {nom: replace(suivi, repris=False) for nom, suivi in second.items()} == premier


def test_seul_le_dossier_change_est_refait(source: Path, tmp_path: Path) -> None:
    passer(source, tmp_path / "sortie")
    poser(source / "b" / "dossier.yaml", "EX-B", lettre={"lieu": "Exempleville"})
    assert retraites(source, tmp_path / "sortie") == ["b"]


def test_un_fichier_perdu_est_refait(source: Path, tmp_path: Path) -> None:
    suivis = passer(source, tmp_path / "sortie")
    (tmp_path / "sortie" / suivis["c"].fichiers[0]).unlink()
    assert retraites(source, tmp_path / "sortie") == ["c"]
    assert (tmp_path / "sortie" / suivis["c"].fichiers[0]).is_file()


@pytest.mark.parametrize(
    "change",
    [{"toutes": True}, {"formats": ("pdf",)}, {"jour": lendemain(), "impose": True}],
    ids=["lettres jointes", "formats", "date imposée"],
)
def test_une_autre_consigne_refait_tout(source: Path, tmp_path: Path, change: dict[str, object]) -> None:
    passer(source, tmp_path / "sortie")
    assert retraites(source, tmp_path / "sortie", replace(CONSIGNE, **change)) == ["a", "b", "c"]  # type: ignore[arg-type]


def test_un_modele_change_refait_tout(source: Path, tmp_path: Path) -> None:
    mien = tmp_path / "modeles" / "theme" / "letter.css"
    mien.parent.mkdir(parents=True)
    mien.write_bytes(CONSIGNE.templates.lire("theme/letter.css") + b"\n/* le notre */\n")
    passer(source, tmp_path / "sortie")
    consigne = replace(CONSIGNE, templates=Ressources.ouvrir("templates", ajout=tmp_path / "modeles"))
    assert retraites(source, tmp_path / "sortie", consigne) == ["a", "b", "c"]


def test_le_lendemain_une_lettre_toujours_juste_est_gardee(source: Path, tmp_path: Path) -> None:
    premier = passer(source, tmp_path / "sortie")
    second = passer(source, tmp_path / "sortie", replace(CONSIGNE, jour=lendemain()))
    assert all(suivi.repris for suivi in second.values())
    assert [s.fichiers for s in second.values()] == [s.fichiers for s in premier.values()]
    assert retraites(source, tmp_path / "sortie", replace(CONSIGNE, jour=lendemain())) == []


def test_quand_le_delai_passe_la_lettre_est_refaite(source: Path, tmp_path: Path) -> None:
    passer(source, tmp_path / "sortie")
    apres = passer(source, tmp_path / "sortie", replace(CONSIGNE, jour=date(2027, 3, 1)))
    assert not any(suivi.repris for suivi in apres.values())


def test_la_lettre_corrigee_a_la_main_reste(source: Path, tmp_path: Path) -> None:
    suivis = passer(source, tmp_path / "sortie")
    word = next(tmp_path / "sortie" / f for f in suivis["a"].fichiers if f.endswith("saisine-cra.docx"))
    ouvert = Document(str(word))
    ouvert.add_paragraph("Ajouté à la main.")
    ouvert.save(str(word))
    corrige = word.read_bytes()
    poser(source / "a" / "dossier.yaml", "EX-A", lettre={"lieu": "Exempleville"})
    suivi = passer(source, tmp_path / "sortie")["a"]
    assert word.read_bytes() == corrige
    assert any(f.endswith("saisine-cra-2.docx") for f in suivi.fichiers)
    assert any("modifié à la main" in remarque for remarque in suivi.remarques)


def test_une_lettre_perimee_est_signalee(source: Path, tmp_path: Path) -> None:
    passer(source, tmp_path / "sortie")
    poser(source / "a" / "dossier.yaml", "EX-A-BIS")
    suivi = passer(source, tmp_path / "sortie")["a"]
    assert sum("passage précédent" in remarque for remarque in suivi.remarques) == 3


def test_un_dossier_faux_n_arrete_pas_les_autres_et_se_corrige(source: Path, tmp_path: Path) -> None:
    (source / "b" / "dossier.yaml").write_text("reference: [")
    suivis = passer(source, tmp_path / "sortie")
    assert [suivis[nom].etat for nom in "abc"] == ["ecrit", "erreur", "ecrit"]
    assert suivis["b"].problemes[0].startswith(str(source / "b" / "dossier.yaml"))
    erreurs = tmp_path / "sortie" / "b" / ERREURS
    assert erreurs.read_text("utf-8").splitlines() == list(suivis["b"].problemes)
    poser(source / "b" / "dossier.yaml", "EX-B")
    assert passer(source, tmp_path / "sortie")["b"].etat == "ecrit"
    assert not erreurs.exists()


def test_ce_qu_un_arret_brutal_a_laisse_est_balaye(source: Path, tmp_path: Path) -> None:
    """A killed run leaves at most a hidden temporary file, and no memory of the dossier it was writing."""
    passer(source, tmp_path / "sortie")
    reste = tmp_path / "sortie" / "a" / ".ex-a-fiche.docx.ecriture-abcd1234"
    reste.write_bytes(b"PK")
    (tmp_path / "sortie" / "a" / NOM).unlink()
    assert retraites(source, tmp_path / "sortie") == ["a"]
    assert not reste.exists()


def test_une_memoire_illisible_fait_refaire(source: Path, tmp_path: Path) -> None:
    passer(source, tmp_path / "sortie")
    (tmp_path / "sortie" / "b" / NOM).write_bytes(b"{")
    assert retraites(source, tmp_path / "sortie") == ["b"]


def test_la_sortie_au_milieu_des_sources_n_en_est_pas_une(source: Path, tmp_path: Path) -> None:
    passer(source, source / "lettres")
    assert set(passer(source, source / "lettres")) == {"a", "b", "c"}
    assert retraites(source, source / "lettres") == []


def test_les_lettres_a_cote_des_dossiers(source: Path) -> None:
    """With the source itself as output, letters lie beside their dossier, and analyses are not taken for dossiers."""
    passer(source, source)
    assert set(passer(source, source)) == {"a", "b", "c"}
    assert (source / "a" / "ex-a-saisine-cra.docx").is_file()


def test_deux_dossiers_de_meme_nom_ont_chacun_leur_place(tmp_path: Path) -> None:
    for nom in ("x.yaml", "X.json", "x/dossier.yml"):
        poser(tmp_path / "source" / nom)
    suivis = passer(tmp_path / "source", tmp_path / "sortie")
    assert len({nom.casefold() for nom in suivis}) == 3
    assert {suivi.etat for suivi in suivis.values()} == {"ecrit"}


def test_les_reglages_et_les_fichiers_caches_ne_sont_pas_des_dossiers(source: Path, tmp_path: Path) -> None:
    (source / "reglages.yaml").write_text("copies: [Syndicat]")
    (source / ".brouillon.yaml").write_text("x")
    assert set(passer(source, tmp_path / "sortie")) == {"a", "b", "c"}


@pytest.mark.parametrize("nom", ["absent", "lettre.docx", "vide"])
def test_une_source_inutilisable_est_dite(tmp_path: Path, nom: str) -> None:
    (tmp_path / "vide").mkdir()
    (tmp_path / "lettre.docx").write_bytes(b"PK")
    with pytest.raises(EntreeInvalide, match="attendu"):
        passer(tmp_path / nom, tmp_path / "sortie")


def test_le_jour_du_dossier_l_emporte_sauf_date_imposee(tmp_path: Path) -> None:
    poser(tmp_path / "source" / "a.yaml", lettre={"date": "2026-03-10"})
    suivi = passer(tmp_path / "source", tmp_path / "sortie")["a"]
    word = next(tmp_path / "sortie" / f for f in suivi.fichiers if "saisine" in f)
    assert "10 mars 2026" in "\n".join(p.text.replace("\u00a0", " ") for p in Document(str(word)).paragraphs)
    assert date(2026, 3, 10) != JOUR
