"""The lint of the library: each moyen's own examples, its words, its sources; then the templates.

It renders texts with the very environment that letters use, so that it knows neither more nor less than they do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from indu.analyse.analyse import CONCESSION, Faits
from indu.commun.erreurs import BibliothequeInvalide, Probleme
from indu.commun.ressources import Ressources
from indu.commun.texte import enumerer, proche
from indu.courrier.citations import non_couvertes
from indu.courrier.document import Document, texte_document
from indu.courrier.gabarit import Valeurs, controler, noms_libres, noms_poses, rendre
from indu.courrier.gabarit_fautes import PARTIES, lire_partie
from indu.courrier.gardes import NOMS_DES_GARDES
from indu.courrier.markdown import lire_markdown
from indu.courrier.modeles import ModeleCourrier, charger_modeles
from indu.courrier.plan import charger_ordre
from indu.courrier.presentation import NOMS_DES_MODELES, NOMS_DU_CONTEXTE, contexte_moyen
from indu.courrier.vues import VueActe, VueLignes
from indu.dossier.catalogue import Catalogue, Portee, TypeFait, Valeur
from indu.dossier.modele import Grief
from indu.droit.sources import Article, Statut
from indu.moyens.bibliotheque import Bibliotheque, MoyenPret
from indu.moyens.conditions import ConditionInvalide, Trivalent, bornes, lire_valeur
from indu.moyens.modele import DateSource, Exemple, Obtient
from indu.moyens.selection import decider

ISSUES: dict[str, Trivalent] = {"retenu": True, "a_completer": None, "ecarte": False}
_RESTES = re.compile(r"\{\{|\}\}|\{%|\bXX+\b|\bTODO\b|…|\bà compléter\b", re.IGNORECASE)
_DOUBLES = re.compile(r"  +|\.\.(?!\.)|,,|« »")
_ACTE = VueActe(
    nom="notification de payer",
    la_nature="la notification de payer",
    de_la_nature="de la notification de payer",
    date=date(2026, 3, 2),
    date_reception=None,
    reference="R-1",
    montant=1000,
    tableau_complet=True,
    est_notification=True,
    avant_indu=False,
)


def verifier_bibliotheque(bibliotheque: Bibliotheque, templates: Ressources) -> list[Probleme]:
    """Every problem of the moyens and of the templates, in the order of the files."""
    problemes = [probleme for pret in bibliotheque for probleme in verifier_moyen(pret, bibliotheque, templates)]
    try:
        modeles = charger_modeles(templates, bibliotheque.arguments)
        charger_ordre(bibliotheque.arguments)
    except BibliothequeInvalide as erreur:
        return [*problemes, *erreur.problemes]
    problemes += _gabarits(modeles.values(), templates)
    for modele in modeles.values():
        for renvoi in modele.entete.sources:
            if renvoi.id not in bibliotheque.sources:
                voisin = proche(renvoi.id, bibliotheque.sources.par_id)
                problemes.append(Probleme("source inconnue", modele.fichier, lu=renvoi.id, proche=voisin))
    return problemes


def _gabarits(modeles: Iterable[ModeleCourrier], templates: Ressources) -> list[Probleme]:
    """What a rendering would refuse of the templates and of their shared parts, even in a branch that no letter takes.

    A shared part may use the names that the templates set, or that another part sets before it.
    """
    textes = [(modele.corps, modele.fichier, modele.decalage, NOMS_DES_MODELES) for modele in modeles]
    for relatif in templates.lister(PARTIES, ".md.j2"):
        nom = relatif.rpartition("/")[2]
        connus = NOMS_DES_GARDES.get(nom, NOMS_DES_MODELES)
        textes.append((lire_partie(templates, nom), templates.nom(relatif), 0, connus))
    problemes = [
        faute
        for texte, fichier, decalage, _ in textes
        for faute in controler(texte, fichier, templates, None, decalage)
    ]
    if problemes:
        return problemes
    poses = frozenset().union(*(noms_poses(texte, templates) for texte, *_ in textes))
    return [
        faute
        for texte, fichier, decalage, connus in textes
        for faute in controler(texte, fichier, templates, connus | poses, decalage)
    ]


def verifier_moyen(pret: MoyenPret, bibliotheque: Bibliotheque, templates: Ressources) -> Iterator[Probleme]:
    """Every problem of one moyen."""
    moyen = pret.moyen
    for renvoi in moyen.sources:
        statut = bibliotheque.sources[renvoi.id].statut
        if renvoi.usage == "lettre" and statut is not Statut.CITABLE:
            yield Probleme(f"la source « {renvoi.id} » n’est pas citable ({statut})", pret.fichier, champ="sources")
    yield from _vigueur(pret, bibliotheque)
    yield from _faits_portes(pret, bibliotheque.catalogue)
    if moyen.obtient is Obtient.RECALCUL and "reclame_plus_que_l_ecart" not in pret.si.etablis(True):
        attendu = "la condition reclame_plus_que_l_ecart, qui donne le montant"
        yield Probleme("un recalcul dont le montant n’est pas connu", pret.fichier, champ="si", attendu=attendu)
    if not {"retenu", "ecarte"} <= {exemple.attendu for exemple in moyen.exemples}:
        yield Probleme("il faut au moins un exemple retenu et un écarté", pret.fichier, champ="exemples")
    yield from _noms_du_texte(pret, bibliotheque.catalogue, templates)
    for rang, exemple in enumerate(moyen.exemples, start=1):
        champ = f"exemples[{rang}] ({exemple.nom})"
        try:
            faits = faits_exemple(exemple, bibliotheque.catalogue)
        except ConditionInvalide as erreur:
            yield Probleme(str(erreur), pret.fichier, champ=champ)
            continue
        issue = decider(pret, faits)
        if issue.valeur is not ISSUES[exemple.attendu]:
            obtenu = next(nom for nom, valeur in ISSUES.items() if valeur is issue.valeur)
            yield Probleme(f"l’exemple donne « {obtenu} »", pret.fichier, champ=champ, attendu=exemple.attendu)
        elif exemple.manquants and set(issue.manquants) != set(exemple.manquants):
            trouves = enumerer(sorted(issue.manquants)) or "rien"
            yield Probleme(
                f"il manque {trouves}", pret.fichier, champ=champ, attendu=enumerer(sorted(exemple.manquants))
            )
        elif exemple.attendu == "retenu":
            yield from _texte(pret, faits, champ, bibliotheque, templates)


def _faits_portes(pret: MoyenPret, catalogue: Catalogue) -> Iterator[Probleme]:
    """A fact that one of the moyen's griefs does not carry: the moyen could never be decided there."""
    lus = {nom for nom in pret.faits_lus if catalogue.faits[nom].portee is Portee.GRIEF}
    for nature in pret.moyen.griefs or catalogue.griefs:
        absents = lus - {fait.id for fait in catalogue.faits_du_grief(nature)}
        if absents:
            attendu = f"« {nature} » dans les griefs de {enumerer(sorted(absents))}"
            yield Probleme("ce grief ne porte pas un fait que le moyen lit", pret.fichier, champ="si", attendu=attendu)


