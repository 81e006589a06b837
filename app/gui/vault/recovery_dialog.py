"""A new recovery code in place of the one before."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.gui import text
from app.gui.vault.background import Background
from app.gui.vault.dialog import VaultDialog, plain_label
from app.gui.vault.recovery_view import RecoveryView
from app.gui.vault.secret_edit import SecretEdit
from app.gui.vault.services import Vault


class RecoveryDialog(VaultDialog):
    """Asks for the passphrase, then shows the code."""

    code_kept = Signal()
    code_shown = Signal()

    def __init__(self, vault: Vault, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(text.new_recovery_code_title(), background, parent)
        self._vault = vault
        self._shows_code = False
        self.field = SecretEdit()
        self.field.setPlaceholderText(text.passphrase())
        self.field.setAccessibleName(text.passphrase())
        self.recovery = RecoveryView()
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(plain_label(text.new_recovery_code_explained()))
        layout.addWidget(self.field)
        layout.addStretch(1)
        self._pages = QStackedLayout(self.form)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(page)
        self.field.changed.connect(self._refresh)
        self.field.submitted.connect(self._on_action)
        self.recovery.kept.toggled.connect(self._refresh)
        self.action.setText(text.make_code())
        self._refresh()
        self.field.setFocus()

    def act(self) -> None:
        """Make the code, or finish."""
        if self._shows_code:
            self.recovery.forget()
            self.code_kept.emit()
            self.accept()
            return
        passphrase = self.field.take()
        self.begin(
            lambda: self._vault.new_recovery_code(passphrase), self._on_made, self._on_failed
        )

    def reject(self) -> None:
        """Once there is a code, it has to be kept first: nobody can show it again."""
        if self._shows_code and not self.recovery.kept.isChecked():
            self.say(text.keep_code_first())
        else:
            super().reject()

    def _on_made(self, code: str) -> None:
        self.field.forget()
        self._shows_code = True
        self.code_shown.emit()
        self._pages.addWidget(self.recovery)
        self._pages.setCurrentWidget(self.recovery)
        self.recovery.show_code(code)
        self.action.setText(text.finish())
        self.cancel.hide()
        self._refresh()
        self.adjustSize()

    def _on_failed(self, _error: object) -> None:
        self._refresh()
        self.field.selectAll()
        self.field.setFocus()

    def _refresh(self) -> None:
        if self._shows_code:
            self.action.setEnabled(self.recovery.kept.isChecked())
            self.say("")
        else:
            self.action.setEnabled(bool(self.field.whole()))
