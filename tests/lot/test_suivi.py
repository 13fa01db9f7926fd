"""The tracker: what staff sort and filter on, true dates and amounts, and no user text that a spreadsheet would run."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from fabrique_suivi import JOUR, echeance, erreur, lot, suivi
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from indu.lot.modele import Suivi
from indu.lot.suivi_csv import suivi_csv
from indu.lot.suivi_xlsx import suivi_xlsx
from indu.lot.tableau import COLONNES, urgence

TITRES = [colonne.titre for colonne in COLONNES]
MECHANTS = [
    "=1+1",
    "+33 4 00 00 00 00",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://exemple.invalid","ici")',
    "=cmd|'/C calc'!A0",
    "|cmd",
    '"=1+1"',
    "';=1",
    "\uff1d1+1",
    "http://exemple.invalid/",
    "mailto:x@exemple.invalid",
    "internal:Suivi!A1",
    "external:x.xlsx",
    "{=1+1}",
    "_x003D_1+1",
    " =1+1",
    "1234",
    "TRUE",
]
TEXTES = st.one_of(st.sampled_from(MECHANTS), st.text(st.sampled_from("=+-@|\t\r\n\"';#&<>_x0 A1é"), max_size=12))


def feuille(octets: bytes, nom: str = "Suivi", *, valeurs: bool = False) -> Worksheet:
    trouvee = load_workbook(BytesIO(octets), data_only=valeurs)[nom]
    assert isinstance(trouvee, Worksheet)
    return trouvee


def lignes_xlsx(suivis: Sequence[Suivi], jour: date = JOUR) -> list[dict[str, Any]]:
    """The rows as a reader that does not compute sees them."""
    rangees = list(feuille(suivi_xlsx(suivis, jour), valeurs=True).iter_rows(values_only=True))
    assert list(rangees[0]) == TITRES
    return [dict(zip(TITRES, rangee, strict=True)) for rangee in rangees[1:]]


def lignes_csv(suivis: Sequence[Suivi], jour: date = JOUR) -> list[list[str]]:
    octets = suivi_csv(suivis, jour)
    assert octets.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_une_ligne_dit_tout_du_dossier_avec_de_vrais_nombres_et_de_vraies_dates() -> None:
    (ligne,) = lignes_xlsx([suivi("durand/ex-1", ouverts=("signer",), remarques=("la lettre modifiée est gardée",))])
    assert ligne["Référence"] == "EX-1"
    assert (ligne["Praticien"], ligne["Caisse"], ligne["Département"]) == ("Anne Exemple", "CPAM d’Exemple-Sud", "13")
    assert ligne["Datée ou reçue le"] == datetime(2026, 11, 2)
    assert ligne["Échéance"] == datetime(2026, 12, 28)
    assert (ligne["Réclamé"], ligne["Contesté"]) == (1234.56, 1000)
    assert (ligne["Jours restants"], ligne["Urgence"] or "") == (35, "")
    assert (ligne["Questions ouvertes"], ligne["Points à régler"]) == (1, 1)
    assert ligne["Les questions"] == "Avez-vous les ordonnances ?"
    assert ligne["Lettre écrite"] == "Saisine de la commission de recours amiable"
    assert ligne["État"] == "lettre écrite"
    assert ligne["Remarques"] == "la lettre modifiée est gardée"
    assert ligne["Dossier d’origine"] == "dossiers/durand/ex-1.yaml"


def test_ce_qui_ne_se_lit_pas_vient_en_tete_puis_le_plus_pressant_puis_le_passe() -> None:
    def du(nom: str, jours: int) -> Suivi:
        return suivi(nom, reference=nom, echeances=(echeance(JOUR + timedelta(days=jours)),))

    suivis = [suivi("sans", reference="sans", echeances=()), du("passe", -3), du("vieux", -30), du("loin", 40),
              du("demain", 1), Suivi("attend", "x", "attente"), erreur("casse"), du("aujourd-hui", 0)]  # fmt: skip
    ordre = ["casse", "attend", "aujourd-hui", "demain", "loin", "passe", "vieux", "sans"]
    assert [ligne["Référence"] for ligne in lignes_xlsx(suivis)] == ordre
    assert [ligne[0] for ligne in lignes_csv(suivis)[1:]] == ordre
    assert suivi_xlsx(suivis, JOUR) == suivi_xlsx(suivis[::-1], JOUR)


@pytest.mark.parametrize(
    ("reste", "dit"),
    [
        (-1, "dépassé"),
        (0, "7 jours ou moins"),
        (7, "7 jours ou moins"),
        (8, "15 jours ou moins"),
        (15, "15 jours ou moins"),
        (16, ""),
        (None, ""),
    ],
)
def test_l_urgence_se_lit_aussi_sans_la_couleur(reste: int | None, dit: str) -> None:
    assert urgence(reste) == dit


def test_les_jours_restants_se_recalculent_et_gardent_la_valeur_du_jour() -> None:
    octets = suivi_xlsx([suivi()], JOUR)
    rang = TITRES.index("Jours restants") + 1
    lettre = get_column_letter(TITRES.index("Échéance") + 1)
    assert feuille(octets).cell(2, rang).value == f"={lettre}2-TODAY()"
    assert feuille(octets, valeurs=True).cell(2, rang).value == 35
    assert "dépassé" in str(feuille(octets).cell(2, rang + 1).value)


def test_la_feuille_se_filtre_se_fige_et_s_imprime_en_largeur() -> None:
    une = feuille(suivi_xlsx(lot(20), JOUR))
    assert une.auto_filter.ref == f"A1:{get_column_letter(len(COLONNES))}21"
    assert une.freeze_panes == "B2"
    assert une.page_setup.orientation == "landscape"
    assert une.sheet_properties.pageSetUpPr is not None
    assert une.sheet_properties.pageSetUpPr.fitToPage
    assert (une.page_setup.fitToWidth or 1, une.page_setup.fitToHeight) == (1, 0)
    assert une.print_title_rows == "$1:$1"
    assert len(une.conditional_formatting) == 2
    assert une.cell(4, TITRES.index("Réclamé") + 1).number_format == '#,##0.00\u00a0"€"'


def test_les_liens_menent_aux_fichiers_a_cote_du_classeur() -> None:
    nom = "Été 50 % #1/ex 1"
    un = suivi(nom)
    cellules = zip(TITRES, feuille(suivi_xlsx([un], JOUR))[2], strict=True)
    liens = {titre: cellule.hyperlink.target for titre, cellule in cellules if cellule.hyperlink is not None}
    base = "Été%2050%20%25%20%231/ex%201"
    assert liens == {
        "Lettre Word": f"{base}/ex%201-saisine-cra.docx",
        "Lettre PDF": f"{base}/ex%201-saisine-cra.pdf",
        "Fiche de relecture": f"{base}/ex%201-fiche.pdf",
        "Tous les fichiers": base,
    }
    plusieurs = suivi(fichiers=("a/a-complement-cra-fiche.pdf", "a/a-demande-remise.docx", "a/a-fiche.pdf",
                                "a/a-saisine-cra-2.docx"))  # fmt: skip
    (ligne,) = lignes_xlsx([plusieurs])
    assert (ligne["Lettre Word"], ligne["Lettre PDF"]) == ("a-saisine-cra-2.docx", None)
    assert ligne["Fiche de relecture"] == "a-fiche.pdf"
    avocat = suivi(fichiers=("a/a-synthese-avocat.docx",))
    (ligne,) = lignes_xlsx([avocat])
    assert ligne["Synthèse pour l’avocat"] == "a-synthese-avocat.docx"
    assert ligne["Lettre Word"] is None


@pytest.mark.parametrize("dossier", ["/etc", "..", "a/../..", "http://exemple.invalid", "a" * 3000])
def test_un_chemin_qui_sortirait_du_dossier_n_est_pas_un_lien(dossier: str) -> None:
    fichier = f"{dossier}/x-saisine-cra.docx"
    (ligne,) = lignes_xlsx([suivi(fichiers=(fichier,))])
    assert ligne["Lettre Word"] in (fichier, "x-saisine-cra.docx")
    for cellule in feuille(suivi_xlsx([suivi(fichiers=(fichier,))], JOUR))[2]:
        if cellule.hyperlink is not None:
            assert str(cellule.hyperlink.target).startswith("http%3A/")


def test_chaque_probleme_a_sa_ligne_dans_la_feuille_des_erreurs() -> None:
    suivis = [suivi(), erreur("b", "b.yaml:3 : champ inconnu", "b.yaml:9 : date fausse"), erreur("a", "a.yaml : vide")]
    lignes = list(feuille(suivi_xlsx(suivis, JOUR), "Erreurs").iter_rows(min_row=2, values_only=True))
    assert [(ligne[0], ligne[2]) for ligne in lignes] == [
        ("a", "a.yaml : vide"),
        ("b", "b.yaml:3 : champ inconnu"),
        ("b", "b.yaml:9 : date fausse"),
    ]
    (rien,) = feuille(suivi_xlsx([suivi()], JOUR), "Erreurs").iter_rows(min_row=2, values_only=True)
    assert rien[0] == "Aucun dossier en erreur."


def partout(texte: str) -> list[Suivi]:
    """A dossier and an error in which the user's words stand wherever they can."""
    base = suivi("n", reference=texte, praticien=texte, caisse=texte, departement=texte, courrier=texte,
                 questions=(texte,), ouverts=(texte,), remarques=(texte,), fichier=texte, lettres=(),
                 sans_lettre=texte, echeances=(echeance(JOUR, acte=texte),))  # fmt: skip
    return [base, replace(erreur("e", texte), fichier=texte)]


