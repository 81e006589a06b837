"""A document that took over its reader reaches nothing, and its end is told as what it was."""

import contextlib
import json
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import hostile_parser
import psutil
import pytest
from patience import until

from app.domain.documents import ReadingLimits, Refusal
from app.domain.errors import DocumentRefused, ReaderUnavailable
from app.index.reader.client import ReaderClient
from app.index.reader.opening import state_of
from app.workers import supervisor

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these guards are Linux's")


@pytest.fixture(scope="module", params=["forked", "single"])
def reader(request: pytest.FixtureRequest) -> Iterator[ReaderClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(supervisor, "child_command", hostile_parser.child_command)
        client = ReaderClient(without_forking=request.param == "single")
        yield client
        client.close()


@pytest.fixture(scope="module")
def forking() -> Iterator[ReaderClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(supervisor, "child_command", hostile_parser.child_command)
        client = ReaderClient()
        yield client
        client.close()


def order(folder: Path, text: str) -> Path:
    path = folder / "document.txt"
    path.write_text(text)
    return path


def refusal(reader: ReaderClient, path: Path, **values: Any) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as caught:
        reader.read(path, **values)
    return caught.value


@pytest.fixture(scope="module")
def found(reader: ReaderClient, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("guarded")
    secret = folder / "secret"
    secret.write_text("x")
    path = order(folder, f"attempts {secret}")
    mode = stat.S_IMODE(path.stat().st_mode)
    found: dict[str, Any] = json.loads(reader.read(path).text)
    assert secret.read_text() == "x"
    assert stat.S_IMODE(path.stat().st_mode) == mode
    return found


@pytest.mark.parametrize(
    "what",
    [
        "inet", "inet6", "unix", "pair", "again", "native open", "remove", "run", "fork", "uring",
        "secret", "passwd", "list", "write", "kill", "peek",
    ],
)  # fmt: skip
def test_nothing_is_reached(found: dict[str, Any], what: str) -> None:
    assert found[what] in ("EPERM", "EACCES")


def test_no_name_is_looked_up(found: dict[str, Any]) -> None:
    assert found["name"] in ("-3", "-2", "EPERM")


def test_the_file_itself_is_not_changed(found: dict[str, Any]) -> None:
    assert found["mode"] in ("EPERM", "EBADF")  # it has no descriptor where the bytes come alone
    assert found["time"] in ("EPERM", "EBADF")


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the number is that of x86-64")
def test_no_other_process_is_signalled(found: dict[str, Any]) -> None:
    assert found["tgkill"] == "EPERM"


def test_a_thread_still_starts(found: dict[str, Any]) -> None:
    assert found["thread"] == "allowed"


def test_a_forked_child_keeps_its_file_and_its_pipe_alone(
    forking: ReaderClient, tmp_path: Path
) -> None:
    found = json.loads(forking.read(order(tmp_path, "attempts /none")).text)
    assert found["descriptors"] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("memory", Refusal.OUT_OF_MEMORY),
        ("fault", Refusal.CRASHED),
        ("abort", Refusal.CRASHED),
        ("exit", Refusal.CRASHED),
        ("refuse", Refusal.LOCKED),
        ("wrong", Refusal.DAMAGED),
    ],
)
def test_how_it_ended_is_told(
    reader: ReaderClient, tmp_path: Path, text: str, reason: Refusal
) -> None:
    limits = ReadingLimits(memory_bytes=256 << 20)
    error = refusal(reader, order(tmp_path, text), limits=limits)
    assert error.reason is reason
    assert "words" not in error.detail
    assert reader.read(order(tmp_path, "text still here")).text.strip() == "still here"


def test_a_library_that_gives_up_for_want_of_memory_is_told(
    forking: ReaderClient, tmp_path: Path
) -> None:
    error = refusal(
        forking, order(tmp_path, "abort-full"), limits=ReadingLimits(memory_bytes=256 << 20)
    )
    assert error.reason is Refusal.OUT_OF_MEMORY


def test_an_endless_loop_is_ended(reader: ReaderClient, tmp_path: Path) -> None:
    limits = ReadingLimits(seconds=0.5)
    assert refusal(reader, order(tmp_path, "loop"), limits=limits).reason is Refusal.TOO_SLOW


def test_reading_is_cancelled_in_the_middle(reader: ReaderClient, tmp_path: Path) -> None:
    cancel = threading.Event()
    later = threading.Timer(1.5, cancel.set)
    later.start()
    error = refusal(reader, order(tmp_path, "sleep 600"), cancel=cancel)
    assert error.reason is Refusal.CANCELLED
    later.join()


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "00",
        "ffffffff00000000",
        "00000002000000007b7d",
        "0000000400000000ffffffff",
        "000000100000000a" + b'{"type":"Ended"}'.hex() + "00" * 10,
    ],
)
def test_what_is_no_answer_is_a_crash(forking: ReaderClient, tmp_path: Path, frame: str) -> None:
    path = order(tmp_path, f"say {frame}")
    assert refusal(forking, path).reason is Refusal.CRASHED


