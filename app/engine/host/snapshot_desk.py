"""Hands out what the context remembers of a conversation, and takes it back, piece by piece."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from app.engine.commands import (
    MAX_SNAPSHOT_BYTES,
    SNAPSHOT_PIECE_BYTES,
    GiveSnapshot,
    SnapshotFailed,
    SnapshotPiece,
    SnapshotTaken,
    TakeSnapshot,
)
from app.engine.host.slots import SlotPool
from app.engine.host.snapshots import SnapshotInvalid, pack, unpack

Send = Callable[[object, bytes], None]
_REFUSED = "snapshot_refused"


class SnapshotDesk:
    """Snapshots of one model's slots. `key` is what they have to be of."""

    def __init__(self, key: str, slots: SlotPool, send: Send) -> None:
        self._key = key
        self._slots = slots
        self._send = send
        self._arriving: dict[int, bytearray] = {}
        # Tokens go on being computed while a snapshot is on its way.
        self._sender = ThreadPoolExecutor(1, "snapshots")

    def take(self, wanted: TakeSnapshot) -> None:
        """Send out what is remembered of a conversation."""
        remembered = self._slots.remembered(wanted.conversation)
        if remembered is None:
            self._send(SnapshotPiece(wanted.request, self._key, 0, 0, 0), b"")
            return
        tokens = len(remembered.tokens)
        self._sender.submit(self._send_pieces, wanted.request, tokens, pack(remembered))

    def give(self, piece: GiveSnapshot, raw: bytes) -> None:
        """Take a piece; with the last one the conversation is remembered again, or refused."""
        if piece.offset == 0:
            refusal = self._refusal(piece)
            if refusal:
                self._send(SnapshotFailed(piece.request, _REFUSED, refusal), b"")
                return
            self._arriving[piece.request] = bytearray()
        data = self._arriving.get(piece.request)
        if data is None:  # the rest of one that was refused
            return
        data += raw
        if len(data) >= piece.total:
            del self._arriving[piece.request]
            self._bring_back(piece, data)

    def _refusal(self, piece: GiveSnapshot) -> str:
        if piece.key != self._key:
            return "it is of another model, cache or build"
        if not 0 < piece.total <= MAX_SNAPSHOT_BYTES:
            return "its length cannot be"
        return ""

    def _bring_back(self, piece: GiveSnapshot, data: bytearray) -> None:
        try:
            rested = unpack(piece.conversation, data)
        except SnapshotInvalid as error:
            self._send(SnapshotFailed(piece.request, _REFUSED, str(error)), b"")
            return
        if self._slots.remember(rested):
            self._send(SnapshotTaken(piece.request), b"")
        else:
            reason = "it is damaged, or running answers leave no room"
            self._send(SnapshotFailed(piece.request, _REFUSED, reason), b"")

    def _send_pieces(self, request: int, tokens: int, data: bytes) -> None:
        total = len(data)
        for offset in range(0, total, SNAPSHOT_PIECE_BYTES):
            raw = data[offset : offset + SNAPSHOT_PIECE_BYTES]
            self._send(SnapshotPiece(request, self._key, tokens, total, offset), raw)
