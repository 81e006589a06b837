"""Numbers in words as digits, in English and Korean, as far as they are written in the usual way.

Shares become percent ("half", "3분의 1"), what is below zero gets a sign of its own (−), and dates
that are written with points or hyphens become years, months and days.
"""

import re
from functools import lru_cache
from typing import Final

from app.index.korean_numbers import korean_with_digits

MINUS: Final = "\u2212"
_ONES: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES: Final = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip
_SMALL: Final = "|".join(sorted({**_ONES, **_TENS}, key=len, reverse=True))
_COUNTED: Final = f"{_SMALL}|{'|'.join(_SCALES)}"
_IN_WORDS: Final = re.compile(
    rf"\b(?:an?\s+(?=hundred|thousand|million))?(?:{_SMALL}|(?<!\d\s)hundred)"
    rf"(?:[\s-]+(?:and\s+)?(?:{_COUNTED})\b)*\b",
    re.IGNORECASE,
)
_SCALED: Final = re.compile(
    r"(?<![\d.,])(\d+(?:\.\d+)?)\s+(hundred|thousand|million|billion)\b", re.IGNORECASE
)
_ORDINAL: Final = re.compile(
    rf"(?<!\d )\b(?:{'|'.join(_ORDINALS)})\b(?!,)|\b\d+(?=(?:st|nd|rd|th)\b)", re.IGNORECASE
)
_ORDINAL_END: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_HALF: Final = re.compile(
    r"\b(?:one |a )?half\b(?![-\s](?:hour|year|day|board|term|time|way))", re.IGNORECASE
)
_AND_A_HALF: Final = re.compile(r"(\d+) and (?:a|one) half\b", re.IGNORECASE)
_PART_NAMES: Final = {
    "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10,
}  # fmt: skip
_PART: Final = re.compile(
    rf"\b(?:(?P<one>an?|one)|(?P<many>two|three|four|five|seven|nine|\d))[\s-]"
    rf"(?P<part>{'|'.join(_PART_NAMES)})(?P<s>s)?\b(?=\s+(?:of|as|more|less)\b|[.,;]|$)",
    re.IGNORECASE,
)
_FOLDS: Final = {"double": 2, "triple": 3, "twice": 2, "thrice": 3, "quadruple": 4}
_FOLD: Final = re.compile(
    r"\b(?:(?P<word>double|triple|quadruple)[sd]?"
    r"|(?P<twice>twice|thrice)(?= (?:as|the|that|its|their)\b))\b(?!-)",
    re.IGNORECASE,
)
_TIMES_A: Final = re.compile(r"\b(twice|thrice)\b", re.IGNORECASE)
_BELOW_ZERO: Final = re.compile(
    r"(?:\b(?:minus|negative)|(?<![가-힣])(?:마이너스|영하))\s?(?=\d)|(?<![^\s(\[:=])[-\u2212](?=\d)"
    r"(?!\d+-)",
    re.IGNORECASE,
)
_POINTED: Final = re.compile(
    r"(?<![\d.-])((?:19|20)\d\d)(?:\.\s?|-)(\d{1,2})(?:\.\s?|-)(\d{1,2})(?![\d-])\.?"
)


@lru_cache(4096)
def with_digits(text: str) -> str:
    """The text with its numbers in words as digits."""
    text = _POINTED.sub(_as_date, text)
    text = _PART.sub(_as_percent, text)
    text = _IN_WORDS.sub(lambda found: str(_value_of(found[0])), text)
    text = _SCALED.sub(lambda found: _times(found[1], _SCALES[found[2].casefold()]), text)
    text = _AND_A_HALF.sub(r"\1.5", text)
    text = _HALF.sub("50%", text)
    text = _FOLD.sub(lambda found: f"{_FOLDS[(found[1] or found[2]).casefold()]} fold", text)
    text = _TIMES_A.sub(lambda found: f"{_FOLDS[found[1].casefold()]} times", text)
    text = _ORDINAL.sub(lambda found: str(_ORDINALS.get(found[0].casefold(), found[0])), text)
    text = _ORDINAL_END.sub("", text)
    text = korean_with_digits(text)
    return _BELOW_ZERO.sub(MINUS, text)


def percent(part: float, whole: float) -> str:
    """A share, to two places, without zeros at the end."""
    return f"{100 * part / whole:.2f}".rstrip("0").rstrip(".") + "%"


def _as_date(found: "re.Match[str]") -> str:
    year, month, day = (int(each) for each in found.groups())
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return found[0]
    return f"{year}년 {month}월 {day}일 "


def _as_percent(found: "re.Match[str]") -> str:
    if bool(found["many"]) != bool(found["s"]):
        return found[0]
    many = found["many"] or "1"
    count = int(many) if many.isdigit() else _ONES[many.casefold()]
    return percent(count, _PART_NAMES[found["part"].casefold()])


def _value_of(words: str) -> int:
    whole = part = 0
    for word in re.findall(r"[a-z]+", words.casefold()):
        if word in _SCALES:
            scale = _SCALES[word]
            if scale == _SCALES["hundred"]:
                part = max(part, 1) * scale
            else:
                whole, part = whole + max(part, 1) * scale, 0
        else:
            part += _ONES.get(word, _TENS.get(word, 0))
    return whole + part


def _times(number: str, scale: int) -> str:
    return f"{float(number) * scale:.10g}" if "." in number else str(int(number) * scale)
