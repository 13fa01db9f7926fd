"""The ``indu`` command: its sub-commands, its language, its exit codes."""

from __future__ import annotations

import sys

from indu.cli import francais

francais.installer()

import click  # noqa: E402 - its messages are French only if the translation is in place first

from indu import __version__  # noqa: E402
from indu.cli.analyser import analyser  # noqa: E402
from indu.cli.demo import demo  # noqa: E402
from indu.cli.echeances import echeances  # noqa: E402
from indu.cli.importer import importer  # noqa: E402
from indu.cli.lettre import lettre  # noqa: E402
from indu.cli.lot import lot  # noqa: E402
from indu.cli.moyens import moyens  # noqa: E402
from indu.cli.nouveau import nouveau  # noqa: E402
from indu.cli.schema import schema  # noqa: E402
from indu.cli.servir import servir  # noqa: E402
from indu.cli.sources import sources  # noqa: E402
from indu.cli.tarif import tarif  # noqa: E402
from indu.cli.verifier import verifier  # noqa: E402
from indu.commun.erreurs import ErreurIndu  # noqa: E402


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    options_metavar="[OPTIONS]",
    subcommand_metavar="COMMANDE …",
)
@click.version_option(__version__, prog_name="indu", help="Affiche la version.")
def racine() -> None:
    """Contester un indu de la CPAM : du dossier à la lettre prête à relire."""


for commande in (
    importer,
    nouveau,
    lettre,
    lot,
    verifier,
    analyser,
    echeances,
    moyens,
    sources,
    tarif,
    schema,
    servir,
    demo,
):
    racine.add_command(commande)


def principal() -> None:
    """Run the command; what the user can mend is told in French, without a traceback.

    Exit codes: 0 done, 1 done but something needs attention, 2 unusable input, 3 environment.
    """
    try:
        racine(prog_name="indu")
    except ErreurIndu as erreur:
        for probleme in erreur.problemes:
            click.echo(str(probleme), err=True)
        sys.exit(erreur.code)
