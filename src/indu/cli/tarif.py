"""``indu tarif``: what an act was worth on a day, with its source; or why the table does not say."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indu.cli.options import dire, lire_jour, option_arguments, option_json, option_reglages, ouvrir_arguments
from indu.commun.dates import date_longue
from indu.commun.erreurs import EntreeInvalide, Probleme
from indu.commun.montants import decimal_point, euros

if TYPE_CHECKING:
    from indu.droit.tarifs import Evaluation, NonCouvert, Tarif, Terme

ZONES = {"metropole": "métropole", "dom": "DOM, Mayotte comprise"}


@click.command()
@click.argument("acte", metavar="ACTE")
@click.option("--le", metavar="JJ/MM/AAAA", required=True, help="Jour du soin.")
@click.option("--zone", type=click.Choice(tuple(ZONES)), default="metropole", help="Métropole (par défaut) ou DOM.")
@option_json
@option_arguments
@option_reglages
def tarif(acte: str, le: str, zone: str, en_json: bool, arguments: Path | None, reglages: Path | None) -> None:
    """Donne le tarif d’un acte un jour donné.

    Un acte s’écrit « RAM 8,09 » ou « 2 x RAM 8,09 + IFD » ; la source est dite. Répond 1 quand la table ne couvre pas
    cet acte ce jour-là : le motif est dit, rien n’est deviné.
    """
    from indu.droit.tarifs import COTATION_ATTENDUE, charger_tarifs, lire_cotation

    jour = lire_jour(le, "--le")
    try:
        termes = lire_cotation(acte)
    except ValueError as erreur:
        raise EntreeInvalide([Probleme(str(erreur), champ="ACTE", lu=acte, attendu=COTATION_ATTENDUE)]) from None
    evaluation = charger_tarifs(ouvrir_arguments(arguments, reglages)).evaluer(
        termes, jour, "dom" if zone == "dom" else "metropole"
    )
    if en_json:
        click.echo(json.dumps(_objet(evaluation, jour, zone), ensure_ascii=False, indent=2))
    else:
        _imprimer(evaluation, jour, zone)
    if evaluation.total is None:
        raise click.exceptions.Exit(1)


def _imprimer(evaluation: Evaluation, jour: date, zone: str) -> None:
    from indu.droit.tarifs import Tarif

    cotation = " + ".join(str(terme) for terme, _ in evaluation.termes)
    total = evaluation.total
    dire(f"{cotation}, le {date_longue(jour)}, {ZONES[zone]} : {'non couvert' if total is None else euros(total)}")
    for terme, reponse in evaluation.termes:
        if not isinstance(reponse, Tarif):
            dire(f"  {reponse.motif}")
            continue
        dire(f"  {terme.acte} : {euros(reponse.centimes)}")
        for ligne in reponse.lignes:
            if ligne.coefficient is not None and ligne.valeur_lettre is not None:
                coefficient = f"{ligne.coefficient.normalize():f}".replace(".", ",")
                dire(f"    {coefficient} × {euros(ligne.valeur_lettre)}, {ligne.periode}")
            else:
                dire(f"    {ligne.periode}")
            dire(f"    {ligne.libelle}")
            dire(f"    Source : {ligne.source}")
        for reserve in reponse.reserves:
            dire(f"    À vérifier : {reserve}")


def _objet(evaluation: Evaluation, jour: date, zone: str) -> dict[str, object]:
    """The answer as JSON: euros as strings, ISO dates."""
    return {
        "acte": " + ".join(str(terme) for terme, _ in evaluation.termes),
        "le": jour.isoformat(),
        "zone": zone,
        "tarif": None if evaluation.total is None else decimal_point(evaluation.total),
        "termes": [_terme(terme, reponse) for terme, reponse in evaluation.termes],
    }


def _terme(terme: Terme, reponse: Tarif | NonCouvert) -> dict[str, object]:
    from indu.droit.tarifs import NonCouvert

    tete = {"acte": str(terme.acte), "quantite": terme.quantite}
    if isinstance(reponse, NonCouvert):
        return tete | {"tarif": None, "motif": reponse.motif}
    champs = {"code", "libelle", "coefficient", "valeur_lettre", "unite", "du", "au", "source", "confiance"}
    lignes = [ligne.model_dump(mode="json", include=champs) for ligne in reponse.lignes]
    return tete | {"tarif": decimal_point(reponse.centimes), "reserves": list(reponse.reserves), "lignes": lignes}
