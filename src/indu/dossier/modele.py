"""The dossier: what the user writes, validated, immutable.

The fixed structure (identities, letters received, griefs, lines, exhibits) is written here; the facts that moyens
read are added to it from the catalogue by :func:`modele_dossier`, so that a new fact never needs Python.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import Field, PrivateAttr, create_model, field_validator

from indu.commun.champs import Booleen, Entier, Jour, Libelle, ListeOuUn, Modele, Montant, OuInconnu, Ouverture, erreur
from indu.commun.texte import MASQUE_NIR
from indu.dossier.catalogue import Catalogue, Fait, NatureCourrier, Portee, Valeur

A_COMPLETER = "À COMPLÉTER"
"""What a dossier being filled writes where a text is missing; a letter that shows it cannot be final."""
Zone: TypeAlias = Literal["metropole", "dom"]
"""Where the act is paid: tariffs differ. Mayotte is among the DOM."""
TypeDemande: TypeAlias = Literal["annulation", "recalcul", "remise", "delais"]
Inconnaissable: TypeAlias = Annotated[Jour | None, OuInconnu]
MontantOuInconnu: TypeAlias = Annotated[Montant | None, OuInconnu]
TexteOuInconnu: TypeAlias = Annotated[Libelle | None, OuInconnu]
Coefficient: TypeAlias = Annotated[
    str,
    Field(pattern=r"^\d{1,2}([.,]\d{1,2})?$", description="un coefficient, par exemple 8,09"),
    Ouverture(str, lambda _: [{"type": "number"}]),
]


class AvecFaits(Modele):
    """An object of the dossier that carries facts of the catalogue as fields."""

    def fait(self, identifiant: str) -> Valeur | None:
        """The value the user gave to a fact, ``None`` when unknown or not asked here."""
        valeur: Valeur | None = getattr(self, identifiant, None)
        return valeur


class Praticien(Modele):
    """The physiotherapist who received the claim."""

    civilite: Literal["Mme", "M."] | None = None
    prenom: Libelle
    nom: Libelle
    profession: Libelle = "Masseur-kinésithérapeute"
    adresse: Annotated[tuple[Libelle, ...], ListeOuUn] = Field(default=(), description="Lignes d’adresse du cabinet")
    code_postal: Annotated[str, Field(pattern=r"^\d{5}$", description="un code postal de cinq chiffres")] | None = None
    ville: Libelle | None = None
    zone: Zone | None = Field(default=None, description="Zone de tarif ; sans elle, celle du code postal")
    telephone: Libelle | None = None
    courriel: Libelle | None = None
    rpps: Annotated[str, Field(pattern=r"^\d{11}$", description="un numéro RPPS de onze chiffres")] | None = None
    numero_am: Libelle | None = Field(default=None, description="Ancien numéro Assurance Maladie (ADELI)")
    date_naissance: Inconnaissable = Field(default=None, description="Pour la requête au tribunal seulement")
    lieu_naissance: TexteOuInconnu = Field(default=None, description="Pour la requête au tribunal seulement")
    nationalite: TexteOuInconnu = Field(default=None, description="Pour la requête au tribunal seulement")
    domicile: Annotated[tuple[Libelle, ...], ListeOuUn] = Field(
        default=(), description="Adresse personnelle, pour la requête au tribunal seulement"
    )


class Organisme(Modele):
    """A body with a postal address."""

    nom: Libelle
    adresse: Annotated[tuple[Libelle, ...], ListeOuUn] = ()
    code_postal: Annotated[str, Field(pattern=r"^\d{5}$", description="un code postal de cinq chiffres")] | None = None
    ville: Libelle | None = None


class Caisse(Organisme):
    """The caisse, with the address printed on its letter (never guessed)."""


class Tribunal(Organisme):
    """The tribunal judiciaire of the practitioner's home, as the commission's decision names it (never guessed)."""


class Courrier(AvecFaits):
    """A letter received from the caisse: one event of the timeline."""

    nature: NatureCourrier
    date: Inconnaissable = Field(default=None, description="Date écrite sur la lettre")
    date_envoi: Inconnaissable = Field(default=None, description="Date du cachet de la poste sur l’enveloppe")
    date_reception: Inconnaissable = Field(default=None, description="Date de remise de la lettre (avis de réception)")
    preuve_reception: Annotated[
        Literal["avis_reception", "remise_en_main_propre", "messagerie", "suivi_postal", "aucune"] | None,
        OuInconnu,
    ] = None
    reference: TexteOuInconnu = Field(default=None, description="Numéro de dossier ou de créance, tel qu’imprimé")
    montant: MontantOuInconnu = Field(default=None, description="Montant total réclamé par cette lettre, en euros")
    signataire: TexteOuInconnu = Field(default=None, description="Nom du signataire, tel qu’imprimé")
    periode_debut: Inconnaissable = Field(default=None, description="Premier jour de la période que la lettre annonce")
    periode_fin: Inconnaissable = Field(default=None, description="Dernier jour de la période que la lettre annonce")


def dernier(courriers: Sequence[Courrier]) -> Courrier:
    """The last of some letters (undated ones keep their place in the list)."""
    dates = [courrier.date or courrier.date_reception or date.min for courrier in courriers]
    return max(zip(dates, range(len(dates)), courriers, strict=True), key=lambda e: (e[0], e[1]))[2]


class SaisineCra(Modele):
    """The user's own referral to the commission de recours amiable: from its receipt runs the implicit rejection."""

    @property
    def jour(self) -> date | None:
        """When it was made: posted, else received."""
        return self.date_envoi or self.date_reception

    date_envoi: Inconnaissable = Field(default=None, description="Date d’envoi de la saisine (preuve de dépôt)")
    date_reception: Inconnaissable = Field(
        default=None, description="Date de réception par la commission (avis ou accusé de réception)"
    )


