"""The settings file: TOML, written whole and atomically; what it does not know it keeps."""

import contextlib
import json
import os
import re
import tempfile
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any, Final

from app.domain.errors import SettingsNotSaved
from app.domain.preferences import Scalar

_MAX_BYTES: Final = 1_000_000
_DAMAGED_SUFFIX: Final = ".damaged"
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def load(path: Path) -> dict[str, Scalar]:
    """The saved values by dotted key. A damaged file is set aside, never overwritten."""
    try:
        return dict(_flat(_table(path)))
    except (ValueError, RecursionError):  # TOML errors and wrong encodings are ValueErrors
        _set_aside(path)
        return {}


def _table(path: Path) -> dict[str, Any]:
    """The file as TOML; empty where there is none, or none that can be read now."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError:
        return {}
    if len(data) > _MAX_BYTES:
        raise ValueError("too large")
    return tomllib.loads(data.decode("utf-8"))


def save(path: Path, values: Mapping[str, Scalar]) -> None:
    """Write `values` over what the file holds; keys it alone knows stay.

    Raises SettingsNotSaved; the file is then as it was.
    """
    try:
        load(path)  # sets a damaged one aside
        _write(path, _known(path) | dict(values))
    except (OSError, ValueError) as error:
        raise SettingsNotSaved(str(error), folder=path.parent) from error


def wipe(path: Path, keys: Collection[str]) -> None:
    """Take values out of the file, and overwrite the file that held them.

    What a disk keeps beside it (a copy on write, the spare cells of an SSD) is out of reach. Raises
    SettingsNotSaved; the file is then as it was.
    """
    try:
        known = _known(path)
        if known.keys().isdisjoint(keys):
            return
        with _overwritten_afterwards(path):
            _write(path, {key: value for key, value in known.items() if key not in keys})
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsNotSaved(type(error).__name__, folder=path.parent) from error


@contextlib.contextmanager
def _overwritten_afterwards(path: Path) -> Iterator[None]:
    """What is put in place of a file leaves nothing of the one before on the disk."""
    # Elsewhere a file that is open cannot be replaced; and where a link leads, it is not ours.
    if os.name != "posix" or path.is_symlink():
        yield
        return
    with path.open("r+b") as before:
        yield
        size = before.seek(0, os.SEEK_END)
        before.seek(0)
        before.write(bytes(size))
        before.flush()
        os.fsync(before.fileno())


def _write(path: Path, values: Mapping[str, Any]) -> None:
    text = "# Snug's settings. Change them in the application, or here while it is closed.\n"
    for key, value in sorted(values.items()):
        text += f"{_quoted(key)} = {_literal(value)}\n"
    tomllib.loads(text)  # what could not be read again is not written
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".settings-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _known(path: Path) -> dict[str, Any]:
    """Every value of the file by dotted key, also those that are no setting."""
    return dict(_leaves(_table(path)))


def _flat(table: Mapping[str, Any]) -> list[tuple[str, Scalar]]:
    return [(k, v) for k, v in _leaves(table) if isinstance(v, bool | int | float | str)]


def _leaves(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for key, value in table.items():
        if isinstance(value, dict) and value:
            pairs += _leaves(value, f"{prefix}{key}.")
        else:
            pairs.append((prefix + key, value))
    return pairs


def _quoted(dotted: str) -> str:
    return ".".join(
        part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=True)
        for part in dotted.split(".")
    )


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    if isinstance(value, dict):
        inner = ", ".join(f"{_quoted(key)} = {_literal(each)}" for key, each in value.items())
        return "{" + inner + "}"
    return str(value) if isinstance(value, date | time) else repr(value)


def _set_aside(path: Path) -> None:
    try:
        path.replace(path.with_name(path.name + _DAMAGED_SUFFIX))
    except OSError:  # it cannot even be renamed: leave it alone
        return
