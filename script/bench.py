"""Measure the program as ratios against named peers, in the same run. Asserts nothing. Run it with ``script/bench``."""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, TypeVar

import yaml
from bench_lot import mesurer_lot
from bench_outils import avec_polices_ordinaires, avec_theme, ms, nombre
from bench_service import mesurer_service

from indu.analyse.analyse import analyser
from indu.commun.montants import lire_montant
from indu.commun.ressources import Ressources, dossier_fourni
from indu.courrier.fabrique import etudier, rediger
from indu.courrier.plan import charger_ordre, planifier
from indu.dossier.lecture import lire_dossier
from indu.moyens.bibliotheque import Bibliotheque, charger_bibliotheque
from indu.moyens.modele import TypeLettre
from indu.moyens.selection import selectionner

T = TypeVar("T")
EXEMPLE = "a-quarante-deux-lignes/dossier.yaml"
TAILLES = (20, 300, 1000)
CIBLE = 2.0
PARTIES = ("lettre", "lot", "service")
LETTRE = "saisine_cra"  # wanted by name: a long dossier would otherwise go to a lawyer, without a letter
ETAPES = ("lecture", "analyse, sélection, plan", "rédaction (lettre et fiche)", "lettre DOCX", "lettre PDF")
PAIR_CHAUD = "WeasyPrint nu"
CROISSANCE = (10, 100, 1_000, 10_000)
ETAPES_CROISSANCE = ("lecture", "analyse", "sélection et plan")

PAIR_REDUITES = """
import sys
from pathlib import Path
import weasyprint
from indu.courrier.pdf_norme import VARIANTE
from indu.courrier.pdf_polices import configuration_polices
from indu.courrier.pdf_recuperateur import recuperateur
page = weasyprint.HTML(string=Path(sys.argv[1]).read_text("utf-8"), url_fetcher=recuperateur())
page.write_pdf(sys.argv[2], font_config=configuration_polices(), pdf_variant=VARIANTE, full_fonts=True)
"""
PAIR_ORDINAIRES = """
import sys
from pathlib import Path
import weasyprint
from indu.courrier.pdf_norme import VARIANTE
weasyprint.HTML(string=Path(sys.argv[1]).read_text("utf-8")).write_pdf(sys.argv[2], pdf_variant=VARIANTE)
"""

NOTICE = f"""\
Chaque temps est la médiane de plusieurs exécutions, un tour de chaque commande après l’autre ; un premier tour, qui
remplit les caches du disque et compile le Python, ne compte pas. « À froid » : un processus neuf à chaque fois.
Un rapport de 1,5 veut dire : une fois et demie le temps du pair.

Les pairs de la lettre reçoivent le HTML exact de notre lettre et la même variante, PDF/A-2a ; ils n’écrivent qu’elle,
en PDF, tandis que « indu lettre » lit aussi le dossier, choisit les moyens, et écrit la lettre et la fiche, en DOCX
et en PDF.
  • « mêmes polices réduites » : nos polices, réduites par notre code dans le processus du pair, qui en paie le temps.
  • « polices ordinaires » : les fichiers de polices complets, que WeasyPrint réduit lui-même ; rien de nous.
La cible est un rapport d’au plus {CIBLE:.1f} au premier pair. Elle est affichée, jamais imposée.
""".replace("2.0", "2,0")


def main() -> None:
    """Measure and print."""
    options = _options()
    mesures: dict[str, Any] = {"machine": _machine(), "repetitions": options.repetitions}
    print(f"indu {version('indu')}, {mesures['machine']['resume']}\n\n{NOTICE}")
    with tempfile.TemporaryDirectory(prefix="indu-bench-") as dossier:
        atelier = Path(dossier)
        bibliotheque = charger_bibliotheque(Ressources.ouvrir("arguments"))
        dossiers = {taille: _ecrire_dossier(atelier, taille) for taille in TAILLES}
        if "lettre" in options.seulement:
            _mesurer_une_lettre(mesures, atelier, bibliotheque, dossiers, options.repetitions)
        if "lot" in options.seulement:
            mesures["lot"] = mesurer_lot(atelier, bibliotheque, options.dossiers, options.memoire)
        if "service" in options.seulement:
            mesures["service"] = mesurer_service(dossier_fourni("examples") / EXEMPLE, bibliotheque)
    _garder(mesures, options.json)


