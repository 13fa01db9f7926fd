"""Where the data lives: our ``arguments/`` and ``templates/``, with a user's folders laid over them, file by file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from indu.commun.erreurs import EntreeInvalide

Genre = Literal["arguments", "templates", "examples"]


@cache
def dossier_fourni(genre: Genre) -> Path:
    """The packaged folder of that kind: inside the wheel, or at the root of a source tree."""
    paquet = Path(__file__).resolve().parents[1]
    for candidat in (paquet / "donnees" / genre, paquet.parents[1] / genre):
        if candidat.is_dir():
            return candidat
    raise EntreeInvalide.simple(f"le dossier « {genre} » du programme est introuvable : réinstallez indu")


@dataclass(frozen=True, slots=True)
class Ressources:
    """A stack of folders of the same kind, the last one winning for a given relative path.

    ``poses`` are single files that stand for a relative path, above every folder.
    """

    dossiers: tuple[Path, ...]
    poses: tuple[tuple[str, Path], ...] = ()

    @classmethod
    def ouvrir(cls, genre: Genre, personnel: Path | None = None, ajout: Path | None = None) -> Ressources:
        """The packaged folder, the user's own over it when it exists, and the one of the command line on top.

        Raises:
            EntreeInvalide: the folder of the command line does not exist.
        """
        if ajout is not None and not ajout.is_dir():
            raise EntreeInvalide.simple(f"--{genre} : le dossier « {ajout} » n’existe pas")
        poses = [dossier.resolve() for dossier in (personnel, ajout) if dossier is not None and dossier.is_dir()]
        return cls((dossier_fourni(genre), *poses))

    def poser(self, relatif: str, chemin: Path) -> Ressources:
        """The same stack, where that file stands for that relative path."""
        return replace(self, poses=(*self.poses, (relatif, chemin.resolve())))

    def chemin(self, relatif: str) -> Path:
        """The file of that relative path, the user's first.

        Raises:
            EntreeInvalide: no folder has it.
        """
        if (pose := dict(self.poses).get(relatif)) is not None:
            return pose
        for dossier in reversed(self.dossiers):
            if (candidat := dossier / relatif).is_file():
                return candidat
        raise EntreeInvalide.simple(f"fichier introuvable : « {relatif} »", fichier=str(self.dossiers[-1]))

    def existe(self, relatif: str) -> bool:
        """Whether some folder has that relative path."""
        return any((dossier / relatif).is_file() for dossier in self.dossiers)

    def lire(self, relatif: str) -> bytes:
        """The bytes of that file."""
        return self.chemin(relatif).read_bytes()

    def nom(self, relatif: str) -> str:
        """How messages name that file: short for packaged files, the real path for a user's own."""
        chemin = self.chemin(relatif)
        if relatif in dict(self.poses):
            return str(chemin)
        for dossier in reversed(self.dossiers):
            if chemin.is_relative_to(dossier):
                fournie = dossier == self.dossiers[0]
                return f"{dossier.name}/{relatif}" if fournie else str(chemin)
        return relatif

    def tous(self) -> tuple[str, ...]:
        """The relative paths of every file of the stack, overlaid, sorted."""
        return tuple(sorted({*self.lister("", ""), *dict(self.poses)}))

    def lister(self, sous_dossier: str, suffixe: str) -> tuple[str, ...]:
        """The relative paths of all files below a sub-folder, overlaid, sorted."""
        trouves = {
            chemin.relative_to(dossier).as_posix()
            for dossier in self.dossiers
            for chemin in (dossier / sous_dossier).rglob(f"*{suffixe}")
            if chemin.is_file()
        }
        return tuple(sorted(trouves))
