"""Mail: single messages and mailboxes, each message a part, attachments as files behind it.

The headers that a person reads stand first, then the text; of alternatives the plain one, unless it
says nothing. Source of mailboxes: RFC 4155 and what programs write.
"""

import io
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from app.domain.documents import BlockKind, DocumentKind, NoteKind, PartKind, Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.encodings import decoded
from app.index.parsers.encodings import prepare as prepare_encodings
from app.index.parsers.html import add_page, declared_encoding
from app.index.parsers.html import prepare as prepare_html
from app.index.parsers.members import Member, add_member, skip
from app.index.parsers.mime import MOST_NESTED, Entity, entity_of, header
from app.index.parsers.refusing import Refused
from app.index.parsers.text import add_pieces, add_text

_SHOWN: Final = ("From", "To", "Cc", "Date")
_ENVELOPE: Final = re.compile(rb"From \S+.*\d\d:\d\d")
_QUOTED_FROM: Final = re.compile(rb"(?m)^>(>*From )")
_MOST_MESSAGE_BYTES: Final = 64 << 20
_MOST_LEAVES: Final = 200
_FEW_WORDS: Final = 40
"""Characters of a plain text that only says to look at the other one."""
_QUOTE_MARK: Final = re.compile(r"(?:> ?)+")
_SIGNATURES: Final = frozenset(
    ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
)
_LOCKED: Final = frozenset(
    ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
)


def prepare() -> None:
    """Load what could not be opened later."""
    prepare_encodings()
    prepare_html()
    header(entity_of(b"Subject: =?utf-8?B?7JWI?= =?euc-kr?Q?=B0=A1?=\n\nx").headers, "subject")


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Fill the builder with a message, or with every message of a mailbox."""
    if builder.kind is DocumentKind.MBOX:
        for data in _messages(file):
            add_message(entity_of(data, ""), builder)
        return
    entity = entity_of(_in_bytes(file.read(builder.limits.file_bytes)), "")
    builder.title = header(entity.headers, "subject")
    builder.author = header(entity.headers, "from")
    is_read = add_message(entity, builder)
    if not is_read and entity.kind in _LOCKED:
        raise Refused(Refusal.LOCKED, entity.kind)


def add_message(entity: Entity, builder: DocumentBuilder, depth: int = 0) -> bool:
    """A message as a part, and what is attached to it behind. Returns whether it has text."""
    subject = header(entity.headers, "subject")
    builder.begin_part(PartKind.MESSAGE, subject)
    if subject:
        builder.add(BlockKind.HEADING, subject, level=1)
    lines = [f"{name}: {said}" for name in _SHOWN if (said := header(entity.headers, name))]
    builder.add(BlockKind.PARAGRAPH, "\n".join(lines))
    before = builder.characters
    bodies, attached = _sorted_out(entity)
    for body in bodies:
        _add_body(body, builder)
    is_read = builder.characters > before
    for each in attached:
        _add_attachment(each, builder, depth)
    return is_read


def _messages(file: BinaryIO) -> Iterator[bytes]:
    """The messages of a mailbox one after another, without the lines that part them."""
    lines: list[bytes] = []
    size = 0
    is_blank = True
    while line := file.readline(1 << 20):
        if is_blank and line.startswith(b"From ") and _ENVELOPE.match(line):
            if lines:
                yield _QUOTED_FROM.sub(rb"\1", b"".join(lines))
            lines, size = [], 0
        elif size < _MOST_MESSAGE_BYTES:
            lines.append(line)
            size += len(line)
        is_blank = not line.strip(b"\r\n")
    if lines:
        yield _QUOTED_FROM.sub(rb"\1", b"".join(lines))


def _in_bytes(data: bytes) -> bytes:
    """Messages that a program saved in UTF-16 have no other way to be told apart."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return decoded(data).text.encode()
    return data


def _sorted_out(entity: Entity, depth: int = 0) -> tuple[list[Entity], list[Entity]]:
    """The parts to be read as text, in order, and those that are files."""
    bodies: list[Entity] = []
    files: list[Entity] = []
    waiting = [(entity, depth)]
    seen = 0
    while waiting and seen < _MOST_LEAVES:
        each, depth = waiting.pop()
        seen += 1
        if each.kind.startswith("multipart/") and depth < MOST_NESTED:
            parts = list(each.parts())
            if each.kind == "multipart/alternative":
                parts = _best(parts, files, depth + 1)
            elif each.kind == "multipart/related":
                parts = [*parts[:1], *filter(_is_no_trimming, parts[1:])]
            waiting.extend((part, depth + 1) for part in reversed(parts))
        elif each.kind not in _SIGNATURES:
            is_text = each.kind in ("text/plain", "text/html") or (
                each.kind.startswith("text/") and not each.file_name
            )
            (bodies if is_text and not each.is_attachment else files).append(each)
    return bodies, files


