"""A temporary conversation: nothing of it reaches the vault, unless its writer keeps it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_engine import Hold
from kept_room import VaultRoom
from vault_files import decrypted_pages, decrypted_wal
from vault_homes import files_with
from vaults import CHEAP, PASSPHRASE

from app.domain.attachments import AttachmentKind, made
from app.domain.errors import ConversationGone, TemporaryAlone, VaultLocked
from app.domain.events import ConversationAdded, ConversationChanged
from app.domain.generation import FinishReason, Role
from app.domain.ids import ConversationId
from app.domain.retrieval import AnswerBasis, Grounding
from app.domain.safety import Judged, SafetyReport, Verdict
from app.security.vault import DATABASE_FILE
from app.services.conversation_settings import ConversationSettingsService
from app.services.temporary import TemporaryService
from app.services.turns import TurnService
from app.store.memory import MemoryStore

SAID, ANSWERED, TYPED, ATTACHED = (
    "the whales sang",
    "they sang low",
    "and the herons",
    "왜가리 목록",
)
GROUNDED = Grounding(AnswerBasis.NOT_SAID)
SUMMED_UP = "In short: 고래 sing"
JUDGED = SafetyReport((Verdict(Judged.ANSWER, 0.9, ("hate",), is_flagged=True),), "a guard 지킴이")


class _Room(VaultRoom):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.vault.create(PASSPHRASE, kdf=CHEAP)
        self.chosen = ConversationSettingsService(
            self.current, self.chat.layers, self.settings, self.bus
        )
        self.chat.chosen_for = self.chosen.waiting
        self.chat.on_begun = self.chosen.forget
        self.temporary = TemporaryService(
            self.current, MemoryStore, self.chat, self.chosen, self.bus
        )

    def written(self) -> bytes:
        """All that is in the pages of the vault and of its log, decrypted."""
        path, keys = self.folder / DATABASE_FILE, self.vault._open_keys
        key = bytes(keys.database_key)
        return decrypted_pages(path, key) + decrypted_wal(path, key)

    def talk(self) -> ConversationId:
        """A temporary conversation with all that one can have."""
        conversation = self.temporary.begin()
        self.chosen.instruct(conversation, "sing like herons")
        self.chosen.revise(conversation, lambda each: replace(each, json_schema='{"x": "whale"}'))
        self.current.keep_draft(conversation, SAID)
        pasted = made(AttachmentKind.TEXT, "list", ATTACHED)
        self.engine.says(ANSWERED)
        self.chat.send(conversation, SAID, attachments=(pasted,))
        answered = self.wait()
        self.current.put_grounding(conversation, answered.id, GROUNDED)
        self.current.verdicts.put(conversation, answered.id, JUDGED)
        self.current.summaries.put(conversation, answered.id, SUMMED_UP)
        self.current.keep_draft(conversation, TYPED)
        self.current.keep_draft_attachments(conversation, [made(AttachmentKind.TEXT, "x", TYPED)])
        self.engine.says(ANSWERED)
        self.chat.answer_again(conversation, answered.id)
        self.wait()
        return conversation


@pytest.fixture
def room(tmp_path: Path) -> Iterator[_Room]:
    made_room = _Room(tmp_path / "home")
    yield made_room
    made_room.engine.close()
    made_room.close()
    assert made_room.defects == []


def test_nothing_of_it_is_written_in_the_vault(room: _Room) -> None:
    before = room.written()
    words = (
        SAID, ANSWERED, TYPED, ATTACHED, "sing like herons", "whale", JUDGED.model, SUMMED_UP,
    )  # fmt: skip
    conversation = room.talk()
    assert room.current.draft(conversation) == TYPED
    room.temporary.let_go(conversation)
    room.current.keep_draft(conversation, TYPED)  # as one that comes late
    found = room.written()
    assert [each for each in words if each.encode() in found] == []
    assert conversation.encode() not in found
    assert [each for each in words if files_with(room.folder, each)] == []
    assert len(found) >= len(before)
    room.said(SAID)  # what is kept is found by the same look
    assert SAID.encode() in room.written()


def test_it_is_in_no_list_no_search_and_no_event(room: _Room) -> None:
    conversation = room.talk()
    assert room.chat.conversations() == []
    assert room.current.search("whales") == []
    assert room.current.tags() == {}
    assert room.current.attachment_counts() == {}
    kinds = (ConversationAdded, ConversationChanged)
    assert [each for each in room.events if isinstance(each, kinds)] == []
    said = room.chat.messages(conversation)
    assert [each.text for each in said] == ["sing like herons", SAID, ANSWERED]
    assert len(room.chat.siblings(said[-1].id)) == 2


def test_left_it_is_gone_with_the_answer_under_way(room: _Room) -> None:
    conversation = room.temporary.begin()
    assert room.chat.is_there(conversation)
    assert not room.temporary.has_content(conversation)
    room.engine.says("begun", Hold, " and ended")
    room.chat.send(conversation, SAID)
    assert room.grew.wait(60)
    assert room.temporary.has_content(conversation)
    room.temporary.let_go(conversation)
    room.wait()
    assert not room.chat.is_there(conversation)
    assert not room.temporary.has_content(conversation)
    assert room.chat.messages(conversation) == []
    with pytest.raises(ConversationGone):
        room.temporary.keep(conversation)
    assert SAID.encode() not in room.written()


def test_it_is_gone_with_the_lock(room: _Room) -> None:
    conversation = room.talk()
    room.vault.lock()
    assert room.current.of(conversation).all_messages(conversation) == []
    with pytest.raises(VaultLocked):
        room.temporary.begin()
    room.vault.unlock(PASSPHRASE)
    assert not room.chat.is_there(conversation)
    assert SAID.encode() not in room.written()


def test_kept_it_is_a_conversation_like_the_others(room: _Room) -> None:
    conversation = room.talk()
    kept = room.temporary.keep(conversation)
    assert (kept.title, kept.is_temporary) == (SAID, False)
    assert [each.id for each in room.chat.conversations()] == [conversation]
    assert [each.conversation for each in room.events if isinstance(each, ConversationAdded)] == [
        kept
    ]
    said = room.chat.messages(conversation)
    assert [each.text for each in said] == ["sing like herons", SAID, ANSWERED]
    assert room.current.attachment_counts() == {conversation: 1}
    siblings = room.chat.siblings(said[-1].id)
    assert len(siblings) == 2
    assert room.current.grounding(siblings[0].id) == GROUNDED
    assert room.current.store.verdicts.of(conversation) == {siblings[0].id: JUDGED}
    assert room.current.store.summaries.of(conversation) == {siblings[0].id: SUMMED_UP}
    assert room.current.draft(conversation) == TYPED
    assert len(room.current.draft_attachments(conversation)) == 1
    assert room.chosen.of(conversation).json_schema == '{"x": "whale"}'
    assert ATTACHED.encode() in room.written()
    with pytest.raises(ConversationGone):
        room.temporary.keep(conversation)
    room.engine.says("Again.")
    room.chat.send(conversation, "And then?")
    assert room.wait().text == "Again."
    assert len(room.chat.messages(conversation)) == 5


def test_an_answer_under_way_goes_on_where_it_is_kept(room: _Room) -> None:
    conversation = room.temporary.begin()
    room.engine.says("begun", Hold, " and ended")
    room.chat.send(conversation, SAID)
    assert room.grew.wait(60)
    room.temporary.keep(conversation)
    room.engine.go_on()
    room.wait()
    last = room.chat.messages(conversation)[-1]
    assert (last.role, last.text, last.finish) == (
        Role.ASSISTANT, "begun and ended", FinishReason.STOP,
    )  # fmt: skip
    assert b"begun and ended" in room.written()


def test_no_vault_takes_one(room: _Room) -> None:
    conversation = room.talk()
    temporary = room.current.of(conversation).get(conversation)
    assert temporary is not None
    with pytest.raises(ValueError, match="temporary"):
        room.current.store.add(temporary)
    assert room.chat.conversations() == []


def test_its_turns_can_be_changed_and_none_of_it_is_written(room: _Room) -> None:
    turns = TurnService(room.current, room.chat, room.bus)
    conversation = room.talk()
    last = room.chat.messages(conversation)[-1]
    assert len(turns.versions(conversation)[last.id]) == 2
    turns.pin(conversation, last.id, is_pinned=True)
    assert room.chat.messages(conversation)[-1].is_pinned
    with pytest.raises(TemporaryAlone):
        turns.fork(conversation, last.id)
    assert turns.delete(conversation, last.id)
    assert last.id not in [each.id for each in room.chat.messages(conversation)]
    assert turns.undo() == conversation
    assert room.chat.messages(conversation)[-1].id == last.id
    turns.delete(conversation, last.id)
    assert turns.make_final() == 1
    assert room.chat.conversations() == []
    assert SAID.encode() not in room.written()
    turns.close()
