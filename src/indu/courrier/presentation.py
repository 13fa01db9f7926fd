"""What a letter shows: the views of the dossier and of the plan, with each moyen's text already rendered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from indu.analyse.analyse import Analyse, Faits
from indu.analyse.prescription import AVANT_NOTIFICATION
from indu.commun.dates import date_courte
from indu.commun.ressources import Ressources
from indu.commun.texte import INSECABLE, plages
from indu.courrier.document import ACompleter, Texte
from indu.courrier.gabarit import Fragment, Valeurs, litteral, noms_libres, rendre
from indu.courrier.identite import SANS_REGLAGES, Identite
from indu.courrier.modeles import ModeleCourrier
from indu.courrier.pieces import dresser, inserer_mention
from indu.courrier.plan import Plan, Reponse, Section
from indu.courrier.vues import (
    VueActe,
    VueAttente,
    VueCourrier,
    VueEcartes,
    VueEcheance,
    VueGrief,
    VueIdentite,
    VueLigne,
    VueLignes,
    VueMoyen,
    VuePiece,
    VuePieces,
    VueRecap,
    VueRecapitulatif,
    VueReponse,
    VueSaisine,
    VueSection,
    dire_griefs,
)
from indu.dossier.catalogue import LIBELLES_COURRIERS, MASCULINS, Catalogue, TypeFait, Valeur
from indu.dossier.modele import Courrier, Dossier, Grief
from indu.droit.delais import limite_cra, rejet_implicite
from indu.droit.regles_delais import charger_delais
from indu.droit.sources import Sources
from indu.moyens.bibliotheque import Bibliotheque
from indu.moyens.modele import Moyen, Obtient, Perdant, RenvoiSource
from indu.moyens.selection import AUTRE_COURRIER, ACompleterMoyen, Ecarte, Retenu, Selection

SANS_LIGNE = "Sommes qu’aucune ligne n’explique"
SANS_LIGNE_MAJOREE = "Majoration, et sommes qu’aucune ligne n’explique"
"""The same row of a mise en demeure, which adds its ten per cent."""


@dataclass(frozen=True)
class Redaction:
    """Everything a letter is made from, in one place.

    ``jointes`` are the letters worth sending with it; ``projet`` prints the draft mark; ``identite`` is what the
    user's settings put on every letter.
    """

    analyse: Analyse
    selection: Selection
    plan: Plan
    lettre: ModeleCourrier
    bibliotheque: Bibliotheque
    templates: Ressources
    jointes: tuple[ModeleCourrier, ...] = ()
    projet: bool = True
    identite: Identite = SANS_REGLAGES


class Citeur:
    """``cite("css-l133-4")`` in a template: the words of a citation, for declared sources only.

    ``citees`` are those that were.
    """

    def __init__(self, sources: Sources, permises: Iterable[str]) -> None:
        self._sources = sources
        self._permises = frozenset(permises)
        self.citees: set[str] = set()

    def __call__(self, identifiant_source: str, forme: str = "longue") -> Fragment:
        """The citation, long by default (« l’article … du code … »), or ``courte``.

        Raises:
            ValueError: the source is not declared by the moyen or the template.
        """
        if identifiant_source not in self._permises:
            raise ValueError(f"source citée sans être déclarée : « {identifiant_source} »")
        self.citees.add(identifiant_source)
        source = self._sources[identifiant_source]
        texte = source.citation if forme == "longue" else source.citation_courte
        return litteral(texte)


def sources_lettre(renvois: Iterable[RenvoiSource]) -> tuple[str, ...]:
    """The sources that may be cited in the letter."""
    return tuple(renvoi.id for renvoi in renvois if renvoi.usage == "lettre")


def contexte_moyen(
    moyen: Moyen,
    faits: Faits,
    grief: Grief | None,
    lignes: VueLignes,
    acte: VueActe,
    bibliotheque: Bibliotheque,
) -> dict[str, Any]:
    """The names a moyen's text may use: the facts (an unknown yes-or-no is undefined, and fails), and a few views."""
    connus = {
        nom: valeur
        for nom, brut in faits.items()
        if (valeur := _pour_texte(nom, brut, bibliotheque.catalogue)) is not None
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

NOMS_DES_MODELES = frozenset({
    "a_completer", "acte", "annexe", "attendent_une_piece", "caisse", "citations_a_verifier", "cite",
    "concedees", "conteste", "controles", "courriers", "delais", "demandes", "dispositif", "ecartes",
    "echeances", "faits", "identite", "initiales", "jointes", "jour", "lettre_titre", "lieu", "limite_cra",
    "non_discutees", "orientation", "orientation_raisons", "partielles", "pieces", "pieges", "praticien",
    "prescrit", "prochaine_echeance", "questions", "raison", "recapitulatif", "recevabilite", "reclame",
    "recus", "reference", "reserves", "retenus", "saisine", "sans_piece", "sections", "signales",
    "total_lignes", "tribunal", "trous",
})  # fmt: skip
"""What the templates of letters, of the reviewer's page and of the summary may use."""


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
        nom=nom,
        la_nature=f"{article} {nom}",
        de_la_nature=f"{'du' if article == 'le' else 'de la'} {nom}",
        date=courrier.date,
        date_reception=courrier.date_reception,
        reference=courrier.reference,
        montant=analyse.reclame,
        tableau_complet=analyse.faits_dossier["tableau_complet"] is True,
        est_notification=courrier.nature == "notification",
        avant_indu=courrier.nature in AVANT_NOTIFICATION,
    )


