"""Whether a sentence says what its source says."""

import pytest

from app.domain.retrieval import CitationStatus
from app.index.denials import is_negated
from app.index.support import support

VERIFIED, LOCATED = CitationStatus.VERIFIED, CitationStatus.LOCATED


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The rent is due on the first Monday.", "Rent falls due on the first Monday of a month."),
        ("Payments are due within 30 days.", "Each payment is due within thirty days."),
        ("The deposit was 1,200 euros.", "A deposit of 1200 euros was paid."),
        (
            "Subletting is not allowed.",
            "Subletting of any room is not allowed.",
        ),
        ("Anna Schmidt signed the lease.", "The lease was signed by Anna Schmidt in Berlin."),
        ("임대료는 매월 첫째 월요일에 지급한다.", "임대료를 매월 첫째 월요일에 지급하여야 한다."),
        ("계약 기간은 2년이다.", "계약기간은 2년으로 한다."),
        ("임차인은 전대할 수 없다.", "임차인은 임대인의 동의 없이 전대할 수 없다."),
        ("위약금은 SnugCorp이 정한다.", "위약금은 SnugCorp에서 정한다."),
    ],
)
def test_what_a_source_says_is_verified(sentence: str, source: str) -> None:
    assert support(sentence, [source]).status is VERIFIED


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Payments are due within 60 days.", "Each payment is due within 30 days."),
        ("The deposit was 1,300 euros.", "The deposit was 1,200 euros."),
        ("Yesterday Bernd Schmidt signed the lease.", "The lease was signed by Anna Schmidt."),
        ("Subletting is allowed.", "Subletting is not allowed."),
        ("The tenant may not keep pets.", "The tenant may keep pets."),
        ("임차인은 전대할 수 있다.", "임차인은 전대할 수 없다."),
        ("계약 기간은 3년이다.", "계약 기간은 2년이다."),
    ],
)
def test_what_a_source_does_not_say_is_not_verified(sentence: str, source: str) -> None:
    assert support(sentence, [source]).status is not VERIFIED


def test_another_subject_is_no_source() -> None:
    assert support("Cats sleep for most of the day.", ["The rent is due on Monday."]).status is None


def test_what_stands_above_counts() -> None:
    source = "It is due on Monday."
    assert support("The rent is due on Monday.", [source], "Payment of rent").status is VERIFIED
    assert support("The rent of 2024 is due on Monday.", [source]).status is not VERIFIED


def test_sources_support_together() -> None:
    sources = ["The rent is 900 euros.", "The deposit is 1800 euros."]
    claim = "The rent is 900 euros and the deposit 1800 euros."
    assert support(claim, sources).status is VERIFIED
    assert support(claim, sources[:1]).status is not VERIFIED


def test_another_language_is_located_and_never_verified() -> None:
    source = "The rent is due within 30 days."
    assert support("임대료는 30일 안에 지급한다.", [source]).status is LOCATED
    assert support("임대료는 60일 안에 지급한다.", [source]).status is None


@pytest.mark.parametrize(
    "sentence",
    [
        "It isn't due.",
        "Nobody may enter.",
        "허용되지 않는다.",
        "권리가 없다.",
        "출입을 금지한다.",
        "책임이 아니다.",
    ],
)
def test_denials(sentence: str) -> None:
    assert is_negated(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It is due now.",
        "A note on knots.",
        "비용은 미국에서 지급한다.",
        "없애기 쉬운 얼룩이다.",
        "무엇이든 가능하다.",
    ],
)
def test_no_denials(sentence: str) -> None:
    assert not is_negated(sentence)
