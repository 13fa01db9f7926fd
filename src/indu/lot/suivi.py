"""The files that tell of a whole batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indu.lot.agenda import agenda
from indu.lot.empreinte import Consigne
from indu.lot.modele import Suivi
from indu.lot.statistiques import statistiques
from indu.lot.suivi_csv import suivi_csv
from indu.lot.suivi_xlsx import suivi_xlsx

AGENDA = "echeances.ics"


def fichiers_du_suivi(suivis: Sequence[Suivi], consigne: Consigne) -> Mapping[str, bytes]:
    """The tracker, the statistics, and the calendar when a deadline is open, by file name.

    Raises:
        BibliothequeInvalide: the thresholds or the template of the statistics are wrong.
    """
    jour = consigne.jour
    echeances = agenda(suivis, jour)
    return {
        "suivi.xlsx": suivi_xlsx(suivis, jour),
        "suivi.csv": suivi_csv(suivis, jour),
        "statistiques.html": statistiques(suivis, jour, consigne.arguments, consigne.templates),
        **({} if echeances is None else {AGENDA: echeances}),
    }
