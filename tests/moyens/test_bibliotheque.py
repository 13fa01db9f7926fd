"""The library's lint: it says nothing of a sound moyen, and catches each fault one plants."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from aide import ARGUMENTS, BIBLIOTHEQUE, RACINE, TEMPLATES, brut, etude, grief, ligne, lire, ouvrage
from indu.commun.erreurs import BibliothequeInvalide
from indu.commun.ressources import Ressources
from indu.courrier.document import texte_document
from indu.courrier.verification import verifier_bibliotheque
from indu.droit.sources import Statut
from indu.moyens.bibliotheque import charger_bibliotheque

RELATIF = "moyens/seances/deux-territoires-leses.yaml"
MOYEN = ARGUMENTS.lire(RELATIF).decode()
NON_CITABLE = next(source.id for source in BIBLIOTHEQUE.sources if source.statut is not Statut.CITABLE)
DEBUT_TEXTE = "La caisse ne retient qu’un territoire."


def poser(surcouche: Path, contenu: str, relatif: str = RELATIF) -> None:
    chemin = surcouche / relatif
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_text(contenu, encoding="utf-8")


@pytest.fixture(scope="session")
def socle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our library with this one moyen: what is planted in it is found as fast as in the whole."""
    dossier = tmp_path_factory.mktemp("socle") / "arguments"
    shutil.copytree(RACINE / "arguments", dossier, ignore=shutil.ignore_patterns("moyens", "perdants"))
    poser(dossier, MOYEN)
    return dossier


def verifier(surcouche: Path, socle: Path) -> list[str]:
    """What the lint says of that library under this overlay."""
    try:
        bibliotheque = charger_bibliotheque(Ressources((socle, surcouche)))
    except BibliothequeInvalide as erreur:
        return [str(probleme) for probleme in erreur.problemes]
    return [str(probleme) for probleme in verifier_bibliotheque(bibliotheque, TEMPLATES)]


def remplacer(avant: str, apres: str) -> str:
    assert avant in MOYEN
    return MOYEN.replace(avant, apres, 1)


def test_un_moyen_recopie_tel_quel_ne_souleve_rien(surcouche: Path, socle: Path) -> None:
    poser(surcouche, MOYEN)
    assert verifier(surcouche, socle) == []


FAUTES: Sequence[tuple[str, str, str]] = [
    (
        "- fait: deux_territoires_leses",
        "- fait: deux_territoire_leses",
        "vouliez-vous dire « deux_territoires_leses » ?",
    ),
    ("op: faux", "op: fau", "opérateur inconnu : « fau »"),
    ("- {id: ngap-titre14, date: soin}", "- {id: ngap-titre15, date: soin}", "source inconnue ; lu « ngap-titre15 »"),
    ("- {id: ngap-titre14, date: soin}", f"- {{id: {NON_CITABLE}}}", f"la source « {NON_CITABLE} » n’est pas citable"),
    ("griefs: [surcotation-territoires]", "griefs: [surcotation-territoire]", "dire « surcotation-territoires »"),
    ("portee: ligne", "portee: lignes", "valeur inconnue ; lu « lignes »"),
    ("prudence:", "prudense:", "vouliez-vous dire « prudence » ?"),
    ("attendu: retenu", "attendu: ecarte", "l’exemple donne « retenu » ; attendu : ecarte"),
    ("manquants: [bilan_decrit_les_deux]", "manquants: [ordonnance_limitative]", "il manque bilan_decrit_les_deux"),
    ("faits: {deux_territoires_leses: oui", "faits: {deux_territoires: oui", "fait inconnu : « deux_territoires »"),
    ("meme_membre_ou_rachis: non, bilan", "meme_membre_ou_rachis: peut-être, bilan", "n’est pas de type booleen"),
    (
        DEBUT_TEXTE,
        "{% if fraude_alleguee %}Non.{% endif %}",
        "le texte affirme « fraude_alleguee », que la condition n’établit pas",
    ),
    (DEBUT_TEXTE, "{{ bilan_decrit }}", "nom inconnu : « bilan_decrit »"),
    (DEBUT_TEXTE, "Voir l’article L. 162-1-7 du code.", "cite « L.\u00a0162-1-7 » sans source déclarée"),
    (DEBUT_TEXTE, "Voir l’article 1302-1.", "1302-1 » sans source déclarée"),
    (DEBUT_TEXTE, "Cass. 2e civ., n° 12-34.567.", "cite « 12-34.567 » sans source déclarée"),
    (DEBUT_TEXTE, '{{ cite("css-l133-4") }}.', "source citée sans être déclarée : « css-l133-4 »"),
    (DEBUT_TEXTE, "XXX à voir.", "reste de gabarit : « XXX »"),
    (DEBUT_TEXTE, "TODO.", "reste de gabarit : « TODO »"),
    (DEBUT_TEXTE, "[préciser…].", "reste de gabarit : « "),
    (DEBUT_TEXTE, "Deux  espaces.", "typographie"),
    (DEBUT_TEXTE, "{{ lignes.montant", "erreur de gabarit"),
    (DEBUT_TEXTE, "{{ lignes.nombre ~ lignes.montant }}", "construction interdite"),
    (DEBUT_TEXTE, "{{ lignes.__class__ }}", "erreur de gabarit"),
    (DEBUT_TEXTE, "\n  > Une citation.", "construction non acceptée"),
]


