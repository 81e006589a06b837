"""Elements of word processing: what their values say, what wraps them, which form of them counts.

Source: ECMA-376 part 1, 17.5 (controls) and part 3 (alternative forms).
"""

from typing import Final

from lxml import etree

from app.index.parsers.office_xml import attribute, child, is_on, name_of

_WIDEST: Final = 10_000


def said_by(element: etree._Element | None) -> str:
    """The value of an element (w:val), or "" where there is none."""
    return "" if element is None else attribute(element, "val")


def count_of(element: etree._Element | None, otherwise: int) -> int:
    """The value of an element as a count, within bounds."""
    said = said_by(element)
    if said.isascii() and said.isdigit() and len(said) < 6:
        return min(int(said), _WIDEST)
    return otherwise


def content_of(sdt: etree._Element) -> etree._Element | None:
    """What stands in a control, unless it only asks to be filled in."""
    if is_on(child(sdt, "sdtPr", "showingPlcHdr")):
        return None
    return child(sdt, "sdtContent")


def form_of(alternatives: etree._Element) -> etree._Element | None:
    """One of several forms of the same thing: the first, which is the richest."""
    first = child(alternatives, "Choice")
    return child(alternatives, "Fallback") if first is None else first


def letters_in(element: etree._Element) -> int:
    """How many letters stand inside, those that were deleted included."""
    return len("".join(map(str, element.itertext("{*}t", "{*}delText"))).strip())


def wrapped(element: etree._Element, wanted: str) -> list[etree._Element]:
    """The rows of a table or the cells of a row, also those inside controls and insertions."""
    found = []
    waiting = list(reversed(element))
    while waiting:
        each = waiting.pop()
        name = name_of(each)
        if name == wanted:
            found.append(each)
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            waiting.extend(reversed(each))
    return found
