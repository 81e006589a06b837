"""Messages that were deleted: taken out of their tree at once, destroyed later.

A hidden message keeps its parent; what followed it follows the one before it. So no branch leads
through one, and nothing but the statements that ask for messages by other ways has to leave it out.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, exists, func, literal_column, select

from app.domain.conversations import HiddenMessages, now
from app.domain.ids import ConversationId, MessageId
from app.store import changes, trees
from app.store.rows import microseconds
from app.store.schema import conversations, messages

_DOOMED: Final = 1
"""The time of deletion of a message that nothing brings back."""
# Said as the index of the hidden says it, or SQLite would not use it.
_HIDDEN: Final[ColumnElement[bool]] = messages.c.hidden_at != literal_column("0")
_VISIBLE: Final = messages.c.hidden_at == 0


def hide(
    connection: Connection, conversation_id: ConversationId, message_ids: Sequence[MessageId]
) -> HiddenMessages | None:
    """Take messages out; the way back, None when none of them is there."""
    conversation = changes.seq_of(connection, conversation_id)
    seqs = _visible_seqs(connection, conversation_id, message_ids)
    if conversation is None or not seqs:
        return None
    before = _leaf(connection, conversation)
    followers = list(_let_follow(connection, seqs))
    connection.execute(
        messages.update().where(messages.c.seq.in_(seqs)).values(hidden_at=microseconds(now()))
    )
    after = before
    if before in seqs:
        after = _next_in_view(connection, conversation, before, seqs)
        _show(connection, conversation, after)
    ids = _ids(connection, {*seqs, *(each for pair in followers for each in pair), before, after})
    return HiddenMessages(
        conversation_id,
        tuple(ids[each] for each in sorted(seqs)),
        tuple((ids[follower], ids[followed]) for follower, followed in followers),
        ids.get(before),
        ids.get(after),
    )


def bring_back(connection: Connection, hidden: HiddenMessages) -> bool:
    """Put messages back where they stood; False when they are gone for good.

    They come into view again, unless something else did meanwhile.
    """
    conversation = changes.seq_of(connection, hidden.conversation)
    query = select(messages.c.id, messages.c.seq).where(
        messages.c.id.in_(hidden.messages), messages.c.hidden_at > _DOOMED
    )
    seqs = {row[0]: row[1] for row in connection.execute(query)}
    if conversation is None or len(seqs) < len(hidden.messages):
        return False
    connection.execute(
        messages.update().where(messages.c.seq.in_(seqs.values())).values(hidden_at=0)
    )
    for follower, followed in hidden.followers:
        row = messages.update().where(messages.c.id == follower)
        connection.execute(row.values(parent=seqs[followed]))
    shown = _seq(connection, hidden.shown_before)
    if shown is not None and _leaf(connection, conversation) == _seq(
        connection, hidden.shown_after
    ):
        _show(connection, conversation, shown)
    return True


def is_anything_hidden(connection: Connection, *, doomed_alone: bool = False) -> bool:
    """Whether there are hidden messages, or some that nothing brings back."""
    query = select(exists(select(messages.c.seq).where(_due(doomed_alone=doomed_alone))))
    return bool(connection.execute(query).scalar_one())


def doom(connection: Connection) -> None:
    """Let nothing that is hidden be brought back."""
    connection.execute(messages.update().where(_HIDDEN).values(hidden_at=_DOOMED))


def destroy_some(
    connection: Connection, most: int, *, doomed_alone: bool = False
) -> tuple[int, bool]:
    """Destroy so many of what is hidden, or doomed; how many went, and whether there is more."""
    columns = (messages.c.seq, messages.c.conversation)
    query = select(*columns).where(_due(doomed_alone=doomed_alone)).limit(most)
    found = connection.execute(query).all()
    of: dict[int, list[int]] = {}
    for seq, conversation in found:
        of.setdefault(conversation, []).append(seq)
    count = sum(trees.take_out(connection, each, seqs) for each, seqs in of.items())
    return count, count == most


def _due(*, doomed_alone: bool) -> ColumnElement[bool]:
    return _HIDDEN & (messages.c.hidden_at == _DOOMED) if doomed_alone else _HIDDEN


def _visible_seqs(
    connection: Connection, conversation_id: ConversationId, ids: Sequence[MessageId]
) -> set[int]:
    query = (
        select(messages.c.seq)
        .join(conversations, messages.c.conversation == conversations.c.seq)
        .where(messages.c.id.in_(ids), conversations.c.id == conversation_id, _VISIBLE)
    )
    return set(connection.execute(query).scalars())


def _let_follow(connection: Connection, seqs: set[int]) -> Iterable[tuple[int, int]]:
    """Let what follows these follow the one before; each follower with whom it followed."""
    for seq in sorted(seqs):
        row = connection.execute(select(messages.c.parent).where(messages.c.seq == seq)).one()
        parent: int | None = row[0]
        while parent in seqs:
            parent = connection.execute(
                select(messages.c.parent).where(messages.c.seq == parent)
            ).scalar()
        query = select(messages.c.seq).where(messages.c.parent == seq, _VISIBLE)
        following = [each for each in connection.execute(query).scalars() if each not in seqs]
        for each in following:
            is_it = messages.c.seq == each
            connection.execute(messages.update().where(is_it).values(parent=parent))
            yield each, seq


def _next_in_view(
    connection: Connection, conversation: int, leaf: int | None, gone: set[int]
) -> int | None:
    """What comes into view in place of a branch whose last message is gone."""
    at = leaf
    while at in gone:
        at = connection.execute(select(messages.c.parent).where(messages.c.seq == at)).scalar()
    if at is not None:
        return trees.newest_below(connection, at)
    last = select(func.max(messages.c.seq)).where(messages.c.conversation == conversation, _VISIBLE)
    found: int | None = connection.execute(last).scalar()
    return found


def _leaf(connection: Connection, conversation: int) -> int | None:
    query = select(conversations.c.leaf).where(conversations.c.seq == conversation)
    found: int | None = connection.execute(query).scalar()
    return found


def _show(connection: Connection, conversation: int, leaf: int | None) -> None:
    is_it = conversations.c.seq == conversation
    connection.execute(conversations.update().where(is_it).values(leaf=leaf))


def _seq(connection: Connection, message_id: MessageId | None) -> int | None:
    query = select(messages.c.seq).where(messages.c.id == message_id)
    found: int | None = connection.execute(query).scalar()
    return found


def _ids(connection: Connection, seqs: Iterable[Any]) -> dict[int | None, MessageId]:
    wanted = sorted(each for each in set(seqs) if each is not None)
    query = select(messages.c.seq, messages.c.id).where(messages.c.seq.in_(wanted))
    return {row[0]: MessageId(row[1]) for row in connection.execute(query)}
