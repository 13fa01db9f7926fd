"""The page of statistics: right figures, a rise that is seen, nothing fetched, no name, text that stays text."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from fabrique_suivi import JOUR, echeance, erreur, lot, suivi
from lxml import html

from aide import ARGUMENTS, CATALOGUE, TEMPLATES
from indu.commun.erreurs import BibliothequeInvalide
from indu.commun.ressources import Ressources
from indu.commun.texte import espaces_simples
from indu.lot.comptes import charger_seuils, derniers_mois, hausses, nommer_caisses
from indu.lot.modele import Bilan, GriefBilan, LettreBilan, MoyenBilan, Suivi
from indu.lot.statistiques import statistiques

DOMICILE = GriefBilan("prescription-sans-domicile", "peu importe", 10000, 3)
ABSENTE = GriefBilan("prescription-absente", "peu importe", 20000, 3)


def page(suivis: Sequence[Suivi], jour: date = JOUR, templates: Ressources = TEMPLATES) -> str:
    return statistiques(suivis, jour, ARGUMENTS, templates).decode()


def texte(source: str) -> str:
    """What a reader sees, plots included."""
    return espaces_simples(html.fromstring(source).xpath("string(//body)"))


def tableau(source: str, legende: str) -> list[list[str]]:
    """The rows of a table, from the beginning of its caption."""
    (un,) = html.fromstring(source).xpath(f"//table[starts-with(caption, '{legende}')]")
    return [[espaces_simples(cellule.text_content()) for cellule in rangee] for rangee in un.xpath(".//tr")]


def dates(*jours: int, departement: str = "13", griefs: tuple[GriefBilan, ...] = (DOMICILE,)) -> list[Bilan]:
    """Dossiers whose letter is so many days old."""
    bilans = []
    for age in jours:
        bilan = suivi(recu_le=JOUR - timedelta(days=age), departement=departement, griefs=griefs).bilan
        assert bilan is not None
        bilans.append(bilan)
    return bilans


def de(bilans: Sequence[Bilan]) -> list[Suivi]:
    return [replace(suivi(f"ex-{rang}"), bilan=bilan) for rang, bilan in enumerate(bilans)]


# ------------------------------------------------------------------------------------------------ les chiffres


def test_les_chiffres_sont_ceux_des_dossiers() -> None:
    suivis = [
        suivi("a", reclame=100_00, conteste=60_00, echeances=(echeance(JOUR + timedelta(days=7)),), griefs=(DOMICILE,)),
        suivi("b", reclame=None, conteste=5_50, echeances=(echeance(JOUR - timedelta(days=1)),), orientation="juriste",
              lettres=(), griefs=(DOMICILE, ABSENTE, replace(ABSENTE, montant=1)), caisse="CPAM de Fictivie"),
        suivi("c", reclame=1_00, conteste=0, echeances=(echeance(JOUR + timedelta(days=30)),), griefs=(),
              caisse="cpam de fictivie"),
        erreur("d"),
    ]  # fmt: skip
    source = page(suivis)
    vus = {
        espaces_simples(div.xpath("string(dt)")): espaces_simples(div.xpath("string(dd/text())"))
        for div in html.fromstring(source).xpath("//dl/div")
    }
    assert vus["Dossiers"] == "4"
    assert vus["Dossiers en erreur"] == "1"
    assert vus["Montant réclamé"] == "101,00 €"
    assert vus["Montant contesté"] == "65,50 €"
    assert [vus[f"Échéance dans les {n} jours"] for n in (7, 15, 30)] == ["1", "1", "2"]
    assert (vus["Échéance dépassée"], vus["Pour un juriste"], vus["Sans lettre écrite"]) == ("1", "1", "1")
    assert "montant inconnu pour 1 dossier" in texte(source)
    griefs = tableau(source, "Nombre de dossiers et montant réclamé, par grief")
    assert griefs[0] == ["Grief", "CPAM de Fictivie", "CPAM d’Exemple-Sud", "Total", "Montant réclamé"]
    assert griefs[1] == ["Déplacement sans mention « à domicile »", "1", "1", "2", "200,00 €"]
    assert griefs[2] == ["Prescription absente ou non retrouvée", "1", "–", "1", "200,01 €"]
    assert tableau(source, "Montants par caisse")[1:] == [
        ["CPAM d’Exemple-Sud", "1", "100,00 €", "60,00 €", "–"],
        ["CPAM de Fictivie", "2", "1,00 €", "5,50 €", "1"],
    ]
    assert tableau(source, "Nombre de lettres")[1:] == [["Saisine de la commission de recours amiable", "2"]]


def test_les_moyens_les_plus_employes_viennent_d_abord_et_les_autres_se_disent() -> None:
    moyens = tuple(MoyenBilan(f"m{rang:02}", f"Le moyen {rang:02}", 100) for rang in range(25))
    source = page([suivi("a", moyens=moyens), suivi("b", moyens=moyens[24:])])
    lignes = tableau(source, "Nombre de dossiers et montant, par moyen")[1:]
    assert lignes[0] == ["Le moyen 24", "2", "2,00 €"]
    assert len(lignes) == charger_seuils(ARGUMENTS).moyens == 20
    assert "les 20 premiers rangs sur 25 moyens" in texte(source)


def test_une_caisse_ecrite_de_deux_facons_compte_une_fois() -> None:
    ecrites = ("CPAM de l'Aube-Feinte", "cpam de l’Aube Feinte", "Caisse Primaire d'Assurance Maladie de l’Aube-Feinte")
    autres = ("CPAM de l’Aube", "\u05d0", "\u05d1")
    noms = nommer_caisses(replace(dates(1)[0], caisse=nom) for nom in ecrites + autres)
    assert {noms[nom] for nom in ecrites} == {"CPAM de l’Aube-Feinte"}
    assert [noms[nom] for nom in autres] == list(autres)


# ------------------------------------------------------------------------------------------------ ce qui monte


def trouvees(*bilans: Bilan) -> list[tuple[str, str, int, int]]:
    return [(h.departement, h.grief, h.dossiers, h.avant) for h in hausses(bilans, JOUR, charger_seuils(ARGUMENTS))]


def test_un_grief_qui_monte_dans_un_departement_se_voit() -> None:
    avant = dates(100, 110, 120, 130, griefs=(ABSENTE,))
    assert trouvees(*dates(1, 30, 90), *avant) == [("13", DOMICILE.nature, 3, 0)]
    source = page(de([*dates(1, 30, 90), *avant]))
    (constat,) = html.fromstring(source).xpath("//ul[@class='constats']/li")
    assert espaces_simples(constat.text_content()) == (
        "Département 13 : « Déplacement sans mention “à domicile” » touche 3 dossiers du lot sur 3, "
        "du 24 août 2026 au 23 novembre 2026, contre aucun sur 4 pendant les 3 mois d’avant."
    )


@pytest.mark.parametrize(
    "bilans",
    [
        dates(1, 30),  # too few
        dates(1, 30, 95),  # the third is older than three months
        dates(1, 30, 90, 95, 100, 110),  # as many before
        [*dates(1, 30), *dates(60, departement="67")],  # not in one département
        dates(1, 30, 60, departement=""),  # no département at all
        [*dates(1, 30, 60), *dates(1, 2, 3, 4, 5, griefs=()), *dates(100, 110)],  # more dossiers, not more of them
        dates(-1, -2, -3),  # letters of the future
    ],
)
def test_ce_qui_ne_monte_pas_ne_se_dit_pas(bilans: list[Bilan]) -> None:
    assert trouvees(*bilans) == []


def test_deux_griefs_de_meme_nature_font_un_dossier() -> None:
    assert trouvees(*dates(1, 30, griefs=(DOMICILE, DOMICILE))) == []


def test_la_plus_forte_hausse_vient_d_abord_et_les_suivantes_se_comptent() -> None:
    natures = list(CATALOGUE.griefs)[:9]
    bilans = [
        b for rang, nature in enumerate(natures, 3) for b in dates(*[1] * rang, griefs=(GriefBilan(nature, "", 0, 1),))
    ]
    assert [h[2] for h in trouvees(*bilans)] == list(range(11, 2, -1))
    source = page(de(bilans))
    assert len(html.fromstring(source).xpath("//ul[@class='constats']/li")) == 7
    assert "3 autres hausses, plus faibles" in texte(source)
    assert "contre aucun dossier reçu pendant les 3 mois d’avant" in texte(source)


def test_les_seuils_se_changent_dans_un_fichier(surcouche: Path) -> None:
    fichier = surcouche / "baremes" / "statistiques.yaml"
    fichier.parent.mkdir()
    fichier.write_text("dossiers: 2\nmois: 1\nconstats: 1\nmoyens: 5\n", encoding="utf-8")
    arguments = Ressources.ouvrir("arguments", ajout=surcouche)
    assert "touche 2 dossiers" in texte(statistiques(de(dates(1, 20)), JOUR, arguments, TEMPLATES).decode())
    fichier.write_text("dossiers: 0\nmois: 1\nconstats: 1\nmoyens: 5\n", encoding="utf-8")
    with pytest.raises(BibliothequeInvalide, match=r"statistiques\.yaml"):
        statistiques(
            [], JOUR, Ressources.ouvrir("arguments", ajout=fichier.parents[1].rename(surcouche.parent / "b")), TEMPLATES
        )


def test_l_evolution_couvre_douze_mois_jusqu_au_jour_du_lot() -> None:
    assert derniers_mois(date(2026, 1, 31), 3) == [(2025, 11), (2025, 12), (2026, 1)]
    lignes = tableau(page(de(dates(1, 1, 40, 400))), "Nombre de dossiers par mois")
    assert lignes[0][1:] == ["déc. 2025", *(f"{m} 2026" for m in _MOIS), "Total"]
    assert lignes[1][-3:] == ["1", "2", "3"]
    assert "1 dossier n’y est pas" in texte(page(de(dates(1, 1, 40, 400))))


_MOIS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov."]


# ------------------------------------------------------------------------------------------- la page elle-même


@pytest.mark.parametrize(
    ("suivis", "dit"),
    [
        ([], "ne contient aucun dossier"),
        ([erreur("a"), erreur("b")], "Aucun dossier de ce lot n’a été lu"),
        ([Suivi("c", "c.yaml", "attente")], "Pas encore traités"),
    ],
)
def test_un_lot_vide_ou_tout_en_erreur_le_dit(suivis: list[Suivi], dit: str) -> None:
    source = page(suivis)
    assert dit in texte(source)
    assert "<svg" not in source
    assert "€" not in source


def test_un_dossier_presque_vide_ne_fait_rien_tomber() -> None:
    source = page(
        [suivi(recu_le=None, departement="", reclame=None, conteste=0, griefs=(), moyens=(), lettres=(), echeances=())]
    )
    assert "inconnu" in texte(source)


def test_la_page_se_suffit_et_ne_nomme_personne() -> None:
    suivis = lot(60)
    source = page(suivis)
    assert "<script" not in source
    assert not re.search(r"(?:src|href)=\"(?!#)", source)
    assert not re.search(r"url\((?!#)|@import", source)
    adresses = set(re.findall(r"https?://[^\"' )<]+", source))
    assert adresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    lu = texte(source)
    for un in suivis:
        assert un.nom not in lu
        if un.bilan is not None:
            assert un.bilan.praticien not in lu
            assert un.bilan.reference not in lu


def test_le_nom_d_un_grief_est_celui_du_catalogue_jamais_celui_de_l_utilisateur() -> None:
    source = page([suivi(griefs=(GriefBilan("autre", "Affaire de M. Patient Inventé", 10, 1),))])
    assert "Inventé" not in texte(source)


def test_chaque_graphique_a_son_nom_ses_identifiants_et_sa_table() -> None:
    arbre = html.fromstring(page(lot(60)))
    dessins = arbre.xpath("//figure//svg")
    assert len(dessins) == 4
    for dessin in dessins:
        assert dessin.get("role") == "img"
        assert dessin.get("aria-label")
        assert dessin.xpath("./ancestor::section//table//td")
        assert dessin.xpath("./ancestor::figure/figcaption")
        assert dessin.xpath(".//text")
    ids = arbre.xpath("//@id")
    assert len(ids) == len(set(ids))
    renvois = set(re.findall(r"(?:url\(#|href=\"#)([^)\"]+)", page(lot(60))))
    assert renvois <= set(ids)


MECHANTS = ["<script>alert(1)</script>", "</style><b>x", "{{ 7*7 }}", "$x^2$ & $\\frac{1}{2}$",
            'id="x" href="#y" url(#z)', "--><!--", "=1+1", "CPAM " + "très longue " * 20,
            "\u05d0\u05d1\u4e2d\U0001f600"]  # fmt: skip


@pytest.mark.parametrize("mechant", MECHANTS)
def test_un_texte_de_l_utilisateur_reste_du_texte(mechant: str) -> None:
    temoin = html.fromstring(page([suivi(caisse="mot", departement="mot")]))
    source = page([suivi(caisse=mechant, departement=mechant[:20])])
    arbre = html.fromstring(source)
    assert [e.tag for e in arbre.xpath("//table//*")] == [e.tag for e in temoin.xpath("//table//*")]
    assert not arbre.xpath("//script | //b")
    assert mechant in unescape(source)
    assert tableau(source, "Montants par caisse")[1][0] == espaces_simples(mechant)


def test_la_typographie_est_francaise() -> None:
    source = page(lot(120))
    lu = html.fromstring(source).xpath("string(//body)")
    assert not re.search(r" [;:!?»€%]|« |'|\d \d{3}\b", lu)


def test_memes_dossiers_memes_octets_quels_que_soient_les_reglages_de_la_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import matplotlib

    suivis = lot(12)
    attendu = page(suivis)
    assert page(suivis[::-1]) == attendu
    with matplotlib.rc_context({"font.size": 20, "svg.fonttype": "path"}):
        assert page(suivis) == attendu
    monkeypatch.setitem(os.environ, "SOURCE_DATE_EPOCH", "0")
    assert page(suivis) == attendu


def test_un_gabarit_fautif_se_dit_avec_sa_ligne(tmp_path: Path) -> None:
    (tmp_path / "lot").mkdir()
    for faute in (
        "<p>\n{{ inconnu }}",
        "<p>\n{{ jour ~ '<b>' }}",
        '<p>\n{% include "../secret" %}',
        "<p>\n{{ jour | safe }}",
        "<p>\n{{ jour.__class__ }}",
    ):
        (tmp_path / "lot" / "statistiques.html.j2").write_text(faute, encoding="utf-8")
        with pytest.raises(BibliothequeInvalide, match=r"statistiques\.html\.j2:2"):
            page([], templates=Ressources.ouvrir("templates", ajout=tmp_path))


def test_les_lettres_et_moyens_gardent_leur_titre() -> None:
    source = page([suivi(lettres=(LettreBilan("t", "Ma lettre <i>"),), moyens=(MoyenBilan("m", "Mon & moyen", 5),))])
    assert tableau(source, "Nombre de lettres")[1][0] == "Ma lettre <i>"
    assert tableau(source, "Nombre de dossiers et montant, par moyen")[1] == ["Mon & moyen", "1", "0,05 €"]
