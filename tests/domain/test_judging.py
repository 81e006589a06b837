"""Tokens laid over their text."""

import math

import pytest

from app.domain.generation import Alternative, TokenLogprob
from app.domain.judging import SourceChange, is_whole, stretches_of


def token(text: str, logprob: float = -1.0) -> TokenLogprob:
    return TokenLogprob(0, text, logprob)


def test_whole_tokens_are_stretches_of_their_own() -> None:
    found = stretches_of("Hi there.", [token("Hi"), token(" there", -2), token(".")])
    assert [(each.start, each.text) for each in found] == [(0, "Hi"), (2, " there"), (8, ".")]
    assert found[1].probability == pytest.approx(math.exp(-2))


def test_parts_of_a_character_become_one_stretch() -> None:
    tokens = [token("A"), token("\ufffd", -1), token("\ufffd\ufffd", -0.5), token("!")]
    found = stretches_of("A한!", tokens)
    assert [each.text for each in found] == ["A", "한", "!"]
    assert found[1].logprob == pytest.approx(-1.5)
    assert found[2].start == 2


def test_parts_at_the_end_and_a_token_that_ends_one_character_and_begins_another() -> None:
    tokens = [token("\ufffd"), token("\ufffd글"), token(" x"), token("\ufffd"), token("\ufffd")]
    found = stretches_of("한글 x힣", tokens)
    assert [each.text for each in found] == ["한글", " x", "힣"]
    assert sum(len(each.tokens) for each in found) == len(tokens)


def test_all_of_the_text_is_covered_where_it_holds_replacement_characters_itself() -> None:
    text = "a \ufffd b"
    found = stretches_of(text, [token("a"), token(" "), token("\ufffd"), token(" b")])
    assert "".join(each.text for each in found) == text


def test_tokens_without_text_belong_to_their_neighbour() -> None:
    found = stretches_of("ab", [token("a"), token("", -3), token("b")])
    assert "".join(each.text for each in found) == "ab"
    assert math.fsum(each.logprob for each in found) == pytest.approx(-5)


def test_what_an_answer_can_go_on_from() -> None:
    assert is_whole(Alternative(1, " the", -1))
    assert not is_whole(Alternative(1, "", -1))
    assert not is_whole(Alternative(1, "\ufffd", -1))


def test_a_change_as_a_factor_for_each_token() -> None:
    change = SourceChange("lease.txt", 4, -2.0, -10.0)
    assert change.per_token == pytest.approx(2)
    assert change.factor == pytest.approx(math.exp(2))
    assert SourceChange("x", 0, 0.0, 0.0).factor == 1
