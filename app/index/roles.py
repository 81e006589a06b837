"""Who does what to whom, as far as the order of words and Korean particles tell.

"Anna paid Bernd" and "Bernd paid Anna" have the same words. English tells them apart by order,
Korean by what is glued to the words.
"""

import re
from collections.abc import Sequence
from typing import Final

from app.domain.collections import Language
from app.index.content_words import content_of
from app.index.languages import language_of
from app.index.number_words import with_digits
from app.index.quantities import plain

_TOKEN: Final = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_TURNED: Final = 3
"""So many words in reverse order are a reversal: "a pays b", "b pays a"."""
_PASSIVE: Final = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?(\w+)\s+by\s+(?!\w+ing\b)(?:the\s+|an?\s+)?"
    r"([^\W\d_]+)",
    re.IGNORECASE,
)
_KOREAN_ROLE: Final = re.compile(
    "([가-힣A-Za-z]+?)(에게서|한테서|으로부터|로부터|에게|한테|께서|께|보다|[이가은는을를])(?![가-힣A-Za-z])"
)
_ROLES: Final = {
    "이": "does", "가": "does", "은": "does", "는": "does", "께서": "does",
    "을": "suffers", "를": "suffers", "에게": "gets", "한테": "gets", "께": "gets",
    "에게서": "gives", "한테서": "gives", "으로부터": "gives", "로부터": "gives", "보다": "than",
}  # fmt: skip


def are_turned_round(claim: str, source: str) -> bool:
    """Whether both speak of the same, each in the other's place."""
    if language_of(claim) is Language.KOREAN:
        return _roles_swapped(claim, source) or _numbers_swapped(claim, source)
    mine, theirs = _PASSIVE.search(claim), _PASSIVE.search(source)
    if bool(mine) != bool(theirs):
        found = mine or theirs
        return found is not None and _agent_kept_in_place(
            found, source if mine is not None else claim
        )
    return _longest_reversal(_shared(claim, source)) >= _TURNED


def _agent_kept_in_place(passive: "re.Match[str]", other: str) -> bool:
    """Whether who acts in a passive sentence stands behind the verb of the other one, too."""
    verb, agent = _stem(passive[1]), _stem(passive[2])
    order = [_stem(word) for word in _TOKEN.findall(other)]
    if verb not in order or agent not in order:
        return False
    at = order.index(verb)
    return order.index(agent) > at and any(
        _stem(word) in order[:at]
        for word in _TOKEN.findall(passive.string[: passive.start()])
        if content_of(word).words
    )


def _shared(claim: str, source: str) -> list[int]:
    """Where the source has the words of the claim, in the claim's order; those that are there once.

    Numbers count as words.
    """
    places: dict[str, int] = {}
    repeated = set()
    for place, word in enumerate(_terms(source)):
        if word in places:
            repeated.add(word)
        places.setdefault(word, place)
    said = _terms(claim)
    return [
        places[word]
        for word in said
        if word in places and word not in repeated and said.count(word) == 1
    ]


def _numbers_swapped(claim: str, source: str) -> bool:
    """Whether two numbers stand at each other's words."""
    terms = _terms(source)
    places = _shared(claim, source)
    return any(
        first > middle > last and terms[first][0].isdigit() and terms[last][0].isdigit()
        for first, middle, last in zip(places, places[1:], places[2:], strict=False)
    )


def _roles_swapped(claim: str, source: str) -> bool:
    mine, theirs = _roles(claim), _roles(source)
    moved = {
        (mine[word], theirs[word])
        for word in mine.keys() & theirs.keys()
        if mine[word] != theirs[word]
    }
    return any((after, before) in moved for before, after in moved)


def _roles(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for word, particle in _KOREAN_ROLE.findall(text):
        found.setdefault(word, _ROLES[particle])
    return found


def _terms(text: str) -> list[str]:
    found = []
    for token in _TOKEN.findall(with_digits(text)):
        if token[0].isdigit():
            found.append(plain(token))
        else:
            found += sorted(content_of(token).words)
    return found


def _stem(word: str) -> str:
    return next(iter(content_of(word).words), word.casefold())


def _longest_reversal(places: Sequence[int]) -> int:
    """Length of the longest run of ever earlier places, not necessarily side by side."""
    best: list[int] = []
    for at, place in enumerate(places):
        longer = [best[before] for before in range(at) if places[before] > place]
        best.append(1 + max(longer, default=0))
    return max(best, default=0)
