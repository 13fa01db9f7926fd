"""A proposition as a dossier to complete: valid YAML, and in comments where everything comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date

from indu.commun.champs import INCONNU
from indu.commun.erreurs import EntreeInvalide
from indu.commun.montants import Centimes, euros, lire_montant
from indu.commun.texte import accorder, nettoyer, typographier
from indu.commun.yaml import TAILLE_MAXIMALE
from indu.dossier.modele import A_COMPLETER
from indu.importation.proposition import ChampLu, GriefPropose, LigneProposee, Proposition

A_CONFIRMER = "À CONFIRMER"
RESTES_ECRITS = 300
"""Leftovers listed one by one; past that many, the rest is counted."""
_MOT_SUR = re.compile(r"[A-Za-zÀ-ÿ][\wÀ-ÿ.’-]*")
_RESERVES = frozenset({"null", "true", "false", "yes", "no", "on", "off", "oui", "non", "y", "n", *INCONNU})
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,9}")
_EN_TETE_LIGNE = (
    "numero",
    "facture",
    "patient",
    "date_soin",
    "date_paiement",
    "date_ordonnance",
    "acte",
    "coefficient",
)


def scalaire(texte: str) -> str:
    """A text as YAML that reads back as itself, whatever it holds; short words and dates stay bare."""
    if (_MOT_SUR.fullmatch(texte) and texte.lower() not in _RESERVES) or _ISO.fullmatch(texte):
        return texte
    return json.dumps(texte, ensure_ascii=False)


def commentaire(texte: str, retrait: str = "") -> str:
    """One line of comment, whatever the text holds."""
    plat = " ".join(nettoyer(texte).split())
    return f"{retrait}# {plat}" if plat else f"{retrait}#"


def ecrire_dossier(proposition: Proposition) -> str:
    """The dossier, as text.

    Raises:
        EntreeInvalide: it would be larger than a dossier can be.
    """
    texte = "\n".join(
        (
            *_resume(proposition),
            *_tete(proposition),
            *_courrier(proposition),
            *_griefs(proposition),
            *_lignes(proposition),
            *_restes(proposition),
            "",
        )
    )
    if len(texte.encode()) > TAILLE_MAXIMALE:
        raise EntreeInvalide.simple(
            f"le dossier dépasserait {TAILLE_MAXIMALE // 1_000_000} Mo ({len(proposition.lignes)} lignes)",
            attendu="importez le tableau en plusieurs dossiers",
        )
    return texte


def _resume(p: Proposition) -> Iterator[str]:
    comptes = p.comptes
    yield commentaire("Dossier proposé par « indu importer », à relire avant tout usage.")
    yield commentaire(f"Cherchez « {A_CONFIRMER} » (lu, mais pas sûr) et « {A_COMPLETER} » (manquant).")
    for rang, source in enumerate(p.sources, start=1):
        yield commentaire(f"Fichier {rang} : {source}" if len(p.sources) > 1 else f"Fichier : {source}")
    yield commentaire("")
    for phrase in bilan(p):
        yield commentaire(phrase)
    if comptes.ecart:
        yield commentaire(
            "Un écart vient d’une rangée mal lue, d’un total qui compte autre chose, ou d’une erreur de la caisse."
        )
    for titre, phrases in (("Colonnes", p.colonnes), ("Contrôles", p.controles), ("À savoir", p.avis)):
        if phrases:
            yield commentaire("")
            yield commentaire(f"{titre} :")
            yield from (commentaire(f"- {phrase}") for phrase in phrases)
    if p.non_compris:
        yield commentaire("")
        yield commentaire(
            f"Non repris ou non compris : {accorder(len(p.non_compris), 'cellule')}, voir à la fin de ce fichier."
        )


def bilan(p: Proposition) -> Iterator[str]:
    """The sums in a few sentences, for the top of the file and for the terminal."""
    comptes = p.comptes
    if not (p.lignes or p.a_completer or p.negatives):
        yield "Aucun tableau n’a été lu : la lettre seule est reprise."
        return
    yield f"{accorder(len(p.lignes), 'ligne reprise', 'lignes reprises')}, {euros(comptes.somme)}."
    if p.a_completer:
        dit = accorder(len(p.a_completer), "rangée")
        yield typographier(f"{dit} à compléter, hors de cette somme : {euros(comptes.a_completer)} lus.")
    if p.negatives:
        dit = accorder(len(p.negatives), "régularisation")
        yield typographier(f"{dit} (montants négatifs), hors de cette somme : {euros(comptes.negatifs)}.")
    if comptes.total_lu is None:
        yield "Aucun total imprimé dans le tableau : la somme n’a pas pu être vérifiée."
    elif comptes.ecart == 0:
        yield typographier(f"Total imprimé ({comptes.lieu_total}) : {euros(comptes.total_lu)}, le même.")
    else:
        dit = f"{euros(comptes.total_lu)}, écart de {euros(comptes.ecart or 0)}, à expliquer."
        yield typographier(f"Total imprimé ({comptes.lieu_total}) : {dit}")
    yield from _selon_la_lettre(p)


def _selon_la_lettre(p: Proposition) -> Iterator[str]:
    """The amount that the letter claims, against all that was read line by line."""
    montant = next((champ for champ in p.champs if champ.cle == "courrier.montant"), None)
    if montant is None:
        return
    lu = lire_montant(montant.valeur)
    ecart = lu - p.comptes.somme - p.comptes.a_completer - p.comptes.negatifs
    dit = "la somme des lignes" if ecart == 0 else f"écart de {euros(ecart)} avec les lignes, à expliquer"
    yield typographier(f"Montant de la lettre ({montant.lieu}) : {euros(lu)}, {dit}.")


_OBLIGATOIRES = (("praticien", {"prenom": "prénom", "nom": "nom"}), ("caisse", {"nom": "nom de la caisse"}))
"""What a dossier cannot be read without, and how each is asked for."""


def _tete(p: Proposition) -> Iterator[str]:
    lus = {champ.cle: champ for champ in p.champs}
    yield ""
    yield from _champ("reference", lus.get("dossier.reference"), f"{A_COMPLETER} : un nom pour ce dossier")
    for groupe, cles in _OBLIGATOIRES:
        yield ""
        yield f"{groupe}:"
        for cle, libelle in cles.items():
            yield from _champ(cle, lus.get(f"{groupe}.{cle}"), f"{A_COMPLETER} : {libelle}", "  ")
        autres = [
            champ for champ in p.champs if champ.cle.startswith(f"{groupe}.") and champ.cle.split(".")[1] not in cles
        ]
        for champ in autres:
            yield from _champ(champ.cle.split(".")[1], champ, "", "  ")


def _champ(cle: str, lu: ChampLu | None, defaut: str, retrait: str = "") -> Iterator[str]:
    if lu is None:
        yield f"{retrait}{cle}: {scalaire(defaut)}"
        return
    doute = f" ; confiance {lu.confiance}" + ("" if lu.confiance == "haute" else f" ; {A_CONFIRMER}")
    yield f"{retrait}{cle}: {scalaire(nettoyer(lu.valeur))}  {commentaire(f'{lu.lieu} : « {lu.mots} »{doute}')}"


def _courrier(p: Proposition) -> Iterator[str]:
    """The letter: what was read of it, « inconnu » for the rest; the table's total for its amount, to confirm."""
    lus = {champ.cle.removeprefix("courrier."): champ for champ in p.champs if champ.cle.startswith("courrier.")}
    yield ""
    yield commentaire("Ce que la caisse a envoyé. « inconnu » est toujours une réponse permise.")
    yield "courriers:"
    nature = lus.pop("nature", None)
    if nature is not None:
        debut, *reste = _champ("nature", nature, "", "    ")
        yield "  - " + debut.strip()
        yield from reste
    else:
        yield f"  - nature: notification  # {A_CONFIRMER} : constat_anomalies, mise_en_demeure, retenue_sans_courrier…"
    for cle in ("date", "date_envoi", "date_reception", "reference"):
        yield from _champ(cle, lus.pop(cle, None), "inconnu", "    ") if cle in lus else (f"    {cle}: inconnu",)
    total = p.comptes.total_lu
    if "montant" in lus:
        yield from _champ("montant", lus.pop("montant"), "", "    ")
    elif total is not None and total >= 0:
        origine = f"{A_CONFIRMER} : total du tableau ({p.comptes.lieu_total}) ; recopiez celui de la lettre"
        yield f'    montant: "{_somme(total)}"  {commentaire(origine)}'
    else:
        yield "    montant: inconnu"
    for cle, champ in lus.items():
        yield from _champ(cle, champ, "", "    ")
    yield ""
    entier = p.comptes.ecart == 0 and not p.a_completer and not p.negatives
    reponse = "oui" if entier else "inconnu"
    yield f"toutes_lignes_saisies: {reponse}  # {A_CONFIRMER} : le tableau de la caisse est-il repris en entier ?"


