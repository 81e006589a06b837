"""A calm box above the composer: what happened, what to do next, and the details on request."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import AppError
from app.gui import text
from app.gui.announcing import announce

_LOG_HEIGHT = 120
_WAYS_OUT_IN_A_ROW = 2
Action = tuple[Callable[[], str], Callable[[], None]]


class Banner(QFrame):
    """Hidden until an error is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._error: AppError | None = None
        self._actions: tuple[Action, ...] = ()
        self._remedies: tuple[Action, ...] = ()
        self._title, self._sentence = QLabel(), QLabel()
        self._title.setObjectName("bannerTitle")
        for label in (self._title, self._sentence):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._ways_out, self._buttons = QGridLayout(), QHBoxLayout()
        self._ways_out.setColumnStretch(_WAYS_OUT_IN_A_ROW, 1)
        for row in (self._ways_out, self._buttons):
            row.setSpacing(8)
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
        layout.addLayout(self._ways_out)
        layout.addLayout(self._buttons)
        layout.addWidget(self._log)
        self.hide()

    def show_error(
        self, error: AppError, *actions: Action, remedies: tuple[Action, ...] = ()
    ) -> None:
        """Show an error with what can be done about it; `remedies` stand above the rest."""
        self._error, self._actions, self._remedies = error, actions, remedies
        self._log.hide()
        self._log.setPlainText(error.detail)
        self.retranslate()
        self.show()
        announce(self, f"{self._title.text()}. {self._sentence.text()}", is_urgent=True)

    def dismiss(self) -> None:
        """Hide it."""
        self._error = None
        self.hide()

    def withdraw(self, error: AppError | None) -> None:
        """Hide it where it still shows this very error; another one stays."""
        if error is not None and error is self._error:
            self.dismiss()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        error = self._error
        if error is None:
            return
        self._title.setText(text.error_title(error))
        self._sentence.setText(f"{text.error_sentence(error)} {text.error_hint(error)}")
        _clear(self._ways_out)
        for index, (label, run) in enumerate(self._remedies):
            place = divmod(index, _WAYS_OUT_IN_A_ROW)
            self._ways_out.addWidget(_button(label(), run), *place)
        self._add_actions(error)

    def _add_actions(self, error: AppError) -> None:
        _clear(self._buttons)
        for label, run in self._actions:
            self._buttons.addWidget(_button(label(), run))
        if error.detail:
            self._buttons.addWidget(_button(text.details(), self._toggle_log))
        self._buttons.addStretch(1)
        self._buttons.addWidget(_button(text.dismiss(), self.dismiss))

    def _toggle_log(self) -> None:
        self._log.setVisible(not self._log.isVisible())


def _button(label: str, run: Callable[[], None]) -> QPushButton:
    button = QPushButton(label)
    button.setObjectName("plain")
    button.clicked.connect(lambda: run())
    return button


def _clear(row: QLayout) -> None:
    while (item := row.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.deleteLater()
