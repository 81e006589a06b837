"""A parser that does what its file says: what a document could do that took over its reader.

`child_command` starts a child whose parsers are all this one; nothing in the program knows of it.
`stopping_child_command` starts one whose forked children stop before anything guards them.
"""

import ctypes
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.documents import BlockKind
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.refusing import Refused

_START = """
import sys
import app.index.parsers.dispatch as dispatch, hostile_parser
dispatch._parser = lambda kind: hostile_parser.parse
sys.argv = ["snug", "--role", {role!r}]
from app.__main__ import main
sys.exit(main())
"""


def child_command(role: str) -> list[str]:
    return [sys.executable, "-c", _START.format(role=role)]


_STOP_FORKED = """
import os, signal
import app.workers.reader_sandbox as sandbox
first, no_core_dumps = os.getpid(), sandbox.no_core_dumps
def stop_when_forked():
    if os.getpid() != first:
        os.kill(os.getpid(), signal.SIGSTOP)
    return no_core_dumps()
sandbox.no_core_dumps = stop_when_forked
"""


def stopping_child_command(role: str) -> list[str]:
    """A child of `child_command` whose forked children wait for SIGCONT before they are guarded."""
    return [sys.executable, "-c", _STOP_FORKED + _START.format(role=role)]


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    order, _, argument = file.read().decode().partition(" ")
    builder.add(BlockKind.PARAGRAPH, _ORDERS[order](argument.strip()) or "done")


def _attempts(secret: str) -> str:
    found: dict[str, object] = {}
    libc = ctypes.CDLL(None, use_errno=True)

    def attempt(name: str, work: Callable[[], object]) -> None:
        try:
            work()
        except OSError as error:
            found[name] = errno.errorcode.get(error.errno or 0, str(error.errno))
        except Exception as error:
            found[name] = type(error).__name__
        else:
            found[name] = "allowed"

    def native(name: str, *arguments: object) -> Callable[[], None]:
        def call() -> None:
            if getattr(libc, name)(*arguments) < 0:
                raise OSError(ctypes.get_errno(), "refused")

        return call

    attempt("inet", lambda: socket.socket(socket.AF_INET))
    attempt("inet6", lambda: socket.socket(socket.AF_INET6))
    attempt("unix", lambda: socket.socket(socket.AF_UNIX))
    attempt("pair", socket.socketpair)
    attempt("name", lambda: socket.getaddrinfo("example.com", 80))
    attempt("secret", lambda: Path(secret).read_text())
    attempt("passwd", lambda: Path("/etc/passwd").read_text())
    attempt("again", lambda: os.open("/proc/self/fd/3", os.O_RDWR))
    attempt("list", lambda: list(Path(secret).parent.iterdir()))
    attempt("write", lambda: Path(secret + ".new").write_text("x"))
    attempt("remove", lambda: Path(secret).unlink())
    attempt("mode", lambda: os.fchmod(3, 0o777))
    attempt("time", lambda: os.utime(3, (1, 1)))
    attempt("native open", native("open", secret.encode(), os.O_RDONLY))
    attempt("run", lambda: subprocess.run(["/bin/true"]))
    attempt("fork", os.fork)
    attempt("kill", lambda: os.kill(os.getppid(), 0))
    attempt("tgkill", native("syscall", 234, os.getppid(), os.getppid(), 0))
    attempt("peek", native("syscall", 310, os.getppid(), 0, 0, 0, 0, 0))
    attempt("uring", native("syscall", 425, 1, 0))
    thread = threading.Thread(target=lambda: found.update(thread="allowed"))
    attempt("start", thread.start)
    thread.join(60)
    found["descriptors"] = [number for number in range(64) if _is_open(number)]
    found["environment"] = sorted(os.environ)
    return json.dumps(found)


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _take_memory(_: str) -> None:
    held = []
    while True:
        held.append(bytearray(8 << 20))


def _abort_of_memory(_: str) -> None:
    held = []
    try:
        while True:
            held.append(bytearray(b"x") * (8 << 20))
    except MemoryError:
        os.abort()


def _loop(_: str) -> None:
    while True:
        pass


def _sleep(seconds: str) -> str:
    time.sleep(float(seconds))
    return f"slept in {os.getpid()}"


def _fault(_: str) -> None:
    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    ctypes.string_at(8)


def _say(what: str) -> None:
    """Write to the pipe for the result what is no answer."""
    os.write(4, bytes.fromhex(what))
    os._exit(0)


def _refuse(detail: str) -> None:
    raise Refused(sys.modules["app.domain.documents"].Refusal.LOCKED, detail)


def _be_wrong(_: str) -> None:
    raise ZeroDivisionError("with the words of a document")


_ORDERS: dict[str, Callable[[str], Any]] = {
    "attempts": _attempts,
    "memory": _take_memory,
    "abort-full": _abort_of_memory,
    "loop": _loop,
    "sleep": _sleep,
    "fault": _fault,
    "abort": lambda _: os.abort(),
    "exit": lambda _: os._exit(7),
    "say": _say,
    "refuse": _refuse,
    "wrong": _be_wrong,
    "text": lambda text: text,
}
