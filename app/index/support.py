"""Whether a sentence says what its source says, as far as code can tell without a model.

The questions: are its words in the source, its numbers with their units and bounds, its names; does
one of the two deny what the other asserts, say its opposite, or have the same words in other roles.
The thresholds were chosen on sentences of documents that were left as they are, reworded, and
altered in what they say (`tests/bench/retrieval/citations.py`).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.collections import Language
from app.domain.retrieval import CitationStatus
from app.index.content_words import Content, content_of
from app.index.dates import dates_missing
from app.index.denials import deny_different_things, keeps_for_another, obliges_differently
from app.index.languages import language_of
from app.index.opposites import says_the_opposite
from app.index.quantities import quantities_of, without_quantities
from app.index.roles import are_turned_round

CONFIRMED: Final = 0.6
"""Share of a sentence's words that its source must hold to support it."""
RELATED: Final = 0.25
"""Below this share the source has nothing to do with the sentence."""
_COPY: Final = 0.8
"""Share of the words of a sentence and its source that both have, from which on every "not", number
and word with an opposite is counted: whoever copies changes none."""
_COPY_KOREAN: Final = 0.65
"""The same in Korean, where a verb that is denied has another ending, and so is another word."""

_CLAUSE: Final = re.compile(r"[,;]\s+|\s+(?:and|but)\s+|(?<=[고며])\s+")


@dataclass(frozen=True, slots=True)
class Support:
    """How far a source supports a sentence; `share` of its words are in the source."""

    share: float
    missing_numbers: frozenset[str]
    missing_names: frozenset[str]
    contradicts: bool
    is_other_language: bool

    @property
    def is_objected_to(self) -> bool:
        """Whether a number is missing, a name in the same language, or one denies the other.

        Nothing that a model says of the two outweighs that.
        """
        lacks_name = bool(self.missing_names) and not self.is_other_language
        return bool(self.missing_numbers) or lacks_name or self.contradicts

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
    return Support(
        _share(content_of(without_quantities(sentence)), claim.numbers, whole),
        (claim.numbers - whole.numbers)
        | _lacking(sentence, texts)
        | dates_missing(sentence, texts),
        frozenset(name for name in claim.names if not _is_named(name, whole)),
        _contradicts(sentence, claim, sources),
        all(language_of(sentence) is not language_of(source) for source in sources),
    )


def _share(claim: Content, numbers: frozenset[str], whole: Content) -> float:
    """How many of a claim's words the whole holds; units and bounds are compared elsewhere."""
    if not claim.words:
        return 1.0 if numbers else 0.0
    return sum(whole.holds(word) for word in claim.words) / len(claim.words)


def _is_named(name: str, whole: Content) -> bool:
    return name in whole.words or name in whole.flat


def _contradicts(claim: str, content: Content, sources: Sequence[str]) -> bool:
    """Whether the source nearest to a claim says something else of the same words."""
    nearest = max(sources, key=lambda source: _shared_words(content, source), default="")
    if claim.split() == nearest.split():
        return False
    source = content_of(nearest)
    is_korean = language_of(claim) is Language.KOREAN
    nearness = _COPY_KOREAN if is_korean else _COPY
    is_copy = len(content.words & source.words) >= nearness * len(content.words | source.words)
    if is_copy and _has_more_numbers(claim, nearest):
        return True
    shared = content.numbers & source.numbers
    return (
        deny_different_things(claim, nearest, is_copy=is_copy)
        or keeps_for_another(claim, nearest)
        or obliges_differently(claim, nearest, is_copy=is_copy)
        or says_the_opposite(claim, nearest, is_copy=is_copy)
        or says_the_opposite(_beside(claim, shared), _beside(nearest, shared))
        or are_turned_round(claim, nearest)
    )


def _shared_words(claim: Content, source: str) -> float:
    return _share(claim, claim.numbers, content_of(source))


def _has_more_numbers(claim: str, source: str) -> bool:
    said, held = (Counter(each.value for each in quantities_of(text)) for text in (claim, source))
    return bool(said - held)


def _beside(text: str, numbers: frozenset[str]) -> str:
    """The clauses that hold some numbers."""
    return "\n".join(each for each in _CLAUSE.split(text) if numbers & content_of(each).numbers)


def _lacking(claim: str, texts: Sequence[str]) -> frozenset[str]:
    """Numbers of a claim that stand nowhere with the same unit and bound."""
    held = [each for text in texts for each in quantities_of(text)]
    return frozenset(
        each.value
        for each in quantities_of(claim)
        if not any(each.agrees_with(other) for other in held)
    )
