"""Gathers what a parser finds into one document: its parts, its blocks, its text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.domain.documents import (
    Block,
    BlockKind,
    DocumentKind,
    NoteKind,
    ParsedDocument,
    Part,
    PartKind,
    ReadingLimits,
    ReadingNote,
    Refusal,
    Run,
)
from app.index.parsers.cleaning import cleaned, cleaned_with_sources, hidden_characters
from app.index.parsers.refusing import Refused, TextFull

_TITLE_CHARACTERS: Final = 300
_DETAIL_CHARACTERS: Final = 200
_WHITE: Final = re.compile(r"\s+")
_LINE_TAILS: Final = re.compile(r"[ \t]+\n")
_GAPS: Final = re.compile(r"\n{3,}")


@dataclass(slots=True)
class Spent:
    """What files inside a file cost until now, those inside of them included."""

    members: int = 0
    """Of archives."""
    bytes: int = 0
    """Unpacked."""


class DocumentBuilder:
    """What a parser found so far. Call `begin_part`, then `add` and `add_table`, then `finish`.

    A document without a part of its own gets one that is the whole. Text is cleaned on its way in;
    a block of white space alone is no block. Raises TextFull, and Refused with BOMB, once there is
    more than `limits` allow: the caller may still `finish` what is there after TextFull.
    """

    def __init__(self, kind: DocumentKind, limits: ReadingLimits) -> None:
        self.kind = kind
        self.limits = limits
        self.name = ""
        """The file's name, where the parser must choose what its content leaves open."""
        self.depth = 0
        """How many files are around this one: 1 for a member of an archive."""
        self.spent = Spent()
        """Of the whole file: members share it with what is around them."""
        self.recognise = False
        """Whether the text of pictures is to be read, too."""
        self.title = ""
        self.author = ""
        self.encoding = ""
        self._texts: list[str] = []
        self._length = 0
        self._parts: list[Part] = []
        self._runs: list[Run] = []
        self._blocks: list[Block] = []
        self._notes: dict[NoteKind, ReadingNote] = {}

    @property
    def characters(self) -> int:
        """Length of the text until here."""
        return self._length

    @property
    def part_number(self) -> int:
        """Number of the part that is being filled, from 1; 0 before the first."""
        return len(self._parts)

    def begin_part(self, kind: PartKind, label: str = "") -> None:
        """From here on everything belongs to a new page, sheet, chapter or the like."""
        self._end_part()
        if len(self._parts) >= self.limits.parts:
            self.note(NoteKind.CUT_SHORT)
            raise TextFull
        number = len(self._parts) + 1
        self._parts.append(Part(kind, number, self._length, self._length, _one_line(label)))

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int = 0,
        language: str = "",
        sources: Sequence[int] | None = None,
    ) -> None:
        """A block of text; `level` is a heading's, `language` that of code.

        `sources` gives for each character of `text` where it stands among its part's own, or -1:
        they become the part's runs. Code keeps its white space, anything else is tidied.
        """
        self.note_hidden(hidden_characters(text))
        if sources is None:
            tidy = cleaned(text)
            if kind is not BlockKind.CODE:
                tidy = _GAPS.sub("\n\n", _LINE_TAILS.sub("\n", tidy))
            self._put(kind, tidy, level=level, language=language)
            return
        clean, origins = cleaned_with_sources(text)
        self._put(
            kind, clean, level=level, language=language, sources=[sources[at] for at in origins]
        )

    def add_table(
        self, rows: Iterable[Sequence[str]], *, header_rows: int = 0, first_row: int = 1
    ) -> None:
        """A table: its rows top to bottom, each the cells left to right.

        The first `header_rows` name the columns; `first_row` is the number of the first one in its
        sheet. White space inside a cell becomes one blank; a row without any text is kept, so that
        rows can be counted, except at the end.
        """
        lines: list[str] = []
        written = room = 0
        limit = self.limits.text_characters - self._length
        for row in rows:
            line = "\t".join(_one_line(cell) for cell in row).rstrip("\t")
            lines.append(line)
            room += len(line) + 1
            if line:
                written = len(lines)
            if room > limit:
                break
        if not written:
            return
        text = "\n".join(lines[:written]) + "\n"
        header = min(header_rows, written)
        self._put(BlockKind.TABLE, text, header_rows=header, first_row=first_row)

    def add_picture(self, count: int = 1) -> None:
        """Pictures of this part whose text was not read."""
        self._open_part()
        part = self._parts[-1]
        self._parts[-1] = replace(part, pictures=part.pictures + count)

    def add_document(self, document: ParsedDocument, label: str) -> None:
        """A member: each of its parts becomes a part of this document, labelled `label`.

        Where the member has parts of its own, their labels follow: "report.pdf, 3".
        """
        for part in document.parts:
            inner = part.label or (str(part.number) if len(document.parts) > 1 else "")
            self.begin_part(PartKind.FILE, f"{label}, {inner}" if inner else label)
            for block in document.blocks:
                if part.start <= block.start < part.end:
                    self._put(
                        block.kind,
                        document.text[block.start : block.end],
                        level=block.level,
                        language=block.language,
                        header_rows=block.header_rows,
                        first_row=block.first_row,
                    )
            if part.pictures:
                self.add_picture(part.pictures)
        for note in document.notes:
            self.note(note.kind, note.count, note.detail)

    def note(self, kind: NoteKind, count: int = 0, detail: str = "") -> None:
        """Something that the reader should know; counts add up, the first detail stays."""
        known = self._notes.get(kind, ReadingNote(kind))
        detail = known.detail or _one_line(detail)[:_DETAIL_CHARACTERS]
        self._notes[kind] = ReadingNote(kind, known.count + count, detail)

    def note_hidden(self, characters: int) -> None:
        """Text that a person would not see was left out."""
        if characters:
            self.note(NoteKind.HIDDEN_TEXT, characters)

    def finish(self) -> ParsedDocument:
        """The document. Raises Refused with NO_TEXT when there is none."""
        if not self._blocks:
            raise Refused(Refusal.NO_TEXT)
        self._end_part()
        return ParsedDocument(
            self.kind,
            "".join(self._texts),
            tuple(self._parts),
            tuple(self._blocks),
            _one_line(self.title)[:_TITLE_CHARACTERS],
            _one_line(self.author)[:_TITLE_CHARACTERS],
            self.encoding,
            tuple(self._notes.values()),
        )

    def _put(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int = 0,
        language: str = "",
        header_rows: int = 0,
        first_row: int = 1,
        sources: Sequence[int] | None = None,
    ) -> None:
        first, last = _span_of_words(text, keep_indent=kind in (BlockKind.CODE, BlockKind.TABLE))
        if kind is BlockKind.TABLE:
            last = len(text)
        if first >= last:
            return
        self._open_part()
        room = self.limits.text_characters - self._length
        is_full = last - first > room
        last = min(last, first + max(room, 0))
        if last > first:
            start = self._length
            piece = text[first:last]
            self._write(piece)
            self._blocks.append(
                Block(kind, start, start + len(piece), level, header_rows, first_row, language)
            )
            if sources is not None:
                self._runs.extend(_runs(start, sources[first:last]))
            gap = "\n" if kind in (BlockKind.ITEM, BlockKind.TABLE) else "\n\n"
            self._write(gap[: self.limits.text_characters - self._length])
        if is_full:
            self.note(NoteKind.CUT_SHORT)
            raise TextFull

    def _write(self, text: str) -> None:
        self._texts.append(text)
        self._length += len(text)

    def _open_part(self) -> None:
        if not self._parts:
            self._parts.append(Part(PartKind.WHOLE, 1, 0, 0))

    def _end_part(self) -> None:
        if self._parts:
            self._parts[-1] = replace(self._parts[-1], end=self._length, runs=tuple(self._runs))
            self._runs = []


def _one_line(text: str) -> str:
    return _WHITE.sub(" ", cleaned(text)).strip()


def _span_of_words(text: str, *, keep_indent: bool) -> tuple[int, int]:
    last = len(text.rstrip())
    first = len(text) - len(text.lstrip())
    if keep_indent and first < last:
        first = text.rfind("\n", 0, first) + 1
    return first, last


def _runs(start: int, sources: Sequence[int]) -> Iterable[Run]:
    at = 0
    while at < len(sources):
        end = at + 1
        while end < len(sources) and sources[end] == sources[at] + end - at:
            end += 1
        if sources[at] >= 0:
            yield Run(start + at, sources[at], end - at)
        at = end
