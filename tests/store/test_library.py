"""What every shelf of prompts and assistants does, in the vault and in memory."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from vault_files import open_database

from app.domain.assistants import Assistant, Colour
from app.domain.conversations import Conversation
from app.domain.ids import CollectionId, LibraryId, new_conversation_id, new_library_id
from app.domain.library import MOST_VERSIONS
from app.domain.prompt_library import Prompt
from app.services.moving_in import copy_conversations
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


def a_prompt(name: str = "요약", text: str = "Sum up {{it}}") -> Prompt:
    return Prompt(id=new_library_id(), name=name, text=text, about="In a line")


def test_what_is_put_is_there_with_its_number(store: Store) -> None:
    prompt = a_prompt()
    kept = store.prompts.put(prompt)
    assert kept == replace(prompt, version=1)
    assert store.prompts.get(prompt.id) == kept
    assert store.prompts.get(new_library_id()) is None
    assert store.assistants.get(prompt.id) is None


def test_an_assistant_comes_back_whole(store: Store) -> None:
    made = Assistant(
        id=new_library_id(), name="변호사", text="Be careful.", colour=Colour.TEAL, model="big",
        preset="precise", collections=(CollectionId("c1"), CollectionId("c2")),
    )  # fmt: skip
    store.assistants.put(made)
    assert store.assistants.all() == [replace(made, version=1)]


def test_each_edit_keeps_the_earlier_ones_up_to_a_number(store: Store) -> None:
    prompt, other = a_prompt(), a_prompt("Other")
    store.prompts.put(prompt)
    store.prompts.put(other)
    for number in range(MOST_VERSIONS + 2):
        store.prompts.put(replace(prompt, text=f"Text {number}"))
    versions = store.prompts.versions(prompt.id)
    assert [each.version for each in versions] == list(range(MOST_VERSIONS + 3, 3, -1))
    assert versions[0].text == f"Text {MOST_VERSIONS + 1}"
    assert {each.name for each in store.prompts.all()} == {"요약", "Other"}
    assert store.prompts.get(prompt.id) == versions[0]


def test_what_was_removed_can_be_put_back(store: Store) -> None:
    prompt = a_prompt()
    store.prompts.put(prompt)
    store.prompts.put(replace(prompt, text="Later"))
    gone = store.prompts.remove(prompt.id)
    assert store.prompts.all() == store.prompts.versions(prompt.id) == []
    store.prompts.put_back(gone)
    store.prompts.put_back(gone)
    assert store.prompts.versions(prompt.id) == gone
    assert [each.text for each in gone] == ["Later", prompt.text]
    assert store.prompts.remove(new_library_id()) == []
    store.prompts.put_back([])


def test_text_that_cannot_be_kept_is_replaced(store: Store) -> None:
    kept = store.prompts.put(a_prompt("a\ud800", "b\udfff"))
    assert (kept.name, kept.text) == ("a\ufffd", "b\ufffd")
    assert store.prompts.all() == [kept]


def test_a_conversation_remembers_its_assistant(store: Store) -> None:
    made = Conversation(new_conversation_id(), "A title", assistant=LibraryId("a1"))
    store.add(made)
    assert store.get(made.id) == made
    store.revise([made.id], lambda each: replace(each, assistant=LibraryId("a2")))
    assert [each.assistant for each in store.conversations()] == ["a2"]
    store.update(replace(made, assistant=None))
    assert store.conversations()[0].assistant is None


def test_what_was_in_memory_moves_into_the_vault(tmp_path: Path) -> None:
    memory = MemoryStore()
    prompt = a_prompt()
    memory.prompts.put(prompt)
    memory.prompts.put(replace(prompt, text="Later"))
    memory.assistants.put(Assistant(id=new_library_id(), name="A", text="Be"))
    memory.add(Conversation(new_conversation_id(), "T", assistant=LibraryId("a1")))
    vault = VaultConversations(open_database(tmp_path / "v" / "history.db", create=True))
    copy_conversations(memory, vault)
    assert vault.prompts.versions(prompt.id) == memory.prompts.versions(prompt.id)
    assert vault.assistants.all() == memory.assistants.all()
    assert vault.conversations()[0].assistant == "a1"
    vault.close()