def _mesurer_une_lettre(
    mesures: dict[str, Any],
    atelier: Path,
    bibliotheque: Bibliotheque,
    dossiers: Mapping[int, Path],
    repetitions: int,
) -> None:
    """One dossier at a time: all but the batch."""
    mesures["lettre"] = _mesurer_lettre(atelier, dossiers[20], bibliotheque, repetitions)
    mesures["aide"] = _mesurer_aide(repetitions)
    mesures["chaud"] = _mesurer_a_chaud(dossiers, bibliotheque, (repetitions + 1) // 2)
    mesures["annexe"] = _mesurer_annexe(dossiers, bibliotheque, (repetitions + 1) // 2)
    mesures["croissance"] = _mesurer_croissance(atelier, bibliotheque, (repetitions + 1) // 2)


def _garder(mesures: Mapping[str, Any], fichier: Path | None) -> None:
    """Write the figures where they are wanted."""
    if fichier is not None:
        fichier.write_text(json.dumps(mesures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        print(f"\nMesures écrites : {fichier.resolve()}")


def _options() -> argparse.Namespace:
    analyseur = argparse.ArgumentParser(
        prog="script/bench", description="Mesure indu, en rapports à des pairs nommés.", add_help=False
    )
    analyseur.add_argument("-h", "--help", action="help", help="Affiche cette aide.")
    analyseur.add_argument(
        "--repetitions",
        type=int,
        default=7,
        metavar="N",
        help="Exécutions comptées de chaque mesure à froid (par défaut : 7) ; à chaud, moitié moins.",
    )
    analyseur.add_argument("--json", type=Path, metavar="FICHIER", help="Écrit aussi toutes les mesures en JSON.")
    analyseur.add_argument(
        "--seulement", nargs="+", choices=PARTIES, default=PARTIES, metavar="PARTIE", help="lettre, lot ou service."
    )
    analyseur.add_argument(
        "--dossiers", type=int, default=80, metavar="N", help="Dossiers du lot mesuré (par défaut : 80 ; au moins 24)."
    )
    analyseur.add_argument(
        "--memoire",
        type=int,
        default=0,
        metavar="N",
        help="Mesure aussi la mémoire des processus d’un lot jusqu’à la Ne lettre (2000 : un quart d’heure).",
    )
    options = analyseur.parse_args()
    if options.repetitions < 1:
        analyseur.error("--repetitions : au moins 1")
    if options.dossiers < 24:
        analyseur.error("--dossiers : au moins 24")
    return options


def _machine() -> dict[str, Any]:
    moteur = version("weasyprint")
    python, plateforme = platform.python_version(), platform.platform()
    resume = f"Python {python}, WeasyPrint {moteur}, {plateforme}, {os.cpu_count()} processeurs"
    return {"resume": resume, "python": python, "weasyprint": moteur, "plateforme": plateforme}


# --- The dossiers ---------------------------------------------------------------------------------------------


def _ecrire_dossier(atelier: Path, taille: int) -> Path:
    """The example with that many lines: one in two, three… for fewer; repeated under new invoices for more."""
    texte = (dossier_fourni("examples") / EXEMPLE).read_text("utf-8")
    contenu: dict[str, Any] = yaml.load(texte, Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but text
    modeles: list[dict[str, str]] = contenu["lignes"]
    choisies = modeles[:: max(len(modeles) // taille, 1)]
    contenu["lignes"] = [
        {**modele, "numero": str(rang + 1), "facture": f"{modele['facture']}-{rang // len(choisies)}"}
        for rang in range(taille)
        for modele in (choisies[rang % len(choisies)],)
    ]
    cites = {ligne["grief"] for ligne in contenu["lignes"]}
    contenu["griefs"] = [grief for grief in contenu["griefs"] if grief["id"] in cites]
    total = sum(int(lire_montant(ligne["montant_reclame"])) for ligne in contenu["lignes"])
    contenu["courriers"][0]["montant"] = f"{total // 100},{total % 100:02}"
    chemin = atelier / f"dossier-de-{taille}-lignes.yaml"
    chemin.write_text(yaml.safe_dump(contenu, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return chemin


# --- Cold runs ------------------------------------------------------------------------------------------------


def _chronometrer(commandes: Mapping[str, Sequence[str]], repetitions: int) -> dict[str, list[float]]:
    """Seconds of each command, run in turn, after a round that does not count."""
    environnement = {cle: valeur for cle, valeur in os.environ.items() if cle != "PYTHONDONTWRITEBYTECODE"}
    temps: dict[str, list[float]] = {nom: [] for nom in commandes}
    for tour in range(repetitions + 1):
        for nom, commande in commandes.items():
            debut = perf_counter()
            fini = subprocess.run(commande, env=environnement, capture_output=True, text=True, check=False)
            duree = perf_counter() - debut
            if fini.returncode or fini.stderr.startswith("Traceback"):
                sys.exit(f"« {nom} » a échoué (code {fini.returncode}) :\n{fini.stdout}{fini.stderr}")
            if tour:
                temps[nom].append(duree)
    return temps


def _mesurer_lettre(atelier: Path, dossier: Path, bibliotheque: Bibliotheque, repetitions: int) -> dict[str, Any]:
    html = _html(dossier, bibliotheque)
    reduites, ordinaires = atelier / "lettre.html", atelier / "lettre-polices-ordinaires.html"
    reduites.write_text(html, encoding="utf-8")
    ordinaires.write_text(avec_polices_ordinaires(html), encoding="utf-8")
    sortie, pdf, python = atelier / "sortie", str(atelier / "pair.pdf"), sys.executable
    indu = str(Path(python).with_name("indu"))
    nous = "indu lettre, 20 lignes (lettre et fiche, DOCX et PDF)"
    pairs = {
        "WeasyPrint nu, mêmes polices réduites (lettre, PDF)": [python, "-c", PAIR_REDUITES, str(reduites), pdf],
        "WeasyPrint nu, polices ordinaires (lettre, PDF)": [python, "-c", PAIR_ORDINAIRES, str(ordinaires), pdf],
    }
    temps = _chronometrer({nous: [indu, "lettre", str(dossier), "-o", str(sortie)], **pairs}, repetitions)
    ecrits = sorted(chemin.suffix for chemin in sortie.iterdir())
    if ecrits != [".docx", ".docx", ".pdf", ".pdf"]:
        sys.exit(f"« indu lettre » n’a pas écrit deux DOCX et deux PDF : {ecrits}")
    return _tableau_froid("1. La lettre, à froid", temps, cible=CIBLE)


def _mesurer_aide(repetitions: int) -> dict[str, Any]:
    python = sys.executable
    commandes = {
        "indu --help": [str(Path(python).with_name("indu")), "--help"],
        "python -c pass": [python, "-c", "pass"],
        'python -c "import click"': [python, "-c", "import click"],
    }
    return _tableau_froid("2. L’aide, à froid", _chronometrer(commandes, repetitions))


def _html(dossier: Path, bibliotheque: Bibliotheque) -> str:
    """The HTML that our PDF writer gives to WeasyPrint for the letter of that dossier."""
    from indu.courrier.pdf import html_document

    lu = lire_dossier(dossier, bibliotheque.catalogue)
    modeles = Ressources.ouvrir("templates")
    ouvrage = rediger(etudier(lu, bibliotheque, modeles, _jour(lu.lettre.date), LETTRE), bibliotheque, modeles)
    return avec_theme(html_document(ouvrage.lettre.document), _css(modeles))


def _css(modeles: Ressources) -> str:
    return modeles.lire("theme/letter.css").decode("utf-8")


def _jour(du_dossier: date | None) -> date:
    return du_dossier or date(2026, 11, 22)


# --- Warm runs ------------------------------------------------------------------------------------------------


def _mesurer_a_chaud(dossiers: Mapping[int, Path], bibliotheque: Bibliotheque, repetitions: int) -> dict[str, Any]:
    """Seconds of each stage in this process, once everything is loaded, and of the bare engine on the same HTML."""
    mesures: dict[str, Any] = {}
    for taille, dossier in dossiers.items():
        tours = [_tour(dossier, bibliotheque) for _ in range(repetitions + 1)][1:]
        brutes = {etape: [tour[etape] for tour in tours] for etape in (*ETAPES, PAIR_CHAUD)}
        medianes = {etape: median(valeurs) for etape, valeurs in brutes.items()}
        total = median(sum(tour[etape] for etape in ETAPES) for tour in tours)
        rapports = {"total": total / medianes[PAIR_CHAUD], "pdf": medianes["lettre PDF"] / medianes[PAIR_CHAUD]}
        mesures[str(taille)] = {"secondes": brutes, "medianes": medianes, "total": total, "rapports": rapports}
    _tableau_chaud(mesures)
    return mesures


def _tour(dossier: Path, bibliotheque: Bibliotheque) -> dict[str, float]:
    """One letter, stage by stage."""
    import weasyprint

    from indu.courrier.docx import ecrire_docx
    from indu.courrier.pdf import ecrire_pdf, html_document
    from indu.courrier.pdf_norme import VARIANTE
    from indu.courrier.pdf_polices import configuration_polices
    from indu.courrier.pdf_recuperateur import recuperateur

    modeles = Ressources.ouvrir("templates")
    css, base = _css(modeles), modeles.lire("theme/base.docx")
    temps: dict[str, float] = {}

    def chronometrer(etape: str, action: Callable[[], T]) -> T:
        gc.collect()  # what the stage before leaves behind is not this one's time
        debut = perf_counter()
        resultat = action()
        temps[etape] = perf_counter() - debut
        return resultat

    lu = chronometrer(ETAPES[0], lambda: lire_dossier(dossier, bibliotheque.catalogue))
    etude = chronometrer(ETAPES[1], lambda: etudier(lu, bibliotheque, modeles, _jour(lu.lettre.date), LETTRE))
    document = chronometrer(ETAPES[2], lambda: rediger(etude, bibliotheque, modeles)).lettre.document
    chronometrer(ETAPES[3], lambda: ecrire_docx(document, base))
    chronometrer(ETAPES[4], lambda: ecrire_pdf(document, css))
    html = avec_theme(html_document(document), css)
    chronometrer(
        PAIR_CHAUD,
        lambda: weasyprint.HTML(string=html, url_fetcher=recuperateur()).write_pdf(
            font_config=configuration_polices(), pdf_variant=VARIANTE, full_fonts=True
        ),
    )
    return temps


# --- Long tables ----------------------------------------------------------------------------------------------


def _mesurer_annexe(dossiers: Mapping[int, Path], bibliotheque: Bibliotheque, repetitions: int) -> dict[str, Any]:
    """Seconds of the letter's PDF, its long table laid out by us, then every row by the engine."""
    from indu.courrier import pdf

    modeles = Ressources.ouvrir("templates")
    css = _css(modeles)
    mesures: dict[str, Any] = {}
    seuil = pdf.LONG
    print("\n4. La lettre PDF, à chaud : l’annexe posée par nous, ou chaque rangée par le moteur")
    for taille in (taille for taille in dossiers if taille >= seuil):
        lu = lire_dossier(dossiers[taille], bibliotheque.catalogue)
        etude = etudier(lu, bibliotheque, modeles, _jour(lu.lettre.date), LETTRE)
        document = rediger(etude, bibliotheque, modeles).lettre.document
        temps: dict[str, list[float]] = {"posee": [], "moteur": []}
        for _ in range(repetitions):
            for route, pdf.LONG in (("posee", seuil), ("moteur", sys.maxsize)):
                gc.collect()
                debut = perf_counter()
                pdf.ecrire_pdf(document, css)
                temps[route].append(perf_counter() - debut)
        pdf.LONG = seuil
        posee, moteur = (median(valeurs) for valeurs in temps.values())
        gain = moteur / posee
        print(f"  {taille} lignes : {ms(posee)} ms, moteur {ms(moteur)} ms, gain {nombre(gain, 1)}")
        mesures[str(taille)] = {"secondes": temps, "gain": gain}
    return mesures


# --- Growth ---------------------------------------------------------------------------------------------------


def _mesurer_croissance(atelier: Path, bibliotheque: Bibliotheque, repetitions: int) -> dict[str, Any]:
    """Seconds of reading, analysis and selection, nothing rendered, and how the time of one line changes with size."""
    mesures: dict[str, Any] = {}
    for taille in CROISSANCE:
        dossier = _ecrire_dossier(atelier, taille)
        tours = [_tour_sans_rendu(dossier, bibliotheque) for _ in range(repetitions + 1)][1:]
        brutes = {etape: [tour[etape] for tour in tours] for etape in ETAPES_CROISSANCE}
        medianes = {etape: median(valeurs) for etape, valeurs in brutes.items()}
        decision = median(sum(tour[etape] for etape in ETAPES_CROISSANCE[1:]) for tour in tours)
        mesures[str(taille)] = {
            "secondes": brutes,
            "medianes": medianes,
            "decision": decision,
            "par_ligne": {"lecture": medianes["lecture"] / taille, "decision": decision / taille},
        }
    _tableau_croissance(mesures)
    return mesures


def _tour_sans_rendu(chemin: Path, bibliotheque: Bibliotheque) -> dict[str, float]:
    """One dossier, up to the plan of the letter."""
    arguments = bibliotheque.arguments
    gc.collect()  # what the run before leaves behind is not this one's time
    depart = perf_counter()
    lu = lire_dossier(chemin, bibliotheque.catalogue)
    gc.collect()
    debut = perf_counter()
    analyse = analyser(lu, bibliotheque.catalogue, arguments, _jour(lu.lettre.date))
    milieu = perf_counter()
    lettres: tuple[TypeLettre, ...] = ("saisine_cra",)
    planifier(analyse, selectionner(analyse, bibliotheque, lettres), charger_ordre(arguments))
    return dict(zip(ETAPES_CROISSANCE, (debut - depart, milieu - debut, perf_counter() - milieu), strict=True))


# --- Tables ---------------------------------------------------------------------------------------------------


def _tableau_froid(titre: str, temps: Mapping[str, list[float]], *, cible: float | None = None) -> dict[str, Any]:
    """Print the first command against each of the others."""
    (nous, notres), *pairs = temps.items()
    print(f"{titre}\n{'':<56} {'médiane':>9} {'min–max':>17} {'notre rapport':>14}")
    rapports: dict[str, float] = {}
    for nom, valeurs in temps.items():
        rapport = "" if nom == nous else nombre(rapports.setdefault(nom, median(notres) / median(valeurs)), 2)
        etendue = f"{ms(min(valeurs))}–{ms(max(valeurs))}"
        print(f"  {nom:<54} {ms(median(valeurs)) + ' ms':>9} {etendue + ' ms':>17} {rapport:>14}")
    if cible is not None:
        premier = rapports[pairs[0][0]]
        verdict = "atteinte" if premier <= cible else "manquée"
        print(f"  cible : au plus {nombre(cible, 1)} ; mesuré : {nombre(premier, 2)} ({verdict})")
    print()
    return {"secondes": dict(temps), "rapports": rapports, "cible": cible}


def _tableau_chaud(mesures: Mapping[str, Any]) -> None:
    """Print the stages, one column for each size."""
    print("3. La lettre seule, à chaud, dans un même processus (DOCX et PDF)")
    print(f"{'':<56} " + " ".join(f"{taille + ' lignes':>13}" for taille in mesures))

    def ligne(nom: str, valeurs: Sequence[str]) -> None:
        print(f"  {nom:<54} " + " ".join(f"{valeur:>13}" for valeur in valeurs))

    for etape in ETAPES:
        ligne(etape, [f"{ms(m['medianes'][etape])} ms" for m in mesures.values()])
    ligne("total", [f"{ms(m['total'])} ms" for m in mesures.values()])
    ligne(
        "pair : WeasyPrint nu, même HTML, mêmes polices",
        [f"{ms(m['medianes'][PAIR_CHAUD])} ms" for m in mesures.values()],
    )
    ligne("rapport du total au pair", [nombre(m["rapports"]["total"], 2) for m in mesures.values()])
    ligne("rapport de la lettre PDF au pair", [nombre(m["rapports"]["pdf"], 2) for m in mesures.values()])


def _tableau_croissance(mesures: Mapping[str, Any]) -> None:
    """Print the stages, one column for each size; the last rows compare a line's time with the size before."""
    print("\n5. Sans rien écrire, à chaud : ce que coûte la longueur du tableau")
    print(f"{'':<38} " + " ".join(f"{taille + ' lignes':>15}" for taille in mesures))

    def ligne(nom: str, valeurs: Sequence[str]) -> None:
        print(f"  {nom:<36} " + " ".join(f"{valeur:>15}" for valeur in valeurs))

    for etape in ETAPES_CROISSANCE:
        ligne(etape, [f"{ms(m['medianes'][etape])} ms" for m in mesures.values()])
    ligne("analyse, sélection et plan", [f"{ms(m['decision'])} ms" for m in mesures.values()])
    for nom, cle in (("lecture", "lecture"), ("analyse, sélection et plan", "decision")):
        par_ligne = [m["par_ligne"][cle] for m in mesures.values()]
        ligne(f"{nom}, par ligne", [f"{nombre(secondes * 1e6, 1)} µs" for secondes in par_ligne])
        rapports = [nombre(apres / avant, 2) for avant, apres in pairwise(par_ligne)]
        ligne("  rapport à la taille précédente", ["", *rapports])


if __name__ == "__main__":
    main()
