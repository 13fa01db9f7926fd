"""The fields of the caisse's letter, each with the words it was read from, its page and a confidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from indu.commun.dates import MOIS, lire_date
from indu.commun.montants import Centimes, lire_montant
from indu.importation.grille import Confiance
from indu.importation.mots import Page
from indu.importation.regles import Expressions, Regles, nu
from indu.importation.texte_lettre import Morceau, TexteLettre, masquer, texte_de_lettre

Valeur: TypeAlias = str | date | Centimes | bool
NETTE = 0.85
"""Below this sharpness, what was recognised from an image is only a guess."""
ANNEE_DE_DEUX_CHIFFRES = 2000
_NOMBRES = {
    "un": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "six": 6,
    "huit": 8,
    "dix": 10,
    "quinze": 15,
    "vingt": 20,
    "trente": 30,
}
_MOIS_NUS = [nu(mois) for mois in MOIS]


@dataclass(frozen=True, slots=True)
class ChampLettre:
    """A field found: its name, its value (amounts in cents), the words around it, the page, how sure it is.

    Names: ``nature``, ``caisse``, ``adresse`` (one a line), ``code_postal``, ``ville``, ``reference``, ``date``,
    ``montant``, ``periode_debut``, ``periode_fin``, ``delai``, ``retenue``, ``base_legale``, ``signataire``,
    ``qualite``, and what is mentioned: ``cra``, ``tribunal``, ``fraude``, ``extrapolation``.
    """

    nom: str
    valeur: Valeur
    extrait: str
    page: int
    confiance: Confiance


@dataclass(frozen=True, slots=True)
class _Trouvaille:
    valeur: Valeur
    debut: int
    fin: int


def lire_lettre(pages: Iterable[Page], regles: Regles) -> tuple[ChampLettre, ...]:
    """Every field that the pages give; what is absent is not there, and the date of receipt is never guessed.

    A field is of high confidence when its place leaves no doubt, its value is plausible and no other competes; read
    from an image, a figure must besides be found twice.
    """
    texte = texte_de_lettre(pages)
    m = regles.modele
    champs = [
        *_nature(texte, regles),
        *_caisse(texte, regles),
        *_unique("reference", m.reference, texte, regles, _reference),
        *_unique("date", m.date, texte, regles, lambda t: lire_jour(t["valeur"])),
        *_unique("montant", m.montant, texte, regles, _montant),
        *_periode(texte, regles),
        *_delai(texte, regles),
        *_tous("retenue", m.retenues, texte, regles, _montant),
        *_tous("base_legale", m.bases, texte, regles, _article),
        *_signature(texte, regles),
    ]
    for nom, expressions in m.mentions.items():
        champs += _mention(nom, expressions, texte, regles)
    return tuple(champs)


def lire_jour(texte: str) -> date:
    """A date as letters write it: « 3 mars 2025 », « 1er avril 2025 », « 03/03/2025 », « 03/03/25 ».

    Raises:
        ValueError: it is not a date.
    """
    mots = nu(texte).lower().split()
    if len(mots) == 3 and mots[1] in _MOIS_NUS:
        return lire_date(f"{mots[2]}-{_MOIS_NUS.index(mots[1]) + 1}-{mots[0].removesuffix('er')}")
    if court := re.fullmatch(r"(\d{1,2}[/.]\d{1,2}[/.])(\d{2})", "".join(mots)):
        return lire_date(f"{court[1]}{ANNEE_DE_DEUX_CHIFFRES + int(court[2])}")
    return lire_date("".join(mots))


def _montant(trouve: re.Match[str]) -> Centimes:
    brut = re.sub(r"[^\d,]", "", trouve["valeur"])
    centimes = lire_montant(brut)
    if not centimes:
        raise ValueError("un montant nul ne se réclame pas")
    return centimes


def _reference(trouve: re.Match[str]) -> str:
    if not re.search(r"\d", trouve["valeur"]):
        raise ValueError("une référence a des chiffres")
    return trouve["valeur"]


def _article(trouve: re.Match[str]) -> str:
    return f"{trouve['valeur'][0].upper()}. {re.sub(r'^[A-Za-z][. ]*', '', trouve['valeur'])}"


def _trouver(
    expressions: Iterable[str],
    sauf: Sequence[str],
    texte: TexteLettre,
    regles: Regles,
    lire: Callable[[re.Match[str]], Valeur],
) -> list[_Trouvaille]:
    """What the expressions find and can be read, in the order of the text, each place once."""
    trouvees: dict[tuple[int, int], _Trouvaille] = {}
    for expression in expressions:
        for trouve in regles.motif(expression).finditer(texte.nu):
            avant = re.split(r"[.;:]", texte.nu[max(0, trouve.start() - 50) : trouve.start()])[-1]
            apres = texte.nu[trouve.end() : trouve.end() + 60].split(".")[0]
            phrase = avant + trouve[0] + apres
            if any(regles.motif(exclu).search(phrase) for exclu in sauf):
                continue
            debut, fin = trouve.span("valeur")
            try:
                valeur = lire(trouve)
            except ValueError:
                continue
            if isinstance(valeur, str) and valeur == trouve["valeur"]:
                valeur = " ".join(texte.texte[debut:fin].split())
            trouvees.setdefault((debut, fin), _Trouvaille(valeur, debut, fin))
    return [trouvees[cle] for cle in sorted(trouvees)]


def _unique(
    nom: str, expressions: Expressions, texte: TexteLettre, regles: Regles, lire: Callable[[re.Match[str]], Valeur]
) -> list[ChampLettre]:
    """A field that a letter has once: the sure place, else a possible one; competitors lower the confidence."""
    sures = _trouver(expressions.sures, expressions.sauf, texte, regles, lire)
    retenues = sures or _trouver(expressions.possibles, expressions.sauf, texte, regles, lire)
    if not retenues:
        return []
    premiere = retenues[0]
    seule = len({t.valeur for t in retenues}) == 1
    confiance: Confiance = "haute" if sures and seule else "moyenne" if sures or seule else "basse"
    fois = texte.nu.count(nu(texte.texte[premiere.debut : premiere.fin]))
    return [_champ(nom, premiere, texte, confiance, fois=fois)]


def _tous(
    nom: str, expressions: Expressions, texte: TexteLettre, regles: Regles, lire: Callable[[re.Match[str]], Valeur]
) -> list[ChampLettre]:
    """A field that a letter may have several times: each value once."""
    sures = _trouver(expressions.sures, expressions.sauf, texte, regles, lire)
    champs: dict[Valeur, ChampLettre] = {}
    for trouvee in sures:
        fois = sum(autre.valeur == trouvee.valeur for autre in sures)
        champs.setdefault(trouvee.valeur, _champ(nom, trouvee, texte, "haute", fois=fois))
    for trouvee in _trouver(expressions.possibles, expressions.sauf, texte, regles, lire):
        champs.setdefault(trouvee.valeur, _champ(nom, trouvee, texte, "moyenne"))
    return list(champs.values())


def _champ(nom: str, trouvee: _Trouvaille, texte: TexteLettre, confiance: Confiance, *, fois: int = 1) -> ChampLettre:
    morceau = texte.morceau(trouvee.debut)
    return ChampLettre(
        nom,
        trouvee.valeur,
        texte.extrait(trouvee.debut, trouvee.fin),
        morceau.page,
        _baisser(confiance, morceau, chiffres=not isinstance(trouvee.valeur, bool), fois=fois),
    )


def _baisser(confiance: Confiance, morceau: Morceau, *, chiffres: bool, fois: int = 1) -> Confiance:
    """What an image can be trusted for: a figure or a name read once may always be off by a character."""
    if not morceau.image:
        return confiance
    if min(mot.nette for mot in morceau.mots) < NETTE:
        return "basse"
    return "moyenne" if confiance == "haute" and chiffres and fois < 2 else confiance


def _periode(texte: TexteLettre, regles: Regles) -> list[ChampLettre]:
    def bornes(trouve: re.Match[str]) -> str:
        debut, fin = lire_jour(trouve["debut"]), lire_jour(trouve["fin"])
        if debut > fin:
            raise ValueError("la période finit avant de commencer")
        return f"{debut}/{fin}"

    def placer(expression: str) -> str:  # the whole period is the value: one competitor is another period
        return expression.replace("(?P<debut>", "(?P<valeur>(?P<debut>", 1) + ")"

    regle = regles.modele.periode
    lues = _unique(
        "periode",
        Expressions(sures=tuple(map(placer, regle.sures)), possibles=tuple(map(placer, regle.possibles))),
        texte,
        regles,
        bornes,
    )
    return [
        ChampLettre(nom, date.fromisoformat(jour), lu.extrait, lu.page, lu.confiance)
        for lu in lues
        for nom, jour in zip(("periode_debut", "periode_fin"), str(lu.valeur).split("/"), strict=True)
    ]


def _delai(texte: TexteLettre, regles: Regles) -> list[ChampLettre]:
    """The delay, « 2 mois »; when the letter gives several, the shortest, to confirm."""

    def duree(trouve: re.Match[str]) -> str:
        nombre, unite = trouve["valeur"].lower().split()
        return f"{_NOMBRES.get(nombre) or int(nombre)} {unite}"

    regle = regles.modele.delai
    trouvees = _trouver(regle.sures, regle.sauf, texte, regles, duree)
    sures = bool(trouvees)
    trouvees = trouvees or _trouver(regle.possibles, regle.sauf, texte, regles, duree)
    if not trouvees:
        return []
    court = min(trouvees, key=lambda t: int(str(t.valeur).split()[0]) * (30 if "mois" in str(t.valeur) else 1))
    seul = len({t.valeur for t in trouvees}) == 1
    return [_champ("delai", court, texte, "haute" if sures and seul else "moyenne")]


def _mention(nom: str, expressions: Iterable[str], texte: TexteLettre, regles: Regles) -> list[ChampLettre]:
    """Words that are there, and do not say the contrary."""
    exclus = [trouve.span() for sauf in regles.modele.mentions_sauf for trouve in regles.motif(sauf).finditer(texte.nu)]
    for expression in expressions:
        for trouve in regles.motif(expression).finditer(texte.nu):
            if not any(debut <= trouve.start() < fin for debut, fin in exclus):
                return [_champ(nom, _Trouvaille(True, *trouve.span()), texte, "haute")]
    return []


def _nature(texte: TexteLettre, regles: Regles) -> list[ChampLettre]:
    """The kind of letter: by its object, else by a title alone on its line, else by its words."""

    def reconnues(passage: str) -> list[str]:
        return [r.nature for r in regles.modele.natures if any(regles.motif(t).search(passage) for t in r.titres)]

    objet = regles.motif(regles.modele.objet).search(texte.nu)
    titres = [(m.start(), m.end()) for m in re.finditer(r"^.{4,70}$", texte.nu, re.MULTILINE) if m[0][-1] not in ".;,"]
    essais: list[tuple[list[tuple[int, int]], Confiance]] = [
        ([objet.span("valeur")] if objet else [], "haute"),
        (titres, "moyenne"),
        ([(0, len(texte.nu))], "basse"),
    ]
    for passages, confiance in essais:
        for debut, fin in passages:
            if natures := reconnues(texte.nu[debut:fin]):
                sure = confiance if len(natures) == 1 else "moyenne" if confiance == "haute" else "basse"
                trouvee = _Trouvaille(natures[0], debut, min(fin, debut + 120))
                return [_champ("nature", trouvee, texte, sure, fois=2)]
    return []


def _caisse(texte: TexteLettre, regles: Regles) -> list[ChampLettre]:
    """The caisse's name, then its address when it is printed below, in the same block."""
    regle = regles.modele.caisse
    for rang, morceau in enumerate(texte.morceaux):
        nom = next((t for e in regle.noms if (t := regles.motif(e).match(nu(morceau.texte)))), None)
        if nom is None:
            continue
        libelle = morceau.texte[: nom.end()].strip()
        suite = texte.morceaux[rang + 1 : rang + 9]
        if suite and regles.motif(regle.nom_coupe).search(nu(libelle)):
            libelle += ("" if libelle.endswith("-") else " ") + suite[0].texte
            suite = suite[1:]
        confiance = _baisser("haute", morceau, chiffres=True, fois=texte.nu.count(nu(libelle)))
        champs = [ChampLettre("caisse", libelle, masquer(libelle), morceau.page, confiance)]
        return champs + _adresse(suite, morceau, regles)
    return []


