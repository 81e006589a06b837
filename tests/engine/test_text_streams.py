"""Text as it streams: whole characters, and stop strings that never show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.host.vocabulary import StopWatch, Utf8Stream


@given(st.text(), st.integers(1, 5))
def test_characters_come_whole_however_the_bytes_are_cut(text: str, step: int) -> None:
    data = text.encode()
    stream = Utf8Stream()
    pieces = [stream.feed(data[at : at + step]) for at in range(0, len(data), step)]
    assert "".join(pieces) + stream.rest() == text
    assert "�" not in "".join(pieces) or "�" in text


def test_a_character_that_stays_incomplete_is_marked() -> None:
    stream = Utf8Stream()
    assert stream.feed("한".encode()[:2]) == ""
    assert stream.rest() == "�"


_ALPHABET = st.text(alphabet="ab한", max_size=30)


@given(_ALPHABET, st.lists(st.text(alphabet="ab한", min_size=1, max_size=4)), st.integers(1, 4))
def test_what_is_shown_ends_before_the_first_stop_string(
    text: str, stops: list[str], step: int
) -> None:
    watch = StopWatch(stops)
    shown = "".join(watch.feed(text[at : at + step]) for at in range(0, len(text), step))
    shown += watch.rest()
    found = [at for stop in stops if (at := text.find(stop)) >= 0]
    assert watch.has_stopped == bool(found)
    if not found:
        assert shown == text
    else:
        assert text.startswith(shown)
        assert not any(stop in shown for stop in stops)


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [(["Hel", "lo\nUs", "er: x"], "Hello"), (["a\n", "Us"], "a\nUs"), (["\nUser:"], "")],
)
def test_stop_strings_across_pieces(pieces: list[str], shown: str) -> None:
    watch = StopWatch(["\nUser:"])
    assert "".join(map(watch.feed, pieces)) + watch.rest() == shown
