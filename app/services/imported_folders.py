"""Folders for conversations that are brought in: those of that path, or new ones."""

from typing import Final

from app.domain.conversations import Folder
from app.domain.filing import INSIDE, folder_name, name_key, path_names
from app.domain.ids import FolderId, new_folder_id
from app.domain.protocols import ConversationStore

_DEEPEST: Final = 8
"""Folders in folders that are made for one path; what goes deeper lies in the last of them."""


class ImportedFolders:
    """Finds and makes folders during one import."""

    def __init__(self, store: ConversationStore) -> None:
        self._store = store
        self._ids = {
            name_key(path): folder_id for folder_id, path in path_names(store.folders()).items()
        }
        self.has_made_some = False

    def of(self, path: str) -> FolderId | None:
        """The folder with a path like Work/Plans, made where it is missing; None for no path."""
        known = self._ids.get(name_key(path))
        if known is not None:
            return known
        parent: FolderId | None = None
        at = ""
        for name in list(filter(None, map(folder_name, path.split(INSIDE))))[:_DEEPEST]:
            at = f"{at}{INSIDE}{name}" if at else name
            parent = self._ids.get(name_key(at)) or self._made(name, parent, at)
        return parent

    def _made(self, name: str, parent: FolderId | None, path: str) -> FolderId:
        folder = Folder(new_folder_id(), name, parent)
        self._store.add_folder(folder)
        self._ids[name_key(path)] = folder.id
        self.has_made_some = True
        return folder.id
