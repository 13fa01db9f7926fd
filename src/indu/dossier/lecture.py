"""Reading a dossier from YAML or JSON: one pass, every problem at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from indu.commun.erreurs import EntreeInvalide, Probleme
from indu.commun.texte import proche
from indu.commun.validation import trier, valider
from indu.commun.yaml import Chemin, Lecture, lire_yaml, nom_chemin
from indu.dossier.catalogue import Catalogue
from indu.dossier.modele import Dossier, modele_dossier


def lire_dossier(chemin: Path, catalogue: Catalogue) -> Dossier:
    """Read and check a dossier file.

    Raises:
        EntreeInvalide: with every problem found, each with its line.
    """
    return dossier_depuis(lire_octets(chemin), str(chemin), catalogue)


def lire_octets(chemin: Path) -> bytes:
    """The bytes of a dossier file.

    Raises:
        EntreeInvalide: there is no such file, or it cannot be read.
    """
    try:
        return chemin.read_bytes()
    except IsADirectoryError:
        raise EntreeInvalide.simple("c’est un dossier, pas un fichier", fichier=str(chemin)) from None
    except OSError as erreur:
        raison = "fichier introuvable" if isinstance(erreur, FileNotFoundError) else "fichier illisible"
        raise EntreeInvalide.simple(raison, fichier=str(chemin)) from None


def dossier_depuis(octets: bytes, fichier: str, catalogue: Catalogue) -> Dossier:
    """The dossier written in these bytes.

    Raises:
        EntreeInvalide: with every problem found, each with its line.
    """
    return dossier_de_lecture(lire_yaml(octets, fichier), catalogue)


def dossier_de_lecture(lecture: Lecture, catalogue: Catalogue) -> Dossier:
    """The dossier of what was read, or built in memory.

    Raises:
        EntreeInvalide: with every problem found, each with its line.
    """
    if not lecture.problemes and lecture.valeur is None:
        raise EntreeInvalide.simple("le dossier est vide", fichier=lecture.fichier)
    if not isinstance(lecture.valeur, dict):
        attendu = "des champs « nom: valeur » (voir les exemples)"
        raise EntreeInvalide(
            lecture.problemes or [Probleme("ce n’est pas un dossier", lecture.fichier, 1, attendu=attendu)]
        )
    dossier, problemes = valider(modele_dossier(catalogue, _natures(lecture)), lecture)
    if dossier is not None:
        problemes = trier([*problemes, *verifier(dossier, catalogue, lecture)])
    if problemes or dossier is None:
        raise EntreeInvalide(problemes)
    return dossier


def _natures(lecture: Lecture) -> set[str]:
    """The natures of grief that are written; none as soon as one of them is not a text."""
    griefs = lecture.valeur.get("griefs") if isinstance(lecture.valeur, dict) else None
    ecrites = [grief.get("nature") if isinstance(grief, dict) else None for grief in griefs or ()]
    return {str(nature) for nature in ecrites} if all(isinstance(nature, str) for nature in ecrites) else set()


def verifier(dossier: Dossier, catalogue: Catalogue, lecture: Lecture) -> Iterator[Probleme]:
    """What no single field can say: references, repeated identifiers, dates that contradict each other."""

    def probleme(
        message: str, chemin: Chemin, *, lu: str | None = None, attendu: str = "", voisin: str = ""
    ) -> Probleme:
        return Probleme(
            message,
            lecture.fichier,
            lecture.ligne(chemin),
            nom_chemin(chemin),
            lu=lecture.ecrit(chemin) if lu is None else lu,
            attendu=attendu,
            proche=voisin,
        )

    griefs = {grief.id: grief for grief in dossier.griefs}
    yield from _repetitions("griefs", [grief.id for grief in dossier.griefs], probleme)
    yield from _repetitions("pieces", [piece.id for piece in dossier.pieces], probleme)
    yield from _repetitions("lignes", list(dossier.numeros), probleme, champ="numero")
    for rang, ligne in enumerate(dossier.lignes):
        for cite in ligne.grief:
            if cite not in griefs:
                yield probleme(
                    "cette ligne cite un grief qui n’est pas déclaré",
                    ("lignes", rang, "grief"),
                    lu=cite,
                    attendu="un identifiant de la liste « griefs »",
                    voisin=proche(cite, griefs),
                )
        possibles = [griefs[cite].nature for cite in ligne.grief if cite in griefs]
        avant = ligne.date_ordonnance is not None and ligne.date_soin < ligne.date_ordonnance
        if avant and not any(catalogue.griefs[nature].soins_avant_ordonnance for nature in possibles):
            yield probleme(
                "le soin est daté avant sa propre ordonnance, ce que le grief ne reproche pas",
                ("lignes", rang, "date_soin"),
                attendu=f"une date au plus tôt le {ligne.date_ordonnance:%d/%m/%Y}, ou corrigez date_ordonnance",
            )
    utilises = {cite for ligne in dossier.lignes for cite in ligne.grief}
    for rang, grief in enumerate(dossier.griefs):
        if dossier.lignes and grief.id not in utilises and grief.montant_annonce is None:
            yield probleme(
                "aucune ligne n’utilise ce grief",
                ("griefs", rang, "id"),
                lu=grief.id,
                attendu="au moins une ligne avec ce grief, ou son montant_annonce, ou retirez-le",
            )
    for rang, courrier in enumerate(dossier.courriers):
        for champ in ("date_envoi", "date_reception"):
            jour = getattr(courrier, champ)
            if courrier.date is not None and jour is not None and jour < courrier.date:
                yield probleme(
                    "cette date précède celle de la lettre elle-même",
                    ("courriers", rang, champ),
                    attendu=f"une date au plus tôt le {courrier.date:%d/%m/%Y}",
                )
        if courrier.periode_debut and courrier.periode_fin and courrier.periode_fin < courrier.periode_debut:
            yield probleme(
                "cette période finit avant de commencer",
                ("courriers", rang, "periode_fin"),
                attendu=f"une date au plus tôt le {courrier.periode_debut:%d/%m/%Y}",
            )
        if courrier.date_envoi and courrier.date_reception and courrier.date_reception < courrier.date_envoi:
            yield probleme(
                "la lettre ne peut pas être reçue avant d’être envoyée",
                ("courriers", rang, "date_reception"),
                attendu=f"une date au plus tôt le {courrier.date_envoi:%d/%m/%Y}",
            )


def _repetitions(
    liste: str, cles: list[str] | list[int], probleme: Callable[..., Probleme], champ: str = "id"
) -> Iterator[Probleme]:
    premiers: dict[object, int] = {}
    for rang, cle in enumerate(cles):
        if cle in premiers:
            message = f"déjà donné à l’élément {premiers[cle] + 1} de la liste"
            attendu = "un numéro différent pour chaque ligne" if champ == "numero" else "un identifiant par élément"
            yield probleme(message, (liste, rang, champ), lu=str(cle), attendu=attendu)
        premiers.setdefault(cle, rang)
