"""The class of the Model Openness Framework that a card's findings allow."""

import datetime

import pytest

from app.domain.openness import Finding, Grade, OpennessCard, OpennessClass, Part

DAY = datetime.date(2026, 11, 26)


def card(**grades: str) -> OpennessCard:
    """A card of which everything is open but these."""
    return OpennessCard(
        {
            part: Finding(Grade(grades.get(part.value, "open")), "https://example.org/", DAY)
            for part in Part
        }
    )


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ({}, "I"),
        ({"training_data": "partly"}, "II"),
        ({"training_data": "unknown"}, "II"),
        ({"paper": "partly"}, "II"),
        ({"training_code": "partly"}, "III"),
        ({"training_code": "closed", "training_data": "closed"}, "III"),
        ({"evaluation": "partly"}, "III"),
        ({"evaluation": "partly", "paper": "partly", "training_code": "unknown"}, "III"),
        ({"evaluation": "closed"}, "none"),
        ({"evaluation": "unknown"}, "none"),
        ({"paper": "unknown"}, "none"),
        ({"paper": "closed"}, "none"),
        ({"weights": "partly"}, "none"),
        ({"weights": "closed"}, "none"),
        ({"licence": "partly"}, "none"),
        ({"licence": "unknown"}, "none"),
    ],
)
def test_the_class(grades: dict[str, str], expected: str) -> None:
    assert card(**grades).openness_class == OpennessClass(expected)


def test_each_class_asks_for_all_of_the_one_below() -> None:
    order = ["none", "III", "II", "I"]
    for part in Part:
        for better, worse in (("open", "partly"), ("partly", "closed"), ("partly", "unknown")):
            high = card(**{part.value: better}).openness_class
            low = card(**{part.value: worse}).openness_class
            assert order.index(low) <= order.index(high)


def test_every_class_has_a_meaning() -> None:
    assert len({each.meaning for each in OpennessClass}) == 4
