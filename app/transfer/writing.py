"""Writes exports: whole or not at all, readable by their owner alone, over nothing unless told."""

import errno
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from app.domain.errors import ExportExists, ExportFailed

_FULL: Final = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def write(path: Path, pieces: Iterable[str | bytes], *, over: bool = False) -> None:
    """Write pieces, those of a text as UTF-8, with mode 0600, by a file beside it that is renamed.

    Raises ExportExists when there is something at the path and `over` is false, and ExportFailed;
    the path is then as it was. What the pieces themselves raise is passed on.
    """
    if not over and os.path.lexists(path):
        raise ExportExists(file=path.name)
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".snug-export-")
    except (OSError, ValueError) as error:
        raise _failed(path, error) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                file.write(piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
        _place(Path(temporary), path, over=over)
    except OSError as error:
        raise _failed(path, error) from None
    finally:
        Path(temporary).unlink(missing_ok=True)


def _place(temporary: Path, path: Path, *, over: bool) -> None:
    """Give the file its name; a file that came meanwhile stays, where the system can tell."""
    if over:
        temporary.replace(path)
        return
    try:
        os.link(temporary, path)  # unlike a rename it fails when the name is taken
    except FileExistsError:
        raise ExportExists(file=path.name) from None
    except (OSError, NotImplementedError):  # a file system without links
        if os.path.lexists(path):
            raise ExportExists(file=path.name) from None
        temporary.replace(path)


def _failed(path: Path, error: OSError | ValueError) -> ExportFailed:
    number = error.errno if isinstance(error, OSError) else None
    text = error.strerror if isinstance(error, OSError) else None
    problem = "the disk is full" if number in _FULL else (text or "the name cannot be used").lower()
    return ExportFailed(problem, file=path.name, problem=problem)
