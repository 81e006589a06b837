"""Korean particles behind a gap: which of two forms a name takes is known once it is filled in.

A translation writes both, as Korean usage has it: "{name}을(를) 삭제합니다". What a name ends with
decides: a final consonant takes the first form, a vowel the second, and ㄹ counts as a vowel before
으로. Hangul tells by its code point (Unicode 3.12), digits by how they are read. Latin words are
judged by how Korean writes them (외래어 표기법); where that differs from word to word, both stay.
"""

import re
from enum import Enum, auto
from string import Formatter
from typing import Final


class Ending(Enum):
    """How a word ends when it is read aloud."""

    VOWEL = auto()
    CONSONANT = auto()
    RIEUL = auto()
    UNKNOWN = auto()


_PAIRS: Final = {
    "을(를)": ("을", "를"),
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
    "(이)라는": ("이라는", "라는"),
}
_BEGINS: Final = re.compile(rf"([”’\"']*)({'|'.join(map(re.escape, _PAIRS))})")
"""A pair at the beginning of what follows a gap, behind closing quotation marks."""
_STOPS: Final = ".:…"
_FIRST_SYLLABLE: Final = 0xAC00
_LAST_SYLLABLE: Final = 0xD7A3
_FINALS: Final = 28
_RIEUL: Final = 8
_DIGITS: Final = {
    **dict.fromkeys("2459", Ending.VOWEL),
    **dict.fromkeys("036", Ending.CONSONANT),
    **dict.fromkeys("178", Ending.RIEUL),
}
"""영 일 이 삼 사 오 육 칠 팔 구"""
_LETTERS: Final = {"l": Ending.RIEUL, "m": Ending.CONSONANT, "n": Ending.CONSONANT}
"""Names of letters that do not end in a vowel: 엘 엠 엔; that of R is said in two ways."""
_LATIN: Final = re.compile("[A-Za-z]+$")
_VOWELS: Final = "aiouy"
_LIKE_VOWELS: Final = "dfhjrsvwxz"
"""Sounds that Korean writes with a vowel behind them."""
_BEFORE_STOPS: Final = {"t": "bcdfgklmnprsx", **dict.fromkeys("bckp", "lmnrs")}
"""Where no syllable has room for two sounds, the last gets a vowel (텍스트, 디스크); elsewhere one
cannot tell 책 from 노트."""


def filled(template: str, values: dict[str, object]) -> str:
    """A template with its gaps filled, and the particle behind each gap in the form it takes."""
    if not any(pair in template for pair in _PAIRS):
        return template.format(**values)
    said = ""
    for literal, field, spec, _conversion in Formatter().parse(template):
        said += _fitted(literal, said) if said else literal
        if field is not None:
            said += format(values[field], spec or "")
    return said


def ending(word: str) -> Ending:
    """How a word ends, as far as that can be told from how it is written."""
    word = word.rstrip(_STOPS)
    last = word[-1:]
    if _FIRST_SYLLABLE <= ord(last or " ") <= _LAST_SYLLABLE:
        final = (ord(last) - _FIRST_SYLLABLE) % _FINALS
        if final == _RIEUL:
            return Ending.RIEUL
        return Ending.CONSONANT if final else Ending.VOWEL
    latin = _LATIN.search(word)
    return _of_latin(latin[0]) if latin else _DIGITS.get(last, Ending.UNKNOWN)


def _of_latin(word: str) -> Ending:
    letters = word.lower()
    last, before = letters[-1], letters[-2:-1]
    if word.isupper() or not any(each in "aeiouy" for each in letters):  # PDF, txt: by letters
        return Ending.UNKNOWN if last == "r" else _LETTERS.get(last, Ending.VOWEL)
    if last in _VOWELS or last in _LIKE_VOWELS:
        return Ending.VOWEL
    if last in _LETTERS:
        return _LETTERS[last]
    if last == "g":
        return Ending.CONSONANT if before == "n" else Ending.VOWEL
    has_room = not before or before not in _BEFORE_STOPS.get(last, "")
    return Ending.UNKNOWN if has_room else Ending.VOWEL


def _fitted(literal: str, before: str) -> str:
    found = _BEGINS.match(literal)
    if found is None:
        return literal
    marks, pair = found.groups()
    how = ending(before)
    if how is Ending.UNKNOWN:
        return literal
    behind_consonant, behind_vowel = _PAIRS[pair]
    is_vowel = how is Ending.VOWEL or (how is Ending.RIEUL and pair == "(으)로")
    return f"{marks}{behind_vowel if is_vowel else behind_consonant}{literal[found.end() :]}"
