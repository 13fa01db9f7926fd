"""Which moyens hold on a dossier, which would if a fact were known, which do not, and why.

Unknown is not false: a moyen whose condition is unknown becomes a question. What loses is not argued: an exception that
holds sets the moyen aside, one that may hold makes it a question.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from indu.analyse.analyse import CONCESSION, COURRIERS_RECUS, NATURE_COURRIER, Analyse, Faits
from indu.commun.montants import Centimes
from indu.commun.texte import enumerer
from indu.dossier.catalogue import Portee
from indu.dossier.modele import Dossier, Grief, Ligne
from indu.droit.sources import Emploi
from indu.moyens.bibliotheque import Bibliotheque, MoyenPret
from indu.moyens.conditions import Trivalent, expliquer
from indu.moyens.modele import DEMANDE_NECESSAIRE, DateSource, Force, Moyen, Perdant, PorteeMoyen, TypeLettre

HORS_LETTRE = "à connaître, mais pas à écrire dans cette lettre"
AUTRE_COURRIER = "vaut pour un autre courrier que celui reçu"


@dataclass(frozen=True, slots=True)
class Reserve:
    """A source that a person must read again before the letter goes out, and where."""

    source: str
    motif: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Retenu:
    """A moyen that holds. ``lignes`` are those it covers (all of them for a moyen on the whole claim)."""

    moyen: Moyen
    grief: Grief | None
    lignes: tuple[int, ...]
    montant: Centimes
    raisons: tuple[str, ...]
    sources: tuple[str, ...]
    reserves: tuple[Reserve, ...]


@dataclass(frozen=True, slots=True)
class ACompleterMoyen:
    """A moyen that would hold if some facts were known; ``montant`` is what it could win.

    ``faits_manquants`` leaves out a fact as long as the one that it comes after is not known either.
    """

    moyen: Moyen
    grief: Grief | None
    lignes: tuple[int, ...]
    montant: Centimes
    faits_manquants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ecarte:
    """A moyen that does not hold, and why, in French. ``tentant`` marks a losing one that the facts bring to mind."""

    moyen: Moyen | Perdant
    grief: Grief | None
    motif: str
    tentant: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A fact worth asking, with the moyens that wait for it and the most that its answer could win."""

    fait: str
    question: str
    moyens: tuple[str, ...]
    montant: Centimes


@dataclass(frozen=True, slots=True)
class Selection:
    """The moyens of a dossier for one letter. ``signales`` hold too, but only the reviewer sees them."""

    retenus: tuple[Retenu, ...]
    signales: tuple[Retenu, ...]
    a_completer: tuple[ACompleterMoyen, ...]
    ecartes: tuple[Ecarte, ...]
    questions: tuple[Question, ...]

    @property
    def reserves(self) -> tuple[Reserve, ...]:
        """What must be read again before sending, each once."""
        return tuple(dict.fromkeys(reserve for retenu in self.retenus for reserve in retenu.reserves))


@dataclass(frozen=True, slots=True)
class Issue:
    """The outcome of a moyen in one place."""

    valeur: Trivalent
    motif: str = ""
    raisons: tuple[str, ...] = ()
    manquants: tuple[str, ...] = ()


def decider(pret: MoyenPret, faits: Faits) -> Issue:
    """Whether a moyen holds on some facts: kept, set aside with the reason, or unknown with the missing facts."""
    exceptions = [(motif, exception.evaluer(faits)) for motif, exception in pret.sauf]
    for motif, contre in exceptions:
        if contre.valeur is True:
            return Issue(False, motif=motif)
    trace = pret.si.evaluer(faits)
    if trace.valeur is False:
        return Issue(False, motif=enumerer(expliquer(trace)))
    manquants = dict.fromkeys(trace.inconnus())
    for _, contre in exceptions:
        manquants |= dict.fromkeys(contre.inconnus())
    if manquants:
        return Issue(None, manquants=tuple(manquants))
    return Issue(True, raisons=expliquer(trace))


