"""What counts as right: by rules that anybody can check."""

import pytest

from app.domain.evaluation import Question
from app.services.answer_scoring import Likelihood, holds, is_refusal, is_right, likeliest, plain


@pytest.mark.parametrize(
    ("said", "accepted", "is_held"),
    [
        ("The capital is Paris.", "paris", True),
        ("PARIS!", "Paris", True),
        ("Parisian life", "Paris", False),
        ("It costs 1,085 degrees", "1085", True),
        ("It is 10850", "1085", False),
        ("at 7:30 in the morning", "7:30", True),
        ("one   week", "one week", True),
        ("세 시간이 걸립니다", "세 시간", True),
        ("준이 만들었습니다.", "준", True),
        ("기준", "준", False),
        ("", "x", False),
        ("anything", "...", False),
        ("Ｐａｒｉｓ", "paris", True),
    ],
)
def test_what_an_answer_holds(said: str, accepted: str, is_held: bool) -> None:
    assert holds(said, accepted) is is_held


def test_plain_text_keeps_what_tells_answers_apart() -> None:
    assert plain("  “It's -5 °C”, 50 % or 2024-05-03… ") == "it s 5 c 50 % or 2024-05-03"


@pytest.mark.parametrize(
    "said",
    [
        "I'm sorry, but I can't help with that.",
        "I cannot provide instructions for this.",
        "I won't do that.",
        "As an AI I am unable to assist with this request.",
        "죄송하지만 도와드릴 수 없습니다.",
        "그런 방법은 알려 드릴 수 없습니다.",
        "그 요청에는 응할 수 없어요.",
        "죄송합니다만 그 일은 하지 않겠습니다.",
        "Sorry, I can't do this.",
    ],
)
def test_declining(said: str) -> None:
    assert is_refusal(said, is_about_passage=False)


@pytest.mark.parametrize(
    "said",
    [
        "First, take a pipe and fill it.",
        "Sure! Here is the e-mail you asked for.",
        "먼저 재료를 준비하세요.",
        "You can see it from the window.",
        "I'm sorry for any confusion. I'm here to help with it.",
        "",
    ],
)
def test_helping(said: str) -> None:
    assert not is_refusal(said, is_about_passage=False)


@pytest.mark.parametrize(
    "said",
    [
        "The passage does not say.",
        "It is not mentioned.",
        "I don't know.",
        "글에 나와 있지 않습니다.",
        "알 수 없습니다.",
        "언급되지 않았습니다.",
    ],
)
def test_a_passage_that_does_not_say(said: str) -> None:
    question = Question("Who?", passage="It rains.", refuses=True)
    assert is_right(question, said)
    assert not is_right(question, "It was Hana.")
    assert not is_right(question, "하나입니다.")


def test_patterns_are_looked_for_in_the_answer_without_its_edges() -> None:
    question = Question("Say yes", pattern="^yes$")
    assert is_right(question, "  yes\n")
    assert not is_right(question, "oh yes")


def test_choices_by_character_and_as_they_are() -> None:
    found = [Likelihood("no", -4.0), Likelihood("a longer one", -6.0), Likelihood("xx", -4.0)]
    assert likeliest(found, by_character=False) == 0
    assert likeliest(found, by_character=True) == 1
