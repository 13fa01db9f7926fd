"""Conditions as trees, evaluated with three truth values (Kleene), and the trace that explains the answer.

No expression string anywhere: a condition is YAML (``toutes``, ``une_de``, ``non``, or a test of one fact), built once
against the catalogue, so that an unknown fact or a value of the wrong type is a lint error and never a silent false.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, TypeAlias, get_args

from pydantic import TypeAdapter, ValidationError

from indu.commun.texte import enumerer, proche
from indu.dossier.catalogue import Catalogue, Fait, TypeFait, Valeur

Trivalent: TypeAlias = bool | None
"""True, false, or unknown (``None``)."""

Operateur: TypeAlias = Literal[
    "vrai", "faux", "egal", "parmi", "contient", "avant", "a_partir_du", "superieur", "au_plus"
]

_OPERATIONS: Mapping[Operateur, Callable[[Any, Any], bool]] = {
    "vrai": lambda lu, _: lu is True,
    "faux": lambda lu, _: lu is False,
    "egal": lambda lu, voulu: lu == voulu,
    "parmi": lambda lu, voulus: lu in voulus,
    "contient": lambda lus, voulu: voulu in lus,
    "avant": lambda lu, borne: lu < borne,
    "a_partir_du": lambda lu, borne: lu >= borne,
    "superieur": lambda lu, borne: lu > borne,
    "au_plus": lambda lu, borne: lu <= borne,
}
_TYPES_ADMIS: Mapping[Operateur, frozenset[TypeFait]] = {
    "vrai": frozenset({TypeFait.BOOLEEN}),
    "faux": frozenset({TypeFait.BOOLEEN}),
    "egal": frozenset({TypeFait.CHOIX, TypeFait.ENTIER, TypeFait.MONTANT, TypeFait.DATE}),
    "parmi": frozenset({TypeFait.CHOIX}),
    "contient": frozenset({TypeFait.LISTE}),
    "avant": frozenset({TypeFait.DATE}),
    "a_partir_du": frozenset({TypeFait.DATE}),
    "superieur": frozenset({TypeFait.ENTIER, TypeFait.MONTANT}),
    "au_plus": frozenset({TypeFait.ENTIER, TypeFait.MONTANT}),
}


class ConditionInvalide(ValueError):
    """A condition that cannot be built; the message is French and says where."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The value of a condition on given facts, with that of its parts.

    A leaf has ``test``; ``connue`` is the fact's value when it was tested. ``negation`` marks a « non ».
    """

    valeur: Trivalent
    parties: tuple[Trace, ...] = ()
    test: Test | None = None
    connue: Valeur | None = None
    negation: bool = False

    def feuilles(self, valeur: Trivalent) -> Iterator[Trace]:
        """The leaves responsible for a value: those reached through parts that share it (« non » flips it)."""
        if self.valeur is not valeur:
            return
        if self.test is not None:
            yield self
        for partie in self.parties:
            if partie.valeur is valeur or self.negation:
                yield from partie.feuilles(partie.valeur)

    def inconnus(self) -> tuple[str, ...]:
        """The unknown facts that could still change an unknown answer, each once."""
        trouves: dict[str, None] = {}
        if self.valeur is None:
            if self.test is not None:
                trouves.setdefault(self.test.fait.id)
            for partie in self.parties:
                for inconnu in partie.inconnus():
                    trouves.setdefault(inconnu)
        return tuple(trouves)


@dataclass(frozen=True, slots=True)
class Test:
    """A test of one fact: true, false, or unknown when the fact is."""

    fait: Fait
    operateur: Operateur
    valeur: Any = None

    def evaluer(self, faits: Mapping[str, Valeur | None]) -> Trace:
        """The value of this test on the facts, with its trace."""
        connue = faits.get(self.fait.id)
        return Trace(
            None if connue is None else _OPERATIONS[self.operateur](connue, self.valeur),
            test=self,
            connue=connue,
        )

    def faits(self) -> Iterator[str]:
        """The fact this test reads."""
        yield self.fait.id

    def etablis(self, vraie: bool) -> frozenset[str]:  # noqa: ARG002 - a leaf is known either way
        """The facts that are known for sure when the condition is true (or false)."""
        return frozenset({self.fait.id})


@dataclass(frozen=True, slots=True)
class Toutes:
    """True when every part is, false as soon as one is false, else unknown."""

    parties: tuple[Condition, ...]

    def evaluer(self, faits: Mapping[str, Valeur | None]) -> Trace:
        """The conjunction's value on the facts, with its trace."""
        traces = tuple(partie.evaluer(faits) for partie in self.parties)
        return Trace(et(trace.valeur for trace in traces), traces)

    def etablis(self, vraie: bool) -> frozenset[str]:
        """True: all the parts are, so all their facts; false: any one of them, so only their common facts."""
        return _etablis(self.parties, vraie, toutes=vraie)

    def faits(self) -> Iterator[str]:
        """The facts the parts read."""
        for partie in self.parties:
            yield from partie.faits()


