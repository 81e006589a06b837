"""What goes on, how far it is, and a way to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.gui.model_page.parts import plain_label, progress_bar
from app.gui.text import compare as words


class ProgressRow(QWidget):
    """Hidden while nothing goes on and nothing came of it."""

    stop_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.told, self.bar, self.stop = plain_label(name="muted"), progress_bar(), QPushButton()
        self.stop.setObjectName("plain")
        self.stop.clicked.connect(self.stop_requested)
        self._before: QWidget | None = None
        """What had the keys when it began."""
        row = QHBoxLayout()
        row.addWidget(self.told, 1)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.bar)
        self.retranslate()
        self.say("")

    @property
    def is_running(self) -> bool:
        """Whether something goes on."""
        return not self.bar.isHidden()

    def run(self, line: str, percent: int | None = None) -> None:
        """Say what goes on; without a percentage nobody knows how far it is."""
        is_new = self.bar.isHidden()
        if is_new:
            self._before = QApplication.focusWidget()
        self.told.setText(line)
        self.bar.setAccessibleName(line)
        self.bar.setRange(0, 0 if percent is None else 100)
        self.bar.setValue(percent or 0)
        for part in (self.bar, self.stop):
            part.show()
        self.show()
        if is_new:
            self.stop.setEnabled(True)
            if self._before is not None and self.window().isAncestorOf(self._before):
                self.stop.setFocus()  # what began it cannot hold the keys any more

    def say(self, line: str) -> None:
        """Say what came of it, or nothing any more; the keys go back to where they were."""
        self.told.setText(line)
        if self.stop.hasFocus() and self._before is not None and isValid(self._before):
            self._before.setFocus()
        self.bar.hide()
        self.stop.hide()
        self.setVisible(bool(line))

    def set_stopping(self, line: str) -> None:
        """It was asked to stop."""
        self.told.setText(line)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.stop.setText(words.stop())
