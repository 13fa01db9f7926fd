"""The two final files of an edited letter: the person's own Word file, cleaned, and its text as a PDF of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from indu.commun.ressources import Ressources
from indu.courrier.rendu import ErreurRendu
from indu.relecture.lecture import lire_lettre
from indu.relecture.nettoyage import rendre_definitif
from indu.relecture.points import IMPRIMER, Point, Relecture


def definitifs(
    octets: bytes, nom: str, auteur: str, relecture: Relecture, templates: Ressources, fichier: str = ""
) -> tuple[Relecture, Mapping[str, bytes]]:
    """The final files by name; no PDF when it would lack something, which the points then say.

    The PDF is made from the final Word file read back, so that both say the same thing. ``octets`` is a letter with no
    point open but those of the PDF; ``auteur`` is the practitioner, whatever name Word gave the file.

    Raises:
        EntreeInvalide: it is not a Word document that can be read.
        ErreurEnvironnement: a system library of the PDF engine is missing.
    """
    from indu.courrier.pdf import ecrire_pdf

    jour = lire_lettre(octets, fichier).document.date
    word = rendre_definitif(octets, auteur, jour, fichier)
    fichiers = {f"{nom}-definitif.docx": word}
    if relecture.points:
        return relecture, fichiers
    css = templates.lire("theme/letter.css").decode("utf-8")
    try:
        pdf = ecrire_pdf(replace(lire_lettre(word, fichier).document, projet=False), css)
    except ErreurRendu as erreur:
        refuse = (Point("contenu", "", f"{probleme} ; {IMPRIMER}", pdf_seul=True) for probleme in erreur.problemes)
        return replace(relecture, points=tuple(refuse)), fichiers
    return relecture, {**fichiers, f"{nom}-definitif.pdf": pdf}
