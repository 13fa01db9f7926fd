"""The batch, against the bare PDF engine, the usual chain, two processes against one, and the memory it keeps."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import mean
from time import perf_counter
from typing import Any

from bench_outils import avec_polices_ordinaires, nombre, verdict
from bench_ouvriers import JOUR, consigne, tache

from indu.commun.ressources import Ressources, dossier_fourni
from indu.courrier.composition import composer
from indu.courrier.document import Document, Paragraphe, Tableau, Titre, texte_inlines
from indu.dossier.lecture import dossier_depuis
from indu.moyens.bibliotheque import Bibliotheque

CIBLE_MOTEUR, CIBLE_CHAINE, CIBLE_PROCESSUS = 0.85, 3.0, 1.8
ECHAUFFEMENT = 8
"""Dossiers after which the processes are taken to be warm."""
LETTRES_CHAINE = 9

NOTICE = f"""
6. Le lot
Temps de processeur (utilisateur et système) d’un cœur, à chaud, sauf mention ; les exemples, tour à tour.
Nous écrivons par dossier une lettre (DOCX, PDF), une fiche (DOCX, PDF) et l’analyse (JSON).
  • Le moteur nu reçoit dans un processus à lui le HTML de nos lettres et de nos fiches ; mêmes fichiers de polices
    et même thème, lus une fois et partagés entre toutes les pages ; même variante, PDF/A-2a ; il réduit les polices
    lui-même (HarfBuzz). Rien de notre code.
  • La chaîne habituelle remplit un modèle docxtpl (nos paragraphes, une boucle pour chaque tableau), puis
    LibreOffice en fait un PDF ordinaire : la lettre seule. On l’appelle d’habitude pour chaque fichier ; un seul appel
    pour tous, moins commode, est mesuré aussi.
Cibles : {nombre(CIBLE_MOTEUR, 2)} de la vitesse du moteur nu ; {nombre(CIBLE_CHAINE, 0)} fois celle de la chaîne ;
{nombre(CIBLE_PROCESSUS, 1)} fois un processus avec deux."""


def mesurer_lot(atelier: Path, bibliotheque: Bibliotheque, dossiers: int, memoire: int) -> dict[str, Any]:
    """Measure, print, and give the figures."""
    print(NOTICE)
    exemples = _preparer(atelier, bibliotheque)
    mesures: dict[str, Any] = {"moteur": _face_au_moteur(exemples)}
    mesures["chaine"] = _face_a_la_chaine(exemples)
    mesures["processus"] = _deux_processus(exemples, dossiers)
    if memoire:
        mesures["memoire"] = _memoire(exemples, memoire)
    else:
        print("Mémoire : non mesurée (--memoire 2000).")
    return mesures


def _preparer(atelier: Path, bibliotheque: Bibliotheque) -> Path:
    """The examples' dossiers, pages and templates, in a folder."""
    from indu.courrier.pdf import html_document

    dossier, modeles = atelier / "lot", Ressources.ouvrir("templates")
    (dossier / "remplis").mkdir(parents=True)
    css = modeles.lire("theme/letter.css").decode("utf-8")
    (dossier / "theme.css").write_text(avec_polices_ordinaires(css), encoding="utf-8")
    valeurs = {}
    for rang, source in enumerate(sorted(dossier_fourni("examples").glob("*/dossier.yaml"))):
        octets = source.read_bytes()
        (dossier / f"{rang}.yaml").write_bytes(octets)
        lu = dossier_depuis(octets, source.name, bibliotheque.catalogue)
        documents = composer(lu, bibliotheque, modeles, JOUR).documents()
        for document in documents.values():
            (dossier / f"{rang}-{document.genre}.html").write_text(html_document(document), encoding="utf-8")
        valeurs[str(rang)] = _modele_docxtpl(next(iter(documents.values())), dossier / f"{rang}.docx")
    (dossier / "valeurs.json").write_text(json.dumps(valeurs), encoding="utf-8")
    return dossier


def _ouvrier(role: str, dossier: Path, *arguments: str) -> Any:
    """What a process of its own answers."""
    commande = [sys.executable, str(Path(__file__).with_name("bench_ouvriers.py")), role, str(dossier), *arguments]
    fini = subprocess.run(commande, capture_output=True, text=True, check=False)
    if fini.returncode:
        sys.exit(f"« {role} » a échoué (code {fini.returncode}) :\n{fini.stdout}{fini.stderr}")
    return json.loads(fini.stdout)


