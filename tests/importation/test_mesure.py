"""The promise: exact cells on text PDFs and on clean scans, and no wrong value given with high confidence.

A small sample here; a large one with ``INDU_MESURE=44`` (number of notifications), or ``mesurer.py`` for the detail.
"""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest
from generateur.lettre import notification, notifications
from generateur.pages import MISES_EN_PAGE
from generateur.rendus import numeriser, rendre, reunir
from mesurer import Bilan, mesurer_scans, mesurer_textes, programmes

from indu.importation.pdf_pages import lire_pdf

REGLEE, DE_COTE = 1, 11
"""The seed on which the reading was tuned, and one that was not looked at."""
NOMBRE = int(os.environ.get("INDU_MESURE", "0"))
SCANS = ("un-tableau-par-grief", "sans-filets")
"""The layouts scanned here: one ruled, one not; all with ``INDU_MESURE``."""

sans_reconnaissance = pytest.mark.skipif(
    find_spec("rapidocr") is None,
    reason="reconnaissance de caractères absente : pip install 'indu[scan]'",
)


def tenir(bilan: Bilan, cellules: float, champs: float) -> None:
    """Check the promise, and show what broke it."""
    rapport = "\n".join(bilan.lignes(ecarts=3))
    assert not bilan.fausses, rapport
    assert bilan.total.taux >= cellules, rapport
    assert all(compte.taux >= champs for compte in bilan.champs.values()), rapport


@pytest.mark.parametrize("graine", [REGLEE, DE_COTE])
def test_les_pdf_a_texte_sont_lus_cellule_a_cellule(graine: int) -> None:
    bilan = mesurer_textes(notifications(graine, NOMBRE or len(MISES_EN_PAGE)), ("weasyprint",))
    tenir(bilan, 0.995, 0.9)


@pytest.mark.skipif(programmes() == ("weasyprint",), reason="ni LibreOffice ni Chromium sur cette machine")
def test_les_pdf_des_autres_programmes_sont_lus_de_meme() -> None:
    autres = tuple(moteur for moteur in programmes() if moteur != "weasyprint")
    bilan = mesurer_textes(notifications(DE_COTE, NOMBRE or 5), autres)
    tenir(bilan, 0.995, 0.9)


@sans_reconnaissance
def test_les_scans_propres_sont_lus_cellule_a_cellule() -> None:
    choisies = notifications(DE_COTE, NOMBRE or len(MISES_EN_PAGE))
    bilan = mesurer_scans([n for n in choisies if NOMBRE or n.nom.rpartition("-")[0] in SCANS])
    tenir(bilan, 0.97, 0.0)


@sans_reconnaissance
def test_un_pdf_de_scans_passe_par_le_meme_chemin() -> None:
    modele = notification(DE_COTE, MISES_EN_PAGE[0])
    scan = reunir(numeriser(rendre(modele.html, "weasyprint"), DE_COTE))
    bilan = Bilan()
    lecture = lire_pdf(scan, "scan.pdf")
    bilan.ajouter("scan.pdf", modele, lecture)
    tenir(bilan, 0.97, 0.0)
    assert all(page.origine == "image" for page in lecture.pages)
    assert any(cellule.nette < 1 for grille in lecture.grilles for rangee in grille.rangees for cellule in rangee)
    assert "chacun peut être faux" in lecture.avis[-1]


def test_memes_octets_meme_lecture() -> None:
    pdf = rendre(notification(3, MISES_EN_PAGE[2]).html, "weasyprint")
    assert lire_pdf(pdf, "a.pdf") == lire_pdf(pdf, "a.pdf")


def test_aucun_nir_ni_nom_de_patient_dans_les_extraits() -> None:
    for modele in notifications(5, 3):
        lecture = lire_pdf(rendre(modele.html, "weasyprint"), "a.pdf")
        cellules = " ".join(c.texte for grille in lecture.grilles for rangee in grille.rangees for c in rangee)
        extraits = " ".join(champ.extrait for champ in lecture.champs)
        for nir in modele.nirs:
            assert nir not in cellules
            assert nir.replace(" ", "") not in cellules.replace(" ", "")
            assert nir not in extraits
        for patient in modele.patients:
            assert patient not in extraits
