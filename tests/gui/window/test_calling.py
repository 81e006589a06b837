"""/ and @ in a message: prompts to write, assistants that answer, models to load."""

from dataclasses import replace

import pytest
from fake_engine import FakeEngine
from gguf_files import tiny_llama
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.assistants import Assistant, Colour
from app.domain.ids import LibraryId
from app.domain.prompt_library import Prompt
from app.gui.chat.composer import Composer
from app.gui.library.calling import CallingController
from app.gui.library.fill_dialog import FillDialog
from app.gui.session import Session


@pytest.fixture
def called(session: Session, qtbot: QtBot, engine: FakeEngine) -> Session:
    """A window with a prompt that has a gap, one that has none, and an assistant."""
    services = session.services
    services.prompts.add(Prompt(id=LibraryId(""), name="회의록 정리", text="회의록: {{무엇}}"))
    services.prompts.add(Prompt(id=LibraryId(""), name="Just words", text="Say it plainly."))
    services.assistants.add(
        Assistant(id=LibraryId(""), name="Strict", text="Be strict.", colour=Colour.RED)
    )
    qtbot.waitUntil(lambda: engine.loaded() is not None)
    session.window.page.composer.setFocus()
    qtbot.waitUntil(session.window.page.composer.edit.hasFocus)
    return session


def composer(session: Session) -> Composer:
    return session.window.page.composer


def calling(session: Session) -> CallingController:
    return session.calling


def offered(session: Session, *, others: bool = False) -> list[str]:
    marks = calling(session).other_list if others else calling(session).prompt_list
    return [each.shown for each in marks.list.model.rows] if marks.list.isVisible() else []


def write(session: Session, text: str) -> None:
    composer(session).edit.insertPlainText(text)


def press(session: Session, key: Qt.Key) -> None:
    QTest.keyClick(composer(session).edit, key)


def test_a_prompt_without_gaps_is_written(qtbot: QtBot, called: Session) -> None:
    write(called, "First. /")
    qtbot.waitUntil(lambda: "Just words" in offered(called))
    write(called, "just")
    assert offered(called) == ["Just words"]
    press(called, Qt.Key.Key_Tab)
    assert composer(called).draft() == "First. Say it plainly."
    assert composer(called).edit.hasFocus()
    assert offered(called) == []


def test_a_prompt_with_gaps_asks(qtbot: QtBot, called: Session) -> None:
    write(called, "/")
    qtbot.waitUntil(lambda: bool(offered(called)))
    for preedit in ("ㅎ", "회", "회의"):
        QApplication.sendEvent(composer(called).edit, QInputMethodEvent(preedit, []))
    assert offered(called)[0] == "회의록 정리", "what is being composed is looked for already"
    press(called, Qt.Key.Key_Return)
    dialog = called.window.findChild(FillDialog)
    assert dialog is not None
    field = dialog.fields["무엇"]
    field.setText("월요일")  # type: ignore[attr-defined] - a line edit
    dialog.action.click()
    qtbot.waitUntil(lambda: composer(called).draft() == "회의록: 월요일")


def test_what_is_marked_in_an_answer_is_filled_in(
    qtbot: QtBot, called: Session, engine: FakeEngine
) -> None:
    called.services.prompts.add(
        Prompt(id=LibraryId(""), name="Unlegal", text="Plainly: {{글: selection}}")
    )
    transcript = called.window.page.transcript
    engine.says("The **tenant** shall indemnify.")
    write(called, "Read it.")
    press(called, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(transcript._rows) == 2 and not transcript._rows[1].is_live)
    transcript._show_place(1)
    transcript._views[1].body.selectAll()
    write(called, "/unleg")
    qtbot.waitUntil(lambda: offered(called) == ["Unlegal"])
    press(called, Qt.Key.Key_Return)
    dialog = called.window.findChild(FillDialog)
    assert dialog is not None
    assert dialog.values() == {"글": "The tenant shall indemnify."}
    dialog.action.click()
    assert composer(called).draft() == "Plainly: The tenant shall indemnify."


def test_words_are_found_inside_names_in_any_form(qtbot: QtBot, called: Session) -> None:
    write(called, "/")
    qtbot.waitUntil(lambda: bool(offered(called)))
    write(called, "록정")
    assert offered(called) == ["회의록 정리"], "without the space that would end the mark"
    composer(called).set_draft("/\u1112\u116c\u110b\u1174")  # 회의, taken apart
    assert offered(called)[0] == "회의록 정리"


