"""What both formats of Hangul share: headings by outline, numbered paragraphs, unseen letters.

Sources: "Hwp document file formats 5.0" (Hancom), KS X 6101 (OWPML).
"""

import re
from dataclasses import dataclass, field
from typing import Final

from app.domain.documents import BlockKind
from app.index.parsers.flow import Words
from app.index.parsers.list_numbers import Counter, Level
from app.index.parsers.word_styles import heading_level

NUMBER_FORMATS: Final = {
    "DIGIT": "decimal",
    "CIRCLED_DIGIT": "decimalEnclosedCircle",
    "ROMAN_CAPITAL": "upperRoman",
    "ROMAN_SMALL": "lowerRoman",
    "LATIN_CAPITAL": "upperLetter",
    "LATIN_SMALL": "lowerLetter",
    "CIRCLED_LATIN_CAPITAL": "upperLetter",
    "CIRCLED_LATIN_SMALL": "lowerLetter",
    "HANGUL_SYLLABLE": "ganada",
    "CIRCLED_HANGUL_SYLLABLE": "ganadaEnclosedCircle",
    "HANGUL_JAMO": "chosung",
    "CIRCLED_HANGUL_JAMO": "chosung",
    "HANGUL_PHONETIC": "koreanDigital",
    "IDEOGRAPH": "chineseCounting",
    "CIRCLED_IDEOGRAPH": "chineseCounting",
}
"""In the order of their numbers in HWP 5, by their names in OWPML."""
WHITE: Final = 0xFFFFFF
TINY: Final = 100
"""Hundredths of a point: nobody reads letters of one point."""
_MOST_LEVELS: Final = 10
_PATH: Final = re.compile(r"\^([nN1-9])")
_HEADING_CHARACTERS: Final = 100
_SENTENCE_END: Final = re.compile(r"(?:[다요음함임됨]|[^.\d]{4})\.\s*\Z")


@dataclass(frozen=True, slots=True)
class Heading:
    """What the shape of a paragraph says of its number."""

    how: str = "NONE"
    """OUTLINE, NUMBER, BULLET or NONE."""
    list_id: str = ""
    level: int = 0


def level_of(how: str, pattern: str, start: int, level: int) -> Level:
    """A level of a list, from 0, with a pattern as "제^1장": ^n is its own number, ^N its path."""

    def sign(found: re.Match[str]) -> str:
        if found[1] == "n":
            return f"%{level + 1}"
        if found[1] == "N":
            return ".".join(f"%{each + 1}" for each in range(level + 1))
        return f"%{found[1]}"

    pattern = _PATH.sub(sign, pattern.replace("%", "％"))
    return Level(NUMBER_FORMATS.get(how, "decimal"), pattern, start)


@dataclass(slots=True)
class Outline:
    """The numbered lists of a document, counted while it is read."""

    lists: dict[str, dict[int, Level]] = field(default_factory=dict)
    current: str = ""
    """The list that numbers the outline of this section."""
    _counters: dict[str, Counter] = field(default_factory=dict)

    def words(self, text: str, heading: Heading, *style_names: str) -> Words:
        """A paragraph as what it is; an outline also numbers sentences, which head nothing."""
        named = max(map(heading_level, style_names), default=0)
        number = ""
        if heading.how in ("OUTLINE", "NUMBER"):
            list_id = self.current if heading.how == "OUTLINE" else heading.list_id
            number = self._counter(list_id).next(min(heading.level, _MOST_LEVELS - 1))
        level = named or (heading.level + 1 if heading.how == "OUTLINE" else 0)
        said = f"{number} {text}" if number else text
        if level and len(text) <= _HEADING_CHARACTERS and not _SENTENCE_END.search(text):
            return Words(BlockKind.HEADING, said, level)
        is_item = level or heading.how != "NONE"
        return Words(BlockKind.ITEM if is_item else BlockKind.PARAGRAPH, said)

    def _counter(self, list_id: str) -> Counter:
        if list_id not in self._counters:
            self._counters[list_id] = Counter(self.lists.get(list_id, {}))
        return self._counters[list_id]


@dataclass(frozen=True, slots=True)
class Letters:
    """How letters look, as far as it decides whether they are seen."""

    is_white: bool = False
    is_tiny: bool = False

    def are_hidden(self, *, on_white: bool) -> bool:
        """Whether nobody sees them; `on_white` where nothing is drawn behind."""
        return self.is_tiny or (self.is_white and on_white)
