"""PPT, the format of PowerPoint 97 to 2003: a part for each slide, notes and comments behind.

Source: [MS-PPT]. Slides that are hidden are left out and counted.
"""

import struct
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from app.domain.documents import BlockKind, NoteKind, PartKind
from app.index.parsers import slides_binary as binary
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.encodings import prepare as prepare_encodings
from app.index.parsers.flow import Flow, Words, add_flow, plain
from app.index.parsers.ole_package import OlePackage
from app.index.parsers.ole_properties import take_properties
from app.index.parsers.slides_binary import Record, SlidesBinary

_SLIDES, _NOTES = 0, 2
"""Which objects a list names, by its instance."""
_TITLES: Final = frozenset((0, 6))
_SPOKEN: Final = 2
_BODIES: Final = frozenset((1, 7, 8))
_OTHER: Final = 4
_MARGINS: Final = frozenset((7, 8, 9, 10))
"""Places for the date, the number, the footer and the header."""
_HIDDEN: Final = 0x4
_PICTURE: Final = 75
_NO_TITLES: Final = frozenset(("powerpoint presentation", "powerpoint 프레젠테이션", "slide 1"))


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_encodings()
    b"a".decode("latin-1")


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with a part for each slide. Raises Refused: LOCKED with a password."""
    package = OlePackage(file)
    source = SlidesBinary(package)
    take_properties(package, builder)
    if builder.title.casefold() in _NO_TITLES:
        builder.title = ""
    lists = [each for each in source.inside(source.document()) if each.kind == binary.SLIDE_LIST]
    notes = {
        entry.identity: entry
        for each in lists
        if each.instance == _NOTES
        for entry in _entries(source, each)
    }
    damaged = 0
    for each in lists:
        if each.instance == _SLIDES:
            for entry in _entries(source, each):
                slide = source.object(entry.number, binary.SLIDE)
                if slide is None:
                    damaged += 1
                    continue
                _Slide(source, entry, builder).add(slide, notes)
    if damaged:
        builder.note(NoteKind.PARTLY_DAMAGED, damaged)


@dataclass(slots=True)
class _Entry:
    """A slide in the list: its object, its identity, and the texts of its outline by kind."""

    number: int
    identity: int
    texts: list[tuple[int, str]] = field(default_factory=list)


def _entries(source: SlidesBinary, found: Record) -> list[_Entry]:
    entries: list[_Entry] = []
    kind = _OTHER
    for each in source.inside(found):
        content = source.content(each)
        if each.kind == binary.SLIDE_PERSIST and len(content) >= 16:
            entries.append(_Entry(*struct.unpack_from("<I8xI", content)))
        elif entries and each.kind == binary.TEXT_HEADER and len(content) >= 4:
            (kind,) = struct.unpack_from("<I", content)
            entries[-1].texts.append((kind, ""))
        elif entries and entries[-1].texts and (text := _text(each.kind, content)):
            entries[-1].texts[-1] = (kind, text)
    return entries


def _text(kind: int, content: bytes) -> str:
    if kind == binary.TEXT_CHARS:
        return content[: len(content) // 2 * 2].decode("utf-16-le", "replace")
    return content.decode("latin-1") if kind == binary.TEXT_BYTES else ""


class _Slide:
    """Reads one slide."""

    def __init__(self, source: SlidesBinary, entry: _Entry, builder: DocumentBuilder) -> None:
        self._source = source
        self._entry = entry
        self._builder = builder
        self._pictures = 0

    def add(self, slide: Record, notes: dict[int, _Entry]) -> None:
        """Add a part with all that is on it; one that is hidden is only counted."""
        titles: Flow = []
        flow: Flow = []
        behind: Flow = []
        note = 0
        is_hidden = False
        used: set[int] = set()
        for each in self._source.below(slide, whole=(binary.SHAPE, binary.COMMENT)):
            content = self._source.content(each) if not each.is_container else b""
            if each.kind == binary.SHAPE:
                self._shape(each, titles, flow, used)
            elif each.kind == binary.SLIDE_ATOM and len(content) >= 20:
                (note,) = struct.unpack_from("<I", content, 16)
            elif each.kind == binary.SHOW_INFO and len(content) >= 12:
                is_hidden = bool(struct.unpack_from("<H", content, 10)[0] & _HIDDEN)
            elif each.kind == binary.COMMENT:
                behind.extend(self._comment(each))
        for at, (kind, text) in enumerate(self._entry.texts):
            if at not in used:  # an outline that no shape shows
                _put(kind, text, titles, flow)
        if is_hidden:
            self._builder.note_hidden(len(plain([*titles, *flow])))
            return
        self._builder.begin_part(PartKind.SLIDE, plain(titles))
        spoken = self._spoken(notes[note]) if note in notes else []
        add_flow([*titles, *flow, *spoken, *behind], self._builder)
        if self._pictures:
            self._builder.add_picture(self._pictures)

    def _shape(self, shape: Record, titles: Flow, flow: Flow, used: set[int]) -> None:
        kind, text = _OTHER, ""
        for each in self._source.below(shape):
            content = self._source.content(each) if not each.is_container else b""
            if each.kind == binary.SHAPE_KIND:
                self._pictures += each.instance == _PICTURE
            elif each.kind == binary.PLACEHOLDER and len(content) >= 5:
                if content[4] in _MARGINS:
                    return
            elif each.kind == binary.TEXT_HEADER and len(content) >= 4:
                (kind,) = struct.unpack_from("<I", content)
            elif each.kind == binary.TEXT_REFERENCE and len(content) >= 4:
                (at,) = struct.unpack_from("<i", content)
                if 0 <= at < len(self._entry.texts):
                    used.add(at)
                    kind, text = self._entry.texts[at]
            else:
                text = _text(each.kind, content) or text
        _put(kind, text, titles, flow)

    def _spoken(self, entry: _Entry) -> Flow:
        """What the speaker notes."""
        found = self._source.object(entry.number, binary.NOTES)
        texts = [text for kind, text in entry.texts if kind == _SPOKEN]
        kind = _OTHER
        for each in () if found is None else self._source.below(found):
            content = self._source.content(each) if not each.is_container else b""
            if each.kind == binary.TEXT_HEADER and len(content) >= 4:
                (kind,) = struct.unpack_from("<I", content)
            elif kind == _SPOKEN and (text := _text(each.kind, content)):
                texts.append(text)
        return [Words(BlockKind.NOTE, _lines(text)) for text in dict.fromkeys(texts)]

    def _comment(self, record: Record) -> Flow:
        """What somebody said of the slide, and who."""
        said = {0: "", 1: ""}
        for each in self._source.inside(record):
            if each.kind == binary.STRING and each.instance in said:
                said[each.instance] = _text(binary.TEXT_CHARS, self._source.content(each))
        if not said[1].strip():
            return []
        return [Words(BlockKind.NOTE, f"{said[0]}: {said[1]}" if said[0] else said[1])]


def _put(kind: int, text: str, titles: Flow, flow: Flow) -> None:
    if kind in _TITLES:
        title = " ".join(_lines(text).split())
        titles.extend([Words(BlockKind.HEADING, title, 1)] if title else [])
        return
    block = BlockKind.ITEM if kind in _BODIES else BlockKind.PARAGRAPH
    flow.extend(
        Words(block, line.replace("\x0b", "\n")) for line in text.split("\r") if line.strip()
    )


def _lines(text: str) -> str:
    return text.replace("\r", "\n").replace("\x0b", "\n")
