"""Which messages of a branch are read whole where a model's window holds only its end."""

from datetime import UTC, datetime
from typing import Final

from app.domain.context import LEFT_OUT
from app.domain.conversations import Message
from app.domain.generation import Role, Timing, Usage
from app.domain.ids import MessageId

_NO_MOMENT: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Of all that are brief: nobody asks when they were written."""
_NO_USAGE: Final = Usage()
_NO_TIMING: Final = Timing()


class Briefness:
    """Asked of one message after the other, from the last to the first."""

    def __init__(self, whole: int) -> None:
        self._left = whole
        self._is_asked_for = False
        """Whether the question before what is pinned is still to come."""

    def is_whole(self, role: Role, text: str, *, is_pinned: bool) -> bool:
        """Whether the next one is read whole."""
        is_near, self._left = self._left > 0, self._left - len(text)
        is_question = role is Role.USER
        is_wanted = is_question and self._is_asked_for
        self._is_asked_for = is_pinned or (self._is_asked_for and not is_question)
        return is_near or is_pinned or is_wanted or role is Role.SYSTEM


def brief(message_id: MessageId, role: Role, text: str) -> Message:
    """A message of which nothing is needed but its place: what a person said is never empty."""
    has_text = role is Role.USER or (text != "" and not text.isspace())
    text = LEFT_OUT if has_text else ""
    return Message(
        message_id, role, text, created_at=_NO_MOMENT, usage=_NO_USAGE, timing=_NO_TIMING
    )
