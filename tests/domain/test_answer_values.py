"""What was chosen for answers: which of it comes first, and what survives being written down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answer_values import (
    NOTHING_SET,
    AnswerValues,
    ConversationSettings,
    max_tokens_of,
    models_as_text,
    models_from_text,
    sampling_of,
    settings_as_text,
    settings_from_text,
    thinking_of,
)
from app.domain.generation import PRESETS, RANGES, Sampling, check_sampling


def test_the_last_layer_comes_first_and_a_preset_takes_the_place_of_what_is_below() -> None:
    below = AnswerValues(sampling=(("min_p", 0.2), ("temperature", 1.5)))
    above = AnswerValues(preset="precise", sampling=(("top_k", 7),))
    found = sampling_of(Sampling(seed=3), [below, above])
    assert found.top_k == 7
    assert found.temperature == PRESETS["precise"].temperature
    assert found.min_p == PRESETS["precise"].min_p
    assert sampling_of(Sampling(seed=3), [below]).seed == 3
    assert sampling_of(Sampling(), [below, AnswerValues()]).temperature == 1.5


def test_what_nobody_chose_follows_what_lies_below() -> None:
    layers = [AnswerValues(max_tokens=100, thinking="off"), AnswerValues()]
    assert max_tokens_of(4096, layers) == 100
    assert thinking_of("auto", layers) == "off"
    assert max_tokens_of(4096, [*layers, AnswerValues(max_tokens=0)]) == 0
    assert max_tokens_of(4096, []) == 4096
    assert thinking_of("auto", []) == "auto"


@pytest.mark.parametrize("name", RANGES)
def test_a_number_stays_within_its_range_and_its_kind(name: str) -> None:
    low, high = RANGES[name]
    for value in (low, high):
        chosen = AnswerValues().with_number(name, value)
        assert chosen.number(name) == value
        assert isinstance(chosen.number(name), type(getattr(Sampling(), name)))
        check_sampling(sampling_of(Sampling(), [chosen]))
    for value in (low - 1, high + 1, float("nan")):
        with pytest.raises(ValueError, match=name):
            AnswerValues().with_number(name, value)
    assert AnswerValues().with_number(name, high).with_number(name, None) == AnswerValues()


def test_an_unknown_number_is_refused() -> None:
    with pytest.raises(ValueError, match="warmth"):
        AnswerValues().with_number("warmth", 1)


def _values() -> st.SearchStrategy[AnswerValues]:
    return st.builds(
        AnswerValues,
        preset=st.sampled_from(["", *PRESETS]),
        sampling=st.sampled_from([(), (("min_p", 0.25), ("top_k", 3))]),
        max_tokens=st.none() | st.integers(0, 9999),
        thinking=st.sampled_from(["", "auto", "on", "off"]),
    )


@given(
    st.builds(
        ConversationSettings,
        values=_values(),
        instructions=st.none() | st.text(),
        json_schema=st.text(),
        model=st.text(),
    )
)
def test_settings_come_back_as_they_were_written(settings: ConversationSettings) -> None:
    assert settings_from_text(settings_as_text(settings)) == settings


def test_nothing_chosen_is_an_empty_object() -> None:
    assert settings_as_text(NOTHING_SET) == "{}"
    assert settings_from_text("{}") is NOTHING_SET


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "7", '{"sampling": 3, "preset": 9}'])
def test_what_is_no_settings_is_none(text: str) -> None:
    assert settings_from_text(text) == NOTHING_SET


def test_what_is_not_accepted_any_more_is_left_out_and_the_rest_stays() -> None:
    text = (
        '{"preset": "wild", "sampling": {"temperature": 99, "warmth": 1, "top_k": 5, "min_p": "x",'
        ' "top_p": NaN}, "max_tokens": -1, "thinking": "perhaps", "model": "tiny", "more": true}'
    )
    found = settings_from_text(text)
    assert found == ConversationSettings(AnswerValues(sampling=(("top_k", 5),)), model="tiny")


def test_the_values_of_models_come_back() -> None:
    models = {"tiny": AnswerValues(preset="precise"), "none": AnswerValues()}
    text = models_as_text(models)
    assert "\n" not in text
    assert models_from_text(text) == {"tiny": AnswerValues(preset="precise")}
    assert models_from_text("") == models_from_text("[]") == models_from_text("x") == {}
