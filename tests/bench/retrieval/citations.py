"""How often a citation is called verified: of sentences left as they are, reworded, and altered.

    python tests/bench/retrieval/citations.py FOLDER

Every kind of alteration makes a sentence of the corpus say something else with nearly the same
words; none of those should be verified. Reworded are sentences whose clauses change places and
whose numbers are written otherwise: those should be. Told for each half of the pages, but the rules
were made while looking at failures of both: neither half is unseen, and the alterations are of the
kinds that the rules know. "As it is" is 1 by a rule of its own: the same words support themselves.
"""

import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[3]))
sys.path.insert(0, str(Path(__file__).parent))

from corpus import Page, pages
from evaluate import half_of

from app.domain.collections import Language
from app.domain.retrieval import CitationStatus
from app.index.sentences import sentences
from app.index.support import support

Change = Callable[[str, random.Random], str]
FEWEST, MOST = 40, 300
"""Characters of a sentence that is looked at."""
PER_PAGE: Final = 6

_NUMBER: Final = re.compile(r"(?<![\w.])\d+(?![\w.:]*\d)")
_NAME: Final = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
_NAMES: Final = ("Anderson", "Fedora", "Lisbon", "Marseille")


def _swapped(one: str, other: str) -> Change:
    def change(text: str, draw: random.Random) -> str:
        found = re.search(one, text)
        return text if found is None else text[: found.start()] + other + text[found.end() :]

    return change


def _other_number(text: str, draw: random.Random) -> str:
    return _NUMBER.sub(lambda found: str(int(found[0]) + draw.randint(1, 9)), text, count=1)


def _other_name(text: str, draw: random.Random) -> str:
    return _NAME.sub(draw.choice(_NAMES), text, count=1)


def _clauses_swapped(text: str, draw: random.Random) -> str:
    """ "If a, b." as "B if a." """
    found = re.fullmatch(r"(If|When) ([^,.]+), ([^,]+)\.", text)
    return (
        text
        if found is None
        else f"{found[3][0].upper()}{found[3][1:]} {found[1].lower()} {found[2]}."
    )


