"""Destroys what was deleted before, behind the open history, so that opening it takes no longer."""

import threading
from typing import Final

from app.domain.errors import AppError
from app.services.open_vault import KeptHistory

_PIECE_SECONDS: Final = 0.5
_END_SECONDS: Final = 10.0


class Purging:
    """One thread at a time, for the history that was opened last."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._is_ending = threading.Event()

    def begin(self, history: KeptHistory) -> None:
        """What is deleted now can be brought back no more, and is destroyed behind what follows.

        What is deleted from now on keeps its way back until it is purged.
        """
        self.end()
        if not history.doom_deleted():
            return
        self._is_ending.clear()
        self._thread = threading.Thread(
            target=self._run, args=(history,), name="purging", daemon=True
        )
        self._thread.start()

    def end(self) -> None:
        """Stop before the history is closed; what is left waits for the next opening."""
        self._is_ending.set()
        if self._thread is not None:
            self._thread.join(_END_SECONDS)
            self._thread = None

    def _run(self, history: KeptHistory) -> None:
        try:
            while not self._is_ending.is_set() and history.destroy_doomed(_PIECE_SECONDS):
                pass
        except AppError:  # a full disk, say: it goes on at the next opening
            return
