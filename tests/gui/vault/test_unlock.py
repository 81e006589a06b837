"""A locked vault: one field over everything, and what happens to what is typed into it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from vault_room import PASSPHRASE, OpenRoom, Room, menu_labels, say, unlock

from app.domain.errors import (
    AppError,
    HistoryDamaged,
    HistoryMissing,
    KeyFileDamaged,
    KeyFileMissing,
    VaultBusy,
    VaultNewer,
)
from app.domain.vault import VaultState
from app.gui.vault.unlock_page import Phase


@pytest.fixture
def locked(open_room: OpenRoom, qtbot: QtBot) -> Room:
    room = open_room()
    qtbot.waitUntil(room.controller.page.field.isVisible)
    return room


def attempt(qtbot: QtBot, room: Room, words: str) -> None:
    page = room.controller.page
    page.field.setText(words)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.phase is not Phase.UNLOCKING)


def test_the_page_covers_everything_with_the_cursor_in_the_field(locked: Room) -> None:
    assert not locked.window.sidebar.isVisible()
    assert not locked.window.page.isVisible()
    assert locked.controller.page.isVisible()
    assert locked.controller.page.field.hasFocus()


def test_the_passphrase_opens_it(qtbot: QtBot, locked: Room) -> None:
    unlock(qtbot, locked)
    assert locked.window.page.isVisible()
    assert locked.controller.page.field.text() == ""
    assert locked.window.sidebar._memory.text() == "Kept, encrypted"


def test_a_passphrase_in_hangul_opens_it(qtbot: QtBot, open_room: OpenRoom) -> None:
    from PySide6.QtGui import QInputMethodEvent

    room = open_room("비밀")
    page = room.controller.page
    qtbot.waitUntil(page.field.isVisible)
    done = QInputMethodEvent()
    done.setCommitString("비")
    for event in (done, QInputMethodEvent("미", []), QInputMethodEvent("밀", [])):
        QApplication.sendEvent(page.field, event)
    assert page.unlock.isEnabled()
    qtbot.mouseClick(page.unlock, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not room.window.is_covered)


def test_nothing_freezes_while_the_key_is_derived(qtbot: QtBot, locked: Room) -> None:
    page = locked.controller.page
    locked.vault.hold.clear()
    page.field.setText(PASSPHRASE)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "unlock" in locked.vault.calls)
    assert page.busy.isVisible()
    assert page.field.isReadOnly()
    assert not page.unlock.isEnabled()
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    assert locked.vault.calls.count("unlock") == 1
    locked.vault.hold.set()
    qtbot.waitUntil(lambda: not locked.window.is_covered)


def test_a_wrong_passphrase_is_a_sentence_and_a_growing_pause(qtbot: QtBot, locked: Room) -> None:
    page = locked.controller.page
    pauses = []
    for _ in range(4):
        page._pause = 0
        attempt(qtbot, locked, "wrong")
        pauses.append(page._pause)
        assert page.message.text().startswith("The vault does not open with this.")
        assert page.field.text() == ""
    assert pauses == [0, 0, 1, 2]
    assert page.hint.text() == "Next attempt in 2 s"
    page.field.setText(PASSPHRASE)
    assert not page.unlock.isEnabled()
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    assert locked.vault.calls.count("unlock") == 4, "not before the pause is over"
    page._tick()
    page._tick()
    assert page.unlock.isEnabled()
    assert not page.hint.isVisible()
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not locked.window.is_covered)
    assert page._failures == 0


def test_the_recovery_code_opens_it(qtbot: QtBot, locked: Room) -> None:
    page = locked.controller.page
    qtbot.mouseClick(page.other, Qt.MouseButton.LeftButton)
    assert page.field.placeholderText() == "Recovery code"
    attempt(qtbot, locked, "A1B2-XXXX")
    assert "is not a recovery code" in page.message.text()
    assert page.field.text() == "A1B2-XXXX", "it is long: it stays, to be corrected"
    attempt(qtbot, locked, locked.vault.code)
    qtbot.waitUntil(lambda: not locked.window.is_covered)


def test_escape_goes_back_to_the_passphrase(qtbot: QtBot, locked: Room) -> None:
    page = locked.controller.page
    qtbot.mouseClick(page.other, Qt.MouseButton.LeftButton)
    page.field.setText("A1B2")
    qtbot.keyClick(page.field, Qt.Key.Key_Escape)
    assert page.field.placeholderText() == "Passphrase"
    assert page.field.text() == ""


@pytest.mark.parametrize(
    ("error", "title", "words"),
    [
        (KeyFileMissing(file="vault.key"), "The key file is missing", "Put the key file back"),
        (
            KeyFileDamaged(file="k", backup="k.bak"),
            "The key file is damaged",
            "Put the key file back",
        ),
        (HistoryMissing(file="h.db"), "The history is missing", "Restore a backup"),
        (HistoryDamaged(file="h.db"), "The history is damaged", "Rescue a damaged history"),
        (VaultNewer(found=9, known=1), "Made by a newer Snug", "Install the newer"),
        (VaultBusy(), "The vault is in use", "Close it, then try again"),
    ],
)
def test_what_no_passphrase_helps_against_has_its_own_sentence_and_next_step(
    qtbot: QtBot, locked: Room, error: AppError, title: str, words: str
) -> None:
    page = locked.controller.page
    locked.vault.error = error
    attempt(qtbot, locked, PASSPHRASE)
    assert page._title.text() == title
    buttons = [each.text() for each in page.findChildren(QPushButton) if each.isVisible()]
    assert any(words in said for said in (page.message.text(), *buttons))
    assert not page.field.isVisible()
    assert page.field.text() == ""
    assert page._pause == 0
    qtbot.mouseClick(page.unlock, Qt.MouseButton.LeftButton)  # "Try again"
    qtbot.waitUntil(page.field.isVisible)
    assert page._title.text() == "Snug is locked"


def test_an_error_before_anything_is_typed_is_told_too(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    page = room.controller.page
    qtbot.waitUntil(page.field.isVisible)
    room.vault.error = KeyFileMissing(file="vault.key")
    room.controller._look()
    qtbot.waitUntil(lambda: page.phase is Phase.BLOCKED)
    assert page._title.text() == "The key file is missing"


def test_a_vault_without_a_passphrase_opens_by_itself(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(None)
    qtbot.waitUntil(lambda: not room.window.is_covered)
    sidebar = room.window.sidebar
    qtbot.waitUntil(lambda: sidebar._memory.text() == "Kept without a passphrase")
    room.controller.lock()
    assert room.vault.state is VaultState.OPEN, "it would open again by itself"
    offered = menu_labels(room)
    assert "Set a passphrase…" in offered
    assert not [label for label in offered if label.startswith(("Lock now", "Change passphrase"))]


def test_shortcuts_of_the_window_rest_while_it_is_locked(qtbot: QtBot, locked: Room) -> None:
    modifier = Qt.KeyboardModifier.ControlModifier
    for key in (Qt.Key.Key_N, Qt.Key.Key_K, Qt.Key.Key_B, Qt.Key.Key_L):
        qtbot.keyClick(locked.window, key, modifier)
    assert locked.window.focusWidget() is locked.controller.page.field
    assert locked.vault.calls == []


def test_the_page_speaks_the_language_of_the_window(qtbot: QtBot, locked: Room) -> None:
    locked.session.set_language("ko")
    assert locked.controller.page._title.text() == "Snug가 잠겨 있습니다"
    assert locked.controller.page.unlock.text() == "잠금 해제"


def test_caps_lock_is_hinted_at(qtbot: QtBot, locked: Room) -> None:
    page = locked.controller.page
    page.field.caps_lock_seen.emit(True)
    assert page.hint.text() == "Caps Lock seems to be on."
    page.field.caps_lock_seen.emit(False)
    assert not page.hint.isVisible()


def test_what_was_said_before_is_there_again(qtbot: QtBot, opened: Room) -> None:
    say(qtbot, opened, "First question")
    opened.controller.lock()
    unlock(qtbot, opened)
    qtbot.waitUntil(lambda: opened.window.sidebar.model.count() == 1)
    assert opened.window.page.transcript._rows[0].text == "First question"
