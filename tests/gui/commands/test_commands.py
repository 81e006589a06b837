"""Each act is declared once: keys, menu, sheet, palette and dialog follow the same list."""

from collections.abc import Callable

import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from vault_room import Room

from app.config import settings as options
from app.domain.generation import Role
from app.domain.models import ModelPhase
from app.gui.commands.keys_dialog import KeysDialog
from app.gui.commands.palette import Palette
from app.gui.commands.sheet import ShortcutSheet, sections
from app.gui.session import Session

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def palette(qtbot: QtBot, session: Session) -> Palette:
    qtbot.keyClick(session.window, Qt.Key.Key_P, CTRL | SHIFT)
    assert session.commands.palette.isVisible()
    return session.commands.palette


def names(shown: Palette) -> list[str]:
    return [each.name for each in shown.model.found]


def dialog(session: Session, kind: type[QWidget]) -> QWidget:
    session.window.commands.run("sheet" if kind is ShortcutSheet else "keys")
    (found,) = session.window.findChildren(kind)
    return found


def choose(shown: KeysDialog, command: str) -> None:
    shown.search.setText(command)
    assert shown.list.topLevelItemCount()


def test_no_two_commands_have_the_same_usual_keys(session: Session) -> None:
    keys = [each.keys for each in session.window.commands if each.keys]
    assert len(keys) == len(set(keys))
    assert all(QKeySequence(each).toString() for each in keys)


def test_every_command_has_words_in_every_language(session: Session) -> None:
    english = [each.words() for each in session.window.commands]
    session.set_language("ko")
    korean = [each.words() for each in session.window.commands]
    assert len(set(english)) == len(english)
    assert not [each for each in korean if each.isascii()]


def test_the_sheet_lists_what_holds(qtbot: QtBot, session: Session) -> None:
    session.window.commands.bindings.give("sidebar", "F9")
    rows = dict(row for _, rows in sections(session.window.commands) for row in rows)
    assert rows["Show or hide the sidebar"] == "F9"
    assert rows["Send the message"] == "Enter"
    qtbot.keyClick(session.window, Qt.Key.Key_Slash, CTRL)
    (sheet,) = session.window.findChildren(ShortcutSheet)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not session.window.findChildren(ShortcutSheet))


def test_keys_are_changed_at_once_and_for_the_next_start(
    qtbot: QtBot, session: Session, open_window: Callable[..., Session]
) -> None:
    shown = dialog(session, KeysDialog)
    assert isinstance(shown, KeysDialog)
    choose(shown, "sidebar")
    qtbot.keyClick(shown.keys, Qt.Key.Key_F9)
    assert shown.note.text() == "“Show or hide the sidebar” now has F9."
    shown.accept()
    sidebar = session.window.sidebar
    qtbot.keyClick(session.window, Qt.Key.Key_B, CTRL)
    assert sidebar.isVisible()
    qtbot.keyClick(session.window, Qt.Key.Key_F9)
    assert not sidebar.isVisible()
    assert "(F9)" in session.window._toggle.toolTip()
    session.window.close()
    again = open_window("appearance.language=en")
    assert again.window.commands.keys_of("sidebar") == "F9"


def test_a_clash_is_named_before_anything_changes(qtbot: QtBot, session: Session) -> None:
    shown = dialog(session, KeysDialog)
    assert isinstance(shown, KeysDialog)
    choose(shown, "sidebar")
    qtbot.keyClick(shown.keys, Qt.Key.Key_K, CTRL)
    assert shown.note.text() == "Ctrl+K is used by “Search conversations”. Replace it?"
    commands = session.window.commands
    assert commands.keys_of("search") == "Ctrl+K"
    assert shown.replace.isVisible()
    qtbot.mouseClick(shown.replace, Qt.MouseButton.LeftButton)
    assert (commands.keys_of("sidebar"), commands.keys_of("search")) == ("Ctrl+K", "")
    qtbot.mouseClick(shown.all_usual, Qt.MouseButton.LeftButton)
    assert (commands.keys_of("sidebar"), commands.keys_of("search")) == ("Ctrl+B", "Ctrl+K")
    assert session.services.settings.get(options.SHORTCUTS) == ""


@pytest.mark.parametrize(
    ("key", "modifier", "sentence"),
    [
        (Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "A is needed for writing"),
        (Qt.Key.Key_C, CTRL, "Ctrl+C always does this: Copy"),
        (Qt.Key.Key_Left, CTRL, "Ctrl+← always does this: Move or change words in a text"),
    ],
)
def test_keys_that_writing_needs_are_refused(
    qtbot: QtBot,
    session: Session,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    sentence: str,
) -> None:
    shown = dialog(session, KeysDialog)
    assert isinstance(shown, KeysDialog)
    choose(shown, "sidebar")
    qtbot.keyClick(shown.keys, key, modifier)
    assert sentence in shown.note.text()
    assert session.window.commands.keys_of("sidebar") == "Ctrl+B"


def test_escape_leaves_the_field_for_keys_and_changes_nothing(
    qtbot: QtBot, session: Session
) -> None:
    shown = dialog(session, KeysDialog)
    assert isinstance(shown, KeysDialog)
    choose(shown, "sidebar")
    field = shown.keys.findChild(QLineEdit)
    qtbot.keyClick(field, Qt.Key.Key_K, CTRL)
    assert shown.replace.isVisible()
    shown.keys.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert shown.isVisible()
    assert shown.focusWidget() is shown.list
    assert not shown.replace.isVisible()
    assert shown.keys.keySequence() == QKeySequence("Ctrl+B")
    assert shown.note.text() == "Choose a command, press Enter, then press its new keys."
    assert session.window.commands.keys_of("sidebar") == "Ctrl+B"
    qtbot.keyClick(shown.list, Qt.Key.Key_Escape)
    assert not session.window.findChildren(KeysDialog) or not shown.isVisible()


