"""The tags of the PDF, mended where the engine leaves them short of PDF/UA: what assistive software reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_POINTS_PAR_PIXEL = 0.75


def corriger_balises(pdf: Any) -> Balises:
    """Header scopes, places of figures, bodies of list items; headers and footers out of the reading."""
    balises = Balises(pdf)
    balises.retirer_marges()
    for element in tuple(balises.elements.values()):
        match element.get("S"):
            case "/TH" if "A" in element:
                balises.declarer_portee(element)
            case "/Figure":
                balises.placer_figure(element)
            case "/LI":
                balises.former_corps(element)
    for element in tuple(balises.elements.values()):
        if element.get("S") == "/L":
            balises.rentrer_sous_listes(element)
    return balises


class Balises:
    """The structure tree of one file, whose elements name one another by reference."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.elements = {objet.reference: objet for objet in pdf.objects if hasattr(objet, "keys")}
        self.racine = self.elements[pdf.catalog["StructTreeRoot"]]
        self.pages = {reference: rang for rang, reference in enumerate(pdf.page_references)}

    def enfants(self, element: Any) -> list[Any]:
        """The structure elements just below."""
        return [self.elements[enfant] for enfant in element.get("K", ()) if isinstance(enfant, bytes)]

    def descendre(self, element: Any) -> Iterator[Any]:
        """The element and all that it holds."""
        yield element
        for enfant in self.enfants(element):
            yield from self.descendre(enfant)

    def rattacher(self, element: Any, enfants: list[Any]) -> None:
        """Give an element these children, and no other."""
        element["K"][:] = [enfant.reference for enfant in enfants]
        for enfant in enfants:
            enfant["P"] = element.reference

    def retirer_marges(self) -> None:
        """Headers and footers become artifacts: the engine tags them, then leaves them out of the tree."""
        lus = {element.reference for element in self.descendre(self.racine)}
        suites = self.elements[self.racine["ParentTree"]]["Nums"]
        for page, suite in zip(self.pages, suites[1::2], strict=False):
            marges = {rang for rang, reference in enumerate(suite) if reference not in lus}
            contenu = self.pdf.objects[int(self.elements[page]["Contents"].split()[0])].stream
            for rang, proprietes in enumerate(contenu):
                if isinstance(proprietes, dict) and proprietes.get("MCID") in marges:
                    contenu[rang - 1] = "/Artifact"
                    contenu[rang] = type(proprietes)({"Type": "/Pagination"})
            suite[:] = ["null" if rang in marges else reference for rang, reference in enumerate(suite)]
        for reference, element in tuple(self.elements.items()):
            if element.get("Type") == "/StructElem" and reference not in lus:
                element.clear()

    def declarer_portee(self, cellule: Any) -> None:
        """Say of a header cell whether it heads a column or a row."""
        groupe = self.elements[self.elements[cellule["P"]]["P"]]
        cellule["A"]["Scope"] = "/Column" if groupe["S"] == "/THead" else "/Row"

    def placer_figure(self, figure: Any) -> None:
        """The box of a figure in points from the foot of the page: the engine leaves pixels from its top."""
        haut = self.elements[figure["Pg"]]["MediaBox"][3]
        boite = figure["A"]["BBox"]
        gauche, dessus, droite, dessous = (_POINTS_PAR_PIXEL * pixels for pixels in boite)
        boite[:] = (gauche, haut - dessous, droite, haut - dessus)

    def former_corps(self, element: Any) -> None:
        """A list item is a label and a body: the engine makes no body for paragraphs."""
        enfants = self.enfants(element)
        reste = [enfant for enfant in enfants if enfant["S"] not in ("/Lbl", "/LBody")]
        if not reste:
            return
        corps = type(element)({"Type": "/StructElem", "S": "/LBody", "K": type(element["K"])(), "Pg": element["Pg"]})
        self.pdf.add_object(corps)
        self.elements[corps.reference] = corps
        self.rattacher(corps, reste)
        self.rattacher(element, [*(enfant for enfant in enfants if enfant not in reste), corps])

    def rentrer_sous_listes(self, liste: Any) -> None:
        """A nested list is read where it stands in its item; the engine puts it after the whole item."""
        gardes: list[Any] = []
        for enfant in self.enfants(liste):
            corps = self.enfants(gardes[-1])[-1] if enfant["S"] == "/L" and gardes else None
            if corps is None or corps["S"] != "/LBody":
                gardes.append(enfant)
            else:
                self.rattacher(corps, sorted([*self.enfants(corps), enfant], key=self._place))
        self.rattacher(liste, gardes)

    def _place(self, element: Any) -> tuple[int, int]:
        """Where an element starts: its page, then its first marked content (labels are painted last)."""
        return min(
            (
                (self.pages[dedans["Pg"]], marque)
                for dedans in self.descendre(element)
                for marque in dedans.get("K", ())
                if isinstance(marque, int)
            ),
            default=(len(self.pages), 0),
        )
