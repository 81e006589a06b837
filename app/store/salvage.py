"""The rows of a damaged database: those of every leaf that can be read, whoever still refers to it.

Each tree is followed from its root. Where a page in the middle is lost, the leaves below it are
found among the pages that no tree reached, and told by the shape of their rows: how many values,
of which kinds. What the indexes still name and no leaf holds is known to be lost.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import sqlcipher3.dbapi2 as driver

from app.store.damaged_file import DamagedFile
from app.store.migrations import MIGRATIONS, make_next
from app.store.tree_pages import (
    TABLE_LEAF,
    Cell,
    Unreadable,
    Value,
    cells,
    children,
    kind_of,
)

Row = dict[str, Value]
OnShare = Callable[[float], None]
"""Told how much is done, from 0 to 1."""

_SCHEMA_ROOT: Final = 1
_FOUND_BY_SHAPE: Final = (
    "folders", "assistants", "prompts", "conversations", "tags", "messages", "attachments",
    "drafts", "network_ledger", "collections", "documents", "chunks", "vectors", "citations",
    "groundings", "verdicts", "draft_attachments",
)  # fmt: skip
"""Tables whose rows look like no other's."""


@dataclass(slots=True)
class TableRows:
    """What could be read of a table: rows by their number."""

    rows: dict[int, Row] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)
    """Numbers that an index names, and no leaf holds."""


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    kind: str
    may_be_null: bool
    is_number: bool
    """It is the row's own number, which the record leaves out."""
    default: Value


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    columns: tuple[_Column, ...]

    def row_of(self, cell: Cell) -> Row:
        """Names to the values; what a record lacks was added to the table later."""
        row: Row = {}
        for index, column in enumerate(self.columns):
            if column.is_number:
                row[column.name] = cell.number
            elif index < len(cell.values):
                row[column.name] = cell.values[index]
            else:
                row[column.name] = column.default
        return row

    def may_hold(self, cell: Cell) -> bool:
        """Whether a row of this shape could be one of this table."""
        if not cell.values or len(cell.values) > len(self.columns):
            return False
        if any(each.default is None for each in self.columns[len(cell.values) :]):
            return False
        pairs = zip(self.columns, cell.values, strict=False)
        return all(_fits(column, value) for column, value in pairs)


