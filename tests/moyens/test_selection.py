"""Selection on a long table: deciding once for the lines that a moyen cannot tell apart changes nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aide import BIBLIOTHEQUE, analyse, dossier, grief, ligne
from indu.moyens.selection import decider, selectionner

REPONSES = st.sampled_from(["oui", "non", "inconnu"])
LIGNES = st.fixed_dictionaries(
    {"date_soin": st.sampled_from(["2022-01-10", "2025-01-13"])},
    optional={
        "date_paiement": st.sampled_from(["2022-02-10", "2025-02-13", "inconnu"]),
        "montant_paye": st.sampled_from(["9,00", "10,00"]),
        "montant_du": st.sampled_from(["0", "5,00"]),
        "deux_ordonnances": REPONSES,
        "deja_reglee": REPONSES,
        "ligne_repetee": REPONSES,
        "concedee": REPONSES,
    },
)


@given(st.lists(LIGNES, min_size=1, max_size=12), st.fixed_dictionaries({}, optional={"deux_ordonnances": REPONSES}))
def test_decider_par_groupe_donne_la_meme_chose_que_ligne_par_ligne(
    champs: list[dict[str, Any]], du_grief: dict[str, Any]
) -> None:
    lignes = [ligne(rang, **une) for rang, une in enumerate(champs, start=1)]
    courrier = {"fraude_alleguee": "non", "reclamation_anterieure": "non"}
    lu = analyse(dossier(courrier=courrier, griefs=[grief(**du_grief)], lignes=lignes))
    selection = selectionner(lu, BIBLIOTHEQUE, None)
    for retenu in (*selection.retenus, *selection.signales):
        if retenu.moyen.portee != "ligne":
            continue
        pret = BIBLIOTHEQUE.moyen(retenu.moyen.id)
        issues = {n: decider(pret, lu.faits(retenu.grief, n)) for n in lu.dossier.numeros}
        assert retenu.lignes == tuple(
            n for n, issue in issues.items() if issue.valeur is True and n not in lu.lignes_concedees
        )
        assert retenu.raisons == tuple(dict.fromkeys(r for n in retenu.lignes for r in issues[n].raisons))
