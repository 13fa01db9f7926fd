"""Reading an answer as people type it, whatever the place it goes to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from indu.commun.champs import INCONNU, NON, OUI, OUI_OU_NON
from indu.commun.dates import MOIS, lire_date
from indu.commun.montants import lire_montant
from indu.commun.texte import enumerer, identifiant, nettoyer, plages
from indu.commun.yaml import Donnee
from indu.entretien.guide import TypeReponse
from indu.entretien.question import Incompris, Question, Reponse

NE_SAIT_PAS = INCONNU | {"passer", "pass", "je sais pas", "sais pas", "aucune idée", "ne sais pas"}
_SAUF = re.compile(
    r"^(?P<valeur>.+?)[\s,;]+sauf\s+(?:(?:pour\s+)?(?:les?|la)\s+)?(?:lignes?\s+)?(?P<reste>.+)$", re.I | re.S
)
_PLAGE = re.compile(r"(\d{1,9})(?:\s*(?:-|–|à|a)\s*(\d{1,9}))?")
_DATE_LONGUE = re.compile(r"(?:le\s+)?(1er|\d{1,2})\s+([a-zéûôà]+)\.?\s+(\d{4}|\d{2})", re.I)
_DATE_COURTE = re.compile(r"(\d{1,2})\s*[/. -]\s*(\d{1,2})\s*[/. -]\s*(\d{2})")


def ne_sait_pas(texte: str) -> bool:
    """Whether an answer says that one does not know, or passes."""
    return " ".join(texte.replace("’", "'").lower().strip(" .!").split()) in NE_SAIT_PAS or texte.strip() == "?"


def comprendre(question: Question, texte: str) -> Reponse | Incompris:
    """What an answer means for a question."""
    propre = nettoyer(texte)
    if not propre:
        return Incompris("je n’ai rien lu", attendu(question))
    if ne_sait_pas(propre):
        return Reponse(question.a_defaut or None)
    forme = _SAUF.match(propre) if question.par_ligne else None
    lue = forme["valeur"] if forme else propre
    valeur = None if ne_sait_pas(lue) else lire_valeur(question, lue)
    if isinstance(valeur, Incompris) or forme is None:
        return valeur if isinstance(valeur, Incompris) else Reponse(valeur)
    sauf = _exceptions(question, valeur, forme["reste"])
    return sauf if isinstance(sauf, Incompris) else Reponse(valeur, sauf)


def attendu(question: Question) -> str:
    """What an answer to that question looks like."""
    match question.type:
        case TypeReponse.BOOLEEN:
            forme = OUI_OU_NON
        case TypeReponse.CHOIX:
            forme = "le numéro d’une des réponses, ou le début de son nom"
        case TypeReponse.LISTE:
            forme = "les numéros qui conviennent, séparés par des virgules, ou « aucune »"
        case TypeReponse.DATE:
            forme = "une date, par exemple 5 mars 2026 ou 05/03/2026"
        case TypeReponse.MONTANT:
            forme = "un montant en euros, par exemple 1234,56"
        case TypeReponse.ENTIER:
            forme = "un nombre entier, par exemple 12"
        case _:
            forme = "quelques mots"
    if question.par_ligne:
        forme += f", et « sauf 3, 5-7 » pour des lignes à part ({plages(question.par_ligne)})"
    return f"{forme}, ou « je ne sais pas »"


def lire_valeur(question: Question, texte: str) -> Donnee | Incompris:
    """The value, written as a dossier writes it."""
    lecteurs: Mapping[TypeReponse, Callable[[str], Donnee]] = {
        TypeReponse.BOOLEEN: _booleen,
        TypeReponse.DATE: lire_jour,
        TypeReponse.MONTANT: lire_somme,
        TypeReponse.ENTIER: _entier,
        TypeReponse.CHOIX: lambda lu: _choix(lu, question.valeurs),
        TypeReponse.LISTE: lambda lu: _liste(lu, question.valeurs),
    }
    try:
        return lecteurs.get(question.type, str)(texte.strip())
    except ValueError as erreur:
        return Incompris(str(erreur), attendu(question))


def _booleen(texte: str) -> str:
    mot = texte.lower().strip(" .!,")
    if mot in OUI:
        return "oui"
    if mot in NON:
        return "non"
    raise ValueError("ce n’est pas une réponse par oui ou par non")


def lire_jour(texte: str) -> str:
    """A date as typed (« 5 mars 2026 », « 05/03/26 » too), as a dossier writes it.

    Raises:
        ValueError: it is not one, with a French sentence.
    """
    if longue := _DATE_LONGUE.fullmatch(texte):
        debut = identifiant(longue[2])
        mois = [rang for rang, nom in enumerate(MOIS, start=1) if len(debut) > 2 and identifiant(nom).startswith(debut)]
        if len(mois) != 1:
            raise ValueError("ce mois n’existe pas")
        texte = f"{longue[1].removesuffix('er')}/{mois[0]}/{_annee(longue[3])}"
    elif courte := _DATE_COURTE.fullmatch(texte):
        texte = f"{courte[1]}/{courte[2]}/{_annee(courte[3])}"
    elif separee := re.fullmatch(r"(\d{1,2}) (\d{1,2}) (\d{4})", texte):
        texte = "/".join(separee.groups())
    return lire_date(texte).isoformat()


def _annee(texte: str) -> str:
    return texte if len(texte) == 4 else f"20{texte}"


def lire_somme(texte: str) -> str:
    """An amount as typed, as a dossier writes it.

    Raises:
        ValueError: it is not one, with a French sentence.
    """
    centimes = lire_montant(re.sub(r"\s*(?:euros?|eur)$", "", texte, flags=re.I))
    return f"{centimes // 100},{centimes % 100:02d}"


def _entier(texte: str) -> str:
    if not re.fullmatch(r"[0-9]{1,9}", texte):
        raise ValueError("ce n’est pas un nombre entier")
    return str(int(texte))


def _choix(texte: str, valeurs: Mapping[str, str]) -> str:
    codes = list(valeurs)
    if re.fullmatch(r"[0-9]{1,4}", texte):
        if 1 <= int(texte) <= len(codes):
            return codes[int(texte) - 1]
        raise ValueError(f"il n’y a pas de réponse n° {int(texte)}")
    voulu = identifiant(texte)
    par_code = {code: identifiant(code) for code in codes}
    par_libelle = {code: identifiant(libelle) for code, libelle in valeurs.items()}
    for noms, entier in ((par_code, True), (par_libelle, True), (par_code, False), (par_libelle, False)):
        trouves = [
            code for code, nom in noms.items() if nom == voulu or (not entier and voulu and nom.startswith(voulu))
        ]
        if len(trouves) == 1:
            return trouves[0]
        if trouves:
            possibles = enumerer([valeurs[code] for code in trouves], "ou")
            raise ValueError(f"plusieurs réponses commencent ainsi : {possibles}")
    raise ValueError("ce n’est aucune des réponses")


def _liste(texte: str, valeurs: Mapping[str, str]) -> list[Donnee]:
    mot = identifiant(texte)
    if mot in ("aucun", "aucune", "rien"):
        return []
    if mot in ("tout", "tous", "toutes"):
        return list(valeurs)
    choisis: dict[str, None] = {}
    for partie in re.split(r"\s*(?:[,;]|\bet\b)\s*", texte):
        for morceau in [partie] if not re.fullmatch(r"\d+(?:\s+\d+)+", partie) else partie.split():
            if morceau:
                choisis[_choix(morceau, valeurs)] = None
    return [code for code in valeurs if code in choisis]


def _exceptions(question: Question, valeur: Donnee, reste: str) -> dict[int, Donnee] | Incompris:
    """« 3, 5-7 » (the contrary, for a yes or no), « 3-5 : 12,58 ; 7 : 8 » otherwise."""
    sauf: dict[int, Donnee] = {}
    for groupe in filter(str.strip, reste.split(";")):
        numeros, deux_points, autre = groupe.partition(":")
        lignes = lire_lignes(numeros)
        if lignes is None or not set(lignes) <= question.par_ligne.keys():
            permises = (
                f"des numéros parmi {plages(question.par_ligne)}, par exemple « sauf {next(iter(question.par_ligne))} »"
            )
            return Incompris("je ne reconnais pas ces lignes", permises)
        if deux_points:
            contraire = None if ne_sait_pas(autre) else lire_valeur(question, autre)
        elif question.type is TypeReponse.BOOLEEN and valeur is not None:
            contraire = "non" if valeur == "oui" else "oui"
        else:
            return Incompris("il manque ce que disent ces lignes-là", "« sauf 3-5 : leur réponse »")
        if isinstance(contraire, Incompris):
            return contraire
        sauf |= dict.fromkeys(lignes, contraire)
    return sauf


def lire_lignes(texte: str) -> tuple[int, ...] | None:
    """Line numbers from « 3, 5-7 et 9 »; ``None`` when it says anything else."""
    lues: list[int] = []
    for partie in re.split(r"\s*,\s*|\s+et\s+|(?<=\d)\s+(?=\d)", texte.strip()):
        forme = _PLAGE.fullmatch(partie.strip())
        if forme is None:
            return None
        debut, fin = int(forme[1]), int(forme[2] or forme[1])
        if not 0 <= fin - debut <= 10_000:
            return None
        lues += range(debut, fin + 1)
    return tuple(lues)
