"""``indu lettre --pieces``: reads the exhibits' files, and says what a person still has to join."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indu.commun.erreurs import EntreeInvalide, Probleme
from indu.commun.ressources import Ressources
from indu.commun.texte import plages

if TYPE_CHECKING:
    from indu.courrier.assemblage import Assemblage
    from indu.courrier.document import Document
    from indu.courrier.fabrique import Ouvrage
    from indu.dossier.modele import Dossier


@dataclass(frozen=True)
class PiecesJointes:
    """The files made from the exhibits, by name, and what to say of them."""

    fichiers: Mapping[str, bytes] = field(default_factory=dict)
    remarques: tuple[str, ...] = ()
    json: Mapping[str, Any] = field(default_factory=dict)


def joindre_pieces(
    ouvrages: Sequence[Ouvrage],
    ecrits: Mapping[str, Document],
    contenus: Mapping[str, bytes],
    templates: Ressources,
    racine: Path | None,
) -> PiecesJointes:
    """Each letter followed by its exhibits, and the sealed envelope; nothing without ``racine``.

    ``ecrits`` and ``contenus`` are the documents and the files already made, by name: a letter is not laid out twice.

    Raises:
        EntreeInvalide: with every file of an exhibit that cannot be used.
    """
    from indu.courrier.redaction import nom_de_base

    if racine is None:
        return PiecesJointes()
    if not ouvrages:
        sans_lettre = "\nIl n’y a pas de lettre : les pièces ne sont pas assemblées."
        return PiecesJointes(remarques=(sans_lettre,), json={"pieces": []})
    lus = lire_pieces(ouvrages[0].etude.analyse.dossier, racine)
    assembles = {
        nom: _assembler(ouvrage, nom, contenus, lus, templates)
        for ouvrage in ouvrages
        for nom, document in ecrits.items()
        if document.blocs is ouvrage.lettre.document.blocs
    }
    base = nom_de_base(ouvrages[0].etude.analyse.dossier)
    faits: dict[str, bytes] = {}
    for nom, assemblage in assembles.items():
        faits[f"{nom}-avec-pieces.pdf"] = assemblage.commun
        if assemblage.pli is not None:
            de_la_lettre = nom.removeprefix(base) if len(assembles) > 1 else ""
            faits[f"{base}-pli-secret-medical{de_la_lettre}.pdf"] = assemblage.pli
    remarques = (remarque for nom, fait in assembles.items() for remarque in _remarques(fait, nom, len(assembles)))
    objets = [
        {"lettre": nom, "sans_fichier": list(fait.absentes), "reparees": list(fait.reparees)}
        for nom, fait in assembles.items()
    ]
    return PiecesJointes(faits, tuple(remarques), {"pieces": objets})


def _assembler(
    ouvrage: Ouvrage, nom: str, contenus: Mapping[str, bytes], lus: Mapping[str, bytes], templates: Ressources
) -> Assemblage:
    """One letter and its exhibits."""
    from indu.courrier.assemblage import assembler
    from indu.courrier.fabrique import fichiers
    from indu.courrier.pieces import dresser

    etude, document = ouvrage.etude, ouvrage.lettre.document
    dossier = etude.analyse.dossier
    bordereau = dresser(dossier.pieces, etude.plan, etude.selection.retenus)
    pdf = contenus.get(f"{nom}.pdf") or fichiers({nom: document}, templates, ("pdf",))[f"{nom}.pdf"]
    return assembler(document, pdf, bordereau, lus, dossier.reference, templates)


def lire_pieces(dossier: Dossier, racine: Path) -> dict[str, bytes]:
    """The bytes of the exhibits that have a file, by identifier of the piece.

    Raises:
        EntreeInvalide: with every file that is missing, too large, or outside the dossier's folder.
    """
    from indu.courrier.piece_pdf import TAILLE_MAX

    lus: dict[str, bytes] = {}
    problemes: list[Probleme] = []
    base = racine.resolve()
    for piece in dossier.pieces:
        if piece.fichier is None:
            continue
        chemin = base / piece.fichier
        attendu, raison = "", ""
        try:
            if not chemin.resolve().is_relative_to(base):
                raison, attendu = "ce fichier est hors du dossier", "un fichier du dossier, ou plus bas"
            elif not chemin.is_file():
                raison, attendu = "fichier introuvable", f"un fichier dans « {racine} »"
            elif chemin.stat().st_size > TAILLE_MAX:
                raison, attendu = "ce fichier est trop gros", f"{TAILLE_MAX // 1_000_000} Mo au plus"
            else:
                lus[piece.id] = chemin.read_bytes()
        except OSError:
            raison = "fichier illisible"
        if raison:
            message = f"pièce « {piece.id} » ({piece.intitule}) : {raison}"
            problemes.append(Probleme(message, fichier=piece.fichier, attendu=attendu))
    if problemes:
        raise EntreeInvalide(problemes)
    return lus


def _remarques(assemblage: Assemblage, lettre: str, lettres: int) -> Iterator[str]:
    tete = f"{lettre} : " if lettres > 1 else ""
    if assemblage.absentes:
        seule = len(assemblage.absentes) == 1
        noms = f"La pièce {assemblage.absentes[0]} n’a" if seule else f"Les pièces {plages(assemblage.absentes)} n’ont"
        yield (
            f"\n{tete}{noms} pas de fichier : seule une page de garde tient sa place ; "
            f"joignez-{'la' if seule else 'les'} vous-même."
        )
    if assemblage.reparees:
        noms = plages(assemblage.reparees)
        yield f"\n{tete}Fichier abîmé, réparé à l’ouverture (pièce {noms}) : comparez ses pages à l’original."
    if assemblage.pli is not None:
        yield f"\n{tete}Le pli « secret médical » est un fichier à part : imprimez-le et mettez-le sous enveloppe."
