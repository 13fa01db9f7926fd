"""A notification in PDF, as the caisse sends it, to a dossier that reads back: what the user relies on."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from generateur.lettre import notifications
from generateur.rendus import numeriser, rendre, reunir
from generateur.verite import Notification

from aide import CATALOGUE
from indu.cli.application import racine
from indu.dossier.lecture import lire_dossier
from indu.dossier.modele import Dossier

NOTIFICATIONS = notifications(53, 11)
"""One of each layout, of a seed that served for nothing else."""


def importer(fichier: Path) -> tuple[Dossier, str]:
    """The dossier that « indu importer » writes, and all that it says and writes."""
    sortie = fichier.with_suffix(".yaml")
    resultat = CliRunner().invoke(racine, ["importer", str(fichier), "-o", str(sortie)])
    assert resultat.exit_code == 0, resultat.output
    return lire_dossier(sortie, CATALOGUE), resultat.output + sortie.read_text("utf-8")


def somme_vraie(une: Notification) -> int:
    """The rows of the tables, without their totals."""
    return sum(len(tableau.rangees) - len(tableau.totaux) for tableau in une.verite.tableaux)


@pytest.mark.parametrize("une", NOTIFICATIONS, ids=lambda une: une.nom)
def test_chaque_mise_en_page_donne_un_dossier_exact(une: Notification, tmp_path: Path) -> None:
    fichier = tmp_path / "notification.pdf"
    fichier.write_bytes(rendre(une.html, "weasyprint"))
    dossier, tout = importer(fichier)
    verite, courrier = une.verite, dossier.courriers[0]
    assert len(dossier.lignes) == somme_vraie(une)
    assert (courrier.nature, courrier.date, courrier.reference) == (verite.nature, verite.date, verite.reference)
    if verite.montant is not None:
        assert courrier.montant == verite.montant == sum(ligne.montant_reclame for ligne in dossier.lignes)
    assert (dossier.caisse.nom, dossier.caisse.code_postal) == (verite.caisse, verite.code_postal)
    assert courrier.date_reception is None  # never guessed
    assert (courrier.fait("fraude_alleguee") is True) == verite.fraude
    assert not any(secret in tout for secret in (*une.nirs, *une.patients))


def test_un_scan_donne_un_dossier_a_relire(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="l’option « scan » n’est pas installée")
    une = next(n for n in NOTIFICATIONS if n.nom.startswith("un-tableau-par-grief"))
    fichier = tmp_path / "scan.pdf"
    fichier.write_bytes(reunir(numeriser(rendre(une.html, "weasyprint"), 53)))
    dossier, tout = importer(fichier)
    assert len(dossier.lignes) == somme_vraie(une)
    assert "ce document est une image" in tout.lower()
    assert "# À CONFIRMER : lues sur une image." in tout
    assert not any(secret in tout for secret in une.nirs)


LETTRE = """<html lang="fr"><body>
<p>Caisse primaire d’assurance maladie de l’Exemple</p><p>3 rue des Essais</p><p>29000 Quimper</p>
<p>Quimper, le 3 mars 2026</p><p>Référence : IND-2026-77</p><p>Objet : Notification de payer</p>
<p>Vous êtes redevable de la somme de 12,00 €, détaillée dans le fichier joint.</p>
</body></html>"""


def test_une_lettre_et_son_tableau_font_un_seul_dossier(tmp_path: Path) -> None:
    lettre, tableau, sortie = tmp_path / "lettre.pdf", tmp_path / "tableau.csv", tmp_path / "d.yaml"
    lettre.write_bytes(rendre(LETTRE, "weasyprint"))
    tableau.write_text("Date de soins;Montant indu;Motif\n13/01/2025;12,00;Deux séances le même jour\n", "utf-8")
    resultat = CliRunner().invoke(racine, ["importer", str(lettre), str(tableau), "-o", str(sortie)])
    assert resultat.exit_code == 0, resultat.output
    dossier = lire_dossier(sortie, CATALOGUE)
    courrier = dossier.courriers[0]
    assert (courrier.nature, courrier.reference, courrier.montant) == ("notification", "IND-2026-77", 1200)
    assert [ligne.montant_reclame for ligne in dossier.lignes] == [1200]
    assert "fichier 1, page 1" in sortie.read_text("utf-8")


def test_une_lettre_sans_tableau_donne_le_dossier_de_la_lettre(tmp_path: Path) -> None:
    fichier = tmp_path / "lettre.pdf"
    fichier.write_bytes(rendre(LETTRE, "weasyprint"))
    dossier, _ = importer(fichier)
    assert dossier.lignes == ()
    assert dossier.courriers[0].montant == 1200
