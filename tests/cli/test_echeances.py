"""``indu echeances``: the hard date first, the extension apart, a calendar file that agendas read."""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from aide import ARGUMENTS, EXEMPLES, analyse, brut, dossier
from indu.cli import principal
from indu.courrier.agenda import calendrier
from indu.courrier.echeancier import dire_echeances, rapport_echeances


def ecrire(dossier_brut: dict[str, Any], ou: Path) -> Path:
    chemin = ou / "dossier.json"
    chemin.write_text(json.dumps(dossier_brut, ensure_ascii=False), encoding="utf-8")
    return chemin


def lancer(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["indu", "echeances", *map(str, arguments)])
    try:
        principal()
    except SystemExit as fin:
        return int(fin.code or 0)
    return 0


def agenda(jour: date, **champs: Any) -> bytes | None:
    un = dossier(**champs)
    return calendrier(un.reference, analyse(un).echeances, jour)


def evenements_de(octets: bytes | None) -> list[Any]:
    """The events that a reader finds in the file."""
    assert octets is not None
    return list(Calendar.from_ical(octets).walk("VEVENT"))


def test_la_date_a_tenir_vient_d_abord_et_la_prolongation_a_part(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    chemin = ecrire(brut(courrier={"date": "2026-12-28", "date_reception": "2026-12-30"}), tmp_path)
    assert lancer(monkeypatch, chemin, "--date", "25/02/2027") == 0
    lignes = [ligne.replace("\u00a0", " ") for ligne in capsys.readouterr().out.splitlines()]
    assert lignes[0] == "28 février 2027 : saisine de la commission de recours amiable (il reste 3 jours)"
    assert "26 février 2027" in lignes[1]
    assert "R. 142-1 CSS" in lignes[2]
    assert "30 décembre 2026" in lignes[3]
    assert "2 mois" in lignes[3]
    assert "Certitude" in lignes[4]
    assert "À vérifier" in lignes[5]
    assert lignes[6].startswith("  Prolongation possible, à part : 1er mars 2027, sans y compter jamais")


@pytest.mark.parametrize(
    ("jour", "reste"),
    [
        (date(2026, 5, 4), "il reste 1 jour"),
        (date(2026, 5, 5), "c’est aujourd’hui"),
        (date(2026, 5, 6), "ce jour est passé"),
    ],
)
def test_ce_qui_reste_est_dit_et_un_jour_passe_aussi(jour: date, reste: str) -> None:
    assert f"({reste})" in next(dire_echeances(dossier(), ARGUMENTS, jour))


def test_sans_reception_la_date_est_dite_prudente_et_sans_date_on_la_demande() -> None:
    prudente = "\n".join(dire_echeances(dossier(courrier={"date_reception": None}), ARGUMENTS, date(2026, 4, 1)))
    assert "date prudente, la plus proche possible, car la réception n’est pas connue" in prudente
    passee = next(dire_echeances(dossier(courrier={"date_reception": None}), ARGUMENTS, date(2026, 6, 1)))
    assert "ce jour prudent est passé : vérifiez la date de réception" in passee
    sans = list(dire_echeances(dossier(courrier={"date": None, "date_reception": None}), ARGUMENTS, date(2026, 4, 1)))
    assert sans == ["Aucun délai ne peut être compté : donnez la date de réception du courrier, ou au moins sa date."]


def test_une_lettre_sans_delai_general_le_dit() -> None:
    constat = dossier(courriers=[{"nature": "constat_anomalies", "date": "2026-03-02"}])
    (ligne,) = dire_echeances(constat, ARGUMENTS, date(2026, 4, 1))
    assert ligne.startswith("Constat d’anomalies : aucun délai général n’a été trouvé")


def test_le_json_donne_chaque_date_et_sa_certitude(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lancer(monkeypatch, EXEMPLES["a"], "--json", "--date", "01/12/2026") == 0
    objet = json.loads(capsys.readouterr().out)
    premiere = objet["echeances"][0]
    assert objet["jours_restants"] == premiere["jours_restants"] == 7
    assert premiere["id"] == "cra-notification"
    assert premiere["limite"] == premiere["poster_avant"] == "2026-12-08"
    assert premiere["certaine"] is premiere["compte_sur"] is True
    assert premiere["prolongation"] is None
    assert premiere["sources"] == ["css-r142-1", "css-r142-1-a"]
    passe = rapport_echeances(dossier(), ARGUMENTS, date(2026, 5, 15))
    assert passe["jours_restants"] == -10


def test_le_fichier_d_agenda_se_relit_avec_ses_rappels(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fichier = tmp_path / "mes delais" / "agenda.ics"
    assert lancer(monkeypatch, EXEMPLES["a"], "--ics", fichier, "--date", "01/11/2026") == 0
    assert str(fichier) in capsys.readouterr().out
    octets = fichier.read_bytes()
    evenements = evenements_de(octets)
    assert [e["DTSTART"].dt for e in evenements] == [date(2026, 12, 8)] * 2
    assert {e["DTEND"].dt - e["DTSTART"].dt for e in evenements} == {timedelta(days=1)}
    assert [a["TRIGGER"].dt for a in evenements[0].walk("VALARM")] == [
        timedelta(days=-15, hours=9),
        timedelta(days=-7, hours=9),
        timedelta(days=-2, hours=9),
    ]
    description = str(evenements[0]["DESCRIPTION"])
    assert "R. 142-1" in description.replace("\u00a0", " ")
    assert "à vérifier sur vos courriers" in description
    for ligne in octets.split(b"\r\n"):
        assert len(ligne) <= 75
        assert b"\n" not in ligne
        assert b"\r" not in ligne


def test_le_jour_ou_poster_a_son_evenement_quand_il_vient_avant() -> None:
    evenements = evenements_de(agenda(date(2027, 1, 4), courrier={"date_reception": "2026-12-30"}))
    jours = [e["DTSTART"].dt for e in evenements]
    assert jours == [date(2027, 2, 28), date(2027, 2, 26)] * 2


def test_memes_dates_memes_octets_et_les_identifiants_survivent_a_une_correction() -> None:
    jour = date(2026, 3, 20)
    un, encore, corrige = agenda(jour), agenda(jour), agenda(jour, courrier={"date_reception": "2026-03-06"})
    assert un == encore != corrige

    def identifiants(octets: bytes | None) -> set[str]:
        return {str(e["UID"]) for e in evenements_de(octets)}

    assert identifiants(un) & identifiants(corrige) == identifiants(un)
    assert len(identifiants(un)) == len(evenements_de(un))


def test_un_rappel_deja_passe_n_est_pas_ecrit() -> None:
    rappels = evenements_de(agenda(date(2026, 4, 29)))[0].walk("VALARM")
    assert [rappel["TRIGGER"].dt for rappel in rappels] == [timedelta(days=-2, hours=9)]


def test_l_agenda_ne_dit_rien_des_patients() -> None:
    lignes = [{"date_soin": "2025-01-13", "montant_reclame": "10", "grief": "A", "patient": "Z. Q.", "facture": "F-77"}]
    octets = agenda(date(2026, 3, 20), lignes=lignes, reference="2 85 05 78 006 084 36")
    assert octets is not None
    texte = octets.replace(b"\r\n ", b"").decode()
    for secret in ("Z. Q.", "F-77", "006 084", "Exemple"):
        assert secret not in texte


def test_sans_echeance_a_venir_aucun_fichier_n_est_ecrit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fichier = tmp_path / "agenda.ics"
    assert lancer(monkeypatch, EXEMPLES["a"], "--ics", fichier, "--date", "09/12/2026") == 1
    assert not fichier.exists()
    fin = capsys.readouterr()
    assert "ce jour est passé" in fin.out
    assert "aucun fichier d’agenda" in fin.err


def test_un_agenda_impossible_a_ecrire_se_dit_sans_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    obstacle = tmp_path / "fichier"
    obstacle.write_text("", encoding="utf-8")
    assert lancer(monkeypatch, EXEMPLES["a"], "--ics", obstacle / "agenda.ics", "--date", "01/11/2026") == 3
    assert "écriture impossible" in capsys.readouterr().err
