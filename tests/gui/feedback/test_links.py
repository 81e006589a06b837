"""Addresses in a text: shown whole, as the network sees them, and opened only after a click."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.gui import text
from app.gui.feedback.links import LinkOpener


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the system was asked to open."""
    found: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: found.append(url.toString()))
    return found


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def question(window: QWidget) -> QMessageBox | None:
    return window.findChild(QMessageBox)


def press(window: QWidget, label: str) -> None:
    box = question(window)
    assert box is not None
    next(each for each in box.buttons() if each.text() == label).click()


def test_nothing_is_opened_before_the_answer(window: QWidget, opened: list[str]) -> None:
    LinkOpener(window).ask("https://example.org/a?b=c#d")
    box = question(window)
    assert box is not None
    assert "https://example.org/a?b=c#d" in box.text()
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert opened == []
    press(window, text.open_link())
    assert opened == ["https://example.org/a?b=c#d"]


def test_enter_and_escape_open_nothing(qtbot: QtBot, window: QWidget, opened: list[str]) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        LinkOpener(window).ask("https://example.org/")
        box = question(window)
        assert box is not None
        qtbot.keyClick(box.defaultButton(), key)
        qtbot.waitUntil(lambda: question(window) is None)
    assert opened == []


def test_the_address_alone_can_be_copied(window: QWidget, opened: list[str]) -> None:
    LinkOpener(window).ask("https://example.org/x")
    press(window, text.copy_address())
    assert QApplication.clipboard().text() == "https://example.org/x"
    assert opened == []


def test_letters_that_look_like_others_are_shown_as_the_network_sees_them(
    window: QWidget, opened: list[str]
) -> None:
    LinkOpener(window).ask("https://аpple.com/")
    box = question(window)
    assert box is not None
    assert "xn--" in box.text()


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "javascript:alert(1)", "snug:copy/0", "//example.org", "smb://x/y", ""],
)
def test_what_is_no_address_of_the_web_is_not_even_asked_about(
    window: QWidget, opened: list[str], address: str
) -> None:
    LinkOpener(window).ask(address)
    assert question(window) is None
    assert opened == []
