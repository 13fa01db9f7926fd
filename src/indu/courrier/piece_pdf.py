"""An exhibit's file, opened and made fit to stand behind a letter: its pages as they are seen, and nothing else.

What is seen of annotations, filled forms and signatures is drawn into the pages. Their machinery does not pass: no
link, action, script, form field, attached file, layer, hidden page area, metadata, nor the value of a signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from indu.courrier.piece_image import pdf_image, sans_indiscretions
from indu.courrier.rendu import ErreurRendu

if TYPE_CHECKING:
    import pikepdf

TAILLE_MAX = 50_000_000
_DEBUT = 1024
"""A PDF says that it is one somewhere in its first bytes."""
_CLES_DE_PAGE = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group"}
)
_INDISCRETES = ("/Metadata", "/PieceInfo", "/LastModified", "/StructParent", "/StructParents", "/AA", "/OPI")
_COTE_MAX = 200 * 72.0
_ATTENDU = "un PDF, ou une photo JPEG ou PNG"


@dataclass(frozen=True)
class FichierOuvert:
    """A file's clean pages; ``repare`` when it was damaged and its pages had to be found again."""

    pdf: pikepdf.Pdf
    repare: bool = False


def ouvrir_fichier(octets: bytes) -> FichierOuvert:
    """Open an exhibit: a PDF, or a picture made into a page.

    Raises:
        ErreurRendu: what it is cannot be used, and what to give instead.
    """
    if len(octets) > TAILLE_MAX:
        raise ErreurRendu.simple("ce fichier est trop gros", attendu=f"{TAILLE_MAX // 1_000_000} Mo au plus")
    if b"%PDF-" in octets[:_DEBUT]:
        return _ouvrir_pdf(octets)
    if octets.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return FichierOuvert(pdf_image(octets))
    if octets[4:8] == b"ftyp" and octets[8:12] in (b"heic", b"heix", b"mif1", b"heif", b"avif"):
        raise ErreurRendu.simple("cette photo est au format HEIC", attendu="la même, enregistrée en JPEG")
    raise ErreurRendu.simple("ce fichier n’est ni un PDF, ni une photo JPEG ou PNG", attendu=_ATTENDU)


def _ouvrir_pdf(octets: bytes) -> FichierOuvert:
    import pikepdf

    try:
        pdf = pikepdf.open(BytesIO(octets))
        if pdf.is_encrypted:
            raise ErreurRendu.simple("ce PDF est chiffré", attendu="le même, imprimé en PDF sans mot de passe")
        _refuser_ce_qui_ne_se_fige_pas(pdf)
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")
        _nettoyer(pdf)
        if not pdf.pages:
            raise ErreurRendu.simple("ce PDF n’a aucune page", attendu=_ATTENDU)
        propre = _recopier(pdf)
        repare = bool(pdf.get_warnings())
    except pikepdf.PasswordError:
        raise ErreurRendu.simple("ce PDF est chiffré", attendu="le même, sans mot de passe") from None
    except (
        pikepdf.PdfError,
        pikepdf.DataDecodingError,
        pikepdf.DeletedObjectError,
        pikepdf.ForeignObjectError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RuntimeError,
    ):
        raise ErreurRendu.simple("ce PDF est abîmé", attendu="le même, enregistré de nouveau en PDF") from None
    return FichierOuvert(propre, repare)


def _recopier(pdf: pikepdf.Pdf) -> pikepdf.Pdf:
    """The pages alone in a new file, written once: what cannot be copied is found here, and not behind the letter."""
    import pikepdf

    octets = BytesIO()
    with pikepdf.new() as copie:
        for page in pdf.pages:
            ajoutee = ajouter_page(copie, page)
            ajoutee.contents_coalesce()
            if "/Contents" in ajoutee.obj:
                ajoutee.obj.Contents.read_bytes()
        copie.save(octets)
    return pikepdf.open(octets)


def _refuser_ce_qui_ne_se_fige_pas(pdf: pikepdf.Pdf) -> None:
    """Refuse what would show something else once its pages stand elsewhere."""
    import pikepdf

    calques: Any = pdf.Root.get("/OCProperties", pikepdf.Dictionary()).get("/D", pikepdf.Dictionary())
    if calques.get("/OFF") or str(calques.get("/BaseState", "/ON")) != "/ON":
        raise ErreurRendu.simple("ce PDF a des calques masqués, qui paraîtraient", attendu="le même, imprimé en PDF")
    if "/XFA" in pdf.Root.get("/AcroForm", pikepdf.Dictionary()) and pdf.Root.get("/NeedsRendering", False):
        raise ErreurRendu.simple("ce PDF est un formulaire dynamique (XFA)", attendu="le même, imprimé en PDF")


def _nettoyer(pdf: pikepdf.Pdf) -> None:
    """Leave on the pages what shows them, and in what they use nothing that only describes it."""
    import pikepdf

    for objet in pdf.objects:
        if isinstance(objet, (pikepdf.Dictionary, pikepdf.Stream)):
            for cle in _INDISCRETES:
                if cle in objet:
                    del objet[cle]
        if isinstance(objet, pikepdf.Stream) and _filtre(objet) == "/DCTDecode":
            try:
                propre = sans_indiscretions(objet.read_raw_bytes())
            except ValueError:  # a picture that viewers make do with: left as it is
                continue
            parametres: Any = objet.get("/DecodeParms")
            objet.write(propre, filter=pikepdf.Name.DCTDecode, decode_parms=parametres)


def _filtre(flux: Any) -> str:
    import pikepdf

    filtre = flux.get("/Filter")
    if isinstance(filtre, pikepdf.Array):
        return str(filtre[0]) if len(filtre) == 1 else ""
    return str(filtre)


def boite(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """What is seen of a page, before its rotation: the crop box inside the media box.

    Raises:
        ValueError: the page has no size, or an absurd one.
    """
    media = _rectangle(page.mediabox)
    x0, y0, x1, y1 = _rectangle(page.cropbox)
    vue = (max(x0, media[0]), max(y0, media[1]), min(x1, media[2]), min(y1, media[3]))
    if vue[0] >= vue[2] or vue[1] >= vue[3]:
        vue = media
    if not (1 <= vue[2] - vue[0] <= _COTE_MAX and 1 <= vue[3] - vue[1] <= _COTE_MAX):
        raise ValueError("page sans dimensions")
    return vue


def _rectangle(tableau: Any) -> tuple[float, float, float, float]:
    a, b, c, d = (float(nombre) for nombre in tableau)
    return min(a, c), min(b, d), max(a, c), max(b, d)


def ajouter_page(sortie: pikepdf.Pdf, page: pikepdf.Page) -> pikepdf.Page:
    """Put a page at the end of a file, reduced to what is seen of it, and return it there.

    Its resources become its own, so that what is drawn over it later is on no other page.
    """
    import pikepdf

    vue = boite(page)
    sortie.pages.append(page)
    ajoutee = sortie.pages[-1]
    objet = ajoutee.obj
    for cle in set(objet.keys()) - _CLES_DE_PAGE:
        del objet[cle]
    objet.MediaBox = pikepdf.Array(vue)
    if "/CropBox" in objet:
        del objet["/CropBox"]
    rotation = int(objet.get("/Rotate", 0)) % 360
    objet.Rotate = rotation if rotation % 90 == 0 else 0
    ressources = pikepdf.Dictionary(dict(objet.get("/Resources", {}).items()))
    if "/XObject" in ressources:
        ressources.XObject = pikepdf.Dictionary(dict(ressources.XObject.items()))
    objet.Resources = ressources
    return ajoutee
