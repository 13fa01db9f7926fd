"""One calendar for a batch: every open deadline once, the same identifiers as the dossier's own calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from fabrique_suivi import JOUR, echeance, erreur, lot, suivi
from icalendar import Calendar

from indu.courrier.agenda import calendrier
from indu.lot.agenda import agenda
from indu.lot.modele import Suivi

DANS_UN_MOIS = JOUR + timedelta(days=30)


def evenements(octets: bytes | None) -> list[Any]:
    assert octets is not None
    return list(Calendar.from_ical(octets).walk("VEVENT"))


def identifiants(suivis: Sequence[Suivi]) -> list[str]:
    return [str(un["UID"]) for un in evenements(agenda(suivis, JOUR))]


def test_un_lot_d_un_dossier_donne_l_agenda_de_ce_dossier() -> None:
    un = suivi()
    assert un.bilan is not None
    assert agenda([un], JOUR) == calendrier(un.bilan.reference, un.bilan.echeances, JOUR)


def test_toutes_les_echeances_ouvertes_de_tous_les_dossiers_y_sont() -> None:
    suivis = [
        suivi("a", reference="A", echeances=(echeance(DANS_UN_MOIS), echeance(JOUR, id="autre"))),
        suivi("b", reference="B", echeances=(echeance(JOUR - timedelta(days=1)),)),
        suivi("c", reference="C", echeances=(echeance(DANS_UN_MOIS),)),
        erreur("d"),
    ]
    titres = [str(un["SUMMARY"]) for un in evenements(agenda(suivis, JOUR))]
    derniers = [titre for titre in titres if titre.startswith("Dernier")]
    assert [titre[-3:] for titre in derniers] == ["(A)", "(A)", "(C)"]


def test_une_reference_portee_par_deux_dossiers_donne_deux_evenements() -> None:
    seul, deux = [suivi("a")], [suivi("b"), suivi("a")]
    assert len(set(identifiants(deux))) == 2 * len(identifiants(seul))
    assert set(identifiants(seul)) < set(identifiants(deux))
    assert identifiants(deux) == identifiants(deux[::-1])


def test_les_identifiants_sont_tous_differents_et_restent_d_un_jour_a_l_autre() -> None:
    suivis = lot(120)
    uids = identifiants(suivis)
    assert len(set(uids)) == len(uids) > 60
    demain = {str(un["UID"]) for un in evenements(agenda(suivis, JOUR + timedelta(days=1)))}
    assert demain <= set(uids)


def test_ni_nom_ni_numero_dans_l_agenda_et_rien_quand_rien_n_est_ouvert() -> None:
    octets = agenda([suivi(praticien="Anne Exemple", reference="1 85 05 78 006 084 36")], JOUR)
    assert octets is not None
    texte = octets.replace(b"\r\n ", b"").decode()
    assert "Exemple" not in texte
    assert "006 084" not in texte
    assert agenda([], JOUR) is None
    assert agenda([erreur(), suivi(echeances=())], JOUR) is None
