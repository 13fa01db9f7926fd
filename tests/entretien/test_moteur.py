"""The engine, answered at random: always a readable dossier, an exact way back, an end, and no idle question."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aide import ARGUMENTS, BIBLIOTHEQUE, CATALOGUE, brut
from indu.commun.erreurs import EntreeInvalide
from indu.courrier.fabrique import Etude
from indu.dossier.catalogue import LIBELLES_COURRIERS
from indu.dossier.lecture import dossier_depuis
from indu.entretien.essais import essais
from indu.entretien.etat import Brut, Etat, Notes, lire_chemin, poser_tout
from indu.entretien.fichier import composer
from indu.entretien.griefs import chercher
from indu.entretien.guide import TypeReponse, charger_guide
from indu.entretien.places import Vue, questions_du_fait
from indu.entretien.question import Incompris, Question
from indu.moyens.selection import decider
from repondant import NSP, moteur, poursuivre

JOUR = date(2026, 11, 2)
MOTEUR = moteur(JOUR)
PLUSIEURS_FOIS = {"griefs", "grief_choix", "grief_precision", "ligne", "grief_montant", "grief_suivant"}
ORIENTATION = {"fraude_alleguee", "extrapolation", "penalite_depassements", "plainte_penale", "procedure_ordinale"}
FONDS = ["notification", "constat_anomalies", "mise_en_demeure", "decision_cra", "retenue_sans_courrier"]


def au_hasard(question: Question, hasard: random.Random) -> str:
    """An answer that a person could give, sometimes a wrong one."""
    if hasard.random() < 0.1:
        return NSP
    if hasard.random() < 0.03:
        return hasard.choice(["", "é", "sauf", "12/13/2026", "1 sauf 2", "\x00", "[x]", "1 23 45 67 890 123 45"])
    match question.id:
        case "griefs":
            return hasard.choice([*CATALOGUE.griefs, "ordonnance", "domicile", "deux séances", "zzz"])
        case "ligne":
            return hasard.choice(
                ["terminé", "13/01/2025 ; 12", "5/2/22 ; 1/3/22 ; RAM 7,49 ; 9,93 ; 9,93 ; F1 ; A.B.", "x ; y"]
            )
        case "grief_suivant":
            return hasard.choice(["oui", "non", "non"])
        case "caisse_adresse" | "praticien_adresse":
            return "1, rue X, 29000 Quimper"
        case "praticien_rpps":
            return hasard.choice(["00000000001", "123"])
    valeurs = {
        TypeReponse.BOOLEEN: ["oui", "non"],
        TypeReponse.DATE: ["05/03/2022", "5 mars 2025", "2026-09-14", "01/10/26"],
        TypeReponse.MONTANT: ["9,93", "1 234,50 €", "0"],
        TypeReponse.ENTIER: ["0", "12"],
        TypeReponse.TEXTE: ["quelques mots", "a: b # c", "« c » ; d"],
    }
    if question.valeurs:
        return str(hasard.randint(1, len(question.valeurs)))
    reponse = hasard.choice(valeurs[question.type])
    if question.par_ligne and question.type is TypeReponse.BOOLEEN and hasard.random() < 0.3:
        return f"{reponse} sauf {next(iter(question.par_ligne))}"
    return reponse


def lisible(etat: Etat, texte: str) -> None:
    """The file as saved says the state's own dossier."""
    lu = dossier_depuis(texte.encode(), "dossier.yaml", CATALOGUE)
    assert lu == MOTEUR.dossier(etat)


@settings(max_examples=20)
@given(st.integers(0, 10**9))
def test_au_hasard_le_dossier_reste_lisible_le_retour_exact_et_la_fin_proche(graine: int) -> None:
    hasard = random.Random(graine)  # noqa: S311
    etat, texte, posees, refus = Etat(), "", 0, 0
    deja: Counter[tuple[str, Any]] = Counter()
    while (question := MOTEUR.prochaine_question(etat)) is not None:
        suite = MOTEUR.repondre(etat, question, au_hasard(question, hasard))
        if isinstance(suite, Incompris):
            assert suite.message
            refus += 1
            assert refus < 200
            continue
        assert MOTEUR.revenir(suite) == etat
        nouveau = composer(texte, suite)
        lisible(suite, nouveau)
        if etat.brut:
            assert composer(nouveau, etat) == texte  # going back leaves the very same file
        etat, texte, posees = suite, nouveau, posees + 1
        if question.id not in PLUSIEURS_FOIS:
            deja[question.id, question.chemins] += 1
            assert deja[question.id, question.chemins] == 1, question
        assert posees < 400
    assert MOTEUR.etude(etat) is not None
    assert MOTEUR.prochaine_question(etat) is None


