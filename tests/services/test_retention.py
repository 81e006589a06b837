"""What nobody changed for long enough is destroyed, but never because of a wrong clock."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from patience import until
from vault_files import open_database, question
from vault_homes import make_vault, opened

from app.config import settings as options
from app.config.settings import Settings
from app.domain.clock import SeenClock
from app.domain.conversations import Conversation
from app.domain.errors import ClockLeapt, ClockWentBack, VaultDiskFull
from app.domain.events import (
    AppEvent,
    ConversationRemoved,
    ConversationsExpired,
    RetentionHeld,
    VaultChanged,
)
from app.domain.ids import ConversationId, FolderId, new_conversation_id
from app.domain.vault import VaultState
from app.services.event_bus import EventBus
from app.services.filing import FilingService
from app.services.jobs import JobRunner
from app.services.retention import RetentionService
from app.store.conversations import VaultConversations
from app.store.memory import MemoryStore

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Room:
    """A store with a clock that a test moves; it was looked at an hour ago."""

    def __init__(self, store: VaultConversations | MemoryStore) -> None:
        self.store = store
        self.moment = START
        self.settings = Settings()
        self.bus = EventBus()
        self.events: list[AppEvent] = []
        self.bus.subscribe(self.events.append)
        self.jobs = JobRunner()
        self.filing = FilingService(store, self.bus)
        self.retention = RetentionService(
            store, self.settings, self.jobs, self.bus, lambda: self.moment
        )
        store.keep_clock(SeenClock(START - HOUR))

    def said(
        self, title: str, age: timedelta, folder: FolderId | None = None, *, is_pinned: bool = False
    ) -> ConversationId:
        moment = START - age
        made = Conversation(
            new_conversation_id(), title, moment, moment, folder=folder, is_pinned=is_pinned
        )
        self.store.import_conversation(made, [question(f"about {title}")], "")
        return made.id

    def keep(self, days: int) -> None:
        self.settings.set(options.KEEP_DAYS, days)

    def titles(self) -> set[str]:
        return {each.title for each in self.store.conversations()}

    def told(self, kind: type) -> list[AppEvent]:
        return [each for each in self.events if isinstance(each, kind)]


@pytest.fixture(params=["vault", "memory"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    store: VaultConversations | MemoryStore = MemoryStore()
    if request.param == "vault":
        store = VaultConversations(open_database(tmp_path / "v" / "history.db", create=True))
    made = Room(store)
    yield made
    made.retention.close()
    made.jobs.close()
    store.close()


def test_what_is_old_is_destroyed_and_told(room: Room) -> None:
    old = room.said("old", 31 * DAY)
    room.said("young", 29 * DAY)
    room.said("pinned", 400 * DAY, is_pinned=True)
    assert room.retention.run().conversations == ()  # nobody said for how long
    room.keep(30)
    receipt = room.retention.run()
    assert [each.id for each in receipt.conversations] == [old]
    assert receipt.held is None
    assert room.titles() == {"young", "pinned"}
    assert room.store.search("old") == []
    assert room.store.bring_back(old) is None
    assert room.told(ConversationRemoved) == [ConversationRemoved(old)]
    assert room.told(ConversationsExpired) == [ConversationsExpired(1, {None: 1})]


def test_what_somebody_has_before_their_eyes_goes_once_they_have_left_it(room: Room) -> None:
    read = room.said("read now", 9 * DAY)
    room.said("old", 9 * DAY)
    room.keep(7)
    room.retention.in_use = lambda: read
    assert [each.title for each in room.retention.run().conversations] == ["old"]
    room.retention.in_use = lambda: None
    assert [each.title for each in room.retention.run().conversations] == ["read now"]


def test_folders_have_times_of_their_own(room: Room) -> None:
    work = room.filing.add_folder("Work", keep_days=10)
    plans = room.filing.add_folder("Plans", work.id)
    diary = room.filing.add_folder("Diary", work.id, keep_days=0)
    other = room.filing.add_folder("Other")
    for folder in (work, plans, diary, other):
        room.said(f"{folder.name} 20", 20 * DAY, folder.id)
        room.said(f"{folder.name} 40", 40 * DAY, folder.id)
    room.said("outside 20", 20 * DAY)
    receipt = room.retention.run()
    assert receipt.by_folder == {work.id: 2, plans.id: 2}
    room.keep(30)
    assert room.retention.run().by_folder == {other.id: 1}
    assert room.titles() == {"Diary 20", "Diary 40", "Other 20", "outside 20"}


def test_a_preview_changes_nothing(room: Room) -> None:
    room.said("old", 31 * DAY)
    room.keep(30)
    seen = room.store.seen_clock()
    assert [each.title for each in room.retention.preview().conversations] == ["old"]
    assert room.titles() == {"old"}
    assert room.store.seen_clock() == seen
    assert room.events == []


@pytest.mark.parametrize("room", ["vault"], indirect=True)
def test_what_changes_at_the_last_moment_stays(room: Room) -> None:
    old = room.said("old", 31 * DAY)
    room.keep(30)
    rule = room.retention._rule(START)
    looks = 0

    def is_due(each: Conversation) -> bool:
        nonlocal looks
        looks += 1
        if looks == 1:  # somebody writes between the look and the deletion
            result = rule(each)
            room.store.begin_turn(old, [question("more")])
            room.store.revise([old], lambda now: replace(now, changed_at=START))
            return result
        return rule(each)

    assert room.store.expire(is_due) == []
    assert looks == 2
    assert room.titles() == {"old"}


# --- the clock ----------------------------------------------------------------------------------


def test_a_clock_that_leaps_forward_deletes_nothing_until_it_has_gone_on_for_a_day(
    room: Room,
) -> None:
    room.said("yesterday", DAY)
    room.keep(30)
    room.moment = START + 400 * DAY
    receipt = room.retention.run()
    assert receipt.conversations == ()
    assert isinstance(receipt.held, ClockLeapt)
    assert "400 days further" in str(receipt.held)
    room.moment += 20 * HOUR
    assert room.retention.run().held is not None
    assert room.titles() == {"yesterday"}
    assert len(room.told(RetentionHeld)) == 1  # told once
    room.moment += 5 * HOUR
    assert [each.title for each in room.retention.run().conversations] == ["yesterday"]


def test_a_leap_that_is_mended_has_cost_nothing(room: Room) -> None:
    room.said("yesterday", DAY)
    room.said("old", 31 * DAY)
    room.keep(30)
    for step in (4000 * DAY, HOUR, -4000 * DAY, HOUR):
        room.moment += step
        room.retention.run()
        assert "yesterday" in room.titles()
    room.moment += DAY
    room.retention.run()
    assert room.titles() == {"yesterday"}


def test_a_clock_that_goes_back_deletes_nothing(room: Room) -> None:
    room.said("old", 500 * DAY)
    room.keep(30)
    room.moment = START - 300 * DAY
    receipt = room.retention.run()
    assert receipt.conversations == ()
    assert isinstance(receipt.held, ClockWentBack)
    room.moment = datetime(1970, 1, 1, tzinfo=UTC)
    assert room.retention.run().conversations == ()
    assert room.titles() == {"old"}


def test_nothing_is_told_while_nothing_waits(room: Room) -> None:
    room.said("young", DAY)
    room.keep(30)
    room.moment = START + 10 * DAY
    assert room.retention.run().held is None
    assert room.told(RetentionHeld) == []


def test_the_first_look_goes_by_what_was_written_last(room: Room) -> None:
    room.store.keep_clock = lambda _seen: None  # type: ignore[method-assign]
    room.store.seen_clock = lambda: None  # type: ignore[method-assign]
    room.said("old", 100 * DAY)
    room.keep(30)
    assert isinstance(room.retention.run().held, ClockLeapt)
    room.said("yesterday", DAY)
    assert [each.title for each in room.retention.run().conversations] == ["old"]


# --- by itself ----------------------------------------------------------------------------------


def test_it_looks_after_an_unlock_and_again_later(room: Room) -> None:
    room.keep(30)
    retention = RetentionService(
        room.store, room.settings, room.jobs, room.bus, lambda: room.moment, look_seconds=0.05
    )
    room.retention.is_automatic = False
    room.said("first", 31 * DAY)
    room.bus.publish(VaultChanged(VaultState.OPEN))
    until(lambda: room.titles() == set())
    room.said("second", 31 * DAY)
    until(lambda: room.titles() == set())
    room.bus.publish(VaultChanged(VaultState.LOCKED))
    retention.close()
    with retention._running:  # what was under way has ended
        room.said("third", 31 * DAY)
    time.sleep(0.2)
    assert room.titles() == {"third"}


def test_a_full_disk_is_no_defect(room: Room) -> None:
    defects: list[BaseException] = []
    room.jobs.on_defect = defects.append
    called = threading.Event()

    def full(_is_due: object) -> list[Conversation]:
        called.set()
        raise VaultDiskFull(folder="here")

    room.store.expire = full  # type: ignore[method-assign, assignment]
    room.bus.publish(VaultChanged(VaultState.OPEN))
    assert called.wait(60)
    room.jobs.close()
    assert defects == []


def test_the_application_deletes_at_the_next_unlock(home: Path) -> None:
    make_vault(home)
    app = opened(home)
    app.settings.set(options.KEEP_DAYS, 30)
    old = datetime.now(UTC) - 40 * DAY
    app.vault._store.add(Conversation(new_conversation_id(), "old", old, old))
    app.vault._store.add(Conversation(new_conversation_id(), "new"))
    app.close()
    app = opened(home)
    until(lambda: [each.title for each in app.history.conversations()] == ["new"])
    app.close()
