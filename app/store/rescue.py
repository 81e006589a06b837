"""Puts the rows that can be read of a damaged database into a new one, and counts what is lost.

The damaged file is only read. What a row refers to and is lost is made good where that can be: a
message goes on behind the one before it, a conversation without its row gets one, a document
without all of its text waits to be read again.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from sqlalchemy import Connection, Table

from app.domain.collections import DocumentState
from app.domain.conversations import now
from app.domain.ids import new_attachment_id, new_conversation_id
from app.store import index_check, search_index
from app.store.database import MADE_BY, VAULT_ID, Database
from app.store.rows import microseconds
from app.store.salvage import Row, Salvage
from app.store.schema import about, metadata
from app.store.tree_pages import Value

T = TypeVar("T")
OnShare = Callable[[float], None]
"""Told how much is done, from 0 to 1."""

_TITLE_CHARACTERS: Final = 40
_AT_ONCE: Final = 500
_ORDER: Final = (
    "folders", "assistants", "prompts", "preferences", "collections", "documents", "layouts",
    "chunks", "vectors", "conversations", "tags", "messages", "attachments", "attachment_data",
    "citations", "groundings", "summaries", "verdicts", "drafts", "draft_attachments",
    "network_ledger",
)  # fmt: skip
"""Parents before their children."""


@dataclass(frozen=True, slots=True)
class Rescued:
    """What a new database holds of a damaged one."""

    conversations: int
    cut_conversations: int
    lost_conversations: int
    messages: int
    lost_messages: int
    documents: int
    lost_documents: int


class Rescue:
    """One rescue from what was salvaged into a new, empty database."""

    def __init__(self, salvage: Salvage) -> None:
        self._rows = {name: each.rows for name, each in salvage.found.items()}
        self._lost = {name: each.lost for name, each in salvage.found.items()}
        self._conversation_of_lost = salvage.conversation_of_lost()
        self._cut: set[int] = set()
        self._lost_documents: set[int] = set()
        self._mend_conversations()
        self._mend_messages()
        self._mend_attachments()
        self._mend_documents()

    @property
    def is_empty(self) -> bool:
        """Whether nothing that anybody wrote could be read."""
        return not any(self._of(name) for name in ("conversations", "messages", "documents"))

    def write(self, database: Database, on_share: OnShare) -> Rescued:
        """Fill a new database and index what is in it."""
        for done, name in enumerate(_ORDER):
            self._write_table(database, metadata.tables[name])
            on_share(done / (len(_ORDER) + 1))
        database.write(self._write_about)
        database.write(search_index.bring_up_to_date)
        database.write(index_check.rebuild_chunks)
        on_share(1.0)
        return self._counted()

    # --- mending -----------------------------------------------------------------------------

    def _mend_conversations(self) -> None:
        """A row for each conversation of which messages are there and the row is lost."""
        conversations, messages = self._of("conversations"), self._of("messages")
        texts: dict[int, str] = {}
        for seq in sorted(messages):
            texts.setdefault(_number(messages[seq], "conversation"), str(messages[seq]["text"]))
        moment = microseconds(now())
        for number, text in texts.items():
            if number not in conversations:
                conversations[number] = {
                    "seq": number,
                    "id": new_conversation_id(),
                    "title": text.strip().split("\n")[0][:_TITLE_CHARACTERS],
                    "created_at": moment,
                    "changed_at": moment,
                    "changed_seq": number,
                }
                self._cut.add(number)

    def _mend_messages(self) -> None:
        """What followed a lost message follows the one before it; the last one comes into view."""
        messages, conversations = self._of("messages"), self._of("conversations")
        known = set(messages)
        last: dict[int, int] = {}
        for seq in sorted(messages):
            row = messages[seq]
            conversation = _number(row, "conversation")
            parent = row["parent"]
            if parent is not None and parent not in known:
                self._lost_messages().add(int(str(parent)))
                self._cut.add(conversation)
                row["parent"] = last.get(conversation)
            last[conversation] = seq
        for seq, row in conversations.items():
            leaf = row.get("leaf")
            if leaf not in known:
                row["leaf"] = last.get(seq)
                if leaf is not None:
                    self._lost_messages().add(int(str(leaf)))
                    self._cut.add(seq)
        self._cut |= {
            conversation
            for conversation in self._conversation_of_lost.values()
            if conversation in conversations
        }

    def _mend_attachments(self) -> None:
        """Those of the first schema kept their data themselves, and had no id."""
        for seq, row in self._of("attachments").items():
            row["id"] = row.get("id") or new_attachment_id()
            if row.get("data") is not None:
                self._of("attachment_data").setdefault(
                    seq, {"attachment": seq, "data": row["data"]}
                )

    def _mend_documents(self) -> None:
        """A document of which a chunk or the layout is lost waits to be read again."""
        chunks = Counter(_number(row, "document") for row in self._of("chunks").values())
        layouts = self._of("layouts")
        for seq, row in self._of("documents").items():
            if row["state"] != DocumentState.INDEXED:
                continue
            facts = _facts(row)
            if chunks[seq] != facts.get("chunks", 0) or (chunks[seq] and seq not in layouts):
                self._lost_documents.add(seq)
                row |= {"state": DocumentState.WAITING.value, "sha256": "", "changed_at": 0}
        moment = microseconds(now())
        for row in self._of("documents").values():
            key = row["collection"]
            known = {each["id"] for each in self._of("collections").values()}
            if key not in known:
                made: Row = {"id": key, "name": str(key)[:8], "created_at": moment}
                self._of("collections")[-len(known) - 1] = made

    def _lost_messages(self) -> set[int]:
        return self._lost.setdefault("messages", set())

    # --- writing -----------------------------------------------------------------------------

    def _write_table(self, database: Database, table: Table) -> None:
        for some in _batches(self._ready(table)):
            database.write(partial(_insert, table=table, rows=some))
        for column in table.columns:
            for key in column.foreign_keys:
                if key.column.table is table:  # folders in folders, messages after messages
                    self._link(database, table, column.name, key.column.name)

    def _ready(self, table: Table) -> Iterator[Row]:
        """Rows whose references are there; those to rows of the same table come later."""
        references = [
            (column.name, bool(column.nullable), key.column.table, key.column.name)
            for column in table.columns
            for key in column.foreign_keys
        ]
        present = {
            (target.name, name): {row.get(name) for row in self._of(target.name).values()}
            for _, _, target, name in references
        }
        names = {column.name for column in table.columns}
        for _, row in sorted(self._of(table.name).items()):
            ready = {name: value for name, value in row.items() if name in names}
            is_whole = True
            for name, may_be_null, target, key in references:
                if target is table:
                    ready[name] = None
                elif ready.get(name) not in present[target.name, key]:
                    is_whole &= may_be_null
                    ready[name] = None
            if is_whole:
                yield ready

    def _link(self, database: Database, table: Table, name: str, key: str) -> None:
        present = {row.get(key) for row in self._of(table.name).values()}
        pairs: list[tuple[Value, ...]] = [
            (row[name], row[key])
            for row in self._of(table.name).values()
            if row.get(name) in present and row.get(name) is not None
        ]
        statement = f"UPDATE {table.name} SET {name} = ? WHERE {key} = ?"  # noqa: S608 - our names
        for some in _batches(pairs):
            database.write(partial(_run, statement=statement, values=some))

    def _write_about(self, connection: Connection) -> None:
        """What is known beside the tables, but who made it; no number of a chunk is given again."""
        values = {str(row["key"]): str(row["value"]) for row in self._of("about").values()}
        for key in (VAULT_ID, MADE_BY):
            values.pop(key, None)
        numbers = [*self._of("chunks"), *self._lost.get("chunks", ())]
        given = values.get("chunks_given", "0")
        values["chunks_given"] = str(max([int(given) if given.isdecimal() else 0, *numbers]))
        for key, value in values.items():
            connection.execute(about.delete().where(about.c.key == key))
            connection.execute(about.insert().values(key=key, value=value))

    # --- counting ----------------------------------------------------------------------------

    def _counted(self) -> Rescued:
        conversations, messages = self._of("conversations"), self._of("messages")
        hidden = {seq for seq, row in conversations.items() if row.get("deleted_at") is not None}
        seen = set(conversations) - hidden
        lost_of: dict[int, int] = defaultdict(int)
        for seq in self._lost_messages() - set(messages):
            lost_of[self._conversation_of_lost.get(seq, -1)] += 1
        gone = set(self._lost.get("conversations", ())) | set(lost_of)
        return Rescued(
            conversations=len(seen - self._cut),
            cut_conversations=len(seen & self._cut),
            lost_conversations=len(gone - set(conversations) - {-1}),
            messages=sum(
                _number(row, "conversation") in seen and not row.get("hidden_at")
                for row in messages.values()
            ),
            lost_messages=sum(count for seq, count in lost_of.items() if seq not in hidden),
            documents=len(self._of("documents")),
            lost_documents=len(self._lost_documents) + len(self._lost.get("documents", ())),
        )

    def _of(self, name: str) -> dict[int, Row]:
        return self._rows.setdefault(name, {})


def _run(connection: Connection, statement: str, values: list[tuple[Value, ...]]) -> None:
    connection.exec_driver_sql(statement, values)


def _insert(connection: Connection, table: Table, rows: list[Row]) -> None:
    """Rows that lack columns of a later release get their defaults; a second of one key is left."""
    by_columns: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        by_columns[tuple(sorted(row))].append(row)
    for some in by_columns.values():
        connection.execute(table.insert().prefix_with("OR IGNORE"), some)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    some: list[T] = []
    for item in items:
        some.append(item)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _number(row: Row, name: str) -> int:
    value = row[name]
    return value if isinstance(value, int) else -1


def _facts(row: Row) -> dict[str, object]:
    try:
        found = json.loads(str(row.get("about") or "{}"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
