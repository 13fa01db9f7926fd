"""``indu nouveau``: a calm interview in the terminal, one question at a time, saved as it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indu.cli.options import CHEMIN, lire_jour, option_arguments, option_reglages, option_templates, ouvrir
from indu.commun.dates import date_longue
from indu.commun.montants import euros
from indu.commun.texte import accorder, enumerer, identifiant, majuscule, typographier

if TYPE_CHECKING:
    from indu.courrier.fabrique import Etude
    from indu.dossier.modele import Dossier
    from indu.entretien.etat import Etat
    from indu.entretien.fichier import Brouillon
    from indu.entretien.moteur import Moteur
    from indu.entretien.question import Question

RETOURS = frozenset({"<", "retour", "revenir", "precedent", "precedente"})
FINS = frozenset({"fin", "stop", "quitter", "arreter", "exit", "quit"})
INTERROMPU = 1
LARGEUR = 100


@click.command()
@click.option("-o", "--sortie", type=CHEMIN, metavar="FICHIER", help="Où écrire (par défaut : dossier.yaml).")
@click.option(
    "-d", "--depuis", type=CHEMIN, metavar="DOSSIER.yaml", help="Le dossier à compléter, importé par exemple."
)
@click.option("--date", "le", metavar="JJ/MM/AAAA", help="Jour d’où compter les délais (par défaut : aujourd’hui).")
@option_arguments
@option_templates
@option_reglages
def nouveau(
    sortie: Path | None,
    depuis: Path | None,
    le: str | None,
    arguments: Path | None,
    templates: Path | None,
    reglages: Path | None,
) -> None:
    """Fait un dossier en répondant à des questions.

    Une à la fois ; reprend où l’on s’était arrêté.
    """
    from indu.entretien.contexte import Cadre
    from indu.entretien.guide import charger_guide
    from indu.entretien.moteur import Moteur

    bibliotheque, modeles = ouvrir(arguments, templates, reglages)
    guide = charger_guide(bibliotheque.arguments)
    moteur = Moteur(Cadre(bibliotheque, modeles, guide, lire_jour(le, "--date")))
    brouillon, etat = _commencer(moteur, sortie, depuis)
    if etat.brut:
        _dire(f"On reprend {brouillon.chemin}.")
    _dire(guide.accueil)
    _dire(f"Le dossier s’écrit dans {brouillon.chemin}.")
    try:
        brouillon, etat, finie = _dialoguer(moteur, brouillon, etat)
    except KeyboardInterrupt:
        click.echo("\n")
        _dire(f"Interrompu. Rien n’est perdu : relancez « {_reprise(brouillon)} » pour continuer.")
        raise click.exceptions.Exit(INTERROMPU) from None
    _conclure(moteur, brouillon, etat, finie=finie)


def _commencer(moteur: Moteur, sortie: Path | None, depuis: Path | None) -> tuple[Brouillon, Etat]:
    """The file to write and the state it is in, completed by the dossier to start from when that is another file."""
    from dataclasses import replace

    from indu.commun.erreurs import EntreeInvalide
    from indu.entretien.fichier import completer
    from indu.entretien.fichier import ouvrir as ouvrir_fichier

    catalogue = moteur.cadre.bibliotheque.catalogue
    if depuis is not None and not depuis.is_file():
        raise EntreeInvalide.simple("fichier introuvable", fichier=str(depuis), attendu="le dossier à compléter")
    chemin = sortie or depuis or Path("dossier.yaml")
    brouillon, etat = ouvrir_fichier(chemin, catalogue)
    if depuis is not None and depuis.resolve() != chemin.resolve():
        apport, origine = ouvrir_fichier(depuis, catalogue)
        if not etat.brut:
            brouillon, etat = replace(apport, chemin=chemin, texte=apport.texte), origine
        else:
            etat = completer(etat, origine)
            moteur.dossier(etat)
    return brouillon, etat


def _dialoguer(moteur: Moteur, brouillon: Brouillon, etat: Etat) -> tuple[Brouillon, Etat, bool]:
    """Ask until nothing is left to ask (then the last value is true) or the person stops."""
    from indu.entretien.question import Incompris

    brouillon = brouillon.enregistrer(etat)
    while (question := moteur.prochaine_question(etat)) is not None:
        _poser(question, moteur.dossier(etat))
        suite: Etat | None = None
        while suite is None:
            texte = _lire_reponse()
            mot = texte if texte in ("?", "<") else identifiant(texte)
            if mot in FINS or texte == "\0":
                return brouillon, etat, False
            if texte == "?" or mot == "aide":
                _aider(question)
            elif mot == "liste" and question.id == "griefs":
                _enumerer(question)
            elif texte == "" and question.id != "ligne":
                _dire(
                    "  Répondez, ou tapez « je ne sais pas » (nsp), ? pour de l’aide, < pour revenir, fin pour arrêter."
                )
            elif mot in RETOURS:
                suite = moteur.revenir(etat)
                _dire(
                    "  On revient à la question d’avant." if suite else "  C’est la première question de cette séance."
                )
            else:
                reponse = moteur.repondre(etat, question, texte or "terminé")
                if isinstance(reponse, Incompris):
                    attendu = f" Attendu : {reponse.attendu}." if reponse.attendu else ""
                    _dire(f"  {majuscule(reponse.message)}.{attendu}")
                else:
                    suite = reponse
        etat = suite
        brouillon = brouillon.enregistrer(etat)
        _rappeler(moteur.etude(etat))
        if question.id == "tableau" and etat.notes.tableau == "importer":
            _dire(
                "  Dans un autre terminal : indu importer TABLEAU… -o importe.yaml ; puis, ici, fin, et "
                f"indu nouveau -o {brouillon.chemin} -d importe.yaml. Vos réponses sont gardées."
            )
    return brouillon, etat, True


def _dire(texte: str) -> None:
    """Print a paragraph, typeset, folded at the width of the terminal under its own indent."""
    import shutil
    import textwrap

    largeur = max(40, min(LARGEUR, shutil.get_terminal_size((LARGEUR, 24)).columns))
    marge = re.match(r"\s*(?:\d+\. )?", texte)
    retrait = " " * len(marge[0]) if marge is not None else ""
    pliees = textwrap.wrap(
        typographier(texte), largeur, subsequent_indent=retrait, break_long_words=False, break_on_hyphens=False
    )
    click.echo("\n".join(pliees))


def _lire_reponse() -> str:
    """One line typed; the end of the input is a way of stopping."""
    try:
        return input("> ").strip().replace("\0", "")
    except EOFError:
        click.echo()
        return "\0"
    except UnicodeDecodeError:
        return ""


def _poser(question: Question, dossier: Dossier | None) -> None:
    from indu.entretien.lieu import dire_lieu

    click.echo()
    if lieu := dire_lieu(question, dossier):
        _dire(f"[{lieu}]")
    _dire(question.texte)
    if question.id != "griefs":
        _enumerer(question)
    elif question.aide:
        _dire(f"  {question.aide}")
    if question.propose:
        _dire(f"  Lu dans votre fichier : {question.propose}. « oui » si c’est exact, sinon la bonne réponse.")
    formes = {
        "booleen": "(oui / non)",
        "date": "(JJ/MM/AAAA)",
        "montant": "(en euros)",
        "liste": "(plusieurs réponses possibles)",
    }
    sauf = ", « sauf 3, 5-7 » pour des lignes à part" if len(question.par_ligne) > 1 else ""
    if forme := formes.get(question.type, ""):
        _dire(f"  {forme}{sauf}")


def _enumerer(question: Question) -> None:
    for rang, (code, libelle) in enumerate(question.valeurs.items(), start=1):
        detail = f" – {question.details[code]}" if code in question.details else ""
        _dire(f"  {rang:>2}. {libelle}{detail}")
    if question.sans_reponse:
        _dire(f" nsp. {question.sans_reponse}")


def _aider(question: Question) -> None:
    from indu.entretien.reponses import attendu

    if question.aide:
        _dire(f"  {question.aide}")
    _dire(f"  Attendu : {attendu(question)}.")
    if question.moyens:
        dependent = "en dépendent" if len(question.moyens) > 1 else "en dépend"
        _dire(f"  {accorder(len(question.moyens), 'moyen')} {dependent} : {enumerer(question.moyens[:4])}.")


def _rappeler(etude: Etude | None) -> None:
    """One line: at stake, contested, deadline."""
    if etude is None:
        return
    reclame = "inconnu" if etude.analyse.reclame is None else euros(etude.analyse.reclame)
    delais = (f"délai : {date_longue(e.limite)}" for e in etude.analyse.echeances if e.limite >= etude.analyse.jour)
    passes = "délai passé" if etude.analyse.echeances else "délai : inconnu"
    parties = (f"En jeu : {reclame}", f"contesté : {euros(etude.plan.conteste)}", next(delais, passes))
    _dire(f"  · {' · '.join(parties)}")


def _conclure(moteur: Moteur, brouillon: Brouillon, etat: Etat, *, finie: bool) -> None:
    """The summary of ``analyser``, the letter advised, and what to run next."""
    from indu.commun.yaml import nom_chemin
    from indu.courrier.rapport import resume
    from indu.entretien.etat import trous

    etude = moteur.etude(etat)
    if etude is None:
        _dire("Rien n’est écrit : aucune réponse n’a été donnée.")
        return
    click.echo()
    _dire("C’est tout : aucune autre réponse ne changerait l’issue." if finie else "On s’arrête là.")
    click.echo()
    for ligne in (*resume(etude), *_lettre(etude)):
        _dire(ligne)
    click.echo(typographier("\nDossier : ") + str(brouillon.chemin))
    if manquants := [nom_chemin(chemin) for chemin in trous(etat.brut)]:
        _dire(f"Il reste « À COMPLÉTER » dans le dossier, et la lettre le montrerait : {enumerer(manquants)}.")
    if not finie:
        _dire(f"Pour continuer : {_reprise(brouillon)}")
    _dire(
        f"Ensuite : indu lettre {brouillon.chemin}" if etude.lettre else f"Ensuite : indu analyser {brouillon.chemin}"
    )


def _lettre(etude: Etude) -> Iterator[str]:
    if etude.lettre is None:
        yield f"Lettre : {etude.refus}"
        return
    yield f"Lettre conseillée : {etude.lettre.entete.titre} ; {etude.lettre.entete.raison}"
    yield from (f"À envoyer aussi : {modele.entete.titre}" for modele in etude.jointes)


def _reprise(brouillon: Brouillon) -> str:
    return f"indu nouveau -o {brouillon.chemin}"
