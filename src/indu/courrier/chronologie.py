"""The events of a dossier as templates see them: letters received, referral to the commission, deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from indu.analyse.analyse import Analyse
from indu.analyse.prescription import AVANT_NOTIFICATION
from indu.commun.ressources import Ressources
from indu.courrier.gabarit import litteral
from indu.courrier.vues import VueActe, VueCourrier, VueEcheance, VueSaisine
from indu.dossier.catalogue import LIBELLES_COURRIERS, MASCULINS
from indu.dossier.modele import Courrier
from indu.droit.delais import limite_cra, rejet_implicite
from indu.droit.regles_delais import charger_delais


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


class Chronologie:
    """The views of one dossier's events, on the day of the letter."""

    def __init__(self, analyse: Analyse, arguments: Ressources) -> None:
        self.analyse = analyse
        self.dossier = analyse.dossier
        self.regles = charger_delais(arguments)

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
        rejet = rejet_implicite(saisine, self.regles)
        certain = rejet is not None and rejet.certain
        return VueSaisine(saisine.date_envoi, saisine.date_reception, rejet.jour if rejet and certain else None)

    def echeances(self) -> tuple[VueEcheance, ...]:
        """The deadlines: those still open first, then those that are past."""
        return tuple(sorted(self.delais().values(), key=lambda vue: vue.depassee))

    def delais(self) -> Mapping[str, VueEcheance]:
        """The deadlines by the rule that gives them, the earliest first."""
        return {
            e.id: VueEcheance(
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
        }

    def prochaine_echeance(self) -> VueEcheance | None:
        """The first deadline still open; the last one when all are past."""
        echeances = self.echeances()
        return next((e for e in echeances if not e.depassee), echeances[-1] if echeances else None)

    def limite_cra(self) -> date | None:
        """The last day to seize the commission against the contested letter."""
        limite = limite_cra(self.dossier.courrier_conteste, self.regles)
        return None if limite is None else limite[0]


def _vue_courrier(courrier: Courrier) -> VueCourrier:
    return VueCourrier(
        litteral(LIBELLES_COURRIERS[courrier.nature]),
        courrier.date,
        courrier.date_reception,
        courrier.reference,
        courrier.montant,
    )
