"""What a crash would report: where in our code it happened. Never a word that somebody wrote.

An exception's own words may quote what it failed on, so they are left out; its kind, its places and
the lines of our code stay. Files are named by their place in the package: a home folder tells a
name.
"""

import errno
import platform
import re
import sys
import traceback
from pathlib import Path
from typing import Final

from app import __version__

_MOST_FRAMES: Final = 40
_MOST_ERRORS: Final = 12
_SITE: Final = "site-packages"
_FILE: Final = re.compile(r'File "([^"]*)"')
_ROOT: Final = Path(__file__).parents[3]


def heading() -> str:
    """Versions of what runs."""
    qt = getattr(sys.modules.get("PySide6"), "__version__", "none")
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"Snug {__version__}\n{system}, PySide6 {qt}, {platform.machine()}\n"


def report_of(error: BaseException, notes: str = "") -> str:
    """Versions, the kinds of the errors from the last to the first, and their places."""
    parts = [heading(), *_chain(error)]
    if notes:
        parts.append(f"Before that, from Qt:\n{notes}")
    return "\n".join(parts)


def report_of_native(dump: str) -> str:
    """Versions and what Python's fault handler wrote, with files named by their place."""
    places = _FILE.sub(lambda found: f"File {place_of(found[1])}", dump)
    return f"{heading()}\n{places}"


def place_of(file: str) -> str:
    """A file by its place in a package; its name alone where it is in none."""
    path = Path(file)
    if path.is_relative_to(_ROOT):
        return path.relative_to(_ROOT).as_posix()
    if _SITE in path.parts:
        return "/".join(path.parts[path.parts.index(_SITE) + 1 :])
    return path.name


def _chain(error: BaseException) -> list[str]:
    parts: list[str] = []
    current: BaseException | None = error
    seen: set[int] = set()
    while current is not None and id(current) not in seen and len(seen) < _MOST_ERRORS:
        seen.add(id(current))
        parts.append(_one(current))
        if current.__cause__ is not None:
            current = current.__cause__
            parts.append("caused by:\n")
        elif current.__context__ is not None and not current.__suppress_context__:
            current = current.__context__
            parts.append("while handling:\n")
        else:
            current = None
    return parts


def _one(error: BaseException) -> str:
    lines = [_kind(error)]
    if isinstance(error, BaseExceptionGroup):
        kinds = ", ".join(_kind(each) for each in error.exceptions[:_MOST_ERRORS])
        lines.append(f"  of {kinds}")
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]
    for frame in frames:
        lines.append(f"  {place_of(frame.filename)}, line {frame.lineno}, in {frame.name}")
        if frame.line and Path(frame.filename).is_relative_to(_ROOT):
            lines.append(f"    {frame.line}")
    return "\n".join(lines) + "\n"


def _kind(error: BaseException) -> str:
    """The kind of an error, with what it says of itself in figures only."""
    kind = type(error)
    name = (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name} ({errno.errorcode.get(error.errno, error.errno)})"
    return name
