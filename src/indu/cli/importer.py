"""``indu importer``: what the caisse sent (tables, letter, scans) becomes a dossier to complete."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indu.cli.options import CHEMIN, dire, dossier_personnel, option_arguments
from indu.commun.erreurs import EntreeInvalide, Probleme
from indu.commun.ressources import Ressources
from indu.commun.texte import accorder, majuscule

if TYPE_CHECKING:
    from indu.importation.assemblage import Materiau
    from indu.importation.proposition import Proposition
    from indu.importation.vocabulaire import Vocabulaire


@click.command()
@click.argument("fichiers", type=CHEMIN, metavar="FICHIER…", nargs=-1, required=True)
@click.option(
    "-o",
    "--sortie",
    type=CHEMIN,
    metavar="DOSSIER.yaml",
    default="dossier.yaml",
    show_default=True,
    help="Le dossier à écrire.",
)
@click.option("--remplacer", is_flag=True, help="Écrit par-dessus un dossier existant.")
@click.option(
    "--colonne",
    "colonnes",
    multiple=True,
    metavar='"EN-TÊTE=CHAMP"',
    help="Dit ce qu’est une colonne (« ignorer » la laisse de côté) ; répétable.",
)
@click.option(
    "--correspondance",
    metavar="NOM",
    help="Reprend les colonnes enregistrées sous ce nom, ou les enregistre ; reconnues ensuite d’elles-mêmes.",
)
@option_arguments
def importer(
    fichiers: tuple[Path, ...],
    sortie: Path,
    remplacer: bool,
    colonnes: tuple[str, ...],
    correspondance: str | None,
    arguments: Path | None,
) -> None:
    """Propose un dossier d’après ce que la caisse a envoyé.

    Tableaux CSV, XLSX, XLS ou ODS, lettre en PDF, scans et photos. Plusieurs fichiers font un seul dossier. Les noms
    des patients deviennent des initiales ; leurs numéros ne sont jamais repris.
    """
    if sortie.exists() and not remplacer:
        raise EntreeInvalide.simple(
            "ce dossier existe déjà : rien n’est écrit",
            fichier=str(sortie),
            attendu="un autre nom avec -o, ou --remplacer pour l’écraser",
        )
    if sortie.resolve() in {fichier.resolve() for fichier in fichiers}:
        raise EntreeInvalide.simple(
            "c’est le fichier à lire : rien n’est écrit", fichier=str(sortie), attendu="un autre nom"
        )
    from indu.courrier.ecriture import ecrire_tout
    from indu.importation.assemblage import prefixes, rassembler
    from indu.importation.ecriture_dossier import ecrire_dossier
    from indu.importation.lecteurs import lire_fichier
    from indu.importation.vocabulaire import charger_vocabulaire

    ressources = Ressources.ouvrir("arguments", dossier_personnel("arguments"), arguments)
    vocabulaire = charger_vocabulaire(ressources)
    dites = [_colonne(texte) for texte in colonnes]
    materiau = rassembler(
        [
            (fichier.name, lire_fichier(fichier, vocabulaire.masqueur, ressources, prefixe=prefixe))
            for fichier, prefixe in zip(fichiers, prefixes(len(fichiers)), strict=True)
        ]
    )
    proposition, notes = _proposer(materiau, vocabulaire, ressources, dites, correspondance)
    ecrire_tout(sortie.parent, {sortie.name: ecrire_dossier(proposition).encode()})
    _dire(proposition, notes, sortie)


def _colonne(texte: str) -> tuple[str, str]:
    from indu.importation.correspondances import champ_valable
    from indu.importation.vocabulaire import CHAMPS, IGNORER

    entete, _, champ = (partie.strip() for partie in texte.rpartition("="))
    attendu = ", ".join((*CHAMPS, IGNORER))
    if not entete:
        message = 'ce n’est pas « "En-tête=champ" »'
        raise EntreeInvalide([Probleme(message, champ="--colonne", lu=texte, attendu=attendu)])
    try:
        return entete, champ_valable(champ)
    except ValueError as cause:
        raise EntreeInvalide([Probleme(str(cause), champ="--colonne", lu=texte, attendu=attendu)]) from None


def _proposer(
    materiau: Materiau,
    vocabulaire: Vocabulaire,
    ressources: Ressources,
    dites: Sequence[tuple[str, str]],
    nom: str | None,
) -> tuple[Proposition, list[str]]:
    """The proposition, with the layout that the user names, or one that is recognised; and what was done of it."""
    from indu.dossier.catalogue import charger_catalogue
    from indu.importation.assemblage import proposer
    from indu.importation.correspondances import Repertoire, imposer

    catalogue = charger_catalogue(ressources)
    repertoire = Repertoire(dossier_personnel("correspondances"))
    connue, habituelle = (repertoire.lire(nom), nom) if nom else (None, None)
    if nom is None and (trouvee := repertoire.reconnaitre(materiau.grilles, vocabulaire)) is not None:
        habituelle, connue = trouvee
    enregistrees = [(colonne.entete, colonne.champ) for colonne in connue.colonnes] if connue else []
    proposition, entetes = proposer(materiau, vocabulaire, catalogue, imposer([*enregistrees, *dites], vocabulaire))
    if nom is not None and (connue is None or dites):
        return proposition, [f"Correspondance « {nom} » enregistrée : {repertoire.ecrire(nom, entetes)}"]
    return proposition, [f"Colonnes lues selon la correspondance « {habituelle} »."] if connue else []


def _dire(proposition: Proposition, notes: Sequence[str], sortie: Path) -> None:
    """What was read, what is left to confirm, the next command: short, and nothing of the patients."""
    from indu.importation.ecriture_dossier import A_CONFIRMER, bilan

    for phrase in (*bilan(proposition), *proposition.avis, *notes):
        dire(majuscule(phrase))
    douteuses = [phrase for phrase in proposition.colonnes if "NON COMPRISE" in phrase or A_CONFIRMER in phrase]
    for phrase in douteuses[:5]:
        dire(f"Colonne {phrase}")
    reste = []
    if proposition.a_confirmer:
        reste.append(f"{proposition.a_confirmer} à confirmer")
    if proposition.non_compris:
        reste.append(accorder(len(proposition.non_compris), "cellule non reprise", "cellules non reprises"))
    if reste:
        dire(f"À relire dans le dossier : {', '.join(reste)}.")
    dire(f"\nDossier proposé : {sortie}")
    dire(f"Ensuite : complétez-le (« indu nouveau -d {sortie} »), puis « indu analyser {sortie} ».")
