"""The window of an older Snug leaves the vault of a newer one alone, and says so."""

from collections.abc import Callable
from pathlib import Path

from fake_engine import FakeEngine
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from vault_homes import make_newer, make_vault
from vaults import PASSPHRASE

from app.gui.session import Session


def test_it_says_so_and_changes_nothing(
    qtbot: QtBot, engine: FakeEngine, tiny_home: Path, open_window: Callable[..., Session]
) -> None:
    make_vault(tiny_home)
    make_newer(tiny_home)
    before = (tiny_home / "history.db").read_bytes()
    page = open_window("appearance.language=en").vault.page
    qtbot.waitUntil(page.field.isVisible)
    page.field.setText(PASSPHRASE)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._title.text() == "Made by a newer Snug")
    assert "newer release of Snug" in page.message.text()
    assert "Install the newer release" in page.message.text()
    assert (tiny_home / "history.db").read_bytes() == before