def _griefs(p: Proposition) -> Iterator[str]:
    utiles = {grief for ligne in p.lignes for grief in ligne.griefs}
    yield ""
    yield commentaire("Un grief par motif de la caisse. « precision » : ses mots, noms et numéros masqués.")
    ecrits = [grief for grief in p.griefs if grief.id in utiles]
    yield "griefs:" if ecrits else "griefs: []"
    for grief in p.griefs:
        lignes = list(_grief(grief))
        if grief.id in utiles:
            yield from lignes
        else:
            yield commentaire(
                f"grief {grief.id} : seulement sur des rangées à compléter ; retirez les « # » avec les leurs", "  "
            )
            yield from (f"  #{ligne[2:]}" for ligne in lignes)


def _grief(grief: GriefPropose) -> Iterator[str]:
    yield f"  - id: {scalaire(grief.id)}"
    yield f"    nature: {grief.nature}" + (f"  {commentaire(f'{A_CONFIRMER} : {grief.doute}')}" if grief.doute else "")
    yield f"    precision: {scalaire(grief.lu or f'{A_COMPLETER} : ce que la caisse reproche')}"


def _lignes(p: Proposition) -> Iterator[str]:
    yield ""
    yield commentaire("Une ligne par rangée du tableau ; en fin de ligne, sa cellule de départ.")
    if p.image and p.lignes:
        yield commentaire(f"{A_CONFIRMER} : lues sur une image. Relisez chaque date et chaque montant sur la page.")
    yield "lignes:" if p.lignes else "lignes: []"
    yield from (f"  - {_ligne(ligne)}" for ligne in p.lignes)
    if p.a_completer:
        yield commentaire(
            f"{A_COMPLETER} : rangées dont la date de soin ou le montant n’a pas été lu ; remplissez, ôtez le « # »."
        )
        yield from (f"#  - {_ligne(ligne)}" for ligne in p.a_completer)
    if p.negatives:
        yield commentaire(
            f"{A_CONFIRMER} : régularisations (montants négatifs) que rien n’annule exactement. Un dossier n’a pas de "
            "ligne négative : diminuez la ligne qu’elles corrigent, ou laissez-les ici."
        )
        yield from (f"#  - {_ligne(ligne)}" for ligne in p.negatives)


