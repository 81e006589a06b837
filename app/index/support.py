"""Whether a sentence says what its source says, as far as code can tell without a model.

Four questions: are its words in the source, its numbers, its names, and does one of the two deny
what the other asserts. The thresholds were chosen on sentences of documents that were left as they
are, reworded, and given another number, another name or a "not" (`tests/bench/retrieval`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.retrieval import CitationStatus
from app.index.content_words import Content, content_of
from app.index.languages import language_of

CONFIRMED: Final = 0.6
"""Share of a sentence's words that its source must hold to support it."""
RELATED: Final = 0.25
"""Below this share the source has nothing to do with the sentence."""

_NOT: Final = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|unable|except|unless"
    r"|forbidden|prohibited)\b|n['’]t\b",
    re.IGNORECASE,
)
_NOT_KOREAN: Final = re.compile(
    "않|없[는다이었을으고음지어습]|못[한하했할합]|안 [가-힣]|아니[다라며고었]|아닌|아닙"
    "|금지|불가|불허|제외|말아야|마십시오|마세요"
)


@dataclass(frozen=True, slots=True)
class Support:
    """How far a source supports a sentence; `share` of its words are in the source."""

    share: float
    missing_numbers: frozenset[str]
    missing_names: frozenset[str]
    contradicts: bool
    is_other_language: bool

    @property
    def status(self) -> CitationStatus | None:
        """What may be said of the citation; None when it has nothing to do with the sentence."""
        is_sound = not (self.missing_numbers or self.missing_names or self.contradicts)
        if self.is_other_language:
            return None if self.missing_numbers else CitationStatus.LOCATED
        if self.share >= CONFIRMED and is_sound:
            return CitationStatus.VERIFIED
        return CitationStatus.LOCATED if self.share >= RELATED else None


def support(sentence: str, sources: Sequence[str], context: str = "") -> Support:
    """How far sources, taken together, support a sentence.

    `context` is what stands above them: its words, names and numbers count, too.
    """
    claim = content_of(sentence)
    texts = [*sources, context]
    whole = content_of("\n".join(texts))
    share = _share(claim, whole)
    return Support(
        share,
        claim.numbers - whole.numbers,
        frozenset(name for name in claim.names if not _is_named(name, whole)),
        _contradicts(sentence, claim, sources),
        all(language_of(sentence) is not language_of(source) for source in sources),
    )


def is_negated(sentence: str) -> bool:
    """Whether a sentence denies something."""
    return bool(_NOT.search(sentence) or _NOT_KOREAN.search(sentence))


def _share(claim: Content, whole: Content) -> float:
    if not claim.words:
        return 1.0 if claim.numbers else 0.0
    return sum(whole.holds(word) for word in claim.words) / len(claim.words)


def _is_named(name: str, whole: Content) -> bool:
    return name in whole.words or name in whole.flat


def _contradicts(sentence: str, claim: Content, sources: Sequence[str]) -> bool:
    """Whether the source nearest to the sentence denies what that asserts, or the reverse."""
    nearest = max(sources, key=lambda source: _share(claim, content_of(source)), default="")
    return is_negated(sentence) != is_negated(nearest)
