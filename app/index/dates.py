"""Dates of a text: 5 March is neither 3 May nor 5 May, though most of their words are the same.

English and Korean dates are read, with and without a year; a month alone is read where it cannot be
taken for another word. Dates between slashes are left alone: who writes them knows which is what.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.index.number_words import with_digits

_MONTHS: Final = {
    name: place
    for place, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",),
            ("june", "jun"), ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"),
            ("october", "oct"), ("november", "nov"), ("december", "dec"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
_MONTH: Final = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_CAPITAL: Final = "(?-i:(?=[A-Z]))"
"""What tells May from may."""
_DAY: Final = r"(?P<day>[12]?\d|3[01])(?![\d.:,]*\d|\s?%)"
_YEAR: Final = r"(?:,?\s+(?P<year>(?:1\d|20)\d\d)\b)?"
_PATTERNS: Final = (
    re.compile(rf"(?<![\d.,]){_DAY}\s+(?:of\s+)?{_CAPITAL}{_MONTH}{_YEAR}", re.IGNORECASE),
    re.compile(rf"\b{_CAPITAL}{_MONTH}\s+(?:the\s+)?{_DAY}{_YEAR}", re.IGNORECASE),
    re.compile(
        r"(?:(?P<year>\d{4})년\s?)?(?<!\d)(?P<month>1[0-2]|0?[1-9])월\s?(?:(?P<day>[0-3]?\d)일)?"
    ),
)
_ALONE: Final = re.compile(
    rf"\b(?:in|of|since|by|until|till|from|to|every|each|during|before|after|late|early|mid)[\s-]+"
    rf"{_CAPITAL}{_MONTH}(?!\s+\d{{1,2}}(?!\d)){_YEAR}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Date:
    """A day or a month, as far as a text tells it; None is what it leaves open."""

    year: int | None
    month: int
    day: int | None

    def is_told_by(self, other: "Date") -> bool:
        """Whether the other one says as much; a year may stand elsewhere."""
        if self.month != other.month or (self.day is not None and self.day != other.day):
            return False
        return None in (self.year, other.year) or self.year == other.year

    def __str__(self) -> str:
        return "-".join(str(each) for each in (self.year, self.month, self.day) if each)


@lru_cache(4096)
def dates_of(text: str) -> tuple[Date, ...]:
    """The dates of a text."""
    text = with_digits(text)
    found: list[Date] = []
    for pattern in (*_PATTERNS, _ALONE):
        for each in pattern.finditer(text):
            parts = {"day": None, **each.groupdict()}
            name = parts["month"] or ""
            month = int(name) if name.isdigit() else _MONTHS[name.casefold()]
            found.append(Date(_number(parts["year"]), month, _number(parts["day"])))
    return tuple(found)


def dates_missing(claim: str, texts: Sequence[str]) -> frozenset[str]:
    """The dates of a claim that no text has."""
    held = [each for text in texts for each in dates_of(text)]
    return frozenset(
        str(each) for each in dates_of(claim) if not any(each.is_told_by(other) for other in held)
    )


def _number(text: str | None) -> int | None:
    return int(text) if text else None