def depart(natures: list[str], courrier: str, lignes: int) -> Etat:
    """An interview whose indispensable part is done."""
    griefs = [{"id": identifiant, "nature": nature} for identifiant, nature in zip("ABC", natures, strict=False)]
    rangees = [
        {
            "date_soin": f"{2022 + rang % 4}-02-1{rang % 9}",
            "montant_reclame": "10,00",
            "grief": "ABC"[rang % len(griefs)],
        }
        | ({"date_paiement": "2026-01-05", "montant_paye": "10,00"} if rang % 3 == 2 else {})
        for rang in range(lignes)
    ]
    champs: dict[str, Any] = brut(
        courrier={"nature": courrier, "reference": "R", "montant": "100,00"}, griefs=griefs, lignes=rangees
    )
    champs["courriers"][0] |= {"date": "2026-10-05", "date_reception": "2026-10-08"}
    passees = {une.id for une in charger_guide(ARGUMENTS).questions}
    valeur = {nom: en_texte(valeur) for nom, valeur in champs.items()}
    return Etat(valeur, Notes(frozenset(passees)))


def en_texte(valeur: Any) -> Any:
    if isinstance(valeur, dict):
        return {nom: en_texte(fils) for nom, fils in valeur.items()}
    return [en_texte(fils) for fils in valeur] if isinstance(valeur, list) else str(valeur)


def constat(etude: Etude) -> tuple[object, ...]:
    """What an answer must be able to change."""
    selection = etude.selection
    return (
        {(r.moyen.id, r.grief and r.grief.id, r.lignes) for r in (*selection.retenus, *selection.signales)},
        {(m.moyen.id, m.grief and m.grief.id, m.lignes) for m in selection.a_completer},
        {(e.moyen.id, e.grief and e.grief.id) for e in selection.ecartes},
    )


def constat_apres(valeurs: Brut, ecrites: list[Any]) -> tuple[object, ...] | None:
    try:
        return constat(MOTEUR.cadre.etudier(MOTEUR.cadre.lire(poser_tout(valeurs, ecrites))))
    except EntreeInvalide:
        return None


def contextes(question: Question, etat: Etat) -> Iterator[list[Any]]:
    """Ways in which the other open questions of the moyens that wait for this one may be answered: none first."""
    yield []
    dossier = MOTEUR.dossier(etat)
    etude = MOTEUR.etude(etat)
    assert dossier is not None
    assert etude is not None
    vue = Vue(etat, dossier, etude, MOTEUR.cadre)
    for attente in etude.selection.a_completer:
        if attente.moyen.id not in question.moyens:
            continue
        pret = BIBLIOTHEQUE.moyens[attente.moyen.id]
        ligne = attente.lignes[0] if attente.lignes and attente.moyen.portee == "ligne" else None
        manquants = decider(pret, etude.analyse.faits(attente.grief, ligne)).manquants
        autres = {
            autre.id: autre
            for nom in manquants
            for autre in questions_du_fait(nom, attente.grief, attente.lignes, vue)
            if autre.id != question.id
        }
        for choix in islice(product(*[[[], *essais(autre, dossier)] for autre in autres.values()]), 400):
            yield [ecriture for ecritures in choix for ecriture in ecritures]


def change(question: Question, etat: Etat) -> bool:
    """Whether two answers to the question end differently, the others being answered in some way, or not."""
    dossier = MOTEUR.dossier(etat)
    assert dossier is not None
    for autres in contextes(question, etat):
        sans = constat_apres(etat.brut, autres)
        for ecrites in essais(question, dossier):
            avec = constat_apres(etat.brut, [*autres, *ecrites])
            if sans is not None and avec not in (None, sans):
                return True
    return False


@settings(max_examples=20)
@given(
    st.integers(0, 10**9),
    st.lists(st.sampled_from(list(CATALOGUE.griefs)), min_size=1, max_size=2, unique=True),
    st.sampled_from(FONDS),
    st.sampled_from([0, 4]),
)
def test_chaque_question_posee_peut_changer_l_issue(
    graine: int, natures: list[str], courrier: str, lignes: int
) -> None:
    hasard = random.Random(graine)  # noqa: S311
    etat = depart(natures, courrier, lignes)
    gains: list[int] = []
    while (question := MOTEUR.prochaine_question(etat)) is not None:
        if question.moyens:
            assert question.gain is not None
            assert change(question, etat), question
            gains.append(question.gain)
        else:
            assert question.id.split("@")[0] in ORIENTATION | {"cotation_plafond_oppose"}
        suite = MOTEUR.repondre(etat, question, au_hasard(question, hasard))
        etat = etat if isinstance(suite, Incompris) else suite


def test_les_questions_qui_gagnent_le_plus_viennent_d_abord() -> None:
    etat = depart(["deux-seances-jour"], "notification", 4)
    while (question := MOTEUR.prochaine_question(etat)) is not None and not question.moyens:
        etat = poursuivre(MOTEUR, etat, question, "non")
    assert question is not None
    etude = MOTEUR.etude(etat)
    assert etude is not None
    assert question.gain == max(attente.montant for attente in etude.selection.a_completer)


