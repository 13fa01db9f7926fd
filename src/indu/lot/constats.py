"""What the page of statistics says in a few words: the main figures, and the griefs that rise in a département."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from indu.commun.dates import date_longue
from indu.commun.montants import euros
from indu.commun.texte import FINE, accorder, typographier
from indu.dossier.catalogue import Catalogue
from indu.droit.delais import ajouter_mois
from indu.lot.comptes import Hausse, Seuils, hausses, nommer_caisses
from indu.lot.modele import Bilan, Suivi

DELAIS = (7, 15, 30)
"""Days within which deadlines are counted."""


@dataclass(frozen=True)
class Etendue:
    """What is counted: the dossiers that were read, on a day, with the names of griefs and the thresholds."""

    bilans: Sequence[Bilan]
    jour: date
    catalogue: Catalogue
    seuils: Seuils

    @cached_property
    def caisses(self) -> dict[str, str]:
        """The one name of each caisse."""
        return nommer_caisses(self.bilans)

    @cached_property
    def hausses(self) -> Sequence[Hausse]:
        """The griefs that rise in a département."""
        return hausses(self.bilans, self.jour, self.seuils)

    def grief(self, nature: str) -> str:
        """The name of a kind of grief: that of the catalogue, never what a user wrote."""
        connu = self.catalogue.griefs.get(nature)
        return typographier(connu.libelle) if connu is not None else nature


def chiffres(suivis: Sequence[Suivi], etendue: Etendue) -> Sequence[tuple[str, str, str]]:
    """The main figures: each with its name, and what must be known to read it; only counts when nothing was read."""
    bilans, jour = etendue.bilans, etendue.jour
    reclames = [bilan.reclame for bilan in bilans if bilan.reclame is not None]
    prochaines = [echeance for bilan in bilans if (echeance := bilan.echeance(jour)) is not None]
    restes = [(echeance.limite - jour).days for echeance in prochaines]
    erreurs = sum(suivi.etat == "erreur" for suivi in suivis)
    attente = sum(suivi.etat == "attente" for suivi in suivis)
    tous = [
        ("Dossiers", nombre(len(suivis)), ""),
        ("Dossiers en erreur", nombre(erreurs), "à corriger : voir le tableau de suivi" if erreurs else ""),
        *([("Pas encore traités", nombre(attente), "relancez le lot")] if attente else []),
    ]
    lus = [
        ("Montant réclamé", euros(sum(reclames)) if reclames else "inconnu", _inconnus(len(bilans) - len(reclames))),
        ("Montant contesté", euros(sum(bilan.conteste for bilan in bilans)), ""),
        *(
            (f"Échéance dans les {delai}\u00a0jours", nombre(sum(0 <= reste <= delai for reste in restes)), "dossiers")
            for delai in DELAIS
        ),
        ("Échéance dépassée", nombre(sum(reste < 0 for reste in restes)), "dossiers sans autre échéance à venir"),
        ("Peuvent agir seuls", nombre(sum(b.orientation == "autonome" for b in bilans)), "dossiers"),
        ("À faire relire", nombre(sum(b.orientation == "relecture" for b in bilans)), "dossiers"),
        ("Pour un juriste", nombre(sum(b.orientation == "juriste" for b in bilans)), "dossiers"),
        ("Sans lettre écrite", nombre(sum(not b.lettres for b in bilans)), "dossiers lus"),
    ]
    return [
        (typographier(nom), valeur, typographier(precision))
        for nom, valeur, precision in (*tous, *(lus if bilans else ()))
    ]


def constats(etendue: Etendue) -> Sequence[str]:
    """A sentence for each grief that rises in a département."""
    montrees, toutes = etendue.hausses[: etendue.seuils.constats], len(etendue.hausses)
    phrases = [_constat(hausse, etendue) for hausse in montrees]
    if toutes > len(montrees):
        reste = toutes - len(montrees)
        suite = "autre hausse, plus faible, se lit" if reste == 1 else "autres hausses, plus faibles, se lisent"
        phrases.append(typographier(f"{reste} {suite} dans le tableau par département et par mois."))
    return phrases


def _constat(hausse: Hausse, etendue: Etendue) -> str:
    mois, jour = etendue.seuils.mois, etendue.jour
    debut = ajouter_mois(jour, -mois) + timedelta(days=1)
    grief = etendue.grief(hausse.grief).replace("«\u00a0", "“").replace("\u00a0»", "”")
    avant = f"{hausse.avant or 'aucun'} sur {hausse.recus_avant}" if hausse.recus_avant else "aucun dossier reçu"
    duree = f"les {mois}\u00a0mois" if mois > 1 else "le mois"
    return typographier(
        f"Département {hausse.departement} : « {grief} » touche {accorder(hausse.dossiers, 'dossier')} du lot sur "
        f"{hausse.recus}, du {date_longue(debut)} au {date_longue(jour)}, contre {avant} pendant {duree} d’avant."
    )


def nombre(valeur: int) -> str:
    """« 1 234 », with a narrow no-break space."""
    return f"{valeur:,}".replace(",", FINE)


def _inconnus(combien: int) -> str:
    return f"montant inconnu pour {accorder(combien, 'dossier')}" if combien else ""
