"""The catalogues of facts and griefs: declared once, as data, and checked when they are loaded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from aide import CATALOGUE
from indu.commun.erreurs import BibliothequeInvalide
from indu.commun.ressources import Ressources
from indu.commun.texte import espaces_simples
from indu.dossier.catalogue import Portee, charger_catalogue


def charger(surcouche: Path, faits: str) -> str:
    """The messages of a catalogue to which a user adds a file of facts, empty when it is sound."""
    (surcouche / "faits").mkdir()
    (surcouche / "faits" / "miens.yaml").write_text("faits:\n" + faits, encoding="utf-8")
    try:
        charger_catalogue(Ressources.ouvrir("arguments", ajout=surcouche))
    except BibliothequeInvalide as erreur:
        return str(erreur)
    return ""


def test_un_fait_de_plus_s_ajoute_sans_toucher_aux_notres(surcouche: Path) -> None:
    assert (
        charger(surcouche, "  - {id: f, portee: grief, type: date, libelle: l, question: q, griefs: [autre]}\n") == ""
    )
    catalogue = charger_catalogue(Ressources.ouvrir("arguments", ajout=surcouche))
    assert "f" in {fait.id for fait in catalogue.faits_du_grief("autre")}
    assert "f" not in {fait.id for fait in catalogue.faits_du_grief("bdk")}
    assert set(catalogue.faits) - set(CATALOGUE.faits) == {"f"}


@pytest.mark.parametrize(
    ("ajout", "attendu"),
    [
        ("  - {id: f, portee: grief, type: booleen, oui: x, question: q}\n", "sans ses deux phrases"),
        ("  - {id: f, portee: grief, type: date, question: q}\n", "n’a pas de libellé"),
        ("  - {id: f, portee: grief, type: choix, libelle: l, question: q}\n", "valeurs absentes"),
        ("  - {id: f, portee: partout, type: date, libelle: l, question: q}\n", "valeur inconnue ; lu « partout »"),
        ("  - {id: f, portee: grief, type: date, libelle: l, question: q, calculé: oui}\n", "dire « calcule »"),
        ("  - {id: tableau_joint, portee: grief, type: date, libelle: l, question: q}\n", "déjà déclaré dans"),
        ("  - {id: f, portee: grief, type: date, libelle: l, question: q, griefs: [autres]}\n", "dire « autre »"),
    ],
)
def test_un_fait_mal_declare_est_dit(surcouche: Path, ajout: str, attendu: str) -> None:
    messages = charger(surcouche, ajout)
    assert attendu in messages
    assert "miens.yaml" in messages


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


def test_chaque_grief_porte_les_faits_communs_et_aucun_deux_fois() -> None:
    communs = {fait.id for fait in CATALOGUE.faits_saisis(Portee.GRIEF) if not fait.griefs}
    assert communs
    for nature in CATALOGUE.griefs:
        identifiants = [fait.id for fait in CATALOGUE.faits_du_grief(nature)]
        assert communs <= set(identifiants)
        assert len(identifiants) == len(set(identifiants))
