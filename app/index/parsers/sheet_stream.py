"""Sheets of XLSX read cell by cell, where the library would make room for far too many empty ones.

Source: ECMA-376 part 1, 18.3.1 (cells) and 18.4.8 (shared strings). Numbers come as they are
stored: a date is a number here, since its look is not known.
"""

import io
from collections.abc import Iterator
from typing import Final

from lxml import etree

from app.domain.documents import Refusal
from app.index.parsers.office_xml import OfficePackage, attribute, name_of
from app.index.parsers.refusing import Refused

_MAIN: Final = "xl/workbook.xml"
_STRINGS: Final = "xl/sharedStrings.xml"
_MOST_WIDTH: Final = 300
"""In a wider row only what is there is kept."""
_MOST_CELLS: Final = 2_000_000


def stream_rows(package: OfficePackage, path: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with its number, from 1. Raises Refused."""
    strings = _shared_strings(package)
    number = cells = 0
    for row in _elements(package.read(path), "row"):
        said = attribute(row, "r")
        number = int(said) if said.isascii() and said.isdigit() and len(said) < 8 else number + 1
        found: dict[int, str] = {}
        column = -1
        for cell in row:
            column = _column(attribute(cell, "r"), column + 1)
            text = _text(cell, strings)
            if text:
                found[column] = text
        cells += len(found)
        if cells > _MOST_CELLS:
            raise Refused(Refusal.TOO_LARGE, f"more than {_MOST_CELLS} cells")
        if not found:
            continue
        width = max(found) + 1
        if width > _MOST_WIDTH:
            yield number, [found[at] for at in sorted(found)]
        else:
            yield number, [found.get(at, "") for at in range(width)]


def _elements(data: bytes, name: str) -> Iterator[etree._Element]:
    """The elements of a name as they end; each is forgotten when the next is asked for."""
    events = etree.iterparse(
        io.BytesIO(data),
        tag=f"{{*}}{name}",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in events:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError):
        raise Refused(Refusal.DAMAGED, "sheet") from None


def _shared_strings(package: OfficePackage) -> list[str]:
    path = package.relations(_MAIN).first("sharedStrings") or _STRINGS
    if path not in package:
        return []
    return [_joined(each) for each in _elements(package.read(path), "si")]


def _joined(element: etree._Element) -> str:
    """All text but the readings of characters (rPh)."""
    pieces = []
    for each in element.iter("{*}t"):
        around = each.getparent()
        if around is not None and name_of(around) != "rPh":
            pieces.append(each.text or "")
    return "".join(pieces)


def _text(cell: etree._Element, strings: list[str]) -> str:
    kind = attribute(cell, "t")
    if kind == "inlineStr":
        return _joined(cell)
    value = next((each.text or "" for each in cell if name_of(each) == "v"), "")
    if kind == "s":
        known = value.isascii() and value.isdigit() and len(value) < 8
        return strings[int(value)] if known and int(value) < len(strings) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return "" if kind == "e" else value


def _column(place: str, otherwise: int) -> int:
    number = 0
    for letter in place[:4]:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number - 1 if number else otherwise
