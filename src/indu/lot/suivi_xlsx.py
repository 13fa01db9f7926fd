"""The tracker as a workbook: real dates and amounts, days left that stay true, links to the files, no user formula."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import PurePosixPath
from textwrap import wrap
from typing import Any

from indu.commun.dates import date_courte
from indu.lot.modele import Suivi
from indu.lot.tableau import (
    BIENTOT,
    COLONNES,
    DEPASSE,
    ETATS,
    PROCHAINE,
    PROCHE,
    TRES_PROCHE,
    Colonne,
    Valeur,
    a_risque,
    rangees,
    une_ligne,
)

_LIMITE_CELLULE = 32_000
"""A cell holds 32,767 UTF-16 units; the few texts so long are cut."""
_LIMITE_LIEN = 2_000
_SANS_LECTURE: dict[str, object] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_ROUGE, _ROSE, _AMBRE, _GRIS = "#9C1C1C", "#F8D0CC", "#FFE9B0", "#E3E6EA"
_ENTETE = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#1F3A5F", "font_color": "#FFFFFF"}
_CORPS = {"valign": "top", "bottom": 4, "bottom_color": "#C9D1D9"}
_FORMATS: dict[str, dict[str, object]] = {
    "texte": {"text_wrap": True},
    "long": {},
    "nombre": {"num_format": "0", "align": "center"},
    "montant": {"num_format": '#,##0.00\u00a0"€"', "align": "right", "indent": 1},
    "date": {"num_format": "dd/mm/yyyy", "align": "center"},
    "reste": {"num_format": "0", "align": "center"},
    "urgence": {"text_wrap": True},
    "lien": {"font_color": "#0B4FA0", "underline": 1},
}
_COLONNES_ERREURS = (("Dossier", 30), ("Dossier d’origine", 45), ("Ce qui ne va pas", 110))


def suivi_xlsx(suivis: Sequence[Suivi], jour: date) -> bytes:
    """The table of these dossiers, and a sheet of the problems of those that could not be read.

    The days left are a formula over the deadline and the day the file is opened, with the value of ``jour`` kept for
    readers that do not compute: a month later, a number written once would be wrong. Same dossiers and same
    day, same bytes.
    """
    import xlsxwriter

    tampon = BytesIO()
    classeur = xlsxwriter.Workbook(tampon, _SANS_LECTURE)
    classeur.set_properties(
        {
            "title": "Suivi des dossiers",
            "comments": f"Établi le {date_courte(jour)}. Les jours restants se recalculent à l’ouverture.",
            "created": datetime.combine(jour, time()),
        }
    )
    formats = _Formats(classeur)
    _suivi(classeur.add_worksheet("Suivi"), rangees(suivis, jour), formats, jour)
    _erreurs(classeur.add_worksheet("Erreurs"), suivis, formats, jour)
    classeur.close()
    return tampon.getvalue()


class _Formats:
    """The cell formats of a workbook, each made once."""

    def __init__(self, classeur: Any):
        self._classeur = classeur
        self._faits: dict[tuple[str, bool], Any] = {}
        self.entete = classeur.add_format(_ENTETE)

    def corps(self, genre: str, *, a_risque: bool = False) -> Any:
        """The format of a kind of cell; ``a_risque``: the text stays a text even when a person edits it."""
        cle = genre, a_risque
        if cle not in self._faits:
            prefixe = {"quote_prefix": True} if a_risque else {}
            self._faits[cle] = self._classeur.add_format(_CORPS | _FORMATS[genre] | prefixe)
        return self._faits[cle]

    def couleur(self, fond: str, texte: str = "#000000", *, gras: bool = True) -> Any:
        """The format of a condition."""
        return self._classeur.add_format({"bg_color": fond, "font_color": texte, "bold": gras})


def _suivi(feuille: Any, lignes: Sequence[tuple[Valeur, ...]], formats: _Formats, jour: date) -> None:
    for rang, colonne in enumerate(COLONNES):
        feuille.set_column(rang, rang, colonne.largeur)
        feuille.write_string(0, rang, colonne.titre, formats.entete)
    feuille.set_row(0, _hauteur(3))
    for rangee, valeurs in enumerate(lignes, 1):
        feuille.set_row(rangee, _hauteur(_lignes(valeurs)))
        for rang, (colonne, valeur) in enumerate(zip(COLONNES, valeurs, strict=True)):
            _cellule(feuille, (rangee, rang), colonne, valeur, formats)
    _conditions(feuille, len(lignes), formats)
    feuille.autofilter(0, 0, len(lignes), len(COLONNES) - 1)
    feuille.freeze_panes(1, 1)
    imprimees = sum(colonne.imprimee for colonne in COLONNES)
    feuille.print_area(0, 0, len(lignes), imprimees - 1)
    _mettre_en_page(feuille, "Suivi des dossiers", jour)


def _lignes(valeurs: Sequence[Valeur]) -> int:
    """How many lines the longest wrapped text of a row takes, words kept whole: some readers do not work it out."""
    hauts = (
        len(wrap(valeur, colonne.largeur - 1))
        for colonne, valeur in zip(COLONNES, valeurs, strict=True)
        if colonne.imprimee and isinstance(valeur, str)
    )
    return max(1, *hauts)


def _hauteur(lignes: int) -> float:
    return min(13.5 * lignes + 3, 400)


def _cellule(feuille: Any, place: tuple[int, int], colonne: Colonne, valeur: Valeur, formats: _Formats) -> None:
    """One cell, written by the function of its type: nothing is ever guessed from a text."""
    genre = colonne.genre if colonne.imprimee or colonne.genre != "texte" else "long"
    if valeur is None:
        feuille.write_blank(*place, None, formats.corps("texte"))
    elif genre == "reste":
        feuille.write_formula(*place, f"={_echeance(place[0])}-TODAY()", formats.corps(genre), valeur)
    elif genre == "urgence":
        feuille.write_formula(*place, _formule_urgence(place[0]), formats.corps(genre), valeur)
    elif isinstance(valeur, date):
        feuille.write_datetime(*place, datetime.combine(valeur, time()), formats.corps(genre))
    elif isinstance(valeur, int):
        feuille.write_number(*place, valeur / 100 if genre == "montant" else valeur, formats.corps(genre))
    elif genre == "lien" and (lien := _lien(valeur)) is not None:
        feuille.write_url(*place, lien, formats.corps(genre), PurePosixPath(valeur).name)
    else:
        _texte(feuille, place, valeur, formats, "long" if genre == "lien" else genre)


def _texte(feuille: Any, place: tuple[int, int], texte: str, formats: _Formats, genre: str = "texte") -> None:
    court = texte if len(texte) <= _LIMITE_CELLULE // 2 else f"{texte[: _LIMITE_CELLULE // 2]}…"
    feuille.write_string(*place, court, formats.corps(genre, a_risque=a_risque(court)))


def _lien(relatif: str) -> Any:
    """A link to a file beside the workbook; ``None`` for a path that would lead elsewhere, or that is too long.

    The path goes into the file with forward slashes, which every spreadsheet reads, and without anything that
    a link could give a meaning to.
    """
    from urllib.parse import quote

    from xlsxwriter.url import Url

    chemin = PurePosixPath(relatif)
    cible = "".join(quote(lettre, safe="/") if lettre.isascii() else lettre for lettre in relatif)
    if chemin.is_absolute() or ".." in chemin.parts or len(cible) > _LIMITE_LIEN:
        return None
    lien = Url("external:dossier")
    lien._relationship_link = cible  # the library would write backslashes
    lien.text = chemin.name
    return lien


def _colonne(genre: str, titre: str = "") -> str:
    from xlsxwriter.utility import xl_col_to_name

    rang = next(rang for rang, une in enumerate(COLONNES) if une.genre == genre and titre in ("", une.titre))
    return str(xl_col_to_name(rang))


def _echeance(rangee: int) -> str:
    return f"{_colonne('date', 'Échéance')}{rangee + 1}"


def _formule_urgence(rangee: int) -> str:
    reste = f"{_colonne('reste')}{rangee + 1}"
    return (
        f'=IF(NOT(ISNUMBER({reste})),"",IF({reste}<0,"{DEPASSE}",'
        f'IF({reste}<={PROCHE},"{TRES_PROCHE}",IF({reste}<={BIENTOT},"{PROCHAINE}",""))))'
    )


def _conditions(feuille: Any, lignes: int, formats: _Formats) -> None:
    """Colours that follow the days left, and a grey row for what was not read."""
    if not lignes:
        return
    reste = f"${_colonne('reste')}2"
    jours = [rang for rang, colonne in enumerate(COLONNES) if colonne.genre in ("reste", "urgence")]
    couleurs = (
        (f"{reste}<0", formats.couleur(_ROUGE, "#FFFFFF")),
        (f"{reste}<={PROCHE}", formats.couleur(_ROSE)),
        (f"{reste}<={BIENTOT}", formats.couleur(_AMBRE)),
    )
    for condition, format_ in couleurs:
        criteres = {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER({reste}),{condition})",
            "format": format_,
            "stop_if_true": True,
        }
        feuille.conditional_format(1, jours[0] - 2, lignes, jours[-1], criteres)
    etat = f"${_colonne('texte', 'État')}2"
    sans_bilan = f'=OR({etat}="{ETATS["erreur"]}",{etat}="{ETATS["attente"]}")'
    gris = {"type": "formula", "criteria": sans_bilan, "format": formats.couleur(_GRIS, gras=False)}
    feuille.conditional_format(1, 0, lignes, len(COLONNES) - 1, gris)


def _erreurs(feuille: Any, suivis: Sequence[Suivi], formats: _Formats, jour: date) -> None:
    """A row for each problem of a dossier that could not be read."""
    for rang, (titre, largeur) in enumerate(_COLONNES_ERREURS):
        feuille.set_column(rang, rang, largeur)
        feuille.write_string(0, rang, titre, formats.entete)
    problemes = [
        (suivi.nom, suivi.fichier, probleme)
        for suivi in sorted(suivis, key=lambda suivi: suivi.nom)
        if suivi.etat == "erreur"
        for probleme in suivi.problemes
    ]
    for rangee, textes in enumerate(problemes or [("Aucun dossier en erreur.", "", "")], 1):
        hauts = (wrap(texte, largeur - 1) for texte, (_, largeur) in zip(textes, _COLONNES_ERREURS, strict=True))
        feuille.set_row(rangee, _hauteur(max(map(len, hauts))))
        for rang, texte in enumerate(textes):
            _texte(feuille, (rangee, rang), une_ligne(texte), formats)
    feuille.autofilter(0, 0, len(problemes), len(_COLONNES_ERREURS) - 1)
    feuille.freeze_panes(1, 0)
    _mettre_en_page(feuille, "Dossiers en erreur", jour)


def _mettre_en_page(feuille: Any, titre: str, jour: date) -> None:
    feuille.set_landscape()
    feuille.set_paper(9)  # A4
    feuille.fit_to_pages(1, 0)
    feuille.repeat_rows(0)
    feuille.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    feuille.set_footer(f"&L{titre} – établi le {date_courte(jour)}&Rpage &P/&N")
