"""An edited letter against its dossier: citations without a source, amounts that do not match, texts to read again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from indu.commun.dates import date_longue
from indu.commun.montants import Centimes, euros
from indu.commun.texte import espaces_simples
from indu.courrier.citations import citations, cles_source
from indu.courrier.document import Document, texte_document
from indu.courrier.fabrique import Ouvrage
from indu.courrier.origine import empreinte
from indu.courrier.redaction import LettreEcrite, textes_dossier
from indu.relecture.lecture import LettreLue
from indu.relecture.points import Admis, Point
from indu.relecture.selon_texte import montants

Textes = tuple[tuple[str, str], ...]
"""The texts of a letter, each with the words that say where it is."""


def points_du_dossier(lue: LettreLue, textes: Textes, refaite: Ouvrage, admis: Admis) -> Iterator[Point]:
    """What does not agree with the dossier, and with the letter that it gives now."""
    yield from _citations(textes, refaite.lettre, admis.citations)
    yield from _montants(lue, textes, refaite, admis.montants)
    yield from _reserves(textes, refaite.lettre)


def _citations(textes: Textes, lettre: LettreEcrite, admises: Collection[str]) -> Iterator[Point]:
    """What the letter cites and that none of its sources covers, each citation once."""
    vues = {cle for source in lettre.sources for cle in cles_source(source)} | set(admises)
    for ou, texte in textes:
        for cle, ecrit in citations(texte):
            if cle not in vues:
                vues.add(cle)
                message = f"« {ecrit} » n’est pas dans les sources de cette lettre : vérifiez, puis admettez-la "
                yield Point("citation", ou, f'{message}(--citation "{espaces_simples(ecrit)}") ou retirez-la')


def _montants(lue: LettreLue, textes: Textes, refaite: Ouvrage, admis: Collection[Centimes]) -> Iterator[Point]:
    """The amounts that the dossier does not give; those that it now gives and the letter lacks, if it changed since."""
    change = _a_change(lue, refaite)
    raison = (
        "n’est plus dans le dossier, qui a changé depuis" if change else "n’est ni dans le dossier ni dans son analyse"
    )
    vus = set(admis) | montants_connus(refaite)
    ecrits = {centimes for _, texte in textes for centimes, _ in montants(texte)}
    for ou, texte in textes:
        for centimes, ecrit in montants(texte):
            if centimes not in vus:
                vus.add(centimes)
                option = f'--montant "{espaces_simples(ecrit)}"'
                yield Point("montant", ou, f"{ecrit} {raison} : corrigez, ou admettez-le ({option})")
    if change:
        nouveaux = {c for c, _ in montants(texte_document(refaite.lettre.document))} - ecrits
        for centimes in sorted(nouveaux, reverse=True):
            ailleurs = "est dans la lettre que le dossier donne aujourd’hui, pas dans la vôtre"
            yield Point("montant", "", f"{euros(centimes)} {ailleurs}")


def montants_connus(refaite: Ouvrage) -> set[Centimes]:
    """The amounts of the dossier, of its analysis, of the letter and the reviewer's page that it gives, in cents."""
    etude = refaite.etude
    analyse, plan = etude.analyse, etude.plan
    calcules = [
        analyse.reclame, analyse.somme_lignes, analyse.montant_prescrit, analyse.montant_concede, plan.conteste,
        *analyse.montants_prescription.values(),
        *(abs(ecart) for ecart in (analyse.ecart,) if ecart is not None),
        *(rang.montant for rang in plan.dispositif),
        *(demande.montant for rang in plan.dispositif for demande in rang.demandes),
        *(reponse.montant for section in plan.sections for reponse in section.reponses),
        *(retenu.montant for retenu in etude.selection.retenus),
    ]  # fmt: skip
    dits = " ; ".join(
        (
            texte_document(refaite.lettre.document),
            texte_document(refaite.fiche),
            *(controle.message for controle in analyse.controles),
            *textes_dossier(analyse.dossier),
        )
    )
    return (
        {montant for montant in calcules if montant is not None}
        | set(_entiers(analyse.dossier.model_dump()))
        | {centimes for centimes, _ in montants(dits)}
    )


def _entiers(valeur: object) -> Iterator[int]:
    """Every whole number of a structure: its amounts are among them, in cents."""
    if isinstance(valeur, int) and not isinstance(valeur, bool):
        yield valeur
    elif isinstance(valeur, Mapping):
        for une in valeur.values():
            yield from _entiers(une)
    elif isinstance(valeur, (list, tuple)):
        for une in valeur:
            yield from _entiers(une)


def _reserves(textes: Textes, lettre: LettreEcrite) -> Iterator[Point]:
    """The sources to read again, but those that the letter cited and that the person took out."""
    citees = {cle for _, texte in textes for cle, _ in citations(texte)}
    d_origine = {cle for cle, _ in citations(texte_document(lettre.document))}
    sources = {source.id: source for source in lettre.sources}
    for reserve in lettre.reserves:
        cles = cles_source(sources[reserve.source]) if reserve.source in sources else set()
        if not (cles & d_origine) or cles & citees:
            suite = f"(puis : indu sources confirmer {reserve.source})"
            yield Point("source", "", f"à relire sur Légifrance : {reserve.motif} {suite}")


def avertissements_du_dossier(lue: LettreLue, refaite: Ouvrage) -> Iterator[str]:
    """What the dossier says that is good to know before the letter goes out."""
    etude = refaite.etude
    if _a_change(lue, refaite):
        yield "le dossier (ou la bibliothèque) a changé depuis que cette lettre a été écrite : refaites-la et comparez"
    reference = lue.origine.get("reference", "")
    if reference and reference != etude.analyse.dossier.reference:
        yield f"la lettre est celle du dossier « {reference} », pas de « {etude.analyse.dossier.reference} »"
    if not etude.selection.retenus:
        yield "aucun moyen du programme ne tient sur ce dossier : la lettre ne conteste que ce que vous y avez écrit"
    jour = date_longue(refaite.lettre.document.date)
    if not _dit_le_jour(lue.document, jour):
        yield f"la lettre n’est pas datée du {jour}, jour auquel le droit est contrôlé : voyez --date"
    orientation = etude.analyse.orientation
    if orientation.niveau != "autonome":
        yield f"conseil : {orientation.niveau} ({' ; '.join(orientation.raisons)})"


def _a_change(lue: LettreLue, refaite: Ouvrage) -> bool:
    ecrite = lue.origine.get("empreinte", "")
    return bool(ecrite) and ecrite != empreinte(refaite.lettre.document)


def _dit_le_jour(document: Document, jour: str) -> bool:
    return espaces_simples(jour) in espaces_simples(texte_document(document))
