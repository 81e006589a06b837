"""Words of a text as the full-text index keeps them: folded; pairs where no space parts words.

Korean glues particles and nouns to a word, Japanese and Chinese write no spaces at all: a run of
such characters becomes pairs of neighbours (계약서 is 계약 약서 서), the last one alone, so that
every character begins exactly one term. What stands inside a run is then a phrase of terms, without
false finds, and a single character is the beginning of a term (the method of CJKAnalyzer in Lucene,
with the last character added). Thai, Lao, Burmese and Khmer are cut the same way.

Folding: NFC by clusters (a character and the marks on it), case, the width of Latin letters and
kana; marks on Latin, Greek, Hebrew and Arabic letters do not count (café is found by cafe), in
other scripts they are letters. Every step takes linear time.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

MAX_TERM: Final = 64
"""Characters of a word that is written without pairs; of a longer one the beginning counts."""

_MAX_ON_ONE: Final = 30
"""On one character, as in the Stream-Safe Text Format of Unicode (UAX 15): ordering more of them
takes quadratic time."""
_FOLDED_CLUSTERS: Final = 4096

_RUNS: Final = (
    "\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1050-\u109f\u1780-\u17d3"  # Thai to Khmer
    "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7fb"  # Hangul
    "\u3005-\u3007\u3031-\u3035\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"  # kana
    "\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\U0001b000-\U0001b16f"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_PLAIN: Final = (
    "\x00-\x7f\u2010-\u2027\u3001-\u3003\u3008-\u3011\u3041-\u3096\u30a1-\u30fa\u30fc"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
)
"""Characters of which folding changes the case alone, and one to one."""
_LEADS: Final = "\u1100-\u115f\ua960-\ua97c\uac00-\ud7a3"
_FOLLOWING: Final = "\u1160-\u11ff\ud7b0-\ud7fb"
"""Vowels and codas of decomposed Hangul."""
_BARE: Final = (
    (0x0041, 0x024F),
    (0x1E00, 0x1EFF),
    (0x2C60, 0x2C7F),
    (0xA720, 0xA7FF),
    (0x0370, 0x03FF),
    (0x1F00, 0x1FFF),
    (0x0590, 0x05FF),
    (0x0620, 0x06FF),
    (0x0750, 0x077F),
    (0x08A0, 0x08FF),
)
"""Latin, Greek, Hebrew and Arabic: letters that are often written without their marks."""
_IGNORED: Final = "\u00ad\u200c\u200d\u2060\ufeff"
_LAST_MARK: Final = 0x1E94A


def _marks() -> str:
    """Combining marks as the inside of a character class of a regular expression."""
    spans: list[list[int]] = []
    for code in (*range(0x300, _LAST_MARK + 1), *range(0xE0100, 0xE01F0)):
        if unicodedata.category(chr(code))[0] == "M":
            if spans and spans[-1][1] == code - 1:
                spans[-1][1] = code
            else:
                spans.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in spans)


_MARKS: Final = _marks()
_ALL_PLAIN: Final = re.compile(f"[{_PLAIN}]*")
_CLUSTER: Final = re.compile(
    f"[{_LEADS}][{_FOLLOWING}]{{1,{_MAX_ON_ONE}}}[{_MARKS}]{{0,{_MAX_ON_ONE}}}"
    f"|[\uff66-\uff9d][\uff9e\uff9f]|(?s:.)[{_MARKS}]{{1,{_MAX_ON_ONE}}}|[^{_PLAIN}]"
)
_PIECE: Final = re.compile(
    f"([{_RUNS}][{_RUNS}{_MARKS}]*)|([^\\W{_RUNS}]+(?:[{_MARKS}]+[^\\W{_RUNS}]*)*)"
)
_UNIT: Final = re.compile(f"(?s:.)[{_MARKS}]*")
_MARK: Final = re.compile(f"[{_MARKS}]")
_LETTER: Final = re.compile(f"[^\\W{_RUNS}]")
_WORD_GOES_ON: Final = re.compile(f"[^\\W{_RUNS}]|[{_MARKS}]")
_RUN_GOES_ON: Final = re.compile(f"[{_RUNS}{_MARKS}]")
_GAP: Final = re.compile(f"[^\\w{_MARKS}]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without its differences of case, width and composition.

    Letters, digits and their marks stay; what is not part of a word may have become a space.
    The text consists of segments: `places` are their beginnings in it, `starts` and `ends` where
    they come from. Without segments every character stands where it stood.
    """

    text: str
    places: Sequence[int] = ()
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of what stands from `start` to `end`, which is not empty."""
        return self._origin(start)[0], self._origin(end - 1)[1]

    def _origin(self, place: int) -> tuple[int, int]:
        segment = bisect_right(self.places, place) - 1
        if segment < 0:
            return place, place + 1
        if self._is_even(segment):
            start = self.starts[segment] + place - self.places[segment]
            return start, start + 1
        return self.starts[segment], self.ends[segment]

    def _is_even(self, segment: int) -> bool:
        after = segment + 1
        end = self.places[after] if after < len(self.places) else len(self.text)
        return end - self.places[segment] == self.ends[segment] - self.starts[segment]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a folded text that is one word, or one run of characters without spaces."""

    text: str
    is_run: bool

    @property
    def terms(self) -> list[str]:
        """As the index holds them, in their order."""
        if not self.is_run:
            return [self.text[:MAX_TERM]]
        units = self.units
        return [one + two for one, two in pairwise(units)] + [units[-1]]

    @property
    def units(self) -> Sequence[str]:
        """The characters with their marks."""
        return _UNIT.findall(self.text) if self.has_marks else self.text

    @property
    def has_marks(self) -> bool:
        """Whether marks stand on its characters."""
        return _MARK.search(self.text) is not None


