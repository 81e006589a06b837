"""Words that cannot stand for each other: a sentence that says "after" is no witness for "before".

A pair counts only where a claim uses one side and its source the other alone; where both stand in
the source nothing is said.
"""

import re
from typing import Final

from app.index.opposite_words import IN_BOTH, IN_ENGLISH, IN_KOREAN

_PATTERNS: Final = tuple(
    tuple(re.compile(side, re.IGNORECASE) for side in group)
    for group in (*IN_BOTH, *IN_ENGLISH, *IN_KOREAN)
)


def says_the_opposite(claim: str, source: str, *, is_copy: bool = False) -> bool:
    """Whether a claim uses a word whose counterpart stands in its place in the source.

    Of a claim that has all the source's words (`is_copy`) the words of a pair are counted: it
    may leave one out, but have none more.
    """
    for group in _PATTERNS:
        said = [len(side.findall(claim)) for side in group]
        if any(said):
            held = [len(side.findall(source)) for side in group]
            is_more = any(a > b for a, b in zip(said, held, strict=True))
            if is_copy and is_more and any(held):
                return True
            if any(held) and any(a and not b for a, b in zip(said, held, strict=True)):
                return True
    return False