def selectionner(analyse: Analyse, bibliotheque: Bibliotheque, lettres: Collection[TypeLettre] | None) -> Selection:
    """Sort the whole library for a dossier and the kinds of letter whose moyens may stand (``None``: all of them)."""
    retenus: list[Retenu] = []
    signales: list[Retenu] = []
    a_completer: list[ACompleterMoyen] = []
    ecartes: list[Ecarte] = []
    for pret in bibliotheque:
        for grief, lignes in _places(pret, analyse, bibliotheque):
            for resultat in _sortir(pret, grief, lignes, analyse, bibliotheque, lettres):
                match resultat:
                    case Retenu(moyen=moyen):
                        (retenus if moyen.courriers else signales).append(resultat)
                    case ACompleterMoyen():
                        a_completer.append(resultat)
                    case Ecarte():
                        ecartes.append(resultat)
    gardes, contredits = _sans_contradiction(retenus)
    ecartes += [*contredits, *_perdants(analyse, bibliotheque, lettres)]
    return Selection(
        tuple(gardes),
        tuple(signales),
        tuple(a_completer),
        tuple(ecartes),
        _questions(a_completer, bibliotheque),
    )


def _sans_contradiction(retenus: Sequence[Retenu]) -> tuple[list[Retenu], list[Ecarte]]:
    """Keep, of two moyens that contradict each other at the same rank, the stronger one, else what covers more."""
    gardes: list[Retenu] = []
    contredits: list[Ecarte] = []
    for retenu in sorted(retenus, key=lambda r: (list(Force).index(r.moyen.force), -r.montant)):
        oppose = next((garde for garde in gardes if _se_contredisent(garde, retenu)), None)
        if oppose is None:
            gardes.append(retenu)
        else:
            motif = f"contredit « {oppose.moyen.titre} », préféré parce que plus fort ou plus large"
            contredits.append(Ecarte(retenu.moyen, retenu.grief, motif))
    return [retenu for retenu in retenus if retenu in gardes], contredits


def _se_contredisent(un: Retenu, autre: Retenu) -> bool:
    if autre.moyen.id not in un.moyen.contredit and un.moyen.id not in autre.moyen.contredit:
        return False
    communes = set(un.lignes) & set(autre.lignes) or not (un.lignes and autre.lignes)
    return un.moyen.rang is autre.moyen.rang and bool(communes)


def _perdants(analyse: Analyse, bibliotheque: Bibliotheque, lettres: Collection[TypeLettre] | None) -> Iterator[Ecarte]:
    """The arguments set aside from the start, with what defeats them."""
    contextes = (analyse.faits(), *(analyse.faits(grief) for grief in analyse.dossier.griefs))
    for pret in bibliotheque.perdants.values():
        if lettres is not None and not set(lettres) & set(pret.moyen.courriers):
            continue
        condition = pret.si
        tentant = condition is not None and any(condition.evaluer(faits).valeur is True for faits in contextes)
        appuis = " ; ".join(bibliotheque.sources[source].citation_courte for source in pret.moyen.sources)
        yield Ecarte(pret.moyen, None, f"{pret.moyen.motif} ({appuis})", tentant)


def _places(
    pret: MoyenPret, analyse: Analyse, bibliotheque: Bibliotheque
) -> Iterator[tuple[Grief | None, tuple[int, ...] | None]]:
    """Where a moyen is decided: for each grief it may answer (or none), the lines, or ``None`` for the whole.

    Without lines in the dossier, a moyen on lines is decided on the grief as a whole.
    """
    dossier, moyen = analyse.dossier, pret.moyen
    lit_un_grief = any(bibliotheque.catalogue.faits[fait].portee is Portee.GRIEF for fait in pret.faits_lus)
    if moyen.griefs or lit_un_grief:
        for grief in dossier.griefs:
            if not moyen.griefs or grief.nature in moyen.griefs:
                if moyen.portee is PorteeMoyen.LIGNE and dossier.lignes:
                    yield grief, analyse.lignes_contestees[grief.id]
                elif grief.fait(CONCESSION) is not True:
                    yield grief, None
    elif moyen.portee is PorteeMoyen.LIGNE and dossier.lignes:
        yield None, analyse.lignes_contestees[None]
    else:
        yield None, None


