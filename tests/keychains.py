"""Keychains for tests: a backend of keyring's in this process, that does what it is told."""

import threading
from collections.abc import Callable
from typing import Final

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from app.security.keychain import Keychain, OpenBackend

QUICK: Final = 0.3


class Entries(KeyringBackend):
    """Keeps entries in memory. `error` is raised by `failing` calls; `hold` stops them."""

    title = "a keychain for tests"
    priority = 0.1  # type: ignore[assignment]  # keyring's is a property of the class

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.calls: list[str] = []
        self.asked: list[bool] = []
        self.error: BaseException | None = None
        self.failing = {"open", "get", "set", "delete"}
        self.hold = threading.Event()
        self.hold.set()
        self.before: Callable[[str], None] = lambda _call: None

    def open(self, may_ask: bool) -> "Entries":
        self.asked.append(may_ask)
        self._enter("open")
        return self

    def get_password(self, service: str, username: str) -> str | None:
        self._enter("get")
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._enter("set")
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._enter("delete")
        if (service, username) not in self.entries:
            raise PasswordDeleteError("not there")
        del self.entries[service, username]

    def _enter(self, call: str) -> None:
        self.calls.append(call)
        self.before(call)
        if call in self.failing:
            self.hold.wait(60)
            if self.error is not None:
                raise self.error


def keychain(entries: Entries, *, is_patient: bool = True) -> Keychain:
    """A keychain over these entries."""
    return Keychain(entries.open) if is_patient else impatient(entries.open)


def impatient(open_backend: OpenBackend | None = None) -> Keychain:
    """One for tests in which nothing answers."""
    return Keychain(open_backend, quick_seconds=QUICK, asking_seconds=QUICK)
