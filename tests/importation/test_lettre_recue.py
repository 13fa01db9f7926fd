"""The fields of a letter: traps that the generated letters do not have, confidence, masking."""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path

import pytest
from generateur.rendus import rendre
from hypothesis import given
from hypothesis import strategies as st

from indu.commun.erreurs import BibliothequeInvalide
from indu.commun.ressources import Ressources
from indu.importation.extraction import depuis_json, extraire_texte
from indu.importation.lettre import ChampLettre, lire_jour, lire_lettre
from indu.importation.mots import Mot, Page
from indu.importation.regles import FICHIER, charger_regles, nu
from indu.importation.texte_lettre import masquer

REGLES = charger_regles(Ressources.ouvrir("arguments"))
NIR = "2 85 05 78 006 084 36"


def lire(*paragraphes: str) -> dict[str, ChampLettre]:
    """The first field of each name, in a letter made of these paragraphs and printed."""
    corps = "".join(f"<p>{escape(paragraphe)}</p>" for paragraphe in paragraphes)
    html = f"<html><meta charset='utf-8'><body style='font: 10pt Liberation Sans'>{corps}</body></html>"
    champs = lire_lettre(depuis_json(extraire_texte(rendre(html, "weasyprint"))), REGLES)
    return {champ.nom: champ for champ in reversed(champs)}


def scan(phrases: list[str], nette: float) -> list[Page]:
    """The same as words recognised from an image."""
    mots = [
        Mot(mot, 50 + 40 * rang, 50 + 40 * rang + 36, 50 + 30 * ligne, 60 + 30 * ligne, nette)
        for ligne, phrase in enumerate(phrases)
        for rang, mot in enumerate(phrase.split())
    ]
    return [Page(1, 2000, 842, tuple(mots), (), "image")]


def test_deux_totaux_differents_ne_donnent_pas_une_confiance_haute() -> None:
    champs = lire("Vous êtes redevable de la somme de 1 200,00 €.", "Le montant total de l’indu s’élève à 1 320,00 €.")
    assert champs["montant"].confiance == "moyenne"


def test_une_majoration_ou_une_retenue_n_est_pas_le_montant() -> None:
    champs = lire("Une majoration d’un montant total de 52,00 € s’ajoute.", "La somme de 80,00 € sera retenue.")
    assert "montant" not in champs
    assert champs["retenue"].valeur == 8000


def test_plusieurs_delais_donnent_le_plus_court_a_confirmer() -> None:
    champs = lire("Vous avez un délai de deux mois pour payer.", "Répondez dans un délai d’un mois à la caisse.")
    assert (champs["delai"].valeur, champs["delai"].confiance) == ("1 mois", "moyenne")


@pytest.mark.parametrize(
    "phrase",
    [
        "Le service de lutte contre la fraude a étudié votre activité.",
        "Cette demande est faite sans préjudice de vos droits.",
        "La caisse ne relève aucune fraude de votre part.",
    ],
)
def test_un_mot_de_fraude_qui_n_en_accuse_pas_n_est_pas_retenu(phrase: str) -> None:
    assert "fraude" not in lire(phrase)


def test_la_date_de_reception_n_est_jamais_devinee() -> None:
    champs = lire("Le 3 mars 2025", "Notre courrier du 12/01/2025 a été reçu le 15/01/2025.")
    assert champs["date"].valeur == date(2025, 3, 3)
    assert not any("reception" in nom for nom in champs)


def test_une_mise_en_demeure_annoncee_n_est_pas_la_nature() -> None:
    champs = lire("Objet : Notification d’indu", "À défaut, une mise en demeure vous sera adressée.")
    assert (champs["nature"].valeur, champs["nature"].confiance) == ("notification", "haute")
    sans_objet = lire("Madame, Monsieur,", "À défaut de paiement, une mise en demeure vous sera adressée.")
    assert sans_objet["nature"].confiance == "basse"


def test_une_lettre_qui_ne_dit_rien_ne_donne_rien() -> None:
    assert lire("Bonjour,", "Nous vous souhaitons une bonne journée.") == {}


def test_ce_qui_vient_d_une_image_se_confirme_sauf_ecrit_deux_fois() -> None:
    une = ["Vous êtes redevable de la somme de 1200,00 €"]
    champs = {c.nom: c for c in lire_lettre(scan(une, 0.99), REGLES)}
    assert (champs["montant"].valeur, champs["montant"].confiance) == (120000, "moyenne")
    deux = [*une, "Le montant total est de 1200,00 €"]
    champs = {c.nom: c for c in lire_lettre(scan(deux, 0.99), REGLES)}
    assert champs["montant"].confiance == "haute"
    champs = {c.nom: c for c in lire_lettre(scan(une, 0.6), REGLES)}
    assert champs["montant"].confiance == "basse"


def test_les_extraits_ne_disent_ni_nir_ni_nom() -> None:
    champs = lire(f"Pour Mme DUPUIS Léa, NIR {NIR}, vous êtes redevable de la somme de 12,00 €.")
    extrait = champs["montant"].extrait
    assert "DUPUIS" not in extrait
    assert "85 05 78" not in extrait
    assert "12,00 €" in extrait
    assert masquer("assuré ABADIE Zoé") == "assuré [nom masqué]"


@pytest.mark.parametrize("ecrite", ["1er mars 2025", "01/03/2025", "1/3/25", "01.03.2025", "1er MARS 2025"])
def test_les_dates_s_ecrivent_de_plusieurs_facons(ecrite: str) -> None:
    assert lire_jour(ecrite) == date(2025, 3, 1)


@given(st.text(max_size=80))
def test_le_texte_nu_garde_les_places(texte: str) -> None:
    assert len(nu(texte)) == len(texte)


@given(st.lists(st.text(alphabet="abcdé 0123456789€,./:-’\n", max_size=60), max_size=8))
def test_aucun_texte_ne_fait_echouer_la_lecture(phrases: list[str]) -> None:
    for champ in lire_lettre(scan(phrases, 0.9), REGLES):
        assert champ.page == 1


def test_une_expression_incorrecte_est_dite(surcouche: Path) -> None:
    propre = (Ressources.ouvrir("arguments").lire(FICHIER)).decode().replace("commission de recours amiable'", "('")
    (surcouche / "importation").mkdir()
    (surcouche / FICHIER).write_text(propre, encoding="utf-8")
    with pytest.raises(BibliothequeInvalide, match="expression incorrecte"):
        charger_regles(Ressources.ouvrir("arguments", ajout=surcouche))
