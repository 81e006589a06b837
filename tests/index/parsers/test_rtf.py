"""Tests of RTF: in every encoding, with tables and notes, and broken in every way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
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
from app.index.parsers import rtf

HEAD = (
    r"{\rtf1\ansi\ansicpg949\deff0{\fonttbl{\f0\fcharset129 \'b9\'d9\'c5\'c1;}{\f1\fcharset128 MS;}"
    r"{\f2\fcharset0 Arial;}}{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}"
    r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 Own;}{\s2 \'c1\'a6\'b8\'f1 2;}{\s3 heading 3;}}"
    r"{\info{\title \'ba\'b8\'b0\'ed}{\author \u54861?\u44600?}{\author again}{\company x}}"
)


def code(text: str, encoding: str = "cp949") -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))


def read(body: str, head: str = HEAD) -> ParsedDocument:
    return parsed(rtf, (head + body + "}").encode("latin-1"), DocumentKind.RTF)


def test_headings_by_outline_and_style() -> None:
    g = code("가")
    document = read(
        rf"\pard\s1 {g}\par\pard\s2 {g}\par\pard\s3 {g}\par\pard\outlinelevel4 {g}\par\pard {g}\par"
    )
    assert [(b.kind.value, b.level) for b in document.blocks] == [
        ("heading", 1),
        ("heading", 2),
        ("heading", 3),
        ("heading", 5),
        ("paragraph", 0),
    ]
    assert (document.title, document.author) == ("보고", "홍길")


def test_every_way_to_write_a_letter() -> None:
    raw = "라마".encode("cp949").decode("latin-1")
    body = rf"{code('가나')}\u45796?{{\uc2\u-21029\'a1\'a1}}{raw}{{\f1 {code('日本', 'cp932')}}}"
    body += (
        rf"{{\f2 caf{code('바')}}}\u-10179?\u-8704?\~\_"
        r"\emdash\bullet x\line y\tab z\{\}\\\par"
    )
    assert outline(read(body)) == [
        ("paragraph", "가나다괛라마日本caf바😀 -—•x\ny\tz{}\\".replace("괛", chr(65536 - 21029)))
    ]


def test_lists_keep_their_numbers_and_drop_their_bullets() -> None:
    body = r"{\listtext 1.\tab}one\par\pard{\pntext\'b7\tab}dot\par\pard\ls3 item\par\pard end\par"
    assert outline(read(body)) == [
        ("item", "1. one"),
        ("item", "dot"),
        ("item", "item"),
        ("paragraph", "end"),
    ]


def test_tables_with_merged_cells_and_tables_inside() -> None:
    body = r"""\trowd\trhdr\cellx1\cellx2\pard\intbl a\cell b\cell\row
\trowd\clvmgf\cellx1\cellx2 c\par d\cell 1\cell\row
\trowd\clvmrg\cellx1\cellx2\cell \pard\intbl\itap2 in\nestcell ner\nestcell{\*\nesttableprops\trowd
\nestrow}{\nonesttables\par}\pard\intbl\itap1 2\cell\row\pard after\par"""
    document = read(body)
    assert outline(document) == [
        ("table", "a\tb\nc d\t1\nc d\tin ner 2\n"),
        ("paragraph", "after"),
    ]
    assert document.blocks[0].header_rows == 1


def test_notes_boxes_margins_fields_and_pictures() -> None:
    body = (
        r"{\header secret paper\par}{\footer - 1 -\par}text{\footnote note}{\*\atnauthor Kim}"
        r"{\*\annotation why?}{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}"
        r"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt\pard box\par}}{\shprslt again}}"
        r"{\*\shppict{\pict 00ff}}{\nonshppict{\pict 00}}\bin3 }}}{\object{\*\objdata 00}"
        r"{\result\pict}}\par"
    )
    document = read(body)
    assert outline(document) == [
        ("paragraph", "textlink"),
        ("note", "note"),
        ("note", "Kim: why?"),
        ("paragraph", "box"),
        ("note", "secret paper"),
    ]
    assert document.parts[0].pictures == 2


def test_what_is_hidden_or_deleted_is_not_read() -> None:
    body = (
        r"seen{\v hidden}{\deleted gone}{\cf2 white}{\cf2\highlight1 shown}{\fs2 tiny}"
        r"\v0 end\par"
    )
    document = read(body + r"{\*\unknown no}{\upr{no}{\*\ud yes}}\par")
    assert [text for _, text in outline(document)] == ["seenshownend", "yes"]
    assert noted(document) == {NoteKind.HIDDEN_TEXT: 6 + 4 + 5 + 4}


def test_broken_ones_are_read_as_far_as_they_go() -> None:
    assert read("open {\\b text", HEAD).text.strip() == "open text"
    assert parsed(rtf, rb"{\rtf1 text} after").text.strip() == "text"
    assert reason_of(lambda: parsed(rtf, rb"{\rtf1 " + b"{" * 50_000)) is Refusal.BOMB
    assert reason_of(lambda: parsed(rtf, rb"{\rtf1}")) is Refusal.NO_TEXT
    for piece in (
        rb"{\field{\*\fldinst{HYPERLINK ",
        rb"\bin999999999 ",
        rb"\u99999?",
        rb"\cell\row\trowd",
        b"\\",
        b"{\\fonttbl",
        rb"\'",
    ):
        survives(lambda data: parsed(rtf, data), rb"{\rtf1 x" + piece * 30_000)


@given(
    st.lists(
        st.sampled_from(
            ["{", "}", "\\par ", "\\cell ", "\\row ", "\\trowd\\clvmrg\\cellx1 ", "\\intbl ",
             "\\footnote ", "\\*", "\\u-10179?", "\\'b0", "\\'a1", "\\v ", "\\fonttbl ", "\\f1 ",
             "\\stylesheet ", "\\s1 ", "\\info ", "\\title ", "\\shptxt ", "\\header ", "\\uc5 ",
             "\\bin5 ", "text", "\\ansicpg99999 ", "\\pard ", "\\shpinst ", "\\listtext ", "\\ud "]
        ),
        max_size=60,
    ).map("".join)
)  # fmt: skip
@settings(max_examples=300)
def test_any_words_are_read_or_refused(body: str) -> None:
    survives(lambda data: parsed(rtf, data), (HEAD + body).encode("latin-1"))


@pytest.mark.parametrize("seed", [1, 2])
def test_changed_files_are_read_or_refused(seed: int) -> None:
    body = r"\trowd\cellx1\cellx2 a\cell b\cell\row\pard text{\footnote note}\par"
    for data in mutations((HEAD + body + "}").encode(), 200, seed):
        survives(lambda data: parsed(rtf, data), data)


def test_it_is_told_by_its_content() -> None:
    data = (HEAD + code("가나") + r"\par}").encode()
    check_from_end_to_end(data, DocumentKind.RTF, "가나")
