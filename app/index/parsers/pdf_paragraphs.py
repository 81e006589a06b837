"""Makes paragraphs and headings of the lines of a PDF, by their sizes, gaps and indents."""

import itertools
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median_low
from typing import Final

from app.domain.documents import BlockKind
from app.index.parsers.pdf_lines import PdfLine

_TITLE_CHARACTERS: Final = 300
_NOT_LETTERS: Final = re.compile(r"[\W\d_]+")
_SAME_SIZE: Final = 0.12
_HEADING_SIZE: Final = 1.15
"""Times the height of the text's own lines, from which a line is a heading."""
_HEADING_CHARACTERS: Final = 200
_HEADING_LINES: Final = 3
_MOST_LEVELS: Final = 6
_GAP: Final = 1.3
"""Times the usual step from line to line, from which a paragraph has ended."""
_INDENT: Final = 0.7
_MOST_INDENT: Final = 5.0
_SHORT_LINE: Final = 0.8
_BULLET: Final = re.compile(r"[•‣▪▫◦●○■□◆◇►▶※ㆍ·∙*–—-]\s+\S")
_NO_TITLE_END: Final = re.compile(r"(?:[.,;:]|\s\d+)\Z")
"""A line of a table of contents ends with the number of a page."""
_SENTENCE_END: Final = re.compile(r"[.!?。…:;][\"'”’」』)\]]*\s*\Z")
_HANGUL_END: Final = re.compile(r"[가-힣]+\Z")
_HANGUL_START: Final = re.compile(r"[가-힣]+")
_HANGUL_WORD: Final = re.compile(r"[가-힣]+")
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef、。]")
"""Letters of scripts that put no blanks between words."""


@dataclass(slots=True)
class PdfBlock:
    """Lines that belong together, as text, with the number of each character on the page."""

    kind: BlockKind
    text: str = field(repr=False)
    sources: "array[int]" = field(repr=False)
    level: int = 0


class TextSizes:
    """The height of a document's ordinary lines, and what larger ones there are."""

    def __init__(self, lines: Iterable[PdfLine]) -> None:
        heights: Counter[float] = Counter()
        bold: Counter[bool] = Counter()
        for line in lines:
            heights[_rounded(line.height)] += len(line.text)
            bold[line.is_bold] += len(line.text)
        self.body = heights.most_common(1)[0][0] if heights else 0.0
        self.body_is_bold = bold[True] > bold[False]
        larger = sorted((each for each in heights if self._is_larger(each)), reverse=True)
        self._levels: dict[float, int] = {}
        level, last = 0, 0.0
        for height in larger:
            if not last or height < last * (1 - _SAME_SIZE / 2):
                level, last = level + 1, height
            self._levels[height] = min(level, _MOST_LEVELS)
        self._below = min(level + 1, _MOST_LEVELS)

    def heading_level(self, lines: Sequence[PdfLine]) -> int:
        """The level of lines that are a heading by their look; 0 when they are none."""
        text = "".join(line.text for line in lines).strip()
        if len(lines) > _HEADING_LINES or len(text) > _HEADING_CHARACTERS:
            return 0
        if not any(letter.isalnum() for letter in text):
            return 0
        if text[0].islower() and text.endswith("."):  # the end of a sentence in another font
            return 0
        height = _rounded(lines[0].height)
        if self._is_larger(height):
            return self._levels.get(height, self._below)
        is_bold = all(line.is_bold for line in lines) and not self.body_is_bold
        is_title = is_bold and len(lines) == 1 and not _NO_TITLE_END.search(text)
        return self._below if is_title and height >= self.body * (1 - _SAME_SIZE) else 0

    def _is_larger(self, height: float) -> bool:
        return bool(self.body) and height > self.body * _HEADING_SIZE


class Vocabulary:
    """Hangul words of a document that stand within lines, where nothing can have divided them."""

    def __init__(self, lines: Iterable[PdfLine]) -> None:
        self._words: Counter[str] = Counter()
        for line in lines:
            self._words.update(_HANGUL_WORD.findall(line.text)[1:-1])

    def belong_together(self, first: str, second: str) -> bool:
        """Whether a line's last letters and the next one's first are one word.

        Korean lines end within words, too, without a mark. The two are one when that one occurs
        elsewhere and is no rarer than its parts: of 164 divided words of a book this mends half,
        and joins none of 1,476 others.
        """
        ending, beginning = _HANGUL_END.search(first), _HANGUL_START.match(second)
        if ending is None or beginning is None:
            return False
        whole = self._words[ending[0] + beginning[0]]
        return whole > 0 and whole >= min(self._words[ending[0]], self._words[beginning[0]])


