"""From a dossier to files: the five steps in a row, each a pure function of the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indu.analyse.analyse import Analyse, analyser
from indu.commun.erreurs import EntreeInvalide, Probleme
from indu.commun.ressources import Ressources
from indu.commun.texte import proche
from indu.courrier.document import Document, Paragraphe, Titre
from indu.courrier.formats import Format
from indu.courrier.modeles import CONSERVATOIRE, ChoixLettre, ModeleCourrier, charger_modeles, choisir_lettre
from indu.courrier.origine import origine_lettre
from indu.courrier.plan import Plan, charger_ordre, planifier
from indu.courrier.presentation import Redaction
from indu.courrier.redaction import LettreEcrite, nom_de_base, rediger_fiche, rediger_lettre, rediger_synthese
from indu.dossier.modele import Dossier
from indu.moyens.bibliotheque import Bibliotheque
from indu.moyens.selection import Selection, selectionner

CONFIE = "ce dossier se confie à un avocat, ou au juriste de votre syndicat : la synthèse est écrite pour lui"


@dataclass(frozen=True)
class Etude:
    """What the program makes of a dossier; without a fitting letter, ``lettre`` is ``None`` and ``refus`` says why."""

    analyse: Analyse
    selection: Selection
    plan: Plan
    lettre: ChoixLettre | None
    refus: str


@dataclass(frozen=True)
class Ouvrage:
    """A letter and its reviewer's page, written as trees."""

    etude: Etude
    lettre: LettreEcrite
    fiche: Document


def etudier(
    dossier: Dossier, bibliotheque: Bibliotheque, templates: Ressources, jour: date, voulu: str | None = None
) -> Etude:
    """Analyse, select and plan, for the letter that fits (or the wanted one) on that day.

    Raises:
        EntreeInvalide: a letter is wanted by name and does not fit, or the dossier names an unknown moyen.
    """
    inconnus = [nom for nom in (*dossier.choix.inclure, *dossier.choix.exclure) if nom not in bibliotheque.moyens]
    if inconnus:
        message = "choix : moyen inconnu"
        raise EntreeInvalide(Probleme(message, lu=nom, proche=proche(nom, bibliotheque.moyens)) for nom in inconnus)
    analyse = analyser(dossier, bibliotheque.catalogue, bibliotheque.arguments, jour)
    lettre, refus = _choisir(analyse, charger_modeles(templates), voulu)
    selection = selectionner(analyse, bibliotheque, lettre.moyens_de if lettre is not None else None)
    plan = planifier(analyse, selection, charger_ordre(bibliotheque.arguments))
    return Etude(analyse, selection, plan, lettre, refus)


def _choisir(
    analyse: Analyse, modeles: Mapping[str, ModeleCourrier], voulu: str | None
) -> tuple[ChoixLettre | None, str]:
    """The letter to write, or why there is none.

    What calls for a lawyer gets no letter unless one is wanted by name: only, when the deadline is days away, the
    protective filing that keeps the right to contest.
    """
    nature = analyse.dossier.courrier_conteste.nature
    if voulu is None and analyse.orientation.niveau == "juriste":
        if not analyse.orientation.pressant or nature not in modeles[CONSERVATOIRE].entete.natures:
            return None, CONFIE
        voulu = CONSERVATOIRE
    try:
        return choisir_lettre(nature, modeles, voulu), ""
    except EntreeInvalide as erreur:
        if voulu is not None:
            raise
        return None, erreur.problemes[0].message


def rediger(etude: Etude, bibliotheque: Bibliotheque, templates: Ressources, *, final: bool = False) -> Ouvrage:
    """Write the letter and the reviewer's page.

    Raises:
        EntreeInvalide: no letter fits; or ``final`` and something is still open.
        BibliothequeInvalide: a template or a moyen is wrong.
    """
    if etude.lettre is None:
        raise EntreeInvalide.simple(etude.refus)
    redaction = Redaction(
        etude.analyse, etude.selection, etude.plan, etude.lettre, bibliotheque, templates, projet=not final
    )
    lettre = rediger_lettre(redaction)
    if final and (ouverts := points_ouverts(etude, lettre)):
        raise EntreeInvalide(
            [
                Probleme("la lettre ne peut pas être rendue définitive : il reste à régler"),
                *map(Probleme, ouverts),
            ]
        )
    if final:
        lettre = replace(lettre, document=sans_notes(lettre.document))
    return Ouvrage(etude, lettre, rediger_fiche(redaction, lettre, charger_modeles(templates)["fiche"]))


def synthese(etude: Etude, bibliotheque: Bibliotheque, templates: Ressources) -> Document | None:
    """The page for a lawyer, when the dossier calls for one.

    Raises:
        BibliothequeInvalide: the template or a moyen is wrong.
    """
    if etude.analyse.orientation.niveau != "juriste":
        return None
    choix = ChoixLettre(charger_modeles(templates)["synthese"])
    redaction = Redaction(etude.analyse, etude.selection, etude.plan, choix, bibliotheque, templates)
    return rediger_synthese(redaction, choix.modele)


def points_ouverts(etude: Etude, lettre: LettreEcrite) -> Sequence[str]:
    """What must be settled before a letter is final."""
    conservatoire = etude.lettre is not None and etude.lettre.type == CONSERVATOIRE
    vide = (
        () if etude.selection.retenus or conservatoire else ("aucun moyen ne tient : la lettre ne contesterait rien",)
    )
    return (*vide, *lettre.ouverts)


def sans_notes(document: Document) -> Document:
    """The document without its reviewer's notes."""
    blocs = tuple(replace(bloc, notes=()) if isinstance(bloc, (Titre, Paragraphe)) else bloc for bloc in document.blocs)
    return replace(document, blocs=blocs)


def documents(
    etude: Etude, ouvrage: Ouvrage | None, pour_avocat: Document | None, chemin: str = ""
) -> Mapping[str, Document]:
    """What was written, by file name without its extension; ``chemin`` is that of the dossier, seen from there."""
    reference = etude.analyse.dossier.reference
    base = nom_de_base(etude.analyse.dossier)

    def situer(document: Document, genre: str) -> Document:
        return replace(document, origine=origine_lettre(document, genre, reference, chemin))

    ecrits: dict[str, Document] = {}
    if ouvrage is not None and etude.lettre is not None:
        ecrits[f"{base}-{etude.lettre.type.replace('_', '-')}"] = situer(ouvrage.lettre.document, etude.lettre.type)
        ecrits[f"{base}-fiche"] = situer(ouvrage.fiche, "fiche")
    if pour_avocat is not None:
        ecrits[f"{base}-synthese-avocat"] = situer(pour_avocat, "synthese")
    return ecrits


def fichiers(ecrits: Mapping[str, Document], templates: Ressources, formats: Sequence[Format]) -> Mapping[str, bytes]:
    """The files to write, by name: each document in each format.

    Raises:
        ErreurRendu: a document cannot be laid out.
        ErreurEnvironnement: a system library is missing.
    """
    sortie: dict[str, bytes] = {}
    if "docx" in formats:
        from indu.courrier.docx import ecrire_docx

        base_docx = templates.lire("theme/base.docx")
        sortie |= {f"{nom}.docx": ecrire_docx(document, base_docx) for nom, document in ecrits.items()}
    if "pdf" in formats:
        from indu.courrier.pdf import ecrire_pdf

        css = templates.lire("theme/letter.css").decode("utf-8")
        sortie |= {f"{nom}.pdf": ecrire_pdf(document, css) for nom, document in ecrits.items()}
    return sortie
