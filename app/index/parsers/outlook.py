"""Outlook's messages (.msg): properties in a compound file, attachments in storages of their own.

Source: [MS-OXMSG], [MS-OXPROPS].
"""

import io
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, Final

from striprtf.striprtf import rtf_to_text

from app.domain.documents import BlockKind, NoteKind, PartKind, Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.compressed_rtf import html_inside, unpacked_rtf
from app.index.parsers.encodings import decoded
from app.index.parsers.html import add_page, declared_encoding
from app.index.parsers.html import prepare as prepare_html
from app.index.parsers.mail import add_letter
from app.index.parsers.members import Member, add_member, skip
from app.index.parsers.ole_package import OlePackage
from app.index.parsers.refusing import Refused

_rtf_text: Callable[..., str] = rtf_to_text  # it comes without types
_SUBJECT, _BODY, _HTML, _RTF = 0x0037, 0x1000, 0x1013, 0x1009
_SENDER, _SENDER_ADDRESS, _SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
_TO, _CC = 0x0E04, 0x0E03
_SENT, _DELIVERED = 0x0039, 0x0E06
_CODE_PAGE, _INTERNET_CODE_PAGE = 0x3FFD, 0x3FDE
_ATTACHED, _LONG_NAME, _NAME, _DISPLAY_NAME, _METHOD = 0x3701, 0x3707, 0x3704, 0x3001, 0x3705
_EMBEDDED: Final = 5
_UNICODE, _BYTES, _BINARY = "001F", "001E", "0102"
_TOP_HEADER, _INNER_HEADER, _ATTACHMENT_HEADER = 32, 24, 8
"""Bytes before the fixed properties: of a message, of one inside another, of an attachment."""
_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)
_MOST_TEXT_BYTES: Final = 64 << 20
_MOST_RTF_GROUPS: Final = 200_000
_MOST_ATTACHMENTS: Final = 500
_LOCKED_CLASSES: Final = ("IPM.Note.SMIME", "IPM.Note.rpmsg")


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_html()
    _rtf_text(r"{\rtf1\ansi\ansicpg949 \'b0\'a1}", errors="ignore")


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with a message and what is attached to it."""
    package = OlePackage(file)
    if "__properties_version1.0" not in package:
        raise Refused(Refusal.DAMAGED, "msg without properties")
    message = _Storage(package, "", _TOP_HEADER)
    builder.title = message.text(_SUBJECT)
    builder.author = _sender(message)
    if not _add_message(message, builder, 0) and message.text(0x001A).startswith(_LOCKED_CLASSES):
        raise Refused(Refusal.LOCKED, "msg")


class _Storage:
    """The properties of a message, a recipient or an attachment."""

    def __init__(self, package: OlePackage, prefix: str, header: int) -> None:
        self.package = package
        self.prefix = prefix
        self._fixed = self._fixed_properties(header)
        page = self.number(_INTERNET_CODE_PAGE) or self.number(_CODE_PAGE)
        self.charset = {65001: "utf-8", 51949: "euc-kr", 50225: "iso-2022-kr"}.get(
            page, f"cp{page}" if page else ""
        )

    def text(self, tag: int) -> str:
        """A property that is text, or ""."""
        path = self._path(tag, _UNICODE)
        if path in self.package:
            data = self.package.read(path, _MOST_TEXT_BYTES)
            return data.decode("utf-16-le", "replace").rstrip("\0")
        path = self._path(tag, _BYTES)
        if path not in self.package:
            return ""
        data = self.package.read(path, _MOST_TEXT_BYTES).rstrip(b"\0")
        try:
            return decoded(data, self.charset).text if data else ""
        except Refused:
            return ""

    def binary(self, tag: int) -> bytes:
        """A property that is bytes, or none."""
        path = self._path(tag, _BINARY)
        return self.package.read(path) if path in self.package else b""

    def number(self, tag: int) -> int:
        """A property of 32 bits, or 0."""
        return int.from_bytes(self._fixed.get(tag, b"")[:4], "little")

    def time(self, tag: int) -> datetime | None:
        """A property that is a time."""
        ticks = int.from_bytes(self._fixed.get(tag, b""), "little")
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def _path(self, tag: int, kind: str) -> str:
        return f"{self.prefix}__substg1.0_{tag:04X}{kind}"

    def _fixed_properties(self, header: int) -> dict[int, bytes]:
        path = f"{self.prefix}__properties_version1.0"
        data = self.package.read(path, 1 << 20) if path in self.package else b""
        found: dict[int, bytes] = {}
        for at in range(header, len(data) - 15, 16):
            (tag,) = struct.unpack_from("<I", data, at)
            found.setdefault(tag >> 16, data[at + 8 : at + 16])
        return found


def _add_message(message: _Storage, builder: DocumentBuilder, depth: int) -> bool:
    subject = message.text(_SUBJECT)
    builder.begin_part(PartKind.MESSAGE, subject)
    if subject:
        builder.add(BlockKind.HEADING, subject, level=1)
    sent = message.time(_SENT) or message.time(_DELIVERED)
    said = {
        "From": _sender(message),
        "To": message.text(_TO),
        "Cc": message.text(_CC),
        "Date": sent.strftime("%Y-%m-%d %H:%M UTC") if sent else "",
    }
    lines = [f"{name}: {value}" for name, value in said.items() if value.strip()]
    builder.add(BlockKind.PARAGRAPH, "\n".join(lines))
    before = builder.characters
    _add_body(message, builder)
    is_read = builder.characters > before
    for prefix in _attachments(message):
        _add_attachment(_Storage(message.package, prefix, _ATTACHMENT_HEADER), builder, depth)
    return is_read


def _sender(message: _Storage) -> str:
    name = message.text(_SENDER)
    address = message.text(_SENDER_SMTP) or message.text(_SENDER_ADDRESS)
    if "@" in address and address != name:
        return f"{name} <{address}>".strip()
    return name or address


def _add_body(message: _Storage, builder: DocumentBuilder) -> None:
    """The plain text, or the page, or what stands in the compressed RTF."""
    plain = message.text(_BODY)
    if plain.strip():
        add_letter(plain, builder)
        return
    page = message.binary(_HTML)
    written = message.text(_HTML)
    if page.strip() or written.strip():
        if not written:
            try:
                written = decoded(page, message.charset or declared_encoding(page)).text
            except Refused:
                builder.note(NoteKind.PARTLY_DAMAGED, 1)
                return
        add_page(written, builder, takes_title=False)
        return
    packed = message.binary(_RTF)
    if packed:
        _add_rtf(unpacked_rtf(packed), builder)


def _add_rtf(rtf: bytes, builder: DocumentBuilder) -> None:
    source = rtf.decode("latin-1")
    if source.count("{") > _MOST_RTF_GROUPS:
        raise Refused(Refusal.BOMB, "rtf groups")
    page = html_inside(source)
    if page:
        add_page(page, builder, takes_title=False)
        return
    try:
        text = _rtf_text(source, errors="ignore")
    except Exception:  # it raises whatever a damaged group leads it to
        builder.note(NoteKind.PARTLY_DAMAGED, 1)
        return
    add_letter(text, builder)


def _attachments(message: _Storage) -> list[str]:
    """The storages of a message's attachments, in order."""
    start = f"{message.prefix}__attach_version1.0_#"
    found = {
        stream[: stream.index("/", len(start)) + 1]
        for stream in message.package.streams
        if stream.startswith(start) and "/" in stream[len(start) :]
    }
    return sorted(found)[:_MOST_ATTACHMENTS]


def _add_attachment(each: _Storage, builder: DocumentBuilder, depth: int) -> None:
    name = each.text(_LONG_NAME) or each.text(_NAME) or each.text(_DISPLAY_NAME)
    inner = f"{each.prefix}__substg1.0_{_ATTACHED:04X}000D/"
    if each.number(_METHOD) == _EMBEDDED and f"{inner}__properties_version1.0" in each.package:
        if builder.depth + depth < builder.limits.member_depth:
            _add_message(_Storage(each.package, inner, _INNER_HEADER), builder, depth + 1)
        else:
            skip(name, builder)
        return
    add_member(Member(name or "attachment", io.BytesIO(each.binary(_ATTACHED))), builder)