def _ligne(ligne: LigneProposee) -> str:
    absents = {"date_soin": scalaire(A_COMPLETER), "date_paiement": "inconnu"}
    champs: dict[str, str] = {}
    for cle in _EN_TETE_LIGNE:
        valeur = getattr(ligne, cle)
        if valeur is not None:
            champs[cle] = valeur.isoformat() if isinstance(valeur, date) else scalaire(str(valeur))
        elif cle in absents:
            champs[cle] = absents[cle]
    if ligne.quantite != 1:
        champs["quantite"] = str(ligne.quantite)
    if ligne.accessoire:
        champs["accessoire"] = scalaire(ligne.accessoire)
    if ligne.montant_paye is not None:
        champs["montant_paye"] = f'"{_somme(ligne.montant_paye)}"'
    if ligne.montant_du is not None:
        champs["montant_du"] = f'"{_somme(ligne.montant_du)}"'
    if ligne.acte_retenu:
        champs["acte_retenu"] = scalaire(ligne.acte_retenu)
    montant = ligne.montant_reclame
    champs["montant_reclame"] = scalaire(A_COMPLETER) if montant is None else f'"{_somme(montant)}"'
    champs["grief"] = _liste(ligne.griefs)
    corps = ", ".join(f"{cle}: {valeur}" for cle, valeur in champs.items())
    dits = [", ".join(ligne.lieux), *ligne.notes]
    if ligne.doutes:
        dits.append(f"{A_CONFIRMER} : {' ; '.join(ligne.doutes)}")
    return f"{{{corps}}}  {commentaire(' ; '.join(dits))}"


def _liste(griefs: tuple[str, ...]) -> str:
    ecrits = [scalaire(grief) for grief in griefs]
    return ecrits[0] if len(ecrits) == 1 else f"[{', '.join(ecrits)}]"


def _somme(centimes: Centimes) -> str:
    """« 1234,56 », « -12,50 »: an amount as a dossier writes it."""
    return f"{'-' if centimes < 0 else ''}{abs(centimes) // 100},{abs(centimes) % 100:02d}"


def _restes(p: Proposition) -> Iterator[str]:
    if not p.non_compris:
        return
    yield ""
    yield commentaire("Lu et non repris (noms et numéros masqués) :")
    for reste in p.non_compris[:RESTES_ECRITS]:
        texte = f" : « {reste.texte[:160]} »" if reste.texte else ""
        yield commentaire(f"- {reste.lieu}{texte} ({reste.raison})")
    if len(p.non_compris) > RESTES_ECRITS:
        yield commentaire(f"- et {len(p.non_compris) - RESTES_ECRITS} autres cellules")
