"""The plan of a letter: the order of what is kept, and the requests by rank, each line counted once a rank.

Order: substance first when the caisse's table is complete, form first when it is not; the two
orders are data (``arguments/plan.yaml``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indu.analyse.analyse import Analyse
from indu.analyse.calculs import excedent, indu_a_l_ecart
from indu.commun.champs import Libelle, Modele
from indu.commun.erreurs import BibliothequeInvalide
from indu.commun.montants import Centimes
from indu.commun.ressources import Ressources
from indu.commun.validation import charger
from indu.dossier.modele import Grief, Ligne
from indu.moyens.modele import Famille, Force, Obtient, Rang
from indu.moyens.selection import Retenu, Selection

ROMAINS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


class OrdrePlan(Modele):
    """The two orders of the families, and the heading of each."""

    tableau_complet: tuple[Famille, ...]
    tableau_incomplet: tuple[Famille, ...]
    titres: dict[Famille, Libelle]


@lru_cache(maxsize=8)
def charger_ordre(arguments: Ressources) -> OrdrePlan:
    """Load ``plan.yaml``.

    Raises:
        BibliothequeInvalide: the file is wrong, or an order does not name every family once.
    """
    ordre = charger(OrdrePlan, arguments, "plan.yaml")
    for liste in (ordre.tableau_complet, ordre.tableau_incomplet, tuple(ordre.titres)):
        if sorted(liste) != sorted(Famille):
            raise BibliothequeInvalide.simple(
                "chaque famille doit figurer une fois", fichier=arguments.nom("plan.yaml")
            )
    return ordre


@dataclass(frozen=True, slots=True)
class Reponse:
    """The answer to one grief: its lines, and the moyens that answer it (none: nothing is argued on it)."""

    repere: str
    grief: Grief
    lignes: tuple[int, ...]
    montant: Centimes
    moyens: tuple[Retenu, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the discussion: the answers grief by grief, or the moyens on the whole claim."""

    repere: str
    famille: Famille
    titre: str
    reponses: tuple[Reponse, ...]
    moyens: tuple[Retenu, ...]


@dataclass(frozen=True, slots=True)
class Demande:
    """One request: what, on which lines, for how much that no earlier request of its rank already counts."""

    obtient: Obtient
    lignes: tuple[int, ...]
    montant: Centimes
    moyens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RangDemandes:
    """The requests of a rank, and what they would cancel together, in cents."""

    rang: Rang
    demandes: tuple[Demande, ...]
    montant: Centimes


@dataclass(frozen=True, slots=True)
class Plan:
    """The letter's plan. ``repere_lignes`` tells where each line is answered (« II.A »).

    ``non_discutees`` are the lines that nothing answers; ``partielles`` those that another of their griefs keeps due,
    by the grief (its identifier) that nothing answers.
    """

    recevabilite: tuple[Retenu, ...]
    sections: tuple[Section, ...]
    dispositif: tuple[RangDemandes, ...]
    repere_lignes: Mapping[int, str]
    non_discutees: tuple[int, ...]
    partielles: Mapping[str, tuple[int, ...]]

    @property
    def retenus(self) -> tuple[Retenu, ...]:
        """The moyens in the order of the letter."""
        return (
            *self.recevabilite,
            *(
                retenu
                for section in self.sections
                for retenu in (*(r for reponse in section.reponses for r in reponse.moyens), *section.moyens)
            ),
        )

    @property
    def conteste(self) -> Centimes:
        """What the first rank would cancel."""
        return self.dispositif[0].montant if self.dispositif else 0


def planifier(analyse: Analyse, selection: Selection, ordre: OrdrePlan) -> Plan:
    """Order the kept moyens and compute the requests."""
    complet = analyse.faits_dossier["tableau_complet"] is True
    familles = ordre.tableau_complet if complet else ordre.tableau_incomplet
    sections = _sections(analyse, selection, familles, ordre)
    dispositif = _dispositif(analyse, selection.retenus)
    reperes = _reperes(analyse, sections)
    return Plan(
        recevabilite=tuple(r for r in selection.retenus if r.moyen.famille is Famille.RECEVABILITE),
        sections=sections,
        dispositif=dispositif,
        repere_lignes=reperes,
        non_discutees=tuple(
            n for n in analyse.dossier.numeros if n not in reperes and n not in analyse.lignes_concedees
        ),
        partielles=_partielles(analyse, sections, dispositif),
    )


