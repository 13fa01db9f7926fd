"""User text is data: whatever it contains comes out as text; templates reach nothing that they were not given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from aide import ARGUMENTS, TEMPLATES, dossier, grief, ligne, ouvrage
from indu.commun.erreurs import BibliothequeInvalide
from indu.commun.ressources import Ressources
from indu.commun.texte import espaces_simples, nettoyer
from indu.courrier.document import Document, parcourir, texte_document
from indu.courrier.gabarit import Valeurs, litteral, rendre
from indu.courrier.markdown import lire_markdown
from indu.courrier.redaction import LettreEcrite
from indu.moyens.bibliotheque import charger_bibliotheque

MECHANTS = [
    "**gras** _italique_ `code`",
    "# Titre",
    "- liste",
    "1. un",
    "> citation",
    "a | b | c",
    "|---|---|",
    "::: saut_de_page\n:::",
    ":::",
    "ligne\n\nautre ligne\n\n\n# Titre",
    "{{ 7*7 }}",
    "{{ praticien.__class__ }}",
    "{% for i in x %}{% endfor %}",
    "{# rien #}",
    "<script>alert(1)</script>",
    "<b>x</b> & <br/>",
    "![image](http://exemple.invalid/x.png)",
    "[lien](http://exemple.invalid)",
    "http://exemple.invalid/?a=1&b=2",
    "\\*antislash\\",
    "\ue0000\ue001",
    "x\ue001\ue000y",
    "[À COMPLÉTER : rien]",
    "=SOMME(A1:A9)",
    "'; DROP TABLE lignes; --",
    "1er « mot » ; et 2e !",
    "e\u0301te\u0301",
    "..\\..\\etc",
    "‮renversé",
]
TEXTES = st.one_of(
    st.sampled_from(MECHANTS),
    st.text(st.sampled_from("ab é|*_`#<>&{}%[]()!\\:-=+~^\"'«»\n\t.;?\ue000\ue001"), min_size=1, max_size=30),
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=20),
).filter(lambda texte: bool(nettoyer(texte)))


def ecrire(*, reference: str, nom: str, precision: str, intitule: str, facture: str, rue: str) -> LettreEcrite:
    """A letter in which the user's words stand wherever they can."""
    return ouvrage(
        dossier(
            reference=reference,
            praticien={"prenom": "Anne", "nom": nom, "adresse": [rue, "Quartier"]},
            courrier={"reference": reference},
            griefs=[
                grief(nature="pieces-non-recues", precision=precision, envoi_prouve="oui", reference_envoi=precision)
            ],
            lignes=[ligne(facture=facture)],
            pieces=[{"id": "P1", "intitule": intitule}],
        )
    ).lettre


def plat(texte: str) -> str:
    """The text without what typesetting may change in the user's own words: the kind of space, the apostrophe."""
    return espaces_simples(texte).replace("'", "’")


def structure(document: Document) -> list[tuple[str, Any]]:
    """The kinds of blocks, with what has a shape: heading levels, styles, sizes of tables and lists."""
    formes: list[tuple[str, Any]] = []
    for bloc in parcourir(document.blocs):
        champs = {nom: getattr(bloc, nom, None) for nom in ("niveau", "style", "ordonnee")}
        if champs["style"] == "annonce":  # a paragraph that ends with « : » stays with the next one, nothing more
            champs["style"] = "corps"
        tailles = [len(getattr(bloc, nom, None) or ()) for nom in ("elements", "lignes", "colonnes", "expediteur")]
        formes.append((type(bloc).__name__, (champs, tailles)))
    return formes


INOFFENSIF = dict.fromkeys(("reference", "nom", "precision", "intitule", "facture", "rue"), "mot")
TEMOIN = structure(ecrire(**INOFFENSIF).document)


