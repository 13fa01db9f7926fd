"""The JSON Schema that editors use: it accepts what the program accepts, and shows what it refuses."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from aide import CATALOGUE, EXEMPLES, RACINE, brut, grief, ligne, refus
from indu.dossier.schema import schema_dossier

SCHEMA = schema_dossier(CATALOGUE)
VALIDEUR = Draft202012Validator(SCHEMA)
BONS = sorted((RACINE / "tests" / "cas" / "bons").iterdir())


def comme_un_editeur(valeur: Any) -> Any:
    """YAML as editors read it: dates are texts."""
    if isinstance(valeur, dict):
        return {str(cle): comme_un_editeur(element) for cle, element in valeur.items()}
    if isinstance(valeur, list):
        return [comme_un_editeur(element) for element in valeur]
    return valeur.isoformat() if isinstance(valeur, date) else valeur


def fautes(donnees: Any) -> list[str]:
    return [f"{list(erreur.path)} : {erreur.message}" for erreur in VALIDEUR.iter_errors(donnees)]


def test_le_schema_est_un_schema_valable() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "chemin", [*EXEMPLES.values(), *BONS], ids=lambda chemin: f"{chemin.parent.name}-{chemin.name}"
)
def test_le_schema_accepte_les_exemples_et_les_bons_dossiers(chemin: Path) -> None:
    assert fautes(comme_un_editeur(yaml.safe_load(chemin.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "champs",
    [
        brut(couleur="bleu"),
        brut(courrier={"mentions": "oui"}),
        brut(griefs=[grief(zzzz="oui")]),
        brut(griefs=[grief(exigence_ecrite="oui")]),  # a fact of another kind of grief
        brut(lignes=[ligne(montant="3")]),
        brut(griefs=[grief(nature="deux-seance-jour")]),
        brut(courrier={"nature": "notifcation"}),
        brut(courrier={"tableau_joint": "peut-être"}),
        brut(courrier={"colonnes_tableau": ["couleur"]}),
        brut(courriers=[]),
        brut(lignes=[ligne(montant_reclame="-3")]),
        brut(lignes=[ligne(montant_reclame="1.234")]),
        [brut()],
    ],
    ids=range(13),
)
def test_le_schema_et_le_programme_refusent_la_meme_chose(champs: Any) -> None:
    assert fautes(champs) != []
    assert refus(json.dumps(champs)) != []


@settings(max_examples=25)
@given(st.integers(0, 10_000_000), st.sampled_from(["{:.2f}", "{:,.2f}", "nombre"]))
def test_un_montant_ecrit_normalement_est_accepte_par_les_deux(centimes: int, forme: str) -> None:
    euros = centimes / 100
    ecrit: Any = euros if forme == "nombre" else forme.format(euros).replace(",", " ").replace(".", ",")
    champs = brut(lignes=[ligne(montant_reclame=ecrit)])
    assert fautes(champs) == []
    assert refus(json.dumps(champs)) == []


def test_chaque_fait_saisi_est_decrit_dans_le_schema() -> None:
    decrits = json.dumps(SCHEMA, ensure_ascii=False)
    for fait in CATALOGUE.faits.values():
        if not fait.calcule:
            assert json.dumps(fait.question, ensure_ascii=False)[1:-1] in decrits, fait.id