ALTERED: Final[dict[str, list[Change]]] = {
    "another number": [_other_number],
    "another name": [_other_name],
    "another unit": [
        _swapped(r"(?<=\d )minutes?\b", "hours"), _swapped(r"(?<=\d )seconds?\b", "minutes"),
        _swapped(r"(?<=\d )days?\b", "weeks"), _swapped(r"(?<=\d )(?:MB|MiB)\b", "GB"),
        _swapped(r"(?<=\d )(?:GB|GiB)\b", "MB"), _swapped("(?<=[0-9])분", "시간"),
        _swapped("(?<=[0-9])초", "분"), _swapped("(?<=[0-9])년", "개월"),
        _swapped("(?<=[0-9])%", "배"),
    ],
    "a not more": [
        _swapped(r"\b(?:is|are)\b(?! not)", "is not"), _swapped(r"\bcan\b(?! not|['’]t)", "cannot"),
        _swapped("합니다\\.", "하지 않습니다."), _swapped("할 수 있습니다", "할 수 없습니다"),
    ],
    "a not less": [
        _swapped(r"\b(is|are|do|does|will|may) not\b", "will"),
        _swapped("(?:하)?지 않습니다", "합니다"),
        _swapped("수 없습니다", "수 있습니다"),
    ],
    "the opposite": [
        _swapped(r"\bbefore\b", "after"), _swapped(r"\bafter\b", "before"),
        _swapped(r"\bon the left\b", "on the right"), _swapped(r"\bincrease\b", "decrease"),
        _swapped(r"\benable\b", "disable"), _swapped(r"\bturn on\b", "turn off"),
        _swapped(r"\bopen\b", "close"), _swapped("이전", "이후"), _swapped("왼쪽", "오른쪽"),
        _swapped("켜", "꺼"), _swapped("포함", "제외"), _swapped("최대", "최소"),
    ],
    "more opposites": [
        _swapped(r"\badd\b", "remove"), _swapped(r"\b(?:show|display)\b", "hide"),
        _swapped(r"\btop\b", "bottom"), _swapped(r"\bautomatically\b", "manually"),
        _swapped(r"\btemporar(?:y|ily)\b", "permanently"), _swapped(r"\blarger\b", "smaller"),
        _swapped(r"\bvalid\b", "invalid"), _swapped(r"\bpossible\b", "impossible"),
        _swapped("(?<!불)가능", "불가능"), _swapped("추가", "제거"), _swapped("시작", "종료"),
        _swapped("자동", "수동"), _swapped("확대", "축소"), _swapped("표시", "숨김"),
        _swapped("위쪽", "아래쪽"), _swapped("높은", "낮은"), _swapped("허용", "금지"),
    ],
    "opposites not in the lists": [
        _swapped(r"\bnew\b", "old"), _swapped(r"\beasy\b", "difficult"),
        _swapped(r"\bempty\b", "full"), _swapped(r"\bsimple\b", "complicated"),
        _swapped(r"\bdark\b", "light"), _swapped("새로운", "오래된"), _swapped("먼저", "나중에"),
        _swapped("간단", "복잡"), _swapped("같은", "다른"), _swapped("비어", "가득 차"),
    ],
    "half or double put in": [
        _swapped(r"(?<=\w) of (?=the )", " of half of "), _swapped("전체", "절반"),
        _swapped("모든", "절반의"),
    ],
    "a sign": [_swapped(r"(?<=[a-z] )(?=\d)", "minus "), _swapped("(?<=[가-힣] )(?=\\d)", "영하 ")],
    "a range for a number": [
        lambda text, draw: re.sub(
            r"(?<![\w.,:-])([2-9]|[1-9]\d)(?= [a-z]|개|번|분|초|시간)",
            lambda found: f"{found[1]}~{int(found[1]) + 3}", text, count=1,
        ),
    ],
    "only put in": [
        _swapped(r"(?<=\w) (?=(?:if|when|for|in) )", " only "), _swapped("에서 ", "에서만 "),
    ],
    "must for may": [
        _swapped(r"\b(?:can|may)\b(?! not|['’]t)", "must"),
        _swapped("할 수 있습니다", "해야 합니다"),
    ],
}  # fmt: skip
KEPT: Final[dict[str, list[Change]]] = {
    "as it is": [lambda text, draw: text + " "],
    "clauses changed places": [_clauses_swapped],
    "polite to plain": [_swapped("합니다\\.", "한다."), _swapped("있습니다\\.", "있다.")],
    "number in words": [
        _swapped(rf"(?<![\w.]){digit}(?= [a-z])", word)
        for digit, word in (("2", "two"), ("3", "three"), ("5", "five"), ("10", "ten"))
    ],
    "a word left out": [
        _swapped(r" (?:also|usually|simply|very|then|probably|automatically)\b", ""),
        _swapped(" (?:또한|보통|직접|자동으로|일반적으로)", ""),
    ],
}


def of_corpus(every: list[Page]) -> Iterator[tuple[str, Language, str]]:
    """Half, language and text of some sentences of every page."""
    draw = random.Random(5)
    for page in every:
        text = page.parsed().text
        found = [" ".join(text[start:end].split()) for start, end in sentences(text)]
        fit = [each for each in found if FEWEST <= len(each) <= MOST and each.endswith(".")]
        for each in draw.sample(fit, min(PER_PAGE, len(fit))):
            yield half_of(page.id), page.language, each


def main() -> None:
    """Print the share that is verified, by kind, language and half."""
    draw = random.Random(7)
    counts: dict[tuple[str, Language, str], list[bool]] = defaultdict(list)
    for half, language, text in of_corpus(pages(Path(sys.argv[1]))):
        for kind, changes in (*ALTERED.items(), *KEPT.items()):
            for change in changes:
                claim = change(text, draw)
                if claim != text:
                    is_verified = support(claim, [text]).status is CitationStatus.VERIFIED
                    counts[kind, language, half].append(is_verified)
                    if is_verified is (kind in ALTERED) and "--show" in sys.argv:
                        print(f"{kind}\n  {text}\n  {claim}", file=sys.stderr)
                    break
    print(f"{'verified':26} {'English tuning':>16} {'held':>14} {'Korean tuning':>16} {'held':>14}")
    for kind in (*ALTERED, *KEPT):
        told = []
        for language in (Language.OTHER, Language.KOREAN):
            for half in ("tuning", "held"):
                found = counts[kind, language, half]
                told.append(f"{sum(found) / len(found):.3f} of {len(found)}" if found else "–")
        print(f"{kind:26} {told[0]:>16} {told[1]:>14} {told[2]:>16} {told[3]:>14}")


if __name__ == "__main__":
    main()
