"""Tests of HWP 5: files made of records, whole, locked and broken."""

import struct
import zlib

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

from app.domain.documents import DocumentKind, NoteKind, ParsedDocument, PartKind, Refusal
from app.index.parsers import hwp

CHAR_SHAPE, NUMBERING, PARA_SHAPE, STYLE, RANGE, CHANGE = 21, 23, 25, 26, 70, 96
HEADER, TEXT, LOOKS, CONTROL, LIST, SHAPE, TABLE, PICTURE, EQUATION, MEMO = (
    66, 67, 68, 71, 72, 76, 77, 85, 88, 93,
)  # fmt: skip


def record(tag: int, level: int, data: bytes = b"") -> bytes:
    if len(data) < 0xFFF:
        return struct.pack("<I", tag | level << 10 | len(data) << 20) + data
    return struct.pack("<II", tag | level << 10 | 0xFFF << 20, len(data)) + data


def wide(text: str) -> bytes:
    return struct.pack("<H", len(text)) + text.encode("utf-16-le")


def info() -> bytes:
    """DocInfo with three looks, three shapes of paragraphs, three styles and a numbered list."""
    looks = b""
    for size, ink, shade in ((1000, 0, -1), (1000, 0xFFFFFF, -1), (100, 0, -1)):
        data = bytes(42) + struct.pack("<iI2xIIi4x", size, 0, ink, 0, shade)
        looks += record(CHAR_SHAPE, 0, data)
    shapes = b""
    for how, level in ((0, 0), (1, 0), (2, 1)):
        said = struct.pack("<I", how << 23 | level << 25) + bytes(26) + struct.pack("<H", 1)
        shapes += record(PARA_SHAPE, 0, said + bytes(10))
    styles = b"".join(
        record(STYLE, 0, wide(korean) + wide(english) + bytes(8))
        for korean, english in (("바탕글", "Normal"), ("제목 2", ""), ("", "Heading 3"))
    )
    levels = struct.pack("<I8x", 0) + wide("제^1장") + struct.pack("<I8x", 8 << 5) + wide("^2.")
    levels += (struct.pack("<I8x", 0) + wide("")) * 5
    return looks + shapes + styles + record(NUMBERING, 0, levels + bytes(2))


def para(
    text: str | bytes,
    level: int = 0,
    shape: int = 0,
    style: int = 0,
    looks: tuple[tuple[int, int], ...] = ((0, 0),),
    inner: bytes = b"",
) -> bytes:
    data = text.encode("utf-16-le") if isinstance(text, str) else text
    head = struct.pack("<IIHB", len(data) // 2 + 1, 0, shape, style) + bytes(11)
    places = b"".join(struct.pack("<II", *look) for look in looks)
    return (
        record(HEADER, level, head)
        + (record(TEXT, level + 1, data + b"\r\0") if data else b"")
        + record(LOOKS, level + 1, places)
        + inner
    )


def control(name: bytes, level: int, *inner: bytes, more: bytes = b"") -> bytes:
    return record(CONTROL, level, name[::-1] + more) + b"".join(inner)


def cell(row: int, column: int, text: str, level: int, down: int = 1) -> bytes:
    head = struct.pack("<II4H", 1, 0, column, row, 1, down) + bytes(18)
    return record(LIST, level, head) + para(text, level)


def package(*sections: bytes, flags: int = 1, **streams: bytes) -> dict[str, bytes]:
    def packed(data: bytes) -> bytes:
        if not flags & 1:
            return data
        made = zlib.compressobj(wbits=-15)
        return made.compress(data) + made.flush()

    files = {
        "FileHeader": b"HWP Document File".ljust(32, b"\0")
        + struct.pack("<II", 0x05000300, flags)
        + bytes(216),
        "DocInfo": packed(info()),
        "\x05HwpSummaryInformation": summary("보고서", "홍길동", 0),
    }
    for number, section in enumerate(sections):
        files[f"BodyText/Section{number}"] = packed(section)
    return {**files, **streams}


def read(*sections: bytes, flags: int = 1) -> ParsedDocument:
    return parsed(hwp, ole(package(*sections, flags=flags)), DocumentKind.HWP)


BLOCK = bytes(14)
INSERTED, DELETED = 0x10, 0x11


def changed(*ranges: tuple[int, int, int, int]) -> bytes:
    """Ranges of a paragraph: from where, until where, the kind, the number of the change."""
    data = b"".join(struct.pack("<III", a, b, kind << 24 | number) for a, b, kind, number in ranges)
    return record(RANGE, 1, data)


def read_changed(*sections: bytes) -> ParsedDocument:
    """With three changes that are tracked: an insertion, a deletion, one that is cut short."""
    made = package(*sections, flags=0)
    for kind in (INSERTED, DELETED):
        made["DocInfo"] += record(CHANGE, 0, struct.pack("<I", kind) + bytes(22))
    made["DocInfo"] += record(CHANGE, 0, b"\x11")
    return parsed(hwp, ole(made), DocumentKind.HWP)


def test_what_was_deleted_under_tracking_is_left_out_and_counted() -> None:
    ranges = changed((3, 6, DELETED, 2), (5, 8, DELETED, 2), (8, 10, INSERTED, 1))
    ranges += record(RANGE, 1, bytes(7))  # cut short
    document = read_changed(para("남음 지운 글이새로", inner=ranges))
    assert outline(document) == [("paragraph", "남음 새로")]
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 5}
    other = changed((0, 2, DELETED, 1), (0, 2, DELETED, 3), (0, 2, 2, 2), (3, 3, DELETED, 2))
    assert outline(read_changed(para("보이는 글", inner=other))) == [("paragraph", "보이는 글")]
    assert outline(read(para("보이는 글", inner=changed((4, 99, DELETED, 1))))) == [
        ("paragraph", "보이는")
    ]
    all_of_it = para("보이는 글", inner=changed((0, 1 << 31, DELETED, 1)))
    assert reason_of(lambda: read(all_of_it)) is Refusal.NO_TEXT