def _partielles(
    analyse: Analyse, sections: Sequence[Section], dispositif: Sequence[RangDemandes]
) -> Mapping[str, tuple[int, ...]]:
    """The lines answered on one grief and not on another, when no request takes them whole."""
    demandees = {numero for rang in dispositif for demande in rang.demandes for numero in demande.lignes}
    repondus: dict[int, set[str]] = {}
    for section in sections:
        for reponse in section.reponses:
            for numero in (numero for retenu in reponse.moyens for numero in retenu.lignes):
                repondus.setdefault(numero, set()).add(reponse.grief.id)
    sans_reponse: dict[str, list[int]] = {}
    for numero, griefs in repondus.items():
        for grief in analyse.dossier.par_numero[numero].grief:
            if numero not in demandees and grief not in griefs:
                sans_reponse.setdefault(grief, []).append(numero)
    return {grief: tuple(sorted(lignes)) for grief, lignes in sans_reponse.items()}


def _sections(
    analyse: Analyse, selection: Selection, familles: Sequence[Famille], ordre: OrdrePlan
) -> tuple[Section, ...]:
    sections: list[Section] = []
    for famille in familles:
        if famille is Famille.RECEVABILITE:
            continue
        retenus = sorted((r for r in selection.retenus if r.moyen.famille is famille), key=_poids)
        repere = ROMAINS[len(sections)]
        if famille is Famille.FOND:
            reponses = _reponses(analyse, retenus, repere)
            if any(reponse.moyens for reponse in reponses):
                sections.append(Section(repere, famille, ordre.titres[famille], reponses, ()))
        elif retenus:
            sections.append(Section(repere, famille, ordre.titres[famille], (), _grouper(retenus)))
    return tuple(sections)


def _poids(retenu: Retenu) -> tuple[int, int]:
    """The strongest moyens first, then those that cover most lines."""
    return list(Force).index(retenu.moyen.force), -len(retenu.lignes)


def _reponses(analyse: Analyse, retenus: Sequence[Retenu], repere: str) -> tuple[Reponse, ...]:
    """Every grief answered in turn, those with nothing to argue last and without a mark of their own."""
    dossier = analyse.dossier
    par_grief = {
        grief.id: tuple(r for r in retenus if r.grief is not None and r.grief.id == grief.id)
        for grief in dossier.griefs
    }
    ordonnes = sorted(dossier.griefs, key=lambda grief: not par_grief[grief.id])
    return tuple(
        Reponse(
            repere=f"{repere}.{chr(ord('A') + rang)}",
            grief=grief,
            lignes=dossier.par_grief[grief.id],
            montant=sum(dossier.par_numero[n].montant_reclame for n in dossier.par_grief[grief.id])
            or (grief.montant_annonce or 0),
            moyens=par_grief[grief.id],
        )
        for rang, grief in enumerate(ordonnes)
    )


def _grouper(retenus: Sequence[Retenu]) -> tuple[Retenu, ...]:
    """Outside the answers to griefs, a moyen is said once for all its lines, whatever the grief it came from."""
    par_moyen: dict[str, Retenu] = {}
    for retenu in retenus:
        deja = par_moyen.get(retenu.moyen.id)
        if deja is None:
            par_moyen[retenu.moyen.id] = retenu
            continue
        deja_dites = set(deja.lignes)
        nouvelles = tuple(numero for numero in retenu.lignes if numero not in deja_dites)
        par_moyen[retenu.moyen.id] = Retenu(
            moyen=deja.moyen,
            grief=None,
            lignes=deja.lignes + nouvelles,
            montant=deja.montant + (retenu.montant if len(nouvelles) == len(retenu.lignes) else 0),
            raisons=tuple(dict.fromkeys(deja.raisons + retenu.raisons)),
            sources=deja.sources,
            reserves=tuple(dict.fromkeys(deja.reserves + retenu.reserves)),
        )
    return tuple(par_moyen.values())


