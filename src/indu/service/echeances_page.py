"""The deadlines as a page shows them: the date first, then the rule that gives it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from indu.commun.dates import date_longue
from indu.commun.texte import typographier
from indu.courrier.echeancier import details, dire_reste
from indu.droit.delais import Echeance

PRESSANT = 15
"""Days left at which a deadline is shown as pressing."""


def prochaine(echeances: Sequence[Echeance], jour: date) -> dict[str, Any]:
    """The first deadline still ahead; failing that, what to say of them."""
    a_venir = [echeance for echeance in echeances if echeance.limite >= jour]
    if a_venir:
        return decrire(min(a_venir, key=lambda echeance: echeance.limite), jour)
    return {"date": "délai passé" if echeances else "inconnue", "acte": "", "reste": "", "pressant": bool(echeances)}


def decrire(echeance: Echeance, jour: date) -> dict[str, Any]:
    """One deadline, with all that explains it."""
    reste = (echeance.limite - jour).days
    return {
        "date": date_longue(echeance.limite),
        "acte": typographier(echeance.acte),
        "reste": typographier(dire_reste(echeance, jour)),
        "pressant": reste <= PRESSANT,
        "details": [typographier(ligne) for ligne in details(echeance)],
    }
