"""The guards around an engine child: tried for real, in a process of their own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these guards are Linux's")

_TRY = """
import ctypes, errno, json, os, socket, subprocess, sys, threading
from dataclasses import asdict
from app.workers.sandbox import confine_engine
guards = confine_engine(os.getppid())
found = {"guards": [asdict(guard) for guard in guards]}
def attempt(name, work):
    try:
        work()
    except OSError as error:
        found[name] = errno.errorcode.get(error.errno, str(error.errno))
    except Exception as error:
        found[name] = type(error).__name__
    else:
        found[name] = "allowed"
libc = ctypes.CDLL(None, use_errno=True)
def native(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")
attempt("inet", lambda: socket.socket(socket.AF_INET))
attempt("inet6", lambda: socket.socket(socket.AF_INET6))
attempt("unix", lambda: socket.socket(socket.AF_UNIX))
attempt("netlink", lambda: socket.socket(16, socket.SOCK_RAW))
attempt("pair", lambda: socket.socketpair())
attempt("name", lambda: socket.getaddrinfo("example.com", 80))
attempt("run", lambda: subprocess.run(["/bin/true"]))
attempt("fork", lambda: os.fork())
attempt("uring", lambda: native(425, 1, 0))
attempt("peek", lambda: native(310, os.getppid(), 0, 0, 0, 0, 0))
attempt("write", lambda: open(sys.argv[1] + "/new", "w"))
attempt("append", lambda: open(sys.argv[1] + "/old", "a"))
attempt("truncate", lambda: os.truncate(sys.argv[1] + "/old", 0))
attempt("remove", lambda: os.remove(sys.argv[1] + "/old"))
attempt("folder", lambda: os.mkdir(sys.argv[1] + "/folder"))
attempt("read", lambda: open(sys.argv[1] + "/old").read())
attempt("null", lambda: open("/dev/null", "w").write("x"))
def run_thread():
    thread = threading.Thread(target=lambda: found.update(inside=True))
    thread.start(); thread.join()
attempt("thread", run_thread)
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "old").write_text("text")
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", _TRY, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": root, "PATH": "/usr/bin:/bin"},
        check=True,
    )
    assert (folder / "old").read_text() == "text"
    result: dict[str, object] = json.loads(done.stdout)
    return result


def test_every_guard_says_that_it_holds(found: dict[str, object]) -> None:
    guards = found["guards"]
    assert isinstance(guards, list)
    assert [guard["name"] for guard in guards if not guard["holds"]] == []
    assert any(guard["name"] == "network test" for guard in guards)


@pytest.mark.parametrize("what", ["inet", "inet6", "unix", "netlink", "pair"])
def test_no_socket_opens(found: dict[str, object], what: str) -> None:
    assert found[what] == "EPERM"


def test_no_name_is_looked_up(found: dict[str, object]) -> None:
    assert found["name"] == "-3"  # EAI_AGAIN


@pytest.mark.parametrize("what", ["run", "fork", "peek"])
def test_no_other_process_is_made_or_read(found: dict[str, object], what: str) -> None:
    assert found[what] == "EPERM"


def test_io_uring_is_no_way_around(found: dict[str, object]) -> None:
    assert found["uring"] == "EPERM"


@pytest.mark.parametrize("what", ["write", "append", "truncate", "remove", "folder"])
def test_no_file_is_changed(found: dict[str, object], what: str) -> None:
    assert found[what] == "EACCES"


@pytest.mark.parametrize("what", ["read", "null", "thread"])
def test_what_the_engine_needs_still_works(found: dict[str, object], what: str) -> None:
    assert found[what] == "allowed"
    assert found["inside"] is True
