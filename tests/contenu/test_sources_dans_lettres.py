"""Whatever the dossier, a letter cites only sources that are citable, in force on the date that matters, declared."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from aide import BIBLIOTHEQUE, CATALOGUE, brut, etude, ligne, lire, ouvrage
from indu.courrier.citations import non_couvertes
from indu.courrier.document import texte_document
from indu.courrier.presentation import sources_lettre
from indu.dossier.catalogue import Fait, Portee, TypeFait
from indu.droit.sources import Emploi, Statut
from indu.moyens.selection import jours_de_source

NATURES = sorted(CATALOGUE.griefs)
JOURS = st.dates(date(2019, 1, 1), date(2026, 11, 1))


def reponse(fait: Fait) -> st.SearchStrategy[Any]:
    """An answer to a fact: mostly yes or no, sometimes unknown."""
    match fait.type:
        case TypeFait.BOOLEEN:
            return st.sampled_from(["oui", "oui", "oui", "non", "inconnu"])
        case TypeFait.CHOIX:
            return st.sampled_from([*fait.valeurs, "inconnu"])
        case TypeFait.LISTE:
            return st.lists(st.sampled_from(list(fait.valeurs)), unique=True)
        case TypeFait.DATE:
            return st.sampled_from(["2025-01-15", "inconnu"])
        case TypeFait.MONTANT | TypeFait.ENTIER:
            return st.sampled_from(["12", "inconnu"])
        case TypeFait.TEXTE:
            return st.sampled_from(["texte d’exemple", "R. 999-1 CSS", "inconnu"])


@st.composite
def dossiers(draw: st.DrawFn) -> dict[str, Any]:
    """A dossier with one or two griefs, answered at random, and a few lines."""
    natures = draw(st.lists(st.sampled_from(NATURES), min_size=1, max_size=2, unique=True))
    griefs = [
        {"id": f"G{rang}", "nature": nature}
        | {fait.id: draw(reponse(fait)) for fait in CATALOGUE.faits_du_grief(nature) if fait.id != "concedee"}
        for rang, nature in enumerate(natures)
    ]
    acte = draw(st.dates(date(2023, 1, 1), date(2026, 10, 1)))
    courrier = {fait.id: draw(reponse(fait)) for fait in CATALOGUE.faits_saisis(Portee.COURRIER)}
    courrier |= {"date": acte.isoformat(), "date_reception": (acte + timedelta(days=3)).isoformat()}
    lignes = [
        ligne(
            numero,
            grief=f"G{draw(st.integers(0, len(griefs) - 1))}",
            date_soin=draw(JOURS).isoformat(),
            date_paiement=draw(st.sampled_from(["inconnu", draw(JOURS).isoformat()])),
            montant_paye="10,00",
            montant_du=draw(st.sampled_from(["inconnu", "4,00"])),
        )
        for numero in range(1, draw(st.integers(1, 4)) + 1)
    ]
    utilises = {une["grief"] for une in lignes}
    dossier_faits = {fait.id: draw(reponse(fait)) for fait in CATALOGUE.faits_saisis(Portee.DOSSIER)}
    return brut(
        courrier=courrier,
        griefs=[grief for grief in griefs if grief["id"] in utilises],
        lignes=lignes,
        demandes=["annulation", "recalcul", "remise", "delais"],
        choix={"inclure": list(BIBLIOTHEQUE.moyens)},
        **dossier_faits,
    )


AUTRES = ("constat_anomalies", "retenue_sans_courrier", "decision_cra", "mise_en_demeure", "griefs_penalite")


@given(dossiers(), st.sampled_from(["", *AUTRES]), st.integers(0, 150), st.booleans(), st.data())
@settings(max_examples=150)
def test_une_lettre_ne_cite_que_ce_qui_peut_l_etre(
    champs: dict[str, Any], nature: str, passes: int, saisie: bool, data: st.DataObject
) -> None:
    """Whatever the facts, the letters received since, the day, and the letter chosen among those that fit."""
    recue = date.fromisoformat(champs["courriers"][0]["date"])
    if nature:
        suite = {"nature": nature, "date": (recue + timedelta(days=40)).isoformat(), "montant": "55,00"}
        champs = champs | {"courriers": [*champs["courriers"], suite]}
    if saisie:
        champs = champs | {"saisine_cra": {"date_reception": (recue + timedelta(days=20)).isoformat()}}
    dossier, jour = lire(champs), recue + timedelta(days=30 + passes)
    possibles = [avis.type for avis in etude(dossier, jour).choix.avis if avis.convient]
    if not possibles:
        return
    voulu = data.draw(st.sampled_from(possibles))
    resultat = etude(dossier, jour, voulu=voulu)
    for retenu in resultat.selection.retenus:
        for renvoi in retenu.moyen.sources:
            if renvoi.usage == "fiche":
                continue
            assert BIBLIOTHEQUE.sources[renvoi.id].statut is Statut.CITABLE
            for le in jours_de_source(renvoi.date, retenu.lignes, resultat.analyse):
                assert BIBLIOTHEQUE.sources.etat(renvoi.id, le).emploi is not Emploi.INTERDITE
    ecrite = ouvrage(dossier, jour, voulu=voulu)
    lettre = ecrite.etude.lettre
    assert lettre is not None
    declarees = {source for retenu in resultat.selection.retenus for source in retenu.sources}
    declarees |= set(sources_lettre(lettre.entete.sources))
    trouvees = non_couvertes(texte_document(ecrite.lettre.document), [BIBLIOTHEQUE.sources[s] for s in declarees])
    assert set(trouvees) <= {"R. 999-1"}  # what the user wrote; it stays an open point
    assert set(trouvees) <= set(ecrite.lettre.citations_a_verifier)
