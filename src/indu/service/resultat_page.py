"""The result as a page shows it: who should act, the deadlines, the amounts, the letters, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from indu.commun.montants import euros
from indu.commun.texte import accorder, dire_lignes, enumerer, phrase, typographier
from indu.courrier.composition import composer
from indu.courrier.fabrique import Etude
from indu.courrier.rapport import CONSEILS, ISSUES_EN_MOTS
from indu.dossier.modele import Dossier
from indu.droit.delais import sans_delai
from indu.droit.regles_delais import charger_delais
from indu.moyens.modele import Perdant
from indu.moyens.selection import AUTRE_COURRIER, Retenu
from indu.service.echeances_page import decrire
from indu.service.ouvriers import Atelier

FORCES = {"fort": "solide", "moyen": "défendable", "faible": "fragile"}


def page_de_resultat(dossier: Dossier, atelier: Atelier, jour: date, voulu: str | None) -> dict[str, Any]:
    """All that the template of the result prints, for the letter that fits or the one wanted.

    Deadlines are counted from ``jour``, today, whatever the date written in the dossier for its letter.

    Raises:
        EntreeInvalide: the letter wanted does not fit.
    """
    bibliotheque = atelier.bibliotheque
    composition = composer(
        dossier,
        bibliotheque,
        atelier.templates,
        dossier.lettre.date or jour,
        types=(voulu,) if voulu else (),
        identite=atelier.identite,
    )
    etude = composition.premiere
    delais = charger_delais(bibliotheque.arguments)
    return {
        "orientation": {
            "niveau": etude.analyse.orientation.niveau,
            "conseil": phrase(CONSEILS[etude.analyse.orientation.niveau]),
            "raisons": [phrase(raison) for raison in etude.analyse.orientation.raisons],
        },
        "montants": list(_montants(etude)),
        "echeances": [decrire(echeance, jour) for echeance in etude.analyse.echeances],
        "sans_delai": [phrase(dire) for _, dire in sans_delai(dossier.courriers, delais)],
        "agenda": any(echeance.limite >= jour for echeance in etude.analyse.echeances),
        "lettre": _lettre(etude),
        "synthese": composition.pour_avocat is not None,
        "points": [phrase(point) for point in composition.ouverts],
        "moyens": [_moyen(retenu) for retenu in etude.selection.retenus],
        "signales": [typographier(retenu.moyen.titre) for retenu in etude.selection.signales],
        "questions": [typographier(question.question) for question in etude.selection.questions],
        "controles": [phrase(controle.message) for controle in etude.analyse.controles],
        "sources": [{"motif": phrase(r.motif), "adresse": r.adresse} for r in etude.selection.reserves],
        "ecartes": list(_ecartes(etude, perdants=False)),
        "perdants": list(_ecartes(etude, perdants=True)),
    }


def _montants(etude: Etude) -> Iterable[dict[str, str]]:
    analyse = etude.analyse
    yield _montant("Réclamé", "inconnu" if analyse.reclame is None else euros(analyse.reclame))
    yield _montant("Contesté à titre principal", euros(etude.plan.conteste))
    if analyse.dossier.lignes:
        yield _montant(f"Somme de {accorder(len(analyse.dossier.lignes), 'ligne')}", euros(analyse.somme_lignes))
    if analyse.ecart:
        yield _montant("Écart entre le total et les lignes", euros(analyse.ecart))
    for issue, lignes in analyse.prescription.items():
        if lignes:
            yield _montant(f"Prescription : {ISSUES_EN_MOTS[issue]}", euros(analyse.montants_prescription[issue]))
    if analyse.montant_concede:
        yield _montant("Reconnu dû", euros(analyse.montant_concede))


def _montant(nom: str, valeur: str) -> dict[str, str]:
    return {"nom": typographier(nom), "valeur": valeur}


def _lettre(etude: Etude) -> dict[str, Any]:
    """The letter written, or why there is none; those that could be instead, and those to send with it."""
    entete = etude.lettre.entete if etude.lettre is not None else None
    return {
        "type": etude.lettre.type if etude.lettre is not None else "",
        "titre": typographier(entete.titre) if entete is not None else "",
        "raison": phrase(entete.raison if entete is not None else etude.refus),
        "jointes": [typographier(modele.entete.titre) for modele in etude.jointes],
        "possibles": [
            {
                "type": avis.type,
                "titre": typographier(avis.modele.entete.titre),
                "motif": phrase(avis.motif),
                "choisie": etude.lettre is not None and avis.type == etude.lettre.type,
            }
            for avis in etude.choix.avis
            if avis.convient
        ],
        "autres": [
            {"titre": typographier(avis.modele.entete.titre), "motif": phrase(avis.motif)}
            for avis in etude.choix.avis
            if not avis.convient
        ],
    }


def _moyen(retenu: Retenu) -> dict[str, Any]:
    return {
        "titre": typographier(retenu.moyen.titre),
        "force": FORCES[retenu.moyen.force],
        "lieu": typographier(
            ", ".join(
                [
                    *([f"Grief {retenu.grief.id}"] if retenu.grief is not None else []),
                    *([dire_lignes(retenu.lignes)] if retenu.lignes else []),
                ]
            )
        ),
        "montant": euros(retenu.montant) if retenu.montant else "",
        "raisons": phrase(enumerer(retenu.raisons)),
    }


def _ecartes(etude: Etude, *, perdants: bool) -> Iterable[dict[str, str]]:
    """The arguments set aside, each once with its reason; those for another kind of letter are left out."""
    vus: dict[tuple[str, str], None] = {}
    for ecarte in etude.selection.ecartes:
        if isinstance(ecarte.moyen, Perdant) is perdants and ecarte.motif != AUTRE_COURRIER:
            vus.setdefault((ecarte.moyen.titre, ecarte.motif))
    return ({"titre": typographier(titre), "motif": phrase(motif)} for titre, motif in vus)
