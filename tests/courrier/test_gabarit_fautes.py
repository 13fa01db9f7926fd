"""A mistake in a user's own template: a letter and the lint say the same, with the place and the passage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aide import BIBLIOTHEQUE, TEMPLATES, etude, exemple, ouvrage
from indu.commun.erreurs import BibliothequeInvalide, Probleme
from indu.commun.ressources import Ressources
from indu.courrier import gardes, redaction
from indu.courrier.fabrique import etudier, rediger, synthese
from indu.courrier.gabarit import Valeurs, rendre
from indu.courrier.gabarit_fautes import LONGUEUR_PASSAGE, probleme
from indu.courrier.pieces import PieceNumerotee
from indu.courrier.presentation import NOMS_DES_MODELES
from indu.courrier.verification import verifier_bibliotheque
from indu.dossier.modele import Piece
from indu.moyens.bibliotheque import charger_bibliotheque

PARTIE = "courriers/blocs/signature.md.j2"
MODELE = "courriers/saisine_cra.md.j2"
LONG = "Bonjour, " + "je vous écris une phrase qui ne finit pas ; " * 5


def poser(dossier: Path, relatif: str, texte: str) -> Ressources:
    """Templates where the user's own file stands over ours."""
    (dossier / relatif).parent.mkdir(parents=True, exist_ok=True)
    (dossier / relatif).write_text(texte, encoding="utf-8")
    return Ressources.ouvrir("templates", ajout=dossier)


def a_la_lettre(templates: Ressources) -> list[str]:
    """What writing a letter says."""
    lu = exemple("c")
    with pytest.raises(BibliothequeInvalide) as erreur:
        rediger(etudier(lu, BIBLIOTHEQUE, templates, lu.lettre.date or pytest.fail("date")), BIBLIOTHEQUE, templates)
    return [str(faute) for faute in erreur.value.problemes]


def au_controle(templates: Ressources) -> list[str]:
    """What ``indu moyens verifier`` says."""
    return [str(faute) for faute in verifier_bibliotheque(BIBLIOTHEQUE, templates)]


