"""Three-valued conditions: Kleene's logic, explanations, and French errors for wrong trees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aide import BIBLIOTHEQUE, CATALOGUE
from indu.dossier.catalogue import Fait, TypeFait, Valeur
from indu.moyens.bibliotheque import MoyenPret
from indu.moyens.conditions import (
    Condition,
    ConditionInvalide,
    Non,
    Toutes,
    Trivalent,
    UneDe,
    construire,
    et,
    expliquer,
    non,
    ou,
)
from indu.moyens.selection import decider

Connus = Mapping[str, Valeur | None]

TRI = st.sampled_from([True, None, False])

OUI_NON = ["tableau_joint", "tableau_lisible", "fraude_alleguee", "deux_ordonnances"]
FEUILLES: list[dict[str, Any]] = [
    *({"fait": nom} for nom in OUI_NON),
    *({"fait": nom, "op": "faux"} for nom in OUI_NON),
    {"fait": "date_soin", "op": "avant", "valeur": "2024-02-22"},
    {"fait": "date_soin", "op": "a_partir_du", "valeur": "2024-02-22"},
    {"fait": "nature_courrier", "op": "egal", "valeur": "notification"},
    {"fait": "exigence_objet", "op": "parmi", "valeur": ["horaire"]},
    {"fait": "colonnes_tableau", "op": "contient", "valeur": "motif"},
]
LUS = sorted({feuille["fait"] for feuille in FEUILLES})


def valeurs(fait: Fait) -> st.SearchStrategy[Valeur]:
    """Known values of a fact."""
    strategies: dict[TypeFait, st.SearchStrategy[Valeur]] = {
        TypeFait.BOOLEEN: st.booleans(),
        TypeFait.DATE: st.dates(date(2024, 1, 1), date(2024, 12, 31)),
        TypeFait.MONTANT: st.integers(0, 10_000),
        TypeFait.ENTIER: st.integers(0, 20),
        TypeFait.TEXTE: st.just("un texte"),
    }
    if fait.type in strategies:
        return strategies[fait.type]
    codes = st.sampled_from(sorted(fait.valeurs))
    return codes if fait.type is TypeFait.CHOIX else st.lists(codes, unique=True).map(tuple)


def faits(noms: list[str], *, connus: bool = False) -> st.SearchStrategy[dict[str, Valeur | None]]:
    """Values for these facts, unknown ones included unless all must be known."""
    return st.fixed_dictionaries(
        {nom: valeurs(CATALOGUE.faits[nom]) if connus else st.none() | valeurs(CATALOGUE.faits[nom]) for nom in noms}
    )


ARBRES: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.sampled_from(FEUILLES),
    lambda fils: st.one_of(
        st.lists(fils, min_size=1, max_size=3).map(lambda parties: {"toutes": parties}),
        st.lists(fils, min_size=1, max_size=3).map(lambda parties: {"une_de": parties}),
        fils.map(lambda partie: {"non": partie}),
    ),
    max_leaves=8,
)
CONDITIONS = ARBRES.map(lambda arbre: construire(arbre, CATALOGUE))


def valeur(condition: Condition, connus: Connus) -> Trivalent:
    return condition.evaluer(connus).valeur


# ---------------------------------------------------------------------------------------------- logique


def test_inconnu_n_est_ni_vrai_ni_faux() -> None:
    assert non(None) is None
    assert et(iter([True, None])) is None
    assert et(iter([False, None])) is False
    assert ou(iter([False, None])) is None
    assert ou(iter([True, None])) is True
    assert et(iter([])) is True
    assert ou(iter([])) is False


@given(st.lists(TRI, max_size=4))
def test_de_morgan_sur_les_valeurs(vues: list[Trivalent]) -> None:
    assert non(et(iter(vues))) is ou(non(vue) for vue in vues)
    assert non(ou(iter(vues))) is et(non(vue) for vue in vues)


@given(st.lists(CONDITIONS, min_size=1, max_size=3), faits(LUS))
def test_de_morgan_sur_les_conditions(parties: list[Condition], connus: Connus) -> None:
    tuple_parties, niees = tuple(parties), tuple(Non(partie) for partie in parties)
    assert valeur(Non(Toutes(tuple_parties)), connus) is valeur(UneDe(niees), connus)
    assert valeur(Non(UneDe(tuple_parties)), connus) is valeur(Toutes(niees), connus)
    assert valeur(Non(Non(parties[0])), connus) is valeur(parties[0], connus)


@given(CONDITIONS, faits(LUS), faits(LUS, connus=True))
def test_apprendre_un_fait_ne_change_jamais_une_reponse_acquise(
    condition: Condition, connus: Connus, appris: Connus
) -> None:
    avant = valeur(condition, connus)
    apres = valeur(condition, {nom: appris[nom] if lu is None else lu for nom, lu in connus.items()})
    assert apres is not None
    assert avant in (None, apres)


@given(CONDITIONS, faits(LUS))
def test_il_manque_des_faits_si_et_seulement_si_la_reponse_est_inconnue(condition: Condition, connus: Connus) -> None:
    trace = condition.evaluer(connus)
    manquants = trace.inconnus()
    assert bool(manquants) == (trace.valeur is None)
    assert all(connus[nom] is None for nom in manquants)
    assert len(set(manquants)) == len(manquants)
    assert set(manquants) <= set(condition.faits())


@given(CONDITIONS, faits(LUS))
def test_une_reponse_acquise_s_explique_par_des_faits_connus(condition: Condition, connus: Connus) -> None:
    trace = condition.evaluer(connus)
    clauses = expliquer(trace)
    assert len(set(clauses)) == len(clauses)
    if trace.valeur is not None:
        assert clauses
        assert not any(clause.startswith("on ne sait pas") for clause in clauses)


@given(CONDITIONS, faits(LUS))
def test_les_faits_dits_etablis_sont_vraiment_connus(condition: Condition, connus: Connus) -> None:
    reponse = valeur(condition, connus)
    if reponse is not None:
        assert all(connus[nom] is not None for nom in condition.etablis(reponse))


# ---------------------------------------------------------------------------------------------- nos moyens


@pytest.mark.parametrize("pret", list(BIBLIOTHEQUE), ids=lambda pret: pret.moyen.id)
@settings(max_examples=12)
@given(donnees=st.data())
def test_aucun_moyen_ne_change_d_avis_en_apprenant_un_fait(pret: MoyenPret, donnees: st.DataObject) -> None:
    lus = sorted(pret.faits_lus)
    connus, appris = donnees.draw(faits(lus)), donnees.draw(faits(lus, connus=True))
    avant = decider(pret, connus)
    apres = decider(pret, {nom: appris[nom] if lu is None else lu for nom, lu in connus.items()})
    assert avant.valeur in (None, apres.valeur)
    assert apres.valeur is not None
    assert bool(avant.manquants) == (avant.valeur is None)
    assert (avant.valeur is not False) or avant.motif
    assert (avant.valeur is not True) or avant.raisons


def test_une_exception_possible_empeche_de_conclure_et_une_certaine_ecarte() -> None:
    pret = BIBLIOTHEQUE.moyen("prescription-triennale")
    base: dict[str, Valeur | None] = {"nature_courrier": "notification", "ligne_prescrite": True}
    assert decider(pret, base).manquants == ("fraude_alleguee", "reclamation_anterieure")
    assert decider(pret, base | {"fraude_alleguee": True}).valeur is False
    assert decider(pret, base | {"fraude_alleguee": False, "reclamation_anterieure": False}).valeur is True


# ---------------------------------------------------------------------------------------------- arbres faux


@pytest.mark.parametrize(
    ("arbre", "attendu"),
    [
        ({"fait": "tableau_joit"}, "fait inconnu : « tableau_joit » ; vouliez-vous dire « tableau_joint » ?"),
        ({"fait": "zzzzzz"}, "fait inconnu : « zzzzzz »"),
        (
            {"toute": [{"fait": "tableau_joint"}]},
            "mot inconnu dans une condition : « toute » ; vouliez-vous dire « toutes » ?",
        ),
        ({"toutes": []}, "« toutes » veut une liste de conditions"),
        ({"une_de": {"fait": "tableau_joint"}}, "« une_de » veut une liste de conditions"),
        ({"toutes": ["tableau_joint"]}, "une condition est « toutes », « une_de », « non » ou « fait »"),
        ({"non": []}, "une condition est « toutes », « une_de », « non » ou « fait »"),
        ({}, "une condition est « toutes », « une_de », « non » ou « fait »"),
        ("tableau_joint", "une condition est « toutes », « une_de », « non » ou « fait »"),
        ({"op": "faux"}, "mot inconnu dans une condition"),
        ({"fait": "tableau_joint", "op": "est"}, "opérateur inconnu : « est » ; attendu : vrai, faux, egal"),
        (
            {"fait": "tableau_joint", "op": "avant", "valeur": "2024-01-01"},
            "l’opérateur « avant » ne va pas avec « tableau_joint »",
        ),
        ({"fait": "date_soin"}, "l’opérateur « vrai » ne va pas avec « date_soin », qui est de type date"),
        ({"fait": "date_soin", "op": "superieur", "valeur": "3"}, "ne va pas avec « date_soin »"),
        ({"fait": "tableau_joint", "valeur": "oui"}, "il se teste sans valeur"),
        ({"fait": "date_soin", "op": "avant", "valeur": "demain"}, "« demain » n’est pas de type date"),
        ({"fait": "date_soin", "op": "avant"}, "« date_soin » : la valeur manque"),
        (
            {"fait": "exigence_objet", "op": "egal", "valeur": "heure"},
            "ne vaut jamais « heure » ; attendu : horaire ou lieu",
        ),
        ({"fait": "exigence_objet", "op": "parmi", "valeur": ["lieu", "x"]}, "ne vaut jamais « x »"),
        ({"fait": "colonnes_tableau", "op": "contient", "valeur": "couleur"}, "ne vaut jamais « couleur »"),
        ({"fait": "tableau_joint", "et": {"fait": "fraude_alleguee"}}, "mot inconnu dans une condition : « et »"),
        ({"fait": ["tableau_joint"]}, "fait inconnu"),
        ({"fait": "tableau_joint", "op": ["vrai"]}, "opérateur inconnu"),
        ({"fait": "exigence_objet", "op": "egal", "valeur": ["lieu"]}, "exigence_objet"),
        ({"fait": "exigence_objet", "op": "egal"}, "la valeur manque"),
        ({"fait": "exigence_objet", "op": "parmi"}, "la valeur manque"),
    ],
)
def test_une_condition_fausse_est_expliquee_en_francais(arbre: object, attendu: str) -> None:
    with pytest.raises(ConditionInvalide) as erreur:
        construire(arbre, CATALOGUE)
    assert attendu in str(erreur.value)


def test_une_condition_fausse_au_fond_d_un_arbre_est_trouvee() -> None:
    with pytest.raises(ConditionInvalide, match="fait inconnu : « abc »"):
        construire({"toutes": [{"fait": "tableau_joint"}, {"non": {"une_de": [{"fait": "abc"}]}}]}, CATALOGUE)
