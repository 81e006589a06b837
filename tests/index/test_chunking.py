"""Chunks: they tile the text, keep to their budget, and carry their headings."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.collections import Language
from app.domain.documents import Block, BlockKind, DocumentKind, ParsedDocument, Part, PartKind
from app.index.chunking import chunks_of

Piece = tuple[BlockKind, str]


def count(texts: list[str]) -> list[int]:
    """Words, and of words without spaces every fourth character."""
    return [sum(1 + len(word) // 4 for word in text.split()) for text in texts]


def document(
    *parts: list[Piece], kind: PartKind = PartKind.PAGE, title: str = ""
) -> ParsedDocument:
    text, places, blocks = "", [], []
    for number, pieces in enumerate(parts, 1):
        begin = len(text)
        for block, words in pieces:
            start = len(text)
            text += words + "\n\n"
            level = 1 + words.count("#") if block is BlockKind.HEADING else 0
            header = 1 if block is BlockKind.TABLE else 0
            blocks.append(Block(block, start, start + len(words), level, header))
        places.append(Part(kind, number, begin, len(text), label=f"Sheet {number}"))
    return ParsedDocument(DocumentKind.TEXT, text, tuple(places), tuple(blocks), title)


H, P, T = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TABLE
LONG = "A sentence of eight words stands here. " * 20


def test_small_paragraphs_under_one_heading_are_one_chunk() -> None:
    (chunk,) = chunks_of(document([(H, "Rent"), (P, "It is due."), (P, "On Monday.")]), count)
    assert chunk.text.split() == ["Rent", "It", "is", "due.", "On", "Monday."]
    assert chunk.heading == ""


def test_a_new_section_begins_a_chunk_once_there_is_enough() -> None:
    made = chunks_of(document([(H, "One"), (P, LONG), (H, "Two"), (P, LONG)]), count)
    assert [chunk.text.split()[0] for chunk in made] == ["One", "Two"]


def test_the_path_of_headings_is_carried_by_what_follows() -> None:
    paper = document([(H, "Lease"), (H, "Rent #"), (P, LONG * 3)], title="Contract")
    made = chunks_of(paper, count)
    assert len(made) > 1
    assert made[0].heading == "Contract"
    assert {chunk.heading for chunk in made[1:]} == {"Contract › Lease › Rent #"}


def test_a_heading_is_never_left_alone_at_the_end() -> None:
    fits = "word " * 148
    made = chunks_of(document([(P, fits), (H, "Next"), (P, LONG)]), count)
    assert made[0].text.split()[-1] == "word"
    assert made[1].text.startswith("Next")


def test_pages_are_crossed_and_sheets_are_not() -> None:
    pieces = [[(P, "Ends on the next")], [(P, "page, as it should.")]]
    assert len(chunks_of(document(*pieces), count)) == 1
    sheets = chunks_of(document(*pieces, kind=PartKind.SHEET), count)
    assert [chunk.part for chunk in sheets] == [0, 1]
    assert sheets[1].heading == "Sheet 2"


def test_a_table_is_cut_between_rows_and_its_columns_stay_named() -> None:
    rows = "\n".join(f"{number}\tname of {number}" for number in range(200))
    made = chunks_of(document([(T, "Number\tName\n" + rows)]), count)
    assert len(made) > 2
    assert made[0].header == ""
    assert {chunk.header for chunk in made[1:]} == {"Number | Name"}
    assert all(re.fullmatch(r"(\d+\tname of \d+\s+)+", chunk.text) for chunk in made[1:])
    assert made[1].indexed.startswith("Number | Name\n")


@pytest.mark.parametrize(
    "text",
    [
        LONG * 10,
        "word " * 3000,
        "x" * 30_000,
        "가나다라" * 5000,
        "한국어 문장은 이렇게 끝난다. " * 300,
    ],
    ids=["sentences", "no stop", "one word", "no space", "korean"],
)
def test_too_long_a_paragraph_is_cut_within_the_budget(text: str) -> None:
    paper = document([(P, text)])
    made = chunks_of(paper, count, target=300)
    assert len(made) > 1
    assert max(count([chunk.text for chunk in made])) <= 300
    assert "".join(chunk.text for chunk in made) == paper.text


def test_a_cut_in_a_paragraph_falls_between_sentences() -> None:
    made = chunks_of(document([(P, LONG * 10)]), count)
    assert all(chunk.text.rstrip().endswith("here.") for chunk in made)


def test_the_language_is_that_of_the_letters() -> None:
    made = chunks_of(
        document(
            [(P, "계약 기간은 2년으로 한다.")], [(P, "The term is two years.")], kind=PartKind.SLIDE
        ),
        count,
    )
    assert [chunk.language for chunk in made] == [Language.KOREAN, Language.OTHER]


@pytest.mark.parametrize(
    ("heading", "text", "expected"),
    [
        ("Rent", "It is due on Monday. Kim (김) collects it.", Language.BOTH),
        ("임대료", "It is due on Monday.", Language.BOTH),
        ("임대료", "월요일에 낸다.", Language.KOREAN),
        ("Rent", "월요일에 낸다.", Language.KOREAN),
        ("Rent", "It is due on Monday. " * 20 + "김", Language.OTHER),
        ("2026", "1, 2, 3", Language.OTHER),
    ],
)
def test_latin_text_with_a_little_korean_is_of_both_languages(
    heading: str, text: str, expected: Language
) -> None:
    chunk = chunks_of(document([(P, text)], title=heading), count)[0]
    assert chunk.heading == heading
    assert chunk.language is expected


def test_nothing_comes_of_nothing() -> None:
    assert chunks_of(document([]), count) == []


WORDS = st.text(alphabet="abc .가나\n", min_size=1, max_size=200).filter(str.strip)
PIECES = st.lists(
    st.tuples(st.sampled_from([H, P, T]), WORDS.map(str.strip)), min_size=1, max_size=8
)


@given(st.lists(PIECES, min_size=1, max_size=4), st.sampled_from([PartKind.PAGE, PartKind.SHEET]))
def test_chunks_tile_the_text(parts: list[list[Piece]], kind: PartKind) -> None:
    paper = document(*parts, kind=kind)
    made = chunks_of(paper, count, target=20)
    assert "".join(chunk.text for chunk in made) == paper.text
    assert [chunk.position for chunk in made] == list(range(len(made)))
    for chunk in made:
        assert paper.text[chunk.start : chunk.end] == chunk.text
        assert chunk.text.strip()
