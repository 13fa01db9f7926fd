"""The sheets of a workbook as tables: which sheet is which, where its header is, what its columns are, and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from indu.commun.erreurs import EntreeInvalide, Probleme
from indu.commun.texte import enumerer, espaces_simples
from indu.importation.grille import Cellule, Grille, lettres
from indu.importation.rangees import genre_de_rangee
from indu.lot.description_classeur import JOINTURE, Champ, Classeur
from indu.lot.feuilles_classeur import Sorte

RANGEES_DE_TETE = 40
"""How many rows are looked at to find the header."""
_ATTENDUES = "une feuille dont le nom contient dossiers, lignes, griefs, courriers ou pièces"


@dataclass(frozen=True, slots=True)
class Rangee:
    """A row: the dossier it is of (empty when it does not say), its filled cells under known columns."""

    feuille: str
    numero: int
    reference: str
    cellules: tuple[tuple[Champ, Cellule, str], ...]
    """Each with its field and its place: « feuille « lignes », cellule D14 »."""

    @property
    def patient(self) -> list[tuple[Champ, Cellule]]:
        """The cells that name the patient: one, or the name and the first name."""
        return [(champ, cellule) for champ, cellule, _ in self.cellules if champ.genre == "patient"]

    @property
    def place(self) -> str:
        """« feuille « lignes », rangée 14 »."""
        return f"{nom_feuille(self.feuille)}, rangée {self.numero}"


@dataclass(slots=True)
class Tables:
    """What the sheets hold, what is wrong with them (of no dossier in particular), and what a person should know."""

    fichier: str
    rangees: dict[Sorte, list[Rangee]] = field(default_factory=dict)
    problemes: list[Probleme] = field(default_factory=list)
    avis: list[str] = field(default_factory=list)

    def dire(self, place: str, message: str, *, lu: str | None = None, attendu: str = "", proche: str = "") -> None:
        """Note a problem at a place of the workbook."""
        self.problemes.append(
            Probleme(message, f"{self.fichier}, {place}", lu=lu, attendu=attendu, proche=proche),
        )


def nom_feuille(nom: str) -> str:
    """« feuille « lignes » »; a sheet whose name is not shown goes by its rank."""
    return nom if nom.startswith("feuille ") else f"feuille « {nom} »"


def lire_tables(grilles: Sequence[Grille], fichier: str, classeur: Classeur) -> Tables:
    """The rows of every known sheet.

    Raises:
        EntreeInvalide: no sheet of dossiers, or a known sheet whose header is not found.
    """
    tables = Tables(fichier)
    pleines = [grille for grille in grilles if any(cellule.texte for rangee in grille.rangees for cellule in rangee)]
    for grille in pleines:
        sorte = "dossiers" if len(pleines) == 1 else classeur.sorte(grille.nom)
        if sorte is None:
            tables.dire(nom_feuille(grille.nom), "feuille non reconnue : rien n’en est repris", attendu=_ATTENDUES)
        elif sorte != "ignoree":
            tables.rangees.setdefault(sorte, []).extend(_feuille(grille, sorte, classeur, tables))
    if "dossiers" not in tables.rangees:
        raise EntreeInvalide(
            [
                Probleme("ce classeur n’a pas de feuille « dossiers »", fichier, attendu=_ATTENDUES),
                *tables.problemes,
            ]
        )
    return tables


def _feuille(grille: Grille, sorte: Sorte, classeur: Classeur, tables: Tables) -> list[Rangee]:
    jointure = "reference" if sorte == "dossiers" else JOINTURE
    tete, colonnes = _entete(grille, sorte, classeur)
    presents = {champ.nom for champ in colonnes.values() if isinstance(champ, Champ)}
    if jointure not in presents or len(presents) < 2:
        libelles = [champ.libelle for champ in classeur.champs[sorte].values() if champ.obligatoire]
        raise EntreeInvalide.simple(
            "aucune rangée d’en-têtes n’y est reconnue",
            fichier=f"{tables.fichier}, {nom_feuille(grille.nom)}",
            attendu=f"les colonnes {enumerer([f'« {libelle} »' for libelle in libelles])}",
        )
    comprises = {rang: champ for rang, champ in colonnes.items() if isinstance(champ, Champ)}
    _dire_les_autres(grille, tete, colonnes, sorte, classeur, tables)
    rangees = list(_rangees(grille, tete, comprises, jointure))
    if sorte == "lignes":
        rangees = [rangee for rangee in rangees if not _total(rangee, grille, classeur, tables)]
    return rangees


def _entete(grille: Grille, sorte: Sorte, classeur: Classeur) -> tuple[int, dict[int, Champ | str]]:
    """The row that names the most columns, and what each of its cells names."""
    meilleure: tuple[int, int, dict[int, Champ | str]] = (0, 0, {})
    for rang, rangee in enumerate(grille.rangees[:RANGEES_DE_TETE]):
        lues = {place: classeur.champ(sorte, cellule.texte) for place, cellule in enumerate(rangee) if cellule.texte}
        note = len({champ.nom for champ in lues.values() if isinstance(champ, Champ)})
        if note > meilleure[0]:
            meilleure = note, rang, lues
    return meilleure[1], meilleure[2]


def _dire_les_autres(
    grille: Grille, tete: int, colonnes: dict[int, Champ | str], sorte: Sorte, classeur: Classeur, tables: Tables
) -> None:
    """The columns that are not taken: unknown ones are problems, the caisse's own that no dossier needs are told."""
    masqueur = classeur.vocabulaire.masqueur
    for rang, champ in colonnes.items():
        if isinstance(champ, Champ):
            continue
        place = f"{nom_feuille(grille.nom)}, cellule {lettres(rang)}{tete + 1}"
        entete = masqueur.entete(grille.rangees[tete][rang].texte)
        if champ:
            prive = classeur.vocabulaire.colonnes.non_repris[champ.removeprefix("-")].prive
            dit = "" if prive else f" « {entete} »"
            tables.avis.append(f"{place} : colonne{dit} non reprise, un dossier n’en a pas l’usage")
            continue
        ailleurs = classeur.ailleurs(sorte, entete)
        attendu = f"cette colonne va dans la feuille « {ailleurs} »" if ailleurs else ""
        voisin = "" if ailleurs else classeur.voisin(sorte, entete)
        tables.dire(place, "colonne inconnue : rien n’en est repris", lu=entete, attendu=attendu, proche=voisin)
    hors = [
        (rang, numero)
        for numero, rangee in enumerate(grille.rangees[tete + 1 :], start=tete + 2)
        for rang, cellule in enumerate(rangee)
        if cellule.texte and rang not in colonnes
    ]
    for colonne in dict.fromkeys(rang for rang, _ in hors):
        numeros = [numero for rang, numero in hors if rang == colonne]
        place = f"{nom_feuille(grille.nom)}, cellule {lettres(colonne)}{numeros[0]}"
        suite = f" ({len(numeros)} cellules)" if len(numeros) > 1 else ""
        tables.dire(place, f"cellule sous aucun en-tête{suite} : elle n’est pas reprise")


