"""Build ``templates/theme/base.docx``: the styles, numbering, header and footer of the Word letters.

Starts from python-docx's own template, keeps what a letter uses, and sets the rest. The same bytes each time:

    python script/base_docx.py
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from indu.courrier.docx_paquet import empaqueter

CIBLE = Path(__file__).resolve().parents[1] / "templates" / "theme" / "base.docx"
BLEU, GRIS, ALERTE = "1F3A5F", "4A5A6B", "A03020"
TEXTE, TABLEAU = "Cambria", "Calibri"

GARDES = {
    "Normal", "Header", "Footer", "Heading 1", "Heading 2", "Heading 3", "Default Paragraph Font",
    "Normal Table", "No List", "Body Text", "List Bullet", "List Bullet 2", "List Bullet 3", "List Number",
    "List Number 2", "List Number 3", "List Continue", "List Continue 2", "List Continue 3", "Caption",
}  # fmt: skip

GAUCHE, DROITE, JUSTIFIE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY

# name, parent, size, space before and after (points), then paragraph and character settings
STYLES: tuple[tuple[str, str | None, float, float, float, dict[str, Any]], ...] = (
    ("Normal", None, 10.5, 0, 0, {}),
    ("Body Text", "Normal", 10.5, 0, 6, {"alignement": JUSTIFIE}),
    ("Expéditeur", "Normal", 10.5, 0, 0, {}),
    ("Destinataire", "Normal", 10.5, 0, 0, {}),
    ("Lieu et date", "Normal", 10.5, 12, 16, {"alignement": DROITE}),
    ("Mention postale", "Normal", 9, 0, 11, {"gras": True}),
    ("Objet", "Normal", 10.5, 0, 3, {"gras": True, "retrait": 12}),
    ("Appel", "Normal", 10.5, 16, 8, {}),
    ("Annonce", "Normal", 10.5, 0, 6, {"alignement": JUSTIFIE, "suivant": True}),
    ("Signature", "Normal", 10.5, 0, 0, {"retrait": 90, "solidaire": True}),
    ("Heading 1", "Normal", 12.5, 16, 6, {"gras": True, "couleur": BLEU, "suivant": True}),
    ("Heading 2", "Normal", 11, 12, 5, {"gras": True, "couleur": BLEU, "suivant": True}),
    ("Heading 3", "Normal", 10.5, 9, 4, {"gras": True, "italique": True, "couleur": BLEU, "suivant": True}),
    *((f"List {sorte}{rang}", "Body Text", 10.5, 0, 3, {"alignement": JUSTIFIE})
      for sorte in ("Bullet", "Number", "Continue") for rang in ("", " 2", " 3")),
    ("Caption", "Normal", 9, 8, 4, {"police": TABLEAU, "gras": True, "couleur": BLEU, "suivant": True}),
    ("Cellule", "Normal", 9, 2, 2, {"police": TABLEAU, "interligne": 1.0}),
    ("Cellule compacte", "Cellule", 8, 1, 1, {"police": TABLEAU, "interligne": 1.0}),
    ("Après tableau", "Normal", 4, 0, 4, {"interligne": 1.0}),
    ("Header", "Normal", 8, 0, 0, {"police": TABLEAU, "gras": True, "couleur": ALERTE, "alignement": DROITE}),
    ("Footer", "Normal", 8, 0, 0, {"police": TABLEAU, "couleur": GRIS, "filet": True}),
    ("annotation text", "Normal", 10, 0, 0, {"police": TABLEAU}),
)  # fmt: skip

PUCES = ("–", "•", "·")
NOMBRES = (("decimal", "%1."), ("lowerLetter", "%2."), ("lowerRoman", "%3."))


def construire() -> bytes:
    """The bytes of ``base.docx``."""
    docx = Document()
    _alleger(docx)
    _regler_defauts(docx)
    for nom, parent, taille, avant, apres, reglages in STYLES:
        _regler_style(docx, nom, parent, taille, avant, apres, reglages)
    _ajouter_styles_xml(docx)
    _numeroter(docx)
    _mettre_en_page(docx)
    proprietes = docx.core_properties
    proprietes.author = proprietes.last_modified_by = "indu"
    proprietes.title = proprietes.comments = proprietes.keywords = ""
    proprietes.language = "fr-FR"
    proprietes.created = proprietes.modified = datetime(2026, 1, 1)
    sortie = BytesIO()
    docx.save(sortie)
    return empaqueter(sortie.getvalue())


def _alleger(docx: Any) -> None:
    """Drop the styles and parts that a letter never uses."""
    for style in list(docx.styles):
        if style.name not in GARDES:
            style.delete()
    paquet = docx.part.package
    for porteur, fin in ((paquet, "thumbnail"), (docx.part, "customXml"), (docx.part, "stylesWithEffects")):
        for cle in [cle for cle, lien in porteur.rels.items() if lien.reltype.endswith(fin)]:
            del porteur.rels[cle]
    for partie in paquet.iter_parts():
        if partie.partname == PackURI("/docProps/app.xml"):
            partie._blob = (
                b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxml'
                b'formats.org/officeDocument/2006/extended-properties"><Application>indu</Application></Properties>'
            )


def _regler_defauts(docx: Any) -> None:
    """French, our body font, no spacing by default; Word 2013 layout."""
    defauts = docx.styles.element.find(qn("w:docDefaults"))
    docx.styles.element.replace(defauts, parse_xml(
        f'<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr>'
        f'<w:rFonts w:ascii="{TEXTE}" w:hAnsi="{TEXTE}" w:eastAsia="{TEXTE}" w:cs="{TEXTE}"/>'
        '<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    ))  # fmt: skip
    reglages = docx.settings.element
    for balise in ("w:rsids", "w:savePreviewPicture", "w:proofState", "w:shapeDefaults"):
        for element in reglages.findall(qn(balise)):
            reglages.remove(element)
    reglages.find(qn("w:zoom")).set(qn("w:percent"), "100")
    langue = reglages.find(qn("w:themeFontLang"))
    langue.set(qn("w:val"), "fr-FR")
    langue.attrib.pop(qn("w:eastAsia"), None)
    reglages.find(qn("w:decimalSymbol")).set(qn("w:val"), ",")
    reglages.find(qn("w:listSeparator")).set(qn("w:val"), ";")
    compat = reglages.find(qn("w:compat"))
    compat.remove(compat.find(qn("w:useFELayout")))
    compat.find(qn("w:compatSetting")).set(qn("w:val"), "15")


def _regler_style(
    docx: Any,
    nom: str,
    parent: str | None,
    taille: float,
    avant: float,
    apres: float,
    reglages: dict[str, Any],
) -> None:
    """One paragraph style."""
    styles = docx.styles
    style: ParagraphStyle = styles[nom] if nom in styles else styles.add_style(nom, WD_STYLE_TYPE.PARAGRAPH)
    for balise in ("w:pPr", "w:rPr", "w:link", "w:rsid", "w:semiHidden", "w:unhideWhenUsed"):
        for element in style.element.findall(qn(balise)):
            style.element.remove(element)
    style.base_style = styles[parent] if parent else None
    style.quick_style = True
    style.font.size = Pt(taille)
    style.font.bold, style.font.italic = reglages.get("gras"), reglages.get("italique")
    if couleur := reglages.get("couleur"):
        style.font.color.rgb = RGBColor.from_string(couleur)
    if police := reglages.get("police"):
        fontes = style.element.get_or_add_rPr().get_or_add_rFonts()
        for jeu in ("ascii", "hAnsi", "eastAsia", "cs"):
            fontes.set(qn(f"w:{jeu}"), police)
    forme = style.paragraph_format
    forme.space_before, forme.space_after = Pt(avant), Pt(apres)
    forme.line_spacing = reglages.get("interligne", 1.15)
    forme.alignment = reglages.get("alignement", GAUCHE)
    forme.keep_with_next = forme.keep_together = reglages.get("suivant") or reglages.get("solidaire")
    forme.widow_control = True
    if retrait := reglages.get("retrait"):
        forme.left_indent = Mm(retrait)
    proprietes = style.element.get_or_add_pPr()
    if reglages.get("filet"):
        filet = f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="4" w:space="6" w:color="B8C2CC"/></w:pBdr>'
        proprietes.insert_element_before(parse_xml(filet), "w:shd", "w:tabs", "w:spacing")
    if nom.startswith("Heading"):
        niveau = parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{int(nom[-1]) - 1}"/>')
        proprietes.append(niveau)


def _ajouter_styles_xml(docx: Any) -> None:
    """The table style and the reference mark of comments, which python-docx has no interface for."""
    regle = '<w:{cote} w:val="single" w:sz="{taille}" w:space="0" w:color="{couleur}"/>'
    fort = "".join(regle.format(cote=cote, taille=8, couleur=BLEU) for cote in ("top", "bottom"))
    fin = regle.format(cote="bottom", taille=4, couleur="C9D1D9")
    entre = regle.format(cote="insideH", taille=4, couleur="C9D1D9")
    docx.styles.element.append(parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="TableauIndu">'
        '<w:name w:val="Tableau indu"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{fin}{entre}</w:tblBorders><w:tblCellMar>"
        '<w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="{BLEU}"/></w:rPr><w:tcPr>'
        f'<w:tcBorders>{fort}</w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="EEF2F6"/>'
        '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
        '<w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr>'
        f"<w:tcPr><w:tcBorders>{fort}</w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
    ))  # fmt: skip
    docx.styles.element.append(parse_xml(
        f'<w:style {nsdecls("w")} w:type="character" w:styleId="CommentReference">'
        '<w:name w:val="annotation reference"/><w:basedOn w:val="DefaultParagraphFont"/>'
        '<w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr></w:style>'
    ))  # fmt: skip
    docx.styles["annotation text"].element.set(qn("w:styleId"), "CommentText")


def _numeroter(docx: Any) -> None:
    """Two lists of three levels, bullets and numbers, tied to the built-in list styles."""
    numerotation = docx.part.numbering_part.element
    for element in list(numerotation):
        numerotation.remove(element)
    sortes = (("ListBullet", [("bullet", puce) for puce in PUCES]), ("ListNumber", list(NOMBRES)))
    for rang, (style, niveaux) in enumerate(sortes):
        corps = "".join(
            f'<w:lvl w:ilvl="{niveau}"><w:start w:val="1"/><w:numFmt w:val="{forme}"/>'
            f'<w:pStyle w:val="{style}{niveau + 1 if niveau else ""}"/><w:lvlText w:val="{texte}"/>'
            '<w:lvlJc w:val="left"/><w:pPr>'
            f'<w:ind w:left="{397 * (niveau + 1)}" w:hanging="284"/></w:pPr></w:lvl>'
            for niveau, (forme, texte) in enumerate(niveaux)
        )
        numerotation.append(parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{rang}">'
            f'<w:multiLevelType w:val="multilevel"/>{corps}</w:abstractNum>'
        ))  # fmt: skip
    for rang, (style, niveaux) in enumerate(sortes):
        numerotation.append(parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{rang + 1}"><w:abstractNumId w:val="{rang}"/></w:num>'
        ))  # fmt: skip
        for niveau in range(len(niveaux)):
            suffixe = f" {niveau + 1}" if niveau else ""
            sorte = "List Bullet" if style == "ListBullet" else "List Number"
            propriete = docx.styles[sorte + suffixe].element.get_or_add_pPr().get_or_add_numPr()
            propriete.get_or_add_ilvl().val = niveau
            propriete.get_or_add_numId().val = rang + 1
            docx.styles["List Continue" + suffixe].paragraph_format.left_indent = Mm(7 * (niveau + 1))


def _mettre_en_page(docx: Any) -> None:
    """A4, the margins of a letter, an empty header and the page count in the footer."""
    section = docx.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = Mm(22)
    section.bottom_margin, section.header_distance, section.footer_distance = Mm(24), Mm(10), Mm(11)
    grille = section._sectPr.find(qn("w:docGrid"))
    if grille is not None:
        section._sectPr.remove(grille)
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    section.header.paragraphs[0].style = docx.styles["Header"]
    pied = section.footer.paragraphs[0]
    pied.style = docx.styles["Footer"]
    pied.add_run("\tpage ")
    for champ, suite in (("PAGE", "/"), ("NUMPAGES", "")):
        pied._p.append(parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr=" {champ} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        ))  # fmt: skip
        if suite:
            pied.add_run(suite)


if __name__ == "__main__":
    CIBLE.write_bytes(construire())
    print(f"{CIBLE} écrit")
