"""What the tree has no word for, found while a Word file is read: never dropped without a word."""

from __future__ import annotations

from dataclasses import dataclass, field

from indu.commun.erreurs import extrait
from indu.commun.texte import accorder
from indu.relecture.ouverture import Element, W


def texte_brut(element: Element) -> str:
    """All the text below an element, deleted text left out."""
    return "".join("\t" if e.tag == f"{W}tab" else e.text or "" for e in element.iter(f"{W}t", f"{W}tab"))


@dataclass(slots=True)
class Releve:
    """What was met: contents that the PDF would lack, mere looks that it would lack, images where they are allowed."""

    contenus: dict[tuple[str, str], None] = field(default_factory=dict)
    formes: dict[str, list[str]] = field(default_factory=dict)
    images: list[str] = field(default_factory=list)
    textes: list[str] = field(default_factory=list)

    def contenu(self, quoi: str, ou: str, texte: str = "") -> None:
        """Something that says something, and that the tree cannot say; ``texte`` is what it says, if it is words."""
        dit = f"{quoi} : « {extrait(texte)} »" if texte.strip() else quoi
        self.contenus.setdefault((extrait(ou), dit))
        if texte.strip():
            self.textes.append(texte)

    def forme(self, quoi: str, ou: str) -> None:
        """Something that only changes the look."""
        self.formes.setdefault(quoi, []).append(extrait(ou))

    def avertissements(self) -> tuple[str, ...]:
        """The looks, one sentence each."""
        return tuple(
            f"{quoi} ({accorder(len(set(lieux)), 'passage')}, d’abord « {lieux[0]} »)"
            for quoi, lieux in self.formes.items()
        )
