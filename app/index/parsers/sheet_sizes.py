"""How large the sheets of a workbook say they are, found before the library makes room for them.

python-calamine allots the whole rectangle between the first and the last cell; two cells in far
corners end the process. Sources: ECMA-376 part 1, 18.3; [MS-XLSB] 2.1.4; [MS-XLS] 2.1.4.
"""

import re
import struct
from typing import Final

from app.domain.documents import Refusal
from app.index.parsers.office_xml import OfficePackage
from app.index.parsers.refusing import Refused

MOST_CELLS: Final = 8_000_000
"""Of one sheet, the empty ones between others included."""
_MOST_SHARED_BYTES: Final = 128 << 20
_PIECE: Final = 4 << 20
_OVERLAP: Final = 256
_CELL: Final = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,4})(\d{1,9})[\"'][^<>]*(?<!/)>")
"""Where a cell is that holds something; one that only looks in some way ends at once."""
_UNSAID: Final = re.compile(rb"<(?:\w+:)?c(?:\s[^<>]*)?(?<!/)>")
_ROW: Final = re.compile(rb"\sr\s*=\s*[\"'](\d{1,9})[\"']")
_MEMBER: Final = re.compile(r"xl/.*\.(?:xml|bin|rels)\Z", re.IGNORECASE)
_UNREAD: Final = re.compile(r"xl/(?:theme|media|printersettings|vbaproject|embeddings)", re.I)
_SHEETS: Final = re.compile(r"xl/(?:work|macro|dialog|chart)?sheets/", re.IGNORECASE)
_NO_SHEETS: Final = frozenset(("sharedStrings", "styles", "theme", "vbaProject", "connections"))
_FILE_PASS: Final = 0x2F
_BEGIN: Final = 0x809
_OLD_CELLS: Final = frozenset(
    (0x203, 0x204, 0x205, 0x27E, 0xFD, 0xBD, 0x06, 0x201, 0xBE, 0xD6, 0x03, 0x02, 0x04, 0x05)
)


def wide_sheets(package: OfficePackage) -> frozenset[str]:
    """Go through the members that the library will read; returns the sheets that are too wide.

    Raises Refused: TOO_LARGE where one is binary, DAMAGED for members that hold something else than
    they say, or define a document type.
    """
    wide: set[str] = set()
    sheets = {
        path
        for main in ("xl/workbook.xml", "xl/workbook.bin")
        for kind, path in package.relations(main).every()
        if kind not in _NO_SHEETS
    }
    for name in package.names:
        if name not in sheets and (not _MEMBER.match(name) or _UNREAD.match(name)):
            continue
        data = package.read(name)
        if b"<!DOCTYPE" in data[:8192]:
            raise Refused(Refusal.DAMAGED, "xml with a document type")
        if name in sheets or _SHEETS.match(name):
            if name.casefold().endswith(".bin"):
                _refuse(_binary_cells(data))
            elif _xml_cells(data) > MOST_CELLS:
                wide.add(name)
        elif len(data) > _MOST_SHARED_BYTES:
            raise Refused(Refusal.TOO_LARGE, f"{len(data)} bytes beside the sheets")
    return frozenset(wide)


def refuse_wide_records(data: bytes) -> None:
    """Go through the records of an old workbook. Raises Refused: LOCKED, TOO_LARGE."""
    at = rows = columns = 0
    while at + 8 <= len(data):
        kind, size, row, column = struct.unpack_from("<HHHH", data, at)
        if kind == _FILE_PASS:
            raise Refused(Refusal.LOCKED, "xls")
        if kind == _BEGIN:
            _refuse(rows * columns)
            rows = columns = 0
        elif kind in _OLD_CELLS and size >= 6:
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        at += 4 + size
    _refuse(rows * columns)


def _refuse(cells: int) -> None:
    if cells > MOST_CELLS:
        raise Refused(Refusal.TOO_LARGE, f"a sheet of {cells} cells")


def _xml_cells(data: bytes) -> int:
    """Rows times columns; cells and rows that do not say where they are may be anywhere."""
    rows = columns = said = 0
    for at in range(0, len(data), _PIECE):
        found = _CELL.findall(data, at, at + _PIECE + _OVERLAP)
        said += len(found)
        columns = max(columns, max(map(_column, {column for column, _ in found}), default=0))
        rows = max(rows, max(map(int, {row for _, row in found}), default=0))
    unsaid = max(0, len(_UNSAID.findall(data)) - said)
    if unsaid:
        rows = max(rows, max(map(int, set(_ROW.findall(data))), default=0))
        rows += data.count(b"row>") + data.count(b"row ")
    return rows * (columns + unsaid)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _binary_cells(data: bytes) -> int:
    """Records with their kinds and sizes in groups of seven bits; kinds 0 to 11 are cells."""
    at, end = 0, len(data)
    rows = columns = 0
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = kind & 0x7F | data[at] << 7
            at += 1
        size = shift = 0
        while at < end and shift < 28:
            size |= (data[at] & 0x7F) << shift
            shift += 7
            at += 1
            if not data[at - 1] & 0x80:
                break
        if kind <= 11 and at + 4 <= end:
            (number,) = struct.unpack_from("<I", data, at)
            if kind == 0:
                rows = max(rows, number + 1)
            else:
                columns = max(columns, number + 1)
        at += size
    return rows * columns
