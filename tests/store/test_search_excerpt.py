"""Excerpts: their length, their ends, and marks that fit after everything was tidied."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.store.query import parse
from app.store.search_excerpt import LENGTH, Marks, excerpt
from app.store.words import fold, fold_with_places


def shown(text: str, query: str) -> tuple[str, Marks]:
    return excerpt(text, fold_with_places(text), parse(query).words)


def marked(text: str, query: str) -> list[str]:
    stretch, marks = shown(text, query)
    return [stretch[start:end] for start, end in marks]


def test_a_short_text_is_shown_whole() -> None:
    assert shown("임대차계약서 검토", "계약") == ("임대차계약서 검토", ((3, 5),))


def test_a_long_text_is_cut_between_words() -> None:
    text = "lorem ipsum " * 40 + "the contract itself " + "dolor sit amet " * 40
    stretch, marks = shown(text, "contract")
    assert stretch.startswith("…")
    assert stretch.endswith("…")
    assert set(stretch.strip("…").split()) <= set(text.split())
    assert LENGTH - 50 < len(stretch) <= LENGTH + 2
    assert [stretch[start:end] for start, end in marks] == ["contract"]


def test_the_ends_of_a_text_are_used_up() -> None:
    text = "가나다라 " * 60 + "마지막 계약"
    stretch, _ = shown(text, "계약")
    assert stretch.endswith("마지막 계약")
    assert len(stretch) > LENGTH - 30


def test_without_spaces_it_is_cut_between_characters() -> None:
    text = unicodedata.normalize("NFD", "각" * 200 + "계약" + "각" * 200)
    stretch, _ = shown(text, "계약")
    assert set(unicodedata.normalize("NFC", stretch)) == set("…각계약")


def test_all_words_near_the_first_are_marked_and_overlaps_joined() -> None:
    assert marked("계약서와 약서, 그리고 계약", "계약서 약서 계약") == ["계약서", "약서", "계약"]


def test_space_is_tidied_and_what_cannot_be_shown_is_dropped() -> None:
    text = "\n\n  the\tlong\r\n\r\n \u3000con\x07tract \u202e\ud800 계\u200b약\x00  contract\n"
    stretch, marks = shown(text, "contract")
    assert stretch == "the long contract 계약 contract"
    assert [stretch[start:end] for start, end in marks] == ["contract"]


def test_a_phrase_longer_than_the_excerpt_is_marked_to_its_end() -> None:
    text = "start " + "word " * 100
    stretch, marks = shown(text, '"' + "word " * 60 + '"')
    assert marks[0][0] == 6
    assert marks[-1][1] <= len(stretch)


@pytest.mark.parametrize(
    ("text", "query", "words"),
    [
        ("GROSSE und große Straße", "grosse", ["GROSSE", "große"]),
        ("İİİ İstanbul", "istanbul", ["İstanbul"]),
        ("ﬃ ﬁ office", "office", ["office"]),
        (unicodedata.normalize("NFD", "한국어 계약서를"), "약서", None),
        ("ＡＢＣ ﾊﾟﾝ", "パン", ["ﾊﾟﾝ"]),
        ("co\u00adoperation", "coop", ["coop"]),
        ("กินข้าวแล้ว", "ข้าว", ["ข้าว"]),
    ],
)
def test_marks_lie_on_the_original_text(text: str, query: str, words: list[str] | None) -> None:
    assert marked(text, query) == (words or [unicodedata.normalize("NFD", "약서")])


_TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from("계약서 猫aßİé\u0301\n\t\x07\u200d\ud800กิ-"), st.characters()
    ),
    max_size=400,
)


@given(_TEXT, _TEXT, st.sampled_from(["계약", "a", "ss", "약서 猫", '"a a"', "é", "กิ"]))
@example("", "", "a")
@example("x" * 300, " " * 300, "계약")
def test_marks_lie_inside_in_order_and_cover_what_was_sought(
    before: str, after: str, query: str
) -> None:
    text = f"{before} {query.strip(chr(34))} {after}"
    stretch, marks = shown(text, query)
    stretch.encode()
    assert len(stretch) <= LENGTH + 24 + 2
    assert not any(unicodedata.category(each) in ("Cc", "Cs") for each in stretch)
    assert "  " not in stretch
    assert marks
    assert list(marks) == sorted(marks)
    assert all(0 <= start < end <= len(stretch) for start, end in marks)
    assert all(one[1] <= two[0] for one, two in pairwise(marks))
    pieces = [each for sought in parse(query).words for each in sought.pieces]
    for start, end in marks:
        assert any(piece.text in fold(stretch[start:end]) for piece in pieces)
