"""The command line: one file a command, heavy imports inside the commands that need them."""

from indu.cli.application import principal

__all__ = ["principal"]
