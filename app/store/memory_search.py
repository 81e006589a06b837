"""The search over conversations in memory: it understands what the one of the vault does."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from app.domain.conversations import Conversation, Folder, Message, SearchHit
from app.store.nesting import and_below
from app.store.query import Query, beginning_of, folded_name, has_all, parse
from app.store.search_shown import Part, shown

_Passes = Callable[[Conversation], bool]


def find(
    titles: Iterable[Conversation],
    messages: Iterable[tuple[Conversation, Message]],
    folders: Sequence[Folder],
    query: str,
    limit: int,
    *,
    ranked: bool = False,
) -> list[SearchHit]:
    """Titles, then messages, that have all that the query asks for, in the order given.

    When `ranked`, those come first whose excerpt holds the words most often. Without words the
    titles of the conversations that pass the operators, and with `role:` or `model:` the messages.
    """
    asked = parse(query)
    if limit <= 0 or asked.is_empty:
        return []
    passes = _narrowing(asked, folders)
    hits: list[SearchHit] = []
    if not asked.roles and not asked.models:
        hits += _in_titles(asked, filter(passes, titles))
    if asked.words or asked.roles or asked.models:
        hits += _in_messages(asked, passes, messages)
    if ranked:
        hits.sort(key=lambda hit: len(hit.marks), reverse=True)
    return hits[:limit]


def _narrowing(asked: Query, folders: Sequence[Folder]) -> _Passes:
    """What the operators ask of a conversation."""
    parents = {each.id: each.parent for each in folders}
    inside = [
        (names, and_below([each.id for each in folders if has_all(each.name, names)], parents))
        for names in asked.inside
    ]

    def passes(each: Conversation) -> bool:
        tags = {folded_name(name) for name in each.tags}
        return (
            (each.is_pinned or not asked.is_pinned)
            and (each.is_archived or not asked.is_archived)
            and tags.issuperset(asked.tags)
            and all(each.folder in within or has_all(each.title, n) for n, within in inside)
        )

    return passes


def _in_titles(asked: Query, titles: Iterable[Conversation]) -> Iterator[SearchHit]:
    for each in titles:
        if not _is_in_time(asked, each.created_at):
            continue
        found = shown(asked.words, asked.without, [(None, each.title)])
        if found is not None:
            yield SearchHit(each, None, None, *found.excerpt, each.created_at)


def _in_messages(
    asked: Query, passes: _Passes, messages: Iterable[tuple[Conversation, Message]]
) -> Iterator[SearchHit]:
    for conversation, message in messages:
        if not passes(conversation) or not _is_meant(asked, message):
            continue
        found = shown(asked.words, asked.without, _parts(message))
        if found is not None:
            place = message.id, message.role, *found.excerpt, message.created_at
            yield SearchHit(conversation, *place, found.attachment)


def _parts(message: Message) -> Iterator[Part]:
    """The text of a message, then name and text of each attachment."""
    yield None, message.text
    for each in message.attachments:
        yield each.name, each.name
        yield each.name, each.text


def _is_meant(asked: Query, message: Message) -> bool:
    model = (message.model or "").lower()
    return (
        (not asked.roles or message.role in asked.roles)
        and (not asked.models or any(each in model for each in asked.models))
        and _is_in_time(asked, message.created_at)
    )


def _is_in_time(asked: Query, moment: datetime) -> bool:
    return (asked.before is None or moment < beginning_of(asked.before)) and (
        asked.after is None or moment >= beginning_of(asked.after)
    )
