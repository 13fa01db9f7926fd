"""The catalogues of facts and griefs: declared once, as data, and checked when they are loaded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from aide import CATALOGUE, RACINE

from indu.commun.erreurs import BibliothequeInvalide
from indu.commun.ressources import Ressources
from indu.commun.texte import espaces_simples
from indu.dossier.catalogue import Portee, charger_catalogue

FAITS = (RACINE / "arguments" / "faits.yaml").read_text(encoding="utf-8")
GRIEFS = (RACINE / "arguments" / "griefs.yaml").read_text(encoding="utf-8")


def charger(surcouche: Path, *, faits: str = FAITS, griefs: str = GRIEFS) -> str:
    """The messages of a broken catalogue, empty when it is sound."""
    (surcouche / "faits.yaml").write_text(faits, encoding="utf-8")
    (surcouche / "griefs.yaml").write_text(griefs, encoding="utf-8")
    try:
        charger_catalogue(Ressources.ouvrir("arguments", surcouche))
    except BibliothequeInvalide as erreur:
        return str(erreur)
    return ""


def test_un_catalogue_recopie_est_accepte(surcouche: Path) -> None:
    assert charger(surcouche) == ""


@pytest.mark.parametrize(
    ("ajout", "attendu"),
    [
        ("  - {id: f, portee: grief, type: booleen, oui: x, question: q}\n", "sans ses deux phrases"),
        ("  - {id: f, portee: grief, type: date, question: q}\n", "n’a pas de libellé"),
        ("  - {id: f, portee: grief, type: choix, libelle: l, question: q}\n", "valeurs absentes"),
        ("  - {id: f, portee: partout, type: date, libelle: l, question: q}\n", "valeur inconnue ; lu « partout »"),
        ("  - {id: f, portee: grief, type: date, libelle: l, question: q, calculé: oui}\n", "vouliez-vous dire « calcule »"),
        ("  - {id: tableau_joint, portee: grief, type: date, libelle: l, question: q}\n", "déclaré deux fois"),
    ],
)
def test_un_fait_mal_declare_est_dit(surcouche: Path, ajout: str, attendu: str) -> None:
    assert attendu in charger(surcouche, faits=FAITS + ajout)


def test_un_grief_ne_peut_citer_qu_un_fait_de_grief_declare(surcouche: Path) -> None:
    grief = '  - {id: g, libelle: l, formule: f, regle: r, faits: [absent, tableau_joint, ligne_prescrite]}\n'
    messages = charger(surcouche, griefs=GRIEFS + grief)
    for cite in ("absent", "tableau_joint", "ligne_prescrite"):
        assert f"g : le fait « {cite} » n’est pas un fait de grief déclaré" in messages


def test_un_fait_se_dit_en_francais_selon_sa_valeur() -> None:
    faits = CATALOGUE.faits
    assert faits["tableau_joint"].dire(True) == faits["tableau_joint"].oui
    assert faits["tableau_joint"].dire(False) == faits["tableau_joint"].non
    assert faits["tableau_joint"].dire(None).startswith("on ne sait pas : ")
    assert espaces_simples(faits["date_paiement"].dire(date(2026, 3, 1))) == "date de paiement : 1er mars 2026"
    assert faits["exigence_objet"].dire("lieu").endswith("un déplacement que son état n’imposait pas")
    assert faits["colonnes_tableau"].afficher(("motif", "acte")) == "motif et acte et coefficient"
    assert faits["colonnes_tableau"].afficher(()) == "aucune"


def test_les_faits_calcules_ne_se_saisissent_pas() -> None:
    for portee in Portee:
        assert all(not fait.calcule for fait in CATALOGUE.faits_saisis(portee))


def test_chaque_grief_porte_les_faits_communs_d_abord() -> None:
    for nature in CATALOGUE.griefs:
        identifiants = [fait.id for fait in CATALOGUE.faits_du_grief(nature)]
        assert tuple(identifiants[: len(CATALOGUE.faits_communs)]) == CATALOGUE.faits_communs
        assert len(identifiants) == len(set(identifiants))
