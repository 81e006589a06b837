"""Attachments: kept with their message, handed out by id, copied, counted, destroyed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from vault_files import open_database, question

from app.domain.attachments import (
    Attachment,
    AttachmentKind,
    NewAttachment,
    copied,
    files_of,
    made,
)
from app.domain.conversations import Conversation, Message
from app.domain.ids import AttachmentId, ConversationId, new_conversation_id
from app.services.moving_in import copy_conversations
from app.store.conversations import VaultConversations
from app.store.memory import MemoryStore

Store = VaultConversations | MemoryStore
LETTER = "The deposit is 3,000,000 won. 보증금은 삼백만 원입니다.\n"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 500


@pytest.fixture(params=["vault", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    kept: Store = MemoryStore()
    if request.param == "vault":
        kept = VaultConversations(open_database(tmp_path / "v" / "history.db", create=True))
    yield kept
    kept.close()


def letter() -> NewAttachment:
    return made(AttachmentKind.FILE, "계약서.txt", LETTER, LETTER.encode("cp949"), "text/plain")


def picture() -> NewAttachment:
    return made(AttachmentKind.IMAGE, "cat.png", "", PICTURE, "image/png")


def with_these(text: str, *new: NewAttachment) -> Message:
    return replace(question(text), attachments=tuple(each.attachment for each in new))


def a_conversation(store: Store) -> ConversationId:
    conversation = Conversation(new_conversation_id(), "A title")
    store.add(conversation)
    return conversation.id


def test_they_come_back_with_their_message_and_their_data_by_id(store: Store) -> None:
    conversation = a_conversation(store)
    one, two, pasted = letter(), picture(), made(AttachmentKind.TEXT, "Pasted", "long text")
    message = with_these("look", one, two, pasted)
    store.append(conversation, message, files_of([one, two, pasted]))
    store.append(conversation, question("and then?"))
    [found, plain] = store.messages(conversation)
    assert found.attachments == message.attachments
    assert [each.bytes for each in found.attachments] == [len(one.data), len(PICTURE), 0]
    assert plain.attachments == ()
    assert [each.attachments for each in store.all_messages(conversation)] == [
        message.attachments,
        (),
    ]
    alone = store.message(conversation, message.id)
    assert alone is not None
    assert alone.attachments == message.attachments
    assert store.attachment_data(two.attachment.id) == PICTURE
    assert store.attachment_data(one.attachment.id) == LETTER.encode("cp949")
    assert store.attachment_data(pasted.attachment.id) is None
    assert store.attachment_data(AttachmentId("none")) is None


def test_they_are_found_by_text_and_name_and_the_excerpt_says_where(store: Store) -> None:
    conversation = a_conversation(store)
    new = letter()
    store.append(conversation, with_these("please read", new), files_of([new]))
    [hit] = store.search("보증금")
    assert hit.attachment == "계약서.txt"
    assert [hit.excerpt[start:end] for start, end in hit.marks] == ["보증금"]
    [hit] = store.search("계약서")
    assert (hit.attachment, hit.excerpt) == ("계약서.txt", "계약서.txt")
    [hit] = store.search("please")
    assert hit.attachment is None


def test_replacing_a_message_keeps_them(store: Store) -> None:
    conversation = a_conversation(store)
    new = letter()
    message = with_these("first", new)
    store.append(conversation, message, files_of([new]))
    store.replace(conversation, replace(message, text="second", attachments=()))
    [found] = store.messages(conversation)
    assert (found.text, found.attachments) == ("second", message.attachments)
    assert [hit.attachment for hit in store.search("deposit")] == ["계약서.txt"]


def test_a_fork_has_copies_of_its_own(store: Store) -> None:
    conversation = a_conversation(store)
    new = picture()
    first = with_these("first", new)
    store.append(conversation, first, files_of([new]))
    copies, files = copied(first.attachments)
    again = replace(question("edited"), attachments=copies)
    store.fork(conversation, again, files)
    assert copies[0].id != new.attachment.id
    assert store.attachment_data(copies[0].id) == PICTURE
    assert store.attachment_counts() == {conversation: 2}
    store.hide_messages(conversation, [first.id])
    store.purge_messages()
    assert store.attachment_data(new.attachment.id) is None
    assert store.attachment_data(copies[0].id) == PICTURE
    assert store.attachment_counts() == {conversation: 1}


def test_with_a_deleted_conversation_they_are_hidden_then_gone(store: Store) -> None:
    conversation = a_conversation(store)
    new = picture()
    store.append(conversation, with_these("look", new), files_of([new]))
    store.keep_draft_attachments(conversation, [picture()])
    store.remove(conversation)
    assert store.attachment_data(new.attachment.id) is None
    assert store.attachment_counts() == {}
    store.bring_back(conversation)
    assert store.attachment_data(new.attachment.id) == PICTURE
    store.remove(conversation)
    store.purge()
    assert store.draft_attachments(conversation) == []
    if isinstance(store, VaultConversations):
        with store._database.reading() as connection:
            for table in ("attachments", "attachment_data", "draft_attachments"):
                count = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
                assert count == 0, table


def test_an_import_brings_them(store: Store) -> None:
    new = letter()
    first = with_these("first", new)
    second = replace(question("second"), parent=first.id)
    conversation = Conversation(new_conversation_id(), "brought in")
    assert store.import_conversation(conversation, [first, second], "x:1", files_of([new]))
    assert [each.attachments for each in store.messages(conversation.id)] == [
        first.attachments,
        (),
    ]
    assert store.attachment_data(new.attachment.id) == new.data
    assert [hit.attachment for hit in store.search("won")] == ["계약서.txt"]


def test_drafts_keep_them(store: Store) -> None:
    conversation = a_conversation(store)
    new = [letter(), made(AttachmentKind.TEXT, "Pasted", "words")]
    store.keep_draft_attachments(conversation, new)
    store.keep_draft_attachments(None, new[1:])
    assert store.draft_attachments(conversation) == new
    assert store.draft_attachments(None) == new[1:]
    store.keep_draft_attachments(conversation, [])
    assert store.draft_attachments(conversation) == []
    gone = new_conversation_id()
    store.keep_draft_attachments(gone, new)
    assert store.draft_attachments(gone) == []


def test_a_turn_takes_them_along_and_forgets_their_draft(store: Store) -> None:
    new = letter()
    conversation = Conversation(new_conversation_id(), "A title")
    store.keep_draft_attachments(None, [new])
    said = with_these("look", new)
    kept = store.begin_turn(
        conversation.id, [said], files=files_of([new]), new=conversation, forgets_draft=True
    )
    assert kept is not None
    assert store.draft_attachments(None) == []
    assert [each.attachments for each in store.messages(conversation.id)] == [said.attachments]
    assert store.attachment_data(new.attachment.id) == new.data
    again = picture()
    store.keep_draft_attachments(conversation.id, [again])
    store.begin_turn(conversation.id, [question("more")], forgets_draft=False)
    assert store.draft_attachments(conversation.id) == [again]
    store.begin_turn(conversation.id, [question("more")], forgets_draft=True)
    assert store.draft_attachments(conversation.id) == []


def test_a_new_vault_takes_them_over_from_memory(tmp_path: Path) -> None:
    memory = MemoryStore()
    conversation = a_conversation(memory)
    new = picture()
    memory.append(conversation, with_these("look", new), files_of([new]))
    memory.keep_draft_attachments(conversation, [letter()])
    vault = VaultConversations(open_database(tmp_path / "v" / "history.db", create=True))
    copy_conversations(memory, vault)
    assert vault.messages(conversation) == memory.messages(conversation)
    assert vault.attachment_data(new.attachment.id) == PICTURE
    assert vault.draft_attachments(conversation) == memory.draft_attachments(conversation)
    vault.close()


def test_data_that_the_text_says_already_is_not_kept_twice() -> None:
    assert made(AttachmentKind.FILE, "a.txt", "한 줄", "한 줄".encode()).data == b""
    marked = made(AttachmentKind.FILE, "a.txt", "한 줄", b"\xef\xbb\xbf" + "한 줄".encode())
    assert marked.file.startswith(b"\xef\xbb\xbf")
    assert Attachment(AttachmentId("x"), AttachmentKind.TEXT, text="한").size == 3


def test_what_no_encoding_can_hold_is_replaced(store: Store) -> None:
    conversation = a_conversation(store)
    bad = made(AttachmentKind.TEXT, "a\ud800b", "c\udfffd")
    store.append(conversation, with_these("x", bad))
    [found] = store.messages(conversation)
    assert [(each.name, each.text) for each in found.attachments] == [("a�b", "c�d")]
