"""What ``analyser`` answers: one JSON object, and the same in French sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from indu.analyse.prescription import Prescription
from indu.commun.dates import date_longue
from indu.commun.montants import decimal_point, euros
from indu.commun.texte import accorder, enumerer, plages, typographier
from indu.courrier.echeancier import objet_echeance
from indu.courrier.fabrique import Etude
from indu.courrier.vues import dire_griefs
from indu.dossier.catalogue import Catalogue
from indu.dossier.modele import Grief
from indu.moyens.modele import Moyen, Perdant
from indu.moyens.selection import AUTRE_COURRIER


def rapport_json(etude: Etude) -> dict[str, Any]:
    """The analysis as one object; amounts are strings such as « 1234.56 », dates ISO, unknown amounts ``null``."""
    analyse, selection, plan = etude.analyse, etude.selection, etude.plan
    return {
        "dossier": analyse.dossier.reference,
        "lettre": etude.lettre.type if etude.lettre is not None else None,
        "lettres": {
            "jointes": [modele.type for modele in etude.choix.jointes],
            "avis": [
                {
                    "type": avis.type,
                    "titre": typographier(avis.modele.entete.titre),
                    "convient": avis.convient,
                    "motif": typographier(avis.motif),
                }
                for avis in etude.choix.avis
            ],
        },
        "montants": {
            "reclame": None if analyse.reclame is None else decimal_point(analyse.reclame),
            "somme_lignes": decimal_point(analyse.somme_lignes),
            "ecart": None if analyse.ecart is None else decimal_point(analyse.ecart),
            "prescrit": decimal_point(analyse.montant_prescrit),
            "conteste": decimal_point(plan.conteste),
            "concede": decimal_point(analyse.montant_concede),
        },
        "prescription": {
            issue: {"lignes": list(lignes), "montant": decimal_point(analyse.montants_prescription[issue])}
            for issue, lignes in analyse.prescription.items()
        },
        "controles": [
            {"id": c.id, "gravite": c.gravite, "message": typographier(c.message), "lignes": list(c.lignes)}
            for c in analyse.controles
        ],
        "echeances": [objet_echeance(echeance) for echeance in analyse.echeances],
        "moyens": {
            "retenus": [
                {
                    "id": r.moyen.id,
                    "titre": typographier(r.moyen.titre),
                    "themes": list(r.moyen.themes),
                    "grief": r.grief.id if r.grief is not None else None,
                    "rang": r.moyen.rang,
                    "force": r.moyen.force,
                    "lignes": list(r.lignes),
                    "montant": decimal_point(r.montant),
                    "raisons": [typographier(raison) for raison in r.raisons],
                    "sources": list(r.sources),
                }
                for r in (*selection.retenus, *selection.signales)
            ],
            "a_completer": [
                {
                    "id": m.moyen.id,
                    "titre": typographier(m.moyen.titre),
                    "themes": list(m.moyen.themes),
                    "grief": m.grief.id if m.grief is not None else None,
                    "lignes": list(m.lignes),
                    "montant": decimal_point(m.montant),
                    "faits_manquants": list(m.faits_manquants),
                }
                for m in selection.a_completer
            ],
            "ecartes": [
                {
                    "id": e.moyen.id,
                    "titre": typographier(e.moyen.titre),
                    "themes": list(e.moyen.themes),
                    "grief": e.grief.id if e.grief is not None else None,
                    "motif": typographier(e.motif),
                }
                for e in selection.ecartes
            ],
        },
        "dispositif": [
            {
                "rang": rang.rang,
                "montant": decimal_point(rang.montant),
                "demandes": [
                    {"obtient": d.obtient, "lignes": list(d.lignes), "montant": decimal_point(d.montant)}
                    for d in rang.demandes
                ],
            }
            for rang in plan.dispositif
        ],
        "questions": [
            {"fait": q.fait, "question": typographier(q.question), "moyens": list(q.moyens)}
            for q in selection.questions
        ],
        "sources_a_relire": [
            {"source": r.source, "motif": typographier(r.motif), "adresse": r.adresse} for r in selection.reserves
        ],
        "orientation": {
            "niveau": analyse.orientation.niveau,
            "raisons": [typographier(raison) for raison in analyse.orientation.raisons],
        },
    }


ISSUES_EN_MOTS = {
    Prescription.PRESCRIT: "prescrit",
    Prescription.NON_PRESCRIT: "non prescrit",
    Prescription.INDETERMINABLE: "indéterminable, faute de dates",
}
CONSEILS = {
    "autonome": "vous pouvez agir seul",
    "relecture": "faites relire la lettre avant de l’envoyer",
    "juriste": "voyez un avocat ou le juriste de votre syndicat avant d’agir",
}


def resume(etude: Etude) -> Iterator[str]:
    """The few lines that every command ends with: amounts, deadline, moyens kept, who should act."""
    analyse, selection = etude.analyse, etude.selection
    reclame = "inconnu" if analyse.reclame is None else euros(analyse.reclame)
    yield f"Réclamé : {reclame}    Contesté à titre principal : {euros(etude.plan.conteste)}"
    for echeance in analyse.echeances:
        retard = " – ce jour est passé" if analyse.jour > echeance.limite else ""
        reserve = "" if echeance.certaine else " (date prudente : la réception n’est pas connue)"
        yield (
            f"Délai : {echeance.acte}, au plus tard le {date_longue(echeance.limite)}{reserve}{retard} ; "
            f"à poster avant le soir du {date_longue(echeance.poster_avant)}"
        )
    nombre = len({retenu.moyen.id for retenu in selection.retenus})
    yield f"Moyens retenus : {nombre}    À compléter : {len({m.moyen.id for m in selection.a_completer})}"
    raisons = f" ({' ; '.join(analyse.orientation.raisons)})" if analyse.orientation.raisons else ""
    yield f"Conseil : {CONSEILS[analyse.orientation.niveau]}{raisons}"


def explication(etude: Etude, catalogue: Catalogue) -> Iterator[str]:
    """The whole analysis in French, one paragraph a line; an empty line opens each part."""
    selection = etude.selection
    yield from resume(etude)
    if etude.lettre is not None:
        yield f"Lettre : {etude.lettre.entete.titre} ; {etude.lettre.entete.raison}"
    else:
        yield f"Lettre : {etude.refus}"
    yield from (f"À envoyer aussi : {modele.entete.titre} ; {modele.entete.raison}" for modele in etude.choix.jointes)
    yield from _partie(
        "Lettres possibles, avec --type",
        [f"{avis.type} – {avis.modele.entete.titre} : {avis.motif}" for avis in etude.choix.avis if avis.convient],
    )
    yield from _partie(
        "Lettres qui ne conviennent pas",
        [f"{avis.type} : {avis.motif}" for avis in etude.choix.avis if not avis.convient],
    )
    yield from _partie("Contrôles", [f"[{c.gravite}] {c.message}" for c in etude.analyse.controles])
    yield from _partie(
        "Prescription",
        [
            f"{ISSUES_EN_MOTS[issue]} : {accorder(len(lignes), 'ligne')} ({plages(lignes)}), "
            f"{euros(etude.analyse.montants_prescription[issue])}"
            for issue, lignes in etude.analyse.prescription.items()
            if lignes
        ],
    )
    yield from _partie(
        "Moyens retenus",
        [
            f"{r.moyen.id}{dire_griefs([r.grief.id] if r.grief else [])} – {r.moyen.titre} [{r.moyen.force}]"
            f"{_ou(r.lignes)} : {enumerer(r.raisons)}"
            for r in selection.retenus
        ],
    )
    yield from _partie("À remettre à un avocat", [f"{r.moyen.id} – {r.moyen.titre}" for r in selection.signales])
    yield from _partie(
        "Moyens à compléter",
        _par_moyen(
            (m.moyen, m.grief, f"il manque {enumerer([f'« {nom} »' for nom in m.faits_manquants])}")
            for m in selection.a_completer
        ),
    )
    yield from _partie(
        "Questions, celles qui peuvent gagner le plus d’abord",
        [
            f"{q.fait} : {q.question}" + (f" ({aide})" if (aide := catalogue.faits[q.fait].aide) else "")
            for q in selection.questions
        ],
    )
    yield from _partie(
        "Moyens écartés",
        _par_moyen(
            (e.moyen, e.grief, e.motif)
            for e in selection.ecartes
            if e.motif != AUTRE_COURRIER and not isinstance(e.moyen, Perdant)
        ),
    )
    yield from _partie(
        "Arguments qui perdent, et pourquoi",
        _par_moyen((e.moyen, e.grief, e.motif) for e in selection.ecartes if isinstance(e.moyen, Perdant)),
    )
    yield from _partie("Textes à relire avant l’envoi", [f"{r.motif} – {r.adresse}" for r in selection.reserves])


def _partie(titre: str, lignes: list[str]) -> Iterator[str]:
    if lignes:
        yield ""
        yield f"{titre} ({len(lignes)})"
        yield from (f"  • {ligne}" for ligne in lignes)


def _ou(lignes: tuple[int, ...]) -> str:
    return f", {accorder(len(lignes), 'ligne')} ({plages(lignes)})" if lignes else ""


def _par_moyen(places: Iterable[tuple[Moyen | Perdant, Grief | None, str]]) -> list[str]:
    """One line for each moyen and each thing to say of it, with the griefs where it was decided."""
    griefs: dict[tuple[str, str, str], list[str]] = {}
    for moyen, grief, dit in places:
        griefs.setdefault((moyen.id, moyen.titre, dit), []).extend([grief.id] if grief is not None else [])
    return [f"{identifiant}{dire_griefs(noms)} – {titre} : {dit}" for (identifiant, titre, dit), noms in griefs.items()]
