"""The strict reader: text stays text, every fault has its line, nothing clever is accepted."""

from __future__ import annotations

import json

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from indu.commun.yaml import PROFONDEUR_MAXIMALE, TAILLE_MAXIMALE, Lecture, lire_yaml, nom_chemin


def lire(texte: str | bytes) -> Lecture:
    return lire_yaml(texte.encode() if isinstance(texte, str) else texte, "f.yaml")


def messages(texte: str | bytes) -> list[str]:
    return [str(probleme) for probleme in lire(texte).problemes]


def test_aucune_valeur_n_est_transformee() -> None:
    lu = lire("a: 0123\nb: non\nc: 12:30\nd: 1e3\ne: 2026-03-01\nf: ~\ng:\nh: ''\ni: 1.10\nj: on\n")
    assert lu.valeur == {
        "a": "0123",
        "b": "non",
        "c": "12:30",
        "d": "1e3",
        "e": "2026-03-01",
        "f": None,
        "g": None,
        "h": "",
        "i": "1.10",
        "j": "on",
    }
    assert lu.problemes == []


def test_chaque_champ_a_sa_ligne() -> None:
    lu = lire("a: 1\nb:\n  - c: 2\n  - c: 3\n    d: 4\n")
    assert lu.ligne(("b", 1, "d")) == 5
    assert lu.ligne(("b", 1, "absent")) == 4
    assert lu.ligne(("absent",)) == 1
    assert lu.ecrit(("b", 1, "d")) == "4"
    assert lu.ecrit(("b", 1)) is None


def test_un_champ_ecrit_deux_fois_donne_les_deux_lignes() -> None:
    assert messages("a: 1\nb: 2\na: 3\n") == ["f.yaml:3 : a : champ écrit deux fois (déjà ligne 1)"]
    assert messages("x:\n  - {a: 1, a: 2}\n  - b: 1\n    b: 2\n") == [
        "f.yaml:2 : x[1].a : champ écrit deux fois (déjà ligne 2)",
        "f.yaml:4 : x[2].b : champ écrit deux fois (déjà ligne 3)",
    ]


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("a:\n\tb: 1\n", ["f.yaml:2 : une tabulation sert de retrait"]),
        ("a:\n  b: 1\n\tc: 2\n", ["f.yaml:3 : une tabulation sert de retrait"]),
        ("a: 'b\nc: d\n", ["f.yaml:1 : un guillemet ou un crochet ouvert n’est pas fermé"]),
        ('a: 1\nb: "c\nd: e\n', ["f.yaml:2 : un guillemet ou un crochet ouvert n’est pas fermé"]),
        ("a: [b\nc: d\n", ["f.yaml:2 : un crochet, une accolade ou une virgule manque"]),
        ("a: b\n---\nc: d\n", ["f.yaml:2 : le fichier contient plusieurs documents"]),
        ("a: @b\n", ["f.yaml:1 : ce signe ne peut pas commencer une valeur"]),
        ("a: 1\nbcd\ne: 2\n", ["f.yaml:3 : il manque « : »"]),
        ("a: b: c\n", ["f.yaml:1 : deux-points inattendus"]),
        ("a:\n   b: 1\n  c: 2\n", ["f.yaml:3 : le retrait de cette ligne"]),
        ("a: &x [1]\nb: *x\n", ["f.yaml:1 : les renvois", "f.yaml:2 : les renvois"]),
        ("a: &x 1\n", ["f.yaml:1 : les renvois"]),
        ("a: *x\n", ["f.yaml:1 : les renvois"]),
        ("a: 1\nb: &x [*x]\n", ["f.yaml:2 : les renvois"]),
        ("a: !x 1\n", ["f.yaml:1 : les étiquettes"]),
        ("a: !!python/object/apply:os.system ['id']\n", ["f.yaml:1 : les étiquettes"]),
        ("!x a: 1\n", ["f.yaml:1 : les étiquettes"]),
        ("? [a, b]\n: 1\n", ["f.yaml:1 : un nom de champ doit être un simple mot"]),
        ("a: b\nc: \x07d\n", ["f.yaml:2 : caractère de contrôle invisible"]),
        (b"a: 1\nb: \xe9\n", ["f.yaml:2 : le fichier n’est pas en UTF-8"]),
        ("a: é".encode("utf-16"), ["f.yaml:1 : le fichier n’est pas en UTF-8"]),
        (b"PK\x03\x04\x00\x00", ["f.yaml : ce n’est pas un fichier texte"]),
        (b"a" * (TAILLE_MAXIMALE + 1), ["f.yaml : fichier trop volumineux"]),
    ],
)
def test_chaque_faute_d_ecriture_est_dite_en_francais_a_sa_ligne(texte: str | bytes, attendus: list[str]) -> None:
    obtenus = messages(texte)
    assert len(obtenus) == len(attendus)
    assert all(obtenu.startswith(attendu) for obtenu, attendu in zip(obtenus, attendus, strict=True)), obtenus