def test_pages_of_a_long_list_are_leapt_over(qtbot: QtBot, called: Session) -> None:
    for number in range(30):
        name = f"Letter {number:02}"
        called.services.prompts.add(Prompt(id=LibraryId(""), name=name, text="Dear all"))
    qtbot.waitUntil(lambda: calling(called)._known is None)
    write(called, "/letter")
    qtbot.waitUntil(lambda: len(offered(called)) == 30)
    marked = calling(called).prompt_list.list.list
    press(called, Qt.Key.Key_PageDown)
    assert marked.currentIndex().row() == 8
    for _ in range(5):
        press(called, Qt.Key.Key_PageDown)
    assert marked.currentIndex().row() == 29, "it stays at the end"
    press(called, Qt.Key.Key_PageUp)
    assert marked.currentIndex().row() == 21
    press(called, Qt.Key.Key_Return)
    assert composer(called).draft() == "Dear all"


def test_a_path_is_no_call(qtbot: QtBot, called: Session) -> None:
    sent: list[str] = []
    composer(called).send_requested.connect(sent.append)
    write(called, "/")
    qtbot.waitUntil(lambda: bool(offered(called)))
    write(called, "etc/passwd")
    assert offered(called) == []
    press(called, Qt.Key.Key_Return)
    assert sent == ["/etc/passwd"]


def test_escape_closes_the_list_alone(qtbot: QtBot, called: Session) -> None:
    write(called, "/")
    qtbot.waitUntil(lambda: bool(offered(called)))
    press(called, Qt.Key.Key_Escape)
    assert offered(called) == []
    assert composer(called).draft() == "/"
    write(called, "j")
    assert offered(called) == [], "nobody wants to hear of that one"


def test_an_assistant_answers_from_the_first_message(
    qtbot: QtBot, called: Session, engine: FakeEngine
) -> None:
    write(called, "@")
    qtbot.waitUntil(lambda: "Strict" in offered(called, others=True))
    write(called, "stri")
    press(called, Qt.Key.Key_Return)
    chip = composer(called).assistant
    assert chip.isVisible()
    assert "Strict" in chip.accessibleName()
    assert composer(called).draft() == ""
    write(called, "Hi")
    press(called, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(engine.requests))
    assert engine.requests[-1].messages[0].text == "Be strict."
    assert chip.isVisible(), "it stays who answers here"
    qtbot.waitUntil(lambda: not composer(called).is_answering)
    first = called.chat.current
    assert first is not None
    called.chat.new_chat()
    assert chip.isHidden()
    called.chat.open(first)
    qtbot.waitUntil(chip.isVisible)
    chip.remove.click()
    qtbot.waitUntil(chip.isHidden)
    write(called, "And now?")
    press(called, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(engine.requests) == 2)
    assert "Be strict." not in [each.text for each in engine.requests[-1].messages]


def test_a_new_conversation_keeps_its_assistant_until_it_is_sent(
    qtbot: QtBot, called: Session
) -> None:
    write(called, "Hi")
    press(called, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: called.chat.current is not None)
    qtbot.waitUntil(lambda: not composer(called).is_answering)
    first = called.chat.current
    assert first is not None
    called.chat.new_chat()
    write(called, "@strict")
    qtbot.waitUntil(lambda: bool(offered(called, others=True)))
    press(called, Qt.Key.Key_Return)
    called.chat.open(first)
    qtbot.waitUntil(composer(called).assistant.isHidden)
    called.chat.new_chat()
    qtbot.waitUntil(composer(called).assistant.isVisible)


def test_keys_reach_the_chip_and_take_it_away(qtbot: QtBot, called: Session) -> None:
    write(called, "@strict")
    qtbot.waitUntil(lambda: bool(offered(called, others=True)))
    press(called, Qt.Key.Key_Return)
    press(called, Qt.Key.Key_Backspace)
    chip = composer(called).assistant
    assert chip.hasFocus()
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert chip.isHidden()
    assert composer(called).edit.hasFocus()


def test_a_model_is_loaded(qtbot: QtBot, called: Session, engine: FakeEngine) -> None:
    models = called.services.paths.models
    tiny_llama(models / "second.gguf")
    write(called, "@second")
    qtbot.waitUntil(lambda: bool(offered(called, others=True)))
    press(called, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: engine.loads[-1].path.name == "second.gguf")
    assert composer(called).draft() == ""


def test_what_changes_is_listed_anew(qtbot: QtBot, called: Session) -> None:
    write(called, "/")
    qtbot.waitUntil(lambda: bool(offered(called)))
    press(called, Qt.Key.Key_Backspace)
    mine = next(each for each in called.services.prompts.all() if each.name == "Just words")
    called.services.prompts.edit(replace(mine, name="Only words"))
    qtbot.waitUntil(lambda: calling(called)._known is None)
    write(called, "/")
    qtbot.waitUntil(lambda: "Only words" in offered(called))


def test_a_cover_forgets_who_answers(qtbot: QtBot, called: Session) -> None:
    write(called, "@strict")
    qtbot.waitUntil(lambda: bool(offered(called, others=True)))
    press(called, Qt.Key.Key_Return)
    called.window.covered.emit()
    assert composer(called).assistant.isHidden()
    assert calling(called)._known is None
