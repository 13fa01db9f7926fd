"""The form, as pure work: from a notebook and what a person did, the next page. The engine is that of the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from indu.commun.erreurs import EntreeInvalide
from indu.commun.texte import majuscule, masquer_identifiants, typographier
from indu.commun.yaml import Donnee
from indu.courrier.agenda import calendrier
from indu.courrier.formats import Format
from indu.entretien import fichier
from indu.entretien.contexte import Cadre
from indu.entretien.etat import Etat
from indu.entretien.guide import charger_guide
from indu.entretien.moteur import Moteur
from indu.entretien.question import Incompris, Question
from indu.service import travaux
from indu.service.brut import borner
from indu.service.carnet import Carnet, deplier, plier
from indu.service.ouvriers import Atelier
from indu.service.questions_page import page_de_question, resume_vivant
from indu.service.resultat_page import page_de_resultat
from indu.service.saisie import Saisie, reponses

NOM_DU_DOSSIER = "dossier.yaml"
PERIMEE = "Cette réponse était pour une autre question : elle n’a pas été reprise. Voici la question en cours."


@dataclass(frozen=True, slots=True)
class Page:
    """A page to draw: its template, its title, what it prints, the notebook that goes with it."""

    gabarit: str
    titre: str
    donnees: Mapping[str, Any] = field(default_factory=dict)
    carnet: str = ""
    statut: int = 200
    a_garder: bool = False
    """Whether answers would be lost by leaving."""


@dataclass(frozen=True)
class _Seance:
    """A person's interview, as it came back."""

    atelier: Atelier
    moteur: Moteur
    carnet: Carnet
    etat: Etat

    @classmethod
    def ouvrir(cls, atelier: Atelier, champ: str, jour: date) -> _Seance:
        guide = charger_guide(atelier.bibliotheque.arguments)
        moteur = Moteur(Cadre(atelier.bibliotheque, atelier.templates, guide, jour))
        return cls(atelier, moteur, Carnet(), Etat())._vers(deplier(champ))

    def _vers(self, carnet: Carnet) -> _Seance:
        _, etat = fichier.lire(carnet.texte.encode(), self.atelier.bibliotheque.catalogue)
        borner(etat.brut, self.atelier.lignes)
        return replace(self, carnet=carnet, etat=etat)

    def suivre(self, etat: Etat) -> _Seance:
        """After an answer: the text is what « indu nouveau » would have written."""
        return replace(self, etat=etat, carnet=self.carnet.suivre(fichier.composer(self.carnet.texte, etat)))

    def reculer(self) -> _Seance:
        """Before the last answer."""
        return self._vers(self.carnet.reculer())

    def reprendre(self, octets: bytes, nom: str) -> _Seance:
        """With a file's answers: alone, or to complete those already given, which stand.

        Raises:
            TropDeLignes: it has more lines than the service takes.
            EntreeInvalide: it is not a dossier, or the two do not make one.
        """
        texte, apport = fichier.lire(octets, self.atelier.bibliotheque.catalogue, nom)
        borner(apport.brut, self.atelier.lignes)
        if self.etat.brut:
            suite = self.suivre(fichier.completer(self.etat, apport))
            self.moteur.dossier(suite.etat)
            return suite
        if texte.lstrip().startswith("{"):  # JSON has no comments, where the interview keeps what it needs
            texte = fichier.composer("", apport)
        return replace(self, etat=apport, carnet=Carnet(texte))


def questionner(atelier: Atelier, champ: str, saisie: Saisie, jour: date) -> Page:
    """The page that follows what a person did: the next question, the same one with what is wrong, or the result.

    Raises:
        CarnetAbime: the notebook is damaged.
        EntreeInvalide: the dossier in it is wrong.
    """
    seance = _Seance.ouvrir(atelier, champ, jour)
    if saisie.action == "revenir":
        return _page(seance.reculer())
    if saisie.action == "poser":
        return _page(seance)
    question = seance.moteur.prochaine_question(seance.etat)
    if question is None or question.id != saisie.question:
        return _page(seance, avis=PERIMEE)
    if saisie.action == "ajouter":
        return _question(seance, question, saisie)
    suite = _repondre(seance, question, saisie)
    if isinstance(suite, Incompris):
        return _question(seance, question, saisie, suite)
    if question.id == "tableau" and suite.etat.notes.tableau == "importer":
        return _depot(suite)
    return _page(suite)


