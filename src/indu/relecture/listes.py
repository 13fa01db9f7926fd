"""From a run of list paragraphs, each at its level, back to the lists of the tree."""

from __future__ import annotations

from dataclasses import dataclass, field

from indu.courrier.document import Bloc, Inlines, Liste, Paragraphe
from indu.relecture.styles import PUCE, Numero


@dataclass(slots=True)
class _ListeOuverte:
    """A list being read. ``debut`` is its first number, ``dernier`` the last one."""

    niveau: int
    ordonnee: bool
    debut: int
    dernier: int
    elements: list[list[Bloc | _ListeOuverte]] = field(default_factory=list)

    def figer(self) -> Liste:
        """The list as the tree has it."""
        return Liste(
            tuple(
                tuple(bloc.figer() if isinstance(bloc, _ListeOuverte) else bloc for bloc in element)
                for element in self.elements
            ),
            ordonnee=self.ordonnee,
            debut=self.debut if self.ordonnee else 1,
        )


class LecteurListes:
    """Collects list paragraphs until something else comes."""

    def __init__(self) -> None:
        self._finies: list[_ListeOuverte] = []
        self._pile: list[_ListeOuverte] = []
        self._close = False

    @property
    def ouverte(self) -> bool:
        """Whether a paragraph may still go on an item."""
        return bool(self._pile)

    def element(self, numero: Numero, contenu: Inlines, *, derniere: bool) -> None:
        """A new item; ``derniere`` says that the writer spaced it as the last of its list."""
        ordonnee = numero.forme != PUCE
        valeur = numero.valeur if ordonnee else 1
        while self._pile and self._pile[-1].niveau > numero.niveau:
            self._pile.pop()
        haut = self._pile[-1] if self._pile else None
        if haut is not None and haut.niveau == numero.niveau:
            suite = haut.ordonnee == ordonnee and (valeur == haut.dernier + 1 if ordonnee else not self._separe(numero))
            if not suite:
                self._pile.pop()
        if not self._pile or self._pile[-1].niveau < numero.niveau:
            self._ouvrir(_ListeOuverte(numero.niveau, ordonnee, valeur, valeur))
        haut = self._pile[-1]
        haut.dernier = valeur
        haut.elements.append([Paragraphe(contenu)])
        self._close = derniere

    def suite(self, niveau: int, contenu: Inlines, *, derniere: bool) -> None:
        """One more paragraph in the last item of the list at that level."""
        while len(self._pile) > 1 and self._pile[-1].niveau > niveau:
            self._pile.pop()
        self._pile[-1].elements[-1].append(Paragraphe(contenu))
        self._close = derniere

    def vider(self) -> list[Bloc]:
        """The lists read so far; the next paragraph starts another."""
        lues: list[Bloc] = [liste.figer() for liste in self._finies]
        self._finies, self._pile, self._close = [], [], False
        return lues

    def _separe(self, numero: Numero) -> bool:
        return self._close and numero.niveau == 0

    def _ouvrir(self, liste: _ListeOuverte) -> None:
        (self._pile[-1].elements[-1] if self._pile else self._finies).append(liste)
        self._pile.append(liste)
