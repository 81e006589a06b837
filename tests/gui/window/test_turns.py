"""Turns in the window: go on, answer again, edit, look at versions, fork, pin, delete, undo."""

import threading

import pytest
from fake_engine import FakeEngine, Hold
from gguf_files import tiny_llama
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.domain.attachments import AttachmentKind, made
from app.domain.conversations import Message
from app.domain.generation import FinishReason, Role
from app.domain.ids import ConversationId, new_message_id
from app.domain.retrieval import SearchFilter
from app.gui.chat.message_view import MessageView
from app.gui.chat.rows import Row
from app.gui.chat.turn import TurnAct, TurnMenu
from app.gui.session import Session
from app.services.chat import ChatService
from app.services.turn_words import HINTS, Manner
from app.services.turns import TurnService, Versions


@pytest.fixture(autouse=True)
def menus_stay_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen that is not there has no keyboard to grab for a menu that opens."""
    monkeypatch.setattr(QMenu, "popup", lambda _menu, _at: None)


def rows(session: Session) -> list[Row]:
    return session.window.page.transcript._rows


def texts(session: Session) -> list[str]:
    return [row.text for row in rows(session)]


def write(qtbot: QtBot, session: Session, words: str) -> None:
    edit = session.window.page.composer.edit
    edit.insertPlainText(words)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def wait_until_answered(qtbot: QtBot, session: Session, *expected: str) -> None:
    def is_so() -> bool:
        found = rows(session)
        is_done = bool(found) and not found[-1].is_live and not session.turns._is_busy()
        current = session.chat.current
        is_done = is_done and current is not None and not session.chat.is_sending(current)
        return is_done and (not expected or texts(session) == list(expected))

    qtbot.waitUntil(is_so)


def say(qtbot: QtBot, session: Session, asked: str, answered: str, engine: FakeEngine) -> None:
    engine.says(answered)
    before = len(rows(session))
    write(qtbot, session, asked)
    qtbot.waitUntil(lambda: len(rows(session)) == before + 2)
    wait_until_answered(qtbot, session)


def view(session: Session, place: int) -> MessageView:
    place %= len(rows(session))
    session.window.page.transcript._show_place(place)
    return session.window.page.transcript._views[place]


def focus(session: Session, place: int) -> None:
    session.window.activateWindow()
    session.window.page.transcript.turns.focus(rows(session)[place].id)


def entries(menu: QMenu) -> list[str]:
    return [each.text() for each in menu.actions() if not each.isSeparator()]


def choose(session: Session, place: int, kind: TurnMenu, label: str) -> None:
    """Open a menu by its button and choose an entry."""
    bar = view(session, place).turns
    (bar.again if kind is TurnMenu.AGAIN else bar.more).click()
    menu = session.turns.menu
    assert menu is not None
    next(each for each in menu.actions() if each.text() == label).trigger()
    menu.close()


def undo_words(session: Session) -> str:
    return session.window.page.undo_bar.words


def is_offered(qtbot: QtBot, session: Session, words: str) -> None:
    qtbot.waitUntil(lambda: undo_words(session) == words)


def test_versions_are_read_beside_the_thread_of_the_window(
    qtbot: QtBot, session: Session, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers: list[threading.Thread] = []
    read = TurnService.versions

    def noted(turns: TurnService, conversation_id: ConversationId) -> Versions:
        readers.append(threading.current_thread())
        return read(turns, conversation_id)

    monkeypatch.setattr(TurnService, "versions", noted)
    say(qtbot, session, "Hi", "Hello.", engine)
    qtbot.waitUntil(lambda: bool(readers))
    assert threading.main_thread() not in readers


def test_versions_that_are_read_late_are_shown(
    qtbot: QtBot, session: Session, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_read = threading.Event()
    first = new_message_id()

    def slowly(_turns: TurnService, conversation_id: ConversationId) -> Versions:
        assert may_read.wait(60)
        return {each.id: (first, each.id) for each in rows(session)[-1:]}

    monkeypatch.setattr(TurnService, "versions", slowly)
    say(qtbot, session, "Hi", "Hello.", engine)

    def places() -> list[tuple[int, int]]:
        return [(row.turn.place, row.turn.of) for row in rows(session) if row.turn]

    assert places() == [(1, 1), (1, 1)]
    may_read.set()
    qtbot.waitUntil(lambda: places() == [(1, 1), (2, 2)])


# --- going on ------------------------------------------------------------------------------------


def test_a_stopped_answer_goes_on(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    engine.says("One, ", Hold)
    write(qtbot, session, "Count")
    qtbot.waitUntil(lambda: texts(session)[-1:] == ["One, "])
    qtbot.keyClick(session.window.page.composer.edit, Qt.Key.Key_Escape)
    wait_until_answered(qtbot, session)
    bar = view(session, 1).turns
    assert bar.go_on.isVisible()
    engine.says("two.", Hold)
    bar.go_on.click()
    qtbot.waitUntil(lambda: texts(session)[-1] == "One, two.")
    assert rows(session)[-1].is_live
    engine.go_on()
    wait_until_answered(qtbot, session, "Count", "One, two.")
    assert not view(session, 1).turns.go_on.isVisible()
    assert engine.requests[-1].begun == "One, "
    is_offered(qtbot, session, "Continued")
    session.window.page.undo_bar.undo()
    wait_until_answered(qtbot, session, "Count", "One, ")
    assert view(session, 1).turns.go_on.isVisible()


def test_only_the_last_answer_goes_on(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    engine.says("One, ", Hold)
    write(qtbot, session, "Count")
    qtbot.waitUntil(lambda: texts(session)[-1:] == ["One, "])
    qtbot.keyClick(session.window.page.composer.edit, Qt.Key.Key_Escape)
    wait_until_answered(qtbot, session)
    say(qtbot, session, "And?", "Yes.", engine)
    assert [row.turn.can_go_on for row in rows(session) if row.turn] == [False] * 4


@pytest.mark.parametrize("is_begun_here", [True, False])
def test_an_answer_from_documents_does_not_go_on(
    session: Session, monkeypatch: pytest.MonkeyPatch, is_begun_here: bool
) -> None:
    """What the question is about is known from what is in view: nothing is read for it."""
    monkeypatch.setattr(ChatService, "is_from_documents", None)
    for about, goes_on in ((SearchFilter(), False), (None, True)):
        question = Message(new_message_id(), Role.USER, "How much?", about=about)
        parent = None if is_begun_here else question.id
        answer = Message(
            new_message_id(), Role.ASSISTANT, "The", finish=FinishReason.CANCELLED, parent=parent
        )
        said = [question, answer]
        bare = [Row(each.id, each.role, each.text) for each in said]
        turn = session.turns.finish_rows(bare, said)[-1].turn
        assert turn is not None
        assert turn.can_go_on is goes_on


# --- answering again -----------------------------------------------------------------------------


def test_an_answer_is_given_again_and_both_can_be_read(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    engine.says("Two.")
    choose(session, 1, TurnMenu.AGAIN, "Try again")
    wait_until_answered(qtbot, session, "Hi", "Two.")
    bar = view(session, 1).turns
    qtbot.waitUntil(lambda: bar.count.text() == "2/2")
    assert bar.count.accessibleName() == "Answer 2 of 2"
    assert not bar.later.isEnabled()
    bar.earlier.click()
    wait_until_answered(qtbot, session, "Hi", "One.")
    qtbot.waitUntil(lambda: view(session, 1).turns.count.text() == "1/2")
    focus(session, 1)
    body = view(session, 1).body
    qtbot.waitUntil(body.hasFocus)
    qtbot.keyClick(body, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    wait_until_answered(qtbot, session, "Hi", "Two.")
    qtbot.waitUntil(lambda: view(session, 1).body.hasFocus())
    qtbot.keyClick(view(session, 1).body, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    wait_until_answered(qtbot, session, "Hi", "One.")


@pytest.mark.parametrize(
    ("label", "manner"),
    [
        ("Shorter", Manner.SHORTER),
        ("Longer", Manner.LONGER),
        ("More careful", Manner.CAREFUL),
    ],
)
def test_an_answer_is_given_in_another_manner(
    qtbot: QtBot, session: Session, engine: FakeEngine, label: str, manner: Manner
) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    engine.says("Two.")
    choose(session, 1, TurnMenu.AGAIN, label)
    wait_until_answered(qtbot, session, "Hi", "Two.")
    hint = next(iter(HINTS[manner].values()))
    assert engine.requests[-1].messages[-1].text == f"Hi\n\n{hint}"


def test_another_model_answers_and_is_chosen_from_then_on(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    models = session.services.paths.models
    tiny_llama(models / "other.gguf")
    engine.says("Two.")
    view(session, 1).turns.again.click()
    menu = session.turns.menu
    assert menu is not None
    assert entries(menu)[:4] == ["Try again", "Shorter", "Longer", "More careful"]
    others = next(each.menu() for each in menu.actions() if each.menu() is not None)
    assert isinstance(others, QMenu)
    assert len(entries(others)) == 1
    others.actions()[0].trigger()
    menu.close()
    wait_until_answered(qtbot, session, "Hi", "Two.")
    chosen = session.services.models.state.model
    assert chosen is not None
    assert chosen.path == models / "other.gguf"
    is_offered(qtbot, session, f"{chosen.name} is the chosen model now")


def test_answering_again_is_undone(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    engine.says("Two", Hold)
    choose(session, 1, TurnMenu.AGAIN, "Try again")
    is_offered(qtbot, session, "Answered again")
    qtbot.waitUntil(lambda: texts(session)[-1] == "Two")
    session.window.page.undo_bar.button.click()
    wait_until_answered(qtbot, session, "Hi", "One.")
    assert rows(session)[1].turn is not None
    assert rows(session)[1].turn.of == 2
    assert undo_words(session) == ""


def test_nothing_is_asked_again_while_an_answer_is_under_way(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    engine.says("a", Hold)
    write(qtbot, session, "And?")
    qtbot.waitUntil(lambda: texts(session)[-1] == "a")
    assert not view(session, 1).turns.again.isEnabled()
    view(session, 0).turns.more.click()
    menu = session.turns.menu
    assert menu is not None
    enabled = [each.text() for each in menu.actions() if each.isEnabled() and each.text()]
    assert enabled == ["Pin message", "Continue in a new conversation"]
    menu.close()
    engine.go_on()
    wait_until_answered(qtbot, session)
    assert view(session, 1).turns.again.isEnabled()


# --- editing -------------------------------------------------------------------------------------


def test_a_message_that_is_edited_while_it_is_answered_stops_the_answer(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    engine.says("One, ", Hold).says("One.")
    write(qtbot, session, "Count to a million")
    qtbot.waitUntil(lambda: texts(session)[-1:] == ["One, "])
    view(session, 0).turns.edit.click()
    editor = view(session, 0).editor
    assert editor is not None
    editor.edit.setPlainText("Count to one")
    qtbot.keyClick(editor.edit, Qt.Key.Key_Return)
    wait_until_answered(qtbot, session, "Count to one", "One.")
    assert view(session, 0).editor is None
    is_offered(qtbot, session, "Message changed")
    session.window.page.undo_bar.undo()
    wait_until_answered(qtbot, session, "Count to a million", "One, ")


def test_a_message_is_edited_in_its_place(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    say(qtbot, session, "And?", "Then.", engine)
    view(session, 0).turns.edit.click()
    editor = view(session, 0).editor
    assert editor is not None
    assert editor.edit.toPlainText() == "Hi"
    assert not view(session, 0).body.isVisible()
    editor.edit.selectAll()
    editor.edit.insertPlainText("안녕")
    qtbot.keyClick(editor.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    editor.edit.insertPlainText("more")
    engine.says("Hello.")
    qtbot.keyClick(editor.edit, Qt.Key.Key_Return)
    wait_until_answered(qtbot, session, "안녕\nmore", "Hello.")
    assert view(session, 0).editor is None
    assert view(session, 0).turns.count.accessibleName() == "Message 2 of 2"
    is_offered(qtbot, session, "Message changed")
    session.window.page.undo_bar.undo()
    wait_until_answered(qtbot, session, "Hi", "One.", "And?", "Then.")


def test_escape_leaves_the_message_and_the_answer_alone(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    view(session, 0).turns.edit.click()
    editor = view(session, 0).editor
    assert editor is not None
    editor.edit.insertPlainText(" there")
    qtbot.keyClick(editor.edit, Qt.Key.Key_Escape)
    assert view(session, 0).editor is None
    assert texts(session) == ["Hi", "One."]
    assert view(session, 0).body.isVisible()
    assert len(engine.requests) == 1


def test_what_is_edited_outlives_a_refresh(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    view(session, 0).turns.edit.click()
    editor = view(session, 0).editor
    assert editor is not None
    editor.edit.insertPlainText(" there")
    session.set_language("ko")
    renewed = view(session, 0).editor
    assert renewed is not None
    assert renewed.edit.toPlainText() == "Hi there"
    assert renewed.send.text() == "다시 보내기"
    session.chat.new_chat()
    assert session.window.page.transcript.turns.editing is None


def test_attachments_stay_with_an_edited_message(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    session.window.page.composer.add(made(AttachmentKind.FILE, "a.txt", "alpha"))
    say(qtbot, session, "Look", "Seen.", engine)
    view(session, 0).turns.edit.click()
    editor = view(session, 0).editor
    assert editor is not None
    engine.says("Again.")
    editor.edit.insertPlainText(" closely")
    editor.send.click()
    wait_until_answered(qtbot, session, "Look closely", "Again.")
    assert [each.name for each in rows(session)[0].attachments] == ["a.txt"]


def test_an_empty_message_is_not_sent(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    view(session, 0).turns.edit.click()
    editor = view(session, 0).editor
    assert editor is not None
    editor.edit.selectAll()
    editor.edit.insertPlainText("  ")
    qtbot.keyClick(editor.edit, Qt.Key.Key_Return)
    assert view(session, 0).editor is editor
    assert len(engine.requests) == 1


# --- forks, pins, deletions ----------------------------------------------------------------------


def test_a_conversation_goes_on_in_another(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    say(qtbot, session, "And?", "Then.", engine)
    before = session.chat.current
    choose(session, 1, TurnMenu.MORE, "Continue in a new conversation")
    qtbot.waitUntil(lambda: texts(session) == ["Hi", "One."])
    assert session.chat.current != before
    assert len(session.services.history.conversations()) == 2
    is_offered(qtbot, session, "This is a new conversation with everything up to there")
    session.window.page.undo_bar.undo()
    qtbot.waitUntil(lambda: len(session.services.history.conversations()) == 1)
    qtbot.waitUntil(lambda: session.chat.current == before)


def test_a_pin_is_seen_and_taken_off(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    choose(session, 0, TurnMenu.MORE, "Pin message")
    qtbot.waitUntil(lambda: view(session, 0).turns.pin.isVisible())
    choose(session, 0, TurnMenu.MORE, "Unpin message")
    qtbot.waitUntil(lambda: not view(session, 0).turns.pin.isVisible())


def test_a_turn_is_deleted_and_brought_back_from_elsewhere(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    say(qtbot, session, "And?", "Then.", engine)
    before = session.chat.current
    choose(session, 0, TurnMenu.MORE, "Delete message and answer")
    qtbot.waitUntil(lambda: texts(session) == ["And?", "Then."])
    is_offered(qtbot, session, "Message deleted")
    session.chat.new_chat()
    session.window.page.undo_bar.button.click()
    qtbot.waitUntil(lambda: texts(session) == ["Hi", "One.", "And?", "Then."])
    assert session.chat.current == before


def test_control_z_undoes_where_no_text_has_anything_to_undo(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    choose(session, 1, TurnMenu.MORE, "Delete message")
    is_offered(qtbot, session, "Message deleted")
    edit = session.window.page.composer.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "And")
    for _ in range(2):  # what was written is gone, and might be wanted again
        qtbot.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert undo_words(session) == "Message deleted"
    assert edit.whole() == ""
    focus(session, 0)
    body = view(session, 0).body
    qtbot.waitUntil(body.hasFocus)
    qtbot.keyClick(body, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: texts(session) == ["Hi", "One."])


def test_control_z_in_the_empty_field_takes_an_answer_back(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    edit = session.window.page.composer.edit
    edit.setFocus()
    session.window.commands.run("again")
    is_offered(qtbot, session, "Answered again")
    qtbot.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: texts(session) == ["Hi", "One."])


def test_all_may_be_deleted(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    choose(session, 0, TurnMenu.MORE, "Delete message and answer")
    qtbot.waitUntil(lambda: rows(session) == [])
    session.window.page.undo_bar.undo()
    qtbot.waitUntil(lambda: texts(session) == ["Hi", "One."])


def test_a_locked_window_offers_nothing(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    view(session, 0).turns.edit.click()
    session.chat.lock()
    assert session.window.page.transcript.turns.editing is None
    assert undo_words(session) == ""


# --- by keyboard and by mouse --------------------------------------------------------------------


def test_tab_stops_at_the_buttons_and_arrows_go_through_them(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    focus(session, 1)
    body = view(session, 1).body
    qtbot.waitUntil(body.hasFocus)
    bar = view(session, 1).turns
    assert bar.again.isVisible()
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.waitUntil(bar.again.hasFocus)
    qtbot.keyClick(bar.again, Qt.Key.Key_Right)
    assert bar.more.hasFocus()
    qtbot.keyClick(bar.more, Qt.Key.Key_Left)
    assert bar.again.hasFocus()
    qtbot.keyClick(bar.again, Qt.Key.Key_Space)
    assert session.turns.menu is not None
    session.turns.menu.close()
    session.window.page.composer.setFocus()
    qtbot.waitUntil(lambda: not bar.again.isVisible() or view(session, 1).underMouse())


def test_the_right_button_offers_everything(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    say(qtbot, session, "Hi", "One.", engine)
    shown = view(session, 0)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(2, 2), QPoint(2, 2))
    QApplication.sendEvent(shown, event)
    menu = session.turns.menu
    assert menu is not None
    assert entries(menu) == [
        "Edit message",
        "Copy",
        "Pin message",
        "Continue in a new conversation",
        "Delete message",
        "Delete message and answer",
    ]
    menu.close()
    body = view(session, 1).body
    over_text = body.make_menu()
    own = entries(over_text)
    body.fill_menu(over_text)
    assert entries(over_text)[: len(own) + 1] == [*own, "Try again"]
    assert "Delete message" in entries(over_text)
    assert entries(over_text).count("Copy") == 1
    over_text.deleteLater()


def test_an_entry_copies(
    qtbot: QtBot, session: Session, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(qtbot, session, "Hi", "**One.**", engine)
    copied: list[str] = []
    session.window.page.transcript.copy_requested.connect(copied.append)
    session.turns.act(rows(session)[1].id, TurnAct.COPY)
    assert copied == ["**One.**"]