def _adresse(suite: Sequence[Morceau], entete: Morceau, regles: Regles) -> list[ChampLettre]:
    regle = regles.modele.caisse
    rues: list[ChampLettre] = []
    dernier = entete
    for morceau in suite:
        aligne = abs(morceau.mots[0].gauche - entete.mots[0].gauche) < 12
        hauteur = dernier.mots[0].bas - dernier.mots[0].haut
        if not aligne or morceau.page != entete.page or morceau.mots[0].haut - dernier.mots[0].bas > 2.5 * hauteur:
            return []
        dernier = morceau
        confiance = _baisser("haute", morceau, chiffres=True)
        if ville := regles.motif(regle.code_postal).match(nu(morceau.texte)):
            nom = morceau.texte[ville.start("ville") : ville.end("ville")]
            fin = [
                ChampLettre("code_postal", ville["code"], masquer(morceau.texte), morceau.page, confiance),
                ChampLettre("ville", nom, masquer(morceau.texte), morceau.page, confiance),
            ]
            return rues + fin
        if not any(regles.motif(sautee).search(nu(morceau.texte)) for sautee in regle.lignes_sautees):
            rues.append(ChampLettre("adresse", morceau.texte, masquer(morceau.texte), morceau.page, confiance))
    return []


def _signature(texte: TexteLettre, regles: Regles) -> list[ChampLettre]:
    """Below the closing words, a quality and beside it a name."""
    regle = regles.modele.signature
    fins = [trouve.end() for mot in regle.apres for trouve in regles.motif(rf"\b{mot}\b").finditer(texte.nu)]
    if not fins:
        return []
    fin = max(fins)
    suite = [m for m, debut in zip(texte.morceaux, texte.debuts, strict=True) if debut > fin][:8]
    qualites = [m for m in suite if any(regles.motif(q).search(nu(m.texte)) for q in regle.qualites)]
    noms = [m for m in suite if m not in qualites and regles.motif(regle.nom).search(nu(m.texte))]
    champs = []
    for champ, trouves in (("qualite", qualites), ("signataire", noms)):
        if trouves:
            seul: Confiance = "haute" if len({m.texte for m in trouves}) == 1 else "moyenne"
            confiance = _baisser(seul, trouves[0], chiffres=True, fois=texte.nu.count(nu(trouves[0].texte)))
            champs.append(ChampLettre(champ, trouves[0].texte, masquer(trouves[0].texte), trouves[0].page, confiance))
    return champs
