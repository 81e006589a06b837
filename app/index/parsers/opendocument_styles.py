"""Styles of OpenDocument: what hides text, what heads it, and how lists are numbered.

Source: OpenDocument 1.3 part 3, 16 (styles) and 20 (formatting).
"""

from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from app.index.parsers.list_numbers import Counter, Level
from app.index.parsers.office_xml import attribute, name_of
from app.index.parsers.word_styles import Look, heading_level

_FORMATS: Final = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "가": "ganada",
    "㉮": "ganadaEnclosedCircle",
    "ㄱ": "chosung",
    "일": "koreanDigital",
    "一": "chineseCounting",
    "①": "decimalEnclosedCircle",
}
"""By the first character of what OpenDocument calls them ("가, 나, 다, ...")."""
_MOST_BASES: Final = 20
_NO_COLOURS: Final = ("", "transparent", "#ffffff")


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says, with what it is based on."""

    look: Look = field(default_factory=Look)
    level: int = 0
    is_unshown: bool = False
    """A sheet or a slide that is not displayed."""
    list_name: str = ""


class OpenStyles:
    """The styles of a document by family and name."""

    def __init__(self) -> None:
        self._elements: dict[tuple[str, str], etree._Element] = {}
        self._known: dict[tuple[str, str], Style] = {}
        self._lists: dict[str, dict[int, Level]] = {}
        self.outline = Counter({})

    def take(self, root: etree._Element | None) -> None:
        """Take the styles that stand in a member; those of the content come last."""
        for each in () if root is None else root.iter():
            name = name_of(each)
            if name == "style":
                key = (attribute(each, "family"), attribute(each, "name"))
                self._elements[key] = each
            elif name == "list-style":
                self._lists[attribute(each, "name")] = _levels(each)
            elif name == "outline-style":
                self.outline = Counter(_levels(each))

    def style(self, family: str, name: str) -> Style:
        """The style of a family and a name; a plain one where there is none."""
        known = self._known.get((family, name))
        if known is None:
            known = self._known[family, name] = self._read(family, name)
        return known

    def counter(self, list_name: str) -> Counter:
        """A new count for a list of a style."""
        return Counter(self._lists.get(list_name, {}))

    def _read(self, family: str, name: str) -> Style:
        found = Style()
        seen: set[str] = set()
        while (family, name) in self._elements and name not in seen and len(seen) < _MOST_BASES:
            seen.add(name)
            element = self._elements[family, name]
            said = attribute(element, "display-name") or name
            found = replace(
                found,
                look=found.look.over(_look(element)),
                level=found.level or heading_level(said.replace("_20_", " ")),
                is_unshown=found.is_unshown or _is_unshown(element),
                list_name=found.list_name or attribute(element, "list-style-name"),
            )
            name = attribute(element, "parent-style-name")
        return found


def _look(element: etree._Element) -> Look:
    look = Look()
    for each in element:
        if name_of(each) not in ("text-properties", "paragraph-properties"):
            continue
        shade = attribute(each, "background-color").lower()
        colour = attribute(each, "color").lower()
        size = attribute(each, "font-size")
        display = attribute(each, "display")
        look = look.over(
            Look(
                display == "none" if display else None,
                colour == "#ffffff" if colour else None,
                _is_tiny(size) if size else None,
                shade not in _NO_COLOURS if shade else None,
            )
        )
    return look


def _is_tiny(size: str) -> bool:
    return size.removesuffix("pt") in ("0", "1", "0.5", "0.1")


def _is_unshown(element: etree._Element) -> bool:
    for each in element:
        name = name_of(each)
        if name == "table-properties" and attribute(each, "display") == "false":
            return True
        if name == "drawing-page-properties" and attribute(each, "visibility") == "hidden":
            return True
    return False


def _levels(element: etree._Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for each in element:
        at = _number(attribute(each, "level")) - 1
        if name_of(each) not in ("list-level-style-number", "outline-level-style"):
            continue
        how = _FORMATS.get(attribute(each, "num-format")[:1], "none")
        if how == "none" or not 0 <= at < 9:
            continue
        shown = max(1, _number(attribute(each, "display-levels")))
        path = ".".join(f"%{level + 1}" for level in range(max(0, at - shown + 1), at + 1))
        pattern = attribute(each, "num-prefix") + path + attribute(each, "num-suffix")
        levels[at] = Level(how, pattern, _number(attribute(each, "start-value")) or 1)
    return levels


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
