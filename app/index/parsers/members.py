"""Files inside a file: members of archives and attachments, read by the parser of their kind."""

import io
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from app.domain.documents import NoteKind, Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.dispatch import read_document
from app.index.parsers.refusing import Refused, TextFull

MOST_UNPACKED: Final = 1 << 30
"""All members of a file together, on every level."""
_ENDS_ALL: Final = frozenset({Refusal.BOMB, Refusal.OUT_OF_MEMORY, Refusal.TOO_SLOW})


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another: its path there, and its content."""

    path: str
    file: BinaryIO


def add_member(member: Member, builder: DocumentBuilder) -> Refusal | None:
    """Read a member into parts of the document around it.

    Returns why it was not read, which is noted, or None when it was. Raises Refused when it is a
    bomb, or one together with all that came before it, for the whole file; and TextFull.
    """
    builder.spent.bytes += member.file.seek(0, io.SEEK_END)
    member.file.seek(0)
    if builder.spent.bytes > MOST_UNPACKED:
        raise Refused(Refusal.BOMB, f"members of {builder.spent.bytes} bytes")
    depth = builder.depth + 1
    if depth > builder.limits.member_depth:
        skip(member.path, builder)
        return Refusal.BOMB
    room = builder.limits.text_characters - builder.characters
    if room < 1:
        builder.note(NoteKind.CUT_SHORT)
        raise TextFull
    limits = replace(builder.limits, text_characters=room)
    try:
        document = read_document(
            member.file,
            member.path,
            limits,
            depth=depth,
            recognise=builder.recognise,
            spent=builder.spent,
        )
    except Refused as refusal:
        if refusal.reason in _ENDS_ALL:
            raise
        skip(member.path, builder)
        return refusal.reason
    builder.add_document(document, member.path)
    return None


def skip(path: str, builder: DocumentBuilder) -> None:
    """A member is not read: the reader is told how many, and which was the first."""
    builder.note(NoteKind.MEMBERS_SKIPPED, 1, path)
