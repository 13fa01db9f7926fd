"""Wording: from the plan to the document tree of the letter and of the reviewer's page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from indu.analyse.analyse import Analyse, Faits
from indu.commun.dates import date_longue
from indu.commun.erreurs import BibliothequeInvalide, Probleme
from indu.commun.ressources import Ressources
from indu.commun.texte import identifiant
from indu.courrier.citations import non_couvertes
from indu.courrier.document import ACompleter, Document, texte_document, trous
from indu.courrier.gabarit import Fragment, Valeurs, litteral, rendre
from indu.courrier.markdown import lire_markdown
from indu.courrier.modeles import ChoixLettre, ModeleCourrier
from indu.courrier.plan import Plan, Reponse, Section
from indu.courrier.vues import (
    VueActe,
    VueEcheance,
    VueGrief,
    VueLigne,
    VueLignes,
    VueMoyen,
    VuePiece,
    VueRang,
    VueRecap,
    VueReponse,
    VueSection,
)
from indu.dossier.catalogue import LIBELLES_COURRIERS, MASCULINS, Catalogue, TypeFait, Valeur
from indu.dossier.modele import Dossier, Grief
from indu.droit.sources import Emploi, Source, Sources
from indu.moyens.bibliotheque import Bibliotheque
from indu.moyens.modele import DateSource, Moyen, RenvoiSource
from indu.moyens.selection import Reserve, Retenu, Selection


@dataclass(frozen=True)
class Redaction:
    """Everything a letter is made from, in one place. ``projet`` prints the draft mark."""

    analyse: Analyse
    selection: Selection
    plan: Plan
    lettre: ChoixLettre
    bibliotheque: Bibliotheque
    templates: Ressources
    projet: bool = True


@dataclass(frozen=True)
class LettreEcrite:
    """A letter's tree, and what is still open: holes, texts to read again, citations that the user brought."""

    document: Document
    trous: tuple[str, ...]
    reserves: tuple[Reserve, ...]
    citations_a_verifier: tuple[str, ...]

    @property
    def ouverts(self) -> tuple[str, ...]:
        """Every open point, as a sentence."""
        return (
            *(f"à compléter : {trou}" for trou in self.trous),
            *(f"à relire sur Légifrance : {reserve.motif}" for reserve in self.reserves),
            *(f"citation que vous avez écrite, à vérifier : {citation}" for citation in self.citations_a_verifier),
        )


class Citeur:
    """``cite("css-l133-4")`` in a template: the words of a citation, for declared sources only."""

    def __init__(self, sources: Sources, permises: Iterable[str]) -> None:
        self._sources = sources
        self._permises = frozenset(permises)

    def __call__(self, identifiant_source: str, forme: str = "longue") -> Fragment:
        """The citation, long by default (« l’article … du code … »), or ``courte``.

        Raises:
            ValueError: the source is not declared by the moyen or the template.
        """
        if identifiant_source not in self._permises:
            raise ValueError(f"source citée sans être déclarée : « {identifiant_source} »")
        source = self._sources[identifiant_source]
        texte = source.citation if forme == "longue" else source.citation_courte
        return litteral(texte)


def sources_lettre(renvois: Iterable[RenvoiSource]) -> tuple[str, ...]:
    """The sources that may be cited in the letter."""
    return tuple(renvoi.id for renvoi in renvois if renvoi.usage == "lettre")


def contexte_moyen(
    moyen: Moyen, faits: Faits, grief: Grief | None, lignes: VueLignes, acte: VueActe, bibliotheque: Bibliotheque
) -> dict[str, Any]:
    """The names a moyen's text may use: the facts (an unknown yes-or-no is undefined, and fails), and a few views."""
    connus = {
        nom: valeur for nom, brut in faits.items() if (valeur := _pour_texte(nom, brut, bibliotheque.catalogue)) is not None
    }
    return {
        **connus,
        "acte": acte,
        "lignes": lignes,
        "grief": vue_grief(grief, bibliotheque.catalogue) if grief is not None else None,
        "cite": Citeur(bibliotheque.sources, sources_lettre(moyen.sources)),
    }


NOMS_DU_CONTEXTE = frozenset({"acte", "lignes", "grief", "cite"})
"""What a moyen's text may use besides facts."""


