"""What was asked for and had no turn yet, so that it is still there after a restart.

A small JSON file in the models folder names it, as the user did; it goes with the last of them.
"""

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from app.security.private_file import read_bounded, replace_whole

_NAME: Final = ".waiting.json"
_TEMPORARY: Final = ".part-"
_FORMAT: Final = 1
_MOST_BYTES: Final = 1 << 20
_MOST_NAMES: Final = 200
_MOST_TEXT: Final = 400


def read(folder: Path) -> tuple[str, ...]:
    """The names, each an id of the catalog or "owner/name:choice"; what is none is left out."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        untrusted = json.loads(read_bounded(folder / _NAME, _MOST_BYTES))
        if untrusted["format"] == _FORMAT:
            names = untrusted["wanted"][:_MOST_NAMES]
            return tuple(
                each for each in names if isinstance(each, str) and 0 < len(each) <= _MOST_TEXT
            )
    return ()


def write(folder: Path, names: Iterable[str]) -> None:
    """Keep these in place of what was kept; no file where there are none. Raises OSError."""
    listed = list(names)[:_MOST_NAMES]
    if not listed:
        (folder / _NAME).unlink(missing_ok=True)
        return
    data = json.dumps({"format": _FORMAT, "wanted": listed}, ensure_ascii=False).encode()
    replace_whole(folder / _NAME, data, _TEMPORARY)
