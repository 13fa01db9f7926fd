"""The workbook to fill: what the batch reads, and nothing that would be read as a dossier."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from classeurs import dossier

from aide import ARGUMENTS, BIBLIOTHEQUE, CATALOGUE
from indu.commun.erreurs import EntreeInvalide
from indu.dossier.modele import Caisse, Courrier, Grief, Lettre, Ligne, Piece, Praticien, SaisineCra, Tribunal
from indu.lot.classeur import lire_classeur
from indu.lot.classeur_vide import FEUILLES, classeur_vide
from indu.lot.description_classeur import Champ, charger_classeur, cle
from indu.lot.feuilles_classeur import SORTES, Sorte

VIDE = classeur_vide(BIBLIOTHEQUE)
DESCRIPTION = charger_classeur(ARGUMENTS, CATALOGUE)


def titres(onglet: Any) -> dict[str, int]:
    """The columns of a sheet by their header."""
    return {str(cellule.value): cellule.column for cellule in onglet[1]}


def remplir(onglet: Any, **valeurs: Any) -> None:
    """Fill the first row below the headers, the columns named by what their header begins with."""
    for debut, valeur in valeurs.items():
        (colonne,) = [rang for titre, rang in titres(onglet).items() if cle(titre) == cle(debut)]
        onglet.cell(2, colonne, valeur)


def test_rempli_puis_lu(tmp_path: Path) -> None:
    classeur = openpyxl.load_workbook(BytesIO(VIDE))
    remplir(
        classeur["dossiers"],
        reference_du_dossier="EX-1", prenom_du_praticien="Anne", nom_du_praticien="Exemple",
        code_postal_du_praticien="01000", nom_de_la_caisse="CPAM d’Exemple", nature_du_courrier="notification de payer",
        date_du_courrier=date(2026, 3, 2), preuve_de_reception="avis de réception", origine_du_controle="inconnu",
        la_lettre_parle_de_fraude="non", demandes="annulation ; remise",
    )  # fmt: skip
    remplir(
        classeur["lignes"],
        reference_du_dossier="EX-1", patient_initiales="A. B.", date_de_soin=date(2025, 1, 13), montant_reclame=17.36,
        grief="A",
    )  # fmt: skip
    remplir(
        classeur["griefs"],
        reference_du_dossier="EX-1", identifiant_du_grief="A", nature_du_grief="Doublon de facturation",
    )  # fmt: skip
    classeur.save(tmp_path / "rempli.xlsx")
    lot = lire_classeur(tmp_path / "rempli.xlsx", BIBLIOTHEQUE)
    (entree,) = lot.entrees
    lu = dossier(entree)
    assert (lot.problemes, lot.avis) == ((), ())
    assert (lu.praticien.code_postal, lu.demandes) == ("01000", ("annulation", "remise"))
    assert (lu.courriers[0].preuve_reception, lu.courriers[0].fait("fraude_alleguee")) == ("avis_reception", False)
    assert (lu.griefs[0].nature, lu.lignes[0].montant_reclame) == ("doublon-facturation", 1736)


def test_sans_donnee_et_toujours_le_meme(tmp_path: Path) -> None:
    (tmp_path / "vide.xlsx").write_bytes(VIDE)
    with pytest.raises(EntreeInvalide, match="n’a aucun dossier"):
        lire_classeur(tmp_path / "vide.xlsx", BIBLIOTHEQUE)
    assert classeur_vide(BIBLIOTHEQUE) == VIDE


@pytest.mark.parametrize("sorte", FEUILLES)
def test_chaque_titre_est_reconnu_et_a_son_aide(sorte: Sorte) -> None:
    onglet = openpyxl.load_workbook(BytesIO(VIDE))[sorte]
    for cellule in onglet[1]:
        champ = DESCRIPTION.champ(sorte, str(cellule.value))
        assert isinstance(champ, Champ), cellule.value
        assert cellule.comment is not None
        assert champ.nom in cellule.comment.text
        assert str(cellule.value).endswith("*") == champ.obligatoire


def test_les_listes_proposent_ce_qui_se_lit() -> None:
    classeur = openpyxl.load_workbook(BytesIO(VIDE))
    for sorte in FEUILLES:
        onglet = classeur[sorte]
        for regle in onglet.data_validations.dataValidation:
            titre = onglet.cell(1, next(iter(regle.sqref.ranges)).min_col).value
            champ = DESCRIPTION.champ(sorte, str(titre))
            assert isinstance(champ, Champ)
            plage = regle.formula1.removeprefix("listes!")
            proposees = [cellule.value for (cellule,) in classeur["listes"][plage.replace("$", "")]]
            attendus = set(champ.choix) or {"oui", "non", "inconnu"}
            assert {cle(str(proposee)) for proposee in proposees} <= attendus, titre


def test_tous_les_champs_d_un_dossier_ont_leur_colonne() -> None:
    dossiers = DESCRIPTION.champs["dossiers"]
    groupes: dict[str, Any] = {
        "praticien": Praticien,
        "caisse": Caisse,
        "tribunal": Tribunal,
        "saisine_cra": SaisineCra,
        "lettre": Lettre,
        "courrier": Courrier,
    }
    for groupe, modele in groupes.items():
        assert {f"{groupe}.{champ}" for champ in modele.model_fields} <= dossiers.keys()
    feuilles: tuple[tuple[Sorte, Any], ...] = (
        ("lignes", Ligne),
        ("griefs", Grief),
        ("pieces", Piece),
        ("courriers", Courrier),
    )
    for sorte, modele in feuilles:
        assert modele.model_fields.keys() <= DESCRIPTION.champs[sorte].keys()
    faits = {fait.id for fait in CATALOGUE.faits.values() if not fait.calcule}
    places = {nom.removeprefix("courrier.") for sorte in SORTES for nom in DESCRIPTION.champs[sorte]}
    assert faits <= places


@pytest.mark.parametrize("sorte", SORTES)
def test_aucun_titre_ne_nomme_deux_champs(sorte: Sorte) -> None:
    """Every written label and field name leads to its own column."""
    for nom, champ in DESCRIPTION.champs[sorte].items():
        ecrits = [nom] if sorte == "dossiers" or nom not in ("reference", "dossier") else []
        lus = [DESCRIPTION.champ(sorte, ecrit) for ecrit in (*ecrits, *DESCRIPTION.libelles(sorte, nom))]
        assert [lu.nom if isinstance(lu, Champ) else lu for lu in lus] == [champ.nom] * len(lus)
