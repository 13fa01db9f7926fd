"""French text: cleaning, masking, typography, enumerations."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indu.commun.erreurs import Probleme, extrait
from indu.commun.texte import (
    MASQUE_NIR,
    accorder,
    enumerer,
    espaces_simples,
    identifiant,
    masquer_identifiants,
    nettoyer,
    plages,
    proche,
    proches,
    typographier,
)

# ---------------------------------------------------------------------------------------------- nettoyer

TEXTE_HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\x00\x07\x1b\x85\u200b\u200e\u2028\u202e\u2066\ue000\ue001\uf8ff\ufeff\U000f0000e\u0301\u0327\r\n\t 12AB"
        ),
    )
)


@given(TEXTE_HOSTILE)
def test_un_texte_nettoye_n_a_plus_rien_d_invisible_ou_de_prive(texte: str) -> None:
    propre = nettoyer(texte)
    interdits = [signe for signe in propre if unicodedata.category(signe) in ("Cc", "Co", "Cs") and signe not in "\n\t"]
    assert interdits == []
    assert unicodedata.is_normalized("NFC", propre)
    assert propre == propre.strip()


@given(TEXTE_HOSTILE)
def test_nettoyer_deux_fois_ne_change_rien_de_plus(texte: str) -> None:
    assert nettoyer(nettoyer(texte)) == nettoyer(texte)


def test_nettoyer_garde_les_lignes_et_les_espaces_insecables() -> None:
    assert nettoyer("a\r\nb\rc\u2028d\u00a0: e") == "a\nb\nc\nd\u00a0: e"


def test_un_signe_invisible_entre_une_lettre_et_son_accent_ne_les_separe_pas() -> None:
    assert nettoyer("e\u200b\u0301te\u0301") == "été"


def test_le_texte_ne_peut_pas_etre_retourne_par_un_signe_de_sens_d_ecriture() -> None:
    assert nettoyer("100\u202e00 €") == "10000 €"


# ---------------------------------------------------------------------------------------------- NIR


def nirs() -> st.SearchStrategy[tuple[str, ...]]:
    """The parts of a number that has the form of a NIR; the month is over 20, which no civil birth month is."""
    deux, trois = st.integers(0, 99).map("{:02d}".format), st.integers(0, 999).map("{:03d}".format)
    return st.tuples(
        st.sampled_from("123478"),
        deux,
        st.integers(20, 99).map(str),
        st.one_of(deux, st.sampled_from(["2A", "2B", "2a", "2b"])),
        trois,
        trois,
        st.one_of(st.just(""), deux),
    )


@given(
    nirs(),
    st.sampled_from(["", " ", "\u00a0", "\u202f", ".", "-", "  "]),
    st.sampled_from(["{}", "n° {}, reçu", "({})", "NIR:{}"]),
)
def test_un_numero_de_securite_sociale_ne_survit_sous_aucune_ecriture(
    parties: tuple[str, ...], separateur: str, phrase: str
) -> None:
    numero = separateur.join(partie for partie in parties if partie)
    masque = masquer_identifiants(phrase.format(numero))
    assert masque == phrase.format(MASQUE_NIR)
    assert MASQUE_NIR in nettoyer(phrase.format(numero))
    assert numero not in str(Probleme("message", champ=numero, lu=numero, fichier=f"{numero}.yaml"))


@pytest.mark.parametrize(
    "texte",
    [
        "00000000001",  # RPPS
        "10000000001",
        "29 0 00000 1",  # old ADELI number
        "F25-1100",
        "2025-014 à 2025-021",
        "EX-2026-000123",
        "02 00 00 00 01",
        "06 12 34 56 78",
        "1 234 567,89 €",
        "2026-03-01",
        "12/03/2026",
        "LEGIARTI000053279460",
        "du 01/01/2025 au 31/12/2025",
    ],
)
def test_les_numeros_utiles_ne_sont_pas_masques(texte: str) -> None:
    assert masquer_identifiants(texte) == texte


def test_un_message_ne_repete_qu_un_court_extrait_sur_une_ligne() -> None:
    long = "a\n" * 200
    assert "\n" not in extrait(long)
    assert len(extrait(long)) <= 60


# ---------------------------------------------------------------------------------------------- typographier


@given(st.text(st.sampled_from("ab e1234567890 ;:!?«»'’.,n°LRD-€%()/\u00a0\u202f")))
def test_la_typographie_est_stable(texte: str) -> None:
    assert typographier(typographier(texte)) == typographier(texte)


@given(st.text(st.sampled_from("ab 123;:!?«»n°LRD.-€%\u00a0\u202f")))
def test_la_typographie_ne_change_que_les_espaces(texte: str) -> None:
    def noirs(un_texte: str) -> str:
        return "".join(signe for signe in un_texte if not signe.isspace()).replace("…", "...")

    assert noirs(typographier(texte)) == noirs(texte)


@pytest.mark.parametrize(
    ("ecrit", "compose"),
    [
        ("l'acte", "l’acte"),
        ("Pourquoi ?", "Pourquoi\u202f?"),
        ("non; oui!", "non\u202f; oui\u202f!"),
        ("les faits : rien", "les faits\u00a0: rien"),
        ("« mot »", "«\u00a0mot\u00a0»"),
        ("«mot»", "«\u00a0mot\u00a0»"),
        ("l’article L. 133-4", "l’article\u00a0L.\u00a0133-4"),
        ("n° 22-11.613", "n°\u00a022-11.613"),
        ("le 1er mars 2026", "le 1er\u00a0mars 2026"),
        ("12 345 €", "12\u202f345\u00a0€"),
        ("10 %", "10\u00a0%"),
        ("https://exemple.invalid/a:b", "https://exemple.invalid/a:b"),
        ("à 12:30", "à 12:30"),
    ],
)
def test_la_typographie_francaise(ecrit: str, compose: str) -> None:
    assert typographier(ecrit) == compose


def test_les_comparaisons_ignorent_la_sorte_d_espace() -> None:
    assert espaces_simples(" a\u00a0b\u202fc\n d ") == "a b c d"


# ---------------------------------------------------------------------------------------------- mots et listes


def test_les_listes_se_lisent_comme_une_phrase() -> None:
    assert enumerer([]) == ""
    assert enumerer(["a"]) == "a"
    assert enumerer(["a", "b"]) == "a et b"
    assert enumerer(["a", "b", "c"], "ou") == "a, b ou c"


@pytest.mark.parametrize(
    ("numeros", "attendu"),
    [
        ([], ""),
        ([5], "5"),
        ([5, 6], "5 et 6"),
        ([5, 6, 7], "5 à 7"),
        ([9, 1, 2, 3, 4, 7], "1 à 4, 7 et 9"),
        ([1, 1, 2], "1 et 2"),
        ([1, 2, 4, 5, 6, 8, 9], "1, 2, 4 à 6, 8 et 9"),
    ],
)
def test_les_numeros_de_ligne_se_regroupent(numeros: list[int], attendu: str) -> None:
    assert plages(numeros) == attendu


@given(st.sets(st.integers(0, 60), max_size=40))
def test_les_plages_disent_exactement_les_numeros_donnes(numeros: set[int]) -> None:
    lus: set[int] = set()
    for morceau in plages(numeros).replace(" et ", ", ").split(", "):
        if " à " in morceau:
            debut, fin = map(int, morceau.split(" à "))
            lus |= set(range(debut, fin + 1))
        elif morceau:
            lus.add(int(morceau))
    assert lus == numeros


def test_zero_et_un_sont_au_singulier() -> None:
    dits = [espaces_simples(accorder(nombre, "ligne")) for nombre in (0, 1, 2)]
    assert dits == ["0 ligne", "1 ligne", "2 lignes"]
    assert espaces_simples(accorder(3, "total", "totaux")) == "3 totaux"


def test_le_nom_le_plus_proche_est_propose_sans_egard_aux_majuscules() -> None:
    assert proche("date_recepton", ["date", "date_reception"]) == "date_reception"
    assert proche("a", ["A", "B"]) == "A"
    assert proche("zzz", ["date", "montant"]) == ""
    assert proches("date", ["date_soin", "date_envoi", "xyz"], 5) == ["date_soin", "date_envoi"]


@given(st.text())
def test_un_nom_de_fichier_ne_porte_que_des_signes_surs(texte: str) -> None:
    assert set(identifiant(texte)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
