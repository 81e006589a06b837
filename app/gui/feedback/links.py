"""Addresses that a text names: shown whole, opened only after a question."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from app.gui import clipboard, text

_SCHEMES = ("http", "https", "mailto")


class LinkOpener:
    """Asks, then lets the system's browser open an address."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def ask(self, address: str) -> None:
        """Show the whole address, in the form the network sees, and ask."""
        url = QUrl(address, QUrl.ParsingMode.StrictMode)
        if not url.isValid() or url.scheme().lower() not in _SCHEMES:
            return
        shown = bytes(url.toEncoded().data()).decode("ascii", "replace")
        box = QMessageBox(self._window)
        box.setWindowTitle(text.open_link_title())
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text.open_link_text(shown))
        opening = box.addButton(text.open_link(), QMessageBox.ButtonRole.AcceptRole)
        copying = box.addButton(text.copy_address(), QMessageBox.ButtonRole.ActionRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        opening.clicked.connect(lambda: QDesktopServices.openUrl(url))
        copying.clicked.connect(lambda: self.copy(shown))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def copy(self, words: str) -> None:
        """Put text on the clipboard, marked as private."""
        clipboard.copy(words)
