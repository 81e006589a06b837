"""Cuts large or damaged JSON into its parts by its brackets, before anything is decoded.

Brackets, quotes and backslashes are never the second byte of a CP949 character (those are letters
or above 0x80), so that the cutting is right for it as for UTF-8. A file that ends early, or has one
broken conversation, still gives up all the others.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from app.transfer.limits import MAX_DEPTH, MAX_TOKENS, MAX_VALUE_BYTES
from app.transfer.refusal import Unreadable

# An unended string is taken to the end of the data: without the last `?` every quote in it would
# be tried again, which takes quadratic time.
_TOKEN: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
_COLON: Final = re.compile(rb"[ \t\r\n]*:")
_MAX_KEYS: Final = 10_000
_BOMS: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Span:
    """Where an object or array stands in the data; `problem` says why it cannot be decoded."""

    start: int
    end: int
    problem: str = ""


def as_bytes(data: bytes) -> bytes:
    """The data without a byte order mark, UTF-16 turned into UTF-8."""
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:]
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _to_utf8(data[2:], encoding)
    if len(data) > 1 and data[:1] in b"[{" and data[1] == 0:
        return _to_utf8(data, "utf-16-le")
    if len(data) > 1 and data[0] == 0 and data[1:2] in b"[{":
        return _to_utf8(data, "utf-16-be")
    return data


def _to_utf8(data: bytes, encoding: str) -> bytes:
    return data.decode(encoding, "replace").encode("utf-8", "replace")


def elements(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The objects and arrays that are elements of the array that begins at `start`."""
    depth, opened, deepest = 0, 0, 0
    stop = len(data) if end is None else end
    for match in _TOKEN.finditer(data, start, stop):
        kind = data[match.start()]
        if kind in b"{[":
            depth += 1
            deepest = max(deepest, depth)
            if depth == 2:
                opened, deepest = match.start(), depth
        elif kind in b"}]":
            depth -= 1
            if depth == 1:
                yield Span(opened, match.end(), _too_deep(deepest))
            if depth <= 0:
                return
    if depth > 1:
        yield Span(opened, stop, "the file ends inside it")


def outer_object(data: bytes) -> tuple[dict[str, Any], dict[str, Span]]:
    """An object's plain values, and where the objects and arrays stand that are its values.

    Raises Unreadable when the data is no object.
    """
    spans: dict[str, Span] = {}
    kept: list[bytes] = []
    depth, opened, deepest, copied = 0, 0, 0, 0
    key = ""
    for match in _TOKEN.finditer(data):
        kind = data[match.start()]
        if kind == 0x22:
            if depth == 1 and _COLON.match(data, match.end()):
                key = _key(match[0])
        elif kind in b"{[":
            depth += 1
            deepest = max(deepest, depth)
            if depth == 2:
                opened, deepest = match.start(), depth
        else:
            depth -= 1
            if depth == 1:
                spans.setdefault(key, Span(opened, match.end(), _too_deep(deepest)))
                kept += (data[copied:opened], b"null")
                copied = match.end()
            if depth <= 0 or len(spans) > _MAX_KEYS:
                break
    if depth > 1:
        spans.setdefault(key, Span(opened, len(data), "the file ends inside it"))
        kept += (data[copied:opened], b"null}")
    else:
        kept.append(data[copied:])
    plain = loads(b"".join(kept))
    if not isinstance(plain, dict):
        raise Unreadable("it is not an object")
    return plain, spans


def loads(data: bytes) -> Any:
    """What a JSON text stands for, UTF-8 or CP949; raises Unreadable. Not-a-number becomes None."""
    _check_size(data)
    try:
        return json.loads(_decoded(data), parse_constant=lambda _: None)
    except (ValueError, RecursionError, MemoryError):  # also numbers of thousands of digits
        raise Unreadable("it is not valid JSON") from None


def load(data: bytes, span: Span) -> Any:
    """What a span stands for; raises Unreadable."""
    if span.problem:
        raise Unreadable(span.problem)
    return loads(data[span.start : span.end])


def lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines of JSONL that hold something, with their numbers from 1."""
    at, number = 0, 0
    while at < len(data):
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        number += 1
        line = data[at:end].strip()
        if line:
            yield number, line
        at = end + 1


def _check_size(data: bytes) -> None:
    if len(data) > MAX_VALUE_BYTES:
        raise Unreadable("it is too large")
    depth = 0
    for number, match in enumerate(_TOKEN.finditer(data)):
        if number > MAX_TOKENS:
            raise Unreadable("it is too large")
        kind = data[match.start()]
        if kind in b"{[":
            depth += 1
            if depth > MAX_DEPTH:
                raise Unreadable("it nests too deeply")
        elif kind in b"}]":
            depth -= 1


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _key(token: bytes) -> str:
    try:
        value = json.loads(_decoded(token))
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""


def _too_deep(deepest: int) -> str:
    return "it nests too deeply" if deepest > MAX_DEPTH else ""