@settings(max_examples=60)
@given(TEXTES)
@example(MECHANTS[6])
@example("x" * 40_000)
@example("\U0001f600" * 20_000)
def test_aucun_texte_ne_devient_une_formule_ni_un_lien(texte: str) -> None:
    octets = suivi_xlsx(partout(texte), JOUR)
    for nom in ("Suivi", "Erreurs"):
        for rangee in feuille(octets, nom).iter_rows(min_row=2):
            for titre, cellule in zip(TITRES if nom == "Suivi" else [""] * 3, rangee, strict=True):
                assert cellule.hyperlink is None or titre in TITRES[18:23]
                if titre in ("Jours restants", "Urgence"):
                    continue
                if isinstance(cellule.value, str) and cellule.value.lstrip()[:1] in tuple("=+-@\uff1d"):
                    assert cellule.quotePrefix, "une cellule retouchée deviendrait une formule"


@settings(max_examples=100)
@given(TEXTES)
@example(MECHANTS[6])
def test_aucune_cellule_du_csv_ne_commence_comme_une_formule(texte: str) -> None:
    entetes, *lignes = lignes_csv(partout(texte))
    for ligne in lignes:
        assert len(ligne) == len(entetes) == len(COLONNES)
        for colonne, cellule in zip(COLONNES, ligne, strict=True):
            assert "\n" not in cellule
            assert "\r" not in cellule
            if colonne.genre not in ("reste", "nombre", "montant", "date"):
                assert cellule.lstrip()[:1] not in tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def test_le_xml_du_classeur_ne_tient_aucune_formule_de_l_utilisateur() -> None:
    """openpyxl takes any text that begins with « = » for a formula: the file itself says what it is."""
    import re
    import zipfile

    with zipfile.ZipFile(BytesIO(suivi_xlsx(partout("=1+1"), JOUR))) as archive:
        xml = "".join(archive.read(nom).decode() for nom in archive.namelist() if nom.startswith("xl/worksheets/"))
        liens = "".join(archive.read(nom).decode() for nom in archive.namelist() if nom.endswith(".rels"))
    formules = re.findall(r"<f>([^<]*)</f>", xml)
    assert len(formules) == 2
    assert not any("1+1" in formule for formule in formules)
    assert "1+1" not in liens