def test_the_palette_does_a_command_by_keys_alone(qtbot: QtBot, session: Session) -> None:
    shown = palette(qtbot, session)
    qtbot.keyClicks(shown.field, "sideb")
    assert names(shown)[0] == "Show or hide the sidebar"
    qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    assert not shown.isVisible()
    assert not session.window.sidebar.isVisible()
    assert session.window.focusWidget() is session.window.page.composer.edit
    shown = palette(qtbot, session)
    assert names(shown)[0] == "Show or hide the sidebar", "what was chosen last comes first"
    qtbot.keyClick(shown.field, Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert shown.model.found == []


def test_the_palette_moves_by_keys_and_says_when_nothing_fits(
    qtbot: QtBot, session: Session
) -> None:
    shown = palette(qtbot, session)
    qtbot.keyClick(shown.field, Qt.Key.Key_Down)
    assert shown.list.currentIndex().row() == 1
    qtbot.keyClick(shown.field, Qt.Key.Key_Up)
    qtbot.keyClick(shown.field, Qt.Key.Key_Up)
    assert shown.list.currentIndex().row() == len(shown.model.found) - 1
    shown.field.setText("zzzz")
    assert shown.nothing.isVisible()
    qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    assert shown.isVisible()


def test_the_palette_finds_conversations_models_and_the_menu(
    qtbot: QtBot, session: Session
) -> None:
    qtbot.waitUntil(lambda: session.services.models.state.phase is ModelPhase.READY)
    edit = session.window.page.composer.edit
    edit.insertPlainText("고래 이야기")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    rows = session.window.page.transcript._rows
    qtbot.waitUntil(lambda: len(rows) == 2 and not rows[-1].is_live)
    first = session.chat.current
    session.window.sidebar.new_chat.click()
    assert session.chat.current is None
    shown = palette(qtbot, session)
    shown.field.setText("ㄱㄹ")
    assert names(shown)[0] == "고래 이야기"
    qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.chat.current == first)
    shown = palette(qtbot, session)
    shown.field.setText("tiny")
    assert names(shown)[0] == "tiny"
    shown.field.setText("bring in")
    assert names(shown)


def test_the_last_code_of_an_answer_is_copied_by_keys(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    engine.says("One:\n\n```sh\nls\n```\n\nOr:\n\n```sh\nls -l\n```\n\nDone.").says("No code.")
    transcript, edit = session.window.page.transcript, session.window.page.composer.edit
    for number, words in enumerate(("Go", "On")):
        edit.insertPlainText(words)
        qtbot.keyClick(edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda rows=2 * number + 2: len(transcript._rows) == rows)  # type: ignore[misc]
        qtbot.waitUntil(lambda: not transcript._rows[-1].is_live)
        qtbot.keyClick(session.window, Qt.Key.Key_Semicolon, CTRL | SHIFT)
        assert QApplication.clipboard().text() == "ls -l", "without code nothing changes"


def test_the_last_answer_is_copied_and_given_once_more_by_keys(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    engine.says("First.").says("Second.")
    transcript, edit = session.window.page.transcript, session.window.page.composer.edit
    for key in (Qt.Key.Key_C, Qt.Key.Key_R, Qt.Key.Key_E):  # nothing is there yet
        qtbot.keyClick(session.window, key, CTRL | SHIFT)
    edit.insertPlainText("Go")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: transcript.last_row(Role.ASSISTANT) is not None)
    qtbot.keyClick(session.window, Qt.Key.Key_C, CTRL | SHIFT)
    assert QApplication.clipboard().text() == "First."
    qtbot.keyClick(session.window, Qt.Key.Key_R, CTRL)

    def last() -> str:
        row = transcript.last_row(Role.ASSISTANT)
        return row.text if row is not None else ""

    qtbot.waitUntil(lambda: last() == "Second.")
    qtbot.keyClick(session.window, Qt.Key.Key_E, CTRL | SHIFT)
    assert transcript.turns.editing is not None


def test_keys_of_a_part_hold_there_alone_and_follow_a_change(
    qtbot: QtBot, session: Session
) -> None:
    conversations = session.window.sidebar.list
    pinned: list[object] = []
    conversations.wishes.pin.connect(lambda ids, _is_pinned: pinned.append(ids))
    session.window.commands.bindings.give("pin", "Ctrl+J")
    edit = session.window.page.composer.edit
    edit.insertPlainText("Go")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(session.services.chat.conversations()))
    qtbot.waitUntil(lambda: bool(conversations.chosen()))
    qtbot.keyClick(edit, Qt.Key.Key_J, CTRL)
    assert pinned == []
    conversations.setFocus()
    qtbot.keyClick(conversations, Qt.Key.Key_P, CTRL)
    assert pinned == []
    if conversations.rows.is_editable:
        qtbot.keyClick(conversations, Qt.Key.Key_J, CTRL)
        assert len(pinned) == 1
        row = conversations.currentIndex().row()
        labels = [each.text() for each in conversations.menu_at(row).actions()]
        assert any(each.endswith("\tCtrl+J") for each in labels)


def test_the_palette_forgets_when_the_window_is_covered(qtbot: QtBot, opened: Room) -> None:
    session = opened.session
    shown = palette(qtbot, session)
    assert shown.model.found
    opened.controller.lock()
    qtbot.waitUntil(lambda: session.window.is_covered)
    assert not shown.isVisible()
    assert shown.model.found == []
    assert shown._everything == []
    qtbot.keyClick(session.window, Qt.Key.Key_P, CTRL | SHIFT)
    assert not shown.isVisible()
    session.window.commands.run("sidebar")
    assert "sidebar" not in session.window.commands.recent
