"""HWP 5, the format of Hangul before HWPX: sections of records in a compound file.

Source: "Hwp document file formats 5.0, revision 1.3" (Hancom). Documents with a password and those
made for distribution are encrypted and refused. Text that was deleted but is still tracked is left
out and counted, and so is what is hidden.
"""

import re
import struct
from array import array
from bisect import bisect_right
from typing import BinaryIO, Final

from app.domain.documents import BlockKind, NoteKind, PartKind, Refusal
from app.index.parsers import hwp_records as tags
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.encodings import prepare as prepare_encodings
from app.index.parsers.flow import MOST_DEPTH, Cell, Flow, Grid, Words, add_flow, letters_of, plain
from app.index.parsers.hangul import Heading, Letters
from app.index.parsers.hwp_records import Record, Shapes, shapes_of, tree, unpacked
from app.index.parsers.ole_package import OlePackage
from app.index.parsers.ole_properties import HANGUL_SUMMARY, take_properties
from app.index.parsers.refusing import Refused

_SECTION: Final = re.compile(r"BodyText/Section(\d{1,6})\Z", re.IGNORECASE)
_COMPRESSED: Final = 0x1
_LOCKED: Final = 0x2 | 0x4 | 0x10 | 0x100 | 0x400
"""A password, distribution, rights, a certificate that encrypts, or one that gives rights."""
_CONTROL: Final = re.compile("[\x01-\x09\x0b\x0c\x0e-\x17].{0,7}", re.DOTALL)
"""A control takes the place of eight characters."""
_WITH_RECORD: Final = re.compile("[\x01-\x03\x0b\x0c\x0e-\x12\x15-\x17].{7}", re.DOTALL)
"""A control with a record of its own among those of its paragraph, in the same order."""
_SIGNS: Final = {10: "\n", 13: "", 24: "-", 30: " ", 31: " ", 0: ""} | dict.fromkeys(
    (25, 26, 27, 28, 29), ""
)
_MOST_SHAPES: Final = 8
"""Drawings inside drawings."""
_NOTES: Final = (b"fn  ", b"en  ")
_ONLY_NUMBERS: Final = re.compile(r"[\W\d_]*\Z")


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_encodings()
    b"\0\0".decode("utf-16-le")


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with the text of each section. Raises Refused: LOCKED when encrypted."""
    package = OlePackage(file)
    head = package.read("FileHeader", 1 << 16)
    if len(head) < 40:
        raise Refused(Refusal.DAMAGED, "hwp header")
    (said,) = struct.unpack_from("<I", head, 36)
    if said & _LOCKED:
        raise Refused(Refusal.LOCKED, f"hwp {said:#x}")
    is_packed = bool(said & _COMPRESSED)
    take_properties(package, builder, HANGUL_SUMMARY)
    found = {int(place[1]): path for path in package.streams if (place := _SECTION.match(path))}
    if not found:
        raise Refused(Refusal.DAMAGED, "hwp without sections")
    reader = _Reader(_shapes(package, builder, is_packed=is_packed), builder)
    for number in sorted(found):
        data = _stream(package, found[number], builder, is_packed=is_packed)
        if len(found) > 1:
            builder.begin_part(PartKind.SECTION)
        section, is_whole = tree(data)
        if not is_whole:
            builder.note(NoteKind.PARTLY_DAMAGED, 1)
        add_flow(reader.section(section), builder)
    add_flow(reader.margins(), builder)


def _stream(package: OlePackage, path: str, builder: DocumentBuilder, *, is_packed: bool) -> bytes:
    """A stream as records, as much of it as can be had."""
    try:
        data = package.read(path)
    except Refused as refusal:
        if refusal.reason is Refusal.BOMB:
            raise
        builder.note(NoteKind.PARTLY_DAMAGED, 1)
        return b""
    if not is_packed:
        return data
    data, is_whole = unpacked(data)
    if not is_whole:
        builder.note(NoteKind.PARTLY_DAMAGED, 1)
    return data


def _shapes(package: OlePackage, builder: DocumentBuilder, *, is_packed: bool) -> Shapes:
    if "DocInfo" not in package:
        builder.note(NoteKind.PARTLY_DAMAGED, 1)
        return Shapes()
    return shapes_of(_stream(package, "DocInfo", builder, is_packed=is_packed))


class _Reader:
    """Reads sections one after another."""

    def __init__(self, shapes: Shapes, builder: DocumentBuilder) -> None:
        self._shapes = shapes
        self._builder = builder
        self._depth = 0
        self._margins: dict[str, None] = {}

    def section(self, records: list[Record]) -> Flow:
        """All that stands in a section."""
        return self._blocks(records)

    def margins(self) -> Flow:
        """Headers and footers, each text once."""
        return [Words(BlockKind.NOTE, text) for text in self._margins]

    def _blocks(self, records: list[Record]) -> Flow:
        flow: Flow = []
        for record in records:
            if record.tag == tags.PARA_HEADER:
                flow.extend(self._paragraph(record))
            elif record.tag == tags.MEMO_LIST:
                said = plain(self._inside(record.inner))
                flow.extend([Words(BlockKind.NOTE, said)] if said.strip() else [])
        return flow

    def _inside(self, records: list[Record]) -> Flow:
        if self._depth >= MOST_DEPTH:
            return []
        self._depth += 1
        flow = self._blocks(records)
        self._depth -= 1
        return flow

    def _paragraph(self, record: Record) -> Flow:
        texts = [each.data for each in record.inner if each.tag == tags.PARA_TEXT]
        places = [each.data for each in record.inner if each.tag == tags.PARA_CHAR_SHAPE]
        ranges = [each.data for each in record.inner if each.tag == tags.PARA_RANGE]
        units = _units(b"".join(texts))
        deleted = self._shapes.deleted(b"".join(ranges))
        after: Flow = []
        equations: list[str] = []
        controls = [each for each in record.inner if each.tag == tags.CTRL_HEADER]
        gone = _gone(units, len(controls), deleted)
        for number, each in enumerate(controls):
            if number in gone:
                self._leave_out(each)
            else:
                self._control(each, after, equations)
        text = self._seen(self._kept(_blanked(units), deleted), b"".join(places))
        text = " ".join((text.strip("\n"), *equations)) if equations else text
        if not text.strip():
            return after
        heading, names = Heading(), ("", "")
        if len(record.data) >= 11:
            shape, style = struct.unpack_from("<HB", record.data, 8)
            if shape < len(self._shapes.headings):
                heading = self._shapes.headings[shape]
            if style < len(self._shapes.styles):
                names = self._shapes.styles[style]
        return [self._shapes.outline.words(text, heading, *names), *after]

    def _leave_out(self, control: Record) -> None:
        """A note, a table or the like that was deleted."""
        flow: Flow = []
        equations: list[str] = []
        margins = dict(self._margins)
        self._control(control, flow, equations)
        self._margins = margins
        self._builder.note_hidden(len("".join(equations)) + letters_of(flow))

    def _kept(self, units: str, deleted: list[tuple[int, int]]) -> str:
        """The text with zeros in the place of what was deleted."""
        pieces = []
        at = 0
        for start, end in deleted:
            piece = units[start:end]
            self._builder.note_hidden(len(_tidy(piece).strip()))
            pieces += [units[at:start], "\0" * len(piece)]
            at = max(start, min(end, len(units)))
        return "".join((*pieces, units[at:]))

    def _seen(self, units: str, places: bytes) -> str:
        """The text without what nobody sees. A pair of numbers for each look: from where, which."""
        looks = list(struct.iter_unpack("<II", places[: len(places) // 8 * 8]))
        letters = [
            self._shapes.letters[look] if look < len(self._shapes.letters) else Letters()
            for _, look in looks
        ]
        if not any(each.are_hidden(on_white=self._depth == 0) for each in letters):
            return _tidy(units)
        seen = [units[: looks[0][0]]]
        for number, each in enumerate(letters):
            end = looks[number + 1][0] if number + 1 < len(looks) else len(units)
            piece = units[looks[number][0] : end]
            if each.are_hidden(on_white=self._depth == 0):
                self._builder.note_hidden(len(_tidy(piece).strip()))
            else:
                seen.append(piece)
        return _tidy("".join(seen))

    def _control(self, record: Record, after: Flow, equations: list[str]) -> None:
        name = record.data[3::-1]
        if name == b"tbl ":
            self._table(record, after)
        elif name in _NOTES:
            said = plain(self._inside(record.inner))
            after.extend([Words(BlockKind.NOTE, said)] if said.strip() else [])
        elif name in (b"head", b"foot"):
            for piece in self._inside(record.inner):
                said = " ".join(plain([piece]).split())
                if not _ONLY_NUMBERS.match(said):
                    self._margins.setdefault(said)
        elif name == b"tcmt":  # a comment that is only seen where somebody looks for it
            self._builder.note_hidden(len(plain(self._inside(record.inner))))
        elif name == b"secd" and len(record.data) >= 20:
            (number,) = struct.unpack_from("<H", record.data, 18)
            self._shapes.outline.current = str(number)
        elif name == b"eqed":
            for each in record.inner:
                if each.tag == tags.EQUATION and len(each.data) >= 6:
                    (count,) = struct.unpack_from("<H", each.data, 4)
                    equations.append(each.data[6 : 6 + 2 * count].decode("utf-16-le", "replace"))
        else:
            self._shape(record.inner, after, 0)

    def _shape(self, records: list[Record], after: Flow, depth: int) -> None:
        """Something drawn: its caption and the boxes of text in it."""
        if depth > _MOST_SHAPES:
            return
        after.extend(self._inside(records))
        for each in records:
            if each.tag == tags.PICTURE:
                self._builder.add_picture()
            elif each.tag != tags.PARA_HEADER:
                self._shape(each.inner, after, depth + 1)

    def _table(self, record: Record, after: Flow) -> None:
        grid: Grid | None = None
        for each in record.inner:
            if each.tag == tags.TABLE:
                grid = Grid()
                after.append(grid)
            elif grid is None or (each.tag == tags.LIST_HEADER and len(each.data) < 16):
                after.extend(self._inside([each]))  # its caption
            elif each.tag == tags.LIST_HEADER:
                column, row, across, down = struct.unpack_from("<HHHH", each.data, 8)
                grid.cells.append(Cell(row, column, [], across, max(1, down)))
            elif grid.cells:
                grid.cells[-1].flow.extend(self._inside([each]))


def _units(data: bytes) -> str:
    """UTF-16 as a character for each of its units."""
    units = array("H", data[: len(data) // 2 * 2])
    if struct.pack("=H", 1) != struct.pack("<H", 1):
        units.byteswap()
    return "".join(map(chr, units))


def _blanked(units: str) -> str:
    """The units with zeros in the place of controls."""
    return _CONTROL.sub(_filled, units)


def _gone(units: str, count: int, deleted: list[tuple[int, int]]) -> set[int]:
    """Which of the controls of a paragraph stand in what was deleted."""
    if not deleted:
        return set()
    controls = _CONTROL.finditer(units)
    places = [found.start() for found in controls if _WITH_RECORD.match(found[0])]
    if len(places) != count:
        return set()  # which record belongs to which place is not known
    ends = [end for _, end in deleted]
    gone = set()
    for number, place in enumerate(places):
        at = bisect_right(ends, place)
        if at < len(ends) and deleted[at][0] <= place:
            gone.add(number)
    return gone


def _filled(found: re.Match[str]) -> str:
    sign = "\t" if found[0][0] == "\t" else "\0"
    return sign + "\0" * (len(found[0]) - 1)


def _tidy(units: str) -> str:
    said = units.translate(_SIGNS)
    return said.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
