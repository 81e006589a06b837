"""When conversations are old enough, and what a number of days would mean."""

from datetime import UTC, datetime, timedelta

from app.domain.conversations import Conversation
from app.domain.expiry import Outlook, due_at, outlook
from app.domain.ids import ConversationId, FolderId

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
WORK = FolderId("work")


def conversation(days: int, *, is_pinned: bool = False) -> Conversation:
    at = NOW - timedelta(days=days)
    return Conversation(ConversationId(str(days)), "", at, at, WORK, (), is_pinned)


def test_what_is_pinned_or_kept_for_ever_is_never_due() -> None:
    assert due_at(conversation(5), 10) == NOW + timedelta(days=5)
    assert due_at(conversation(5), 0) is None
    assert due_at(conversation(5, is_pinned=True), 10) is None
    late = Conversation(ConversationId("x"), "", NOW, datetime(9999, 12, 30, tzinfo=UTC))
    assert due_at(late, 36_500) is None


def test_an_outlook_counts_what_is_old_and_names_the_next() -> None:
    said = [conversation(5), conversation(20), conversation(40, is_pinned=True)]
    assert outlook(said, {WORK: 30}, NOW) == Outlook(2, 0, NOW + timedelta(days=10))
    assert outlook(said, {WORK: 10}, NOW) == Outlook(2, 1, NOW - timedelta(days=10))
    assert outlook(said, {}, NOW) == Outlook()
