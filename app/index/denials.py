"""What a sentence denies, leaves open or keeps for one alone, as far as code can tell.

"May keep cats but not dogs" and "may keep dogs but not cats" have the same words and the same
"not": what counts is which words stand in its clause.
"""

import re
from typing import Final

from app.index.content_words import content_of
from app.index.number_words import with_digits
from app.index.quantities import DENYING_BOUNDS

_NOT: Final = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|hardly|barely|scarcely|without|cannot|unable"
    r"|forbidden|prohibited)\b|n['’]t\b",
    re.IGNORECASE,
)
_NOT_KOREAN: Final = re.compile(
    "않|없[는다이었을으고음지어습]|못[한하했할합]|(?<![가-힣])안 [가-힣]|아니[다라며고었하한]"
    "|아닌(?! 한)|아닙|금지|불가|불허|말아야|마십시오|마세요"
)
_SAVE: Final = re.compile(
    r"\b(?:except|unless|excluding|other than|apart from)\b"
    r"|제외|예외|아닌 한|않는 한|(?<![가-힣])(?:외에는|이외)|다만,?\s|(?<![가-힣])단,",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(
    r"[,;:–—]\s+|\s+(?:and|but|while|whereas|although|because|however|yet|if|when)\s+"
    r"|(?<=[가-힣](?:고|며|나))\s+|(?<=지만)\s+|(?<=는데)\s+|(?<=은데)\s+",
    re.IGNORECASE,
)
_FEWEST_WORDS: Final = 2
_SAME_CLAUSE: Final = 0.75
"""Share of the words of two clauses that both have."""
_ONLY: Final = re.compile(
    r"\b(?:only|solely|exclusively)\s+(?P<what>\S+(?:\s+\S+){0,2})|"
    r"(?P<who>[가-힣A-Za-z\d]+?)(?:에게|에서|에|으로|로)?만(?:이|을|은)?(?=\s)|오직\s+(?P<rest>\S+)",
    re.IGNORECASE,
)
_NO_ONLY: Final = frozenset(("하지", "그렇지", "이지", "있지", "없지", "않지", "지", "다", "되지"))
_MUST: Final = re.compile(
    r"\b(?:must|shall|ha(?:s|ve|d) to|obliged|mandatory|required to)\b"
    r"|[해하어아여되]야 ?(?:한|하|합|할|됩|된)|의무가 있",
    re.IGNORECASE,
)
_MAY: Final = re.compile(
    r"\b(?:may|can|could|might|optional|optionally|free to)\b|[ㄹ할될을릴칠]? ?수 ?(?:도 )?있",
    re.IGNORECASE,
)


def is_negated(sentence: str) -> bool:
    """Whether a sentence denies something; a bound ("not more than") denies nothing."""
    return bool(_denied(sentence)) or bool(_SAVE.search(sentence))


def deny_different_things(claim: str, source: str, *, is_copy: bool = False) -> bool:
    """Whether one denies, or makes an exception of, what the other does not.

    Of a claim that has all the source's words (`is_copy`) the denials are counted.
    """
    if bool(_denied(claim)) != bool(_denied(source)):
        return True
    if bool(_SAVE.search(claim)) != bool(_SAVE.search(source)):
        return True
    if is_copy and _denied(claim) != _denied(source):
        return True
    mine, theirs = _denied_words(claim), _denied_words(source)
    shared = content_of(claim).words & content_of(source).words
    if bool((mine - theirs) & shared) and bool((theirs - mine) & shared):
        return True
    return any(_is_turned(clause, source) for clause in _CLAUSE.split(claim))


def keeps_for_another(claim: str, source: str) -> bool:
    """Whether a claim says "only" where its source does not, or of something else."""
    mine, theirs = _alone(claim), _alone(source)
    return bool(mine) and not mine & theirs


def obliges_differently(claim: str, source: str, *, is_copy: bool = False) -> bool:
    """Whether one says "must" and the other "may"; "must not" and "may not" are the same."""
    must, must_there = len(_MUST.findall(claim)), len(_MUST.findall(source))
    if is_copy and must > must_there:
        return True
    if _denied(claim) or _denied(source):
        return False
    may, may_there = bool(_MAY.search(claim)), bool(_MAY.search(source))
    return bool(
        (must and may_there and not must_there) or (may and must_there and not (may_there or must))
    )


def _denied(text: str) -> int:
    """How often a text denies something."""
    text = DENYING_BOUNDS.sub(" ", text)
    return len(_NOT.findall(text)) + len(_NOT_KOREAN.findall(text))


def _is_turned(clause: str, source: str) -> bool:
    """Whether the source has a clause with the same words that denies when this one does not."""
    words = content_of(clause).words
    if len(words) < _FEWEST_WORDS:
        return False
    for other in _CLAUSE.split(source):
        held = content_of(other).words
        alike = len(words & held) / len(words | held)
        if alike >= _SAME_CLAUSE and bool(_denied(clause)) != bool(_denied(other)):
            return True
    return False


def _denied_words(text: str) -> frozenset[str]:
    """The words of those clauses that deny something."""
    return frozenset(
        word
        for clause in _CLAUSE.split(text)
        if _denied(clause)
        for word in content_of(clause).words
    )


def _alone(text: str) -> frozenset[str]:
    """What "only" stands with."""
    found: set[str] = set()
    for each in _ONLY.finditer(with_digits(text)):
        what = each["what"] or each["who"] or each["rest"]
        if what not in _NO_ONLY and not what.endswith("지"):
            content = content_of(what.casefold())
            found |= content.words | content.numbers or {"only"}
    return frozenset(found)
