"""French for the words that the command-line library prints itself (usage, options, mistakes of typing).

They go through gettext: the pairs below are put in its place before the library looks them up.
"""

from __future__ import annotations

import gettext

MESSAGES = {
    "Usage:": "Emploi :",
    "Usage: ": "Emploi : ",
    "Options": "Options\u00a0",
    "Arguments": "Arguments",
    "Commands": "Commandes\u00a0",
    "[OPTIONS]": "[OPTIONS]",
    "COMMAND [ARGS]...": "COMMANDE [...]",
    "Show this message and exit.": "Affiche cette aide.",
    "Error: {message}": "Erreur : {message}",
    "Try '{command} {option}' for help.": "Pour l’aide : {command} {option}",
    "No such command {name!r}.": "Commande inconnue : {name!r}.",
    "No such option: {name}": "Option inconnue : {name}",
    "No such option {name!r}.": "Option inconnue : {name!r}.",
    "Did you mean {possibility}?": "Vouliez-vous dire {possibility} ?",
    "Did you mean {possibilities}?": "Vouliez-vous dire {possibilities} ?",
    "Missing command.": "Il manque une commande.",
    "Missing argument": "Il manque l’argument",
    "Missing option": "Il manque l’option",
    "Missing parameter": "Il manque le paramètre",
    "Missing {param_type}": "Il manque {param_type}",
    "Missing parameter: {param_name}": "Il manque {param_name}",
    "Invalid value: {message}": "Valeur refusée : {message}",
    "Invalid value for {param_hint}: {message}": "Valeur refusée pour {param_hint} : {message}",
    "Option {name!r} requires an argument.": "L’option {name!r} veut une valeur.",
    "Option {name!r} does not take a value.": "L’option {name!r} ne prend pas de valeur.",
    "Got unexpected extra argument ({args})": "Argument en trop : {args}",
    "Got unexpected extra arguments ({args})": "Arguments en trop : {args}",
    "required": "obligatoire",
    "default: {default}": "par défaut : {default}",
    "(dynamic)": "(calculé)",
    "Aborted!": "Interrompu.",
    "{value!r} is not a valid {number_type}.": "{value!r} n’est pas un nombre valable.",
    "{value!r} is not {choice}.": "{value!r} n’est pas {choice}.",
    "Choose from:\n\t{choices}": "Choisissez parmi :\n\t{choices}",
}
PLURIELS = {
    "Got unexpected extra argument ({args})": ("Argument en trop : {args}", "Arguments en trop : {args}"),
    "Did you mean {possibility}?": (
        "Vouliez-vous dire {possibility} ?",
        "Vouliez-vous dire l’un de : {possibilities} ?",
    ),
    "(Possible options: {possibilities})": ("Proche : {possibilities}", "Proches : {possibilities}"),
    "{value!r} is not {choice}.": ("{value!r} n’est pas {choice}.", "{value!r} n’est aucun de : {choices}."),
}


def installer() -> None:
    """Make gettext answer in French for these messages; must run before the command-line library is imported."""

    def un(message: str) -> str:
        return MESSAGES.get(message, message)

    def un_ou_plusieurs(msgid1: str, msgid2: str, n: int) -> str:
        singulier, pluriel = PLURIELS.get(msgid1, (un(msgid1), un(msgid2)))
        return singulier if n < 2 else pluriel

    gettext.gettext, gettext.ngettext = un, un_ou_plusieurs
