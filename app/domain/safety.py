"""What a safety model says of a question, its answer and the passages it was answered from."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.domain.conversations import now
from app.domain.errors import AppError
from app.domain.ids import ConversationId, MessageId


class Judged(StrEnum):
    """What was judged."""

    QUESTION = "question"
    ANSWER = "answer"
    PASSAGE = "passage"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one text.

    `score` is the model's probability that it is unsafe, from 0 to 1; of a text in several pieces
    the highest. `categories` are the model's own names. `place` counts passages from 1.
    """

    judged: Judged
    score: float
    categories: tuple[str, ...] = ()
    is_flagged: bool = False
    """Whether the score reaches the threshold of one of its categories."""
    place: int = 0
    passage: str = field(default="", repr=False)
    """The SHA-256 of a passage that a threshold could flag, in hexadecimal: known by it again."""


@dataclass(frozen=True, slots=True)
class SafetyReport:
    """All verdicts on one answer. With a `problem`, what has no verdict was not judged."""

    verdicts: tuple[Verdict, ...] = ()
    model: str = ""
    hides: bool = False
    """Whether what is flagged is to be folded; else it is only marked."""
    problem: AppError | None = field(default=None, repr=False)
    threshold: float = 0.0
    """The score from which on it flagged, where nothing else is chosen for a category."""
    judged_at: datetime = field(default_factory=now)

    @property
    def flagged(self) -> tuple[Verdict, ...]:
        """Those that reach their threshold."""
        return tuple(each for each in self.verdicts if each.is_flagged)

    @property
    def passages(self) -> tuple[Verdict, ...]:
        """Those of passages that are known again, flagged or not."""
        return tuple(each for each in self.verdicts if each.passage)

    def of(self, judged: Judged) -> Verdict | None:
        """The worst that was flagged of a kind, or None."""
        found = [each for each in self.flagged if each.judged is judged]
        return max(found, key=lambda each: each.score, default=None)


class VerdictShelf(Protocol):
    """Keeps what was found beside the answers that were judged, and lets it go with them."""

    def of(self, conversation_id: ConversationId) -> dict[MessageId, SafetyReport]:
        """What was found in a conversation, by the answers that were judged."""

    def put(
        self, conversation_id: ConversationId, message_id: MessageId, report: SafetyReport
    ) -> None:
        """Keep what was found in place of what was; nothing happens when the message is gone."""

    def passages(self) -> tuple[Verdict, ...]:
        """The verdicts on all passages that are known again, the latest last."""
