"""``indu moyens``: the library of arguments, to list, to read, to lint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indu.cli.options import (
    CHEMIN,
    dire,
    dossier_a_ecrire,
    option_arguments,
    option_json,
    option_reglages,
    option_templates,
    ouvrir,
)
from indu.commun.dates import date_courte
from indu.commun.texte import accorder, enumerer

if TYPE_CHECKING:
    from indu.moyens.bibliotheque import Bibliotheque

FAMILLES = ("recevabilite", "fond", "preuve", "prescription", "calcul", "notification", "recalcul", "faveur")
"""The families of moyens; a test holds them equal to the model's, which this file does not import (too slow)."""


@click.group(subcommand_metavar="COMMANDE …")
def moyens() -> None:
    """La bibliothèque de moyens : liste, lecture, vérification."""


@moyens.command("liste")
@option_json
@click.option("--famille", type=click.Choice(FAMILLES), help="Une seule famille.")
@option_arguments
@option_templates
@option_reglages
def liste(
    en_json: bool, famille: str | None, arguments: Path | None, templates: Path | None, reglages: Path | None
) -> None:
    """Liste les moyens, par famille."""
    bibliotheque, _ = ouvrir(arguments, templates, reglages)
    choisis = [pret.moyen for pret in bibliotheque if famille in (None, pret.moyen.famille)]
    if en_json:
        click.echo(json.dumps([moyen.model_dump(mode="json") for moyen in choisis], ensure_ascii=False, indent=2))
        return
    courante = ""
    for moyen in sorted(choisis, key=lambda moyen: (moyen.famille, moyen.id)):
        if moyen.famille != courante:
            courante = moyen.famille
            dire(f"\n{courante}")
        dire(f"  {moyen.id} [{moyen.force}] – {moyen.titre}")
    dire(f"\n{accorder(len(choisis), 'moyen')}")


@moyens.command("montrer")
@click.argument("identifiant", metavar="ID")
@option_arguments
@option_templates
@option_reglages
def montrer(identifiant: str, arguments: Path | None, templates: Path | None, reglages: Path | None) -> None:
    """Montre un moyen : ce qu’il demande, ce qu’il obtient, ses sources, ses exemples."""
    bibliotheque, _ = ouvrir(arguments, templates, reglages)
    pret = bibliotheque.moyen(identifiant)
    moyen = pret.moyen
    dire(f"{moyen.titre}\n{moyen.id} – {pret.fichier}")
    dire(f"\nFamille : {moyen.famille}    Rang : {moyen.rang}    Obtient : {moyen.obtient}")
    dire(f"Force : {moyen.force} ({moyen.force_motif})")
    dire(f"Griefs : {enumerer(moyen.griefs) or 'tous'}    Lettres : {enumerer(moyen.courriers) or 'fiche seulement'}")
    dire("Faits lus :")
    for fait in sorted(pret.faits_lus):
        dire(f"  • {fait} : {bibliotheque.catalogue.faits[fait].question}")
    dire(f"\nTexte :\n{moyen.texte}")
    dire("\nSources :")
    for renvoi in moyen.sources:
        source = bibliotheque.sources[renvoi.id]
        ou = "" if renvoi.usage == "lettre" else " (fiche seulement)"
        dire(
            f"  • {source.citation_courte} – {source.statut}, vérifiée le {date_courte(source.verifie_le)}{ou}"
            f" – {bibliotheque.sources.adresse(renvoi.id)}"
        )
    dire(f"\nLa caisse dira : {moyen.objection}\nRéponse : {moyen.reponse}\nPrudence : {moyen.prudence}")
    dire(f"À joindre : {enumerer(moyen.pieces) or 'rien'}")
    dire("\nExemples :")
    for exemple in moyen.exemples:
        dire(f"  • {exemple.nom} : {exemple.attendu}")