def test_le_csv_parle_francais_et_dit_de_quel_jour_il_est() -> None:
    entetes, ligne = lignes_csv([suivi(echeances=(echeance(JOUR - timedelta(days=3)),), reclame=None, conteste=5)])
    lu = dict(zip(TITRES, ligne, strict=True))
    assert "Jours restants au 23/11/2026" in entetes
    assert (lu["Échéance"], lu["Jours restants"], lu["Urgence"]) == ("20/11/2026", "-3", "dépassé")
    assert (lu["Réclamé"], lu["Contesté"]) == ("", "0,05")


def test_un_numero_de_securite_sociale_ne_passe_nulle_part() -> None:
    nir = "1 85 05 78 006 084 36"
    suivis = [*partout(f"M. X {nir}"), erreur(f"dossier {nir}")]
    assert "006 084" not in suivi_csv(suivis, JOUR).decode()
    textes = [
        str(valeur)
        for nom in ("Suivi", "Erreurs")
        for rangee in feuille(suivi_xlsx(suivis, JOUR), nom).iter_rows(values_only=True)
        for valeur in rangee
    ]
    assert not any("006 084" in texte for texte in textes)


def test_memes_dossiers_memes_octets_et_un_lot_vide_s_ouvre() -> None:
    assert suivi_xlsx(lot(30), JOUR) == suivi_xlsx(lot(30), JOUR)
    assert suivi_csv(lot(30), JOUR) == suivi_csv(lot(30), JOUR)
    assert lignes_xlsx([]) == []
    assert len(lignes_csv([])) == 1
