"""The layouts of the tables, and their HTML (read by WeasyPrint, Chromium and LibreOffice alike)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape
from random import Random
from typing import Literal

from generateur.tirage import COLONNES, montant_ecrit, rangee
from generateur.verite import TableauVrai

Filets = Literal["tous", "horizontaux", "aucun", "zebre"]
Regroupement = Literal["grief", "patient", "unique"]

SAUT = '<p style="page-break-before: always; margin: 0"></p>'
_ETROITES = ("soins", "paiement", "facture", "acte", "quantite", "paye", "indu")


@dataclass(frozen=True, slots=True)
class MiseEnPage:
    """One way the caisses lay out their table."""

    nom: str
    colonnes: tuple[str, ...]
    regroupement: Regroupement = "unique"
    filets: Filets = "tous"
    paysage: bool = False
    corps: float = 8.5
    lignes: tuple[int, int] = (12, 20)
    par_page: int = 0
    entete_repete: bool = True
    euro: bool = True
    courte: bool = False
    deux_lignes: bool = False
    alignement: Literal["top", "middle"] = "middle"


MISES_EN_PAGE = (
    MiseEnPage("un-tableau-par-grief", ("numero", *_ETROITES), "grief"),
    MiseEnPage("un-tableau-par-patient", ("soins", "paiement", "acte", "paye", "indu", "motif"), "patient", euro=False),
    MiseEnPage(
        "paysage",
        ("assure", "nir", "facture", "prescription", "soins", "paiement", "acte", "quantite", "paye", "indu", "motif"),
        paysage=True,
        corps=8,
        courte=True,
        lignes=(20, 34),
    ),
    MiseEnPage("suite-en-tete-repete", ("assure", *_ETROITES), filets="horizontaux", lignes=(80, 110)),
    MiseEnPage("suite-sans-en-tete", ("numero", *_ETROITES), lignes=(80, 110), entete_repete=False, euro=False),
    MiseEnPage(
        "totaux-par-page", ("facture", "soins", "paiement", "acte", "paye", "du", "indu"), par_page=24, lignes=(60, 80)
    ),
    MiseEnPage(
        "petits-caracteres",
        ("assure", "nir", "facture", "soins", "paiement", "acte", "quantite", "paye", "du", "retenue", "indu", "motif"),
        filets="aucun",
        paysage=True,
        corps=6.5,
        lignes=(35, 60),
        euro=False,
    ),
    MiseEnPage(
        "sans-filets", ("indu", "soins", "paiement", "facture", "acte", "motif"), filets="aucun", lignes=(15, 60)
    ),
    MiseEnPage(
        "deux-lignes", ("numero", "soins", "paiement", "acte", "motif", "indu"), deux_lignes=True, lignes=(12, 30)
    ),
    MiseEnPage(
        "deux-lignes-sans-filets",
        ("soins", "paiement", "facture", "acte", "motif", "indu"),
        filets="aucun",
        deux_lignes=True,
        alignement="top",
        lignes=(12, 30),
        courte=True,
    ),
    MiseEnPage("zebre", ("facture", "assure", "soins", "paiement", "acte", "indu"), filets="zebre", lignes=(25, 60)),
)


@dataclass(frozen=True, slots=True)
class Tableaux:
    """The tables of a notification: true, in HTML, their sum, the people in them."""

    vrais: tuple[TableauVrai, ...]
    html: str
    somme: int
    sommes: tuple[int, ...]
    personnes: tuple[tuple[str, str], ...]


def composer_tableaux(alea: Random, mise: MiseEnPage, griefs: tuple[str, ...], debut: date) -> Tableaux:
    """The tables of a layout, drawn."""
    entete = tuple(alea.choice(COLONNES[cle].libelles) for cle in mise.colonnes)
    nombre = {"unique": 1, "grief": len(griefs), "patient": alea.randint(3, 6)}[mise.regroupement]
    reste = max(alea.randint(*mise.lignes), nombre * 2)
    vrais, html, sommes, personnes = [], [], [], []
    numero = 0
    for rang in range(nombre):
        taille = max(2, reste // (nombre - rang) if rang < nombre - 1 else reste)
        reste -= taille
        lignes, montants = [], []
        for _ in range(taille):
            numero += 1
            valeurs, indu, qui = rangee(
                alea, mise.colonnes, numero, debut, courte=mise.courte, euro=mise.euro, deux_lignes=mise.deux_lignes
            )
            lignes.append(tuple(valeurs[cle] for cle in mise.colonnes))
            montants.append(indu)
            personnes.append(qui)
        if mise.regroupement == "grief":
            titre = f"Grief n° {rang + 1} : {griefs[rang]}"
        elif mise.regroupement == "patient":
            titre = f"Assuré : {personnes[-1][0]} – NIR : {personnes[-1][1]}"
        else:
            titre = ""
        libelle = "Total général" if nombre == 1 else "Total"
        vrai = _avec_totaux(mise, titre, entete, lignes, montants, libelle)
        vrais.append(vrai)
        sommes.append(sum(montants))
        html.append(_html(mise, vrai, derniere=rang == nombre - 1))
    return Tableaux(tuple(vrais), "".join(html), sum(sommes), tuple(sommes), tuple(personnes))


def _avec_totaux(
    mise: MiseEnPage,
    titre: str,
    entete: tuple[str, ...],
    lignes: list[tuple[str, ...]],
    montants: list[int],
    libelle: str,
) -> TableauVrai:
    rangees: list[tuple[str, ...]] = []
    totaux: set[int] = set()

    def total(nom: str, somme: int) -> None:
        place = mise.colonnes.index("indu")
        montant = montant_ecrit(somme, mise.euro)
        vide = [""] * len(entete)
        vide[0 if place else 1], vide[place] = nom, montant
        totaux.add(len(rangees))
        rangees.append(tuple(vide))

    for debut in range(0, len(lignes), mise.par_page or len(lignes)):
        fin = debut + (mise.par_page or len(lignes))
        rangees += lignes[debut:fin]
        if mise.par_page:
            total(f"Total page {debut // mise.par_page + 1}", sum(montants[debut:fin]))
    total(libelle, sum(montants))
    return TableauVrai(titre, entete, tuple(rangees), frozenset(totaux))


def _html(mise: MiseEnPage, vrai: TableauVrai, *, derniere: bool) -> str:
    cadre = {"tous": 'border="1"', "horizontaux": 'border="1" rules="rows" frame="void"'}.get(mise.filets, 'border="0"')
    marge = 2 if mise.filets == "tous" else 4
    ouvre = f'<table class="{mise.filets}" {cadre} cellspacing="0" cellpadding="{marge}" width="100%">'
    corps = [valeurs for rang, valeurs in enumerate(vrai.rangees) if rang not in vrai.totaux]
    larges = [max(len(nom) * 0.75, *(len(v[rang]) for v in corps)) + 2 for rang, nom in enumerate(vrai.entete)]
    parts = [f"{max(3, min(large, 34)) * 100 / sum(min(x, 34) for x in larges):.0f}%" for large in larges]
    entete = "".join(f'<th width="{part}">{escape(nom)}</th>' for nom, part in zip(vrai.entete, parts, strict=True))
    entete = f"<tr>{entete}</tr>"
    tete = f"<thead>{entete}</thead><tbody>" if mise.entete_repete else f"<tbody>{entete}"
    morceaux = [f"<h3>{escape(vrai.titre)}</h3>" if vrai.titre else "", ouvre, tete]
    for rang, valeurs in enumerate(vrai.rangees):
        morceaux.append(_rangee(mise, valeurs, total=rang in vrai.totaux, paire=rang % 2 == 0))
        coupure = mise.par_page and rang in vrai.totaux and rang < len(vrai.rangees) - 2
        if coupure:
            morceaux.append(f"</tbody></table>{SAUT}{ouvre}{tete}")
    morceaux.append("</tbody></table>" + ("" if derniere else "<p></p>"))
    return "".join(morceaux)


def _rangee(mise: MiseEnPage, valeurs: tuple[str, ...], *, total: bool, paire: bool) -> str:
    fond = ' bgcolor="#e4e8ee"' if mise.filets == "zebre" and paire and not total else ""
    if total:
        place = mise.colonnes.index("indu")
        if place:
            cellules = f'<td class="total" colspan="{place}">{escape(valeurs[0])}</td>'
            cellules += f'<td class="d" align="right"><b>{escape(valeurs[place])}</b></td>'
            cellules += "<td></td>" * (len(valeurs) - place - 1)
        else:
            cellules = f'<td class="d" align="right"><b>{escape(valeurs[0])}</b></td>'
            cellules += f'<td class="total" colspan="{len(valeurs) - 1}">{escape(valeurs[1])}</td>'
        return f"<tr>{cellules}</tr>"
    return (
        f"<tr{fond}>"
        + "".join(
            f'<td class="d" align="right">{escape(v)}</td>'
            if COLONNES[c].droite
            else f'<td class="{c}">{escape(v)}</td>'
            for c, v in zip(mise.colonnes, valeurs, strict=True)
        )
        + "</tr>"
    )


def style(alea: Random, mise: MiseEnPage) -> str:
    """The style sheet of a notification."""
    police = alea.choice(("Liberation Sans", "DejaVu Sans", "Liberation Serif", "Nimbus Sans"))
    corps = mise.corps - (0.7 if police == "DejaVu Sans" else 0)
    taille = "29.7cm 21cm" if mise.paysage else "21cm 29.7cm"
    traits = {
        "tous": "border: 0.5pt solid #333;",
        "horizontaux": "border-bottom: 0.5pt solid #777;",
        "aucun": "border: none;",
        "zebre": "border: none;",
    }[mise.filets]
    marge = "4pt" if mise.filets in ("aucun", "zebre") else "2.5pt"
    return f"""
@page {{ size: {taille}; margin: 1.6cm 1.4cm; @bottom-center {{ content: "Page " counter(page); font-size: 7pt }} }}
body {{ font-family: '{police}'; font-size: 10pt; margin: 0; }}
p {{ margin: 0 0 6pt 0; }}
h3 {{ font-size: 10pt; margin: 10pt 0 4pt 0; page-break-after: avoid; }}
td, th {{ font-size: {corps}pt; }}
td.lettre {{ font-size: 10pt; }}
table.tous, table.horizontaux, table.aucun, table.zebre {{ border-collapse: collapse; width: 100%;
  font-size: {corps}pt; }}
table.tous th, table.tous td, table.horizontaux th, table.horizontaux td, table.aucun td, table.aucun th,
table.zebre td, table.zebre th {{ {traits} padding: 2pt {marge}; text-align: left;
  vertical-align: {mise.alignement}; font-size: {corps}pt; }}
td.d {{ text-align: right; white-space: nowrap }}
td.soins, td.paiement, td.prescription, td.acte, td.facture, td.nir, td.retenue {{ white-space: nowrap }}
tr {{ page-break-inside: avoid; }}
"""
