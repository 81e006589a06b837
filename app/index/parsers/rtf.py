"""RTF: paragraphs, headings by style, tables, notes and boxes.

Source: Rich Text Format (RTF) Specification 1.9.1. It is read here and not by the library that
reads what mail hides in RTF: that one keeps no headings and no tables, drops notes, shows hidden
text, and takes time without bound for links that never end.
"""

from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from app.domain.documents import BlockKind, Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.flow import Flow, Words, add_flow, plain
from app.index.parsers.refusing import Refused
from app.index.parsers.rtf_story import Story, whole
from app.index.parsers.rtf_words import (
    CHARSETS,
    MARGINS,
    READ,
    SIGNS,
    SKIPPED,
    SYMBOLS,
    TOKEN,
    charset_of,
)
from app.index.parsers.rtf_words import prepare as prepare_encodings
from app.index.parsers.word_styles import TINY, heading_level

_MOST_BYTES: Final = 256 << 20
_MOST_GROUPS: Final = 10_000
_BODY, _SKIP, _SHAPE, _NUMBER, _FONTS, _COLOURS, _STYLES, _TITLE, _AUTHOR, _COMMENTER = (
    "body", "skip", "shape", "number", "fonts", "colours", "styles", "title", "author", "commenter",
)  # fmt: skip


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_encodings()


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with the text. Raises Refused: BOMB when groups are nested without end."""
    data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise Refused(Refusal.TOO_LARGE, "rtf")
    reader = _Reader(builder)
    reader.read(data.decode("latin-1"))
    add_flow(reader.finish(), builder)


@dataclass(frozen=True, slots=True)
class _Group:
    """What a group hands down to those inside it."""

    place: str = _BODY
    font: int = 0
    skipped: int = 1
    """Characters that stand behind a Unicode one for older readers."""
    is_hidden: bool = False
    is_deleted: bool = False
    is_white: bool = False
    is_tiny: bool = False
    is_marked: bool = False
    story: int = 0


class _Reader:
    """Goes through the tokens once, with a stack of groups and no recursion."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._charset = "cp1252"
        self._fonts: dict[int, str] = {}
        self._levels: dict[int, int] = {}
        self._white: set[int] = set()
        self._groups = [_Group()]
        self._stories = [Story()]
        self._bytes = bytearray()
        self._to_skip = 0
        self._starred = False
        self._margins: dict[str, None] = {}
        self._name: list[str] = []
        self._style = 0
        self._colour = [0, 0, 0, 0]
        self._author: list[str] = []

    @property
    def _group(self) -> _Group:
        return self._groups[-1]

    @property
    def _story(self) -> Story:
        return self._stories[-1]

    def _set(self, **changes: object) -> None:
        self._groups[-1] = replace(self._groups[-1], **changes)  # type: ignore[arg-type]  # by name

    def read(self, source: str) -> None:
        """Read all of it."""
        at, end = 0, len(source)
        while at < end:
            found = TOKEN.match(source, at)
            if found is None:
                break
            at = found.end()
            word, number, code, symbol, brace, _, text = found.groups()
            if text is not None:
                self._add(text)
            elif code is not None:
                self._byte(int(code, 16))
            elif word is not None:
                value = int(number) if number else None
                if word == "bin":
                    at += min(max(value or 0, 0), end - at)
                else:
                    self._word(word, value)
            elif brace == "{":
                self._flush()
                if len(self._groups) >= _MOST_GROUPS:
                    raise Refused(Refusal.BOMB, "rtf groups")
                self._groups.append(self._group)
                self._to_skip = 0
            elif brace == "}":
                self._close()
                if len(self._groups) == 1:
                    break  # what follows the document is no part of it
            elif symbol == "*":
                self._starred = True
            elif symbol in SYMBOLS:
                self._flush()
                self._put(SYMBOLS[symbol])
        self._flush()

    def finish(self) -> Flow:
        """The blocks of the document, headers and footers at their end."""
        while len(self._stories) > 1:
            self._end_story()
        story = self._story
        story.end_paragraph()
        story.end_table()
        return [*story.flow, *(Words(BlockKind.NOTE, text) for text in self._margins)]

    # --- groups and words ---------------------------------------------------------------------

    def _close(self) -> None:
        self._flush()
        closed = self._groups.pop() if len(self._groups) > 1 else self._group
        self._starred = False
        self._to_skip = 0
        if closed.place in (_FONTS, _STYLES):
            self._end_entry(closed.place)
        elif closed.place in (_TITLE, _AUTHOR):
            name = "title" if closed.place == _TITLE else "author"
            said = whole("".join(self._name))
            setattr(self._builder, name, getattr(self._builder, name) or said)
            self._name = []
        while len(self._stories) - 1 > self._group.story:
            self._end_story()

    def _word(self, word: str, value: int | None) -> None:
        self._flush()
        starred, self._starred = self._starred, False
        self._to_skip = 0
        if self._enter(word, starred=starred):
            return
        if word == "u" and value is not None:
            self._put(chr(value & 0xFFFF))
            self._to_skip = self._group.skipped
        elif word in SIGNS:
            self._put(SIGNS[word])
        elif self._group.place == _BODY:
            if not self._story.shape(word, value, self._levels):
                self._format(word, value)
        else:
            self._about(word, value)

    def _enter(self, word: str, *, starred: bool) -> bool:
        """A word that says what its group is."""
        place = self._group.place
        if place == _SKIP:
            if word == "ud":
                self._set(place=_BODY)
            return True
        if place == _SHAPE and word not in ("shptxt", "pict"):
            return True
        places = {
            "fonttbl": _FONTS, "colortbl": _COLOURS, "stylesheet": _STYLES, "info": "info",
            "pntext": _NUMBER, "listtext": _NUMBER, "atnauthor": _COMMENTER,
        }  # fmt: skip
        if word in places:
            self._set(place=places[word])
        elif place == "info":
            self._set(place={"title": _TITLE, "author": _AUTHOR}.get(word, _SKIP))
        elif word == "pict":
            self._builder.add_picture()
            self._set(place=_SKIP)
        elif word in ("footnote", "annotation") or word in MARGINS:
            self._set(place=_BODY, story=len(self._stories))
            self._stories.append(Story("margin" if word in MARGINS else word))
            self._story.author = "".join(self._author) if word == "annotation" else ""
            self._author = []
        elif word in ("shptxt", "dptxbxtext"):
            self._set(place=_BODY, story=len(self._stories))
            self._stories.append(Story("box"))
        elif word == "shpinst":
            self._set(place=_SHAPE)
        elif word in SKIPPED or (starred and word not in READ):
            self._set(place=_SKIP)
        else:
            return False
        return True

    def _format(self, word: str, value: int | None) -> None:
        is_on = value != 0
        if word == "plain":
            self._set(is_hidden=False, is_deleted=False, is_white=False, is_tiny=False)
            self._set(is_marked=False)
        elif word == "v":
            self._set(is_hidden=is_on)
        elif word == "deleted":
            self._set(is_deleted=is_on)
        elif word in ("f", "af") and value is not None:
            if word == "f":
                self._set(font=value)
        elif word == "fs" and value is not None:
            self._set(is_tiny=0 <= value <= TINY)
        elif word == "cf":
            self._set(is_white=(value or 0) in self._white)
        elif word in ("highlight", "cb", "chcbpat", "cbpat"):
            self._set(is_marked=bool(value))
        elif word == "uc":
            self._set(skipped=min(max(value or 0, 0), 10))
        elif word == "ansicpg" and value:
            self._charset = charset_of(value)
        elif word in ("mac", "pc", "pca"):
            self._charset = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]

    def _about(self, word: str, value: int | None) -> None:
        """A word inside the tables at the beginning."""
        place = self._group.place
        if word == "f" and value is not None:
            self._set(font=value)
        elif word == "fcharset" and place == _FONTS and value in CHARSETS:
            self._fonts[self._group.font] = CHARSETS[value]
        elif place == _COLOURS and word in ("red", "green", "blue"):
            self._colour[("red", "green", "blue").index(word)] = value or 0
        elif place == _STYLES and word == "s":
            self._style = value or 0
        elif place == _STYLES and word == "outlinelevel" and value is not None and 0 <= value < 9:
            self._levels[self._style] = value + 1
        elif word == "uc":
            self._set(skipped=min(max(value or 0, 0), 10))

    def _end_entry(self, place: str) -> None:
        name = "".join(self._name).strip().rstrip(";")
        if place == _STYLES and name:
            level = heading_level(name)
            if level:
                self._levels[self._style] = level
        self._name = []
        self._style = 0

    # --- text ---------------------------------------------------------------------------------

    def _add(self, text: str) -> None:
        if self._to_skip:
            cut = min(self._to_skip, len(text))
            self._to_skip -= cut
            text = text[cut:]
        if self._group.place == _SKIP or not text:
            return
        if text.isascii():
            self._flush()
            self._put(text)
        else:
            self._bytes += text.encode("latin-1")

    def _byte(self, value: int) -> None:
        if self._to_skip:
            self._to_skip -= 1
        elif self._group.place != _SKIP:
            self._bytes.append(value)

    def _flush(self) -> None:
        if self._bytes:
            charset = self._fonts.get(self._group.font, self._charset)
            if charset == "cp1252":
                charset = self._charset
            data, self._bytes = bytes(self._bytes), bytearray()
            self._put(data.decode(charset, "replace"))

    def _put(self, text: str) -> None:
        group = self._group
        if group.place == _BODY:
            is_unseen = group.is_white and not group.is_marked and not self._story.in_table
            if group.is_deleted or group.is_hidden or group.is_tiny or is_unseen:
                self._builder.note_hidden(len(text.strip()))
            else:
                self._story.text.append(text)
        elif group.place == _NUMBER:
            self._story.number += text
            self._story.is_item = True
        elif group.place in (_FONTS, _STYLES, _TITLE, _AUTHOR):
            self._name.append(text)
        elif group.place == _COLOURS:
            for _ in range(text.count(";")):
                if self._colour[:3] == [255, 255, 255]:
                    self._white.add(self._colour[3])
                self._colour = [0, 0, 0, self._colour[3] + 1]
        elif group.place == _COMMENTER:
            self._author.append(text)

    # --- stories -------------------------------------------------------------------------------

    def _end_story(self) -> None:
        """A note, a box or a margin ends; the first two stand behind the paragraph around them."""
        story = self._story
        story.end_paragraph()
        story.end_table()
        self._stories.pop()
        if story.kind == "box":
            self._story.after.extend(story.flow)
            return
        text = "\n".join(plain([piece]) for piece in story.flow).strip()
        if not text:
            return
        if story.kind == "margin":
            if any(map(str.isalpha, text)):
                self._margins.setdefault(" ".join(text.split()))
            return
        author = story.author.strip()
        said = f"{author}: {text}" if author else text
        self._story.after.append(Words(BlockKind.NOTE, said))