@dataclass(frozen=True, slots=True)
class UneDe:
    """True as soon as one part is, false when every part is false, else unknown."""

    parties: tuple[Condition, ...]

    def evaluer(self, faits: Mapping[str, Valeur | None]) -> Trace:
        """The disjunction's value on the facts, with its trace."""
        traces = tuple(partie.evaluer(faits) for partie in self.parties)
        return Trace(ou(trace.valeur for trace in traces), traces)

    def etablis(self, vraie: bool) -> frozenset[str]:
        """False: all the parts are, so all their facts; true: any one of them, so only their common facts."""
        return _etablis(self.parties, vraie, toutes=not vraie)

    def faits(self) -> Iterator[str]:
        """The facts the parts read."""
        for partie in self.parties:
            yield from partie.faits()


@dataclass(frozen=True, slots=True)
class Non:
    """The opposite of its part; unknown stays unknown."""

    partie: Condition

    def evaluer(self, faits: Mapping[str, Valeur | None]) -> Trace:
        """The negation's value on the facts, with its trace."""
        trace = self.partie.evaluer(faits)
        return Trace(non(trace.valeur), (trace,), negation=True)

    def etablis(self, vraie: bool) -> frozenset[str]:
        """The facts known when the part has the opposite value."""
        return self.partie.etablis(not vraie)

    def faits(self) -> Iterator[str]:
        """The facts the part reads."""
        yield from self.partie.faits()


Condition: TypeAlias = Test | Toutes | UneDe | Non


def _etablis(parties: tuple[Condition, ...], vraie: bool, *, toutes: bool) -> frozenset[str]:
    ensembles = [partie.etablis(vraie) for partie in parties]
    return frozenset.union(*ensembles) if toutes else frozenset.intersection(*ensembles)


def et(valeurs: Iterator[Trivalent]) -> Trivalent:
    """Kleene's conjunction."""
    vues = list(valeurs)
    return False if False in vues else None if None in vues else True


def ou(valeurs: Iterator[Trivalent]) -> Trivalent:
    """Kleene's disjunction."""
    vues = list(valeurs)
    return True if True in vues else None if None in vues else False


def non(valeur: Trivalent) -> Trivalent:
    """Kleene's negation."""
    return None if valeur is None else not valeur


def construire(arbre: object, catalogue: Catalogue) -> Condition:
    """Build a condition from its YAML tree.

    Raises:
        ConditionInvalide: unknown word, unknown fact, operator that does not suit the fact's type, wrong value.
    """
    if not isinstance(arbre, dict) or not arbre:
        raise ConditionInvalide("une condition est « toutes », « une_de », « non » ou « fait »")
    if len(arbre) == 1:
        (mot, contenu), *_ = arbre.items()
        if mot in ("toutes", "une_de"):
            if not isinstance(contenu, list) or not contenu:
                raise ConditionInvalide(f"« {mot} » veut une liste de conditions")
            parties = tuple(construire(partie, catalogue) for partie in contenu)
            return Toutes(parties) if mot == "toutes" else UneDe(parties)
        if mot == "non":
            return Non(construire(contenu, catalogue))
    return _test(arbre, catalogue)