def _sortir(
    pret: MoyenPret,
    grief: Grief | None,
    lignes: tuple[int, ...] | None,
    analyse: Analyse,
    bibliotheque: Bibliotheque,
    lettres: Collection[TypeLettre] | None,
) -> Iterator[Retenu | ACompleterMoyen | Ecarte]:
    moyen = pret.moyen
    issues = _decider_par_groupe(pret, grief, lignes, analyse)
    gardees = [(groupe, issue) for groupe, issue in issues if issue.valeur is True]
    incertaines = [(groupe, issue) for groupe, issue in issues if issue.valeur is None]
    empechement = _empechement(moyen, analyse.dossier, lettres)
    if gardees and empechement:
        yield Ecarte(moyen, grief, empechement)
    elif gardees:
        couvertes = _lignes([groupe for groupe, _ in gardees], grief, analyse)
        sources, reserves, interdite = _sources(moyen, couvertes, analyse, bibliotheque)
        if interdite:
            yield Ecarte(moyen, grief, interdite)
        else:
            raisons = tuple(dict.fromkeys(raison for _, issue in gardees for raison in issue.raisons))
            montant = _montant(moyen, couvertes, grief, analyse)
            yield Retenu(moyen, grief, couvertes, montant, raisons, sources, reserves)
    if incertaines and moyen.a_demander and not empechement:
        couvertes = _lignes([groupe for groupe, _ in incertaines], grief, analyse)
        inconnus = dict.fromkeys(fait for _, issue in incertaines for fait in issue.manquants)
        manquants = tuple(nom for nom in inconnus if bibliotheque.catalogue.faits[nom].apres not in inconnus)
        yield ACompleterMoyen(moyen, grief, couvertes, _montant(moyen, couvertes, grief, analyse), manquants)
    elif not gardees and issues:
        connu = next((issue.motif for _, issue in issues if issue.valeur is False), empechement)
        motif = AUTRE_COURRIER if _autre_courrier(pret, analyse) else connu or "rien dans le dossier ne l’établit"
        yield Ecarte(moyen, grief, motif)


def _decider_par_groupe(
    pret: MoyenPret, grief: Grief | None, lignes: tuple[int, ...] | None, analyse: Analyse
) -> list[tuple[tuple[int, ...] | None, Issue]]:
    """The outcome on the whole (``None``), or once for all the lines that the moyen cannot tell apart."""
    if lignes is None:
        return [(None, decider(pret, analyse.faits(grief)))]
    groupes = analyse.regrouper(lignes, pret.faits_lus, grief)
    return [(groupe, decider(pret, analyse.faits(grief, groupe[0]))) for groupe in groupes]


def _autre_courrier(pret: MoyenPret, analyse: Analyse) -> bool:
    """Whether the kinds of letter received are enough to set the moyen aside, whatever the other facts."""
    seuls: Faits = {nom: analyse.faits_dossier[nom] for nom in (NATURE_COURRIER, COURRIERS_RECUS)}
    return pret.si.evaluer(seuls).valeur is False


def _empechement(moyen: Moyen, dossier: Dossier, lettres: Collection[TypeLettre] | None) -> str:
    """Why a moyen stays out of the letter whatever the facts; empty when nothing prevents it."""
    if moyen.id in dossier.choix.exclure:
        return "écarté à la demande du relecteur"
    demande = DEMANDE_NECESSAIRE.get(moyen.obtient)
    if demande is not None and demande not in dossier.demandes:
        return f"« {demande} » n’est pas demandé dans ce dossier"
    if lettres is not None and moyen.courriers and not set(lettres) & set(moyen.courriers):
        return HORS_LETTRE
    if moyen.force is Force.FAIBLE and moyen.courriers and moyen.id not in dossier.choix.inclure:
        return f"moyen faible, proposé au relecteur seulement : {moyen.force_motif}"
    return ""


