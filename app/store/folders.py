"""The folders of conversations as rows: names, places in one another, and how long to keep."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, ScalarSelect, func, select

from app.domain.conversations import Conversation, Folder
from app.domain.ids import FolderId
from app.store.listing import listed
from app.store.nesting import check_parents
from app.store.rows import folder_of
from app.store.schema import conversations, folders
from app.store.stored_text import storable

_COLUMNS: Final = (folders.c.id, folders.c.name, folders.c.parent, folders.c.retention_days)


def all_folders(connection: Connection) -> list[Folder]:
    """All folders in the order in which they were made."""
    query = select(*_COLUMNS).order_by(folders.c.position, folders.c.id)
    return [folder_of(row) for row in connection.execute(query)]


def existing(folder: str | None) -> ScalarSelect[str]:
    """The id of a folder, NULL when there is none: it may have gone meanwhile."""
    return select(folders.c.id).where(folders.c.id == folder).scalar_subquery()


def insert(connection: Connection, folder: Folder) -> None:
    """Add a folder after the others."""
    position = select(func.coalesce(func.max(folders.c.position), 0) + 1).scalar_subquery()
    connection.execute(folders.insert().values(id=folder.id, position=position, **_values(folder)))


def update(connection: Connection, folder: Folder) -> None:
    """Replace everything of a folder. Raises ValueError when it would lie inside itself."""
    parents = {each.id: each.parent for each in all_folders(connection)}
    check_parents(parents, folder)
    is_it = folders.c.id == folder.id
    connection.execute(folders.update().where(is_it).values(**_values(folder)))


def dissolve(connection: Connection, folder_id: FolderId) -> list[Conversation]:
    """Remove a folder; what is in it goes up into the one around it. Its conversations then."""
    is_it = folders.c.id == folder_id
    row = connection.execute(select(folders.c.parent).where(is_it)).first()
    if row is None:
        return []
    within = conversations.c.folder == folder_id
    ids = [each.id for each in listed(connection, within)]
    connection.execute(conversations.update().where(within).values(folder=row.parent))
    below = folders.c.parent == folder_id
    connection.execute(folders.update().where(below).values(parent=row.parent))
    connection.execute(folders.delete().where(is_it))
    return [each for each in listed(connection, _lies_in(row.parent)) if each.id in ids]


def _lies_in(parent: str | None) -> ColumnElement[bool]:
    """Whether a conversation lies in a folder itself, or in none."""
    column = conversations.c.folder
    return column.is_(None) if parent is None else column == parent


def _values(folder: Folder) -> dict[str, Any]:
    return {
        "name": storable(folder.name),
        "parent": existing(folder.parent),
        "retention_days": folder.keep_days,
    }
