"""Tests of PPT: presentations built record by record."""

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

from app.domain.documents import DocumentKind, NoteKind, ParsedDocument, PartKind, Refusal
from app.index.parsers import old_slides, slides_binary

TITLE, BODY, NOTES, OTHER = 0, 1, 2, 4


def atom(kind: int, data: bytes = b"", instance: int = 0) -> bytes:
    return struct.pack("<HHI", instance << 4, kind, len(data)) + data


def container(kind: int, *inner: bytes, instance: int = 0) -> bytes:
    data = b"".join(inner)
    return struct.pack("<HHI", instance << 4 | 0xF, kind, len(data)) + data


def said(kind: int, text: str) -> bytes:
    return atom(3999, struct.pack("<I", kind)) + atom(4000, text.encode("utf-16-le"))


def shape(*inner: bytes, kind: int = 1, place: int = 0) -> bytes:
    where = container(0xF011, atom(3011, struct.pack("<iBB2x", 0, place, 0))) if place else b""
    return container(0xF004, atom(0xF00A, bytes(8), kind), where, container(0xF00D, *inner))


def slide(*shapes: bytes, note: int = 0, hidden: bool = False, more: bytes = b"") -> bytes:
    about = atom(1007, bytes(16) + struct.pack("<I", note) + bytes(4))
    info = atom(1017, bytes(10) + struct.pack("<H", 4 if hidden else 0) + bytes(4))
    drawn = container(1036, container(0xF002, container(0xF003, *shapes)))
    return container(1006, about, info, drawn, more)


def package(
    slides: list[tuple[bytes, bytes]],
    notes: list[bytes] = (),  # type: ignore[assignment]  # none by default
    *,
    before: bytes = b"",
    session: int = 0,
    token: int = 0xE391C05F,
) -> dict[str, bytes]:
    """Slides come with the texts of their outline; `before` stands at the beginning."""
    stream = before
    places: list[int] = []
    for data in [*(made for made, _ in slides), *notes]:
        places.append(len(stream))
        stream += data
    listed = b"".join(
        atom(1011, struct.pack("<IIiII", number, 0, 0, 255 + number, 0)) + texts
        for number, (_, texts) in enumerate(slides, 1)
    )
    noted = b"".join(
        atom(1011, struct.pack("<IIiII", number, 0, 0, number, 0))
        for number in range(len(slides) + 1, len(places) + 1)
    )
    places.append(len(stream))
    stream += container(
        1000,
        container(4080, listed, instance=0),
        container(4080, said(OTHER, "master"), instance=1),
        container(4080, noted, instance=2),
    )
    directory = len(stream)
    stream += atom(0x1772, struct.pack(f"<I{len(places)}I", 1 | len(places) << 20, *places))
    edit = len(stream)
    stream += atom(
        0x0FF5, struct.pack("<IIIIIIHH", 0, 0, 0, directory, len(places), 0, 0, 0)
        + struct.pack("<I", session),
    )  # fmt: skip
    return {
        "PowerPoint Document": stream,
        "Current User": atom(0x0FF6, struct.pack("<III", 20, token, edit) + bytes(12)),
        "\x05SummaryInformation": summary("발표", "홍길동", 65001),
    }


def read(streams: dict[str, bytes]) -> ParsedDocument:
    return parsed(old_slides, ole(streams), DocumentKind.PPT)


def test_titles_first_and_slides_in_the_order_of_the_list() -> None:
    first = slide(shape(said(BODY, "항목\r둘째\x0b줄")), shape(said(TITLE, "제목\r두 줄")))
    plain = atom(3999, struct.pack("<I", OTHER)) + atom(4008, b"caf\xe9")
    second = slide(shape(plain), shape(said(OTHER, "2024"), place=7), shape(kind=75))
    document = read(package([(first, b""), (second, b"")]))
    assert outline(document) == [
        ("heading", "제목 두 줄"),
        ("item", "항목"),
        ("item", "둘째\n줄"),
        ("paragraph", "café"),
    ]
    assert [(part.kind, part.label, part.pictures) for part in document.parts] == [
        (PartKind.SLIDE, "제목 두 줄", 0),
        (PartKind.SLIDE, "", 1),
    ]
    assert (document.title, document.author) == ("발표", "홍길동")


