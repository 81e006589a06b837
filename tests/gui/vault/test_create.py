"""Making a vault from the window: the offer, the two pages, the code that has to be kept."""

import stat
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from vault_room import OpenRoom, Room, say, unlock

from app.domain.errors import PassphraseRefused, VaultExists
from app.domain.vault import VaultState
from app.gui.vault.create_dialog import CreateDialog
from app.gui.vault.recovery_view import groups_of

STRONG = "four words that wander"


@pytest.fixture
def room(open_room: OpenRoom) -> Room:
    return open_room(exists=False)


def dialog_of(room: Room) -> CreateDialog:
    return room.window.findChildren(CreateDialog)[-1]


@pytest.fixture
def dialog(room: Room, qtbot: QtBot) -> CreateDialog:
    room.window.sidebar.keep.click()
    return dialog_of(room)


def fill(dialog: CreateDialog, first: str, second: str | None = None) -> None:
    dialog.fields.first.setText(first)
    dialog.fields.second.setText(first if second is None else second)


def make(qtbot: QtBot, dialog: CreateDialog) -> None:
    """Up to the page with the code."""
    fill(dialog, STRONG)
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.recovery.isVisible)


# --- the offer ------------------------------------------------------------------------------


def test_the_window_opens_as_before_with_one_quiet_button(room: Room) -> None:
    assert not room.window.is_covered
    assert room.window.sidebar.keep.isVisible()
    assert room.window.sidebar.keep.text() == "Keep my conversations…"
    assert not room.window.sidebar._memory.isVisible()
    assert room.vault.calls == []


def test_the_vault_is_offered_once_after_an_answer(qtbot: QtBot, room: Room) -> None:
    offer = room.window.page.offer
    say(qtbot, room, "First")
    qtbot.waitUntil(offer.isVisible)
    qtbot.mouseClick(offer.later, Qt.MouseButton.LeftButton)
    assert not offer.isVisible()
    say(qtbot, room, "Second")
    qtbot.wait(50)
    assert not offer.isVisible()


def test_the_offer_opens_the_dialog(qtbot: QtBot, room: Room) -> None:
    say(qtbot, room, "First")
    qtbot.waitUntil(room.window.page.offer.isVisible)
    qtbot.mouseClick(room.window.page.offer.take, Qt.MouseButton.LeftButton)
    assert dialog_of(room).isVisible()
    assert not room.window.page.offer.isVisible()


def test_whoever_was_offered_it_before_is_not_asked_again(
    qtbot: QtBot, open_room: OpenRoom
) -> None:
    offered: list[bool] = []
    room = open_room(exists=False, may_offer=lambda: False, on_offered=lambda: offered.append(True))
    say(qtbot, room, "First")
    qtbot.wait(50)
    assert not room.window.page.offer.isVisible()
    assert offered == []


# --- the passphrase ---------------------------------------------------------------------------


def test_strength_is_said_in_words(dialog: CreateDialog) -> None:
    fill(dialog, "short")
    assert dialog.fields.meter.words.text() == "Weak: quickly guessed"
    fill(dialog, STRONG)
    assert dialog.fields.meter.words.text() == "Strong: out of reach of guessing"
    fill(dialog, "")
    assert dialog.fields.meter.words.text() == ""


def test_both_fields_have_to_say_the_same(qtbot: QtBot, dialog: CreateDialog, room: Room) -> None:
    fill(dialog, STRONG, "four words")
    assert dialog.fields.hint.text() == "", "it is the beginning of it"
    fill(dialog, STRONG, "other words")
    assert dialog.fields.hint.text() == "The two are not the same."
    assert not dialog.action.isEnabled()
    qtbot.keyClick(dialog.fields.second, Qt.Key.Key_Return)
    assert room.vault.calls == []


def test_a_syllable_in_the_making_belongs_to_the_second_field(
    qtbot: QtBot, dialog: CreateDialog, room: Room
) -> None:
    dialog.fields.first.setText("비밀")
    done = QInputMethodEvent()
    done.setCommitString("비")
    for event in (done, QInputMethodEvent("밀", [])):
        QApplication.sendEvent(dialog.fields.second, event)
    assert dialog.action.isEnabled()
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.recovery.isVisible)
    assert room.vault.passphrase == "비밀"


def test_show_shows_both(dialog: CreateDialog) -> None:
    from PySide6.QtWidgets import QLineEdit

    dialog.fields.shown.setChecked(True)
    modes = {field.echoMode() for field in (dialog.fields.first, dialog.fields.second)}
    assert modes == {QLineEdit.EchoMode.Normal}


