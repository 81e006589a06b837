"""Numbers of sources are not shown while a text is being written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.index.mark_filter import MarkFilter


def shown(*pieces: str) -> str:
    marks = MarkFilter()
    return "".join([*map(marks.feed, pieces), marks.end()])


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (("The rent is due [1", "2]. Then", " [3][4], it"), "The rent is due. Then, it"),
        (
            (
                "a list [",
                "x] of it",
            ),
            "a list [x] of it",
        ),
        (("an end [1",), "an end [1"),
        (("[", "1", "]", " and ", "[2, 3]"), " and"),
    ],
)
def test_marks_go_and_everything_else_stays(pieces: tuple[str, ...], text: str) -> None:
    assert shown(*pieces) == text


@given(st.lists(st.text("[]12, ab\n", max_size=6)))
def test_pieces_make_no_difference(pieces: list[str]) -> None:
    whole = "".join(pieces)
    assert re.sub(r"[ \t]+", " ", shown(*pieces)) == re.sub(r"[ \t]+", " ", shown(whole))
