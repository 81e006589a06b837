"""The keychain in the window: turned on and off, and tried when the window is locked."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from vault_room import PASSPHRASE, OpenRoom, Room, choose, menu_labels, unlock

from app.domain.errors import KeychainRefused
from app.domain.vault import KeychainState
from app.gui.vault.anew_dialog import AnewDialog
from app.gui.vault.passphrase_dialog import PassphraseDialog
from app.gui.vault.unlock_page import Phase

ENTRY = "Open with this computer's keychain"


def know(qtbot: QtBot, room: Room, state: KeychainState) -> None:
    room.vault.keychain = state
    room.controller.acts.look_at_keychain()
    qtbot.waitUntil(lambda: room.controller.acts._keychain is state)


def is_marked(room: Room) -> bool:
    entries = room.controller.acts.entries()
    return next(each for each in entries if each.label == ENTRY).is_checked is True


@pytest.fixture
def locked(qtbot: QtBot, opened: Room) -> Room:
    """Locked, with the keychain on."""
    opened.vault.keychain = KeychainState.ON
    opened.controller.lock()
    qtbot.waitUntil(lambda: opened.controller.page.unlock.text() == "Open")
    return opened


def test_where_there_is_none_it_is_not_offered(qtbot: QtBot, opened: Room) -> None:
    assert ENTRY not in menu_labels(opened)
    know(qtbot, opened, KeychainState.OFF)
    assert ENTRY in menu_labels(opened)
    assert not is_marked(opened)


def test_a_vault_that_opens_by_itself_needs_none(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(None)
    qtbot.waitUntil(lambda: room.controller._has_passphrase is False)
    know(qtbot, room, KeychainState.OFF)
    assert ENTRY not in menu_labels(room)


def test_it_is_turned_on_with_the_passphrase_and_off_at_once(qtbot: QtBot, opened: Room) -> None:
    know(qtbot, opened, KeychainState.OFF)
    choose(opened, ENTRY)
    dialog = opened.window.findChildren(PassphraseDialog)[0]
    dialog.field.setText(PASSPHRASE)
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not opened.window.findChildren(PassphraseDialog))
    qtbot.waitUntil(lambda: is_marked(opened))
    choose(opened, ENTRY)
    qtbot.waitUntil(lambda: not is_marked(opened))
    assert opened.vault.keychain is KeychainState.OFF
    assert not opened.window.page.banner.isVisible()


def test_a_secret_that_stayed_in_the_keychain_is_told(qtbot: QtBot, opened: Room) -> None:
    know(qtbot, opened, KeychainState.ON)
    opened.vault.lets_go = False
    choose(opened, ENTRY)
    qtbot.waitUntil(opened.window.page.banner.isVisible)
    assert "did not delete its entry" in opened.window.page.banner._sentence.text()


def test_open_tries_it_where_nothing_was_typed(qtbot: QtBot, locked: Room) -> None:
    page = locked.controller.page
    assert "keychain opens them, or your passphrase" in page.message.text()
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not locked.window.is_covered)
    assert locked.vault.calls.count("unlock_with_keychain") == 1


def test_it_is_never_tried_by_itself(qtbot: QtBot, locked: Room) -> None:
    qtbot.wait(100)
    assert "unlock_with_keychain" not in locked.vault.calls
    assert locked.window.is_covered


def test_what_is_typed_is_the_passphrase(qtbot: QtBot, locked: Room) -> None:
    locked.controller.page.field.setText("x")
    assert locked.controller.page.unlock.text() == "Unlock"
    unlock(qtbot, locked)
    assert "unlock_with_keychain" not in locked.vault.calls


def test_a_refusal_leaves_both_ways_open(qtbot: QtBot, locked: Room) -> None:
    page = locked.controller.page
    locked.vault.error = KeychainRefused()
    qtbot.mouseClick(page.unlock, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "did not let Snug use it" in page.message.text())
    assert page.phase is Phase.ASKING
    assert page.unlock.isEnabled()
    unlock(qtbot, locked)


def test_a_key_that_fits_no_more_asks_for_the_passphrase(qtbot: QtBot, locked: Room) -> None:
    page = locked.controller.page
    locked.vault.keychain = KeychainState.STALE
    qtbot.mouseClick(page.unlock, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.unlock.text() == "Unlock" and page.phase is Phase.ASKING)
    assert "Type your passphrase" in page.message.text()
    assert not page.unlock.isEnabled()
    assert page.field.isVisible()


def test_a_stale_keychain_says_so_at_once(qtbot: QtBot, opened: Room) -> None:
    opened.vault.keychain = KeychainState.STALE
    opened.controller.lock()
    page = opened.controller.page
    sentence = "The keychain no longer opens this history. Type the passphrase."
    qtbot.waitUntil(lambda: page.message.text() == sentence)
    assert not page.unlock.isEnabled()


def test_the_recovery_code_is_typed_all_the_same(qtbot: QtBot, locked: Room) -> None:
    page = locked.controller.page
    qtbot.mouseClick(page.other, Qt.MouseButton.LeftButton)
    assert not page.unlock.isEnabled()
    assert page.unlock.text() == "Unlock"
    page.field.setText(locked.vault.code)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not locked.window.is_covered)


@pytest.mark.parametrize("state", [KeychainState.ON, KeychainState.OFF])
def test_encrypting_anew_says_that_it_ends_it(
    qtbot: QtBot, opened: Room, state: KeychainState
) -> None:
    know(qtbot, opened, state)
    opened.controller.acts.encrypt_anew()
    dialog = opened.window.findChildren(AnewDialog)[0]
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert ("turn it on again" in words) is (state is KeychainState.ON)
    opened.vault.keychain = KeychainState.OFF
    dialog.reject()
    qtbot.waitUntil(lambda: opened.controller.acts._keychain is KeychainState.OFF)
