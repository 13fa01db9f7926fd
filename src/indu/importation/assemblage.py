"""From the readings of the files to the proposition: columns, lines, griefs, sums, and all that is left over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from indu.commun.erreurs import EntreeInvalide
from indu.commun.montants import Centimes
from indu.dossier.catalogue import Catalogue
from indu.importation import controles
from indu.importation.entetes import Entete, Imposees
from indu.importation.fusion import redresser, reunir, trier
from indu.importation.grille import Cellule, Grille
from indu.importation.lecteurs import Lecture
from indu.importation.lignes import lire_lignes
from indu.importation.masquage import forme
from indu.importation.motifs import attribuer
from indu.importation.proposition import ChampLu, Comptes, LigneProposee, NonCompris, Proposition
from indu.importation.rangees import Depouillement, Rangee, Total, depouiller
from indu.importation.vocabulaire import CHAMPS, Vocabulaire

AIDE_COLONNE = '--colonne "En-tête=champ", avec un champ parmi : ' + ", ".join(CHAMPS)
_IDENTITES = ("identite", "prenom_nom", "nom", "prenom")


@dataclass(frozen=True, slots=True)
class Materiau:
    """What the readers gave: grids, fields of the letter, remarks, and the names of the files."""

    grilles: tuple[Grille, ...]
    sources: tuple[str, ...]
    avis: tuple[str, ...] = ()
    champs: tuple[ChampLu, ...] = ()
    image: bool = False


def prefixes(nombre: int) -> tuple[str, ...]:
    """How places name each of several files; a single one needs no name."""
    return tuple(f"fichier {rang}" for rang in range(1, nombre + 1)) if nombre > 1 else ("",) * nombre


def rassembler(lectures: Sequence[tuple[str, Lecture]]) -> Materiau:
    """What several files gave, each with its name, as one; the first file wins for a field of the letter."""
    return Materiau(
        grilles=tuple(grille for _, lecture in lectures for grille in lecture.grilles),
        sources=tuple(nom for nom, _ in lectures),
        avis=tuple(avis for _, lecture in lectures for avis in lecture.avis),
        champs=tuple({champ.cle: champ for _, lecture in reversed(lectures) for champ in lecture.champs}.values()),
        image=any(lecture.image for _, lecture in lectures),
    )


def proposer(
    materiau: Materiau, vocabulaire: Vocabulaire, catalogue: Catalogue, imposees: Imposees
) -> tuple[Proposition, tuple[Entete, ...]]:
    """The proposition, and the headers it was read with.

    A letter without any table gives its fields alone.

    Raises:
        EntreeInvalide: no field of a letter, and no header is recognised or no row stands under it.
    """
    lu = depouiller(materiau.grilles, vocabulaire, imposees)
    vocabulaire = replace(vocabulaire, masqueur=vocabulaire.masqueur.avec(_noms(lu)))
    if not lu.rangees:
        if not materiau.champs:
            raise _rien(lu, materiau)
        return _lettre_seule(lu, materiau, vocabulaire), tuple(lu.entetes)
    rangees, totaux = _totaux_sans_libelle(lu)
    lignes, rebuts = lire_lignes(rangees, vocabulaire)
    sommes = [ligne.montant_reclame or 0 for ligne in lignes]
    lignes, sens = redresser(lignes)
    if sens:
        sommes = [-somme for somme in sommes]
        totaux = [replace(total, centimes=abs(total.centimes)) for total in totaux]
    lignes, griefs = attribuer(lignes, vocabulaire, lu.textes, catalogue.griefs)
    tri = trier(reunir(lignes, vocabulaire.deplacements))
    natures = {grief.id: grief.nature for grief in griefs}
    gardees = [_ordonnance(ligne, natures, catalogue) for ligne in _numeros(tri.lignes)]
    total, lieu = controles.total_general(totaux, sommes)
    trouves = [
        *controles.totaux_faux(totaux, sommes),
        *controles.doublons(gardees),
        *controles.dates(gardees),
        *controles.homonymes(gardees),
    ]
    proposition = Proposition(
        sources=tuple(vocabulaire.masqueur.fichier(source) for source in materiau.sources),
        comptes=Comptes(_somme(gardees), total, lieu, _somme(tri.a_completer), _somme(tri.negatives)),
        champs=materiau.champs,
        griefs=tuple(griefs),
        lignes=tuple(gardees),
        a_completer=tri.a_completer,
        negatives=tri.negatives,
        colonnes=tuple(_dire_colonnes(lu, vocabulaire)),
        controles=tuple(trouves),
        non_compris=(*rebuts, *_restes(lu, vocabulaire)),
        avis=tuple(dire for dire in (*materiau.avis, sens, *tri.avis) if dire),
        image=materiau.image,
    )
    return proposition, tuple(lu.entetes)


def _lettre_seule(lu: Depouillement, materiau: Materiau, vocabulaire: Vocabulaire) -> Proposition:
    return Proposition(
        sources=tuple(vocabulaire.masqueur.fichier(source) for source in materiau.sources),
        comptes=Comptes(0),
        champs=materiau.champs,
        non_compris=tuple(_restes(lu, vocabulaire)),
        avis=materiau.avis,
    )


def _noms(lu: Depouillement) -> Iterator[str]:
    """Every name that an identity column, or a group row, holds."""
    for rangee in lu.rangees:
        for champ in _IDENTITES:
            yield from (cellule.texte for cellule in rangee.champs.get(champ, ()))
        if rangee.identite is not None:
            yield rangee.identite.texte


def _rien(lu: Depouillement, materiau: Materiau) -> EntreeInvalide:
    fichier = ", ".join(materiau.sources)
    if lu.entetes:
        return EntreeInvalide.simple(
            "les en-têtes sont là, mais aucune ligne en dessous", fichier=fichier, attendu="au moins une ligne"
        )
    if not lu.sans_entete and not lu.titres:
        return EntreeInvalide.simple("ce fichier ne contient aucun tableau", fichier=fichier)
    return EntreeInvalide.simple(
        "aucune rangée d’en-têtes reconnue (date de soins, montant indu, n° facture…)",
        fichier=fichier,
        attendu=AIDE_COLONNE,
    )


def _totaux_sans_libelle(lu: Depouillement) -> tuple[list[Rangee], list[Total]]:
    """A last row that holds sums only, and the sum of all rows above: a total that nobody named."""
    from indu.importation.valeurs import lire_somme

    derniere = lu.rangees[-1]
    if set(derniere.champs) <= {"montant_reclame", "montant_paye", "montant_du"} and len(lu.rangees) > 1:
        lues = [lire_somme(cellule) for cellule in derniere.champs.get("montant_reclame", ())]
        autres = (lire_somme(c) for rangee in lu.rangees[:-1] for c in rangee.champs.get("montant_reclame", ()))
        somme = sum(autre.valeur for autre in autres if autre)
        if lues and lues[0] is not None and lues[0].valeur == somme:
            total = Total(derniere.lieu, somme, "total", len(lu.rangees) - 1)
            return lu.rangees[:-1], [*lu.totaux, total]
    return lu.rangees, lu.totaux


def _somme(lignes: Iterable[LigneProposee]) -> Centimes:
    return sum(ligne.montant_reclame or 0 for ligne in lignes)


def _numeros(lignes: Sequence[LigneProposee]) -> Sequence[LigneProposee]:
    """The caisse's own numbers when every line has its own; none otherwise (the rank then names the line)."""
    numeros = [ligne.numero for ligne in lignes]
    if None not in numeros and len(set(numeros)) == len(numeros):
        return lignes
    return [replace(ligne, numero=None) for ligne in lignes]


