"""Sentences: where they end, in English and Korean, and where a full stop ends none."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.index.sentences import sentences


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("Dr. Kim met J. Lee at 3.5 p.m. today.", ["Dr. Kim met J. Lee at 3.5 p.m. today."]),
        ("It rose in 2019. The year ended.", ["It rose in 2019.", "The year ended."]),
        ("See No. 5 for more. Done.", ["See No. 5 for more.", "Done."]),
        ("3. Costs are shared. 4. Fees are not.", ["3. Costs are shared.", "4. Fees are not."]),
        ("갑은 을에게 지급한다. 을은 받는다.", ["갑은 을에게 지급한다.", "을은 받는다."]),
        ("제3조. 2019. 3. 1.부터 유효하다. 끝.", ["제3조. 2019. 3. 1.부터 유효하다.", "끝."]),
        ("これは本です。次の文。", ["これは本です。", "次の文。"]),
        ("A title\n\nA text without a stop", ["A title", "A text without a stop"]),
        ("Buy:\n- milk\n- bread", ["Buy:", "- milk", "- bread"]),
        ("a line that\ngoes on here.", ["a line that\ngoes on here."]),
        ("Wait... what?", ["Wait...", "what?"]),
        ("1. 결근한 자 2. 누설한 자", ["1. 결근한 자", "2. 누설한 자"]),
        ("가. 고의로 한 경우\n나. 과실로 한 경우", ["가. 고의로 한 경우", "나. 과실로 한 경우"]),
        ("좋다.그것은 나쁘다. 정말요?네!", ["좋다.", "그것은 나쁘다.", "정말요?", "네!"]),
        ("a) one\nb) two\n① three\n‣ four", ["a) one", "b) two", "① three", "‣ four"]),
        ("담당: 김민수\n부서: 인사팀", ["담당: 김민수", "부서: 인사팀"]),
        ("He left at 5 p.m. The end.", ["He left at 5 p.m.", "The end."]),
        ("Is it? No. It is not. The U.S. Army left.",
         ["Is it?", "No.", "It is not.", "The U.S. Army left."]),
        ("See the\nnote: it helps.", ["See the\nnote: it helps."]),
        ("See p. 12 and Fig. 3 of Vol. II.", ["See p. 12 and Fig. 3 of Vol. II."]),
        ("", []),
        (" \n ", []),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@given(st.text(alphabet="ab1 .!?\n가。\"'-)", max_size=60))
def test_nothing_but_white_space_is_lost(text: str) -> None:
    spans = sentences(text)
    assert all(a < b for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert "".join("".join(said(text)).split()) == "".join(text.split())


def test_only_the_stretch_asked_for_is_looked_at() -> None:
    text = "First one. Second one. Third one."
    assert [text[a:b] for a, b in sentences(text, 11, 22)] == ["Second one."]


@pytest.mark.parametrize("text", ["word ", ".", "!…", "1. ", "2019. 3. "])
def test_a_long_text_takes_linear_time(text: str) -> None:
    assert sentences(text * 200_000 + "x")


def test_a_row_of_a_table_is_a_sentence() -> None:
    text = "Prices:\nLamp\t12.50\t3\nChair\t45.00\t12\nAll in euros."
    assert said(text) == ["Prices:", "Lamp\t12.50\t3", "Chair\t45.00\t12\nAll in euros."]