@pytest.mark.parametrize("text", ["text something else", "abort"])
def test_a_file_that_changes_meanwhile_is_refused(
    reader: ReaderClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    path = order(tmp_path, "text something")

    def look_and_write(file: BinaryIO) -> tuple[int, int]:
        found = state_of(file)
        path.write_text(text)
        return found

    monkeypatch.setattr("app.index.reader.client.state_of", look_and_write)
    assert refusal(reader, path).reason is Refusal.CHANGED


def test_many_are_read_at_once_each_in_its_own_child(forking: ReaderClient, tmp_path: Path) -> None:
    texts: list[str] = []

    def read(index: int) -> None:
        path = tmp_path / f"{index}.txt"
        path.write_text("sleep 0.05")
        texts.append(forking.read(path).text)

    threads = [threading.Thread(target=read, args=(index,)) for index in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(texts) == len(set(texts)) == 12


def test_closing_ends_what_is_being_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(supervisor, "child_command", hostile_parser.child_command)
    client = ReaderClient()
    path = order(tmp_path, "sleep 600")

    def close_it() -> None:
        while not client.pid:
            time.sleep(0.01)
        time.sleep(0.5)  # until it is at the document
        client.close()

    threading.Thread(target=close_it, daemon=True).start()
    assert refusal(client, path).reason is Refusal.CANCELLED
    with pytest.raises(ReaderUnavailable):
        client.read(path)


def test_a_reader_that_does_not_start_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = [sys.executable, "-c", "raise SystemExit('no library')"]
    monkeypatch.setattr(supervisor, "child_command", lambda _role: broken)
    client = ReaderClient()
    with pytest.raises(ReaderUnavailable) as caught:
        client.read(order(tmp_path, "text x"))
    assert "no library" in caught.value.detail
    client.close()


def test_a_process_that_was_killed_is_started_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(supervisor, "child_command", hostile_parser.child_command)
    client = ReaderClient()
    path = order(tmp_path, "text once more")
    client.read(path)
    psutil.Process(client.pid).kill()
    until(lambda: not client.pid)
    assert client.read(path).text.strip() == "once more"
    client.close()


_PARENT = """
import sys, threading, time
from pathlib import Path
import hostile_parser
from app.workers import supervisor
supervisor.child_command = hostile_parser.child_command
from app.index.reader.client import ReaderClient
client = ReaderClient(without_forking=sys.argv[2] == "single")
threading.Thread(target=client.read, args=(Path(sys.argv[1]),), daemon=True).start()
time.sleep(60)
"""


@pytest.mark.parametrize("style", ["forked", "single"])
def test_no_child_outlives_the_program(tmp_path: Path, style: str) -> None:
    path = order(tmp_path, "loop")
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, str(path), style],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    wanted = 2 if style == "forked" else 1
    family: list[psutil.Process] = []

    def is_at_work() -> bool:
        family[:] = psutil.Process(parent.pid).children(recursive=True)
        return len(family) == wanted and sum(family[-1].cpu_times()[:2]) > 0.3

    until(is_at_work)
    parent.kill()
    parent.wait()
    _, left = psutil.wait_procs(family, 60)
    for child in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            assert child.status() == psutil.STATUS_ZOMBIE


def test_the_guards_are_told_as_they_are() -> None:
    client = ReaderClient()
    guards = client.guards()
    client.close()
    assert [guard.name for guard in guards if not guard.holds] == []
    assert {"network test", "file test", "process test"} <= {guard.name for guard in guards}


def test_fifty_documents_in_a_row_cost_no_start(forking: ReaderClient, tmp_path: Path) -> None:
    """Measured: 7 ms each on two busy cores, where a fresh interpreter takes 330."""
    path = order(tmp_path, "text short")
    forking.read(path)
    host = forking.pid
    for _ in range(50):
        forking.read(path)
    assert forking.pid == host


def test_a_page_is_drawn_while_documents_are_read(forking: ReaderClient, tmp_path: Path) -> None:
    from pdf_files import lines, pdf

    path = order(tmp_path, "sleep 2")
    threads = [threading.Thread(target=forking.read, args=(path,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    drawn = tmp_path / "whales.pdf"
    drawn.write_bytes(pdf(lines("Whales")))
    assert forking.draw(drawn, 1, 200).width == 200
    assert all(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join(60)
