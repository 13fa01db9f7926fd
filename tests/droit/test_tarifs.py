"""The tariffs: the table itself, reading a cotation, rounding, periods, and what is not covered."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aide import ARGUMENTS
from indu.commun.erreurs import BibliothequeInvalide
from indu.commun.montants import arrondir
from indu.commun.ressources import Ressources
from indu.dossier.modele import Zone
from indu.droit.tarifs import (
    TABLE,
    TOUTES_LETTRES,
    Acte,
    LigneTarif,
    NonCouvert,
    Tarif,
    Terme,
    charger_tarifs,
    lire_cotation,
)

TARIFS = charger_tarifs(ARGUMENTS)
ACTES = [ligne for ligne in TARIFS.lignes if ligne.tarif is not None and ligne.du is not None]
COTEES = [ligne for ligne in TARIFS.lignes if ligne.coefficient is not None]


def total(cotation: str, jour: str, zone: Zone = "metropole") -> int | None:
    return TARIFS.evaluer(lire_cotation(cotation), date.fromisoformat(jour), zone).total


def motif(cotation: str, jour: str) -> str:
    evaluation = TARIFS.evaluer(lire_cotation(cotation), date.fromisoformat(jour), "metropole")
    assert evaluation.total is None
    return " ".join(evaluation.motifs)


# ---------------------------------------------------------------------------------------------- la table


def test_chaque_tarif_est_le_coefficient_par_la_lettre_arrondi_a_la_moitie_superieure() -> None:
    assert len(COTEES) > 300
    for ligne in COTEES:
        assert ligne.coefficient is not None
        assert ligne.valeur_lettre is not None
        assert ligne.tarif == arrondir(ligne.coefficient * ligne.valeur_lettre / 100)


def test_la_valeur_de_lettre_de_chaque_acte_est_celle_de_sa_lettre_a_ses_dates() -> None:
    valeurs = [ligne for ligne in TARIFS.lignes if ligne.famille == "lettre-cle"]
    for ligne in COTEES:
        jour = ligne.du or ligne.au
        assert jour is not None
        bonnes = {
            lettre.valeur_lettre
            for lettre in valeurs
            if lettre.lettre in (ligne.lettre, TOUTES_LETTRES) and lettre.zone == ligne.zone and lettre.couvre(jour)
        }
        assert bonnes == {ligne.valeur_lettre}, (ligne.code, jour)


def test_jamais_deux_tarifs_pour_une_cotation_le_meme_jour() -> None:
    par_acte: dict[tuple[str, Decimal | None, Zone], list[LigneTarif]] = defaultdict(list)
    for ligne in TARIFS.lignes:
        if ligne.tarif is not None:
            par_acte[ligne.lettre, ligne.coefficient, ligne.zone].append(ligne)
    homonymes = set()
    for (lettre, coefficient, _), lignes in par_acte.items():
        for une, autre in combinations(lignes, 2):
            if max(une.du or date.min, autre.du or date.min) <= min(une.au or date.max, autre.au or date.max):
                assert une.tarif == autre.tarif, (une.code, autre.code)
                homonymes.add(str(Acte(lettre, coefficient)))
    assert homonymes == {"AMK 5", "AMK 10"}  # two kinds of bilan, one tariff


def test_aucun_trou_entre_deux_periodes_d_un_meme_acte() -> None:
    par_code: dict[tuple[str, str, Zone], list[LigneTarif]] = defaultdict(list)
    for ligne in TARIFS.lignes:
        par_code[ligne.code, ligne.lettre, ligne.zone].append(ligne)
    for lignes in par_code.values():
        lignes.sort(key=lambda ligne: ligne.du or date.min)
        for avant, apres in pairwise(lignes):
            assert avant.au is not None
            assert avant.au + timedelta(days=1) == apres.du, avant.code


def test_les_deux_zones_ont_les_memes_actes_sauf_le_telesoin() -> None:
    par_zone = {
        zone: {(ligne.code, ligne.lettre, ligne.du) for ligne in TARIFS.lignes if ligne.zone == zone}
        for zone in ("metropole", "dom")
    }
    assert {code for code, *_ in par_zone["metropole"] ^ par_zone["dom"]} == {"TMK"}


def test_une_periode_ouverte_dit_jusqu_a_quand_elle_a_ete_controlee() -> None:
    for ligne in TARIFS.lignes:
        assert (ligne.au is None) == (ligne.verifie_jusqu_au is not None), ligne.code


# ---------------------------------------------------------------------------------------------- répondre


@pytest.mark.parametrize(
    ("cotation", "jour", "zone", "attendu"),
    [
        ("AMS 7,5", "2024-02-21", "metropole", 1613),  # 16,125 rounds up
        ("AMS 7,5", "2024-02-22", "metropole", None),
        ("AMK 10,7", "2024-02-21", "metropole", 2301),
        ("AMK 10,7", "2024-02-22", "metropole", 2365),
        ("RAM 7,49", "2024-02-21", "metropole", None),
        ("RAM 7,49", "2024-02-22", "metropole", 1655),
        ("RAM 7,49", "2025-12-31", "metropole", 1655),
        ("RAM 7,49", "2026-01-01", "metropole", None),
        ("RAM 8,09", "2025-12-31", "metropole", None),
        ("RAM 8,09", "2026-01-01", "metropole", 1788),
        ("RAM 8,09", "2026-01-01", "dom", 1966),
        ("TER 9,49", "2026-05-27", "metropole", 2097),
        ("TER 9,49", "2026-05-28", "metropole", None),
        ("TER 9,79", "2026-05-28", "metropole", 2164),
        ("RPE 6", "2025-12-31", "metropole", 1326),
        ("RPE 6", "2026-01-01", "metropole", None),
        ("NMI 11", "2026-08-31", "metropole", 2431),
        ("NMI 11", "2026-09-01", "metropole", None),
        ("IFR", "2024-02-21", "metropole", 400),
        ("IFR", "2024-02-22", "metropole", None),
        ("2 x RAM 8,09 + IFD", "2026-03-01", "metropole", 3826),
        ("10 x IK", "2026-03-01", "metropole", 380),
        ("RAM 8,09 + ZZZ", "2026-03-01", "metropole", None),
    ],
)
def test_le_tarif_est_celui_du_jour_et_de_la_zone(cotation: str, jour: str, zone: Zone, attendu: int | None) -> None:
    assert total(cotation, jour, zone) == attendu


def test_ce_qui_n_est_pas_couvert_est_dit_avec_ce_que_la_table_connait() -> None:
    assert "16,55" in motif("RAM 7,49", "2026-03-01")
    assert "du 22/02/2024 au 31/12/2025" in motif("RAM 7,49", "2026-03-01")
    assert "RAM 8,09" in motif("RAM 8,4", "2026-03-01")
    assert "sans coefficient" in motif("RAM", "2026-03-01")
    assert "lettre absente" in motif("ZZZ 3", "2026-03-01")
    assert "RAM" in motif("RRAM 8,09", "2026-03-01")
    assert "date inconnue" in motif("FRD", "2026-03-01")
    assert "date inconnue" in motif("AMK 6", "2023-03-01")
    assert "aucun coefficient" in motif("TMK 8,09", "2026-03-01")


def test_deux_tarifs_le_meme_jour_ne_se_departagent_pas() -> None:
    une = TARIFS.tarif(Acte("RAM", Decimal("8.09")), date(2026, 3, 1), "metropole")
    assert isinstance(une, Tarif)
    autre = une.lignes[0].model_copy(update={"code": "autre", "tarif": 1})
    reponse = type(TARIFS)((*TARIFS.lignes, autre)).tarif(une.acte, date(2026, 3, 1), "metropole")
    assert isinstance(reponse, NonCouvert)
    assert "plusieurs tarifs" in reponse.motif


def test_une_seule_source_ou_une_date_trop_recente_se_verifient() -> None:
    def reserves(cotation: str, jour: date) -> tuple[str, ...]:
        return TARIFS.evaluer(lire_cotation(cotation), jour, "metropole").reserves

    assert reserves("RAM 8,09", date(2026, 8, 31)) == ()
    assert "31/08/2026" in " ".join(reserves("RAM 8,09", date(2026, 9, 1)))
    assert "une seule source" in " ".join(reserves("AMK 5", date(2025, 1, 1)))


@given(st.sampled_from(ACTES), st.integers(0, 2000))
def test_un_jour_de_la_periode_donne_le_tarif_de_la_ligne(ligne: LigneTarif, decalage: int) -> None:
    assert ligne.du is not None
    jour = ligne.du + timedelta(days=decalage)
    reponse = TARIFS.tarif(Acte(ligne.lettre, ligne.coefficient), jour, ligne.zone)
    if ligne.couvre(jour):
        assert isinstance(reponse, Tarif)
        assert reponse.centimes == ligne.tarif
    else:
        assert isinstance(reponse, NonCouvert) or ligne not in reponse.lignes


# ---------------------------------------------------------------------------------------------- lire


@given(
    st.sampled_from(COTEES),
    st.sampled_from((".", ",")),
    st.sampled_from(("", " ", "  ", "\u00a0", "\u202f")),
    st.booleans(),
    st.booleans(),
    st.integers(1, 30),
    st.sampled_from(("x", " × ", " X ", "*")),
    st.booleans(),
)
def test_une_cotation_se_lit_de_toutes_les_facons_usuelles(
    ligne: LigneTarif, virgule: str, espace: str, minuscules: bool, zeros: bool, quantite: int, fois: str, apres: bool
) -> None:
    assert ligne.coefficient is not None
    nombre = f"{ligne.coefficient:.2f}" if zeros else f"{ligne.coefficient.normalize():f}"
    texte = f"{ligne.lettre}{espace}{nombre.replace('.', virgule)}"
    if quantite > 1:
        texte = f"{texte}{fois}{quantite}" if apres else f"{quantite}{fois}{texte}"
    attendu = (Terme(Acte(ligne.lettre, ligne.coefficient), quantite),)
    assert lire_cotation(f" {texte.lower() if minuscules else texte} ") == attendu
    assert lire_cotation(str(attendu[0])) == attendu


@pytest.mark.parametrize(
    "texte",
    ["", "+", "8,09", "RAM 8,09 +", "RAM 8,09/2", "RAM 0", "0 x RAM 8,09", "2 x RAM 8,09 x 2", "R 8", "RAM 123"],
)
def test_ce_qui_n_est_pas_une_cotation_est_refuse(texte: str) -> None:
    with pytest.raises(ValueError, match="cotation"):
        lire_cotation(texte)


@given(st.integers(1, 9999), st.sampled_from((215, 221, 236, 243)))
def test_l_arrondi_est_au_centime_la_moitie_vers_le_haut(centiemes: int, valeur: int) -> None:
    exact = centiemes * valeur  # in ten-thousandths of a euro
    assert arrondir(Decimal(centiemes) / 100 * valeur / 100) == (exact + 50) // 100


# ---------------------------------------------------------------------------------------------- charger


def posee(surcouche: Path, texte: str) -> Ressources:
    (surcouche / "baremes").mkdir()
    (surcouche / TABLE).write_bytes(texte.encode())
    return Ressources.ouvrir("arguments", None, surcouche)


ENTETE = ",".join(LigneTarif.model_fields)
JUSTE = "un,Un acte,rachis,RAM,8.09,2.21,17.88,acte,metropole,2026-01-01,,2026-08-31,ici,plusieurs"


def test_une_table_juste_se_pose_sur_la_notre(surcouche: Path) -> None:
    assert len(charger_tarifs(posee(surcouche, f"\ufeff{ENTETE}\r\n{JUSTE}\r\n")).lignes) == 1


def test_toutes_les_fautes_sont_dites_avec_leur_ligne(surcouche: Path) -> None:
    lignes = [
        ENTETE,
        JUSTE,
        JUSTE,  # the same period twice
        JUSTE.replace("17.88", "17.87").replace("un,", "deux,", 1),
        JUSTE.replace("metropole", "lune"),
        JUSTE.replace("2026-01-01", "hier"),
        "trop,court",
        JUSTE.replace("un,", "trois,", 1).replace("2026-01-01,", "2026-01-01,2025-01-01"),
        JUSTE.replace("un,", "quatre,", 1).replace("8.09,2.21,17.88", ",,"),
    ]
    with pytest.raises(BibliothequeInvalide) as erreur:
        charger_tarifs(posee(surcouche, "\n".join(lignes)))
    assert [probleme.ligne for probleme in erreur.value.problemes] == [3, 4, 5, 6, 7, 8, 9]
    assert all(TABLE in probleme.fichier for probleme in erreur.value.problemes)


@pytest.mark.parametrize("texte", ["", "a,b\n1,2\n", f'{ENTETE}\n"ouvert'])
def test_un_fichier_qui_n_est_pas_la_table_est_refuse(surcouche: Path, texte: str) -> None:
    with pytest.raises(BibliothequeInvalide):
        charger_tarifs(posee(surcouche, texte))
