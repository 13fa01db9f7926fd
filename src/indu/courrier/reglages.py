"""The user's own settings, ``reglages.yaml``: folders laid over ours, letterhead, signature, copies."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from indu.commun.champs import Entier, Libelle, ListeOuUn, Modele, erreur
from indu.commun.erreurs import EntreeInvalide, Probleme
from indu.commun.validation import trier, valider
from indu.commun.yaml import Lecture, lire_yaml
from indu.courrier.document import Image
from indu.courrier.identite import Identite, Signataire
from indu.courrier.images import ImageRefusee, lire_image

NOM = "reglages.yaml"
LARGEURS_LOGO_MM = (10, 76)
"""As wide as the sender's column at most."""
_HAUTEUR_LOGO_MM = 30
_SIGNATURE_MM = (60, 22)
"""Width and height of the place left for a signature."""


def _largeur(millimetres: int) -> int:
    mini, maxi = LARGEURS_LOGO_MM
    if not mini <= millimetres <= maxi:
        raise erreur("largeur hors des bornes", f"de {mini} à {maxi} millimètres")
    return millimetres


class SignataireDesReglages(Modele):
    """Who signs for the practitioner, with a power of attorney joined to the letter."""

    nom: Libelle
    qualite: Libelle | None = None


class FichierReglages(Modele):
    """What the file may say; all of it may be left out. Paths are relative to the file."""

    arguments: Libelle | None = None
    templates: Libelle | None = None
    base_docx: Libelle | None = None
    expediteur: Annotated[tuple[Libelle, ...], ListeOuUn] = ()
    logo: Libelle | None = None
    logo_texte: Libelle | None = None
    logo_largeur_mm: Annotated[Entier, AfterValidator(_largeur)] = 40
    signature: Libelle | None = None
    signataire: SignataireDesReglages | None = None
    copies: Annotated[tuple[Libelle, ...], ListeOuUn] = ()


@dataclass(frozen=True)
class Reglages:
    """The settings, read and checked; images are opened only when a letter is written."""

    dossier: Path = Path()
    contenu: FichierReglages = field(default_factory=FichierReglages)
    lecture: Lecture = field(default_factory=lambda: Lecture(""))

    @property
    def arguments(self) -> Path | None:
        """The folder laid over our ``arguments/``."""
        return self._chemin(self.contenu.arguments)

    @property
    def templates(self) -> Path | None:
        """The folder laid over our ``templates/``."""
        return self._chemin(self.contenu.templates)

    @property
    def base_docx(self) -> Path | None:
        """The user's own Word base."""
        return self._chemin(self.contenu.base_docx)

    def identite(self) -> Identite:
        """What goes on every letter, images included.

        Raises:
            EntreeInvalide: an image cannot be shown; each problem with its line.
        """
        problemes: list[Probleme] = []
        lu = self.contenu
        logo = self._image("logo", lu.logo_texte or "", (lu.logo_largeur_mm, _HAUTEUR_LOGO_MM), problemes)
        signature = self._image("signature", "Signature manuscrite", _SIGNATURE_MM, problemes)
        if problemes:
            raise EntreeInvalide(problemes)
        signataire = Signataire(lu.signataire.nom, lu.signataire.qualite or "") if lu.signataire else None
        return Identite(lu.expediteur, signataire, lu.copies, logo, signature)

    def _chemin(self, ecrit: str | None) -> Path | None:
        return None if ecrit is None else self.dossier / Path(ecrit).expanduser()

    def _image(self, champ: str, texte: str, place: tuple[int, int], problemes: list[Probleme]) -> Image | None:
        """The image of a field, or ``None`` and why it is refused."""
        chemin = self._chemin(getattr(self.contenu, champ))
        if chemin is None:
            return None
        try:
            return lire_image(chemin.read_bytes(), texte, *place)
        except ImageRefusee as refus:
            problemes.append(self.probleme(str(refus), champ, attendu=refus.attendu))
        except OSError:
            problemes.append(self.probleme("fichier illisible", champ))
        return None

    def probleme(self, message: str, champ: str, attendu: str = "") -> Probleme:
        """A problem of one field, where it is written."""
        lecture = self.lecture
        return Probleme(message, lecture.fichier, lecture.ligne((champ,)), champ, lecture.ecrit((champ,)), attendu)


def lire_reglages(chemin: Path) -> Reglages:
    """The settings that a file holds.

    Raises:
        EntreeInvalide: with every problem found, each with its line.
    """
    try:
        lecture = lire_yaml(chemin.read_bytes(), str(chemin))
    except OSError:
        raise EntreeInvalide.simple("fichier de réglages illisible ou introuvable", fichier=str(chemin)) from None
    if lecture.valeur is None and not lecture.problemes:
        lecture.valeur = {}  # a file where every line is a comment
    contenu, problemes = valider(FichierReglages, lecture)
    if contenu is None or problemes:
        raise EntreeInvalide(problemes)
    reglages = Reglages(chemin.parent, contenu, lecture)
    if problemes := _verifier(reglages):
        raise EntreeInvalide(trier(problemes))
    return reglages


def _verifier(reglages: Reglages) -> list[Probleme]:
    """What no single field can say: paths that lead nowhere, a logo that nobody describes."""
    problemes = [
        reglages.probleme("ce dossier n’existe pas", champ)
        for champ, chemin in (("arguments", reglages.arguments), ("templates", reglages.templates))
        if chemin is not None and not chemin.is_dir()
    ]
    problemes += [
        reglages.probleme("ce fichier n’existe pas", champ)
        for champ in ("base_docx", "logo", "signature")
        if (chemin := reglages._chemin(getattr(reglages.contenu, champ))) is not None and not chemin.is_file()
    ]
    if reglages.contenu.logo is not None and reglages.contenu.logo_texte is None:
        attendu = "logo_texte : ce que montre le logo, pour qui ne le voit pas"
        problemes.append(reglages.probleme("ce logo n’a pas de texte", "logo", attendu))
    return problemes
