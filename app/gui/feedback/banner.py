"""A calm box above the composer: what happened, what to do next, and the details on request."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import AppError
from app.gui import text

_LOG_HEIGHT = 120
Action = tuple[Callable[[], str], Callable[[], None]]


class Banner(QFrame):
    """Hidden until an error is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._error: AppError | None = None
        self._actions: tuple[Action, ...] = ()
        self._title, self._sentence = QLabel(), QLabel()
        self._title.setObjectName("bannerTitle")
        for label in (self._title, self._sentence):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._log = QPlainTextEdit()
        self._log.setObjectName("log")
        self._log.setReadOnly(True)
        self._log.setFixedHeight(_LOG_HEIGHT)
        self._log.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(6)
        for part in (self._title, self._sentence):
            layout.addWidget(part)
        layout.addLayout(self._buttons)
        layout.addWidget(self._log)
        self.hide()

    def show_error(self, error: AppError, *actions: Action) -> None:
        """Show an error with what can be done about it."""
        self._error, self._actions = error, actions
        self._log.hide()
        self._log.setPlainText(error.detail)
        self.retranslate()
        self.show()

    def dismiss(self) -> None:
        """Hide it."""
        self._error = None
        self.hide()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        error = self._error
        if error is None:
            return
        self._title.setText(text.error_title(error))
        self._sentence.setText(f"{text.error_sentence(error)} {text.error_hint(error)}")
        self._clear_buttons()
        for label, run in self._actions:
            self._add_button(label(), run)
        if error.detail:
            self._add_button(text.details(), self._toggle_log)
        self._buttons.addStretch(1)
        self._add_button(text.dismiss(), self.dismiss)

    def _add_button(self, label: str, run: Callable[[], None]) -> None:
        button = QPushButton(label)
        button.setObjectName("plain")
        button.clicked.connect(lambda: run())
        self._buttons.addWidget(button)

    def _clear_buttons(self) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()

    def _toggle_log(self) -> None:
        self._log.setVisible(not self._log.isVisible())
