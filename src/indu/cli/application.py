"""The ``indu`` command: its sub-commands, its language, its exit codes."""

from __future__ import annotations

import os
import sys

from indu.cli import francais

francais.installer()

import typer  # noqa: E402 - its messages are French only if the translation is in place first

from indu import __version__  # noqa: E402
from indu.cli import analyser, demo, lettre, moyens, schema  # noqa: E402
from indu.commun.erreurs import ErreurIndu  # noqa: E402

app = typer.Typer(
    name="indu",
    help="Contester un indu de la CPAM : du dossier à la lettre prête à relire.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("lettre")(lettre.lettre)
app.command("analyser")(analyser.analyser)
app.add_typer(moyens.app, name="moyens")
app.command("schema")(schema.schema)
app.command("demo")(demo.demo)


def _version(demandee: bool) -> None:
    if demandee:
        typer.echo(f"indu {__version__}")
        raise typer.Exit


@app.callback()
def racine(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Affiche la version."),
) -> None:
    """Contester un indu de la CPAM : du dossier à la lettre prête à relire."""


def principal() -> None:
    """Run the command; what the user can mend is told in French, without a traceback.

    Exit codes: 0 done, 1 done but something needs attention, 2 unusable input, 3 environment.
    """
    try:
        app()
    except ErreurIndu as erreur:
        for probleme in erreur.problemes:
            typer.echo(str(probleme), err=True)
        sys.exit(erreur.code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        typer.echo("Interrompu. Aucun fichier n’est resté à moitié écrit.", err=True)
        sys.exit(130)
