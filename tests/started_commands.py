"""Commands of `snug` as processes of their own that share one start of the interpreter.

To import the application takes half a second of a processor, and the journeys give a command two
hundred times. Here one process imports what every command imports, and each command is a fork of
it: with a process id, arguments, environment, folder and standard streams of its own, and with an
exit code. What is about the start itself, about signals or terminals, starts `python -m app`.
"""

import atexit
import contextlib
import functools
import gc
import io
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Final, NoReturn

ROOT: Final = Path(__file__).parents[1]
SECONDS: Final = 110


def snug(*arguments: str, text: str | bytes = b"") -> subprocess.CompletedProcess[str]:
    """Run a command with `text` as its standard input, in the environment of this process.

    It has a session of its own: there is no terminal, and nobody can be asked. Raises
    TimeoutExpired after 110 seconds.
    """
    given = text.encode() if isinstance(text, str) else text
    if sys.platform == "win32":
        command = [sys.executable, "-m", "app", *arguments]
        done = subprocess.run(
            command, input=given, capture_output=True, timeout=SECONDS, check=False, cwd=ROOT
        )
        code, output, errors = done.returncode, done.stdout, done.stderr
    else:
        code, output, errors = _forked(arguments, given)
    return subprocess.CompletedProcess(arguments, code, output.decode(), errors.decode())


def _forked(arguments: Sequence[str], given: bytes) -> tuple[int, bytes, bytes]:
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
        files[0].write(given)
        for file in files:
            file.seek(0)
        code = _start().run(arguments, files)
        output, errors = (_whole(file) for file in files[1:])
    return code, output, errors


def _whole(file: IO[bytes]) -> bytes:
    file.seek(0)  # the command moved the place that it shares with us
    return file.read()


class _Start:
    """The process that is forked, seen from here."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
            )
        self._ours.settimeout(SECONDS)
        self._answers = self._ours.makefile("rb")

    def run(self, arguments: Sequence[str], streams: Sequence[IO[bytes]]) -> int:
        """The exit code of a command, minus the number of the signal that ended it."""
        asked = json.dumps({"arguments": arguments, "environment": dict(os.environ)}).encode()
        descriptors = [stream.fileno() for stream in streams]
        socket.send_fds(self._ours, [len(asked).to_bytes(4, "big")], descriptors)
        self._ours.sendall(asked)
        child = int(self._answers.readline())
        try:
            return int(self._answers.readline())
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            _start.cache_clear()
            raise subprocess.TimeoutExpired(list(arguments), SECONDS) from None

    def close(self) -> None:
        self._answers.close()
        self._ours.close()
        self._process.wait()


@functools.cache
def _start() -> _Start:
    from leaks import lives_on

    with lives_on():
        started = _Start()
    atexit.register(started.close)
    return started


# --- inside the process that is forked -----------------------------------------------------------


def _serve(descriptor: int) -> None:
    sys.path[0] = str(ROOT)  # as `python -m app` has it
    # Of ours only what every start of a command imports; the rest comes as the command needs it.
    import sqlalchemy.dialects.sqlite  # noqa: F401
    import sqlcipher3  # noqa: F401

    from app import __main__
    from app.cli import main

    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
        main.run(["--version"])
    gc.freeze()  # what is never looked through again is not copied for each command
    channel = socket.socket(fileno=descriptor)
    while True:
        length, streams, _flags, _address = socket.recv_fds(channel, 4, 3)
        if not length:
            return
        asked = json.loads(_read(channel, int.from_bytes(length, "big")))
        child = os.fork()
        if not child:
            channel.close()
            _become(asked["arguments"], asked["environment"], streams)
            _end(_code_of(__main__.main))
        for each in streams:
            os.close(each)
        channel.sendall(b"%d\n" % child)
        _pid, status = os.waitpid(child, 0)
        channel.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))


def _read(channel: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        data += channel.recv(length - len(data))
    return data


def _become(arguments: list[str], environment: dict[str, str], streams: list[int]) -> None:
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
        os.close(stream)
    sys.argv[1:] = arguments


def _code_of(main: Callable[[], int]) -> int:
    try:
        return main()
    except SystemExit as ended:  # argparse ends so
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1


def _end(code: int) -> NoReturn:
    """As the interpreter ends, but for taking its modules apart, which takes 0.1 seconds."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
