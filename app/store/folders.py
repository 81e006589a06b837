"""The folders of conversations as rows: names, places in one another, and how long to keep."""

from typing import Final

from sqlalchemy import Connection, ScalarSelect, func, select

from app.domain.conversations import Folder
from app.store.nesting import check_parents
from app.store.rows import folder_of
from app.store.schema import folders
from app.store.stored_text import storable

_COLUMNS: Final = (folders.c.id, folders.c.name, folders.c.parent)


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
    row = {"id": folder.id, "name": storable(folder.name), "position": position}
    connection.execute(folders.insert().values(**row, parent=existing(folder.parent)))


def update(connection: Connection, folder: Folder) -> None:
    """Replace name and parent. Raises ValueError when it would lie inside itself."""
    parents = {each.id: each.parent for each in all_folders(connection)}
    check_parents(parents, folder)
    row = {"name": storable(folder.name), "parent": existing(folder.parent)}
    connection.execute(folders.update().where(folders.c.id == folder.id).values(**row))
