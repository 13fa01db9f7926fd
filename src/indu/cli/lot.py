"""``indu lot``: many dossiers at once, their letters, and a table to follow them all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from indu.cli.lettre import FORMATS
from indu.cli.options import (
    CHEMIN,
    dire,
    lire_jour,
    option_arguments,
    option_date,
    option_json,
    option_reglages,
    option_templates,
    ouvrir,
    ouvrir_reglages,
)
from indu.commun.erreurs import EntreeInvalide
from indu.commun.texte import accorder, typographier
from indu.courrier.formats import Format

if TYPE_CHECKING:
    from indu.lot.empreinte import Consigne
    from indu.lot.modele import Suivi

BARRE = "{desc}{percentage:3.0f} % |{bar}| {n_fmt}/{total_fmt} [{elapsed}, reste {remaining}, {cadence}]"


@click.command()
@click.argument("sources", nargs=-1, type=CHEMIN, metavar="SOURCE…")
@click.option("-o", "--sortie", type=CHEMIN, metavar="DOSSIER", help="Où écrire : un sous-dossier par dossier.")
@click.option(
    "--processus",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Nombre de processus (par défaut : un par cœur).",
)
@click.option("--moteur", metavar="ADRESSE", help="Un réseau de machines : dask://machine:port.")
@click.option("--toutes", is_flag=True, help="Écrit aussi les lettres à envoyer en même temps.")
@click.option("--format", "formats", multiple=True, type=click.Choice(FORMATS), help="Répétable ; les deux par défaut.")
@click.option("--classeur-vide", type=CHEMIN, metavar="FICHIER.xlsx", help="Écrit un classeur à remplir, et s’arrête.")
@option_json
@option_date
@option_arguments
@option_templates
@option_reglages
def lot(
    sources: tuple[Path, ...],
    sortie: Path | None,
    processus: int | None,
    moteur: str | None,
    toutes: bool,
    formats: tuple[Format, ...],
    classeur_vide: Path | None,
    en_json: bool,
    le: str | None,
    arguments: Path | None,
    templates: Path | None,
    reglages: Path | None,
) -> None:
    """Traite des dossiers en nombre, et en tient le suivi.

    SOURCE : un répertoire de dossiers, un dossier, ou un classeur (feuilles « dossiers » et « lignes »). Relancée, la
    commande ne refait que ce qui a changé.
    """
    bibliotheque, modeles = ouvrir(arguments, templates, reglages)
    if classeur_vide is not None:
        from indu.courrier.ecriture import ecrire_fichier
        from indu.lot.classeur_vide import classeur_vide as classeur_a_remplir

        ecrire_fichier(classeur_vide, classeur_a_remplir(bibliotheque), "--classeur-vide")
        dire(f"Classeur à remplir : {classeur_vide}")
        return
    if not sources or sortie is None:
        manque = "la source" if not sources else "-o"
        raise EntreeInvalide.simple(f"il manque {manque}", attendu="indu lot SOURCE… -o DOSSIER")

    from indu.lot.empreinte import Consigne
    from indu.lot.gisement import explorer
    from indu.lot.lot import mener
    from indu.lot.modele import Suivi
    from indu.lot.moteurs import choisir_moteur

    jour = lire_jour(le, "--date")
    consigne = Consigne(
        arguments=bibliotheque.arguments,
        templates=modeles,
        identite=ouvrir_reglages(reglages).identite(),
        jour=jour,
        impose=le is not None,
        toutes=toutes,
        formats=tuple(dict.fromkeys(formats)) or tuple(FORMATS),
    )
    choisi = choisir_moteur(moteur, processus or os.cpu_count() or 1)
    gisement = explorer(sources, sortie, bibliotheque)
    for un in gisement.avis:
        click.echo(typographier(un), err=True)
    nombre = len(gisement.trouves)
    suivis: list[Suivi] = []
    interrompu = False
    with closing(mener(gisement, sortie, consigne, choisi)) as en_cours:
        try:
            suivis.extend(_avancer(en_cours, nombre + len(gisement.refus)))
        except KeyboardInterrupt:
            interrompu = True
            vus = {suivi.nom for suivi in suivis}
            suivis += (Suivi(un.nom, str(un.chemin), "attente") for un in gisement.trouves if un.nom not in vus)
    ecrits = _ecrire_suivi(suivis, sortie, consigne)
    _conclure(suivis, ecrits, nombre, len(gisement.refus), en_json=en_json, interrompu=interrompu)


def _avancer(en_cours: Iterator[Suivi], nombre: int) -> Iterator[Suivi]:
    """The dossiers as they end, with a progress bar on a terminal; each error is told at once."""
    from tqdm import tqdm

    class Barre(tqdm):  # type: ignore[type-arg]  # a generic for the checker only
        """The bar, with its rate as French says it."""

        @property
        def format_dict(self) -> dict[str, Any]:
            mesures = dict(super().format_dict)
            vitesse = mesures["rate"] or mesures["n"] / (mesures["elapsed"] or 1)
            return mesures | {"cadence": f"{60 * vitesse:.0f} par minute"}

    with Barre(total=nombre, bar_format=BARRE, disable=None, dynamic_ncols=True) as barre:
        for suivi in en_cours:
            if suivi.problemes:
                reste = len(suivi.problemes) - 1
                suite = f" (et {accorder(reste, 'autre problème', 'autres problèmes')})" if reste else ""
                with barre.external_write_mode():
                    click.echo(typographier(f"{suivi.nom} : {suivi.problemes[0]}{suite}"), err=True)
            barre.update()
            yield suivi


def _ecrire_suivi(suivis: Sequence[Suivi], sortie: Path, consigne: Consigne) -> list[Path]:
    """The files that tell of the whole batch."""
    from indu.courrier.ecriture import ecrire_tout
    from indu.lot.suivi import AGENDA, fichiers_du_suivi

    fichiers = fichiers_du_suivi(suivis, consigne)
    ecrits = ecrire_tout(sortie, fichiers)
    if AGENDA not in fichiers:  # one of an earlier day would ring for nothing
        (sortie / AGENDA).unlink(missing_ok=True)
    for ecrit in ecrits:
        if ecrit.evite is not None:
            message = (
                f"« {ecrit.evite.name} » a été modifié : il reste comme il est, « {ecrit.chemin.name} » est à jour."
            )
            click.echo(typographier(message), err=True)
    return [ecrit.chemin for ecrit in ecrits]


def _conclure(
    suivis: Sequence[Suivi], ecrits: Sequence[Path], nombre: int, classeurs: int, *, en_json: bool, interrompu: bool
) -> None:
    """Print the summary of so many dossiers and faulty workbooks; exit code 1 as soon as one needs someone."""
    from indu.lot.modele import Etat

    par_etat = {etat: [suivi for suivi in suivis if suivi.etat == etat] for etat in get_args(Etat)}
    repris = sum(suivi.repris for suivi in suivis)
    if en_json:
        objet = {
            "dossiers": nombre,
            "repris": repris,
            **{etat: [suivi.nom for suivi in ceux] for etat, ceux in par_etat.items()},
            "problemes": {suivi.nom: list(suivi.problemes) for suivi in par_etat["erreur"]},
            "remarques": {suivi.nom: list(suivi.remarques) for suivi in suivis if suivi.remarques},
            "fichiers": list(map(str, ecrits)),
            "interrompu": interrompu,
        }
        click.echo(json.dumps(objet, ensure_ascii=False, indent=2))
    else:
        dire(
            f"{accorder(nombre, 'dossier')} : {len(par_etat['ecrit'])} avec lettre, "
            f"{len(par_etat['sans_lettre'])} sans lettre, {len(par_etat['erreur']) - classeurs} en erreur."
        )
        if classeurs:
            dire(f"{accorder(classeurs, 'classeur')} à corriger : tout n’en est pas repris.")
        if repris:
            dire(f"Inchangés, donc non refaits : {repris}.")
        for suivi in suivis:
            for remarque in suivi.remarques:
                dire(f"  {suivi.nom} : {remarque}.")
        if interrompu:
            dire(f"Interrompu : {accorder(len(par_etat['attente']), 'dossier')} en attente.")
            dire("La même commande reprendra là où elle s’est arrêtée.")
        dire("\nSuivi :")
        for chemin in ecrits:
            click.echo(f"  {chemin}")
    if interrompu or par_etat["erreur"]:
        raise click.exceptions.Exit(1)