def _test(arbre: dict[str, Any], catalogue: Catalogue) -> Test:
    inconnus = set(arbre) - {"fait", "op", "valeur"}
    if inconnus or "fait" not in arbre:
        mot = min(inconnus, default="")
        aide = proche(mot, ("toutes", "une_de", "non", "fait", "op", "valeur"))
        suite = f" ; vouliez-vous dire « {aide} » ?" if aide else ""
        raise ConditionInvalide(f"mot inconnu dans une condition : « {mot or enumerer(sorted(arbre))} »{suite}")
    nom = str(arbre["fait"])
    if nom not in catalogue.faits:
        voisin = proche(nom, catalogue.faits)
        raise ConditionInvalide(
            f"fait inconnu : « {nom} »" + (f" ; vouliez-vous dire « {voisin} » ?" if voisin else "")
        )
    fait = catalogue.faits[nom]
    operateur = arbre.get("op", "vrai")
    if operateur not in get_args(Operateur):
        raise ConditionInvalide(
            f"opérateur inconnu : « {operateur} » ; attendu : {enumerer(get_args(Operateur), 'ou')}"
        )
    if fait.type not in _TYPES_ADMIS[operateur]:
        raise ConditionInvalide(f"l’opérateur « {operateur} » ne va pas avec « {nom} », qui est de type {fait.type}")
    if operateur in ("vrai", "faux"):
        if "valeur" in arbre:
            raise ConditionInvalide(f"« {nom} » est un oui ou non : il se teste sans valeur")
        return Test(fait, operateur)
    return Test(fait, operateur, lire_valeur(fait, arbre.get("valeur"), liste=operateur == "parmi"))


def lire_valeur(fait: Fait, brut: object, *, liste: bool = False) -> Any:
    """The value of a fact from YAML text, by the fact's type; a set of codes when ``liste``.

    Raises:
        ConditionInvalide: the value is not one of that type.
    """
    if brut is None:
        raise ConditionInvalide(f"« {fait.id} » : la valeur manque")
    if fait.type in (TypeFait.CHOIX, TypeFait.LISTE) and (liste or isinstance(brut, str)):
        codes = [str(code) for code in brut] if isinstance(brut, list) else [str(brut)]
        for code in codes:
            if code not in fait.valeurs:
                raise ConditionInvalide(
                    f"« {fait.id} » ne vaut jamais « {code} » ; attendu : {enumerer([*fait.valeurs], 'ou')}"
                )
        return frozenset(codes) if liste else codes[0]
    try:
        valeur = TypeAdapter(fait.type_python).validate_python(brut)
    except ValidationError:
        raise ConditionInvalide(f"« {fait.id} » : « {brut} » n’est pas de type {fait.type}") from None
    if valeur is None:
        raise ConditionInvalide(f"« {fait.id} » : la valeur manque")
    return valeur


def expliquer(trace: Trace) -> tuple[str, ...]:
    """Why a condition has the value it has, as French clauses a physiotherapist understands, each once."""
    clauses: dict[str, None] = {}
    for feuille in trace.feuilles(trace.valeur):
        if feuille.test is not None:
            clauses.setdefault(_dire(feuille.test, feuille.connue))
    return tuple(clauses)


def _dire(test: Test, connue: Valeur | None) -> str:
    if test.operateur in ("avant", "a_partir_du") and isinstance(connue, date):
        sens = "avant le" if connue < test.valeur else "à partir du"
        return f"{test.fait.libelle} {sens} {test.fait.afficher(test.valeur)}"
    return test.fait.dire(connue)


def bornes(condition: Condition, fait: str) -> tuple[date | None, date | None]:
    """The first and last day that a condition allows for a date, when its conjunctions bound it; else ``None``."""
    debut: date | None = None
    fin: date | None = None
    if isinstance(condition, Test) and condition.fait.id == fait:
        if condition.operateur == "a_partir_du":
            debut = condition.valeur
        elif condition.operateur == "avant":
            fin = condition.valeur - timedelta(days=1)
    elif isinstance(condition, Toutes):
        paires = [bornes(partie, fait) for partie in condition.parties]
        debut = max((d for d, _ in paires if d is not None), default=None)
        fin = min((f for _, f in paires if f is not None), default=None)
    return debut, fin
