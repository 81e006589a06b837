"""What a query asks of rows, as SQL with parameters: conversations, days and words."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, text

from app.store.nesting import and_below
from app.store.query import Query, Sought, beginning_of, folded_name, has_all

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Conditions:
    """What SQL can decide, with its values; `c` is the conversation."""

    clauses: list[str] = field(default_factory=lambda: ["c.deleted_at IS NULL"])
    values: dict[str, object] = field(default_factory=dict)

    def add(self, clause: str, **values: object) -> None:
        """One more, with the values of its parameters."""
        self.clauses.append(clause)
        self.values.update(values)

    def copy(self) -> "Conditions":
        """The same, to be added to."""
        return Conditions([*self.clauses], {**self.values})

    @property
    def is_narrow(self) -> bool:
        """Whether more is asked of a conversation than that it is not deleted."""
        return len(self.clauses) > 1

    @property
    def sql(self) -> str:
        """For a WHERE."""
        return " AND ".join(self.clauses)


def narrowing_of(connection: Connection, asked: Query) -> Conditions | None:
    """The operators that choose conversations; None when no conversation can pass."""
    conditions = Conditions()
    if asked.is_archived:
        conditions.add("c.is_archived = 1")
    for number, tag in enumerate(asked.tags):
        names = [name for name in _tag_names(connection) if folded_name(name) == tag]
        if not names:
            return None
        conditions.add(
            "EXISTS (SELECT 1 FROM tags t WHERE t.conversation = c.seq AND t.name IN"  # noqa: S608 - values are bound
            f" (SELECT value FROM json_each(:tags{number})))",
            **{f"tags{number}": json.dumps(names)},
        )
    for number, inside in enumerate(asked.inside):
        conditions.add(
            f"(c.seq IN (SELECT value FROM json_each(:seqs{number}))"  # noqa: S608 - values are bound
            f" OR c.folder IN (SELECT value FROM json_each(:folders{number})))",
            **{
                f"seqs{number}": json.dumps(_titled(connection, inside)),
                f"folders{number}": json.dumps(_named(connection, inside)),
            },
        )
    return conditions


def _tag_names(connection: Connection) -> list[str]:
    return [row[0] for row in connection.exec_driver_sql("SELECT DISTINCT name FROM tags")]


def _titled(connection: Connection, inside: Sequence[Sought]) -> list[int]:
    """Conversations with all these words in their title."""
    rows = connection.execute(
        text(
            "SELECT c.seq, c.title FROM title_words CROSS JOIN conversations c"
            " ON c.seq = title_words.rowid WHERE title_words MATCH :expression"
        ),
        {"expression": _expression(inside, ())},
    )
    return [row.seq for row in rows if has_all(row.title, inside)]


def _named(connection: Connection, inside: Sequence[Sought]) -> list[str]:
    """Folders with all these words in their name, and all that lies in those."""
    rows = connection.exec_driver_sql("SELECT id, name, parent FROM folders").all()
    roots = [row.id for row in rows if has_all(row.name, inside)]
    return sorted(and_below(roots, {row.id: row.parent for row in rows}))


def add_words(conditions: Conditions, asked: Query, table: str, *, ranked: bool) -> str:
    """Let the index find the words; returns the order in which it hands them out."""
    excluded = [each for each in asked.without if each.is_found_by_terms]
    conditions.add(f"{table} MATCH :expression", expression=_expression(asked.words, excluded))
    return f"{table}.rank" if ranked else f"{table}.rowid DESC"


def _expression(wanted: Iterable[Sought], excluded: Sequence[Sought]) -> str:
    found = " AND ".join(each.expression for each in wanted)
    if not excluded:
        return found
    return f"({found}) NOT ({' OR '.join(each.expression for each in excluded)})"


def add_dates(conditions: Conditions, asked: Query, column: str) -> None:
    """The days that the query names, against a column of microseconds."""
    if asked.before is not None:
        conditions.add(f"{column} < :before", before=_microseconds(asked.before))
    if asked.after is not None:
        conditions.add(f"{column} >= :after", after=_microseconds(asked.after))


def add_bounds(conditions: Conditions, asked: Query, column: str) -> None:
    """Between which messages those days lie, whose values `add_dates` gives; against a seq.

    What is outside is not read. Imports bring old messages late: within the bounds the days still
    have to be looked at. The plus keeps SQLite from trying messages in the order of seq until one
    fits, which reads them and not the index.
    """
    if asked.before is not None:
        conditions.add(f"{column} <= (SELECT max(+seq) FROM messages WHERE created_at < :before)")  # noqa: S608 - values are bound
    if asked.after is not None:
        conditions.add(f"{column} >= (SELECT min(+seq) FROM messages WHERE created_at >= :after)")  # noqa: S608 - values are bound


def _microseconds(day: date) -> int:
    """The beginning of a day where the computer is, in microseconds since 1970."""
    return (beginning_of(day) - EPOCH) // timedelta(microseconds=1)
