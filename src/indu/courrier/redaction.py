"""Wording: from the plan to the document tree of the letter and of the reviewer's page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from indu.commun.dates import date_longue
from indu.commun.erreurs import BibliothequeInvalide, Probleme
from indu.commun.texte import espaces_simples, identifiant
from indu.courrier.chronologie import Chronologie, vue_acte
from indu.courrier.citations import non_couvertes
from indu.courrier.contexte_moyen import Citeur, sources_lettre
from indu.courrier.document import Document, texte_document, trous
from indu.courrier.gabarit import Fragment, Valeurs, litteral, rendre
from indu.courrier.markdown import lire_markdown
from indu.courrier.modeles import ModeleCourrier
from indu.courrier.presentation import Presentation, Redaction
from indu.courrier.vues import VueRang
from indu.dossier.modele import Dossier
from indu.droit.sources import Emploi, Source
from indu.moyens.bibliotheque import Bibliotheque
from indu.moyens.modele import DateSource, Perdant
from indu.moyens.selection import Reserve, Selection


@dataclass(frozen=True)
class LettreEcrite:
    """A letter's tree, and what is still open: holes, texts to read again, citations that the user brought."""

    document: Document
    trous: tuple[str, ...]
    reserves: tuple[Reserve, ...]
    citations_a_verifier: tuple[str, ...]
    sources: tuple[Source, ...]
    """What the letter may cite."""

    @property
    def ouverts(self) -> tuple[str, ...]:
        """Every open point, as a sentence."""
        return (
            *(f"à compléter : {trou}" for trou in self.trous),
            *(f"à relire sur Légifrance : {reserve.motif}" for reserve in self.reserves),
            *(f"citation que vous avez écrite, à vérifier : {citation}" for citation in self.citations_a_verifier),
        )


def rediger_lettre(redaction: Redaction) -> LettreEcrite:
    """Write the letter's tree and say what is still open.

    Raises:
        BibliothequeInvalide: a template or a moyen is wrong, or cites what no source of the letter covers.
    """
    modele = redaction.lettre
    valeurs = Valeurs()
    vues = Presentation(redaction, valeurs)
    commun = _contexte_commun(vues, modele)
    recevabilite = tuple(vues.moyen(retenu) for retenu in redaction.plan.recevabilite)
    sections = tuple(vues.section(section) for section in redaction.plan.sections)
    dits = (*recevabilite, *(moyen for section in sections for moyen in section.tous))
    contexte = {
        **commun,
        "sections": sections,
        "recevabilite": recevabilite,
        "sans_piece": tuple(moyen for moyen in dits if moyen.sans_piece),
        "dispositif": tuple(VueRang(r.rang, r.montant, r.demandes) for r in redaction.plan.dispositif),
        "recapitulatif": vues.recapitulatif(),
        "total_lignes": vues.lignes(vues.dossier.numeros),
        "annexe": vues.annexe(),
        "concedees": vues.lignes(tuple(sorted(redaction.analyse.lignes_concedees))),
        "non_discutees": vues.lignes(redaction.plan.non_discutees),
        "partielles": vues.partielles(),
    }
    document = _document(redaction, modele, contexte, valeurs, genre="lettre")
    plaides = redaction.plan.recevabilite if modele.entete.conserve else redaction.selection.retenus
    citables = {source for retenu in plaides for source in retenu.sources}
    citables |= set(sources_lettre(modele.entete.sources))
    sources = tuple(redaction.bibliotheque.sources[source] for source in sorted(citables))
    a_verifier = _seconde_passe(document, redaction, sources)
    reserves = dict.fromkeys(
        (*_reserves_modele(redaction, commun["cite"].citees), *(r for retenu in plaides for r in retenu.reserves))
    )
    return LettreEcrite(document, trous(document), tuple(reserves), a_verifier, sources)


def rediger_fiche(redaction: Redaction, lettre: LettreEcrite, modele: ModeleCourrier) -> Document:
    """Write the reviewer's page.

    Raises:
        BibliothequeInvalide: the template or a moyen is wrong.
    """
    valeurs = Valeurs()
    vues = Presentation(redaction, valeurs)
    selection = redaction.selection
    retenus = tuple(vues.moyen(retenu) for retenu in redaction.plan.retenus)
    contexte = {
        **_contexte_commun(vues, modele),
        "lettre_titre": litteral(redaction.lettre.entete.titre),
        "raison": litteral(redaction.lettre.entete.raison),
        **_etat(vues),
        "jointes": tuple(litteral(modele.entete.titre) for modele in redaction.jointes),
        "retenus": retenus,
        "sans_piece": tuple(moyen for moyen in retenus if moyen.sans_piece),
        "attendent_une_piece": sum(1 for moyen in retenus if moyen.pieces),
        "signales": tuple(vues.moyen(retenu) for retenu in selection.signales),
        "a_completer": vues.a_completer(),
        "ecartes": vues.ecartes(),
        "pieges": tuple(
            (litteral(e.moyen.titre), litteral(e.moyen.tentation), litteral(e.motif))
            for e in selection.ecartes
            if isinstance(e.moyen, Perdant) and e.tentant
        ),
        "trous": lettre.trous,
        "reserves": _reserves_par_source(lettre.reserves, selection, redaction.bibliotheque),
        "citations_a_verifier": lettre.citations_a_verifier,
    }
    return _document(redaction, modele, contexte, valeurs, genre="fiche")


