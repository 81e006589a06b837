"""Tests that what parsers find becomes one document whose offsets hold."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsed_documents import check

from app.domain.documents import (
    BlockKind,
    DocumentKind,
    NoteKind,
    ParsedDocument,
    PartKind,
    ReadingLimits,
    Refusal,
)
from app.index.parsers import cleaning
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.cleaning import cleaned, cleaned_with_sources
from app.index.parsers.refusing import Refused, TextFull


def builder(**limits: int) -> DocumentBuilder:
    return DocumentBuilder(DocumentKind.TEXT, ReadingLimits(**limits))


def blocks(document: ParsedDocument) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def test_parts_and_blocks_cover_the_text() -> None:
    made = builder()
    made.begin_part(PartKind.PAGE, "i")
    made.add(BlockKind.HEADING, " Ein\tTitel\r\n", level=1)
    made.add(BlockKind.PARAGRAPH, "one\r\ntwo  \n\n\n\nthree")
    made.begin_part(PartKind.PAGE)
    made.add_table([["a", "b\nc"], ["", ""], ["1"], [""]], header_rows=1, first_row=4)
    document = made.finish()
    check(document)
    assert blocks(document) == ["Ein\tTitel", "one\ntwo\n\nthree", "a\tb c\n\n1\n"]
    assert [part.label for part in document.parts] == ["i", ""]
    assert (document.blocks[2].header_rows, document.blocks[2].first_row) == (1, 4)


def test_code_keeps_its_indentation() -> None:
    made = builder()
    made.add(BlockKind.CODE, "\n\n    if x:\n        y  \n\n\n\nz\n\n", language="python")
    assert blocks(made.finish()) == ["    if x:\n        y  \n\n\n\nz"]


def test_runs_lead_back_to_the_source() -> None:
    source = "e\u0301t\u200be\ufffe 한"
    made = builder()
    made.begin_part(PartKind.PAGE)
    made.add(BlockKind.PARAGRAPH, source, sources=range(10, 10 + len(source)))
    document = made.finish()
    check(document)
    assert document.text.startswith("éte 한")
    runs = document.parts[0].runs
    found = [(document.text[r.start : r.start + r.length], r.source) for r in runs]
    assert found == [("é", 10), ("t", 12), ("e", 14), (" 한", 16)]


def test_what_nobody_sees_is_left_out_and_told() -> None:
    made = builder()
    made.add(BlockKind.PARAGRAPH, "see\U000e0041\U000e0042n \u202eme\u00ad\x00")
    document = made.finish()
    assert blocks(document) == ["seen me"]
    assert [(n.kind, n.count) for n in document.notes] == [(NoteKind.HIDDEN_TEXT, 2)]


def test_too_much_text_is_cut_and_told() -> None:
    made = builder(text_characters=10)
    made.add(BlockKind.PARAGRAPH, "12345")
    with pytest.raises(TextFull):
        made.add(BlockKind.PARAGRAPH, "6789012")
    document = made.finish()
    check(document)
    assert blocks(document) == ["12345", "678"]
    assert document.text == "12345\n\n678"
    assert document.notes[0].kind is NoteKind.CUT_SHORT


def test_too_many_parts_are_cut_and_told() -> None:
    made = builder(parts=2)
    for _ in range(2):
        made.begin_part(PartKind.PAGE)
        made.add(BlockKind.PARAGRAPH, "x")
    with pytest.raises(TextFull):
        made.begin_part(PartKind.PAGE)
    assert len(made.finish().parts) == 2


def test_nothing_at_all_is_refused() -> None:
    made = builder()
    made.begin_part(PartKind.PAGE)
    made.add(BlockKind.PARAGRAPH, " \n\u200b")
    made.add_table([["", " "]])
    with pytest.raises(Refused) as caught:
        made.finish()
    assert caught.value.reason is Refusal.NO_TEXT


def test_a_member_keeps_its_blocks() -> None:
    inner = builder()
    for page in ("one", "two"):
        inner.begin_part(PartKind.PAGE)
        inner.add(BlockKind.HEADING, page, level=2)
        inner.add(BlockKind.CODE, "  x\n", language="c")
    inner.note(NoteKind.PARTLY_DAMAGED, 1)
    outer = builder()
    outer.add_document(inner.finish(), "a/b.pdf")
    document = outer.finish()
    check(document)
    assert [part.label for part in document.parts] == ["a/b.pdf, 1", "a/b.pdf, 2"]
    assert [b.kind for b in document.blocks] == [BlockKind.HEADING, BlockKind.CODE] * 2
    assert document.notes[0].count == 1


@given(st.text())
def test_cleaning_with_sources_is_cleaning(text: str) -> None:
    clean, sources = cleaned_with_sources(text)
    assert clean == cleaned(text)
    assert len(sources) == len(clean)
    assert sources == sorted(sources)


@given(st.lists(st.tuples(st.sampled_from(list(BlockKind)), st.text()), max_size=8))
def test_any_text_makes_a_document_that_holds(found: list[tuple[BlockKind, str]]) -> None:
    made = builder()
    for kind, text in found:
        if kind is BlockKind.TABLE:
            made.add_table([text.split(" "), [text]])
        else:
            made.add(kind, text, sources=range(len(text)) if len(text) % 2 else None)
    try:
        document = made.finish()
    except Refused:
        return
    check(document)


def test_what_is_left_as_it_is_needs_no_cleaning() -> None:
    kept = [chr(code) for code in range(0x110000) if cleaning._SEEN.match(chr(code))]
    assert len(kept) > 30_000
    text = "".join(kept)
    assert unicodedata.normalize("NFC", text) == text
    assert all(unicodedata.combining(letter) == 0 for letter in kept)
    assert all(unicodedata.is_normalized("NFC", "가" + letter) for letter in kept)
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert all(letter in "\n\t" or unicodedata.category(letter) not in hidden for letter in kept)
    assert [letter for letter in kept if letter.isspace()] == ["\t", "\n", " "]
