"""Another passphrase, another recovery code, and the end of everything."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from vault_room import PASSPHRASE, Room, choose, say

from app.domain.errors import VaultReadOnly
from app.domain.vault import VaultState
from app.gui.vault.change_dialog import ChangeDialog
from app.gui.vault.erase_dialog import EraseDialog
from app.gui.vault.recovery_dialog import RecoveryDialog


def click(qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[arg-type]


def test_the_passphrase_is_changed(qtbot: QtBot, opened: Room) -> None:
    choose(opened, "Change passphrase…")
    dialog = opened.window.findChildren(ChangeDialog)[0]
    assert not dialog.action.isEnabled()
    dialog.old.setText("wrong")
    dialog.fields.first.setText("a new one")
    dialog.fields.second.setText("a new one")
    click(qtbot, dialog.action)
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "does not open with this" in dialog.problem.text()
    dialog.old.setText(PASSPHRASE)
    click(qtbot, dialog.action)
    qtbot.waitUntil(lambda: not opened.window.findChildren(ChangeDialog))
    assert opened.vault.passphrase == "a new one"


def test_a_new_code_wants_the_passphrase_and_has_to_be_kept(qtbot: QtBot, opened: Room) -> None:
    choose(opened, "New recovery code…")
    dialog = opened.window.findChildren(RecoveryDialog)[0]
    dialog.field.setText(PASSPHRASE)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.recovery.isVisible)
    assert opened.controller.acts.has_unkept_code
    dialog.reject()
    assert dialog.isVisible()
    dialog.recovery.kept.setChecked(True)
    click(qtbot, dialog.action)
    qtbot.waitUntil(lambda: not opened.window.findChildren(RecoveryDialog))
    assert not opened.controller.acts.has_unkept_code


@pytest.fixture
def erasing(opened: Room) -> EraseDialog:
    choose(opened, "Erase everything…")
    return opened.window.findChildren(EraseDialog)[0]


def test_erasing_says_what_it_destroys_and_what_it_cannot_reach(erasing: EraseDialog) -> None:
    from PySide6.QtWidgets import QLabel

    words = " ".join(label.text() for label in erasing.findChildren(QLabel))
    for part in ("destroys the keys", "all conversations", "cannot be undone", "backups", "SSD"):
        assert part in words


def test_erasing_wants_its_word(qtbot: QtBot, erasing: EraseDialog, opened: Room) -> None:
    say_nothing = opened.vault.calls[:]
    for words in ("", "eras", "erased", "delete"):
        erasing.field.setText(words)
        assert not erasing.action.isEnabled()
        qtbot.keyClick(erasing.field, Qt.Key.Key_Return)
    assert opened.vault.calls == say_nothing
    erasing.field.setText(" Erase ")
    assert erasing.action.isEnabled()


def test_after_erasing_the_window_is_as_on_the_first_day(qtbot: QtBot, opened: Room) -> None:
    say(qtbot, opened, "SENTINEL")
    opened.window.page.composer.edit.insertPlainText("SENTINEL draft")
    choose(opened, "Erase everything…")
    erasing = opened.window.findChildren(EraseDialog)[0]
    for each in opened.session.services.chat.conversations():
        opened.session.services.chat._store.remove(each.id)  # as the service does
    erasing.field.setText("erase")
    click(qtbot, erasing.action)
    qtbot.waitUntil(lambda: opened.vault.state is VaultState.NONE)
    qtbot.waitUntil(opened.window.sidebar.keep.isVisible)
    assert not opened.window.is_covered
    assert opened.window.page.transcript._rows == []
    assert opened.window.page.composer.draft() == ""
    assert opened.window.sidebar.model.count() == 0
    labels = [entry.label for entry in opened.controller.menu_entries()]
    assert labels == ["Keep my conversations…", "Restore a backup…"]
    qtbot.waitUntil(lambda: not opened.window.findChildren(EraseDialog))


def test_an_erasure_that_fails_says_so(qtbot: QtBot, erasing: EraseDialog, opened: Room) -> None:
    opened.vault.error = VaultReadOnly(folder="/x")
    erasing.field.setText("erase")
    click(qtbot, erasing.action)
    qtbot.waitUntil(erasing.problem.isVisible)
    assert "may not write in /x" in erasing.problem.text()
    assert opened.vault.state is VaultState.OPEN


def test_the_word_in_korean_counts_while_its_last_syllable_is_composed(
    qtbot: QtBot, opened: Room
) -> None:
    opened.session.set_language("ko")
    opened.controller.acts.erase()
    dialog = opened.window.findChildren(EraseDialog)[0]
    done = QInputMethodEvent()
    done.setCommitString("지우")
    for event in (done, QInputMethodEvent("기", [])):
        QApplication.sendEvent(dialog.field, event)
    assert dialog.action.isEnabled()
    dialog.force_close()
