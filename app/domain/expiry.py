"""When conversations are old enough to be deleted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.conversations import Conversation
from app.domain.ids import FolderId


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of conversations: how many can be deleted by age, how many are old enough, when the next is.

    `next_at` is None when none can be.
    """

    count: int = 0
    due: int = 0
    next_at: datetime | None = None


def due_at(conversation: Conversation, kept_for: int) -> datetime | None:
    """After this moment it is old enough; None: never. `kept_for` is in days, 0 being for ever."""
    if conversation.is_pinned or not kept_for:
        return None
    try:
        return conversation.changed_at + timedelta(days=kept_for)
    except OverflowError:  # beyond the last year of the calendar
        return None


def outlook(
    conversations: Iterable[Conversation], days: Mapping[FolderId | None, int], moment: datetime
) -> Outlook:
    """What a number of days for each folder means for conversations at a moment."""
    times = (due_at(each, days.get(each.folder, 0)) for each in conversations)
    found = sorted(each for each in times if each is not None)
    return Outlook(len(found), sum(each < moment for each in found), next(iter(found), None))
