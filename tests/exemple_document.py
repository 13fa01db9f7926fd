"""A letter and a reviewer's page with every block of the tree. The people are invented."""

from __future__ import annotations

from datetime import date

from indu.courrier.document import (
    ACompleter,
    Bloc,
    Colonne,
    Coordonnees,
    Document,
    Inlines,
    Liste,
    Note,
    Paragraphe,
    SautDePage,
    Signature,
    Tableau,
    Texte,
    Titre,
    inlines,
)

JOUR = date(2026, 3, 17)


def _montant(centimes: int) -> str:
    """An amount as French types it: narrow space for thousands, no-break space before the sign."""
    euros, reste = divmod(centimes, 100)
    return f"{euros:,}".replace(",", "\u202f") + f",{reste:02d}\u00a0€"


def tableau(lignes: int, *, compact: bool = False) -> Tableau:
    """The table of contested lines, as long as wanted."""
    montants = [1613 + 97 * (rang % 7) for rang in range(lignes)]
    return Tableau(
        legende=f"Lignes contestées du tableau joint à la notification ({lignes} lignes)",
        colonnes=(
            Colonne("N°", "centre", 1),
            Colonne("Facture", "gauche", 3),
            Colonne("Date du soin", "centre", 3),
            Colonne("Acte facturé", "gauche", 3),
            Colonne("Motif de la caisse", "gauche", 6),
            Colonne("Indu réclamé", "droite", 3),
        ),
        lignes=tuple(
            (
                inlines(str(rang + 1)),
                inlines(f"25{rang:05d}"),
                inlines(f"{rang % 28 + 1:02d}/{rang % 12 + 1:02d}/2024"),
                (Texte("AMK "), Texte("8,5", gras=True)),
                inlines("Cotation non conforme à la NGAP"),
                inlines(_montant(montant)),
            )
            for rang, montant in enumerate(montants)
        ),
        total=(inlines("Total"), (), (), (), (), inlines(_montant(sum(montants)), gras=True)),
        compact=compact,
    )


def _entete() -> tuple[Bloc, ...]:
    """From the addresses to the salutation."""
    return (
        Coordonnees(
            expediteur=(
                inlines("Claire Le Goff-Rivière", gras=True),
                inlines("Masseur-kinésithérapeute D.E."),
                inlines("N° Assurance maladie : 29 9 99999 9"),
                inlines("14 bis, rue de l’Abbé-Grégoire"),
                inlines("29000 Quimper"),
                inlines("02 98 00 00 00 – c.legoff@exemple.fr"),
            ),
            destinataire=(
                inlines("Commission de recours amiable"),
                inlines("CPAM du Finistère"),
                inlines("Service contentieux – 3e étage"),
                inlines("1, rue de Savoie"),
                inlines("29282 BREST CEDEX"),
            ),
        ),
        Paragraphe(inlines("Quimper, le 17\u00a0mars 2026"), "lieu_date"),
        Paragraphe(
            inlines(
                "Lettre recommandée avec demande d’avis de réception n°\u00a01A\u00a0234\u00a0567\u00a08910\u00a02"
            ),
            "mention",
        ),
        Paragraphe(
            inlines(
                "Objet\u00a0: contestation de la notification d’indu du 22\u00a0janvier 2026 (1\u202f284,56\u00a0€)"
            ),
            "objet",
        ),
        Paragraphe((Texte("Vos références\u00a0: "), ACompleter("référence du dossier à la caisse")), "objet"),
        Paragraphe(inlines("Mesdames et Messieurs les membres de la commission,"), "appel"),
    )


def _discussion() -> tuple[Bloc, ...]:
    """The argument: headings of three levels, lists, sources, notes."""
    liste: tuple[tuple[Bloc, ...], ...] = (
        (Paragraphe(inlines("la cause, la nature et le montant de chaque somme réclamée\u202f;")),),
        (
            Paragraphe(inlines("la date de chaque versement, dont dépend la prescription\u202f:")),
            Liste(
                (
                    (Paragraphe(inlines("pour les actes facturés en tiers payant,")),),
                    (Paragraphe(inlines("pour les actes remboursés à l’assuré\u202f;")),),
                )
            ),
            Paragraphe(inlines("faute de quoi le professionnel ne peut pas répondre\u202f;")),
        ),
        (Paragraphe(inlines("les voies et délais de recours.")),),
    )
    return (
        Paragraphe(
            (
                Texte("Par lettre reçue le 26\u00a0janvier 2026, la caisse me réclame "),
                Texte("1\u202f284,56\u00a0€", gras=True),
                Texte(" au titre de soins dispensés entre le 1"),
                Texte("er", exposant=True),
                Texte(
                    "\u00a0janvier et le 31\u00a0décembre 2024. Je conteste cette demande pour les raisons qui suivent."
                ),
            )
        ),
        Titre(1, inlines("I. – Sur la régularité de la notification")),
        Titre(
            2,
            inlines("A. – La notification n’est pas motivée"),
            notes=(Note("Titre à revoir si la caisse produit l’annexe 2."),),
        ),
        Paragraphe(
            (
                Texte(
                    "Selon l’article L.\u00a0133-4 du code de la sécurité sociale, l’action en "
                    "recouvrement s’ouvre par "
                    "l’envoi d’une notification "
                ),
                Texte("« de payer le montant réclamé ou de produire ses observations »", italique=True),
                Texte(". L’article R.\u00a0133-9-1 précise que cette lettre indique\u00a0:"),
            ),
            notes=(
                Note(
                    "Retenu\u00a0: la notification du 22\u00a0janvier ne donne pas la date des "
                    "versements.\nVérifier la page\u00a03."
                ),
                Note("Force\u00a0: moyenne."),
            ),
        ),
        Liste(liste, ordonnee=True),
        Paragraphe(
            inlines("Sources\u00a0: CSS, art.\u00a0L.\u00a0133-4 et R.\u00a0133-9-1, dans leur rédaction en vigueur."),
            "annonce",
        ),
        Titre(3, inlines("Les conséquences de ce défaut")),
        Paragraphe(
            inlines(
                "La lettre du 22\u00a0janvier 2026 renvoie à un tableau qui ne donne, pour chaque "
                "facture, qu’un numéro et une somme. "
                "Elle ne dit ni la règle de cotation que la caisse oppose, ni la date à laquelle chaque "
                "acte a été payé. Le "
                "professionnel n’est donc pas en mesure de vérifier que l’action n’est pas prescrite, ni "
                "de discuter le calcul. "
                "La commission en tirera la conséquence et annulera la notification."
            )
        ),
        Titre(1, inlines("II. – Sur le bien-fondé de l’indu")),
        Paragraphe(inlines("Les actes contestés sont repris ci-dessous, avec le numéro que la caisse leur a donné.")),
    )


