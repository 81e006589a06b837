"""The settings file: TOML, written whole and atomically; what it does not know it keeps."""

import json
import os
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from app.config.setting_types import Scalar
from app.domain.errors import SettingsNotSaved

_MAX_BYTES: Final = 1_000_000
_DAMAGED_SUFFIX: Final = ".damaged"


def load(path: Path) -> dict[str, Scalar]:
    """The saved values by dotted key. A damaged file is set aside, never overwritten."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ValueError("too large")
        return dict(_flat(tomllib.loads(path.read_text("utf-8"))))
    except FileNotFoundError:
        return {}
    except (ValueError, OSError):  # TOML errors and wrong encodings are ValueErrors
        _set_aside(path)
        return {}


def save(path: Path, values: Mapping[str, Scalar]) -> None:
    """Write `values` over what the file holds; keys it alone knows stay.

    Raises SettingsNotSaved; the file is then as it was.
    """
    try:
        _write(path, values)
    except OSError as error:
        raise SettingsNotSaved(str(error), folder=path.parent) from error


def _write(path: Path, values: Mapping[str, Scalar]) -> None:
    merged = load(path) | dict(values)
    text = "# Snug's settings. Change them in the application, or here while it is closed.\n"
    for key, value in sorted(merged.items()):
        text += f"{key} = {_literal(value)}\n"
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


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Scalar]]:
    pairs: list[tuple[str, Scalar]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            pairs += _flat(value, f"{prefix}{key}.")
        elif isinstance(value, bool | int | float | str):
            pairs.append((prefix + key, value))
    return pairs


def _literal(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _set_aside(path: Path) -> None:
    try:
        path.replace(path.with_name(path.name + _DAMAGED_SUFFIX))
    except OSError:  # it cannot even be renamed: leave it alone
        return
