"""From the letters of a dossier to the few figures that a tracker and statistics keep of it."""

from __future__ import annotations

from indu.commun.texte import masquer_identifiants, typographier
from indu.courrier.composition import Composition
from indu.dossier.catalogue import LIBELLES_COURRIERS, Catalogue
from indu.dossier.modele import Dossier
from indu.lot.modele import Bilan, GriefBilan, LettreBilan, MoyenBilan
from indu.moyens.selection import Retenu


def faire_bilan(composition: Composition, catalogue: Catalogue) -> Bilan:
    """What a batch keeps of a dossier; no patient, no social security number."""
    etude = composition.premiere
    analyse = etude.analyse
    dossier = analyse.dossier
    recu = dossier.courrier_conteste
    return Bilan(
        reference=masquer_identifiants(dossier.reference),
        praticien=masquer_identifiants(f"{dossier.praticien.prenom} {dossier.praticien.nom}"),
        caisse=masquer_identifiants(dossier.caisse.nom),
        departement=departement(dossier.caisse.code_postal or dossier.praticien.code_postal),
        courrier=LIBELLES_COURRIERS[recu.nature],
        recu_le=recu.date or recu.date_reception,
        reclame=analyse.reclame,
        conteste=etude.plan.conteste,
        lettres=tuple(
            LettreBilan(une.lettre.type, typographier(une.lettre.entete.titre))
            for une in composition.etudes
            if une.lettre is not None
        ),
        sans_lettre="" if composition.ouvrages else typographier(etude.refus),
        echeances=analyse.echeances,
        orientation=analyse.orientation.niveau,
        raisons=tuple(map(typographier, analyse.orientation.raisons)),
        questions=tuple(typographier(question.question) for question in etude.selection.questions),
        ouverts=tuple(typographier(masquer_identifiants(point)) for point in composition.ouverts),
        griefs=_griefs(dossier, catalogue),
        moyens=_moyens(composition),
    )


def departement(code_postal: str | None) -> str:
    """The département of a postal code: « 13 », « 974 »; Corsica, which codes do not split for sure, is « 20 »."""
    if code_postal is None:
        return ""
    return code_postal[:3] if code_postal.startswith(("97", "98")) else code_postal[:2]


def _griefs(dossier: Dossier, catalogue: Catalogue) -> tuple[GriefBilan, ...]:
    """The griefs and what each claims: its lines, else the amount that the letter gives."""
    return tuple(
        GriefBilan(
            grief.nature,
            typographier(catalogue.griefs[grief.nature].libelle),
            sum(dossier.par_numero[n].montant_reclame for n in numeros) if numeros else grief.montant_annonce or 0,
            len(numeros),
        )
        for grief in dossier.griefs
        for numeros in (dossier.par_grief[grief.id],)
    )


def _moyens(composition: Composition) -> tuple[MoyenBilan, ...]:
    """The moyens kept, each once for the whole dossier, and the amount of all the lines that it bears on."""
    par_moyen: dict[str, list[Retenu]] = {}
    for retenu in composition.premiere.selection.retenus:
        par_moyen.setdefault(retenu.moyen.id, []).append(retenu)
    par_numero = composition.premiere.analyse.dossier.par_numero
    return tuple(
        MoyenBilan(
            identifiant,
            typographier(retenus[0].moyen.titre),
            sum(par_numero[numero].montant_reclame for numero in {n for un in retenus for n in un.lignes})
            or max(un.montant for un in retenus),
        )
        for identifiant, retenus in par_moyen.items()
    )
