"""The same notification as PDF, by three programs that people have, and as scanned pages."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from pathlib import Path
from random import Random
from typing import Literal

Moteur = Literal["weasyprint", "libreoffice", "chromium"]
MOTEURS: tuple[Moteur, ...] = ("weasyprint", "libreoffice", "chromium")
COMMANDES = {"libreoffice": ("soffice", "libreoffice"), "chromium": ("chromium", "chromium-browser", "google-chrome")}
POINTS_PAR_POUCE = 200


def commande(moteur: Moteur) -> str | None:
    """The program's path, ``None`` when it is not installed (WeasyPrint always is)."""
    return next((chemin for nom in COMMANDES.get(moteur, ()) if (chemin := shutil.which(nom))), None)


def rendre(html: str, moteur: Moteur) -> bytes:
    """The PDF of a page of HTML."""
    if moteur == "weasyprint":
        import weasyprint

        return bytes(weasyprint.HTML(string=html).write_pdf())
    programme = commande(moteur)
    if programme is None:
        raise FileNotFoundError(moteur)
    with tempfile.TemporaryDirectory() as dossier:
        page, pdf = Path(dossier, "lettre.html"), Path(dossier, "lettre.pdf")
        page.write_text(html, encoding="utf-8")
        if moteur == "libreoffice":
            options = [f"-env:UserInstallation=file://{dossier}/profil", "--headless", "--convert-to", "pdf"]
            arguments = [programme, *options, "--outdir", dossier, str(page)]
        else:
            options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={dossier}/profil"]
            arguments = [programme, *options, "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri()]
        subprocess.run(arguments, check=True, capture_output=True, timeout=120)
        return pdf.read_bytes()


def numeriser(pdf: bytes, graine: int, *, bruit: float = 6.0, angle: float = 2.0, flou: float = 0.5) -> list[bytes]:
    """The pages as a flatbed would give them: grey, noisy, a little askew, a little soft (PNG, one a page)."""
    import numpy as np
    import pypdfium2
    from PIL import Image, ImageFilter

    alea = Random(graine)  # noqa: S311
    pages: list[bytes] = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            image = page.render(scale=POINTS_PAR_POUCE / 72, grayscale=True).to_pil()
            image = image.rotate(alea.uniform(-angle, angle), Image.Resampling.BICUBIC, fillcolor=255)
            image = image.filter(ImageFilter.GaussianBlur(flou * alea.uniform(0.6, 1.2)))
            points = np.asarray(image, dtype=np.float32)
            contraste, clarte = alea.uniform(0.75, 0.95), alea.uniform(5, 25)
            hasard = np.random.default_rng(graine + len(pages))
            gris = points * contraste + clarte + hasard.normal(0, bruit, points.shape)
            sortie = io.BytesIO()
            Image.fromarray(gris.clip(0, 255).astype(np.uint8)).save(sortie, "PNG", dpi=(POINTS_PAR_POUCE,) * 2)
            pages.append(sortie.getvalue())
    return pages


def reunir(images: list[bytes]) -> bytes:
    """The scanned pages as one PDF without text."""
    from PIL import Image

    pages = [Image.open(io.BytesIO(octets)) for octets in images]
    sortie = io.BytesIO()
    pages[0].save(sortie, "PDF", save_all=True, append_images=pages[1:], resolution=POINTS_PAR_POUCE)
    return sortie.getvalue()
