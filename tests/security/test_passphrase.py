"""Passphrases: one and the same from every keyboard; what is no text is refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import PassphraseRefused
from app.security.passphrase import normalise

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), min_size=1)


def test_korean_in_parts_and_in_syllables_is_the_same() -> None:
    whole = "우리집 고양이 열쇠"
    parts = unicodedata.normalize("NFD", whole)
    assert parts != whole
    assert normalise(parts) == normalise(whole) == whole.encode()


def test_full_width_letters_are_letters() -> None:
    assert normalise("ｓｎｕｇ　１２") == b"snug 12"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_line_end_is_not_part_of_it(end: str) -> None:
    assert normalise(" two words " + end) == b" two words "
    assert normalise("words\n" + end) == b"words\n"


@given(TEXT)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once.decode()) == once


@pytest.mark.parametrize(
    "refused", ["", "\n", "\r\n", "a\0b", "\0", "half \ud800", "\udcff", "x" * 4097]
)
def test_what_is_no_passphrase_is_refused(refused: str) -> None:
    with pytest.raises(PassphraseRefused) as caught:
        normalise(refused)
    error = caught.value
    assert error.__cause__ is None  # a cause would show the passphrase
    assert error.__suppress_context__ or error.__context__ is None
    assert error.args == ("passphrase_refused",)
    assert "{" not in str(error)
