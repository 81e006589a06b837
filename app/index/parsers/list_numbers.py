"""The numbers that office documents put before paragraphs by themselves, counted as they would.

Formats are named as ECMA-376 (ST_NumberFormat) names them.
"""

from dataclasses import dataclass, field
from typing import Final

_HANGUL: Final = "가나다라마바사아자차카타파하"
_JAMO: Final = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
_KOREAN_DIGITS: Final = "영일이삼사오육칠팔구"
_CHINESE_DIGITS: Final = "〇一二三四五六七八九"
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_MOST: Final = 1 << 20


def written(number: int, how: str) -> str:
    """A number from 1 in one of the formats; digits where the format is not known."""
    if how in ("none", "bullet") or not 0 <= number <= _MOST:
        return ""
    if how == "decimalZero":
        return f"{number:02}"
    if number == 0:
        return "0"
    if how in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman.upper() if how == "upperRoman" else roman
    if how in ("upperLetter", "lowerLetter"):
        letters = _LATIN[(number - 1) % 26] * min((number - 1) // 26 + 1, 8)
        return letters.upper() if how == "upperLetter" else letters
    if how == "ganada":
        return _HANGUL[(number - 1) % len(_HANGUL)]
    if how == "chosung":
        return _JAMO[(number - 1) % len(_JAMO)]
    if how.startswith("decimalEnclosedCircle"):
        return chr(0x2460 + number - 1) if number <= 20 else f"({number})"
    if how == "ganadaEnclosedCircle" and number <= len(_HANGUL):
        return chr(0x326E + number - 1)
    if how in ("koreanDigital", "koreanCounting", "koreanLegal"):
        return _counted(number, _KOREAN_DIGITS, "십백천")
    if how in ("koreanDigital2", "chineseCounting", "ideographDigital", "taiwaneseCounting",
               "chineseCountingThousand", "japaneseCounting"):  # fmt: skip
        return _counted(number, _CHINESE_DIGITS, "十百千")
    return str(number)


def _roman(number: int) -> str:
    if number >= 4000:
        return str(number)
    letters = []
    for value, sign in _ROMAN:
        letters.append(sign * (number // value))
        number %= value
    return "".join(letters)


def _counted(number: int, digits: str, places: str) -> str:
    if number >= 10_000:
        return str(number)
    said = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            continue
        name = digits[digit] if digit > 1 or not place else ""
        said += name + (places[place - 1] if place else "")
    return said


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list is numbered: "제%1장" holds the place of the first level's number."""

    how: str = "decimal"
    pattern: str = ""
    start: int = 1
    is_legal: bool = False
    """Every number in it is in digits."""


@dataclass(slots=True)
class Counter:
    """The numbers of one list; each paragraph counts its level on, and ends those below."""

    levels: dict[int, Level]
    _counts: dict[int, int] = field(default_factory=dict)

    def next(self, at: int) -> str:
        """What stands before the next paragraph of a level, from 0; "" for bullets."""
        level = self.levels.get(at, Level("none"))
        self._counts[at] = self._counts[at] + 1 if at in self._counts else level.start
        for below in [each for each in self._counts if each > at]:
            del self._counts[below]
        if level.how in ("none", "bullet") and "%" not in level.pattern:
            return ""
        said = level.pattern
        for each in range(9):
            sign = f"%{each + 1}"
            if sign in said:
                inner = self.levels.get(each, Level())
                count = self._counts.setdefault(each, inner.start)
                said = said.replace(
                    sign, written(count, "decimal" if level.is_legal else inner.how)
                )
        return said.strip()
