"""indu : contester un indu de la CPAM, des faits du dossier à la lettre prête à relire."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("indu")
except PackageNotFoundError:  # running from a source tree that was never installed
    __version__ = "0+source"
