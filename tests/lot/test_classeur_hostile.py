"""What is not a workbook of dossiers: one clear refusal in French, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from classeurs import DOSSIERS, LIGNES, ecrire, ligne, rangee

from aide import BIBLIOTHEQUE
from indu.commun.erreurs import EntreeInvalide
from indu.lot.classeur import lire_classeur

CHIFFRE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)


def refus(chemin: Path) -> str:
    """The message of the refusal, the folder left out."""
    with pytest.raises(EntreeInvalide) as erreur:
        lire_classeur(chemin, BIBLIOTHEQUE)
    return str(erreur.value).replace(f"{chemin.parent}/", "")


def _bombe(chemin: Path) -> None:
    import zipfile

    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/media/gros.bin", bytes(250_000_000))


@pytest.mark.parametrize(
    ("nom", "ecrire_fichier", "attendu"),
    [
        ("lot.csv", lambda c: c.write_text("a;b\n1;2\n"), "un texte ne convient pas ici ; attendu : un fichier .xlsx,"),
        ("lot.xlsx", lambda c: c.write_text("bonjour"), "ce fichier n’est pas ce que dit son nom"),
        ("lot.pdf", lambda c: c.write_bytes(b"%PDF-1.7\n"), "un PDF ne convient pas ici"),
        ("lot.xlsx", lambda c: c.write_bytes(CHIFFRE), "protégé par un mot de passe"),
        ("lot.xlsx", lambda c: c.write_bytes(b"PK\x03\x04xl/" + bytes(40)), "abîmé ou incomplet"),
        ("lot.xlsx", lambda c: c.write_bytes(b""), "ce fichier est vide"),
        ("lot.xlsx", lambda c: c.exists(), "fichier introuvable"),
        ("lot.xlsx", _bombe, "se déplie en un contenu démesuré"),
    ],
)
def test_ce_n_est_pas_un_classeur_lisible(
    tmp_path: Path, nom: str, ecrire_fichier: Callable[[Path], object], attendu: str
) -> None:
    ecrire_fichier(tmp_path / nom)
    message = refus(tmp_path / nom)
    assert message.startswith(f"{nom} : ")
    assert attendu in message


def test_sans_feuille_de_dossiers(tmp_path: Path) -> None:
    chemin = ecrire(
        tmp_path / "lot.xlsx", {"lignes": [LIGNES, ligne()], "griefs": [("Référence", "Nature"), ("X", "Y")]}
    )
    assert refus(chemin).startswith("lot.xlsx : ce classeur n’a pas de feuille « dossiers »")


def test_sans_en_tete_ou_sans_reference(tmp_path: Path) -> None:
    chemin = ecrire(tmp_path / "lot.xlsx", {"dossiers": [rangee()]})
    assert refus(chemin).startswith("lot.xlsx, feuille « dossiers » : aucune rangée d’en-têtes n’y est reconnue")
    chemin = ecrire(tmp_path / "lot.xlsx", {"dossiers": [DOSSIERS, rangee()], "lignes": [LIGNES[1:], ligne()[1:]]})
    assert refus(chemin) == (
        "lot.xlsx, feuille « lignes » : aucune rangée d’en-têtes n’y est reconnue ; attendu : les colonnes "
        "« Référence du dossier », « Date de soin », « Montant réclamé » et « Grief »"
    )


def test_des_titres_sans_aucun_dossier(tmp_path: Path) -> None:
    chemin = ecrire(tmp_path / "lot.xlsx", {"dossiers": [DOSSIERS]})
    assert refus(chemin) == "lot.xlsx : la feuille « dossiers » n’a aucun dossier"
