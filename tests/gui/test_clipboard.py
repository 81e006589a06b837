"""Copies are marked as private, and taken back while they are still ours."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui import clipboard
from app.gui.chat.message_edit import MessageEdit


def test_every_system_has_its_marks() -> None:
    assert clipboard.marks("linux") == {"x-kde-passwordManagerHint": b"secret"}
    windows = clipboard.marks("win32")
    assert (
        windows['application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"'] == b"\0" * 4
    )
    assert windows['application/x-qt-windows-mime;value="CanUploadToCloudClipboard"'] == b"\0" * 4
    assert any("ExcludeClipboardContentFromMonitorProcessing" in name for name in windows)
    assert clipboard.marks("darwin") == {}


def test_a_copy_is_marked(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "marks", lambda: clipboard_marks)
    clipboard_marks = {"x-kde-passwordManagerHint": b"secret"}
    clipboard.copy("words")
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "words"
    assert data.data("x-kde-passwordManagerHint").data() == b"secret"


def test_a_copy_from_the_composer_is_marked(qtbot: QtBot) -> None:
    edit = MessageEdit()
    qtbot.addWidget(edit)
    edit.setPlainText("two\nlines")
    edit.selectAll()
    data = edit.createMimeDataFromSelection()
    assert data.text() == "two\nlines"
    assert data.formats() == ["text/plain", *clipboard.marks()]


def test_our_copy_is_taken_back_once(qapp: QApplication) -> None:
    clipboard.copy("words")
    assert clipboard.take_back()
    assert QGuiApplication.clipboard().text() == ""
    assert not clipboard.take_back()


def test_the_copy_of_another_program_is_not_ours(qapp: QApplication) -> None:
    clipboard.copy("words")
    QGuiApplication.clipboard().setText("other words")
    assert not clipboard.take_back()
    assert QGuiApplication.clipboard().text() == "other words"
