"""A plain search over conversations in memory: all words of the query, whatever their case."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from app.domain.conversations import Conversation, Message, SearchHit

_BEFORE: Final = 40
_LENGTH: Final = 200


def find(
    kept: Sequence[tuple[Conversation, Sequence[Message]]],
    query: str,
    limit: int,
    *,
    ranked: bool = False,
) -> list[SearchHit]:
    """Titles and messages that hold every word; newest first, or the most often first."""
    words = query.casefold().split()
    if not words:
        return []
    hits = sorted(_hits(kept, words), key=lambda hit: hit.created_at, reverse=True)
    if ranked:
        hits.sort(key=lambda hit: len(hit.marks), reverse=True)
    return hits[:limit]


def _hits(
    kept: Sequence[tuple[Conversation, Sequence[Message]]], words: Sequence[str]
) -> Iterator[SearchHit]:
    for conversation, messages in kept:
        if found := _excerpt(conversation.title, words):
            yield SearchHit(conversation, None, None, *found, conversation.created_at)
        for message in messages:
            if found := _excerpt(message.text, words):
                yield SearchHit(conversation, message.id, message.role, *found, message.created_at)


def _excerpt(text: str, words: Sequence[str]) -> tuple[str, tuple[tuple[int, int], ...]] | None:
    """A stretch of the text around the first word, and the places of all words in it."""
    folded = text.casefold()
    if not all(word in folded for word in words):
        return None
    # Places are looked for in the text itself: folding can change its length.
    pattern = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    first = pattern.search(text)
    start = max(first.start() - _BEFORE, 0) if first else 0
    excerpt = text[start : start + _LENGTH]
    return excerpt, tuple(match.span() for match in pattern.finditer(excerpt))
