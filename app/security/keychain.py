"""This computer's keychain: keeps one random secret for a vault, which wraps the vault's data key.

A convenience, off until somebody asks for it: whoever is logged in as the user can read it. What it
holds is never the passphrase nor the data key, so that it opens nothing without the key file.
"""

import base64
import binascii
import hashlib
import os
import queue
import secrets
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final, Generic, TypeVar

from app.domain.errors import AppError, KeychainRefused, KeychainUnavailable
from app.security.keychain_backend import SERVICE, Backend
from app.security.keys import KEY_BYTES
from app.security.session_bus import refuse_remote_bus

QUICK_SECONDS: Final = 5.0
"""For what a keychain answers by itself."""
ASKING_SECONDS: Final = 30.0
"""For what it may ask the person about first."""

_NAME_CHARACTERS: Final = 16

Value = TypeVar("Value")
Found = TypeVar("Found")


OpenBackend = Callable[[bool], Backend]
"""Finds the keychain, which may ask the person only when told so; raises whatever it raises."""


class _Found:
    """Says that there is a keychain, and that it answers."""


@dataclass(frozen=True, slots=True)
class _Said(Generic[Value]):
    value: Value


class Keychain:
    """The keychain, asked in a thread of its own with a time limit. Safe to use from threads.

    Every method raises KeychainUnavailable when there is none, it does not answer in time or it
    fails, and KeychainRefused when it is locked or says no. Nothing of keyring's crosses over.
    """

    def __init__(
        self,
        open_backend: OpenBackend | None = None,
        *,
        quick_seconds: float = QUICK_SECONDS,
        asking_seconds: float = ASKING_SECONDS,
    ) -> None:
        """Nothing is looked for yet; without `open_backend` it is the system's own."""
        self._open = open_backend or _open_native
        self._look = _title_native if open_backend is None else _title_of(open_backend)
        self._quick_seconds = quick_seconds
        self._asking_seconds = asking_seconds
        self._late: threading.Thread | None = None

    def title(self) -> str:
        """The name of the keychain, for people; the person is not asked for anything."""
        return self._ask(str, self._look)

    def keep_new(self, vault_id: str) -> bytes:
        """A new secret of 32 bytes, kept in place of the one before; the person may be asked."""
        secret, name = secrets.token_bytes(KEY_BYTES), _name_of(vault_id)
        text = base64.b64encode(secret).decode("ascii")

        def keep(backend: Backend) -> bool:
            backend.set_password(SERVICE, name, text)
            return backend.get_password(SERVICE, name) == text

        if not self._ask(keep, self._open, may_ask=True):
            raise KeychainUnavailable("what was kept did not come back")
        return secret

    def read(self, vault_id: str, *, may_ask: bool) -> bytes | None:
        """The secret kept for a vault; None when there is none of ours."""
        name = _name_of(vault_id)
        text = self._ask(
            lambda backend: backend.get_password(SERVICE, name), self._open, may_ask=may_ask
        )
        try:
            secret = base64.b64decode(text or "", validate=True)
        except (binascii.Error, ValueError):
            return None
        return secret if len(secret) == KEY_BYTES else None

    def drop(self, vault_id: str, *, may_ask: bool = False) -> bool:
        """Remove the secret kept for a vault; whether it is gone. Never raises."""
        name = _name_of(vault_id)

        def remove(backend: Backend) -> bool:
            if backend.get_password(SERVICE, name) is not None:
                backend.delete_password(SERVICE, name)
            return backend.get_password(SERVICE, name) is None

        try:
            return self._ask(remove, self._open, may_ask=may_ask)
        except AppError:
            return False

    def _ask(
        self,
        work: Callable[[Found], Value],
        find: Callable[[bool], Found],
        *,
        may_ask: bool = False,
    ) -> Value:
        """Find the keychain, then do something with it, each within its time."""
        late = self._late
        if late is not None and late.is_alive():  # no second one: it would wait behind the first
            raise KeychainUnavailable("it has not answered yet")
        answers: queue.SimpleQueue[_Found | _Said[Value] | AppError] = queue.SimpleQueue()

        def run() -> None:
            try:
                found = find(may_ask)
                answers.put(_Found())
                answers.put(_Said(work(found)))
            except BaseException as error:  # also what a foreign library ends a thread with
                answers.put(_translated(error))

        # A daemon: a keychain that never answers must not hold up the end of Snug.
        thread = threading.Thread(target=run, name="keychain", daemon=True)
        thread.start()
        for seconds in (self._quick_seconds, self._seconds(may_ask)):
            try:
                answer = answers.get(timeout=seconds)
            except queue.Empty:
                self._late = thread
                break
            if isinstance(answer, AppError):
                raise answer
            if isinstance(answer, _Said):
                return answer.value
        raise KeychainUnavailable("it did not answer in time")

    def _seconds(self, may_ask: bool) -> float:
        return self._asking_seconds if may_ask else self._quick_seconds


def _open_native(may_ask: bool) -> Backend:
    if sys.platform not in ("darwin", "win32"):
        refuse_remote_bus(os.environ)
    # Imported here, and only where there is something to ask: keyring costs 40 ms and 15 MB.
    from app.security.native_keychains import open_native

    return open_native(may_ask)


def _title_of(open_backend: OpenBackend) -> Callable[[bool], str]:
    return lambda may_ask: open_backend(may_ask).title


def _title_native(may_ask: bool) -> str:
    """The name of the keychain that is there; on Linux what opens it is not loaded for that."""
    if sys.platform in ("darwin", "win32"):
        return _open_native(may_ask).title
    refuse_remote_bus(os.environ)
    from app.security.secret_service_bus import TITLE, knock

    try:
        knock()
    except Exception as error:  # D-Bus has many
        if find_spec("dbus") is not None:  # by which keyring reaches KWallet
            return _open_native(may_ask).title
        detail = error.detail if isinstance(error, AppError) else type(error).__name__
        raise KeychainUnavailable(detail) from error
    return TITLE


def _translated(error: BaseException) -> AppError:
    """One of our two errors for whatever came; its detail is a kind, never a text from outside."""
    if isinstance(error, AppError):
        return type(error)(error.detail)
    from app.security.native_keychains import is_refusal

    kind = KeychainRefused if is_refusal(error) else KeychainUnavailable
    return kind(type(error).__name__)


def _name_of(vault_id: str) -> str:
    """The vault's name in the keychain, which everyone who lists it can read."""
    digest = hashlib.sha256(b"snug vault 1: name in a keychain" + vault_id.encode())
    return f"vault {digest.hexdigest()[:_NAME_CHARACTERS]}"
