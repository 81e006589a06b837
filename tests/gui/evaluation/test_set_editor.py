"""The editor for sets of questions: written, checked as one types, kept, exchanged, taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.evaluation import EvaluationSet, Question
from app.domain.question_faults import Way
from app.gui.evaluation.draft import DraftQuestion, SetDraft, read, written
from app.gui.evaluation.question_form import QuestionForm
from app.gui.evaluation.set_editor import SetEditor
from app.gui.evaluation.sets_view import SetsView
from app.gui.session import Session

SECONDS = 60_000


class Sets:
    """The editor as a person meets it."""

    def __init__(self, session: Session, qtbot: QtBot) -> None:
        self.session, self.qtbot = session, qtbot
        self.service = session.services.measuring.sets
        self.controller = session.evaluation.sets
        session.evaluation.open()
        self.page = session.evaluation.page
        self.page.to_sets.click()
        self.wait(lambda: self.view.list.count() == 8)

    @property
    def view(self) -> SetsView:
        return self.page.sets

    @property
    def editor(self) -> SetEditor:
        return self.view.editor

    @property
    def form(self) -> QuestionForm:
        return self.editor.form

    def wait(self, is_so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(is_so, timeout=SECONDS)

    def lines(self) -> list[str]:
        return [self.view.list.item(at).text() for at in range(self.view.list.count())]

    def rows(self) -> list[str]:
        found = self.editor.questions
        return [found.item(at).text() for at in range(found.count())]

    def choose(self, way: Way) -> None:
        self.form.way.setCurrentIndex(self.form.way.findData(str(way)))

    def write(self, name: str, *questions: str) -> None:
        """A new set with questions of accepted answers, saved."""
        self.view.new.click()
        self.editor.name.setText(name)
        for at, each in enumerate(questions):
            if at:
                self.editor.add.click()
            self.choose(Way.ACCEPT)
            self.form.text.setPlainText(each)
            self.form.accept.setPlainText("yes")
        self.save()

    def save(self) -> None:
        self.editor.save.click()
        self.wait(lambda: self.view.told.text() == "Saved.")
        self.wait(lambda: not self.editor.save.isEnabled())

    def menu(self, label: str) -> None:
        self.controller.fill_menu()
        next(each for each in self.editor.menu.actions() if each.text() == label).trigger()


@pytest.fixture
def room(session: Session, qtbot: QtBot) -> Sets:
    return Sets(session, qtbot)


def test_those_of_snug_are_read_and_copied_not_changed(room: Sets) -> None:
    assert all("From Snug" in each for each in room.lines())
    editor = room.editor
    assert editor.note.isVisible()
    assert editor.name.isReadOnly()
    assert room.form.text.isReadOnly()
    assert not room.form.way.isEnabled()
    assert not editor.save.isVisible()
    assert not editor.delete.isVisible()
    assert len(room.rows()) == 20
    room.qtbot.keyClick(editor.questions, Qt.Key.Key_Delete)
    assert len(room.rows()) == 20
    name = editor.name.text()
    editor.copy.click()
    assert editor.name.text() == f"{name} (copy)"
    assert room.lines()[0] == f"{name} (copy) · not saved"
    assert len(room.rows()) == 20
    room.save()
    (kept,) = room.service.own()
    assert kept.name == f"{name} (copy)"


def test_a_set_is_checked_as_one_types(room: Sets) -> None:
    room.view.new.click()
    editor, form = room.editor, room.form
    assert form.problem.text() == "Write the question."
    assert room.rows() == ["1. (no text) · to mend"]
    form.text.setPlainText("2 + 2?")
    assert form.problem.text() == "A choice is empty."
    form.choices.rows[0].text.setText("4")
    form.choices.rows[1].text.setText("4")
    assert form.problem.text() == "The same choice is there twice."
    assert editor.problem.text() == "Questions to mend: 1"
    assert not editor.save.isEnabled()
    form.choices.rows[1].text.setText("5")
    assert not form.problem.isVisible()
    assert room.rows() == ["1. 2 + 2?"]
    editor.name.clear()
    assert editor.problem.text() == "The set needs a name."
    assert not editor.save.isEnabled()
    editor.name.setText("Sums")
    form.choices.add.click()
    form.choices.rows[2].text.setText("6")
    form.choices.rows[2].right.setChecked(True)
    room.save()
    (kept,) = room.service.own()
    assert kept.questions == (Question("2 + 2?", choices=("4", "5", "6"), answer=2),)
    assert room.lines()[0] == "Sums · English"
    form.choices.take_out(form.choices.rows[2])
    assert form.choices.answer == 1, "one of them is always right"
    editor.delete.click()
    assert editor.problem.text() == "The set needs a question."


def test_every_kind_of_answer(room: Sets) -> None:
    room.view.new.click()
    form = room.form
    form.text.setPlainText("Who?")
    form.choices.rows[0].text.setText("Hana")
    room.choose(Way.ACCEPT)
    assert form.problem.text() == "Write at least one accepted answer."
    form.accept.setPlainText("Hana\n\n하나 ")
    assert not form.problem.isVisible()
    assert not form.choices.isVisible()
    room.editor.add.click()
    assert form.way.currentData() == str(Way.ACCEPT), "another one is likely to be alike"
    room.choose(Way.PATTERN)
    form.text.setPlainText("Yes or no?")
    form.pattern.setText("(a+)+")
    assert "cannot be used" in form.problem.text()
    form.pattern.setText("^(?:yes|no)")
    form.tokens.setValue(5)
    room.editor.add.click()
    room.choose(Way.REFUSES)
    form.text.setPlainText("When?")
    form.passage.setPlainText("It rains.")
    room.editor.questions.setCurrentRow(0)
    room.choose(Way.CHOICES)
    assert form.choices.choices[0] == "Hana", "what another kind needs is remembered"
    room.choose(Way.ACCEPT)
    room.save()
    (kept,) = room.service.own()
    assert kept.questions == (
        Question("Who?", accept=("Hana", "하나")),
        Question("Yes or no?", pattern="^(?:yes|no)", max_tokens=5),
        Question("When?", passage="It rains.", refuses=True),
    )


def test_questions_are_doubled_deleted_and_brought_back(room: Sets) -> None:
    room.write("Mine", "One?", "Two?")
    editor = room.editor
    editor.questions.setCurrentRow(0)
    editor.duplicate.click()
    assert room.rows() == ["1. One?", "2. One?", "3. Two?"]
    editor.questions.setFocus()
    editor.questions.setCurrentRow(2)
    room.qtbot.keyClick(editor.questions, Qt.Key.Key_Delete)
    assert room.rows() == ["1. One?", "2. One?"]
    assert room.page.undo.isVisible()
    editor.questions.setFocus()
    room.qtbot.keyClick(editor.questions, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert room.rows() == ["1. One?", "2. One?", "3. Two?"]
    assert room.form.text.toPlainText() == "Two?"


def test_what_is_not_saved_waits_beside_the_set(room: Sets) -> None:
    room.write("Mine", "One?")
    room.editor.name.setText("Other")
    assert room.lines()[0] == "Other · not saved"
    room.view.list.setCurrentRow(3)
    assert room.editor.note.isVisible()
    room.view.list.setCurrentRow(0)
    assert room.editor.name.text() == "Other"
    assert room.editor.save.isEnabled()
    (kept,) = room.service.own()
    assert kept.name == "Mine"


def test_what_is_not_saved_outlasts_a_lock(room: Sets) -> None:
    drafts = room.session.services.measuring.drafts
    room.write("Mine", "One?")
    room.editor.name.setText("Other")
    room.view.new.click()
    room.editor.name.setText("Half a set")
    room.form.text.setPlainText("And then")
    room.wait(lambda: any("And then" in each for each in drafts.all().values()))
    room.controller.forget()
    assert room.view.list.count() == 0
    room.controller.load()
    room.wait(lambda: room.view.list.count() == 10)
    assert {"Other · not saved", "Half a set · not saved"} <= set(room.lines())
    room.view.list.setCurrentRow(room.lines().index("Half a set · not saved"))
    assert room.form.text.toPlainText() == "And then"
    assert room.form.problem.text() == "A choice is empty."
    room.view.list.setCurrentRow(room.lines().index("Other · not saved"))
    room.save()
    room.wait(lambda: len(drafts.all()) == 1)
    assert [each.name for each in room.service.own()] == ["Other"]
    room.view.list.setCurrentRow(room.lines().index("Half a set · not saved"))
    room.menu("Remove the set")
    room.wait(lambda: drafts.all() == {})


@pytest.mark.parametrize("ends", ["locked", "closed"])
def test_what_was_written_a_moment_ago_is_kept_at_the_end(room: Sets, ends: str) -> None:
    drafts = room.session.services.measuring.drafts
    room.view.new.click()
    room.form.text.setPlainText("Only just")
    if ends == "locked":
        room.session.window.covered.emit()
    else:
        room.session.evaluation.finish()
    assert any("Only just" in each for each in drafts.all().values())


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"id": "", "name": "", "language": "", "about": "", "questions": [1]}'],
)
def test_a_draft_of_an_unknown_form_is_none(text: str) -> None:
    assert read(text) is None


def test_a_draft_is_read_as_it_was_written() -> None:
    question = Question("뭐?", passage="p", choices=("a", ""), accept=("x",), pattern="[", answer=1)
    draft = SetDraft("7", "Mine", "ko", "about", (DraftQuestion(question, Way.PATTERN),))
    assert read(written(draft)) == draft


def test_a_set_is_removed_and_brought_back(room: Sets) -> None:
    room.write("Mine", "One?")
    room.menu("Remove the set")
    room.wait(lambda: room.view.list.count() == 8)
    assert room.service.own() == ()
    room.page.undo.undo()
    room.wait(lambda: room.view.list.count() == 9)
    assert [each.name for each in room.service.own()] == ["Mine"]
    room.view.new.click()
    room.menu("Remove the set")
    assert room.view.list.count() == 9
    room.page.undo.undo()
    assert room.view.list.count() == 10


def test_files_go_out_and_come_in(room: Sets, tmp_path: Path) -> None:
    room.write("Mine", "One?", "Two?")
    path = tmp_path / "mine.jsonl"
    room.controller.export(path)
    room.wait(path.exists)
    room.controller.take_in(path)
    room.wait(lambda: room.view.list.count() == 10)
    assert room.editor.name.text() == "Mine"
    one, other = room.service.own()
    assert one.questions == other.questions
    path.write_text("{}", "utf-8")
    room.controller.take_in(path)
    room.wait(room.page.banner.isVisible)
    assert room.view.list.count() == 10


def test_what_is_kept_can_be_asked(room: Sets) -> None:
    room.write("Mine", "One?")
    (kept,) = room.service.own()
    ask = room.page.ask
    room.wait(lambda: kept.id in ask.own.boxes)
    assert ask.own.boxes[kept.id].text() == "Mine · English · 1 question"
    assert not ask.no_own.isVisible()


def test_a_set_of_another_language_keeps_it(room: Sets) -> None:
    made = room.service.keep(EvaluationSet("", "Deutsch", "de", "", (Question("?", refuses=True),)))
    room.controller.load()
    room.wait(lambda: room.view.list.count() == 9)
    room.view.list.setCurrentRow(0)
    room.editor.name.setText("Fragen")
    room.save()
    (kept,) = room.service.own()
    assert (kept.id, kept.language) == (made.id, "de")