def _reperes(analyse: Analyse, sections: Sequence[Section]) -> dict[int, str]:
    trouves: dict[int, list[str]] = {}
    for section in sections:
        for reponse in section.reponses:
            for retenu in reponse.moyens:
                for numero in retenu.lignes:
                    trouves.setdefault(numero, []).append(reponse.repere)
        for retenu in section.moyens:
            if retenu.moyen.obtient in (Obtient.LIGNES, Obtient.RECALCUL):
                for numero in retenu.lignes:
                    trouves.setdefault(numero, []).append(section.repere)
    return {n: ", ".join(dict.fromkeys(trouves[n])) for n in analyse.dossier.numeros if n in trouves}


def _dispositif(analyse: Analyse, retenus: Sequence[Retenu]) -> tuple[RangDemandes, ...]:
    """The requests by rank.

    A moyen that has the whole claim annulled, or the whole withholding given back, takes the first rank alone, and what
    only has lines cancelled comes in the second. Inside a rank, a line is counted by the first request that covers it.
    """
    rangs: dict[Rang, list[Demande]] = {rang: [] for rang in Rang}

    def demander(obtient: Obtient, rang: Rang, lignes: tuple[int, ...], montant: Centimes) -> bool:
        """Ask once for what these moyens obtain, if there is any."""
        ids = tuple(dict.fromkeys(retenu.moyen.id for retenu in retenus if retenu.moyen.obtient is obtient))
        if ids:
            rangs[rang].append(Demande(obtient, lignes, montant, ids))
        return bool(ids)

    toutes = tuple(numero for numero in analyse.dossier.numeros if numero not in analyse.lignes_concedees)
    reclame = (analyse.reclame or 0) - analyse.montant_concede
    total = demander(Obtient.ANNULATION_TOTALE, Rang.PRINCIPAL, toutes, reclame)
    total = demander(Obtient.RESTITUTION, Rang.PRINCIPAL, (), 0 if total else reclame) or total
    rang_lignes = Rang.SUBSIDIAIRE if total else Rang.PRINCIPAL
    demander(Obtient.ECART, rang_lignes, (), max(analyse.ecart or 0, 0))
    demander(Obtient.EXCEDENT, rang_lignes, (), excedent(analyse.dossier) or 0)
    demander(Obtient.MAJORATION, rang_lignes, (), 0)
    comptees: dict[Rang, set[int]] = {rang: set() for rang in Rang}

    def montant_entier(ligne: Ligne) -> Centimes:
        return ligne.montant_reclame

    def montant_au_dela(ligne: Ligne) -> Centimes:
        return ligne.montant_reclame - (indu_a_l_ecart(ligne) or 0)

    emplois: tuple[tuple[Obtient, Rang, Callable[[Ligne], Centimes]], ...] = (
        (Obtient.LIGNES, rang_lignes, montant_entier),
        (Obtient.RECALCUL, Rang.SUBSIDIAIRE, montant_au_dela),
    )
    for obtient, rang, montant in emplois:
        concernes = [r for r in retenus if r.moyen.obtient is obtient]
        libres = _couvertes(analyse, concernes) - comptees[rang]
        lignes = tuple(numero for numero in analyse.dossier.numeros if numero in libres)
        sans_ligne = {r.grief.id: r.montant for r in concernes if r.grief is not None and not r.lignes}
        annonce = sum(sans_ligne.values())
        if lignes or annonce:
            comptees[rang] |= libres
            somme = sum(montant(analyse.dossier.par_numero[numero]) for numero in lignes) + annonce
            ids = tuple(dict.fromkeys(r.moyen.id for r in concernes))
            rangs[rang].append(Demande(obtient, lignes, somme, ids))
    for obtient in (Obtient.REMISE, Obtient.DELAI):
        demander(obtient, Rang.INFINIMENT_SUBSIDIAIRE, (), 0)
    return tuple(
        RangDemandes(rang, tuple(demandes), sum(demande.montant for demande in demandes))
        for rang, demandes in rangs.items()
        if demandes
    )


def _couvertes(analyse: Analyse, retenus: Sequence[Retenu]) -> set[int]:
    """The lines that fall: by a moyen on the line itself, or because each of their griefs is answered."""
    entieres: set[int] = set()
    par_grief: dict[int, set[str]] = {}
    for retenu in retenus:
        for numero in retenu.lignes:
            if retenu.grief is None:
                entieres.add(numero)
            else:
                par_grief.setdefault(numero, set()).add(retenu.grief.id)
    return entieres | {
        numero for numero, griefs in par_grief.items() if griefs >= set(analyse.dossier.par_numero[numero].grief)
    }
