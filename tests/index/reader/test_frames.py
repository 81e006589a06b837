"""A document crosses the pipe whole, and nothing that a child could make up is taken for one."""

from array import array
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.documents import (
    BlockKind,
    DocumentKind,
    NoteKind,
    ParsedDocument,
    PartKind,
    ReadingLimits,
    Rectangle,
)
from app.index.parsers.building import DocumentBuilder
from app.index.reader.commands import RESULTS, DocumentRead, PageDrawn
from app.index.reader.frames import document_frame, document_of, picture_of
from app.workers.wire import Channel, WireError, pack

LIMITS = ReadingLimits()


def document() -> ParsedDocument:
    builder = DocumentBuilder(DocumentKind.PDF, LIMITS)
    builder.title, builder.author, builder.encoding = "고래", "Ishmael", "utf-8"
    builder.begin_part(PartKind.PAGE, "i")
    builder.add(BlockKind.HEADING, "Whales 🐋", level=2, sources=list(range(5, 13)))
    builder.add(BlockKind.CODE, "  sing()\n", language="python")
    builder.begin_part(PartKind.PAGE)
    builder.add_table([["a", "b"], ["1", "2"]], header_rows=1, first_row=7)
    builder.add_picture(3)
    builder.begin_part(PartKind.PAGE)
    builder.note(NoteKind.HIDDEN_TEXT, 4, "detail")
    return builder.finish()


def crossed(found: ParsedDocument) -> tuple[DocumentRead, bytes]:
    import io

    received = Channel(io.BytesIO(pack(*document_frame(found))), io.BytesIO()).receive()
    assert received is not None
    return RESULTS.decode(received[0]), received[1]


def test_a_document_crosses_whole() -> None:
    assert document_of(*crossed(document()), LIMITS) == document()


@given(st.lists(st.tuples(st.sampled_from(list(BlockKind)), st.text()), min_size=1, max_size=8))
def test_whatever_was_built_crosses(found: list[tuple[BlockKind, str]]) -> None:
    builder = DocumentBuilder(DocumentKind.TEXT, LIMITS)
    builder.add(BlockKind.PARAGRAPH, "x")
    for kind, text in found:
        builder.add(kind, text, sources=range(len(text)))
    built = builder.finish()
    assert document_of(*crossed(built), LIMITS) == built


@given(st.data())
def test_changed_numbers_are_no_document_or_a_sound_one(data: st.DataObject) -> None:
    head, raw = crossed(document())
    numbers = array("i")
    numbers.frombytes(raw[head.text_bytes :])
    at = data.draw(st.integers(0, len(numbers) - 1))
    numbers[at] = data.draw(st.integers(-3, 40) | st.integers(-(2**31), 2**31 - 1))
    try:
        found = document_of(head, raw[: head.text_bytes] + numbers.tobytes(), LIMITS)
    except WireError:
        return
    ends = [0]
    for part in found.parts:
        assert part.start == ends[-1] <= part.end
        ends.append(part.end)
    assert ends[-1] == len(found.text)
    assert all(0 <= block.start < block.end <= len(found.text) for block in found.blocks)


@pytest.mark.parametrize(
    "text",
    [
        "e\u0301 is not NFC",
        "a zero \x00",
        "a return \r\n",
        "turned round \u202e",
        "a tag \U000e0041",
        "\ufeff",
        " \n ",
        "an odd space\u3000",
    ],
)
def test_text_that_is_not_clean_is_refused(text: str) -> None:
    builder = DocumentBuilder(DocumentKind.TEXT, LIMITS)
    builder.add(BlockKind.PARAGRAPH, "x" * len(text))
    clean = builder.finish()
    block = replace(clean.blocks[0], end=len(text))
    part = replace(clean.parts[0], end=len(text))
    head, raw = crossed(replace(clean, text=text, blocks=(block,), parts=(part,)))
    with pytest.raises(WireError):
        document_of(head, raw, LIMITS)


@pytest.mark.parametrize(
    "change",
    [
        {"parts": 2},
        {"blocks": -1},
        {"runs": 10**9},
        {"text_bytes": 10**12},
        {"text_bytes": 1},
        {"labels": ()},
        {"title": "two\nlines"},
        {"author": "turned \u202e round"},
        {"languages": ()},
    ],
)
def test_heads_that_do_not_fit_are_refused(change: dict[str, object]) -> None:
    head, raw = crossed(document())
    with pytest.raises(WireError):
        document_of(replace(head, **change), raw, LIMITS)  # type: ignore[arg-type]


def test_more_than_the_limits_is_refused() -> None:
    head, raw = crossed(document())
    for limits in (ReadingLimits(text_characters=5), ReadingLimits(parts=2)):
        with pytest.raises(WireError):
            document_of(head, raw, limits)


def test_pictures_have_the_size_that_they_say() -> None:
    marks = (Rectangle(1.0, 2.0, 3.0, 4.0),)
    head = PageDrawn(2, 3, 8, marks)
    assert picture_of(head, bytes(24)).marks == marks
    for width, height, stride, length in (
        (2, 3, 8, 23), (2, 3, 4, 12), (0, 3, 8, 24), (-2, -3, 8, 24), (9000, 9000, 36000, 0),
    ):  # fmt: skip
        with pytest.raises(WireError):
            picture_of(PageDrawn(width, height, stride, ()), bytes(length))
