"""A document as a frame of the wire and back; what comes from a child is checked in every respect.

The raw part holds the text in UTF-8, then 32-bit numbers in the machine's order: for each part its
kind, start, end, pictures and how many runs are its own; for each block its kind, start, end,
level, header rows, first row and language; for each run its start, source and length.
"""

import unicodedata
from array import array
from collections.abc import Sequence
from typing import Any, Final

from app.domain.documents import (
    Block,
    BlockKind,
    PagePicture,
    ParsedDocument,
    Part,
    PartKind,
    ReadingLimits,
    Run,
)
from app.index.parsers.cleaning import cleaned
from app.index.reader.commands import RESULTS, DocumentRead, PageDrawn
from app.workers.wire import WireError

MOST_PIXELS: Final = 50_000_000
MOST_LEVEL: Final = 9
_LABEL_CHARACTERS: Final = 300
_LANGUAGE_CHARACTERS: Final = 40
_PIXEL_BYTES: Final = 4
_PART_FIELDS, _BLOCK_FIELDS, _RUN_FIELDS = 5, 7, 3
_PART_KINDS: Final = tuple(PartKind)
_BLOCK_KINDS: Final = tuple(BlockKind)


def document_frame(document: ParsedDocument) -> tuple[dict[str, Any], bytes]:
    """The frame for a document."""
    text = document.text.encode("utf-8")
    languages = tuple(dict.fromkeys(block.language for block in document.blocks))
    places = {language: at for at, language in enumerate(languages)}
    numbers = array("i")
    for part in document.parts:
        kind = _PART_KINDS.index(part.kind)
        numbers.extend((kind, part.start, part.end, part.pictures, len(part.runs)))
    for block in document.blocks:
        numbers.extend((
            _BLOCK_KINDS.index(block.kind), block.start, block.end,
            min(max(block.level, 0), MOST_LEVEL),
            block.header_rows, block.first_row, places[block.language],
        ))  # fmt: skip
    for part in document.parts:
        for run in part.runs:
            numbers.extend((run.start, run.source, run.length))
    head = DocumentRead(
        document.kind,
        document.title,
        document.author,
        document.encoding,
        document.notes,
        tuple(part.label[:_LABEL_CHARACTERS] for part in document.parts),
        tuple(language[:_LANGUAGE_CHARACTERS] for language in languages),
        len(text),
        len(document.parts),
        len(document.blocks),
        sum(len(part.runs) for part in document.parts),
    )
    return RESULTS.encode(head), text + numbers.tobytes()


def document_of(head: DocumentRead, raw: bytes, limits: ReadingLimits) -> ParsedDocument:
    """The document of a frame. Raises WireError when it is not as ParsedDocument promises."""
    counts = (head.text_bytes, head.parts, head.blocks, head.runs)
    if min(counts) < 0 or head.parts > limits.parts or len(head.labels) != head.parts:
        raise WireError("a document of impossible size")
    text = _text(raw[: head.text_bytes], limits)
    numbers = array("i")
    items = head.parts * _PART_FIELDS + head.blocks * _BLOCK_FIELDS + head.runs * _RUN_FIELDS
    if len(raw) - head.text_bytes != items * numbers.itemsize:
        raise WireError("a document of another length")
    numbers.frombytes(raw[head.text_bytes :])
    for line in (head.title, head.author, head.encoding, *head.labels, *head.languages):
        _check_line(line)
    for note in head.notes:
        _check_line(note.detail)
    blocks_at = head.parts * _PART_FIELDS
    runs_at = blocks_at + head.blocks * _BLOCK_FIELDS
    parts = _parts(numbers[:blocks_at], _runs(numbers[runs_at:]), head.labels, len(text))
    blocks = _blocks(numbers[blocks_at:runs_at], head.languages, text, parts)
    return ParsedDocument(
        head.kind, text, parts, blocks, head.title, head.author, head.encoding, head.notes
    )


def picture_of(head: PageDrawn, raw: bytes) -> PagePicture:
    """The picture of a frame. Raises WireError when it is none."""
    is_sized = min(head.width, head.height) > 0 and head.width * head.height <= MOST_PIXELS
    if not is_sized or head.stride < head.width * _PIXEL_BYTES:
        raise WireError("a picture of impossible size")
    if len(raw) != head.stride * head.height:
        raise WireError("a picture of another length")
    return PagePicture(head.width, head.height, head.stride, raw, head.marks)


def _text(data: bytes, limits: ReadingLimits) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise WireError("a document that is not UTF-8") from error
    if len(text) > limits.text_characters or not text.strip():
        raise WireError("a text of impossible length")
    if any(cleaned(letter) != letter for letter in set(text)):
        raise WireError("a text with characters that nobody sees")
    if not unicodedata.is_normalized("NFC", text):
        raise WireError("a text that is not NFC")
    return text


def _check_line(line: str) -> None:
    if "\n" in line or cleaned(line) != line:
        raise WireError("a line with characters that nobody sees")


def _runs(numbers: Sequence[int]) -> list[Run]:
    return [Run(*numbers[at : at + _RUN_FIELDS]) for at in range(0, len(numbers), _RUN_FIELDS)]


def _parts(
    numbers: Sequence[int], runs: list[Run], labels: Sequence[str], length: int
) -> tuple[Part, ...]:
    parts: list[Part] = []
    at = run_at = 0
    for index, label in enumerate(labels):
        kind, start, end, pictures, count = numbers[
            index * _PART_FIELDS : (index + 1) * _PART_FIELDS
        ]
        if start != at or end < start or min(pictures, count) < 0:
            raise WireError("parts that do not follow one another")
        own = tuple(runs[run_at : run_at + count])
        if len(own) != count:
            raise WireError("runs that are missing")
        _check_runs(own, start, end)
        at, run_at = end, run_at + count
        name = _named(_PART_KINDS, kind)
        parts.append(Part(name, index + 1, start, end, label, own, pictures))
    if at != length or run_at != len(runs):
        raise WireError("parts that are not the whole")
    return tuple(parts)


def _check_runs(runs: Sequence[Run], start: int, end: int) -> None:
    at = start
    for run in runs:
        if run.start < at or run.length < 1 or run.source < 0:
            raise WireError("runs that do not ascend")
        at = run.start + run.length
    if at > end:
        raise WireError("runs beyond their part")


def _blocks(
    numbers: Sequence[int], languages: Sequence[str], text: str, parts: Sequence[Part]
) -> tuple[Block, ...]:
    blocks: list[Block] = []
    at = part = 0
    for index in range(0, len(numbers), _BLOCK_FIELDS):
        kind, start, end, level, header_rows, first_row, language = numbers[
            index : index + _BLOCK_FIELDS
        ]
        if not at <= start < end <= len(text) or text[at:start].strip():
            raise WireError("blocks that do not follow one another")
        while part < len(parts) and parts[part].end <= start:
            part += 1
        if part == len(parts) or end > parts[part].end:
            raise WireError("a block beyond its part")
        if not 0 <= level <= MOST_LEVEL or header_rows < 0 or first_row < 1:
            raise WireError("a block of impossible numbers")
        blocks.append(
            Block(
                _named(_BLOCK_KINDS, kind),
                start,
                end,
                level,
                header_rows,
                first_row,
                _named(languages, language),
            )
        )
        at = end
    if text[at:].strip():
        raise WireError("text beyond the blocks")
    return tuple(blocks)


def _named(names: Sequence[Any], index: int) -> Any:
    if not 0 <= index < len(names):
        raise WireError("a kind that is not known")
    return names[index]
