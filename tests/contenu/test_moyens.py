"""Our library itself: each moyen's own examples, and a lint that finds nothing."""

from __future__ import annotations

from typing import get_args

import pytest

from aide import ARGUMENTS, BIBLIOTHEQUE, CATALOGUE, TEMPLATES
from indu.courrier.modeles import TypeModele, charger_modeles
from indu.courrier.plan import charger_ordre
from indu.courrier.verification import ISSUES, faits_exemple, verifier_bibliotheque
from indu.moyens.bibliotheque import MoyenPret
from indu.moyens.modele import Exemple
from indu.moyens.selection import decider

PRETS = list(BIBLIOTHEQUE)
EXEMPLES = [
    pytest.param(pret, exemple, id=f"{pret.moyen.id}-{exemple.nom}")
    for pret in PRETS
    for exemple in pret.moyen.exemples
]


@pytest.mark.parametrize(("pret", "exemple"), EXEMPLES)
def test_l_exemple_donne_ce_qu_il_annonce(pret: MoyenPret, exemple: Exemple) -> None:
    issue = decider(pret, faits_exemple(exemple, CATALOGUE))
    assert issue.valeur is ISSUES[exemple.attendu]
    if exemple.manquants:
        assert set(issue.manquants) == set(exemple.manquants)


def test_la_verification_ne_trouve_rien_dans_notre_bibliotheque() -> None:
    assert [str(probleme) for probleme in verifier_bibliotheque(BIBLIOTHEQUE, TEMPLATES)] == []


@pytest.mark.parametrize("pret", PRETS, ids=lambda pret: pret.moyen.id)
def test_chaque_moyen_dit_sa_prudence_et_ce_que_repondra_la_caisse(pret: MoyenPret) -> None:
    moyen = pret.moyen
    assert all(len(texte) > 10 for texte in (moyen.prudence, moyen.objection, moyen.reponse, moyen.force_motif))
    assert {"retenu", "ecarte"} <= {exemple.attendu for exemple in moyen.exemples}
    assert set(moyen.griefs) <= set(CATALOGUE.griefs)


@pytest.mark.parametrize("pret", PRETS, ids=lambda pret: pret.moyen.id)
def test_un_moyen_qui_lit_des_faits_de_grief_ne_lit_que_ceux_que_le_grief_porte(pret: MoyenPret) -> None:
    """Else it could never be decided for that grief, and would ask a question that the dossier refuses."""
    for nature in pret.moyen.griefs:
        ecrits = {fait.id for fait in CATALOGUE.faits_du_grief(nature)}
        de_grief = {nom for nom in pret.faits_lus if CATALOGUE.faits[nom].portee == "grief"}
        assert de_grief <= ecrits, f"{nature} : {sorted(de_grief - ecrits)}"


def test_les_modeles_de_lettre_se_chargent_et_l_ordre_nomme_chaque_famille() -> None:
    assert set(charger_modeles(TEMPLATES, ARGUMENTS)) == {
        nom for union in get_args(TypeModele) for nom in get_args(union)
    }
    assert charger_ordre(ARGUMENTS).tableau_complet
