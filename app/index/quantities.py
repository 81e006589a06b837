"""Numbers of a text with what they count and how they bound it: "at least 30 days" is no 30 hours.

Numbers in words are read, too (`app.index.number_words`). "Between 3 and 5" is no number but two
bounds, and what is below zero has its sign.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from app.index.number_words import MINUS, with_digits

_UNITS: Final = {
    "age": r"years? (?:old|of age)|살|세(?![가-힣]{2}|금)",
    "second": r"seconds?|secs?|s|초",
    "minute": r"minutes?|mins?|분(?!기)",
    "hour": r"hours?|hrs?|h|시간",
    "clock": r"o'clock|시(?!간)",
    "working day": r"(?:working|business) days?|영업일|근무일",
    "day": r"(?:calendar )?days?|일(?!반)",
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
    "m²": r"m²|㎡|sqm|square met(?:er|re)s?|제곱미터",
    "평": r"평(?!균|가|일|소)",
    "kWh": r"kWh|킬로와트시",
    "kW": r"kW|kilowatts?|킬로와트",
    "W": r"W|watts?|와트",
    "GHz": r"GHz|기가헤르츠",
    "MHz": r"MHz|메가헤르츠",
    "Hz": r"Hz|헤르츠",
    "km/h": r"km/h|kph",
    "mph": r"mph",
    "km": r"km|kilomet(?:er|re)s?|킬로미터",
    "m": r"m|met(?:er|re)s?|미터",
    "mile": r"miles?|마일",
    "inch": r"inch(?:es)?|인치",
    "mg": r"mg|밀리그램",
    "kg": r"kg|kilograms?|킬로그램",
    "tonne": r"t|tonn?es?|tons?|톤",
    "µg": r"[µμ]g|micrograms?|마이크로그램",
    "g": r"g|grams?|그램",
    "litre": r"l|lit(?:er|re)s?|리터",
    "ml": r"ml|밀리리터",
    "°C": r"°C|℃|degrees celsius|도(?=[^가-힣]|[의를가는이]|$)",
    "°F": r"°F|℉|degrees fahrenheit",
    "cent": r"cents?",
    "page": r"pages?|쪽|페이지",
    "floor": r"층",
    "person": r"persons?|people|employees|명|인(?=[^가-힣]|[이은을의]\b|$)",
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
_VALUE: Final = re.compile(rf"{MINUS}?\d+(?:[.,:]\d+)*")
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
_RANGE_BEFORE: Final = re.compile(r"(?:\bbetween|\bfrom)\s+(?:the\s+)?$", re.IGNORECASE)
_RANGE: Final = re.compile(
    rf"\s?(?:(?P<sign>[-–~～∼])|(?P<word>to|and)\b|에서|부터|(?<=부터))\s?[$€£₩]?(?={MINUS}?\d)",
    re.IGNORECASE,
)
_NO_RANGES: Final = ("clock", "calendar month", "article", "paragraph", "page")
_CHAINED: Final = re.compile(r"[\d.:/]$|[-–][\s]?$")
_YEARS: Final = range(1000, 2200)
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
    text = with_digits(text)
    return tuple(each for each, _, _ in _as_ranges(text, list(_quantities(text))))


def plain(number: str) -> str:
    """A number as others write it, too: 1,200.00 and 1200, 07 and 7."""
    if _GROUPED.fullmatch(number.removeprefix(MINUS)):
        number = number.replace(",", "")
    sign = MINUS if number.startswith(MINUS) else ""
    return sign + (_CENTS.sub("", number.removeprefix(MINUS)).lstrip("0") or "0")


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


def _as_ranges(
    text: str, found: Sequence[tuple[Quantity, int, int]]
) -> list[tuple[Quantity, int, int]]:
    """Two numbers that stand for all between them as a lower and an upper bound.

    Times of day and years are left as they are: they say when something begins and ends.
    """
    result = list(found)
    for place in range(len(result) - 1):
        (low, start, end), (high, following, last) = result[place], result[place + 1]
        if not _is_range(text, result[place], result[place + 1]):
            continue
        unit = low.unit or high.unit
        result[place] = replace(low, unit=unit, bound=AT_LEAST), start, end
        result[place + 1] = replace(high, unit=unit, bound=AT_MOST), following, last
    return result


def _is_range(
    text: str, first: tuple[Quantity, int, int], second: tuple[Quantity, int, int]
) -> bool:
    (low, start, end), (high, _, last) = first, second
    try:
        values = float(low.value.replace(MINUS, "-")), float(high.value.replace(MINUS, "-"))
    except ValueError:
        return False
    if values[0] >= values[1] or (low.unit and high.unit and low.unit != high.unit):
        return False
    if (low.unit or high.unit) in _NO_RANGES or all(each in _YEARS for each in values):
        return False
    between = _RANGE.match(text, end)
    if between is None or not {"", FROM, WITHIN} >= {low.bound, high.bound}:
        return False
    before = text[max(0, start - _LOOK_BACK) : start]
    if between["sign"]:
        return not _CHAINED.search(before) and not re.match(r"\s?[-–/.]\s?\d", text[last:])
    if between["word"]:
        opened = low.bound == FROM or bool(_RANGE_BEFORE.search(before))
        return opened or between["word"].casefold() == "to"
    return True