def _fin() -> tuple[Bloc, ...]:
    """The requests, the closing and the exhibits."""
    demandes: tuple[tuple[Bloc, ...], ...] = (
        (Paragraphe(inlines("à titre principal, d’annuler la notification d’indu\u202f;")),),
        (
            Paragraphe(
                (
                    Texte("à titre subsidiaire, de ramener l’indu à "),
                    ACompleter("montant reconnu"),
                    Texte("\u202f;"),
                )
            ),
        ),
        (Paragraphe(inlines("à titre infiniment subsidiaire, d’accorder un échelonnement.")),),
    )
    return (
        Titre(1, inlines("III. – Demandes")),
        Paragraphe(inlines("Je demande à la commission\u00a0:")),
        Liste(demandes, ordonnee=True),
        Paragraphe(
            inlines(
                "Je vous prie d’agréer, Mesdames et Messieurs les membres de la commission, l’expression "
                "de ma considération distinguée."
            )
        ),
        Signature((inlines("Claire Le Goff-Rivière"), inlines("Masseur-kinésithérapeute", italique=True))),
        SautDePage(),
        Titre(1, inlines("Bordereau des pièces")),
        Liste(
            (
                (Paragraphe(inlines("Pièce n°\u00a01\u00a0: notification du 22\u00a0janvier 2026")),),
                (Paragraphe(inlines("Pièce n°\u00a02\u00a0: prescriptions médicales (12\u00a0documents)")),),
            )
        ),
    )


def lettre(lignes: int = 20, *, projet: bool = True) -> Document:
    """A whole letter to the amicable appeals commission, with a table of that many rows."""
    return Document(
        titre="Recours amiable – notification d’indu du 22\u00a0janvier 2026",
        auteur="Claire Le Goff-Rivière",
        sujet="Contestation d’un indu réclamé par la CPAM du Finistère",
        date=JOUR,
        blocs=(*_entete(), *_discussion(), tableau(lignes, compact=lignes > 100), *_fin()),
        pied="C.\u00a0Le\u00a0Goff-Rivière – recours du 17\u00a0mars 2026 – CPAM du Finistère",
        projet=projet,
    )


def fiche() -> Document:
    """A reviewer's page: denser, no envelope."""

    def element(texte: str) -> tuple[Bloc, ...]:
        return (Paragraphe(inlines(texte)),)

    def rangee(*cellules: str) -> tuple[Inlines, ...]:
        return tuple(inlines(cellule) for cellule in cellules)

    return Document(
        titre="Fiche de relecture – CPAM du Finistère",
        auteur="Claire Le Goff-Rivière",
        sujet="À lire avant de signer la lettre",
        date=JOUR,
        blocs=(
            Titre(1, inlines("Fiche de relecture")),
            Paragraphe(
                (
                    Texte("Délai\u00a0: ", gras=True),
                    Texte("la commission doit être saisie avant le 26\u00a0mars 2026."),
                )
            ),
            Titre(2, inlines("Moyens")),
            Tableau(
                "Moyens retenus, à compléter et écartés",
                (
                    Colonne("Moyen", poids=3),
                    Colonne("État", poids=2),
                    Colonne("Pourquoi", poids=6),
                    Colonne("Montant", "droite", 2),
                ),
                (
                    rangee(
                        "Défaut de motivation",
                        "retenu",
                        "la notification ne date pas les versements",
                        _montant(128456),
                    ),
                    rangee(
                        "Prescription triennale",
                        "à compléter",
                        "date de mandatement inconnue pour 4\u00a0lignes",
                        "–",
                    ),
                    rangee(
                        "Défaut d’assermentation",
                        "écarté",
                        "l’agent a été assermenté le 3\u00a0mai 2021",
                        "–",
                    ),
                ),
            ),
            Titre(2, inlines("Questions")),
            Liste(
                (
                    element("À quelle date chaque facture a-t-elle été payée\u202f?"),
                    element("Qui a signé la notification\u202f?"),
                )
            ),
            Titre(3, inlines("Réserve")),
            Paragraphe(inlines("Le texte de l’article L.\u00a0133-4 est à confirmer sur Légifrance."), "annonce"),
        ),
        pied="Fiche de relecture – ne pas envoyer",
        genre="fiche",
    )
