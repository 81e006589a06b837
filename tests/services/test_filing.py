"""Folders, tags, pins and the archive: each change is told, and can be taken back."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from vault_files import open_database, question

from app.domain.conversations import Conversation
from app.domain.errors import FolderGone, FolderInsideItself, FolderNameMissing, FolderNameTaken
from app.domain.events import (
    AppEvent,
    ConversationChanged,
    FilingProgressed,
    FoldersChanged,
    HistoryReloaded,
    VaultChanged,
)
from app.domain.filing import folder_name, keep_days, name_key, tag_names
from app.domain.ids import ConversationId, FolderId, new_conversation_id
from app.domain.vault import VaultState
from app.services.event_bus import EventBus
from app.services.filing import UNDO_STEPS, FilingService
from app.store.conversations import VaultConversations
from app.store.memory import MemoryStore

Store = VaultConversations | MemoryStore


@pytest.fixture(params=["vault", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = MemoryStore()
    if request.param == "vault":
        made = VaultConversations(open_database(tmp_path / "v" / "history.db", create=True))
    yield made
    made.close()


@pytest.fixture
def bus() -> EventBus:
    return EventBus()


@pytest.fixture
def events(bus: EventBus) -> list[AppEvent]:
    heard: list[AppEvent] = []
    bus.subscribe(heard.append)
    return heard


@pytest.fixture
def filing(store: Store, bus: EventBus) -> FilingService:
    return FilingService(store, bus)


def said(store: Store, title: str) -> ConversationId:
    made = Conversation(new_conversation_id(), title)
    store.begin_turn(made.id, [question(f"about {title}")], new=made)
    return made.id


def kept(store: Store, conversation: ConversationId) -> Conversation:
    found = store.get(conversation)
    assert found is not None
    return found


def folders_of(store: Store, *ids: ConversationId) -> list[FolderId | None]:
    return [kept(store, each).folder for each in ids]


def found(store: Store, query: str) -> set[str]:
    return {hit.conversation.title for hit in store.search(query)}


# --- folders ------------------------------------------------------------------------------------


def test_a_folder_is_made_named_moved_and_told(
    filing: FilingService, events: list[AppEvent]
) -> None:
    work = filing.add_folder("  My \n work ")
    inner = filing.add_folder("계획", work.id, keep_days=30)
    assert (work.name, inner.parent, inner.keep_days) == ("My work", work.id, 30)
    assert filing.rename_folder(inner.id, "Plans").name == "Plans"
    assert filing.move_folder(inner.id, None).parent is None
    assert filing.set_keep_days(inner.id, 0).keep_days == 0
    told = [each for each in events if isinstance(each, FoldersChanged)]
    assert len(told) == 5
    assert told[-1].folders == tuple(filing.folders())
    filing.rename_folder(inner.id, "Plans")
    assert len(events) == 5


def test_what_a_folder_cannot_be_is_refused(filing: FilingService) -> None:
    work = filing.add_folder("Work")
    inner = filing.add_folder("work", work.id)  # the same name in another place
    for name in ("WORK", " work "):
        with pytest.raises(FolderNameTaken):
            filing.add_folder(name)
    with pytest.raises(FolderNameTaken):
        filing.move_folder(inner.id, None)
    with pytest.raises(FolderNameMissing):
        filing.rename_folder(work.id, " \u200b\n")
    with pytest.raises(FolderInsideItself):
        filing.move_folder(work.id, inner.id)
    gone = FolderId("gone")
    calls: list[Callable[[], object]] = [
        lambda: filing.rename_folder(gone, "x"),
        lambda: filing.remove_folder(gone),
        lambda: filing.add_folder("x", gone),
        lambda: filing.move([], gone),
    ]
    for call in calls:
        with pytest.raises(FolderGone):
            call()
    assert filing.folders() == [work, inner]


def test_a_removed_folder_loses_nothing_and_comes_back(
    filing: FilingService, store: Store, events: list[AppEvent]
) -> None:
    work = filing.add_folder("Work", keep_days=90)
    project = filing.add_folder("Project", work.id)
    inner = filing.add_folder("Inner", project.id)
    first, second, other = said(store, "one"), said(store, "two"), said(store, "three")
    filing.move([first, second], project.id)
    filing.move([other], work.id)
    events.clear()
    moved = filing.remove_folder(project.id)
    assert {each.id for each in moved} == {first, second}
    assert folders_of(store, first, second, other) == [work.id] * 3
    assert [each.conversation.id for each in events if isinstance(each, ConversationChanged)] == [
        each.id for each in moved
    ]
    filing.move([second], None)
    assert filing.undo()  # the move
    store.revise([second], lambda each: replace(each, folder=None))  # elsewhere, meanwhile
    assert filing.undo()
    assert folders_of(store, first, second, other) == [project.id, None, work.id]
    assert {each.id: each.parent for each in filing.folders()} == {
        work.id: None,
        project.id: work.id,
        inner.id: project.id,
    }


# --- conversations ------------------------------------------------------------------------------


def test_filing_is_undone_step_by_step(filing: FilingService, store: Store) -> None:
    first, second = said(store, "one"), said(store, "two")
    before = [kept(store, each) for each in (first, second)]
    order = [each.id for each in store.conversations()]
    folder = filing.add_folder("Work")
    assert len(filing.move([first, second], folder.id)) == 2
    assert filing.move([first], folder.id) == []
    assert [each.is_pinned for each in filing.pin([first])] == [True]
    assert [each.is_archived for each in filing.archive([second])] == [True]
    assert [each.tags for each in filing.tag([first], ["b", "a"])] == [("a", "b")]
    assert [each.is_pinned for each in filing.pin([first], is_pinned=False)] == [False]
    assert [each.id for each in store.conversations()] == order
    store.revise([first], lambda each: replace(each, title="another"))
    assert filing.undo()
    assert kept(store, first).is_pinned
    while filing.undo():
        pass
    assert [kept(store, each) for each in (first, second)] == [
        replace(before[0], title="another"),
        before[1],
    ]
    assert filing.folders() == []


def test_what_changes_is_told(filing: FilingService, store: Store, events: list[AppEvent]) -> None:
    conversation = said(store, "one")
    filing.pin([conversation, ConversationId("gone")])
    filing.pin([conversation])
    filing.undo()
    told = [each.conversation.is_pinned for each in events if isinstance(each, ConversationChanged)]
    assert told == [True, False]


def test_the_way_back_ends_with_the_vault_and_is_not_endless(
    filing: FilingService, store: Store, bus: EventBus
) -> None:
    conversation = said(store, "one")
    for number in range(UNDO_STEPS + 5):
        filing.pin([conversation], is_pinned=number % 2 == 0)
    assert sum(iter(filing.undo, False)) == UNDO_STEPS
    filing.archive([conversation])
    bus.publish(VaultChanged(VaultState.LOCKED))
    assert not filing.undo()


# --- tags ---------------------------------------------------------------------------------------


def test_a_tag_has_one_spelling(filing: FilingService, store: Store) -> None:
    first, second = said(store, "one"), said(store, "two")
    filing.tag([first], ["#Work", "한글", "work ", " "])
    assert kept(store, first).tags == ("Work", "한글")
    decomposed = unicodedata.normalize("NFD", "한글")
    filing.tag([first, second], ["WORK", decomposed])
    assert kept(store, second).tags == ("Work", "한글")
    assert filing.tags() == {"Work": 2, "한글": 2}
    assert filing.tag([first], ["work"]) == []
    assert len(filing.untag([first, second], ["wOrk", decomposed])) == 2
    assert filing.tags() == {}
    filing.undo()
    assert filing.tags() == {"Work": 2, "한글": 2}


def test_spellings_that_came_from_elsewhere_count_as_one(
    filing: FilingService, store: Store
) -> None:
    for name in ("Work", "work"):
        store.add(Conversation(new_conversation_id(), name, tags=(name,)))
    assert filing.tags() == {"Work": 2}


def test_names_are_cleaned() -> None:
    assert tag_names(["  ##a  b ", "A B", "\u202eevil", "", "é"]) == ("a b", "evil", "é")
    assert len(folder_name("x" * 300)) == 100
    assert name_key("Straße") == name_key("STRASSE")


def test_days_come_from_the_folder_around(filing: FilingService) -> None:
    work = filing.add_folder("Work", keep_days=30)
    inner = filing.add_folder("Inner", work.id)
    diary = filing.add_folder("Diary", inner.id, keep_days=0)
    other = filing.add_folder("Other")
    assert keep_days(filing.folders(), 365) == {
        None: 365,
        work.id: 30,
        inner.id: 30,
        diary.id: 0,
        other.id: 365,
    }


# --- searching ----------------------------------------------------------------------------------


def test_operators_find_what_was_filed(filing: FilingService, store: Store) -> None:
    whales, herons, owls = (said(store, each) for each in ("Whales", "Herons", "Owls"))
    sea = filing.add_folder("Sea")
    deep = filing.add_folder("Deep water", sea.id)
    filing.move([whales], deep.id)
    filing.tag([herons, owls], ["Vögel"])
    filing.pin([owls])
    filing.archive([herons])
    assert found(store, "in:sea") == {"Whales"}
    assert found(store, "about in:deep") == {"Whales"}
    assert found(store, "in:herons about") == {"Herons"}
    assert found(store, "tag:vögel") == {"Herons", "Owls"}
    assert found(store, "#x tag:#VÖGEL") == set()
    assert found(store, "tag:vögel is:pinned") == {"Owls"}
    assert found(store, "상태:보관 about") == {"Herons"}
    assert found(store, "about -owls") == {"Whales", "Herons"}
    assert found(store, "role:user about") == {"Whales", "Herons", "Owls"}
    assert found(store, "role:assistant about") == set()
    assert found(store, "about before:2001") == set()
    assert found(store, "about after:2001") == {"Whales", "Herons", "Owls"}
    assert found(store, '"about whales"') == {"Whales"}
    filing.remove_folder(sea.id)
    assert found(store, "in:deep") == {"Whales"}
    assert found(store, "in:sea") == set()


def test_tags_are_given_and_taken_in_one_step(store: Store, filing: FilingService) -> None:
    first, second = said(store, "first"), said(store, "second")
    filing.tag([first], ["Tax", "sea"])
    changed = filing.retag([first, second], ["TAX", "trees"], ["SEA"])
    assert {each.id for each in changed} == {first, second}
    assert kept(store, first).tags == ("Tax", "trees")
    assert kept(store, second).tags == ("Tax", "trees")
    assert filing.retag([first], [], []) == []
    assert filing.undo()
    assert kept(store, first).tags == ("Tax", "sea")
    assert kept(store, second).tags == ()


def test_a_folder_made_for_conversations_goes_with_one_step_back(
    store: Store, filing: FilingService
) -> None:
    inside = said(store, "inside")
    folder = filing.move_to_new([inside], "Work")
    assert kept(store, inside).folder == folder.id
    with pytest.raises(FolderNameTaken):
        filing.move_to_new([inside], "work")
    assert filing.undo()
    assert kept(store, inside).folder is None
    assert filing.folders() == []
    assert not filing.undo()


def test_several_are_deleted_and_brought_back_in_one_step(store: Store) -> None:
    ids = [said(store, str(number)) for number in range(3)]
    store.remove_all([*ids[:2], ConversationId("nobody")])
    assert [each.id for each in store.conversations()] == [ids[2]]
    assert {each.id for each in store.bring_back_all(ids[:2])} == set(ids[:2])
    store.remove_all(ids[:2])
    store.purge()
    assert store.bring_back_all(ids[:2]) == []
    assert [each.id for each in store.conversations()] == [ids[2]]


def test_many_are_told_of_once_and_how_far_they_are(
    store: Store, filing: FilingService, events: list[AppEvent]
) -> None:
    ids = [new_conversation_id() for _ in range(450)]
    for each in ids:
        store.add(Conversation(each, "many"))
    assert len(filing.retag(ids, ["sea"], [])) == 450
    told = [each for each in events if isinstance(each, FilingProgressed)]
    assert [(each.done, each.total) for each in told] == [
        (done, 450) for done in (100, 200, 300, 400)
    ]
    assert events[-1] == HistoryReloaded()
    assert not [each for each in events if isinstance(each, ConversationChanged)]
    assert filing.undo()
    assert store.tags() == {}
    assert events[-1] == HistoryReloaded()
