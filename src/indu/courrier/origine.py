"""Where a letter comes from, as its Word file says it: enough to find the dossier again, and nothing private.

The path of the dossier is written only when the letter lies in the dossier's folder or below it: the names of other
folders are nobody's business. It is read with the same distrust: a path found in a file is not followed elsewhere.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from indu import __version__
from indu.commun.texte import espaces_simples, masquer_identifiants
from indu.courrier.document import Document, texte_document

_CHEMIN = re.compile(r"(?:\.\./){0,20}[^/\\:\x00-\x1f]+\.(?:ya?ml|json)", re.IGNORECASE)


def origine_lettre(
    document: Document, type_lettre: str, reference: str, dossier: str = ""
) -> tuple[tuple[str, str], ...]:
    """The origin of a document; ``dossier`` is the relative path of its dossier (empty: not said)."""
    origine = {
        "type": type_lettre,
        "reference": reference,
        "date": document.date.isoformat(),
        "version": __version__,
        "empreinte": empreinte(document),
        "dossier": dossier,
    }
    return tuple((nom, valeur) for nom, valeur in origine.items() if valeur)


def empreinte(document: Document) -> str:
    """What tells that the same dossier would now give other words."""
    texte = espaces_simples(texte_document(document))
    return hashlib.sha256(texte.encode("utf-8", "replace")).hexdigest()[:16]


def chemin_relatif(dossier: Path, sortie: Path) -> str:
    """The path of the dossier seen from the folder of the letter, if it says nothing of other folders; or nothing."""
    try:
        relatif = Path(os.path.relpath(dossier.resolve(), sortie.resolve())).as_posix()
    except (OSError, ValueError):  # another drive
        return ""
    return relatif if _CHEMIN.fullmatch(relatif) and masquer_identifiants(relatif) == relatif else ""


def dossier_designe(lettre: Path, relatif: str) -> Path | None:
    """The dossier that a letter names, if it is there."""
    if not _CHEMIN.fullmatch(relatif):
        return None
    chemin = lettre.parent / relatif
    return chemin if chemin.is_file() else None
