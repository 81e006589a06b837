"""Asks before an age is chosen by which conversations go at once."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from app.gui import text
from app.gui.text import settings as words


class AgeQuestion(QMessageBox):
    """Nothing is chosen unless somebody says so."""

    def __init__(
        self, count: int, go_on: Callable[[], object], stay: Callable[[], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle(words.label("history.keep_days"))
        self.setText(words.some_would_go(count))
        self.setInformativeText(words.would_go_for_good())
        self.delete, self.cancel = QPushButton(words.delete_them()), QPushButton(text.cancel())
        self.delete.setObjectName("danger")
        self.cancel.setObjectName("plain")
        self.addButton(self.delete, QMessageBox.ButtonRole.DestructiveRole)
        self.addButton(self.cancel, QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.cancel)
        self.delete.clicked.connect(lambda: go_on())
        self.cancel.clicked.connect(lambda: stay())
