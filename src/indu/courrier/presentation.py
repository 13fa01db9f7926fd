"""What a letter shows: the views of the dossier and of the plan, with each moyen's text already rendered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indu.analyse.analyse import Analyse
from indu.commun.dates import date_courte
from indu.commun.ressources import Ressources
from indu.commun.texte import INSECABLE, plages
from indu.courrier.chronologie import vue_acte
from indu.courrier.contexte_moyen import contexte_moyen, vue_grief
from indu.courrier.document import Texte
from indu.courrier.gabarit import Fragment, Valeurs, litteral, noms_libres, rendre
from indu.courrier.identite import SANS_REGLAGES, Identite
from indu.courrier.modeles import ModeleCourrier
from indu.courrier.pieces import dresser, inserer_mention
from indu.courrier.plan import Plan, Reponse, Section
from indu.courrier.vues import (
    VueAttente,
    VueEcartes,
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
    VueSection,
    dire_griefs,
)
from indu.dossier.catalogue import LIBELLES_COURRIERS
from indu.dossier.modele import Dossier
from indu.moyens.bibliotheque import Bibliotheque
from indu.moyens.modele import Obtient, Perdant
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


def _titres(places: Iterable[ACompleterMoyen | Ecarte]) -> tuple[Fragment, ...]:
    """The titles of moyens, each once, with the griefs where it was decided."""
    par_titre: dict[str, list[str]] = {}
    for place in places:
        par_titre.setdefault(place.moyen.titre, []).extend([place.grief.id] if place.grief is not None else [])
    return tuple(litteral(titre + dire_griefs(griefs)) for titre, griefs in par_titre.items())
