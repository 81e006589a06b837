"""Prompts and assistants as the services keep them: changed, taken back, taken in and out."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from vault_homes import files_with, make_vault, opened

from app.bootstrap import Application, build
from app.config.paths import Paths
from app.domain.assistants import Assistant, Colour
from app.domain.conversations import Conversation
from app.domain.errors import (
    AssistantGone,
    ConversationGone,
    IncludedFixed,
    LibraryFileOther,
    LibraryFilesMany,
    LibraryFileUnreadable,
    LibraryNameMissing,
    LibraryTextMissing,
    PromptBracesOpen,
    PromptGone,
    VersionGone,
)
from app.domain.events import AppEvent, AssistantsChanged, ConversationChanged, PromptsChanged
from app.domain.generation import PRESETS
from app.domain.ids import CollectionId, LibraryId, new_conversation_id
from app.domain.prompt_library import Prompt, VariableKind
from app.services.assistants import AssistantService
from app.services.event_bus import EventBus
from app.services.prompt_library import PromptLibrary
from app.store.memory import MemoryStore

NOWHERE = LibraryId("nowhere")


class Shelves:
    """Both services over one store in memory."""

    def __init__(self) -> None:
        self.store, self.bus = MemoryStore(), EventBus()
        self.events: list[AppEvent] = []
        self.bus.subscribe(self.events.append)
        self.prompts = PromptLibrary(self.store, Paths.resource("prompts"), self.bus)
        self.assistants = AssistantService(self.store, Paths.resource("assistants"), self.bus)

    def own(self) -> list[str]:
        return [each.name for each in self.prompts.all() if not each.is_included]


@pytest.fixture
def shelves() -> Shelves:
    return Shelves()


def a_prompt(name: str = "Mine", text: str = "Do {{it}}", about: str = "") -> Prompt:
    return Prompt(id=LibraryId(""), name=name, text=text, about=about)


def test_a_prompt_is_added_changed_and_brought_back(shelves: Shelves) -> None:
    made = shelves.prompts.add(a_prompt("  My \n prompt ", "\r\nDo {{it}}\r\nnow\n"))
    assert (made.name, made.text, made.version) == ("My prompt", "Do {{it}}\nnow", 1)
    assert shelves.prompts.edit(made) == made
    later = shelves.prompts.edit(replace(made, text="Do not {{it}}"))
    assert (later.id, later.version) == (made.id, 2)
    again = shelves.prompts.restore(made.id, 1)
    assert (again.text, again.version) == (made.text, 3)
    assert [each.version for each in shelves.prompts.versions(made.id)] == [3, 2, 1]
    assert shelves.prompts.fill(made.id, {"it": "{{this}}"}).text == "Do {{this}}\nnow"
    assert shelves.events == [PromptsChanged()] * 3


def test_what_cannot_be_kept_is_refused(shelves: Shelves) -> None:
    for prompt, kind in (
        (a_prompt("\u200b"), LibraryNameMissing),
        (a_prompt(text=" \n"), LibraryTextMissing),
        (a_prompt(text="{{a"), PromptBracesOpen),
    ):
        with pytest.raises(kind):
            shelves.prompts.add(prompt)
    with pytest.raises(PromptGone):
        shelves.prompts.edit(replace(a_prompt(), id=NOWHERE))
    with pytest.raises(VersionGone):
        shelves.prompts.restore(shelves.prompts.add(a_prompt()).id, 7)
    assert shelves.own() == ["Mine"]


def test_a_removal_is_taken_back_with_its_versions(shelves: Shelves) -> None:
    made = shelves.prompts.add(a_prompt())
    shelves.prompts.edit(replace(made, name="Later"))
    shelves.prompts.remove(made.id)
    assert shelves.own() == []
    with pytest.raises(PromptGone):
        shelves.prompts.get(made.id)
    back = shelves.prompts.undo_remove()
    assert back is not None
    assert len(shelves.prompts.versions(back.id)) == 2
    assert shelves.prompts.undo_remove() is None


def test_a_dozen_and_more_came_with_it_in_both_languages(shelves: Shelves) -> None:
    for language in ("en", "ko"):
        found = shelves.prompts.all(language)
        assert len(found) >= 12
        assert len(shelves.assistants.all(language)) >= 3
        assert all(each.is_included and each.about and each.text for each in found)
        for each in found:
            known = {variable.name: variable for variable in each.template.variables}
            values = {name: variable.usual or "3" for name, variable in known.items()}
            assert "{{" not in shelves.prompts.fill(each.id, values).text
    assert shelves.prompts.all("de") == shelves.prompts.all("en"), "none in that language"
    ids = {each.id.split(".")[-1] for each in shelves.prompts.all("en")}
    assert ids == {each.id.split(".")[-1] for each in shelves.prompts.all("ko")}
    kinds = {one.kind for each in shelves.prompts.all() for one in each.template.variables}
    assert kinds == set(VariableKind)


def test_what_came_with_it_is_copied_and_not_changed(shelves: Shelves) -> None:
    came = shelves.prompts.all("ko")[0]
    with pytest.raises(IncludedFixed):
        shelves.prompts.edit(replace(came, text="Other"))
    with pytest.raises(IncludedFixed):
        shelves.prompts.remove(came.id)
    copy = shelves.prompts.copy(came.id)
    assert (copy.text, copy.is_included, copy.language) == (came.text, False, "")
    assert shelves.prompts.versions(came.id) == [came]
    assert shelves.prompts.edit(replace(copy, text="Other")).version == 2


def test_files_go_out_and_come_in_again(shelves: Shelves, tmp_path: Path) -> None:
    items = [
        shelves.prompts.add(a_prompt("A/B: 요약", "{{글: selection}}", "한 줄")),
        shelves.prompts.add(a_prompt("A/B: 요약", "Other")),
    ]
    paths = shelves.prompts.export(items, tmp_path)
    assert [path.name for path in paths] == ["A-B- 요약.md", "A-B- 요약 2.md"]
    shelves.assistants.export(shelves.assistants.all("en")[:1], tmp_path)
    other = Shelves()
    (tmp_path / "notes.md").write_text("# Notes")
    (tmp_path / "link.md").symlink_to(paths[0])
    report = other.prompts.take_in([tmp_path])
    assert {each.text for each in report.added} == {"{{글: selection}}", "Other"}
    assert [name for name, _ in report.refused] == ["notes.md"]
    assert other.prompts.take_in([tmp_path]).known == 2
    assert len(other.assistants.take_in([tmp_path]).added) == 1
    assert other.events == [PromptsChanged(), AssistantsChanged()]


def test_files_that_are_none_are_refused(shelves: Shelves, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    shelves.assistants.export(shelves.assistants.all("en")[:1], tmp_path)
    sources = [tmp_path / "pipe.md", tmp_path / "gone.md", tmp_path / "Careful reader.md"]
    report = shelves.prompts.take_in(sources)
    kinds = [type(error) for _, error in report.refused]
    assert kinds == [LibraryFileUnreadable, LibraryFileUnreadable, LibraryFileOther]
    many = tmp_path / "many"
    many.mkdir()
    for number in range(501):
        (many / f"{number}.md").touch()
    with pytest.raises(LibraryFilesMany):
        shelves.prompts.take_in([many])


def test_an_assistant_answers_in_a_conversation(shelves: Shelves) -> None:
    made = shelves.assistants.add(
        Assistant(
            id=LibraryId(""), name="변호사", text="Be exact.", colour=Colour.RED, model="big",
            preset="precise", collections=(CollectionId("c"),),
        )
    )  # fmt: skip
    conversation = Conversation(new_conversation_id(), "A title")
    assert shelves.assistants.of(conversation) is None
    shelves.store.add(conversation)
    changed = shelves.assistants.assign(conversation.id, made.id)
    assert shelves.events[-1] == ConversationChanged(changed)
    use = shelves.assistants.of(changed)
    assert use is not None
    assert (use.system, use.sampling, use.model) == ("Be exact.", PRESETS["precise"], "big")
    assert use.about is not None
    assert use.about.collections == {"c"}
    shelves.assistants.edit(replace(made, preset="", model="", collections=()))
    use = shelves.assistants.of(changed)
    assert use is not None
    assert (use.sampling, use.model, use.about) == (None, None, None)
    shelves.assistants.remove(made.id)
    assert shelves.assistants.of(changed) is None
    with pytest.raises(AssistantGone):
        shelves.assistants.assign(conversation.id, made.id)
    assert shelves.assistants.assign(conversation.id, None).assistant is None
    with pytest.raises(ConversationGone):
        shelves.assistants.assign(new_conversation_id(), None)


def test_nothing_readable_is_on_the_disk(home: Path) -> None:
    make_vault(home)
    app: Application = opened(home)
    try:
        made = app.prompts.add(a_prompt("Heronwatcher", "Heronwatching {{where}}"))
        app.assistants.add(Assistant(id=LibraryId(""), name="Heronist", text="Heronry"))
        app.prompts.remove(made.id)
        app.vault.lock()
        assert app.prompts.undo_remove() is None
    finally:
        app.close()
    assert [each for word in ("Heron", "heron") for each in files_with(home, word)] == []
    app = opened(home)
    assert [each.name for each in app.assistants.all() if not each.is_included] == ["Heronist"]
    assert [each for each in app.prompts.all() if not each.is_included] == []
    app.close()


def test_what_was_made_before_the_vault_moves_into_it(home: Path) -> None:
    app = build(home, offline=True)
    made = app.prompts.add(a_prompt())
    app.close()
    app = build(home, offline=True)
    app.prompts.add(made)
    app.vault.create(None)
    assert [each.name for each in app.prompts.all() if not each.is_included] == ["Mine"]
    app.close()
