"""The workbook to fill: the sheets that the batch reads, with their headers, help, lists and formats, and no data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from indu.commun.texte import enumerer, majuscule, typographier
from indu.dossier.catalogue import Fait
from indu.importation.grille import lettres
from indu.lot.description_classeur import COURRIER, Champ, Classeur, charger_classeur
from indu.lot.feuilles_classeur import Sorte
from indu.moyens.bibliotheque import Bibliotheque

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

RANGEES = 2_000
"""How many rows have their lists."""
FEUILLES: tuple[Sorte, ...] = ("dossiers", "lignes", "griefs", "courriers", "pieces")
OUI_NON = ("oui", "non", "inconnu")
LARGEURS_FAITS = (22, 48, 36, 70, 36, 44)
_LARGEURS = {"adresse": 32, "date": 14, "montant": 13, "entier": 10, "coefficient": 12, "grief": 44, "choix": 24}
_FORMATS = {"date": "dd/mm/yyyy", "montant": "#,##0.00", "entier": "0", "coefficient": "0.00"}
_PREMIERS = {"reference": 0, "praticien": 1, "caisse": 2, "courrier": 3}
"""The groups of columns of a dossier that come first, the others in the order of the data file."""
_CREE = datetime(2026, 1, 1)
"""A fixed day: the same program writes the same bytes."""


def classeur_vide(bibliotheque: Bibliotheque) -> bytes:
    """The workbook to fill, as an .xlsx file.

    Raises:
        BibliothequeInvalide: ``arguments/importation`` is wrong.
    """
    import xlsxwriter

    description = charger_classeur(bibliotheque.arguments, bibliotheque.catalogue)
    tampon = BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True}) as classeur:
        classeur.set_properties({"title": "Dossiers à contester", "created": _CREE})
        _Modele(classeur, description).ecrire()
    return tampon.getvalue()


class _Modele:
    """The workbook being written: its formats, and the lists that cells choose from."""

    def __init__(self, classeur: Workbook, description: Classeur) -> None:
        self._classeur = classeur
        self._description = description
        griefs = list(description.catalogue.griefs.values())
        self._listes: list[tuple[str, list[str]]] = [
            ("grief", [grief.libelle for grief in griefs]),
            ("identifiant", [grief.id for grief in griefs]),
            ("ce que la caisse écrit", [grief.formule for grief in griefs]),
            ("oui ou non", list(OUI_NON)),
        ]
        base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        tete = base | {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#8EA9C1"}
        self._titre = classeur.add_format(base | {"bold": True, "font_size": 16, "font_color": "#1F3A55"})
        self._sous_titre = classeur.add_format(
            base | {"bold": True, "font_color": "#1F3A55", "text_wrap": True, "align": "left"}
        )
        self._texte = classeur.add_format(base | {"text_wrap": True})
        self._simple = classeur.add_format(base)
        self._obligatoire = classeur.add_format(tete | {"bg_color": "#1F3A55", "font_color": "#FFFFFF"})
        self._facultative = classeur.add_format(tete | {"bg_color": "#DCE6F0", "font_color": "#1F3A55"})
        self._cellules = {
            genre: classeur.add_format(base | {"num_format": forme, "text_wrap": genre == "@"})
            for genre, forme in (*_FORMATS.items(), ("@", "@"))
        }

    def ecrire(self) -> None:
        """Every sheet, in the order of use; the lists are written last, once known."""
        emploi = self._classeur.add_worksheet("mode d’emploi")
        feuilles = {sorte: self._classeur.add_worksheet(sorte) for sorte in FEUILLES}
        listes, faits = self._classeur.add_worksheet("listes"), self._classeur.add_worksheet("faits")
        self._ecrire_emploi(emploi)
        for sorte, feuille in feuilles.items():
            self._ecrire_feuille(feuille, sorte)
        self._ecrire_listes(listes)
        self._ecrire_faits(faits)
        feuilles["dossiers"].activate()

    def _ecrire_emploi(self, feuille: Worksheet) -> None:
        feuille.hide_gridlines(2)
        feuille.set_column(0, 0, 14)
        feuille.set_column(1, 1, 96)
        feuille.write_string(0, 0, "Mode d’emploi", self._titre)
        rang = 2
        for sorte in FEUILLES:
            feuille.write_string(rang, 0, sorte, self._sous_titre)
            notice = self._description.description.feuilles[sorte].notice
            feuille.write_string(rang, 1, typographier(notice), self._texte)
            rang += 1
        for numero, phrase in enumerate(self._description.description.mode_d_emploi, start=1):
            feuille.write_number(rang + numero, 0, numero, self._sous_titre)
            feuille.write_string(rang + numero, 1, typographier(phrase), self._texte)
            feuille.set_row(rang + numero, 15 * (1 + len(phrase) // 100) + 3)
        feuille.set_portrait()
        feuille.set_paper(9)
        feuille.fit_to_pages(1, 0)

    def colonnes(self, sorte: Sorte) -> list[Champ]:
        """The columns of a sheet: what is mandatory and usual, then the facts that are often needed."""
        faits = self._description.description.feuilles[sorte].faits
        champs = self._description.champs[sorte]
        usuels = [champ for champ in champs.values() if not champ.fait and not champ.rare]
        if sorte == "dossiers":
            usuels.sort(key=lambda champ: _PREMIERS.get(champ.nom.partition(".")[0], len(_PREMIERS)))
        return usuels + [champs[nom] for nom in faits]

    def titre(self, sorte: Sorte, champ: Champ) -> str:
        """The header: the French label when it tells the column, else its name."""
        lu = self._description.champ(sorte, champ.libelle)
        return champ.libelle if isinstance(lu, Champ) and lu.nom == champ.nom else champ.nom

    def _ecrire_feuille(self, feuille: Worksheet, sorte: Sorte) -> None:
        feuille.set_row(0, 62)
        feuille.freeze_panes(1, 1)
        feuille.set_landscape()
        feuille.repeat_rows(0)
        feuille.set_paper(9)
        for rang, champ in enumerate(self.colonnes(sorte)):
            titre = self.titre(sorte, champ)
            affiche = majuscule(titre) if titre == champ.libelle else titre
            feuille.write_string(
                0,
                rang,
                typographier(f"{affiche} *" if champ.obligatoire else affiche),
                self._obligatoire if champ.obligatoire else self._facultative,
            )
            feuille.write_comment(0, rang, self._aide(champ), {"x_scale": 2.2, "y_scale": 1.6, "author": "indu"})
            format_ = self._cellules.get(champ.genre, self._cellules["@"])
            feuille.set_column(rang, rang, _LARGEURS.get(champ.genre, 22 if champ.fait else 20), format_)
            self._proposer(feuille, sorte, rang, champ)

    def _aide(self, champ: Champ) -> str:
        phrases = [champ.aide, "Obligatoire." if champ.obligatoire else ""]
        if champ.genre == "booleen":
            phrases.append("Réponses : oui, non, inconnu.")
        elif champ.genre in ("choix", "liste") and champ.affiches:
            phrases.append(f"Réponses : {enumerer(champ.affiches, 'ou')}.")
        phrases.append(f"Nom du champ : {champ.nom}")
        return typographier("\n".join(phrase for phrase in phrases if phrase))

    def _proposer(self, feuille: Worksheet, sorte: Sorte, rang: int, champ: Champ) -> None:
        """The drop-down list of a column; a line may also cite a grief by its letter."""
        choix: Sequence[str] = OUI_NON if champ.genre == "booleen" else champ.affiches
        if not choix or champ.genre == "liste":
            return
        regle: dict[str, Any] = {
            "validate": "list",
            "source": self._liste(champ.libelle, choix),
            "show_error": not (sorte == "lignes" and champ.genre == "grief"),
            "error_title": "Réponse non prévue",
            "error_message": "Choisissez dans la liste, ou laissez vide.",
        }
        if champ.genre == "choix" and champ.inconnu:
            regle["error_type"] = "warning"  # « inconnu » is an answer too
        feuille.data_validation(1, rang, RANGEES, rang, regle)

    def _liste(self, titre: str, valeurs: Sequence[str]) -> str:
        """The range of a list on its sheet; the same values make one list."""
        connues = [connue for _, connue in self._listes]
        if list(valeurs) not in connues:
            self._listes.append((titre, list(valeurs)))
            connues.append(list(valeurs))
        colonne = lettres(connues.index(list(valeurs)))
        return f"=listes!${colonne}$2:${colonne}${len(valeurs) + 1}"

    def _ecrire_listes(self, feuille: Worksheet) -> None:
        for rang, (titre, valeurs) in enumerate(self._listes):
            feuille.write_string(0, rang, majuscule(titre), self._facultative)
            feuille.write_column(1, rang, valeurs, self._simple)
            feuille.set_column(rang, rang, max(len(valeur) for valeur in (titre, *valeurs)) + 3)
        feuille.freeze_panes(1, 1)
        feuille.set_landscape()

    def _ecrire_faits(self, feuille: Worksheet) -> None:
        """Every fact of the catalogue, and where its column goes."""
        titres = ("Feuille", "Titre de la colonne", "Identifiant", "Question", "Réponses", "Pour quels griefs")
        for rang, titre in enumerate(titres):
            feuille.write_string(0, rang, titre, self._facultative)
            feuille.set_column(rang, rang, LARGEURS_FAITS[rang])
        numero = 0
        for fait in self._description.catalogue.faits.values():
            places = {sorte: champ for sorte in FEUILLES if (champ := _colonne(self._description, sorte, fait))}
            if not places:
                continue
            numero += 1
            sorte, champ = next(reversed(places.items()))
            reponses = "oui, non, inconnu" if champ.genre == "booleen" else enumerer(champ.affiches, "ou")
            cellules = (
                enumerer(list(places), "ou"),
                self.titre(sorte, champ),
                fait.id,
                fait.question,
                reponses or f"{champ.genre}, ou inconnu",
                ", ".join(fait.griefs) or "tous",
            )
            for rang, texte in enumerate(cellules):
                feuille.write_string(numero, rang, texte, self._texte)
            lignes = max(1 + len(texte) // (large - 4) for texte, large in zip(cellules, LARGEURS_FAITS, strict=True))
            feuille.set_row(numero, 15 * lignes + 2)
        feuille.autofilter(0, 0, numero, len(titres) - 1)
        feuille.freeze_panes(1, 0)
        feuille.set_landscape()
        feuille.set_paper(9)
        feuille.fit_to_pages(1, 0)
        feuille.repeat_rows(0)


def _colonne(description: Classeur, sorte: Sorte, fait: Fait) -> Champ | None:
    champ = description.champs[sorte].get(fait.id) or description.champs[sorte].get(COURRIER + fait.id)
    return champ if champ is not None and champ.fait else None
