"""Recording a person's reading of a text, in a folder of their own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from indu.commun.ecriture import ecrire_atomique
from indu.commun.erreurs import BibliothequeInvalide, EntreeInvalide, ErreurEnvironnement
from indu.commun.texte import nettoyer
from indu.commun.validation import valider
from indu.commun.yaml import lire_yaml
from indu.droit.sources import CONFIRMATIONS, Article, Confirmation, FichierConfirmations, Source, Statut

ORIGINE = date(1804, 3, 21)
"""The first day of a text whose own is not known: the oldest code we cite is of that day."""
ENTETE = "# Vos lectures des textes, écrites par « indu sources confirmer ». Elles valent pour tous vos dossiers.\n"


def preparer_confirmation(
    source: Source, *, par: str, le: date, version: str | None = None, du: date | None = None
) -> Confirmation:
    """The reading of the version in force on that day (or of a newer one, which then needs its first day).

    Raises:
        EntreeInvalide: a decision, a source that may not be cited, an unknown version without its first day.
    """
    if not isinstance(source, Article) or source.statut is not Statut.CITABLE:
        raise EntreeInvalide.simple(f"{source.citation_courte} : seul un texte citable se confirme par une lecture")
    connues = {connue.id: connue for connue in source.versions}
    en_vigueur = source.version(le)
    lue = version or (en_vigueur.id if en_vigueur is not None else None)
    if lue is None:
        lue = f"rédaction en vigueur le {le:%d/%m/%Y}"
        du = du or (en_vigueur.du or ORIGINE if en_vigueur is not None else le)
    elif lue not in connues and du is None:
        raise EntreeInvalide.simple(
            f"la version {lue} n’est pas parmi les nôtres", attendu="sa date de début, avec --depuis JJ/MM/AAAA"
        )
    return Confirmation(source=source.id, version=lue, du=du, le=le, par=nettoyer(par))


def ajouter_confirmation(dossier: Path, lecture: Confirmation) -> Path:
    """Add a reading to the folder's file; the file is created if need be, and what it held is kept.

    Raises:
        BibliothequeInvalide: the file is there and cannot be read.
        ErreurEnvironnement: the folder cannot be written.
    """
    chemin = dossier / CONFIRMATIONS
    deja: tuple[Confirmation, ...] = ()
    if chemin.is_file():
        fichier, problemes = valider(FichierConfirmations, lire_yaml(chemin.read_bytes(), str(chemin)))
        if fichier is None:
            raise BibliothequeInvalide(problemes)
        deja = fichier.confirmations
    contenu = [{c: str(v) for c, v in une.model_dump().items() if v is not None} for une in (*deja, lecture)]
    texte = ENTETE + yaml.safe_dump({"confirmations": contenu}, allow_unicode=True, sort_keys=False)
    try:
        dossier.mkdir(parents=True, exist_ok=True)
        ecrire_atomique(chemin, texte.encode())
    except OSError:
        raise ErreurEnvironnement.simple(f"écriture impossible dans « {dossier} »") from None
    return chemin
