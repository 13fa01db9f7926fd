"""What the PDF engine may fetch: the packaged fonts, the images of the document being written; nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from typing import Any

from indu.courrier.document import Image
from indu.courrier.pdf_polices import SCHEMA, police_reduite, polices

SCHEMA_IMAGE = "indu-image:"
"""Addresses of images, by the hash of their bytes: no path, and a theme cannot guess one."""


def adresse_image(image: Image) -> str:
    """How the page names an image."""
    return SCHEMA_IMAGE + sha256(image.octets).hexdigest()


def recuperateur(images: Iterable[Image] = ()) -> Any:
    """The fetcher given to WeasyPrint; any other address stops the rendering."""
    return _classe()({adresse_image(image): image.octets for image in images})


@cache
def _classe() -> Any:
    """The fetcher's class, made late: the engine takes most of a second to import."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Recuperateur(URLFetcher):  # type: ignore[misc]
        """Serves what it was given; no file, no network."""

        def __init__(self, images: dict[str, bytes]) -> None:
            super().__init__(allowed_protocols=set())
            self.images = images

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:  # noqa: ARG002
            """The font or the image of that address, or an error that WeasyPrint does not swallow."""
            if url in self.images:
                return URLFetcherResponse(url, self.images[url], {"Content-Type": "image/*"})
            nom = url.removeprefix(SCHEMA)
            if not url.startswith(SCHEMA) or nom not in polices():
                raise FatalURLFetchingError(url)
            return URLFetcherResponse(url, police_reduite(nom), {"Content-Type": "font/ttf"})

    return Recuperateur
