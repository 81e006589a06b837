"""Folders in folders: what may lie in what."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from app.domain.conversations import Folder
from app.domain.ids import FolderId

Id = TypeVar("Id", bound=str)


def check_parents(parents: Mapping[FolderId, FolderId | None], folder: Folder) -> None:
    """Raise ValueError when a folder would lie inside itself."""
    above = folder.parent
    while above is not None:
        if above == folder.id:
            raise ValueError("a folder cannot lie inside itself")
        above = parents.get(above)


def and_below(roots: Iterable[Id], parents: Mapping[Id, Id | None]) -> set[Id]:
    """The folders that are named, and all that lie in them."""
    children: dict[Id | None, list[Id]] = {}
    for each, parent in parents.items():
        children.setdefault(parent, []).append(each)
    waiting, found = list(roots), set[Id]()
    while waiting:
        folder = waiting.pop()
        if folder not in found:
            found.add(folder)
            waiting += children.get(folder, [])
    return found