def test_notes_in_deleted_text_are_deleted_with_it() -> None:
    notes = [
        control(b"fn  ", 1, record(LIST, 2, bytes(8)) + para(text, 2)) for text in ("남음", "지움")
    ]
    mark = "\x11\0\0\0\0\0\0\x11"
    text = f"가{mark}나{mark}다"
    document = read_changed(para(text, inner=changed((9, 18, DELETED, 2)) + b"".join(notes)))
    assert outline(document) == [("paragraph", "가다"), ("note", "남음")]
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 1 + 2}
    unsure = read_changed(para(text, inner=changed((9, 18, DELETED, 2)) + notes[0]))
    assert outline(unsure) == [("paragraph", "가다"), ("note", "남음")]


def test_paragraphs_headings_and_who_wrote_it() -> None:
    section = control(b"secd", 1, more=bytes(14) + struct.pack("<H", 1))
    document = read(
        para("총칙", shape=1, inner=section)
        + para("가항", shape=2)
        + para("문장으로 된 개요는 제목이 아니다.", shape=1)
        + para("둘째", style=1)
        + para("셋째", style=2)
        + para("본문 " + "글" * 5000)
    )
    kinds = [(block.kind.value, block.level) for block in document.blocks]
    assert kinds[:5] == [
        ("heading", 1), ("item", 0), ("item", 0), ("heading", 2), ("heading", 3),
    ]  # fmt: skip
    assert [text for _, text in outline(document)][:3] == [
        "제1장 총칙", "가. 가항", "제2장 문장으로 된 개요는 제목이 아니다.",
    ]  # fmt: skip
    assert document.text.count("글") == 5000
    assert (document.title, document.author) == ("보고서", "홍길동")


@pytest.mark.parametrize("flags", [0, 1])
def test_controls_inside_text(flags: int) -> None:
    text = "가".encode("utf-16-le") + b"\t\0" + b"\x3c\xd8" * 7
    text += "나".encode("utf-16-le") + b"\n\0" + "다".encode("utf-16-le")
    text += b"\x0b\0lbt " + BLOCK[4:] + "라".encode("utf-16-le") + b"\x18\0" + b"\x1e\0"
    text += "마😀".encode("utf-16-le") + b"\x03\0" + b"knuk" + bytes(4)
    assert outline(read(para(text), flags=flags)) == [("paragraph", "가\t나\n다라- 마😀")]


def test_what_nobody_sees_is_counted() -> None:
    hidden = control(b"tcmt", 1, record(LIST, 2, bytes(8)), para("숨은 설명", 2))
    text = b"\x0f\0" + BLOCK + "보임하양작음끝".encode("utf-16-le")
    looks = ((0, 0), (10, 1), (12, 2), (14, 0))
    document = read(para(text, looks=looks, inner=hidden))
    assert outline(document) == [("paragraph", "보임끝")]
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 9}


