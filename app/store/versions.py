"""Messages that stand in one another's place: which of a conversation's have siblings."""

from collections.abc import Iterable

from app.domain.ids import MessageId


def group_versions(
    pairs: Iterable[tuple[MessageId, object]],
) -> dict[MessageId, tuple[MessageId, ...]]:
    """Of messages with what they follow those that follow the same, where these are several."""
    by_parent: dict[object, list[MessageId]] = {}
    for message_id, parent in pairs:
        by_parent.setdefault(parent, []).append(message_id)
    groups = [tuple(each) for each in by_parent.values() if len(each) > 1]
    return {message_id: group for group in groups for message_id in group}
