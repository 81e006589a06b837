"""Tests of DOC: documents built byte by byte, with what Word keeps beside the text."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ole_files import ole, summary
from parsed_documents import (
    check_from_end_to_end,
    mutations,
    noted,
    outline,
    parsed,
    reason_of,
    survives,
)

from app.domain.documents import DocumentKind, NoteKind, ParsedDocument, Refusal
from app.index.parsers import old_word

TEXT_AT = 2048
PARAGRAPHS_AT, LETTERS_AT = 512, 1024
IN_TABLE = struct.pack("<HB", 0x2416, 1)
ROW_END = IN_TABLE + struct.pack("<HB", 0x2417, 1)
HIDDEN = struct.pack("<HB", 0x083C, 1)
DELETED = struct.pack("<HB", 0x0800, 1)
LIST = struct.pack("<HH", 0x460B, 1)
WHITE = struct.pack("<HI", 0x6870, 0xFFFFFF)
LONG = struct.pack("<HHB", 0xD608, 4, 1) + bytes(2)


def page(runs: list[tuple[int, int, bytes]], *, is_paragraphs: bool) -> bytes:
    """A formatted page for runs of (first byte, last byte, content)."""
    entry = 13 if is_paragraphs else 1
    places = [run[0] for run in runs] + [runs[-1][1] if runs else 0]
    made = bytearray(512)
    struct.pack_into(f"<{len(places)}I", made, 0, *places)
    free = 510
    for number, (_, _, content) in enumerate(runs):
        data = content
        if is_paragraphs:
            data = data + bytes(1 - len(data) % 2)
            size = bytes([(len(data) + 1) // 2])
        else:
            size = bytes([len(data)])
        if not content:
            continue
        free -= (len(size) + len(data) + 1) // 2 * 2
        made[free : free + 1 + len(data)] = size + data
        made[4 * len(places) + entry * number] = free // 2
    made[511] = len(runs)
    return bytes(made)


def styles() -> bytes:
    """Normal, heading 1, heading 2, one that is based on heading 2, Title."""
    data = struct.pack("<HHH", 4, 5, 10)
    for kind, base in ((0, 0xFFF), (1, 0), (2, 0), (0xFFE, 2), (62, 0)):
        std = struct.pack("<HH", kind, 1 | base << 4) + bytes(8)
        data += struct.pack("<H", len(std)) + std
    return data


def doc(
    paragraphs: list[tuple[str, int, bytes]],
    letters: list[tuple[str, bytes]] = (),  # type: ignore[assignment]  # none by default
    stories: tuple[str, str, str] = ("", "", ""),
    tables: dict[int, bytes] | None = None,
    *,
    flags: int = 0,
    narrow: bool = False,
) -> dict[str, bytes]:
    """Streams; paragraphs are (text with its mark, style, properties), letters (words, look)."""
    body = "".join(text for text, _, _ in paragraphs)
    whole = body + "".join(stories)
    width = 1 if narrow else 2
    data = whole.encode("cp1252" if narrow else "utf-16-le")
    runs, at = [], TEXT_AT
    for text, style, properties in paragraphs:
        end = at + len(text) * width
        runs.append((at, end, struct.pack("<H", style) + properties))
        at = end
    looks = []
    for words, look in letters:
        start = TEXT_AT + whole.index(words) * width
        looks.append((looks[-1][1] if looks else TEXT_AT, start, b""))
        looks.append((start, start + len(words) * width, look))
    where = TEXT_AT * 2 | 0x40000000 if narrow else TEXT_AT
    pieces = struct.pack("<II", 0, len(whole)) + struct.pack("<HIH", 0, where, 0)
    found = {
        1: styles(),
        12: struct.pack("<III", TEXT_AT, TEXT_AT + len(data), LETTERS_AT // 512),
        13: struct.pack("<III", TEXT_AT, TEXT_AT + len(data), PARAGRAPHS_AT // 512),
        33: b"\x01\x02\0ab" + b"\x02" + struct.pack("<I", len(pieces)) + pieces,
        **(tables or {}),
    }
    head = bytearray(PARAGRAPHS_AT)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", head, 10, 0x200 | flags)
    foot, margin, box = stories
    counts = (len(body), len(foot), len(margin), 0, 0, 0, len(box), 0)
    struct.pack_into("<8i", head, 0x4C, *counts)
    table = b""
    for number, content in found.items():
        if 0x9A + 8 * number + 8 <= len(head):
            struct.pack_into("<II", head, 0x9A + 8 * number, len(table), len(content))
        table += content
    main = bytes(head) + page(runs, is_paragraphs=True) + page(looks, is_paragraphs=False)
    return {
        "WordDocument": main.ljust(TEXT_AT, b"\0") + data,
        "1Table": table,
        "\x05SummaryInformation": summary("보고서", "홍길동"),
    }


def read(streams: dict[str, bytes]) -> ParsedDocument:
    return parsed(old_word, ole(streams), DocumentKind.DOC)


def test_headings_paragraphs_and_who_wrote_it() -> None:
    document = read(
        doc(
            [
                ("표지\r", 4, b""),
                ("서론\r", 1, LONG),
                ("둘째\r", 3, b""),
                ("셋째\r", 0, struct.pack("<HB", 0x2640, 2)),
                ("본문\x0b둘째 줄\x1e끝\r", 0, struct.pack("<HB", 0x2640, 9)),
                ("항목\r", 0, LIST),
                ("다음 쪽\x0c", 0, b""),
            ]
        )
    )
    kinds = [(block.kind.value, block.level) for block in document.blocks]
    assert kinds == [
        ("heading", 1), ("heading", 1), ("heading", 2), ("heading", 3), ("paragraph", 0),
        ("item", 0), ("paragraph", 0),
    ]  # fmt: skip
    assert outline(document)[4] == ("paragraph", "본문\n둘째 줄-끝")
    assert (document.title, document.author) == ("보고서", "홍길동")


def test_text_of_one_byte_a_letter() -> None:
    assert read(doc([("caf\xe9 \u2013 x\r", 0, b"")], narrow=True)).text.strip() == "café – x"


def test_tables() -> None:
    rows = [
        ("앞\r", 0, b""),
        ("구분\x07", 0, IN_TABLE),
        ("값\x07", 0, IN_TABLE),
        ("\x07", 0, ROW_END),
        ("한\r", 0, IN_TABLE),
        ("줄\x07", 0, IN_TABLE),
        ("\x07", 0, IN_TABLE),
        ("\x07", 0, ROW_END),
        ("뒤\r", 0, b""),
    ]
    assert outline(read(doc(rows))) == [
        ("paragraph", "앞"),
        ("table", "구분\t값\n한 줄\n"),
        ("paragraph", "뒤"),
    ]
    without = doc(rows, tables={13: b""})
    assert outline(read(without))[0] == ("paragraph", "앞")


def test_what_is_hidden_or_deleted_is_not_read() -> None:
    text = "보임 숨김 지움 하양 끝\r"
    document = read(doc([(text, 0, b"")], [("숨김", HIDDEN), ("지움", DELETED), ("하양", WHITE)]))
    assert outline(document) == [("paragraph", "보임    끝")]
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 6}


def test_fields_show_their_results_alone() -> None:
    text = "가\x13 HYPERLINK \x13 IF \x15x \x14링크\x15나\x13 PAGE \x15다\x14\x15라\x13열림\r"
    assert outline(read(doc([(text, 0, b"")]))) == [("paragraph", "가링크나다라열림")]
    nested = "\x13" * 300_000 + "\x15" * 300_000 + "끝\r"
    survives(lambda data: parsed(old_word, data), ole(doc([(nested, 0, b"")])))


def test_notes_boxes_margins_and_pictures() -> None:
    tables = {
        2: struct.pack("<IIH", 2, 9, 1),
        3: struct.pack("<III", 0, 5, 6),
    }
    streams = doc(
        [("본문\x02\x01\r", 0, b""), ("끝\r", 0, b"")],
        stories=("\x02 각주\r", "\x03\r기밀\r- 1 -\r", "상자\r"),
        tables=tables,
    )
    document = read(streams)
    assert outline(document) == [
        ("paragraph", "본문"),
        ("note", "각주"),
        ("paragraph", "끝"),
        ("paragraph", "상자"),
        ("note", "기밀"),
    ]
    assert document.parts[0].pictures == 1


def test_locked_old_and_broken_ones() -> None:
    good = doc([("가\r", 0, b"")])
    assert reason_of(lambda: read(doc([("가\r", 0, b"")], flags=0x100))) is Refusal.LOCKED
    older = bytearray(good["WordDocument"])
    older[2] = 0x65
    changed = {**good, "WordDocument": bytes(older)}
    assert reason_of(lambda: read(changed)) is Refusal.UNKNOWN_KIND
    for missing in ("WordDocument", "1Table"):
        files = {name: data for name, data in good.items() if name != missing}
        assert reason_of(lambda files=files: read(files)) is Refusal.DAMAGED
    assert reason_of(lambda: read(doc([("가\r", 0, b"")], tables={33: b""}))) is Refusal.DAMAGED
    cut = {**good, "WordDocument": good["WordDocument"][: TEXT_AT - 100]}
    assert reason_of(lambda: read(cut)) is Refusal.NO_TEXT


@given(st.binary(max_size=300))
def test_any_tables_are_read_or_refused(data: bytes) -> None:
    for number in (1, 2, 3, 12, 13, 33):
        streams = doc([("가\x02나\r", 0, b"")], stories=("각\r", "", ""), tables={number: data})
        survives(lambda data: parsed(old_word, data), ole(streams))


@pytest.mark.parametrize("stream", ["WordDocument", "1Table"])
def test_changed_streams_are_read_or_refused(stream: str) -> None:
    streams = doc(
        [("제목\r", 1, b""), ("칸\x07", 0, IN_TABLE), ("\x07", 0, ROW_END), ("끝\r", 0, b"")],
        [("끝", HIDDEN)],
    )
    for made in mutations(streams[stream], 250):
        survives(lambda data: parsed(old_word, data), ole({**streams, stream: made}))
    for data in mutations(ole(streams), 100):
        survives(lambda data: parsed(old_word, data), data)


def test_it_is_told_by_its_content() -> None:
    check_from_end_to_end(ole(doc([("가나\r", 0, b"")])), DocumentKind.DOC, "가나")
