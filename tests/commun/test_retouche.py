"""Changing a YAML file in place: it reads back exactly, and nobody's comments are lost."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aide import EXEMPLES, RACINE
from indu.commun.retouche import ecrire_yaml, retoucher
from indu.commun.yaml import lire_yaml

DOSSIERS = [*EXEMPLES.values(), *sorted((RACINE / "tests" / "cas" / "bons").glob("*.yaml"))]
COMMENTE = """\
# en tête
reference: EX  # la nôtre
praticien: {nom: Exemple, prenom: Anne}   # sur une ligne

# la caisse
caisse:
  nom: CPAM
  # son adresse
  adresse: [a, b]
courriers:
  - nature: notification   # lue page 1, confiance haute
    date: 2026-10-05
    # à confirmer
    montant: "12,00"
# les griefs
griefs:
  - {id: A, nature: autre}
lignes:
  - {numero: 1, montant_reclame: "1,00", grief: A}  # F4

  # sans date
  - numero: 2
    montant_reclame: 2
# fin
"""


def lu(texte: str) -> Any:
    lecture = lire_yaml(texte.encode(), "essai.yaml")
    assert lecture.problemes == []
    return lecture.valeur


COMMENTAIRES = [f"#{ligne.split('#', 1)[1]}\n" for ligne in COMMENTE.splitlines() if "#" in ligne]


@pytest.mark.parametrize("chemin", DOSSIERS, ids=lambda chemin: f"{chemin.parent.name}-{chemin.stem}")
def test_sans_changement_le_fichier_reste_le_meme(chemin: Path) -> None:
    texte = chemin.read_text(encoding="utf-8")
    assert retoucher(texte, lu(texte)) == texte


def test_seule_la_valeur_change() -> None:
    voulu = lu(COMMENTE)
    voulu["courriers"][0]["montant"] = "13,50"
    voulu["praticien"]["nom"] = "D’Exemple : suite"
    voulu["lignes"][0]["envoi_prouve"] = "oui"
    assert retoucher(COMMENTE, voulu) == (
        COMMENTE.replace('montant: "12,00"', 'montant: "13,50"')
        .replace("nom: Exemple", 'nom: "D’Exemple : suite"')
        .replace('"1,00", grief: A}', '"1,00", grief: A, envoi_prouve: oui}')
    )


def test_un_champ_neuf_vient_apres_les_siens_et_avant_les_commentaires_des_suivants() -> None:
    voulu = lu(COMMENTE)
    voulu["courriers"][0]["reference"] = "R 1"
    voulu["griefs"][0]["precision"] = "a, b"
    voulu["griefs"].append({"id": "B", "nature": "autre"})
    voulu["pieces"] = [{"id": "P1"}]
    texte = retoucher(COMMENTE, voulu)
    assert '    montant: "12,00"\n    reference: R 1\n# les griefs\n' in texte
    assert '  - {id: A, nature: autre, precision: "a, b"}\n  - {id: B, nature: autre}\nlignes:' in texte
    assert texte.endswith("    montant_reclame: 2\npieces:\n  - id: P1\n# fin\n")
    assert lu(texte) == voulu


def alterer(valeur: Any, hasard: random.Random) -> None:
    """Change one thing somewhere, as an interview does: a field set, dropped or added, an element added or dropped."""
    if isinstance(valeur, dict) and valeur:
        nom = hasard.choice(list(valeur))
        sous = valeur[nom]
        if isinstance(sous, (dict, list)) and sous and hasard.random() < 0.8:
            alterer(sous, hasard)
        elif hasard.random() < 0.3 and nom != next(iter(valeur)):
            del valeur[nom]
        elif hasard.random() < 0.5:
            valeur[f"neuf_{hasard.randint(0, 99)}"] = feuille(hasard)
        else:
            valeur[nom] = feuille(hasard)
    elif isinstance(valeur, list) and valeur:
        choix = hasard.random()
        if choix < 0.3:
            valeur.append(copy.deepcopy(valeur[0]))
        elif choix < 0.5 and len(valeur) > 1:
            del valeur[hasard.randint(1, len(valeur) - 1) :]
        elif isinstance(valeur[-1], (dict, list)):
            alterer(hasard.choice(valeur), hasard)


def feuille(hasard: random.Random) -> Any:
    textes = [
        "oui",
        "inconnu",
        "2026-10-05",
        "1 234,50",
        "a: b # c",
        "- x",
        "'",
        '"',
        "",
        "null",
        "~",
        "é\nè",
        "{",
        "x]",
    ]
    simples: list[Any] = [*textes, ["a", "b, c"], [], {}, {"k": "v"}, [{"k": "v"}, {"k": "w", "l": ["m"]}]]
    return hasard.choice(simples)


@settings(max_examples=300)
@given(st.sampled_from([COMMENTE, *(chemin.read_text(encoding="utf-8") for chemin in DOSSIERS)]), st.integers(0, 10**9))
def test_ce_qui_est_ecrit_se_relit_exactement(texte: str, graine: int) -> None:
    hasard = random.Random(graine)  # noqa: S311
    voulu = lu(texte)
    for _ in range(hasard.randint(1, 6)):
        alterer(voulu, hasard)
        texte = retoucher(texte, voulu)
        assert lu(texte) == voulu


@settings(max_examples=100)
@given(st.integers(0, 10**9))
def test_ajouter_ne_perd_aucun_commentaire_et_revenir_rend_les_memes_octets(graine: int) -> None:
    hasard = random.Random(graine)  # noqa: S311
    avant, voulu = lu(COMMENTE), lu(COMMENTE)
    for groupe in (voulu, voulu["caisse"], voulu["courriers"][0], voulu["praticien"], *voulu["lignes"]):
        if hasard.random() < 0.6:
            groupe["neuf"] = feuille(hasard)
    if hasard.random() < 0.5:
        voulu["lignes"].append({"numero": "3", "grief": "A"})
    texte = retoucher(COMMENTE, voulu)
    places = [texte.find(commentaire) for commentaire in COMMENTAIRES]
    assert -1 not in places
    assert places == sorted(places)
    assert retoucher(texte, avant) == COMMENTE


@pytest.mark.parametrize(
    "texte",
    ["# tête\n? reference\n: EX\n", "# tête\nreference: |\n  EX\n  suite\n", "# tête\nreference: >-\n  EX\n"],
)
def test_une_mise_en_page_rare_est_reecrite_avec_ses_commentaires_de_tete(texte: str) -> None:
    voulu = lu(texte) | {"caisse": {"nom": "CPAM"}}
    nouveau = retoucher(texte, voulu)
    assert nouveau.startswith("# tête\n")
    assert lu(nouveau) == voulu


def test_les_signes_hors_du_plan_de_base_et_les_fins_de_ligne_de_windows_se_retouchent_aussi() -> None:
    texte = "# 🩺 tête\r\nreference: 🩺 EX # 🩺 ici\r\ncaisse: {nom: 🩺}\r\n# fin\r\n"
    voulu = lu(texte) | {"caisse": {"nom": "🩺", "ville": "Quimper"}, "lieu": "x"}
    nouveau = retoucher(texte, voulu)
    assert lu(nouveau) == voulu
    assert nouveau.startswith("# 🩺 tête\r\nreference: 🩺 EX # 🩺 ici\r\ncaisse: {nom: 🩺, ville: Quimper}\r\n")
    assert nouveau.endswith("# fin\r\n")


def test_un_json_reste_un_json() -> None:
    assert json.loads(retoucher('{"reference": "EX"}', {"reference": "EX", "lignes": []})) == {
        "reference": "EX",
        "lignes": [],
    }


VALEURS = st.recursive(
    st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
    lambda fils: (
        st.lists(fils, max_size=3) | st.dictionaries(st.text("abc: #é-", min_size=1, max_size=5), fils, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=4), VALEURS, min_size=1, max_size=4))
def test_ecrire_puis_lire(valeur: Any) -> None:
    assert lu(ecrire_yaml(valeur)) == valeur
