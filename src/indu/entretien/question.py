"""A question, and what an answer to it may turn out to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from indu.commun.montants import Centimes
from indu.commun.yaml import Chemin, Donnee
from indu.dossier.catalogue import Portee
from indu.entretien.guide import TypeReponse


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask, all that a terminal or a form needs to ask it.

    ``chemins`` are the places of the raw dossier that take the answer (none: a step of the interview itself);
    ``par_ligne`` gives, for each line that may answer otherwise, its own place. ``inconnaissable``: « je ne sais pas »
    is written, as « inconnu »; otherwise it writes nothing. ``gain`` is the most that the answer can win, ``moyens``
    what waits for it. ``details`` are sentences that help to choose among ``valeurs``; ``propose`` is
    what was read in a file, that « oui » confirms. ``a_defaut`` is the value that « je ne sais pas » stands for when
    nothing can go on without one, and ``sans_reponse`` says so to the person.
    """

    id: str
    texte: str
    aide: str
    type: TypeReponse
    portee: Portee = Portee.DOSSIER
    grief: str = ""
    lignes: tuple[int, ...] = ()
    valeurs: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    chemins: tuple[Chemin, ...] = ()
    par_ligne: Mapping[int, Chemin] = field(default_factory=dict)
    inconnaissable: bool = True
    a_defaut: str = ""
    sans_reponse: str = ""
    gain: Centimes | None = None
    moyens: tuple[str, ...] = ()
    propose: str = ""


@dataclass(frozen=True, slots=True)
class Reponse:
    """An answer understood; ``valeur`` is ``None`` for « je ne sais pas », ``sauf`` what some lines say instead."""

    valeur: Donnee
    sauf: Mapping[int, Donnee] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Incompris:
    """An answer that cannot be used: why, and what is expected, in French."""

    message: str
    attendu: str = ""
