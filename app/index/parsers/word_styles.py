"""Styles and numbered lists of word processing: what a paragraph is by the name of its style.

Source: ECMA-376 part 1, 17.7 (styles) and 17.9 (numbering).
"""

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree

from app.index.parsers.list_numbers import Counter, Level
from app.index.parsers.office_xml import attribute, child, is_on, name_of

_HEADING: Final = re.compile(
    r"(?:heading|제목|개요|見出し|标题|標題|überschrift|titre|título|titolo|заголовок|kop)"
    r"\s*([1-9])\Z",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(r"(?:title|제목|표제|标题|標題|表題|titel|titre)\Z", re.IGNORECASE)
_MOST_BASES: Final = 20
TINY: Final = 2
"""Half-points: nobody reads letters of one point."""


def heading_level(name: str) -> int:
    """The level of a heading by its style's name, as Word, Hangul or LibreOffice call it; or 0."""
    found = _HEADING.match(name.strip())
    if found:
        return int(found[1])
    return int(_TITLE.match(name.strip()) is not None)


@dataclass(frozen=True, slots=True)
class Look:
    """What of a run's formatting decides whether it is seen; None where nothing is said."""

    is_hidden: bool | None = None
    is_white: bool | None = None
    is_tiny: bool | None = None
    is_shaded: bool | None = None

    def over(self, other: "Look") -> "Look":
        """This one, and the other where this one says nothing."""
        return Look(
            other.is_hidden if self.is_hidden is None else self.is_hidden,
            other.is_white if self.is_white is None else self.is_white,
            other.is_tiny if self.is_tiny is None else self.is_tiny,
            other.is_shaded if self.is_shaded is None else self.is_shaded,
        )


PLAIN: Final = Look()


def look_of(properties: etree._Element | None) -> Look:
    """The look that the properties of a run or a paragraph give."""
    if properties is None or not len(properties):
        return PLAIN
    hidden = white = tiny = shaded = None
    for each in properties:
        name = name_of(each)
        if name == "vanish":
            hidden = is_on(each)
        elif name == "color":
            white = attribute(each, "val").upper() == "FFFFFF"
        elif name == "sz":
            size = attribute(each, "val")
            tiny = size.isascii() and size.isdigit() and len(size) < 5 and int(size) <= TINY
        elif name in ("shd", "highlight"):
            fill = attribute(each, "fill") or attribute(each, "val")
            shaded = fill.upper() not in ("AUTO", "FFFFFF", "CLEAR", "NONE", "WHITE")
    return Look(hidden, white, tiny, shaded)


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says, with what it is based on."""

    level: int = 0
    look: Look = PLAIN
    list_id: str = ""
    list_level: int = 0


class Styles:
    """The styles of a document by their identifiers."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._known: dict[str, Style] = {}
        self.default = ""
        self.base = PLAIN
        for each in () if root is None else root:
            if name_of(each) == "style":
                key = attribute(each, "styleId")
                self._elements.setdefault(key, each)
                if attribute(each, "type") == "paragraph" and attribute(each, "default") == "1":
                    self.default = key
            elif name_of(each) == "docDefaults":
                self.base = look_of(child(each, "rPrDefault", "rPr"))

    def style(self, key: str) -> Style:
        """The style of an identifier; a plain one where there is none."""
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._read(key)
        return known

    def _read(self, key: str) -> Style:
        level: int | None = None
        look, list_id, list_level = PLAIN, "", 0
        seen: list[str] = []
        while key in self._elements and key not in seen and len(seen) < _MOST_BASES:
            seen.append(key)
            element = self._elements[key]
            named = heading_level(_value(child(element, "name")))
            outline = _number(_value(child(element, "pPr", "outlineLvl")), 9)
            if level is None and (named or outline is not None):
                level = named if outline is None else outline % 9 + 1 if outline < 9 else 0
            look = look.over(look_of(child(element, "rPr"))).over(look_of(child(element, "pPr")))
            numbers = child(element, "pPr", "numPr")
            if numbers is not None:
                list_id = list_id or _value(child(numbers, "numId"))
                list_level = list_level or _number(_value(child(numbers, "ilvl")), 8) or 0
            key = _value(child(element, "basedOn"))
        return Style(level or 0, look, list_id, list_level)


class Numbering:
    """The lists of a document, and how far each has been counted."""

    def __init__(self, root: etree._Element | None) -> None:
        abstract: dict[str, etree._Element] = {}
        self._counters: dict[str, Counter] = {}
        shared: dict[str, Counter] = {}
        for each in () if root is None else root:
            if name_of(each) == "abstractNum":
                abstract[attribute(each, "abstractNumId")] = each
            elif name_of(each) == "num":
                base = _value(child(each, "abstractNumId"))
                levels = _levels(abstract.get(base))
                changed = {
                    at: level
                    for override in each
                    if name_of(override) == "lvlOverride"
                    and (at := _number(attribute(override, "ilvl"), 8)) is not None
                    and (level := _overridden(override, levels.get(at, Level()))) is not None
                }
                key = attribute(each, "numId")
                if changed:
                    self._counters[key] = Counter({**levels, **changed})
                else:
                    self._counters[key] = shared.setdefault(base, Counter(levels))

    def next(self, list_id: str, level: int) -> str:
        """What stands before the next paragraph of a list; "" for bullets."""
        counter = self._counters.get(list_id)
        return counter.next(level) if counter is not None else ""


def _levels(abstract: etree._Element | None) -> dict[int, Level]:
    return {
        at: _level(each)
        for each in (() if abstract is None else abstract)
        if name_of(each) == "lvl" and (at := _number(attribute(each, "ilvl"), 8)) is not None
    }


def _level(element: etree._Element) -> Level:
    how = _value(child(element, "numFmt")) or "decimal"
    start = _number(_value(child(element, "start")), 1 << 15)
    pattern = _value(child(element, "lvlText"))
    is_legal = is_on(child(element, "isLgl"))
    return Level(how, pattern, 1 if start is None else start, is_legal)


def _overridden(override: etree._Element, level: Level) -> Level | None:
    own = child(override, "lvl")
    if own is not None:
        return _level(own)
    start = _number(_value(child(override, "startOverride")), 1 << 15)
    return None if start is None else Level(level.how, level.pattern, start, level.is_legal)


def _value(element: etree._Element | None) -> str:
    return "" if element is None else attribute(element, "val")


def _number(text: str, most: int) -> int | None:
    if text.isascii() and text.isdigit() and len(text) < 8:
        return min(int(text), most)
    return None
