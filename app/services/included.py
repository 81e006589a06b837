"""The prompts and assistants that came with Snug, read from its own files when first asked for."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Final, Generic

from app.domain.ids import LibraryId
from app.domain.library import T
from app.domain.library_files import ENDING, read

_MARK: Final = "included"


class Included(Generic[T]):
    """One kind of what came with Snug, in every language. Safe to use from several threads."""

    def __init__(self, folder: Path, kind: type[T]) -> None:
        """`folder` has a folder for each language, with files as `library_files` describes."""
        self._folder = folder
        self._kind = kind
        self._lock = threading.Lock()
        self._items: dict[LibraryId, T] | None = None

    def all(self) -> list[T]:
        """All of them, those of one language together."""
        return list(self._known().values())

    def get(self, item_id: LibraryId) -> T | None:
        """One of them, or None."""
        return self._known().get(item_id) if item_id.startswith(f"{_MARK}.") else None

    def _known(self) -> dict[LibraryId, T]:
        with self._lock:
            if self._items is None:
                self._items = {each.id: each for each in map(self._read, self._files())}
            return self._items

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"*/*{ENDING}"))

    def _read(self, path: Path) -> T:
        item = read(path.read_bytes(), path.name)
        if not isinstance(item, self._kind):
            raise TypeError(f"{path} is no {self._kind.__name__}")
        language = path.parent.name
        made = LibraryId(f"{_MARK}.{language}.{path.stem}")
        return replace(item, id=made, language=language, is_included=True)
