"""Single messages: deleted with a way back, destroyed for good, and pinned."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from vault_files import answer, decrypted_pages, decrypted_wal, open_database, question

from app.domain.attachments import AttachmentKind, files_of
from app.domain.attachments import made as made_attachment
from app.domain.conversations import Conversation, Message
from app.domain.documents import DocumentKind
from app.domain.ids import CollectionId, ConversationId, DocumentId, new_conversation_id
from app.domain.retrieval import SearchFilter
from app.store.conversations import VaultConversations
from app.store.index_check import heal
from app.store.memory import MemoryStore

Store = VaultConversations | MemoryStore
SECRET = "zxqhiddenwhale 지운비밀"


@pytest.fixture(params=["vault", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = MemoryStore()
    if request.param == "vault":
        made = VaultConversations(open_database(tmp_path / "v" / "history.db", create=True))
    yield made
    made.close()


def talk(store: Store, *texts: str) -> tuple[ConversationId, list[Message]]:
    """A conversation in which question and answer take turns."""
    made = Conversation(new_conversation_id(), "Herons")
    store.add(made)
    for place, text in enumerate(texts):
        store.append(made.id, answer(text) if place % 2 else question(text))
    return made.id, store.messages(made.id)


def shown(store: Store, conversation: ConversationId) -> str:
    return " ".join(each.text for each in store.messages(conversation))


def beside(store: Store, conversation: ConversationId, one: Message, new: Message) -> Message:
    """Another message in the place of one."""
    store.fork(conversation, replace(new, parent=one.parent))
    return store.messages(conversation)[-1]


def test_the_last_turn_goes_and_comes_back(store: Store) -> None:
    conversation, said = talk(store, "q1", "a1", "q2", "a2")
    hidden = store.hide_messages(conversation, [said[2].id, said[3].id])
    assert hidden is not None
    assert shown(store, conversation) == "q1 a1"
    assert store.message(conversation, said[2].id) is None
    assert store.branch(conversation, said[3].id) == []
    assert len(store.all_messages(conversation)) == 2
    assert store.bring_back_messages(hidden)
    assert store.messages(conversation) == said


def test_what_follows_a_message_in_the_middle_stays(store: Store) -> None:
    conversation, said = talk(store, "q1", "a1", "q2", "a2")
    hidden = store.hide_messages(conversation, [said[0].id, said[1].id])
    assert hidden is not None
    assert shown(store, conversation) == "q2 a2"
    assert store.messages(conversation)[0].parent is None
    store.append(conversation, question("q3"))
    assert store.bring_back_messages(hidden)
    assert shown(store, conversation) == "q1 a1 q2 a2 q3"
    assert store.messages(conversation)[2].parent == said[1].id


def test_where_an_answer_goes_the_one_beside_it_comes_into_view(store: Store) -> None:
    conversation, said = talk(store, "q1", "a1")
    second = beside(store, conversation, said[1], answer("other"))
    hidden = store.hide_messages(conversation, [second.id])
    assert hidden is not None
    assert shown(store, conversation) == "q1 a1"
    assert [each.text for each in store.siblings(said[1].id)] == ["a1"]
    assert store.bring_back_messages(hidden)
    assert shown(store, conversation) == "q1 other"
    assert [each.text for each in store.siblings(said[1].id)] == ["a1", "other"]


def test_deletions_are_undone_the_last_first(store: Store) -> None:
    conversation, said = talk(store, "q1", "a1", "q2", "a2")
    first = store.hide_messages(conversation, [said[1].id])
    second = store.hide_messages(conversation, [said[0].id])
    assert first is not None
    assert second is not None
    assert shown(store, conversation) == "q2 a2"
    assert store.bring_back_messages(second)
    assert shown(store, conversation) == "q1 q2 a2"
    assert store.bring_back_messages(first)
    assert store.messages(conversation) == said


def test_what_came_into_view_meanwhile_stays_in_view(store: Store) -> None:
    conversation, said = talk(store, "q1", "a1", "q2", "a2")
    hidden = store.hide_messages(conversation, [said[2].id, said[3].id])
    assert hidden is not None
    store.append(conversation, question("instead"))
    assert store.bring_back_messages(hidden)
    assert shown(store, conversation) == "q1 a1 instead"
    last = store.messages(conversation)[-1]
    assert [each.text for each in store.siblings(last.id)] == ["q2", "instead"]


def test_all_may_go(store: Store) -> None:
    conversation, said = talk(store, "q1", "a1")
    hidden = store.hide_messages(conversation, [each.id for each in said])
    assert hidden is not None
    assert shown(store, conversation) == ""
    assert store.bring_back_messages(hidden)
    assert store.messages(conversation) == said
    assert store.hide_messages(conversation, [question("gone").id]) is None


def test_what_is_hidden_is_not_found_and_not_counted(store: Store) -> None:
    conversation, said = talk(store, "heron", "stork")
    new = made_attachment(AttachmentKind.FILE, "a.txt", "pelican", b"\xff\x00data")
    store.append(
        conversation, replace(question("ibis"), attachments=(new.attachment,)), files_of([new])
    )
    last = store.messages(conversation)[-1]
    hidden = store.hide_messages(conversation, [said[1].id, last.id])
    assert hidden is not None
    for word in ("stork", "ibis", "pelican", "role:assistant"):
        assert store.search(word) == []
    assert len(store.search("heron role:user")) == 1
    assert store.attachment_counts() == {}
    assert store.bring_back_messages(hidden)
    assert len(store.search("pelican")) == 1
    assert store.attachment_data(last.attachments[0].id) == b"\xff\x00data"


def test_what_was_destroyed_does_not_come_back(store: Store) -> None:
    conversation, said = talk(store, "q1", "a1", "q2", "a2")
    hidden = store.hide_messages(conversation, [said[1].id, said[2].id])
    assert hidden is not None
    assert store.purge_messages() == 2
    assert not store.bring_back_messages(hidden)
    assert shown(store, conversation) == "q1 a2"
    assert store.purge_messages() == 0


def test_a_pin_stays_when_the_message_is_replaced(store: Store) -> None:
    conversation, said = talk(store, "q1", "a1")
    assert store.pin_message(conversation, said[1].id, is_pinned=True)
    store.replace(conversation, replace(said[1], text="changed"))
    assert [each.is_pinned for each in store.messages(conversation)] == [False, True]
    assert store.pin_message(conversation, said[1].id, is_pinned=False)
    assert not store.messages(conversation)[1].is_pinned
    assert not store.pin_message(conversation, question("gone").id, is_pinned=True)


@pytest.mark.parametrize(
    "about",
    [
        SearchFilter(),
        SearchFilter(
            frozenset([CollectionId("c")]),
            frozenset([DocumentId("d"), DocumentId("e")]),
            frozenset([next(iter(DocumentKind))]),
            datetime(2026, 1, 2, tzinfo=UTC),
        ),
        None,
    ],
)
def test_a_question_remembers_what_it_is_about(store: Store, about: SearchFilter | None) -> None:
    conversation, _ = talk(store, "q1", "a1")
    store.append(conversation, replace(question("q2"), about=about))
    last = store.messages(conversation)[-1]
    assert last.about == about
    store.replace(conversation, replace(last, text="changed", about=None))
    assert store.messages(conversation)[-1].about == about


def test_nothing_of_a_destroyed_message_is_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "v" / "history.db"
    database = open_database(path, create=True)
    store = VaultConversations(database)
    conversation, said = talk(store, "q1", SECRET, "q2")
    store.hide_messages(conversation, [said[1].id])
    assert store.doom_deleted()
    assert not store.destroy_doomed(60)
    assert not store.doom_deleted()
    assert heal(database) == []
    content = decrypted_pages(path) + decrypted_wal(path)
    assert b"zxqhiddenwhale" not in content
    assert "지운비밀".encode() not in content
    store.close()


def test_what_is_doomed_does_not_come_back(tmp_path: Path) -> None:
    store = VaultConversations(open_database(tmp_path / "v" / "history.db", create=True))
    conversation, said = talk(store, "q1", "a1")
    hidden = store.hide_messages(conversation, [said[1].id])
    assert hidden is not None
    assert store.doom_deleted()
    assert not store.bring_back_messages(hidden)
    store.close()