class Grief(AvecFaits):
    """One reproach of the caisse, with the facts that bear on it."""

    id: Libelle
    nature: str
    precision: Libelle | None = Field(default=None, description="Ce que la caisse écrit, en quelques mots")
    montant_annonce: MontantOuInconnu = Field(
        default=None, description="Montant que la lettre donne pour ce grief, si elle le donne"
    )


class Ligne(AvecFaits):
    """One row of the caisse's table. Amounts in cents: paid, due according to the caisse, claimed back."""

    numero: Entier | None = Field(default=None, description="Numéro de ligne du tableau de la caisse")
    facture: Libelle | None = None
    patient: Libelle | None = Field(default=None, description="Initiales seulement, jamais le nom")
    date_soin: Jour
    date_paiement: Inconnaissable = Field(default=None, description="Date de paiement (ou de mandatement)")
    date_ordonnance: Inconnaissable = None
    acte: Libelle | None = Field(default=None, description="Lettre-clé, par exemple RAM")
    coefficient: Coefficient | None = None
    quantite: Entier = 1
    accessoire: Libelle | None = Field(default=None, description="Déplacement ou majoration : IFD, IFS, IK…")
    montant_paye: MontantOuInconnu = None
    montant_du: MontantOuInconnu = Field(default=None, description="Ce que la caisse estime dû pour cette ligne")
    acte_retenu: Libelle | None = Field(
        default=None,
        description="La cotation entière que la caisse dit applicable à cette ligne, par exemple VSM 7,48 + IFD",
    )
    montant_reclame: Montant
    grief: Annotated[tuple[Libelle, ...], ListeOuUn, Field(min_length=1)]

    @field_validator("patient")
    @classmethod
    def _initiales(cls, valeur: str | None) -> str | None:
        """Refuse what looks like a name or a number: initials only (privacy)."""
        signes = [caractere for caractere in valeur or "" if caractere.isalnum()]
        if len(signes) > 4 or any(caractere.islower() for caractere in signes):
            message = "un nom ou un numéro de patient ne doit pas figurer ici"
            raise erreur(message, "des initiales en majuscules, par exemple A. B.", secret=True)
        return valeur

    @property
    def cotation(self) -> str:
        """« RAM 8,09 », with the quantity when it is not one, and the accessory."""
        acte = " ".join(partie for partie in (self.acte, (self.coefficient or "").replace(".", ",")) if partie)
        if self.quantite != 1:
            acte = f"{self.quantite} × {acte}"
        return " + ".join(partie for partie in (acte, self.accessoire) if partie)


