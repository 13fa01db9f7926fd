"""Scans and photographs: turned, askew, blank, illegible; and a machine without recognition."""

from __future__ import annotations

import io
from importlib.util import find_spec
from random import Random
from typing import Any

import pytest
from generateur.lettre import notification
from generateur.pages import MISES_EN_PAGE
from generateur.rendus import numeriser, rendre

from indu.commun.erreurs import ErreurEnvironnement
from indu.importation import ocr
from indu.importation.pdf_pages import lire_image
from indu.importation.redressement import inclinaison

sans_reconnaissance = pytest.mark.skipif(
    find_spec("rapidocr") is None, reason="reconnaissance de caractères absente : pip install 'indu[scan]'"
)
MODELE = notification(21, MISES_EN_PAGE[0])


@pytest.fixture(scope="module")
def premiere_page() -> Any:
    """The first page of a notification, scanned."""
    from PIL import Image

    return Image.open(io.BytesIO(numeriser(rendre(MODELE.html, "weasyprint"), 21, angle=0)[0])).convert("L")


def en_octets(image: Any, genre: str = "PNG") -> bytes:
    """The image as a file."""
    sortie = io.BytesIO()
    image.save(sortie, genre, quality=80)
    return sortie.getvalue()


@pytest.mark.parametrize("angle", [-4.0, -1.3, 0.0, 0.7, 2.0])
def test_l_inclinaison_est_trouvee(premiere_page: Any, angle: float) -> None:
    from PIL import Image

    penchee = premiere_page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    assert inclinaison(penchee) == pytest.approx(-angle, abs=0.15)


@sans_reconnaissance
def test_une_photo_couchee_est_remise_droite(premiere_page: Any) -> None:
    lecture = lire_image(en_octets(premiere_page.rotate(90, expand=True), "JPEG"), "photo.jpg")
    champs = {champ.nom: champ.valeur for champ in lecture.champs}
    assert champs["nature"] == MODELE.verite.nature
    assert champs["reference"] == MODELE.verite.reference


@sans_reconnaissance
def test_une_page_illisible_est_dite_et_rien_n_en_est_repris(premiere_page: Any) -> None:
    from PIL import Image, ImageFilter

    floue = premiere_page.filter(ImageFilter.GaussianBlur(7))
    bruit = Image.frombytes("L", floue.size, Random(1).randbytes(floue.width * floue.height))  # noqa: S311
    lecture = lire_image(en_octets(Image.blend(floue, bruit, 0.4)), "photo.png")
    assert not lecture.champs
    assert not lecture.grilles
    assert lecture.avis[0].startswith("page 1 : ")


@sans_reconnaissance
def test_une_page_blanche_est_dite() -> None:
    from PIL import Image

    lecture = lire_image(en_octets(Image.new("L", (1654, 2339), 250)), "vide.png")
    assert lecture.avis == ("page 1 : aucun mot trouvé",)


def test_sans_la_bibliotheque_le_programme_dit_quoi_installer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda _: None)
    with pytest.raises(ErreurEnvironnement) as erreur:
        lire_image(b"\x89PNG", "scan.png")
    assert "pip install" in str(erreur.value)
    assert erreur.value.code == 3
