"""A plain search over conversations in memory: all words of the query, whatever their case."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from app.domain.conversations import Conversation, Message, SearchHit

_BEFORE: Final = 40
_LENGTH: Final = 200


def find(
    titles: Iterable[Conversation],
    messages: Iterable[tuple[Conversation, Message]],
    query: str,
    limit: int,
    *,
    ranked: bool = False,
) -> list[SearchHit]:
    """Titles, then messages, that hold every word, in the order in which they are given.

    When `ranked`, those come first whose excerpt holds the words most often.
    """
    words = query.casefold().split()
    if not words:
        return []
    hits = list(_hits(titles, messages, words))
    if ranked:
        hits.sort(key=lambda hit: len(hit.marks), reverse=True)
    return hits[:limit]


def _hits(
    titles: Iterable[Conversation],
    messages: Iterable[tuple[Conversation, Message]],
    words: Sequence[str],
) -> Iterator[SearchHit]:
    for each in titles:
        if found := _excerpt(each.title, words):
            yield SearchHit(each, None, None, *found, each.created_at)
    for each, message in messages:
        for attachment, text in _parts(message):
            if found := _excerpt(text, words):
                place = (message.id, message.role, *found, message.created_at, attachment)
                yield SearchHit(each, *place)
                break


def _parts(message: Message) -> Iterator[tuple[str | None, str]]:
    """The text of a message, then name and text of each attachment."""
    yield None, message.text
    for each in message.attachments:
        yield each.name, each.name
        yield each.name, each.text


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
