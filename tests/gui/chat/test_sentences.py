"""An answer in sentences: each once, when it is whole, without signs of Markdown."""

import pytest

from app.gui.chat.sentences import SentenceReader, spoken


def heard(*pieces: str) -> list[list[str]]:
    """What is said after each piece, and at the end."""
    reader, text, said = SentenceReader(0, lambda language: f"Code {language}".strip()), "", []
    for piece in pieces:
        text += piece
        said.append(reader.read(text))
    return [*said, reader.read(text, is_whole=True)]


def test_words_wait_for_the_end_of_their_sentence() -> None:
    said = heard("Hel", "lo there", ". How", " are you? I", " am")
    assert said == [[], [], ["Hello there."], ["How are you?"], [], ["I am"]]


def test_an_end_is_one_only_with_what_follows() -> None:
    assert heard("It is 3.", "14 and that", " is e.g. pi.", "\n") == [
        [],
        [],
        [],
        ["It is 3.14 and that is e.g. pi."],
        [],
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("안녕하세요. 저는 모델입니다. ", ["안녕하세요.", "저는 모델입니다."]),
        ("끝났습니다.다음은 그래요? ", ["끝났습니다.", "다음은 그래요?"]),
        ("これは本です。次に行く。", ["これは本です。", "次に行く。"]),
    ],
)
def test_sentences_of_other_languages(text: str, said: list[str]) -> None:
    assert heard(text)[0] == said


def test_lines_of_lists_and_headings_are_sentences() -> None:
    said = heard("## Steps\n\n1. First\n2. Then **this**\n- [x] `done`\n---\nso")
    assert said == [["Steps", "1. First", "2. Then this", "done"], ["so"]]


def test_code_is_named_and_not_read() -> None:
    said = heard("Look:\n```py", "thon\nx = 1. y\n", "``", "`\nThat was it. ")
    assert said == [["Look:"], ["Code python"], [], ["That was it."], []]


def test_a_table_is_read_in_cells() -> None:
    assert heard("| A | B |\n|---|---|\n| 1. | 2 |") == [["A, B"], ["1., 2"]]


def test_a_link_is_its_words() -> None:
    assert spoken("> see [the _page_](https://example.org) ~~now~~") == "see the page now"


def test_what_was_there_before_is_not_read() -> None:
    reader = SentenceReader(5, str)
    assert reader.read("Old. New one. And") == ["New one."]
    assert reader.read("Old. New one. And") == []