def _lignes(groupes: Sequence[tuple[int, ...] | None], grief: Grief | None, analyse: Analyse) -> tuple[int, ...]:
    """The lines of these groups in the order of the table; all those that are contested for the whole."""
    contestees = analyse.lignes_contestees[grief.id if grief is not None else None]
    dedans = {numero for groupe in groupes for numero in (contestees if groupe is None else groupe)}
    return tuple(numero for numero in contestees if numero in dedans)


def _montant(moyen: Moyen, lignes: tuple[int, ...], grief: Grief | None, analyse: Analyse) -> Centimes:
    """What the moyen bears on, in cents: its lines, or without lines the amount that the letter gives."""
    if moyen.portee is PorteeMoyen.DOSSIER and grief is None:
        return (analyse.reclame or 0) - analyse.montant_concede
    if not lignes and grief is not None:
        return grief.montant_annonce or 0
    return sum(analyse.dossier.par_numero[numero].montant_reclame for numero in lignes)


def _sources(
    moyen: Moyen, lignes: tuple[int, ...], analyse: Analyse, bibliotheque: Bibliotheque
) -> tuple[tuple[str, ...], tuple[Reserve, ...], str]:
    """The sources to cite, the readings that remain, and why the moyen cannot stand if a source forbids it."""
    citees: list[str] = []
    reserves: dict[str, Reserve] = {}
    for renvoi in moyen.sources:
        if renvoi.usage == "fiche":
            continue
        for jour in jours_de_source(renvoi.date, lignes, analyse):
            etat = bibliotheque.sources.etat(renvoi.id, jour)
            if etat.emploi is Emploi.INTERDITE:
                return (), (), etat.motif
            if etat.emploi is Emploi.A_RELIRE:
                reserves.setdefault(renvoi.id, Reserve(renvoi.id, etat.motif, etat.adresse))
        citees.append(renvoi.id)
    return tuple(citees), tuple(reserves.values()), ""


def jours_de_source(quelle: DateSource, lignes: tuple[int, ...], analyse: Analyse) -> tuple[date | None, ...]:
    """The dates that tell the version of a source: the earliest and the latest when lines give several."""
    if quelle is DateSource.LETTRE:
        return (analyse.jour,)
    if quelle is DateSource.NOTIFICATION:
        acte = analyse.faits_dossier["date_acte"]
        return (acte if isinstance(acte, date) else None,)
    concernees: list[Ligne] = [analyse.dossier.par_numero[numero] for numero in lignes]
    jours = [ligne.date_soin if quelle is DateSource.SOIN else ligne.date_paiement for ligne in concernees]
    connus = sorted({jour for jour in jours if jour is not None})
    return (connus[0], connus[-1]) if connus else (None,)


def _questions(a_completer: Sequence[ACompleterMoyen], bibliotheque: Bibliotheque) -> tuple[Question, ...]:
    """The facts worth asking, those that can win most first."""
    attentes: dict[str, list[ACompleterMoyen]] = {}
    for moyen in a_completer:
        for fait in moyen.faits_manquants:
            attentes.setdefault(fait, []).append(moyen)
    questions = [
        Question(
            fait,
            bibliotheque.catalogue.faits[fait].question,
            tuple(dict.fromkeys(attente.moyen.id for attente in liste)),
            max(attente.montant for attente in liste),
        )
        for fait, liste in attentes.items()
    ]
    return tuple(sorted(questions, key=lambda question: (-question.montant, -len(question.moyens), question.fait)))
