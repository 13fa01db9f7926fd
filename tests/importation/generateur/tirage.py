"""The contents drawn from a seed. Everybody here is invented, and so is every number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

NOMS = """
ABADIE BEAUVAL CHÂTELAIN DELPÉRIER ÉVRARD FONTBONNE GÉRAUDEL HOUZÉ IMBERTAIN JAUVION KERVALEC LE-GUÉVEL
MONTAUBRY NÉDÉLEC ORSINAUD PÉRIGAUX QUINTREC ROUXEVILLE SAINT-ORENS TRÉVIDIC URSIAC VAUGEOIS WATREMEZ YZERNE
""".split()  # noqa: SIM905
PRENOMS = "Agathe Benoît Chloé Désiré Éloïse François Gaëlle Hélène Inès Joël Loïc Maëva Noël Océane Rémi Zoé".split()  # noqa: SIM905
VILLES = (
    ("Valmont-sur-Orge", "91"),
    ("Saint-Aubrac", "12"),
    ("Montréal-les-Bains", "11"),
    ("Brévannes-le-Haut", "70"),
    ("Port-Éloi", "29"),
    ("Châteauvieux", "87"),
)
DEPARTEMENTS = ("de l’Essonne", "de l’Aveyron", "du Finistère", "de la Haute-Vienne", "des Hautes-Pyrénées", "du Var")
RUES = ("rue des Tilleuls", "avenue du Général-Brémond", "boulevard de l’Église", "place de la Liberté", "allée Curie")
MOTIFS = (
    "Ordonnance absente",
    "Ordonnance périmée",
    "Déplacement non prescrit",
    "Double facturation",
    "Acte non réalisé",
    "Cotation non conforme à la NGAP",
    "Séance facturée deux fois le même jour",
    "Bilan non transmis",
)
MOTIFS_LONGS = (
    "Cotation non conforme : acte facturé hors nomenclature, différence réclamée",
    "Prescription ne mentionnant pas le domicile, indemnité de déplacement refusée",
    "Séances réalisées au-delà du nombre prévu, accord préalable non demandé",
)
ACTES = ("AMS 7,5", "AMS 9,5", "AMK 8", "AMC 8,5", "RAM 8,09", "TER 9,49", "VSM 7,48", "RSC 9,57", "AMS 7,5 + IFD")
MONTANTS = ("16,13", "17,88", "20,43", "18,28", "17,40", "20,59", "16,08", "12,90", "8,06", "27,06")


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column of the caisse's table: the labels it may bear, how it is aligned, how it is drawn."""

    cle: str
    libelles: tuple[str, ...]
    droite: bool = False


COLONNES = {
    c.cle: c
    for c in (
        Colonne("numero", ("N°", "Ligne"), True),
        Colonne("assure", ("Assuré", "Bénéficiaire", "Nom Prénom")),
        Colonne("nir", ("NIR", "N° SS")),
        Colonne("facture", ("N° facture", "N° FSE", "N° lot")),
        Colonne("prescription", ("Date prescription", "Date ordonnance")),
        Colonne("soins", ("Date de soins", "Date exécution", "Date acte")),
        Colonne("paiement", ("Date de mandatement", "Date de paiement", "Date de liquidation", "Date de règlement")),
        Colonne("acte", ("Acte", "Code acte", "Cotation facturée")),
        Colonne("quantite", ("Qté", "Nb actes"), True),
        Colonne("paye", ("Montant remboursé", "Montant payé", "Base remb."), True),
        Colonne("du", ("Montant dû",), True),
        Colonne("retenue", ("Cotation retenue",)),
        Colonne("indu", ("Montant indu", "Indu", "Préjudice"), True),
        Colonne("motif", ("Motif", "Anomalie", "Observation")),
    )
}


def patient(alea: Random) -> tuple[str, str]:
    """A name and a NIR (the key is right, the person is not)."""
    nom = f"{alea.choice(NOMS)} {alea.choice(PRENOMS)}"
    corps = (
        f"{alea.choice('12')}{alea.randint(30, 99)}{alea.randint(1, 12):02d}{alea.randint(1, 95):02d}"
        f"{alea.randint(1, 990):03d}{alea.randint(1, 990):03d}"
    )
    cle = 97 - int(corps) % 97
    return nom, f"{corps[0]} {corps[1:3]} {corps[3:5]} {corps[5:7]} {corps[7:10]} {corps[10:13]} {cle:02d}"


def date_ecrite(jour: date, courte: bool) -> str:
    """« 05/03/25 » or « 05/03/2025 »."""
    return f"{jour:%d/%m/%y}" if courte else f"{jour:%d/%m/%Y}"


def montant_ecrit(centimes: int, euro: bool, *, espace: str = "\u202f") -> str:
    """« 1 234,56 », with « € » after it or not."""
    entier = f"{abs(centimes) // 100:,}".replace(",", espace)
    return f"{'-' if centimes < 0 else ''}{entier},{abs(centimes) % 100:02d}{chr(160) + '€' if euro else ''}"


def rangee(
    alea: Random, colonnes: tuple[str, ...], numero: int, debut: date, *, courte: bool, euro: bool, deux_lignes: bool
) -> tuple[dict[str, str], int, tuple[str, str]]:
    """One row, the amount it claims, and whose it is."""
    nom, nir = patient(alea)
    soin = debut + timedelta(days=alea.randint(0, 330))
    paye = int(alea.choice(MONTANTS).replace(",", "")) * alea.choice((1, 1, 1, 2, 5, 70))
    du = alea.choice((0, 0, paye // 2))
    valeurs: dict[str, Callable[[], str]] = {
        "numero": lambda: str(numero),
        "assure": lambda: nom,
        "nir": lambda: nir,
        "facture": lambda: f"{alea.randint(1, 999999999):09d}",
        "prescription": lambda: date_ecrite(soin - timedelta(days=alea.randint(1, 60)), courte),
        "soins": lambda: date_ecrite(soin, courte),
        "paiement": lambda: (
            date_ecrite(soin + timedelta(days=alea.randint(4, 40)), courte) if alea.random() > 0.04 else ""
        ),
        "acte": lambda: alea.choice(ACTES),
        "quantite": lambda: str(alea.choice((1, 1, 1, 2, 10))),
        "paye": lambda: montant_ecrit(paye, euro),
        "du": lambda: montant_ecrit(du, euro),
        "retenue": lambda: alea.choice(ACTES[:8]) if du else "",
        "indu": lambda: montant_ecrit(paye - du, euro),
        "motif": lambda: alea.choice(MOTIFS_LONGS if deux_lignes else MOTIFS),
    }
    return {cle: valeurs[cle]() for cle in colonnes}, paye - du, (nom, nir)