class Salvage:
    """Reads all tables of a damaged database once."""

    def __init__(self, file: DamagedFile, on_share: OnShare = lambda _share: None) -> None:
        self._file = file
        self._reached: set[int] = set()
        self._is_cut: set[str] = set()
        self._tables: dict[str, _Table] = {}
        self._roots: dict[str, int] = {}
        self._indexes: dict[str, list[int]] = {}
        self.found: dict[str, TableRows] = {}
        self._read_schema()
        self._read_trees(on_share)
        self._read_rest()
        self._read_indexes()

    # --- the schema --------------------------------------------------------------------------

    def _read_schema(self) -> None:
        """Tables, their columns and where they begin; without it those of this release."""
        statements = _statements_of_this_release()
        for cell in self._walk(_SCHEMA_ROOT, "schema"):
            if len(cell.values) != len(("type", "name", "table", "root", "sql")):
                continue
            kind, name, table, root, sql = cell.values
            if not isinstance(name, str) or not isinstance(root, int) or not root:
                continue
            if kind == "table" and isinstance(sql, str):
                statements[name] = sql
                self._roots[name] = root
            elif kind == "index" and isinstance(table, str):
                self._indexes.setdefault(table, []).append(root)
        for name, sql in statements.items():
            if columns := _columns_of(name, sql):
                self._tables[name] = _Table(name, columns)

    # --- tables ------------------------------------------------------------------------------

    def _read_trees(self, on_share: OnShare) -> None:
        for done, name in enumerate(self._tables):
            found = self.found.setdefault(name, TableRows())
            if name in self._roots:
                for cell in self._walk(self._roots[name], name):
                    found.rows[cell.number] = self._tables[name].row_of(cell)
            else:
                self._is_cut.add(name)
            on_share((done + 1) / len(self._tables))

    def _read_rest(self) -> None:
        """Leaves that no tree reached, because a page above them is lost."""
        wanted = [
            self._tables[name]
            for name in _FOUND_BY_SHAPE
            if name in self._is_cut and name in self._tables
        ]
        if not wanted:
            return
        others = [table for name, table in self._tables.items() if name not in self._is_cut]
        for number in range(2, self._file.count + 1):
            if number in self._reached:
                continue
            content = self._file.content(number)
            if content is None or kind_of(content, number) != TABLE_LEAF:
                continue
            held = [cell for cell in self._cells(content, number) if cell is not None]
            fitting = [table for table in wanted if held and all(map(table.may_hold, held))]
            is_plain = len(fitting) == 1 and not any(
                all(map(other.may_hold, held)) for other in others
            )
            if is_plain:
                rows = self.found[fitting[0].name].rows
                for cell in held:
                    rows.setdefault(cell.number, fitting[0].row_of(cell))

    def _read_indexes(self) -> None:
        """Each index of a table names its rows: the last value of an entry is the row's number."""
        for name, roots in self._indexes.items():
            if name not in self.found:
                continue
            found = self.found[name]
            for root in roots:
                for cell in self._walk(root, None):
                    last = cell.values[-1] if cell.values else None
                    if isinstance(last, int) and last not in found.rows:
                        found.lost.add(last)

    def conversation_of_lost(self) -> dict[int, int]:
        """The conversation of lost messages, as far as the index of them by conversation knows."""
        lost = self.found["messages"].lost if "messages" in self.found else set()
        known: dict[int, int] = {}
        for root in self._indexes.get("messages", []):
            for cell in self._walk(root, None):
                # (conversation, seq) or (conversation, seq, seq): the only one of two numbers
                # and more, but that by parent, whose entries name a message first.
                if len(cell.values) == len(("conversation", "seq", "number")):
                    match cell.values:
                        case (int(conversation), int(seq), int(number)) if seq == number:
                            if number in lost:
                                known[number] = conversation
        return known

    # --- pages -------------------------------------------------------------------------------

    def _walk(self, root: int, name: str | None) -> Iterator[Cell]:
        """All rows of a tree that can be read; a lost page on the way marks the table as cut."""
        waiting = [root]
        seen: set[int] = set()
        while waiting:
            number = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            self._reached.add(number)
            content = self._file.content(number)
            try:
                if content is None:
                    raise Unreadable("a page cannot be read")
                waiting += reversed(children(content, number))
                for cell in cells(content, number, self._file.content):
                    if cell is not None:
                        yield cell
            except Unreadable:
                if name is not None:
                    self._is_cut.add(name)

    def _cells(self, content: bytes, number: int) -> Iterable[Cell | None]:
        with contextlib.suppress(Unreadable):
            yield from cells(content, number, self._file.content)


def _fits(column: _Column, value: Value) -> bool:
    if column.is_number:
        return value is None
    if value is None:
        return column.may_be_null
    match column.kind:
        case "INTEGER":
            return isinstance(value, int)
        case "FLOAT":
            return isinstance(value, int | float)
        case "BLOB":
            return isinstance(value, bytes)
        case _:
            return isinstance(value, str)


def _columns_of(name: str, sql: str) -> tuple[_Column, ...]:
    """The columns of a table from its own statement; none for what is no plain table."""
    if not sql.upper().startswith("CREATE TABLE") or "WITHOUT ROWID" in sql.upper():
        return ()
    with contextlib.closing(driver.connect(":memory:")) as connection:
        try:
            connection.execute(sql)
            rows = connection.execute("SELECT * FROM pragma_table_info(?)", (name,)).fetchall()
        except driver.Error:
            return ()
    numbers = [row for row in rows if row[5]]
    return tuple(
        _Column(
            row[1],
            row[2].upper(),
            not row[3],
            bool(row[5]) and len(numbers) == 1 and row[2].upper() == "INTEGER",
            _default(row[4]),
        )
        for row in rows
    )


def _default(raw: str | None) -> Value:
    if raw is None:
        return None
    return raw.strip("'") if raw.startswith("'") else int(raw)


def _statements_of_this_release() -> dict[str, str]:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    engine: Any = create_engine("sqlite+pysqlite://", module=driver, poolclass=StaticPool)
    try:
        with engine.begin() as connection:
            while make_next(connection, MIGRATIONS):
                pass
            query = "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
            return {row.name: row.sql for row in connection.exec_driver_sql(query)}
    finally:
        engine.dispose()