def test_tables_boxes_notes_and_pictures() -> None:
    caption = record(LIST, 2, bytes(8)) + para("표 1", 2)
    table = control(
        b"tbl ", 1, caption, record(TABLE, 2, bytes(20)),
        cell(0, 0, "구분", 2), cell(0, 1, "값", 2), cell(1, 0, "가", 2, down=2),
        cell(1, 1, "1", 2), cell(2, 1, "2", 2),
    )  # fmt: skip
    note = control(b"fn  ", 1, record(LIST, 2, bytes(8)), para("각주", 2))
    head = control(b"head", 1, record(LIST, 2, bytes(8)), para("머리말", 2))
    box = control(b"gso ", 1, record(SHAPE, 2), record(LIST, 3, bytes(8)), para("상자", 3))
    picture = control(b"gso ", 1, record(SHAPE, 2), record(PICTURE, 3, bytes(20)))
    script = struct.pack("<I", 0) + wide("a over b")
    formula = control(b"eqed", 1, record(EQUATION, 2, script))
    memo = record(MEMO, 1) + record(LIST, 2, bytes(8)) + para("메모", 2)
    inner = table + note + head + box + picture + formula
    document = read(para("글", inner=inner) + para("끝") + memo)
    assert outline(document)[:6] == [
        ("paragraph", "글 a over b"),
        ("paragraph", "표 1"),
        ("table", "구분\t값\n가\t1\n가\t2\n"),
        ("note", "각주"),
        ("paragraph", "상자"),
        ("paragraph", "끝"),
    ]
    assert outline(document)[-1] == ("note", "머리말")
    assert document.parts[0].pictures == 1


def test_sections_are_parts_in_the_order_of_their_numbers() -> None:
    document = read(*(para(f"구역 {number}") for number in range(12)))
    assert [text for _, text in outline(document)] == [f"구역 {n}" for n in range(12)]
    assert {part.kind for part in document.parts} == {PartKind.SECTION}


@pytest.mark.parametrize("flags", [0x3, 0x5, 0x11, 0x101])
def test_what_is_encrypted_is_locked(flags: int) -> None:
    assert reason_of(lambda: read(para("가"), flags=flags)) is Refusal.LOCKED


def test_damage_is_told_or_refused() -> None:
    good = package(para("가") + para("나" * 3000))
    cut = {**good, "BodyText/Section0": good["BodyText/Section0"][:-20]}
    document = parsed(hwp, ole(cut))
    assert document.text.startswith("가")
    assert noted(document)[NoteKind.PARTLY_DAMAGED] >= 1
    for missing in ("FileHeader", "BodyText/Section0"):
        files = {name: data for name, data in good.items() if name != missing}
        assert reason_of(lambda files=files: parsed(hwp, ole(files))) is Refusal.DAMAGED
    without = {name: data for name, data in good.items() if name != "DocInfo"}
    assert parsed(hwp, ole(without)).text.startswith("가")
    garbage = {**good, "BodyText/Section0": b"\xff" * 300}
    assert reason_of(lambda: parsed(hwp, ole(garbage))) is Refusal.NO_TEXT


def test_what_unpacks_without_end_is_a_bomb() -> None:
    bomb = record(TEXT, 0, bytes(130 << 20))
    assert reason_of(lambda: read(bomb)) is Refusal.BOMB
    many = record(HEADER, 0) * 1_100_000
    assert reason_of(lambda: read(many)) is Refusal.TOO_LARGE


def test_boxes_inside_boxes_end_somewhere() -> None:
    deep = b"".join(
        para("안", level)
        + record(CONTROL, level + 1, b" osg")
        + record(SHAPE, level + 2)
        + record(SHAPE, level + 3)
        for level in range(0, 1020, 4)
    )
    assert "안" in read(deep).text
    tables = b"".join(
        para("", level) + control(b"tbl ", level + 1, record(TABLE, level + 2))
        + record(LIST, level + 2, bytes(30))
        for level in range(0, 1020, 2)
    )  # fmt: skip
    survives(lambda data: parsed(hwp, data), ole(package(tables)))


@given(
    st.lists(
        st.tuples(
            st.sampled_from((66, 67, 68, 71, 72, 76, 77, 85, 88, 90, 93, 20)),
            st.integers(0, 9),
            st.sampled_from((b"", b" lbt", b" osg", b"  nf", b"dces", b"deqe", b"tmct", b"daeh"))
            | st.binary(max_size=40),
        ),
        max_size=40,
    )
)
def test_any_records_are_read_or_refused(found: list[tuple[int, int, bytes]]) -> None:
    section = b"".join(record(*each) for each in found)
    survives(lambda data: parsed(hwp, data), ole(package(section, flags=0)))


def test_changed_files_are_read_or_refused() -> None:
    table = control(
        b"tbl ", 1, record(TABLE, 2, bytes(20)), cell(0, 0, "가", 2), cell(0, 1, "나", 2)
    )
    body = para("글", inner=table) + para("끝", shape=1)
    for flags in (0, 1):
        files = package(body, flags=flags)
        for data in mutations(ole(files), 120):
            survives(lambda data: parsed(hwp, data), data)
    for member in ("BodyText/Section0", "DocInfo", "\x05HwpSummaryInformation"):
        for made in mutations(package(body, flags=0)[member], 120):
            files = {**package(body, flags=0), member: made}
            survives(lambda data: parsed(hwp, data), ole(files))


def test_it_is_told_by_its_content() -> None:
    check_from_end_to_end(ole(package(para("가나"))), DocumentKind.HWP, "가나")
