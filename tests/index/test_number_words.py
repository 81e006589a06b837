"""Numbers in words become the digits that they stand for, and nothing else does."""

import pytest

from app.index.dates import Date, dates_of
from app.index.number_words import MINUS, with_digits
from app.index.quantities import AT_LEAST, AT_MOST, FROM, Quantity, quantities_of


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("half of the rent", "50% of the rent"),
        ("a third of the sum", "33.33% of the sum"),
        ("three quarters of it", "75% of it"),
        ("25 and a half", "25.5"),
        ("two hundred and five seats", "205 seats"),
        ("twice as long", "2 fold as long"),
        ("twice a week", "2 times a week"),
        ("minus 5 degrees", f"{MINUS}5 degrees"),
        ("-5 °C", f"{MINUS}5 °C"),
        ("영하 5도", f"{MINUS}5도"),
        ("절반", "50%"),
        ("3분의 1", "33.33%"),
        ("삼분의 이", "66.67%"),
        ("두 배", "2 배"),
        ("삼십 일", "30 일"),
        ("서른 명", "30 명"),
        ("스물다섯 살", "25 살"),
        ("1억 2천만 원", "120000000 원"),
        ("2천5백만 원", "25000000 원"),
        ("1억 2,345만 6,789원", "123456789원"),
        ("이백오십만 원", "2500000 원"),
        ("만 원", "10000 원"),
        ("2024-03-05", "2024년 3월 5일 "),
    ],
)
def test_numbers_in_words(text: str, digits: str) -> None:
    assert with_digits(text) == digits


@pytest.mark.parametrize(
    "text",
    [
        "the quarter ends",
        "a half-day trip",
        "call 02-123-4567",
        "3-5 days",
        "이 회사",
        "제3조",
        "천만에",
        "이천시",
        "대한민국",
        "한 회사",
        "version 1.2.3",
        "2024-13-45",
    ],
)
def test_what_is_no_number_in_words(text: str) -> None:
    assert with_digits(text) == text


@pytest.mark.parametrize(
    "text", ["between 3 and 5 days", "from 3 to 5 days", "3-5 days", "3~5일", "3일부터 5일까지"]
)
def test_a_range_is_two_bounds(text: str) -> None:
    assert quantities_of(text) == (Quantity("3", "day", AT_LEAST), Quantity("5", "day", AT_MOST))


@pytest.mark.parametrize("text", ["3 and 5 days", "2019-2021", "02-123-4567", "5-3 days", "3/4"])
def test_what_is_no_range(text: str) -> None:
    assert {each.bound for each in quantities_of(text)} <= {"", FROM}


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("on 5 March 2024", [Date(2024, 3, 5)]),
        ("by March 5th, 2024", [Date(2024, 3, 5)]),
        ("2024-03-05", [Date(2024, 3, 5)]),
        ("2024. 3. 5. 까지", [Date(2024, 3, 5)]),
        ("3월 5일", [Date(None, 3, 5)]),
        ("in May", [Date(None, 5, None)]),
        ("you may 5", []),
        ("3개월", []),
    ],
)
def test_dates(text: str, dates: list[Date]) -> None:
    assert list(dates_of(text)) == dates
