"""Whatever the texts of the table, the dossier written reads back the same."""

from __future__ import annotations

from datetime import date

from aide_importation import relu
from hypothesis import example, given
from hypothesis import strategies as st

from aide import CATALOGUE
from indu.commun.texte import nettoyer
from indu.commun.yaml import lire_yaml
from indu.importation.ecriture_dossier import commentaire, ecrire_dossier, scalaire
from indu.importation.proposition import (
    ChampLu,
    Comptes,
    GriefPropose,
    LigneProposee,
    NonCompris,
    Proposition,
)

TEXTES = st.text(max_size=60).map(nettoyer).filter(bool)
_SIGNES = """a: b|# note|- x|'|"|{}|[a, b]|null|oui|~|1e3|12:30|!tag|&a|*a|%x|@|\
\\|\\u0041|é\u0301|...|---|a #b|>|?|,|: |0123|=1+1"""
HOSTILES = st.sampled_from([*_SIGNES.split("|"), "|", "a\nb: c", "a\t#b", "\U0001f600", "\u00a0x"]).map(nettoyer)
HOSTILE = TEXTES | HOSTILES


@given(HOSTILE)
@example("\ud83d")
def test_un_scalaire_se_relit(texte: str) -> None:
    propre = nettoyer(texte) or "x"
    for ecrit in (f"champ: {scalaire(propre)}\n", f"champ: {{a: {scalaire(propre)}, b: 1}}\n"):
        lecture = lire_yaml(ecrit.encode(), "d.yaml")
        assert lecture.problemes == []
        assert isinstance(lecture.valeur, dict)
        lue = lecture.valeur["champ"]
        assert (lue["a"] if isinstance(lue, dict) else lue) == propre


@given(st.text(max_size=60))
def test_un_commentaire_ne_deborde_jamais(texte: str) -> None:
    lecture = lire_yaml(f"a: b  {commentaire(texte)}\nc: d\n".encode(), "d.yaml")
    assert lecture.valeur == {"a": "b", "c": "d"}


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_le_dossier_se_relit_avec_ses_textes(facture: str, motif: str, accessoire: str, reste: str) -> None:
    ligne = LigneProposee(
        lieux=(f"{reste}, A2",),
        date_soin=date(2024, 1, 3),
        montant_reclame=1234567,
        facture=facture,
        patient="A. E.",
        acte="RAM",
        coefficient="8,09",
        accessoire=accessoire,
        acte_retenu=motif,
        griefs=("A",),
        doutes=(reste,),
        notes=(motif,),
    )
    une = Proposition(
        sources=(reste,),
        comptes=Comptes(1234567, 1234567, reste),
        champs=(
            ChampLu("courrier.reference", facture, motif, reste, "moyenne"),
            ChampLu("caisse.nom", motif, "", "", "haute"),
        ),
        griefs=(GriefPropose("A", "autre", motif, reste), GriefPropose("B", "autre", motif, reste)),
        lignes=(ligne,),
        a_completer=(LigneProposee(("A3",), None, None, facture=facture, griefs=("B",), doutes=(reste,)),),
        negatives=(LigneProposee(("A4",), date(2024, 1, 3), -100, facture=facture, griefs=("A",)),),
        colonnes=(reste,),
        controles=(motif,),
        non_compris=(NonCompris(reste, motif, facture),),
        avis=(accessoire,),
    )
    dossier = relu(une)
    lue = dossier.lignes[0]
    assert (lue.facture, lue.accessoire, lue.acte_retenu) == (facture, accessoire, motif)
    assert (lue.montant_reclame, lue.date_soin) == (1234567, date(2024, 1, 3))
    assert dossier.griefs[0].precision == motif
    assert [grief.id for grief in dossier.griefs] == ["A"]
    assert dossier.caisse.nom == motif
    assert dossier.courriers[0].montant == 1234567


def test_les_rangees_a_completer_deviennent_des_lignes_quand_on_retire_le_diese() -> None:
    ligne = LigneProposee(("A2",), date(2024, 1, 3), 1000, griefs=("A",))
    trou = LigneProposee(("A3",), None, 2000, facture="F2", griefs=("B",))
    griefs = (GriefPropose("A", "autre", "x"), GriefPropose("B", "autre", "y"))
    une = Proposition(("t.csv",), Comptes(1000), griefs=griefs, lignes=(ligne,), a_completer=(trou,))
    texte = ecrire_dossier(une)
    rempli = "\n".join(
        rang.replace("  #- ", "  - ").replace("  #  ", "    ").replace("#  - ", "  - ") for rang in texte.split("\n")
    ).replace('date_soin: "À COMPLÉTER"', "date_soin: 2024-01-04")
    from indu.dossier.lecture import dossier_depuis

    dossier = dossier_depuis(rempli.encode(), "d.yaml", CATALOGUE)
    assert [ligne.montant_reclame for ligne in dossier.lignes] == [1000, 2000]
    assert dossier.lignes[1].grief == ("B",)
