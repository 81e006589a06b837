"""The page that says what is protected: facts, and the truth where there is little."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from vault_homes import make_vault
from vaults import PASSPHRASE

from app.domain.models import Guard
from app.domain.vault import KdfParameters, KeychainState, SlotKind, VaultFacts
from app.gui import text
from app.gui.session import Session
from app.gui.vault.protected_dialog import ProtectedDialog
from app.gui.vault.protection import Protection

SLOTS = (SlotKind.PASSPHRASE, SlotKind.RECOVERY)


def said(slots: tuple[SlotKind, ...] = SLOTS, **changes: object) -> dict[str, str]:
    values: dict[str, object] = {
        "folder": Path("/home/mina/snug"),
        "facts": VaultFacts("id", slots, KdfParameters(256 << 10, 3), 5_000_000),
        "keychain": KeychainState.OFF,
        "lock_minutes": 15,
        "locks_with_screen": True,
        "last_backup": "",
        "guards": (Guard("writes no files", True, ""), Guard("no sockets", False, "not here")),
    }
    return dict(text.protection_lines(Protection(**(values | changes))))  # type: ignore[arg-type]


def test_it_names_what_opens_the_vault() -> None:
    assert said()["What opens it"] == "Your passphrase\nThe recovery code"
    with_keychain = (*SLOTS, SlotKind.KEYCHAIN)
    on = said(with_keychain, keychain=KeychainState.ON)["What opens it"]
    assert "whoever is logged in as you" in on
    stale = said(with_keychain, keychain=KeychainState.STALE)["What opens it"]
    assert "no longer fits" in stale
    assert "reads this disk" in said((SlotKind.NONE,))["What opens it"]


def test_it_says_when_it_locks() -> None:
    assert "After 15 minutes" in said()["When it locks"]
    assert "screen" in said()["When it locks"]
    by_hand = said(lock_minutes=0, locks_with_screen=False)["When it locks"]
    assert by_hand == "When you lock it, and when Snug closes"
    assert said((SlotKind.NONE,))["When it locks"].startswith("Never")


def test_it_tells_guards_that_hold_from_those_that_do_not() -> None:
    guards = said()["Around the model's process"].splitlines()
    assert guards == [
        "In force: it can write no files",
        "Not in force here: it can open no connection and start no program",
    ]
    assert "could not be asked" in said(guards=())["Around the model's process"]


def test_it_knows_the_last_backup_or_none() -> None:
    assert said()["Last backup from here"] == "None is known."
    made = said(last_backup="2026-03-01T12:00:00+00:00")["Last backup from here"]
    assert made == "2026-03-01"


def test_what_is_not_encrypted_is_named_too() -> None:
    assert "Other settings" in said()["Not encrypted"]
    assert "instructions" in said()["Encrypted"]
    assert "268 MB of memory and 3 passes" in said()["What a guess costs"]
    assert "/home/mina/snug" in said()["Where"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_menu_opens_it_with_the_facts_of_this_vault(
    qtbot: QtBot,
    engine: FakeEngine,
    tiny_home: Path,
    open_window: Callable[..., Session],
    language: str,
    tmp_path: Path,
) -> None:
    make_vault(tiny_home)
    session = open_window(f"appearance.language={language}")
    page = session.vault.page
    qtbot.waitUntil(page.field.isVisible)
    page.field.setText(PASSPHRASE)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not session.window.is_covered)
    report = session.services.vault.backup(tmp_path / "a.snugbackup")
    session.vault.acts.show_facts()
    dialog = session.window.findChildren(ProtectedDialog)[0]

    def words() -> str:
        return "\n".join(label.text() for label in dialog.findChildren(QLabel))

    day = report.created_at[:7]
    qtbot.waitUntil(lambda: str(tiny_home) in words())
    assert day in words()
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not session.window.findChildren(ProtectedDialog))


def test_it_closes_with_a_lock(
    qtbot: QtBot, tiny_home: Path, engine: FakeEngine, open_window: Callable[..., Session]
) -> None:
    make_vault(tiny_home)
    session = open_window("appearance.language=en")
    page = session.vault.page
    qtbot.waitUntil(page.field.isVisible)
    page.field.setText(PASSPHRASE)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not session.window.is_covered)
    session.vault.acts.show_facts()
    session.vault.lock()
    qtbot.waitUntil(lambda: not session.window.findChildren(ProtectedDialog))
