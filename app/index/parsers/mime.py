"""Messages taken apart: headers, bodies and attachments, with bounds on what nests.

Headers are decoded by the standard library; the parts are found here, since the library keeps
everything in one tree and looks at each line once for every message around it. Sources: RFC 5322,
2045 to 2047, 2231.
"""

import base64
import binascii
import email.message
import email.parser
import email.policy
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.index.parsers.encodings import decoded, known_encoding
from app.index.parsers.refusing import Refused

_HEAD_END: Final = re.compile(rb"\r?\n[ \t]*\r?\n|\r\r")
_MOST_HEAD: Final = 1 << 18
_MOST_PARTS: Final = 500
MOST_NESTED: Final = 8
"""Multiparts inside each other; mail programs make three or four."""
_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]")
_ENCODED_WORD: Final = re.compile(r"=\?([\w.:-]{1,40})(?:\*[\w-]{1,20})?\?([bqBQ])\?([^?\s]*)\?=")
_BETWEEN_WORDS: Final = re.compile(r"(\?=)\s+(?==\?)")
_HEADER_CHARACTERS: Final = 4_000
_WHITE: Final = re.compile(r"\s+")


class _AsWritten(email.policy.Compat32):
    """Hands out what stands in a header; the library would put marks where it knows no letter."""

    def header_fetch_parse(self, _name: str, value: str) -> str:
        return value


_AS_WRITTEN: Final = _AsWritten()


@dataclass(frozen=True, slots=True)
class Entity:
    """A message or a part of one: its headers and the bytes behind them, still encoded."""

    headers: email.message.Message
    body: bytes

    @property
    def kind(self) -> str:
        """Its media type, in small letters."""
        return self.headers.get_content_type()

    @property
    def charset(self) -> str:
        """The encoding that it names, or ""."""
        return _parameter(self.headers, "charset")

    @property
    def file_name(self) -> str:
        """The name of an attachment, or ""."""
        name = _parameter(self.headers, "filename", "content-disposition")
        return name or _parameter(self.headers, "name")

    @property
    def is_attachment(self) -> bool:
        """Whether it says that it is to be kept apart from the text."""
        said = str(self.headers.get("content-disposition", "")).strip().lower()
        return said.startswith("attachment")

    def data(self) -> bytes:
        """Its bytes, decoded from what mail carries."""
        coding = str(self.headers.get("content-transfer-encoding", "")).strip().lower()
        if coding == "base64":
            return _from_base64(self.body)
        if coding == "quoted-printable":
            return quopri.decodestring(self.body)
        if coding in ("x-uuencode", "uuencode", "uue", "x-uue"):
            return _from_uuencode(self.body)
        return self.body

    def parts(self) -> Iterator["Entity"]:
        """The parts of a multipart; the whole as one text where it has no bound."""
        boundary = _parameter(self.headers, "boundary")
        if not boundary:
            return
        pieces = _between(self.body, boundary.encode("utf-8", "surrogateescape"))
        default = "message/rfc822" if self.kind == "multipart/digest" else "text/plain"
        for piece in pieces:
            yield entity_of(piece, default)


def entity_of(data: bytes, default_kind: str = "text/plain") -> Entity:
    """Headers and body of a message or of a part."""
    data = data.lstrip(b"\r\n") if default_kind == "" else data
    if data[:1] in (b"\n", b"\r"):  # a part without headers
        head, body = b"", data
    else:
        found = _HEAD_END.search(data, 0, _MOST_HEAD)
        head, body = (data[: found.start()], data[found.end() :]) if found else (data, b"")
    headers = email.parser.BytesHeaderParser(policy=_AS_WRITTEN).parsebytes(
        head[:_MOST_HEAD] + b"\n\n"
    )
    if default_kind:
        headers.set_default_type(default_kind)
    return Entity(headers, body)


def header(headers: email.message.Message, name: str) -> str:
    """A header as a person reads it: words decoded, on one line; "" when it is missing."""
    return unfolded(headers.get(name))


def unfolded(value: object) -> str:
    """The words of a header's value, from RFC 2047 or from bytes that stand as they are."""
    if value is None:
        return ""
    raw = _raw(value)[:_HEADER_CHARACTERS]
    joined = _BETWEEN_WORDS.sub(r"\1", raw)
    return _WHITE.sub(" ", _words(joined)).strip()


def _raw(value: object) -> str:
    """The value as text; bytes outside ASCII stand in it as surrogates."""
    data = str(value).encode("utf-8", "surrogateescape")
    try:
        return decoded(data).text
    except Refused:
        return data.decode("latin-1")


def _words(text: str) -> str:
    """Encoded words decoded; neighbours in one encoding together, since syllables may be cut."""
    pieces: list[str] = []
    held, held_charset = b"", ""
    at = 0
    for word in _ENCODED_WORD.finditer(text):
        between = text[at : word.start()]
        at = word.end()
        if held and (between or word[1].lower() != held_charset):
            pieces.append(_text(held, held_charset))
            held = b""
        pieces.append(between)
        held += _word_bytes(word[2], word[3])
        held_charset = word[1].lower()
    if held:
        pieces.append(_text(held, held_charset))
    return "".join(pieces) + text[at:]


def _word_bytes(coding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if coding in "bB":
        return _from_base64(data)
    return quopri.decodestring(data.replace(b"_", b" "), header=True)


def _text(data: bytes, charset: str) -> str:
    try:
        return decoded(data, charset).text
    except Refused:
        return data.decode(known_encoding(charset) or "utf-8", "replace")


def _parameter(headers: email.message.Message, name: str, of: str = "content-type") -> str:
    try:
        value = headers.get_param(name, header=of)
    except (ValueError, LookupError, IndexError):  # damaged continuations of RFC 2231
        return ""
    if isinstance(value, tuple):
        charset, _, text = value
        return _WHITE.sub(" ", _text(str(text).encode("latin-1", "replace"), charset or ""))
    return unfolded(value) if value is not None else ""


def _from_base64(data: bytes) -> bytes:
    """Bytes from base64, as far as it goes: what is no digit of it is skipped."""
    letters = _NOT_BASE64.sub(b"", data)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return b""


def _from_uuencode(data: bytes) -> bytes:
    pieces = []
    for line in data.splitlines():
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            pieces.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(pieces)


def _between(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """What stands between the lines that bound the parts."""
    bound = re.compile(
        rb"(?:\A|\r?\n)--" + re.escape(boundary.rstrip()) + rb"(--)?[ \t]*(?=\r?\n|\Z)"
    )
    start = -1
    for count, found in enumerate(bound.finditer(body)):
        if start >= 0:
            yield _without_line_end(body[start : found.start()])
        start = found.end()
        if found[1] or count > _MOST_PARTS:
            return
    if start >= 0:  # the last bound is missing
        yield _without_line_end(body[start:])


def _without_line_end(piece: bytes) -> bytes:
    """A part begins on the line after its bound."""
    return piece[2:] if piece.startswith(b"\r\n") else piece[1:]
