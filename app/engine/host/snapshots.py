"""What a context remembers of one sequence, as bytes: adapters, tokens, llama.cpp's own state.

The state is meaningless to any other model, cache or build, and llama.cpp checks little of it. So
a key goes with it that stands for everything it depends on, and other keys are refused.
"""

import hashlib
import json
import os
import struct
from array import array
from dataclasses import astuple
from pathlib import Path
from typing import Final

from app.domain.adapters import AdapterKind
from app.engine.host.adapters import AdapterSet, Part
from app.engine.host.binding import versions
from app.engine.host.resting import Rested

_MAGIC: Final = b"SNUGKV01"
_HEADER: Final = struct.Struct("<8sQQQ")
_INT32: Final = "i"
_TOKEN_BYTES: Final = array(_INT32).itemsize

_SAMPLES: Final = 64
_SAMPLE_BYTES: Final = 64 * 1024
_ENDS_BYTES: Final = 4 * 1024 * 1024


class SnapshotInvalid(Exception):
    """The bytes are not a snapshot; the message says why."""


def pack(rested: Rested) -> bytes:
    """A snapshot of what was read of a conversation."""
    adapters = json.dumps([astuple(part) for part in rested.adapters]).encode()
    tokens = array(_INT32, rested.tokens).tobytes()
    header = _HEADER.pack(_MAGIC, len(adapters), len(rested.tokens), len(rested.state))
    return b"".join((header, adapters, tokens, rested.state))


def unpack(conversation: str, untrusted: bytearray) -> Rested:
    """What a snapshot holds; raises SnapshotInvalid."""
    if len(untrusted) < _HEADER.size:
        raise SnapshotInvalid("it ends before it begins")
    magic, named, count, length = _HEADER.unpack_from(untrusted)
    if magic != _MAGIC:
        raise SnapshotInvalid("it is something else")
    first = _HEADER.size + named
    start = first + count * _TOKEN_BYTES
    if start + length != len(untrusted):
        raise SnapshotInvalid("its length is not what it says")
    adapters = _adapters(bytes(untrusted[_HEADER.size : first]))
    tokens = array(_INT32)
    tokens.frombytes(bytes(untrusted[first:start]))
    return Rested(conversation, adapters, tokens.tolist(), memoryview(untrusted)[start:])


def _adapters(untrusted: bytes) -> AdapterSet:
    try:
        return tuple(
            Part(AdapterKind(kind), str(path), tuple(map(int, state)), float(scale), *layers)
            for kind, path, state, scale, *layers in json.loads(untrusted)
        )
    except (ValueError, TypeError, RecursionError) as error:
        raise SnapshotInvalid("its adapters cannot be read") from error


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