def fold(text: str) -> str:
    """Fold a text, without keeping the places."""
    if _ALL_PLAIN.fullmatch(text) is None:
        text = _CLUSTER.sub(lambda found: _folded_cluster(found[0]), text)
    return text.lower().replace("_", " ")


def fold_with_places(text: str) -> Folded:
    """Fold a text and keep where everything came from."""
    if _ALL_PLAIN.fullmatch(text) is not None:
        return Folded(text.lower().replace("_", " "))
    parts: list[str] = []
    places: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    length = at = 0
    for found in _CLUSTER.finditer(text):
        start, end = found.span()
        for first, last, part in (
            (at, start, text[at:start]),
            (start, end, _folded_cluster(found[0])),
        ):
            if part:
                parts.append(part)
                places.append(length)
                starts.append(first)
                ends.append(last)
                length += len(part)
        at = end
    if at < len(text):
        parts.append(text[at:])
        places.append(length)
        starts.append(at)
        ends.append(len(text))
    return Folded("".join(parts).lower().replace("_", " "), places, starts, ends)


def pieces(folded: str) -> list[Piece]:
    """The words and runs of a folded text, in their order."""
    return [Piece(run or word, bool(run)) for run, word in _PIECE.findall(folded)]


def begins_word(folded: str, at: int) -> bool:
    """Whether no word goes on at this place; runs are no words."""
    while at and _MARK.match(folded, at - 1):
        at -= 1
    return at == 0 or _LETTER.match(folded, at - 1) is None


def ends_piece(folded: str, at: int, *, is_run: bool) -> bool:
    """Whether the word, or the run, that stands before this place ends there."""
    return (_RUN_GOES_ON if is_run else _WORD_GOES_ON).match(folded, at) is None


def gap_end(folded: str, at: int) -> int:
    """Where the next piece begins, after all that is part of none."""
    found = _GAP.match(folded, at)
    return at if found is None else found.end()


def terms(text: str) -> str:
    """The terms of a text in their order, parted by spaces, as they are put into the index."""
    found: list[str] = []
    for run, word in _PIECE.findall(fold(text)):
        if word:
            found.append(word[:MAX_TERM])
        else:
            found += Piece(run, is_run=True).terms
    return " ".join(found)


@lru_cache(_FOLDED_CLUSTERS)
def _folded_cluster(cluster: str) -> str:
    """One character and the marks on it; a space for what is not part of a word."""
    if cluster[0] in _IGNORED or _MARK.match(cluster):
        return ""
    is_wide = "\uff00" <= cluster[0] <= "\uffef"
    form = unicodedata.normalize("NFKC" if is_wide else "NFC", cluster)
    folded = unicodedata.normalize("NFC", form.casefold()).lower()
    if any(first <= ord(folded[0]) <= last for first, last in _BARE):
        apart = unicodedata.normalize("NFD", folded)
        folded = "".join(each for each in apart if _MARK.match(each) is None)
    word = _PIECE.match(folded)
    return folded if word is not None and word.end() == len(folded) else " "