def _pour_texte(nom: str, valeur: Valeur | None, catalogue: Catalogue) -> Any:
    fait = catalogue.faits[nom]
    if valeur is None:
        return None if fait.type is TypeFait.BOOLEEN else ACompleter(fait.libelle or fait.question)
    return fait.afficher(valeur) if fait.type in (TypeFait.CHOIX, TypeFait.LISTE) else valeur


def vue_grief(grief: Grief, catalogue: Catalogue) -> VueGrief:
    """A grief as templates see it."""
    return VueGrief(grief.id, litteral(catalogue.griefs[grief.nature].libelle), grief.precision)


def vue_acte(analyse: Analyse) -> VueActe:
    """The contested letter as templates see it."""
    courrier = analyse.dossier.courrier_conteste
    nom = LIBELLES_COURRIERS[courrier.nature]
    article = "le" if courrier.nature in MASCULINS else "la"
    return VueActe(
        la_nature=f"{article} {nom}",
        de_la_nature=f"{'du' if article == 'le' else 'de la'} {nom}",
        date=courrier.date,
        date_reception=courrier.date_reception,
        reference=courrier.reference,
        montant=analyse.reclame,
        tableau_complet=analyse.faits_dossier["tableau_complet"] is True,
        est_notification=courrier.nature == "notification",
    )


class _Vues:
    """The views of one rendering, built once. Moyens are rendered with the values of the document being written."""

    def __init__(self, redaction: Redaction, valeurs: Valeurs) -> None:
        self.redaction = redaction
        self.analyse = redaction.analyse
        self.dossier: Dossier = redaction.analyse.dossier
        self.bibliotheque = redaction.bibliotheque
        self.catalogue = redaction.bibliotheque.catalogue
        self.valeurs = valeurs
        self.acte = vue_acte(redaction.analyse)

    def lignes(self, numeros: tuple[int, ...]) -> VueLignes:
        """Some lines and their amount."""
        return VueLignes(numeros, sum(self.dossier.par_numero[numero].montant_reclame for numero in numeros))

    def moyen(self, retenu: Retenu) -> VueMoyen:
        """A moyen with its text rendered on its facts (those of its first line when it is decided by line)."""
        moyen = retenu.moyen
        ligne = retenu.lignes[0] if moyen.portee == "ligne" and retenu.lignes else None
        lignes = self.lignes(retenu.lignes)
        contexte = contexte_moyen(
            moyen, self.analyse.faits(retenu.grief, ligne), retenu.grief, lignes, self.acte, self.bibliotheque
        )
        fichier = self.bibliotheque.moyens[moyen.id].fichier
        texte = rendre(moyen.texte, fichier, contexte, self.valeurs, self.redaction.templates)
        return VueMoyen(
            id=moyen.id,
            titre=litteral(moyen.titre),
            texte=Fragment(texte),
            prudence=litteral(moyen.prudence),
            force=moyen.force,
            force_motif=litteral(moyen.force_motif),
            objection=litteral(moyen.objection),
            reponse=litteral(moyen.reponse),
            raisons=litteral(" ; ".join(retenu.raisons)),
            sources=litteral(" ; ".join(self.bibliotheque.sources[s].citation_courte for s in retenu.sources)),
            pieces=tuple(litteral(piece) for piece in moyen.pieces),
            lignes=lignes,
            grief=vue_grief(retenu.grief, self.catalogue) if retenu.grief is not None else None,
        )

    def reponse(self, reponse: Reponse) -> VueReponse:
        """The answer to a grief."""
        return VueReponse(
            reponse.repere,
            vue_grief(reponse.grief, self.catalogue),
            self.lignes(reponse.lignes),
            reponse.montant,
            tuple(self.moyen(retenu) for retenu in reponse.moyens),
        )

    def section(self, section: Section) -> VueSection:
        """A part of the discussion."""
        return VueSection(
            section.repere,
            litteral(section.titre),
            tuple(self.reponse(reponse) for reponse in section.reponses),
            tuple(self.moyen(retenu) for retenu in section.moyens),
        )

    def recapitulatif(self) -> tuple[VueRecap, ...]:
        """Claimed and contested (first rank), grief by grief; a line with several griefs counts with its first."""
        premier = self.redaction.plan.dispositif[:1]
        contestees = {numero for rang in premier for demande in rang.demandes for numero in demande.lignes}
        lignes: list[VueRecap] = []
        vues: set[int] = set()
        for grief in self.dossier.griefs:
            numeros = tuple(n for n in self.dossier.par_grief[grief.id] if n not in vues)
            vues |= set(numeros)
            vue = self.lignes(numeros)
            conteste = self.lignes(tuple(n for n in numeros if n in contestees)).montant
            lignes.append(
                VueRecap(vue_grief(grief, self.catalogue).libelle, vue, vue.montant or (grief.montant_annonce or 0), conteste)
            )
        return tuple(lignes)

    def annexe(self) -> tuple[VueLigne, ...]:
        """The rows of the annexed table."""
        initiales = self.dossier.lettre.initiales_patients
        return tuple(
            VueLigne(
                numero=numero,
                facture=ligne.facture or "",
                patient=(ligne.patient or "") if initiales else "",
                date_soin=ligne.date_soin,
                date_paiement=ligne.date_paiement,
                cotation=ligne.cotation,
                paye=ligne.montant_paye,
                reclame=ligne.montant_reclame,
                griefs=", ".join(ligne.grief),
                reponse=self.redaction.plan.repere_lignes.get(numero, ""),
            )
            for numero, ligne in self.dossier.par_numero.items()
        )

    def pieces(self) -> tuple[VuePiece, ...]:
        """The bordereau, numbered in the dossier's order."""
        return tuple(
            VuePiece(rang, piece.intitule, piece.date, piece.confidentielle)
            for rang, piece in enumerate(self.dossier.pieces, start=1)
        )

    def echeances(self) -> tuple[VueEcheance, ...]:
        """The deadlines."""
        return tuple(
            VueEcheance(
                litteral(e.acte),
                e.limite,
                e.poster_avant,
                litteral(e.regle),
                litteral(e.depart),
                e.certaine,
                depassee=self.analyse.jour > e.limite,
            )
            for e in self.analyse.echeances
        )


