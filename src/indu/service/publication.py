"""What a front end needs so as to hard-code nothing: questions with their type and place, griefs, letters, moyens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from indu.commun.texte import typographier
from indu.commun.yaml import Chemin
from indu.courrier.modeles import PAS_DES_LETTRES, charger_modeles
from indu.dossier.catalogue import LIBELLES_COURRIERS, Fait, Portee
from indu.dossier.modele import Dossier
from indu.entretien.contexte import chemin_champ
from indu.entretien.guide import QuestionGuide, charger_guide
from indu.service.ouvriers import Atelier


def pointeur(chemin: Chemin) -> str:
    """A place of the dossier as a JSON Pointer (RFC 6901)."""
    return "".join("/" + str(partie).replace("~", "~0").replace("/", "~1") for partie in chemin)


def publier_question(fait: Fait, dossier: Dossier) -> dict[str, Any]:
    """How to ask a fact of this dossier, and the places that take the answer (none for a computed fact)."""
    return {**_fait(fait), "pointeurs": [pointeur(chemin) for chemin in _places(fait, dossier)]}


def _places(fait: Fait, dossier: Dossier) -> Iterator[Chemin]:
    if fait.calcule:
        return
    match fait.portee:
        case Portee.DOSSIER:
            yield (fait.id,)
        case Portee.COURRIER:
            champ = chemin_champ(f"courrier.{fait.id}", dossier)
            if not fait.courriers and champ is not None:
                yield champ
            yield from (
                ("courriers", rang, fait.id)
                for rang, courrier in enumerate(dossier.courriers)
                if courrier.nature in fait.courriers
            )
        case Portee.GRIEF:
            yield from (
                ("griefs", rang, fait.id)
                for rang, grief in enumerate(dossier.griefs)
                if not fait.griefs or grief.nature in fait.griefs
            )
        case Portee.LIGNE:
            yield from (("lignes", rang, fait.id) for rang, _ in enumerate(dossier.lignes))


def questions(atelier: Atelier) -> dict[str, Any]:
    """The interview's own questions in their order, then every fact that a moyen may read."""
    guide = charger_guide(atelier.bibliotheque.arguments)
    return {
        "entretien": [_du_guide(une) for une in (*guide.questions, *guide.complements)],
        "faits": [
            {
                "fait": fait.id,
                **_fait(fait),
                "portee": fait.portee.value,
                "griefs": list(fait.griefs),
                "courriers": list(fait.courriers),
                "apres": fait.apres,
                "par_ligne": fait.par_ligne,
                "calcule": fait.calcule,
            }
            for fait in atelier.bibliotheque.catalogue.faits.values()
        ],
    }


def _fait(fait: Fait) -> dict[str, Any]:
    return {
        "question": typographier(fait.question),
        "aide": typographier(fait.aide or ""),
        "type_reponse": fait.type.value,
        "valeurs": [{"code": code, "libelle": typographier(dit)} for code, dit in fait.valeurs.items()],
    }


def _du_guide(une: QuestionGuide) -> dict[str, Any]:
    valeurs = LIBELLES_COURRIERS if une.id == "nature" else une.valeurs
    return {
        "id": une.id,
        "question": typographier(une.question),
        "aide": typographier(une.aide),
        "type_reponse": une.type.value,
        "valeurs": [{"code": code, "libelle": typographier(dit)} for code, dit in valeurs.items()],
        "champ": une.champ,
        "courriers": list(une.courriers),
        "facultative": une.facultative,
    }


def griefs(atelier: Atelier) -> list[dict[str, Any]]:
    """The kinds of grief, and the facts that bear on each."""
    catalogue = atelier.bibliotheque.catalogue
    return [
        {
            "nature": grief.id,
            "libelle": typographier(grief.libelle),
            "formule": typographier(grief.formule),
            "faits": [fait.id for fait in catalogue.faits_du_grief(grief.id)],
        }
        for grief in catalogue.griefs.values()
    ]


def courriers(atelier: Atelier) -> dict[str, Any]:
    """The letters that a caisse sends, how each is recognised, and those that this program writes."""
    guide = charger_guide(atelier.bibliotheque.arguments)
    reconnaitre = {un.nature: un.reconnaitre for un in guide.courriers}
    modeles = charger_modeles(atelier.templates, atelier.bibliotheque.arguments)
    return {
        "recus": [
            {
                "nature": nature,
                "libelle": typographier(libelle),
                "reconnaitre": typographier(reconnaitre.get(nature, "")),
            }
            for nature, libelle in LIBELLES_COURRIERS.items()
        ],
        "lettres": [
            {
                "type": modele.type,
                "titre": typographier(modele.entete.titre),
                "raison": typographier(modele.entete.raison),
                "conteste": list(modele.entete.conteste),
            }
            for nom, modele in modeles.items()
            if nom not in PAS_DES_LETTRES
        ],
    }


def moyens(atelier: Atelier) -> list[dict[str, Any]]:
    """The arguments of the library: what each obtains, how strong it is, on which sources."""
    return [
        {
            "id": moyen.id,
            "titre": typographier(moyen.titre),
            "famille": moyen.famille,
            "themes": list(moyen.themes),
            "portee": str(moyen.portee),
            "rang": moyen.rang,
            "force": moyen.force,
            "obtient": moyen.obtient,
            "courriers": list(moyen.courriers),
            "griefs": list(moyen.griefs),
            "sources": [renvoi.id for renvoi in moyen.sources],
            "verifie_le": moyen.verifie_le.isoformat(),
        }
        for moyen in (pret.moyen for pret in atelier.bibliotheque)
    ]
