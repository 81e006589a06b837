"""Prompts and assistants in the vault: a row for each version."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Generic

from sqlalchemy import Connection, Row, Table, func, select

from app.domain.assistants import Assistant, Colour
from app.domain.ids import CollectionId, LibraryId
from app.domain.library import MOST_VERSIONS, T
from app.domain.prompt_library import Prompt
from app.store.database import Database
from app.store.rows import microseconds, moment_of
from app.store.schema import assistants, prompts
from app.store.stored_text import storable

_Values = dict[str, Any]


class VaultShelf(Generic[T]):
    """A Shelf over one table. Safe to use from several threads; raises the database's errors."""

    def __init__(
        self,
        database: Database,
        table: Table,
        values_of: Callable[[T], _Values],
        item_of: Callable[[Row[Any]], T],
    ) -> None:
        self._database = database
        self._table = table
        self._values_of = values_of
        self._item_of = item_of

    def all(self) -> list[T]:
        """The newest version of each, in the order of their ids."""
        table = self._table
        newest = func.max(table.c.version).label("newest")
        of_each = select(table.c.id, newest).group_by(table.c.id).subquery()
        is_newest = (table.c.id == of_each.c.id) & (table.c.version == of_each.c.newest)
        query = select(table).join(of_each, is_newest).order_by(table.c.id)
        with self._database.reading() as connection:
            return [self._item_of(row) for row in connection.execute(query)]

    def get(self, item_id: LibraryId) -> T | None:
        """The newest version of one, or None."""
        found = self.versions(item_id)
        return found[0] if found else None

    def versions(self, item_id: LibraryId) -> list[T]:
        """Every version of one that is kept, the newest first."""
        with self._database.reading() as connection:
            return self._versions(connection, item_id)

    def put(self, item: T) -> T:
        """Keep an item as the newest version of its id; what was kept, with its number."""

        def change(connection: Connection) -> T:
            known = self._versions(connection, item.id)
            kept = replace(item, version=known[0].version + 1 if known else 1)
            self._insert(connection, [kept])
            for each in known[MOST_VERSIONS - 1 :]:
                self._delete(connection, item.id, each.version)
            return replace(
                kept,
                name=storable(kept.name),
                text=storable(kept.text),
                about=storable(kept.about),
            )

        return self._database.write(change)

    def remove(self, item_id: LibraryId) -> list[T]:
        """Remove an item for good; its versions, for `put_back`."""

        def change(connection: Connection) -> list[T]:
            known = self._versions(connection, item_id)
            self._delete(connection, item_id)
            return known

        return self._database.write(change, frees_space=True)

    def put_back(self, versions: Sequence[T]) -> None:
        """Keep versions as they were, numbers included; nothing happens where one is there."""

        def change(connection: Connection) -> None:
            if versions and not self._versions(connection, versions[0].id):
                self._insert(connection, sorted(versions, key=lambda each: each.version))

        self._database.write(change)

    # --- inside ------------------------------------------------------------------------------

    def _versions(self, connection: Connection, item_id: LibraryId) -> list[T]:
        table = self._table
        query = select(table).where(table.c.id == item_id).order_by(table.c.version.desc())
        return [self._item_of(row) for row in connection.execute(query)]

    def _insert(self, connection: Connection, items: Sequence[T]) -> None:
        rows = [
            {
                "id": each.id,
                "version": each.version,
                "name": storable(each.name),
                "about": storable(each.about),
                "created_at": microseconds(each.changed_at),
                **self._values_of(each),
            }
            for each in items
        ]
        connection.execute(self._table.insert(), rows)

    def _delete(
        self, connection: Connection, item_id: LibraryId, version: int | None = None
    ) -> None:
        doomed = self._table.delete().where(self._table.c.id == item_id)
        if version is not None:
            doomed = doomed.where(self._table.c.version == version)
        connection.execute(doomed)


def prompt_shelf(database: Database) -> VaultShelf[Prompt]:
    """The prompts of a vault."""
    return VaultShelf(database, prompts, lambda prompt: {"text": storable(prompt.text)}, _prompt_of)


def assistant_shelf(database: Database) -> VaultShelf[Assistant]:
    """The assistants of a vault."""
    return VaultShelf(database, assistants, _assistant_values, _assistant_of)


def _prompt_of(row: Row[Any]) -> Prompt:
    return Prompt(
        id=LibraryId(row.id),
        name=row.name,
        text=row.text,
        about=row.about,
        version=row.version,
        changed_at=moment_of(row.created_at),
    )


def _assistant_values(assistant: Assistant) -> _Values:
    settings = {
        "model": assistant.model,
        "preset": assistant.preset,
        "collections": list(assistant.collections),
    }
    return {
        "system": storable(assistant.text),
        "colour": assistant.colour.value,
        "settings": json.dumps({key: value for key, value in settings.items() if value}),
    }


def _assistant_of(row: Row[Any]) -> Assistant:
    settings = json.loads(row.settings)
    is_known = row.colour in tuple(Colour)
    return Assistant(
        id=LibraryId(row.id),
        name=row.name,
        text=row.system,
        about=row.about,
        version=row.version,
        changed_at=moment_of(row.created_at),
        colour=Colour(row.colour) if is_known else Colour.GREY,
        model=settings.get("model", ""),
        preset=settings.get("preset", ""),
        collections=tuple(CollectionId(each) for each in settings.get("collections", ())),
    )