def _vigueur(pret: MoyenPret, bibliotheque: Bibliotheque) -> Iterator[Probleme]:
    """A source that is not in force on the care dates where the condition lets the moyen apply."""
    debut, fin = bornes(pret.si, "date_soin")
    for renvoi in pret.moyen.sources:
        source = bibliotheque.sources[renvoi.id]
        if renvoi.usage != "lettre" or renvoi.date is not DateSource.SOIN or not isinstance(source, Article):
            continue
        for jour in (debut, fin):
            if jour is not None and source.version(jour) is None:
                message = f"la source « {renvoi.id} » n’est pas en vigueur le {jour:%d/%m/%Y}, où le moyen s’applique"
                yield Probleme(message, pret.fichier, champ="sources")


def _lignes_nommees(pret: MoyenPret, noms: Collection[str], catalogue: Catalogue) -> Iterator[Probleme]:
    """A text that reads a fact of the line is said again for each set of lines: it must name them."""
    faits = [catalogue.faits[nom] for nom in sorted(catalogue.faits.keys() & noms)]
    par_ligne = [fait.id for fait in faits if fait.par_ligne or fait.portee is Portee.LIGNE]
    if pret.moyen.portee == "ligne" and par_ligne and "lignes" not in noms:
        message = f"le texte lit {enumerer(par_ligne)}, qui peut changer d’une ligne à l’autre, sans nommer les lignes"
        yield Probleme(message, pret.fichier, champ="texte", attendu="{{ lignes.designation }} dans le texte")


