"""What cannot be kept, or is not deleted yet, is said in the window."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.errors import ClockLeapt, VaultDiskFull
from app.domain.events import RetentionHeld
from app.gui.session import Session


def test_a_first_message_that_cannot_be_kept_stays_with_its_writer(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, sidebar = session.window.page, session.window.sidebar
    store = session.services.vault._store

    def full(*_: object, **__: object) -> None:
        raise VaultDiskFull(folder="here")

    page.composer.edit.setPlainText("고래에 대하여")
    with monkeypatch.context() as patch:
        patch.setattr(store.store, "begin_turn", full)
        qtbot.keyClick(page.composer.edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.composer.draft() == "고래에 대하여")
    assert "The disk is full" in page.banner._title.text()
    assert session.chat.current is None
    assert store.conversations() == []
    qtbot.keyClick(page.composer.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(store.conversations()) == 1)
    current = session.chat.current
    assert current is not None
    qtbot.waitUntil(lambda: sidebar.model.row_of(current) == 1)
    qtbot.waitUntil(lambda: not page.transcript._rows[-1].is_live)
    assert [row.text for row in page.transcript._rows] == ["고래에 대하여", "Hello."]
    assert page.composer.draft() == ""


def test_what_waits_for_the_clock_is_said(qtbot: QtBot, session: Session) -> None:
    session.services.bus.publish(RetentionHeld(ClockLeapt(days=400, count=12)))
    banner = session.window.page.banner
    qtbot.waitUntil(banner.isVisible)
    assert "wait for the clock" in banner._title.text()
    assert "400 days" in banner._sentence.text()
    session.set_language("ko")
    assert "400일" in banner._sentence.text()
