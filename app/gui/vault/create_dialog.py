"""Making a vault: choose a passphrase, or none, then keep the recovery code."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QStackedLayout, QVBoxLayout, QWidget

from app.gui import text
from app.gui.vault.background import Background
from app.gui.vault.dialog import VaultDialog, plain_label
from app.gui.vault.new_passphrase import NewPassphrase
from app.gui.vault.recovery_view import RecoveryView
from app.gui.vault.services import Vault


class CreateDialog(VaultDialog):
    """Two pages: how the vault is protected, and the code that also opens it."""

    code_shown = Signal()
    code_kept = Signal()

    def __init__(self, vault: Vault, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(text.keep_conversations_title(), background, parent)
        self._vault = vault
        self._shows_code = False
        self.fields = NewPassphrase(text.passphrase(), vault.strength)
        self.without = QCheckBox(text.without_passphrase())
        self.without_note = plain_label(text.without_passphrase_fact(), "muted")
        self.recovery = RecoveryView()
        self._pages = QStackedLayout(self.form)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(self._first_page())
        self.fields.changed.connect(self._refresh)
        self.fields.submitted.connect(self._on_action)
        self.without.toggled.connect(self._on_without)
        self.recovery.kept.toggled.connect(self._refresh)
        self.action.setText(text.create_vault())
        self._refresh()
        self.fields.setFocus()

    def _first_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(plain_label(text.vault_explained()))
        layout.addWidget(self.fields)
        layout.addWidget(self.without)
        layout.addWidget(self.without_note)
        layout.addStretch(1)
        return page

    def act(self) -> None:
        """Make the vault, or finish."""
        if self._shows_code:
            self.recovery.forget()
            self.code_kept.emit()
            self.accept()
            return
        passphrase = None if self.without.isChecked() else self.fields.take()
        if passphrase is not None and not self.fields.is_complete():
            return
        self.begin(lambda: self._vault.create(passphrase), self._on_created, self._on_failed)

    def reject(self) -> None:
        """Once there is a code, it has to be kept first: nobody can show it again."""
        if self._shows_code and not self.recovery.kept.isChecked():
            self.say(text.keep_code_first())
        else:
            super().reject()

    def _on_created(self, code: str) -> None:
        self.fields.forget()
        if not code:
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
        self.cancel.hide()
        self._refresh()
        self.adjustSize()

    def _on_failed(self, _error: object) -> None:
        self._refresh()
        self.fields.setFocus()

    def _on_without(self, is_without: bool) -> None:
        self.fields.setEnabled(not is_without)
        self._refresh()

    def _refresh(self) -> None:
        if self._shows_code:
            self.action.setEnabled(self.recovery.kept.isChecked())
            self.say("")
        else:
            self.action.setEnabled(self.without.isChecked() or self.fields.is_complete())
