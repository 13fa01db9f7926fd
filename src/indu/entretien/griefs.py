"""The griefs, found in the catalogue by a few words, and the rows of the table under each of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import chain, count

from indu.commun.montants import euros
from indu.commun.texte import enumerer, identifiant, proches
from indu.commun.yaml import Donnee
from indu.dossier.catalogue import Catalogue, Portee
from indu.dossier.modele import Dossier
from indu.entretien.contexte import Cadre
from indu.entretien.etat import Etat, Notes, poser
from indu.entretien.guide import TypeReponse
from indu.entretien.question import Incompris, Question
from indu.entretien.saisies import TERMINE, lire_ligne

AUTRE_RECHERCHE = "autre-recherche"
CANDIDATS = 8
PROPRES_AU_GRIEF = frozenset({"grief_precision", "ligne", "grief_montant"})
"""The questions that come back for each grief."""
_LETTRES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VIDES = frozenset(
    "le la les un une des de du et ou au aux en pour par pas non sans que qui".split()  # noqa: SIM905
)


def question_des_griefs(etat: Etat, dossier: Dossier, cadre: Cadre) -> Question | None:
    """Where the description of the griefs stands: which one, in what words, its rows or its amount, another one."""
    notes = etat.notes
    if (
        not notes.nature
        and dossier.griefs
        and not notes.grief
        and not notes.candidats
        and "grief_suivant" not in notes.passees
    ):
        return None  # a dossier that came with its griefs
    if notes.candidats:
        return _candidats(cadre, notes)
    if not notes.nature:
        return _question(cadre, "griefs", valeurs=_libelles(cadre.bibliotheque.catalogue))
    if "grief_precision" not in notes.passees:
        return _question(cadre, "grief_precision", grief=notes.grief)
    if notes.tableau == "saisir" and "ligne" not in notes.passees:
        return replace(_question(cadre, "ligne", grief=notes.grief), texte=_texte_ligne(cadre, dossier))
    sans_ligne = not dossier.par_grief.get(notes.grief)
    if sans_ligne and "grief_montant" not in notes.passees:
        return _question(cadre, "grief_montant", grief=notes.grief)
    return _question(cadre, "grief_suivant")


def _texte_ligne(cadre: Cadre, dossier: Dossier) -> str:
    texte = cadre.guide.par_id["ligne"].question
    if not dossier.lignes:
        return texte
    somme = sum(ligne.montant_reclame for ligne in dossier.lignes)
    return f"{texte} (déjà {len(dossier.lignes)}, pour {euros(somme)})"


def _question(cadre: Cadre, nom: str, *, grief: str = "", valeurs: dict[str, str] | None = None) -> Question:
    une = cadre.guide.par_id[nom]
    portee = Portee.GRIEF if grief else Portee.DOSSIER
    return Question(
        nom, une.question, une.aide, une.type, portee, grief, valeurs=valeurs or une.valeurs, inconnaissable=False
    )


def _libelles(catalogue: Catalogue) -> dict[str, str]:
    return {grief.id: grief.libelle for grief in catalogue.griefs.values()}


def _candidats(cadre: Cadre, notes: Notes) -> Question:
    griefs = cadre.bibliotheque.catalogue.griefs
    choix = {nature: griefs[nature].libelle for nature in notes.candidats if nature in griefs}
    formules = {nature: griefs[nature].formule for nature in choix}
    autres = {"autre": griefs["autre"].libelle} if "autre" in griefs else {}
    valeurs = {**choix, **autres, AUTRE_RECHERCHE: "Chercher avec d’autres mots"}
    une = cadre.guide.par_id["griefs"]
    return Question(
        "grief_choix",
        "Lequel est-ce ?",
        une.aide,
        TypeReponse.CHOIX,
        valeurs=valeurs,
        details=formules,
        inconnaissable=False,
    )


def chercher(texte: str, catalogue: Catalogue) -> tuple[str, ...]:
    """The griefs that a few words bring to mind, the likeliest first; misspelt words are read as the nearest ones."""
    trouves = _noter(_mots(texte), catalogue)
    if not trouves:
        connus = {mot for grief in catalogue.griefs.values() for mot in _mots(f"{grief.libelle} {grief.formule}")}
        trouves = _noter([voisin for mot in _mots(texte) for voisin in proches(mot, connus, 1)], catalogue)
    return trouves[:CANDIDATS]


def _noter(mots: Iterable[str], catalogue: Catalogue) -> tuple[str, ...]:
    voulus = [_racine(mot) for mot in mots]
    notes: dict[str, int] = {}
    for grief in catalogue.griefs.values():
        titre = [_racine(mot) for mot in _mots(f"{grief.libelle} {grief.id}")]
        reste = [_racine(mot) for mot in _mots(grief.formule)]
        notes[grief.id] = sum(3 * _contient(titre, mot) + _contient(reste, mot) for mot in voulus)
    return tuple(sorted((nature for nature in notes if notes[nature]), key=lambda nature: -notes[nature]))


def _mots(texte: str) -> list[str]:
    return [mot for mot in identifiant(re.sub(r"[’']", " ", texte)).split("-") if len(mot) > 1 and mot not in _VIDES]


def _racine(mot: str) -> str:
    """Without the mark of a plural or of a gender, so that « ordonnances » finds « ordonnance »."""
    return re.sub(r"(?:ees|es|ee|s|e|x)$", "", mot) if len(mot) > 4 else mot


def _contient(mots: Collection[str], mot: str) -> bool:
    return any(autre == mot or (len(mot) > 3 and autre.startswith(mot)) for autre in mots)


def repondre_grief(etat: Etat, texte: str, cadre: Cadre) -> Etat | Incompris:
    """The search for a grief: its very name, or words that bring candidates."""
    catalogue = cadre.bibliotheque.catalogue
    if texte in catalogue.griefs:
        return etat.suite(notes=_decrire(etat, texte))
    trouves = chercher(texte, catalogue)
    if identifiant(texte) in ("autre", "autre-grief"):
        return etat.suite(notes=_decrire(etat, "autre"))
    if not trouves:
        return Incompris(
            "aucun grief du catalogue n’en parle", "d’autres mots, ou « liste » pour tout voir, ou « autre »"
        )
    return etat.suite(notes=replace(etat.notes, candidats=trouves))


def choisir_candidat(etat: Etat, nature: str) -> Etat:
    """One of the candidates, or another search."""
    if nature == AUTRE_RECHERCHE:
        return etat.suite(notes=replace(etat.notes.passer("grief_suivant"), candidats=()))
    return etat.suite(notes=_decrire(etat, nature))


def _decrire(etat: Etat, nature: str) -> Notes:
    """The notes for a grief whose description begins."""
    return replace(
        etat.notes,
        nature=nature,
        candidats=(),
        precision="",
        grief=_identifiant_libre(etat),
        passees=etat.notes.passees - PROPRES_AU_GRIEF - {"grief_suivant"},
    )


def _identifiant_libre(etat: Etat) -> str:
    griefs = etat.brut.get("griefs")
    pris = {str(grief.get("id")) for grief in griefs if isinstance(grief, dict)} if isinstance(griefs, list) else set()
    noms = chain(_LETTRES, (f"G{rang}" for rang in count(1)))
    return next(nom for nom in noms if nom not in pris)


def preciser(etat: Etat, precision: str, dossier: Dossier) -> Etat:
    """Its words; the grief is written at once, unless the rows of others would leave it alone without any."""
    notes = replace(etat.notes.passer("grief_precision"), precision=precision)
    return etat.suite(etat.brut if dossier.lignes else _ecrire(etat, notes), notes)


def _ecrire(etat: Etat, notes: Notes, **champs: Donnee) -> dict[str, Donnee]:
    """The raw dossier with the grief being described, and these fields of it."""
    griefs = etat.brut.get("griefs")
    liste = griefs if isinstance(griefs, list) else []
    rang = next((r for r, g in enumerate(liste) if isinstance(g, dict) and g.get("id") == notes.grief), len(liste))
    deja = liste[rang] if rang < len(liste) else None
    base: dict[str, Donnee] = deja if isinstance(deja, dict) else {"id": notes.grief, "nature": notes.nature}
    precision: dict[str, Donnee] = {"precision": notes.precision} if notes.precision else {}
    return poser(etat.brut, ("griefs", rang), {**base, **precision, **champs})


def ajouter_ligne(etat: Etat, texte: str) -> Etat | Incompris:
    """One more row under the grief being described, or the end of its rows."""
    if identifiant(texte) in TERMINE:
        return etat.suite(notes=etat.notes.passer("ligne"))
    try:
        champs = lire_ligne(texte)
    except ValueError as erreur:
        return Incompris(str(erreur), "par exemple 13/01/2025 ; 24/01/2025 ; RAM 7,49 ; 9,93 ; 9,93, ou « terminé »")
    if seuls := [autre for autre in _griefs_seuls(etat) if autre != etat.notes.grief]:
        attendu = "« < » pour revenir lui donner son montant, ou « terminé » pour continuer sans lignes"
        return Incompris(
            f"le grief {enumerer(seuls)} n’a ni ligne ni montant, et se perdrait parmi les lignes", attendu
        )
    brut = _ecrire(etat, etat.notes)
    lignes = brut.get("lignes")
    rang = len(lignes) if isinstance(lignes, list) else 0
    return etat.suite(poser(brut, ("lignes", rang), {**champs, "grief": etat.notes.grief}))


def _griefs_seuls(etat: Etat) -> list[str]:
    """The griefs that neither a row nor an amount supports."""
    griefs, lignes = etat.brut.get("griefs"), etat.brut.get("lignes")
    cites = {cite for ligne in lignes or () for cite in _cites(ligne)} if isinstance(lignes, list) else set()
    return [
        str(grief["id"])
        for grief in (griefs if isinstance(griefs, list) else ())
        if isinstance(grief, dict)
        and grief.get("id") not in cites
        and grief.get("montant_annonce") in (None, "inconnu")
    ]


def _cites(ligne: Donnee) -> list[Donnee]:
    grief = ligne.get("grief") if isinstance(ligne, dict) else None
    return grief if isinstance(grief, list) else [grief]


def chiffrer(etat: Etat, montant: Donnee) -> Etat:
    """The grief's own amount; not knowing it, a grief that nothing else supports is not kept."""
    notes = etat.notes.passer("grief_montant")
    return etat.suite(_ecrire(etat, notes, montant_annonce=montant) if montant is not None else None, notes)


def suivant(etat: Etat, encore: bool) -> Etat:
    """Describe another grief, or be done with them."""
    passees = etat.notes.passees - PROPRES_AU_GRIEF
    notes = replace(etat.notes, nature="", precision="", grief="", passees=passees)
    return etat.suite(notes=notes.passer("grief_suivant" if encore else "griefs"))
