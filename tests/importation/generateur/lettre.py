"""The letter around the tables, with its traps: other dates, other amounts, later steps announced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from html import escape
from random import Random

from generateur.pages import MISES_EN_PAGE, SAUT, MiseEnPage, composer_tableaux, style
from generateur.tirage import DEPARTEMENTS, NOMS, PRENOMS, RUES, VILLES, montant_ecrit
from generateur.verite import Notification, Verite

OBJETS = {
    "notification": ("Notification d’indu", "Notification de payer", "Notification de prestations indues"),
    "constat_anomalies": ("Constat d’anomalies de facturation", "Résultats du contrôle de votre facturation"),
    "mise_en_demeure": ("Mise en demeure de payer", "Mise en demeure"),
    "contrainte": ("Contrainte",),
    "griefs_penalite": ("Notification de griefs – pénalité financière",),
    "decision_cra": ("Décision de la commission de recours amiable",),
    "demande_justificatifs": ("Demande de pièces justificatives", "Demande de justificatifs"),
}
FREQUENCES = ("notification",) * 5 + ("constat_anomalies", "mise_en_demeure") * 2 + (
    "contrainte", "griefs_penalite", "decision_cra", "demande_justificatifs",
)  # fmt: skip
GRIEFS = (
    "ordonnances hors validité",
    "déplacements non prescrits",
    "actes facturés deux fois",
    "séances non conformes à la nomenclature",
)
QUALITES = (
    "Le directeur",
    "La directrice adjointe",
    "Le directeur délégué",
    "La responsable du service recouvrement",
    "L’agent comptable",
)
DELAIS = {
    "contrainte": "15 jours",
    "constat_anomalies": "1 mois",
    "griefs_penalite": "1 mois",
    "mise_en_demeure": "1 mois",
}
DELAIS_ECRITS = {
    "15 jours": ("quinze jours", "15 jours"),
    "1 mois": ("un mois", "1 mois"),
    "2 mois": ("deux mois", "2 mois"),
}
MOIS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905


def notifications(graine: int, nombre: int) -> list[Notification]:
    """A sample: each layout in turn, everything else drawn from the seed."""
    return [notification(graine * 1000 + rang, MISES_EN_PAGE[rang % len(MISES_EN_PAGE)]) for rang in range(nombre)]


def notification(graine: int, mise: MiseEnPage) -> Notification:
    """The notification of a seed in a layout: same seed, same letter."""
    alea = Random(graine)  # noqa: S311
    debut = date(alea.randint(2022, 2024), alea.randint(1, 12), 1)
    fin = debut + timedelta(days=364)
    le = fin + timedelta(days=alea.randint(60, 300))
    griefs = tuple(alea.sample(GRIEFS, alea.randint(2, 3)))
    mise = replace(mise, euro=mise.euro if alea.random() < 0.7 else not mise.euro)
    tableaux = composer_tableaux(alea, mise, griefs, debut)
    nature = alea.choice(FREQUENCES)
    ville, departement = alea.choice(VILLES)
    retenues = (alea.randint(2000, 90000),) if alea.random() < 0.3 else ()
    verite = Verite(
        caisse=f"Caisse primaire d’assurance maladie {alea.choice(DEPARTEMENTS)}",
        adresse=(f"{alea.randint(1, 99)} {alea.choice(RUES)}",),
        code_postal=f"{departement}{alea.randint(0, 99):02d}0",
        ville=ville,
        nature=nature,
        reference=alea.choice(
            (
                f"{alea.randint(10**7, 10**8 - 1)}",
                f"{le:%Y}-{alea.randint(100, 9999)}-PS",
                f"IND/{alea.randint(1000, 99999)}/{le:%y}",
            )
        ),
        date=le,
        montant=tableaux.somme if alea.random() < 0.9 and nature != "demande_justificatifs" else None,
        periode=(debut, fin) if alea.random() < 0.85 else None,
        delai=DELAIS.get(nature, "2 mois") if alea.random() < 0.85 else None,
        voies_recours=frozenset(),
        signataire=f"{alea.choice(PRENOMS)} {alea.choice(NOMS)}",
        qualite=alea.choice(QUALITES),
        bases=frozenset(),
        fraude=alea.random() < 0.2,
        extrapolation=alea.random() < 0.15,
        retenues=retenues,
        tableaux=tableaux.vrais,
    )
    paragraphes, verite = _corps(alea, verite, griefs, tableaux.sommes)
    html = _page(alea, mise, verite, paragraphes, tableaux.html)
    return Notification(
        f"{mise.nom}-{graine}",
        verite,
        html,
        tuple(nir for _, nir in tableaux.personnes),
        tuple(nom for nom, _ in tableaux.personnes),
    )


def _long(jour: date) -> str:
    return f"{'1er' if jour.day == 1 else jour.day} {MOIS[jour.month - 1]} {jour.year}"


def _corps(alea: Random, v: Verite, griefs: tuple[str, ...], sommes: tuple[int, ...]) -> tuple[list[str], Verite]:
    """The paragraphs, and the truth with what they happened to cite."""
    bases: set[str] = set()
    voies: set[str] = set()
    textes = []
    if v.periode:
        a, b = v.periode
        jours = (_long(a), _long(b)) if alea.random() < 0.5 else (f"{a:%d/%m/%Y}", f"{b:%d/%m/%Y}")
        textes.append(
            alea.choice(
                (
                    "Nos services ont étudié vos facturations pour la période du {} au {}.",
                    "Le contrôle de votre activité a porté sur les soins exécutés du {} au {}.",
                    "Période contrôlée : du {} au {}.",
                )
            ).format(*jours)
        )
    avant = v.date - timedelta(days=alea.randint(40, 90))
    if alea.random() < 0.6:
        textes.append(
            f"Nous revenons vers vous après notre courrier du {avant:%d/%m/%Y}, resté sans réponse de votre part."
        )
    if len(sommes) == len(griefs):
        textes += [
            f"{rang}. {grief.capitalize()} : {montant_ecrit(somme, True)}"
            for rang, (grief, somme) in enumerate(zip(griefs, sommes, strict=True), start=1)
        ]
    else:
        textes.append("Nous avons relevé : " + " ; ".join(griefs) + ".")
    if v.montant is not None:
        textes.append(
            alea.choice(
                (
                    "Vous êtes redevable, sauf erreur de notre part, de la somme de {}.",
                    "Le montant total de l’indu s’élève à {}.",
                    "Nous vous demandons de nous régler la somme totale de {}.",
                )
            ).format(montant_ecrit(v.montant, True, espace=alea.choice(("\u202f", "\u00a0", " ", ""))))
        )
    textes.append("Le détail figure dans le tableau annexé.")
    if alea.random() < 0.85:
        bases.add("L. 133-4")
        textes.append(
            alea.choice(
                (
                    "Cette demande se fonde sur l’article L. 133-4 du code de la sécurité sociale.",
                    "Vu l’article L.133-4 du code de la sécurité sociale, ces sommes doivent être restituées.",
                )
            )
        )
        if alea.random() < 0.5:
            bases.add("R. 133-9-1")
            textes.append("La procédure suit l’article R. 133-9-1 du même code.")
    if v.fraude:
        textes.append(
            alea.choice(
                (
                    "Les faits relevés sont susceptibles de constituer une fraude au sens de la réglementation.",
                    "La caisse a subi un préjudice du fait de manœuvres frauduleuses.",
                    "Une partie des actes facturés présente un caractère fictif.",
                )
            )
        )
    if v.extrapolation:
        textes.append(
            alea.choice(
                (
                    "Le montant résulte d’une extrapolation à partir d’un échantillon de dossiers.",
                    "Le taux d’anomalies constaté sur l’échantillon a été appliqué à l’ensemble de votre activité.",
                )
            )
        )
    if v.delai:
        ecrit = alea.choice(DELAIS_ECRITS[v.delai])
        textes.append(
            alea.choice(
                (
                    "Vous disposez d’un délai de {} à compter de la réception de ce courrier pour régler ou répondre.",
                    "Dans un délai de {} suivant la réception de la présente, vous pouvez présenter vos observations.",
                )
            ).format(ecrit)
        )
    if alea.random() < 0.7:
        if v.nature in (
            "notification",
            "mise_en_demeure",
            "constat_anomalies",
            "griefs_penalite",
            "demande_justificatifs",
        ):
            voies.add("cra")
            textes.append("Ce courrier peut être contesté devant la commission de recours amiable de notre organisme.")
        if v.nature in ("contrainte", "decision_cra") or alea.random() < 0.4:
            voies.add("tribunal")
            textes.append("Le pôle social du tribunal judiciaire peut ensuite être saisi.")
    if v.retenues:
        textes.append(
            alea.choice(
                (
                    "Une retenue de {} a été opérée sur vos règlements.",
                    "La somme de {} sera retenue sur vos prochains paiements.",
                )
            ).format(montant_ecrit(v.retenues[0], True))
        )
    if v.nature == "notification" and alea.random() < 0.6:
        textes.append("À défaut de règlement, une mise en demeure vous sera adressée avec une majoration de 10 %.")
    return textes, replace(v, bases=frozenset(bases), voies_recours=frozenset(voies))


def _page(alea: Random, mise: MiseEnPage, v: Verite, paragraphes: list[str], tableaux: str) -> str:
    libelle = alea.choice(("Réf.", "Référence", "N/Réf.", "Nos références", "Référence du dossier"))
    jour = alea.choice((_long(v.date), f"{v.date:%d/%m/%Y}"))
    date_ecrite = alea.choice((f"{v.ville}, le {jour}", f"Le {jour}", f"Date : {jour}"))
    objet = alea.choice(OBJETS[v.nature])
    qui = f"{alea.choice(('Mme', 'M.'))} {alea.choice(PRENOMS)} {alea.choice(NOMS)}"
    commune, departement = alea.choice(VILLES)
    caisse = "<br>".join(
        (
            f"<b>{escape(v.caisse)}</b>",
            "Service recouvrement",
            *map(escape, v.adresse),
            f"{v.code_postal} {escape(v.ville)}",
        )
    )
    telephone = f"Téléphone : 36 46 – dossier suivi par {alea.choice(PRENOMS)} {alea.choice('ABCDEFG')}."
    cabinet = f"{alea.randint(1, 80)} {alea.choice(RUES)}"
    annexe = "" if mise.paysage or alea.random() < 0.8 else f"<p><i>Annexe à la lettre {escape(v.reference)}</i></p>"
    return f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{escape(objet)}</title>
<style>{style(alea, mise)}</style></head><body>
<table width="100%" cellspacing="0"><tr><td class="lettre" width="55%" valign="top">{caisse}</td>
<td class="lettre" width="45%" valign="top"><br><br>{escape(qui)}<br>Masseur-kinésithérapeute<br>{escape(cabinet)}<br>
{departement}{alea.randint(100, 999)} {escape(commune)}</td></tr></table>
<p></p><p>{escape(date_ecrite)}</p><p>{libelle} : {escape(v.reference)}</p><p>{telephone}</p>
<p><b>Objet : {escape(objet)}</b></p><p>Lettre recommandée avec avis de réception</p>
<p>Madame, Monsieur,</p>{"".join(f"<p>{escape(texte)}</p>" for texte in paragraphes)}
<p>Nous vous prions d’agréer, Madame, Monsieur, nos salutations distinguées.</p>
<p></p><p>{escape(v.qualite)}<br>{escape(v.signataire)}</p>
{SAUT}{annexe}{tableaux}</body></html>"""
