"""Conversations that were kept: renamed, deleted with a way back, destroyed."""

import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_room import Room
from fake_engine import FakeEngine

from app.domain.errors import VaultDiskFull
from app.domain.events import ConversationAdded, ConversationChanged, ConversationRemoved
from app.domain.ids import ConversationId
from app.services.history import HistoryService


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.chat.close()
    made.jobs.close()


@pytest.fixture
def history(room: Room) -> Iterator[HistoryService]:
    made = HistoryService(room.store, room.chat, room.bus)
    yield made
    made.close()


def said(room: Room, words: str) -> ConversationId:
    conversation = room.chat.begin(words)
    room.chat.send(conversation, words)
    room.wait()
    return conversation


def test_a_title_is_changed_and_told(room: Room, history: HistoryService) -> None:
    conversation = said(room, "Hello")
    history.rename(conversation, "  고래에 \n 대하여 ")
    assert room.store.get(conversation).title == "고래에 대하여"  # type: ignore[union-attr]
    assert isinstance(room.events[-1], ConversationChanged)
    told = len(room.events)
    history.rename(conversation, "   ")
    history.rename(conversation, "고래에 대하여")
    history.rename(conversation, unicodedata.normalize("NFD", "고래에 대하여"))
    assert len(room.events) == told, "another spelling of it is the same title"


def test_hangul_that_was_taken_apart_is_put_together_in_titles(
    room: Room, history: HistoryService
) -> None:
    apart = unicodedata.normalize("NFD", "임대차 계약")
    conversation = said(room, apart)
    assert room.store.get(conversation).title == "임대차 계약"  # type: ignore[union-attr]
    history.rename(conversation, unicodedata.normalize("NFD", "보증금"))
    assert room.store.get(conversation).title == "보증금"  # type: ignore[union-attr]


def test_a_deleted_conversation_comes_back(room: Room, history: HistoryService) -> None:
    first, second = said(room, "Whales"), said(room, "Herons")
    history.delete(first)
    history.delete(second)
    assert history.conversations() == []
    assert isinstance(room.events[-1], ConversationRemoved)
    assert [each.id for each in history.undo_delete()] == [second]
    assert isinstance(room.events[-1], ConversationAdded)
    assert [message.text for message in room.chat.messages(second)][1:] == ["Herons", "Hello."]
    assert [each.id for each in history.undo_delete()] == [first]
    assert history.undo_delete() == []


def test_what_is_deleted_together_comes_back_together(room: Room, history: HistoryService) -> None:
    first, second, third = said(room, "Whales"), said(room, "Herons"), said(room, "Moles")
    history.delete_all([first, third])
    assert [each.id for each in history.conversations()] == [second]
    gone = [each for each in room.events if isinstance(each, ConversationRemoved)]
    assert [each.conversation_id for each in gone] == [first, third]
    assert {each.id for each in history.undo_delete()} == {first, third}
    assert len(history.conversations()) == 3
    assert history.undo_delete() == []


def test_after_a_while_a_deletion_is_final(room: Room) -> None:
    history = HistoryService(room.store, room.chat, room.bus, undo_seconds=0.05)
    conversation = said(room, "Whales")
    purged = threading.Event()
    purge = room.store.purge

    def seen() -> int:
        count = purge()
        purged.set()
        return count

    room.store.purge = seen  # type: ignore[method-assign]
    history.delete(conversation)
    assert purged.wait(60)
    assert history.undo_delete() == []
    history.close()


def test_a_full_disk_does_not_break_the_timer(room: Room, history: HistoryService) -> None:
    conversation = said(room, "Whales")

    def full() -> int:
        raise VaultDiskFull(folder="here")

    history.delete(conversation)
    room.store.purge = full  # type: ignore[method-assign]
    history._make_final()
    with pytest.raises(VaultDiskFull):
        history.make_final()


def test_drafts_are_kept_for_each_conversation(room: Room, history: HistoryService) -> None:
    conversation = said(room, "Whales")
    history.keep_draft(None, "not yet begun")
    history.keep_draft(conversation, "and so")
    assert history.draft(None) == "not yet begun"
    assert history.draft(conversation) == "and so"
    history.keep_draft(conversation, "")
    assert history.draft(conversation) == ""


def test_what_was_said_is_found(room: Room, history: HistoryService) -> None:
    conversation = said(room, "The heron at the lake")
    hits = history.search("heron")
    assert {hit.conversation.id for hit in hits} == {conversation}
    assert isinstance(room.engine, FakeEngine)
