"""What a text holds of a question is the same, however it is found out."""

import itertools

import pytest

from app.index.content_words import content_of, held_in

TEXTS = [
    "The Tenant's deposits were returned within thirty days of Dying embers; skies, ties, lying.",
    "임대차 계약서에 따라 보증금은 두 달 안에 반환된다. Ubuntu 22.04의 설정을 바꾼다.",
    "Early printers only print 1,200 pages, singly or idly; the user's USERS use them.",
    "첫 번째 방법은 네트워크 관리자를 여는 것이다. Wi-Fi 암호를 두 번 입력한다.",
    "NETWORK settings: straße, naïve café; the seventh of twenty-two networks was generalised.",
    "",
]
QUESTIONS = [
    "How many days until the deposit is returned?",
    "Which networks have been generalized, and what do 7 users do in the early sky?",
    "보증금을 두 달 안에 반환하나요?",
    "네트워크 설정을 바꾸는 방법",
    "Ubuntu 22.04 printer settings",
    "Who lies, dies and ties idle singles?",
    "Straße and café",
    "the of and",
]


@pytest.mark.parametrize(("text", "question"), [*itertools.product(TEXTS, QUESTIONS)])
def test_what_is_held_is_what_the_whole_content_holds(text: str, question: str) -> None:
    asked, held = content_of(question), content_of(text)
    count = sum(held.holds(word) for word in asked.words)
    assert held_in(text, asked) == (count, asked.numbers <= held.numbers)


def test_some_of_it_is_held() -> None:
    asked = content_of(QUESTIONS[0])
    assert held_in(TEXTS[0], asked) == (3, True)
    assert held_in(TEXTS[2], content_of("1200 pages")) == (1, True)
    assert held_in(TEXTS[2], content_of("1300 pages")) == (1, False)