def faits_exemple(exemple: Exemple, catalogue: Catalogue) -> Faits:
    """The facts of an example, typed.

    Raises:
        ConditionInvalide: unknown fact, or a value that is not of its type.
    """
    faits: dict[str, Valeur | None] = dict.fromkeys(catalogue.faits)
    for nom, brut in exemple.faits.items():
        if nom not in catalogue.faits:
            raise ConditionInvalide(f"fait inconnu : « {nom} » ; proche : « {proche(nom, catalogue.faits)} »")
        fait = catalogue.faits[nom]
        liste = fait.type is TypeFait.LISTE
        valeur = lire_valeur(fait, brut, liste=liste)
        faits[nom] = tuple(sorted(valeur)) if liste else valeur
    return faits


def _noms_du_texte(pret: MoyenPret, catalogue: Catalogue, templates: Ressources) -> Iterator[Probleme]:
    texte = pret.moyen.texte
    if fautes := controler(texte, pret.fichier, templates, None, pret.decalage):
        yield from fautes
        return
    noms = noms_libres(texte, templates)
    yield from _lignes_nommees(pret, noms, catalogue)
    etablis = pret.si.etablis(True)
    for nom in sorted(noms - NOMS_DU_CONTEXTE):
        if nom not in catalogue.faits:
            yield Probleme(f"nom inconnu : « {nom} »", pret.fichier, champ="texte", proche=proche(nom, catalogue.faits))
        elif catalogue.faits[nom].type is TypeFait.BOOLEEN and nom not in etablis and not _partiel(pret, nom):
            yield Probleme(f"le texte affirme « {nom} », que la condition n’établit pas", pret.fichier, champ="texte")


def _partiel(pret: MoyenPret, nom: str) -> bool:
    """Whether a text only chooses its words on a fact that some branch of the condition reads (examples show both)."""
    return nom in set(pret.si.faits()) and f"{{% if {nom} %}}" in pret.moyen.texte


def _texte(
    pret: MoyenPret, faits: Faits, champ: str, bibliotheque: Bibliotheque, templates: Ressources
) -> Iterator[Probleme]:
    moyen = pret.moyen
    nature = moyen.griefs[0] if moyen.griefs else next(iter(bibliotheque.catalogue.griefs))
    contexte = contexte_moyen(
        moyen, faits, Grief(id="A", nature=nature), VueLignes((1, 2, 3, 7), 12345), _ACTE, bibliotheque
    )
    valeurs = Valeurs()
    try:
        rendu = rendre(moyen.texte, pret.fichier, contexte, valeurs, templates, pret.decalage)
        blocs = lire_markdown(rendu, valeurs, pret.fichier)
    except BibliothequeInvalide as erreur:
        yield from erreur.problemes
        return
    texte = texte_document(Document("", "", "", date(2026, 3, 2), blocs))
    for motif, nom in ((_RESTES, "reste de gabarit"), (_DOUBLES, "typographie")):
        if trouve := motif.search(texte):
            yield Probleme(f"{nom} : « {trouve[0]} »", pret.fichier, champ=champ)
    permises = [bibliotheque.sources[renvoi.id] for renvoi in moyen.sources if renvoi.usage == "lettre"]
    for citation in non_couvertes(texte, permises):
        yield Probleme(f"le texte cite « {citation} » sans source déclarée", pret.fichier, champ=champ)


def griefs_sans_moyen(bibliotheque: Bibliotheque) -> tuple[str, ...]:
    """The griefs that no moyen of their own answers (only the general ones do)."""
    traites = {grief for pret in bibliotheque for grief in pret.moyen.griefs}
    return tuple(nature for nature in bibliotheque.catalogue.griefs if nature not in traites)


def faits_inutilises(bibliotheque: Bibliotheque, templates: Ressources) -> tuple[str, ...]:
    """The facts asked of the user that no condition reads and no text prints, of moyens nor of letters."""
    lus = {fait for pret in bibliotheque for fait in pret.faits_lus} | {CONCESSION}
    modeles = charger_modeles(templates, bibliotheque.arguments).values()
    textes = [*(pret.moyen.texte for pret in bibliotheque), *(modele.corps for modele in modeles)]
    ecrits = {nom for texte in textes for nom in re.findall(r"[a-z_]+", texte)}
    return tuple(
        fait.id
        for fait in bibliotheque.catalogue.faits.values()
        if not fait.calcule and fait.portee is not Portee.DOSSIER and fait.id not in lus | ecrits
    )
