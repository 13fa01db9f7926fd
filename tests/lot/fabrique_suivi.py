"""Follow-ups of invented dossiers: everybody and every caisse here is made up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from aide import BIBLIOTHEQUE
from indu.commun.texte import typographier
from indu.droit.delais import Echeance, jour_ouvre_precedent
from indu.lot.modele import Bilan, GriefBilan, LettreBilan, MoyenBilan, Niveau, Suivi

JOUR = date(2026, 11, 23)
_CAISSES = (
    ("CPAM d’Exemple-Sud", "13"), ("CPAM de Fictivie", "67"), ("CPAM des Trois-Rivières inventées", "974"),
    ("CPAM du Val-Imaginaire", "35"), ("CPAM de la Côte-Supposée", "2A"), ("CGSS de l’Île-Fictive", "972"),
    ("CPAM du Haut-Pays-Feint", "05"), ("CPAM de Nulle-Part", "59"), ("CPAM des Plaines-Rêvées", "31"),
    ("CPAM d’Ailleurs", "75"), ("CPAM du Bas-Pays-Feint", "44"),
)  # fmt: skip
_NOMS = ("Anne Exemple", "Bruno Fictif", "Claire Inventée", "Denis Supposé", "Élise Imaginaire", "Farid Modèle")
_LETTRES = (
    ("saisine_cra", "Saisine de la commission de recours amiable"),
    ("observations", "Observations sur le constat d’anomalies"),
    ("reponse_justificatifs", "Réponse à la demande de justificatifs"),
)
_NIVEAUX: Sequence[Niveau] = ("autonome", "relecture", "juriste")


def echeance(limite: date, **champs: Any) -> Echeance:
    """A deadline on that day."""
    base: dict[str, Any] = {
        "id": "cra-notification", "acte": "saisine de la commission de recours amiable", "limite": limite,
        "poster_avant": jour_ouvre_precedent(limite), "prolongation": None, "compte": "2 mois",
        "regle": "deux mois à compter de la notification (R. 142-1 CSS)", "depart": "réception de la notification",
        "certaine": True, "compte_sur": True, "opposable": None, "a_verifier": "la date de l’avis de réception",
        "sources": ("css-r142-1",),
    }  # fmt: skip
    return Echeance(**base | champs)


def bilan(**champs: Any) -> Bilan:
    """What a batch knows of a small dossier, with what the test changes."""
    base: dict[str, Any] = {
        "reference": "EX-1", "praticien": "Anne Exemple", "caisse": "CPAM d’Exemple-Sud", "departement": "13",
        "courrier": "notification de payer", "recu_le": date(2026, 11, 2), "reclame": 123456, "conteste": 100000,
        "lettres": (LettreBilan(*_LETTRES[0]),), "sans_lettre": "", "echeances": (echeance(date(2026, 12, 28)),),
        "orientation": "relecture", "raisons": (), "questions": ("Avez-vous les ordonnances ?",), "ouverts": (),
        "griefs": (GriefBilan("prescription-absente", "Prescription absente ou non retrouvée", 123456, 12),),
        "moyens": (MoyenBilan("preuve-du-fait", "La caisse ne prouve pas le fait", 100000),),
    }  # fmt: skip
    return Bilan(**base | champs)


def suivi(nom: str = "ex-1", **champs: Any) -> Suivi:
    """A dossier written, its bilan changed by the fields given."""
    base = f"{nom}/{nom.rsplit('/', 1)[-1]}"
    fichiers = tuple(f"{base}-{fin}" for fin in ("saisine-cra.docx", "saisine-cra.pdf", "fiche.docx", "fiche.pdf"))
    propres = {cle: champs.pop(cle) for cle in ("etat", "fichiers", "remarques", "fichier") if cle in champs}
    defauts: dict[str, Any] = {"fichier": f"dossiers/{nom}.yaml", "etat": "ecrit", "fichiers": fichiers}
    return Suivi(nom=nom, bilan=bilan(**champs), **defauts | propres)


def erreur(nom: str = "illisible", *problemes: str) -> Suivi:
    """A dossier that could not be read."""
    return Suivi(nom, f"dossiers/{nom}.yaml", "erreur", problemes=problemes or (f"{nom}.yaml:3 : champ inconnu",))


def lot(nombre: int, jour: date = JOUR, graine: int = 1) -> list[Suivi]:
    """So many invented dossiers, the same ones for the same seed; one in fifteen cannot be read."""
    hasard = Random(graine)  # noqa: S311 - invented figures
    griefs = list(BIBLIOTHEQUE.catalogue.griefs.values())[:22]
    moyens = [pret.moyen for pret in BIBLIOTHEQUE][:45]
    suivis = []
    for rang in range(nombre):
        nom = f"dossier-{rang + 1:04d}"
        if rang % 15 == 14:
            suivis.append(erreur(nom, f"{nom}.yaml:12 : lignes[3].date_soin : cette date n’existe pas ; lu « 31/02 »"))
            continue
        caisse, departement = hasard.choice(_CAISSES)
        recu = jour - timedelta(days=hasard.choice((5, 12, 20, 33, 41, 58, 75, 95, 140, 210, 300, 420)))
        choisis = hasard.sample(griefs, hasard.choice((1, 1, 2, 3)))
        if departement == "67" and (jour - recu).days < 90 and griefs[9] not in choisis:
            choisis.append(griefs[9])
        montants = [hasard.randrange(5000, 900000) for _ in choisis]
        lettre = hasard.choice(_LETTRES)
        niveau = hasard.choice(_NIVEAUX)
        questions = tuple(f"Question {n} sur les ordonnances du dossier ?" for n in range(hasard.randrange(0, 7)))
        suivis.append(
            suivi(
                nom,
                etat="sans_lettre" if niveau == "juriste" else "ecrit",
                remarques=("la lettre Word avait été modifiée : elle est gardée",) if rang % 11 == 3 else (),
                reference=f"EX-{rang + 1:04d}",
                praticien=hasard.choice(_NOMS),
                caisse=caisse,
                departement=departement,
                recu_le=recu if rang % 9 else None,
                reclame=sum(montants) if rang % 8 else None,
                conteste=sum(montants) * hasard.randrange(4, 11) // 10,
                lettres=() if niveau == "juriste" else (LettreBilan(*lettre),),
                sans_lettre="le dossier se confie à un avocat" if niveau == "juriste" else "",
                echeances=(echeance(recu + timedelta(days=61)),) if rang % 6 else (),
                orientation=niveau,
                questions=questions,
                ouverts=tuple(f"point {n}" for n in range(hasard.randrange(0, 4))),
                griefs=tuple(
                    GriefBilan(grief.id, typographier(grief.libelle), montant, hasard.randrange(1, 40))
                    for grief, montant in zip(choisis, montants, strict=True)
                ),
                moyens=tuple(
                    MoyenBilan(moyen.id, typographier(moyen.titre), hasard.randrange(0, 500000))
                    for moyen in hasard.sample(moyens, hasard.randrange(0, 6))
                ),
            )
        )
    return suivis
