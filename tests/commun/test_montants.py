"""Amounts: what people write is read to the cent, and anything doubtful is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indu.commun.montants import MONTANT_MAXIMAL, arrondir, decimal_point, euros, lire_montant

ESPACES = [" ", "\u00a0", "\u202f", "\u2009"]
CENTIMES = st.integers(0, MONTANT_MAXIMAL)


@pytest.mark.parametrize(
    ("ecrit", "centimes"),
    [
        ("9,93", 993),
        ("9.93", 993),
        ("9,9", 990),
        ("12", 1200),
        ("0", 0),
        ("1 234,56 €", 123456),
        ("1\u202f234,56\u00a0€", 123456),
        ("1234,56EUR", 123456),
        ("  45,00  ", 4500),
        ("12 345 678,90", 1234567890),
        (45, 4500),
        (9.93, 993),
        (Decimal("9.93"), 993),
    ],
)
def test_les_ecritures_courantes_sont_lues(ecrit: object, centimes: int) -> None:
    assert lire_montant(ecrit) == centimes


@pytest.mark.parametrize(
    ("ecrit", "motif"),
    [
        ("1.234", "deux décimales"),  # a thousand in English, one in French: not guessed
        ("9,931", "deux décimales"),
        ("-9,93", "négatif"),
        (-1, "négatif"),
        ("1234 567", "pas un montant"),
        ("1,234.56", "pas un montant"),
        ("12 euros", "pas un montant"),
        ("1e3", "pas un montant"),
        ("douze", "pas un montant"),
        ("", "pas un montant"),
        ("€", "pas un montant"),
        ("+5", "pas un montant"),
        ("٣", "pas un montant"),
        (float("nan"), "pas un montant"),
        (float("inf"), "pas un montant"),
        (None, "pas un montant"),
        (True, "pas un montant"),
        ([12], "pas un montant"),
        ("100000000,01", "trop grand"),
        ("9" * 10_000, "trop grand"),  # Python itself refuses to convert so many digits, in English
    ],
)
def test_ce_qui_n_est_pas_un_montant_sur_est_refuse_en_francais(ecrit: object, motif: str) -> None:
    with pytest.raises(ValueError, match=motif):
        lire_montant(ecrit)


@given(CENTIMES, st.sampled_from(ESPACES))
def test_un_montant_ecrit_puis_relu_ne_change_pas(centimes: int, espace: str) -> None:
    ecrit = euros(centimes)
    assert lire_montant(ecrit) == centimes
    assert lire_montant(ecrit.replace("\u202f", espace).replace("\u00a0", espace)) == centimes
    assert lire_montant(decimal_point(centimes)) == centimes


@pytest.mark.parametrize(
    ("produit", "centimes"),
    [
        (Decimal("7.5") * Decimal("2.15"), 1613),  # 16.125
        (Decimal("10.7") * Decimal("2.15"), 2301),  # 23.005
        (Decimal("8.09") * Decimal("2.21"), 1788),  # 17.8789
        (Decimal("0.004"), 0),
        (Decimal("0.005"), 1),
    ],
)
def test_l_arrondi_d_un_tarif_va_au_centime_superieur_a_la_moitie(produit: Decimal, centimes: int) -> None:
    assert arrondir(produit) == centimes


@given(st.decimals(0, 10_000, places=4))
def test_l_arrondi_ne_s_ecarte_jamais_de_plus_d_un_demi_centime(valeur: Decimal) -> None:
    ecart = Decimal(arrondir(valeur)) / 100 - valeur
    assert Decimal("-0.005") < ecart <= Decimal("0.005")


def test_un_montant_s_affiche_avec_les_espaces_insecables_du_francais() -> None:
    assert euros(123456) == "1\u202f234,56\u00a0€"
    assert euros(-5) == "-0,05\u00a0€"


@given(st.integers(-MONTANT_MAXIMAL, MONTANT_MAXIMAL))
def test_la_forme_json_a_toujours_deux_decimales_et_rien_d_autre(centimes: int) -> None:
    assert Decimal(decimal_point(centimes)) * 100 == centimes
    assert len(decimal_point(centimes).split(".")[1]) == 2
