"""Amounts, dates and cotations as the caisses write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from aide_importation import VOCABULAIRE
from hypothesis import given
from hypothesis import strategies as st

from indu.commun.montants import euros
from indu.importation.grille import Cellule
from indu.importation.valeurs import lire_coefficient, lire_cotation, lire_jour, lire_somme


def cellule(texte: str) -> Cellule:
    return Cellule(texte, "A1")


@pytest.mark.parametrize(
    ("ecrit", "centimes"),
    [
        ("12,50", 1250),
        ("12.50", 1250),
        ("12,5", 1250),
        ("1 234,56 €", 123456),
        ("1\u202f234,56\u00a0€", 123456),
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("1'234.56", 123456),
        ("EUR 12,50", 1250),
        ("12,50 euros", 1250),
        ("-12,50", -1250),
        ("− 12,50 €", -1250),
        ("12,50-", -1250),
        ("(12,50)", -1250),
        ("(12,50 €)", -1250),
        ("12 345,90", 1234590),
        ("0", 0),
        ("17", 1700),
    ],
)
def test_une_somme_se_lit_comme_elle_est_ecrite(ecrit: str, centimes: int) -> None:
    lu = lire_somme(cellule(ecrit))
    assert lu is not None
    assert (lu.valeur, lu.confiance) == (centimes, "haute")


@pytest.mark.parametrize("ecrit", ["", "voir annexe", "12/05/2024", "12,50,3", "1e5", "=1+1", "RAM 8,09", "12,345,67"])
def test_ce_qui_n_est_pas_une_somme_n_en_devient_pas_une(ecrit: str) -> None:
    assert lire_somme(cellule(ecrit)) is None


def test_un_point_et_trois_chiffres_sont_douteux() -> None:
    lu = lire_somme(cellule("1.234"))
    assert lu is not None
    assert (lu.valeur, lu.confiance) == (123400, "basse")


def test_plus_de_cent_mille_euros_par_ligne_est_douteux() -> None:
    lu = lire_somme(cellule("100 000,01"))
    assert lu is not None
    assert lu.confiance == "basse"


@given(st.integers(-10_000_000, 10_000_000))
def test_tout_montant_francais_se_relit(centimes: int) -> None:
    for ecrit in (euros(centimes), f"{centimes / 100:.2f}", f"{centimes / 100:.2f}".replace(".", ",")):
        lu = lire_somme(cellule(ecrit))
        assert lu is not None
        assert lu.valeur == centimes
    typee = lire_somme(Cellule("", "A1", Decimal(repr(centimes / 100))))
    assert typee is not None
    assert typee.valeur == centimes


@given(st.text(max_size=30))
def test_aucun_texte_ne_fait_tomber_la_lecture(texte: str) -> None:
    for lire in (lire_somme, lire_jour, lire_coefficient):
        lire(cellule(texte))
    lire_cotation(texte, VOCABULAIRE.accessoires)


@pytest.mark.parametrize(
    "ecrit",
    [
        "03/01/24",
        "03/01/2024",
        "3/1/2024",
        "03.01.2024",
        "03-01-24",
        "2024-01-03",
        "2024-01-03 00:00:00",
        "03/01/2024 10:30",
        "3 janvier 2024",
        "mer. 3 janv. 2024",
        "03-janv-24",
        "le 03/01/2024",
    ],
)
def test_une_date_se_lit_comme_elle_est_ecrite(ecrit: str) -> None:
    lu = lire_jour(cellule(ecrit))
    assert lu is not None
    assert (lu.valeur, lu.confiance) == (date(2024, 1, 3), "haute")


@pytest.mark.parametrize(
    ("ecrit", "jour"),
    [
        ("1 juillet 2024", date(2024, 7, 1)),
        ("1 juin 2024", date(2024, 6, 1)),
        ("2 févr. 2024", date(2024, 2, 2)),
        ("15 août 2023", date(2023, 8, 15)),
        ("1er mars 2022", date(2022, 3, 1)),
        ("9 déc 21", date(2021, 12, 9)),
    ],
)
def test_les_mois_ne_se_confondent_pas(ecrit: str, jour: date) -> None:
    lu = lire_jour(cellule(ecrit))
    assert lu is not None
    assert lu.valeur == jour


@pytest.mark.parametrize(
    ("ecrit", "confiance"), [("45294", "moyenne"), ("20240103", "moyenne"), ("01/03/2040", "basse")]
)
def test_une_date_devinee_n_est_pas_sure(ecrit: str, confiance: str) -> None:
    valeur = Decimal(ecrit) if ecrit.isdigit() else None
    lu = lire_jour(Cellule(ecrit, "A1", valeur))
    assert lu is not None
    assert lu.confiance == confiance
    assert lu.doute


@pytest.mark.parametrize("ecrit", ["31/02/2024", "12,50", "mars", "00/00/0000", "99/99/99", "1/1", ""])
def test_une_date_impossible_n_est_pas_lue(ecrit: str) -> None:
    assert lire_jour(cellule(ecrit)) is None


@given(st.dates(date(2015, 1, 1), date(2035, 12, 31)))
def test_toute_date_se_relit(jour: date) -> None:
    for ecrit in (f"{jour:%d/%m/%Y}", f"{jour:%d/%m/%y}", jour.isoformat()):
        lu = lire_jour(cellule(ecrit))
        assert lu is not None
        assert (lu.valeur, lu.confiance) == (jour, "haute")


@pytest.mark.parametrize(
    ("ecrit", "acte", "coefficient", "quantite", "accessoires"),
    [
        ("RAM 8,09 + IFD", "RAM", "8,09", None, ("IFD",)),
        ("AMK 8,3 + IFD 2,5", "AMK", "8,3", None, ("IFD 2,5",)),
        ("AMK8.3", "AMK", "8,3", None, ()),
        ("2 x VSM 7,48", "VSM", "7,48", 2, ()),
        ("AMS 9,5", "AMS", "9,5", None, ()),
        ("IFD", None, None, None, ("IFD",)),
        ("ams 7.50 + ifs + ik 12", "AMS", "7,5", None, ("IFS", "IK 12")),
    ],
)
def test_une_cotation(
    ecrit: str, acte: str | None, coefficient: str | None, quantite: int | None, accessoires: tuple[str, ...]
) -> None:
    lue = lire_cotation(ecrit, VOCABULAIRE.accessoires)
    assert lue is not None
    assert (lue.acte, lue.coefficient, lue.quantite, lue.accessoires) == (acte, coefficient, quantite, accessoires)


@pytest.mark.parametrize("ecrit", ["Séance de rééducation", "DUPONT", "RAM 8,09 + AMK 7", "8,09", "=HYPERLINK(1)"])
def test_ce_qui_n_est_pas_une_cotation(ecrit: str) -> None:
    lue = lire_cotation(ecrit, VOCABULAIRE.accessoires)
    assert lue is None or ecrit == "DUPONT"