@moyens.command("nouveau")
@click.argument("identifiant", metavar="ID")
@option_arguments
@option_templates
@option_reglages
def nouveau(identifiant: str, arguments: Path | None, templates: Path | None, reglages: Path | None) -> None:
    """Crée un moyen à remplir, dans votre dossier (--arguments, sinon votre dossier personnel)."""
    from indu.commun.ecriture import ecrire_atomique
    from indu.commun.erreurs import EntreeInvalide
    from indu.commun.texte import identifiant as nettoye

    bibliotheque, _ = ouvrir(arguments, templates, reglages)
    if identifiant != nettoye(identifiant):
        raise EntreeInvalide.simple(f"identifiant refusé : « {identifiant} »", proche=nettoye(identifiant))
    if identifiant in bibliotheque.moyens:
        fichier = bibliotheque.moyens[identifiant].fichier
        raise EntreeInvalide.simple(f"ce moyen existe déjà : {fichier}")
    chemin = dossier_a_ecrire(arguments, reglages) / "moyens" / "nouveaux" / f"{identifiant}.yaml"
    modele = bibliotheque.arguments.lire("modele-de-moyen.yaml").decode("utf-8")
    chemin.parent.mkdir(parents=True, exist_ok=True)
    ecrire_atomique(chemin, modele.replace("mon-moyen", identifiant).encode())
    dire(f"Moyen à remplir : {chemin}")
    dire("Puis : indu moyens verifier" + (f" --arguments {arguments}" if arguments else ""))


@moyens.command("verifier")
@click.option(
    "--corpus",
    type=CHEMIN,
    metavar="FICHIER",
    help="Le paquet @socialgouv/legi-data (.tgz ou dossier) : contrôle les codes.",
)
@option_arguments
@option_templates
@option_reglages
def verifier(corpus: Path | None, arguments: Path | None, templates: Path | None, reglages: Path | None) -> None:
    """Vérifie la bibliothèque : exemples, textes, sources, modèles de lettres, et les codes avec --corpus."""
    from indu.courrier.verification import faits_inutilises, griefs_sans_moyen, verifier_bibliotheque

    bibliotheque, modeles = ouvrir(arguments, templates, reglages)
    problemes = verifier_bibliotheque(bibliotheque, modeles)
    for probleme in problemes:
        click.echo(str(probleme), err=True)
    exemples = sum(len(pret.moyen.exemples) for pret in bibliotheque)
    compte = f"{accorder(len(bibliotheque.moyens), 'moyen')}, {accorder(exemples, 'exemple')}"
    dire(f"{compte} : {accorder(len(problemes), 'problème')}")
    if sans := griefs_sans_moyen(bibliotheque):
        dire(f"Griefs encore sans moyen propre ({len(sans)}) : {enumerer(sans)}")
    if inutiles := faits_inutilises(bibliotheque, modeles):
        dire(f"Faits demandés qu’aucun moyen ne lit ({len(inutiles)}) : {enumerer(inutiles)}")
    ecarts = _veille(corpus, bibliotheque) if corpus is not None else 0
    raise click.exceptions.Exit(2 if problemes else 1 if ecarts else 0)


def _veille(corpus: Path, bibliotheque: Bibliotheque) -> int:
    """Compare the code articles with the official text; say what to read again. Returns the number of differences."""
    from indu.droit.corpus import comparer, lire_corpus

    codes = frozenset(texte.corpus for texte in bibliotheque.sources.textes.values() if texte.corpus is not None)
    nombre, ecarts = comparer(bibliotheque.sources, lire_corpus(corpus, codes))
    dire(f"{accorder(nombre, 'article')} de code comparés au corpus : {accorder(len(ecarts), 'écart')}")
    for ecart in ecarts:
        moyens = bibliotheque.moyens_de(ecart.source)
        dire(f"  • [{ecart.genre}] {ecart.message} ; moyens à relire : {enumerer(moyens) or 'aucun'}")
    return len(ecarts)
