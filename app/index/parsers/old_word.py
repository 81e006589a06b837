"""DOC, the format of Word 97 to 2003: paragraphs and tables, notes behind what they are for.

Source: [MS-DOC]. Hidden text is left out and counted, and so are deletions that are still tracked.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import BinaryIO, Final

from app.domain.documents import BlockKind
from app.index.parsers import word_binary as binary
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.encodings import prepare as prepare_encodings
from app.index.parsers.flow import Cell, Flow, Grid, Words, add_flow
from app.index.parsers.ole_package import OlePackage
from app.index.parsers.ole_properties import take_properties
from app.index.parsers.word_binary import Properties, WordBinary
from app.index.parsers.word_styles import TINY

_IN_TABLE, _ROW_END, _OUTLINE, _LIST, _STYLE = 0x2416, 0x2417, 0x2640, 0x460B, 0x4600
_HIDDEN, _DELETED, _SIZE, _COLOUR, _OLD_COLOUR = 0x083C, 0x0800, 0x4A43, 0x6870, 0x2A42
_SHADED: Final = (0x2A0C, 0x4866)
_OLD_WHITE, _WHITE = 8, 0xFFFFFF
_UNSEEN, _GONE = 1, 2
_END: Final = re.compile("[\r\x07\x0c]")
_FIELD: Final = re.compile("[\x13\x14\x15]")
_SIGNS: Final = {0x0B: "\n", 0x0E: "\n", 0x1E: "-", 0x09: "\t"} | dict.fromkeys(
    (*range(0x09), 0x0C, 0x0D, 0x0F, *range(0x10, 0x1E), 0x1F), ""
)
_MOST_FIELDS: Final = 20
"""Fields inside fields."""
_ONLY_NUMBERS: Final = re.compile(r"[\W\d_]*\Z")


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_encodings()
    b"a".decode("cp1252")


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with the text. Raises Refused: LOCKED, UNKNOWN_KIND before Word 97."""
    package = OlePackage(file)
    take_properties(package, builder)
    reader = _Reader(WordBinary(package), builder)
    add_flow(reader.document(), builder)