class Piece(Modele):
    """An exhibit; ``pour`` names the griefs and the moyens it supports.

    The moyens are checked where the library is known; ``confidentielle`` sends the piece in the sealed envelope.
    """

    id: Libelle
    intitule: Libelle
    date: Inconnaissable = None
    pour: Annotated[tuple[Libelle, ...], ListeOuUn] = Field(
        default=(), description="Les griefs, ou les moyens, que cette pièce appuie ; rien pour une pièce générale"
    )
    confidentielle: Booleen = Field(default=False, description="Porte des données de santé : part sous pli séparé")
    fichier: Libelle | None = Field(
        default=None, description="Un PDF, ou une photo JPEG ou PNG, dans le dossier de ce fichier ou plus bas"
    )

    @field_validator("fichier")
    @classmethod
    def _plus_bas(cls, valeur: str | None) -> str | None:
        """Refuse a path that leaves the dossier's folder, and a file name that no longer is what was written."""
        if valeur is None:
            return None
        if MASQUE_NIR in valeur:
            raise erreur("ce nom de fichier porte un numéro de sécurité sociale", "un fichier renommé", secret=True)
        parties = valeur.replace("\\", "/").split("/")
        if not all(parties) or ".." in parties or ":" in parties[0]:
            raise erreur(
                "ce chemin sort du dossier, ou n’est pas relatif à lui", "un chemin tel que pieces/ordonnance.pdf"
            )
        return "/".join(parties)


class Choix(Modele):
    """The reviewer's hand on the selection: moyens to add (weak ones) or to leave out."""

    inclure: tuple[Libelle, ...] = ()
    exclure: tuple[Libelle, ...] = ()


class Lettre(Modele):
    """What concerns the letter itself."""

    date: Inconnaissable = Field(default=None, description="Date de la lettre ; sans elle, celle du jour")
    lieu: Libelle | None = None
    initiales_patients: Booleen = False


class Dossier(AvecFaits):
    """One claim. Built by :func:`lire_dossier`; :func:`modele_dossier` gives the class that validates it."""

    reference: Libelle
    praticien: Praticien
    caisse: Caisse
    courriers: Annotated[tuple[Courrier, ...], Field(min_length=1)]
    saisine_cra: SaisineCra | None = Field(default=None, description="Si la commission a déjà été saisie")
    tribunal: Tribunal | None = Field(default=None, description="Le tribunal à saisir après la commission")
    griefs: tuple[Grief, ...] = ()
    lignes: tuple[Ligne, ...] = ()
    pieces: tuple[Piece, ...] = ()
    demandes: Annotated[tuple[TypeDemande, ...], ListeOuUn] = ("annulation", "recalcul")
    choix: Choix = Choix()
    lettre: Lettre = Lettre()
    _vise: Courrier | None = PrivateAttr(default=None)

    @property
    def courrier_conteste(self) -> Courrier:
        """The letter that is contested: the last received, unless :meth:`contre` chose an earlier one."""
        return self._vise or dernier(self.courriers)

    def contre(self, natures: Collection[NatureCourrier]) -> Dossier:
        """The same dossier, contesting the last letter of these kinds; itself when it received none."""
        visables = [courrier for courrier in self.courriers if courrier.nature in natures]
        if not visables:
            return self
        copie = self.model_copy()
        copie._vise = dernier(visables)
        return copie

    def dernier_courrier(self, nature: NatureCourrier) -> Courrier | None:
        """The last letter of that kind."""
        recus = [courrier for courrier in self.courriers if courrier.nature == nature]
        return dernier(recus) if recus else None

    @cached_property
    def numeros(self) -> tuple[int, ...]:
        """The number that names each line: the caisse's own, or its rank in the dossier."""
        return tuple(rang if ligne.numero is None else ligne.numero for rang, ligne in enumerate(self.lignes, start=1))

    @cached_property
    def par_numero(self) -> dict[int, Ligne]:
        """The lines by number, in the order of the dossier."""
        return dict(zip(self.numeros, self.lignes, strict=True))

    @cached_property
    def par_grief(self) -> dict[str, tuple[int, ...]]:
        """The numbers of each grief's lines, for every declared grief."""
        return {
            grief.id: tuple(numero for numero, ligne in self.par_numero.items() if grief.id in ligne.grief)
            for grief in self.griefs
        }


