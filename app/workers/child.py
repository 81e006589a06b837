"""What every child process does first: take its pipes, guard its streams, watch its parent.

The parent talks over the child's standard input and output. Libraries print there too, so the
descriptors are moved away before anything else runs: what is printed ends in standard error.
"""

import os
import queue
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from app.workers.wire import Channel, WireError

PARENT_VARIABLE: Final = "SNUG_PARENT"
"""Where a child is told the number of the process that made it."""
PARENT_GONE: Final = 0
BAD_FRAME: Final = 3


def parent_pid() -> int:
    """The process that made this one, as it said itself; 0 when nobody did.

    os.getppid() would answer with whoever took this process over when its parent was gone already.
    """
    told = os.environ.get(PARENT_VARIABLE, "")
    return int(told) if told.isascii() and told.isdigit() else 0


def take_pipes() -> Channel:
    """The channel to the parent; then standard input is empty, standard output standard error."""
    from_parent, to_parent = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout = sys.stderr
    # Unbuffered reading: a frame is acted on when it is there, not when a buffer is full.
    return Channel(os.fdopen(from_parent, "rb", 0), os.fdopen(to_parent, "wb", -1))


def tell(channel: Channel, frame: Mapping[str, Any], raw: bytes = b"") -> None:
    """Send a frame to the parent; when it is gone, the process ends."""
    try:
        channel.send(frame, raw)
    except (OSError, ValueError):
        os._exit(PARENT_GONE)
    except WireError as error:
        sys.stderr.write(f"cannot send: {error}\n")


def read_commands(
    channel: Channel,
    inbox: "queue.SimpleQueue[tuple[dict[str, Any], bytes]]",
    on_arrival: Callable[[dict[str, Any]], None],
) -> threading.Thread:
    """Put every frame into `inbox`; `on_arrival` sees it first, on this thread, for what is urgent.

    When the parent closes the pipe or sends nonsense the whole process ends at once, whatever the
    other threads are doing: no orphan keeps the memory.
    """

    def read() -> None:
        while True:
            try:
                frame = channel.receive()
                if frame is None:
                    os._exit(PARENT_GONE)
                on_arrival(frame[0])
            except (WireError, OSError, ValueError) as error:
                sys.stderr.write(f"bad frame from the parent: {error}\n")
                sys.stderr.flush()
                os._exit(BAD_FRAME)
            inbox.put(frame)

    thread = threading.Thread(target=read, name="parent", daemon=True)
    thread.start()
    return thread