@pytest.mark.parametrize(("avant", "apres", "attendu"), FAUTES, ids=range(len(FAUTES)))
def test_chaque_faute_plantee_est_trouvee(surcouche: Path, socle: Path, avant: str, apres: str, attendu: str) -> None:
    poser(surcouche, remplacer(avant, apres))
    messages = verifier(surcouche, socle)
    assert any(attendu in message for message in messages), messages
    assert all("deux-territoires-leses.yaml" in message for message in messages), messages


def test_un_fichier_qui_ne_porte_pas_le_nom_du_moyen_est_refuse(surcouche: Path, socle: Path) -> None:
    poser(surcouche, remplacer("id: deux-territoires-leses", "id: mon-moyen"), "moyens/miens/autre-nom.yaml")
    (message,) = verifier(surcouche, socle)
    assert "le fichier doit porter le nom du moyen ; attendu : mon-moyen.yaml" in message


def test_un_identifiant_deja_pris_est_refuse(surcouche: Path, socle: Path) -> None:
    poser(surcouche, MOYEN, "moyens/zz-miens/deux-territoires-leses.yaml")
    (message,) = verifier(surcouche, socle)
    assert "est déjà celui de arguments/moyens/seances/deux-territoires-leses.yaml" in message


def test_il_faut_un_exemple_retenu_et_un_ecarte(surcouche: Path, socle: Path) -> None:
    sans = MOYEN.split("exemples:\n")[0] + (
        "exemples:\n  - nom: un\n    attendu: retenu\n    faits: {deux_territoires_leses: oui, "
        "meme_membre_ou_rachis: non, bilan_decrit_les_deux: oui, ordonnance_limitative: non}\n"
    )
    poser(surcouche, sans)
    assert any("il faut au moins un exemple retenu et un écarté" in message for message in verifier(surcouche, socle))


def test_toutes_les_fautes_de_tous_les_fichiers_sont_dites_en_une_fois(surcouche: Path, socle: Path) -> None:
    poser(surcouche, remplacer("portee: ligne", "portee: lignes"))
    poser(surcouche, remplacer("rang: principal", "rang: premier"), "moyens/miens/b.yaml")
    messages = "\n".join(verifier(surcouche, socle))
    assert "lu « lignes »" in messages
    assert "lu « premier »" in messages


def test_un_moyen_inconnu_propose_le_plus_proche() -> None:
    with pytest.raises(BibliothequeInvalide, match="vouliez-vous dire « prescription-triennale »"):
        BIBLIOTHEQUE.moyen("prescription-trienale")


# ---------------------------------------------------------------------------------------------- de bout en bout

FAITS = """\
faits:
  - id: velo_rendu
    portee: grief
    griefs: [velo-prete]
    type: booleen
    par_ligne: oui
    oui: le vélo a été rendu
    non: le vélo n’a pas été rendu
    question: Le vélo a-t-il été rendu ?
  - id: couleur_velo
    portee: grief
    griefs: [velo-prete]
    type: texte
    libelle: couleur du vélo
    question: Quelle était la couleur du vélo ?
"""
GRIEF = """\
  - id: velo-prete
    libelle: "Vélo prêté"
    formule: "La caisse réclame le vélo."
    regle: "aucune"
"""
VELO = """\
id: velo-rendu
titre: Le vélo a été rendu
famille: fond
themes: [preuve]
portee: ligne
griefs: [velo-prete]
courriers: [saisine_cra]
rang: principal
force: fort
force_motif: le vélo est là
si: {fait: velo_rendu}
obtient: lignes
texte: |
  Le vélo {{ couleur_velo }} a été rendu pour {{ lignes.designation }}.
objection: Il manque une roue.
reponse: Les deux roues y sont.
prudence: Compter les roues.
verifie_le: 2026-11-22
exemples:
  - {nom: rendu, faits: {velo_rendu: oui, couleur_velo: vert}, attendu: retenu}
  - {nom: gardé, faits: {velo_rendu: non}, attendu: ecarte}
  - {nom: on ne sait pas, attendu: a_completer, manquants: [velo_rendu]}
"""


def test_un_grief_des_faits_et_un_moyen_nouveaux_ne_demandent_aucun_code(surcouche: Path, socle: Path) -> None:
    poser(surcouche, FAITS, "faits/velo.yaml")
    poser(surcouche, ARGUMENTS.lire("griefs.yaml").decode() + GRIEF, "griefs.yaml")
    poser(surcouche, VELO, "moyens/miens/velo-rendu.yaml")
    assert verifier(surcouche, socle) == []

    bibliotheque = charger_bibliotheque(Ressources.ouvrir("arguments", ajout=surcouche))
    champs = brut(
        courrier={"date": "2026-05-04", "date_reception": "2026-05-06"},
        griefs=[grief(nature="velo-prete", velo_rendu="oui", couleur_velo="vert {{ 7*7 }}")],
        lignes=[ligne(1), ligne(2), ligne(3, velo_rendu="inconnu"), ligne(4, velo_rendu="non")],
    )
    lu = lire(champs, bibliotheque)
    selection = etude(lu, bibliotheque=bibliotheque).selection
    (retenu,) = [r for r in selection.retenus if r.moyen.id == "velo-rendu"]
    (attente,) = [m for m in selection.a_completer if m.moyen.id == "velo-rendu"]
    assert (retenu.lignes, retenu.montant) == ((1, 2), 2000)
    assert (attente.lignes, attente.faits_manquants) == ((3,), ("velo_rendu",))
    assert "Le vélo a-t-il été rendu ?" in [question.question for question in selection.questions]

    texte = texte_document(ouvrage(lu, bibliotheque=bibliotheque).lettre.document)
    assert "Le vélo vert {{ 7*7 }} a été rendu pour les lignes\u00a01 et 2." in texte