# --- Against the bare engine ------------------------------------------------------------------------------------


def _face_au_moteur(dossier: Path) -> dict[str, Any]:
    """Letters a second and a core, ours against the engine's: each in turn, three times."""
    nous, pairs = list[list[float]](), list[list[float]]()
    for _ in range(3):
        nous.append(_ouvrier("ecrire", dossier))
        pages = _ouvrier("mettre_en_page", dossier)
        pairs.append([lettre + fiche for fiche, lettre in zip(pages[::2], pages[1::2], strict=True)])
    notre, leur = (sum(min(temps) for temps in zip(*tours, strict=True)) for tours in (nous, pairs))
    nombre_lettres = len(nous[0])
    print(f"{'':<56} {'lettres/s':>10} {'ms/dossier':>12}")
    for nom, total in (("indu lot, dossier entier", notre), ("WeasyPrint nu, lettre et fiche en PDF", leur)):
        print(f"  {nom:<54} {nombre(nombre_lettres / total, 2):>10} {nombre(1000 * total / nombre_lettres, 0):>12}")
    _dire("notre vitesse, en part de celle du moteur nu", leur / notre, CIBLE_MOTEUR)
    return {"nous": nous, "pair": pairs, "rapport": leur / notre}


# --- Against the usual chain ------------------------------------------------------------------------------------


def _modele_docxtpl(lettre: Document, chemin: Path) -> dict[str, Any]:
    """Write a docxtpl template that says what a letter of ours says, and give what fills it."""
    import docx

    word, valeurs = docx.Document(), dict[str, Any]()
    for rang, bloc in enumerate(lettre.blocs):
        match bloc:
            case Titre(niveau=niveau, contenu=contenu):
                word.add_heading(texte_inlines(contenu), niveau)
            case Paragraphe(contenu=contenu):
                word.add_paragraph(f"{{{{ p{rang} }}}}")
                valeurs[f"p{rang}"] = texte_inlines(contenu)
            case Tableau(colonnes=colonnes, lignes=lignes):
                table = word.add_table(rows=4, cols=len(colonnes))
                for place, colonne in enumerate(colonnes):
                    table.cell(0, place).text = colonne.titre
                    table.cell(2, place).text = f"{{{{ ligne[{place}] }}}}"
                table.cell(1, 0).text = f"{{%tr for ligne in t{rang} %}}"
                table.cell(3, 0).text = "{%tr endfor %}"
                valeurs[f"t{rang}"] = [[texte_inlines(cellule) for cellule in ligne] for ligne in lignes]
    word.save(str(chemin))
    return valeurs


def _face_a_la_chaine(dossier: Path) -> dict[str, Any] | None:
    """A letter of ours against docxtpl then LibreOffice, called once for all files or once for each."""
    soffice = shutil.which("soffice")
    if soffice is None or find_spec("docxtpl") is None:
        manque = "LibreOffice (soffice)" if soffice is None else "docxtpl"
        print(f"  docxtpl puis LibreOffice : non mesuré ({manque} n’est pas installé)")
        return None
    remplissage = mean(_ouvrier("remplir", dossier))
    remplis = sorted((dossier / "remplis").glob("*.docx"))
    copies = [
        Path(shutil.copy(remplis[rang % len(remplis)], dossier / "remplis" / f"copie-{rang}.docx"))
        for rang in range(LETTRES_CHAINE)
    ]
    _convertir(soffice, dossier, copies[:1])  # the first call makes its profile
    ensemble = _convertir(soffice, dossier, copies) / len(copies)
    separes = mean(_convertir(soffice, dossier, [copie]) for copie in copies)
    dossier_entier, lettre = mean(_ouvrier("ecrire", dossier)), mean(_ouvrier("ecrire_lettre", dossier))
    print(f"{'':<56} {'':>10} {'ms/lettre':>12}")
    for nom, temps in (
        ("indu lot, dossier entier", dossier_entier),
        ("indu, la lettre seule (DOCX et PDF)", lettre),
        ("docxtpl", remplissage),
        (f"LibreOffice, un appel pour {len(copies)} fichiers", ensemble),
        ("LibreOffice, un appel par fichier", separes),
    ):
        print(f"  {nom:<54} {'':>10} {nombre(1000 * temps, 0):>12}")
    rapports = {nom: (remplissage + temps) / lettre for nom, temps in (("separes", separes), ("ensemble", ensemble))}
    _dire(
        "notre vitesse, en multiple de la chaîne, un appel de LibreOffice par fichier",
        rapports["separes"],
        CIBLE_CHAINE,
    )
    _dire("  la même, un seul appel pour tous les fichiers", rapports["ensemble"], CIBLE_CHAINE)
    _dire("  un appel par fichier, face à notre dossier entier", (remplissage + separes) / dossier_entier, CIBLE_CHAINE)
    return {
        "dossier": dossier_entier, "lettre": lettre, "docxtpl": remplissage, "un_appel": ensemble,
        "un_appel_par_fichier": separes, **rapports,
    }  # fmt: skip


