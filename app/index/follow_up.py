"""Follow-up questions, and how far they are made self-contained without a model.

"And how long is it?" says nothing to a search. A question that leans on what was said before is
searched for together with the question that it follows.
"""

import re
from collections.abc import Sequence
from typing import Final

from app.index.content_words import content_of

_LEANS: Final = re.compile(
    r"^(?:and|but|so|then|also|or|what about|how about|why not|why\??$|how so)\b"
    r"|\b(?:it|its|they|them|their|he|him|his|she|her|this|that|these|those|there|one|ones|same"
    r"|former|latter|above|previous|else|another|more)\b"
    r"|^(?:그럼|그러면|그리고|그런데|그래서|또|왜\s*(?:요|그)?|그렇다면|그 외|그 밖)"
    r"|(?:그것|그거|이것|이거|저것|거기|여기서|그곳|그때|그\s|이\s|위의|앞의|해당|나머지|더\s)",
    re.IGNORECASE,
)
LOOKED_BACK: Final = 2
"""Earlier questions that a follow-up is searched with, as long as they lean on others, too."""


def leans_on_others(question: str) -> bool:
    """Whether a question is understood only with what was said before."""
    question = question.strip()
    return bool(_LEANS.search(question)) or not content_of(question).words


def without_leaning(question: str) -> str:
    """A question without the words by which it leans on others."""
    return _LEANS.sub(" ", question.strip())


def self_contained(question: str, earlier: Sequence[str]) -> str:
    """A question to search for: with those before it, the last one last, where it needs them."""
    parts = [question.strip()]
    for before in list(reversed(earlier))[:LOOKED_BACK]:
        if not leans_on_others(parts[0]):
            break
        parts.insert(0, before.strip())
    return "\n".join(part for part in parts if part)
