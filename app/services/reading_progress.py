"""How far a pass over a collection is, and when it may be done."""

import math
import time
from collections.abc import Callable, Sequence
from typing import Final

from app.domain.collections import Collection, IndexProgress, StoredDocument

_TELL_SECONDS: Final = 0.25


class ReadingProgress:
    """Counts what is kept of the files of a pass, and tells it, not too often."""

    def __init__(self, collection: Collection, tell: Callable[[IndexProgress], None]) -> None:
        self._collection = collection
        self._tell = tell
        self.begin(())

    def begin(self, files: Sequence[StoredDocument]) -> None:
        """These are to be read; the time counts from now."""
        self._total = len(files)
        self._work = sum(map(_work, files))
        self._done = 0
        self._work_done = 0.0
        self._began = time.monotonic()
        self._told = 0.0

    def count(self, file: StoredDocument) -> None:
        """A file is kept."""
        self._done += 1
        self._work_done += _work(file)

    def say(
        self,
        name: str,
        files: Sequence[StoredDocument] = (),
        share: float = 0.0,
        *,
        at_once: bool = False,
    ) -> None:
        """Tell it. `name` is the first file that is not kept; `share` of `files` is, 0 to 1."""
        now = time.monotonic()
        if not at_once and now - self._told < _TELL_SECONDS:
            return
        self._told = now
        done = self._work_done + share * sum(map(_work, files))
        left = max(0.0, (self._work - done) * (now - self._began) / done) if done else None
        under_way = share * len(files)
        self._tell(
            IndexProgress(self._collection.id, self._done, self._total, name, left, under_way)
        )


def _work(file: StoredDocument) -> float:
    """What reading a file costs, compared with others.

    The larger a file is, the less of it is text: mail and presentations of many megabytes hold
    pictures. By their bytes alone, one of them makes hours of a few minutes.
    """
    return math.sqrt(file.bytes) + 1