def test_une_bombe_de_renvois_est_refusee_sans_etre_developpee() -> None:
    lignes = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lignes += [
        f"{nom}: &{nom} [{','.join(['*' + avant] * 9)}]" for avant, nom in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    lu = lire("\n".join(lignes))
    assert lu.valeur is None
    assert len(lu.problemes) == len(lignes)


@pytest.mark.parametrize(
    "texte", ["a: " + "[" * 300_000, "- " * 300_000, "{a: " * 300_000, "a: " + "[" * 25 + "]" * 25]
)
def test_une_imbrication_sans_fin_est_refusee(texte: str) -> None:
    (message,) = messages(texte)
    assert "trop de niveaux imbriqués" in message


def test_une_imbrication_raisonnable_est_acceptee() -> None:
    niveaux = PROFONDEUR_MAXIMALE
    assert messages("[" * niveaux + "]" * niveaux) == []


def test_le_bom_et_les_fins_de_ligne_de_windows_sont_acceptes() -> None:
    assert lire("\ufeffa: é\r\nb: 2\r\n").valeur == {"a": "é", "b": "2"}


@pytest.mark.parametrize("texte", ["", "# rien\n", "---\n", "   \n"])
def test_un_fichier_vide_ne_vaut_rien(texte: str) -> None:
    assert lire(texte).valeur is None
    assert messages(texte) == []


def test_le_json_est_lu_avec_les_bonnes_lignes() -> None:
    lu = lire('{\n\t"a": "caf\\u00e9",\n\t"b": [1, true, null, 1.50],\n\t"a": 3\n}')
    assert lu.valeur == {"a": "café", "b": ["1", "true", None, "1.50"]}
    assert [str(p) for p in lu.problemes] == ["f.yaml:4 : a : champ écrit deux fois (déjà ligne 2)"]


TEXTES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1)
DONNEES = st.recursive(
    TEXTES, lambda fils: st.one_of(st.lists(fils, max_size=4), st.dictionaries(TEXTES, fils, max_size=4)), max_leaves=12
)


@given(DONNEES, st.booleans())
def test_tout_json_de_textes_est_relu_a_l_identique(donnee: object, ascii_seul: bool) -> None:
    lu = lire(json.dumps(donnee, ensure_ascii=ascii_seul, indent=1))
    assert lu.problemes == []
    assert lu.valeur == donnee


def _pareil(lu: object, brut: object) -> bool:
    """What the strict reader read against PyYAML's own reading without types (where « nothing » is a text)."""
    if isinstance(brut, dict):
        return isinstance(lu, dict) and lu.keys() == brut.keys() and all(_pareil(lu[cle], brut[cle]) for cle in brut)
    if isinstance(brut, list):
        return isinstance(lu, list) and len(lu) == len(brut) and all(map(_pareil, lu, brut))
    return lu == brut or (lu is None and brut in (None, "", "~"))


@settings(max_examples=300)
@given(st.text(st.sampled_from("ab:- \n\t[]{}'\"#&*!|>%@`?,é\x00\x07…")))
def test_la_lecture_ne_leve_jamais_et_ne_perd_rien_sans_le_dire(texte: str) -> None:
    lu = lire(texte)
    assert all(probleme.fichier == "f.yaml" and str(probleme) for probleme in lu.problemes)
    if not lu.problemes:
        chargeur = getattr(pyyaml, "CBaseLoader", pyyaml.BaseLoader)
        assert _pareil(lu.valeur, pyyaml.load(texte, Loader=chargeur))  # noqa: S506 - texts only, no object is built


def test_les_rangs_se_comptent_a_partir_de_un() -> None:
    assert nom_chemin(("lignes", 2, "date_soin")) == "lignes[3].date_soin"
    assert nom_chemin(()) == ""


def test_un_montant_a_virgule_entre_accolades_est_explique() -> None:
    lecture = lire_yaml(b"lignes:\n  - {montant_reclame: 17,88, grief: A}\n", "d.yaml")
    (probleme,) = lecture.problemes
    assert (probleme.ligne, probleme.champ) == (2, "lignes[1]")
    assert "virgule" in probleme.message
