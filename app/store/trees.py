"""The messages of a conversation as a tree: the branch in view, siblings, and what is taken out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, literal, select

from app.domain.attachments import NO_FILES, Files
from app.domain.conversations import Message
from app.domain.generation import Role
from app.domain.ids import ConversationId, MessageId
from app.store import attachments as attached
from app.store import search_index
from app.store.briefness import Briefness, brief
from app.store.rows import MESSAGE_COLUMNS, first_values, has_words, message_of
from app.store.schema import conversations, messages
from app.store.versions import group_versions

_AFTER: Final = len(MESSAGE_COLUMNS)
_PINNED: Final = MESSAGE_COLUMNS.index(messages.c.is_pinned)
_NO_SEQ: Final = -1
"""Of a message whose attachments nobody needs."""
_ID: Final[BindParameter[str]] = bindparam("conversation_id")
_MESSAGE: Final[BindParameter[str]] = bindparam("message_id")
_COUNT: Final[BindParameter[int]] = bindparam("count")
_SEQ: Final[BindParameter[int]] = bindparam("start")
NEXT_CHANGE: Final = (
    select(func.coalesce(func.max(conversations.c.changed_seq), 0) + 1)
    .correlate(None)
    .scalar_subquery()
)
"""A number greater than that of every change before."""


def _branch(start: Select[Any]) -> Select[Any]:
    """From a message back to the first, in the order in which they were written."""
    branch = start.cte("branch", recursive=True)
    # UNION, not UNION ALL: a damaged tree cannot lead round in a circle.
    branch = branch.union(
        select(messages.c.parent)
        .join_from(branch, messages, messages.c.seq == branch.c.seq)
        .where(messages.c.parent.is_not(None))
    )
    return (
        select(*MESSAGE_COLUMNS, messages.c.seq)
        .join_from(branch, messages, messages.c.seq == branch.c.seq)
        .order_by(messages.c.seq)
    )


def _end(start: Select[Any]) -> Select[Any]:
    """From a message back to the first, but no more than so many."""
    end = start.add_columns(literal(1).label("nth")).cte("branch", recursive=True)
    end = end.union(
        select(messages.c.parent, end.c.nth + 1)
        .join_from(end, messages, messages.c.seq == end.c.seq)
        .where(messages.c.parent.is_not(None), end.c.nth < _COUNT)
    )
    return (
        select(*MESSAGE_COLUMNS, messages.c.seq)
        .join_from(end, messages, messages.c.seq == end.c.seq)
        .order_by(messages.c.seq)
    )


def _below() -> Select[Any]:
    """The seq of a message and of all that follow it, on all branches."""
    below = select(_SEQ.label("seq")).cte("below", recursive=True)
    below = below.union(
        select(messages.c.seq)
        .join_from(below, messages, messages.c.parent == below.c.seq)
        .where(messages.c.hidden_at == 0)
    )
    return select(below.c.seq)


_IN_VIEW: Final = select(conversations.c.leaf.label("seq")).where(
    conversations.c.id == _ID, conversations.c.deleted_at.is_(None)
)
_ONE: Final = (
    select(messages.c.seq)
    .join_from(messages, conversations, messages.c.conversation == conversations.c.seq)
    .where(
        messages.c.id == _MESSAGE,
        conversations.c.id == _ID,
        conversations.c.deleted_at.is_(None),
        messages.c.hidden_at == 0,
    )
)
_ALL_IN_VIEW: Final = _branch(_IN_VIEW)
_UP_TO: Final = _branch(_ONE)
_END: Final = _end(_IN_VIEW)
_END_UP_TO: Final = _end(_ONE)
_BACK_IN_VIEW: Final = _branch(_IN_VIEW).order_by(None).order_by(messages.c.seq.desc())
_BACK_FROM: Final = _branch(_ONE).order_by(None).order_by(messages.c.seq.desc())
_FIRST: Final = _branch(_IN_VIEW).where(messages.c.parent.is_(None))
_BELOW: Final = _below()


def branch_in_view(connection: Connection, conversation_id: str) -> list[Message]:
    """The messages of the branch in view; none when the conversation is deleted or gone."""
    return _along(connection, _ALL_IN_VIEW, {"conversation_id": conversation_id})


def end_of_branch(connection: Connection, conversation_id: str, count: int) -> list[Message]:
    """The last `count` messages of the branch in view, the first of them with its parent too."""
    ids = {"conversation_id": conversation_id, "count": count + 1}
    found = _along(connection, _END, ids)
    return found[-count:]


def earlier_on_branch(
    connection: Connection, conversation_id: str, message_id: str, count: int
) -> list[Message]:
    """The last `count` of those that a message follows; none when it is deleted or gone."""
    # Itself beside them, and the one before, for the parent of the first.
    ids = {"conversation_id": conversation_id, "message_id": message_id, "count": count + 2}
    return _along(connection, _END_UP_TO, ids)[:-1][-count:]


def branch_up_to(connection: Connection, conversation_id: str, message_id: str) -> list[Message]:
    """A message and those it follows, the first first; none when it is deleted or gone."""
    ids = {"conversation_id": conversation_id, "message_id": message_id}
    return _along(connection, _UP_TO, ids)


def first_in_view(connection: Connection, conversation_id: str) -> Message | None:
    """The first message of the branch in view; None when it is deleted or gone."""
    found = _along(connection, _FIRST, {"conversation_id": conversation_id})
    return found[0] if found else None


def branch_in_brief(
    connection: Connection, conversation_id: str, message_id: str | None, whole: int
) -> list[Message]:
    """A branch with the last `whole` characters of it, one message at a time: see Briefness."""
    briefness = Briefness(whole)
    found: list[Message] = []
    seqs: list[int] = []
    ids: dict[str, object] = {"conversation_id": conversation_id}
    if message_id is not None:
        ids["message_id"] = message_id
    for row in connection.execute(_BACK_IN_VIEW if message_id is None else _BACK_FROM, ids):
        role = Role(row[1])
        if briefness.is_whole(role, row[2], is_pinned=bool(row[_PINNED])):
            found.append(message_of(row, None))
            seqs.append(row[_AFTER])
        else:
            found.append(brief(MessageId(row[0]), role, row[2]))
            seqs.append(_NO_SEQ)
    found.reverse()
    seqs.reverse()
    return attached.with_attachments(connection, found, seqs)


def _along(connection: Connection, branch: Select[Any], ids: Mapping[str, object]) -> list[Message]:
    found: list[Message] = []
    seqs: list[int] = []
    parent: str | None = None
    for row in connection.execute(branch, ids):
        found.append(message_of(row, parent))
        seqs.append(row[_AFTER])
        parent = row[0]
    return attached.with_attachments(connection, found, seqs)


def with_parents(connection: Connection, *conditions: Any) -> list[Message]:
    """The messages that fulfil the conditions, in the order in which they were written."""
    before = messages.alias("before")
    query = (
        select(*MESSAGE_COLUMNS, messages.c.seq, before.c.id)
        .join_from(messages, conversations, messages.c.conversation == conversations.c.seq)
        .outerjoin(before, messages.c.parent == before.c.seq)
        .where(conversations.c.deleted_at.is_(None), messages.c.hidden_at == 0, *conditions)
        .order_by(messages.c.seq)
    )
    rows = connection.execute(query).all()
    found = [message_of(row, row[_AFTER + 1]) for row in rows]
    return attached.with_attachments(connection, found, [row[_AFTER] for row in rows])


def versions_of(
    connection: Connection, conversation_id: ConversationId
) -> dict[MessageId, tuple[MessageId, ...]]:
    """All siblings of each message that has some; none in a conversation that is deleted."""
    query = (
        select(messages.c.id, messages.c.parent)
        .join(conversations, messages.c.conversation == conversations.c.seq)
        .where(
            conversations.c.id == conversation_id,
            conversations.c.deleted_at.is_(None),
            messages.c.hidden_at == 0,
        )
        .order_by(messages.c.seq)
    )
    return group_versions((MessageId(row[0]), row[1]) for row in connection.execute(query))


def add_message(
    connection: Connection,
    conversation: int,
    parent: int | None,
    message: Message,
    files: Files = NO_FILES,
) -> None:
    """Add a message below another with its attachments, bring it into view, index its words."""
    values = first_values(message)
    row = messages.insert().values(conversation=conversation, parent=parent, **values)
    seq = connection.execute(row).lastrowid
    connection.execute(
        conversations.update()
        .where(conversations.c.seq == conversation)
        .values(leaf=seq, changed_seq=NEXT_CHANGE)
    )
    attached.insert(connection, seq, message, files)
    if has_words(values["role"], values["finish"]):
        search_index.index_message(connection, seq, whole_text(connection, seq, values["text"]))


def newest_below(connection: Connection, seq: int) -> int:
    """The seq of what was written last below a message: the end of its branch."""
    return max(map(int, connection.execute(_BELOW, {"start": seq}).scalars()))


def take_out(connection: Connection, conversation: int, seqs: Iterable[int]) -> int:
    """Destroy messages; what followed one of them follows the one before it. Returns how many."""
    count = 0
    for seq in sorted(seqs, reverse=True):
        columns = (messages.c.parent, messages.c.role, messages.c.finish, messages.c.text)
        row = connection.execute(select(*columns).where(messages.c.seq == seq)).one()
        forget_words(connection, seq, row[1:])
        _close_gap(connection, conversation, seq, row[0])
        connection.execute(messages.delete().where(messages.c.seq == seq))
        count += 1
    _keep_in_view(connection, conversation)
    return count


def forget_words(connection: Connection, seq: int, row: Sequence[Any]) -> None:
    """Take the words of a message out of the index; `row` is its role, finish and text."""
    role, finish, text = row
    if has_words(role, finish):
        search_index.unindex_message(connection, seq, whole_text(connection, seq, text))


def whole_text(connection: Connection, seq: int, text: str) -> str:
    """The text of a message with that of its attachments, as it is indexed."""
    return search_index.whole_text(text, search_index.attached(connection, seq))


def _close_gap(connection: Connection, conversation: int, seq: int, parent: int | None) -> None:
    connection.execute(messages.update().where(messages.c.parent == seq).values(parent=parent))
    connection.execute(
        conversations.update()
        .where(conversations.c.seq == conversation, conversations.c.leaf == seq)
        .values(leaf=parent)
    )


def _keep_in_view(connection: Connection, conversation: int) -> None:
    """Where nothing is in view any more, what was written last comes into view."""
    last = select(func.max(messages.c.seq)).where(
        messages.c.conversation == conversation, messages.c.hidden_at == 0
    )
    connection.execute(
        conversations.update()
        .where(conversations.c.seq == conversation, conversations.c.leaf.is_(None))
        .values(leaf=last.scalar_subquery())
    )