class Presentation:
    """The views of one rendering. Moyens are rendered with the values of the document being written."""

    def __init__(self, redaction: Redaction, valeurs: Valeurs) -> None:
        self.redaction = redaction
        self.analyse = redaction.analyse
        self.dossier: Dossier = redaction.analyse.dossier
        self.bibliotheque = redaction.bibliotheque
        self.catalogue = redaction.bibliotheque.catalogue
        self.valeurs = valeurs
        self.acte = vue_acte(redaction.analyse)
        self.bordereau = dresser(self.dossier.pieces, redaction.plan, redaction.selection.retenus)

    def lignes(self, numeros: tuple[int, ...]) -> VueLignes:
        """Some lines and their amount."""
        return VueLignes(numeros, sum(self.dossier.par_numero[numero].montant_reclame for numero in numeros))

    def moyen(self, retenu: Retenu) -> VueMoyen:
        """A moyen with its text rendered on its facts: once, or once for each set of lines whose facts differ."""
        moyen = retenu.moyen
        lignes = self.lignes(retenu.lignes)
        textes = [self._texte(retenu, groupe) for groupe in self._groupes(retenu)]
        return VueMoyen(
            id=moyen.id,
            titre=litteral(moyen.titre),
            texte=Fragment(self._avec_pieces("\n\n".join(textes), self.bordereau.appelees(retenu))),
            prudence=litteral(moyen.prudence),
            force=moyen.force,
            force_motif=litteral(moyen.force_motif),
            objection=litteral(moyen.objection),
            reponse=litteral(moyen.reponse),
            raisons=litteral(" ; ".join(retenu.raisons)),
            sources=litteral(" ; ".join(self._source(source) for source in retenu.sources)),
            pieces=tuple(litteral(piece) for piece in moyen.pieces),
            jointes=self.bordereau.jointes(retenu),
            lignes=lignes,
            grief=vue_grief(retenu.grief, self.catalogue) if retenu.grief is not None else None,
        )

    def _avec_pieces(self, texte: str, numeros: tuple[int, ...]) -> str:
        """The words of a moyen, with the exhibits it calls."""
        if not numeros:
            return texte
        rang = "n°" if len(numeros) == 1 else f"n{self.valeurs.marquer(Texte('os', exposant=True))}"
        mention = f"{'pièce' if len(numeros) == 1 else 'pièces'}{INSECABLE}{rang}{INSECABLE}{plages(numeros)}"
        return inserer_mention(texte, mention)

    def _groupes(self, retenu: Retenu) -> tuple[tuple[int, ...], ...]:
        """The lines of a moyen decided by line, together when every fact that its text reads is the same."""
        if retenu.moyen.portee != "ligne" or not retenu.lignes:
            return (retenu.lignes,)
        lus = noms_libres(retenu.moyen.texte, self.redaction.templates)
        return self.analyse.regrouper(retenu.lignes, lus, retenu.grief)

    def _texte(self, retenu: Retenu, numeros: tuple[int, ...]) -> str:
        """The words of a moyen for some of its lines, on the facts of the first."""
        moyen = retenu.moyen
        ligne = numeros[0] if moyen.portee == "ligne" and numeros else None
        faits = self.analyse.faits(retenu.grief, ligne)
        vues = self.lignes(numeros)
        contexte = contexte_moyen(moyen, faits, retenu.grief, vues, self.acte, self.bibliotheque)
        pret = self.bibliotheque.moyens[moyen.id]
        return rendre(moyen.texte, pret.fichier, contexte, self.valeurs, self.redaction.templates, pret.decalage)

    def _source(self, identifiant: str) -> str:
        source = self.bibliotheque.sources[identifiant]
        return f"{source.citation_courte} (vérifiée le {date_courte(source.verifie_le)})"

    def a_completer(self) -> tuple[VueAttente, ...]:
        """The moyens that wait for answers, together when they wait for the same ones."""
        groupes: dict[tuple[str, ...], list[ACompleterMoyen]] = {}
        for attente in self.redaction.selection.a_completer:
            groupes.setdefault(tuple(sorted(attente.faits_manquants)), []).append(attente)
        return tuple(
            VueAttente(
                titres=_titres(attentes),
                montant=max(attente.montant for attente in attentes),
                questions=litteral(" ".join(self.catalogue.faits[nom].question for nom in attentes[0].faits_manquants)),
            )
            for attentes in groupes.values()
        )

    def ecartes(self) -> tuple[VueEcartes, ...]:
        """The moyens set aside, by reason; those of other letters, and the losing ones, are not among them."""
        groupes: dict[str, list[Ecarte]] = {}
        for ecarte in self.redaction.selection.ecartes:
            if ecarte.motif != AUTRE_COURRIER and not isinstance(ecarte.moyen, Perdant):
                groupes.setdefault(ecarte.motif, []).append(ecarte)
        return tuple(VueEcartes(litteral(motif), _titres(ecartes)) for motif, ecartes in groupes.items())

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

    def partielles(self) -> tuple[tuple[VueGrief, VueLignes], ...]:
        """The griefs that nothing answers on lines otherwise discussed, with these lines."""
        griefs = {grief.id: grief for grief in self.dossier.griefs}
        return tuple(
            (vue_grief(griefs[nom], self.catalogue), self.lignes(lignes))
            for nom, lignes in self.redaction.plan.partielles.items()
        )

    def recapitulatif(self) -> VueRecapitulatif | None:
        """Claimed and contested (first rank), grief by grief; ``None`` when no amount is known by grief.

        A line with several griefs counts with its first; what the letter claims beyond has a row of its own.
        """
        premier = self.redaction.plan.dispositif[0] if self.redaction.plan.dispositif else None
        contestees = {numero for demande in (premier.demandes if premier else ()) for numero in demande.lignes}
        totale = premier is not None and any(d.obtient is Obtient.ANNULATION_TOTALE for d in premier.demandes)
        rangs: list[VueRecap] = []
        vues: set[int] = set()
        for grief in self.dossier.griefs:
            lignes = self.lignes(tuple(n for n in self.dossier.par_grief[grief.id] if n not in vues))
            vues |= set(lignes.numeros)
            reclame = lignes.montant or grief.montant_annonce or 0
            contestees_ici = self.lignes(tuple(n for n in lignes.numeros if n in contestees)).montant
            if reclame:
                libelle = vue_grief(grief, self.catalogue).libelle
                rangs.append(VueRecap(libelle, lignes, reclame, reclame if totale else contestees_ici))
        if not rangs or self.analyse.reclame is None:
            return None
        conteste = premier.montant if premier is not None else 0
        reste = VueRecap(
            litteral(SANS_LIGNE if self.acte.nom != LIBELLES_COURRIERS["mise_en_demeure"] else SANS_LIGNE_MAJOREE),
            self.lignes(()),
            self.analyse.reclame - sum(rang.reclame for rang in rangs),
            conteste - sum(rang.conteste for rang in rangs),
        )
        if reste.reclame > 0 or reste.conteste > 0:
            rangs.append(reste)
        return VueRecapitulatif(tuple(rangs), self.analyse.reclame, conteste)

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
                reponse="reconnue"
                if numero in self.analyse.lignes_concedees
                else self.redaction.plan.repere_lignes.get(numero, ""),
            )
            for numero, ligne in self.dossier.par_numero.items()
        )

    def courriers(self) -> tuple[VueCourrier, ...]:
        """The letters received, in the order of the dossier."""
        return tuple(map(_vue_courrier, self.dossier.courriers))

    def recus(self) -> Mapping[str, VueCourrier | None]:
        """The last letter received of each kind, ``None`` for a kind that never came."""
        derniers = {nature: self.dossier.dernier_courrier(nature) for nature in LIBELLES_COURRIERS}
        return {nature: _vue_courrier(courrier) if courrier else None for nature, courrier in derniers.items()}

    def saisine(self) -> VueSaisine | None:
        """The user's own referral to the commission; ``None`` when the dossier has none."""
        saisine = self.dossier.saisine_cra
        if saisine is None:
            return None
        rejet = rejet_implicite(saisine, charger_delais(self.bibliotheque.arguments))
        certain = rejet is not None and rejet.certain
        return VueSaisine(saisine.date_envoi, saisine.date_reception, rejet.jour if rejet and certain else None)

    def identite(self) -> VueIdentite:
        """The words of the user's settings; their images stay out of templates."""
        identite = self.redaction.identite
        return VueIdentite(identite.expediteur, identite.signataire, identite.copies)

    def pieces(self) -> VuePieces:
        """The bordereau."""
        return VuePieces(
            tuple(
                VuePiece(n.numero, n.piece.intitule, n.piece.date, n.piece.confidentielle, not n.piece.pour)
                for n in self.bordereau.pieces
            )
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
                a_verifier=litteral(e.a_verifier),
                depassee=self.analyse.jour > e.limite,
            )
            for e in self.analyse.echeances
        )

    def delais(self) -> Mapping[str, VueEcheance]:
        """The deadlines by the rule that gives them."""
        return {e.id: vue for e, vue in zip(self.analyse.echeances, self.echeances(), strict=True)}

    def prochaine_echeance(self) -> VueEcheance | None:
        """The first deadline still open; the last one when all are past."""
        echeances = self.echeances()
        return next((e for e in echeances if not e.depassee), echeances[-1] if echeances else None)

    def limite_cra(self) -> date | None:
        """The last day to seize the commission against the contested letter."""
        limite = limite_cra(self.dossier.courrier_conteste, charger_delais(self.bibliotheque.arguments))
        return None if limite is None else limite[0]


def _vue_courrier(courrier: Courrier) -> VueCourrier:
    return VueCourrier(
        litteral(LIBELLES_COURRIERS[courrier.nature]),
        courrier.date,
        courrier.date_reception,
        courrier.reference,
        courrier.montant,
    )


def _titres(places: Iterable[ACompleterMoyen | Ecarte]) -> tuple[Fragment, ...]:
    """The titles of moyens, each once, with the griefs where it was decided."""
    par_titre: dict[str, list[str]] = {}
    for place in places:
        par_titre.setdefault(place.moyen.titre, []).extend([place.grief.id] if place.grief is not None else [])
    return tuple(litteral(titre + dire_griefs(griefs)) for titre, griefs in par_titre.items())
