"""Telling a wish to the window that is open, over a socket of the file system, and its answer.

The socket lies where only its user can reach (XDG_RUNTIME_DIR, else the home), and each side looks
whether the other belongs to the same user. It decides nothing: that a window is open says the lock
of `Instance` alone, so that a process that hangs is not taken for one that is gone.
"""

import contextlib
import hashlib
import os
import socket
import struct
import sys
import time
from collections.abc import Mapping
from enum import Enum, auto
from pathlib import Path
from typing import Final

from app.config.wishes import MOST_BYTES, Wish, decode, encode

ANSWER_SECONDS: Final = 4.0
"""A window answers in milliseconds; one that is just opening may take this long."""
_LINE_SECONDS: Final = 0.2
"""In which a caller has to have said all of it: the window waits."""
_MOST_WAITING: Final = 16
_LONGEST_ADDRESS: Final = 100
"""In bytes; the system's limit is 104 or 108 (unix(7))."""
_TAKEN: Final = b"taken\n"


class Reply(Enum):
    """What came of telling a wish."""

    TAKEN = auto()
    ABSENT = auto()
    """Nobody listens there, or not any more."""
    SILENT = auto()
    """Somebody has the socket, and does not answer."""


def address_of(home: Path, environment: Mapping[str, str] = os.environ) -> Path | None:
    """Where the socket of a home lies; None where there can be none."""
    if not hasattr(socket, "AF_UNIX"):
        return None
    name = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]
    runtime = Path(environment.get("XDG_RUNTIME_DIR") or "/nowhere")
    folder = runtime if _is_private(runtime) else home
    address = folder / f"snug-{name}.socket"
    return address if len(os.fsencode(address)) <= _LONGEST_ADDRESS else None


class WishListener:
    """Hears the wishes of other starts; for the process that has the instance's lock alone."""

    def __init__(self, home: Path, environment: Mapping[str, str] = os.environ) -> None:
        self._address = address_of(home, environment)
        self._socket: socket.socket | None = None
        self.is_held = False
        """Whether nothing is promised to anybody for now: who calls waits, or calls again."""

    def open(self) -> bool:
        """Begin to listen, in the place of a process that is gone; False where that cannot be."""
        if self._address is None:
            return False
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._address.unlink(missing_ok=True)
            made.bind(os.fspath(self._address))
            self._address.chmod(0o600)
            made.listen(_MOST_WAITING)
            made.setblocking(False)
        except OSError:
            made.close()
            return False
        self._socket = made
        return True

    @property
    def descriptor(self) -> int:
        """What becomes readable when somebody calls; -1 while it is closed."""
        return self._socket.fileno() if self._socket is not None else -1

    def hear(self) -> Wish | None:
        """The wish of the next caller, who is told that it was taken; None for nobody worth it."""
        if self._socket is None or self.is_held:
            return None
        try:
            caller, _ = self._socket.accept()
        except OSError:
            return None
        with caller:
            try:
                if _user_of(caller) != os.getuid():
                    return None
                wish = decode(_line(caller))
                if self._has_become_deaf():
                    return None
                caller.sendall(_TAKEN)  # whoever has given up meanwhile was told so
            except (OSError, ValueError):
                return None
        return wish

    def _has_become_deaf(self) -> bool:
        """Whether a signal came in the midst of hearing, and the window is to end."""
        return self._socket is None or self.is_held

    def close(self) -> None:
        """Listen no more."""
        held, self._socket = self._socket, None
        if held is not None and self._address is not None:
            with contextlib.suppress(OSError):
                self._address.unlink()
            held.close()


def tell(
    home: Path,
    wish: Wish,
    seconds: float = ANSWER_SECONDS,
    environment: Mapping[str, str] = os.environ,
) -> Reply:
    """Tell a wish to the window of a home, and wait for its answer.

    Raises ValueError for one that is too long to be told.
    """
    address = address_of(home, environment)
    if address is None:
        return Reply.ABSENT
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(seconds)
        try:
            line.connect(os.fspath(address))
            if _user_of(line) != os.getuid():
                return Reply.ABSENT
        except BlockingIOError:  # so many wait already
            return Reply.SILENT
        except OSError:
            return Reply.ABSENT
        try:
            line.sendall(encode(wish))
            return Reply.TAKEN if line.recv(len(_TAKEN)) == _TAKEN else Reply.ABSENT
        except TimeoutError:
            return Reply.SILENT
        except OSError:
            return Reply.ABSENT


def _line(caller: socket.socket) -> bytes:
    """What a caller says, up to the end of its line. Raises OSError, ValueError."""
    said, end = b"", time.monotonic() + _LINE_SECONDS
    while not said.endswith(b"\n"):
        left = end - time.monotonic()
        if left <= 0 or len(said) > MOST_BYTES:
            raise ValueError("too slow, or too long")
        caller.settimeout(left)
        more = caller.recv(MOST_BYTES)
        if not more:
            raise ValueError("cut off")
        said += more
    return said


def _is_private(folder: Path) -> bool:
    try:
        found = folder.stat()
    except OSError:
        return False
    return folder.is_dir() and found.st_uid == os.getuid() and not found.st_mode & 0o077


if sys.platform == "linux":

    def _user_of(peer: socket.socket) -> int:
        """The user whose process is at the other end. Raises OSError where nobody tells."""
        form = "3i"  # pid, uid, gid (unix(7))
        size = struct.calcsize(form)
        told = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
        return int(struct.unpack(form, told)[1])

elif sys.platform == "darwin":

    def _user_of(peer: socket.socket) -> int:
        # SOL_LOCAL, LOCAL_PEERCRED: struct xucred of sys/ucred.h, a version and the user first.
        return int(struct.unpack_from("=Ii", peer.getsockopt(0, 1, 76))[1])

else:

    def _user_of(_peer: socket.socket) -> int:
        raise OSError("the system does not tell who it is")
