"""A dialog that ends with a recovery code, which has to be kept before it closes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.gui import text
from app.gui.vault.background import Background
from app.gui.vault.dialog import VaultDialog
from app.gui.vault.recovery_view import RecoveryView


class CodeDialog(VaultDialog):
    """Two pages: what is asked, and the code that came of it.

    `code_shown` when the code before may be no good any more, `code_kept` when the one that holds
    was kept, or when none was changed.
    """

    code_shown = Signal()
    code_kept = Signal()

    def __init__(self, title: str, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(title, background, parent)
        self._shows_code = False
        self.recovery = RecoveryView()
        self.recovery.kept.toggled.connect(self._refresh)
        self._pages = QStackedLayout(self.form)
        self._pages.setContentsMargins(0, 0, 0, 0)

    def start(self) -> None:
        """What the action does while nothing was made yet; a dialog says it."""

    def is_complete(self) -> bool:
        """Whether the action can be taken on the first page; a dialog says it."""
        return False

    def act(self) -> None:
        """Begin, or finish."""
        if not self._shows_code:
            self.start()
            return
        self.recovery.forget()
        self.code_kept.emit()
        self.accept()

    def reject(self) -> None:
        """Once there is a code, it has to be kept first: nobody can show it again."""
        if self._shows_code and not self.recovery.kept.isChecked():
            self.say(text.keep_code_first())
        else:
            super().reject()

    def show_code(self, code: str) -> None:
        """Show the code; without one there is nothing to keep, and the dialog closes."""
        if not code:
            self.code_kept.emit()
            self.accept()
            return
        self._shows_code = True
        self.code_shown.emit()
        self._pages.addWidget(self.recovery)
        self._pages.setCurrentWidget(self.recovery)
        self.recovery.show_code(code)
        self.setWindowTitle(text.recovery_code())
        self.title.setText(text.recovery_code())
        self.action.setText(text.finish())
        self.action.setObjectName("primary")
        self.action.style().unpolish(self.action)
        self.action.style().polish(self.action)
        self.cancel.hide()
        self._refresh()
        self.adjustSize()

    def _refresh(self) -> None:
        if self._shows_code:
            self.action.setEnabled(self.recovery.kept.isChecked())
            self.say("")
        else:
            self.action.setEnabled(self.is_complete())