def _litteral(valeur: str) -> Any:
    """The type whose only value is that one."""
    return Literal.__getitem__(valeur)


def _champs(faits: tuple[Fait, ...]) -> dict[str, Any]:
    return {
        fait.id: (
            fait.type_python,
            Field(default=None, title=fait.libelle or fait.oui, description=fait.description),
        )
        for fait in faits
    }


@lru_cache(maxsize=512)
def _classe_grief(cle: _Cle, nature: str) -> type[Grief]:
    grief = cle.catalogue.griefs[nature]
    return create_model(
        f"Grief_{nature.replace('-', '_')}",
        __base__=Grief,
        __doc__=grief.libelle,
        nature=(_litteral(nature), Field(title=grief.libelle, description=grief.formule)),
        **_champs(cle.catalogue.faits_du_grief(nature)),
    )


@lru_cache(maxsize=8)
def _classes_communes(cle: _Cle) -> tuple[Any, Any]:
    """The types of the letters and of the lines, whatever the griefs."""
    faits_de_ligne = tuple(
        fait
        for fait in cle.catalogue.faits.values()
        if not fait.calcule and (fait.portee is Portee.LIGNE or fait.par_ligne)
    )
    courrier: Any = create_model(
        "CourrierRecu", __base__=Courrier, **_champs(cle.catalogue.faits_saisis(Portee.COURRIER))
    )
    ligne: Any = create_model("LigneDuTableau", __base__=Ligne, **_champs(faits_de_ligne))
    return tuple[courrier, ...], tuple[ligne, ...]


@lru_cache(maxsize=128)
def _modele(cle: _Cle, natures: frozenset[str]) -> type[Dossier]:
    courriers, lignes = _classes_communes(cle)
    classes_griefs = tuple(_classe_grief(cle, nature) for nature in cle.catalogue.griefs if nature in natures)
    type_grief: Any = Union[classes_griefs]  # noqa: UP007
    if len(classes_griefs) > 1:
        type_grief = Annotated[type_grief, Field(discriminator="nature")]
    return create_model(
        "DossierIndu",
        __base__=Dossier,
        courriers=(Annotated[courriers, Field(min_length=1)], ...),
        griefs=(tuple[type_grief, ...], ()),
        lignes=(lignes, ()),
        **_champs(cle.catalogue.faits_saisis(Portee.DOSSIER)),
    )


class _Cle:
    """A catalogue as a cache key: the same loaded object gives the same classes."""

    __slots__ = ("catalogue",)

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def __hash__(self) -> int:
        return id(self.catalogue)

    def __eq__(self, autre: object) -> bool:
        return isinstance(autre, _Cle) and autre.catalogue is self.catalogue


def modele_dossier(catalogue: Catalogue, natures: Collection[str] = ()) -> type[Dossier]:
    """The class that validates a dossier, with every fact of the catalogue in its place.

    ``natures`` are those of the dossier's griefs: when all are known, only their classes are built (each costs
    milliseconds, and there are dozens); otherwise the class knows every grief of the catalogue.
    """
    connues = frozenset(natures) if natures and catalogue.griefs.keys() >= set(natures) else frozenset(catalogue.griefs)
    return _modele(_Cle(catalogue), connues)
