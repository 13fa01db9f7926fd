"""What the batch section of the bench runs in processes of their own, and prints as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

JOUR = date(2026, 11, 22)
TOURS = 3
"""Times that each dossier is written, or each page laid out, after a first time that does not count."""


def main() -> None:
    """Do what the command line says: a role and a folder."""
    role, chemin, *reste = sys.argv[1:]
    print(json.dumps(ROLES[role](Path(chemin), *reste)))


def consigne() -> Any:
    """What a batch without any option is written with."""
    from indu.commun.ressources import Ressources
    from indu.courrier.identite import SANS_REGLAGES
    from indu.lot.empreinte import Consigne

    arguments, templates = Ressources.ouvrir("arguments"), Ressources.ouvrir("templates")
    return Consigne(arguments, templates, SANS_REGLAGES, JOUR, False, False, ("docx", "pdf"))


def tache(chemin: Path, nom: str = "") -> Any:
    """The work on one dossier file."""
    from indu.lot.modele import Entree
    from indu.lot.travail import Tache

    return Tache(Entree(nom or chemin.stem, str(chemin), chemin.read_bytes()), "", "")


def ecrire(dossiers: Path) -> list[float]:
    """CPU seconds of each dossier, written whole as a process of « indu lot » does."""
    from indu.lot.moteurs import _s_installer, _traiter_ici

    _s_installer(consigne())

    def un(chemin: Path) -> None:
        production = _traiter_ici(tache(chemin))
        if len(production.contenus) != 5:
            sys.exit(f"{chemin.name} : {production.problemes or sorted(production.contenus)}")

    return _chronometrer(sorted(dossiers.glob("*.yaml")), un)


def ecrire_lettre(dossiers: Path) -> list[float]:
    """CPU seconds of each letter alone, from its dossier to its DOCX and its PDF."""
    from indu.courrier.composition import composer
    from indu.courrier.fabrique import fichiers
    from indu.dossier.lecture import dossier_depuis
    from indu.lot.moteurs import _menager_ramasseur
    from indu.moyens.bibliotheque import charger_bibliotheque

    recu = consigne()
    bibliotheque = charger_bibliotheque(recu.arguments)

    def une(chemin: Path) -> None:
        dossier = dossier_depuis(chemin.read_bytes(), chemin.name, bibliotheque.catalogue)
        nom, lettre = next(iter(composer(dossier, bibliotheque, recu.templates, JOUR).documents().items()))
        fichiers({nom: lettre}, recu.templates, recu.formats)

    chemins = sorted(dossiers.glob("*.yaml"))
    une(chemins[0])
    _menager_ramasseur()
    return _chronometrer(chemins, une)


def mettre_en_page(pages: Path) -> list[float]:
    """CPU seconds of the bare engine on each page: font files, theme and font configuration shared, nothing of ours."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    polices = FontConfiguration()
    theme = weasyprint.CSS(filename=pages / "theme.css", font_config=polices)

    def une(chemin: Path) -> None:
        page = weasyprint.HTML(string=chemin.read_text("utf-8"))
        page.write_pdf(font_config=polices, stylesheets=[theme], pdf_variant="pdf/a-2a")

    return _chronometrer(sorted(pages.glob("*.html")), une)


def remplir(modeles: Path) -> list[float]:
    """CPU seconds of docxtpl on each template, as many times as letters wanted."""
    from docxtpl import DocxTemplate

    valeurs = json.loads((modeles / "valeurs.json").read_text("utf-8"))

    def une(chemin: Path) -> None:
        rempli = DocxTemplate(chemin)
        rempli.render(valeurs[chemin.stem])
        rempli.save(modeles / "remplis" / f"{chemin.stem}.docx")

    return _chronometrer(sorted(modeles.glob("*.docx")), une)


def _chronometrer(chemins: list[Path], action: Callable[[Path], None]) -> list[float]:
    """CPU seconds of an action on each file, the mean of several times; the first time does not count."""
    temps = [0.0] * len(chemins)
    for tour in range(TOURS + 1):
        for rang, chemin in enumerate(chemins):
            debut = process_time()
            action(chemin)
            if tour:
                temps[rang] += (process_time() - debut) / TOURS
    return temps


ROLES: dict[str, Callable[..., Any]] = {
    "ecrire": ecrire,
    "ecrire_lettre": ecrire_lettre,
    "mettre_en_page": mettre_en_page,
    "remplir": remplir,
}

if __name__ == "__main__":
    main()
