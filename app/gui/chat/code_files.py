"""Code of an answer to a file of the reader's choice, with the ending of its language."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.errors import AppError, FileNotSaved
from app.gui import text
from app.gui.chat.highlighter import file_ending
from app.gui.chat.markdown import CodeBlock


class CodeSaver:
    """Asks where to, then writes: the one way on which words of a conversation become a file."""

    def __init__(self, window: QWidget, say_error: Callable[[AppError], None]) -> None:
        self._window = window
        self._say_error = say_error

    def save(self, code: CodeBlock) -> None:
        """Ask, and write the code; trouble is said in the window."""
        suggested = str(Path.home() / f"snug{file_ending(code.language)}")
        chosen, _ = QFileDialog.getSaveFileName(self._window, text.save_copy(), suggested)
        if not chosen:
            return
        try:
            write(Path(chosen), code.text)
        except OSError as error:
            self._say_error(FileNotSaved(type(error).__name__, name=Path(chosen).name))


def write(path: Path, code: str) -> None:
    """Write text as UTF-8, with a line break at its end; whole or not at all.

    Only the user may read it. Raises OSError.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".snug-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(code if code.endswith("\n") else f"{code}\n")
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
