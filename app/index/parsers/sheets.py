"""Spreadsheets of Excel, new and old: a part for each sheet, a table for each stretch of rows.

Values come as they are stored, dates as ISO 8601 has them; of a formula its last result. Sheets
that are hidden are left out and counted.
"""

import io
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, Final

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from app.domain.documents import DocumentKind, NoteKind, PartKind, Refusal
from app.index.parsers import ole_properties
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.csv_table import prepare as prepare_csv
from app.index.parsers.office_xml import OfficePackage, take_properties
from app.index.parsers.office_xml import prepare as prepare_xml
from app.index.parsers.ole_package import OlePackage
from app.index.parsers.refusing import Refused, TextFull
from app.index.parsers.sheet_notes import SheetNotes
from app.index.parsers.sheet_rows import add_rows
from app.index.parsers.sheet_sizes import refuse_wide_records, wide_sheets
from app.index.parsers.sheet_stream import stream_rows

_MOST_MERGED_ROWS: Final = 200_000
_Rows = list[tuple[int, list[str]]]
Value = int | float | str | bool | time | date | datetime | timedelta


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_xml()
    prepare_csv()


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with a part for each sheet that is shown and holds something.

    Raises Refused: LOCKED with a password, TOO_LARGE for a sheet that takes too much room.
    """
    package: OfficePackage | None = None
    wide: frozenset[str] = frozenset()
    if builder.kind is DocumentKind.XLS:
        old = OlePackage(file)
        refuse_wide_records(old.read("Workbook" if "Workbook" in old else "Book"))
        ole_properties.take_properties(old, builder)
    else:
        package = OfficePackage(file)
        wide = wide_sheets(package)
        take_properties(package, builder)
    notes = SheetNotes(package) if package is not None else None
    file.seek(0)
    workbook = _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(file.read())))
    failed = 0
    for about in workbook.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        try:
            if wide and package is not None and notes is not None:
                # Where one is too wide, none is left to the library: it may know it by other names.
                rows = list(stream_rows(package, notes.path(about.name)))
            else:
                rows = _guarded(lambda name=about.name: _rows(workbook.get_sheet_by_name(name)))
        except Refused as refusal:
            if refusal.reason is not Refusal.DAMAGED:
                raise
            failed += 1
            continue
        if about.visible == SheetVisibleEnum.Visible:
            _add_sheet(about.name, rows, builder, notes)
        else:
            builder.note_hidden(sum(len(text) for _, row in rows for text in row))
    if failed:
        builder.note(NoteKind.PARTLY_DAMAGED, failed)
    if failed and not builder.characters:
        raise Refused(Refusal.DAMAGED, "no sheet can be read")


def _guarded(read: Any) -> Any:
    """What the library returns; what it raises, a panic included, as Refused."""
    try:
        return read()
    except PasswordError:
        raise Refused(Refusal.LOCKED, "sheets") from None
    except (MemoryError, TextFull, Refused):
        raise
    except BaseException as error:
        # Rust's panics are no Exception; anything else that is none is not the file's fault.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise Refused(Refusal.DAMAGED, f"sheets: {type(error).__name__}") from None
        raise


def _add_sheet(name: str, rows: _Rows, builder: DocumentBuilder, notes: SheetNotes | None) -> None:
    beside = notes.of(name) if notes is not None else None
    if not any(any(row) for _, row in rows) and not beside:
        return
    builder.begin_part(PartKind.SHEET, name)
    add_rows(rows, builder)
    if beside is not None:
        beside.add_to(builder)


def _rows(sheet: CalamineSheet) -> _Rows:
    """The cells as text, from the first row and column on; errors are empty.

    A cell that reaches down stands in each of its rows.
    """
    rows = [["" if value == "" else _text(value) for value in row] for row in sheet.iter_rows()]
    merged = 0
    for start, end in sheet.merged_cell_ranges or ():
        (first, column), (last, _) = start, end
        merged += last - first + 1
        if merged > _MOST_MERGED_ROWS:
            break
        if 0 <= first < len(rows) and 0 <= column < len(rows[first]):
            for row in rows[first + 1 : last + 1]:
                row[column] = row[column] or rows[first][column]
    return list(enumerate(rows, 1))


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat()
        return value.isoformat(" ", "seconds")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        sign = "-" if seconds < 0 else ""
        hours, rest = divmod(abs(seconds), 3600)
        return f"{sign}{hours}:{rest // 60:02}:{rest % 60:02}"
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)
