"""``indu echeances``: the deadlines, their rule, start event and count; a calendar file on request."""

from __future__ import annotations

import json
from pathlib import Path

import click

from indu.cli.options import (
    CHEMIN,
    argument_dossier,
    dire,
    lire,
    lire_jour,
    option_arguments,
    option_json,
    option_reglages,
    ouvrir,
)
from indu.commun.texte import typographier


@click.command()
@argument_dossier
@click.option("--ics", type=CHEMIN, metavar="FICHIER", help="Écrit aussi un fichier d’agenda, avec des rappels.")
@option_json
@click.option("--date", "le", metavar="JJ/MM/AAAA", help="Jour d’où compter ce qui reste (par défaut : aujourd’hui).")
@option_arguments
@option_reglages
def echeances(
    dossier: Path, ics: Path | None, en_json: bool, le: str | None, arguments: Path | None, reglages: Path | None
) -> None:
    """Donne les délais, et un agenda au besoin.

    De chacun : la date à tenir, la règle, le départ, le compte.
    """
    from indu.courrier.echeancier import dire_echeances, rapport_echeances

    bibliotheque, _ = ouvrir(arguments, None, reglages)
    jour = lire_jour(le, "--date")
    lu, _ = lire(dossier, bibliotheque, None)
    ressources = bibliotheque.arguments
    octets = None
    if ics is not None:
        from indu.analyse.analyse import echeances_du_dossier
        from indu.courrier.agenda import calendrier
        from indu.courrier.ecriture import ecrire_fichier

        octets = calendrier(lu.reference, echeances_du_dossier(lu, ressources), jour)
        if octets is not None:
            ecrire_fichier(ics, octets, "--ics")
    if en_json:
        click.echo(json.dumps(rapport_echeances(lu, ressources, jour), ensure_ascii=False, indent=2))
    else:
        for ligne in dire_echeances(lu, ressources, jour):
            dire(ligne)
    if ics is not None and octets is not None and not en_json:
        click.echo(f"Agenda : {ics}")
    if ics is not None and octets is None:
        click.echo(typographier("Aucune échéance à venir : aucun fichier d’agenda n’est écrit."), err=True)
        raise click.exceptions.Exit(1)
