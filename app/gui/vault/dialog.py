"""What the dialogs of the vault have in common: words, a problem in a sentence, a busy state."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.gui import text
from app.gui.fonts import spread_on_screen
from app.gui.vault.background import Background
from app.gui.vault.busy_bar import BusyBar

T = TypeVar("T")
_WIDTH = 460
_MARGIN = 24


def plain_label(words: str = "", name: str = "") -> QLabel:
    """A label that wraps and never takes its text for markup."""
    label = QLabel(words)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


class VaultDialog(QDialog):
    """A dialog with a form, one action, and a way to say what went wrong."""

    def __init__(self, title: str, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setFixedWidth(spread_on_screen(_WIDTH, self))
        self._background = background
        self._is_busy = False
        self.form = QWidget()
        self.problem = plain_label(name="problem")
        self.problem.hide()
        self.busy = BusyBar()
        self.action, self.cancel = QPushButton(), QPushButton(text.cancel())
        self.action.setObjectName("primary")
        self.cancel.setObjectName("plain")
        self.action.setDefault(True)
        self.cancel.setAutoDefault(False)
        self.action.clicked.connect(self._on_action)
        self.cancel.clicked.connect(self.reject)
        buttons = self._buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.action)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(12)
        self.title = plain_label(title, "dialogTitle")
        layout.addWidget(self.title)
        layout.addWidget(self.form, 1)
        layout.addWidget(self.problem)
        layout.addWidget(self.busy)
        layout.addLayout(buttons)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._is_busy

    def add_button(self, button: QPushButton) -> None:
        """Another way out, between the cancel and the action."""
        self._buttons.insertWidget(self._buttons.indexOf(self.action), button)

    def act(self) -> None:
        """What the action does; a dialog says it."""

    def begin(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[AppError], object] = lambda _error: None,
    ) -> None:
        """Do something that takes its time; a failure becomes a sentence in the dialog."""
        self._set_busy(True)

        def on_done(result: T) -> None:
            self._set_busy(False)
            done(result)

        def on_failed(error: AppError) -> None:
            self._set_busy(False)
            self.say(f"{text.error_sentence(error)} {text.error_hint(error)}")
            failed(error)

        self._background.run(self, work, on_done, on_failed)

    def say(self, words: str) -> None:
        """Say what is wrong, or no longer."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
        self.fit()

    def fit(self) -> None:
        """Be high enough for all that is said: labels that wrap would be cut."""
        layout = self.layout()
        if layout is not None and self.isVisible():
            layout.activate()
            wanted = layout.totalHeightForWidth(self.width())
            if wanted > self.height():
                self.resize(self.width(), wanted)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt gives a new dialog at most two thirds of the screen's height."""
        super().showEvent(event)
        self.fit()

    def reject(self) -> None:
        """Close, but not in the middle of the work."""
        if not self._is_busy:
            super().reject()

    def force_close(self) -> None:
        """Close now, whatever is under way: the window locks. What was typed goes with it."""
        self.done(VaultDialog.DialogCode.Rejected)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window's own button is a Cancel."""
        event.ignore()
        self.reject()

    def _on_action(self) -> None:
        if not self._is_busy and self.action.isEnabled():
            self.say("")
            self.act()

    def _set_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.form.setEnabled(not is_busy)
        self.action.setEnabled(not is_busy)
        self.cancel.setEnabled(not is_busy)
        self.busy.set_running(is_busy)
