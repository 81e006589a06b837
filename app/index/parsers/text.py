"""Plain text: paragraphs between blank lines, and headings where they are certain.

Lines that were wrapped by hand stay as they are. A heading is a line that is underlined, or a
chapter or a section by its number that stands alone.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from app.domain.documents import BlockKind
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.encodings import prepare as prepare_encodings
from app.index.parsers.encodings import read_text

_LINE_END: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_COLOURS: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)|.\x08"
)
"""What terminals take for colours and titles."""
_UNDERLINE: Final = re.compile(r"[ \t]*([=\-~^*#+\"'`])\1{2,}[ \t]*\Z")
_SURE_UNDERLINES: Final = "=-~^"
_TITLE_CHARACTERS: Final = 100
_NUMBERED: Final = re.compile(
    r"(?:(?P<dotted>\d{1,3}(?:\.\d{1,3}){1,4})\.?[ \t]+(?=\w)"
    r"|제[ \t]?\d{1,3}[ \t]?(?P<korean>[편장절관])(?:[ \t]|$)"
    r"|제[ \t]?\d{1,4}(?P<article>조)(?:의[ \t]?\d{1,3})?[ \t]*(?:\([^()]{1,60}\))?$"
    r"|(?:chapter|part|section|kapitel|teil)[ \t]+(?:\d{1,3}|[ivxlc]{1,7})[.:]?(?=[ \t]|$)"
    r"|appendix[ \t]+(?:\d{1,2}|[a-z])[.:]?(?=[ \t]|$))",
    re.IGNORECASE,
)
_KOREAN_LEVELS: Final = {"편": 1, "장": 2, "절": 3, "관": 4, "조": 5}
_SENTENCE_END: Final = re.compile(r"[.!?;:,。！？…][\"'”’)\]]*\Z")
_LEADER: Final = re.compile(r"\.{4,}|(?:\. ){3,}|…{2,}|[ \t]{3,}\d+\Z|·{4,}")
"""A line of a table of contents."""
_BLOCK_CHARACTERS: Final = 4_000
"""A paragraph that is longer becomes several; a window shows them one by one."""


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_encodings()


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with the paragraphs of a text."""
    add_text(read_text(file, builder), builder)


def add_text(text: str, builder: DocumentBuilder, kind: BlockKind = BlockKind.PARAGRAPH) -> None:
    """The paragraphs and headings of a text."""
    if "\x1b" in text:
        text = _COLOURS.sub("", text)
    levels: dict[str, int] = {}
    for lines in _paragraphs(_LINE_END.sub("\n", text)):
        _add_paragraph(lines, builder, kind, levels)


def add_pieces(text: str, builder: DocumentBuilder, kind: BlockKind, language: str = "") -> None:
    """A text as one block, or as several where it is long: cut at lines, blanks, or anywhere."""
    for piece in _pieces(text):
        builder.add(kind, piece, language=language)


def _paragraphs(text: str) -> Iterator[list[str]]:
    """Lines that stand together, without the blank ones around them."""
    at, end = 0, len(text)
    lines: list[str] = []
    while at < end:
        until = text.find("\n", at)
        until = end if until < 0 else until
        line = text[at:until]
        if line.strip():
            lines.append(line)
        elif lines:
            yield lines
            lines = []
        at = until + 1
    if lines:
        yield lines


def _add_paragraph(
    lines: list[str], builder: DocumentBuilder, kind: BlockKind, levels: dict[str, int]
) -> None:
    if kind is BlockKind.PARAGRAPH:
        mark, title = _underlined(lines)
        if mark:
            # The first sign that underlines is that of the highest headings.
            level = levels.setdefault(mark, len(levels) + 1)
            builder.add(BlockKind.HEADING, lines[title], level=level)
            lines = lines[title + 2 :]
        elif len(lines) == 1:
            level = _numbered_level(lines[0].strip())
            if level:
                builder.add(BlockKind.HEADING, lines[0], level=level)
                return
    if lines:
        add_pieces("\n".join(lines), builder, kind)


def _underlined(lines: list[str]) -> tuple[str, int]:
    """The sign that a heading at the beginning is underlined with, or "", and its line's index."""
    over = _UNDERLINE.match(lines[0])
    title = 0 if over is None else 1
    if len(lines) < title + 2:
        return "", 0
    words, mark = lines[title].strip(), _UNDERLINE.match(lines[title + 1])
    if mark is None or len(words) > _TITLE_CHARACTERS or "|" in words or "\t" in words:
        return "", 0
    if not any(letter.isalnum() for letter in words):
        return "", 0
    if mark[1] not in _SURE_UNDERLINES and (over is None or over[1] != mark[1]):
        return "", 0
    # Hangul is two columns wide; what is much longer or shorter parts, it underlines nothing.
    drawn = len(mark[0].strip())
    return (mark[1] if len(words) * 0.6 <= drawn <= len(words) * 2.5 + 4 else ""), title


def _numbered_level(line: str) -> int:
    """The level of a heading by its number, or 0 when the line is none."""
    if len(line) > _TITLE_CHARACTERS or _LEADER.search(line):
        return 0
    found = _NUMBERED.match(line)
    if found is None:
        return 0
    if _SENTENCE_END.search(line) and len(line) > found.end():
        return 0
    if found["dotted"]:
        return found["dotted"].count(".") + 1 if line[found.end()].isalpha() else 0
    return _KOREAN_LEVELS.get(found["korean"] or found["article"] or "", 1)


def _pieces(text: str) -> Iterator[str]:
    at = 0
    while len(text) - at > _BLOCK_CHARACTERS * 3 // 2:
        end = at + _BLOCK_CHARACTERS
        cut = text.rfind("\n", at + _BLOCK_CHARACTERS // 2, end)
        if cut < 0:
            cut = max(text.rfind(mark, at + _BLOCK_CHARACTERS // 2, end) for mark in (". ", "다. "))
        if cut < 0:
            cut = text.rfind(" ", at + _BLOCK_CHARACTERS // 2, end)
        cut = cut + 1 if cut >= 0 else end
        yield text[at:cut]
        at = cut
    yield text[at:]
