"""Frames between a parent and its child: a length-prefixed JSON object and optional raw bytes.

A frame is eight bytes of header (big endian: length of the JSON, length of the raw part), then the
JSON in UTF-8, then the raw part (bulk numbers, which JSON would only make slow). Never pickle: a
child reads hostile files, and what it sends must not be able to run code here.
"""

import json
import math
import struct
import threading
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from typing import Any, BinaryIO, Final, TypeVar, Union, get_args, get_origin, get_type_hints

_HEADER: Final = struct.Struct(">II")
MAX_JSON_BYTES: Final = 16 * 1024 * 1024
"""Ample for a context of a million characters; a longer frame is refused unread."""
MAX_RAW_BYTES: Final = 256 * 1024 * 1024
MAX_LIST_ITEMS: Final = 1_000_000
MAX_INTEGER: Final = 2**63 - 1
MAX_DEPTH: Final = 12
_TYPE_KEY: Final = "type"

MessageT = TypeVar("MessageT")


class WireError(Exception):
    """The other side sent something that is not a frame, or not a message it may send."""


def pack(message: Mapping[str, Any], raw: bytes = b"") -> bytes:
    """A frame as bytes; raises WireError when it is too large."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # A lone surrogate cannot be encoded; it can only come from damaged text.
    body = text.encode("utf-8", "replace")
    if len(body) > MAX_JSON_BYTES or len(raw) > MAX_RAW_BYTES:
        raise WireError(f"frame too large: {len(body)} + {len(raw)} bytes")
    return _HEADER.pack(len(body), len(raw)) + body + raw


class Channel:
    """One end of a pair of byte streams that carry frames; sending is safe from any thread."""

    def __init__(self, reader: BinaryIO, writer: BinaryIO) -> None:
        self._reader = reader
        self._writer = writer
        self._sending = threading.Lock()

    def send(self, message: Mapping[str, Any], raw: bytes = b"") -> None:
        """Send one frame; raises OSError when the other side is gone, WireError when too large."""
        self.send_packed(pack(message, raw))

    def send_packed(self, frame: bytes) -> None:
        """Send what `pack` made; raises OSError when the other side is gone."""
        with self._sending:
            self._writer.write(frame)
            self._writer.flush()

    @property
    def descriptor(self) -> int:
        """The descriptor that frames come from, to wait on it."""
        return self._reader.fileno()

    def receive(self) -> tuple[dict[str, Any], bytes] | None:
        """The next frame, or None at the end of the stream; raises WireError on anything else."""
        header = self._exactly(_HEADER.size, may_end=True)
        if header is None:
            return None
        json_bytes, raw_bytes = _HEADER.unpack(header)
        if json_bytes > MAX_JSON_BYTES or raw_bytes > MAX_RAW_BYTES:
            raise WireError(f"frame announced as {json_bytes} + {raw_bytes} bytes")
        body = self._exactly(json_bytes)
        raw = self._exactly(raw_bytes)
        return _parse(body or b""), raw or b""

    def close(self) -> None:
        """Close both directions; the other side sees the end of its stream."""
        for stream in (self._writer, self._reader):
            try:
                stream.close()
            except OSError:  # it is gone already
                continue

    def _exactly(self, count: int, *, may_end: bool = False) -> bytes | None:
        parts: list[bytes] = []
        missing = count
        while missing:
            part = self._reader.read(missing)
            if not part:
                if may_end and missing == count:
                    return None
                raise WireError("the stream ended inside a frame")
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)


def _parse(body: bytes) -> dict[str, Any]:
    try:
        untrusted = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise WireError(f"not JSON: {type(error).__name__}") from error
    if not isinstance(untrusted, dict):
        raise WireError("not a JSON object")
    return untrusted


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


# --- messages as dataclasses ---------------------------------------------------------------------


class Codec:
    """Turns a closed set of frozen dataclasses into JSON objects and back, checking every field.

    A message's `type` is its class name. Supported field types: bool, int, float, str, StrEnum,
    dataclasses, `tuple[T, ...]`, `dict[str, T]` and `T | None`. Unknown types, unknown or missing
    fields and values of the wrong kind raise WireError.
    """

    def __init__(self, kinds: Iterable[type]) -> None:
        self._kinds = {kind.__name__: kind for kind in kinds}

    def encode(self, message: object) -> dict[str, Any]:
        """A JSON object for a message of the set."""
        name = type(message).__name__
        if self._kinds.get(name) is not type(message):
            raise WireError(f"{name} is not a message of this wire")
        return {_TYPE_KEY: name, **_encode_fields(message)}

    def decode(self, untrusted: Mapping[str, Any]) -> Any:
        """The message that a JSON object stands for."""
        name = untrusted.get(_TYPE_KEY)
        kind = self._kinds.get(name) if isinstance(name, str) else None
        if kind is None:
            raise WireError(f"unknown message type: {str(name)[:40]}")
        return _decode_fields(kind, {k: v for k, v in untrusted.items() if k != _TYPE_KEY}, 0)


def _encode_fields(value: object) -> dict[str, Any]:
    return {f.name: _encode(getattr(value, f.name)) for f in fields(value)}  # type: ignore[arg-type]  # a class


def _encode(value: object) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, tuple | list):
        return [_encode(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _encode(item) for key, item in value.items()}
    if is_dataclass(value):
        return _encode_fields(value)
    raise WireError(f"cannot send a {type(value).__name__}")


def _decode_fields(kind: type, untrusted: Any, depth: int) -> Any:
    if not isinstance(untrusted, dict):
        raise WireError(f"{kind.__name__}: not an object")
    known: dict[str, Field[Any]] = {f.name: f for f in fields(kind)}
    if unknown := untrusted.keys() - known.keys():
        raise WireError(f"{kind.__name__}: unknown field {sorted(unknown)[0][:40]}")
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for name, field in known.items():
        if name in untrusted:
            values[name] = _decode(hints[name], untrusted[name], f"{kind.__name__}.{name}", depth)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise WireError(f"{kind.__name__}: {name} is missing")
    return kind(**values)


def _decode(kind: Any, untrusted: Any, where: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise WireError(f"{where}: nested too deeply")
    origin = get_origin(kind)
    if origin is Union or type(kind).__name__ == "UnionType":
        return _decode_optional(kind, untrusted, where, depth)
    if origin is tuple:
        return _decode_tuple(get_args(kind)[0], untrusted, where, depth)
    if origin is dict:
        return _decode_dict(get_args(kind)[1], untrusted, where, depth)
    if is_dataclass(kind) and isinstance(kind, type):
        return _decode_fields(kind, untrusted, depth + 1)
    return _decode_scalar(kind, untrusted, where)


def _decode_optional(kind: Any, untrusted: Any, where: str, depth: int) -> Any:
    if untrusted is None:
        return None
    (inner,) = (arg for arg in get_args(kind) if arg is not type(None))
    return _decode(inner, untrusted, where, depth)


def _decode_tuple(kind: Any, untrusted: Any, where: str, depth: int) -> tuple[Any, ...]:
    if not isinstance(untrusted, list) or len(untrusted) > MAX_LIST_ITEMS:
        raise WireError(f"{where}: not a list")
    return tuple(_decode(kind, item, where, depth + 1) for item in untrusted)


def _decode_dict(kind: Any, untrusted: Any, where: str, depth: int) -> dict[str, Any]:
    if not isinstance(untrusted, dict) or len(untrusted) > MAX_LIST_ITEMS:
        raise WireError(f"{where}: not an object")
    return {key: _decode(kind, item, where, depth + 1) for key, item in untrusted.items()}


def _decode_scalar(kind: Any, untrusted: Any, where: str) -> Any:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        try:
            return kind(untrusted)
        except ValueError as error:
            raise WireError(f"{where}: not one of {kind.__name__}") from error
    if type(untrusted) is int and abs(untrusted) > MAX_INTEGER:
        raise WireError(f"{where}: beyond 64 bits")
    if kind is float and type(untrusted) is int:
        return float(untrusted)
    if type(untrusted) is float and not math.isfinite(untrusted):  # 1e999 is JSON, and infinite
        raise WireError(f"{where}: not finite")
    # bool is an int in Python; on this wire it is not.
    if type(untrusted) is not kind:
        raise WireError(f"{where}: not {getattr(kind, '__name__', kind)}")
    return untrusted
