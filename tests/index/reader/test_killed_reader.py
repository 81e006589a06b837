"""The process that forks is killed: its children end with it, a document is read once more."""

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import hostile_parser
import psutil
import pytest
from orphans import alive_after

from app.domain.documents import Refusal
from app.domain.errors import DocumentRefused
from app.index.reader.client import ReaderClient
from app.workers import supervisor

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone forks its readers")

PATIENCE = 60.0


class Reading:
    """A document that is being read on a thread; `reader.pid` is that of the process that forks."""

    def __init__(self, folder: Path, order: str) -> None:
        self.path = folder / "document.txt"
        self.path.write_text(order)
        self.reader = ReaderClient()
        self.told: list[str | Refusal] = []
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        try:
            self.told.append(self.reader.read(self.path).text.strip())
        except DocumentRefused as error:
            self.told.append(error.reason)

    def child(self, is_it: Callable[[psutil.Process], bool]) -> psutil.Process:
        """The forked child, as soon as it is as wanted."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            pid = self.reader.pid
            try:
                children = psutil.Process(pid).children() if pid else []
                if children and is_it(children[0]):
                    return children[0]
            except psutil.NoSuchProcess:
                pass
            time.sleep(0.005)
        raise AssertionError("no such child")

    def join(self) -> list[str | Refusal]:
        """What the read came to."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return self.told


def is_stopped(process: psutil.Process) -> bool:
    return bool(process.status() == psutil.STATUS_STOPPED)


def is_at_the_document(process: psutil.Process) -> bool:
    return bool(process.cpu_times().user > 0.1)


def kill(process: psutil.Process) -> None:
    """The process is gone, and whoever it made is somebody else's."""
    process.kill()
    assert alive_after([process], PATIENCE) == []


def assert_they_end(processes: list[psutil.Process]) -> None:
    """They come to their end, with nobody killing them; one that was stopped goes on first."""
    for each in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            each.send_signal(signal.SIGCONT)
    assert alive_after(processes, 20) == []


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[[str], Reading]]:
    readings: list[Reading] = []

    def begin(order: str) -> Reading:
        readings.append(Reading(tmp_path, order))
        return readings[-1]

    yield begin
    for each in readings:
        each.reader.close()
        each.join()


@pytest.mark.parametrize(
    ("command", "is_there"),
    [
        (hostile_parser.child_command, is_at_the_document),
        (hostile_parser.stopping_child_command, is_stopped),
    ],
    ids=["guarded", "not guarded yet"],
)
def test_a_document_is_read_once_more_and_then_given_up(
    command: Callable[[str], list[str]],
    is_there: Callable[[psutil.Process], bool],
    monkeypatch: pytest.MonkeyPatch,
    begin: Callable[[str], Reading],
) -> None:
    """A parent that dies before its child asked for the signal of that sends none: prctl(2)."""
    monkeypatch.setattr(supervisor, "child_command", command)
    reading = begin("loop")
    children = []
    try:
        for _ in range(2):
            children.append(reading.child(is_there))
            kill(psutil.Process(reading.reader.pid))
        assert reading.join() == [Refusal.CRASHED]
        assert_they_end(children)
    finally:
        for each in children:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()


def test_a_read_ends_when_its_children_are_gone(
    monkeypatch: pytest.MonkeyPatch, begin: Callable[[str], Reading]
) -> None:
    """Not when the system has closed their files, which is a little before."""
    monkeypatch.setattr(supervisor, "child_command", hostile_parser.child_command)
    reading = begin("loop")
    children = []
    for _ in range(2):
        children.append(reading.child(is_at_the_document))
        kill(psutil.Process(reading.reader.pid))
    assert reading.join() == [Refusal.CRASHED]
    assert alive_after(children, 0) == []


@pytest.mark.parametrize("moment", [0.0, 0.002, 0.01, 0.05])
def test_a_kill_at_any_moment_leaves_nobody_and_ends_the_read(
    moment: float, monkeypatch: pytest.MonkeyPatch, begin: Callable[[str], Reading]
) -> None:
    monkeypatch.setattr(supervisor, "child_command", hostile_parser.child_command)
    reading = begin("sleep 0.05")
    first = reading.child(lambda _child: True)
    time.sleep(moment)
    kill(psutil.Process(reading.reader.pid))
    (told,) = reading.join()
    assert isinstance(told, str)
    assert told.startswith("slept in")
    assert_they_end([first])
