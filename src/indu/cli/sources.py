"""``indu sources``: the legal references, their dates and state, and a person's own readings."""

from __future__ import annotations

from pathlib import Path

import click

from indu.cli.options import (
    dire,
    dossier_a_ecrire,
    lire_jour,
    option_arguments,
    option_reglages,
    option_templates,
    ouvrir,
)
from indu.commun.dates import date_courte
from indu.commun.texte import accorder, enumerer

STATUTS = ("citable", "a_verifier", "piege")


@click.group(subcommand_metavar="COMMANDE …")
def sources() -> None:
    """Les références juridiques, et vos confirmations."""


@sources.command("liste")
@click.option("--statut", type=click.Choice(STATUTS), help="Un seul statut.")
@option_arguments
@option_templates
@option_reglages
def liste(statut: str | None, arguments: Path | None, templates: Path | None, reglages: Path | None) -> None:
    """Liste les sources, avec leur statut et la date de leur vérification."""
    bibliotheque, _ = ouvrir(arguments, templates, reglages)
    choisies = [source for source in bibliotheque.sources if statut in (None, source.statut)]
    for source in choisies:
        dire(f"{source.id} [{source.statut}] – {source.citation_courte}, vérifiée le {date_courte(source.verifie_le)}")
    dire(f"\n{accorder(len(choisies), 'source')}")


@sources.command("montrer")
@click.argument("identifiant", metavar="ID")
@option_arguments
@option_templates
@option_reglages
def montrer(identifiant: str, arguments: Path | None, templates: Path | None, reglages: Path | None) -> None:
    """Montre une source : ses versions, sa vérification, les moyens qui reposent sur elle."""
    from indu.droit.sources import Decision

    bibliotheque, _ = ouvrir(arguments, templates, reglages)
    source = bibliotheque.source(identifiant)
    dire(f"{source.citation} [{source.statut}]")
    if isinstance(source, Decision):
        dire(f"Jugé : {source.juge}\nSens : {source.sens}    Fiabilité : {source.fiabilite}")
        for adresse in source.adresses:
            dire(f"  {adresse}")
    else:
        dire(f"{source.objet}\nVérifiée le {date_courte(source.verifie_le)} : {source.methode}")
        for version in source.versions:
            debut = f"du {date_courte(version.du)}" if version.du else "depuis l’origine"
            fin = f" au {date_courte(version.au)}" if version.au else ""
            jusque = f" jusqu’au {date_courte(version.lue_jusqu_au)}" if version.lue_jusqu_au else ""
            etat = f"lue, contrôlée{jusque}" if version.lue else "non lue"
            dire(f"  • {version.id or 'sans identifiant'}, {debut}{fin} : {etat}")
        dire(f"  {bibliotheque.sources.adresse(source.id)}")
    for lecture in bibliotheque.sources.confirmations:
        if lecture.source == source.id:
            dire(f"Confirmée le {date_courte(lecture.le)} par {lecture.par} ({lecture.version})")
    moyens = bibliotheque.moyens_de(source.id)
    dire(f"Moyens qui en dépendent ({len(moyens)}) : {enumerer(moyens) or 'aucun'}")


@sources.command("confirmer")
@click.argument("identifiant", metavar="ID")
@click.option("--par", metavar="NOM", required=True, help="Qui a lu le texte.")
@click.option("--lu", is_flag=True, help="J’ai lu le texte en vigueur, et les moyens qui en dépendent tiennent.")
@click.option("--le", metavar="JJ/MM/AAAA", help="Jour de la lecture (par défaut : aujourd’hui).")
@click.option("--version", "version", metavar="LEGIARTI…", help="La version lue (par défaut : la dernière connue).")
@click.option("--depuis", metavar="JJ/MM/AAAA", help="Début de cette version, si elle est plus récente que les nôtres.")
@option_arguments
@option_templates
@option_reglages
def confirmer(
    identifiant: str,
    par: str,
    lu: bool,
    le: str | None,
    version: str | None,
    depuis: str | None,
    arguments: Path | None,
    templates: Path | None,
    reglages: Path | None,
) -> None:
    """Enregistre votre lecture d’un texte, une fois pour tous vos dossiers."""
    from indu.droit.confirmations import ajouter_confirmation, preparer_confirmation

    bibliotheque, _ = ouvrir(arguments, templates, reglages)
    source = bibliotheque.source(identifiant)
    jour, debut = lire_jour(le, "--le"), lire_jour(depuis, "--depuis") if depuis else None
    lecture = preparer_confirmation(source, par=par, le=jour, version=version, du=debut)
    moyens = bibliotheque.moyens_de(source.id)
    dire(f"{source.citation}, version {lecture.version}")
    dire(f"À lire : {bibliotheque.sources.adresse(source.id, jour)}")
    dire(f"Moyens qui en dépendent ({len(moyens)}) : {enumerer(moyens) or 'aucun'}")
    if not lu:
        dire("Rien n’est enregistré. Quand vous aurez lu ce texte et ces moyens, relancez la commande avec --lu.")
        raise click.exceptions.Exit(1)
    chemin = ajouter_confirmation(dossier_a_ecrire(arguments, reglages), lecture)
    dire(f"Lecture enregistrée dans {chemin}")