def test_nothing_freezes_and_nothing_closes_meanwhile(
    qtbot: QtBot, dialog: CreateDialog, room: Room
) -> None:
    room.vault.hold.clear()
    fill(dialog, STRONG)
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: room.vault.calls == ["create"])
    assert dialog.busy.isVisible()
    assert not dialog.form.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    assert dialog.isVisible()
    room.vault.hold.set()
    qtbot.waitUntil(dialog.recovery.isVisible)
    assert not dialog.busy.isVisible()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PassphraseRefused(problem="it is too short"), "it is too short"),
        (VaultExists(folder="/x"), "Nothing was changed"),
    ],
)
def test_errors_are_sentences_in_the_dialog(
    qtbot: QtBot, dialog: CreateDialog, room: Room, error: Exception, words: str
) -> None:
    room.vault.error = error  # type: ignore[assignment]
    fill(dialog, STRONG)
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.problem.isVisible)
    assert words in dialog.problem.text()
    assert dialog.action.isEnabled(), "it can be tried again"
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.recovery.isVisible)
    assert not dialog.problem.isVisible()


# --- the recovery code ------------------------------------------------------------------------


def test_the_code_stands_in_groups(qtbot: QtBot, dialog: CreateDialog, room: Room) -> None:
    make(qtbot, dialog)
    shown = [label.text() for label in dialog.recovery._groups]
    assert shown == room.vault.code.split("-")
    assert groups_of("ABCDEFGHIJ") == ["ABCD", "EFGH", "IJ"]
    assert room.vault.state is VaultState.OPEN


def test_it_finishes_only_once_the_code_is_kept(
    qtbot: QtBot, dialog: CreateDialog, room: Room
) -> None:
    make(qtbot, dialog)
    assert not dialog.action.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert "Keep the code first" in dialog.problem.text()
    dialog.recovery.kept.setChecked(True)
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not room.window.findChildren(CreateDialog))
    assert not room.controller.acts.has_unkept_code
    assert room.window.sidebar._memory.text() == "Kept, encrypted"


def test_the_copied_code_is_marked_and_taken_back(
    qtbot: QtBot, dialog: CreateDialog, room: Room
) -> None:
    make(qtbot, dialog)
    qtbot.mouseClick(dialog.recovery.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == room.vault.code
    qtbot.waitUntil(lambda: room.controller._has_passphrase is True)
    room.controller.lock()
    qtbot.waitUntil(lambda: room.vault.state is VaultState.LOCKED)
    assert QGuiApplication.clipboard().text() == ""


def test_the_saved_code_is_for_its_owner_alone(
    qtbot: QtBot, dialog: CreateDialog, room: Room, tmp_path: Path
) -> None:
    make(qtbot, dialog)
    path = tmp_path / "code.txt"
    path.write_text("before")
    path.chmod(0o644)
    dialog.recovery.save_to(path)
    assert room.vault.code in path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    dialog.recovery.save_to(tmp_path / "missing" / "code.txt")
    assert "could not be written" in dialog.recovery.note.text()


def test_a_code_lost_to_a_lock_is_offered_anew(
    qtbot: QtBot, dialog: CreateDialog, room: Room
) -> None:
    make(qtbot, dialog)
    qtbot.waitUntil(lambda: room.controller._has_passphrase is True)
    room.controller.lock()
    qtbot.waitUntil(lambda: not room.window.findChildren(CreateDialog))
    unlock(qtbot, room, STRONG)
    assert room.window.page.offer.isVisible()
    assert room.window.page.offer.take.text() == "New recovery code…"


# --- without a passphrase ---------------------------------------------------------------------


def test_without_a_passphrase_it_says_what_that_means(
    qtbot: QtBot, dialog: CreateDialog, room: Room
) -> None:
    assert "Anyone who can use this account" in dialog.without_note.text()
    dialog.without.setChecked(True)
    assert not dialog.fields.isEnabled()
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not room.window.findChildren(CreateDialog))
    assert room.vault.passphrase is None
    sidebar = room.window.sidebar
    qtbot.waitUntil(lambda: sidebar._memory.text() == "Kept without a passphrase")


def test_what_was_said_before_stays_in_view(qtbot: QtBot, room: Room) -> None:
    say(qtbot, room, "First")
    room.window.page.composer.edit.insertPlainText("draft")
    room.controller.acts.create()
    make(qtbot, dialog_of(room))
    assert room.window.page.transcript._rows[0].text == "First"
    assert room.window.page.composer.draft() == "draft"
    assert not room.window.page.offer.isVisible()
    qtbot.waitUntil(lambda: room.history.drafts.get(room.session.chat.current) == "draft")