def _rangees(grille: Grille, tete: int, colonnes: dict[int, Champ], jointure: str) -> Iterator[Rangee]:
    for numero, rangee in enumerate(grille.rangees[tete + 1 :], start=tete + 2):
        lues = [
            (champ, rangee[rang], f"{nom_feuille(grille.nom)}, cellule {lettres(rang)}{numero}")
            for rang, champ in colonnes.items()
            if rang < len(rangee) and rangee[rang].texte
        ]
        if lues:
            references = [espaces_simples(cellule.texte) for champ, cellule, _ in lues if champ.nom == jointure]
            autres = tuple(lu for lu in lues if lu[0].nom != JOINTURE)
            yield Rangee(grille.nom, numero, next(iter(references), ""), autres)


def _total(rangee: Rangee, grille: Grille, classeur: Classeur, tables: Tables) -> bool:
    """Whether a row is a total: it has no date of care, and begins as one."""
    if any(champ.nom == "date_soin" for champ, _, _ in rangee.cellules):
        return False
    premiere = next(cellule.texte for cellule in grille.rangees[rangee.numero - 1] if cellule.texte)
    if genre_de_rangee(premiere, classeur.vocabulaire) not in ("total", "sous_total", "report"):
        return False
    tables.avis.append(f"{rangee.place} : rangée de total, non reprise")
    return True
