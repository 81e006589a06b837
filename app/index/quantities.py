"""Numbers of a text with what they count and how they bound it: "at least 30 days" is no 30 hours.

Numbers in words are read, too, in English and Korean, as far as they are written in the usual way.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

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
_KOREAN_SCALES: Final = {"백": 100, "천": 10**3, "만": 10**4, "억": 10**8, "조": 10**12}
_KOREAN_SCALED: Final = re.compile(
    r"(?<![\d.,제])\d+(?:,\d{3})*(?:\.\d+)?\s?(?:[백천만억]+|조(?=\s?(?:\d|원|달러)))"
    r"(?:\s?\d+(?:,\d{3})*\s?[백천만억]+)*"
    r"(?=\s?(?:원|달러|명|개|건|유로|엔|주|톤|킬로|평|부|$|[\s.,을를이가은는의으에]))"
)
_KOREAN_PIECE: Final = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s?([백천만억조]+)")
_KOREAN_ONES: Final = {
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
    "열": 10, "열한": 11, "열두": 12, "스무": 20, "서른": 30, "첫": 1, "첫째": 1, "둘째": 2,
    "셋째": 3, "넷째": 4,
}  # fmt: skip
_KOREAN_COUNTED: Final = re.compile(
    r"(?<![가-힣])(?:(열한|열두|열|스무|서른|한|두|세|네|다섯|여섯|일곱|여덟|아홉|첫)"
    r"(?=\s?(?:개|번|달|배|시간|시\b|명|사람|가지|주\b|주일|살|장|대|곳|차례|해\b|권|분기|쪽|줄))"
    r"|(첫째|둘째|셋째|넷째))"
)

_UNITS: Final = {
    "second": r"seconds?|secs?|s|초",
    "minute": r"minutes?|mins?|분(?!기)",
    "hour": r"hours?|hrs?|h|시간",
    "clock": r"o'clock|시(?!간)",
    "day": r"(?:working |business |calendar )?days?|영업일|일(?!반)",
    "week": r"weeks?|주(?:일|간|\b)",
    "month": r"months?|개월|달(?!러)",
    "quarter": r"quarters?|분기",
    "calendar month": r"월",
    "year": r"years?|년",
    "%": r"%|％|per ?cent|percent|퍼센트|프로(?=[^가-힣]|[의를가는]|$)",
    "euro": r"€|euros?|EUR|유로",
    "dollar": r"\$|dollars?|USD|달러",
    "pound": r"£|GBP",
    "won": r"₩|won|KRW|원",
    "yen": r"¥|yen|JPY|엔",
    "byte": r"bytes?|바이트",
    "kB": r"kB|KB|KiB|킬로바이트",
    "MB": r"MB|MiB|megabytes?|메가바이트",
    "GB": r"GB|GiB|gigabytes?|기가바이트",
    "TB": r"TB|TiB|terabytes?|테라바이트",
    "mm": r"mm|밀리미터",
    "cm": r"cm|센티미터",
    "km/h": r"km/h|kph",
    "mph": r"mph",
    "km": r"km|kilomet(?:er|re)s?|킬로미터",
    "m": r"m|met(?:er|re)s?|미터",
    "mile": r"miles?|마일",
    "inch": r"inch(?:es)?|인치",
    "mg": r"mg|밀리그램",
    "kg": r"kg|kilograms?|킬로그램",
    "g": r"g|grams?|그램",
    "litre": r"l|lit(?:er|re)s?|리터",
    "ml": r"ml|밀리리터",
    "°C": r"°C|℃|degrees celsius|도(?=[^가-힣]|[의를가는이]|$)",
    "°F": r"°F|℉|degrees fahrenheit",
    "person": r"persons?|people|employees|명",
    "piece": r"개(?!월)",
    "times": r"times|번(?!째)|회|차례",
    "fold": r"fold|배",
    "article": r"조",
    "paragraph": r"항",
}
_UNIT: Final = "|".join(
    # A Korean unit needs no end, a particle is glued to it; a Latin one does.
    f"(?P<u{place}>(?:{pattern})(?![A-Za-z]))"
    for place, pattern in enumerate(_UNITS.values())
)
_NAMES: Final = tuple(_UNITS)
_AFTER: Final = re.compile(rf"[\s-]?(?:{_UNIT})")
_MONEY: Final = {
    "€": "euro", "EUR": "euro", "$": "dollar", "USD": "dollar", "£": "pound", "GBP": "pound",
    "₩": "won", "KRW": "won", "¥": "yen", "JPY": "yen",
}  # fmt: skip
_MONEY_BEFORE: Final = re.compile(rf"({'|'.join(map(re.escape, _MONEY))})\s?$")
_VALUE: Final = re.compile(r"\d+(?:[.,:]\d+)*")
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_CENTS: Final = re.compile(r"\.00$")

AT_LEAST, ABOVE, AT_MOST, BELOW = ">=", ">", "<=", "<"
WITHIN: Final = "within"
"""A bound that is often left unsaid: "in 30 days" for "within 30 days"."""
FROM: Final = "from"

_BOUND_BEFORE: Final = (
    (AT_MOST, r"no(?:t)? (?:be )?(?:more|longer|later|greater|higher|larger|older) than|at most"
     r"|not (?:be )?(?:over|above|exceed(?:ing)?)|maximum(?: of)?|max\.?|최대|최고|많아야|길어야"),
    (AT_LEAST, r"no(?:t)? (?:be )?(?:less|fewer|shorter|earlier|lower|smaller|younger) than"
     r"|at least|minimum(?: of)?|min\.?|not (?:be )?(?:under|below)|최소|최저|적어도"),
    (ABOVE, r"(?:more|longer|greater|higher|larger|older) than|exceed(?:s|ed|ing)?|over|above"),
    (BELOW, r"(?:less|fewer|shorter|lower|smaller|younger) than|under|below"),
    (BELOW, r"before|prior to|earlier than"),
    (ABOVE, r"after|later than"),
    (WITHIN, r"within|up to|by|until|till"),
    (FROM, r"from|since|starting|as of"),
)  # fmt: skip
_BOUND_AFTER: Final = (
    (AT_MOST, r"[을를이가]? ?(?:초과|넘)[^.,]{0,6}(?:없|않|아니|못|안 )"),
    (
        AT_LEAST,
        r"[가-힣]{0,2} ?이상| or (?:more|longer|older|higher|over|above|later)| and (?:over|above)",
    ),
    (AT_MOST, r"[가-힣]{0,2} ?이하| or (?:less|fewer|younger|under|below|shorter|earlier)"),
    (ABOVE, r"[을를이가]? ?(?:초과|넘)"),
    (BELOW, r"[가-힣]{0,2} ?미만"),
    (WITHIN, r" ?(?:이내|내에|안에|까지)"),
    (FROM, r" ?부터"),
    (BELOW, r" ?(?:이전|전(?:에|까지|부터|의)?(?![가-힣]))"),
    (ABOVE, r" ?(?:이후|후(?:에|부터|의)?(?![가-힣])|뒤)"),
)
_BEFORE_NUMBER: Final = tuple(
    (
        bound,
        re.compile(rf"(?:^|\b)(?:{pattern})\s+(?:(?:the|a|an|about|on|in)\s+)?$", re.IGNORECASE),
    )
    for bound, pattern in _BOUND_BEFORE
)
_AFTER_NUMBER: Final = tuple(
    (bound, re.compile(pattern, re.IGNORECASE)) for bound, pattern in _BOUND_AFTER
)
_LOOK_BACK: Final = 28
DENYING_BOUNDS: Final = re.compile(
    r"\bno(?:t)? (?:be )?(?:more|less|fewer|longer|shorter|later|earlier|greater|higher|lower|older"
    r"|younger|larger|smaller) than\b|\bnot (?:be )?(?:over|above|under|below|exceed(?:ing)?)\b"
    r"|[을를이가]? ?(?:초과|넘)[^.,]{0,4}(?:수 없|지 않|지 아니|지 못|면 안|서는 안)",
    re.IGNORECASE,
)
"""What says a bound with a "not": it denies nothing else."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, the unit behind it (empty: none that we know) and its bound (empty: none)."""

    value: str
    unit: str = ""
    bound: str = ""

    def agrees_with(self, other: "Quantity") -> bool:
        """Whether one may be said for the other."""
        if self.value != other.value:
            return False
        if self.unit and other.unit and self.unit != other.unit:
            return False
        if self.bound == other.bound:
            return True
        return {self.bound, other.bound} <= {"", WITHIN} or {self.bound, other.bound} <= {"", FROM}