@settings(max_examples=60)
@example(*MECHANTS[:6])
@example(*MECHANTS[6:12])
@example(*MECHANTS[12:18])
@example(*MECHANTS[18:24])
@given(TEXTES, TEXTES, TEXTES, TEXTES, TEXTES, TEXTES)
def test_le_texte_de_l_utilisateur_ressort_tel_quel_et_ne_change_pas_la_lettre(
    reference: str, nom: str, precision: str, intitule: str, facture: str, rue: str
) -> None:
    donnes = {
        "reference": reference,
        "nom": nom,
        "precision": precision,
        "intitule": intitule,
        "facture": facture,
        "rue": rue,
    }
    lettre = ecrire(**donnes)
    texte = plat(texte_document(lettre.document))
    for valeur in donnes.values():
        assert plat(nettoyer(valeur)) in texte
    assert structure(lettre.document) == TEMOIN


@pytest.mark.parametrize("mechant", MECHANTS)
def test_un_texte_mechant_dans_une_cellule_du_tableau_y_reste(mechant: str) -> None:
    lettre = ecrire(**INOFFENSIF | {"facture": mechant})
    assert structure(lettre.document) == TEMOIN
    assert plat(nettoyer(mechant)) in plat(texte_document(lettre.document))


def test_un_trou_ecrit_par_l_utilisateur_n_est_pas_un_trou() -> None:
    assert "rien" not in ecrire(**INOFFENSIF | {"precision": "[À COMPLÉTER : rien]"}).trous


@given(st.text(st.sampled_from("ab é|*_`#<>&{}[]!\\:-+1. ")))
def test_les_mots_de_la_bibliotheque_ne_sont_pas_lus_comme_du_markdown(mots: str) -> None:
    assume(mots.strip())
    valeurs = Valeurs()
    rendu = rendre("Mot {{ mots }}.", "f.yaml", {"mots": litteral(mots)}, valeurs, TEMPLATES)
    (paragraphe,) = lire_markdown(rendu, valeurs, "f.yaml")
    assert type(paragraphe).__name__ == "Paragraphe"
    assert all(not getattr(texte, "gras", False) for texte in getattr(paragraphe, "contenu", ()))


# ---------------------------------------------------------------------------------------------- bac à sable


def refus(source: str, **contexte: object) -> str:
    with pytest.raises(BibliothequeInvalide) as erreur:
        rendre(source, "f.yaml", {"nom": "Anne", **contexte}, Valeurs(), TEMPLATES, decalage=3)
    return str(erreur.value)


@pytest.mark.parametrize(
    "source",
    [
        "{{ nom.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ nom.__init__.__globals__ }}",
        "{{ a_completer.__globals__ }}",
        "{{ '{0.__class__}'.format(nom) }}",
        "{{ nom | attr('__class__') }}",
        "{{ nom | map('upper') }}",
        "{{ range(10) }}",
        "{{ lipsum() }}",
        "{{ cycler }}",
        "{{ self.__init__ }}",
        "{{ nom.upper }}",
        "{{ [nom] }}",
        "{{ none }}",
        "{{ nom == 'x' }}",
        "{% import 'pieces.md.j2' as pieces %}",
        "{% from 'pieces.md.j2' import x %}",
        "{% extends 'pieces.md.j2' %}",
        "{% include 'absent.md.j2' %}",
        "{{ nom ~ '**' }}",
        "{{ nom ",
        "{% if %}",
    ],
)
def test_un_gabarit_ne_sort_pas_de_ce_qu_on_lui_donne(source: str) -> None:
    assert refus(source).startswith("f.yaml:4 : erreur de gabarit")


def test_un_gabarit_n_inclut_que_les_parties_partagees(tmp_path: Path) -> None:
    (tmp_path / "mes-modeles" / "courriers" / "blocs").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    templates = Ressources.ouvrir("templates", ajout=tmp_path / "mes-modeles")
    with pytest.raises(BibliothequeInvalide):
        rendre("{% include '../../../secret.txt' %}", "f.yaml", {}, Valeurs(), templates)


