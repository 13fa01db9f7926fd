"""The fonts of the PDF: two families that come from Python packages, the same ones on any machine."""

from __future__ import annotations

import atexit
import zlib
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any

from indu.courrier.rendu import ErreurRendu, imprimable

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

SCHEMA = "indu-police:"
"""The only scheme that a theme may fetch: ``url(indu-police:SourceSerifPro-Regular.ttf)``."""

_PAQUETS = ("font_source_serif_pro", "font_source_sans_pro")
_FACES_DROITES = ("SourceSerifPro-Regular.ttf", "SourceSansPro-Regular.ttf")
_FACES_ITALIQUES = ("SourceSerifPro-It.ttf", "SourceSansPro-It.ttf")

_REPLIS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011", "-"),
        **dict.fromkeys("\u2000\u2001\u2002\u2003\u2004\u2005\u205f\u3000", " "),
        **dict.fromkeys("\u2006\u2007\u2008\u2009\u200a", "\u202f"),
        "\u02bb": "\u2018",
        "\u02bc": "\u2019",
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
        **dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""),
    }
)
"""Spaces, hyphens and invisible marks that our fonts lack, and what stands for them.

The two modifier letters share the glyph of a quotation mark: copied text would hold them in its place.
"""


@cache
def polices() -> dict[str, Traversable]:
    """The packaged font files, by file name."""
    return {
        fichier.name: fichier
        for paquet in _PAQUETS
        for fichier in (files(paquet) / "files").iterdir()
        if fichier.name.endswith(".ttf")
    }


def texte_pdf(texte: str) -> str:
    """The text as the PDF writes it."""
    return imprimable(texte).translate(_REPLIS)


def verifier_couverture(texte: str) -> None:
    """Refuse a text that the packaged fonts cannot show.

    A system font would otherwise be called in, and the file would depend on the machine.

    Raises:
        ErreurRendu: some characters have no glyph.
    """
    absents = sorted(set(texte_pdf(texte)) - _couverture())
    if absents:
        noms = ", ".join(f"« {caractere} » (U+{ord(caractere):04X})" for caractere in absents[:5])
        suite = f" et {len(absents) - 5} autres" if len(absents) > 5 else ""
        raise ErreurRendu.simple(
            f"le PDF ne peut pas montrer {noms}{suite} : les polices fournies n’ont pas ces caractères",
            attendu="un texte en caractères latins",
        )


@cache
def _couverture() -> frozenset[str]:
    """The characters that both upright and italic type can show, whichever of the two families has them."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped,unused-ignore]

    def codes(noms: tuple[str, ...]) -> set[int]:
        trouves: set[int] = set()
        for nom in noms:
            with polices()[nom].open("rb") as flux, TTFont(flux, lazy=True) as police:
                trouves.update(police.getBestCmap())
        return trouves

    communs = codes(_FACES_DROITES) & codes(_FACES_ITALIQUES)
    return frozenset({"\n", "\t", *map(chr, communs)} - set(map(chr, _REPLIS)))


@cache
def police_reduite(nom: str) -> bytes:
    """A packaged font without hints nor the glyphs that no letter can use, embedded as it is in each PDF.

    Done once a process. It spares the engine its own subsetting, which costs more at each letter and, without
    one more system library, writes the time of day into the file. Kerning is kept untouched, as glyphs keep
    their numbers; ligatures go.
    """
    from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped,unused-ignore]
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped,unused-ignore]
    from fontTools.ttLib.tables.DefaultTable import DefaultTable  # type: ignore[import-untyped,unused-ignore]

    options = Options(hinting=False, retain_gids=True, notdef_outline=True)
    options.drop_tables += ["GPOS", "GSUB"]
    reducteur = Subsetter(options)
    reducteur.populate(text="".join(_couverture()))
    sortie = BytesIO()
    with polices()[nom].open("rb") as flux, TTFont(flux, lazy=True, recalcTimestamp=False) as police:
        crenage = DefaultTable("GPOS")
        crenage.data = police.reader["GPOS"]
        reducteur.subset(police)
        police["GPOS"] = crenage
        police.save(sortie)
    return sortie.getvalue()


@cache
def flux_police(contenu: bytes) -> tuple[int, bytes]:
    """A reduced font as a file embeds it: its length without the kerning, then those bytes compressed.

    The engine has already placed the glyphs, and would compress the same fonts again for each letter.
    """
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped,unused-ignore]

    sortie = BytesIO()
    with TTFont(BytesIO(contenu), recalcTimestamp=False) as police:
        del police["GPOS"]
        police.save(sortie)
    return len(sortie.getvalue()), zlib.compress(sortie.getvalue())


class PolicesReduites(dict[Any, Any]):
    """The fonts of one document, by the engine's key: already reduced, they are not to be reduced for each letter.

    The engine still writes the widths and characters of the glyphs in use only.
    """

    def __setitem__(self, cle: Any, police: Any) -> None:
        """Keep a font as it is embedded."""
        police.clean = lambda *_: None
        super().__setitem__(cle, police)


@cache
def configuration_polices() -> Any:
    """The font configuration of this process: building one for each letter would be slow and leak."""
    from weasyprint.text.fonts import FontConfiguration

    atexit.register(configuration_polices.cache_clear)  # it removes its temporary folder when it dies
    return FontConfiguration()
