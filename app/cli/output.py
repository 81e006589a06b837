"""Where the command line's words go: results to standard output, everything else to the other."""

import contextlib
import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import TextIO

from app.domain.errors import AppError, OutputUnwritable
from app.domain.placement import RemedyKind

_GAP = "  "
_CLEAR_LINE = "\r\x1b[2K"
_DIM, _NORMAL = "\x1b[2m", "\x1b[22m"
_ELLIPSIS = "…"

# C0 and C1 controls without tab and newline; line separators; marks that reorder or hide text.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_ONE_LINE = re.compile(r"[\t\n]+")
# What may stand in a JSON string, but ends a line or steers a terminal for some readers.
_AWKWARD_IN_JSON = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without control characters; tabs and newlines stay."""
    return _CONTROL.sub("", text)


def display_width(text: str) -> int:
    """How many columns a terminal gives the text (UAX #11: wide and fullwidth take two)."""
    return sum(map(_columns, text))


def _columns(mark: str) -> int:
    if unicodedata.combining(mark) or unicodedata.category(mark) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(mark) in "WF" else 1


def shorten(text: str, width: int) -> str:
    """The text cut to `width` columns, with an ellipsis where something was cut."""
    if display_width(text) <= width:
        return text
    kept, used = [], display_width(_ELLIPSIS)
    for mark in text:
        used += _columns(mark)
        if used > width:
            break
        kept.append(mark)
    return "".join(kept).rstrip() + _ELLIPSIS


class Output:
    """Prints for a person or for a program. Texts are cleaned here: callers may pass any.

    When the reader of the result goes away (`snug … | head`), BrokenPipeError ends the command,
    and standard output is left in a state in which Python ends without complaint.
    """

    def __init__(
        self,
        json: bool = False,
        quiet: bool = False,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
    ) -> None:
        """`json` is for the commands to heed; `quiet` silences notes and progress."""
        self.is_json = json
        self.is_quiet = quiet
        self._stdout = stdout or sys.stdout
        self._stderr = stderr or sys.stderr
        self._progress_shown = False
        self._line_is_open = False
        self._aside_is_open = False
        for stream in (self._stdout, self._stderr):
            # A terminal that cannot show a character shows a question mark, not a traceback.
            if reconfigure := getattr(stream, "reconfigure", None):
                reconfigure(errors="replace")

    def line(self, text: str = "") -> None:
        """A line of the result."""
        self.stream(text + "\n")

    def stream(self, text: str) -> None:
        """A piece of the result as it grows, shown at once."""
        shown = clean(text)
        if shown:
            self._clear_progress()
            self._end_aside()
            self._put(shown)
            self._line_is_open = not shown.endswith("\n")

    def aside(self, text: str) -> None:
        """A piece of what stands beside the result, as it grows; dim on a terminal."""
        shown = clean(text)
        if shown:
            self._clear_progress()
            self._tell(f"{_DIM}{shown}{_NORMAL}" if self._stderr.isatty() else shown)
            self._aside_is_open = not shown.endswith("\n")

    def _end_aside(self) -> None:
        if self._aside_is_open:
            self._tell("\n")
            self._aside_is_open = False

    def stream_end(self) -> None:
        """End what was streamed with a newline, unless it has one."""
        self._end_aside()
        if self._line_is_open:
            self.line()

    def heading(self, text: str) -> None:
        """The title of a part of the result."""
        self.line(text)

    def pairs(self, *pairs: tuple[str, str]) -> None:
        """Names and their values, one pair a line, set in below a heading."""
        self.table([(f"  {name}", value) for name, value in pairs])

    def json(self, value: object) -> None:
        """A result for programs: one object on one line."""
        text = json.dumps(value, ensure_ascii=not self._speaks_utf8())
        escaped = _AWKWARD_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
        self._clear_progress()
        self._put(escaped + "\n")

    def table(self, rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> None:
        """Rows in aligned columns, those of `right` to the right; a terminal cuts the last."""
        cells = [[_ONE_LINE.sub(" ", clean(cell)) for cell in row] for row in rows]
        if not cells:
            return
        widths = [max(map(display_width, column)) for column in zip(*cells, strict=True)]
        for row in cells:
            parts = [
                _padded(cell, widths[index], to_right=index in right)
                for index, cell in enumerate(row)
            ]
            self.line(self._fitted(_GAP.join(parts).rstrip()))

    def note(self, text: str) -> None:
        """A remark beside the result."""
        if not self.is_quiet:
            self._tell_line(text)

    def error(self, error: AppError) -> None:
        """What went wrong and what to do, also when quiet; when not, the technical cause too."""
        self._tell_line(f"snug: {error}")
        for remedy in error.remedies[:1]:
            if remedy.kind is not RemedyKind.LOAD_ANYWAY:  # no advice of ours
                self._tell_line(f"  Try: {remedy.flag}")
        if error.detail and not self.is_quiet:
            self._tell_line(f"  {error.detail}".replace("\n", "\n  "))

    def progress(self, text: str) -> None:
        """Replace the moving line at the bottom, or take it away when the text is empty.

        Does nothing where standard error is no terminal.
        """
        self._clear_progress()
        if text and not self.is_quiet and self._stderr.isatty():
            line = clean(text).replace("\n", " ")
            self._tell(shorten(line, _terminal_columns() - 1))
            self._progress_shown = True

    def step(self, text: str) -> None:
        """What is being done now: the moving line of a terminal, a remark everywhere else."""
        if self._stderr.isatty():
            self.progress(text)
        else:
            self.note(text)

    def _tell_line(self, text: str) -> None:
        self._clear_progress()
        self._tell(clean(text) + "\n")

    def _clear_progress(self) -> None:
        if self._progress_shown:
            self._tell(_CLEAR_LINE)
            self._progress_shown = False

    def _fitted(self, text: str) -> str:
        return shorten(text, _terminal_columns()) if self._stdout.isatty() else text

    def _speaks_utf8(self) -> bool:
        return (self._stdout.encoding or "utf-8").lower().replace("-", "").startswith("utf8")

    def _put(self, text: str) -> None:
        try:
            self._stdout.write(text)
            self._stdout.flush()
        except BrokenPipeError:
            self._give_up_stdout()
            raise
        except OSError as error:
            self._give_up_stdout()
            raise OutputUnwritable(str(error), problem=error.strerror or "error") from error

    def _tell(self, text: str) -> None:
        try:
            self._stderr.write(text)
            self._stderr.flush()
        except OSError:  # nobody reads remarks: the result may still have its reader
            self.is_quiet = True

    def _give_up_stdout(self) -> None:
        # Python flushes standard output once more at its end, which would complain
        # (https://docs.python.org/3/library/signal.html#note-on-sigpipe).
        with contextlib.suppress(OSError):  # a stand-in has no descriptor
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stdout.fileno())
            os.close(nowhere)


def _padded(text: str, width: int, *, to_right: bool) -> str:
    space = " " * (width - display_width(text))
    return space + text if to_right else text + space


def _terminal_columns() -> int:
    return shutil.get_terminal_size().columns