class _Reader:
    """Puts the text of one document together."""

    def __init__(self, source: WordBinary, builder: DocumentBuilder) -> None:
        self._source = source
        self._builder = builder
        self._text = source.text
        self._seen = bytearray(len(self._text))
        self._mark_letters()
        self._mark_fields()
        self._notes = {
            place: text
            for marks, width, texts, story in (
                (binary.FOOT_MARKS, 2, binary.FOOT_TEXTS, 1),
                (binary.COMMENT_MARKS, 30, binary.COMMENT_TEXTS, 3),
                (binary.END_MARKS, 2, binary.END_TEXTS, 4),
            )
            for place, text in self._note_texts(marks, width, texts, story)
        }
        self._noted = sorted(self._notes)

    def document(self) -> Flow:
        """The document, its boxes, its headers and footers."""
        stories = self._source.stories
        flow = self._blocks(*stories[0])
        flow.extend(self._blocks(*stories[5]))
        seen = dict.fromkeys(
            " ".join(text.split())
            for _, _, text in self._paragraphs(*stories[2])
            if not _ONLY_NUMBERS.match(text)
        )
        return [*flow, *(Words(BlockKind.NOTE, text) for text in seen)]

    def _mark_letters(self) -> None:
        runs = self._source.letters
        for start, end, (_, said) in zip(runs.starts, runs.ends, runs.values, strict=True):
            stop = min(end, len(self._seen))
            how = self._how_seen(start, said) if said and start < stop else 0
            if how:
                self._seen[start:stop] = bytes([how]) * (stop - start)

    def _how_seen(self, place: int, said: Properties) -> int:
        if said.get(_DELETED) or said.get(_HIDDEN) == 1 or 0 < said.get(_SIZE, 99) <= TINY:
            return _UNSEEN
        in_table = _is_white(said) and self._source.paragraphs.at(place)[1].get(_IN_TABLE)
        return _UNSEEN if _is_white(said) and not in_table else 0

    def _mark_fields(self) -> None:
        """Instructions of fields are no text; their results are."""
        begun: list[int] = []
        parted: list[bool] = []
        for found in _FIELD.finditer(self._text):
            at = found.start()
            if found[0] == "\x13":
                begun.append(at)
                parted.append(False)
            elif begun and not (found[0] == "\x14" and parted[-1]):
                if not parted[-1] and len(begun) <= _MOST_FIELDS:
                    self._seen[begun[-1] : at] = bytes([_GONE]) * (at - begun[-1])
                if found[0] == "\x14":
                    parted[-1] = True
                else:
                    begun.pop()
                    parted.pop()

    def _note_texts(
        self, marks: int, width: int, texts: int, story: int
    ) -> Iterator[tuple[int, str]]:
        first, last = self._source.stories[story]
        places = self._source.marks(marks, width)[:-1]
        bounds = self._source.marks(texts, 0)
        for number, place in enumerate(places):
            if number + 1 >= len(bounds) or bounds[number] > bounds[number + 1]:
                break
            start, end = first + bounds[number], min(last, first + bounds[number + 1])
            text = "\n".join(text for _, _, text in self._paragraphs(start, end))
            if text.strip():
                yield place, text.strip()

    # --- paragraphs ---------------------------------------------------------------------------

    def _paragraphs(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """Where each paragraph begins and ends, its mark left out, and what is seen of it."""
        end = min(end, len(self._text))
        while start < end:
            found = _END.search(self._text, start, end)
            stop = found.start() if found else end
            yield start, stop, self._shown(start, stop)
            start = stop + 1

    def _shown(self, start: int, end: int) -> str:
        text = self._text[start:end]
        seen = self._seen[start:end]
        if any(seen):
            pairs = list(zip(text, seen, strict=True))
            unseen = "".join(letter for letter, how in pairs if how == _UNSEEN)
            self._builder.note_hidden(len(unseen.translate(_SIGNS).strip()))
            text = "".join(letter for letter, how in pairs if not how)
        pictures = text.count("\x01")
        if pictures:
            self._builder.add_picture(pictures)
        text = text.translate(_SIGNS)
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _blocks(self, start: int, end: int) -> Flow:
        flow: Flow = []
        grid = Grid()
        rows = 0
        cells: list[Flow] = []
        cell: Flow = []
        note = bisect_left(self._noted, start)
        has_marks = bool(self._source.paragraphs.starts)
        for first, stop, text in self._paragraphs(start, end):
            style, said = self._source.paragraphs.at(stop)
            mark = self._text[stop : stop + 1]
            found = self._words(text, style, said)
            while note < len(self._noted) and self._noted[note] <= stop:
                found.append(Words(BlockKind.NOTE, self._notes[self._noted[note]]))
                note += 1
            is_row_end = bool(said.get(_ROW_END)) or (
                not has_marks and mark == "\x07" and first == stop and bool(cells)
            )
            if mark == "\x07" and is_row_end:
                if cell:
                    cells.append([*cell, *found])
                grid.cells.extend(Cell(rows, column, each) for column, each in enumerate(cells))
                cells, cell, rows = [], [], rows + 1
            elif mark == "\x07":
                cells.append([*cell, *found])
                cell = []
            elif said.get(_IN_TABLE):
                cell.extend(found)
            else:
                flow.extend([*_ended(grid, cells, cell), *found])
                grid, rows, cells, cell = Grid(), 0, [], []
        flow.extend(_ended(grid, cells, cell))
        return flow

    def _words(self, text: str, style: int, said: Properties) -> Flow:
        if not text.strip():
            return []
        level = self._source.levels.get(said.get(_STYLE, style), 0)
        outline = said.get(_OUTLINE)
        if outline is not None:
            level = outline + 1 if outline < 9 else 0
        if level:
            return [Words(BlockKind.HEADING, text, level)]
        return [Words(BlockKind.ITEM if said.get(_LIST) else BlockKind.PARAGRAPH, text)]


def _ended(grid: Grid, cells: list[Flow], cell: Flow) -> Flow:
    """A table, and what stood in a row that never ended."""
    flow: Flow = [grid] if grid.cells else []
    for each in (*cells, cell):
        flow.extend(each)
    return flow


def _is_white(said: Properties) -> bool:
    is_white = said.get(_OLD_COLOUR) == _OLD_WHITE or said.get(_COLOUR) == _WHITE
    return is_white and not any(said.get(code) for code in _SHADED)
