"""The document tree as HTML, for the PDF engine only. Every text goes through ``escape``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from markupsafe import Markup, escape

from indu.courrier.document import (
    MARQUE_PROJET,
    ACompleter,
    Bloc,
    Colonne,
    Coordonnees,
    Document,
    Image,
    Inlines,
    Liste,
    Paragraphe,
    SautDePage,
    Signature,
    Tableau,
    Titre,
)
from indu.courrier.pdf_polices import texte_pdf
from indu.courrier.pdf_recuperateur import adresse_image
from indu.courrier.pdf_tableau_pose import CLASSE, SANS_POSE, Pose, classe
from indu.courrier.rendu import etendue_libelle

_PAGE = Markup("""<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<title>{titre}</title>
<meta name="author" content="{auteur}">
<meta name="description" content="{sujet}">
<meta name="dcterms.created" content="{date}">
<meta name="dcterms.modified" content="{date}">
</head>
<body class="{genre}" data-pied="{pied}" data-marque="{marque}">
{corps}
</body>
</html>
""")


def html_document(document: Document, poses: Mapping[Tableau, Pose] = SANS_POSE) -> str:
    """A whole HTML page, without the theme, which prints the footer and the draft mark from attributes of ``body``.

    The rows that ``poses`` lays out are only room of their height.
    """
    return _PAGE.format(
        titre=_texte(document.titre),
        auteur=_texte(document.auteur),
        sujet=_texte(document.sujet),
        date=document.date.isoformat(),
        genre=document.genre,
        pied=_texte(document.pied),
        marque=MARQUE_PROJET if document.projet else "",
        corps=_blocs(document.blocs, poses),
    )


def _blocs(blocs: tuple[Bloc, ...], poses: Mapping[Tableau, Pose] = SANS_POSE) -> Markup:
    """A sequence of blocks."""
    return Markup("\n").join(_bloc(bloc, poses) for bloc in blocs)


def _bloc(bloc: Bloc, poses: Mapping[Tableau, Pose]) -> Markup:
    """One block."""
    match bloc:
        case Titre(niveau=niveau, contenu=contenu):
            return Markup("<h{0}>{1}</h{0}>").format(niveau, _inlines(contenu))
        case Paragraphe(contenu=contenu, style=style):
            return Markup('<p class="{}">{}</p>').format(style, _inlines(contenu))
        case Liste(elements=elements, ordonnee=ordonnee, debut=debut):
            items = Markup("").join(Markup("<li>{}</li>").format(_blocs(element)) for element in elements)
            if not ordonnee:
                return Markup("<ul>{}</ul>").format(items)
            depart = Markup(' style="counter-reset: list-item {}"').format(debut - 1) if debut != 1 else ""
            return Markup("<ol{}>{}</ol>").format(depart, items)
        case Tableau():
            return _tableau(bloc, poses.get(bloc))
        case Coordonnees(expediteur=expediteur, destinataire=destinataire, logo=logo):
            return Markup(
                '<div class="coordonnees"><div class="expediteur">{}{}</div><div class="destinataire">{}</div></div>'
            ).format(_image(logo, "logo"), _lignes(expediteur), _lignes(destinataire))
        case Signature(lignes=lignes, image=image):
            return Markup('<div class="signature">{}{}</div>').format(_image(image, "griffe"), _lignes(lignes))
        case SautDePage():
            return Markup('<div class="saut"></div>')


def _tableau(tableau: Tableau, pose: Pose | None) -> Markup:
    """A table: caption, column header cells, body, and a last row whose first cell is its header."""
    poids = sum(colonne.poids for colonne in tableau.colonnes)
    largeurs = (
        Markup('<col style="width:{:.2f}%">').format(100 * colonne.poids / poids) for colonne in tableau.colonnes
    )
    entetes = (
        Markup('<th scope="col" class="{}">{}</th>').format(colonne.alignement, _texte(colonne.titre))
        for colonne in tableau.colonnes
    )
    vide = Markup("")
    return Markup(
        '<table class="{}"><caption>{}</caption><colgroup>{}</colgroup>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody>{}</table>"
    ).format(
        "compact" if tableau.compact else "normal",
        _texte(tableau.legende),
        vide.join(largeurs),
        vide.join(entetes),
        vide.join(_rangees(tableau, pose or (None,) * len(tableau.lignes))),
        vide if tableau.total is None else _total(tableau, tableau.total),
    )


def _rangees(tableau: Tableau, pose: Pose) -> Iterator[Markup]:
    """The rows of the body; those that are laid out already stand, one block each, in one cell as wide as the table."""
    colonnes = len(tableau.colonnes)
    for posees, suite in groupby(zip(tableau.lignes, pose, strict=True), key=lambda couple: couple[1] is not None):
        if posees:
            places = Markup("").join(
                Markup('<div class="{}"></div>').format(classe(posee)) for _, posee in suite if posee
            )
            yield Markup('<tr class="{}"><td colspan="{}">{}</td></tr>').format(CLASSE, colonnes, places)
        else:
            yield from (_rangee(tableau, rangee) for rangee, _ in suite)


def _rangee(tableau: Tableau, rangee: tuple[Inlines, ...]) -> Markup:
    """A row of body cells."""
    return Markup("<tr>{}</tr>").format(_cellules(tableau.colonnes, rangee))


def _total(tableau: Tableau, total: tuple[Inlines, ...]) -> Markup:
    """The total row, in a body of its own (a table foot would come back on each page)."""
    etendue = etendue_libelle(total)
    return Markup('<tbody class="total"><tr><th scope="row" class="gauche" colspan="{}">{}</th>{}</tr></tbody>').format(
        etendue, _inlines(total[0]), _cellules(tableau.colonnes[etendue:], total[etendue:])
    )


def _cellules(colonnes: tuple[Colonne, ...], cellules: tuple[Inlines, ...]) -> Markup:
    """Body cells, each aligned as its column."""
    return Markup("").join(
        Markup('<td class="{}">{}</td>').format(colonne.alignement, _inlines(cellule))
        for colonne, cellule in zip(colonnes, cellules, strict=True)
    )


def _lignes(lignes: tuple[Inlines, ...]) -> Markup:
    """Lines of an address or a signature, one paragraph each."""
    return Markup("").join(Markup("<p>{}</p>").format(_inlines(ligne)) for ligne in lignes)


def _image(image: Image | None, classe: str) -> Markup:
    """An image with its text, not smoothed by the reader: PDF/A forbids it."""
    if image is None:
        return Markup("")
    return Markup(
        '<div class="{}"><img src="{}" alt="{}" style="width:{:.2f}mm;image-rendering:pixelated"></div>'
    ).format(classe, adresse_image(image), _texte(image.texte), image.largeur_mm)


def _inlines(contenu: Inlines) -> Markup:
    """Runs of text with their formatting."""
    morceaux = []
    for element in contenu:
        morceau = Markup("<br>").join(escape(ligne) for ligne in texte_pdf(element.contenu).split("\n"))
        if isinstance(element, ACompleter):
            morceaux.append(Markup("<mark>{}</mark>").format(morceau))
            continue
        for voulu, balise in ((element.exposant, "sup"), (element.italique, "em"), (element.gras, "strong")):
            if voulu:
                morceau = Markup("<{0}>{1}</{0}>").format(Markup(balise), morceau)  # noqa: S704 -- a tag name of ours
        morceaux.append(morceau)
    return Markup("").join(morceaux)


def _texte(texte: str) -> Markup:
    """A plain text, escaped."""
    return escape(texte_pdf(texte))
