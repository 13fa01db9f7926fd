"""``indu moyens``: the library of arguments, to list, to read, to lint."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from indu.cli.options import OptionArguments, OptionJson, OptionTemplates, dire, ouvrir
from indu.commun.dates import date_courte
from indu.commun.texte import accorder, enumerer

app = typer.Typer(help="La bibliothèque de moyens : liste, lecture, vérification.", no_args_is_help=True)


@app.command("liste")
def liste(
    en_json: OptionJson = False,
    famille: Annotated[str | None, typer.Option("--famille", help="Une seule famille.")] = None,
    arguments: OptionArguments = None,
    templates: OptionTemplates = None,
) -> None:
    """Liste les moyens, par famille."""
    bibliotheque, _ = ouvrir(arguments, templates)
    moyens = [pret.moyen for pret in bibliotheque if famille in (None, pret.moyen.famille)]
    if en_json:
        typer.echo(json.dumps([moyen.model_dump(mode="json") for moyen in moyens], ensure_ascii=False, indent=2))
        return
    courante = ""
    for moyen in sorted(moyens, key=lambda moyen: (moyen.famille, moyen.id)):
        if moyen.famille != courante:
            courante = moyen.famille
            dire(f"\n{courante}")
        dire(f"  {moyen.id} [{moyen.force}] – {moyen.titre}")
    dire(f"\n{accorder(len(moyens), 'moyen')}")


@app.command("montrer")
def montrer(
    identifiant: Annotated[str, typer.Argument(metavar="ID", help="L’identifiant du moyen.", show_default=False)],
    arguments: OptionArguments = None,
    templates: OptionTemplates = None,
) -> None:
    """Montre un moyen : ce qu’il demande, ce qu’il obtient, ses sources, ses exemples."""
    bibliotheque, _ = ouvrir(arguments, templates)
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


@app.command("verifier")
def verifier(arguments: OptionArguments = None, templates: OptionTemplates = None) -> None:
    """Vérifie la bibliothèque : exemples, textes, sources, modèles de lettres."""
    from indu.courrier.verification import faits_inutilises, griefs_sans_moyen, verifier_bibliotheque

    bibliotheque, modeles = ouvrir(arguments, templates)
    problemes = verifier_bibliotheque(bibliotheque, modeles)
    for probleme in problemes:
        typer.echo(str(probleme), err=True)
    exemples = sum(len(pret.moyen.exemples) for pret in bibliotheque)
    compte = f"{accorder(len(bibliotheque.moyens), 'moyen')}, {accorder(exemples, 'exemple')}"
    dire(f"{compte} : {accorder(len(problemes), 'problème')}")
    if sans := griefs_sans_moyen(bibliotheque):
        dire(f"Griefs encore sans moyen propre ({len(sans)}) : {enumerer(sans)}")
    if inutiles := faits_inutilises(bibliotheque):
        dire(f"Faits demandés qu’aucun moyen ne lit ({len(inutiles)}) : {enumerer(inutiles)}")
    raise typer.Exit(2 if problemes else 0)