def rediger_lettre(redaction: Redaction) -> LettreEcrite:
    """Write the letter's tree and say what is still open.

    Raises:
        BibliothequeInvalide: a template or a moyen is wrong, or cites what no source of the letter covers.
    """
    modele = redaction.lettre.modele
    valeurs = Valeurs()
    vues = _Vues(redaction, valeurs)
    contexte = {
        **_contexte_commun(vues, modele),
        "sections": tuple(vues.section(section) for section in redaction.plan.sections),
        "recevabilite": tuple(vues.moyen(retenu) for retenu in redaction.plan.recevabilite),
        "dispositif": tuple(VueRang(r.rang, r.montant, r.demandes) for r in redaction.plan.dispositif),
        "recapitulatif": vues.recapitulatif(),
        "total_lignes": vues.lignes(vues.dossier.numeros),
        "annexe": vues.annexe(),
        "non_discutees": vues.lignes(redaction.plan.non_discutees),
        "recours_tardif": redaction.analyse.faits_dossier["recours_tardif"],
    }
    document = _document(redaction, modele, contexte, valeurs, genre="lettre")
    citables = {source for retenu in redaction.selection.retenus for source in retenu.sources}
    citables |= set(sources_lettre(modele.entete.sources))
    a_verifier = _seconde_passe(document, redaction, [redaction.bibliotheque.sources[s] for s in sorted(citables)])
    reserves = dict.fromkeys((*_reserves_modele(redaction), *redaction.selection.reserves))
    return LettreEcrite(document, trous(document), tuple(reserves), a_verifier)


def rediger_fiche(redaction: Redaction, lettre: LettreEcrite, modele: ModeleCourrier) -> Document:
    """Write the reviewer's page.

    Raises:
        BibliothequeInvalide: the template or a moyen is wrong.
    """
    valeurs = Valeurs()
    vues = _Vues(redaction, valeurs)
    selection = redaction.selection
    contexte = {
        **_contexte_commun(vues, modele),
        "lettre_titre": litteral(redaction.lettre.modele.entete.titre),
        "raison": litteral(redaction.lettre.raison),
        "orientation": redaction.analyse.orientation.niveau,
        "orientation_raisons": tuple(litteral(raison) for raison in redaction.analyse.orientation.raisons),
        "controles": tuple((c.gravite, litteral(c.message)) for c in redaction.analyse.controles),
        "reclame": redaction.analyse.reclame,
        "conteste": redaction.plan.conteste,
        "prescrit": redaction.analyse.montant_prescrit,
        "retenus": tuple(vues.moyen(retenu) for retenu in selection.retenus),
        "signales": tuple(vues.moyen(retenu) for retenu in selection.signales),
        "questions": tuple(
            (litteral(question.question), question.montant, len(question.moyens)) for question in selection.questions
        ),
        "ecartes": tuple(
            (litteral(e.moyen.titre), e.grief.id if e.grief else "", litteral(e.motif)) for e in selection.ecartes
        ),
        "trous": lettre.trous,
        "reserves": _reserves_par_source(lettre.reserves, selection, redaction.bibliotheque),
        "citations_a_verifier": lettre.citations_a_verifier,
    }
    return _document(redaction, modele, contexte, valeurs, genre="fiche")


