"""The child's side of the gate: every connection is asked for, named and counted."""

import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Final

from app.hub.messages import Closed, Counted, Opened, Opening, Passed, Refused

_ANSWER_SECONDS: Final = 60.0


class GateRefused(Exception):
    """The gate does not let a connection be made."""


class UnsafeAddress(Exception):
    """An address without encryption that is not on this computer."""


class Door:
    """Asks the parent and tells it; knows what may be reached. Safe to use from threads."""

    def __init__(self, tell: Callable[[object], None]) -> None:
        """`tell` sends a message to the parent."""
        self.say = tell
        """Tells the parent anything."""
        self._answers: queue.SimpleQueue[Passed | Refused] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._number = 0
        self._open: dict[int, Connection] = {}
        self._names: set[str] = set()
        self._addresses: set[str] = set()

    # --- what may be reached, for the audit hook ------------------------------------------------

    def knows_name(self, host: str) -> bool:
        """Whether this may be looked up."""
        return host.lower() in self._names or host in self._addresses

    def knows_address(self, host: str) -> bool:
        """Whether this may be connected to."""
        return host in self._addresses

    def found(self, address: str) -> None:
        """A name that was passed stands for this address."""
        self._addresses.add(address)

    # --- connections -----------------------------------------------------------------------------

    def ask(self, host: str, target: str, *, is_encrypted: bool) -> "Connection":
        """A connection that may be made now. Raises GateRefused."""
        with self._lock:
            self._number += 1
            number = self._number
            self.say(Opening(number, host, target, is_encrypted))
            try:
                answer = self._answers.get(timeout=_ANSWER_SECONDS)
            except queue.Empty:
                raise GateRefused(f"no answer for {host}") from None
        if answer != Passed(number):
            raise GateRefused(host)
        self._names.add(host.lower())
        connection = Connection(number, self)
        self._open[number] = connection
        return connection

    def answered(self, answer: Passed | Refused) -> None:
        """The parent's answer has come."""
        self._answers.put(answer)

    def opened(self, number: int, address: str) -> None:
        """It stands."""
        self.say(Opened(number, address))

    def count(self) -> None:
        """Tell what has passed over the connections that are open."""
        for number, each in list(self._open.items()):
            self.say(Counted(number, each.bytes_in, each.bytes_out))

    def break_off(self) -> None:
        """End every connection at once, also while somebody waits for what comes over it."""
        for each in list(self._open.values()):
            with contextlib.suppress(OSError):
                each.end()

    def closed(self, number: int) -> None:
        """It is over."""
        connection = self._open.pop(number, None)
        if connection is not None:
            self.say(Counted(number, connection.bytes_in, connection.bytes_out))
            self.say(Closed(number, connection.is_whole))


class Connection:
    """What passes over one connection."""

    def __init__(self, number: int, door: Door) -> None:
        self.bytes_in = 0
        self.bytes_out = 0
        self.is_whole = True
        """Whether nothing went wrong on it so far."""
        self.end: Callable[[], None] = lambda: None
        """Ends it from another thread."""
        self._number = number
        self._door = door

    def opened(self, address: str) -> None:
        """It stands."""
        self._door.opened(self._number, address)

    def close(self) -> None:
        """It is over; told once."""
        self._door.closed(self._number)