@lru_cache(4096)
def quantities_of(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text, in its order."""
    return tuple(each for each, _, _ in _quantities(with_digits(text)))


def with_digits(text: str) -> str:
    """The text with its numbers in words as digits."""
    text = _IN_WORDS.sub(lambda found: str(_value_of(found[0])), text)
    text = _SCALED.sub(lambda found: _times(found[1], _SCALES[found[2].casefold()]), text)
    text = _ORDINAL.sub(lambda found: str(_ORDINALS.get(found[0].casefold(), found[0])), text)
    text = _ORDINAL_END.sub("", text)
    if text.isascii():
        return text
    text = _KOREAN_SCALED.sub(lambda found: _korean_value(found[0]), text)
    return _KOREAN_COUNTED.sub(lambda found: str(_KOREAN_ONES[found[0]]), text)


def plain(number: str) -> str:
    """A number as others write it, too: 1,200.00 and 1200, 07 and 7."""
    if _GROUPED.fullmatch(number):
        number = number.replace(",", "")
    return _CENTS.sub("", number).lstrip("0") or "0"


def without_quantities(text: str) -> str:
    """The words of a text that are neither numbers nor their units and bounds."""
    text = with_digits(text)
    parts = []
    at = 0
    for _, start, end in _quantities(text):
        parts.append(text[at : max(at, start)])
        at = end
    return " ".join((*parts, text[at:]))


def _quantities(text: str) -> Iterator[tuple[Quantity, int, int]]:
    """Each with where it begins and ends, its unit and bound included."""
    for found in _VALUE.finditer(text):
        unit, start, end = "", found.start(), found.end()
        if behind := _AFTER.match(text, end):
            unit = _NAMES[int((behind.lastgroup or "u0")[1:])]
            end = behind.end()
        before = text[max(0, start - _LOOK_BACK) : start]
        if money := _MONEY_BEFORE.search(before):
            unit = _MONEY[money[1]]
            start -= len(before) - money.start()
            before = before[: money.start()]
        bound = ""
        for sign, pattern in _AFTER_NUMBER:
            if over := pattern.match(text, end):
                bound, end = sign, over.end()
                break
        for sign, pattern in _BEFORE_NUMBER:
            if over := pattern.search(before):
                bound, start = bound or sign, start - len(before) + over.start()
                break
        yield Quantity(plain(found[0]), unit, bound), start, end


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


def _korean_value(text: str) -> str:
    total = 0.0
    for number, scales in _KOREAN_PIECE.findall(text):
        value = float(number.replace(",", ""))
        for scale in scales:
            value *= _KOREAN_SCALES[scale]
        total += value
    return f"{total:.0f}"
