"""What goes to a lawyer: a one-page summary instead of a letter, and the protective filing when time is short."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from aide import ARGUMENTS, BIBLIOTHEQUE, TEMPLATES, dossier, etude, grief, ouvrage
from indu.analyse.orientation import charger_bareme
from indu.commun.erreurs import EntreeInvalide
from indu.commun.texte import espaces_simples
from indu.courrier.document import texte_document
from indu.courrier.fabrique import documents, fichiers, synthese
from indu.dossier.modele import Dossier

RECUE = {"date": "2026-03-02", "date_reception": "2026-03-04"}
LOIN, PROCHE, PASSE = date(2026, 3, 10), date(2026, 4, 25), date(2026, 5, 5)


def grave(**autres: Any) -> Dossier:
    return dossier(courrier={**RECUE, "fraude_alleguee": "oui"}, **autres)


def dit(un_dossier: Dossier, jour: date) -> str:
    page = synthese(etude(un_dossier, jour), BIBLIOTHEQUE, TEMPLATES)
    assert page is not None
    return espaces_simples(texte_document(page))


def test_ce_qui_va_a_l_avocat_n_a_pas_de_lettre_qui_fait_semblant() -> None:
    resultat = etude(grave(), LOIN)
    assert resultat.lettre is None
    assert "avocat" in resultat.refus
    texte = dit(grave(), LOIN)
    assert "la caisse parle de fraude" in texte
    assert "jusqu’au 4 mai 2026" in texte


def test_le_delai_proche_ajoute_une_saisine_conservatoire_qui_conteste_tout() -> None:
    resultat = ouvrage(grave(), PROCHE)
    assert resultat.etude.lettre is not None
    assert resultat.etude.lettre.type == "saisine_conservatoire"
    texte = espaces_simples(texte_document(resultat.lettre.document))
    assert "Je conteste la totalité des sommes réclamées" in texte
    assert "4 mai 2026" in texte
    noms = documents(grave(), [resultat], synthese(resultat.etude, BIBLIOTHEQUE, TEMPLATES))
    assert [nom.split("-", 2)[-1] for nom in noms] == ["saisine-conservatoire", "fiche", "synthese-avocat"]


def test_le_delai_passe_ne_donne_pas_de_saisine_conservatoire() -> None:
    assert etude(grave(), PASSE).lettre is None
    assert "dépassé" in dit(grave(), PASSE)


def test_la_lettre_demandee_par_son_nom_reste_possible() -> None:
    resultat = etude(grave(), LOIN, voulu="saisine_cra")
    assert resultat.lettre is not None
    assert resultat.lettre.type == "saisine_cra"
    with pytest.raises(EntreeInvalide):
        etude(dossier(courrier={**RECUE, "nature": "contrainte"}), LOIN, voulu="saisine_conservatoire")


def test_un_dossier_ordinaire_n_a_pas_de_synthese() -> None:
    assert synthese(etude(dossier(), LOIN), BIBLIOTHEQUE, TEMPLATES) is None


def test_la_synthese_tient_sur_une_page() -> None:
    lourd = grave(griefs=[grief(nature="actes-non-realises")])
    page = synthese(etude(lourd, LOIN), BIBLIOTHEQUE, TEMPLATES)
    (octets,) = fichiers(documents(lourd, [], page), TEMPLATES, ("pdf",)).values()
    assert len(pikepdf.open(BytesIO(octets)).pages) == 1


@pytest.mark.parametrize(
    ("champs", "niveau", "mot"),
    [
        ({"plainte_penale": "oui"}, "juriste", "pénale"),
        ({"procedure_ordinale": "oui"}, "juriste", "Ordre"),
    ],
)
def test_les_voies_penale_et_ordinale_vont_a_l_avocat(champs: dict[str, Any], niveau: str, mot: str) -> None:
    orientation = etude(dossier(courrier=RECUE, **champs), LOIN).analyse.orientation
    assert (orientation.niveau, mot in orientation.raisons[0]) == (niveau, True)


def test_un_delai_proche_ou_passe_appelle_une_relecture() -> None:
    lu = dossier(courrier=RECUE)
    assert etude(lu, LOIN).analyse.orientation.niveau == "autonome"
    proche, passe = etude(lu, PROCHE).analyse.orientation, etude(lu, PASSE).analyse.orientation
    assert (proche.niveau, passe.niveau) == ("relecture", "relecture")
    assert (proche.pressant, passe.pressant) == (True, False)
    assert "passé" in passe.raisons[0]


def test_les_seuils_croissent() -> None:
    bareme = charger_bareme(ARGUMENTS)
    assert bareme.lignes_relecture < bareme.lignes_juriste


def test_la_synthese_dit_d_abord_le_delai_qui_court_encore() -> None:
    recus = [
        {"nature": "notification", **RECUE},
        {"nature": "mise_en_demeure", "date": "2026-06-01", "date_reception": "2026-06-03"},
        {"nature": "contrainte", "date": "2026-07-10", "date_reception": "2026-07-13"},
    ]
    texte = dit(dossier(courriers=recus), date(2026, 7, 20))
    assert texte.index("opposition motivée à la contrainte") < texte.index("(dépassé)")
