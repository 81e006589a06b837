"""Whether documents answer a question at all."""

from dataclasses import replace

import pytest
from passages import passage

from app.domain.collections import Language
from app.domain.retrieval import Passage
from app.index.decision import RULE, signs_of, support_of
from app.index.languages import language_of

FAR, MIDDLE = 0.15, 0.29
"""Cosines without the languages' means: of what has nothing in common, and of what has little."""
KO, EN = Language.KOREAN, Language.OTHER
LEASE = "The rent is paid to Anna Schmidt by 5 May. 담당: 김민수"


def is_answered(question: str, text: str, cosine: float) -> bool:
    found = passage(text)
    near: Passage = replace(found, ranks=replace(found.ranks, cosine=cosine))
    own = language_of(question)
    return support_of(signs_of(question, own, [near])) >= RULE.threshold


@pytest.mark.parametrize(
    "question", ["Who is Anna Schmidt?", "Anna Schmidt", "김민수", "rent", "Schmidt 5"]
)
def test_what_is_named_and_stands_there_is_answered_however_far(question: str) -> None:
    assert is_answered(question, LEASE, FAR)


@pytest.mark.parametrize(
    "question",
    [
        "Who is Bernd Schmidt?",
        "Bernd Schmidt",
        "이민수",
        "Is the rent late?",
        "Schmidt 6",
        "the",
    ],
)
def test_what_is_not_there_is_not(question: str) -> None:
    assert not is_answered(question, LEASE, FAR)


def test_what_is_of_both_languages_is_not_foreign() -> None:
    found = passage(LEASE)
    for language, is_foreign in ((EN, True), (KO, False), (Language.BOTH, False)):
        near = replace(
            found,
            chunk=replace(found.chunk, language=language),
            ranks=replace(found.ranks, cosine=MIDDLE),
        )
        assert signs_of("집세", KO, [near]).is_foreign is is_foreign


def test_a_measure_need_not_be_named() -> None:
    assert is_answered("How high is the rent?", "The rent is 900 euros.", MIDDLE)
    assert not is_answered("High is the rent?", "The rent is 900 euros.", MIDDLE)


def test_a_sentence_with_every_word_of_a_question_is_an_answer() -> None:
    text = "Only the landlord may change the locks. Pets are allowed. Dogs are not."
    assert is_answered("Who may change the locks?", text, FAR)
    assert not is_answered("Are dogs allowed?", text, FAR)
    assert not is_answered("Who may change 2 locks?", text, FAR)