def _repondre(seance: _Seance, question: Question, saisie: Saisie) -> _Seance | Incompris:
    """The interview after an answer; several rows are all taken, or none is."""
    moteur, etat = seance.moteur, seance.etat
    dites = reponses(question, saisie, seance.atelier.bibliotheque.catalogue)
    suite = seance
    for rang, dite in enumerate(dites, start=1):
        apres = moteur.repondre(etat, question, dite)
        if isinstance(apres, Incompris):
            lieu = f"ligne {rang} de votre saisie : " if len(dites) > 1 else ""
            return replace(apres, message=lieu + apres.message)
        etat = apres
        suite = suite.suivre(etat)
        if question.id == "ligne" and rang < len(dites):
            question = moteur.prochaine_question(etat) or question
            if question.id != "ligne":
                break
    return replace(suite, carnet=seance.carnet.suivre(suite.carnet.texte))  # one step to go back, however many rows


def _page(seance: _Seance, avis: str = "") -> Page:
    question = seance.moteur.prochaine_question(seance.etat)
    if question is None:
        return _resultat(seance, finie=True)
    return _question(seance, question, Saisie(), avis=avis)


def _question(
    seance: _Seance, question: Question, saisie: Saisie, erreur: Incompris | None = None, *, avis: str = ""
) -> Page:
    cadre = seance.moteur.cadre
    dite = page_de_question(
        question, seance.moteur.dossier(seance.etat), cadre.guide, cadre.bibliotheque.catalogue, saisie, erreur
    )
    return Page(
        "question",
        f"Erreur : {dite['texte']}" if erreur is not None else dite["texte"],
        {
            "question": dite,
            "resume": resume_vivant(seance.moteur.etude(seance.etat), seance.moteur.cadre.jour),
            "avis": typographier(avis),
            "premiere": not seance.carnet.avant,
            "commence": bool(seance.etat.brut),
        },
        plier(seance.carnet),
        422 if erreur is not None else 409 if avis else 200,
        a_garder=bool(seance.etat.brut),
    )


def conclure(atelier: Atelier, champ: str, type_lettre: str, jour: date) -> Page:
    """The result as it stands, for the letter that fits, or another one by its name.

    Raises:
        CarnetAbime: the notebook is damaged.
        EntreeInvalide: the dossier in it is wrong, or this letter does not fit it.
    """
    seance = _Seance.ouvrir(atelier, champ, jour)
    if not seance.etat.brut:
        return _page(seance)
    return _resultat(seance, type_lettre, finie=seance.moteur.prochaine_question(seance.etat) is None)


def _resultat(seance: _Seance, type_lettre: str = "", *, finie: bool) -> Page:
    dossier, cadre = seance.moteur.cadre.lire(seance.etat.brut), seance.moteur.cadre
    donnees = page_de_resultat(dossier, seance.atelier, cadre.jour, type_lettre or None)
    return Page(
        "resultat",
        "Votre résultat",
        {**donnees, "finie": finie, "premiere": not seance.carnet.avant},
        plier(seance.carnet),
        a_garder=True,
    )


def demander_un_fichier(atelier: Atelier, champ: str, jour: date) -> Page:
    """The page where files of the caisse are given, to begin or to complete a dossier.

    Raises:
        CarnetAbime: the notebook is damaged.
        EntreeInvalide: the dossier in it is wrong.
    """
    return _depot(_Seance.ouvrir(atelier, champ, jour))


def _depot(seance: _Seance, erreurs: Sequence[str] = ()) -> Page:
    titre = "Déposer ce que la caisse a envoyé"
    return Page(
        "depot",
        f"Erreur : {titre}" if erreurs else titre,
        {"titre": titre, "erreurs": list(erreurs), "commence": bool(seance.etat.brut)},
        plier(seance.carnet),
        422 if erreurs else 200,
        a_garder=bool(seance.etat.brut),
    )


