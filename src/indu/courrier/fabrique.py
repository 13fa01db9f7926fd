"""From a dossier to files: the five steps in a row, each a pure function of the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indu.analyse.analyse import Analyse, analyser
from indu.commun.erreurs import EntreeInvalide, Probleme
from indu.commun.ressources import Ressources
from indu.commun.texte import proche
from indu.courrier.choix import Choix, choisir
from indu.courrier.document import Document, Paragraphe, Titre
from indu.courrier.formats import Format
from indu.courrier.identite import SANS_REGLAGES, Identite
from indu.courrier.modeles import ModeleCourrier, charger_modeles
from indu.courrier.origine import origine_lettre
from indu.courrier.pieces import pour_inconnus
from indu.courrier.plan import Plan, charger_ordre, planifier
from indu.courrier.presentation import Redaction
from indu.courrier.redaction import LettreEcrite, nom_de_base, rediger_fiche, rediger_lettre, rediger_synthese
from indu.dossier.modele import Dossier
from indu.moyens.bibliotheque import Bibliotheque
from indu.moyens.selection import Selection, selectionner


@dataclass(frozen=True)
class Etude:
    """What the program makes of a dossier for one letter; without any, ``lettre`` is ``None`` and ``refus`` says why.

    ``choix`` says the same of every kind of letter, ``remplacee`` which one this one replaces as long as nothing can be
    argued. The analysis is that of the letter contested by this one.
    """

    analyse: Analyse
    selection: Selection
    plan: Plan
    lettre: ModeleCourrier | None
    choix: Choix
    remplacee: ModeleCourrier | None = None

    @property
    def refus(self) -> str:
        """Why there is no letter."""
        return self.choix.refus

    @property
    def jointes(self) -> tuple[ModeleCourrier, ...]:
        """The letters worth sending with this one."""
        return tuple(jointe for jointe in self.choix.jointes if jointe is not self.lettre)


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

    When nothing can be argued yet, the letter that only keeps the rights takes the place of the one that argues.

    Raises:
        EntreeInvalide: a letter is wanted by name and does not fit, or the dossier names an unknown moyen.
    """
    inconnus = [nom for nom in (*dossier.choix.inclure, *dossier.choix.exclure) if nom not in bibliotheque.moyens]
    message = "choix : moyen inconnu"
    problemes = [Probleme(message, lu=nom, proche=proche(nom, bibliotheque.moyens)) for nom in inconnus]
    problemes += pour_inconnus(dossier, bibliotheque.moyens)
    if problemes:
        raise EntreeInvalide(problemes)
    analyse = analyser(dossier, bibliotheque.catalogue, bibliotheque.arguments, jour)
    modeles = charger_modeles(templates, bibliotheque.arguments)
    choix = choisir(modeles, analyse.faits_dossier, analyse.orientation)
    lettre = choix.autre(voulu) if voulu is not None else choix.premiere
    etude = _pour(lettre, choix, analyse, bibliotheque)
    if voulu is None and lettre is not None and lettre.entete.exige_un_moyen and not etude.selection.retenus:
        prudente = choix.conservatoire(lettre.entete.conteste)
        if prudente is not None:
            return replace(_pour(prudente, choix, analyse, bibliotheque), remplacee=lettre)
    return etude


def _pour(lettre: ModeleCourrier | None, choix: Choix, analyse: Analyse, bibliotheque: Bibliotheque) -> Etude:
    """The study for one letter, against the letter of the caisse that it contests."""
    vue = analyse.dossier.contre(lettre.entete.conteste if lettre is not None else ())
    if vue.courrier_conteste != analyse.dossier.courrier_conteste:
        analyse = analyser(vue, bibliotheque.catalogue, bibliotheque.arguments, analyse.jour)
    selection = selectionner(analyse, bibliotheque, lettre.entete.moyens_de if lettre is not None else None)
    plan = planifier(analyse, selection, charger_ordre(bibliotheque.arguments))
    return Etude(analyse, selection, plan, lettre, choix)


def rediger(
    etude: Etude,
    bibliotheque: Bibliotheque,
    templates: Ressources,
    *,
    final: bool = False,
    identite: Identite = SANS_REGLAGES,
) -> Ouvrage:
    """Write the letter, with what the user's settings put on it, and the reviewer's page.

    Raises:
        EntreeInvalide: no letter fits; or ``final`` and something is still open.
        BibliothequeInvalide: a template or a moyen is wrong.
    """
    if etude.lettre is None:
        raise EntreeInvalide.simple(etude.refus)
    redaction = Redaction(
        etude.analyse,
        etude.selection,
        etude.plan,
        etude.lettre,
        bibliotheque,
        templates,
        jointes=etude.jointes,
        projet=not final,
        identite=identite,
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
    fiche = charger_modeles(templates, bibliotheque.arguments)["fiche"]
    return Ouvrage(etude, lettre, rediger_fiche(redaction, lettre, fiche))


def synthese(etude: Etude, bibliotheque: Bibliotheque, templates: Ressources) -> Document | None:
    """The page for a lawyer, when the dossier calls for one.

    Raises:
        BibliothequeInvalide: the template or a moyen is wrong.
    """
    if etude.analyse.orientation.niveau != "juriste":
        return None
    modele = charger_modeles(templates, bibliotheque.arguments)["synthese"]
    redaction = Redaction(etude.analyse, etude.selection, etude.plan, modele, bibliotheque, templates)
    return rediger_synthese(redaction, modele)


def points_ouverts(etude: Etude, lettre: LettreEcrite) -> Sequence[str]:
    """What must be settled before a letter is final."""
    creuse = etude.lettre is not None and etude.lettre.entete.exige_un_moyen and not etude.selection.retenus
    vide = ("aucun moyen ne tient : la lettre ne contesterait rien",) if creuse else ()
    return (*vide, *lettre.ouverts)


def sans_notes(document: Document) -> Document:
    """The document without its reviewer's notes."""
    blocs = tuple(replace(bloc, notes=()) if isinstance(bloc, (Titre, Paragraphe)) else bloc for bloc in document.blocs)
    return replace(document, blocs=blocs)


def documents(
    dossier: Dossier, ouvrages: Sequence[Ouvrage], pour_avocat: Document | None, chemin: str = ""
) -> Mapping[str, Document]:
    """What was written, by file name without its extension; the first letter's page is simply « fiche ».

    ``chemin`` is that of the dossier, seen from the files.
    """

    def situer(document: Document, genre: str) -> Document:
        return replace(document, origine=origine_lettre(document, genre, dossier.reference, chemin))

    base = nom_de_base(dossier)
    ecrits: dict[str, Document] = {}
    for rang, ouvrage in enumerate(ouvrages):
        modele = ouvrage.etude.lettre
        if modele is None:
            continue
        nom = f"{base}-{modele.type.replace('_', '-')}"
        ecrits[nom] = situer(ouvrage.lettre.document, modele.type)
        if rang == 0 or modele.entete.moyens_de:
            ecrits[f"{base}-fiche" if rang == 0 else f"{nom}-fiche"] = situer(ouvrage.fiche, "fiche")
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

        base, nom_base = templates.lire("theme/base.docx"), templates.nom("theme/base.docx")
        sortie |= {f"{nom}.docx": ecrire_docx(document, base, nom_base) for nom, document in ecrits.items()}
    if "pdf" in formats:
        from indu.courrier.pdf import ecrire_pdf

        css = templates.lire("theme/letter.css").decode("utf-8")
        sortie |= {f"{nom}.pdf": ecrire_pdf(document, css) for nom, document in ecrits.items()}
    return sortie
