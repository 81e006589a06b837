"""What the set-up says, and how it runs other programs: quietly, with one line that moves."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

PLAIN_INTERVAL = 30.0  # seconds between two progress lines where no terminal shows them
LOG_LINES_SHOWN = 15
STOP_GRACE = 5.0  # seconds that a program gets to end before it is killed

NINJA_STEP = re.compile(r"^\s*\[(\d+)/(\d+)\]")


class SetupError(Exception):
    """The set-up cannot go on; the text is for the user."""


class CommandError(SetupError):
    """A program ended with an error; its output is in `log`."""

    def __init__(self, label: str, log: Path) -> None:
        self.log = log
        self.output = log.read_text("utf-8", "replace")
        super().__init__(f"{label}: this failed. The whole log: {log}")

    def last_lines(self) -> str:
        """Return the end of the program's output."""
        return "\n".join(self.output.rstrip().splitlines()[-LOG_LINES_SHOWN:])


def say(sentence: str) -> None:
    """Print one sentence; standard output belongs to the application."""
    print(sentence, file=sys.stderr, flush=True)


def ninja_percent(line: str) -> int | None:
    """Return how far a build is (0 to 100), read from ninja's `[123/220]`, or None."""
    found = NINJA_STEP.match(line)
    if found is None:
        return None
    step, steps = int(found[1]), int(found[2])
    return min(100, 100 * step // steps) if steps else None


class Progress:
    """One line that says what is being done, how far it is and for how long it has run."""

    def __init__(self, label: str, stream: IO[str] | None = None) -> None:
        self.label = label
        self.percent: int | None = None
        self.stream = stream or sys.stderr
        self.is_terminal = self.stream.isatty()
        self.started = time.monotonic()
        self.next_line = self.started
        self.width = 0

    def read(self, line: str) -> None:
        """Take the percentage from a line of the program's output, where it has one."""
        percent = ninja_percent(line)
        if percent is not None:
            self.percent = percent

    def text(self) -> str:
        """Return the line as it stands now."""
        minutes, seconds = divmod(int(time.monotonic() - self.started), 60)
        share = "" if self.percent is None else f" {self.percent:3d} %"
        return f"{self.label} …{share}  {minutes}:{seconds:02d}"

    def show(self) -> None:
        """Draw the line anew, or add a plain one now and then where there is no terminal."""
        if self.is_terminal:
            self._redraw(self.text())
        elif time.monotonic() >= self.next_line:
            self.next_line = time.monotonic() + PLAIN_INTERVAL
            print(self.text(), file=self.stream, flush=True)

    def close(self, ending: str) -> None:
        """Leave a last line that says how it ended."""
        line = f"{self.text()}  {ending}"
        if self.is_terminal:
            self._redraw(line)
            line = ""
        print(line, file=self.stream, flush=True)

    def _redraw(self, line: str) -> None:
        self.stream.write("\r" + line.ljust(self.width))
        self.stream.flush()
        self.width = len(line)


class Runner:
    """Runs programs with their output in a log and a moving line on the terminal."""

    def __init__(self, logs: Path, kept_open: Sequence[int] = ()) -> None:
        """Keep logs in the folder `logs`; hand the descriptors `kept_open` on to each program."""
        self.logs = logs
        self.kept_open = tuple(kept_open)

    def run(
        self,
        label: str,
        command: Sequence[str | Path],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Run `command` to its end; raise CommandError when it reports an error."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{re.sub('[^a-z]+', '-', label.lower()).strip('-')}.log"
        progress = Progress(label)
        progress.show()
        with log.open("w", encoding="utf-8") as record:
            code = self._follow(command, environment, record, progress)
        progress.close("done" if code == 0 else "failed")
        if code:
            raise CommandError(label, log)

    def _follow(
        self,
        command: Sequence[str | Path],
        environment: Mapping[str, str] | None,
        record: IO[str],
        progress: Progress,
    ) -> int:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=environment,
            start_new_session=True,  # so that a build can be stopped with all its compilers
            pass_fds=self.kept_open,
        )
        reader = threading.Thread(target=_copy, args=(process, record, progress), daemon=True)
        reader.start()
        try:
            return _wait(process, progress)
        except BaseException:
            progress.close("stopped")
            _stop(process)
            raise
        finally:
            reader.join()


def _copy(process: subprocess.Popen[str], record: IO[str], progress: Progress) -> None:
    """Copy a program's output to the log, reading the progress from it."""
    assert process.stdout is not None
    with process.stdout as output:
        for line in output:
            record.write(line)
            record.flush()
            progress.read(line)


def _wait(process: subprocess.Popen[str], progress: Progress) -> int:
    """Wait for a program's end while the line moves; return its exit status."""
    while True:
        try:
            return process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            progress.show()


def _stop(process: subprocess.Popen[str]) -> None:
    """End a program and all that it started."""
    if sys.platform == "win32":
        process.terminate()
        process.wait()
        return
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(STOP_GRACE)
        os.killpg(process.pid, signal.SIGKILL)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    except ProcessLookupError:
        process.wait()
