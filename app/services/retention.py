"""Conversations that nobody changed for long enough are destroyed, if the clock can be believed."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from app.config import settings as options
from app.config.settings import Settings
from app.domain.clock import Judgement, SeenClock, judge
from app.domain.conversations import Conversation, now
from app.domain.errors import ClockDoubted, ClockLeapt, ClockUnproven, ClockWentBack
from app.domain.events import (
    AppEvent,
    ConversationRemoved,
    ConversationsExpired,
    RetentionHeld,
    VaultChanged,
)
from app.domain.expiry import due_at
from app.domain.filing import keep_days
from app.domain.ids import ConversationId, FolderId
from app.domain.protocols import ConversationStore
from app.domain.vault import VaultState
from app.services.event_bus import EventBus
from app.services.jobs import JobRunner

LOOK_SECONDS: Final = 3_600.0
"""Between two looks at the clock and at what is old, while the vault is open."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was deleted, or would be now; `held` says why nothing is deleted that is old enough."""

    conversations: tuple[Conversation, ...] = ()
    held: ClockDoubted | None = None
    by_folder: Mapping[FolderId | None, int] = field(default_factory=dict)


class RetentionService:
    """Looks after every unlock, and every hour while the vault is open.

    What is pinned stays. A deletion is final: rows, words and drafts are overwritten. Safe to use
    from several threads; calls block and raise AppErrors.
    """

    def __init__(
        self,
        store: ConversationStore,
        settings: Settings,
        jobs: JobRunner,
        bus: EventBus,
        clock: Callable[[], datetime] = now,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._store = store
        self._settings = settings
        self._jobs = jobs
        self._bus = bus
        self._clock = clock
        self._look_seconds = look_seconds
        self._running = threading.Lock()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._is_watching = False
        self._is_told = False
        self.is_automatic = True
        """Whether it looks by itself, and not only when it is asked."""
        self.in_use: Callable[[], ConversationId | None] = lambda: None
        """The conversation before somebody's eyes, which stays until they have left it."""
        bus.subscribe(self._hear)

    def preview(self) -> Receipt:
        """What `run` would delete at this moment; nothing is changed."""
        judged = self._judged()
        return self._receipt(judged, self._due(judged.believed))

    def run(self) -> Receipt:
        """Delete what is old enough; what was deleted."""
        with self._running:
            judged = self._judged()
            self._store.keep_clock(judged.seen)
            gone: list[Conversation] = []
            if judged.believed is not None:
                gone = self._store.expire(self._rule(judged.believed))
            receipt = self._receipt(judged, gone)
        self._tell(receipt)
        return receipt

    def close(self) -> None:
        """Look no more by itself."""
        self.is_automatic = False
        self._stop()

    # --- what is old ---------------------------------------------------------------------------

    def _rule(self, moment: datetime) -> Callable[[Conversation], bool]:
        """Whether a conversation is old enough at a moment."""
        days = keep_days(self._store.folders(), self._settings.get(options.KEEP_DAYS))
        in_use = self.in_use()

        def is_due(each: Conversation) -> bool:
            due = due_at(each, days.get(each.folder, 0))
            return due is not None and due < moment and each.id != in_use

        return is_due

    def _due(self, moment: datetime | None) -> list[Conversation]:
        if moment is None:
            return []
        return list(filter(self._rule(moment), self._store.conversations()))

    def _judged(self) -> Judgement:
        """A look at the clock; for the first, the last time that somebody wrote is the one before.

        Where nothing was ever written there is nothing that a wrong clock could destroy.
        """
        moment, before = self._clock(), self._store.seen_clock()
        if before is None:
            written = [each.changed_at for each in self._store.conversations()]
            before = SeenClock(max(written, default=moment))
        return judge(before, moment)

    def _receipt(self, judged: Judgement, found: list[Conversation]) -> Receipt:
        held: ClockDoubted | None = None
        if judged.is_doubted:
            known = {each.id for each in found}
            waiting = [each for each in self._due(self._clock()) if each.id not in known]
            held = _why(judged, len(waiting)) if waiting else None
        return Receipt(tuple(found), held, Counter(each.folder for each in found))

    # --- by itself -------------------------------------------------------------------------------

    def _hear(self, event: AppEvent) -> None:
        if not isinstance(event, VaultChanged):
            return
        self._stop()
        self._is_told = False
        if event.state is VaultState.OPEN and self.is_automatic:
            with self._lock:
                self._is_watching = True
            self._look()

    def _look(self) -> None:
        """Soon, and then again after an hour."""
        with self._lock:
            if not self._is_watching:
                return
            # A vault that is locked, full or busy is looked at the next time.
            self._jobs.start(self._run_if_watching, on_error=lambda _error: None)
            self._timer = threading.Timer(self._look_seconds, self._look)
            self._timer.daemon = True
            self._timer.start()

    def _run_if_watching(self) -> None:
        if self._is_watching:
            self.run()

    def _stop(self) -> None:
        with self._lock:
            self._is_watching = False
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()

    def _tell(self, receipt: Receipt) -> None:
        for each in receipt.conversations:
            self._bus.publish(ConversationRemoved(each.id))
        if receipt.conversations:
            self._bus.publish(ConversationsExpired(len(receipt.conversations), receipt.by_folder))
        if receipt.held is None:
            self._is_told = False
        elif not self._is_told:  # once, not every hour
            self._is_told = True
            self._bus.publish(RetentionHeld(receipt.held))


def _why(judged: Judgement, count: int) -> ClockDoubted:
    if judged.ahead < timedelta():
        return ClockWentBack(count=count)
    if judged.ahead:
        return ClockLeapt(days=judged.ahead.days, count=count)
    return ClockUnproven(count=count)