def deposer(atelier: Atelier, champ: str, recus: Sequence[tuple[str, bytes]], jour: date) -> Page:
    """What was read in files of the caisse, and the dossier that it makes with the answers already given.

    Raises:
        CarnetAbime: the notebook is damaged.
        EntreeInvalide: the dossier in it is wrong.
    """
    seance = _Seance.ouvrir(atelier, champ, jour)
    if not recus:
        return _depot(seance, ["Aucun fichier n’a été choisi."])
    try:
        lu = travaux.importer(atelier, recus)
        suite = seance.reprendre(lu["texte"].encode(), "")
    except EntreeInvalide as erreur:
        return _depot(seance, _dire(erreur))
    return Page(
        "import",
        "Ce qui a été lu",
        {nom: lu[nom] for nom in ("bilan", "avis", "colonnes", "a_confirmer", "non_compris")},
        plier(suite.carnet),
        a_garder=True,
    )


def reprendre(atelier: Atelier, recu: bytes, jour: date) -> Page:
    """The interview of a dossier that a person kept, where it stood."""
    seance = _Seance.ouvrir(atelier, "", jour)
    if not recu.strip():
        return accueillir(["Aucun fichier n’a été choisi, ou il est vide."])
    try:
        return _page(seance.reprendre(recu, ""))
    except EntreeInvalide as erreur:
        return accueillir(_dire(erreur))


def accueillir(erreurs: Sequence[str] = ()) -> Page:
    """The first page, with what is wrong in the dossier that a person gave."""
    titre = "Contester un indu de la CPAM"
    return Page(
        "accueil",
        f"Erreur : {titre}" if erreurs else titre,
        {"titre": titre, "erreurs": list(erreurs)},
        statut=422 if erreurs else 200,
    )


def enregistrer(atelier: Atelier, champ: str, jour: date) -> travaux.Fichier:
    """The dossier, to be kept by the person.

    Raises:
        CarnetAbime: the notebook is damaged.
        EntreeInvalide: the dossier in it is wrong.
    """
    return travaux.Fichier(NOM_DU_DOSSIER, _Seance.ouvrir(atelier, champ, jour).carnet.texte.encode())


def relire(atelier: Atelier, champ: str, jour: date) -> dict[str, Donnee]:
    """The dossier of a notebook, as its file says it.

    Raises:
        CarnetAbime: the notebook is damaged.
        EntreeInvalide: the dossier in it is wrong.
    """
    return dict(_Seance.ouvrir(atelier, champ, jour).etat.brut)


def ecrire(
    atelier: Atelier, champ: str, document: travaux.NomDocument, format_: Format, type_lettre: str, jour: date
) -> travaux.Fichier:
    """A document of the dossier.

    Raises:
        CarnetAbime: the notebook is damaged.
        EntreeInvalide: the dossier in it is wrong, or this letter does not fit it.
        SansLettre: no such document for this dossier.
    """
    brut = relire(atelier, champ, jour)
    return travaux.ecrire(atelier, brut, document, type_lettre or None, format_, final=False, jour=jour)


def noter_les_delais(atelier: Atelier, champ: str, jour: date) -> travaux.Fichier:
    """The deadlines still open, for a calendar.

    Raises:
        CarnetAbime: the notebook is damaged.
        EntreeInvalide: the dossier in it is wrong, or no deadline is open.
    """
    from indu.analyse.analyse import echeances_du_dossier

    dossier = travaux.lire(atelier, relire(atelier, champ, jour))
    octets = calendrier(dossier.reference, echeances_du_dossier(dossier, atelier.bibliotheque.arguments), jour)
    if octets is None:
        raise EntreeInvalide.simple("aucun délai à venir ne peut être noté")
    return travaux.Fichier("echeances.ics", octets)


def _dire(erreur: EntreeInvalide) -> list[str]:
    """Each problem as a sentence, for the person whose file it is."""
    phrases = []
    for probleme in erreur.problemes[:20]:
        lieu = f"Ligne {probleme.ligne} : " if probleme.ligne else ""
        attendu = "" if probleme.attendu.startswith("--") else probleme.attendu  # an option of the command line
        phrase = lieu + str(replace(probleme, fichier="", ligne=None, attendu=attendu))
        phrases.append(masquer_identifiants(typographier(majuscule(phrase))))
    return phrases
