"""Check of our code articles against the official text, as the open package ``@socialgouv/legi-data`` gives it.

The package's text is never copied: identifiers, dates and hashes are compared.
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeAlias

from indu.commun.erreurs import EntreeInvalide
from indu.droit.sources import Article, Sources, Version

TAILLE_MAXIMALE = 200_000_000
"""Larger files of the package are not what we know (a code is about 60 MB)."""
_SANS_FIN = date(2200, 1, 1)
"""Later ends stand for none (the corpus writes 2222 or 2999)."""

GenreEcart: TypeAlias = Literal["absent", "version", "dates", "texte", "extrait"]


@dataclass(frozen=True, slots=True)
class ArticleOfficiel:
    """An article of the corpus: its version in force there, and every version with its first and last day."""

    id: str
    texte: str
    versions: Mapping[str, tuple[date, date | None]]


@dataclass(frozen=True, slots=True)
class Ecart:
    """A difference between our sources and the corpus, in French."""

    genre: GenreEcart
    source: str
    message: str


def empreinte(texte: str) -> str:
    """The hash of an official text, spaces and compatibility characters folded: « sha256:… »."""
    normal = " ".join(unicodedata.normalize("NFKC", texte).split())
    return "sha256:" + hashlib.sha256(normal.encode()).hexdigest()


def lire_corpus(chemin: Path, codes: frozenset[str]) -> Mapping[str, Mapping[str, ArticleOfficiel]]:
    """The articles of the wanted codes (``LEGITEXT…``), by number without spaces, from the package (.tgz or folder).

    Raises:
        EntreeInvalide: the file is not that package, or a code is missing.
    """
    corpus = {code: _lire_code(octets) for code, octets in _fichiers(chemin, codes)}
    if absents := sorted(codes - set(corpus)):
        raise EntreeInvalide.simple(
            f"le corpus ne contient pas {', '.join(absents)}",
            fichier=str(chemin),
            attendu="le paquet @socialgouv/legi-data, tel que téléchargé (.tgz) ou décompressé",
        )
    return corpus


def _fichiers(chemin: Path, codes: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    try:
        if chemin.is_dir():
            for fichier in sorted(chemin.rglob("LEGITEXT*.json")):
                if fichier.stem in codes and fichier.stat().st_size <= TAILLE_MAXIMALE:
                    yield fichier.stem, fichier.read_bytes()
            return
        with tarfile.open(chemin, "r:gz") as archive:
            for membre in archive:
                code = Path(membre.name).stem
                if code in codes and membre.isfile() and membre.size <= TAILLE_MAXIMALE:
                    flux = archive.extractfile(membre)
                    if flux is not None:
                        yield code, flux.read()
    except (OSError, tarfile.TarError, EOFError):
        raise EntreeInvalide.simple("le corpus ne se lit pas", fichier=str(chemin)) from None


def _lire_code(octets: bytes) -> Mapping[str, ArticleOfficiel]:
    articles: dict[str, ArticleOfficiel] = {}
    attente: list[dict[str, Any]] = [json.loads(octets)]
    while attente:
        noeud = attente.pop()
        attente.extend(noeud.get("children", ()))
        if noeud.get("type") == "article" and noeud["data"].get("num"):
            donnees = noeud["data"]
            versions = _versions(donnees.get("articleVersions", ()))
            articles[_cle(donnees["num"])] = ArticleOfficiel(donnees["id"], donnees.get("texte") or "", versions)
    return articles


def _versions(brutes: Sequence[Mapping[str, Any]]) -> dict[str, tuple[date, date | None]]:
    """Each version's first and last day; the corpus sometimes overlaps two by a day."""
    periodes = sorted((_periode(version), version["id"]) for version in brutes)
    versions: dict[str, tuple[date, date | None]] = {}
    for rang, ((debut, fin), identifiant) in enumerate(periodes):
        suivante = periodes[rang + 1][0][0] if rang + 1 < len(periodes) else None
        borne = suivante - timedelta(days=1) if suivante == fin > debut else fin
        versions[identifiant] = debut, None if borne >= _SANS_FIN else borne
    return versions


def _periode(version: Mapping[str, Any]) -> tuple[date, date]:
    """First and last day in force; the corpus gives the first day of the next version as the end."""
    debut, fin = (datetime.fromtimestamp(version[cle] / 1000, UTC).date() for cle in ("dateDebut", "dateFin"))
    return debut, fin - timedelta(days=1)


def _cle(numero: str) -> str:
    return re.sub(r"[\s.]", "", numero)


def comparer(sources: Sources, corpus: Mapping[str, Mapping[str, ArticleOfficiel]]) -> tuple[int, tuple[Ecart, ...]]:
    """How many code articles were checked, and every difference found."""
    nombre = 0
    ecarts: list[Ecart] = []
    for source in sources:
        code = sources.textes[source.id].corpus if isinstance(source, Article) else None
        if not isinstance(source, Article) or code is None or code not in corpus:
            continue
        nombre += 1
        officiel = corpus[code].get(_cle(source.numero))
        if officiel is None:
            ecarts.append(
                Ecart("absent", source.id, f"{source.citation_courte} : cet article n’est pas dans le corpus")
            )
        else:
            ecarts += _ecarts(source, officiel)
    return nombre, tuple(ecarts)


def _ecarts(source: Article, officiel: ArticleOfficiel) -> Iterator[Ecart]:
    nom = source.citation_courte
    notres: dict[str, Version] = {version.id: version for version in source.versions if version.id is not None}
    if officiel.id not in notres:
        message = f"{nom} : version {officiel.id} en vigueur dans le corpus, absente de nos sources"
        yield Ecart("version", source.id, message)
    elif notres[officiel.id].empreinte != (trouvee := empreinte(officiel.texte)):
        yield Ecart("texte", source.id, f"{nom} : le texte de {officiel.id} n’est plus celui qui a été lu ({trouvee})")
    for identifiant, version in notres.items():
        if identifiant not in officiel.versions:
            continue  # a version later than the corpus
        debut, fin = officiel.versions[identifiant]
        if version.du != debut or (fin is not None and version.au != fin):
            message = (
                f"{nom} : {identifiant} va du {debut:%d/%m/%Y} au {fin:%d/%m/%Y}"
                if fin
                else (f"{nom} : {identifiant} commence le {debut:%d/%m/%Y}")
            )
            yield Ecart("dates", source.id, message)
    lu = " ".join(unicodedata.normalize("NFKC", officiel.texte).split())
    for extrait in source.extraits:
        normal = " ".join(unicodedata.normalize("NFKC", extrait.texte).split())
        if extrait.version == officiel.id and normal not in lu:
            yield Ecart("extrait", source.id, f"{nom} : la citation « {extrait.cle} » n’est pas dans le texte officiel")
