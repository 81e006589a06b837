"""Which file a model was resolved to, so that it stays that one; in the vault where there is one.

Without a vault, and while it is locked, pins wait in a private file beside the models; the vault
takes them from there when it is opened.
"""

import contextlib
import json
import threading
from pathlib import Path
from typing import Any, Final

from app.domain.errors import AppError
from app.domain.hub import COMMIT, REPOSITORY, SHA256, HubFile, Pin
from app.domain.preferences import Preferences
from app.security.private_file import read_bounded, replace_whole
from app.services.open_vault import KeptHistory

_KEY: Final = "models.pins"
_FORMAT: Final = 1
_MOST_BYTES: Final = 4 << 20
_TEMPORARY: Final = ".pins-"


class Pins:
    """Pins by what was wanted. Safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        """`file` is where they wait for a vault."""
        self._file = file
        self._lock = threading.RLock()
        self._preferences: Preferences | None = None

    def all(self) -> dict[str, Pin]:
        """Every pin that can be read now, by what was wanted."""
        with self._lock:
            return {**self._of_vault(), **self._of_file()}

    def get(self, wanted: str) -> Pin | None:
        """What this was resolved to, if it ever was and the vault is not locked."""
        return self.all().get(wanted)

    def keep(self, pin: Pin) -> None:
        """Keep a pin in place of an older one. Raises what a full or broken disk raises."""
        with self._lock:
            if self._preferences is not None:
                self._into_vault(self._preferences, {pin.wanted: pin})
            else:
                known = {**self._of_file(), pin.wanted: pin}
                replace_whole(self._file, _written(known).encode(), _TEMPORARY)

    def opened(self, history: KeptHistory) -> None:
        """The vault is open: it takes what waited."""
        with self._lock:
            self._preferences = history.preferences()
            waiting = self._of_file()
            # What cannot be moved now waits on in its file.
            with contextlib.suppress(AppError, OSError):
                if waiting:
                    self._into_vault(self._preferences, waiting)
                    self._file.unlink(missing_ok=True)

    def closing(self) -> None:
        """The vault is about to be closed."""
        with self._lock:
            self._preferences = None

    def _into_vault(self, preferences: Preferences, pins: dict[str, Pin]) -> None:
        preferences.keep({_KEY: _written({**self._of_vault(), **pins})})

    def _of_vault(self) -> dict[str, Pin]:
        if self._preferences is None:
            return {}
        return _read(str(self._preferences.all().get(_KEY, "")))

    def _of_file(self) -> dict[str, Pin]:
        try:
            return _read(read_bounded(self._file, _MOST_BYTES).decode())
        except (OSError, ValueError):
            return {}


def _written(pins: dict[str, Pin]) -> str:
    listed = [
        {
            "wanted": each.wanted,
            "repository": each.repository,
            "commit": each.commit,
            "files": [
                {"file": file.file, "bytes": file.bytes, "sha256": file.sha256, "name": name}
                for file, name in zip(each.files, each.names, strict=True)
            ],
        }
        for each in pins.values()
    ]
    return json.dumps({"format": _FORMAT, "pins": listed}, ensure_ascii=False)


def _read(text: str) -> dict[str, Pin]:
    """The pins of a text; those that are damaged are left out."""
    found: dict[str, Pin] = {}
    with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):
        untrusted = json.loads(text)
        for each in untrusted["pins"] if untrusted["format"] == _FORMAT else ():
            with contextlib.suppress(ValueError, KeyError, TypeError):
                pin = _pin(each)
                found[pin.wanted] = pin
    return found


def _pin(untrusted: Any) -> Pin:
    files = tuple(
        HubFile(str(each["file"]), int(each["bytes"]), str(each["sha256"]))
        for each in untrusted["files"]
    )
    pin = Pin(
        wanted=str(untrusted["wanted"]),
        repository=str(untrusted["repository"]),
        commit=str(untrusted["commit"]),
        files=files,
        names=tuple(str(each["name"]) for each in untrusted["files"]),
    )
    is_well_formed = (
        REPOSITORY.fullmatch(pin.repository)
        and COMMIT.fullmatch(pin.commit)
        and files
        and all(SHA256.fullmatch(each.sha256) for each in files)
        and not any("/" in name or "\\" in name for name in pin.names)
    )
    if not is_well_formed:
        raise ValueError("not a pin")
    return pin
