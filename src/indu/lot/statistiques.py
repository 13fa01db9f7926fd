"""The page of statistics of a batch: figures, plots, each with its table, and what rises where. No name of a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from indu.commun.dates import date_longue
from indu.commun.ressources import Ressources
from indu.courrier.gabarit import Fragment, rendre_page
from indu.dossier.catalogue import charger_catalogue
from indu.lot.comptes import charger_seuils
from indu.lot.constats import Etendue, chiffres, constats
from indu.lot.modele import Suivi
from indu.lot.sections import sections

GABARIT, STYLE = "lot/statistiques.html.j2", "lot/statistiques.css"


def statistiques(suivis: Sequence[Suivi], jour: date, arguments: Ressources, templates: Ressources) -> bytes:
    """A web page that needs nothing else: no script, no other file. Same dossiers, same day, same bytes.

    It names caisses, griefs and moyens, never a practitioner nor a patient: it may be shown around.

    Raises:
        BibliothequeInvalide: the thresholds, the catalogue or the template are wrong.
    """
    bilans = tuple(suivi.bilan for suivi in suivis if suivi.bilan is not None)
    etendue = Etendue(bilans, jour, charger_catalogue(arguments), charger_seuils(arguments))
    style = templates.lire(STYLE).decode("utf-8").replace("</", "<\\/")
    page = rendre_page(
        GABARIT,
        {
            "style": Fragment(style),
            "jour": date_longue(jour),
            "dossiers": len(suivis),
            "lus": len(bilans),
            "chiffres": chiffres(suivis, etendue),
            "constats": constats(etendue),
            "sections": sections(etendue) if bilans else (),
        },
        templates,
    )
    return page.encode("utf-8")
