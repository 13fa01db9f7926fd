"""What the sections of the bench share: the peers' pages, figures as French writes them."""

from __future__ import annotations

from pathlib import Path


def avec_theme(html: str, css: str) -> str:
    """A page of ours with the theme in it: what the engine alone can lay out."""
    return html.replace("</head>", f"<style>{css}</style>\n</head>", 1)


def avec_polices_ordinaires(texte: str) -> str:
    """A page or a theme with the packaged font files themselves in place of our reduced ones."""
    from indu.courrier.pdf_polices import SCHEMA, polices

    for nom, fichier in polices().items():
        texte = texte.replace(f"{SCHEMA}{nom}", Path(str(fichier)).as_uri())
    return texte


def ms(secondes: float) -> str:
    """Milliseconds."""
    millisecondes = secondes * 1000
    return nombre(millisecondes, 0 if millisecondes >= 10 else 1)


def nombre(valeur: float, decimales: int) -> str:
    """A number with a decimal comma."""
    return f"{valeur:.{decimales}f}".replace(".", ",")


def verdict(mesure: float, cible: float) -> str:
    """Whether a ratio to reach is reached."""
    return "atteinte" if mesure >= cible else "manquée"
