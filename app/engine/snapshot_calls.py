"""Snapshots as the client sees them: asked for and given in pieces, for callers who wait."""

import itertools
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.domain.errors import AppError
from app.domain.snapshots import Snapshot
from app.engine.child_client import told_error
from app.engine.commands import (
    MAX_SNAPSHOT_BYTES,
    SNAPSHOT_PIECE_BYTES,
    GiveSnapshot,
    SnapshotFailed,
    SnapshotPiece,
    SnapshotTaken,
    TakeSnapshot,
)
from app.workers.supervisor import Child
from app.workers.wire import WireError

Send = Callable[[Child, object, bytes], None]
_Commands = Iterable[tuple[TakeSnapshot | GiveSnapshot, bytes]]


@dataclass(slots=True)
class _Call:
    """A snapshot on its way, for a caller who waits."""

    child: Child
    pieces: list[bytes] = field(default_factory=list)
    arrived: int = 0
    outcome: Snapshot | AppError | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def settle(self, outcome: Snapshot | AppError | None) -> None:
        self.outcome = outcome
        self.done.set()


class SnapshotCalls:
    """The snapshots under way between a client and its child. Safe to use from several threads."""

    def __init__(self, send: Send, watch: Callable[[Child], None]) -> None:
        """`watch` is told of a child that someone waits for."""
        self._send = send
        self._watch = watch
        self._lock = threading.Lock()
        self._calls: dict[int, _Call] = {}
        self._numbers = itertools.count(1)

    def take(self, child: Child, conversation: str) -> Snapshot | None:
        """What the child remembers of a conversation; blocks. Raises an AppError."""
        return self._wait(child, lambda number: [(TakeSnapshot(number, conversation), b"")])

    def give(self, child: Child, conversation: str, snapshot: Snapshot) -> None:
        """Bring a snapshot back; blocks. Raises an AppError, SnapshotRefused among them."""
        self._wait(child, lambda number: _pieces(number, conversation, snapshot))

    def hear(self, reply: SnapshotPiece | SnapshotTaken | SnapshotFailed, raw: bytes) -> None:
        """A reply of the child; raises WireError when a piece is not the one that was to come."""
        call = self._calls.get(reply.request)
        if call is None:
            return
        match reply:
            case SnapshotPiece():
                _add_piece(call, reply, raw)
            case SnapshotTaken():
                call.settle(None)
            case SnapshotFailed():
                call.settle(told_error(reply.code, reply.detail, {}, ""))

    def are_under_way(self, child: Child) -> bool:
        """Whether anybody waits for a snapshot of this child."""
        with self._lock:
            return any(call.child is child for call in self._calls.values())

    def fail(self, child: Child, error: AppError) -> None:
        """The child is gone: nobody waits for it any longer."""
        with self._lock:
            calls = [call for call in self._calls.values() if call.child is child]
        for call in calls:
            call.settle(error)

    def _wait(self, child: Child, commands: Callable[[int], _Commands]) -> Snapshot | None:
        call = _Call(child)
        with self._lock:
            number = next(self._numbers)
            self._calls[number] = call
        try:
            for command, raw in commands(number):
                self._send(child, command, raw)
            self._watch(child)
            call.done.wait()
        finally:
            with self._lock:
                del self._calls[number]
        if isinstance(call.outcome, AppError):
            raise call.outcome
        return call.outcome


def _pieces(number: int, conversation: str, snapshot: Snapshot) -> _Commands:
    total = len(snapshot.data)
    for offset in range(0, max(1, total), SNAPSHOT_PIECE_BYTES):
        raw = snapshot.data[offset : offset + SNAPSHOT_PIECE_BYTES]
        yield GiveSnapshot(number, conversation, snapshot.key, total, offset), raw


def _add_piece(call: _Call, piece: SnapshotPiece, untrusted: bytes) -> None:
    if piece.total == 0:
        call.settle(None)
        return
    if piece.offset != call.arrived or not untrusted or piece.total > MAX_SNAPSHOT_BYTES:
        raise WireError("a piece of a snapshot is out of its place")
    call.pieces.append(untrusted)
    call.arrived += len(untrusted)
    if call.arrived > piece.total:
        raise WireError("a snapshot is longer than it said")
    if call.arrived == piece.total:
        call.settle(Snapshot(piece.key, piece.tokens, b"".join(call.pieces)))
