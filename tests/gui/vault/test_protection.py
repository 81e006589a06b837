"""A passphrase given later, taken away again, and everything encrypted anew."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from vault_room import PASSPHRASE, OpenRoom, Room, choose, menu_labels, unlock

from app.domain.errors import VaultBusy, VaultDiskFull
from app.domain.vault import VaultState
from app.gui.vault.anew_dialog import AnewDialog
from app.gui.vault.dialog import VaultDialog
from app.gui.vault.passphrase_dialog import PassphraseDialog
from app.gui.vault.protect_dialog import ProtectDialog

NEW = "four words that wander"


def click(qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[arg-type]


def words_of(dialog: VaultDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


@pytest.fixture
def unprotected(open_room: OpenRoom, qtbot: QtBot) -> Room:
    room = open_room(None)
    qtbot.waitUntil(lambda: room.controller._has_passphrase is False)
    return room


@pytest.fixture
def protecting(unprotected: Room) -> ProtectDialog:
    choose(unprotected, "Set a passphrase…")
    return unprotected.window.findChildren(ProtectDialog)[0]


@pytest.fixture
def renewing(opened: Room) -> AnewDialog:
    choose(opened, "Encrypt everything anew…")
    return opened.window.findChildren(AnewDialog)[0]


def protect(qtbot: QtBot, dialog: ProtectDialog) -> None:
    dialog.fields.first.setText(NEW)
    dialog.fields.second.setText(NEW)
    click(qtbot, dialog.action)
    qtbot.waitUntil(dialog.recovery.isVisible)


def finish(qtbot: QtBot, dialog: ProtectDialog | AnewDialog) -> None:
    dialog.recovery.kept.setChecked(True)
    click(qtbot, dialog.action)


# --- a passphrase later -----------------------------------------------------------------------


def test_a_passphrase_can_be_set_later(
    qtbot: QtBot, unprotected: Room, protecting: ProtectDialog
) -> None:
    protect(qtbot, protecting)
    assert unprotected.vault.calls[-2:] == ["protect", "encrypt_anew"]
    assert unprotected.controller.acts.has_unkept_code
    finish(qtbot, protecting)
    sidebar = unprotected.window.sidebar
    qtbot.waitUntil(lambda: sidebar._memory.text() == "Kept, encrypted")
    assert not unprotected.controller.acts.has_unkept_code
    assert unprotected.controller.auto_lock._is_on
    unprotected.controller.lock()
    qtbot.waitUntil(lambda: unprotected.vault.state is VaultState.LOCKED)
    unlock(qtbot, unprotected, NEW)


def test_encrypting_anew_can_be_left_for_later(
    qtbot: QtBot, unprotected: Room, protecting: ProtectDialog
) -> None:
    protecting.anew.setChecked(False)
    protect(qtbot, protecting)
    assert unprotected.vault.calls[-1] == "protect"


def test_the_code_is_shown_although_encrypting_anew_failed(
    qtbot: QtBot, unprotected: Room, protecting: ProtectDialog
) -> None:
    protected = unprotected.vault.protect

    def then_fail(new: str) -> str:
        code = protected(new)
        unprotected.vault.error = VaultDiskFull(folder="/x")
        return code

    unprotected.vault.protect = then_fail  # type: ignore[method-assign]
    protect(qtbot, protecting)
    assert "/x is full" in protecting.recovery.note.text()
    finish(qtbot, protecting)
    qtbot.waitUntil(lambda: unprotected.controller._has_passphrase is True)


# --- no passphrase any more -------------------------------------------------------------------


def test_a_passphrase_is_taken_away_after_asking(qtbot: QtBot, opened: Room) -> None:
    choose(opened, "Remove the passphrase…")
    dialog = opened.window.findChildren(PassphraseDialog)[0]
    assert "Anyone who can use this account" in words_of(dialog)
    assert "no longer locks" in words_of(dialog)
    dialog.field.setText("wrong")
    click(qtbot, dialog.action)
    qtbot.waitUntil(dialog.problem.isVisible)
    assert opened.vault.passphrase == PASSPHRASE
    dialog.field.setText(PASSPHRASE)
    click(qtbot, dialog.action)
    sidebar = opened.window.sidebar
    qtbot.waitUntil(lambda: sidebar._memory.text() == "Kept without a passphrase")
    assert not opened.controller.auto_lock._is_on
    assert "Set a passphrase…" in menu_labels(opened)


def test_nothing_is_taken_away_by_a_cancel(qtbot: QtBot, opened: Room) -> None:
    choose(opened, "Remove the passphrase…")
    dialog = opened.window.findChildren(PassphraseDialog)[0]
    dialog.field.setText(PASSPHRASE)
    click(qtbot, dialog.cancel)
    qtbot.waitUntil(lambda: not opened.window.findChildren(PassphraseDialog))
    assert "unprotect" not in opened.vault.calls


# --- everything anew --------------------------------------------------------------------------


def test_everything_is_encrypted_anew_for_whoever_knows_the_passphrase(
    qtbot: QtBot, opened: Room, renewing: AnewDialog
) -> None:
    assert "backups still open" in words_of(renewing)
    assert not renewing.action.isEnabled()
    renewing.field.setText("wrong")
    click(qtbot, renewing.action)
    qtbot.waitUntil(renewing.problem.isVisible)
    assert not opened.controller.acts.has_unkept_code
    renewing.field.setText(PASSPHRASE)
    click(qtbot, renewing.action)
    qtbot.waitUntil(renewing.recovery.isVisible)
    renewing.reject()
    assert renewing.isVisible(), "the code has to be kept"
    finish(qtbot, renewing)
    qtbot.waitUntil(lambda: not opened.window.findChildren(AnewDialog))


def test_it_shows_how_far_it_is_and_cannot_be_left(
    qtbot: QtBot, opened: Room, renewing: AnewDialog
) -> None:
    opened.vault.hold.clear()
    renewing.field.setText(PASSPHRASE)
    click(qtbot, renewing.action)
    qtbot.waitUntil(lambda: opened.vault.calls[-1] == "encrypt_anew")
    assert renewing.busy.maximum() == 0
    assert "leave Snug open" in renewing.stage.text()
    opened.vault.share = 0.5
    qtbot.waitUntil(lambda: renewing.busy.value() * 2 == renewing.busy.maximum())
    renewing.reject()
    opened.window.close()
    assert renewing.isVisible()
    assert opened.window.isVisible()
    assert "can be closed in a moment" in renewing.problem.text()
    for label in renewing.findChildren(QLabel):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    opened.vault.hold.set()
    qtbot.waitUntil(renewing.recovery.isVisible)
    assert not renewing.busy.isVisible()


def test_a_lock_in_the_middle_offers_another_code(
    qtbot: QtBot, opened: Room, renewing: AnewDialog
) -> None:
    opened.vault.hold.clear()
    renewing.field.setText(PASSPHRASE)
    click(qtbot, renewing.action)
    qtbot.waitUntil(lambda: opened.vault.calls[-1] == "encrypt_anew")
    opened.controller.lock()
    assert opened.window.is_covered
    opened.vault.hold.set()
    qtbot.waitUntil(lambda: opened.vault.state is VaultState.LOCKED)
    unlock(qtbot, opened)
    assert opened.window.page.offer.isVisible()


def test_a_failure_says_why_and_can_be_tried_again(
    qtbot: QtBot, opened: Room, renewing: AnewDialog
) -> None:
    opened.vault.error = VaultBusy()
    renewing.field.setText(PASSPHRASE)
    click(qtbot, renewing.action)
    qtbot.waitUntil(renewing.problem.isVisible)
    assert "Close it, then try again" in renewing.problem.text()
    click(qtbot, renewing.action)
    qtbot.waitUntil(renewing.recovery.isVisible)


def test_without_a_passphrase_none_is_asked_for(qtbot: QtBot, unprotected: Room) -> None:
    choose(unprotected, "Encrypt everything anew…")
    dialog = unprotected.window.findChildren(AnewDialog)[0]
    assert not dialog.field.isVisible()
    click(qtbot, dialog.action)
    qtbot.waitUntil(lambda: not unprotected.window.findChildren(AnewDialog))
    assert unprotected.vault.calls[-1] == "encrypt_anew"
    assert not unprotected.controller.acts.has_unkept_code
