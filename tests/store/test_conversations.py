"""What every store of conversations does, the encrypted one and the one in memory."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from vault_files import answer, open_database, question

from app.domain.clock import SeenClock
from app.domain.context import LEFT_OUT
from app.domain.conversations import Conversation, Folder, Message
from app.domain.errors import AppError, ContextFull, EngineCrashed, OutOfMemory
from app.domain.generation import FinishReason, Role, Timing, Usage
from app.domain.ids import (
    ConversationId,
    MessageId,
    new_conversation_id,
    new_folder_id,
    new_message_id,
)
from app.domain.protocols import ConversationStore
from app.domain.tools import ToolCall
from app.store.conversations import VaultConversations
from app.store.memory import MemoryStore
from app.store.stored_text import storable

Store = VaultConversations | MemoryStore


@pytest.fixture(params=["vault", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = MemoryStore()
    if request.param == "vault":
        made = VaultConversations(open_database(tmp_path / "v" / "history.db", create=True))
    yield made
    made.close()


def a_conversation(store: Store, title: str = "A title", **more: object) -> ConversationId:
    made = Conversation(new_conversation_id(), title, **more)  # type: ignore[arg-type]
    store.add(made)
    return made.id


def texts(store: Store, conversation: ConversationId) -> list[str]:
    return [each.text for each in store.messages(conversation)]


def titles(store: Store) -> list[str]:
    return [each.title for each in store.conversations()]


def test_both_are_conversation_stores(store: Store) -> None:
    kept: ConversationStore = store  # checked by mypy
    assert kept.conversations() == []
    assert kept.get(ConversationId("none")) is None
    assert kept.messages(ConversationId("none")) == []
    assert kept.message(ConversationId("none"), MessageId("none")) is None


def test_a_conversation_comes_back_as_it_was(store: Store) -> None:
    folder = Folder(new_folder_id(), "Work")
    store.add_folder(folder)
    seoul = timezone(timedelta(hours=9))
    made = Conversation(
        new_conversation_id(),
        "제목 with “quotes” and \n a line",
        created_at=datetime(2026, 3, 29, 2, 30, 0, 123457, seoul),
        changed_at=datetime(1969, 12, 31, 23, 59, 59, 999999, UTC),
        folder=folder.id,
        tags=("a", "b c", "한글"),
        is_pinned=True,
        is_archived=True,
    )
    store.add(made)
    assert store.get(made.id) == made
    assert store.conversations() == [made]


def test_a_message_comes_back_as_it_was(store: Store) -> None:
    conversation = a_conversation(store)
    made = Message(
        new_message_id(),
        Role.ASSISTANT,
        "text\0with a zero, 한글, \U0001f600, e\u0301 apart",
        created_at=datetime(2026, 11, 24, 19, 0, 0, 1, UTC),
        model="model-7b",
        finish=FinishReason.TOOL_CALLS,
        usage=Usage(10, 8, 6, 4, 2),
        timing=Timing(0.1, 0.25, 1234.5, 33.25, 0.75),
        thoughts="first this,\nthen that",
        calls=(ToolCall("search", '{"q": "한글"}', "call-1"), ToolCall("time", "{}")),
    )
    store.append(conversation, made)
    assert store.messages(conversation) == [made]
    assert store.message(conversation, made.id) == made


@pytest.mark.parametrize(
    "error",
    [EngineCrashed("signal 11"), ContextFull(needed=9, available=8), OutOfMemory(name="a model")],
)
def test_an_error_is_kept_by_code_and_values(store: Store, error: AppError) -> None:
    conversation = a_conversation(store)
    store.append(conversation, replace(answer("part", FinishReason.FAILED), error=error))
    kept = store.messages(conversation)[0].error
    assert type(kept) is type(error)
    assert kept is not None
    assert kept.values == error.values
    assert kept.title == error.title


def test_the_detail_of_an_error_is_not_kept(vault: VaultConversations) -> None:
    conversation = a_conversation(vault)
    failed = replace(answer("", FinishReason.FAILED), error=EngineCrashed("what was said"))
    vault.append(conversation, failed)
    kept = vault.messages(conversation)[0].error
    assert kept is not None
    assert kept.detail == ""


def test_the_last_changed_comes_first_whatever_the_clock_says(store: Store) -> None:
    future = datetime(2099, 1, 1, tzinfo=UTC)
    past = datetime(1970, 1, 1, tzinfo=UTC)
    first = a_conversation(store, "first", created_at=future, changed_at=future)
    a_conversation(store, "second", created_at=past, changed_at=past)
    assert titles(store) == ["second", "first"]
    kept = store.get(first)
    assert kept is not None
    store.update(replace(kept, changed_at=past))
    assert titles(store) == ["first", "second"]


def test_a_clock_set_back_does_not_reorder_messages(store: Store) -> None:
    conversation = a_conversation(store)
    moments = [datetime(year, 1, 1, tzinfo=UTC) for year in (2026, 1970, 2050, 1999)]
    for number, moment in enumerate(moments):
        store.append(conversation, replace(question(str(number)), created_at=moment))
    assert texts(store, conversation) == ["0", "1", "2", "3"]
    assert [each.created_at for each in store.messages(conversation)] == moments


def test_a_message_makes_its_conversation_the_last_changed(store: Store) -> None:
    first = a_conversation(store, "first")
    a_conversation(store, "second")
    store.append(first, question("hello"))
    assert titles(store) == ["first", "second"]


def test_pinning_does_not_reorder(store: Store) -> None:
    first = a_conversation(store, "first")
    a_conversation(store, "second")
    kept = store.get(first)
    assert kept is not None
    store.update(replace(kept, is_pinned=True, tags=("x",)))
    assert titles(store) == ["second", "first"]
    store.update(replace(kept, tags=("y", "x"), title="renamed"))
    changed = store.get(first)
    assert changed is not None
    assert changed.tags == ("x", "y")
    assert changed.title == "renamed"
    assert not changed.is_pinned


def test_what_is_gone_is_left_alone(store: Store) -> None:
    gone = Conversation(new_conversation_id(), "gone")
    store.update(gone)
    store.remove(gone.id)
    store.append(gone.id, question("x"))
    store.fork(gone.id, question("x"))
    store.replace(gone.id, question("x"))
    store.select_branch(gone.id, new_message_id())
    store.keep_draft(gone.id, "typed")
    assert store.hide_messages(gone.id, [new_message_id()]) is None
    assert store.bring_back(gone.id) is None
    assert store.conversations() == []
    assert store.draft(gone.id) == ""


# --- deleting ----------------------------------------------------------------------------------


def test_what_is_deleted_is_hidden_and_comes_back(store: Store) -> None:
    conversation = a_conversation(store, "A title", tags=("x",))
    message = question("hello")
    store.append(conversation, message)
    before = store.get(conversation)
    store.remove(conversation)
    assert store.get(conversation) is None
    assert store.conversations() == []
    assert store.messages(conversation) == []
    assert store.all_messages(conversation) == []
    assert store.message(conversation, message.id) is None
    assert store.siblings(message.id) == []
    assert store.bring_back(conversation) == before
    assert texts(store, conversation) == ["hello"]


def test_an_answer_that_ends_after_the_deletion_is_there_when_it_is_undone(store: Store) -> None:
    conversation = a_conversation(store)
    started = answer("", finish=None)
    store.append(conversation, started)
    store.remove(conversation)
    store.replace(conversation, replace(started, text="done", finish=FinishReason.STOP))
    store.bring_back(conversation)
    assert texts(store, conversation) == ["done"]


def test_a_purge_is_final_and_only_for_the_deleted(store: Store) -> None:
    deleted = [a_conversation(store, f"d{number}") for number in range(20)]
    kept = a_conversation(store, "kept")
    for each in (*deleted, kept):
        store.append(each, question("hello"))
        store.keep_draft(each, "typed")
    for each in deleted:
        store.remove(each)
    assert store.purge() == 20
    assert store.purge() == 0
    assert [store.bring_back(each) for each in deleted] == [None] * 20
    assert {store.draft(each) for each in deleted} == {""}
    assert titles(store) == ["kept"]
    assert texts(store, kept) == ["hello"]
    assert store.draft(kept) == "typed"


def test_what_is_expired_is_gone_for_good(store: Store) -> None:
    ids = [a_conversation(store, f"old {number}") for number in range(40)]
    kept = a_conversation(store, "new")
    store.append(ids[3], question("a heron"))
    store.keep_draft(ids[3], "typed")
    gone = store.expire(lambda each: each.title.startswith("old"))
    assert {each.id for each in gone} == set(ids)
    assert titles(store) == ["new"]
    assert store.search("heron") == []
    assert store.bring_back(ids[3]) is None
    assert store.draft(ids[3]) == ""
    assert store.purge() == 0
    assert store.expire(lambda each: each.id != kept) == []


def test_the_clock_that_was_seen_is_remembered(store: Store) -> None:
    assert store.seen_clock() is None
    at = datetime(2026, 3, 29, 2, 30, 0, 123457, UTC)
    for seen in (SeenClock(at, at - timedelta(days=1)), SeenClock(at)):
        store.keep_clock(seen)
        assert store.seen_clock() == seen


# --- the tree ------------------------------------------------------------------------------------


def a_tree(store: Store) -> tuple[ConversationId, dict[str, MessageId]]:
    """A: B: (C: D, E: F); F is in view."""
    conversation = a_conversation(store)
    ids: dict[str, MessageId] = {}

    def add(text: str, parent: str | None) -> None:
        made = question(text)
        ids[text] = made.id
        store.fork(conversation, replace(made, parent=ids[parent] if parent else None))

    for text, parent in (("A", None), ("B", "A"), ("C", "B"), ("D", "C"), ("E", "B"), ("F", "E")):
        add(text, parent)
    return conversation, ids


def test_each_message_names_the_one_before(store: Store) -> None:
    conversation = a_conversation(store)
    first, second = question("1"), answer("2")
    store.append(conversation, first)
    store.append(conversation, replace(second, parent=MessageId("nonsense")))
    assert [each.parent for each in store.messages(conversation)] == [None, first.id]


def test_a_branch_is_in_view_and_another_can_be_brought_into_it(store: Store) -> None:
    conversation, ids = a_tree(store)
    assert texts(store, conversation) == ["A", "B", "E", "F"]
    store.select_branch(conversation, ids["C"])
    assert texts(store, conversation) == ["A", "B", "C", "D"]
    store.append(conversation, question("G"))
    assert texts(store, conversation) == ["A", "B", "C", "D", "G"]
    store.select_branch(conversation, ids["E"])
    store.select_branch(conversation, ids["B"])
    assert texts(store, conversation) == ["A", "B", "C", "D", "G"]
    assert [each.text for each in store.all_messages(conversation)] == list("ABCDEFG")


def test_siblings_follow_the_same_message(store: Store) -> None:
    conversation, ids = a_tree(store)
    other = a_conversation(store, "another")
    store.append(other, question("X"))
    assert [each.text for each in store.siblings(ids["E"])] == ["C", "E"]
    assert [each.text for each in store.siblings(ids["D"])] == ["D"]
    assert [each.text for each in store.siblings(ids["A"])] == ["A"]
    again = question("A again")
    store.fork(conversation, again)
    assert [each.text for each in store.siblings(ids["A"])] == ["A", "A again"]
    assert texts(store, conversation) == ["A again"]
    assert store.siblings(new_message_id()) == []


def test_a_message_is_never_added_below_one_that_is_not_there(store: Store) -> None:
    conversation, ids = a_tree(store)
    other = a_conversation(store, "another")
    store.fork(conversation, replace(question("X"), parent=new_message_id()))
    store.fork(other, replace(question("X"), parent=ids["A"]))
    assert texts(store, other) == []
    assert [each.text for each in store.all_messages(conversation)] == list("ABCDEF")


def test_replacing_leaves_a_message_in_its_place(store: Store) -> None:
    conversation, ids = a_tree(store)
    store.replace(conversation, replace(question("B!"), id=ids["B"], parent=MessageId("x")))
    assert texts(store, conversation) == ["A", "B!", "E", "F"]
    kept = store.message(conversation, ids["B"])
    assert kept is not None
    assert kept.parent == ids["A"]


@pytest.mark.parametrize(
    ("doomed", "left", "in_view"),
    [
        ("F", "ABCDE", "ABE"),
        ("B", "ACDEF", "AEF"),
        ("A", "BCDEF", "BEF"),
        ("EF", "ABCD", "ABCD"),
        ("AB", "CDEF", "EF"),
        ("ABCDEF", "", ""),
    ],
)
def test_destroyed_messages_leave_no_gap(
    store: Store, doomed: str, left: str, in_view: str
) -> None:
    conversation, ids = a_tree(store)
    store.hide_messages(conversation, [ids[each] for each in doomed])
    assert store.purge_messages() == len(doomed)
    assert "".join(each.text for each in store.all_messages(conversation)) == left
    assert "".join(texts(store, conversation)) == in_view


def test_when_a_first_message_goes_another_branch_comes_into_view(store: Store) -> None:
    conversation, _ = a_tree(store)
    again = question("again")
    store.fork(conversation, again)
    store.hide_messages(conversation, [again.id])
    store.purge_messages()
    assert texts(store, conversation) == ["A", "B", "E", "F"]


def test_an_import_is_one_tree(store: Store) -> None:
    made = Conversation(new_conversation_id(), "imported", tags=("x",))
    first, second, third = question("1"), answer("2", finish=None), answer("3")
    tree = [first, replace(second, parent=first.id), replace(third, parent=first.id)]
    assert store.import_conversation(made, tree, source="chatgpt:1")
    assert store.get(made.id) == made
    assert texts(store, made.id) == ["1", "3"]
    assert [each.text for each in store.siblings(second.id)] == ["2", "3"]
    kept = store.message(made.id, second.id)
    assert kept is not None
    assert kept.finish is FinishReason.STOP
    store.remove(made.id)
    again = replace(made, id=new_conversation_id())
    assert not store.import_conversation(again, [question("1")], source="chatgpt:1")
    assert store.import_conversation(again, [], source="chatgpt:2")
    assert titles(store) == ["imported"]


# --- folders, drafts, text -----------------------------------------------------------------------


def test_folders_hold_conversations_and_each_other(store: Store) -> None:
    work, project = Folder(new_folder_id(), "Work"), Folder(new_folder_id(), "Project")
    store.add_folder(work)
    store.add_folder(replace(project, parent=work.id))
    conversation = a_conversation(store, "in it", folder=project.id)
    assert store.folders() == [work, replace(project, parent=work.id)]
    with pytest.raises(ValueError, match="inside itself"):
        store.update_folder(replace(work, parent=project.id))
    store.update_folder(replace(project, name="Projects", parent=work.id))
    assert store.remove_folder(work.id) == []
    assert store.folders() == [replace(project, name="Projects")]
    assert [each.id for each in store.remove_folder(project.id)] == [conversation]
    kept = store.get(conversation)
    assert kept is not None
    assert kept.folder is None
    store.update(replace(kept, folder=project.id))  # as a window would that has not heard of it
    assert store.get(conversation) == kept


def test_a_folder_keeps_its_time(store: Store) -> None:
    folder = Folder(new_folder_id(), "Work", keep_days=30)
    store.add_folder(folder)
    assert store.folders() == [folder]
    for days in (None, 0, 7):
        store.update_folder(replace(folder, keep_days=days))
        assert store.folders() == [replace(folder, keep_days=days)]


def test_what_is_in_a_removed_folder_goes_up(store: Store) -> None:
    work, project = Folder(new_folder_id(), "Work"), Folder(new_folder_id(), "Project")
    inner = Folder(new_folder_id(), "Inner", project.id)
    for folder in (work, replace(project, parent=work.id), inner):
        store.add_folder(folder)
    conversation = a_conversation(store, "in it", folder=project.id)
    other = a_conversation(store, "beside it", folder=work.id)
    deleted = a_conversation(store, "deleted", folder=project.id)
    store.remove(deleted)
    assert [each.id for each in store.remove_folder(project.id)] == [conversation]
    assert store.folders() == [work, replace(inner, parent=work.id)]
    back = store.bring_back(deleted)
    kept = [store.get(each) for each in (conversation, other)]
    assert {each.folder for each in (*kept, back) if each} == {work.id}
    assert store.remove_folder(project.id) == []


def test_conversations_are_revised_together(store: Store) -> None:
    first, second, third = (a_conversation(store, name) for name in ("one", "two", "three"))
    order = titles(store)
    revised = store.revise(
        [first, second, ConversationId("none")],
        lambda each: (
            replace(each, is_pinned=True, tags=("한글", "b")) if each.id == first else each
        ),
    )
    assert [(before.is_pinned, after.is_pinned) for before, after in revised] == [(False, True)]
    kept = store.get(first)
    assert kept is not None
    assert (kept.is_pinned, kept.tags) == (True, ("b", "한글"))
    assert titles(store) == order
    store.revise([third], lambda each: replace(each, tags=("b",)))
    assert store.tags() == {"b": 2, "한글": 1}
    store.remove(third)
    assert store.tags() == {"b": 1, "한글": 1}


def test_many_are_revised_at_once(store: Store) -> None:
    ids = [a_conversation(store, str(number)) for number in range(1_100)]
    assert len(store.revise(ids, lambda each: replace(each, is_archived=True))) == 1_100
    assert all(each.is_archived for each in store.conversations())
    store.revise(ids, lambda each: replace(each, tags=("sea", "한글"), is_pinned=True))
    assert store.tags() == {"sea": 1_100, "한글": 1_100}
    assert len(store.revise(ids, lambda each: replace(each, tags=("sea",)))) == 1_100
    assert store.tags() == {"sea": 1_100}
    assert {(each.tags, each.is_pinned) for each in store.conversations()} == {(("sea",), True)}


def test_drafts_are_kept_by_conversation(store: Store) -> None:
    conversation = a_conversation(store)
    store.keep_draft(None, "a new one")
    store.keep_draft(conversation, "typed")
    store.keep_draft(conversation, "typed more")
    assert store.draft(None) == "a new one"
    assert store.draft(conversation) == "typed more"
    store.keep_draft(conversation, "")
    assert store.draft(conversation) == ""
    assert store.draft(None) == "a new one"


def test_half_a_character_is_replaced_and_breaks_nothing(store: Store) -> None:
    lone = "before \ud83d after"
    conversation = a_conversation(store, lone, tags=(lone,))
    call = ToolCall("t", '{"a": "\ud83d"}')
    store.append(conversation, replace(answer(lone), thoughts=lone, model=lone, calls=(call,)))
    store.keep_draft(conversation, lone)
    kept = store.messages(conversation)[0]
    whole = "before \ufffd after"
    assert {kept.text, kept.thoughts, kept.model, store.draft(conversation)} == {whole}
    assert kept.calls == (call,)
    found = store.get(conversation)
    assert found is not None
    assert (found.title, found.tags) == (whole, (whole,))


@given(some.text(some.characters(exclude_categories=())))
def test_what_can_be_stored_is_not_changed(text: str) -> None:
    stored = storable(text)
    stored.encode()
    if not any("\ud800" <= each <= "\udfff" for each in text):
        assert stored == text


def test_a_pair_of_halves_becomes_its_character() -> None:
    assert storable("\ud83d\ude00") == "\U0001f600"
    assert storable("\ude00\ud83d") == "\ufffd\ufffd"


def test_many_threads_lose_nothing(store: Store) -> None:
    conversation = a_conversation(store)

    def add(name: str) -> None:
        for number in range(10):
            store.append(conversation, question(f"{name}{number}"))
            store.messages(conversation)

    threads = [threading.Thread(target=add, args=(name,)) for name in "abcd"]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    found = texts(store, conversation)
    assert len(found) == 40
    for name in "abcd":
        assert [text for text in found if text[0] == name] == [f"{name}{n}" for n in range(10)]


def test_what_stands_before_a_message_is_read_in_pieces(store: Store) -> None:
    conversation = a_conversation(store)
    for number in range(6):
        store.append(conversation, question(str(number)))
    whole = store.messages(conversation)
    assert store.earlier_messages(conversation, whole[4].id, 2) == whole[2:4]
    assert store.earlier_messages(conversation, whole[2].id, 2) == whole[:2]
    assert store.earlier_messages(conversation, whole[2].id, 60) == whole[:2]
    assert store.earlier_messages(conversation, whole[0].id, 2) == []
    assert store.earlier_messages(conversation, MessageId("gone"), 2) == []
    assert store.earlier_messages(a_conversation(store), whole[4].id, 2) == []
    store.remove(conversation)
    assert store.earlier_messages(conversation, whole[4].id, 2) == []


def test_the_end_of_a_branch_is_read_alone(store: Store) -> None:
    conversation = a_conversation(store)
    for number in range(6):
        store.append(conversation, question(str(number)))
    whole = store.messages(conversation)
    assert store.latest_messages(conversation, 3) == whole[-3:]
    assert store.latest_messages(conversation, 6) == whole
    assert store.latest_messages(conversation, 60) == whole
    store.select_branch(conversation, whole[3].id)
    assert store.latest_messages(conversation, 2) == store.messages(conversation)[-2:]
    store.remove(conversation)
    assert store.latest_messages(conversation, 3) == []


def test_a_branch_is_read_in_brief_where_a_model_does_not_see_it(store: Store) -> None:
    conversation = a_conversation(store)
    system = Message(new_message_id(), Role.SYSTEM, "Be brief.")
    said = [system, *(question(f"{number} " + "why " * 10) for number in range(9))]
    blank = Message(new_message_id(), Role.ASSISTANT, " ", finish=FinishReason.STOP)
    pinned = Message(new_message_id(), Role.ASSISTANT, "so", finish=FinishReason.STOP)
    for message in (*said[:4], blank, said[4], pinned, *said[5:]):
        store.append(conversation, message)
    store.pin_message(conversation, pinned.id, is_pinned=True)
    whole = store.messages(conversation)
    found = store.branch_in_brief(conversation, None, 60)
    assert [each.id for each in found] == [each.id for each in whole]
    assert [each.role for each in found] == [each.role for each in whole]
    texts = [each.text for each in found]
    asked, last = said[4].text, [each.text for each in said[-2:]]
    assert texts == ["Be brief.", *3 * [LEFT_OUT], "", asked, "so", *3 * [LEFT_OUT], *last]
    assert [each.is_pinned for each in found] == [each.is_pinned for each in whole]
    assert store.branch_in_brief(conversation, whole[3].id, 1)[1:] == [
        *(replace(each, text=LEFT_OUT, created_at=found[1].created_at, parent=None)
          for each in whole[1:3]),
        replace(whole[3], parent=None),
    ]  # fmt: skip
    everything = [replace(each, parent=None) for each in whole]
    assert store.branch_in_brief(conversation, None, 10_000) == everything
    assert store.branch_in_brief(conversation, MessageId("gone"), 10_000) == []
    store.remove(conversation)
    assert store.branch_in_brief(conversation, None, 10_000) == []


def test_the_first_message_is_read_alone(store: Store) -> None:
    conversation = a_conversation(store)
    assert store.first_message(conversation) is None
    for number in range(3):
        store.append(conversation, question(str(number)))
    assert store.first_message(conversation) == store.messages(conversation)[0]
    other = question("beside")
    store.fork(conversation, other)
    assert store.first_message(conversation) == store.messages(conversation)[0]
    assert store.messages(conversation) == [store.message(conversation, other.id)]
    store.remove(conversation)
    assert store.first_message(conversation) is None


def test_memory_finds_words_whatever_their_case() -> None:
    store = MemoryStore()
    conversation = a_conversation(store, "Straße und Weg")
    message = question("the Contract says: 계약서를 보세요, contract")
    store.append(conversation, message)
    [hit] = store.search("CONTRACT 계약")
    assert hit.message == message.id
    assert [hit.excerpt[start:end] for start, end in hit.marks] == ["Contract", "계약", "contract"]
    [hit] = store.search("straße")
    assert hit.message is None
    assert store.search("contract missing") == []
    assert store.search("  ") == []
    old = replace(question("contract contract"), created_at=datetime(1970, 1, 1, tzinfo=UTC))
    store.append(conversation, old)
    assert [hit.message for hit in store.search("contract")] == [old.id, message.id]
    store.append(conversation, question("one contract"))
    assert next(iter(store.search("contract", 2, ranked=True))).message == old.id
    store.remove(conversation)
    assert store.search("contract") == []


def test_memory_alone_needs_no_database() -> None:
    """The window opens before SQLAlchemy is loaded."""
    code = "import sys, app.store.memory; sys.exit('sqlalchemy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
