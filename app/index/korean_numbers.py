"""Korean numbers as digits: 서른 명, 삼십 일, 1억 2천만 원, 3분의 1, 두 배.

A syllable alone is mostly no number ("이 회사", "사 주다"): it is read only before what is counted.
"""

import re
from typing import Final

_DIGITS: Final = {each: place for place, each in enumerate("영일이삼사오육칠팔구")}
_SMALL: Final = {"십": 10, "백": 100, "천": 10**3}
_LARGE: Final = {"만": 10**4, "억": 10**8, "조": 10**12}
_COUNTED: Final = (
    "개월|개|원|달러|유로|엔|위안|파운드|명|인(?![가-힣]{2})|퍼센트|프로|%|년|일(?!반|정)|주일|주간"
    "|시간|분(?=[^가-힣]|간|[을를이가은는의])|초(?![가-힣]{2})|회|차례|건|배|킬로|미터|그램|톤|평|살|세(?![가-힣])|쪽"
    "|페이지|권|대(?![가-힣])|채|층"
)
_SCALED: Final = re.compile(
    r"(?<![\d.,제])\d+(?:,\d{3})*(?:\.\d+)?\s?(?:[십백천만억]+|조(?=\s?(?:\d|원|달러)))"
    r"(?:\s?\d+(?:,\d{3})*\s?[십백천만억]+)*(?:\s?\d+(?:,\d{3})*(?=\s?(?:원|달러|명)))?"
    r"(?=\s?(?:원|달러|명|개|건|유로|엔|주|톤|킬로|평|부|$|[\s.,을를이가은는의으에]))"
)
_SINO: Final = re.compile(
    r"(?<![가-힣\d])(?:제\s?)?(?P<number>"
    r"(?=[일이삼사오육칠팔구]*[십백천만억])[일이삼사오육칠팔구십백천만억]{2,}"
    r"(?:\s[일이삼사오육칠팔구십백천만]{2,})*|[십백천만](?!\s?\d))"
    rf"(?=\s?(?:{_COUNTED}))"
)
_SINO_ALONE: Final = re.compile(
    r"(?<![가-힣\d])[일이삼사오육칠팔구](?=개월|퍼센트|주일|년간|년[^가-힣]|년[을를이가은는의])"
)
_ONES: Final = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "석": 3, "넷": 4, "네": 4, "넉": 4,
    "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
}  # fmt: skip
_TENS: Final = {
    "열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70,
    "여든": 80, "아흔": 90,
}  # fmt: skip
_NATIVE: Final = re.compile(
    rf"(?<![가-힣])(?P<tens>{'|'.join(_TENS)})?(?P<ones>{'|'.join(_ONES)})?(?<=[가-힣])"
    r"(?=\s?(?:개|번|달|배|시간|시\b|명|사람|가지|주\b|주일|살|장|대|곳|차례|해\b|권|분기|쪽|줄|채|마리))"
)
_ORDINALS: Final = {"첫": 1, "첫째": 1, "둘째": 2, "셋째": 3, "넷째": 4, "다섯째": 5}
_ORDINAL: Final = re.compile(
    r"(?<![가-힣])(?:(첫)(?=\s?(?:개|번|달|시간|명|사람|주\b|주일|해\b|분기|쪽|줄))"
    r"|(첫째|둘째|셋째|넷째|다섯째))"
)
_PARTS: Final = re.compile(
    r"(?<![가-힣\d])(?P<whole>\d+|[이삼사오육칠팔구십]|백)\s?분의\s?(?P<part>\d+|[일이삼사오육칠팔구])"
    r"(?![가-힣]{3})"
)
_HALF: Final = re.compile(r"(?<![가-힣])(?:절반|반(?=\s?(?:만|을|이하|이상|으로)))")
_DOUBLED: Final = re.compile(r"(?<![가-힣])(?:배로|곱절로|갑절로)(?=\s?(?:늘|증가|뛰|올|커|불))")
_TOKEN: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[가-힣]")


def korean_with_digits(text: str) -> str:
    """The text with its Korean numbers as digits."""
    text = _PARTS.sub(_as_percent, text)
    text = _HALF.sub("50%", text)
    text = _DOUBLED.sub("2배로", text)
    text = _SCALED.sub(lambda found: korean_value(found[0]), text)
    text = _SINO.sub(lambda found: korean_value(found["number"]), text)
    text = _SINO_ALONE.sub(lambda found: str(_DIGITS[found[0]]), text)
    text = _NATIVE.sub(_as_number, text)
    return _ORDINAL.sub(lambda found: str(_ORDINALS[found[0]]), text)


def korean_value(text: str) -> str:
    """The value of digits and scales in their order: 2천5백만 is 25,000,000."""
    whole = section = 0.0
    number: float | None = None
    for token in _TOKEN.findall(text):
        if token in _SMALL:
            section += (1 if number is None else number) * _SMALL[token]
            number = None
        elif token in _LARGE:
            section += number or 0
            whole += (section or 1) * _LARGE[token]
            section, number = 0, None
        elif token in _DIGITS:
            number = _DIGITS[token]
        elif token[0].isdigit():
            number = float(token.replace(",", ""))
    return f"{whole + section + (number or 0):.0f}"


def _as_number(found: "re.Match[str]") -> str:
    return str(_TENS.get(found["tens"] or "", 0) + _ONES.get(found["ones"] or "", 0))


def _as_percent(found: "re.Match[str]") -> str:
    whole, part = (float(korean_value(found[name])) for name in ("whole", "part"))
    if not whole:
        return found[0]
    return f"{100 * part / whole:.2f}".rstrip("0").rstrip(".") + "%"