def blocks_of(
    lines: Sequence[PdfLine],
    sizes: TextSizes,
    vocabulary: Vocabulary,
    titles: Mapping[str, int],
) -> Iterator[PdfBlock]:
    """The lines of a page as headings, items and paragraphs, in their order.

    `titles` are the page's in the table of contents, as `bare` makes them, with their levels.
    """
    step = _usual_step(lines)
    group: list[PdfLine] = []
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        is_title = bool(titles) and bare(line.text) in titles
        if group and (is_title or _begins_anew(group, line, following, step)):
            yield _block(group, sizes, vocabulary, titles)
            group = []
        group.append(line)
        if is_title:
            yield _block(group, sizes, vocabulary, titles)
            group = []
    if group:
        yield _block(group, sizes, vocabulary, titles)


def bare(text: str) -> str:
    """The letters of a title alone: numbers before it and leaders after it come and go."""
    letters = _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text[:_TITLE_CHARACTERS]))
    return letters.casefold()


def _block(
    lines: Sequence[PdfLine], sizes: TextSizes, vocabulary: Vocabulary, titles: Mapping[str, int]
) -> PdfBlock:
    text, sources = _joined(lines, vocabulary)
    if lines[0].is_running:
        return PdfBlock(BlockKind.NOTE, text, sources)
    level = titles.get(bare(text), 0) if titles else 0
    level = level or sizes.heading_level(lines)
    is_item = bool(_BULLET.match(text))
    kind = BlockKind.HEADING if level else BlockKind.ITEM if is_item else BlockKind.PARAGRAPH
    return PdfBlock(kind, text, sources, level)


def _joined(lines: Sequence[PdfLine], vocabulary: Vocabulary) -> "tuple[str, array[int]]":
    text, sources = "", array("i")
    before = lines[0]
    for line in lines:
        start = len(line.text) - len(line.text.lstrip())
        words = line.text.rstrip()[start:]
        if text and not _joins(before, text, words, vocabulary):
            text += "\n" if before.has_gaps and line.has_gaps else " "
            # The end of the line stands there, and one number further than its last character.
            sources.append(sources[-1] + 1)
        text += words
        sources.extend(line.sources[start : start + len(words)])
        before = line
    return text, sources


def _joins(before: PdfLine, text: str, words: str, vocabulary: Vocabulary) -> bool:
    if before.is_divided:
        return True
    if _UNSPACED.match(text[-1]) and words and _UNSPACED.match(words[0]):
        return True
    return vocabulary.belong_together(text[-40:], words[:40])


def _begins_anew(
    group: Sequence[PdfLine], line: PdfLine, following: PdfLine | None, step: float
) -> bool:
    last = group[-1]
    if line.is_running != last.is_running:
        return True
    if line.turn != last.turn or not _alike(line.height, last.height):
        return True
    if last.is_divided:
        return False
    if line.is_bold != last.is_bold and (len(group) == 1 or line.is_bold):
        return True
    down = last.bottom - line.bottom
    if down < -line.height * 0.5:  # further up: another column
        return bool(_SENTENCE_END.search(last.text)) or not line.text.lstrip()[:1].islower()
    if abs(down) <= line.height * 0.5:  # beside it: cells of a row, or pieces of a line
        return False
    if down > (step or line.height * 1.4) * _GAP:
        return True
    if _BULLET.match(line.text.lstrip()):
        return True
    return _is_indented(group, line, following) or _is_after_short(group, line)


def _is_indented(group: Sequence[PdfLine], line: PdfLine, following: PdfLine | None) -> bool:
    """Whether a paragraph begins with an indent: the next line is back at the margin."""
    left = group[-1].left
    indent = (line.left - left) / max(line.height, 1.0)
    if not _INDENT < indent < _MOST_INDENT:
        return False
    if following is None or following.turn != line.turn:
        return True
    return following.left < line.left - line.height * _INDENT / 2


def _is_after_short(group: Sequence[PdfLine], line: PdfLine) -> bool:
    """Whether the line before ended early, and with a sentence."""
    last = group[-1]
    right = max(*(each.right for each in group), line.right)
    width = right - min(last.left, line.left)
    is_short = last.right - last.left < width * _SHORT_LINE
    return is_short and bool(_SENTENCE_END.search(last.text))


def _usual_step(lines: Sequence[PdfLine]) -> float:
    """How far it is from one line to the next, for the most part; 0 when there is only one."""
    steps = []
    for last, line in itertools.pairwise(lines):
        down = last.bottom - line.bottom
        if last.turn == line.turn and line.height * 0.5 < down < line.height * 4:
            steps.append(down)
    return median_low(steps) if steps else 0.0


def _alike(one: float, other: float) -> bool:
    return abs(one - other) <= max(one, other) * _SAME_SIZE


def _rounded(height: float) -> float:
    return round(height * 2) / 2
