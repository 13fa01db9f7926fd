"""The plan on random dossiers: nothing is counted twice, and the order serves who must convince."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aide import ARGUMENTS, BIBLIOTHEQUE, analyse, dossier, etude, exemple, grief, ligne
from indu.analyse.analyse import Analyse
from indu.commun.montants import decimal_point
from indu.courrier.plan import Plan, charger_ordre, planifier
from indu.moyens.modele import Famille, Force, Moyen, Obtient, PorteeMoyen, Rang
from indu.moyens.selection import Retenu, Selection

ORDRE = charger_ordre(ARGUMENTS)
MODELE = BIBLIOTHEQUE.moyen("deux-territoires-leses").moyen
COMPLET = {
    "tableau_joint": "oui",
    "tableau_lisible": "oui",
    "colonnes_tableau": ["date_soin", "date_paiement", "acte", "montant", "motif"],
}


def moyen(identifiant: str, famille: Famille, obtient: Obtient, **autres: Any) -> Moyen:
    return MODELE.model_copy(update={"id": identifiant, "famille": famille, "obtient": obtient, **autres})


def retenu(un_moyen: Moyen, une_analyse: Analyse, lignes: Sequence[int], nom_grief: str | None = None) -> Retenu:
    griefs = {g.id: g for g in une_analyse.dossier.griefs}
    montant = sum(une_analyse.dossier.par_numero[numero].montant_reclame for numero in lignes)
    return Retenu(un_moyen, griefs[nom_grief] if nom_grief else None, tuple(lignes), montant, ("raison",), (), ())


def plan(une_analyse: Analyse, retenus: Sequence[Retenu]) -> Plan:
    return planifier(une_analyse, Selection(tuple(retenus), (), (), (), ()), ORDRE)


@dataclass(frozen=True)
class Cas:
    """A random dossier, and the random moyens kept on it."""

    analyse: Analyse
    retenus: tuple[Retenu, ...]


@st.composite
def cas(tirer: st.DrawFn) -> Cas:
    noms = ["A", "B", "C"][: tirer(st.integers(1, 3))]
    lignes = [
        ligne(
            numero,
            montant_reclame=decimal_point(tirer(st.integers(1, 5_000))),
            montant_paye="50,00",
            montant_du=decimal_point(tirer(st.integers(0, 5_000))),
            grief=tirer(st.lists(st.sampled_from(noms), min_size=1, max_size=2, unique=True)),
        )
        for numero in range(1, tirer(st.integers(1, 7)) + 1)
    ]
    cites = {nom for une in lignes for nom in une["grief"]}
    noms = [nom for nom in noms if nom in cites]
    somme = sum(round(float(une["montant_reclame"]) * 100) for une in lignes)
    surplus = tirer(st.sampled_from([0, 0, 333]))
    lu = dossier(
        courrier=({} if tirer(st.booleans()) else COMPLET) | {"montant": decimal_point(somme + surplus)},
        toutes_lignes_saisies="oui",
        griefs=[grief(nom) for nom in noms],
        lignes=lignes,
    )
    une_analyse = analyse(lu)
    retenus: list[Retenu] = []
    for rang in range(tirer(st.integers(0, 5))):
        nom = tirer(st.sampled_from(noms))
        du_grief = lu.par_grief[nom]
        couvertes = tirer(st.lists(st.sampled_from(du_grief), min_size=1, unique=True).map(sorted))
        famille, obtient = tirer(
            st.sampled_from(
                [(Famille.FOND, Obtient.LIGNES), (Famille.PREUVE, Obtient.LIGNES), (Famille.RECALCUL, Obtient.RECALCUL)]
            )
        )
        if obtient is Obtient.RECALCUL:  # kept only where the claim exceeds the difference, as its condition says
            faits = {numero: une_analyse.faits(lu.griefs[0], numero) for numero in couvertes}
            couvertes = [numero for numero in couvertes if faits[numero]["reclame_plus_que_l_ecart"] is True]
            if not couvertes:
                continue
        force = tirer(st.sampled_from(Force))
        retenus.append(retenu(moyen(f"m{rang}", famille, obtient, force=force), une_analyse, couvertes, nom))
    if tirer(st.booleans()):
        prescrites = tirer(st.lists(st.sampled_from(lu.numeros), min_size=1, unique=True).map(sorted))
        retenus.append(retenu(moyen("p", Famille.PRESCRIPTION, Obtient.LIGNES), une_analyse, prescrites))
    for identifiant, famille, obtient in [
        ("t", Famille.NOTIFICATION, Obtient.ANNULATION_TOTALE),
        ("e", Famille.CALCUL, Obtient.ECART),
        ("r", Famille.FAVEUR, Obtient.REMISE),
    ]:
        if tirer(st.booleans()) and (obtient is not Obtient.ECART or surplus):
            entier = moyen(identifiant, famille, obtient, portee=PorteeMoyen.DOSSIER)
            retenus.append(retenu(entier, une_analyse, lu.numeros))
    return Cas(une_analyse, tuple(retenus))


@settings(max_examples=150)
@given(cas())
def test_aucune_ligne_n_est_comptee_deux_fois_dans_un_rang(un: Cas) -> None:
    for rang in plan(un.analyse, un.retenus).dispositif:
        comptees = [numero for demande in rang.demandes for numero in demande.lignes]
        assert len(comptees) == len(set(comptees))


@settings(max_examples=150)
@given(cas())
def test_le_montant_d_un_rang_est_la_somme_de_ses_demandes_et_ne_depasse_pas_le_reclame(un: Cas) -> None:
    un_plan = plan(un.analyse, un.retenus)
    assert un.analyse.reclame is not None
    for rang in un_plan.dispositif:
        assert rang.montant == sum(demande.montant for demande in rang.demandes)
        assert 0 <= rang.montant <= un.analyse.reclame
        for demande in rang.demandes:
            if demande.obtient is Obtient.LIGNES:
                assert demande.montant == sum(
                    un.analyse.dossier.par_numero[numero].montant_reclame for numero in demande.lignes
                )
    assert un_plan.conteste == (un_plan.dispositif[0].montant if un_plan.dispositif else 0)


@settings(max_examples=150)
@given(cas())
def test_une_ligne_ne_tombe_que_si_chacun_de_ses_griefs_a_une_reponse(un: Cas) -> None:
    lignes = un.analyse.dossier.par_numero
    du_fond = [r for r in un.retenus if r.moyen.obtient is Obtient.LIGNES]
    repondus = {
        numero: {r.grief.id for r in du_fond if r.grief is not None and numero in r.lignes} for numero in lignes
    }
    prescrites = {numero for r in du_fond if r.grief is None for numero in r.lignes}
    attendues = {numero for numero in lignes if numero in prescrites or set(lignes[numero].grief) <= repondus[numero]}
    demandees = {
        numero
        for rang in plan(un.analyse, un.retenus).dispositif
        for demande in rang.demandes
        if demande.obtient is Obtient.LIGNES
        for numero in demande.lignes
    }
    assert demandees == attendues


@settings(max_examples=100)
@given(cas())
def test_chaque_moyen_retenu_est_dit_et_chaque_demande_nomme_ses_moyens(un: Cas) -> None:
    un_plan = plan(un.analyse, un.retenus)
    dits = {r.moyen.id for r in un_plan.retenus}
    assert dits == {r.moyen.id for r in un.retenus}
    for rang in un_plan.dispositif:
        for demande in rang.demandes:
            assert demande.moyens
            assert set(demande.moyens) <= dits
    assert set(un_plan.repere_lignes) | set(un_plan.non_discutees) == set(un.analyse.dossier.numeros)


@settings(max_examples=100)
@given(cas())
def test_l_annulation_entiere_prend_seule_le_premier_rang(un: Cas) -> None:
    rangs = {rang.rang: rang for rang in plan(un.analyse, un.retenus).dispositif}
    if any(r.moyen.obtient is Obtient.ANNULATION_TOTALE for r in un.retenus):
        (seule,) = rangs[Rang.PRINCIPAL].demandes
        assert seule.obtient is Obtient.ANNULATION_TOTALE
        assert seule.montant == un.analyse.reclame
    else:
        demandes = rangs[Rang.PRINCIPAL].demandes if Rang.PRINCIPAL in rangs else ()
        assert {demande.obtient for demande in demandes} <= {Obtient.LIGNES, Obtient.ECART}


@pytest.mark.parametrize(("courrier", "premiere"), [(COMPLET, Famille.FOND), ({}, Famille.NOTIFICATION)])
def test_le_fond_passe_avant_la_forme_quand_le_tableau_est_complet(courrier: dict[str, Any], premiere: Famille) -> None:
    une_analyse = analyse(dossier(courrier=courrier))
    fond = retenu(moyen("f", Famille.FOND, Obtient.LIGNES), une_analyse, [1], "A")
    forme = retenu(moyen("n", Famille.NOTIFICATION, Obtient.ANNULATION_TOTALE), une_analyse, [1])
    for ordre in ([fond, forme], [forme, fond]):
        familles = [section.famille for section in plan(une_analyse, ordre).sections]
        assert familles[0] is premiere
        assert set(familles) == {Famille.FOND, Famille.NOTIFICATION}


def test_les_moyens_les_plus_forts_viennent_d_abord_dans_la_reponse_a_un_grief() -> None:
    une_analyse = analyse(dossier(lignes=[ligne(1), ligne(2)]))
    forces = [Force.FAIBLE, Force.FORT, Force.MOYEN]
    retenus = [
        retenu(moyen(force, Famille.FOND, Obtient.LIGNES, force=force), une_analyse, [1, 2], "A") for force in forces
    ]
    (section,) = plan(une_analyse, retenus).sections
    assert [r.moyen.id for r in section.reponses[0].moyens] == ["fort", "moyen", "faible"]


def test_un_grief_sans_ligne_compte_pour_le_montant_que_la_lettre_annonce() -> None:
    une_analyse = analyse(
        dossier(courrier={"montant": "60,00"}, griefs=[grief("A", montant_annonce="60,00")], lignes=[])
    )
    sans_ligne = retenu(moyen("f", Famille.FOND, Obtient.LIGNES), une_analyse, [], "A")
    (rang,) = plan(une_analyse, [Retenu(sans_ligne.moyen, sans_ligne.grief, (), 6000, (), (), ())]).dispositif
    assert rang.montant == 6000


def test_un_moyen_dit_pour_plusieurs_griefs_hors_du_fond_ne_se_repete_pas() -> None:
    une_analyse = analyse(
        dossier(griefs=[grief("A"), grief("B")], lignes=[ligne(1, grief=["A", "B"]), ligne(2, grief="B")])
    )
    preuve = moyen("p", Famille.PREUVE, Obtient.LIGNES)
    un_plan = plan(une_analyse, [retenu(preuve, une_analyse, [1], "A"), retenu(preuve, une_analyse, [1, 2], "B")])
    (section,) = un_plan.sections
    (dit,) = section.moyens
    assert dit.lignes == (1, 2)


@pytest.mark.parametrize(("lettre", "conteste"), [("a", 41462), ("b", 384620), ("c", 23448)])
def test_ce_que_les_exemples_contestent(lettre: str, conteste: int) -> None:
    assert etude(exemple(lettre)).plan.conteste == conteste
