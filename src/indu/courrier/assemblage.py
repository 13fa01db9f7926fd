"""The exhibits behind the letter in one PDF, each after its cover sheet and stamped; the secret ones in another.

The letter is the base of the file, so that it keeps its tags; the exhibits have none, and the whole no longer claims to
be accessible or archivable (PDF/UA, PDF/A).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING

from indu.commun.erreurs import EntreeInvalide, Probleme
from indu.commun.ressources import Ressources
from indu.commun.texte import plages
from indu.courrier.document import Document
from indu.courrier.gardes import (
    HAUTEUR_TAMPON,
    LARGEUR_TAMPON,
    devant_du_pli,
    feuille,
    garde,
    nommer,
    tampons,
)
from indu.courrier.pdf import ecrire_pdf
from indu.courrier.piece_image import A4
from indu.courrier.piece_pdf import FichierOuvert, ajouter_page, boite, ouvrir_fichier
from indu.courrier.pieces import Bordereau, PieceNumerotee
from indu.courrier.rendu import ErreurRendu

if TYPE_CHECKING:
    import pikepdf

PAGES_MAX = 500
_BORD = 14.0
"""Between the stamp and the edges of an A4 page, in points; all grows with the page."""
_ECHELLE_MIN = 0.75
_NORMES = tuple(f"{{http://www.aiim.org/{nom}/}}" for nom in ("pdfa/ns/id", "pdfua/ns/id", "pdfa/ns/extension"))


@dataclass(frozen=True, slots=True)
class Assemblage:
    """The file that holds the letter and its exhibits, the one of the sealed envelope if any, and what to say.

    ``absentes`` are the numbers of the pieces without a file, ``reparees`` of those whose file was damaged.
    """

    commun: bytes
    pli: bytes | None
    absentes: tuple[int, ...]
    reparees: tuple[int, ...]


def assembler(
    lettre: Document,
    pdf: bytes,
    bordereau: Bordereau,
    contenus: Mapping[str, bytes],
    reference: str,
    templates: Ressources,
) -> Assemblage:
    """Put the exhibits behind the letter. ``contenus`` are the bytes of their files, by identifier of the piece.

    Raises:
        EntreeInvalide: with every file that cannot be used, and why; or too many pages.
        ErreurRendu: a page cannot be laid out.
        ErreurEnvironnement: a system library is missing.
    """
    ouverts = _ouvrir(bordereau, contenus)
    publiques = [n for n in bordereau.pieces if not n.piece.confidentielle]
    secretes = [n for n in bordereau.pieces if n.piece.confidentielle]
    css = feuille(templates)

    def joindre(base: bytes, pieces: Sequence[PieceNumerotee], titre: str, premier_signet: str) -> bytes:
        gardes = [ecrire_pdf(garde(n, reference, lettre, templates), css) for n in pieces]
        textes = [texte for n in pieces if n.numero in ouverts for texte in _textes(n, ouverts[n.numero])]
        marques = ecrire_pdf(tampons(textes, lettre), css) if textes else b""
        suite = [(n, page_de_garde, ouverts.get(n.numero)) for n, page_de_garde in zip(pieces, gardes, strict=True)]
        return _joindre(base, suite, marques, titre, premier_signet)

    pli = None
    if secretes:
        numeros = plages(n.numero for n in secretes)
        designation = f"la pièce n° {numeros}" if len(secretes) == 1 else f"les pièces {numeros}"
        devant = ecrire_pdf(devant_du_pli(designation, reference, lettre, templates), css)
        pli = joindre(devant, secretes, f"Pli confidentiel – {reference}", "Pli confidentiel")
    return Assemblage(
        commun=joindre(pdf, publiques, f"{lettre.titre}, et ses pièces", "Lettre"),
        pli=pli,
        absentes=tuple(n.numero for n in bordereau.pieces if n.numero not in ouverts),
        reparees=tuple(numero for numero, ouvert in ouverts.items() if ouvert.repare),
    )


def _ouvrir(bordereau: Bordereau, contenus: Mapping[str, bytes]) -> dict[int, FichierOuvert]:
    """The files by number of their piece, all checked."""
    ouverts: dict[int, FichierOuvert] = {}
    problemes: list[Probleme] = []
    for numerotee in bordereau.pieces:
        piece = numerotee.piece
        if piece.id not in contenus:
            continue
        try:
            ouverts[numerotee.numero] = ouvrir_fichier(contenus[piece.id])
        except ErreurRendu as erreur:
            for probleme in erreur.problemes:
                message = f"pièce « {piece.id} » ({piece.intitule}) : {probleme.message}"
                problemes.append(Probleme(message, fichier=piece.fichier or "", attendu=probleme.attendu))
    nombre = sum(len(ouvert.pdf.pages) for ouvert in ouverts.values())
    if nombre > PAGES_MAX:
        problemes.append(Probleme(f"les pièces ont {nombre} pages en tout", attendu=f"{PAGES_MAX} au plus"))
    if problemes:
        raise EntreeInvalide(problemes)
    return ouverts


def _textes(numerotee: PieceNumerotee, ouvert: FichierOuvert) -> Iterator[str]:
    """The stamps of a piece, page by page."""
    total = len(ouvert.pdf.pages)
    for rang in range(1, total + 1):
        yield f"{nommer(numerotee.numero)} – {rang}/{total}"


def _joindre(
    base: bytes,
    suite: Sequence[tuple[PieceNumerotee, bytes, FichierOuvert | None]],
    marques: bytes,
    titre: str,
    premier_signet: str,
) -> bytes:
    import pikepdf

    with ExitStack() as sources:  # what pages are copied from lives until the file is saved
        sortie = sources.enter_context(pikepdf.open(BytesIO(base)))
        debuts: list[tuple[str, int]] = []
        tampon = iter(sources.enter_context(pikepdf.open(BytesIO(marques))).pages if marques else ())
        for numerotee, page_de_garde, ouvert in suite:
            debuts.append((f"{nommer(numerotee.numero)} – {numerotee.piece.intitule}", len(sortie.pages)))
            for page in sources.enter_context(pikepdf.open(BytesIO(page_de_garde))).pages:
                ajouter_page(sortie, page)
            for page in ouvert.pdf.pages if ouvert is not None else ():
                _tamponner(ajouter_page(sortie, page), next(tampon))
        _signets(sortie, premier_signet, debuts)
        _declarer(sortie, titre)
        _partager_polices(sortie)
        octets = BytesIO()
        sortie.save(
            octets, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True
        )
    return octets.getvalue()


def _tamponner(page: pikepdf.Page, tampon: pikepdf.Page) -> None:
    """Draw a stamp in the upper right corner of the page as it is seen, in proportion to it."""
    import pikepdf

    x0, y0, x1, y1 = boite(page)
    cote = min(x1 - x0, y1 - y0)
    echelle = max(cote / A4[0], _ECHELLE_MIN)
    tournee = int(page.obj.get("/Rotate", 0))
    vue = (y1 - y0) if tournee in (90, 270) else (x1 - x0)
    echelle = min(echelle, 0.9 * vue / LARGEUR_TAMPON)
    large, haut, bord = LARGEUR_TAMPON * echelle, HAUTEUR_TAMPON * echelle, _BORD * echelle
    bord = min(bord, 0.05 * vue)
    dx, dy = (haut, large) if tournee in (90, 270) else (large, haut)
    gauche = x0 + bord if tournee in (90, 180) else x1 - bord - dx
    bas = y0 + bord if tournee in (180, 270) else y1 - bord - dy
    cadre = pikepdf.Rectangle(gauche, bas, gauche + dx, bas + dy)
    # not add_overlay, which draws the name of what it adds at random
    dessin = tampon.as_form_xobject()
    pris = page.obj.Resources.get("/XObject", pikepdf.Dictionary()).keys()
    libre = next(nom for rang in count() if (nom := f"/Tampon{rang}") not in pris)
    page.add_resource(dessin, pikepdf.Name.XObject, pikepdf.Name(libre))
    trace = page.calc_form_xobject_placement(
        dessin, pikepdf.Name(libre), cadre, invert_transformations=True, allow_shrink=True, allow_expand=True
    )
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"\nQ\n" + trace)
    page.contents_coalesce()


def _signets(sortie: pikepdf.Pdf, premier: str, debuts: Sequence[tuple[str, int]]) -> None:
    """Bookmarks: the letter, with its own beneath, then each piece."""
    import pikepdf

    with sortie.open_outline() as plan:
        tete = pikepdf.OutlineItem(premier, 0, "Fit")
        tete.children.extend(plan.root)
        plan.root[:] = [tete, *(pikepdf.OutlineItem(titre, page, "Fit") for titre, page in debuts)]


def _declarer(sortie: pikepdf.Pdf, titre: str) -> None:
    """The file's title; it no longer claims the standards that the letter alone keeps."""
    with sortie.open_metadata(set_pikepdf_as_editor=False) as xmp:
        for cle in list(xmp):
            if cle.startswith(_NORMES):
                del xmp[cle]
        xmp["dc:title"] = titre


def _partager_polices(sortie: pikepdf.Pdf) -> None:
    """Keep one copy of each font: the letter, every cover sheet and the stamps came with their own."""
    import pikepdf

    vues: dict[bytes, pikepdf.Object] = {}
    for objet in sortie.objects:
        if isinstance(objet, pikepdf.Dictionary) and "/FontFile2" in objet:
            police = objet["/FontFile2"]
            objet["/FontFile2"] = vues.setdefault(police.read_raw_bytes(), police)