FAUTES = {
    "nom": (
        "Un.\n\nCordialement,\n{{ pratcien.nom }}\nFait à {{ lieu }}.\n\nDeux.\n",
        4,
        "erreur de gabarit : « pratcien » n’est pas connu ici ; "
        "lu « Cordialement, {{ pratcien.nom }} Fait à {{ lieu }}. » ; vouliez-vous dire « praticien » ?",
    ),
    "filtre": (
        "Un.\n\nCordialement, {{ lieu | majuscule }}\n",
        3,
        "erreur de gabarit : « majuscule » n’existe pas dans les gabarits ; "
        "lu « Cordialement, {{ lieu | majuscule }} »",
    ),
    "instruction": (
        "{% siii lieu %}\n",
        1,
        "erreur de gabarit : instruction inconnue : « siii » ; lu « {% siii lieu %} »",
    ),
    "accolade": (
        "Un {{ lieu \n\nDeux\n",
        3,
        "erreur de gabarit : l’écriture n’est pas correcte à cet endroit ; lu « Deux »",
    ),
    "interdit": (
        "Un.\n\n{{ lieu ~ lieu }}\n",
        3,
        "erreur de gabarit : construction interdite : Concat ; lu « {{ lieu ~ lieu }} »",
    ),
    "partie": (
        '\n{% include "absente.md.j2" %}\n',
        2,
        "erreur de gabarit : partie partagée introuvable : « absente.md.j2 » ; "
        "lu « {% include \"absente.md.j2\" %} »",
    ),
    "long": (
        LONG + "{{ incconnu }}" + " et la suite." * 20 + "\n",
        1,
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("faute", FAUTES)
def test_une_faute_dans_une_partie_partagee_est_dite_partout_de_meme(tmp_path: Path, faute: str) -> None:
    texte, ligne, attendu = FAUTES[faute]
    templates = poser(tmp_path, PARTIE, texte)
    (message,) = a_la_lettre(templates)
    lieu = f"{(tmp_path / PARTIE).resolve()}:{ligne} : "
    assert message.startswith(lieu)
    assert attendu is None or message == lieu + attendu
    assert au_controle(templates) == [message]


@pytest.mark.parametrize("faute", FAUTES)
def test_une_faute_dans_un_modele_est_dite_partout_de_meme(tmp_path: Path, faute: str) -> None:
    texte, ligne, attendu = FAUTES[faute]
    entete = TEMPLATES.lire(MODELE).decode().split("---\n", 2)[1]
    templates = poser(tmp_path, MODELE, f"---\n{entete}---\n{texte}")
    (message,) = a_la_lettre(templates)
    lieu = f"{(tmp_path / MODELE).resolve()}:{entete.count(chr(10)) + 2 + ligne} : "
    assert message.startswith(lieu)
    assert attendu is None or message == lieu + attendu
    assert au_controle(templates) == [message]


def test_un_long_paragraphe_est_montre_autour_du_mot_fautif(tmp_path: Path) -> None:
    (message,) = a_la_lettre(poser(tmp_path, PARTIE, FAUTES["long"][0]))
    lu = message.split("lu « ")[1].split(" »")[0]
    assert "{{ incconnu }}" in lu
    assert lu.startswith("…")
    assert lu.endswith("…")
    assert len(lu) <= LONGUEUR_PASSAGE


def test_le_controle_voit_une_branche_que_la_lettre_ne_prend_pas(tmp_path: Path) -> None:
    templates = poser(tmp_path, PARTIE, "{% if identite.copies %}{{ copiees }}{% endif %}\n\n{{ conteest }}\n")
    premier, second = au_controle(templates)
    assert "« copiees » n’est pas connu ici" in premier
    assert "signature.md.j2:3 : " in second
    assert "vouliez-vous dire « conteste » ?" in second


def test_un_nom_pose_par_un_modele_est_connu_de_ses_parties(tmp_path: Path) -> None:
    corps = TEMPLATES.lire(MODELE).decode()
    templates = poser(tmp_path, MODELE, corps.replace("{% include", "{% set ton = lieu %}\n{% include", 1))
    poser(tmp_path, PARTIE, "::: signature\n{{ ton }}\n{% for x in pieces %}{{ x.intitule }}\n{% endfor %}\n:::\n")
    assert au_controle(templates) == []


def test_une_faute_dans_un_moyen_a_la_ligne_de_son_fichier(surcouche: Path) -> None:
    relatif = "moyens/ordonnance/transmission-prouvee.yaml"
    ecrit = Ressources.ouvrir("arguments").lire(relatif).decode().replace("La caisse dit", "La {{ caise }} dit")
    (surcouche / relatif).parent.mkdir(parents=True)
    (surcouche / relatif).write_text(ecrit, encoding="utf-8")
    bibliotheque = charger_bibliotheque(Ressources.ouvrir("arguments", ajout=surcouche))
    ligne = next(rang for rang, une in enumerate(ecrit.splitlines(), start=1) if "{{ caise }}" in une)
    fautes = [faute for faute in verifier_bibliotheque(bibliotheque, TEMPLATES) if faute.ligne]
    assert fautes
    assert all(faute.ligne == ligne and "La {{ caise }} dit" in str(faute) for faute in fautes)


def test_les_noms_connus_sont_exactement_ceux_que_recoivent_les_modeles(monkeypatch: pytest.MonkeyPatch) -> None:
    recus: set[str] = set()

    def noter(source: str, fichier: str, contexte: dict[str, Any], *suite: Any) -> str:
        recus.update(contexte)
        return rendre(source, fichier, contexte, *suite)

    monkeypatch.setattr(redaction, "rendre", noter)
    ouvrage(exemple("a"))
    fraude = exemple("a").model_copy(deep=True)
    premier = fraude.courriers[0].model_copy(update={"fraude_alleguee": True})
    fraude = fraude.model_copy(update={"courriers": (premier, *fraude.courriers[1:])})
    assert synthese(etude(fraude), BIBLIOTHEQUE, TEMPLATES) is not None
    assert recus == NOMS_DES_MODELES


def test_les_pages_de_garde_ont_leurs_propres_noms(monkeypatch: pytest.MonkeyPatch) -> None:
    recus: dict[str, set[str]] = {}

    def noter(source: str, fichier: str, contexte: dict[str, Any], *suite: Any) -> str:
        recus[Path(fichier).name] = set(contexte)
        return rendre(source, fichier, contexte, *suite)

    monkeypatch.setattr(gardes, "rendre", noter)
    piece = PieceNumerotee(1, Piece(id="p", intitule="Une pièce"))
    lettre = ouvrage(exemple("c")).lettre.document
    gardes.garde(piece, "EX", lettre, TEMPLATES)
    gardes.devant_du_pli("la pièce n° 1", "EX", lettre, TEMPLATES)
    assert recus == gardes.NOMS_DES_GARDES


@given(st.text(max_size=400), st.integers(1, 12), st.text(max_size=8))
def test_un_passage_est_toujours_court_et_tire_du_texte(source: str, ligne: int, mot: str) -> None:
    faute: Probleme = probleme(f"« {mot} » n’est pas connu ici", source, ligne, "f.md")
    lu = faute.lu or ""
    assert len(lu) <= LONGUEUR_PASSAGE
    assert lu.strip("…") in " ".join(source.split()) or "…" in source


def test_la_phrase_d_un_rendu_suit_les_valeurs() -> None:
    with pytest.raises(BibliothequeInvalide) as erreur:
        rendre("Je soussigné {{ nom.age }}.", "f.yaml", {"nom": "Anne"}, Valeurs(), TEMPLATES)
    assert str(erreur.value) == (
        "f.yaml:1 : erreur de gabarit : « str object » n’a pas de « age » ; lu « Je soussigné {{ nom.age }}. »"
    )