def _contexte_commun(vues: _Vues, modele: ModeleCourrier) -> dict[str, Any]:
    return {
        "praticien": vues.dossier.praticien,
        "caisse": vues.dossier.caisse,
        "reference": vues.dossier.reference,
        "lieu": vues.dossier.lettre.lieu or vues.dossier.praticien.ville,
        "jour": vues.analyse.jour,
        "acte": vues.acte,
        "pieces": vues.pieces(),
        "echeances": vues.echeances(),
        "demandes": vues.dossier.demandes,
        "initiales": vues.dossier.lettre.initiales_patients,
        "cite": Citeur(vues.bibliotheque.sources, sources_lettre(modele.entete.sources)),
    }


def _document(
    redaction: Redaction, modele: ModeleCourrier, contexte: Mapping[str, Any], valeurs: Valeurs, *, genre: Any
) -> Document:
    praticien = redaction.analyse.dossier.praticien
    texte = rendre(modele.corps, modele.fichier, contexte, valeurs, redaction.templates, modele.decalage)
    acte = vue_acte(redaction.analyse)
    sujet = f"Indu réclamé le {date_longue(acte.date)}" if acte.date else "Indu"
    return Document(
        titre=f"{modele.entete.titre} – {redaction.analyse.dossier.reference}",
        auteur=f"{praticien.prenom} {praticien.nom}",
        sujet=sujet,
        date=redaction.analyse.jour,
        blocs=lire_markdown(texte, valeurs, modele.fichier),
        pied=f"{praticien.prenom} {praticien.nom} – {redaction.analyse.dossier.reference}",
        projet=redaction.projet and genre == "lettre",
        genre=genre,
    )


def _seconde_passe(document: Document, redaction: Redaction, citables: list[Source]) -> tuple[str, ...]:
    """Citations of the letter that its sources do not cover: an error if ours, a point to check if the user's."""
    inconnues = non_couvertes(texte_document(document), citables)
    du_dossier = redaction.analyse.dossier.model_dump_json()
    notres = [citation for citation in inconnues if citation not in du_dossier]
    if notres:
        raise BibliothequeInvalide(
            Probleme(f"la lettre cite « {citation} », qu’aucune de ses sources ne couvre", redaction.lettre.modele.fichier)
            for citation in notres
        )
    return inconnues


def _reserves_modele(redaction: Redaction) -> tuple[Reserve, ...]:
    """What must be read again among the template's own sources."""
    acte = redaction.analyse.faits_dossier["date_acte"]
    reserves = []
    for renvoi in redaction.lettre.modele.entete.sources:
        jour = redaction.analyse.jour if renvoi.date is DateSource.LETTRE else acte
        etat = redaction.bibliotheque.sources.etat(renvoi.id, jour if isinstance(jour, date) else None)
        if etat.emploi is Emploi.INTERDITE:
            raise BibliothequeInvalide([Probleme(etat.motif, redaction.lettre.modele.fichier)])
        if etat.emploi is Emploi.A_RELIRE and renvoi.usage == "lettre":
            reserves.append(Reserve(renvoi.id, etat.motif, etat.adresse))
    return tuple(reserves)


def _reserves_par_source(
    reserves: tuple[Reserve, ...], selection: Selection, bibliotheque: Bibliotheque
) -> tuple[tuple[Fragment, str, int], ...]:
    """For each text to read again: why, where, and how many moyens rest on it."""
    return tuple(
        (
            litteral(reserve.motif),
            bibliotheque.sources.adresse(reserve.source) if not reserve.adresse else reserve.adresse,
            len({r.moyen.id for r in selection.retenus if reserve.source in r.sources}),
        )
        for reserve in reserves
    )


def nom_de_base(dossier: Dossier) -> str:
    """The start of the output files' names."""
    return identifiant(dossier.reference) or "indu"