def test_un_nom_inconnu_est_dit_avec_le_fichier_et_la_ligne() -> None:
    message = refus("une ligne\n\n{{ inconu }}")
    assert message.startswith("f.yaml:6 : ")
    assert "inconu" in message


def test_un_nom_inconnu_est_dit_en_francais() -> None:
    assert "is undefined" not in refus("{{ inconu }}")


def test_une_valeur_ne_devient_jamais_du_texte_de_gabarit() -> None:
    valeurs = Valeurs()
    source = "{% set x %}{{ nom }}{% endset %}{{ x }} {{ nom + '**gras**' }} {{ nom | upper }}"
    rendu = rendre(source, "f.yaml", {"nom": "**Anne**"}, valeurs, TEMPLATES)
    assert "Anne" not in rendu
    assert "gras" not in rendu
    (paragraphe,) = lire_markdown(rendu, valeurs, "f.yaml")
    texte = texte_document(Document("", "", "", dossier().courrier_conteste.date or _jamais(), (paragraphe,)))
    assert texte == "**Anne** **Anne****gras** **ANNE**"


def _jamais() -> Any:
    raise AssertionError


@pytest.mark.parametrize(
    "markdown",
    [
        "#### Quatre",
        "> citation",
        "| a |\n|---|\n| b |",
        "::: inconnu\n:::",
        "::: note\nx\n:::",
        "::: objet\nx",
        ":::x",
    ],
)
def test_une_construction_que_les_lettres_n_ont_pas_est_une_erreur(markdown: str) -> None:
    with pytest.raises(BibliothequeInvalide, match="construction non acceptée"):
        lire_markdown(markdown, Valeurs(), "f.md")


# ---------------------------------------------------------------------------------------------- seconde passe


def test_un_article_que_l_utilisateur_ecrit_lui_meme_devient_un_point_ouvert() -> None:
    lettre = ecrire(**INOFFENSIF | {"precision": "articles L. 999-1 et n° 12-34.567"})
    assert {"L. 999-1", "12-34.567"} <= set(lettre.citations_a_verifier)
    assert "citation que vous avez écrite, à vérifier : L. 999-1" in lettre.ouverts


def test_un_article_que_la_lettre_cite_deja_n_est_pas_a_verifier() -> None:
    assert ecrire(**INOFFENSIF | {"precision": "article L. 133-4"}).citations_a_verifier == ()


def test_un_article_ecrit_sur_deux_lignes_reste_celui_de_l_utilisateur() -> None:
    assert ecrire(**INOFFENSIF | {"precision": "article L.\n999-1"}).citations_a_verifier


@pytest.mark.parametrize("champs", [{"rue": "Bâtiment D 12"}, {"facture": "R2025"}, {"reference": "L 4512"}])
def test_une_adresse_ou_une_facture_n_est_pas_prise_pour_un_article(champs: dict[str, str]) -> None:
    assert ecrire(**INOFFENSIF | champs).citations_a_verifier == ()


def test_un_moyen_qui_cite_sans_source_fait_echouer_la_lettre(surcouche: Path) -> None:
    relatif = "moyens/ordonnance/transmission-prouvee.yaml"
    contenu = ARGUMENTS.lire(relatif).decode().replace("La caisse dit", "Selon l’article L. 999-1, la caisse dit")
    (surcouche / relatif).parent.mkdir(parents=True)
    (surcouche / relatif).write_text(contenu, encoding="utf-8")
    bibliotheque = charger_bibliotheque(Ressources.ouvrir("arguments", ajout=surcouche))
    lu = dossier(griefs=[grief(nature="pieces-non-recues", envoi_prouve="oui", reference_envoi="lot 1")])
    with pytest.raises(BibliothequeInvalide, match=r"999-1 », qu’aucune de ses sources ne couvre"):
        ouvrage(lu, bibliotheque=bibliotheque)