def _ordonnance(ligne: LigneProposee, natures: dict[str, str], catalogue: Catalogue) -> LigneProposee:
    """Without a prescription dated after the care, when no grief says so: the dossier would be refused."""
    if ligne.date_ordonnance is None or ligne.date_soin is None or ligne.date_ordonnance <= ligne.date_soin:
        return ligne
    if any(catalogue.griefs[natures[grief]].soins_avant_ordonnance for grief in ligne.griefs):
        return ligne
    dite = f"ordonnance du {ligne.date_ordonnance:%d/%m/%Y}, postérieure au soin : non reprise"
    return replace(ligne, date_ordonnance=None).douter(dite)


def _dire_colonnes(lu: Depouillement, vocabulaire: Vocabulaire) -> Iterator[str]:
    """How each column was understood; those that are not, with the shape of a value."""
    dites: dict[str, None] = {}
    for entete in lu.entetes:
        for colonne in entete.colonnes:
            nom = vocabulaire.masqueur.entete(colonne.entete)
            if colonne.reprise:
                dites[
                    f"« {nom} » : {colonne.champ}" + (f" (À CONFIRMER : {colonne.doute})" if colonne.doute else "")
                ] = None
                continue
            cle = colonne.champ.removeprefix("-")
            connue = vocabulaire.colonnes.non_repris.get(cle)
            if connue is not None:
                raison = (
                    "non reprise, pour la vie privée" if connue.prive else "non reprise : le dossier n’en a pas l’usage"
                )
                dites[f"« {nom} » : {raison}"] = None
            elif cle:
                dites[f"« {nom} » : laissée de côté, à votre demande"] = None
            else:
                exemple = lu.exemples.get(colonne.entete)
                doute = f" ({colonne.doute})" if colonne.doute else ""
                if exemple is None:
                    dites[f"« {nom} » : vide"] = None
                else:
                    forme_lue = f"{exemple.lieu} est de la forme {forme(exemple.texte)}"
                    dites[f"« {nom} » : NON COMPRISE{doute} ; {forme_lue}"] = None
    yield from dites


def _restes(lu: Depouillement, vocabulaire: Vocabulaire) -> Iterator[NonCompris]:
    def reste(cellule: Cellule, raison: str) -> NonCompris:
        return NonCompris(cellule.lieu, vocabulaire.masqueur.texte(cellule.texte), raison)

    yield from (reste(cellule, "au-dessus du tableau") for cellule in lu.titres)
    yield from (reste(cellule, "texte dans le tableau") for cellule in lu.textes)
    yield from (reste(cellule, "tableau sans date de soins : un récapitulatif, non repris") for cellule in lu.resumes)
    for lieu in lu.sans_entete:
        yield NonCompris(lieu, "", "aucun en-tête reconnu : rien n’en est repris")