def rediger_synthese(redaction: Redaction, modele: ModeleCourrier) -> Document:
    """Write the page that sums the dossier up for a lawyer.

    Raises:
        BibliothequeInvalide: the template or a moyen is wrong.
    """
    valeurs = Valeurs()
    vues = Presentation(redaction, valeurs)
    contexte = {
        **_contexte_commun(vues, modele),
        **_etat(vues),
        "recapitulatif": vues.recapitulatif(),
        "total_lignes": vues.lignes(vues.dossier.numeros),
        "concedees": vues.lignes(tuple(sorted(redaction.analyse.lignes_concedees))),
        "retenus": tuple(vues.moyen(retenu) for retenu in redaction.plan.retenus),
        "signales": tuple(vues.moyen(retenu) for retenu in redaction.selection.signales),
        "questions": len(redaction.selection.questions),
    }
    return _document(redaction, modele, contexte, valeurs, genre="fiche")


def _etat(vues: Presentation) -> dict[str, Any]:
    """What the fiche and the summary both say of a dossier: figures, checks, who should act."""
    analyse = vues.analyse
    return {
        "orientation": analyse.orientation.niveau,
        "orientation_raisons": tuple(litteral(raison) for raison in analyse.orientation.raisons),
        "controles": tuple((c.gravite, litteral(c.message)) for c in analyse.controles),
        "reclame": analyse.reclame,
        "conteste": vues.redaction.plan.conteste,
        "prescrit": analyse.montant_prescrit,
    }


def _contexte_commun(vues: Presentation, modele: ModeleCourrier) -> dict[str, Any]:
    chronologie = Chronologie(vues.analyse, vues.bibliotheque.arguments)
    return {
        "praticien": vues.dossier.praticien,
        "identite": vues.identite(),
        "caisse": vues.dossier.caisse,
        "reference": vues.dossier.reference,
        "lieu": vues.dossier.lettre.lieu or vues.dossier.praticien.ville,
        "jour": vues.analyse.jour,
        "acte": vues.acte,
        "pieces": vues.pieces(),
        "echeances": chronologie.echeances(),
        "prochaine_echeance": chronologie.prochaine_echeance(),
        "limite_cra": chronologie.limite_cra(),
        "delais": chronologie.delais(),
        "tribunal": vues.dossier.tribunal,
        "courriers": chronologie.courriers(),
        "recus": chronologie.recus(),
        "saisine": chronologie.saisine(),
        "faits": vues.analyse.faits_dossier,
        "demandes": vues.dossier.demandes,
        "initiales": vues.dossier.lettre.initiales_patients,
        "cite": Citeur(vues.bibliotheque.sources, sources_lettre(modele.entete.sources)),
    }


def _document(
    redaction: Redaction,
    modele: ModeleCourrier,
    contexte: Mapping[str, Any],
    valeurs: Valeurs,
    *,
    genre: Literal["lettre", "fiche"],
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
        blocs=tuple(redaction.identite.habiller(bloc) for bloc in lire_markdown(texte, valeurs, modele.fichier)),
        pied=f"{praticien.prenom} {praticien.nom} – {redaction.analyse.dossier.reference}",
        projet=redaction.projet and genre == "lettre",
        genre=genre,
    )


def _seconde_passe(document: Document, redaction: Redaction, citables: Sequence[Source]) -> tuple[str, ...]:
    """Citations of the letter that its sources do not cover: an error if ours, a point to check if the user's."""
    inconnues = non_couvertes(texte_document(document), citables)
    if not inconnues:
        return ()
    du_dossier = espaces_simples(" ; ".join(textes_dossier(redaction.analyse.dossier)))
    notres = [citation for citation in inconnues if espaces_simples(citation) not in du_dossier]
    if notres:
        raise BibliothequeInvalide(
            Probleme(
                f"la lettre cite « {citation} », qu’aucune de ses sources ne couvre",
                redaction.lettre.fichier,
            )
            for citation in notres
        )
    return inconnues


def textes_dossier(dossier: Dossier) -> Iterator[str]:
    """Every text that the user wrote in the dossier."""
    yield from _textes(dossier.model_dump())


def _textes(valeur: object) -> Iterator[str]:
    """Every text of a structure."""
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, Mapping):
        for une in valeur.values():
            yield from _textes(une)
    elif isinstance(valeur, (list, tuple)):
        for une in valeur:
            yield from _textes(une)


def _reserves_modele(redaction: Redaction, citees: Collection[str]) -> tuple[Reserve, ...]:
    """What must be read again among the template's own sources, those that this letter does cite."""
    acte = redaction.analyse.faits_dossier["date_acte"]
    reserves = []
    for renvoi in redaction.lettre.entete.sources:
        jour = redaction.analyse.jour if renvoi.date is DateSource.LETTRE else acte
        etat = redaction.bibliotheque.sources.etat(renvoi.id, jour if isinstance(jour, date) else None)
        if etat.emploi is Emploi.INTERDITE:
            raise BibliothequeInvalide([Probleme(etat.motif, redaction.lettre.fichier)])
        if etat.emploi is Emploi.A_RELIRE and renvoi.id in citees:
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
