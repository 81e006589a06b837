"""What a context remembers of one sequence, as bytes: its tokens, then llama.cpp's own state.

The state is meaningless to any other model, cache or build, and llama.cpp checks little of it. So
a key goes with it that stands for everything it depends on, and other keys are refused.
"""

import hashlib
import os
import struct
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.engine.host.binding import versions
from app.engine.host.resting import State

_MAGIC: Final = b"SNUGKV01"
_HEADER: Final = struct.Struct("<8sQQ")
_INT32: Final = "i"
_TOKEN_BYTES: Final = array(_INT32).itemsize

_SAMPLES: Final = 64
_SAMPLE_BYTES: Final = 64 * 1024
_ENDS_BYTES: Final = 4 * 1024 * 1024


class SnapshotInvalid(Exception):
    """The bytes are not a snapshot; the message says why."""


def pack(tokens: Sequence[int], state: State) -> bytes:
    """A snapshot of a sequence that has read `tokens`."""
    header = _HEADER.pack(_MAGIC, len(tokens), len(state))
    return b"".join((header, array(_INT32, tokens).tobytes(), state))


def unpack(untrusted: bytearray) -> tuple[list[int], State]:
    """The tokens and the state of a snapshot; raises SnapshotInvalid."""
    if len(untrusted) < _HEADER.size:
        raise SnapshotInvalid("it ends before it begins")
    magic, count, length = _HEADER.unpack_from(untrusted)
    if magic != _MAGIC:
        raise SnapshotInvalid("it is something else")
    start = _HEADER.size + count * _TOKEN_BYTES
    if start + length != len(untrusted):
        raise SnapshotInvalid("its length is not what it says")
    tokens = array(_INT32)
    tokens.frombytes(bytes(untrusted[_HEADER.size : start]))
    return tokens.tolist(), memoryview(untrusted)[start:]


def fingerprint(path: Path) -> str:
    """What tells one model file from another: its size, both ends and samples between.

    A whole file takes seconds to hash; two files that agree in all this are the same model.
    """
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        digest.update(size.to_bytes(8, "little"))
        step = max(1, size // _SAMPLES)
        pieces = [(0, _ENDS_BYTES), (max(0, size - _ENDS_BYTES), _ENDS_BYTES)]
        pieces += [(at, _SAMPLE_BYTES) for at in range(0, size, step)]
        for at, length in pieces:
            file.seek(at)
            digest.update(file.read(length))
    return digest.hexdigest()


def snapshot_key(*parts: object) -> str:
    """One key for everything that a snapshot depends on, the engine's build with it."""
    return hashlib.sha256(repr((parts, versions())).encode()).hexdigest()