def test_je_ne_sais_pas_s_ecrit_inconnu_et_n_est_plus_demande() -> None:
    etat = depart(["deux-seances-jour"], "notification", 2)
    posees: list[str] = []
    while (question := MOTEUR.prochaine_question(etat)) is not None:
        posees.append(question.id)
        etat = poursuivre(MOTEUR, etat, question, NSP)
        assert all(lire_chemin(etat.brut, chemin) == "inconnu" for chemin in question.chemins)
    assert len(posees) == len(set(posees)) > 5


def test_sauf_des_lignes_s_ecrit_sur_ces_lignes() -> None:
    etat = depart(["pieces-non-recues"], "notification", 4)
    while (question := MOTEUR.prochaine_question(etat)) is not None and question.id != "envoi_prouve@A":
        etat = poursuivre(MOTEUR, etat, question, "oui" if question.type is TypeReponse.BOOLEEN else NSP)
    assert question is not None
    etat = poursuivre(MOTEUR, etat, question, "oui sauf 2, 4")
    assert lire_chemin(etat.brut, ("griefs", 0, "envoi_prouve")) == "oui"
    ecrites = [lire_chemin(etat.brut, ("lignes", rang, "envoi_prouve")) for rang in range(4)]
    assert ecrites == [None, "non", None, "non"]


def test_la_premiere_question_est_le_courrier_et_aide_a_le_reconnaitre() -> None:
    question = MOTEUR.prochaine_question(Etat())
    assert question is not None
    assert set(question.valeurs) == set(question.details) == set(LIBELLES_COURRIERS)
    assert "contrainte" in question.sans_reponse
    etat = poursuivre(MOTEUR, Etat(), question, NSP)
    assert lire_chemin(etat.brut, ("courriers", 0, "nature")) == "notification"


def test_une_date_qui_contredit_le_dossier_est_refusee_avec_ce_qui_est_attendu() -> None:
    etat = poursuivre(MOTEUR, Etat(), MOTEUR.prochaine_question(Etat()), "notification")  # type: ignore[arg-type]
    for attendue, reponse in (("date_reception", "8/10/2026"), ("date_lettre", "9/10/2026")):
        question = MOTEUR.prochaine_question(etat)
        assert question is not None
        assert question.id == attendue
        suite = MOTEUR.repondre(etat, question, reponse)
        etat = etat if isinstance(suite, Incompris) else suite
    assert isinstance(suite, Incompris)
    assert "précède" in suite.message
    assert "09/10/2026" in suite.attendu


def test_un_nom_de_patient_est_refuse_et_un_nir_masque() -> None:
    etat = depart(["deux-seances-jour"], "notification", 2)
    etat = Etat(etat.brut, Notes(etat.notes.passees - {"griefs", "ligne"}, "saisir", nature="autre", grief="B"))
    question = MOTEUR.prochaine_question(etat)
    assert question is not None
    assert question.id == "ligne"
    refus = MOTEUR.repondre(etat, question, "13/01/2025 ; - ; RAM 7,49 ; - ; 10 ; F1 ; Dupont")
    assert isinstance(refus, Incompris)
    assert "Dupont" not in f"{refus.message}{refus.attendu}"
    suite = poursuivre(MOTEUR, etat, question, "13/01/2025 ; - ; RAM 7,49 ; - ; 10 ; 2 84 05 29 123 456 78")
    assert "123 456" not in composer("", suite)


@pytest.mark.parametrize(
    ("mots", "nature"),
    [
        ("ordonnance absente", "prescription-absente"),
        ("deux séances le même jour", "deux-seances-jour"),
        ("dépassements", "de-non-justifie"),
        ("pièces non reçues", "pieces-non-recues"),
        ("telesoin", "telesoin"),
        ("ordonance", "prescription-absente"),
        ("local commercial", "local-commercial"),
    ],
)
def test_un_grief_se_trouve_par_quelques_mots(mots: str, nature: str) -> None:
    assert nature in chercher(mots, CATALOGUE)


def test_tous_les_griefs_se_trouvent_par_leur_libelle() -> None:
    perdus = [g.id for g in CATALOGUE.griefs.values() if g.id not in chercher(g.libelle, CATALOGUE)[:3]]
    assert perdus == []


def test_un_grief_sans_ligne_ni_montant_ne_se_perd_pas_parmi_des_lignes() -> None:
    etat = depart(["deux-seances-jour"], "notification", 0)
    notes = Notes(etat.notes.passees - {"griefs", "ligne", "grief_suivant"}, "saisir", nature="autre", grief="B")
    etat = Etat(etat.brut, notes)
    question = MOTEUR.prochaine_question(etat)
    assert question is not None
    refus = MOTEUR.repondre(etat, question, "13/01/2025 ; 10")
    assert isinstance(refus, Incompris)
    assert "grief A" in refus.message
