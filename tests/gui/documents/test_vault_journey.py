"""With a real vault and real readers: documents outlive the window, and leave it when it locks."""

from collections.abc import Callable
from pathlib import Path

from fake_engine import FakeEngine
from pdf_files import lines, pdf
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from vault_homes import make_vault
from vaults import PASSPHRASE

from app.domain.vault import VaultState
from app.gui.session import Session

PATIENCE = 60_000


def unlock(qtbot: QtBot, session: Session) -> None:
    field = session.vault.page.field
    qtbot.waitUntil(field.isVisible, timeout=PATIENCE)
    field.setText(PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not session.window.is_covered, timeout=PATIENCE)


def test_collections_live_in_the_vault_and_are_kept_up_to_date(
    tiny_home: Path,
    engine: FakeEngine,
    open_window: Callable[..., Session],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    make_vault(tiny_home)
    folder = tmp_path / "계약"
    folder.mkdir()
    (folder / "lease.pdf").write_bytes(pdf(lines("The rent is 900 euros.")))
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    session = open_window("appearance.language=en")
    unlock(qtbot, session)
    page = session.documents.page
    session.documents.open()
    qtbot.waitUntil(page.begin.isVisible, timeout=PATIENCE)
    assert not page.in_memory.isVisible()
    assert page.words_only.isVisible()
    session.documents.add([folder])
    qtbot.waitUntil(lambda: page.view.state.text() == "1 read · 1 not read", timeout=PATIENCE)
    qtbot.waitUntil(lambda: session.vault.can_lock, timeout=PATIENCE)
    page.view.list.setCurrentIndex(page.view.model.index(0))
    assert page.view.card.title.text() == "damaged.pdf"
    session.vault.lock()
    assert page.view.model.rowCount() == page.model.rowCount() == 0
    assert page.view.card.path.text() == page.view.name.text() == ""
    qtbot.waitUntil(lambda: session.services.vault.state is VaultState.LOCKED, timeout=PATIENCE)
    (folder / "more.txt").write_text("The deposit is 1,800 euros.", "utf-8")
    unlock(qtbot, session)
    session.documents.open()
    qtbot.waitUntil(lambda: page.view.state.text() == "2 read · 1 not read", timeout=PATIENCE)
