"""What tests of parsers share: documents made by a parser, and everything that one must hold."""

import contextlib
import io
import random
import time
import unicodedata
from collections.abc import Callable, Iterator
from types import ModuleType

from app.domain.documents import (
    BlockKind,
    DocumentKind,
    NoteKind,
    ParsedDocument,
    ReadingLimits,
    Refusal,
)
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.dispatch import read_document
from app.index.parsers.refusing import Refused, TextFull

SECONDS = 50.0
"""No file of a test may take longer."""


def parsed(
    module: ModuleType,
    data: bytes,
    kind: DocumentKind = DocumentKind.TEXT,
    *,
    name: str = "",
    limits: ReadingLimits | None = None,
) -> ParsedDocument:
    """What a parser makes of bytes, checked."""
    builder = DocumentBuilder(kind, limits or ReadingLimits())
    builder.name = name
    with contextlib.suppress(TextFull):
        module.parse(io.BytesIO(data), builder)
    document = builder.finish()
    check(document)
    return document


def reason_of(read: Callable[[], object]) -> Refusal | None:
    """Why something was refused; None when it was not."""
    try:
        read()
    except Refused as refusal:
        return refusal.reason
    return None


def block_texts(document: ParsedDocument, kind: BlockKind | None = None) -> list[str]:
    """The text of each block, or of those of a kind."""
    return [
        document.text[block.start : block.end]
        for block in document.blocks
        if kind in (None, block.kind)
    ]


def outline(document: ParsedDocument) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(block.kind.value, document.text[block.start : block.end]) for block in document.blocks]


def noted(document: ParsedDocument) -> dict[NoteKind, int]:
    """The notes and their counts."""
    return {note.kind: note.count for note in document.notes}


def check(document: ParsedDocument) -> None:
    """Everything that ParsedDocument promises."""
    text = document.text
    assert unicodedata.is_normalized("NFC", text)
    assert not any(
        unicodedata.category(letter) in ("Cc", "Cf", "Cs") and letter not in "\n\t"
        for letter in text
    )
    at = 0
    for number, part in enumerate(document.parts, 1):
        assert (part.number, part.start) == (number, at)
        assert part.end >= part.start
        at = part.end
    assert at == len(text)
    at = 0
    part_at = 0
    for block in document.blocks:
        assert text[at : block.start].strip() == ""
        assert block.end > block.start >= at
        while document.parts[part_at].end < block.end:
            part_at += 1
        assert document.parts[part_at].start <= block.start
        at = block.end
    assert text[at:].strip() == ""


def check_from_end_to_end(data: bytes, kind: DocumentKind, words: str) -> None:
    """A file is told by its content, read by its parser, and cut where its text is too long."""
    document = read_document(io.BytesIO(data), "file", ReadingLimits())
    check(document)
    assert (document.kind, document.text.strip()) == (kind, words)
    cut = read_document(io.BytesIO(data), "file", ReadingLimits(text_characters=1))
    assert cut.text.strip() == words[0]
    assert NoteKind.CUT_SHORT in noted(cut)


def survives(read: Callable[[bytes], ParsedDocument], data: bytes) -> None:
    """Any bytes become a document that holds, or are refused, within some seconds."""
    begun = time.process_time()
    try:
        document = read(data)
    except Refused:
        document = None
    assert time.process_time() - begun < SECONDS
    if document is not None:
        check(document)


def mutations(data: bytes, count: int, seed: int = 0) -> Iterator[bytes]:
    """The same bytes with some changed, taken out, doubled, cut or moved; always the same ones."""
    chance = random.Random(seed)
    pieces = [b"<", b">", b"\0", b"\xff", b'"', b"\n", b"&", b"[", b"{", b"%", b"\x1b", b"\xb0\xa1"]
    for _ in range(count):
        made = bytearray(data)
        for _ in range(chance.randrange(1, 8)):
            at = chance.randrange(len(made) + 1)
            length = chance.randrange(1, 1 << chance.randrange(1, 8))
            choice = chance.randrange(6)
            if choice == 0:
                made[at : at + length] = b""
            elif choice == 1:
                made[at:at] = made[at : at + length] * chance.randrange(1, 4)
            elif choice == 2:
                made[at:at] = chance.choice(pieces) * chance.randrange(1, 4)
            elif choice == 3:
                made[at : at + 4] = chance.randbytes(4)
            elif choice == 4:
                made = made[: len(made) - len(made) // chance.randrange(2, 30)]
            elif made:
                made[at % len(made)] ^= 1 << chance.randrange(8)
        yield bytes(made)
