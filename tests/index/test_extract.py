"""Which sentences are quoted: those that answer, and those that stand for a document."""

import pytest
from passages import passage

from app.domain.retrieval import CitationStatus
from app.index.evidence import evidence_of
from app.index.extract import extract
from app.index.summary import asks_for_summary, summarised

RENT = passage(
    "When is the rent due?\n\nThe rent is due on Monday. Cats sleep all day. The garden is large."
)


def test_the_sentence_that_answers_is_chosen_alone() -> None:
    found = extract("When is the rent due?", evidence_of([RENT]), None)
    assert found.answer.text == "The rent is due on Monday. [1]"
    (citation,) = found.answer.citations
    assert citation.status is CitationStatus.VERIFIED


def test_a_question_is_no_answer_and_nothing_is_said_twice() -> None:
    evidence = evidence_of([RENT, passage("The rent is due on Monday.", "copy.pdf")])
    found = extract("When is the rent due?", evidence, None)
    assert [each.text for each in found.sentences] == ["The rent is due on Monday."]


def test_when_asks_for_a_time_and_how_much_for_a_number() -> None:
    text = "The rent is high. The rent is due in March on the first Monday of a week."
    found = extract("When is the rent?", evidence_of([passage(text)]), None)
    assert [each.text for each in found.sentences] == [text.split(". ")[1]]
    text = "임대료는 비싸다. 임대료는 900원이다."
    found = extract("임대료는 얼마인가요?", evidence_of([passage(text)]), None)
    assert [each.text for each in found.sentences] == ["임대료는 900원이다."]


def test_nothing_comes_from_nothing() -> None:
    assert extract("rent", evidence_of([]), None).best is None
    assert summarised(evidence_of([]), None).sentences == ()


def test_a_summary_takes_what_the_others_speak_of() -> None:
    text = (
        "The rent of the flat is high. The flat has a garden. Bees hum. The rent of the flat rises."
    )
    found = summarised(evidence_of([passage(text + " Rain." * 3)]), None)
    assert found.sentences[0].text == "The rent of the flat is high."
    assert "Rain." not in [each.text for each in found.sentences]


@pytest.mark.parametrize(
    "question",
    ["Summarise this", "Give me a summary of the lease.", "What is this document about?", "tl;dr",
     "요약", "이 문서를 요약해 줘", "무슨 내용이에요?", "핵심만 정리해 주세요"],
)  # fmt: skip
def test_requests_for_a_summary(question: str) -> None:
    assert asks_for_summary(question)


@pytest.mark.parametrize(
    "question",
    ["What is this button for?", "When is the rent due?", "임대료는 얼마인가요?", "이게 뭐예요?"],
)
def test_other_questions(question: str) -> None:
    assert not asks_for_summary(question)
