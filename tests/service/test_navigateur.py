"""Whole cases in Chromium, on a telephone's screen, with and without JavaScript."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from navigateur import TELEPHONE, Personne, chromium, service

from aide import CATALOGUE, REPONDU, brut, ligne
from indu.commun.texte import espaces_simples, typographier
from indu.dossier.lecture import dossier_depuis
from indu.entretien.etat import Etat
from indu.entretien.fichier import composer, lire
from repondant import Repondant, moteur, poursuivre

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog

AXE = Axe()
AUJOURD_HUI = date.today()
RECUE = AUJOURD_HUI - timedelta(days=6)
LIGNE = {
    "date_paiement": "2025-01-24",
    "acte": "RAM",
    "coefficient": "7,49",
    "montant_paye": "9,93",
    "montant_reclame": "9,93",
    "facture": "F12",
    "patient": "A. B.",
}


def source() -> dict[str, Any]:
    """A notification with one grief, its rows, and facts that two of them do not share."""
    notification = {
        "date": (RECUE - timedelta(days=3)).isoformat(),
        "date_reception": RECUE.strftime("%d/%m/%Y"),
        "reference": "EX-2026/12",
        "montant": "1 029,79",
    }
    return brut(
        courrier=notification,
        praticien={"prenom": "Anne", "nom": "D’<i>Exemple</i>", "civilite": "Mme", "adresse": ["12, rue des Essais"],
                   "code_postal": "29000", "ville": "Quimper"},
        caisse={"nom": "CPAM « {{7*7}} »", "adresse": ["1, rue de l’Exemple"], "code_postal": "29000",
                "ville": "Quimper"},
        griefs=[REPONDU | {"precision": "deux séances le même jour"}],
        lignes=[ligne(rang, **LIGNE) | ({"articles_ngap_differents": "non"} if rang == 2 else {}) for rang in (1, 2)],
    )  # fmt: skip


@pytest.fixture(scope="module")
def adresse() -> Iterator[str]:
    with service() as ouverte:
        yield ouverte


@pytest.fixture(scope="module")
def navigateur() -> Iterator[Browser]:
    with chromium() as ouvert:
        yield ouvert


def personne(navigateur: Browser, **options: Any) -> Personne:
    return Personne(navigateur.new_context(**{"viewport": TELEPHONE, "locale": "fr-FR"} | options).new_page())


def controler(qui: Personne, vues: set[str], nom: str) -> None:
    """No serious fault of accessibility on a page of a kind not seen yet, nothing past the edge of a narrow screen."""
    if nom in vues:
        return
    vues.add(nom)
    schemas: list[tuple[Literal["light", "dark"], dict[str, Any]]] = [
        ("light", {}),
        ("dark", {"runOnly": ["color-contrast"]}),
    ]
    for schema, options in schemas:
        qui.page.emulate_media(color_scheme=schema)
        fautes = [
            (faute["id"], [noeud["html"][:200] for noeud in faute["nodes"]])
            for faute in AXE.run(qui.page, options=options).response["violations"]
            if faute["impact"] in ("serious", "critical")
        ]
        assert fautes == [], (nom, schema)
    qui.page.emulate_media(color_scheme="light")
    qui.page.set_viewport_size({"width": 320, "height": 568})
    assert qui.page.evaluate("document.documentElement.scrollWidth") <= 320, nom
    petites = qui.page.evaluate(
        "[...document.querySelectorAll('button, summary, select, .option label, input[type=text], textarea')]"
        ".filter(un => un.checkVisibility()).filter(un => un.getBoundingClientRect().height < 43.9)"
        ".map(un => un.outerHTML)"
    )
    assert petites == [], nom
    qui.page.set_viewport_size(TELEPHONE)


@pytest.mark.parametrize("javascript", [True, False], ids=["avec JavaScript", "sans JavaScript"])
def test_une_notification_de_la_premiere_question_a_la_lettre(
    javascript: bool, adresse: str, navigateur: Browser
) -> None:
    qui = personne(navigateur, java_script_enabled=javascript)
    qui.page.goto(adresse)
    vues: set[str] = set()
    if javascript:
        controler(qui, vues, "accueil")
    qui.cliquer("Commencer")
    un_moteur, repondant, etat, texte = moteur(AUJOURD_HUI), Repondant(source()), Etat(), ""
    while (question := un_moteur.prochaine_question(etat)) is not None:
        assert qui.question == question.id
        assert espaces_simples(qui.titre) == espaces_simples(typographier(question.texte))
        if javascript:
            genre = question.id if question.id in ("ligne", "griefs", "grief_choix") else question.type.value
            controler(qui, vues, f"{genre} {len(question.par_ligne) > 1}")
        reponse = repondant.repondre(question, etat)
        qui.dire(question, reponse)
        etat = poursuivre(un_moteur, etat, question, reponse)
        texte = composer(texte, etat)
    assert espaces_simples(qui.titre) == "Votre résultat"
    assert "aucune autre réponse ne changerait l’issue" in qui.page.inner_text("main")
    if javascript:
        controler(qui, vues, "résultat")
    nom, dossier = qui.recevoir("Enregistrer mes réponses")
    assert (nom, dossier.decode()) == ("dossier.yaml", texte)  # to the byte what « indu nouveau » writes
    nom, pdf = qui.recevoir("Lettre, PDF")
    lu = _texte_pdf(pdf)
    assert nom.endswith(".pdf")
    assert "CPAM « {{7*7}} »" in lu
    assert "D’<i>Exemple</i>" in lu
    nom, mot = qui.recevoir("Lettre, Word")
    assert (nom[-5:], mot[:2]) == (".docx", b"PK")
    nom, agenda = qui.recevoir("Mettre ces délais dans mon agenda (.ics)")
    assert (nom, agenda[:15]) == ("echeances.ics", b"BEGIN:VCALENDAR")
    qui.cliquer("Voir la lettre")
    if javascript:
        qui.page.locator("details.texte summary").click()
        controler(qui, vues, "aperçu")
    pages = len(pypdfium2.PdfDocument(pdf))
    assert qui.page.locator(".pages img").count() == pages
    entiere = espaces_simples(qui.page.locator(".texte").text_content() or "")
    assert "D’<i>Exemple</i>" in entiere
    assert "1 029,79 €" in entiere
    assert qui.avis == []  # nothing that the policy of the page had to refuse


def test_un_tableau_depose_confirme_enregistre_et_repris(adresse: str, navigateur: Browser, tmp_path: Path) -> None:
    tableau = tmp_path / "Madame Untel.csv"
    tableau.write_text(
        "Numéro de facture;Date de soin;Date de mandatement;Acte;Coefficient;Montant payé;Montant indu;Grief\n"
        "1001;13/01/2025;24/01/2025;RAM;7,49;16,55;16,55;Deux séances le même jour\n"
        "1002;14/01/2025;24/01/2025;RAM;7,49;16,55;16,55;Deux séances le même jour\n",
        encoding="utf-8",
    )
    qui = personne(navigateur)
    vues: set[str] = set()
    qui.page.goto(adresse)
    qui.page.locator("#fichiers").set_input_files(tableau)
    qui.cliquer("Lire ces fichiers")
    assert espaces_simples(qui.titre) == "Ce qui a été lu"
    assert "2 lignes reprises, 33,10 €" in espaces_simples(qui.page.inner_text("main"))
    assert "Untel" not in qui.page.content()
    controler(qui, vues, "import")
    qui.cliquer("Vérifier et compléter")
    while not qui.page.locator("#propose").count():
        if qui.page.locator("#reponse-nsp").count():
            qui.page.locator("#reponse-nsp").check()
            qui.cliquer("Continuer")
        else:
            qui.page.locator("button[value=nsp]").click()
    controler(qui, vues, "confirmation")
    confirmee = qui.question
    qui.cliquer("Continuer")
    assert qui.question != confirmee
    suivante = qui.question
    _, garde = qui.recevoir("Enregistrer mes réponses")
    autre = personne(navigateur)
    autre.page.goto(adresse)
    fichier = tmp_path / "dossier.yaml"
    fichier.write_bytes(garde)
    autre.page.locator("#dossier").set_input_files(fichier)
    autre.cliquer("Reprendre")
    assert autre.question == suivante
    _, repris = autre.recevoir("Enregistrer mes réponses")
    assert repris == garde
    _, etat = lire(garde, CATALOGUE)
    assert len(dossier_depuis(garde, "dossier.yaml", CATALOGUE).lignes) == 2
    question = moteur(AUJOURD_HUI).prochaine_question(etat)
    assert question is not None
    assert question.id == suivante


def test_revenir_et_se_tromper(adresse: str, navigateur: Browser) -> None:
    qui = personne(navigateur)
    qui.page.goto(adresse)
    qui.cliquer("Commencer")
    assert qui.page.get_by_role("button", name="Revenir à la question d’avant").count() == 0
    qui.page.get_by_label("notification", exact=False).first.check()
    qui.page.locator("input[value=notification]").check()
    qui.cliquer("Continuer")
    assert qui.question == "date_reception"
    qui.page.locator("#reponse").fill("32/10/2026")
    qui.cliquer("Continuer")
    assert qui.page.title().startswith("Erreur")
    assert qui.page.locator("#reponse").input_value() == "32/10/2026"
    assert qui.page.locator("#reponse").get_attribute("aria-describedby") == "aide exemple faute"
    assert "Cette date n’existe pas" in qui.page.inner_text("#faute")
    controler(qui, set(), "erreur")
    qui.page.get_by_role("link", name="Cette date n’existe pas").click()
    assert qui.page.evaluate("document.activeElement.id") == "reponse"
    qui.page.locator("#reponse").fill(RECUE.strftime("%d%m%Y"))
    qui.cliquer("Continuer")
    assert qui.question == "date_lettre"
    qui.cliquer("Revenir à la question d’avant")
    assert qui.question == "date_reception"
    qui.cliquer("Revenir à la question d’avant")
    assert qui.question == "nature"
    assert qui.page.locator("aside").count() == 0


def test_partir_sans_enregistrer_est_demande_une_fois(adresse: str, navigateur: Browser) -> None:
    qui = personne(navigateur)
    demandes: list[str] = []

    def rester(dialogue: Dialog) -> None:
        demandes.append(dialogue.type)
        dialogue.dismiss()

    qui.page.on("dialog", rester)
    qui.page.goto(adresse)
    qui.cliquer("Commencer")
    qui.page.locator("input[value=notification]").check()
    qui.cliquer("Continuer")
    qui.page.locator("#reponse").fill("5 mars 2026")
    qui.cliquer("Continuer")
    assert demandes == []
    qui.page.locator("header a").click(no_wait_after=True)
    qui.page.wait_for_timeout(300)
    assert demandes == ["beforeunload"]
    assert qui.question == "date_lettre"
    qui.recevoir("Enregistrer mes réponses")
    qui.page.locator("header a").click()
    assert qui.titre == "Contester un indu de la CPAM"
    assert demandes == ["beforeunload"]


def test_une_contrainte_envoie_chez_un_avocat(adresse: str, navigateur: Browser) -> None:
    qui = personne(navigateur)
    qui.page.goto(adresse)
    qui.cliquer("Commencer")
    qui.page.locator("input[value=contrainte]").check()
    qui.cliquer("Continuer")
    assert qui.page.locator(".avocat").is_visible()
    assert "Voyez un avocat" in qui.page.inner_text(".avocat")
    qui.page.locator("#reponse").fill(RECUE.strftime("%d/%m/%Y"))
    qui.cliquer("Continuer")
    qui.cliquer("Voir le résultat")
    assert "avocat" in qui.page.inner_text("section.avocat h2")
    assert qui.page.get_by_role("button", name="Voir la lettre").count() == 0
    controler(qui, set(), "résultat sans lettre")
    nom, pdf = qui.recevoir("Synthèse, PDF")
    assert "synthese-avocat" in nom
    assert _texte_pdf(pdf)
    qui.cliquer("Voir la synthèse pour l’avocat")
    assert qui.page.locator(".pages img").count() >= 1


def _texte_pdf(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return espaces_simples(" ".join(page.get_textpage().get_text_bounded() for page in document))
