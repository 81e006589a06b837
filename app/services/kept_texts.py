"""Texts of one kind by their names, in the vault: nothing of them rests on the disk to be read."""

import contextlib
import threading
from collections.abc import Collection

from app.domain.errors import AppError
from app.domain.preferences import Preferences
from app.services.open_vault import KeptHistory


class KeptTexts:
    """Safe to use from several threads; calls wait for a disk and raise the errors of the vault.

    Without a vault they last as long as Snug runs; a vault that is made takes them along, or those
    that it has no room for stay as long.
    """

    def __init__(self, kind: str) -> None:
        """`kind` tells them from other texts of the vault; it never changes."""
        self._prefix = f"{kind}."
        self._lock = threading.Lock()
        self._waiting: dict[str, str] = {}
        self._preferences: Preferences | None = None

    def opened(self, history: KeptHistory) -> None:
        """The vault was opened, or made."""
        with self._lock:
            self._preferences = history.preferences()
            if self._waiting:
                with contextlib.suppress(AppError):
                    self._preferences.keep({**self._waiting})
                    self._waiting = {}

    def closing(self) -> None:
        """The vault is about to be closed: nothing of it is known any more."""
        with self._lock:
            self._waiting = {}
            self._preferences = None

    @property
    def is_lasting(self) -> bool:
        """Whether they are there when Snug is started again."""
        return self._preferences is not None

    def all(self) -> dict[str, str]:
        """Every text by its name."""
        with self._lock:
            kept = {} if self._preferences is None else self._preferences.all()
            return {
                key.removeprefix(self._prefix): value
                for key, value in {**kept, **self._waiting}.items()
                if key.startswith(self._prefix) and isinstance(value, str)
            }

    def keep(self, name: str, text: str) -> None:
        """Keep a text in place of the one of this name."""
        key = self._prefix + name
        with self._lock:
            if self._preferences is None:
                self._waiting[key] = text
            else:
                self._preferences.keep({key: text})
                self._waiting.pop(key, None)

    def forget(self, names: Collection[str]) -> None:
        """Keep nothing under these names any more."""
        keys = [self._prefix + each for each in names]
        with self._lock:
            for each in keys:
                self._waiting.pop(each, None)
            if self._preferences is not None and keys:
                self._preferences.forget(keys)
