"""What the locked page offers besides opening: backups, rescue, the key file, an end."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot
from vault_room import PASSPHRASE, OpenRoom, Room, choose, unlock

from app.domain.errors import (
    AppError,
    BackupInvalid,
    HistoryDamaged,
    KeyFileDamaged,
    KeyFileMissing,
    KeyFileUnfit,
    VaultBusy,
)
from app.domain.vault import RescueReport, VaultState
from app.gui import text
from app.gui.vault.dialog import VaultDialog
from app.gui.vault.erase_dialog import EraseDialog
from app.gui.vault.rescue_dialog import RescueDialog
from app.gui.vault.restore_dialog import RestoreDialog
from app.gui.vault.unlock_page import Phase

SOURCE = Path("/media/stick/snug.snugbackup")


def click(qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[arg-type]


@pytest.fixture
def locked(open_room: OpenRoom, qtbot: QtBot) -> Room:
    room = open_room()
    qtbot.waitUntil(room.controller.page.field.isVisible)
    return room


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None], None]:
    """Stands for the person in front of the file dialog."""

    def choose_file(path: Path | None) -> None:
        answer = (str(path) if path else "", "")
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: answer)

    return choose_file


def block(qtbot: QtBot, room: Room, error: AppError) -> None:
    page = room.controller.page
    room.vault.error = error
    page.field.setText(PASSPHRASE)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.phase is Phase.BLOCKED)


def ways_out(room: Room) -> list[QPushButton]:
    layout = room.controller.page._ways_out
    found = [layout.itemAt(place).widget() for place in range(layout.count())]
    return [each for each in found if isinstance(each, QPushButton)]


def labels(room: Room) -> list[str]:
    return [each.text() for each in ways_out(room)]


def more(qtbot: QtBot, room: Room) -> QMenu:
    click(qtbot, room.controller.page.more)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def words_of(dialog: VaultDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


# --- what is offered --------------------------------------------------------------------------


@pytest.mark.qt_log_ignore("does not support", extend=True)  # the offscreen platform, of popups
def test_the_quiet_menu_offers_what_helps(qtbot: QtBot, locked: Room) -> None:
    menu = more(qtbot, locked)
    assert [action.text() for action in menu.actions()] == [
        "Restore a backup…",
        "Rescue a damaged history…",
        "Put the key file back…",
        "Erase everything…",
    ]
    menu.close()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            KeyFileMissing(file="vault.key", backup="vault.key.bak"),
            ["Put the copy in its place", "Restore a backup…"],
        ),
        (
            KeyFileMissing(file="vault.key", backup="a copy"),
            ["Put the key file back…", "Restore a backup…"],
        ),
        (
            KeyFileDamaged(file="vault.key", backup="vault.key.bak"),
            ["Put the copy in its place", "Restore a backup…"],
        ),
        (HistoryDamaged(file="h.db"), ["Rescue a damaged history…", "Restore a backup…"]),
        (VaultBusy(), []),
    ],
)
def test_the_steps_that_fit_are_buttons(
    qtbot: QtBot, locked: Room, error: AppError, expected: list[str]
) -> None:
    block(qtbot, locked, error)
    page = locked.controller.page
    assert labels(locked) == expected
    assert page.unlock.text() == "Try again"
    assert page.unlock.objectName() == ("plain" if expected else "primary")
    click(qtbot, page.unlock)
    qtbot.waitUntil(lambda: page.phase is Phase.ASKING)
    assert labels(locked) == []
    assert page.unlock.objectName() == "primary"


def test_the_steps_speak_the_language_of_the_window(qtbot: QtBot, locked: Room) -> None:
    block(qtbot, locked, HistoryDamaged(file="h.db"))
    locked.session.set_language("ko")
    assert labels(locked) == ["손상된 기록 되살리기…", "백업 복원…"]


# --- a backup ---------------------------------------------------------------------------------


def test_a_backup_takes_the_place(
    qtbot: QtBot, locked: Room, chosen: Callable[[Path | None], None]
) -> None:
    chosen(SOURCE)
    locked.controller.mending.restore()
    dialog = locked.window.findChildren(RestoreDialog)[0]
    assert "snug.snugbackup" in words_of(dialog)
    assert "not deleted" in words_of(dialog)
    click(qtbot, dialog.action)
    page = locked.controller.page
    qtbot.waitUntil(lambda: "as it was on 2026-03-01" in page.message.text())
    assert locked.vault.source == SOURCE
    assert "set aside" in locked.vault.calls
    unlock(qtbot, locked)
    locked.controller.lock()
    qtbot.waitUntil(lambda: page.phase is Phase.ASKING)
    assert "2026" not in page.message.text()


def test_a_bad_backup_is_said_in_the_dialog(
    qtbot: QtBot, locked: Room, chosen: Callable[[Path | None], None]
) -> None:
    chosen(SOURCE)
    locked.controller.mending.restore()
    dialog = locked.window.findChildren(RestoreDialog)[0]
    locked.vault.error = BackupInvalid(file="snug.snugbackup", problem="it is cut off")
    click(qtbot, dialog.action)
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "it is cut off" in dialog.problem.text()
    click(qtbot, dialog.cancel)
    assert locked.controller.page.phase is Phase.ASKING


def test_nothing_happens_without_a_choice(
    locked: Room, chosen: Callable[[Path | None], None]
) -> None:
    chosen(None)
    locked.controller.mending.restore()
    locked.controller.mending.put_back()
    assert not locked.window.findChildren(VaultDialog)
    assert locked.vault.source is None


def test_a_new_computer_begins_with_a_backup(
    qtbot: QtBot, open_room: OpenRoom, chosen: Callable[[Path | None], None]
) -> None:
    room = open_room(exists=False)
    chosen(SOURCE)
    choose(room, "Restore a backup…")
    dialog = room.window.findChildren(RestoreDialog)[0]
    assert "gone afterwards" in words_of(dialog)
    click(qtbot, dialog.action)
    qtbot.waitUntil(lambda: room.controller.page.phase is Phase.ASKING)
    assert room.window.is_covered
    assert "set aside" not in room.vault.calls
    assert "2026-03-01" in room.controller.page.message.text()


# --- a rescue ---------------------------------------------------------------------------------


def test_a_rescue_tells_what_it_saved(qtbot: QtBot, locked: Room) -> None:
    block(qtbot, locked, HistoryDamaged(file="h.db"))
    click(qtbot, ways_out(locked)[0])
    dialog = locked.window.findChildren(RescueDialog)[0]
    dialog.field.setText("wrong")
    click(qtbot, dialog.action)
    qtbot.waitUntil(dialog.problem.isVisible)
    locked.vault.hold.clear()
    dialog.field.setText(PASSPHRASE)
    click(qtbot, dialog.action)
    qtbot.waitUntil(lambda: dialog.busy.value() * 2 == dialog.busy.maximum())
    locked.vault.hold.set()
    qtbot.waitUntil(dialog.outcome.isVisible)
    for words in ("conversations: 3", "missing: 1", "lost: 2", "history.db.damaged-2026-03-01"):
        assert words in dialog.outcome.text()
    click(qtbot, dialog.action)
    qtbot.waitUntil(lambda: locked.controller.page.phase is Phase.ASKING)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (RescueReport(3, 0, 9, 0, ""), ["The history is sound: nothing had to be rescued."]),
        (
            RescueReport(3, 0, 9, 0, "h.damaged"),
            ["Whole conversations: 3", "The damaged file is kept as h.damaged."],
        ),
        (
            RescueReport(
                3, 1, 9, 2, "h.damaged", lost_conversations=4, lost_documents=5, is_proven=False
            ),
            [
                "Whole conversations: 3",
                "Conversations of which something is missing: 1",
                "Conversations lost as a whole: 4",
                "Messages known to be lost: 2",
                "Documents that are read again from their files: 5",
                "The start of the file is lost: single characters may be wrong.",
                "The damaged file is kept as h.damaged.",
            ],
        ),
    ],
)
def test_what_was_lost_is_said_and_nothing_else(report: RescueReport, expected: list[str]) -> None:
    assert text.rescued(report) == expected


def test_without_a_passphrase_none_is_asked_for(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(None)
    qtbot.waitUntil(lambda: room.controller._has_passphrase is False)
    room.controller.mending.rescue()
    dialog = room.window.findChildren(RescueDialog)[0]
    assert not dialog.field.isVisible()
    assert dialog.action.isEnabled()


# --- the key file -----------------------------------------------------------------------------


def test_the_copy_beside_it_is_put_in_its_place(qtbot: QtBot, locked: Room) -> None:
    block(qtbot, locked, KeyFileMissing(file="vault.key", backup="vault.key.bak"))
    click(qtbot, ways_out(locked)[0])
    qtbot.waitUntil(lambda: locked.controller.page.phase is Phase.ASKING)
    assert "put_back_key_file" in locked.vault.calls
    assert locked.vault.source is None


def test_a_key_file_is_chosen(
    qtbot: QtBot, locked: Room, chosen: Callable[[Path | None], None]
) -> None:
    chosen(Path("/media/stick/vault.key"))
    block(qtbot, locked, KeyFileMissing(file="vault.key", backup="a copy"))
    locked.vault.error = KeyFileUnfit(file="vault.key")
    click(qtbot, ways_out(locked)[0])
    page = locked.controller.page
    qtbot.waitUntil(lambda: page._title.text() == "This is not a key file")
    locked.controller.mending.put_back()
    qtbot.waitUntil(lambda: page.phase is Phase.ASKING)
    assert locked.vault.source == Path("/media/stick/vault.key")


# --- an end -----------------------------------------------------------------------------------


@pytest.mark.qt_log_ignore("does not support", extend=True)  # the offscreen platform, of popups
def test_a_locked_vault_can_be_erased(qtbot: QtBot, locked: Room) -> None:
    menu = more(qtbot, locked)
    menu.actions()[-1].trigger()
    menu.close()
    dialog = locked.window.findChildren(EraseDialog)[0]
    dialog.field.setText("erase")
    click(qtbot, dialog.action)
    qtbot.waitUntil(lambda: locked.vault.state is VaultState.NONE)
    qtbot.waitUntil(lambda: not locked.window.is_covered)
    qtbot.waitUntil(lambda: not locked.window.findChildren(EraseDialog))
