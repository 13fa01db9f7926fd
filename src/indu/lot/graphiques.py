"""The plots of the page, as SVG: text stays text, nothing is fetched, and the same figures give the same bytes."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from textwrap import wrap
from typing import Any

from markupsafe import escape

from indu.courrier.gabarit import Fragment
from indu.courrier.rendu import imprimable

BLEU, CLAIR, ENCRE, GRILLE = "#1f3a5f", "#8fb0d4", "#1c2733", "#d5dce3"
_LARGEUR = 9.0
_LARGEUR_LIBELLE = 34
_LARGEUR_TITRE = 20
_DEBORD = 0.0065
"""How much of the width the last slanted title takes beyond its column, for each of its letters."""
_INTERLIGNE = 10.5
_SOMBRE = 4
"""The darkest cell stands for this many dossiers at least: one alone must not look like a crowd."""
_REGLAGES: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "indu",
    "text.parse_math": False,
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": ENCRE,
    "axes.labelcolor": ENCRE,
    "xtick.color": ENCRE,
    "ytick.color": ENCRE,
}
_SANS_METADONNEES = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_BALISE = re.compile(r"<[^<>]*>")
_NOMS = re.compile(r'(\bid="|url\(#|href="#)')


def carte_de_chaleur(
    nom: str, titre: str, lignes: Sequence[str], colonnes: Sequence[str], valeurs: Sequence[Sequence[int]]
) -> Fragment:
    """Counts by row and column: the darker the more, with each number written in its cell.

    ``nom`` tells this plot from the others of the page, ``titre`` is what a screen reader says of it.
    """
    haut, titres = 0.42 * len(lignes), [_libelle(une, _LARGEUR_TITRE) for une in colonnes]
    debord = _DEBORD * max(len(morceau) for morceau in titres[-1])
    with _figure(haut + 1.2) as (figure, matplotlib):
        axes = figure.add_axes((0.34, 0.02, 0.65 - debord, haut / (haut + 1.2)))
        palette = matplotlib.colors.LinearSegmentedColormap.from_list("indu", ["#ffffff", CLAIR, BLEU])
        sombre = max(_SOMBRE, *(valeur for ligne in valeurs for valeur in ligne))
        axes.pcolormesh(valeurs, cmap=palette, vmin=0, vmax=sombre, edgecolors=GRILLE, linewidth=0.6)
        for rang, ligne in enumerate(valeurs):
            for place, valeur in enumerate(ligne):
                if valeur:
                    couleur = "white" if valeur > 0.6 * sombre else ENCRE
                    axes.text(place + 0.5, rang + 0.5, str(valeur), ha="center", va="center", color=couleur)
        _nommer(axes, lignes, 0.5)
        axes.set_xticks([rang + 0.5 for rang in range(len(colonnes))])
        axes.set_xticklabels(["\n".join(titre) for titre in titres], rotation=35, ha="left", rotation_mode="anchor")
        axes.xaxis.tick_top()
        axes.invert_yaxis()
        _depouiller(axes)
        return _svg(figure, nom, titre)


def barres(
    nom: str,
    titre: str,
    lignes: Sequence[str],
    series: Sequence[tuple[str, Sequence[int]]],
    *,
    en_euros: bool = False,
) -> Fragment:
    """Horizontal bars, one of each series a row; amounts are given in cents, and shown on an axis in euros."""
    pas = 0.28 + 0.12 * len(series)
    haut, marge = pas * len(lignes), 0.3 if len(series) > 1 else 0.05
    with _figure(haut + marge + 0.3) as (figure, _):
        axes = figure.add_axes((0.34, 0.3 / (haut + marge + 0.3), 0.62, haut / (haut + marge + 0.3)))
        epaisseur = 0.76 / len(series)
        for rang, (serie, valeurs) in enumerate(series):
            places = [ligne - 0.38 + epaisseur * (rang + 0.5) for ligne in range(len(lignes))]
            longueurs = [valeur / 100 if en_euros else valeur for valeur in valeurs]
            axes.barh(places, longueurs, height=epaisseur * 0.92, color=(BLEU, CLAIR)[rang], label=serie)
        axes.set_ylim(-0.5, len(lignes) - 0.5)
        axes.set_xlim(left=0)
        _nommer(axes, lignes, 0)
        axes.xaxis.get_major_locator().set_params(integer=True, nbins=6)
        axes.xaxis.set_major_formatter(_francais(en_euros))
        axes.grid(axis="x", color=GRILLE, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.invert_yaxis()
        if len(series) > 1:
            axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=len(series), frameon=False)
        _depouiller(axes)
        return _svg(figure, nom, titre)


@contextmanager
def _figure(hauteur: float) -> Iterator[tuple[Any, Any]]:
    """A figure under our settings alone: those of the machine would change the bytes."""
    import matplotlib
    import matplotlib.colors
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_REGLAGES)
        figure = Figure(figsize=(_LARGEUR, hauteur))
        FigureCanvasSVG(figure)
        yield figure, matplotlib


def _nommer(axes: Any, lignes: Sequence[str], debut: float) -> None:
    """The names of the rows, each line of text on its own: a reader's font need not be as wide as ours."""
    axes.set_yticks([])
    for rang, ligne in enumerate(lignes):
        morceaux = _libelle(ligne)
        for place, morceau in enumerate(morceaux):
            axes.annotate(
                morceau,
                xy=(0, rang + debut),
                xycoords=axes.get_yaxis_transform(),
                xytext=(-6, ((len(morceaux) - 1) / 2 - place) * _INTERLIGNE),
                textcoords="offset points",
                ha="right",
                va="center",
                annotation_clip=False,
            )


def _libelle(texte: str, largeur: int = _LARGEUR_LIBELLE) -> list[str]:
    """A label, on two lines at most."""
    return wrap(imprimable(texte), largeur, max_lines=2, placeholder=" …")


def _francais(en_euros: bool) -> Any:
    from matplotlib.ticker import FuncFormatter

    def ecrire(valeur: float, _: int) -> str:
        nombre = f"{round(valeur):,}".replace(",", "\u202f")
        return f"{nombre}\u00a0€" if en_euros else nombre

    return FuncFormatter(ecrire)


def _depouiller(axes: Any) -> None:
    axes.tick_params(length=0)
    for bord in axes.spines.values():
        bord.set_visible(False)


def _svg(figure: Any, nom: str, titre: str) -> Fragment:
    """The drawing alone, named for screen readers, its identifiers its own in a page that holds several."""
    tampon = StringIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a letter that our font lacks is the reader's to draw
        figure.savefig(tampon, format="svg", transparent=True, metadata=_SANS_METADONNEES)
    dessin = tampon.getvalue()
    dessin = dessin[dessin.index("<svg") :]
    dessin = _BALISE.sub(lambda balise: _NOMS.sub(rf"\g<1>{nom}-", balise[0]), dessin)
    ouvrante, reste = dessin.split(">", 1)
    ouvrante = re.sub(r' (?:width|height)="[^"]*"', "", ouvrante)
    return Fragment(f'{ouvrante} role="img" aria-label="{escape(titre)}">{reste}')
