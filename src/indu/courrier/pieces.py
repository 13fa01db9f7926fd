"""The exhibits of a letter: numbered in the order in which the letter calls them, and which moyen each supports.

A piece says itself what it supports (``pour``: griefs or moyens). The words that a moyen uses for what should be
joined are never compared with titles of pieces: a person does that, with the reviewer's page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from indu.commun.erreurs import Probleme
from indu.commun.texte import proche
from indu.courrier.plan import Plan, Reponse
from indu.dossier.modele import Dossier, Piece
from indu.moyens.modele import Famille
from indu.moyens.selection import Retenu

Place: TypeAlias = tuple[str, str | None]
"""Where a moyen stands: its identifier, and the grief that it answers there."""


@dataclass(frozen=True, slots=True)
class PieceNumerotee:
    """A piece and its number in the bordereau."""

    numero: int
    piece: Piece


@dataclass(frozen=True, slots=True)
class Bordereau:
    """The numbered pieces, what the letter says after each moyen, and what supports each moyen.

    A piece is said once in an answer, at the end of what calls it first; it still supports the other moyens there.
    """

    pieces: tuple[PieceNumerotee, ...]
    appels: Mapping[Place, tuple[int, ...]]
    soutiens: Mapping[Place, tuple[int, ...]]

    def appelees(self, retenu: Retenu) -> tuple[int, ...]:
        """The numbers to write after a moyen."""
        return self.appels.get(_place(retenu), ())

    def jointes(self, retenu: Retenu) -> tuple[int, ...]:
        """The numbers of the pieces that support a moyen."""
        return self.soutiens.get(_place(retenu), ())


def dresser(pieces: Sequence[Piece], plan: Plan, retenus: Iterable[Retenu]) -> Bordereau:
    """Number the pieces: those of no grief or moyen, those that the letter calls, in its order, then the others.

    ``retenus`` are the kept moyens before the plan gathers them: they tell the griefs of a moyen said only once.
    """
    appels: dict[Place, tuple[Piece, ...]] = {}
    soutiens: dict[Place, tuple[Piece, ...]] = {}
    for reponse in _reponses(plan, retenus):
        dites: set[str] = set()
        for place, appelants, soutenu, sur_la_lettre in reponse:
            nouvelles = [piece for piece in _citant(pieces, appelants) if piece.id not in dites]
            dites |= {piece.id for piece in nouvelles}
            appels[place] = tuple(nouvelles)
            generales = tuple(piece for piece in pieces if not piece.pour) if sur_la_lettre else ()
            soutiens[place] = generales + _citant(pieces, soutenu)
    ordre = [
        *(piece for piece in pieces if not piece.pour),
        *(piece for appelees in appels.values() for piece in appelees),
        *pieces,
    ]
    par_id = {piece.id: piece for piece in ordre}
    numeros = {identifiant: numero for numero, identifiant in enumerate(par_id, start=1)}

    def numeroter(trouvees: Mapping[Place, tuple[Piece, ...]]) -> dict[Place, tuple[int, ...]]:
        return {place: tuple(sorted(numeros[p.id] for p in choisies)) for place, choisies in trouvees.items()}

    numerotees = tuple(PieceNumerotee(numeros[piece.id], piece) for piece in par_id.values())
    return Bordereau(numerotees, numeroter(appels), numeroter(soutiens))


_SUR_LA_LETTRE = frozenset({Famille.RECEVABILITE, Famille.NOTIFICATION})
"""The families that argue on the contested letter itself: what is joined for the whole (that letter) supports them."""

_Appel: TypeAlias = tuple[Place, frozenset[str], frozenset[str], bool]
"""A place, what calls a piece there, what makes a piece support the moyen, whether general pieces do too."""


def _reponses(plan: Plan, retenus: Iterable[Retenu]) -> Iterator[list[_Appel]]:
    """The answers in the order of the letter. A grief calls its pieces at the end of its own answer.

    They also support what is said of its proof. The other parts argue on law and amounts: there a grief calls its
    pieces only if nothing else does.
    """
    griefs: dict[str, set[str]] = {}
    for retenu in retenus:
        griefs.setdefault(retenu.moyen.id, set()).update([retenu.grief.id] if retenu.grief is not None else [])
    discutes = {r.grief.id for section in plan.sections for r in section.reponses if r.moyens}
    for section in plan.sections:
        if section.famille is Famille.PREUVE:
            discutes.update(*(griefs[retenu.moyen.id] for retenu in section.moyens))

    def seul(retenu: Retenu) -> list[_Appel]:
        siens = griefs.get(retenu.moyen.id, set())
        cibles = frozenset({retenu.moyen.id} | (siens if retenu.moyen.famille is Famille.PREUVE else siens - discutes))
        return [(_place(retenu), cibles, cibles, retenu.moyen.famille in _SUR_LA_LETTRE)]

    for retenu in plan.recevabilite:
        yield seul(retenu)
    for section in plan.sections:
        for reponse in section.reponses:
            yield _du_grief(reponse)
        for retenu in section.moyens:
            yield seul(retenu)


def _du_grief(reponse: Reponse) -> list[_Appel]:
    identifiant = reponse.grief.id
    fin = len(reponse.moyens) - 1
    return [
        (
            _place(retenu),
            frozenset({retenu.moyen.id, identifiant} if rang == fin else {retenu.moyen.id}),
            frozenset({retenu.moyen.id, identifiant}),
            False,
        )
        for rang, retenu in enumerate(reponse.moyens)
    ]


def _citant(pieces: Sequence[Piece], cibles: frozenset[str]) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if not cibles.isdisjoint(piece.pour))


def _place(retenu: Retenu) -> Place:
    return retenu.moyen.id, retenu.grief.id if retenu.grief is not None else None


def inserer_mention(texte: str, mention: str) -> str:
    """A text with a mention in brackets before its last full stop, or in the brackets that are already there."""
    propre = texte.rstrip()
    corps = propre.removesuffix(".")
    fin = propre[len(corps) :]
    return f"{corps[:-1]} ; {mention}){fin}" if corps.endswith(")") else f"{corps} ({mention}){fin}"


def pour_inconnus(dossier: Dossier, moyens: Iterable[str]) -> Iterator[Probleme]:
    """What pieces are said to support, and that is neither a grief of the dossier nor a moyen of the library."""
    connus = {*(grief.id for grief in dossier.griefs), *moyens}
    for rang, piece in enumerate(dossier.pieces, start=1):
        for cite in piece.pour:
            if cite not in connus:
                yield Probleme(
                    "cette pièce est « pour » ce qui n’est ni un grief du dossier, ni un moyen",
                    champ=f"pieces[{rang}].pour",
                    lu=cite,
                    attendu="un identifiant de la liste « griefs », ou un moyen que donne « indu moyens liste »",
                    proche=proche(cite, connus),
                )
