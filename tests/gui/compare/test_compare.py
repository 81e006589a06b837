"""Answers that are compared: chosen by model and style, streamed side by side, gone on with."""

import threading
from pathlib import Path

import pytest
from fake_engine import FakeEngine, Hold
from gguf_files import tiny_llama
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.attachments import NewAttachment
from app.domain.errors import OutOfMemory
from app.domain.events import VaultChanged
from app.domain.generation import FinishReason
from app.domain.vault import VaultState
from app.gui.chat.rows import Row
from app.gui.compare.view import CompareView
from app.gui.session import Session
from app.gui.text import compare as words
from app.services.comparing import Seat


def opened(session: Session, question: str = "Hi") -> CompareView:
    session.window.page.composer.set_draft(question)
    session.compare.action.trigger()
    view = session.compare.view
    assert view is not None
    assert view.isVisible()
    return view


def texts(view: CompareView) -> list[str]:
    return [each._row.text if each._row is not None else "" for each in view.columns]


def rows(session: Session) -> list[Row]:
    return session.window.page.transcript._rows


def all_over(view: CompareView) -> bool:
    return view.is_asked and all(each.is_over for each in view.columns)


def test_two_styles_stream_and_one_is_gone_on_with_by_its_key(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    view = opened(session)
    view.columns[1].style_box.setCurrentIndex(view.columns[1].style_box.findData("creative"))
    engine.says("One ", Hold, "is **done**.").says("Two ", Hold, "is **done**.")
    view.ask.click()
    qtbot.waitUntil(lambda: all(texts(view)) and view.is_asked)
    assert not session.window.page.composer.isVisible()
    assert "Imagination 1.1" in view.columns[1].settings.text()
    assert view.note.text() == "Keys 1 to 2 go on with an answer."
    assert not view.columns[0].go_on.isEnabled()
    assert session.window.page.composer.draft() == ""
    QTest.keyClick(view, Qt.Key.Key_1)  # it is still being written
    assert session.compare.view is view
    engine.go_on()
    qtbot.waitUntil(lambda: all_over(view))
    assert sorted(texts(view)) == ["One is **done**.", "Two is **done**."]
    shown = view.columns[0].transcript._views[0].body.toPlainText()
    assert shown in ("One is done.", "Two is done.")  # drawn as in the transcript
    wanted = texts(view)[0]
    QTest.keyClick(view, Qt.Key.Key_1)
    assert session.compare.view is None
    assert session.window.page.composer.isVisible()
    qtbot.waitUntil(lambda: bool(rows(session)) and rows(session)[-1].text == wanted)
    turn = rows(session)[-1].turn
    assert turn is not None
    assert turn.of == 2


def test_two_to_four_answers_of_the_models_that_are_there(
    session: Session, tiny_home: Path
) -> None:
    tiny_llama(tiny_home / "models" / "other.gguf")
    names = sorted(each.id for each in session.services.models.installed())
    session.services.comparing.tally.count(names[0], names)
    view = opened(session)
    assert not view.remove.isEnabled()
    for _ in range(2):
        view.add.click()
    assert len(view.columns) == 4
    assert not view.add.isEnabled()
    view.remove.click()
    assert len(view.columns) == 3
    assert [bool(each.model) for each in view.chosen()] == [False, True, True]
    shown = [view.columns[0].model.itemText(n) for n in range(2)]
    assert sum("of 1 times)" in each for each in shown) == 2
    view.reset.click()
    assert session.services.comparing.tally.all() == {}
    assert not any("of 1" in view.columns[0].model.itemText(n) for n in range(2))


def test_its_keys_open_it_from_the_composer(session: Session) -> None:
    edit = session.window.page.composer.edit
    session.window.activateWindow()
    edit.setFocus()
    QTest.keyClick(
        edit, Qt.Key.Key_Return,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )  # fmt: skip
    assert session.compare.view is not None
    assert session.window.commands.keys_of("compare")


def test_of_one_model_alone_the_styles_differ(session: Session) -> None:
    styles = [each.preset for each in opened(session).chosen()]
    assert len(set(styles)) == 2


def test_without_a_question_nothing_is_asked_and_what_is_written_is_the_draft(
    session: Session,
) -> None:
    view = opened(session, "")
    assert not view.ask.isEnabled()
    view.question.setPlainText("Hi")
    assert view.ask.isEnabled()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert session.compare.view is None
    assert session.window.page.composer.draft() == "Hi"


def test_enter_asks_and_shift_enter_breaks_the_line(session: Session, qtbot: QtBot) -> None:
    view = opened(session)
    asked: list[str] = []
    view.ask_requested.disconnect()
    view.ask_requested.connect(lambda: asked.append(view.question.toPlainText()))
    view.question.clear()
    qtbot.keyClick(view.question, Qt.Key.Key_Return)
    assert asked == []
    qtbot.keyClicks(view.question, "One")
    qtbot.keyClick(view.question, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(view.question, "two")
    qtbot.keyClick(view.question, Qt.Key.Key_Return)
    assert asked == ["One\ntwo"]


def test_a_long_paste_is_attached_to_all(session: Session) -> None:
    view = opened(session)
    pasted = QMimeData()
    pasted.setText("A line of a long text.\n" * 400)
    view.question.insertFromMimeData(pasted)
    assert view.question.toPlainText() == "Hi"
    assert "Pasted text" in view.attached.text()


def test_all_wait_for_a_file_that_is_being_read(
    qtbot: QtBot,
    session: Session,
    engine: FakeEngine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_read, read = threading.Event(), session.services.attachments.from_file

    def read_slowly(path: Path) -> NewAttachment:
        assert may_read.wait(60)
        return read(path)

    monkeypatch.setattr(session.services.attachments, "from_file", read_slowly)
    notes = tmp_path / "notes.txt"
    notes.write_text("The rent is due on the third.", "utf-8")
    view = opened(session)
    engine.says("One").says("Two")
    view.question.files_given.emit([notes])
    assert not view.ask.isEnabled()
    assert view.attached.text() == "Reading the file…"
    qtbot.keyClick(view.question, Qt.Key.Key_Return)
    assert engine.requests == []
    may_read.set()
    qtbot.waitUntil(view.ask.isEnabled)
    assert view.attached.text() == "With the message: notes.txt"
    view.ask.click()
    qtbot.waitUntil(lambda: all_over(view))
    assert all("due on the third" in str(each) for each in engine.requests)
    assert len(engine.requests) == 2


def test_what_could_not_be_asked_stays_written(
    qtbot: QtBot, session: Session, engine: FakeEngine, tiny_home: Path
) -> None:
    tiny_llama(tiny_home / "models" / "other.gguf")
    view = opened(session)
    (tiny_home / "models" / "other.gguf").unlink()
    view.ask.click()
    qtbot.waitUntil(lambda: bool(view.problem.text()))
    assert view.ask.isEnabled()
    assert session.window.page.composer.draft() == "Hi"
    assert engine.requests == []


def test_who_takes_a_turn_is_told(
    qtbot: QtBot,
    session: Session,
    engine: FakeEngine,
    tiny_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tiny_llama(tiny_home / "models" / "other.gguf")
    monkeypatch.setattr(session.services.comparing, "_fits", lambda _name: False)
    view = opened(session)
    engine.says("Mine", Hold).says("Theirs")
    view.ask.click()
    qtbot.waitUntil(lambda: view.is_asked and texts(view)[0] == "Mine")
    assert view.columns[1].status.text() == words.takes_its_turn()
    engine.go_on()
    qtbot.waitUntil(lambda: all_over(view))
    assert texts(view) == ["Mine", "Theirs"]
    current = session.services.comparing.current
    assert current is not None
    assert current.seats == (Seat.TOGETHER, Seat.IN_TURN)


def test_a_model_without_room_says_so_in_its_column_alone(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    view = opened(session)
    engine.says("Fine").says(OutOfMemory())
    view.ask.click()
    qtbot.waitUntil(lambda: all_over(view))
    failed, fine = sorted(view.columns, key=lambda each: each.go_on.isEnabled())
    assert fine._row is not None
    assert failed._row is not None
    assert (fine._row.is_error, failed._row.is_error) == (False, True)
    assert failed._row.status
    assert not session.window.page.banner.isVisible()
    assert not failed.go_on.isEnabled()
    QTest.keyClick(view, str(failed.number))
    assert session.compare.view is view


def test_one_column_is_stopped_and_the_others_go_on(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    view = opened(session)
    engine.says("One ", Hold, "more").says("Two ", Hold, "more")
    view.ask.click()
    qtbot.waitUntil(lambda: all(texts(view)) and view.is_asked)
    view.columns[0].stop.click()
    qtbot.waitUntil(lambda: not view.columns[0].is_live)
    assert view.columns[1].is_live
    assert view.columns[0].go_on.isEnabled()  # what there is of it
    engine.go_on()
    qtbot.waitUntil(lambda: all_over(view))
    assert texts(view)[1].endswith("more")
    view.columns[1].speed.click()
    assert view.columns[1].details.isVisible()


def test_closing_keeps_what_was_written_as_stopped_answers(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    view = opened(session)
    engine.says("One ", Hold).says("Two ", Hold)
    view.ask.click()
    qtbot.waitUntil(lambda: all(texts(view)) and view.is_asked)
    view.leave.click()
    qtbot.waitUntil(lambda: session.services.comparing.current is None)
    qtbot.waitUntil(lambda: not session.window.page.composer._is_answering)
    qtbot.waitUntil(lambda: len(rows(session)) == 2)  # the conversation is read beside the window
    versions = session.services.chat.siblings(rows(session)[-1].id)
    assert sorted(each.text.strip() for each in versions) == ["One", "Two"]
    assert {each.finish for each in versions} == {FinishReason.CANCELLED}


def test_the_window_closes_in_the_middle_and_the_answers_are_there(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    view = opened(session)
    engine.says("One ", Hold).says("Two ", Hold)
    view.ask.click()
    qtbot.waitUntil(lambda: all(texts(view)) and view.is_asked)
    current = session.services.comparing.current
    assert current is not None
    store = session.services.chat._store
    session.window.quit()
    kept = [each for each in store.all_messages(current.conversation) if each.model]
    assert sorted(each.text.strip() for each in kept) == ["One", "Two"]
    assert {each.finish for each in kept} == {FinishReason.CANCELLED}


def test_another_conversation_comes_into_view_and_the_answers_wait_in_theirs(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    view = opened(session)
    engine.says("One ", Hold).says("Two ", Hold)
    view.ask.click()
    qtbot.waitUntil(lambda: all(texts(view)) and view.is_asked)
    current = session.services.comparing.current
    assert current is not None
    qtbot.waitUntil(lambda: session.chat.current == current.conversation)
    session.chat.new_chat()
    assert not view.isVisible()
    assert session.window.page.composer.isVisible()
    engine.go_on()
    qtbot.waitUntil(lambda: all_over(view))
    session.chat.open(current.conversation)
    qtbot.waitUntil(view.isVisible)
    view.columns[0].go_on.click()
    assert session.compare.view is None


def test_columns_scroll_together_when_asked(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    view = opened(session)
    for _ in range(2):
        engine.says("\n\n".join(f"Line {n}" for n in range(60)))
    view.ask.click()
    qtbot.waitUntil(lambda: all_over(view))
    first, second = (each.transcript.verticalScrollBar() for each in view.columns)
    qtbot.waitUntil(lambda: first.maximum() > 0 and second.maximum() > 0)
    first.setValue(0)
    assert second.value() > 0
    view.together.click()
    first.setValue(first.maximum() // 2)
    assert abs(second.value() - second.maximum() // 2) <= 2


def test_a_narrow_window_scrolls_the_columns(session: Session) -> None:
    view = opened(session)
    session.window.resize(480, 420)
    for _ in range(2):
        view.add.click()
    session.window.repaint()
    assert view.area.horizontalScrollBar().maximum() > 0
    assert all(each.width() >= each.minimumWidth() for each in view.columns)


def test_other_looks_and_languages_reach_it(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    view = opened(session)
    engine.says("One").says("Two")
    view.ask.click()
    qtbot.waitUntil(lambda: all_over(view))
    session.set_language("ko")
    assert view.leave.text() == "닫기"
    assert view.columns[0].go_on.text() != "Continue with this one"
    session.set_theme("dark")
    assert view.columns[0].transcript._look.is_dark


def test_a_lock_closes_it(qtbot: QtBot, session: Session) -> None:
    opened(session)
    session.compare.hear(VaultChanged(VaultState.LOCKED))
    assert session.compare.view is None
