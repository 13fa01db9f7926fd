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
from indu.courrier.modeles import ChoixLettre, charger_modeles, choisir_lettre
from indu.courrier.plan import Plan, charger_ordre, planifier
from indu.courrier.presentation import Redaction
from indu.courrier.redaction import LettreEcrite, nom_de_base, rediger_fiche, rediger_lettre
from indu.dossier.modele import Dossier
from indu.moyens.bibliotheque import Bibliotheque
from indu.moyens.selection import Selection, selectionner


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
    lettre, refus = None, ""
    try:
        lettre = choisir_lettre(dossier.courrier_conteste.nature, charger_modeles(templates), voulu)
    except EntreeInvalide as erreur:
        if voulu is not None:
            raise
        refus = erreur.problemes[0].message
    selection = selectionner(analyse, bibliotheque, lettre.type if lettre is not None else None)
    plan = planifier(analyse, selection, charger_ordre(bibliotheque.arguments))
    return Etude(analyse, selection, plan, lettre, refus)


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


def points_ouverts(etude: Etude, lettre: LettreEcrite) -> Sequence[str]:
    """What must be settled before a letter is final."""
    vide = () if etude.selection.retenus else ("aucun moyen ne tient : la lettre ne contesterait rien",)
    return (*vide, *lettre.ouverts)


def sans_notes(document: Document) -> Document:
    """The document without its reviewer's notes."""
    blocs = tuple(replace(bloc, notes=()) if isinstance(bloc, (Titre, Paragraphe)) else bloc for bloc in document.blocs)
    return replace(document, blocs=blocs)


def fichiers(ouvrage: Ouvrage, templates: Ressources, formats: Sequence[Format]) -> Mapping[str, bytes]:
    """The files to write, by name: letter and reviewer's page in each format.

    Raises:
        ErreurRendu: a document cannot be laid out.
        ErreurEnvironnement: a system library is missing.
    """
    base = nom_de_base(ouvrage.etude.analyse.dossier)
    genre = ouvrage.etude.lettre.type.replace("_", "-") if ouvrage.etude.lettre else "lettre"
    documents = {f"{base}-{genre}": ouvrage.lettre.document, f"{base}-fiche": ouvrage.fiche}
    sortie: dict[str, bytes] = {}
    if "docx" in formats:
        from indu.courrier.docx import ecrire_docx

        base_docx = templates.lire("theme/base.docx")
        sortie |= {f"{nom}.docx": ecrire_docx(document, base_docx) for nom, document in documents.items()}
    if "pdf" in formats:
        from indu.courrier.pdf import ecrire_pdf

        css = templates.lire("theme/letter.css").decode("utf-8")
        sortie |= {f"{nom}.pdf": ecrire_pdf(document, css) for nom, document in documents.items()}
    return sortie
