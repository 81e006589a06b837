"""Folders in folders: what may lie in what."""

from collections.abc import Mapping

from app.domain.conversations import Folder
from app.domain.ids import FolderId


def check_parents(parents: Mapping[FolderId, FolderId | None], folder: Folder) -> None:
    """Raise ValueError when a folder would lie inside itself."""
    above = folder.parent
    while above is not None:
        if above == folder.id:
            raise ValueError("a folder cannot lie inside itself")
        above = parents.get(above)
