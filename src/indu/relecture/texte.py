"""The text of a Word paragraph as runs of the tree, cut where a page break falls inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, TypeAlias

from indu.courrier.document import ACompleter, Image, Inline, Inlines, Texte
from indu.relecture.images import LecteurImages
from indu.relecture.ouverture import Element, W
from indu.relecture.releve import Releve, texte_brut
from indu.relecture.styles import Styles, actif, valeur

_DEBUT_TROU = ACompleter("").contenu[:-1]
_TROU = re.compile(rf"{re.escape(_DEBUT_TROU)}([^\[\]]*)\]")
_TROU_SURLIGNE = re.compile(rf"{re.escape(_DEBUT_TROU)}(.*?)\](?={re.escape(_DEBUT_TROU)}|$)", re.DOTALL)

_CONTENANTS = frozenset(f"{W}{nom}" for nom in (
    "ins", "moveTo", "hyperlink", "smartTag", "customXml", "sdt", "sdtContent", "bdo", "dir", "fldSimple",
))  # fmt: skip
SANS_TEXTE = frozenset(f"{W}{nom}" for nom in (
    "pPr", "rPr", "del", "moveFrom", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd",
    "proofErr", "permStart", "permEnd", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
    "moveToRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart",
    "customXmlDelRangeEnd", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "commentReference", "annotationRef",
    "lastRenderedPageBreak", "instrText", "delText", "delInstrText", "footnoteRef", "endnoteRef", "separator",
    "continuationSeparator", "sectPr",
))  # fmt: skip
_SIGNES = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": "\u00ad"}
_CHAMPS_DE_PAGE = frozenset({"PAGE", "NUMPAGES", "PAGEREF", "NOTEREF", "TOC", "INDEX", "SECTIONPAGES"})
_OBJETS = frozenset({"drawing", "pict", "object", "AlternateContent", "contentPart"})


@dataclass(frozen=True, slots=True)
class _Morceau:
    """A stretch of text and its look; ``saut`` is a page break instead."""

    texte: str
    gras: bool = False
    italique: bool = False
    exposant: bool = False
    surligne: bool = False
    saut: bool = False


_SAUT = _Morceau("", saut=True)
Segments: TypeAlias = tuple[Inlines, ...]


class LecteurTexte:
    """Reads paragraphs one after the other: a field may run over several of them."""

    def __init__(self, styles: Styles, releve: Releve, images: LecteurImages | None = None) -> None:
        self.styles = styles
        self.releve = releve
        self._lecteur_images = images
        self._image: Image | None = None
        self._champs: list[tuple[str, bool]] = []
        self._style = ""
        self._ou = ""
        self._images = self._habille = False

    def lire(self, paragraphe: Element, *, images: bool = False, habille: bool = False) -> Segments:
        """The runs of a paragraph, one sequence more for each page break inside.

        ``images``: one is allowed here; ``habille``: the place has a look of its own, which is not a person's doing.
        """
        self._ou, self._images, self._habille = texte_brut(paragraphe), images, habille
        self._style = valeur(paragraphe.find(f"{W}pPr/{W}pStyle"))
        segments: list[Inlines] = []
        morceaux = list(self._parcourir(paragraphe))
        for est_saut, groupe in groupby(morceaux, key=lambda morceau: morceau.saut):
            if est_saut:
                segments += [()] * (len(list(groupe)) - (0 if segments else -1))
            elif segments:
                segments[-1] = self._inlines(list(groupe))
            else:
                segments.append(self._inlines(list(groupe)))
        return tuple(segments) or ((),)

    def prendre_image(self) -> Image | None:
        """The image met since the last call, where one is allowed."""
        image, self._image = self._image, None
        return image

    def finir(self) -> None:
        """Say that a field never ended: what follows its start was not read."""
        if self._champs:
            self.releve.contenu("champ inachevé, dont la suite ne se lit pas", self._ou)

    def _parcourir(self, parent: Element) -> Iterator[_Morceau]:
        for enfant in parent:
            if not isinstance(enfant.tag, str) or enfant.tag in SANS_TEXTE:
                continue
            if enfant.tag == f"{W}r":
                yield from self._run(enfant)
            elif enfant.tag in _CONTENANTS:
                self._signaler(enfant)
                yield from self._parcourir(enfant)
            else:
                self.inconnu(enfant)

    def _signaler(self, contenant: Element) -> None:
        """What is lost of a container whose text is kept."""
        nom = contenant.tag.removeprefix(W)
        if nom == "hyperlink" and texte_brut(contenant):
            self.releve.forme("lien : le texte est repris, l’adresse ne l’est pas", self._ou)
        elif nom == "fldSimple":
            self._champ(contenant.get(f"{W}instr", ""))
        elif nom == "sdt" and contenant.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            self.releve.contenu("champ de formulaire resté vide", self._ou, texte_brut(contenant))

    def _champ(self, code: str) -> None:
        nom = (code.split() or [""])[0].upper()
        if nom in _CHAMPS_DE_PAGE:
            self.releve.contenu(f"champ {nom} (un numéro de page ne serait plus juste)", self._ou)
        elif nom != "HYPERLINK":
            self.releve.forme(f"champ {nom or 'vide'} : le texte affiché est repris tel quel", self._ou)

    def _run(self, run: Element) -> Iterator[_Morceau]:
        proprietes = run.find(f"{W}rPr")
        for enfant in run:
            if not isinstance(enfant.tag, str) or enfant.tag in SANS_TEXTE:
                if enfant.tag == f"{W}instrText" and self._champs:
                    code, resultat = self._champs[-1]
                    self._champs[-1] = (code + (enfant.text or ""), resultat)
                continue
            if enfant.tag == f"{W}fldChar":
                self._fldchar(enfant.get(f"{W}fldCharType", ""))
            elif not all(resultat for _, resultat in self._champs):
                continue
            elif enfant.tag == f"{W}br" and enfant.get(f"{W}type") in ("page", "column"):
                yield _SAUT
            elif enfant.tag in (f"{W}t", f"{W}br") or enfant.tag in _SIGNES:
                texte = enfant.text or "" if enfant.tag == f"{W}t" else _SIGNES.get(enfant.tag, "\n")
                if texte and (morceau := self._morceau(texte, proprietes)):
                    yield morceau
            else:
                self.inconnu(enfant)

    def _fldchar(self, genre: str) -> None:
        if genre == "begin":
            self._champs.append(("", False))
        elif genre == "separate" and self._champs:
            self._champs[-1] = (self._champs[-1][0], True)
        elif genre == "end" and self._champs:
            self._champ(self._champs.pop()[0])

    def _morceau(self, texte: str, proprietes: Element | None) -> _Morceau | None:
        """The text with its look; ``None`` when it does not show."""
        if proprietes is None:
            return _Morceau(texte)

        def trouver(nom: str) -> Element | None:
            direct = proprietes.find(f"{W}{nom}")
            style = valeur(proprietes.find(f"{W}rStyle"))
            return direct if direct is not None or not style else self.styles.propriete(style, f"w:rPr/w:{nom}")

        if actif(trouver("vanish")):
            self.releve.contenu("texte masqué", self._ou, texte)
            return None
        self._apparences(texte, trouver)
        return _Morceau(
            texte,
            gras=actif(trouver("b")),
            italique=actif(trouver("i")),
            exposant=valeur(trouver("vertAlign")) == "superscript",
            surligne=valeur(trouver("highlight"), "none") != "none",
        )

    def _apparences(self, texte: str, trouver: Any) -> None:
        """Say what of the look is not carried over, when it differs from that of the paragraph."""
        if actif(trouver("strike")) or actif(trouver("dstrike")):
            self.releve.contenu("texte barré", self._ou, texte)
        if self._habille:
            return
        if valeur(trouver("u"), "none") != "none":
            self.releve.forme("soulignement", self._ou)
        if actif(trouver("caps")) or actif(trouver("smallCaps")):
            self.releve.forme("capitales", self._ou)
        if valeur(trouver("vertAlign")) == "subscript":
            self.releve.forme("indice", self._ou)
        for nom, quoi, neutre in (("color", "couleur", "auto"), ("sz", "taille de police", "")):
            du_style = valeur(self.styles.propriete(self._style, f"w:rPr/w:{nom}"), neutre)
            if valeur(trouver(nom), du_style) not in (du_style, neutre):
                self.releve.forme(quoi, self._ou)
        if (police := trouver("rFonts")) is not None and police.get(f"{W}ascii"):
            celle_du_style = self.styles.propriete(self._style, "w:rPr/w:rFonts")
            if celle_du_style is None or celle_du_style.get(f"{W}ascii") != police.get(f"{W}ascii"):
                self.releve.forme("police", self._ou)

    def inconnu(self, element: Element) -> None:
        """What is neither text nor a mark without text: said by its nature."""
        nom = element.tag.rpartition("}")[2]
        if nom in ("footnoteReference", "endnoteReference"):
            self.releve.contenu("note de bas de page" if nom[0] == "f" else "note de fin", self._ou)
        elif nom in _OBJETS:
            self._objet(element)
        elif nom in ("oMath", "oMathPara"):
            self.releve.contenu("équation", self._ou, "".join(element.itertext()))
        elif nom == "sym":
            self.releve.contenu("symbole d’une police spéciale", self._ou)
        else:
            self.releve.contenu(f"élément « {nom} » que ce programme ne sait pas lire", self._ou)

    def _objet(self, element: Element) -> None:
        noms = {e.tag.rpartition("}")[2] for e in element.iter() if isinstance(e.tag, str)}
        if "txbxContent" in noms:
            zone = next(element.iter(f"{W}txbxContent"))
            self.releve.contenu("zone de texte", self._ou, " ".join(texte_brut(p) for p in zone.iter(f"{W}p")))
        elif noms & {"OLEObject", "control", "chart", "relIds"}:
            self.releve.contenu("objet incorporé", self._ou)
        elif noms & {"pic", "imagedata", "blip"}:
            self._montrer(element)
        else:
            self.releve.contenu("dessin", self._ou)

    def _montrer(self, element: Element) -> None:
        """An image: kept where one is allowed, said otherwise."""
        if not self._images:
            self.releve.contenu("image", self._ou)
            return
        image = self._lecteur_images.lire(element) if self._lecteur_images is not None else None
        if image is None or self._image is not None:
            self.releve.images.append(self._ou)
        else:
            self._image = image

    def _inlines(self, morceaux: list[_Morceau]) -> Inlines:
        """Runs of the tree: holes recognised, neighbours of the same look joined."""
        elements: list[Inline] = []
        for _, groupe in groupby(morceaux, key=lambda m: (m.gras, m.italique, m.exposant, m.surligne)):
            suite = list(groupe)
            fondu = replace(suite[0], texte="".join(morceau.texte for morceau in suite))
            for element in self._elements(fondu):
                if elements and isinstance(element, Texte) and isinstance(elements[-1], Texte):
                    joint = replace(elements[-1], contenu=elements[-1].contenu + element.contenu)
                    if joint == replace(element, contenu=joint.contenu):
                        elements[-1] = joint
                        continue
                elements.append(element)
        return tuple(elements)

    def _elements(self, morceau: _Morceau) -> Iterator[Inline]:
        motif = _TROU_SURLIGNE if morceau.surligne else _TROU
        vide = Texte("", morceau.gras, morceau.italique, morceau.exposant)
        fin = 0
        for trou in motif.finditer(morceau.texte):
            yield from self._texte(vide, morceau.texte[fin : trou.start()], surligne=morceau.surligne)
            yield ACompleter(trou[1])
            fin = trou.end()
        yield from self._texte(vide, morceau.texte[fin:], surligne=morceau.surligne)

    def _texte(self, forme: Texte, contenu: str, *, surligne: bool) -> Iterator[Texte]:
        if contenu and surligne:
            self.releve.forme("surlignage, qui reste aussi dans le Word", self._ou)
        if contenu:
            yield replace(forme, contenu=contenu)
