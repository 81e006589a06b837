"""Children start, end when asked, and never outlive their parent."""

import contextlib
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest
from frozen import freeze

from app.index.reader.commands import SOCKET_VARIABLE
from app.workers import supervisor
from app.workers.child import PARENT_GONE, PARENT_VARIABLE
from app.workers.supervisor import Child


class Watched:
    """A child whose frames and end are kept."""

    def __init__(self, role: str = "engine") -> None:
        self.frames: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self.ended = threading.Event()
        self.code: int | None = None
        self.child = Child(role, {}, lambda frame, _raw: self.frames.put(frame), self._end)
        self.child.start()

    def _end(self, code: int | None) -> None:
        self.code = code
        self.ended.set()


@pytest.fixture
def engine() -> Any:
    watched = Watched()
    yield watched
    watched.child.stop()


def test_a_child_says_hello_and_ends_when_its_pipe_closes(
    engine: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "ASK_SECONDS", 60)  # It is not killed, however slow.
    assert engine.frames.get(timeout=60)["type"] == "Hello"
    engine.child.stop()
    assert engine.ended.is_set()
    assert engine.code == 0


def test_a_killed_child_is_reported(engine: Watched) -> None:
    engine.frames.get(timeout=60)
    engine.child.kill()
    assert engine.ended.wait(60)
    assert not engine.child.is_running
    with pytest.raises(OSError, match=r"."):
        engine.child.send({"type": "Cancel", "request": 1})


def test_a_child_that_does_not_listen_is_killed(engine: Watched) -> None:
    engine.frames.get(timeout=60)
    freeze(engine.child.pid)
    engine.child.stop()
    assert engine.ended.is_set()
    assert engine.code == -signal.SIGKILL


def test_a_child_that_gets_nonsense_ends(engine: Watched) -> None:
    engine.frames.get(timeout=60)
    process = engine.child._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.write(b"\xff" * 64)
    process.stdin.flush()
    assert engine.ended.wait(60)
    assert "bad frame" in engine.child.log_tail()


def test_a_role_that_does_not_exist_ends_with_its_words() -> None:
    watched = Watched("nonsense")
    assert watched.ended.wait(60)
    assert watched.code == 2
    assert "unknown role" in watched.child.log_tail()


def test_planted_libraries_are_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GGML_BACKEND_PATH", "/tmp/evil.so")
    monkeypatch.setenv("LLAMA_CPP_LIB_PATH", "/tmp")
    environment = supervisor.child_environment({})
    assert "GGML_BACKEND_PATH" not in environment
    assert "LLAMA_CPP_LIB_PATH" not in environment


_PARENT = """
import sys, time
from app.workers.supervisor import Child
child = Child("engine", {}, lambda frame, raw: print(child.pid, flush=True), lambda code: None)
child.start()
time.sleep(60)
"""


def test_no_orphan_stays_when_the_parent_is_killed() -> None:
    root = str(Path(__file__).parents[2])
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert parent.stdout is not None
    orphan = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    with contextlib.suppress(psutil.NoSuchProcess):
        orphan.wait(60)
    assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE


ROLES = ["engine", "embedder", "workshop", "downloader", "reader"]


def started_as(
    role: str, environment: dict[str, str], descriptors: Sequence[int] = ()
) -> "subprocess.Popen[bytes]":
    """A child as `Child` starts it, but for what it is told of its parent; its pipe is open."""
    told = supervisor.child_environment({"SNUG_DOWNLOADER_WRITES": os.devnull})
    del told[PARENT_VARIABLE]
    return subprocess.Popen(
        supervisor.child_command(role),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=told | environment,
        pass_fds=descriptors,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the death of a parent is signalled by Linux")
@pytest.mark.parametrize("role", ROLES)
def test_a_child_whose_parent_ended_before_it_was_guarded_ends(role: str) -> None:
    """Its parent cannot be killed that soon for sure; what is left then is another one's child."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        environment = {PARENT_VARIABLE: str(gone.pid), SOCKET_VARIABLE: str(theirs.fileno())}
        with started_as(role, environment, [theirs.fileno()]) as child:
            assert child.wait(60) == PARENT_GONE


@pytest.mark.parametrize("role", [*ROLES, "reader-once"])
@pytest.mark.parametrize("told", [None, "²"])
def test_a_role_is_not_taken_on_by_hand(role: str, told: str | None) -> None:
    with started_as(role, {} if told is None else {PARENT_VARIABLE: told}) as child:
        _, words = child.communicate(timeout=60)
    assert child.returncode == 2
    assert b"run `snug` instead" in words
