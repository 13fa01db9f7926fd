"""A workbook read: what each dossier becomes, what is said of what is not understood, and where."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from classeurs import DOSSIERS, LIGNES, Erreur, Formule, dits, dossier, ecrire, fautes, ligne, lire, rangee
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from aide import BIBLIOTHEQUE, CATALOGUE, brut
from indu.commun.yaml import lire_yaml
from indu.dossier.lecture import dossier_depuis
from indu.lot.classeur import lire_classeur
from tableur import convertir


def test_un_dossier_et_ses_lignes(tmp_path: Path) -> None:
    lot = lire(
        tmp_path,
        {
            "Dossiers": [["Suivi du syndicat"], [], DOSSIERS, rangee()],
            "LIGNES": [
                LIGNES,
                ligne(),
                ligne(numero=2, montant="1 012,50 €", grief="Prescription absente ou non retrouvée"),
            ],
        },
    )
    (entree,) = lot.entrees
    lu = dossier(entree)
    assert (entree.nom, lot.problemes, lot.avis) == ("ex-1", (), ())
    assert lu.courriers[0].nature == "notification"
    assert lu.courriers[0].date_reception == date(2026, 3, 5)
    assert [(une.numero, une.montant_reclame, une.grief) for une in lu.lignes] == [
        (1, 1736, ("A",)),
        (2, 101250, ("B",)),
    ]


def test_les_feuilles_facultatives(tmp_path: Path) -> None:
    lot = lire(
        tmp_path,
        {
            "dossiers": [DOSSIERS, rangee("EX-1"), rangee("EX-2")],
            "lignes": [LIGNES, ligne(grief="A"), ligne("EX-2"), ligne(numero=2, grief="Deux séances le même jour")],
            "griefs": [
                ("Dossier", "Identifiant", "Nature", "Précision", "Montant annoncé", "facturation_exacte"),
                ("EX-1", "A", "prescription-absente", "ordonnance non retrouvée", 12.5, "oui"),
            ],
            "Courriers": [("Référence", "nature", "date"), ("EX-2", "mise en demeure", "02/05/2026")],
            "Pièces": [
                ("Dossier", "Intitulé", "Pour", "Confidentielle"),
                ("EX-1", "Ordonnance", "Prescription absente ou non retrouvée, dap-urgence", "oui"),
                ("EX-1", "Notification", None, None),
            ],
        },
    )
    un, deux = (entree for entree in lot.entrees)
    assert fautes(un, tmp_path) == [
        "classeur.xlsx, feuille « lignes », cellule E4 : grief : ce dossier a ses griefs dans la feuille « griefs », "
        "et celui-ci n’y est pas ; lu « Deux séances le même jour » ; "
        "attendu : l’identifiant ou la nature d’un grief de ce dossier, dans la feuille « griefs »"
    ]
    assert [courrier.nature for courrier in dossier(deux).courriers] == ["notification", "mise_en_demeure"]
    brut_un = lire_yaml(un.octets, "").valeur
    assert isinstance(brut_un, dict)
    assert brut_un["griefs"] == [
        {
            "id": "A",
            "nature": "prescription-absente",
            "precision": "ordonnance non retrouvée",
            "montant_annonce": "12,50",
            "facturation_exacte": "oui",
        }
    ]
    assert brut_un["pieces"] == [
        {"intitule": "Ordonnance", "pour": ["A", "dap-urgence"], "confidentielle": "oui", "id": "P1"},
        {"intitule": "Notification", "id": "P2"},
    ]


def test_sans_lignes_et_sous_un_nom_de_feuille_quelconque(tmp_path: Path) -> None:
    lot = lire(tmp_path, {"Feuil1": [DOSSIERS, rangee()]})
    assert dossier(lot.entrees[0]).lignes == ()


def test_les_champs_sous_leur_nom_et_les_faits_sous_leur_phrase(tmp_path: Path) -> None:
    tete = ("reference", "praticien.prenom", "praticien.nom", "caisse.nom", "courrier.nature", "mention_cause",
            "La lettre parle de fraude", "toutes_lignes_saisies", "Colonnes du tableau", "lettre.date")  # fmt: skip
    valeurs = ("EX-1", "Anne", "Exemple", "CPAM", "notification", "non", "?", "OUI", "numéro de facture ; patient",
               date(2026, 4, 1))  # fmt: skip
    lot = lire(tmp_path, {"dossiers": [tete, valeurs]})
    lu = dossier(lot.entrees[0])
    assert lot.problemes == ()
    assert lu.courriers[0].fait("mention_cause") is False
    assert lu.courriers[0].fait("fraude_alleguee") is None
    assert b"fraude_alleguee: inconnu" in lot.entrees[0].octets
    assert lu.courriers[0].fait("colonnes_tableau") == ("facture", "patient")
    assert (lu.fait("toutes_lignes_saisies"), lu.lettre.date) == (True, date(2026, 4, 1))


def test_le_tableau_de_la_caisse_avec_ses_titres(tmp_path: Path) -> None:
    tete = ("Dossier", "N° facture", "Nom", "Prénom", "NIR", "Date des soins", "Mandatement", "Cotation",
            "Montant remboursé", "Montant indu", "Motif de l’indu")  # fmt: skip
    corps = ("EX-1", "F25-1", "MODELE", "Bruno", "2 84 01 29 123 456 78", date(2025, 1, 13), "20/01/2025",
             "2 x RAM 8,09 + IFD", 17.36, 17.36, "deux-seances-jour")  # fmt: skip
    total = ("Total", None, None, None, None, None, None, None, None, 17.36)
    lot = lire(tmp_path, {"dossiers": [DOSSIERS, rangee()], "Lignes du tableau": [tete, corps, total]})
    (une,) = dossier(lot.entrees[0]).lignes
    assert (une.patient, une.acte, une.coefficient, une.quantite, une.accessoire) == ("B. M.", "RAM", "8,09", 2, "IFD")
    assert (une.date_paiement, une.montant_paye, lot.problemes) == (date(2025, 1, 20), 1736, ())
    assert [avis.partition(" : ")[0] for avis in lot.avis] == [
        "feuille « Lignes du tableau », cellule E1",
        "feuille « Lignes du tableau », rangée 3",
    ]


def test_ni_nom_ni_numero_de_patient_nulle_part(tmp_path: Path) -> None:
    tete = ("Référence", "Patient", "N° facture", "Date de soin", "Montant réclamé", "Grief", "Assuré social bis")
    lignes = [
        ("EX-1", "Mme ZORGLUB Berthe", "F-1 Zorglub", date(2025, 1, 1), 5, "Motif de Zorglub", "ZORGLUB"),
        ("EX-1", 2840129123456, "2 84 01 29 123 456 78", date(2025, 1, 1), 5, "deux-seances-jour", None),
    ]
    griefs = [("Dossier", "Id", "Nature", "Précision"), ("EX-2", "A", "prescription-absente", "2840129123456")]
    lot = lire(
        tmp_path,
        {"dossiers": [DOSSIERS, rangee(), rangee("EX-2")], "lignes": [tete, *lignes], "griefs": griefs,
         "Zorglub Berthe": [["x"]]},
    )  # fmt: skip
    tout = " ".join(
        [
            *(str(probleme) for probleme in lot.problemes),
            *lot.avis,
            *(entree.octets.decode() for entree in lot.entrees),
            *(faute for entree in lot.entrees for faute in fautes(entree, tmp_path)),
        ]
    )
    assert "B. Z." in tout
    for prive in ("zorglub", "berthe", "284012912", "2 84 01 29"):
        assert prive not in tout.lower()


def test_une_faute_ne_bloque_que_son_dossier(tmp_path: Path) -> None:
    lignes = [LIGNES, ligne(), ligne("EX-2", date_soin="hier"), ligne("EX-2", montant=-3, grief="deux-seances-jours")]
    lot = lire(tmp_path, {"dossiers": [DOSSIERS, rangee(), rangee("EX-2")], "lignes": lignes})
    bon, mauvais = lot.entrees
    assert fautes(bon, tmp_path) == []
    assert [faute.partition(" ; ")[0] for faute in fautes(mauvais, tmp_path)] == [
        "classeur.xlsx, feuille « lignes », cellule E4 : grief : grief inconnu",
        "classeur.xlsx, feuille « lignes », cellule C3 : date_soin : ce n’est pas une date",
        "classeur.xlsx, feuille « lignes », cellule D4 : montant_reclame : le montant est négatif",
    ]
    assert "vouliez-vous dire « Deux séances le même jour » ?" in fautes(mauvais, tmp_path)[0]


@pytest.mark.parametrize(
    ("ecrit", "voisin"),
    [
        ("Doublon de facturatoin", "Doublon de facturation"),
        ("deux-seances-jours", "Deux séances le même jour"),
        ("Absence de prescription", "Prescription absente ou non retrouvée"),
        ("zut", ""),
    ],
)
def test_un_grief_inconnu_et_celui_qui_lui_ressemble(tmp_path: Path, ecrit: str, voisin: str) -> None:
    lot = lire(
        tmp_path,
        {"dossiers": [DOSSIERS, rangee()], "lignes": [LIGNES, ligne(grief=ecrit), ligne(numero=2, grief=ecrit)]},
    )
    (faute,) = fautes(lot.entrees[0], tmp_path)
    assert faute.startswith("classeur.xlsx, feuille « lignes », cellule E2 : grief : grief inconnu")
    assert faute.endswith(f"vouliez-vous dire « {voisin} » ?" if voisin else "du classeur à remplir")


def test_plusieurs_griefs_pour_une_ligne(tmp_path: Path) -> None:
    ecrit = "doublon-facturation ; Prescription absente ou non retrouvée"
    lot = lire(tmp_path, {"dossiers": [DOSSIERS, rangee()], "lignes": [LIGNES, ligne(grief=ecrit)]})
    lu = dossier(lot.entrees[0])
    assert (lu.lignes[0].grief, lu.griefs[1].nature) == (("A", "B"), "prescription-absente")


def test_ce_qui_manque_est_dit_a_sa_rangee(tmp_path: Path) -> None:
    lignes = [LIGNES, ligne(), ligne(numero=1), ligne(numero=None, montant=None)]
    lot = lire(tmp_path, {"dossiers": [(*DOSSIERS[:2], "Nom de la caisse"), ("EX-1", None, "CPAM")], "lignes": lignes})
    assert [faute.partition(" ; ")[0] for faute in fautes(lot.entrees[0], tmp_path)] == [
        "classeur.xlsx, feuille « dossiers », rangée 2 : praticien : champ obligatoire absent",
        "classeur.xlsx, feuille « dossiers », rangée 2 : courriers : champ obligatoire absent",
        "classeur.xlsx, feuille « lignes », rangée 4 : montant_reclame : champ obligatoire absent",
    ]
    lot = lire(tmp_path, {"dossiers": [DOSSIERS, rangee()], "lignes": lignes[:3]})
    (faute,) = fautes(lot.entrees[0], tmp_path)
    assert faute.startswith(
        "classeur.xlsx, feuille « lignes », cellule B3 : numero : déjà donné en feuille « lignes », rangée 2"
    )


@pytest.mark.parametrize(
    ("titre", "valeur", "juste"),
    [
        ("Code postal du praticien", 1000, "01000"),
        ("Téléphone du praticien", 298000001, "0298000001"),
        ("N° AM", 12345678, "012345678"),
    ],
)
def test_le_zero_perdu_est_dit_et_jamais_devine(tmp_path: Path, titre: str, valeur: int, juste: str) -> None:
    lot = lire(tmp_path, {"dossiers": [(*DOSSIERS, titre), rangee("EX-1", valeur), rangee("EX-2", juste)]})
    perdu, garde = lot.entrees
    (faute,) = fautes(perdu, tmp_path)
    assert "cellule H2" in faute
    assert "un zéro du début a été perdu" in faute
    assert str(valeur).encode() not in perdu.octets.split(b"reference:")[1]
    assert fautes(garde, tmp_path) == []


def test_nombres_et_dates_du_tableur(tmp_path: Path) -> None:
    tete = (*DOSSIERS, "Code postal de la caisse", "Montant du courrier", "RPPS")
    lot = lire(tmp_path, {"dossiers": [tete, rangee(26.0, 13001.0, 0.1 + 0.2, 10001234567.0)]})
    lu = dossier(lot.entrees[0])
    assert (lu.reference, lu.caisse.code_postal, lu.courriers[0].montant) == ("26", "13001", 30)
    assert lu.praticien.rpps == "10001234567"
    lot = lire(tmp_path, {"dossiers": [DOSSIERS, ("EX", "A", "B", "C", "notification", 46_000, "3 mars 2026")]})
    assert ["cellule F2" in faute for faute in fautes(lot.entrees[0], tmp_path)] == [True]
    assert b"date_reception: 2026-03-03" in lot.entrees[0].octets


def test_references_en_double_et_noms(tmp_path: Path) -> None:
    lot = lire(
        tmp_path,
        {"dossiers": [DOSSIERS, rangee("A/1"), rangee("A 1"), rangee("A/1"), rangee("…"), rangee("x" * 300)]},
    )
    assert [entree.nom for entree in lot.entrees] == ["a-1", "a-1-2", "dossier", "x" * 80]
    assert [len(fautes(entree, tmp_path)) for entree in lot.entrees] == [1, 0, 0, 0]
    (faute,) = fautes(lot.entrees[0], tmp_path)
    assert faute.startswith("classeur.xlsx, feuille « dossiers », cellule A4 : reference : cette référence est déjà")


def test_ce_qui_n_est_d_aucun_dossier(tmp_path: Path) -> None:
    feuilles: dict[str, list[Any]] = {
        "Dossiers": [(*DOSSIERS, "Nom du practicien", "date_soin"), rangee("EX-1"), (None, "perdu")],
        "lignes": [LIGNES, ligne(), ligne("EX-l"), ligne(None), (*ligne(), "à côté"), ligne("EX-l")],
        "Notes": [["bonjour"]],
        "Vide": [],
    }
    assert dits(lire(tmp_path, feuilles), tmp_path) == [
        "classeur.xlsx, feuille « Dossiers », cellule H1 : colonne inconnue : rien n’en est repris ; "
        "lu « Nom du practicien » ; vouliez-vous dire « Nom du praticien » ?",
        "classeur.xlsx, feuille « Dossiers », cellule I1 : colonne inconnue : rien n’en est repris ; "
        "lu « date_soin » ; attendu : cette colonne va dans la feuille « lignes »",
        "classeur.xlsx, feuille « lignes », cellule F5 : cellule sous aucun en-tête : elle n’est pas reprise",
        "classeur.xlsx, feuille « Notes » : feuille non reconnue : rien n’en est repris ; "
        "attendu : une feuille dont le nom contient dossiers, lignes, griefs, courriers ou pièces",
        "classeur.xlsx, feuille « Dossiers », rangée 3 : cette rangée n’a pas de référence : elle n’est pas reprise",
        "classeur.xlsx, feuille « lignes », rangées 3 et 6 : cette référence n’est celle d’aucun dossier : "
        "rien n’en est repris ; lu « EX-l » ; vouliez-vous dire « EX-1 » ?",
        "classeur.xlsx, feuille « lignes », rangée 4 : sans référence de dossier : rien n’en est repris ; "
        "attendu : celle d’un dossier",
    ]


def test_deux_colonnes_qui_se_contredisent(tmp_path: Path) -> None:
    feuilles = {"dossiers": [(*DOSSIERS, "praticien.nom"), rangee("EX-1", "Exemple"), rangee("EX-2", "Autre")]}
    un, deux = lire(tmp_path, feuilles).entrees
    assert fautes(un, tmp_path) == []
    assert (
        "cellule H3 : nom : ce champ est déjà rempli autrement (feuille « dossiers », cellule C3)"
        in (fautes(deux, tmp_path)[0])
    )


def test_un_courrier_decrit_deux_fois(tmp_path: Path) -> None:
    courriers = [("Référence", "Nature du courrier", "Date du courrier"), ("EX-1", "notification", date(2026, 3, 2))]
    lot = lire(tmp_path, {"dossiers": [DOSSIERS, rangee()], "courriers": courriers})
    (faute,) = fautes(lot.entrees[0], tmp_path)
    assert faute.startswith("classeur.xlsx, feuille « courriers », rangée 2 : ce courrier est déjà décrit")


def test_une_formule_est_un_texte(tmp_path: Path) -> None:
    texte = '=HYPERLINK("http://exemple.invalid";"x")'
    lot = lire(tmp_path, {"dossiers": [(*DOSSIERS, "Ville du praticien"), rangee("EX-1", texte)]})
    assert dossier(lot.entrees[0]).praticien.ville == texte
    lot = lire(tmp_path, {"dossiers": [(*DOSSIERS, "Montant du courrier"), rangee("EX-1", Formule("=1+1"))]})
    assert dossier(lot.entrees[0]).courriers[0].montant is None
    assert ["formules sans valeur enregistrée (1 : H2)" in avis for avis in lot.avis] == [True]


def test_une_cellule_en_erreur_est_dite(tmp_path: Path) -> None:
    lot = lire(tmp_path, {"dossiers": [(*DOSSIERS, "Montant du courrier"), rangee("EX-1", Erreur("#N/A"))]})
    assert ["cellules en erreur, telles que #N/A ou #REF! (1 : H2)" in avis for avis in lot.avis] == [True]


def test_memes_entrees_memes_octets_et_dossier_relisible(tmp_path: Path) -> None:
    feuilles = {"dossiers": [DOSSIERS, rangee()], "lignes": [LIGNES, ligne(), ligne(numero=2)]}
    un, deux = lire(tmp_path, feuilles), lire(tmp_path, feuilles)
    assert un == deux
    texte = un.entrees[0].octets.decode()
    assert texte.startswith(
        "# Dossier tiré par « indu lot » du classeur « classeur.xlsx », feuille « dossiers », rangée 2.\n"
        "# Et de la feuille « lignes » : rangées 2 et 3.\n"
    )


@pytest.mark.parametrize("vers", ["ods", "xls"])
def test_les_autres_tableurs(tmp_path: Path, vers: str) -> None:
    feuilles = {"dossiers": [DOSSIERS, rangee()], "lignes": [LIGNES, ligne()]}
    chemin = convertir(ecrire(tmp_path / "classeur.xlsx", feuilles), vers)
    attendu = lire(tmp_path, feuilles)
    assert dossier(lire_classeur(chemin, BIBLIOTHEQUE).entrees[0]) == dossier(attendu.entrees[0])


SIGNES = st.text(alphabet="abzÉçœ 'XY’-:#,{}[]\"&*!%@.019=?|>\\/", min_size=1, max_size=30)
TEXTES = SIGNES.map(str.strip).filter(lambda texte: texte.strip(" ?") != "")
JOURS = st.dates(date(2024, 1, 1), date(2025, 12, 31))
SOMMES = st.integers(0, 10_000_000).map(lambda centimes: centimes / 100)
"""Amounts as a spreadsheet holds them."""
PATIENTS = st.sampled_from(["A. B.", "C.", "É. D."])


def _groupe(**champs: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=champs)


LIGNES_AU_HASARD = st.lists(
    st.tuples(
        st.fixed_dictionaries({"date_soin": JOURS, "montant_reclame": SOMMES, "grief": st.sampled_from("AB")}),
        _groupe(facture=TEXTES, patient=PATIENTS, date_paiement=JOURS | st.just("inconnu"), acte=TEXTES,
                coefficient=st.sampled_from([8.09, 7.5, 12]), quantite=st.integers(1, 9), accessoire=TEXTES,
                montant_paye=SOMMES, montant_du=SOMMES, acte_retenu=TEXTES,
                concedee=st.sampled_from(["oui", "non", "inconnu"])),
    ).map(lambda deux: deux[0] | deux[1]),
    max_size=4,
)  # fmt: skip
DOSSIERS_AU_HASARD = st.fixed_dictionaries(
    {
        "praticien": st.tuples(
            st.fixed_dictionaries({"prenom": TEXTES, "nom": TEXTES}),
            _groupe(civilite=st.sampled_from(["Mme", "M."]), ville=TEXTES, telephone=TEXTES, courriel=TEXTES,
                    code_postal=st.sampled_from(["01000", "29000"])),
        ).map(lambda deux: deux[0] | deux[1]),
        "caisse": st.fixed_dictionaries({"nom": TEXTES}, optional={"ville": TEXTES}),
        "courriers": st.lists(
            st.tuples(
                st.fixed_dictionaries({"nature": st.sampled_from(["notification", "mise_en_demeure"])}),
                _groupe(reference=TEXTES, montant=SOMMES, signataire=TEXTES, periode_debut=JOURS),
            ).map(lambda deux: deux[0] | deux[1]),
            min_size=1, max_size=3,
        ),
        "griefs": st.just([
            {"id": "A", "nature": "deux-seances-jour", "montant_annonce": 5},
            {"id": "B", "nature": "prescription-absente", "montant_annonce": 5},
        ]),
        "lignes": LIGNES_AU_HASARD,
        "lettre": _groupe(lieu=TEXTES, date=JOURS),
    }
)  # fmt: skip


def _feuille(rangees: list[dict[str, Any]]) -> list[list[Any]]:
    tete = list(dict.fromkeys(champ for une in rangees for champ in une))
    return [tete, *([une.get(champ) for champ in tete] for une in rangees)]


def _classeur(dossiers: list[dict[str, Any]]) -> dict[str, list[list[Any]]]:
    """The sheets that say these dossiers: a field is a column under its own name."""
    feuilles: dict[str, list[dict[str, Any]]] = {"dossiers": [], "lignes": [], "griefs": [], "courriers": []}
    for un in dossiers:
        premier, *suivants = un["courriers"]
        groupes = {"praticien": un["praticien"], "caisse": un["caisse"], "lettre": un["lettre"], "courrier": premier}
        plat = {f"{groupe}.{champ}": valeur for groupe, champs in groupes.items() for champ, valeur in champs.items()}
        feuilles["dossiers"].append({"reference": un["reference"]} | plat)
        cite = {"Référence du dossier": un["reference"]}
        feuilles["courriers"] += [
            cite | {f"courrier.{champ}": valeur for champ, valeur in suivant.items()} for suivant in suivants
        ]
        feuilles["griefs"] += [cite | grief for grief in un["griefs"]]
        feuilles["lignes"] += [cite | une for une in un["lignes"]]
    return {nom: _feuille(rangees) for nom, rangees in feuilles.items() if rangees}


def _ecrit(valeur: Any) -> Any:
    """The same value as a person would write it in a dossier."""
    if isinstance(valeur, dict):
        return {nom: _ecrit(fils) for nom, fils in valeur.items()}
    if isinstance(valeur, list):
        return [_ecrit(fils) for fils in valeur]
    return (
        repr(valeur).replace(".", ",")
        if isinstance(valeur, float)
        else valeur.isoformat()
        if isinstance(valeur, date)
        else valeur
    )


@settings(max_examples=20, phases=[Phase.generate])  # each example starts a process: no long shrinking
@given(dossiers=st.lists(DOSSIERS_AU_HASARD, min_size=1, max_size=4))
def test_ecrit_dans_un_classeur_puis_lu_c_est_le_meme_dossier(tmp_path: Path, dossiers: list[dict[str, Any]]) -> None:
    complets = [brut(reference=f"R {rang}") | un for rang, un in enumerate(dossiers)]
    lot = lire(tmp_path, _classeur(complets))
    assert lot.problemes == ()
    for entree, complet in zip(lot.entrees, complets, strict=True):
        attendu = dossier_depuis(json.dumps(_ecrit(complet)).encode(), "attendu.json", CATALOGUE)
        assert dossier(entree) == attendu
