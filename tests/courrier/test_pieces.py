"""The exhibits: one number each in the order of the letter, said after the moyens they support, and what is missing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aide import BIBLIOTHEQUE, RACINE, dossier, etude, exemple, ouvrage
from indu.commun.erreurs import EntreeInvalide
from indu.commun.texte import espaces_simples
from indu.courrier.document import (
    Document,
    Texte,
    Titre,
    parcourir,
    suites_inlines,
    texte_document,
    texte_inlines,
)
from indu.courrier.fabrique import points_ouverts
from indu.courrier.pieces import Bordereau, dresser, inserer_mention
from indu.dossier.modele import Dossier, Piece
from indu.moyens.modele import Famille

EXEMPLE = exemple("a")
RETENUS = etude(EXEMPLE).plan.retenus
FOND_A = [r.moyen.id for r in RETENUS if r.moyen.famille is Famille.FOND and r.grief is not None and r.grief.id == "A"]
RECALCUL = next(r.moyen.id for r in RETENUS if r.moyen.famille is Famille.RECALCUL)
assert len(FOND_A) == 2


def avec(*pieces: Piece) -> Dossier:
    """Example A (griefs A, B, C all argued, A by two moyens) with these exhibits."""
    return EXEMPLE.model_copy(update={"pieces": pieces})


def piece(identifiant: str, *pour: str, confidentielle: bool = False) -> Piece:
    return Piece(id=identifiant, intitule=f"Intitulé {identifiant}", pour=pour, confidentielle=confidentielle)


def bordereau(un: Dossier) -> Bordereau:
    etudie = etude(un)
    return dresser(un.pieces, etudie.plan, etudie.selection.retenus)


def ordre(*pieces: Piece) -> list[str]:
    return [numerotee.piece.id for numerotee in bordereau(avec(*pieces)).pieces]


def lettre(*pieces: Piece) -> Document:
    return ouvrage(avec(*pieces)).lettre.document


def dit(document: Document) -> str:
    return espaces_simples(texte_document(document))


def mentions(document: Document) -> list[str]:
    return re.findall(r"[(;] ?(pièces? n[^)]*)\)", dit(document))


def notes(document: Document, titre: str) -> list[str]:
    return [
        espaces_simples(note.texte)
        for bloc in document.blocs
        if isinstance(bloc, Titre) and texte_inlines(bloc.contenu) == titre
        for note in bloc.notes
    ]


# ---------------------------------------------------------------------------------------------- numéroter


def test_l_ordre_est_celui_de_la_lettre_les_pieces_generales_d_abord() -> None:
    assert ordre(piece("c", "C"), piece("b", "B"), piece("a", "A"), piece("z"), piece("y")) == ["z", "y", "a", "b", "c"]


def test_dans_une_reponse_la_piece_d_un_moyen_vient_a_sa_place_et_celle_du_grief_a_la_fin() -> None:
    assert ordre(piece("grief", "A"), piece("second", FOND_A[1]), piece("premier", FOND_A[0])) == [
        "premier", "grief", "second"
    ]  # fmt: skip


def test_une_piece_dont_rien_n_est_discute_vient_a_la_fin() -> None:
    ecarte = next(e.moyen.id for e in etude(EXEMPLE).selection.ecartes if e.moyen.id in BIBLIOTHEQUE.moyens)
    assert ordre(piece("perdue", ecarte), piece("recalcul", RECALCUL), piece("b", "B")) == ["b", "recalcul", "perdue"]


CIBLES = ["A", "B", "C", *FOND_A, RECALCUL, "preuve-contraire-produite", "prescription-triennale"]


@given(st.lists(st.tuples(st.lists(st.sampled_from(CIBLES), unique=True, max_size=3), st.booleans()), max_size=8))
def test_chaque_piece_a_un_numero_et_un_seul_et_la_lettre_n_en_nomme_pas_d_autre(
    tirees: list[tuple[list[str], bool]],
) -> None:
    pieces = [piece(f"P{n}", *pour, confidentielle=secret) for n, (pour, secret) in enumerate(tirees)]
    trouve = bordereau(avec(*pieces))
    assert [n.numero for n in trouve.pieces] == list(range(1, len(pieces) + 1))
    assert sorted(n.piece.id for n in trouve.pieces) == sorted(p.id for p in pieces)
    par_numero = {n.numero: n.piece for n in trouve.pieces}
    for (moyen, grief), numeros in trouve.soutiens.items():
        assert {par_numero[n].id for n in numeros} == {
            p.id for p in pieces if moyen in p.pour or (grief is not None and grief in p.pour and moyen != RECALCUL)
        }
    appelees = [numero for numeros in trouve.appels.values() for numero in numeros]
    premieres = list(dict.fromkeys(appelees))
    assert premieres == sorted(premieres), "les numéros ne suivent pas l’ordre où la lettre les appelle"
    assert all(set(numeros) <= set(trouve.soutiens[place]) for place, numeros in trouve.appels.items())


# ---------------------------------------------------------------------------------------------- dire dans la lettre


def test_chaque_reponse_nomme_ses_pieces_une_fois() -> None:
    document = lettre(piece("un", "A"), piece("deux", FOND_A[0], "A"), piece("trois", "B"), piece("z"))
    reponse_a = dit(document).split("I.A. ", 1)[1].split("I.B. ", 1)[0]
    assert mentions(document)[:3] == ["pièce n° 2", "pièce n° 3", "pièce n° 4"]
    assert reponse_a.count("n° 2)") == 1


def test_plusieurs_pieces_en_une_mention_avec_son_exposant() -> None:
    document = lettre(piece("un", "B"), piece("deux", "B"), piece("trois", "B"))
    assert "pièces nos 1 à 3" in mentions(document)
    exposants = [
        element
        for bloc in parcourir(document.blocs)
        for suite in suites_inlines(bloc)
        for element in suite
        if isinstance(element, Texte) and element.exposant and element.contenu == "os"
    ]
    assert exposants
    assert "nos\u00a01 à 3)." in texte_document(document)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Elle existe.", "Elle existe (pièce n° 3)."),
        ("Je la produis (22-11.613).\n", "Je la produis (22-11.613 ; pièce n° 3)."),
        ("Un premier point.\n\nUn second", "Un premier point.\n\nUn second (pièce n° 3)"),
    ],
)
def test_une_mention_se_place_dans_la_derniere_phrase(texte: str, attendu: str) -> None:
    assert inserer_mention(texte, "pièce n° 3") == attendu


def test_sans_piece_la_lettre_n_en_nomme_aucune() -> None:
    document = lettre()
    assert mentions(document) == []
    assert "Pièces jointes" not in dit(document)


def test_un_intitule_reste_du_texte() -> None:
    piege = Piece(id="P", intitule="**gras** {{ 1 }} nos 3 ::: note", pour=("B",))
    document = lettre(piege)
    assert "**gras** {{ 1 }} nos 3 ::: note" in dit(document)


# ---------------------------------------------------------------------------------------------- le pli


def test_les_pieces_confidentielles_ont_leur_titre_leur_numero_et_leur_regle() -> None:
    document = lettre(piece("z"), piece("a", "A", confidentielle=True), piece("b", "B"))
    avant, apres = dit(document).split("Pièces sous pli confidentiel portant la mention « secret médical »")
    assert "Pièce n° 1 : Intitulé z" in avant
    assert "Pièce n° 3 : Intitulé b" in avant
    assert "Intitulé a" not in avant
    assert "Pièce n° 2 : Intitulé a" in apres
    assert "l’article R. 142-1-A du code de la sécurité sociale, IV" in apres
    assert "sauf en ce qui concerne les échanges avec les juridictions" in apres


def test_la_regle_du_pli_n_est_a_relire_que_si_la_lettre_la_cite() -> None:
    def relire(*pieces: Piece) -> bool:
        un = ouvrage(avec(*pieces))
        assert ("R. 142-1-A" in dit(un.lettre.document)) is any(p.confidentielle for p in pieces)
        return any(reserve.source == "css-r142-1-a" for reserve in un.lettre.reserves)

    assert relire(piece("a", confidentielle=True))
    assert not relire(piece("a"))


def test_la_fiche_dit_quoi_faire_de_l_enveloppe() -> None:
    assert "ne mettez pas la pièce 2 avec la lettre" in dit(
        ouvrage(avec(piece("z"), piece("a", "A", confidentielle=True))).fiche
    )
    assert "Pli « secret médical »" not in dit(ouvrage(avec(piece("z"))).fiche)


def test_tout_gabarit_qui_imprime_le_bordereau_declare_la_source_du_pli() -> None:
    blocs = RACINE / "templates" / "courriers" / "blocs"
    porteurs = {"pieces.md.j2"}
    porteurs |= {bloc.name for bloc in blocs.iterdir() if '"pieces.md.j2"' in bloc.read_text(encoding="utf-8")}
    trouves = 0
    for gabarit in blocs.parent.glob("*.md.j2"):
        texte = gabarit.read_text(encoding="utf-8")
        if any(f'"{porteur}"' in texte for porteur in porteurs):
            trouves += 1
            assert "css-r142-1-a" in texte.split("---\n")[1], gabarit.name
    assert trouves >= 3


# ---------------------------------------------------------------------------------------------- ce qui manque


def test_la_fiche_dit_moyen_par_moyen_ce_qui_est_joint_et_ce_qui_manque() -> None:
    fiche = dit(ouvrage(avec(piece("z"), piece("b", "B"))).fiche)
    attendent = [r.moyen for r in RETENUS if r.moyen.pieces]
    assert fiche.count("Joint : pièce 2 (attendu : ") == 1
    assert fiche.count("Rien n’est joint pour ce moyen ; à joindre : ") == len(attendent) - 1
    assert f"{len(attendent) - 1} moyens sur {len(attendent)} sans la pièce qu’ils attendent" in fiche
    assert "Cela n’empêche pas --final" in fiche


def test_rien_ne_manque_quand_tout_est_joint() -> None:
    un = ouvrage(avec(piece("tout", "A", "B", "C", RECALCUL)))
    assert "Rien n’est joint" not in dit(un.fiche)
    assert "sans la pièce" not in dit(un.fiche)
    assert notes(un.lettre.document, "Pièces jointes") == []


def test_la_note_du_bordereau_nomme_les_moyens_sans_piece() -> None:
    (note,) = notes(lettre(piece("tout", "A", "B", "C")), "Pièces jointes")
    assert "1 moyen qui en attend" in note
    assert espaces_simples(BIBLIOTHEQUE.moyens[RECALCUL].moyen.titre.replace("'", "’")) in note
    assert "calcul ligne par ligne" in note


def test_sans_aucune_piece_la_note_est_au_debut_de_la_discussion() -> None:
    (note,) = notes(lettre(), "Discussion")
    assert note.startswith("Aucune pièce n’est jointe, et ")


def test_la_lettre_recue_appuie_ce_qui_est_dit_de_la_notification() -> None:
    un = exemple("b")
    fiche = dit(ouvrage(un).fiche)
    assert "Joint : pièces 1 et 2 (attendu : notification et annexes complètes)" in fiche
    assert "Rien n’est joint" not in fiche


def test_une_piece_manquante_ne_laisse_pas_de_point_ouvert() -> None:
    sans, toutes = ouvrage(avec()), ouvrage(avec(piece("tout", "A", "B", "C", RECALCUL)))
    assert points_ouverts(sans.etude, sans.lettre) == points_ouverts(toutes.etude, toutes.lettre)


# ---------------------------------------------------------------------------------------------- refuser


def test_une_piece_pour_un_inconnu_est_refusee_avec_le_nom_proche() -> None:
    un = dossier(pieces=[
        {"id": "P1", "intitule": "Lettre", "pour": ["A", "prescription-triennale"]},
        {"id": "P2", "intitule": "Autre", "pour": ["prescription-trienale"]},
    ])  # fmt: skip
    with pytest.raises(EntreeInvalide) as erreur:
        etude(un)
    (message,) = map(str, erreur.value.problemes)
    assert message.startswith("pieces[2].pour : ")
    assert "lu « prescription-trienale »" in message
    assert "vouliez-vous dire « prescription-triennale » ?" in message


def test_la_saisine_conservatoire_ne_plaide_rien_et_ne_reclame_donc_aucune_piece() -> None:
    un = ouvrage(avec(piece("z"), piece("b", "B")), voulu="saisine_conservatoire")
    assert notes(un.lettre.document, "Pièces jointes") == []
    assert mentions(un.lettre.document) == []
