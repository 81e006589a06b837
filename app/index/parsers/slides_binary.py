"""The binary format of PowerPoint 97 to 2003: records, and where the newest of each object stands.

Source: [MS-PPT] 2.1.2 (persist objects) and 2.3.1 (records). Files are saved by appending, so old
slides stay inside; only what the directory names is read.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.domain.documents import Refusal
from app.index.parsers.ole_package import OlePackage
from app.index.parsers.refusing import Refused

DOCUMENT, SLIDE, SLIDE_ATOM, NOTES, SLIDE_PERSIST, SHOW_INFO = 1000, 1006, 1007, 1008, 1011, 1017
PLACEHOLDER, TEXT_REFERENCE, TEXT_HEADER, TEXT_CHARS, TEXT_BYTES = 3011, 3998, 3999, 4000, 4008
STRING, SLIDE_LIST, COMMENT = 4026, 4080, 12000
SHAPE, SHAPE_KIND = 0xF004, 0xF00A
_USER_EDIT, _DIRECTORY = 0x0FF5, 0x1772
_STREAM: Final = "PowerPoint Document"
_USER: Final = "Current User"
_ENCRYPTED_TOKEN: Final = 0xF3D1C4DF
_MOST_EDITS: Final = 2_000
_MOST_RECORDS: Final = 1_000_000
_MOST_DEPTH: Final = 40
_MOST_TEXT: Final = 8 << 20
_MOST_ATOM: Final = 1 << 10


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its kind, its instance, and where its content stands."""

    kind: int
    instance: int
    start: int
    end: int
    is_container: bool


class SlidesBinary:
    """The stream of a presentation. Raises Refused: LOCKED, DAMAGED, TOO_LARGE."""

    def __init__(self, package: OlePackage) -> None:
        if "EncryptedSummary" in package:
            raise Refused(Refusal.LOCKED, "ppt")
        self.data = package.read(_STREAM)
        self._records = 0
        self._places: dict[int, int] = {}
        self._had: set[int] = set()
        self._document = 0
        self._follow_edits(package)

    def document(self) -> Record:
        """The object that lists the slides."""
        found = self.object(self._document, DOCUMENT)
        if found is None:
            found = next((each for each in self.inside(None) if each.kind == DOCUMENT), None)
        if found is None:
            raise Refused(Refusal.DAMAGED, "ppt without a document")
        return found

    def object(self, number: int, kind: int) -> Record | None:
        """The newest state of an object, if it is there and of this kind; each is had once."""
        place = self._places.pop(number, None)
        if place is None or place in self._had:
            return None
        self._had.add(place)
        found = self._record(place, len(self.data))
        return found if found is not None and found.kind == kind else None

    def content(self, record: Record) -> bytes:
        """What is in a record; of one that is neither text nor a name, only how it begins."""
        most = _MOST_TEXT if record.kind in (TEXT_CHARS, TEXT_BYTES, STRING) else _MOST_ATOM
        return self.data[record.start : min(record.end, record.start + most)]

    def inside(self, record: Record | None) -> Iterator[Record]:
        """The records in one, in order; of the whole stream for None."""
        at, end = (0, len(self.data)) if record is None else (record.start, record.end)
        while at + 8 <= end:
            found = self._record(at, end)
            if found is None:
                return
            yield found
            at = found.end

    def below(self, record: Record, whole: tuple[int, ...] = ()) -> Iterator[Record]:
        """All records in one, also those in others; the kinds of `whole` are not gone into."""
        waiting = [self.inside(record)]
        while waiting:
            found = next(waiting[-1], None)
            if found is None:
                waiting.pop()
                continue
            yield found
            if found.is_container and found.kind not in whole and len(waiting) < _MOST_DEPTH:
                waiting.append(self.inside(found))

    def _record(self, at: int, end: int) -> Record | None:
        if at + 8 > end:
            return None
        self._records += 1
        if self._records > _MOST_RECORDS:
            raise Refused(Refusal.TOO_LARGE, "ppt records")
        head, kind, length = struct.unpack_from("<HHI", self.data, at)
        return Record(kind, head >> 4, at + 8, min(at + 8 + length, end), head & 0xF == 0xF)

    def _follow_edits(self, package: OlePackage) -> None:
        """From the last saving back to the first: newer places of objects hide older ones."""
        user = package.read(_USER) if _USER in package else b""
        if len(user) >= 20:
            token, at = struct.unpack_from("<II", user, 12)
            if token == _ENCRYPTED_TOKEN:
                raise Refused(Refusal.LOCKED, "ppt")
        else:
            edits = [each for each in self.inside(None) if each.kind == _USER_EDIT]
            at = edits[-1].start - 8 if edits else 0
        seen: set[int] = set()
        while at not in seen and len(seen) < _MOST_EDITS:
            seen.add(at)
            edit = self._record(at, len(self.data))
            if edit is None or edit.kind != _USER_EDIT or edit.end - edit.start < 20:
                return
            before, directory, document = struct.unpack_from("<III", self.data, edit.start + 8)
            if (
                edit.end - edit.start >= 32
                and struct.unpack_from("<I", self.data, edit.start + 28)[0]
            ):
                raise Refused(Refusal.LOCKED, "ppt")
            self._document = self._document or document
            self._take_directory(directory)
            if not before:
                return
            at = before

    def _take_directory(self, at: int) -> None:
        found = self._record(at, len(self.data))
        if found is None or found.kind != _DIRECTORY:
            return
        at = found.start
        while at + 4 <= found.end:
            (said,) = struct.unpack_from("<I", self.data, at)
            first, count = said & 0xFFFFF, min(said >> 20, (found.end - at - 4) // 4)
            for number, place in enumerate(struct.unpack_from(f"<{count}I", self.data, at + 4)):
                self._places.setdefault(first + number, place)
            at += 4 + 4 * count
