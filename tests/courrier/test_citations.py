"""The second pass: it sees every citation, whatever its spacing, and nothing that is not one."""

from __future__ import annotations

import pytest

from aide import BIBLIOTHEQUE
from indu.courrier.citations import citations, non_couvertes

L133_4 = BIBLIOTHEQUE.sources["css-l133-4"]
PREUVE = BIBLIOTHEQUE.sources["cass-22-11613"]


@pytest.mark.parametrize(
    ("texte", "cle"),
    [
        ("l’article L. 133-4 du code", "L133-4"),
        ("L.\u00a0133-4, III", "L133-4"),
        ("(L133-4 CSS)", "L133-4"),
        ("R. 142-1-A, III", "R142-1-A"),
        ("R.* 311-12", "R311-12"),
        ("l’article 1353 du code civil", "1353"),
        ("pourvoi n° 22-11.613", "2211613"),
        ("RG n° 22/13740", "22/13740"),
    ],
)
def test_une_citation_est_vue_quelle_que_soit_son_ecriture(texte: str, cle: str) -> None:
    assert cle in {trouvee for trouvee, _ in citations(texte)}


@pytest.mark.parametrize(
    "texte", ["Bâtiment D 12", "RAM 7,49", "le 12/10/2025", "462,32 €", "EX-2026-000123", "F25-1100"]
)
def test_le_reste_n_est_pas_pris_pour_une_citation(texte: str) -> None:
    assert list(citations(texte)) == []


def test_une_citation_plantee_est_trouvee_et_une_declaree_ne_l_est_pas() -> None:
    texte = "Selon l’article L. 133-4 et Cass. 2e civ., n° 22-11.613, mais aussi R. 999-1 et n° 99-99.999."
    assert non_couvertes(texte, [L133_4, PREUVE]) == ("R. 999-1", "99-99.999")


def test_chaque_source_couvre_sa_propre_citation() -> None:
    for source in BIBLIOTHEQUE.sources:
        assert non_couvertes(f"{source.citation} ; {source.citation_courte}", [source]) == (), source.id