def _convertir(soffice: str, dossier: Path, fichiers: Sequence[Path]) -> float:
    """CPU seconds of one call."""
    profil = f"-env:UserInstallation={(dossier / 'profil').as_uri()}"
    avant = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [soffice, profil, "--headless", "--convert-to", "pdf", "--outdir", str(dossier / "pdf"), *map(str, fichiers)],
        check=True,
        capture_output=True,
    )
    apres = resource.getrusage(resource.RUSAGE_CHILDREN)
    return apres.ru_utime + apres.ru_stime - avant.ru_utime - avant.ru_stime


# --- Two processes --------------------------------------------------------------------------------------------------


def _deux_processus(dossier: Path, dossiers: int) -> dict[str, Any]:
    """Wall seconds of a batch with one process and with two, start included and excluded."""
    from indu.lot.moteurs import MoteurLocal

    chemins = sorted(dossier.glob("*.yaml"))
    taches = [tache(chemins[rang % len(chemins)], f"dossier-{rang}") for rang in range(dossiers)]
    entiers, chauds = dict[int, float](), dict[int, float]()
    for processus in (1, 2):
        depart = perf_counter()
        fins = [perf_counter() - depart for _ in MoteurLocal(processus).executer(consigne(), taches)]
        entiers[processus] = fins[-1]
        chauds[processus] = (fins[-1] - fins[ECHAUFFEMENT - 1]) / (len(fins) - ECHAUFFEMENT)
    for processus, duree in entiers.items():
        print(f"  {processus} processus, {dossiers} dossiers{'':<33} {nombre(duree, 1):>10} s")
    _dire("deux processus, démarrage exclu", chauds[1] / chauds[2], CIBLE_PROCESSUS)
    _dire("deux processus, démarrage compris", entiers[1] / entiers[2], CIBLE_PROCESSUS)
    return {"secondes": entiers, "par_dossier_a_chaud": chauds, "rapport": chauds[1] / chauds[2]}


def _memoire(dossier: Path, lettres: int) -> dict[str, float]:
    """The largest resident memory (MiB) of a working process of a batch, over each hundred letters."""
    from indu.lot.moteurs import MoteurLocal

    chemins = sorted(dossier.glob("*.yaml"))
    taches = (tache(chemins[rang % len(chemins)], f"dossier-{rang}") for rang in range(lettres))
    maxima = [0.0] * ((lettres - 1) // 100 + 1)
    for rang, _ in enumerate(MoteurLocal(2).executer(consigne(), taches)):
        maxima[rang // 100] = max(maxima[rang // 100], *_memoires_des_ouvriers())
    print("Mémoire résidente du plus gros des deux processus d’un lot (Mio), par centaine de lettres :")
    for rang in sorted({0, 4, 9, 19, len(maxima) - 1} & set(range(len(maxima)))):
        print(f"  de la {100 * rang + 1:>5}e à la {min(100 * rang + 100, lettres):>5}e {nombre(maxima[rang], 1):>10}")
    return {str(100 * rang + 100): maximum for rang, maximum in enumerate(maxima)}


def _memoires_des_ouvriers() -> Iterator[float]:
    """The resident memory (MiB) of the processes that this one started (Linux)."""
    yield 0.0
    for statut in Path("/proc").glob("[0-9]*/status"):
        try:
            lignes = dict(ligne.split(":\t", 1) for ligne in statut.read_text().splitlines() if ":\t" in ligne)
        except OSError:  # ended meanwhile
            continue
        if lignes["PPid"] == str(os.getpid()) and "VmRSS" in lignes:
            yield int(lignes["VmRSS"].split()[0]) / 1024


def _dire(quoi: str, mesure: float, cible: float) -> None:
    print(f"  {quoi} : {nombre(mesure, 2)} (cible {nombre(cible, 2)} : {verdict(mesure, cible)})")