def _best(parts: list[Entity], files: list[Entity], depth: int) -> list[Entity]:
    """Of parts that say the same: the plain one, unless it is a mere hint that there is another.

    Files that stand inside one that is not chosen are kept: some programs put them there.
    """
    files.extend(part for part in parts if part.is_attachment)
    parts = [part for part in parts if not part.is_attachment]
    plain = [part for part in parts if part.kind == "text/plain"]
    others = [
        part for part in parts if part.kind == "text/html" or part.kind.startswith("multipart/")
    ]
    if not plain or not others:
        return (plain or others or parts)[-1:]
    said = plain[0].data().strip()
    if len(said) < _FEW_WORDS and len(others[-1].body) > 4 * len(said):
        return others[-1:]
    if depth < MOST_NESTED:
        for other in others:
            if other.kind.startswith("multipart/"):
                files.extend(each for each in _sorted_out(other, depth)[1] if not _is_inline(each))
    return plain[:1]


def _is_no_trimming(each: Entity) -> bool:
    """Whether it is more than what a page is set with: styles, scripts, frames of a saved page."""
    return each.is_attachment or each.kind.startswith("image/") or bool(each.file_name)


def _is_inline(each: Entity) -> bool:
    """Whether it is a picture that stands in the text."""
    return each.kind.startswith("image/") and not each.is_attachment


def _add_body(body: Entity, builder: DocumentBuilder) -> None:
    data = body.data()
    if not data.strip():
        return
    charset = body.charset or (declared_encoding(data) if body.kind == "text/html" else "")
    try:
        found = decoded(data, charset)
    except Refused:
        builder.note(NoteKind.PARTLY_DAMAGED, 1)
        return
    builder.encoding = builder.encoding or found.encoding
    if body.kind == "text/html":
        add_page(found.text, builder, takes_title=False)
    elif body.kind == "text/plain":
        is_flowed = str(body.headers.get_param("format", "")).lower() == "flowed"
        is_joined = str(body.headers.get_param("delsp", "")).lower() == "yes"
        add_letter(_flowed(found.text, is_joined) if is_flowed else found.text, builder)
    else:
        add_text(found.text, builder)


def add_letter(text: str, builder: DocumentBuilder) -> None:
    """The text of a message; what it quotes of another one is told apart."""
    held: list[str] = []
    is_quote = False
    for line in text.splitlines():
        mark = _QUOTE_MARK.match(line)
        if (mark is not None) is not is_quote and line.strip():
            _add_lines(held, builder, is_quote=is_quote)
            held, is_quote = [], mark is not None
        held.append(line[mark.end() :] if mark else line)
    _add_lines(held, builder, is_quote=is_quote)


def _add_lines(lines: list[str], builder: DocumentBuilder, *, is_quote: bool) -> None:
    if is_quote:
        for paragraph in re.split(r"\n\s*\n", "\n".join(lines)):
            add_pieces(paragraph, builder, BlockKind.QUOTE)
    else:
        add_text("\n".join(lines), builder)


def _flowed(text: str, is_joined: bool) -> str:
    """Lines that were broken in sending are put together again (RFC 3676)."""
    made: list[str] = []
    goes_on = False
    for line in text.splitlines():
        quoted = line.startswith(">")
        words = line if quoted else line.removeprefix(" ")
        if goes_on and not quoted and made:
            made[-1] = made[-1][: -1 if is_joined else None] + words
        else:
            made.append(words)
        goes_on = words.endswith(" ") and words != "-- " and not quoted
    return "\n".join(made)


def _add_attachment(each: Entity, builder: DocumentBuilder, depth: int) -> None:
    if each.kind == "message/rfc822":
        inner = entity_of(each.data(), "")
        if builder.depth + depth < builder.limits.member_depth:
            add_message(inner, builder, depth + 1)
        else:
            skip(header(inner.headers, "subject"), builder)
        return
    if _is_inline(each) and not builder.recognise:
        builder.add_picture()
        return
    add_member(Member(each.file_name or each.kind, io.BytesIO(each.data())), builder)