def test_outlines_stand_in_the_list_and_shapes_refer_to_them() -> None:
    texts = said(TITLE, "제목") + said(BODY, "항목") + said(BODY, "남은 것")
    shapes = (
        shape(atom(3998, struct.pack("<i", 1))),
        shape(atom(3998, struct.pack("<i", 0))),
        shape(atom(3998, struct.pack("<i", 99))),
    )
    assert outline(read(package([(slide(*shapes), texts)]))) == [
        ("heading", "제목"),
        ("item", "항목"),
        ("item", "남은 것"),
    ]


def test_notes_and_comments_stand_behind() -> None:
    comment = container(
        12000,
        atom(4026, "김".encode("utf-16-le"), 0),
        atom(4026, "왜?".encode("utf-16-le"), 1),
        atom(4026, "K".encode("utf-16-le"), 2),
    )
    first = slide(shape(said(OTHER, "글")), note=2, more=container(5000, comment))
    notes = container(1008, container(1036, shape(said(NOTES, "말할 것")), shape(said(OTHER, "1"))))
    assert outline(read(package([(first, b"")], [notes]))) == [
        ("paragraph", "글"),
        ("note", "말할 것"),
        ("note", "김: 왜?"),
    ]


def test_hidden_and_old_slides_are_not_read() -> None:
    hidden = slide(shape(said(OTHER, "숨김")), hidden=True)
    shown = slide(shape(said(OTHER, "보임")))
    document = read(
        package([(hidden, b""), (shown, b"")], before=slide(shape(said(OTHER, "옛것"))))
    )
    assert outline(document) == [("paragraph", "보임")]
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 2}


def test_locked_and_broken_ones() -> None:
    first = [(slide(shape(said(OTHER, "가"))), b"")]
    assert reason_of(lambda: read(package(first, token=0xF3D1C4DF))) is Refusal.LOCKED
    assert reason_of(lambda: read(package(first, session=7))) is Refusal.LOCKED
    files = {**package(first), "EncryptedSummary": b"x"}
    assert reason_of(lambda: read(files)) is Refusal.LOCKED
    without = {name: data for name, data in package(first).items() if name != "Current User"}
    assert read(without).text.strip() == "가"
    missing = {"Current User": b""}
    assert reason_of(lambda: parsed(old_slides, ole(missing))) is Refusal.DAMAGED
    cut = {**package(first), "PowerPoint Document": package(first)["PowerPoint Document"][:60]}
    assert reason_of(lambda: read(cut)) is Refusal.DAMAGED
    lost = package([*first, (atom(1, b"x"), b"")])
    assert noted(read(lost)) == {NoteKind.PARTLY_DAMAGED: 1}


def test_records_inside_records_end_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = shape(said(OTHER, "안"))
    for _ in range(3_000):
        deep = container(0xF003, deep)
    survives(lambda data: parsed(old_slides, data), ole(package([(slide(deep), b"")])))
    many = slide(atom(1) * 800_000)
    survives(lambda data: parsed(old_slides, data), ole(package([(many, b"")])))
    monkeypatch.setattr(slides_binary, "_MOST_RECORDS", 100_000)
    assert reason_of(lambda: read(package([(many, b"")]))) is Refusal.TOO_LARGE


@given(st.lists(st.tuples(st.sampled_from(
    (1000, 1006, 1007, 1008, 1011, 1017, 3011, 3998, 3999, 4000, 4008, 4026, 4080, 12000, 0xF004)
), st.booleans(), st.binary(max_size=30)), max_size=20))  # fmt: skip
def test_any_records_are_read_or_refused(found: list[tuple[int, bool, bytes]]) -> None:
    inner = b"".join(
        (container(kind, data) if is_container else atom(kind, data))
        for kind, is_container, data in found
    )
    streams = package([(container(1006, inner), inner)], [container(1008, inner)])
    survives(lambda data: parsed(old_slides, data), ole(streams))


@pytest.mark.parametrize("stream", ["PowerPoint Document", "Current User"])
def test_changed_streams_are_read_or_refused(stream: str) -> None:
    first = slide(shape(said(TITLE, "제목")), shape(atom(3998, struct.pack("<i", 0))), note=3)
    streams = package([(first, said(BODY, "글")), (slide(), b"")], [container(1008)])
    for made in mutations(streams[stream], 250):
        survives(lambda data: parsed(old_slides, data), ole({**streams, stream: made}))
    for data in mutations(ole(streams), 100):
        survives(lambda data: parsed(old_slides, data), data)


def test_it_is_told_by_its_content() -> None:
    data = ole(package([(slide(shape(said(OTHER, "가나"))), b"")]))
    check_from_end_to_end(data, DocumentKind.PPT, "가나")
