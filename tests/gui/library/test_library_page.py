"""The page of prompts and assistants: found, written, filled in, taken in, forgotten."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from vault_room import Room

from app.domain.ids import LibraryId
from app.domain.prompt_library import Filled, Prompt
from app.gui.documents.models import SECOND
from app.gui.library.collections_choice import CollectionsChoice
from app.gui.library.controller import LibraryController
from app.gui.library.fill_dialog import FillDialog
from app.gui.library.library_page import LibraryPage
from app.gui.session import Session
from app.services.prompt_library import PromptLibrary


class Shelf:
    """The page in a window, and what a person does there."""

    def __init__(self, session: Session, qtbot: QtBot) -> None:
        self.session, self.qtbot = session, qtbot
        self.controller.open()
        self.until(lambda: self.page.current is not None)

    @property
    def controller(self) -> LibraryController:
        return self.session.library

    @property
    def page(self) -> LibraryPage:
        return self.controller.page

    @property
    def prompts(self) -> PromptLibrary:
        return self.session.services.prompts

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds)

    def names(self) -> list[str]:
        model = self.page.model
        return [str(model.index(row).data()) for row in range(model.rowCount())]

    def choose(self, name: str) -> None:
        self.page.list.setCurrentIndex(self.page.model.index(self.names().index(name)))

    def write(self, name: str, text: str) -> None:
        self.page.editor.name.setText(name)
        self.page.editor.body.setPlainText(text)

    def own(self) -> list[str]:
        return [each.name for each in self.prompts.all() if not each.is_included]

    def actions(self) -> list[str]:
        self.controller._fill_menu()
        return [each.text() for each in self.page.editor.menu.actions() if each.text()]

    def check(self, choice: CollectionsChoice, name: str) -> None:
        """Check a collection in the menu, or take it off."""
        choice.offer()
        next(each for each in choice.offered.actions() if each.text() == name).trigger()

    def take(self, label: str) -> None:
        self.controller._fill_menu()
        menu = self.page.editor.menu
        next(each for each in menu.actions() if each.text() == label).trigger()


@pytest.fixture
def shelf(session: Session, qtbot: QtBot) -> Shelf:
    return Shelf(session, qtbot)


def test_what_came_with_it_is_shown_and_copied(shelf: Shelf) -> None:
    assert len(shelf.names()) >= 12
    shelf.choose("Proofread")
    editor = shelf.page.editor
    assert editor.body.isReadOnly()
    assert not editor.note.isHidden()
    assert editor.save.isHidden()
    index = shelf.page.list.currentIndex()
    assert str(index.data(SECOND)).startswith("Included: ")
    editor.copy.click()
    shelf.until(lambda: not editor.body.isReadOnly())
    assert shelf.names()[0] == "Proofread"
    assert shelf.own() == ["Proofread"]


def test_a_new_one_is_written_and_saved_with_its_versions(shelf: Shelf) -> None:
    editor = shelf.page.editor
    shelf.page.new.click()
    assert shelf.page.list.currentIndex().data(SECOND) == "Not saved yet"
    shelf.write("나의 요약", "{{글: selection}}을 {{수: number = 3}}줄로")
    assert editor.gaps.text() == "To be filled in: 글 (selected text), 수 (number)"
    editor.save.click()
    shelf.until(lambda: shelf.own() == ["나의 요약"] and not editor.save.isEnabled())
    editor.body.setPlainText("Other")
    editor.save.click()
    shelf.until(lambda: len(shelf.controller._versions) == 2)
    assert "Earlier versions" in shelf.actions()
    shelf.controller._restore(shelf.controller._versions[1])
    shelf.until(lambda: editor.body.toPlainText().startswith("{{글"))
    assert shelf.prompts.versions(shelf.controller._wanted or LibraryId(""))[0].version == 3


def test_what_is_wrong_is_said_while_it_is_written(shelf: Shelf) -> None:
    editor = shelf.page.editor
    shelf.page.new.click()
    shelf.write("X", "Line\n{{a: date}}")
    assert "In line 2" in editor.problem.text()
    editor.save.click()
    shelf.until(lambda: not shelf.page.banner.isHidden())
    assert shelf.own() == []
    shelf.write("X", "{{a}}")
    assert editor.problem.isHidden()
    editor.save.click()
    shelf.until(lambda: shelf.own() == ["X"])


def test_what_is_not_saved_waits_while_others_are_looked_at(shelf: Shelf) -> None:
    shelf.page.new.click()
    shelf.write("Half", "Not done")
    shelf.choose("Summarise")
    assert shelf.page.editor.name.text() == "Summarise"
    shelf.choose("Half")
    assert shelf.page.editor.body.toPlainText() == "Not done"
    assert shelf.page.editor.save.isEnabled()


def test_a_removal_can_be_taken_back(shelf: Shelf) -> None:
    shelf.prompts.add(Prompt(id=LibraryId(""), name="Mine", text="Do"))
    shelf.until(lambda: "Mine" in shelf.names())
    shelf.choose("Mine")
    shelf.take("Remove")
    shelf.until(lambda: "Mine" not in shelf.names() and not shelf.page.undo.isHidden())
    shelf.page.undo.undo()
    shelf.until(lambda: "Mine" in shelf.names())


def test_words_narrow_the_list(shelf: Shelf) -> None:
    shelf.page.search.setText("doctor VISIT")
    assert shelf.names() == ["Prepare a doctor's visit"]
    shelf.page.search.setText("zzz")
    assert shelf.names() == []
    assert not shelf.page.nothing.isHidden()
    assert shelf.page.editor.isHidden()


def test_assistants_have_a_colour_a_model_and_a_style(shelf: Shelf) -> None:
    shelf.page.assistants.click()
    shelf.until(lambda: "Careful reader" in shelf.names())
    editor = shelf.page.editor
    shelf.page.new.click()
    shelf.write("Lawyer", "Be exact.")
    editor.colour.setCurrentIndex(editor.colour.findData("red"))
    editor.model.setCurrentIndex(1)
    editor.preset.setCurrentIndex(editor.preset.findData("precise"))
    editor.save.click()
    assistants = shelf.session.services.assistants
    shelf.until(lambda: not assistants.all()[0].is_included)
    made = assistants.all()[0]
    assert (made.name, made.colour, made.preset) == ("Lawyer", "red", "precise")
    assert made.model == shelf.session.services.models.installed()[0].id
    assert shelf.own() == []


def test_an_assistant_answers_from_chosen_collections(shelf: Shelf) -> None:
    ingest = shelf.session.services.documents.ingest
    leases, letters = ingest.add_collection("Leases & more"), ingest.add_collection("Letters")
    shelf.page.assistants.click()
    shelf.until(lambda: "Careful reader" in shelf.names())
    editor = shelf.page.editor
    shelf.page.new.click()
    shelf.write("Lawyer", "Be exact.")
    choice = editor.documents
    assert choice.text() == "Answers without documents"
    for wanted in ("Leases && more", "Letters"):
        shelf.check(choice, wanted)
    shelf.check(choice, "Letters")
    assert choice.toolTip() == "Leases & more"
    assert choice.accessibleName() == "Documents: Leases & more"
    editor.save.click()
    assistants = shelf.session.services.assistants
    shelf.until(lambda: not assistants.all()[0].is_included)
    assert assistants.all()[0].collections == (leases.id,)
    ingest.remove_collection(leases.id)
    shelf.until(lambda: choice.toolTip() == "A collection that is gone")
    shelf.check(choice, "A collection that is gone")
    editor.save.click()
    shelf.until(lambda: assistants.all()[0].collections == ())
    choice.offer()
    assert [each.text() for each in choice.offered.actions()] == [letters.name]


def test_without_collections_the_menu_says_so(shelf: Shelf) -> None:
    shelf.page.assistants.click()
    shelf.until(lambda: "Careful reader" in shelf.names())
    choice = shelf.page.editor.documents
    choice.offer()
    (said,) = choice.offered.actions()
    assert said.text() == "There are no collections yet"
    assert not said.isEnabled()


def test_files_are_taken_in(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text('+++\nkind = "prompt"\nname = "From a friend"\n+++\nDo {{it}}')
    (tmp_path / "b.md").write_text("# Notes")
    shelf.controller.take_in([tmp_path / "a.md", tmp_path / "b.md"])
    shelf.until(lambda: "From a friend" in shelf.names())
    assert shelf.page.told.text() == "1 was added."
    assert not shelf.page.banner.isHidden()
    assert shelf.page.editor.name.text() == "From a friend"


def test_a_filled_prompt_goes_into_the_message(shelf: Shelf) -> None:
    shelf.choose("Explain to a child")
    shelf.page.editor.use.click()
    dialog = shelf.controller._dialog
    assert dialog is not None
    assert list(dialog.fields) == ["age", "subject", "sentences"]
    dialog.action.click()
    assert "subject" in dialog.problem.text()
    field = dialog.fields["subject"]
    assert isinstance(field, QLineEdit)
    field.setText("{{why}} 하늘은 파란가")
    dialog.action.click()
    composer = shelf.session.window.page.composer
    assert (
        "explain to a child of 8 years: {{why}} 하늘은 파란가"
        in composer.edit.toPlainText().lower()
    )
    assert not shelf.page.isVisible()


def test_one_goes_out_as_a_file_and_comes_in_elsewhere(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "minutes.md"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    shelf.page.new.click()
    shelf.write("회의록", "Minutes of {{where}}")
    shelf.page.editor.save.click()
    shelf.until(lambda: shelf.own() == ["회의록"])
    shelf.until(lambda: not shelf.page.editor.save.isEnabled())
    shelf.take("Export…")
    shelf.until(target.exists)
    assert "Minutes of {{where}}" in target.read_text("utf-8")
    shelf.take("Remove")
    shelf.until(lambda: shelf.own() == [])
    shelf.controller.take_in([target])
    shelf.until(lambda: shelf.own() == ["회의록"])


def test_the_file_of_a_filled_prompt_is_attached(shelf: Shelf, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("The rent is 900 euros.", "utf-8")
    shelf.controller.fill_in(Prompt(id=LibraryId(""), name="N", text="Sum up {{which: file}}."))
    dialog = shelf.session.window.findChild(FillDialog)
    assert dialog is not None
    field = dialog.fields["which"]
    assert isinstance(field, QLineEdit)
    field.setText(str(letter))
    dialog.action.click()
    composer = shelf.session.window.page.composer
    assert composer.draft() == "Sum up letter.txt."
    shelf.until(lambda: len(composer.chips.attachments()) == 1)
    assert composer.chips.attachments()[0].attachment.name == "letter.txt"


def test_each_kind_has_its_field(qtbot: QtBot, qapp: object) -> None:
    text = "{{a}} {{b: number = 2}} {{c: choice = x | y}} {{d: file =}} {{e: selection}}"
    dialog = FillDialog(Prompt(id=LibraryId(""), name="N", text=text), "chosen words")
    qtbot.addWidget(dialog)
    kinds = [type(dialog.fields[name]) for name in "abcde"]
    assert kinds == [QLineEdit, QLineEdit, QComboBox, QLineEdit, QPlainTextEdit]
    for name, value in (("a", "A"), ("d", "/x/doc.pdf")):
        field = dialog.fields[name]
        assert isinstance(field, QLineEdit)
        field.setText(value)
    with qtbot.waitSignal(dialog.filled) as caught:
        dialog.action.click()
    assert caught.args == [Filled("A 2 x doc.pdf chosen words", ("/x/doc.pdf",))]


def test_another_language_brings_its_own(shelf: Shelf) -> None:
    shelf.session.set_language("ko")
    shelf.until(lambda: "요약하기" in shelf.names())
    assert "Summarise" not in shelf.names()
    assert shelf.page.title.text() == "프롬프트와 어시스턴트"


def test_a_lock_leaves_nothing_of_it(opened: Room, qtbot: QtBot) -> None:
    shelf = Shelf(opened.session, qtbot)
    shelf.page.new.click()
    shelf.write("Secret", "Heronry {{x}}")
    shelf.controller.use()
    shelf.session.window.cover(QWidget())
    assert shelf.page.editor.body.toPlainText() == ""
    assert shelf.names() == []
    assert shelf.controller._written == {}
    assert not shelf.page.isVisible()


def test_the_menu_leads_there(session: Session) -> None:
    session.window._fill_menu()
    entries = {each.text(): each for each in session.window._menu.actions()}
    entries["Prompts and assistants"].trigger()
    assert session.library.page.isVisible()
